// landed.mjs - a transaction that lands and fails: its fee is told, its row is closed as failed; what was never sent is closed too.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { FAILED, journal, LANDED, openRows, so, Stage } from './lib.mjs';
import { start, until } from './uploads.mjs';

const s = await Stage.start();

await s.found();
const { id } = await s.propose();

await test('it changed between preflight and block: failed, with slot and fee, and never as done', async () => {
	await s.json(['approve', id, ...s.k('a')]);
	await s.admin('fault', { kind: 'blind', count: 1 });
	await s.admin('fault', { kind: 'delay', method: 'sendTransaction', ms: 4000, count: 1 });
	const late = s.run(['approve', id, '--yes', '--output', 'json', ...s.k('b')]);
	while (!(await s.admin('faults')).faults.every((f) => f.used > 0))
		await new Promise((go) => { setTimeout(go, 50); });
	const balance = async () => (await s.rpc('getBalance', [s.keys.b, { commitment: 'confirmed' }])).value;
	const before = await balance();
	await s.json(['withdraw', id]);
	const r = await late;
	assert.equal(r.code, 7, r.err);
	const e = JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"')));
	assert.match(e.message, /^the chain refused: proposal 1 is withdrawn since [^;]+; it landed in slot \d+ all the same, and its fee of 0\.00000\d+ SOL is spent/);
	const spent = before - await balance();
	assert.ok(spent >= 5000);
	assert.equal(Number(/fee of ([0-9.]+) SOL/.exec(e.message)[1]).toFixed(9), (spent / 1e9).toFixed(9));
	const [row] = journal(s).filter((x) => x.action === 'approve');
	assert.equal(row.outcome, FAILED);
	assert.equal(row.attempts.length, 1);
	assert.deepEqual(openRows(s), []);
});

// Both runs of the vote; the first is refused while the second, begun after it signed, waits for it.
async function sideBySide() {
	const { id } = await s.propose('demo_v3', 'side by side');

	await s.admin('fault', { kind: 'delay', method: 'sendTransaction', ms: 1500, count: 1 });
	const one = s.run(['approve', id, '--yes', ...s.k('b')]);
	while (!(await s.admin('faults')).faults.every((f) => f.used > 0))
		await new Promise((go) => { setTimeout(go, 50); });
	await s.json(['withdraw', id]);
	await s.admin('pause'); // what was signed never expires
	const other = await s.run(['approve', id, '--yes', ...s.k('b')]);
	await s.admin('resume');
	return [await one, other];
}

await test('a run waits for what another one of this machine has sent; that is refused, and it goes on at once', async () => {
	const looked = /^an earlier run's transaction was refused, and is not on chain$/m;
	let other;

	for (let n = 0; n < 5 && !looked.test(other?.err); n++) // a slow machine may begin the second too late
		[, other] = await sideBySide();
	assert.equal(other.code, 6, other.killed ?? other.err);
	assert.match(other.err, looked);
	assert.deepEqual(openRows(s), []);
});

await test('refused before it was sent: its row, where there is one, is closed as failed', async () => {
	const before = await s.landed();
	const other = await s.propose('demo_v3', 'another');
	await s.admin('fault', { kind: 'error', method: 'sendTransaction', code: -32602, message: 'no such thing', count: 50 });
	const r = await s.run(['approve', other.id, '--yes', ...s.k('a')]);
	assert.notEqual(r.code, 0);
	await s.admin('faults/clear');
	assert.deepEqual(journal(s).filter((x) => x.outcome === LANDED && x.action === 'approve').length, 1);
	const again = await s.run(['approve', other.id, '--yes', ...s.k('a')]);
	assert.equal(again.code, 0, again.err);
	assert.deepEqual(openRows(s), []);
	assert.notEqual(await s.landed(), before);
});

await test('a buffer was made for a proposal, and nobody heard it: buffer write goes on with it, where no multisig is named', async () => {
	await s.admin('mine', { slots: 40 });
	await s.admin('counters/reset');
	await s.admin('fault', { kind: 'close', method: 'getSignatureStatuses' });
	const { child, ended } = start(s, ['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', 'unheard', '--yes', ...s.k('b')]);
	await until(s, 1);
	child.kill('SIGKILL');
	await ended;
	await s.admin('faults/clear');
	assert.deepEqual(openRows(s).map((x) => x.action), ['buffer create']);
	await s.admin('lag', { finalized: 30 }); // it is not certain yet
	const { KEYTURN_MULTISIG: _, ...env } = s.env, r = await s.run.call({ env }, ['buffer', 'write', so('demo_v2'), '--yes', ...s.k('b')]);
	await s.admin('lag', {});
	assert.equal(r.code, 0, r.err);
	assert.deepEqual(openRows(s), []);
});

// Two runs of one vote, both killed once they had sent it; answers how many rows they left open.
async function twoKilled(id) {
	const args = ['approve', id, '--yes', ...s.k('a')];

	await s.admin('counters/reset');
	await s.admin('fault', { kind: 'close', method: 'getSignatureStatuses' });
	await s.admin('fault', { kind: 'delay', method: 'simulateTransaction', ms: 1000 }); // neither signs before both have looked for the other
	const runs = [start(s, args), start(s, args)];
	await until(s, 2, 300);
	for (const { child } of runs)
		child.kill('SIGKILL');
	await Promise.all(runs.map((r) => r.ended));
	await s.admin('faults/clear');
	return openRows(s).length;
}

await test('two runs at once were killed: the next one closes what both left open', async () => {
	let id, left = 0;

	for (let n = 0; n < 8 && left < 2; n++) { // one may be late, and wait for the other
		id = (await s.propose('demo_v3', `two of it ${n}`)).id;
		left = await twoKilled(id);
		if (left < 2)
			await s.json(['approve', id, ...s.k('a')]);
	}
	assert.equal(left, 2);
	await s.json(['approve', id, ...s.k('a')]);
	assert.deepEqual(openRows(s), []);
});

// --- whoever comes second, and learns it when the transaction is sent

const failed = async (args, act) => {
	const r = await s.behind(act, () => s.run([...args, '--yes', '--output', 'json', '--data-dir', s.file('another')]));

	return { code: r.code, ...JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"'))) };
};

await test('a vote that another machine sent first: it is there already', async () => {
	const { id } = await s.propose('demo_v2', 'two machines');
	await s.admin('mine', { slots: 10 });
	const e = await failed(['approve', id, ...s.k('a')], () => s.json(['approve', id, ...s.k('a')]));
	assert.deepEqual([e.code, e.message], [7, `the chain refused: your vote on proposal ${id} is "approve" already`]);
	await s.json(['withdraw', id]);
});

await test('what another member executed, cancelled or withdrew first: refused, as that, and not for want of approvals', async () => {
	for (const [move, act, state] of [['cancel', 'cancel', 'cancelled'], ['approve', 'withdraw', 'withdrawn'], ['execute', 'execute', 'executed']]) {
		const { id } = await s.propose('demo_v2', move);
		for (const name of move === 'approve' ? [] : ['a', 'b', 'c'])
			await s.json(['approve', id, ...s.k(name)]);
		if (move === 'execute')
			await s.admin('warp', { seconds: 3601 });
		await s.admin('mine', { slots: 10 });
		const e = await failed([move, id, ...s.k('b')], () => s.json([act, id, ...s.k('a')]));
		assert.equal(e.code, 7, e.message);
		assert.match(e.message, new RegExp(`^the chain refused: proposal ${id} is ${state} since`));
		assert.match(e.hint, /^nothing more can happen to it|propose again/);
	}
	assert.deepEqual(openRows(s, s.file('another')), []);
});

await s.stop();
done();
