// upload.mjs - buffer write: as many transactions as the file needs and no more, whatever goes wrong on the way.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { atRandom, buffersOf, dice } from '../kills/lib.mjs';
import { so } from './lib.mjs';
import { asked, data, failure, FEATURE, floor, GATE, head, HEADER, holds, LEGACY, LOADER, pause, program, scene, sha, start, until, V1, write } from './uploads.mjs';

const KILLS = Number(process.env.UPLOAD_KILLS ?? 50), SEED = Number(process.env.KILL_SEED ?? 1);
const LARGEST = 3_000_000;

const s = await scene();
const fault = (f) => s.admin('fault', { method: 'sendTransaction', ...f });

async function gate(on) {
	await s.admin('account', on ? { address: GATE, owner: FEATURE, lamports: 1000000, data: Buffer.from([1, 1, 0, 0, 0, 0, 0, 0, 0]).toString('base64') }
		: { address: GATE, remove: true });
}

// --- counts

await test('version 1: at most 1.05 of the floor, status calls by 256, the same again sends nothing', async () => {
	const p = program(s, 1_000_000), first = await write(s, p), least = floor(p.code, V1);

	assert.equal(first.made, 1);
	assert.ok(first.c.versions['1'] >= least && first.c.versions['1'] <= 1.05 * least, JSON.stringify(first.c.versions));
	assert.equal(first.sends, first.c.transactions.landed);
	assert.equal(first.c.versions.legacy, 1, 'the creation');
	assert.ok(first.statuses <= 3 + Math.ceil(least / 256) * 2, `${first.statuses} status calls`);
	assert.equal(first.o.format, 'v1');
	assert.equal(first.o.transactions, first.sends);
	const again = await write(s, p);
	assert.equal(again.sends, 0);
	assert.equal(again.o.buffer, first.o.buffer);
});

await test('legacy where the gate is off: the floor of transactions', async () => {
	await gate(false);
	const p = program(s, 500_000), w = await write(s, p).finally(() => gate(true));

	assert.equal(w.o.format, 'legacy');
	assert.deepEqual(w.c.versions, { legacy: floor(p.code, LEGACY) + 1 });
	assert.ok(w.statuses <= 3 + Math.ceil(w.sends / 256) * 2, `${w.statuses} status calls`);
	assert.equal((await write(s, p)).sends, 0);
});

await test('the gate is on and the node takes no version 1: legacy, the floor of transactions', async () => {
	await fault({ kind: 'error', code: -32602, message: 'failed to deserialize solana_transaction::versioned::VersionedTransaction', skip: 1, count: 1 });
	const p = program(s, 200_000), w = await write(s, p);

	assert.equal(w.o.format, 'legacy');
	assert.deepEqual(w.c.versions, { legacy: floor(p.code, LEGACY) + 1 });
	assert.equal(w.sends, floor(p.code, LEGACY) + 2);
});

await test('pieces of zeros and pieces that are there are not sent', async () => {
	const p = program(s, V1 * 40, (code) => code.fill(0, V1 * 10, V1 * 30)), w = await write(s, p);

	assert.equal(w.c.versions['1'], 20);
	const on = await data(s, w.o.buffer), lamports = (await s.rpc('getBalance', [w.o.buffer])).value;
	for (const piece of [3, 15, 39])
		on[HEADER + V1 * piece + 5] ^= 1;
	await s.admin('account', { address: w.o.buffer, owner: LOADER, lamports: String(lamports), data: on.toString('base64') });
	const again = await write(s, p);
	assert.deepEqual([again.sends, again.c.versions['1'], again.made], [3, 3, 0]);
});

// --- what the endpoint does

await test('one send in ten lost: each lost one is sent once more, and nothing else', async () => {
	await fault({ kind: 'lose', percent: 10, skip: 1 });
	const p = program(s, 1_000_000), w = await write(s, p), least = floor(p.code, V1);

	await s.admin('faults/clear');
	assert.ok(w.c.transactions.lost > 10, `${w.c.transactions.lost} lost`);
	assert.equal(w.sends, least + 1 + w.c.transactions.lost, 'none twice that was not lost');
	console.log(`# ${((w.sends - 1) / least).toFixed(3)} of the floor`);
});

await test('one reply in ten never comes: nothing waits long for it, and nothing is paid twice', async () => {
	await fault({ kind: 'drop', percent: 10, skip: 1 });
	const p = program(s, 800_000), began = performance.now(), w = await write(s, p), least = floor(p.code, V1);

	await s.admin('faults/clear');
	assert.equal(w.c.versions['1'], least);
	assert.ok(w.sends - 1 <= 1.12 * least, `${w.sends} for ${least}`);
	console.log(`# ${((w.sends - 1) / least).toFixed(3)} of the floor, ${Math.round(performance.now() - began)} ms`);
});

for (const retryAfter of [undefined, 1])
	await test(`429 storms, Retry-After ${retryAfter ?? 'not named'}: all of it lands, once`, async () => {
		await fault({ kind: 'status', status: 429, retryAfter, skip: 20, count: 10 });
		const p = program(s, 300_000), w = await write(s, p), least = floor(p.code, V1);

		await s.admin('faults/clear');
		assert.equal(w.c.versions['1'], least);
		assert.ok(w.sends <= least + 1 + 80, `${w.sends} sends`);
	});

await test('the endpoint dies in the middle and comes back: the same run ends well', async () => {
	await fault({ kind: 'die', ms: 1500, skip: 40, count: 1 });
	const p = program(s, 600_000), w = await write(s, p);

	assert.equal(w.made, 1);
	assert.ok(w.c.versions['1'] <= floor(p.code, V1), JSON.stringify(w.c.versions));
});

await test('blockhashes expire before their transactions land: signed anew, nothing else', async () => {
	await fault({ kind: 'lose', skip: 31, count: 30 });
	const p = program(s, 400_000), run = write(s, p), least = floor(p.code, V1);

	await until(s, least + 1);
	await s.admin('warp', { slots: 200 });
	const w = await run;
	assert.ok(w.o.renewed >= 25, `${w.o.renewed} renewed`);
	assert.equal(w.c.versions['1'], least);
});

await test('commitments that lag: done when it is confirmed', async () => {
	await s.admin('lag', { confirmed: 8, finalized: 20 });
	const p = program(s, 100_000), w = await write(s, p);

	await s.admin('lag', {});
	assert.equal(w.sends, floor(p.code, V1) + 1);
});

await test('killed right after the creation, which no certain state shows yet: the next run waits for it and pays no second', async () => {
	const p = program(s, 100_000);
	await s.admin('lag', { confirmed: 10, finalized: 30 });
	await s.admin('counters/reset');
	const { child, ended } = start(s, asked(p));

	await until(s, 1);
	child.kill('SIGKILL');
	await ended;
	const before = (await s.admin('counters')).programs[`${LOADER}:0`] ?? 0, w = await write(s, p).finally(() => s.admin('lag', {}));
	assert.deepEqual([before, w.made], [1, 0]);
});

await test('a creation refused for what is not there: the refusal is told, and nothing waits', async () => {
	const p = program(s, 100_000), began = performance.now();
	const r = await s.run([...asked(p), '-k', s.file('gov.json')]), e = failure(r);

	assert.equal(r.code, 7, r.err);
	assert.match(e.message, /holds 0 SOL, which does not pay rent/);
	assert.ok(performance.now() - began < 20_000);
});

// --- what the operator and the machine do

await test('the authority is given away in the middle: said with whose it is; again makes a buffer of its own', async () => {
	const p = program(s, 900_000);
	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 100 });
	const run = s.run(asked(p));

	await until(s, 60);
	const [buffer] = (await Promise.all((await buffersOf(s, s.keys.a)).map(async (b) => ({ b, data: await data(s, b) }))))
		.filter((x) => x.data.length === HEADER + p.code.length && x.data.subarray(HEADER, HEADER + 500).equals(p.code.subarray(0, 500))).map((x) => x.b);
	const on = await data(s, buffer), { value: lamports } = await s.rpc('getBalance', [buffer]);
	randomBytes(32).copy(on, 5);
	await s.admin('account', { address: buffer, owner: LOADER, lamports: String(lamports), data: on.toString('base64') });
	await s.admin('faults/clear');
	const r = await run;
	assert.equal(r.code, 7, r.err);
	const e = failure(r);
	assert.match(e.message, new RegExp(`^buffer ${buffer} has another authority now: [1-9A-HJ-NP-Za-km-z]{32,44}$`));
	assert.ok(e.hint.length > 0);
	const w = await write(s, p);
	assert.notEqual(w.o.buffer, buffer);
	assert.equal(w.made, 1);
});

await test('the file is replaced while it is written: the buffer holds what was read, and the hash says so', async () => {
	const p = program(s, 300_000), other = program(s, 300_000);
	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 100 });
	const run = s.run(asked(p));

	await until(s, 5);
	writeFileSync(p.path, other.code);
	await s.admin('faults/clear');
	const r = await run;
	assert.equal(r.code, 0, r.err.slice(-600));
	assert.equal(JSON.parse(r.out).code_hash, sha(p.code));
	await holds(s, JSON.parse(r.out).buffer, p.code);
	const w = await write(s, { path: p.path, code: other.code });
	assert.notEqual(w.o.buffer, JSON.parse(r.out).buffer, 'another code, another buffer');
});

await test('a file of 10 MB and an empty one are refused before anything is asked', async () => {
	await s.admin('counters/reset');
	const big = s.write('big.so', Buffer.concat([head, Buffer.alloc(10_000_000, 7)])), none = s.write('none.so', '');
	const r = await s.run(asked({ path: big })), empty = await s.run(asked({ path: none }));

	assert.deepEqual([r.code, empty.code], [2, 2]);
	assert.match(failure(r).message, /3000000/);
	assert.match(failure(empty).message, /file of 0 bytes/);
	assert.equal((await s.admin('counters')).requests, 0);
});

await test('the largest file is written, in 3 MiB of its own and the file', async () => {
	const p = program(s, LARGEST), { child, ended } = start(s, asked(p));
	let own = 0, all = 0;
	const look = setInterval(() => {
		try {
			const text = readFileSync(`/proc/${child.pid}/status`, 'utf8'), kib = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0);
			own = Math.max(own, kib('RssAnon'));
			all = Math.max(all, kib('VmHWM'));
		} catch { /* it is over */ }
	}, 5);
	const r = await ended;

	clearInterval(look);
	assert.equal(r.code, 0, r.err.slice(-600));
	await holds(s, JSON.parse(r.out).buffer, p.code);
	console.log(`# ${own} KiB of its own, ${all} KiB with the libraries`);
	assert.ok(own > LARGEST / 1024 && own < 3 * 1024 + LARGEST / 1024, `${own} KiB`);
});

await test('no room for the database: nothing is sent without a journal, and with room it goes on', async () => {
	const p = program(s, 100_000), state = s.env.XDG_STATE_HOME;
	let refused = 0;

	await s.admin('counters/reset');
	for (const kb of [0, 4, 16, 64, 128]) {
		s.env.XDG_STATE_HOME = s.file(`full-${kb}`);
		const before = (await s.admin('counters')).methods.sendTransaction ?? 0;
		const r = await start(s, asked(p), { shell: `trap '' XFSZ; ulimit -f ${kb * 2}` }).ended;
		const sent = ((await s.admin('counters')).methods.sendTransaction ?? 0) - before;

		assert.equal(r.signal, null, r.err);
		if (r.code !== 0) {
			refused++;
			assert.equal(sent, 0, `${kb} KiB: ${r.err}`);
		}
	}
	s.env.XDG_STATE_HOME = state;
	assert.ok(refused > 0, 'none was refused');
	await s.run(asked(p));
	assert.equal((await s.admin('counters')).programs[`${LOADER}:0`], 1);
	assert.equal((await write(s, p)).sends, 0);
});

await test('Ctrl-C: the same command goes on with what lacks', async () => {
	const p = program(s, 600_000), least = floor(p.code, V1);
	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 60 });
	const { child, ended } = start(s, asked(p));

	await until(s, 80);
	child.kill('SIGINT');
	const r = await ended;
	assert.equal(r.code, 11, r.err);
	assert.match(failure(r).message, /^stopped with [\d ]+ of 600 000 bytes on chain, in buffer \S+$/);
	assert.match(failure(r).hint, /same command again: it goes on from there; "keyturn buffer close \S+"/);
	assert.match((await s.run(['history', 'list', '--limit', '1', ...s.k('p')])).out, /each piece has its own signature\n[^]*  stopped  [\d ]+ of 600 000 bytes were there\n/);
	await s.admin('faults/clear');
	await pause(100);
	const before = (await s.admin('counters')).versions['1'], w = await write(s, p);
	assert.ok(before > 20, `${before} before`);
	assert.deepEqual([w.made, w.c.versions['1']], [0, least - before]);
});

// --- what is left behind

const run = (args, options) => s.run([...args, '--output', 'json', '--yes'], options);
const list = async (args = [], options = {}) => JSON.parse((await run(['buffer', 'list', ...s.k('c'), ...args], options)).out).buffers;

// An upload by key c that is killed after `sends` of its writes.
async function interrupted(p, sends) {
	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 60 });
	const { child, ended } = start(s, [...asked(p), ...s.k('c')]);

	await until(s, sends);
	child.kill('SIGKILL');
	await ended;
	await s.admin('faults/clear');
	await pause(100);
}

await test('an interrupted upload is no orphan: told with how much is there, by journal or content, closed when it is named', async () => {
	await s.key('c', 40_000_000_000n);
	const whole = program(s, 20_000), half = { path: so('demo_big'), code: readFileSync(so('demo_big')) };

	assert.equal((await run(['buffer', 'write', whole.path, ...s.k('c')])).code, 0);
	await interrupted(half, 60);
	const rows = await list(), [unfinished] = rows.filter((r) => r.use === 'unfinished');
	assert.deepEqual(rows.map((r) => r.use), ['orphan', 'unfinished']);
	assert.ok(unfinished.bytes_there > 100_000 && unfinished.bytes_there < half.code.length / 2, `${unfinished.bytes_there} there`);
	assert.equal(unfinished.code_hash, null);
	assert.equal(unfinished.capacity, half.code.length);
	assert.match((await s.run(['buffer', 'list', ...s.k('c')])).out, /unfinished, [1-9][0-9]? %/);

	// Another machine has no journal of it: the content tells, before anything is closed.
	const there = { env: { XDG_STATE_HOME: s.file('elsewhere') } };
	assert.deepEqual((await list(['--hash'], there)).map((r) => r.use), ['orphan', 'unfinished']);
	const orphans = await run(['buffer', 'close', '--orphans', ...s.k('c')], there), { closed } = JSON.parse(orphans.out);
	assert.ok(orphans.err.includes(`1 buffer of ${unfinished.rent_lamports / 1e9} SOL is not whole, as while it is written: "keyturn buffer close ${unfinished.buffer}" gives it up`), orphans.err);
	assert.deepEqual(closed.map((r) => r.buffer), rows.filter((r) => r.use === 'orphan').map((r) => r.buffer));
	assert.deepEqual((await list()).map((r) => r.buffer), [unfinished.buffer]);
	assert.match((await run(['buffer', 'close', '--orphans', ...s.k('c')])).err, /no orphans/);

	const r = await run(['buffer', 'close', unfinished.buffer, ...s.k('c')]);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /unfinished/);
	assert.equal(JSON.parse(r.out).closed[0].gone, true);
	assert.deepEqual(await list(), []);
});

await test('a file that was built anew gets a buffer of its own, and that is said; the old buffer is not given other code', async () => {
	const p = program(s, 300_000), rebuilt = program(s, 300_000);

	await interrupted(p, 40);
	const [{ buffer }] = await list();
	writeFileSync(p.path, rebuilt.code);
	await s.admin('counters/reset');
	const refused = await run(['buffer', 'write', p.path, '--buffer', buffer, ...s.k('c')]), e = failure(refused);
	assert.equal(refused.code, 12, refused.err);
	assert.equal(e.message, `buffer ${buffer} was begun for code ${sha(p.code)}, the file is ${sha(rebuilt.code)} now`);
	assert.match(e.hint, new RegExp(`keyturn buffer close ${buffer}`));
	const stranger = await run(['buffer', 'write', p.path, '--buffer', s.keys.b, ...s.k('c')]);
	assert.equal(stranger.code, 12, stranger.err);
	assert.match(failure(stranger).message, /is not one of this key for this file/);
	assert.equal((await s.admin('counters')).methods.sendTransaction ?? 0, 0);

	const own = await run(['buffer', 'write', p.path, ...s.k('c')]);
	assert.equal(own.code, 0, own.err);
	assert.notEqual(JSON.parse(own.out).buffer, buffer);
	assert.ok(own.err.includes(`an upload of it into ${buffer} is unfinished, whose code hash is ${sha(p.code)}`), own.err.slice(0, 800));
	assert.ok(own.err.includes(sha(rebuilt.code)));
	assert.equal((await run(['buffer', 'write', rebuilt.path, ...s.k('c')])).err.includes('unfinished'), false, 'another file is not that one');

	writeFileSync(p.path, p.code);
	const on = await run(['buffer', 'write', p.path, '--buffer', buffer, ...s.k('c')]);
	assert.equal(on.code, 0, on.err);
	assert.equal(JSON.parse(on.out).buffer, buffer);
	await holds(s, buffer, p.code);
	assert.equal(failure(await run(['buffer', 'write', program(s, 30_000).path, '--buffer', buffer, ...s.k('c')])).code, 12);
});

await test('--buffer with none that is there: not found, and nothing is made', async () => {
	const p = program(s, 20_000), made = JSON.parse((await run(['buffer', 'write', p.path, ...s.k('c')])).out);

	assert.equal((await run(['buffer', 'close', made.buffer, ...s.k('c')])).code, 0);
	const r = await run(['buffer', 'write', p.path, '--buffer', made.buffer, ...s.k('c')]);
	assert.equal(r.code, 5, r.err);
	assert.match(failure(r).message, /there is no buffer/);
});

await test('the history has a line for what happened to an upload', async () => {
	const p = program(s, 300_000), of = async () => JSON.parse((await run(['history', 'search', p.path])).out).history;

	await interrupted(p, 40);
	await fault({ kind: 'status', status: 429, skip: 5, count: 3 });
	assert.equal((await run(['buffer', 'write', p.path, ...s.k('c')])).code, 0);
	await s.admin('faults/clear');
	const [second, first] = await of();
	assert.deepEqual(first.events.slice(0, 2).map((v) => v.event), ['began', 'made']);
	assert.deepEqual(second.events.map((v) => v.event), ['began', 'resumed', 'trouble', 'done']);
	assert.match(second.events[1].text, /^[1-9][0-9 ]* of 300 000 bytes were there$/);
	assert.ok(second.events[2].text.startsWith(`${s.net.url} wants it slower`), second.events[2].text);
	assert.deepEqual([first.outcome, second.outcome], ['landed', 'landed']);
	assert.ok(first.what.endsWith(p.path), first.what);
	assert.match((await s.run(['history', 'list', '--limit', '1'])).out, /\n {8}\S+Z {2}resumed {2}[\d ]+ of 300 000 bytes were there\n/);
});

// --- kill -9

const roll = dice(SEED);
await fault({ kind: 'delay', ms: 40 }); // so that most of a run is its writes
const measured = performance.now();
await write(s, program(s, 300_000));
const ms = performance.now() - measured;
await test(`killed ${KILLS} times at random moments of its ${Math.round(ms)} ms, seed ${SEED}: never a second buffer, bytes equal`, async () => {
	const least = Math.ceil(300_000 / V1);
	let mid = 0;
	const { killed, unhurt } = await atRandom(KILLS, ms, roll, async (kill) => {
		const p = program(s, 300_000);
		await s.admin('counters/reset');
		const r = await s.run(asked(p), { kill }), w = await write(s, p), c = w.before, before = c.versions['1'] ?? 0;

		mid += before > 0 && before < least;
		assert.equal((c.programs[`${LOADER}:0`] ?? 0) + w.made, 1, 'buffers paid');
		assert.ok(before + (w.c.versions['1'] ?? 0) <= least + 48, 'no more than was under way is written twice');
		return r.killed === 'SIGKILL';
	});
	console.log(`# ${mid} with pieces on chain, ${unhurt} over before`);
	assert.equal(killed, KILLS);
	await s.admin('faults/clear');
	assert.ok(mid * 4 >= KILLS, `${mid} in the middle of the writes`);
});

// --- last, as the chain does not come back on its own

await test('the endpoint dies for good: told, and the same command goes on once it is there', async () => {
	await s.admin('counters/reset');
	await fault({ kind: 'die', skip: 40, count: 1 });
	const p = program(s, 600_000), r = await s.run(asked(p)), e = failure(r);

	assert.equal(r.code, 4, r.err);
	assert.match(e.hint, /goes on/);
	const events = JSON.parse((await run(['history', 'list', '--limit', '1'])).out).history[0].events.map((v) => v.event);
	assert.deepEqual([events[0], events.at(-1)], ['began', 'failed']);
	assert.ok(events.includes('trouble') && events.includes('progress'), events.join());
	await s.admin('up');
	const w = await write(s, p);
	assert.equal(w.made, 0);
	assert.ok(w.c.versions['1'] > 0);
});

await s.stop();
done();
