// landed.mjs - a transaction that lands and fails: its fee is told, its row is closed as failed; what was never sent is closed too.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { FAILED, journal, LANDED, openRows, Stage } from './lib.mjs';

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
	assert.match(e.message, /the act is not open for votes \(error 144\); it landed in slot \d+ all the same, and its fee of 0\.00000\d+ SOL is spent/);
	const spent = before - await balance();
	assert.ok(spent >= 5000);
	assert.equal(Number(/fee of ([0-9.]+) SOL/.exec(e.message)[1]).toFixed(9), (spent / 1e9).toFixed(9));
	const [row] = journal(s).filter((x) => x.action === 'approve');
	assert.equal(row.outcome, FAILED);
	assert.equal(row.attempts.length, 1);
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

await s.stop();
done();
