// path.mjs - one upgrade, from the first file to the program's answer.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { hash, so, Stage } from './lib.mjs';

const s = await Stage.start();
const sha = (file) => createHash('sha256').update(hash(file)).digest('hex');

// What the demo program says when it is called, from a simulation's log.
async function answer() {
	const { Connection, Keypair, PublicKey, Transaction, TransactionInstruction } = await import('@solana/web3.js');
	const secret = Uint8Array.from(JSON.parse((await import('node:fs')).readFileSync(s.file('stranger.json'))));
	const payer = Keypair.fromSecretKey(secret), c = new Connection(s.net.url, 'confirmed');
	const t = new Transaction({ feePayer: payer.publicKey, ...(await c.getLatestBlockhash()) });

	t.add(new TransactionInstruction({ programId: new PublicKey(s.keys.demo), keys: [], data: Buffer.alloc(0) }));
	t.sign(payer);
	const r = await c.simulateTransaction(t);
	assert.equal(r.value.err, null);
	return r.value.logs.join('\n');
}

await test('governance program, multisig, demo v1 deployed and adopted', async () => {
	await s.found();
	const p = await s.json(['program', 'show', s.keys.demo]);
	assert.equal(p.code_hash, sha('demo_v1'));
	assert.equal(p.versions.length, 1);
	assert.equal(p.versions[0].adopted, true);
	const m = await s.json(['multisig', 'show']);
	assert.equal(p.authority, m.multisig.authority);
	assert.equal(m.multisig.members.length, 3);
	assert.equal((await s.json(['multisig', 'list'])).multisigs.length, 1);
});

await test('the demo program answers v1', async () => assert.match(await answer(), /demo v1/));

let buffer;
await test('a dry run writes no buffer', async () => {
	const before = await s.landed();
	const r = await s.run(['buffer', 'write', so('demo_v2'), '--dry-run']);
	assert.equal(r.code, 0, r.err);
	assert.equal(await s.landed(), before);
});

await test('buffer write, and once more sends nothing', async () => {
	const w = await s.json(['buffer', 'write', so('demo_v2')]);
	buffer = w.buffer;
	assert.equal(w.code_hash, sha('demo_v2'));
	assert.equal((await s.json(['buffer', 'show', buffer])).code_hash, sha('demo_v2'));
	const before = await s.landed();
	const again = await s.json(['buffer', 'write', so('demo_v2')]);
	assert.equal(again.buffer, buffer);
	assert.equal(again.pieces_sent, 0);
	assert.equal(await s.landed(), before);
	assert.equal((await s.run(['buffer', 'verify', buffer, so('demo_v2')])).code, 0);
	assert.equal((await s.run(['buffer', 'verify', buffer, so('demo_v3')])).code, 12);
});

await test('propose: the proposal as JSON has every name of the contract', async () => {
	const p = await s.json(['propose', 'upgrade', s.keys.demo, buffer, '--description', 'Fix rounding in interest']);
	assert.equal(p.id, '1');
	const { proposals } = await s.json(['proposals']);
	const names = ['id', 'index', 'address', 'multisig', 'kind', 'program', 'status', 'approvals', 'rejections', 'cancels', 'threshold',
		'members', 'created_at', 'created_at_unix', 'approved_at', 'approved_at_unix', 'timelock_until', 'timelock_until_unix',
		'timelock_remaining_s', 'expires_at', 'expires_at_unix', 'executed_at', 'executed_at_unix', 'proposer', 'description', 'buffer',
		'code_hash', 'code_len', 'payload_hash', 'check_words', 'executable', 'blockers', 'preflight', 'votes'];
	assert.deepEqual(Object.keys(proposals[0]), names);
	assert.equal(proposals[0].status, 'active');
	assert.equal(proposals[0].description, 'Fix rounding in interest');
	assert.equal(proposals[0].buffer, buffer);
	assert.equal(proposals[0].approved_at, null);
});

await test('its check words are the first 88 bits of the payload hash, on the card of a vote too', async () => {
	const source = readFileSync('src/solana/checkwords_list.c', 'utf8');
	const list = [...source.slice(source.indexOf('{')).matchAll(/"([a-z]+)"/g)].map((m) => m[1]);
	assert.equal(createHash('sha256').update(list.join('\n') + '\n').digest('hex'),
		'2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda');
	const { proposal: p } = await s.json(['show', '1']);
	const bits = [...Buffer.from(p.payload_hash, 'hex')].map((b) => b.toString(2).padStart(8, '0')).join('');
	const words = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => list[parseInt(bits.slice(11 * i, 11 * i + 11), 2)]).join(' ');
	assert.equal(p.check_words, words);
	assert.match((await s.run(['show', '1'])).out, new RegExp(`^check words +${words}$`, 'm'));
	assert.match((await s.run(['approve', '1', '--dry-run', ...s.k('a')])).err, new RegExp(`^  check words +${words}$`, 'm'));
});

await test('a first list is two requests, one a getProgramAccounts', async () => {
	await s.admin('counters/reset');
	await s.json(['proposals', '--all', '--data-dir', s.file('fresh')]);
	const c = await s.admin('counters');
	assert.equal(c.http, 2);
	assert.deepEqual(c.methods, { getMultipleAccounts: 1, getProgramAccounts: 1 });
});

await test('a list on top of what is known is one request of at most 100 kB, and says the same', async () => {
	const before = await s.json(['proposals', '--all', '--data-dir', s.file('fresh2')]);
	await s.admin('counters/reset');
	const after = await s.json(['proposals', '--all', '--data-dir', s.file('fresh2')]);
	const c = await s.admin('counters');
	assert.equal(c.http, 1);
	assert.deepEqual(c.methods, { getMultipleAccounts: 1 });
	assert.ok(c.bodyBytesOut <= 100_000, String(c.bodyBytesOut));
	assert.deepEqual(after.proposals, before.proposals);
});

await test('where getProgramAccounts is refused, the list comes by address', async () => {
	const f = await s.admin('fault', { kind: 'error', method: 'getProgramAccounts', code: -32010, message: 'excluded' });
	const { proposals } = await s.json(['proposals', '--all', '--data-dir', s.file('fresh3')]);
	await s.admin('faults/clear', {});
	assert.ok(f.id);
	assert.equal(proposals.length, 1);
});

await test('lists, programs and what verify says have the names of the contract', async () => {
	const names = async (args, of = (o) => o) => Object.keys(of(await s.json(args)));
	const program = ['cluster', 'program', 'program_data', 'authority', 'slot', 'code_hash', 'code_len', 'capacity', 'security_txt', 'security_txt_error', 'versions', 'ready', 'readiness', 'recent'];

	assert.deepEqual(await names(['proposals']), ['cluster', 'slot', 'proposals']);
	assert.deepEqual(await names(['multisig', 'list']), ['cluster', 'slot', 'multisigs']);
	assert.deepEqual(await names(['show', '1']), ['cluster', 'slot', 'proposal', 'change']);
	assert.deepEqual(await names(['program', 'show', s.keys.demo]), program);
	assert.deepEqual(await names(['program', 'show', s.keys.demo], (o) => o.versions[0]), ['number', 'code_hash', 'code_len', 'slot', 'began',
		'began_unix', 'ended', 'ended_unix', 'proposal', 'adopted', 'retired']);
	const verified = await s.json(['program', 'verify', s.keys.demo, so('demo_v1')]);
	assert.deepEqual(Object.keys(verified), program);
	assert.equal(verified.versions, null, 'verify reads no record');
	assert.deepEqual((await s.json(['program', 'show', s.keys.gov])).versions, [], 'not governed: no versions');
});

await test('execute before the votes: 9, how many are missing', async () => {
	const r = await s.run(['execute', '1', '--yes', '--output', 'json']);
	assert.equal(r.code, 9);
	const e = JSON.parse(r.err);
	assert.equal(e.name, 'approvals');
	assert.match(e.message, /0 of 3 approvals, 3 missing/);
});

await test('three members approve; the number is typed', async () => {
	for (const [i, name] of ['a', 'b', 'c'].entries()) {
		const wrong = await s.run(['approve', '1', ...s.k(name)], { input: 'yes\n' });
		assert.equal(wrong.code, 11, wrong.err);
		const r = await s.run(['approve', '1', ...s.k(name)], { input: '1\n' });
		assert.equal(r.code, 0, r.err);
		assert.equal((await s.json(['show', '1'])).proposal.approvals, i + 1);
	}
	const { proposal } = await s.json(['show', '1']);
	assert.equal(proposal.status, 'approved');
	assert.equal(proposal.timelock_until_unix - proposal.approved_at_unix, 3600);
});

await test('execute before the lock is over: 8, when it is', async () => {
	const before = await s.landed(), r = await s.run(['execute', '1', '--yes', '--output', 'json']);
	assert.equal(r.code, 8);
	assert.match(JSON.parse(r.err).hint, /^it may be executed from \d{4}-/);
	assert.equal(await s.landed(), before);
});

await test('an hour later it executes, and the new code answers', async () => {
	await s.admin('warp', { seconds: 3600 });
	assert.equal((await s.json(['show', '1'])).proposal.status, 'ready');
	const r = await s.json(['execute', '1', ...s.k('b')]);
	assert.equal(r.sent, true);
	assert.match(await answer(), /demo v2/);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v2')])).code, 0);
	const { proposals } = await s.json(['proposals', '--all']);
	assert.equal(proposals[0].status, 'executed');
	assert.equal((await s.json(['program', 'show', s.keys.demo])).versions.length, 2);
	assert.equal((await s.json(['proposals'])).proposals.length, 0);
});

await test('reject, withdraw, reclaim and cancel', async () => {
	assert.equal((await s.propose('demo_v3', 'third')).id, '2');
	await s.json(['reject', '2', ...s.k('b')]);
	assert.equal((await s.json(['show', '2'])).proposal.status, 'rejected');
	await s.json(['reclaim', '2']);
	assert.equal((await s.propose('demo_v3', 'third again')).id, '3');
	assert.equal((await s.run(['withdraw', '3', '--yes', ...s.k('b')])).code, 6);
	await s.json(['withdraw', '3']);
	await s.json(['reclaim', '3']);
	assert.equal((await s.propose('demo_v3', 'and again')).id, '4');
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', '4', ...s.k(name)]);
	await s.json(['cancel', '4', ...s.k('c')]);
	assert.equal((await s.json(['show', '4'])).proposal.status, 'cancelled');
	assert.equal((await s.run(['close', '4', '--yes'])).code, 6);
	await s.json(['reclaim', '4']);
	await s.admin('warp', { seconds: 15 * 86400 });
	await s.json(['close', '4']);
	assert.equal((await s.run(['show', '4'])).code, 5);
});

await test('a label shows beside the vote', async () => {
	assert.equal((await s.run(['label', s.keys.b, 'bob'])).code, 0);
	const { proposal } = await s.json(['show', '2']);
	assert.equal(proposal.votes[0].label, 'bob');
});

await s.stop();
done();
