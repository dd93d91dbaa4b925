// upload.mjs - P11 and P12: buffer write beside a script that uploads as the Solana CLI does, on the chain of
// with.sh, in one run.  Transactions and calls are what the chain counted.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { binary, root, so, Stage } from '../cli/lib.mjs';

const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111', FEATURE = 'Feature111111111111111111111111111111111111';
const GATE = 'txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL';
const HEADER = 37, EACH = { v1: 3798, legacy: 1012 }, LARGE = 3_000_000, SIZE = 1_000_000;
const s = await Stage.start({ net: { url: process.env.KEYTURN_TEST_URL, adminUrl: process.env.KEYTURN_TEST_ADMIN } });
const row = (what, figure, goal = '') => console.log(`${what.padEnd(58)} ${figure.padEnd(34)} ${goal}`);
const head = readFileSync(so('demo_v3'));

function program(len) {
	const code = Buffer.concat([head, randomBytes(len - head.length)]);

	code[len - 1] |= 1;
	return { code, path: s.write(`${randomBytes(4).toString('hex')}.so`, code) };
}

async function gate(on) {
	await s.admin('account', on ? { address: GATE, owner: FEATURE, lamports: 1000000, data: Buffer.from([1, 1, 0, 0, 0, 0, 0, 0, 0]).toString('base64') }
		: { address: GATE, remove: true });
}

// Runs it to its end under bash's own clock: output, ms, CPU ms of it and its children, KiB at its peak.
function timed(args) {
	return new Promise((go) => {
		const began = performance.now();
		const child = spawn('bash', ['-c', 'TIMEFORMAT="%3U %3S"; { time "$@" 2>/dev/null; } 3>&1', 'bash', ...args], { env: s.env, stdio: ['ignore', 'pipe', 'pipe'] });
		let out = '', err = '', own = 0, all = 0;
		const look = setInterval(() => {
			try {
				const pid = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0], text = readFileSync(`/proc/${pid}/status`, 'utf8');
				const kib = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0);

				own = Math.max(own, kib('RssAnon'));
				all = Math.max(all, kib('VmHWM'));
			} catch { /* not yet, or over */ }
		}, 5);

		child.stdout.on('data', (d) => { out += d; });
		child.stderr.on('data', (d) => { err += d; });
		child.on('close', (code) => {
			clearInterval(look);
			const cpu = err.trim().split('\n').at(-1).split(' ').reduce((a, x) => a + Number(x) * 1000, 0);

			if (code !== 0)
				throw new Error(`${args.join(' ')}: ${code} ${err}`);
			go({ ms: performance.now() - began, cpu, own, all, o: JSON.parse(out) });
		});
	});
}

async function upload(len, { before = async () => {} } = {}) {
	const p = program(len);

	await s.admin('counters/reset');
	await before();
	const r = await timed([binary, 'buffer', 'write', p.path, '--yes', '--output', 'json']), c = await s.admin('counters');
	await s.admin('faults/clear');
	const account = (await s.rpc('getAccountInfo', [r.o.buffer, { encoding: 'base64', commitment: 'confirmed' }])).value;

	if (!Buffer.from(account.data[0], 'base64').subarray(HEADER).equals(p.code))
		throw new Error('the buffer holds other bytes');
	return { ...r, c, code: p.code, writes: c.methods.sendTransaction - 1, landed: c.transactions.landed - 1, statuses: c.methods.getSignatureStatuses };
}

// Pieces of `each` bytes that are not all zero.
function floor(code, each) {
	let n = 0;

	for (let at = 0; at < code.length; at += each)
		n += code.subarray(at, at + each).some((x) => x !== 0);
	return n;
}

const fault = (f) => () => s.admin('fault', { method: 'sendTransaction', skip: 1, ...f });
const of = (n, most) => `${n} (${(n / most).toFixed(3)} of ${most})`;

// The one of three in the middle by time.
async function median(len) {
	const runs = [await upload(len), await upload(len), await upload(len)];

	return runs.sort((a, b) => a.ms - b.ms)[1];
}

async function format(name, peer, start) {
	const w = await median(SIZE), lossy = await upload(LARGE, { before: fault({ kind: 'lose', percent: 10 }) });
	const least = floor(w.code, EACH[name]), most = floor(lossy.code, EACH[name]);

	row(`P11 1 MB, ${name}: transactions beside the creation`, of(w.writes, least), name === 'v1' ? 'at most 1.05' : '1');
	row(`P11   3 MB with ${(100 * lossy.c.transactions.lost / lossy.writes).toFixed(1)} % lost`, of(lossy.writes, most), 'at most 1.12');
	row('P12   status calls', String(w.statuses), `by 256: ${Math.ceil(least / 256)}, and a few`);
	row('P12   CPU per transaction, both processes', `${Math.round((w.cpu - start.cpu) * 1000 / w.writes)} us`, '200 us');
	row('P12   wall, from start to read back', `${Math.round(w.ms)} ms, 1/${Math.round(peer.ms / w.ms)} of the peer`, '1/60 of the peer');
	row('P12     CPU', `1/${Math.round(peer.cpu / w.cpu)} of the peer`);
	row(`        the chain's own CPU meanwhile`, `${w.c.cpuMs} ms`);
}

await s.key('a', 10_000_000_000_000n);
await s.key('gov');
await s.init();
const p = program(SIZE);
await s.admin('counters/reset');
const peer = await timed([`${root}/build/node`, `${root}/tests/bench/peer_upload.mjs`, s.net.url, s.file('a.json'), p.path]), c = await s.admin('counters');

row('P12 1 MB by @solana/web3.js as the Solana CLI does', `${Math.round(peer.ms)} ms, ${c.methods.sendTransaction} sent`);
row('      CPU per transaction; status calls', `${Math.round(peer.cpu * 1000 / c.methods.sendTransaction)} us; ${c.methods.getSignatureStatuses}`);
await gate(true);
const least = await median(head.length + 1);
row('    start, creation and read back of a buffer', `${Math.round(least.ms)} ms, CPU ${Math.round(least.cpu)} ms`);
await format('v1', peer, least);
await gate(false);
await format('legacy', peer, least);
await gate(true);
for (const [perSecond, burst] of [[50, 50], [10, 10]]) {
	const w = await upload(perSecond * 60_000, { before: fault({ kind: 'limit', perSecond, burst }) });
	const allowed = burst + perSecond * w.o.elapsed_ms / 1000;

	row(`P12 of ${perSecond} sends a second that the endpoint allows`, `${(100 * w.landed / allowed).toFixed(1)} %, ${w.writes - w.landed} refused`, '95 %');
}
const large = await upload(LARGE);
row(`P12 memory for ${LARGE / 1e6} MB: its own; with shared libraries`, `${large.own}; ${large.all} KiB`, `${12 * 1024 + Math.ceil(LARGE / 1024)} KiB`);
await s.stop();
