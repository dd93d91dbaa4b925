// stolen.mjs - a stolen quorum: three of five keys do what they like, and the two others stop it, whatever it is.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { so } from '../cli/lib.mjs';
import { carryOut, council, refused, show } from './council.mjs';

const s = await council();
const stolen = ['a', 'b', 'c'], honest = ['d', 'e'];
const as = (name) => [...s.k(name), '--data-dir', s.file(`state-${name}`)];
const program = () => s.json(['program', 'show', s.keys.demo]);
const other = await s.json(['multisig', 'create', '--member', s.keys.f, '--threshold', '1', '--timelock', '1m',
	'--allow-plain-governance-key', '--create-key', s.file('stranger.json'), ...s.k('f')]);

await s.propose('demo_v2', 'an honest upgrade');
await carryOut(s, 1);
await s.admin('mine', { slots: 40 });
await s.admin('snapshot', { name: 'honest' });
let round = 0;

const give = (...to) => ['propose', 'handover', s.keys.demo, ...to];
const acts = {
	'an upgrade to other code': { make: ['propose', 'upgrade', s.keys.demo, so('demo_v3'), '--description', 'nothing to see'] },
	'a one-way upgrade': { make: ['propose', 'upgrade', s.keys.demo, so('demo_v3'), '--description', 'x', '--one-way'], typed: 'one-way 2' },
	'a change that throws the others out': { make: ['propose', 'members', '--remove', s.keys.d, '--remove', s.keys.e, '--stop', '1'], typed: 'members 2' },
	'a handover to a key of theirs': { make: give('--to', s.keys.f), typed: 'handover 2', more: ['--receiver-keypair', s.file('f.json')] },
	'a handover to a multisig of theirs': { make: give('--to-multisig', other.multisig), typed: 'handover 2' },
	'an unchecked handover': { make: give('--unchecked', s.keys.f), first: s.keys.f, typed: 'handover 2' },
	'immutable': { make: ['propose', 'immutable', s.keys.demo], first: s.keys.demo, typed: 'immutable 2' },
};

for (const [what, { make, first, typed = '2', more = [] }] of Object.entries(acts))
	await test(`a stolen quorum is stopped by the two others: ${what}`, async () => {
		await s.admin('restore', { name: 'honest' });
		s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
		const input = [first, typed].filter(Boolean).join('\n') + '\n', { authority, code_hash: code } = await program();
		await s.json(make, { input });
		for (const name of stolen)
			await s.json(['approve', '2', ...s.k(name)], { input: `${typed}\n` });
		await s.admin('warp', { seconds: 3600 });
		assert.equal((await show(s, 2)).status, 'ready');
		const one = await s.json(['rollback', '2', 'three keys are stolen', ...as('d')]);
		assert.deepEqual([one.status, one.votes, one.needed], ['waiting', 1, 2]);
		assert.ok(one.missing.includes(s.keys.e), 'who else can stop it is named');
		assert.equal((await show(s, 2)).status, 'ready', 'one is not enough');
		const two = await s.json(['rollback', '2', 'three keys are stolen', ...as('e')]);
		assert.equal(two.status, 'stopped');
		assert.equal((await show(s, 2)).status, 'cancelled');
		for (const name of stolen)
			await refused(s, ['execute', '2', ...s.k(name), ...more], 6, /is cancelled/, `${typed}\n`);
		const now = await program();
		assert.deepEqual([now.authority, now.code_hash], [authority, code]);
		assert.deepEqual((await s.json(['multisig', 'show'])).multisig.members.length, 5);
	});

await test('what a stolen quorum can do is go back to code that was live: two do not stop a rollback, and are told so', async () => {
	await s.admin('restore', { name: 'honest' });
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
	const back = await s.json(['propose', 'rollback', s.keys.demo, 'back', '--file', so('demo_v1')]);
	for (const name of stolen)
		await s.json(['approve', back.id, ...s.k(name)]);
	for (const name of honest)
		await s.json(['cancel', back.id, ...s.k(name)]);
	const p = await show(s, back.id);
	assert.deepEqual([p.status, p.cancels], ['ready', 2]);
	await s.json(['execute', back.id]);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
	await refused(s, ['propose', 'rollback', s.keys.demo, 'and forth', '--to', '2'], 6, /retired/);
});

await s.stop();
done();
