// votes.mjs - when members voted: read from the chain once, then known; null where the endpoint does not tell.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { Stage } from './lib.mjs';

const s = await Stage.start();
const show = async (id) => (await s.json(['show', id])).proposal;
const of = (p, name) => p.votes.find((v) => v.member === s.keys[name]);

await s.found();
await s.propose('demo_v2', 'second');

await test('a vote carries the time of its block', async () => {
	await s.json(['approve', '1', ...s.k('a')]);
	const { unix } = await s.admin('state');
	const v = of(await show('1'), 'a');
	assert.equal(v.vote, 'approve');
	assert.ok(Math.abs(v.at_unix - unix) < 60, `${v.at_unix} near ${unix}`);
	assert.equal(Date.parse(v.at) / 1000, v.at_unix);
});

await test('one who changed their mind has the time of the vote that counts', async () => {
	await s.admin('warp', { seconds: 600 });
	await s.json(['reject', '1', ...s.k('a')]);
	const first = of(await show('1'), 'a');
	await s.propose('demo_v3', 'third');
	await s.json(['approve', '2', ...s.k('b')]);
	await s.admin('warp', { seconds: 600 });
	await s.json(['approve', '2', ...s.k('c')]);
	const p = await show('2');
	assert.ok(of(p, 'c').at_unix - of(p, 'b').at_unix >= 600);
	assert.equal(first.vote, 'reject');
	assert.ok(first.at_unix > 0);
});

await test('what was looked at once is not fetched again', async () => {
	await s.admin('counters/reset');
	const p = await show('2'), c = await s.admin('counters');
	assert.ok(of(p, 'b').at_unix > 0);
	assert.equal(c.methods.getSignaturesForAddress, 1);
	assert.equal(c.methods.getTransaction, undefined);
});

await test('the text names the time as reported', async () => {
	const r = await s.run(['show', '2']);
	assert.match(r.out, /approve +\S+ +as reported \d{4}-\d\d-\d\dT/);
});

await test('where the endpoint keeps no history the times are null, and the rest is told', async () => {
	await s.admin('fault', { kind: 'error', method: 'getSignaturesForAddress', code: -32601, message: 'Method not found' });
	const r = await s.json(['show', '2', '--data-dir', s.file('other')]);
	assert.equal(of(r.proposal, 'b').vote, 'approve');
	assert.equal(of(r.proposal, 'b').at, null);
	assert.equal(of(r.proposal, 'b').at_unix, null);
	await s.admin('faults/clear', {});
	await s.admin('fault', { kind: 'mistype', method: 'getTransaction', path: 'result' });
	assert.equal(of((await s.json(['show', '2', '--data-dir', s.file('third')])).proposal, 'b').at, null);
	await s.admin('faults/clear', {});
	assert.ok(of((await s.json(['show', '2', '--data-dir', s.file('third')])).proposal, 'b').at_unix > 0);
});

await test('a block without a time: null', async () => {
	await s.admin('fault', { kind: 'mistype', method: 'getSignaturesForAddress', path: 'result.0.blockTime', value: null });
	await s.admin('fault', { kind: 'mistype', method: 'getTransaction', path: 'result.blockTime', value: null });
	const r = await s.json(['show', '2', '--data-dir', s.file('fourth')]);
	await s.admin('faults/clear', {});
	assert.ok(r.proposal.votes.some((v) => v.at === null));
});

await test('a vote says what comes next, in the words of the console; JSON has no talk of it', async () => {
	const vote = async (move, id, name) => {
		const r = await s.run([move, id, '--yes', ...s.k(name)]);

		assert.equal(r.code, 0, r.err);
		return /^next: (.*)$/m.exec(r.err)?.[1];
	};
	const { id } = await s.propose('demo_v3', 'next'), other = (await s.propose('demo_v3', 'another')).id;
	assert.equal(await vote('approve', id, 'a'), '2 more approvals, then 1h');
	assert.equal(await vote('approve', id, 'b'), '1 more approval, then 1h');
	const from = await vote('approve', id, 'c');
	assert.equal(from, `may be executed from ${(await show(id)).timelock_until.replace('T', ' ').replace('Z', ' UTC')}`);
	assert.equal(await vote('cancel', id, 'a'), `keyturn reclaim ${id} gives its buffer back`);
	assert.equal(await vote('withdraw', other, 'a'), `keyturn reclaim ${other} gives its buffer back`);
	const third = (await s.propose('demo_v3', 'third of them')).id;
	assert.equal(await vote('reject', third, 'b'), `keyturn reclaim ${third} gives its buffer back`);
	const dry = await s.run(['approve', (await s.propose('demo_v3', 'dry')).id, '--dry-run']);
	assert.doesNotMatch(dry.err, /^next:/m);
	const j = await s.run(['approve', (await s.propose('demo_v3', 'as JSON')).id, '--yes', '--output', 'json']);
	assert.equal(j.code, 0, j.err);
	assert.doesNotMatch(j.err, /^next:/m);
});

await s.stop();
done();
