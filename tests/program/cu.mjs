// cu.mjs FOLDER - the compute units of every instruction over all profiles, as
// a table in FOLDER/cu.txt and as comments, with bounds for small programs; and
// whether keyturn-program(7) has the same.
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

// The manual's table.  A run makes other keys, so addresses that take another
// number of tries, 1,500 units each: that much the figures may differ.
const TRIES = 3 * 1500;
const [, page] = readFileSync('man/keyturn-program.7', 'utf8').split('Compute units, least and most seen');
const kept = page.slice(page.indexOf('.It'), page.indexOf('.El')).split('\n').filter(Boolean);
const end = kept.indexOf('.It \\& Ta \\& Ta \\&');
const manual = new Map(kept.filter((_, i) => i !== end).map((row, i) => {
	const [name, ...units] = row.slice(4).split(' Ta ');
	const n = units.filter((u) => u !== '\\&').map((u) => Number(u.replaceAll(',', '')));
	return [i < end ? name : `${name}, 2.6 MB in 10 MiB`, [n[0], n.at(-1)]];
}));
const wrong = [];
for (const [name, u] of rows) {
	const m = manual.get(name.replaceAll('_', ' '));
	if (!m || Math.abs(m[0] - u.min) > TRIES || Math.abs(m[1] - u.max) > TRIES)
		wrong.push(`${name}: ${u.min} to ${u.max}, the manual has ${m ?? 'nothing'}`);
}
const same = wrong.length === 0 && manual.size === rows.length;
console.log(`${same ? 'ok' : 'not ok'} 2 - keyturn-program(7) has the units of all ${rows.length} rows`);
for (const text of wrong)
	console.log(`#   ${text}`);
console.log('1..2');
process.exitCode = over.length || !same ? 1 : 0;
