// later.mjs - the members who join a rollback, killed at every step of theirs:
// the one whose vote is not the last, and the one who votes last and executes.
// The others go on with databases of their own, and who was killed comes back
// to the old one: every vote once, one execution, and the code is back.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { journal, LANDED, openRows, so, Stage } from '../cli/lib.mjs';
import { checkAgainstChain, checkDeath, landed, runSteps } from './lib.mjs';

const s = await Stage.start({ slotMs: 30 });
let round = 0, kills = 0;
const dataDir = (name) => s.file(`${name}-${round}/keyturn`);
const as = (name) => [...s.k(name), '--data-dir', dataDir(name)];
const asked = (name) => ['rollback', '1', 'it eats accounts', '--yes', '--output', 'json', ...as(name)];
const status = async (name) => {
	const r = await s.run(asked(name));
	assert.equal(r.code, 0, r.err);
	return JSON.parse(r.out).status;
};

await s.found();
await s.propose();
for (const name of ['a', 'b', 'c'])
	await s.json(['approve', '1', ...s.k(name)]);
await s.admin('warp', { seconds: 3601 });
await s.json(['execute', '1']);
await s.admin('mine'); // the loader takes one deploy a slot
const first = await s.json(['rollback', '1', 'it eats accounts', '--file', so('demo_v1')]);
assert.deepEqual([first.status, first.votes, first.needed], ['waiting', 1, 3]);
const { proposal: { address } } = await s.json(['show', first.id]);
await s.admin('mine', { slots: 40 });
await s.admin('snapshot', { name: 'one vote' });
assert.equal(await status('b'), 'waiting');
await s.admin('mine', { slots: 40 });
await s.admin('snapshot', { name: 'two votes' });

async function begin(from) {
	await s.admin('restore', { name: from });
	await s.admin('counters/reset');
	round++;
	return landed(s, [s.keys.b, s.keys.c, address]);
}

// Whatever the order: every vote once, one execution, the code is back, the journals and the chain agree.
async function check(before, votes) {
	const { programs } = await s.admin('counters'), now = await landed(s, [s.keys.b, s.keys.c, address]);
	const all = ['b', 'c'].flatMap((name) => journal(s, dataDir(name)));

	assert.equal(programs[`${s.keys.gov}:4`], votes, 'votes');
	assert.equal(programs[`${s.keys.gov}:5`], 1, 'executions');
	assert.equal((await s.json(['show', first.id])).proposal.approvals, 3);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
	for (const name of ['b', 'c'])
		assert.deepEqual(openRows(s, dataDir(name)), [], `rows ${name} left open`);
	assert.equal(all.filter((r) => r.action === 'execute' && r.outcome === LANDED).length, 1, JSON.stringify(all));
	await checkAgainstChain(s, all, [...now.values()].filter((x) => !before.has(x.signature)));
}

const cases = [
	{ who: 'b', other: 'c', from: 'one vote', votes: 2, what: 'a later member', ends: 'waiting' },
	{ who: 'c', other: 'b', from: 'two votes', votes: 1, what: 'the member who votes last and executes', ends: 'back' },
];
for (const { who, other, from, votes, what, ends } of cases) {
	await begin(from);
	const whole = await runSteps(s, asked(who));
	await test(`${what}: ${whole.steps.length} steps when nobody kills it`, () => {
		assert.equal(whole.code, 0, whole.err);
		assert.equal(JSON.parse(whole.out).status, ends);
		assert.ok(whole.steps.length >= 12, whole.steps.join(', '));
	});
	for (let at = 1; at <= whole.steps.length; at++)
		await test(`${what} killed at step ${at} of ${whole.steps.length}, ${whole.steps[at - 1]}: the others go on`, async () => {
			const before = await begin(from), r = await runSteps(s, asked(who), at);

			checkDeath(r, at, journal(s, dataDir(who)));
			kills++;
			assert.ok(['waiting', 'back'].includes(await status(other)));
			await s.admin('mine', { slots: 160 }); // what was signed and not sent is over
			assert.equal(await status(who), 'back', 'who was killed comes back');
			assert.equal(await status(other), 'back', 'and the other finds it over');
			await check(before, votes);
		});
}
console.log(`# later members killed: ${kills} at steps of the journal`);
await s.stop();
done();
