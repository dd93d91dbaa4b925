// members.mjs - changes of members and numbers, with acts open; a key that was stolen.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { so } from '../cli/lib.mjs';
import { approve, carryOut, council, refused, show } from './council.mjs';
import { proposeRollback } from './rollback.mjs';

const s = await council();
const members = (...args) => ['propose', 'members', ...args];

await test('impossible numbers: refused with the rule, nothing sent', async () => {
	const rows = [
		[['--threshold', '6'], /threshold must be 1 to the number of approvers \(5 members, 5 approvers, threshold 6/],
		[['--threshold', '0'], /threshold must be 1 to the number of approvers/],
		[['--threshold', '4'], /rollback threshold must be threshold to the number of approvers/],
		[['--rollback-threshold', '6'], /rollback threshold must be threshold/],
		[['--stop', '4'], /stop number must be 1 to approvers - threshold \+ 1/],
		[['--stop', '0'], /stop number must be 1/],
		[['--timelock', '91d'], /timelock must be at most 90 days/],
		[['--rollback-delay', '2h'], /rollback delay must be at most the timelock/],
		[['--window', '59m'], /window must be 1 hour to 90 days/],
		[['--reach', '1h'], /reach must be 1 to 90 days/],
		[['--add', s.keys.a], /is a member already/],
		[['--replace', `${s.keys.a}=${s.keys.b}`], /is a member already/],
		[['--add', s.authority], /not on the curve/],
		[['--remove', s.keys.a, '--remove', s.keys.b, '--remove', s.keys.c], /threshold must be 1 to the number of approvers/],
		[[], /this changes nothing/],
		[['--threshold', '3'], /this changes nothing/],
		[['--replace', s.keys.a], /takes OLD=NEW/],
		[['--add', `${s.keys.f}:king`], /approver or operator/],
		[['--threshold', 'two'], /reading --threshold/],
		[['extra'], /one word too many/],
	];
	for (const [args, says] of rows)
		await refused(s, members(...args), 2, says);
	await refused(s, members('--remove', s.keys.f), 5, /is no member/);
	await refused(s, members('--replace', `${s.keys.f}=${s.keys.stranger}`), 5, /is no member/);
	const stop = await refused(s, members('--threshold', '5', '--rollback-threshold', '5'), 2, /stop number/);
	assert.match(stop.hint, /^--stop takes 1 to 1/);
});

await test('a stranger cannot propose a change', async () =>
	refused(s, [...members('--stop', '1'), ...s.k('stranger')], 6, /is no member of the multisig/));

await test('weaker numbers: said in words, marked, and typed with the word for it', async () => {
	const args = members('--threshold', '2', '--timelock', '30m', '--dry-run');
	const r = await s.run(args);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /threshold +3 -> 2/);
	assert.match(r.err, /timelock +1h -> 30m/);
	assert.match(r.err, /!! two keys can now upgrade; it was three/);
	assert.match(r.err, /!! the timelock shrinks from 1h to 30m/);
	assert.match(r.err, /! {2}two stolen keys are enough to upgrade/);
	assert.match(r.err, /the timelock is under one hour/);
	const p = await s.json(args);
	assert.equal(p.weakens, true);
	assert.equal(p.before.threshold, 3);
	assert.equal(p.after.threshold, 2);
	assert.ok(p.effects.some((l) => l.weight === 'danger' && l.weakens && l.text === 'two keys can now upgrade; it was three'));
	const no = await s.run(members('--threshold', '2'), { input: '1\n' });
	assert.equal(no.code, 11, no.err);
	assert.match(no.err, /Type members 1 to sign/);
});

await test('one lost key now stops everything: said', async () => {
	const p = await s.json(members('--threshold', '5', '--rollback-threshold', '5', '--stop', '1', '--dry-run'));
	const texts = p.effects.map((l) => l.text);
	assert.ok(texts.includes('one lost key now stops everything for ever; it took three'), texts.join('\n'));
	assert.ok(texts.includes('a rollback needs every approver: one lost key closes the way back'));
	assert.ok(texts.includes('nobody is left to stop five stolen keys: they are all there are'));
	assert.equal(p.weakens, false);
});

// v2 is live, so that there is something to go back to.
await test('an upgrade executes before the change', async () => {
	await s.propose('demo_v2', 'second version');
	await carryOut(s, 1);
	assert.equal((await show(s, 1)).status, 'executed');
});

await test('member replacement with open acts: replace, add, remove and an operator; the upgrade that is open is listed and dies', async () => {
	await s.propose('demo_v3', 'third version');
	await s.json(['approve', '2', ...s.k('e')]);
	const p = await s.json(members('--replace', `${s.keys.e}=${s.keys.f}`, '--add', `${s.keys.stranger}:operator`,
		'--description', 'e leaves'));
	assert.equal(p.id, '3');
	assert.deepEqual(p.dies.map((d) => [d.id, d.kind]), [['2', 'upgrade']]);
	assert.equal(p.after.members.length, 6);
	const { change } = await s.json(['show', '3']);
	assert.deepEqual(change.after, p.after);
	assert.deepEqual(change.before, p.before);
	assert.deepEqual(change.effects, p.effects);
	assert.deepEqual(change.dies, p.dies);
	assert.equal((await s.json(['show', '2'])).change, null);
	const text = await s.run(['show', '3']);
	assert.match(text.out, new RegExp(`new member +${s.keys.f} approver\\nnew member +${s.keys.stranger} operator`));
	assert.match(text.out, new RegExp(`member removed +${s.keys.e} approver`));
	assert.match(text.out, /dies with it +2 upgrade: third version/);
	await refused(s, members('--replace', `${s.keys.e}=${s.keys.f}`, '--add', `${s.keys.stranger}:operator`), 6,
		/proposal 3, which is open, asks for exactly this/);
	await carryOut(s, 3);
	const { multisig } = await s.json(['multisig', 'show']);
	assert.equal(multisig.epoch, 1);
	assert.deepEqual(multisig.members.map((m) => m.address), [...['a', 'b', 'c', 'd', 'f', 'stranger'].map((n) => s.keys[n])]);
	assert.equal(multisig.members.at(-1).role, 'operator');
	assert.equal((await show(s, 2)).status, 'stale');
	assert.equal((await s.json(['show', '3'])).change.before, null);
});

await test('the new member votes, the one who left does not, the operator neither', async () => {
	await s.json(members('--window', '10d', '--description', 'shorter window'));
	await refused(s, ['approve', '4', ...s.k('e')], 6, /is no member/);
	await refused(s, ['approve', '4', ...s.k('stranger')], 6, /is an operator and has no vote/);
	await s.json(['approve', '4', ...s.k('f')]);
	assert.equal((await show(s, 4)).approvals, 1);
	await s.json(['withdraw', '4']);
});

await test('a stale act cannot be voted on or executed, and its buffer comes back', async () => {
	await refused(s, ['approve', '2', ...s.k('b')], 6, /is stale/);
	await refused(s, ['execute', '2'], 6, /is stale/);
	await s.json(['reclaim', '2']);
});

await test('audit: what a key signed, from the chain, in pages', async () => {
	const all = await s.json(['audit', s.keys.e]);
	assert.equal(all.is_member, false);
	assert.deepEqual(all.transactions.map((t) => t.what), ['approve proposal 2']);
	assert.equal(all.before, null);
	const a = await s.json(['audit', s.keys.a]);
	const what = a.transactions.map((t) => t.what);
	for (const says of ['approve proposal 3', 'execute proposal 3', 'propose 3, members', 'execute proposal 1',
		'propose 1, upgrade', `adopt program ${s.keys.demo}`, 'reclaim the buffer of proposal 2'])
		assert.ok(what.includes(says), says);
	assert.ok(what.some((t) => t.startsWith('create multisig')));
	const paged = [];
	let before = null, rounds = 0;
	do {
		const page = await s.json(['audit', s.keys.a, '--limit', '3', ...(before ? ['--before', before] : [])]);
		assert.ok(page.looked <= 3);
		paged.push(...page.transactions.map((t) => t.signature));
		before = page.before;
		rounds++;
	} while (before);
	assert.ok(rounds > 3);
	assert.deepEqual(paged, a.transactions.map((t) => t.signature));
	const text = await s.run(['audit', s.keys.a, '--limit', '5']);
	assert.equal(text.code, 0, text.err);
	assert.match(text.out, /withdraw proposal 4/);
	assert.match(text.out, /--before [1-9A-HJ-NP-Za-km-z]{64}/);
	await refused(s, ['audit', 'nobody'], 2, /./);
	await refused(s, ['audit', s.keys.a, '--limit', '0'], 2, /--limit takes 1/);
});

await test('where a rollback would die its number is typed, --yes or not', async () => {
	const { buffer } = await s.json(['buffer', 'write', so('demo_v1')]);
	const index = (await s.json(['multisig', 'show'])).multisig.proposals + 1, id = `${index}`;
	await proposeRollback(s, { index, buffer, from: { file: 'demo_v2', number: 2 }, to: { file: 'demo_v1', number: 1 } });
	assert.equal((await show(s, id)).kind, 'rollback');
	await refused(s, members('--window', '9d'), 11, /not confirmed/);
	await refused(s, [...members('--window', '9d'), '--no-input'], 11, /has to be typed/);
	const p = await s.json(members('--window', '9d'), { input: `${id}\n` });
	assert.deepEqual(p.dies.map((d) => [d.id, d.kind]), [[id, 'rollback']]);
	const told = await s.run(['approve', p.id, '--yes']);
	assert.equal(told.code, 0, told.err);
	assert.match(told.err, new RegExp(`these open acts die with it:\\n {2}${id} rollback, `));
	for (const name of ['b', 'c'])
		await s.json(['approve', p.id, ...s.k(name)]);
	await s.admin('warp', { seconds: 3600 });
	await refused(s, ['execute', p.id], 11, /not confirmed/);
	await s.json(['execute', p.id], { input: `${id}\n` });
	assert.equal((await show(s, id)).status, 'stale');
	const dead = await refused(s, ['approve', id, ...s.k('b')], 6, /is stale/);
	assert.equal(dead.hint, `"keyturn propose rollback ${s.keys.demo} REASON" proposes the way back that is needed now; "keyturn reclaim ${id}" only gives its buffer back`);
	const again = await refused(s, ['propose', 'again', id], 6, /a rollback is not repeated/);
	assert.ok(again.hint.startsWith(`"keyturn propose rollback ${s.keys.demo} REASON"`), again.hint);
	await s.json(['reclaim', id]);
});

await test('approvals keep their meaning: a vote counted before is not counted in the new epoch', async () => {
	await s.json(members('--threshold', '4', '--rollback-threshold', '4'));
	const { proposals } = await s.json(['proposals']);
	const id = proposals.find((q) => q.kind === 'members').id;
	await approve(s, id);
	await s.admin('warp', { seconds: 3600 });
	await s.json(['execute', id]);
	const { multisig } = await s.json(['multisig', 'show']);
	assert.equal(multisig.threshold, 4);
	assert.equal(multisig.epoch, 3);
});

await s.stop();
done();
