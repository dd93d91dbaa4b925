// dry.mjs - --dry-run of every command that sends or keeps something: it builds, decodes and
// simulates, prints what it would do, sends nothing, keeps nothing; without it the same works.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { journal, so, Stage } from './lib.mjs';

const s = await Stage.start();
await s.found();

const sends = async () => (await s.admin('counters')).methods.sendTransaction ?? 0;

// The card of a transaction: what it does, what it takes at most, and what it costs.
const CARD = [/^ {2}cluster +local$/m, /^ {2}compute units +\d+ at most$/m, /^ {2}account data +\d+ bytes at most$/m,
	/^ {2}signatures +[12] at 5000 lamports$/m, /^ {2}cost at most +[0-9.]+ SOL$/m];

async function dry(args, sentence, { simulated = true } = {}) {
	const sent = await sends(), landed = await s.landed(), rows = journal(s).length;
	const calls = async () => (await s.admin('counters')).methods.simulateTransaction ?? 0;
	const simulations = await calls();
	const text = await s.run([...args, '--dry-run', '--no-input']), json = await s.run([...args, '--dry-run', '--no-input', '--output', 'json']);

	assert.equal(text.code, 0, text.err);
	assert.equal(json.code, 0, json.err);
	assert.match(text.err, sentence);
	for (const line of CARD)
		assert.match(text.err, line);
	assert.match(text.out, /dry run/);
	if (simulated)
		assert.ok(await calls() > simulations, 'simulated');
	const o = JSON.parse(json.out);
	assert.equal(o.sent, false);
	assert.equal(o.signature ?? null, null);
	assert.equal(await sends(), sent, 'something was sent');
	assert.equal(await s.landed(), landed, 'something landed');
	assert.equal(journal(s).length, rows, 'a row in the journal');
	return o;
}

// Dry, and then in earnest: what the dry run named is what comes.
async function both(args, sentence, options) {
	const o = await dry(args, sentence, options), r = await s.json(args);

	assert.notEqual(r.sent, false);
	for (const name of ['id', 'buffer', 'program', 'code_hash'])
		if (name in o)
			assert.equal(r[name], o[name], name);
	return r;
}

const upgrade = (file, ...more) => ['propose', 'upgrade', s.keys.demo, so(file), '--description', file, ...more];
const members = () => ['--member', s.keys.a, '--member', s.keys.b, '--threshold', '2', '--timelock', '1h', '--allow-plain-governance-key'];

await test('multisig create', () => both(['multisig', 'create', ...members()], /^create multisig/m));
await test('program deploy', async () => {
	await s.key('second');
	await both(['program', 'deploy', so('demo_v1'), '--program-id', s.file('second.json')], /^make buffer/m);
});
await test('program adopt', () => both(['program', 'adopt', s.keys.second, '--allow-plain-governance-key'], /^put program \w+ under the multisig$/m));
await test('program extend', () => both(['program', 'extend', s.keys.demo, '10240'], /room for 10240 bytes more/));
await test('propose upgrade of a file: the buffer is named, the proposal\'s number too, and both come so', async () => {
	await both(upgrade('demo_v3'), /^make buffer/m);
	await s.json(['withdraw', '1']);
	await s.json(['reclaim', '1']);
});
await test('a dry run says what the proposal would be refused for', async () => {
	const r = await s.run(['propose', 'upgrade', s.keys.stranger, so('demo_v2'), '--description', 'x', '--dry-run']);
	assert.equal(r.code, 6, r.err);
	assert.match(r.err, /is not governed by this multisig/);
});
await test('buffer write', () => both(['buffer', 'write', so('demo_v2')], /^make buffer/m));
await test('propose upgrade of the buffer that is there', () => both(upgrade('demo_v2'), /^make proposal 2: upgrade/m));
await test('reject', () => both(['reject', '2', ...s.k('b')], /^reject proposal 2/m));
await test('reclaim', () => both(['reclaim', '2'], /proposal 2/));
await test('withdraw', async () => {
	await s.json(upgrade('demo_v2'));
	await both(['withdraw', '3'], /^withdraw proposal 3/m);
	await s.json(['reclaim', '3']);
});
await test('approve', async () => {
	await s.json(upgrade('demo_v2'));
	for (const name of ['a', 'b', 'c'])
		await both(['approve', '4', ...s.k(name)], /^approve proposal 4/m);
});
await test('cancel, dry only', () => dry(['cancel', '4', ...s.k('b')], /^cancel proposal 4/m));
await test('execute', async () => {
	await s.admin('warp', { seconds: 3601 });
	await both(['execute', '4'], /^execute proposal 4/m);
});
await test('close', async () => {
	await s.admin('warp', { seconds: 15 * 86400 });
	await both(['close', '4'], /^close proposal 4/m);
});
await test('label keeps nothing, and refuses what it would refuse', async () => {
	const fresh = ['--data-dir', s.file('nowhere')];
	const o = await s.json(['label', s.keys.b, 'bob', '--dry-run', ...fresh]);
	assert.deepEqual(o, { address: s.keys.b, label: 'bob', kept: false });
	assert.ok(!existsSync(s.file('nowhere')));
	assert.equal((await s.run(['label', s.keys.b, 'x'.repeat(40), '--dry-run', ...fresh])).code, 2);
	assert.equal((await s.json(['label', s.keys.b, 'bob', ...fresh])).kept, true);
});

await s.stop();
done();
