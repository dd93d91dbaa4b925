// behind.mjs - a rollback that others have taken further than its endpoint shows yet: it learns so when it sends, and goes on from there.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { openRows, so, Stage } from '../cli/lib.mjs';

const s = await Stage.start();
const as = (name, machine = name) => [...s.k(name), '--data-dir', s.file(`state-${machine}`)];
const back = (who) => s.run(['rollback', '1', 'it crashes', '--file', so('demo_v1'), '--yes', '--output', 'json', ...who]);
const proposals = async () => (await s.json(['proposals', '--all'])).proposals.map((p) => `${p.id} ${p.kind} ${p.status}`);

// Both ended well; what the one printed that was behind.
async function behind(act, who) {
	await s.admin('mine', { slots: 10 });
	const r = await s.behind(act, () => back(who));
	assert.equal(r.code, 0, r.killed ?? r.err);
	return { ...JSON.parse(r.out), said: r.err };
}

async function first(who) {
	const r = await back(who);
	assert.equal(r.code, 0, r.err);
}

await s.found({ timelock: '0', threshold: 2 });
await s.propose();
for (const name of ['a', 'b'])
	await s.json(['approve', '1', ...s.k(name)]);
await s.json(['execute', '1']);

await test('another machine of the same key made the buffer and proposed it: it is joined, and neither is made twice', async () => {
	const before = (await s.admin('counters/reset')).programs;
	const r = await behind(() => first(as('a')), as('a', 'other'));
	assert.deepEqual([r.status, r.id, r.votes], ['waiting', '2', 1]);
	assert.match(r.said, /^waiting for the endpoint to show what landed first$/m);
	assert.deepEqual(await proposals(), ['2 rollback active', '1 upgrade executed']);
	assert.equal((await s.admin('counters')).programs['BPFLoaderUpgradeab1e11111111111111111111111:0'], 1, Object.keys(before).join());
});

await test('others approved and executed it: it reads the code back', async () => {
	const r = await behind(() => first(as('b')), as('c'));
	assert.deepEqual([r.status, r.transactions], ['back', 0]);
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
});

await test('its number went to a proposal of something else: it takes the next one', async () => {
	await s.propose('demo_v3', 'third version');
	for (const name of ['a', 'b'])
		await s.json(['approve', '3', ...s.k(name)]);
	await s.json(['execute', '3']);
	await s.json(['rollback', '--stage', s.keys.demo, '--file', so('demo_v1'), ...as('a')]);
	const { buffer } = await s.json(['buffer', 'write', so('demo_v2'), ...s.k('b')]);
	const other = () => s.json(['propose', 'upgrade', s.keys.demo, buffer, '--description', 'meanwhile', ...s.k('b')]);
	await s.admin('mine', { slots: 10 });
	const r = await s.behind(other, () => s.run(['rollback', '3', 'it crashes too', '--file', so('demo_v1'), '--yes', '--output', 'json', ...as('a')]));
	assert.equal(r.code, 0, r.killed ?? r.err);
	assert.equal(JSON.parse(r.out).id, '5');
	assert.deepEqual((await proposals()).slice(0, 2), ['5 rollback active', '4 upgrade active']);
});

await test('no row of any of them is left open', () => {
	for (const machine of ['a', 'b', 'c', 'other'])
		assert.deepEqual(openRows(s, s.file(`state-${machine}`)), [], machine);
});

await s.stop();
done();
