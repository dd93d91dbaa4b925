// bad.mjs - bad input: the right exit code, the value, a next step; nothing sent, nothing lost.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from './lib.mjs';

const s = await Stage.start();
await s.found();
await s.propose();

// Runs it, expects `code`, `says` in the message and that nothing was sent.
async function refused(args, code, says, options) {
	const sends = async () => (await s.admin('counters')).methods.sendTransaction ?? 0;
	const before = await s.landed(), sent = await sends();
	const r = await s.run([...args, '--yes', '--output', 'json'], options);
	const e = JSON.parse(r.err.trim().split('\n').at(-1));

	assert.equal(r.code, code, r.err);
	assert.equal(e.code, code);
	assert.match(e.message, says);
	assert.equal(r.out, '');
	assert.equal(await s.landed(), before, 'something landed');
	assert.equal(await sends(), sent, 'something was sent');
	return e;
}

await test('another genesis hash than the configured one: 6', async () => {
	const e = await refused(['approve', '1', '--governance', s.keys.gov], 6, /./, { env: { KEYTURN_GENESIS: '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d' } });
	assert.match(e.message, /5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d/);
	assert.ok(e.hint);
});

await test('a key that is no member: 6', async () => {
	const e = await refused(['approve', '1', ...s.k('stranger')], 6, new RegExp(`${s.keys.stranger} is no member`));
	assert.ok(e.hint);
});

await test('a key file others can read: 10', async () => {
	chmodSync(s.file('b.json'), 0o644);
	const e = await refused(['approve', '1', ...s.k('b')], 10, /b\.json/);
	assert.ok(e.hint);
	chmodSync(s.file('b.json'), 0o600);
});

await test('a key file that is none, and one that is missing: 10', async () => {
	s.write('none.json', '[1,2,3]');
	await refused(['approve', '1', '-k', s.file('none.json')], 10, /none\.json/);
	await refused(['approve', '1', '-k', s.file('absent.json')], 10, /absent\.json/);
});

await test('not enough lamports: 7', async () => {
	const poor = await s.key('poor');
	const e = await refused(['buffer', 'write', so('demo_v3'), ...s.k('poor')], 7, /./);
	assert.ok(poor && e.hint);
});

await test('another proposal than the one looked at: 6', async () => {
	const e = await refused(['approve', '1', '--payload-hash', '00'.repeat(32)], 6, /not the one you looked at/);
	assert.ok(e.hint);
});

await test('an endpoint that shows another proposal than the chain has: 6', async () => {
	const { proposal } = await s.json(['show', '1']);
	await s.admin('fault', { kind: 'lie', account: proposal.address, offset: 233 + 144, bytes: 'ff'.repeat(32) });
	const e = await refused(['approve', '1'], 6, /payload hash/);
	assert.ok(e.hint);
	await s.admin('faults/clear');
});

await test('a truncated reply: 4', async () => {
	await s.admin('fault', { kind: 'truncate', bytes: 60, clean: true });
	await refused(['proposals'], 4, /./);
	await s.admin('faults/clear');
});

await test('a mistyped reply: 4', async () => {
	await s.admin('fault', { kind: 'mistype', method: 'getMultipleAccounts', path: 'result.value.0.data', value: 7 });
	await refused(['show', '1'], 4, /./);
	await refused(['approve', '1'], 4, /./);
	await s.admin('faults/clear');
});

await test('a file that is no ELF: 2', async () => {
	const e = await refused(['buffer', 'write', s.write('no.so', 'this is no program')], 2, /no\.so/);
	assert.ok(e.message);
	await refused(['buffer', 'write', s.file('absent.so')], 5, /absent\.so/);
});

await test('an address of the wrong length: 2', async () => {
	await refused(['program', 'show', 'abc'], 2, /abc/);
	await refused(['label', `${s.keys.a}1`, 'x'], 2, /./);
	await refused(['proposals', '--multisig', 'abc'], 2, /abc/);
});

await test('no such proposal: 5; no number: 2', async () => {
	await refused(['approve', '99'], 5, /99/);
	await refused(['show', '99'], 5, /99/);
	await refused(['approve', 'one'], 2, /one/);
	await refused(['approve', '0'], 2, /0/);
	await refused(['approve'], 2, /./);
});

await test('unknown command, option and config key: 2, 2, 3', async () => {
	await refused(['frobnicate'], 2, /frobnicate/);
	await refused(['proposals', '--frob'], 2, /--frob/);
	const conf = s.write('bad.conf', 'url = http://127.0.0.1:1\nfrob = 1\n');
	await refused(['proposals', '-C', conf], 3, /2/);
});

await test('numbers no multisig can have: 2', async () => {
	await refused(['multisig', 'create', '--member', s.keys.a, '--threshold', '2', '--allow-plain-governance-key'], 2, /threshold/);
	await refused(['multisig', 'create', '--member', s.keys.a, '--member', s.keys.a, '--threshold', '1'], 2, /is a member already/);
	await refused(['multisig', 'create', '--member', s.keys.a, '--threshold', '1', '--timelock', '91d'], 2, /timelock/);
	await refused(['multisig', 'create', '--member', s.keys.a, '--threshold', '1'], 6, /plain key/);
});

await test('an endpoint that is not there: 4', async () => {
	const e = await refused(['proposals', '-u', 'http://127.0.0.1:9'], 4, /./);
	assert.ok(e.hint);
});

await test('threshold not met 9, lock not over 8; a second vote 6', async () => {
	await refused(['execute', '1'], 9, /0 of 3 approvals/);
	for (const name of ['a', 'b'])
		await s.json(['approve', '1', ...s.k(name)]);
	await refused(['approve', '1'], 6, /already/);
	await s.json(['approve', '1', ...s.k('c')]);
	await refused(['execute', '1'], 8, /not over/);
});

await test('a lost send is sent again, or 4 and the next run finds what happened', async () => {
	await s.propose('demo_v3', 'third');
	await s.admin('fault', { kind: 'lose', method: 'sendTransaction', count: 1 });
	const r = await s.run(['approve', '2', '--yes']);
	assert.ok([0, 4].includes(r.code), r.err);
	await s.admin('faults/clear');
	const again = await s.run(['approve', '2', '--yes']);
	assert.ok(again.code === 0 || (r.code === 0 && again.code === 6), again.err);
	assert.equal((await s.json(['show', '2'])).proposal.approvals, 1);
});

await s.stop();
done();
