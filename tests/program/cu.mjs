// cu.mjs FOLDER - the compute units of every instruction over all profiles, as
// a table in FOLDER/cu.txt and as comments, with bounds for small programs.
import { readFileSync, writeFileSync } from 'node:fs';
import { PROFILES } from './chain.mjs';

const SMALL_MAX = 60_000; // no instruction on a program of some KB needs more
const [folder] = process.argv.slice(2);
const all = new Map();
for (const profile of PROFILES)
	for (const [name, u] of JSON.parse(readFileSync(`${folder}/units-${profile}.json`, 'utf8'))) {
		const old = all.get(name) ?? { min: Infinity, max: 0, n: 0 };
		all.set(name, { min: Math.min(old.min, u.min), max: Math.max(old.max, u.max), n: old.n + u.n });
	}
const rows = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
const width = Math.max(...rows.map(([name]) => name.length));
const line = (a, b, c) => `${a.padEnd(width)} ${String(b).padStart(9)} ${String(c).padStart(9)}`;
const table = [line('instruction', 'least', 'most'), ...rows.map(([name, u]) => line(name, u.min, u.max))];
writeFileSync(`${folder}/cu.txt`, `${table.join('\n')}\n`);
for (const row of table)
	console.log(`# ${row}`);
const over = rows.filter(([name, u]) => !name.includes(',') && u.max > SMALL_MAX).map(([name, u]) => `${name} ${u.max}`);
console.log(`${over.length ? 'not ok' : 'ok'} 1 - compute units: no instruction on small code takes more than ${SMALL_MAX}`);
for (const text of over)
	console.log(`#   ${text}`);
console.log('1..1');
process.exitCode = over.length ? 1 : 0;
