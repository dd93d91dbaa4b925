// layout.mjs - an account that does not deserialize: of the governed program after an upgrade, and of the governance program itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { base58Decode } from '../localnet/base58.mjs';
import { BUDGET, legacy, newKey, u32 } from '../localnet/test/lib.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from './lib.mjs';

const s = await Stage.start();
const CURE = /an account does not deserialize, a migration may be due/;

await s.found();
await s.key('app');
await s.json(['program', 'deploy', so('layout_v1'), '--program-id', s.file('app.json')]);
await s.json(['program', 'adopt', s.keys.app, '--allow-plain-governance-key']);
const seed = Buffer.from(JSON.parse(readFileSync(s.file('stranger.json'))).slice(0, 32)), user = newKey(seed);
const pool = await s.key('pool');
await s.admin('account', { address: pool, lamports: '2000000', owner: s.keys.app, data: Buffer.from([1]).toString('base64') });

let limit = 100000; // makes every transaction another one

// A user's transaction; how the program complains is up to it.
async function use(how, times = 1) {
	for (let i = 0; i < times; i++) {
		const { value } = await s.rpc('getLatestBlockhash', [{ commitment: 'confirmed' }]);
		const units = { program: BUDGET, accounts: [], data: Buffer.concat([Buffer.from([2]), u32(limit++)]) };
		const call = { program: base58Decode(s.keys.app), accounts: [[base58Decode(pool), '']], data: Buffer.from([how]) };
		const id = await s.rpc('sendTransaction', [legacy([user], [units, call], value.blockhash).toString('base64'),
			{ encoding: 'base64', skipPreflight: true }]);

		assert.ok(id);
		for (let n = 0; ; n++) {
			const { value: [st] } = await s.rpc('getSignatureStatuses', [[id]]);

			if (st)
				break;
			assert.ok(n < 200, 'never landed');
			await new Promise((go) => { setTimeout(go, 20); });
		}
	}
}
const recent = async () => (await s.json(['program', 'show', s.keys.app])).recent;

await test('a program whose accounts it can read: counted, nothing said', async () => {
	await use(0, 2);
	const r = await recent();
	assert.equal(r.failed, 0);
	assert.ok(r.transactions >= 2);
	assert.equal(r.account_unreadable, 0);
	assert.equal(r.cure, null);
	const text = await s.run(['program', 'verify', s.keys.app, so('layout_v1')]);
	assert.equal(text.code, 0, text.err);
	assert.match(text.out, /transactions +\d+ since this code was deployed, 0 failed/);
	assert.doesNotMatch(text.out, CURE);
});

await test('after an upgrade without its migration: program show, verify and doctor say so, with the cure', async () => {
	const p = await s.json(['propose', 'upgrade', s.keys.app, so('layout_v2'), '--description', 'new layout']);
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', p.id, ...s.k(name)]);
	await s.admin('warp', { seconds: 3600 });
	await s.json(['execute', p.id]);
	await s.admin('warp', { seconds: 1 });
	assert.deepEqual({ ...(await recent()), cure: null }, { transactions: 0, failed: 0, account_unreadable: 0, cure: null });
	await use(3);
	assert.deepEqual(await recent(), { transactions: 1, failed: 1, account_unreadable: 0, cure: null });
	for (const how of [0, 1, 2])
		await use(how);
	const r = await recent();
	assert.deepEqual([r.transactions, r.failed, r.account_unreadable], [4, 4, 3]);
	assert.match(r.cure, CURE);
	assert.match(r.cure, /keyturn rollback ID REASON/);
	const shown = await s.run(['program', 'show', s.keys.app]), verified = await s.run(['program', 'verify', s.keys.app, so('layout_v2')]);
	for (const text of [shown.out, verified.out]) {
		assert.match(text, /4 failed; 3 of them because an account does not deserialize/);
		assert.match(text, CURE);
	}
	const d = await s.run(['doctor', '--output', 'json']);
	const found = JSON.parse(d.out).findings.find((f) => CURE.test(f.cure ?? ''));
	assert.equal(found?.level, 'warn', d.out);
});

await test('the migration run: what comes after is counted as good', async () => {
	await s.admin('account', { address: pool, lamports: '2000000', owner: s.keys.app, data: Buffer.from([2]).toString('base64') });
	await use(0);
	const r = await recent();
	assert.deepEqual([r.transactions, r.failed, r.account_unreadable], [5, 4, 3]);
});

await test('an account of the governance program of unknown version, tag or size: said, with what to do', async () => {
	const multisig = s.env.KEYTURN_MULTISIG;
	const was = (await s.rpc('getAccountInfo', [multisig, { encoding: 'base64' }])).value, bytes = Buffer.from(was.data[0], 'base64');
	const put = (address, a, data) => s.admin('account', { address, lamports: String(a.lamports), owner: a.owner, data: data.toString('base64') });
	const other = (at, to) => { const b = Buffer.from(bytes); b[at] = to; return b; };
	const refused = async (args, says) => {
		const r = await s.run([...args, '--output', 'json']);

		assert.equal(r.code, 4, r.err);
		const e = JSON.parse(r.err);
		assert.match(e.message, says);
		assert.match(e.hint, /an account of the governance program does not deserialize, a migration may be due/);
		assert.match(e.hint, /keyturn doctor/);
	};
	for (const [data, says] of [[other(1, 2), /is of version 2, this program knows 1/], [other(0, 9), /has tag 9/],
		[bytes.subarray(0, bytes.length - 1), /is \d+ bytes, not \d+/]]) {
		await put(multisig, was, data);
		await refused(['multisig', 'show'], says);
		await refused(['proposals'], says);
		await refused(['approve', '1', '--yes'], says);
	}
	await put(multisig, was, bytes);
	const address = (await s.json(['show', '1'])).proposal.address;
	const p = (await s.rpc('getAccountInfo', [address, { encoding: 'base64' }])).value;
	for (const [at, to, says] of [[1, 7, /of version 7/], [3, 99, /unknown kind 99/], [0, 77, /has tag 77/]]) {
		const b = Buffer.from(p.data[0], 'base64');
		b[at] = to;
		await put(address, p, b);
		await refused(['withdraw', '1', '--yes'], says);
	}
	await put(address, p, Buffer.from(p.data[0], 'base64'));
	assert.equal((await s.json(['show', '1'])).proposal.status, 'executed');
});

await s.stop();
done();
