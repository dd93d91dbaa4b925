// hidden.mjs - an endpoint that says once of an act that it is over does not hide it for ever: the
// next honest answer shows it again.  What is over and the same is not written to the database again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { Stage } from './lib.mjs';

const s = await Stage.start();
const open = async (...more) => (await s.json(['proposals', ...more])).proposals.map((p) => p.id);
const le = (n, bytes) => { const b = Buffer.alloc(bytes); b.writeBigUInt64LE(BigInt(n)); return b.toString('hex'); };
const AT = { status: 36, epoch: 46, created_at: 158 }, WITHDRAWN = '06', REJECTED = '04', EXECUTED = '03', NO_BUFFER = '00';
let round = 0;

await s.found();
await s.json(['propose', 'members', '--timelock', '200h']);
const { address } = (await s.json(['show', '1'])).proposal;

const lies = [
	['withdrawn', AT.status, WITHDRAWN + NO_BUFFER], ['rejected', AT.status, REJECTED + NO_BUFFER],
	['executed', AT.status, EXECUTED + NO_BUFFER], ['of another epoch', AT.epoch, le(7, 8)], ['long expired', AT.created_at, le(1, 8)],
];
for (const [what, offset, bytes] of lies)
	for (const known of [true, false])
		await test(`an act said to be ${what}, ${known ? 'known before' : 'never seen before'}, is open again in the next list`, async () => {
			s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
			if (known)
				assert.deepEqual(await open(), ['1']);
			await s.admin('fault', { kind: 'lie', account: address, offset, bytes });
			assert.deepEqual(await open(), []);
			await s.admin('faults/clear');
			assert.deepEqual(await open(), ['1']);
		});

await test('among many that are over the newest eight are asked for at once, the others in turns', async () => {
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
	for (let i = 2; i <= 21; i++) {
		await s.json(['propose', 'members', '--timelock', `${i}h`]);
		await s.json(['withdraw', String(i)]);
	}
	await s.admin('fault', { kind: 'lie', account: address, offset: AT.status, bytes: WITHDRAWN + NO_BUFFER });
	assert.deepEqual(await open(), []);
	await s.admin('faults/clear');
	let reads = 0;
	while ((await open()).length === 0 && reads < 60)
		reads++;
	assert.ok(reads < 60, 'it stays hidden');
});

await test('a list on top of them is one request of at most 100 kB', async () => {
	await s.admin('counters/reset');
	await open('--all');
	const c = await s.admin('counters');
	assert.equal(c.http, 1);
	assert.deepEqual(c.methods, { getMultipleAccounts: 1 });
	assert.ok(c.bodyBytesOut <= 100_000, String(c.bodyBytesOut));
});

await test('and where nothing changed nothing is written', async () => {
	const file = `${s.env.XDG_STATE_HOME}/keyturn/keyturn.db`, hash = () => createHash('sha256').update(readFileSync(file)).digest('hex');
	await open();
	const before = hash();
	for (let i = 0; i < 3; i++) {
		await s.admin('mine', { slots: 7 });
		assert.deepEqual(await open(), ['1']);
	}
	assert.equal(hash(), before);
	await s.json(['withdraw', '1']);
	assert.deepEqual(await open(), []);
	assert.notEqual(hash(), before, 'what changed is');
});

await test('an act that was closed leaves the list', async () => {
	await s.admin('warp', { seconds: 30 * 86400 });
	await open('--all');
	await s.json(['close', '21', '--data-dir', s.file('another')]);
	assert.ok(!(await open('--all')).includes('21'));
});

await s.stop();
done();
