// faults.mjs - every kind of fault, lag, warps, snapshots and the counters.
import assert from 'node:assert/strict';
import { startLocalnet } from '../localnet.mjs';
import * as L from './lib.mjs';
import { done, test } from './tap.mjs';

const net = await startLocalnet({ paused: true, unix: 1_800_000_000 });
const { call, ok, admin } = L.client(net);
const alice = L.newKey(), bob = L.newKey();
await ok('requestAirdrop', [alice.address, 1e12]);
let count = 0;
const pay = async () => {
	const { blockhash } = (await ok('getLatestBlockhash', [{ commitment: 'processed' }])).value;
	return L.legacy([alice], [L.transfer(alice, bob.bytes, 1_000_000 + ++count)], blockhash).toString('base64');
};
const send = async () => ok('sendTransaction', [await pay(), { encoding: 'base64' }]);
const body = (method, params = []) => ({ jsonrpc: '2.0', id: 1, method, params });
// hangs posts a send that gets no answer, until the chain has seen it.
async function hangs() {
	const stop = new AbortController(), seen = async () => (await admin('counters')).methods.sendTransaction ?? 0;
	const request = body('sendTransaction', [await pay(), { encoding: 'base64' }]);
	const before = await seen();
	const answer = fetch(net.url, { method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json' }, signal: stop.signal });
	const outcome = answer.then(() => 'answered', () => 'nothing');
	while (await seen() === before)
		await L.sleep(5);
	assert.equal(await Promise.race([outcome, L.sleep(100).then(() => 'waiting')]), 'waiting');
	stop.abort();
	assert.equal(await outcome, 'nothing');
}
const clean = () => admin('faults/clear');
const balance = async (commitment) => (await ok('getBalance', [bob.address, { commitment }])).value;
await send();

await test('429 comes with and without Retry-After', async () => {
	await admin('fault', { kind: 'status', status: 429, retryAfter: 3, count: 1 });
	await admin('fault', { kind: 'status', status: 429, count: 1, skip: 1 });
	const first = await L.post(net.url, body('getSlot')), second = await L.post(net.url, body('getSlot'));
	assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '3']);
	assert.deepEqual([second.status, second.headers.get('retry-after')], [429, null]);
	assert.ok(await ok('getSlot'));
});
await test('a limit lets so many through each second', async () => {
	await admin('fault', { kind: 'limit', method: 'getSlot', perSecond: 1, burst: 5, retryAfter: 1 });
	const began = performance.now(), replies = await Promise.all(Array.from({ length: 12 }, () => L.post(net.url, body('getSlot'))));
	const through = replies.filter((r) => r.status === 200).length, passed = performance.now() - began;
	assert.ok(through >= 5 && through <= 5 + passed / 1000 + 1, `${through} in ${passed} ms`);
	assert.equal(replies.find((r) => r.status === 429).headers.get('retry-after'), '1');
	await L.sleep(1100);
	assert.ok(await ok('getSlot'));
	await clean();
});
await test('HTTP 500 befalls only its method', async () => {
	await admin('fault', { kind: 'status', status: 500, method: 'getBalance' });
	assert.equal((await L.post(net.url, body('getBalance', [bob.address]))).status, 500);
	assert.equal((await L.post(net.url, body('getSlot'))).status, 200);
	await clean();
});
await test('a delay delays', async () => {
	await admin('fault', { kind: 'delay', ms: 120, count: 1 });
	const began = performance.now();
	await ok('getSlot');
	assert.ok(performance.now() - began >= 115);
});
await test('a dropped answer never comes, though the transaction landed', async () => {
	const before = await balance();
	await admin('fault', { kind: 'drop', method: 'sendTransaction', count: 1 });
	await hangs();
	assert.ok(await balance() > before);
});
await test('a request dropped before is not carried out', async () => {
	const before = await balance();
	await admin('fault', { kind: 'drop', when: 'before', method: 'sendTransaction', count: 1 });
	await hangs();
	assert.equal(await balance(), before);
});
for (const when of ['before', 'after'])
	await test(`a connection closed ${when} the work`, async () => {
		const had = await balance();
		await admin('fault', { kind: 'close', when, method: 'sendTransaction', count: 1 });
		await assert.rejects(L.post(net.url, body('sendTransaction', [await pay(), { encoding: 'base64' }])), /fetch failed/);
		assert.equal(await balance() > had, when === 'after');
	});
await test('a truncated body ends the connection; a clean one is short JSON', async () => {
	await admin('fault', { kind: 'truncate', bytes: 10, count: 1 });
	await assert.rejects(L.post(net.url, body('getSlot')), /terminated|fetch failed/);
	await admin('fault', { kind: 'truncate', bytes: 10, clean: true, count: 1 });
	assert.equal((await L.post(net.url, body('getSlot'))).text, '{"jsonrpc"');
});
await test('another body and another JSON-RPC error are answered', async () => {
	await admin('fault', { kind: 'body', text: '<html>busy</html>', count: 1 });
	assert.equal((await L.post(net.url, body('getSlot'))).text, '<html>busy</html>');
	await admin('fault', { kind: 'error', method: 'getProgramAccounts', code: -32010, message: 'excluded from account secondary indexes', count: 1 });
	assert.deepEqual((await call('getProgramAccounts', [alice.address])).error, { code: -32010, message: 'excluded from account secondary indexes' });
	assert.deepEqual(await ok('getProgramAccounts', [alice.address]), []);
});
await test('a field is mistyped, or missing', async () => {
	await admin('fault', { kind: 'mistype', path: 'result.value', value: 'much', method: 'getBalance', count: 1 });
	assert.equal(await balance(), 'much');
	await admin('fault', { kind: 'mistype', path: 'result.value.lamports', method: 'getAccountInfo', count: 1 });
	const { value } = await ok('getAccountInfo', [bob.address]);
	assert.ok(!('lamports' in value) && 'owner' in value);
});
await test('a batch is answered in reverse order', async () => {
	await admin('fault', { kind: 'reverse', count: 1 });
	const batch = [1, 2, 3].map((id) => ({ jsonrpc: '2.0', id, method: 'getSlot' }));
	assert.deepEqual(JSON.parse((await L.post(net.url, batch)).text).map((r) => r.id), [3, 2, 1]);
	assert.deepEqual(JSON.parse((await L.post(net.url, batch)).text).map((r) => r.id), [1, 2, 3]);
});
await test('an entry of a batch is left out, or answered twice', async () => {
	const batch = [1, 2, 3].map((id) => ({ jsonrpc: '2.0', id, method: 'getSlot' }));
	const ids = async () => JSON.parse((await L.post(net.url, batch)).text).map((r) => r.id);
	await admin('fault', { kind: 'omit', skip: 1, count: 1 });
	assert.deepEqual(await ids(), [1, 3]);
	await admin('fault', { kind: 'twice', count: 1 });
	assert.deepEqual(await ids(), [1, 1, 2, 3]);
	assert.deepEqual(await ids(), [1, 2, 3]);
});
await test('a lone answer is left out, or stands in the body twice', async () => {
	await admin('fault', { kind: 'omit', count: 1 });
	assert.equal((await L.post(net.url, body('getSlot'))).text, '');
	await admin('fault', { kind: 'twice', count: 1 });
	const twice = (await L.post(net.url, body('getGenesisHash'))).text, once = (await L.post(net.url, body('getGenesisHash'))).text;
	assert.equal(twice, once + once);
});
await test('a transaction delivered twice lands once, and the second delivery is refused', async () => {
	const before = (await admin('counters')).transactions.landed;
	await admin('fault', { kind: 'again', method: 'sendTransaction', count: 1 });
	const { error } = await call('sendTransaction', [await pay(), { encoding: 'base64' }]);
	assert.equal(error.data.err, 'AlreadyProcessed');
	assert.equal((await admin('counters')).transactions.landed, before + 1);
});
await test('an answer trickles in whole', async () => {
	await admin('fault', { kind: 'trickle', bytes: 7, ms: 3, count: 1 });
	assert.equal(await ok('getSlot'), (await admin('state')).slot);
});
await test('a node that is down refuses connections, and is back at the same address', async () => {
	await admin('down');
	await assert.rejects(L.post(net.url, body('getSlot')), /fetch failed/);
	await admin('up');
	assert.ok(await ok('getSlot'));
	assert.equal((await admin('counters')).methods.getSlot > 0, true);
});
await test('a node that dies takes its connections with it, and may come back', async () => {
	await admin('fault', { kind: 'die', method: 'getSlot', count: 1 });
	await assert.rejects(L.post(net.url, body('getSlot')), /fetch failed/);
	await assert.rejects(L.post(net.url, body('getHealth')), /fetch failed/);
	await admin('up');
	await admin('fault', { kind: 'die', ms: 100, count: 1 });
	await assert.rejects(L.post(net.url, body('getSlot')), /fetch failed/);
	while (await ok('getSlot').then(() => false, () => true))
		await L.sleep(10);
});
await test('a stale node answers an older slot with the state it had then', async () => {
	const before = await balance(), slot = await ok('getSlot');
	await admin('mine', { slots: 5 });
	await send();
	await admin('fault', { kind: 'stale', slots: 5, count: 3 });
	const old = await ok('getBalance', [bob.address]);
	assert.deepEqual([old.context.slot, old.value], [slot, before]);
	assert.equal(await ok('getSlot'), slot);
	assert.equal((await call('getBalance', [bob.address, { minContextSlot: slot + 1 }])).error.code, -32016);
	assert.ok(await balance() > before);
});
await test('a lying node shows other bytes, another balance, another owner, or nothing', async () => {
	const data = L.newKey();
	await admin('account', { address: data.address, owner: alice.address, lamports: 1e9, data: Buffer.from('00112233', 'hex').toString('base64') });
	const read = async () => (await ok('getAccountInfo', [data.address, { encoding: 'base64' }])).value;
	await admin('fault', { kind: 'lie', account: data.address, offset: 1, bytes: 'ffee', lamports: '5', owner: bob.address });
	const lie = await read();
	assert.deepEqual([Buffer.from(lie.data[0], 'base64').toString('hex'), lie.lamports, lie.owner], ['00ffee33', 5, bob.address]);
	assert.equal((await ok('getMultipleAccounts', [[data.address]])).value[0].lamports, 5);
	const [found] = await ok('getProgramAccounts', [alice.address, { encoding: 'base64' }]);
	assert.equal(found.account.lamports, 5);
	await clean();
	await admin('fault', { kind: 'lie', account: data.address, length: 2, count: 1 });
	assert.equal((await read()).space, 2);
	await admin('fault', { kind: 'lie', account: data.address, missing: true, count: 1 });
	assert.equal(await read(), null);
	assert.equal((await read()).lamports, 1e9);
});
await test('a lost transaction has a signature and never lands', async () => {
	const before = await balance();
	await admin('fault', { kind: 'lose', count: 1 });
	const signature = await send();
	assert.equal((await ok('getSignatureStatuses', [[signature], { searchTransactionHistory: true }])).value[0], null);
	assert.equal(await balance(), before);
});
await test('of every hundred the percentage is lost, the same ones for the same seed', async () => {
	const rounds = [];
	for (const seed of [7, 7, 8]) {
		const lost = [0];
		await admin('seed', { seed });
		await admin('counters/reset');
		await admin('fault', { kind: 'lose', percent: 30 });
		for (let i = 0; i < 100; i++) {
			await send();
			lost.push((await admin('counters')).transactions.lost);
		}
		await clean();
		rounds.push(lost);
	}
	assert.deepEqual(rounds.map((lost) => lost.at(-1)), [30, 30, 30]);
	assert.deepEqual(rounds[0], rounds[1]);
	assert.notDeepEqual(rounds[0], rounds[2]);
});
await test('a fault spares the first requests and then ends', async () => {
	await admin('fault', { kind: 'status', status: 503, skip: 2, count: 2 });
	const seen = [];
	for (let i = 0; i < 6; i++)
		seen.push((await L.post(net.url, body('getSlot'))).status);
	assert.deepEqual(seen, [200, 200, 503, 503, 200, 200]);
});
for (const bad of [{ kind: 'nothing' }, { kind: 'delay' }, { kind: 'delay', ms: -1 }, { kind: 'status', status: 200 }, { kind: 'delay', ms: 1, count: 0 }, { kind: 'delay', ms: 1, when: 'after' }, { kind: 'lie', account: 'x' }, { kind: 'toString' }])
	await test(`the fault ${JSON.stringify(bad)} is refused`, () => assert.rejects(admin('fault', bad)));

await test('with a lag, finalized and confirmed are behind and a status ripens', async () => {
	await admin('lag', { confirmed: 2, finalized: 8 });
	await admin('mine', { slots: 10 });
	const before = await balance('processed');
	const signature = await send();
	const status = async () => (await ok('getSignatureStatuses', [[signature]])).value[0];
	assert.deepEqual([await balance('processed') > before, await balance('confirmed') > before, await balance('finalized') > before], [true, false, false]);
	assert.equal((await status()).confirmationStatus, 'processed');
	assert.equal(await ok('getTransaction', [signature, { commitment: 'confirmed' }]), null);
	await admin('mine', { slots: 2 });
	assert.deepEqual([(await status()).confirmationStatus, (await status()).confirmations], ['confirmed', 2]);
	assert.deepEqual([await balance('confirmed') > before, await balance('finalized') > before], [true, false]);
	assert.equal((await ok('getSignaturesForAddress', [bob.address, { limit: 1, commitment: 'confirmed' }]))[0].signature, signature);
	assert.notEqual((await ok('getSignaturesForAddress', [bob.address, { limit: 1 }]))[0].signature, signature);
	await admin('mine', { slots: 6 });
	assert.deepEqual([(await status()).confirmationStatus, (await status()).confirmations], ['finalized', null]);
	assert.ok(await balance('finalized') > before);
});
await test('with a lag, blockhash, height and the clock account are of their own slot', async () => {
	const [now, old] = [await ok('getLatestBlockhash', [{ commitment: 'processed' }]), await ok('getLatestBlockhash')];
	assert.equal(now.value.lastValidBlockHeight - old.value.lastValidBlockHeight, 8);
	assert.equal(now.context.slot - old.context.slot, 8);
	const clock = Buffer.from((await ok('getAccountInfo', [L.base58Encode(L.CLOCK), { encoding: 'base64' }])).value.data[0], 'base64');
	assert.equal(Number(clock.readBigUInt64LE(0)), old.context.slot);
	assert.equal(Number(clock.readBigInt64LE(32)), await ok('getBlockTime', [old.context.slot]));
	assert.equal((await ok('isBlockhashValid', [now.value.blockhash])).value, false);
	assert.equal((await ok('isBlockhashValid', [now.value.blockhash, { commitment: 'processed' }])).value, true);
});
await test('with a lag, getProgramAccounts shows accounts as they were', async () => {
	const owner = L.newKey(), one = L.newKey();
	await admin('mine', { slots: 10 });
	await admin('account', { address: one.address, owner: owner.address, lamports: 1e9 });
	const n = async (commitment) => (await ok('getProgramAccounts', [owner.address, { commitment }])).length;
	assert.deepEqual([await n('processed'), await n('finalized')], [1, 0]);
	await admin('mine', { slots: 8 });
	assert.equal(await n('finalized'), 1);
	await admin('account', { address: one.address, remove: true });
	assert.deepEqual([await n('processed'), await n('finalized')], [0, 1]);
	await admin('lag', {});
});

await test('a warp moves the clock and the slots, on chain too', async () => {
	const before = await admin('state');
	const { blockhash } = (await ok('getLatestBlockhash')).value;
	const after = await admin('warp', { seconds: 49 * 3600 });
	assert.equal(after.unix - before.unix, 49 * 3600);
	assert.equal(after.slot - before.slot, 49 * 3600 * 1000 / 400);
	assert.equal(after.blockHeight - before.blockHeight, after.slot - before.slot);
	const clock = Buffer.from((await ok('getAccountInfo', [L.base58Encode(L.CLOCK), { encoding: 'base64' }])).value.data[0], 'base64');
	assert.deepEqual([Number(clock.readBigUInt64LE(0)), Number(clock.readBigInt64LE(32))], [after.slot, after.unix]);
	assert.equal((await ok('isBlockhashValid', [blockhash])).value, false);
	await send();
	assert.equal((await admin('warp', { unix: 1_900_000_000 })).unix, 1_900_000_000);
	assert.equal((await admin('warp', { slots: 7 })).slot, (await ok('getSlot')));
	await assert.rejects(admin('warp', {}), /one of/);
	await assert.rejects(admin('warp', { seconds: -5 }), /seconds/);
});
await test('the clock can be set back; slots still go forward', async () => {
	const { slot } = await admin('state');
	const now = await admin('warp', { unix: 1_700_000_000 });
	assert.deepEqual([now.unix, now.slot], [1_700_000_000, slot + 1]);
	await send();
});
await test('slots tick by themselves only while not paused', async () => {
	const { slot } = await admin('state');
	await L.sleep(60);
	assert.equal((await admin('state')).slot, slot);
	await admin('slot-ms', { ms: 5 });
	assert.equal((await admin('resume')).paused, false);
	while ((await admin('state')).slot < slot + 5)
		await L.sleep(5);
	assert.equal((await admin('pause')).paused, true);
	const then = await admin('state');
	await L.sleep(30);
	assert.equal((await admin('state')).slot, then.slot);
});
await test('a snapshot brings back balances, slot, clock and history', async () => {
	const before = [await balance(), (await admin('state')).slot];
	await admin('snapshot', { name: 'here' });
	const signature = await send();
	await admin('warp', { seconds: 1000 });
	await admin('restore', { name: 'here' });
	assert.deepEqual([await balance(), (await admin('state')).slot], before);
	assert.equal((await ok('getSignatureStatuses', [[signature], { searchTransactionHistory: true }])).value[0], null);
	await send();
	await admin('restore', { name: 'here' });
	assert.equal(await balance(), before[0]);
	await assert.rejects(admin('restore', { name: 'nowhere' }), /no snapshot/);
});
await test('counters count posts, entries, methods, bytes and transactions, and reset', async () => {
	await admin('counters/reset');
	await send();
	const batch = Array.from({ length: 4 }, (_, id) => ({ jsonrpc: '2.0', id, method: id ? 'getSlot' : 'nope' }));
	const text = JSON.stringify(batch);
	const answer = await L.post(net.url, text);
	const c = await admin('counters');
	assert.deepEqual([c.http, c.batches, c.requests], [3, 1, 6]);
	assert.deepEqual(c.methods, { getLatestBlockhash: 1, sendTransaction: 1, getSlot: 3, unknown: 1 });
	assert.deepEqual([c.transactions.landed, c.versions, c.programs], [1, { legacy: 1 }, { '11111111111111111111111111111111:2': 1 }]);
	assert.ok(c.bodyBytesIn > text.length && c.bodyBytesOut > answer.text.length);
	assert.ok(c.bytesIn > c.bodyBytesIn && c.bytesOut > c.bodyBytesOut);
	await admin('counters/reset');
	const zero = await admin('counters');
	assert.deepEqual([zero.http, zero.requests, zero.bytesIn, zero.bytesOut], [0, 0, 0, 0]);
});
await test('the admin address names its routes and refuses what it cannot read', async () => {
	assert.match(JSON.parse((await L.post(`${net.adminUrl}/nowhere`, {})).text).error, /no route \/nowhere; there are state, warp/);
	await assert.rejects(admin('account', { address: 'x' }), /address/);
	await assert.rejects(admin('account', { address: L.base58Encode(L.CLOCK), owner: bob.address, lamports: 1 }), /sysvar/);
	await assert.rejects(admin('lag', { nearly: 3 }), /no commitment/);
	assert.equal((await L.post(`${net.adminUrl}/warp`, '{')).status, 400);
});

await net.stop();
done();
