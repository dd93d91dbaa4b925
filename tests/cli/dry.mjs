// dry.mjs - --dry-run of every command that sends or keeps something: it builds, decodes and
// simulates, prints what it would do, sends nothing, keeps nothing; without it the same works.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
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
await test('program extend', () => both(['program', 'extend', s.keys.demo, '10240'], /room for 10 240 bytes more/));
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

await test('a key is not made, sealed or opened, and what the job would be refused for is', async () => {
	const made = await s.json(['key', 'new', s.file('new.json'), '--dry-run']);
	assert.deepEqual(made, { address: null, file: s.file('new.json'), encrypted: false, written: false });
	assert.ok(!existsSync(s.file('new.json')));
	const sealed = await s.json(['key', 'encrypt', s.file('b.json'), s.file('b.key'), '--dry-run']);
	assert.deepEqual(sealed, { address: s.keys.b, file: s.file('b.key'), encrypted: true, written: false });
	assert.ok(!existsSync(s.file('b.key')));
	for (const args of [['new', s.file('a.json')], ['encrypt', s.file('b.json'), s.file('a.json')]])
		assert.equal((await s.run(['key', ...args, '--dry-run'])).code, 10, 'what is there is not written over');
	assert.equal((await s.run(['key', 'encrypt', s.file('absent.json'), s.file('b.key'), '--dry-run'])).code, 10);
	assert.equal((await s.json(['key', 'new', s.file('new.json')])).written, true);
	assert.ok(existsSync(s.file('new.json')));
});
await test('program dump reads the code and writes no file', async () => {
	const o = await s.json(['program', 'dump', s.keys.demo, s.file('out.so'), '--dry-run']);
	assert.equal(o.written, false);
	assert.equal(o.code_len, 2600);
	assert.ok(!existsSync(s.file('out.so')));
	assert.equal((await s.run(['program', 'dump', s.keys.demo, '--dry-run'])).out.includes('\x7fELF'), false);
	assert.equal((await s.json(['program', 'dump', s.keys.demo, s.file('out.so')])).written, true);
});

await test('propose again says that the buffer no longer exists, and what to do', async () => {
	const r = await s.run(['propose', 'again', '3', '--dry-run']);
	assert.equal(r.code, 5, r.err);
	assert.match(r.err, /the buffer of proposal 3, \w+, no longer exists\n"keyturn propose upgrade \w+ FILE" writes another/);
});

// Every command there is, in a dry run: what it says it would do, and all it would have changed.
const files = () => readdirSync(s.dir, { recursive: true }).filter((f) => !f.startsWith('state')).sort();
const { id: open } = await s.json(upgrade('demo_v3'));
const { buffer: orphan } = await s.json(['buffer', 'write', so('demo_v3')]);
await s.key('third');
const EVERY = {
	init: [6], 'multisig create': members(), 'multisig show': [], 'multisig list': [],
	'program deploy': [so('demo_v1'), '--program-id', s.file('third.json')], 'program adopt': [s.keys.third, '--allow-plain-governance-key', 5],
	'program extend': [s.keys.demo, '10240'], 'program show': [s.keys.demo], 'program dump': [s.keys.demo, s.file('no.so')],
	'program verify': [s.keys.demo, so('demo_v2')], 'program diff': [s.keys.demo, so('demo_v3')],
	'buffer write': [so('demo_v3')], 'buffer show': [orphan], 'buffer verify': [orphan, so('demo_v3')], 'buffer list': [], 'buffer close': [orphan],
	'propose upgrade': [s.keys.demo, so('demo_v1'), '--description', 'x'], 'propose rollback': [s.keys.demo, 'reason', '--file', so('demo_v1')],
	'propose members': ['--threshold', '2'], 'propose handover': [s.keys.demo, '--to', s.keys.stranger],
	'propose immutable': [s.keys.demo, '--description', 'x'], 'propose again': ['3', 5],
	rollback: ['4', 'reason', '--file', so('demo_v1'), 5], proposals: [], show: [open], approve: [open], reject: [open], withdraw: [open],
	cancel: [open, 6], execute: [open, 9], reclaim: [open, 6], close: [open, 6], announce: [open, 9],
	'history list': [], 'history search': ['x'], doctor: [], audit: [s.keys.a],
	'key new': [s.file('k')], 'key show': [s.file('a.json')], 'key encrypt': [s.file('a.json'), s.file('k')], 'key export': [s.file('a.json'), s.file('k'), 2],
	label: [s.keys.c, 'carl'],
};
await test('every command takes --dry-run: nothing is sent, no row, no file, and the chain is as it was', async () => {
	const { out } = await s.run(['--help']), listed = [...out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map((m) => m[1]);

	assert.deepEqual(listed.filter((c) => !(c in EVERY)), [], 'commands this test does not know');
	assert.ok(Object.keys(EVERY).every((c) => listed.includes(c)));
	const before = [await sends(), await s.landed(), journal(s).length, files(), (await s.json(['show', open])).proposal, await s.json(['buffer', 'list'])];
	for (const [command, args] of Object.entries(EVERY)) {
		const want = typeof args.at(-1) === 'number' ? args.at(-1) : 0, words = args.filter((a) => typeof a === 'string');
		const r = await s.run([...command.split(' '), ...words, '--dry-run', '--no-input']);

		assert.equal(r.code, want, `${command}: ${r.err}`);
		assert.deepEqual([await sends(), await s.landed(), journal(s).length, files()], before.slice(0, 4), command);
	}
	assert.deepEqual((await s.json(['show', open])).proposal.votes, before[4].votes);
	assert.deepEqual((await s.json(['buffer', 'list'])).buffers.map((b) => b.buffer), before[5].buffers.map((b) => b.buffer));
});

await s.stop();
done();
