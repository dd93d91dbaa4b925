// way_back.mjs - keyturn rollback: stops what is not executed, and takes back what is, by three members.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from '../cli/lib.mjs';
import { failure, pause, start } from '../cli/uploads.mjs';

const s = await Stage.start();
const as = (name) => [...s.k(name), '--data-dir', s.file(`state-${name}`)];
const approve = async (id) => {
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', id, ...as(name)]);
};
const landed = async () => (await s.admin('counters')).transactions.landed;
const upgrade = (text, more = []) => s.json(['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', text, ...as('a'), ...more]);

await s.found();

await test('an act still voted on gets a vote against it', async () => {
	await upgrade('first');
	const dry = await s.run(['rollback', '1', 'not ours', '--dry-run', ...as('b')]);
	assert.equal(dry.code, 0, dry.err);
	assert.match(dry.out, /^status +dry_run\nstops +proposal 1$/m);
	assert.doesNotMatch(dry.out, /^proposal /m);
	const r = await s.json(['rollback', '1', 'not ours', ...as('b')]);
	assert.equal(r.status, 'stopped');
	assert.deepEqual([r.stops, r.undoes, r.id], ['1', null, '1']);
	assert.equal(r.transactions, 1);
	assert.equal((await s.json(['show', '1'])).proposal.status, 'rejected');
});

await test('a stolen quorum is stopped to the last second by another member', async () => {
	await upgrade('second');
	await approve('2');
	assert.equal((await s.json(['show', '2'])).proposal.status, 'approved');
	const r = await s.json(['rollback', '2', 'keys stolen', ...as('c')]);
	assert.equal(r.status, 'stopped');
	assert.equal((await s.json(['show', '2'])).proposal.status, 'cancelled');
	assert.equal((await s.run(['execute', '2', '--yes'])).code, 6);
});

await test('a reason is required, and a number', async () => {
	const before = await s.landed();
	assert.equal((await s.run(['rollback', '2', '--yes'])).code, 2);
	assert.equal((await s.run(['rollback', '2', '', '--yes'])).code, 2);
	assert.equal((await s.run(['rollback', 'x', 'why', '--yes'])).code, 2);
	assert.equal((await s.run(['rollback', '99', 'why', '--yes'])).code, 5);
	assert.equal(await s.landed(), before);
});

await test('the way back is made ready: saved, staged, simulated; nothing is proposed', async () => {
	await upgrade('third');
	await approve('3');
	await s.admin('warp', { seconds: 3601 });
	await s.json(['execute', '3', ...as('a')]);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v2')])).code, 0);
	await s.admin('fault', { kind: 'delay', method: 'sendTransaction', ms: 1500 });
	const run = await s.run(['rollback', '--stage', s.keys.demo, ...as('a'), '--yes', '--output', 'json']), r = JSON.parse(run.out);
	await s.admin('faults/clear');
	assert.match(run.err, /^writing: 0 of 1 600 bytes on chain, \d+ transactions?\/s, /m);
	assert.equal(r.status, 'staged');
	assert.equal(r.to_version, 1);
	assert.equal(r.source, 'backup');
	assert.equal(r.simulated, true);
	assert.ok(r.preflight.length > 3);
	assert.equal((await s.json(['proposals', '--all'])).proposals.length, 3);
});

await test('a dry run names the act that is undone as that, and no proposal: there is none yet', async () => {
	const args = ['rollback', '3', 'crash on withdraw', '--dry-run', ...as('a')], r = await s.run(args);
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /^status +dry_run\nundoes +proposal 3\nback to +version 1 of/m);
	assert.doesNotMatch(r.out, /^(proposal|stops) /m);
	const j = await s.json(args);
	assert.deepEqual([j.status, j.id, j.undoes, j.stops], ['dry_run', null, '3', null]);
});

await test('the first engineer proposes it and votes; who is missing is named', async () => {
	const r = await s.json(['rollback', '3', 'crash on withdraw', ...as('a')]);
	assert.equal(r.status, 'waiting');
	assert.equal(r.id, '4');
	assert.equal(r.undoes, '3');
	assert.equal(r.transactions, 2, 'the buffer was staged: one proposes, one approves');
	assert.equal(r.votes, 1);
	assert.equal(r.needed, 3);
	assert.deepEqual(r.missing.sort(), [s.keys.b, s.keys.c].sort());
	const { proposal } = await s.json(['show', '4']);
	assert.equal(proposal.kind, 'rollback');
	assert.equal(proposal.description, 'crash on withdraw');
});

await test('the same command again does nothing twice', async () => {
	const before = await s.landed();
	const r = await s.json(['rollback', '3', 'crash on withdraw', ...as('a')]);
	assert.equal(r.status, 'waiting');
	assert.equal(r.transactions, 0);
	assert.equal(await s.landed(), before);
});

await test('Ctrl-C while it waits says where it was and how it goes on', async () => {
	const before = await s.landed(), { child, ended } = start(s, ['rollback', '3', 'crash on withdraw', '--wait', '--yes', '--output', 'json', ...as('a')]);

	await pause(2000);
	child.kill('SIGINT');
	const r = await ended;
	assert.equal(r.code, 11, r.err);
	assert.match(failure(r).message, /^stopped while it was at: \S/);
	assert.match(failure(r).hint, /same command again, on any member's machine/);
	assert.equal(await s.landed(), before);
});

await test('others join with the same command on other machines; the last vote executes it', async () => {
	assert.equal((await s.json(['rollback', '3', 'crash on withdraw', ...as('b')])).status, 'waiting');
	const before = await landed(), began = performance.now();
	const r = await s.json(['rollback', '3', 'crash on withdraw', '--wait', ...as('c')]);
	assert.equal(r.transactions, 2, 'the last vote, and the execution');
	assert.equal(r.transactions, await landed() - before);
	assert.ok(Number.isInteger(r.took_ms) && r.took_ms > 0 && r.took_ms <= performance.now() - began, `${r.took_ms} ms`);
	console.log(`# with approvals at hand: ${r.transactions} transactions, ${r.took_ms} ms from command to code replaced`);
	assert.equal(r.status, 'back');
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
	assert.equal((await s.json(['show', '4'])).proposal.status, 'executed');
});

await test('the version left is retired: there is no way forward to it by a rollback', async () => {
	const before = await s.landed();
	const r = await s.run(['propose', 'rollback', s.keys.demo, 'again', '--to', '2', '--yes', ...as('a')]);
	assert.equal(r.code, 6, r.err);
	assert.equal(await s.landed(), before);
});

await test('an engineer killed at any moment is followed by another one with an empty database', async () => {
	await upgrade('fourth');
	await approve('5');
	await s.admin('warp', { seconds: 3601 });
	await s.json(['execute', '5', ...as('a')]);
	for (let kill = 150; kill <= 1950; kill += 200)
		await s.run(['rollback', '5', 'again', '--yes', ...as('a')], { kill });
	const made = (await s.json(['proposals', '--all'])).proposals.filter((p) => p.kind === 'rollback' && p.status !== 'executed');
	assert.ok(made.length <= 1, `${made.length} rollbacks were proposed`);
	for (const name of ['b', 'c', 'a'])
		await s.json(['rollback', '5', 'again', ...s.k(name), '--data-dir', s.file(`other-${name}`)]);
	const r = await s.json(['rollback', '5', 'again', '--wait', ...s.k('b'), '--data-dir', s.file('other-b')]);
	assert.equal(r.status, 'back');
	const all = (await s.json(['proposals', '--all'])).proposals.filter((p) => p.kind === 'rollback');
	assert.equal(all.length, 2);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
});

await test('the way back is approved before the way forward, and executes right after it', async () => {
	await upgrade('fifth');
	const r = await s.json(['propose', 'rollback', s.keys.demo, 'in case of the fifth', '--ahead', '7', ...as('a')]);
	assert.equal(r.status, 'proposed');
	assert.equal(r.id, '8');
	await approve('8');
	await approve('7');
	await s.admin('warp', { seconds: 3601 });
	assert.notEqual((await s.run(['execute', '8', '--yes', ...as('a')])).code, 0);
	await s.json(['execute', '7', ...as('a')]);
	await s.admin('mine'); // the loader takes one deploy a slot
	const back = await s.json(['rollback', '7', 'in case of the fifth', ...as('b')]);
	assert.equal(back.status, 'back');
	assert.equal(back.transactions, 1);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
	assert.equal((await s.run(['propose', 'rollback', s.keys.demo, 'x', '--ahead', '8', '--yes', ...as('a')])).code, 6);
});

const pair = (text, more = [], file = so('demo_v2')) =>
	s.json(['propose', 'upgrade', s.keys.demo, file, '--description', text, '--with-rollback', ...as('a'), ...more]);
const open = async (kind) => (await s.json(['proposals'])).proposals.filter((p) => p.kind === kind && p.status !== 'superseded');

await test('one command proposes the upgrade and the way back from it', async () => {
	const r = await pair('sixth');
	assert.equal(r.id, '9');
	assert.equal(r.made, true);
	assert.equal(r.rollback.id, '10');
	assert.equal(r.rollback.made, true);
	const { proposal } = await s.json(['show', '10']);
	assert.equal(proposal.kind, 'rollback');
	assert.equal(proposal.description, 'Way back from proposal 9: sixth');
	assert.equal(proposal.code_hash, r.rollback.code_hash);
	assert.equal(proposal.buffer, r.rollback.buffer);
	await approve('10');
	await approve('9');
	await s.admin('warp', { seconds: 3601 });
	await s.json(['execute', '9', ...as('a')]);
	await s.admin('mine'); // the loader takes one deploy a slot
	const back = await s.run(['rollback', '9', 'sixth is bad', '--yes', ...as('b')]);
	assert.equal(back.code, 0, back.err);
	assert.match(back.out, /^status +back\nundoes +proposal 9\nproposal +10$/m);
	assert.match(back.out, /^transactions +1 in [1-9]\d* ms from command to code replaced$/m);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
});

await test('ended between the two, the same command makes only what is missing', async () => {
	const up = await upgrade('seventh');
	const r = await pair('seventh');
	assert.equal(r.id, up.id);
	assert.equal(r.made, false);
	assert.equal(r.buffer, up.buffer);
	assert.equal(r.rollback.made, true);
	const before = await s.landed();
	const again = await pair('seventh', [], up.buffer);
	assert.equal(again.id, up.id);
	assert.equal(again.rollback.id, r.rollback.id);
	assert.equal(again.rollback.made, false);
	assert.equal(await s.landed(), before);
	await s.json(['withdraw', up.id, ...as('a')]);
	await s.json(['withdraw', r.rollback.id, ...as('a')]);
});

await test('killed at any moment and run again it makes each of them once', async () => {
	const args = ['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', 'eighth', '--with-rollback', '--yes', ...as('a')];
	const seen = new Set();

	for (let kill = 150; kill <= 1950; kill += 150) {
		await s.run(args, { kill });
		seen.add(`${(await open('upgrade')).length}${(await open('rollback')).length}`);
	}
	console.log(`# upgrades and ways back that were open after the kills: ${[...seen].join(' ')}`);
	const r = await pair('eighth');
	const ups = await open('upgrade'), backs = await open('rollback');
	assert.deepEqual(ups.map((p) => p.id), [r.id]);
	assert.deepEqual(backs.map((p) => p.id), [r.rollback.id]);
});

await test('a one-way upgrade has no way back', async () => {
	const before = await s.landed();
	const r = await s.run(['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', 'x', '--one-way', '--with-rollback', '--yes', ...as('a')]);
	assert.equal(r.code, 2, r.err);
	assert.equal(await s.landed(), before);
});

await s.stop();
done();
