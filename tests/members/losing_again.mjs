// losing_again.mjs - more ways to lose an authority: acts that were approved and wait, programs that come back,
// multisigs nobody can use, things that are no program.  Each is refused, nothing is sent.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { so } from '../cli/lib.mjs';
import { approve, council, refused, show } from './council.mjs';

const s = await council();
const give = (...args) => ['propose', 'handover', s.keys.demo, ...args];
const program = async () => s.json(['program', 'show', s.keys.demo]);
const held = async () => assert.equal((await program()).authority, s.authority);
const plain = '--allow-plain-governance-key';
const receiver = ['--receiver-keypair', s.file('f.json')];
const other = await s.json(['multisig', 'create', '--member', s.keys.f, '--threshold', '1', '--timelock', '1m', plain,
	'--create-key', s.file('stranger.json'), ...s.k('f')]);

await test('what waits approved when a program leaves is dead, and does not live again when the program comes back', async () => {
	await s.json(give('--to', s.keys.f), { input: 'handover 1\n' });
	await s.json(give('--unchecked', s.keys.stranger), { input: `${s.keys.stranger}\nhandover 2\n` });
	await s.json(give('--to-multisig', other.multisig), { input: 'handover 3\n' });
	await s.json(['propose', 'immutable', s.keys.demo], { input: `${s.keys.demo}\nimmutable 4\n` });
	await s.json(['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', 'second']);
	const waits = { 2: 'handover 2', 3: 'handover 3', 4: 'immutable 4', 5: '5' };
	await approve(s, 1, 'handover 1');
	for (const [id, typed] of Object.entries(waits))
		await approve(s, id, typed);
	await s.admin('warp', { seconds: 3600 });
	await s.json(['execute', '1', ...receiver], { input: 'handover 1\n' });
	assert.equal((await program()).authority, s.keys.f);
	for (const [id, typed] of Object.entries(waits))
		await refused(s, ['execute', id], 6, /superseded|not governed|newest/, `${typed}\n`);
	await s.json(['program', 'adopt', s.keys.demo, '--authority', s.file('f.json'), plain]);
	await held();
	for (const [id, typed] of Object.entries(waits)) {
		await refused(s, ['execute', id], 6, /superseded|newest/, `${typed}\n`);
		assert.equal((await show(s, id)).status, 'superseded');
	}
	await held();
	await s.json(['reclaim', '5']);
});

await test('a handover is not made of one of another act: another number, another receiver, another multisig', async () => {
	await s.json(give('--to', s.keys.f), { input: 'handover 6\n' });
	await refused(s, ['approve', '7'], 5, /there is no proposal 7/, 'handover 7\n');
	await refused(s, ['approve', '6'], 11, /not confirmed/, 'handover 7\n');
	await refused(s, ['approve', '6', '--multisig', other.multisig], 5, /there is no proposal 6/, 'handover 6\n');
	await refused(s, ['approve', '6', '--multisig', s.authority], 5, /./, 'handover 6\n');
	await approve(s, 6, 'handover 6');
	await s.admin('warp', { seconds: 3600 });
	await refused(s, ['execute', '6', '--receiver-keypair', s.file('stranger.json')], 10, /the key given is of/, 'handover 6\n');
	await refused(s, ['execute', '6', '--multisig', other.multisig, ...receiver], 5, /there is no proposal 6/, 'handover 6\n');
	await s.json(['cancel', '6', ...s.k('d')]);
	await s.json(['cancel', '6', ...s.k('e')]);
	await held();
});

await test('adopted is what a program of the loader is, by who holds it, into a multisig that is one', async () => {
	const adopt = (address, ...more) => ['program', 'adopt', address, plain, ...more];
	const { program_data: data } = await program(), { buffer } = await s.json(['buffer', 'write', so('demo_v3')]);
	for (const address of [data, buffer, s.keys.f, s.authority, s.env.KEYTURN_MULTISIG, '11111111111111111111111111111111',
		'BPFLoaderUpgradeab1e11111111111111111111111', s.keys.copy ?? await s.key('copy')])
		await refused(s, adopt(address), 5, /./);
	await s.key('own');
	await s.json(['program', 'deploy', so('demo_v1'), '--program-id', s.file('own.json')]);
	await refused(s, adopt(s.keys.own, '--multisig', other.multisig), 6, /is no member/);
	await refused(s, adopt(s.keys.own, '--multisig', s.keys.f), 5, /./);
	await refused(s, adopt(s.keys.own, '--multisig', s.authority), 5, /./);
	await refused(s, adopt(s.keys.demo, '--multisig', other.multisig, ...s.k('f')), 6, /authority/);
	const bare = await refused(s, ['program', 'adopt', s.keys.own], 6, /plain key/);
	assert.match(bare.hint, /--allow-plain-governance-key/);
	assert.equal((await s.json(['program', 'show', s.keys.own])).authority, s.keys.a);
	await held();
});

await test('a multisig nobody could use, or everybody, is not made', async () => {
	const make = (members, ...more) => ['multisig', 'create', ...members.flatMap((m) => ['--member', m]), plain, ...more];
	const { a, b, c } = s.keys;
	const rows = [
		[make([a, b, c], '--threshold', '4'), 2, /threshold must be 1 to the number of approvers/],
		[make([a, b, c], '--threshold', '0'), 2, /threshold/],
		[make([a, a, b], '--threshold', '2'), 2, /twice|already|unique/],
		[make([`${a}:operator`, `${b}:operator`], '--threshold', '1'), 2, /threshold/],
		[make([a, s.authority], '--threshold', '1'), 2, /not on the curve/],
		[make([a, b, c], '--threshold', '2', '--stop', '3'), 2, /stop number/],
		[make([a, b, c], '--threshold', '2', '--rollback-threshold', '4'), 2, /rollback threshold/],
		[make([a, b, c], '--threshold', '2', '--timelock', '91d'), 2, /timelock/],
		[make([], '--threshold', '1'), 2, /./],
		[make([a, b, c], '--threshold', '2', '--create-key', s.file('stranger.json')), 7, /exists already/],
		[['multisig', 'create', '--member', a, '--threshold', '1'], 6, /plain key/],
	];
	for (const [args, code, says] of rows)
		await refused(s, args, code, says);
});

await test('a change that leaves nobody to vote is not proposed', async () => {
	const members = (...args) => ['propose', 'members', ...args], all = ['a', 'b', 'c', 'd', 'e'].map((n) => s.keys[n]);
	await refused(s, members(...all.flatMap((k) => ['--remove', k])), 2, /./);
	await refused(s, members(...all.slice(1).flatMap((k) => ['--remove', k])), 2, /threshold/);
	await refused(s, members('--replace', `${s.keys.a}=${s.keys.b}`), 2, /is a member already/);
	await refused(s, members('--replace', `${s.keys.a}=${s.authority}`), 2, /not on the curve/);
	await refused(s, members('--replace', `${s.keys.a}=${s.keys.f.slice(0, -2)}`), 2, /./);
	const never = [];
	for (const name of ['x', 'y', 'z'])
		never.push(await s.key(name));
	const replace = never.flatMap((k, i) => ['--replace', `${all[i]}=${k}`]);
	const no = await refused(s, members(...replace), 6, /2 approvers are left, and 3 are needed/);
	assert.match(no.hint, /--anyway/);
	const anyway = await s.run([...members(...replace), '--anyway', '--dry-run']);
	assert.equal(anyway.code, 0, anyway.err);
	const two = await s.run([...members(...replace.slice(0, 4)), '--dry-run']);
	assert.equal(two.code, 0, two.err);
	for (const k of never.slice(0, 2))
		assert.match(two.err, new RegExp(`^!  there is no account at ${k}: nobody has ever used it`, 'm'));
	const operator = await s.run([...members('--add', `${never[0]}:operator`), '--dry-run']);
	assert.equal(operator.code, 0, operator.err);
	assert.match(operator.err, /there is no account at/);
	const made = await s.run(['multisig', 'create', '--member', s.keys.a, '--member', never[1], '--threshold', '1', plain, '--dry-run']);
	assert.equal(made.code, 0, made.err);
	assert.match(made.err, new RegExp(`^!  there is no account at ${never[1]}: nobody has ever used it`, 'm'));
	await s.admin('airdrop', { address: never[0], lamports: '1000000' });
	const used = await s.run([...members(...replace), '--dry-run']);
	assert.equal(used.code, 0, 'three are left');
	assert.doesNotMatch(used.err, new RegExp(`no account at ${never[0]}`));
	await held();
});

await test('a program is not closed, and its authority not given away, by the commands for buffers', async () => {
	const { program_data: data } = await program();
	for (const address of [s.keys.demo, data])
		assert.notEqual((await s.run(['buffer', 'close', address, '--yes'])).code, 0);
	await refused(s, ['propose', 'upgrade', s.keys.demo, data, '--description', 'its own data'], 5, /not a buffer/);
	await held();
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
});

await s.stop();
done();
