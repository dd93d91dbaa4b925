// compromise.mjs - the guide through the replacement of a stolen key, as a member at night follows it.
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { base58Decode } from '../localnet/base58.mjs';
import * as L from '../localnet/test/lib.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { approve, council, refused, show } from './council.mjs';

const s = await council();
const stolen = s.keys.b, fresh = await s.key('fresh', 20000000000n);
const replace = (...more) => ['propose', 'members', '--compromised', `${stolen}=${fresh}`, ...more];
const open = async () => (await s.json(['proposals'])).proposals.length;

// Payments of the thief, made without keyturn: `n` transfers from the key of `name`.
async function pay(name, n) {
	const bytes = Buffer.from(JSON.parse(readFileSync(s.file(`${name}.json`), 'utf8')));
	const key = createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d: bytes.subarray(0, 32).toString('base64url'), x: bytes.subarray(32).toString('base64url') } });
	const from = { bytes: bytes.subarray(32), sign: (m) => sign(null, m, key) };
	const { value } = await s.rpc('getLatestBlockhash', [{ commitment: 'confirmed' }]);
	for (let i = 1; i <= n; i++) {
		const tx = L.legacy([from], [L.transfer(from, base58Decode(s.keys.stranger), i)], value.blockhash);
		assert.equal(typeof await s.rpc('sendTransaction', [tx.toString('base64'), { encoding: 'base64' }]), 'string');
	}
}

// One act approved with the stolen vote, one voted on with it, one it proposed and rejected, one it has no part in.
await test('four acts are open', async () => {
	await s.propose('demo_v2', 'second version');
	await approve(s, 1);
	await s.propose('demo_v3', 'third version');
	await s.json(['approve', '2', ...s.k('b')]);
	await s.json(['propose', 'members', '--window', '9d', ...s.k('b')]);
	await s.json(['reject', '3', ...s.k('b')]);
	await s.json(['propose', 'members', '--reach', '20d']);
	for (const name of ['c', 'd'])
		await s.run(['label', s.keys[name], name === 'c' ? 'carol' : 'dora']);
});

await test('a dry run shows all of it, in order, and proposes nothing', async () => {
	const landed = await s.landed(), r = await s.run(replace('--dry-run'));
	assert.equal(r.code, 0, r.err);
	assert.equal(await s.landed(), landed);
	assert.equal(await open(), 4);
	let at = -1;
	for (const says of [`compromised key      ${stolen}, approver\n`, `its replacement      ${fresh}\n`,
		'1. what the stolen key can do now, and what not:\n', 'alone it passes nothing: three approvals are needed; with two more stolen keys',
		'alone it stops nothing that is approved: two cancel votes', 'any three of the other four pass its replacement',
		'2. open acts that carry its vote, or that it proposed:\n', '\n  3 members, active, 0 of 3 approvals, proposed by it, its vote: reject: ',
		'its vote is against it, 1 of 3', '\n  2 upgrade, active, 1 of 3 approvals, its vote: approve: third version\n',
		'not wanted? "keyturn reject 2": 3 votes end it, 0 so far\n', '\n  1 upgrade, approved, 3 of 3 approvals, its vote: approve: second version\n',
		'not wanted? "keyturn cancel 1": 2 votes end it, 0 so far; it may be executed from 2', '3. what it signed here, newest first:\n',
		'reject proposal 3', 'propose 3, members', 'approve proposal 2', 'approve proposal 1', 'it signed 4 of them; there are no older ones\n',
		'4. the replacement:\n', 'dry run, nothing was sent', '5. what comes next once it is proposed, in this order:\n',
		'a) stop now what of 2. is not wanted, every member from their own machine: "keyturn reject 2", "keyturn cancel 1"\n',
		'b) approve the replacement, after comparing the check words by voice: 3 of these run "keyturn approve 5"',
		`: ${s.keys.a}, carol, dora, ${s.keys.e}\n`, 'c) it takes effect when it is executed, 1h after the last approval: not before 2',
		'd) until then the key still votes', '(2 cancel votes)', 'e) when the timelock is over: "keyturn execute 5"',
		'f) what is still wanted of 2, 1 is proposed again', 'g) move what else the key holds', `"keyturn audit ${stolen} --all"\n`]) {
		const next = r.out.indexOf(says, at + 1);
		assert.ok(next > at, `${says}\nis not there, or not in its place:\n${r.out}`);
		at = next;
	}
	assert.match(r.err, /new member +no member -> [\s\S]*member removed/);
});

await test('as JSON all of it is one object', async () => {
	const j = await s.json(replace('--dry-run'));
	assert.equal(j.sent, false);
	assert.equal(j.compromised, stolen);
	assert.equal(j.replacement, fresh);
	assert.equal(j.over_governance, false);
	assert.ok(j.powers.length > 5 && j.powers.every((l) => l.weight === 'note'));
	assert.deepEqual(j.open_acts.map((o) => [o.id, o.status, o.vote, o.proposed, o.approvals, o.threshold, o.stop, o.stop_votes, o.stop_needed]), [
		['3', 'active', 'reject', true, 0, 3, 'reject', 1, 3], ['2', 'active', 'approve', false, 1, 3, 'reject', 0, 3],
		['1', 'approved', 'approve', false, 3, 3, 'cancel', 0, 2]]);
	assert.deepEqual(j.transactions.map((t) => t.what), ['reject proposal 3', 'propose 3, members', 'approve proposal 2', 'approve proposal 1']);
	assert.deepEqual([j.signed, j.others, j.before, j.audit_error], [4, 0, null, null]);
	assert.deepEqual(j.must_approve, ['a', 'c', 'd', 'e'].map((n) => s.keys[n]));
	assert.equal(j.threshold, 3);
	assert.equal(j.executes_at_unix - Math.floor(Date.parse(j.executes_at) / 1000), 0);
	assert.equal(j.steps.length, 7);
	assert.deepEqual(j.dies.map((d) => d.id), ['4', '3', '2', '1']);
});

await test('an endpoint that knows no history holds nothing up', async () => {
	await s.admin('fault', { kind: 'error', method: 'getSignaturesForAddress', code: -32601, message: 'Method not found' });
	const r = await s.run(replace('--dry-run')), j = await s.json(replace('--dry-run'));
	await s.admin('faults/clear');
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, new RegExp(`not read: .*does not offer this method\\n {2}look with another endpoint: "keyturn audit ${stolen} -u URL"`));
	assert.match(r.out, /5\. what comes next/);
	assert.match(j.audit_error, /does not offer this method/);
	assert.deepEqual(j.transactions, []);
});

await test('more than a page: the command for the rest, and payments that are counted but not shown', async () => {
	await pay('b', 100);
	const r = await s.run(replace('--dry-run')), j = await s.json(replace('--dry-run'));
	assert.match(r.out, new RegExp(`100 transactions that name it looked at, it signed 100 of them; there are older ones:\\n {4}keyturn audit ${stolen} --before ${j.before}\\n`));
	assert.match(r.out, new RegExp(`100 of them do not call the governance program and are not shown:\\n {4}keyturn audit ${stolen} --all\\n`));
	assert.deepEqual([j.looked, j.signed, j.others, j.transactions.length], [100, 100, 100, 0]);
	const rest = await s.json(['audit', stolen, '--before', j.before]);
	assert.deepEqual(rest.transactions.map((t) => t.what), ['reject proposal 3', 'propose 3, members', 'approve proposal 2', 'approve proposal 1']);
	const all = await s.json(['audit', stolen, '--all', '--limit', '3']);
	assert.deepEqual(all.transactions.map((t) => [t.what, t.multisig]), Array(3).fill(['calls the System program', null]));
	const text = await s.run(['audit', stolen, '--all', '--limit', '3']);
	assert.match(text.out, new RegExp(`keyturn audit ${stolen} --all --before ${all.before}\\n`));
});

await test('a key that is out already: said, with what to do', async () => {
	const e = await refused(s, ['propose', 'members', '--compromised', `${s.keys.stranger}=${fresh}`], 5, /is no member/);
	assert.match(e.hint, /^it has no vote and proposes nothing; "keyturn audit /);
	await refused(s, ['propose', 'members', '--compromised', `${stolen}=${s.keys.c}`], 2, /is a member already/);
});

await test('signing with the stolen key itself is said', async () => {
	const r = await s.run(replace('--dry-run', ...s.k('b')));
	assert.match(r.err, /you sign with the very key that is compromised/);
});

await test('the whole procedure: stopped, replaced, executed, and the key is out', async () => {
	const j = await s.json(replace());
	assert.deepEqual([j.id, j.sent, j.made], ['5', true, true]);
	// Another member, or this one after an interruption, runs the same: the guide goes on, nothing is proposed twice.
	const landed = await s.landed();
	const again = await s.json(replace(...s.k('c')));
	assert.deepEqual([again.id, again.sent, again.made, again.must_approve.length], ['5', false, false, 4]);
	assert.equal(await s.landed(), landed);
	assert.equal(again.dies.some((d) => d.id === '5'), false);
	await s.json(['approve', '5', ...s.k('a')]);
	await s.json(['approve', '5', ...s.k('b')]); // the stolen key's own approval counts, and is no reason to stop this
	const on = await s.run(replace(...s.k('c')));
	assert.equal(on.code, 0, on.err);
	assert.match(on.out, new RegExp(`4\\. the replacement:\n {2}it is proposed already: 5, by ${s.keys.a}, 2 of 3 approvals\n5\\. what comes next, in this order:\n`));
	assert.match(on.out, new RegExp(`b\\) approve the replacement, .*: 1 of these run "keyturn approve 5", each on their own machine: carol, dora, ${s.keys.e}\n`));
	assert.doesNotMatch(on.out, /keyturn (reject|cancel) 5/);
	assert.equal((await s.json(['proposals'])).proposals.length, 5);
	for (const name of ['c', 'd'])
		await s.json(['cancel', '1', ...s.k(name)]);
	assert.equal((await show(s, 1)).status, 'cancelled');
	await s.json(['approve', '5', ...s.k('d')]);
	const soon = await s.run(replace(...s.k('e')));
	assert.match(soon.out, /b\) the replacement is approved: it may be executed from 2/);
	await s.admin('warp', { seconds: 3600 });
	await s.json(['execute', '5'], { input: '5\n' });
	assert.ok(!(await s.json(['multisig', 'show'])).multisig.members.some((m) => m.address === stolen));
	for (const id of [2, 3, 4])
		assert.equal((await show(s, id)).status, 'stale');
	await refused(s, ['approve', '2', ...s.k('b')], 6, /is no member|is stale/);
});

await test('an old list would bring the key back: its address has to be typed, --yes or not', async () => {
	const e = await refused(s, ['propose', 'again', '4'], 11, /not confirmed/, '\n');
	assert.match(e.hint, new RegExp(`type exactly "${stolen}"`));
	const r = await s.run(['propose', 'again', '4', '--dry-run']);
	assert.match(r.err, /is the list as it was wanted in epoch 0: it undoes what was changed since\n!! .* is no member now and would be one again/);
});

await test('three of three: what is lost without the key is said first, and the way that is left', async () => {
	const m = await s.json(['multisig', 'create', ...['a', 'c', 'd'].flatMap((n) => ['--member', s.keys[n]]), '--threshold', '3', '--timelock', '1h',
		'--allow-plain-governance-key', '--multisig', s.env.KEYTURN_MULTISIG]);
	const r = await s.run(['propose', 'members', '--compromised', `${s.keys.a}=${s.keys.f}`, '--dry-run', '--multisig', m.multisig, ...s.k('c')]);
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /!! it is the upgrade authority of the governance program: alone it can replace every rule now/);
	assert.match(r.out, /!! alone it rejects whatever is voted on, its replacement too/);
	assert.match(r.out, /!! the other two cannot replace it: three approvals are needed, so one has to come from the key itself/);
	assert.match(r.out, /2\. open acts[^\n]*\n {2}none\n/);
	assert.match(r.out, /a\) approve the replacement: "keyturn approve 1"; besides carol, dora the compromised key itself has to approve \(-k\)/);
	assert.match(r.out, /if the thief stops the replacement: "keyturn propose again 1", and approve it again/);
});

await s.stop();
done();
