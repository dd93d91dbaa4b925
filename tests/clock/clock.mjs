// clock.mjs - consoles and commands on machines whose clocks are wrong, all of
// them looking at one act whose lock ends: by the chain's clock, never before.
//
//   clock.mjs SCENE ADMIN    of scene.sh; proposal 4 is approved, its lock is 48 h
import { execFile, execFileSync } from 'node:child_process';
import { closeSync, cpSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [scene, admin] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = join(root, 'build/release/keyturn'), preload = join(root, 'build/release/tests/clock/shift.so');
const run = promisify(execFile), sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const MINUTE = 60, HOUR = 3600, DAY = 86400, YEAR = 31556952;
const OFF = 2;    // s that a countdown may differ from the chain's
const IN_ROW = 5; // so many wrong samples in a row are no busy machine any more
const socket = `keyturn-clock-${process.pid}`;
let count = 0, failed = 0;

function ok(good, name, why = '') {
	console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name}`);
	if (!good) {
		failed++;
		console.log(String(why).split('\n').map((l) => `#   ${l}`).join('\n'));
	}
}

async function call(route, body = {}) {
	const r = await fetch(`${admin}/${route}`, { method: 'POST', body: JSON.stringify(body) });

	return r.json();
}
const chain = async () => (await call('state')).unix;
const tmux = (...args) => run('tmux', ['-L', socket, '-f', '/dev/null', ...args]).then((r) => r.stdout);

// at(s) is what is added to the clock, s seconds after the beginning.
const cases = [1, 5, 10, MINUTE, HOUR, DAY, YEAR, 10 * YEAR].flatMap((s) => [
	{ name: `${s} s ahead`, at: () => s },
	{ name: `${s} s behind`, at: () => -s },
]);
let state = 7;
const roll = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
cases.push(
	{ name: 'set forward and back by an hour each second', at: (s) => (Math.floor(s) % 2 ? HOUR : -HOUR), moves: true },
	{ name: 'set at random within 10 years', at: () => Math.round((2 * roll() - 1) * 10 * YEAR), moves: true },
	{ name: 'running five times as fast', at: (s) => Math.floor(4 * s), moves: true },
	{ name: 'set right after 10 years', at: (s) => (s < 12 ? 10 * YEAR : 0), moves: true },
);

function set(k, seconds) {
	const bytes = Buffer.alloc(8);

	bytes.writeBigInt64LE(BigInt(seconds));
	if (k.fd === undefined) {
		writeFileSync(k.file, bytes);
		k.fd = openSync(k.file, 'r+');
	} else if (k.shift !== seconds)
		writeSync(k.fd, bytes, 0, 8, 0);
	k.shift = seconds;
}

async function begin(k, i) {
	k.session = `c${i}`;
	k.dir = join(scene, `clock${i}`);
	k.file = join(scene, `shift${i}`);
	cpSync(join(scene, 'alice'), k.dir, { recursive: true });
	set(k, k.at(0));
	k.env = { ...process.env, LD_PRELOAD: preload, KEYTURN_SHIFT: k.file, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' };
	k.args = ['-k', join(scene, 'keys/alice.json'), '--data-dir', k.dir];
	await tmux('new-session', '-d', '-s', k.session, '-x', '80', '-y', '24',
		`env LD_PRELOAD='${preload}' KEYTURN_SHIFT='${k.file}' LC_ALL=C.UTF-8 '${binary}' ${k.args.map((a) => `'${a}'`).join(' ')}`);
}

const pane = (k) => tmux('capture-pane', '-p', '-t', k.session);
const row = (text) => text.split('\n').find((l) => /^[ *][ >] +4 /.test(l)) ?? '';

async function until(what, test, ms = 30000) {
	for (const end = Date.now() + ms; ;) {
		if (await test())
			return;
		if (Date.now() > end)
			throw new Error(`never: ${what}`);
		await sleep(100);
	}
}

// 47:59:12 or 1d 23h
function seconds(text) {
	const m = /(\d+):(\d\d):(\d\d)/.exec(text);

	return m ? Number(m[1]) * HOUR + Number(m[2]) * MINUTE + Number(m[3]) : NaN;
}

// How far the screen's countdown is from the chain's clock, which stood at `before` and `after` around it.
function distance(text, opens, before, after) {
	const now = opens - seconds(row(text));

	return now < before ? now - before : now > after ? now - after : Number.isNaN(now) ? Infinity : 0;
}

// A sample is wrong when several in a row are.
async function inTime(k, opens) {
	let text, off = [];

	for (let i = 0; i < IN_ROW; i++) {
		const before = await chain();

		text = await pane(k);
		off.push(distance(text, opens, before, await chain()));
		if (Math.abs(off.at(-1)) <= OFF)
			return null;
		await sleep(300);
	}
	return `off by ${off.join(', ')} s:\n${text}`;
}

// "host +1h" on the first line, as far off as the clock is.
async function skew(k) {
	const units = { s: 1, m: MINUTE, h: HOUR, d: DAY };
	let text, want;

	for (let i = 0; i < IN_ROW; i++) {
		const wall = Math.floor(Date.now() / 1000) + k.shift;

		text = await pane(k);
		want = wall - await chain();
		const m = /host ([+-])(\d+)([smhd])/.exec(text.split('\n')[0]);
		const shown = m ? Number(`${m[1]}${m[2]}`) * units[m[3]] : 0;

		if (m ? Math.sign(shown) === Math.sign(want) && Math.abs(Math.abs(want) - Math.abs(shown)) <= units[m[3]] + OFF : Math.abs(want) <= 2 + OFF)
			return null;
		await sleep(300);
	}
	return `it is off by ${want} s:\n${text}`;
}

async function command(k, args) {
	try {
		return { code: 0, ...(await run(binary, [...k.args, ...args], { env: k.env })) };
	} catch (e) {
		return e;
	}
}

async function commands(k, opens) {
	const before = await chain(), shown = await command(k, ['--output', 'json', 'show', '4']);
	const after = await chain(), left = JSON.parse(shown.stdout).proposal.timelock_remaining_s, early = await command(k, ['--yes', 'execute', '4']);

	return left >= opens - after - OFF && left <= opens - before + OFF && early.code === 8 ? null :
		`${left} s left, the chain ${opens - after} to ${opens - before}; execute ended with ${early.code}: ${early.stderr}`;
}

// To the end of the lock: what is offered, and when.
async function theEnd(opens) {
	const wrong = new Map(cases.map((k) => [k, { early: null, off: 0, late: 0, text: '', done: false }]));
	let settled = false;

	for (const give = Date.now() + 90000; Date.now() < give && [...wrong.values()].some((w) => !w.done); await sleep(100))
		for (const k of cases) {
			const w = wrong.get(k), before = await chain(), text = await pane(k), after = await chain();
			const ready = /READY/.test(row(text)) || / x execute/.test(text);

			settled ||= after >= opens - 4;
			if (ready && after < opens)
				w.early ??= `${opens - after} s before its end:\n${text}`;
			w.done ||= ready;
			w.off = !ready && settled && after < opens && Math.abs(distance(text, opens, before, after)) > OFF ? w.off + 1 : 0;
			w.late = !ready && before > opens + OFF ? w.late + 1 : 0;
			if (w.off >= IN_ROW || w.late >= IN_ROW)
				w.text ||= text;
		}
	return wrong;
}

async function main() {
	const began = Date.now();
	const beat = setInterval(() => cases.forEach((k) => k.moves && set(k, k.at((Date.now() - began) / 1000))), 250);

	await Promise.all(cases.map(begin));
	const known = execFileSync(binary, ['--data-dir', join(scene, 'alice'), '--read-only', '--output', 'json', 'show', '4'], { encoding: 'utf8' });
	const opens = JSON.parse(known).proposal.timelock_until_unix;

	for (const k of cases) {
		await until(`${k.name}: a live board`, async () => /agree/.test(await pane(k)) || /host/.test(await pane(k)));
		await tmux('send-keys', '-t', k.session, 'f', 'ledger', 'Enter');
		await until(`${k.name}: only ledger`, async () => /> +4 /.test(row(await pane(k))));
	}
	for (const k of cases)
		k.bad = [await inTime(k, opens), k.moves ? null : await skew(k), await commands(k, opens)];
	await sleep(1500);
	for (const k of cases)
		k.bad.push(await inTime(k, opens));
	await call('warp', { unix: opens - 14 });
	const wrong = await theEnd(opens);

	clearInterval(beat);
	for (const k of cases) {
		const w = wrong.get(k), bad = [...k.bad, w.early, w.text || null, w.done ? null : 'its end was never shown'].filter(Boolean);

		ok(bad.length === 0, `a clock ${k.name}: the countdown is the chain's, nothing is offered early${k.moves ? '' : ', what it is off by is shown'}`, bad.join('\n'));
	}
	const right = cases.at(-1);

	ok(await skew({ ...right, shift: 0 }) === null, 'a clock set right is as far off as the chain was moved');
	await tmux('send-keys', '-t', right.session, 'x');
	await until('a card', async () => /To be signed|to be signed/.test(await pane(right)));
	ok(true, 'and once it is offered it may be executed');
	console.log(`1..${count}`);
}

try {
	await main();
} catch (e) {
	ok(false, 'it ran to its end', e.stack);
} finally {
	for (const k of cases)
		if (k.fd !== undefined)
			closeSync(k.fd);
	await tmux('kill-server').catch(() => {});
	process.exit(failed ? 1 : 0);
}
