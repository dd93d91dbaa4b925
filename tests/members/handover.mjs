// handover.mjs - a program given away, in each of its three ways, made immutable; every way to lose it refused.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { hash, so } from '../cli/lib.mjs';
import { createHash } from 'node:crypto';
import { approve, carryOut, council, five, refused, show } from './council.mjs';

const s = await council();
const sha = (file) => createHash('sha256').update(hash(file)).digest('hex');
const give = (...args) => ['propose', 'handover', s.keys.demo, ...args];
const program = async () => s.json(['program', 'show', s.keys.demo]);
const multisig = s.env.KEYTURN_MULTISIG;
let other;

await test('every way to lose an authority is tried and refused, nothing sent', async () => {
	const { program_data: data } = await program();
	const own = ['11111111111111111111111111111111', 'BPFLoaderUpgradeab1e11111111111111111111111',
		'ComputeBudget111111111111111111111111111111', s.keys.demo, data, multisig, s.authority, s.keys.gov];
	for (const flag of ['--to', '--to-multisig', '--unchecked'])
		for (const address of own)
			await refused(s, give(flag, address), 6, new RegExp(`${address} is `), `${address}\n`);
	await refused(s, give('--to-multisig', s.keys.f), 6, /is no multisig of the governance program/);
	const off = (await s.json(['multisig', 'create', '--member', s.keys.f, '--threshold', '1', '--timelock', '1m',
		'--allow-plain-governance-key', '--create-key', s.file('stranger.json'), ...s.k('f')]));
	other = off;
	await refused(s, give('--to', off.authority), 6, /off the curve, so nobody can sign/);
	await refused(s, give('--unchecked', off.multisig), 6, /an account of the governance program, which signs nothing/, `${off.multisig}\n`);
	await refused(s, give('--to-multisig', off.authority), 6, /is no multisig/);
	await refused(s, give('--unchecked', 'SysvarC1ock11111111111111111111111111111111'), 6, /signs nothing/);
	const { buffer } = await s.json(['buffer', 'write', so('demo_v2')]);
	await refused(s, give('--unchecked', buffer), 6, /signs nothing/);
	await refused(s, ['propose', 'handover', s.keys.f, '--to', s.keys.f], 6, /is not governed by this multisig/);
	await refused(s, ['propose', 'immutable', s.keys.f], 6, /is not governed by this multisig/);
	await refused(s, [...give('--to', s.keys.f), ...s.k('stranger')], 6, /is no member/, '1\n');
	await refused(s, give(), 2, /exactly one of/);
	await refused(s, give('--to', s.keys.f, '--unchecked', s.keys.f), 2, /exactly one of/);
	await refused(s, give('--to', 'nobody'), 2, /./);
});

await test('unchecked and immutable: the address is typed in full, --yes or not', async () => {
	for (const typed of ['', 'yes\n', `${s.keys.f.slice(0, 8)}\n`, `${s.keys.f}x\n`])
		await refused(s, give('--unchecked', s.keys.f), 11, /not confirmed/, typed);
	await refused(s, [...give('--unchecked', s.keys.f), '--no-input'], 11, /has to be typed/);
	for (const typed of ['', '1\n', `${s.keys.demo.slice(0, 8)}\n`])
		await refused(s, ['propose', 'immutable', s.keys.demo], 11, /not confirmed/, typed);
	const loud = await s.run([...give('--unchecked', s.keys.f), '--dry-run']);
	assert.equal(loud.code, 0, loud.err);
	assert.match(loud.err, /!! UNCHECKED/);
});

await test('the liveness upgrade: the live code through the whole path, nothing but the number changes', async () => {
	const p = await s.json(['propose', 'upgrade', s.keys.demo, '--liveness']);
	assert.equal(p.code_hash, sha('demo_v1'));
	const card = await s.run(['approve', p.id, '--dry-run']);
	assert.match(card.err, /liveness: it is the code that is live already/);
	await carryOut(s, p.id);
	const after = await program();
	assert.equal(after.code_hash, sha('demo_v1'));
	assert.deepEqual(after.versions.map((v) => v.number), [2]);
	const same = await s.run(['propose', 'upgrade', s.keys.demo, so('demo_v1'), '--description', 'no', '--yes']);
	assert.equal(same.code, 6);
	assert.match(same.err, /holds the code that is deployed[\s\S]*--liveness/);
});

await test('handover to a key that does not sign is refused; with its signature it is done and read back', async () => {
	const p = await s.json(give('--to', s.keys.f), { input: 'handover 2\n' });
	assert.equal(p.receiver, s.keys.f);
	assert.deepEqual((await s.json(['show', '2'])).change, { receiver: s.keys.f });
	assert.match((await s.run(['show', '2'])).out, new RegExp(`goes to +${s.keys.f}\\n`));
	await approve(s, 2, 'handover 2');
	await s.admin('warp', { seconds: 3600 });
	const none = await refused(s, ['execute', '2'], 10, /receiver .* has to sign/, 'handover 2\n');
	assert.match(none.hint, /keyturn execute 2 --receiver-keypair FILE/);
	await refused(s, ['execute', '2', '--receiver-keypair', s.file('stranger.json')], 10, /the key given is of/, 'handover 2\n');
	await refused(s, ['execute', '2', '--receiver-keypair', s.file('f.json')], 11, /not confirmed/, '2\n');
	const r = await s.run(['execute', '2', '--receiver-keypair', s.file('f.json'), '--yes'], { input: 'handover 2\n' });
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, new RegExp(`read back: the upgrade authority of ${s.keys.demo} is ${s.keys.f}`));
	assert.equal((await program()).authority, s.keys.f);
	await refused(s, give('--to', s.keys.a), 6, /is not governed by this multisig/);
});

await test('handed in again: read back, and the liveness command is offered', async () => {
	const r = await s.run(['program', 'adopt', s.keys.demo, '--authority', s.file('f.json'), '--allow-plain-governance-key', '--yes']);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, new RegExp(`is ${s.authority}\\n`));
	assert.match(r.err, new RegExp(`keyturn propose upgrade ${s.keys.demo} --liveness`));
	assert.equal((await program()).authority, s.authority);
});

await test('to another multisig: verified, carried out, taken in there', async () => {
	const dry = await s.run([...give('--to-multisig', other.multisig), '--dry-run']);
	assert.match(dry.err, /1 members, 1 of 1 approvers upgrade, timelock 60 s/);
	assert.match(dry.err, /weaker than keyturn advises/);
	const p = await s.json(give('--to-multisig', other.multisig), { input: 'handover 3\n' });
	assert.equal(p.receiver_authority, other.authority);
	await carryOut(s, 3, 'handover 3');
	assert.equal((await program()).authority, other.authority);
	const there = ['--multisig', other.multisig, ...s.k('f')];
	await s.json(['program', 'adopt', s.keys.demo, '--allow-plain-governance-key', ...there]);
	const live = await s.json(['propose', 'upgrade', s.keys.demo, '--liveness', ...there]);
	await s.json(['approve', live.id, ...there]);
	await s.admin('warp', { seconds: 61 });
	await s.json(['execute', live.id, ...there]);
	const back = ['propose', 'handover', s.keys.demo, '--to-multisig', multisig, ...there];
	const p2 = await s.json(back, { input: 'handover 2\n' });
	await s.json(['approve', p2.id, ...there], { input: 'handover 2\n' });
	await s.admin('warp', { seconds: 61 });
	await s.json(['execute', p2.id, ...there], { input: 'handover 2\n' });
	await s.json(['program', 'adopt', s.keys.demo, '--allow-plain-governance-key']);
	assert.equal((await program()).authority, s.authority);
});

await test('unchecked: typed, approved by three, done, and adopted back', async () => {
	const p = await s.json(give('--unchecked', s.keys.f), { input: `${s.keys.f}\nhandover 4\n` });
	assert.equal(p.kind, 'handover_unchecked');
	await carryOut(s, 4, 'handover 4');
	assert.equal((await program()).authority, s.keys.f);
	await s.json(['program', 'adopt', s.keys.demo, '--authority', s.file('f.json'), '--allow-plain-governance-key']);
});

await test('a handover waits for votes and timelock like every act, and the council can stop it', async () => {
	await s.json(give('--to', s.keys.f), { input: 'handover 5\n' });
	await refused(s, ['execute', '5', '--receiver-keypair', s.file('f.json')], 9, /0 of 3 approvals/);
	await approve(s, 5, 'handover 5');
	await refused(s, ['execute', '5', '--receiver-keypair', s.file('f.json')], 8, /timelock of proposal 5 is not over/);
	for (const name of five.slice(3))
		await s.json(['cancel', '5', ...s.k(name)]);
	assert.equal((await show(s, 5)).status, 'cancelled');
	await s.admin('warp', { seconds: 3600 });
	await refused(s, ['execute', '5', '--receiver-keypair', s.file('f.json')], 6, /is cancelled/);
});

await test('immutable: typed in full, read back as none, and nothing can be proposed any more', async () => {
	const p = await s.json(['propose', 'immutable', s.keys.demo], { input: `${s.keys.demo}\nimmutable 6\n` });
	assert.equal(p.kind, 'immutable');
	await approve(s, 6, 'immutable 6');
	await s.admin('warp', { seconds: 3600 });
	await refused(s, ['execute', '6'], 11, /not confirmed/, '6\n');
	const r = await s.run(['execute', '6', '--yes'], { input: 'immutable 6\n' });
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /read back: the upgrade authority of .* is none/);
	assert.equal((await program()).authority, null);
	await refused(s, ['propose', 'upgrade', s.keys.demo, '--liveness'], 6, /is not governed by this multisig/);
	await refused(s, ['program', 'adopt', s.keys.demo, '--allow-plain-governance-key'], 6, /is immutable/);
});

await s.stop();
done();
