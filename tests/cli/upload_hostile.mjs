// upload_hostile.mjs - buffer write against endpoints that lie, lag or will not have it, and with a key whose SOL ends.
import assert from 'node:assert/strict';
import { base58Decode } from '../localnet/base58.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { asked, failure, floor, LEGACY, LOADER, pause, program, scene, sha, start, until, V1, write } from './uploads.mjs';

const s = await scene();
const fault = (f) => s.admin('fault', { method: 'sendTransaction', ...f });
const rentOf = (len) => s.rpc('getMinimumBalanceForRentExemption', [len]);
const landed = async () => (await s.admin('counters')).transactions;

// A run by key p, whatever becomes of it.
async function run(p) {
	await s.admin('counters/reset');
	const began = performance.now(), r = await s.run([...asked(p), ...s.k('p')]);

	return { ...r, ms: performance.now() - began, ...r.code === 0 ? { o: JSON.parse(r.out) } : { e: failure(r) } };
}

await test('an endpoint that calls 900 SOL the rent: refused before anything is signed, by the most it ever was', async () => {
	const p = program(s, 60_000), before = await s.landed();
	await s.admin('fault', { kind: 'mistype', method: 'getMinimumBalanceForRentExemption', path: 'result', value: 900_000_000_000 });
	const r = await s.run(asked(p)), e = failure(r);

	await s.admin('faults/clear');
	assert.equal(r.code, 6, r.err);
	assert.equal(e.message, 'a deposit of 900 SOL for 60037 bytes, whose rent was never above 0.4187484 SOL');
	assert.match(e.hint, /another/);
	assert.equal(await s.landed(), before);
});

// --- what is read is older than what was written

async function interrupted(p) {
	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 60 });
	const { child, ended } = start(s, asked(p));

	await until(s, 40);
	child.kill('SIGKILL');
	await ended;
	await s.admin('faults/clear');
	await pause(200);
}

for (const [name, len] of [['what it wrote', 200_000], ['what it went on with', 600_000]])
	await test(`reads as of 40 slots ago, of ${name}: waited for, and nothing is written twice`, async () => {
		const p = program(s, len), least = floor(p.code, V1);

		await s.admin('counters/reset');
		if (len > 200_000)
			await interrupted(p);
		await s.admin('fault', { kind: 'stale', method: 'getMultipleAccounts', slots: 40, skip: 2 });
		const w = await write(s, p).finally(() => s.admin('faults/clear'));
		assert.equal((w.before.versions['1'] ?? 0) + w.c.versions['1'], least);
	});

await test('the look is older than the buffer: its creation is refused as done, the buffer waited for and written', async () => {
	const p = program(s, 300_000);

	await interrupted(p);
	await s.admin('fault', { kind: 'stale', method: 'getMultipleAccounts', slots: 60, skip: 1, count: 3 });
	const w = await write(s, p).finally(() => s.admin('faults/clear'));
	assert.deepEqual([w.made, (w.before.versions['1'] ?? 0) + w.c.versions['1']], [0, floor(p.code, V1)]);
});

for (const [name, more] of [['buffer write', asked], ['program deploy', (p) => ['program', 'deploy', p.path, '--program-id', s.file('fresh.json'), '--yes', '--output', 'json']]])
	await test(`${name}: the creation is refused once its card was signed: the writes have a card of their own, and end well`, async () => {
		const p = program(s, 300_000);

		await s.key('fresh', 0n);
		await interrupted(p);
		const there = await s.admin('counters/reset');
		await s.admin('fault', { kind: 'stale', method: 'getMultipleAccounts', slots: 60, skip: 1, count: 2 });
		await s.admin('fault', { kind: 'mistype', method: 'simulateTransaction', path: 'result.value.err', value: null, count: 1 });
		const r = await s.run(more(p)), c = await s.admin('counters');
		await s.admin('faults/clear');
		assert.equal(r.code, 0, r.killed ?? r.err.slice(r.err.lastIndexOf('{"code"')));
		assert.match(r.err, /^make buffer /m);
		assert.match(r.err, /^go on writing buffer /m);
		assert.equal((there.versions['1'] ?? 0) + (c.versions['1'] ?? 0), floor(p.code, V1));
		assert.equal(JSON.parse(r.out).code_hash, sha(p.code));
	});

// --- a key whose SOL ends

await test('SOL for the rent and not for the writes: refused before anything is sent, with how much is lacking', async () => {
	const p = program(s, 900_000), rent = await rentOf(900_037);

	await s.key('p', BigInt(rent + 900_000));
	const r = await run(p);
	assert.equal(r.code, 7, r.err);
	assert.match(r.e.message, new RegExp(`^${s.keys.p} holds \\S+ SOL, which does not pay rent of \\S+ SOL and 237 writes$`));
	assert.match(r.e.hint, /^send 0\.00[0-9]+ SOL to it/);
	assert.equal((await landed()).landed, 0);
	await s.admin('airdrop', { address: s.keys.p, lamports: String(Math.round(1e9 * Number(/send (\S+) SOL/.exec(r.e.hint)[1]))) });
	assert.equal((await run(p)).code, 0, 'what the hint names is enough');
});

for (const left of [0, 700_000])
	await test(`the key is emptied in the middle, to ${left} lamports: said, and it goes on once there is SOL again`, async () => {
		const p = program(s, 900_000);

		await s.key('p', 10_000_000_000n);
		await s.admin('counters/reset');
		await fault({ kind: 'delay', ms: 150 });
		const { child, ended } = start(s, [...asked(p), ...s.k('p')]), began = performance.now();
		await until(s, 60);
		await s.admin('account', left === 0 ? { address: s.keys.p, remove: true } : { address: s.keys.p, owner: '1'.repeat(32), lamports: String(left) });
		await s.admin('faults/clear');
		const r = await ended, e = failure(r);
		child.unref();
		assert.equal(r.code, 7, r.err);
		assert.match(e.message, new RegExp(`${s.keys.p} has too little SOL left`));
		assert.match(e.hint, /send SOL to it, and run the same command again/);
		assert.ok(performance.now() - began < 40_000, 'soon');
		const again = await run(p);
		assert.equal(again.code, 7, again.err);
		assert.match(again.e.message, /does not pay [0-9]+ writes$/);
		assert.equal((await landed()).landed, 0);
		await s.admin('airdrop', { address: s.keys.p, lamports: '1000000000' });
		const rest = await run(p);
		assert.equal(rest.code, 0, rest.err);
		assert.equal((await s.admin('counters')).versions.legacy ?? 0, 0, 'the same buffer');
	});

// --- an endpoint that will not have it

await test('Retry-After of an hour: said at once with when, not waited for in silence', async () => {
	const p = program(s, 200_000), began = performance.now();

	await fault({ kind: 'status', status: 429, retryAfter: 3600, skip: 20, count: 40 });
	const r = await s.run(asked(p)), e = failure(r);
	await s.admin('faults/clear');
	assert.equal(r.code, 4, r.err);
	assert.match(e.message, /pieces do not arrive: \S+ wants it slower: nothing for 3600 s$/);
	assert.match(e.hint, /same command again/);
	assert.ok(performance.now() - began < 20_000);
	assert.equal((await write(s, p)).made, 0);
});

await test('Retry-After of seconds: what is waited for is shown', async () => {
	const p = program(s, 100_000);

	await fault({ kind: 'status', status: 429, retryAfter: 5, skip: 8, count: 2 });
	const r = await s.run(asked(p));
	await s.admin('faults/clear');
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /; \S+ wants it slower: nothing for 5 s$/m);
});

await test('version 1 is taken no more in the middle of it: the rest goes in legacy transactions', async () => {
	const p = program(s, 300_000);

	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 40 });
	const run = write(s, p);
	await until(s, 30);
	await s.admin('faults/clear');
	await fault({ kind: 'error', code: -32602, message: 'failed to deserialize solana_transaction::versioned::VersionedTransaction', count: 1 });
	const w = await run.finally(() => s.admin('faults/clear'));
	assert.equal(w.o.format, 'legacy');
	assert.ok(w.c.versions['1'] > 0 && w.c.versions.legacy > 10, JSON.stringify(w.c.versions));
	assert.ok(w.c.versions.legacy < floor(p.code, LEGACY), 'what is there is not sent again');
});

await test('no endpoint says the block height: what expires is signed anew all the same', async () => {
	const p = program(s, 100_000);

	await s.admin('fault', { kind: 'error', method: 'getEpochInfo', code: -32601, message: 'Method not found' });
	await fault({ kind: 'lose', skip: 21, count: 6 });
	const run = write(s, p);
	await until(s, 27);
	await s.admin('warp', { slots: 200 });
	const w = await run.finally(() => s.admin('faults/clear'));
	assert.equal(w.o.renewed, 6);
	assert.equal(w.c.versions['1'], floor(p.code, V1));
});

for (const [name, lie] of [['loses what it calls landed', { kind: 'lose', skip: 1 }], ['shows what landed as missing', null]])
	await test(`an endpoint that ${name}: no more than a few rounds are paid for, with time between them, and it is named`, async () => {
		const p = program(s, 3700), began = performance.now();

		await s.admin('counters/reset');
		if (lie !== null)
			await fault(lie);
		await s.admin('fault', { kind: 'mistype', method: 'getSignatureStatuses', path: 'result.value.0',
			value: { slot: 447552001, confirmations: null, err: null, status: { Ok: null }, confirmationStatus: 'finalized' } });
		if (lie === null)
			await s.admin('fault', { kind: 'mistype', method: 'getMultipleAccounts', path: 'result.value.0.data.0', skip: 2,
				value: Buffer.concat([Buffer.from([1, 0, 0, 0, 1]), Buffer.from(base58Decode(s.keys.a, 32)), Buffer.alloc(3700)]).toString('base64') });
		const r = await s.run(asked(p)), e = failure(r), c = await s.admin('counters');
		await s.admin('faults/clear');
		assert.equal(r.code, 4, r.err);
		assert.equal(e.message, '1 piece is not on chain, though the endpoint said so 5 times');
		assert.match(e.hint, /name another endpoint with -u/);
		assert.equal(c.methods.sendTransaction, 6);
		assert.ok(performance.now() - began > 4 * 700, 'with time between');
		assert.equal((await write(s, p)).made, 0);
	});

// --- another machine with the same key

for (const [where, lag, env] of [['on one machine', {}, undefined], ['on two machines', {}, 'second'], ['on two machines, what is certain lags', { confirmed: 4, finalized: 20 }, 'third']])
	await test(`two uploads of one file at once, ${where}: one buffer is paid, and both end well`, async () => {
		const p = program(s, 300_000), here = env === undefined ? {} : { env: { XDG_STATE_HOME: s.file(env) } };

		await s.admin('lag', lag);
		await s.admin('counters/reset');
		await fault({ kind: 'delay', ms: 50 });
		const both = await Promise.all([s.run(asked(p)), s.run(asked(p), here)]).finally(() => s.admin('lag', {}));
		await s.admin('faults/clear');
		for (const r of both)
			assert.equal(r.code, 0, r.err.slice(r.err.lastIndexOf(`{"code"`)));
		assert.equal(JSON.parse(both[0].out).buffer, JSON.parse(both[1].out).buffer);
		assert.equal((await s.admin('counters')).programs[`${LOADER}:0`], 1, 'buffers paid');
		assert.equal((await write(s, p)).sends, 0, 'all of it is there');
	});

await test('the buffer is closed by another machine in the middle: said that it is gone, and it is made anew', async () => {
	const p = program(s, 900_000), elsewhere = { env: { XDG_STATE_HOME: s.file('elsewhere') } };

	await s.key('p', 20_000_000_000n);
	await s.admin('counters/reset');
	await fault({ kind: 'delay', ms: 150 });
	const { ended } = start(s, [...asked(p), ...s.k('p')]);
	await until(s, 50);
	await s.admin('faults/clear');
	await fault({ kind: 'delay', ms: 40 });
	const [{ buffer, use }] = (await s.json(['buffer', 'list', ...s.k('p')])).buffers;
	assert.equal(use, 'unfinished');
	await s.json(['buffer', 'close', buffer, ...s.k('p')], elsewhere);
	const r = await ended, e = failure(r);
	await s.admin('faults/clear');
	assert.equal(r.code, 7, r.err);
	assert.equal(e.message, `buffer ${buffer} is gone`);
	assert.match(e.hint, /makes a new one/);
	const again = await run(p);
	assert.equal(again.code, 0, again.err);
	assert.equal(again.o.buffer, buffer);
});

await s.stop();
done();
