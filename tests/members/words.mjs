// words.mjs - what people are told: the cure of an error, the announcement, the act proposed again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { done, test } from '../localnet/test/tap.mjs';
import { hash, so } from '../cli/lib.mjs';
import { approve, carryOut, council, refused, show } from './council.mjs';

const s = await council();
const sha = (file) => createHash('sha256').update(hash(file)).digest('hex');
const evil = 'Fix *rounding* [here](http://x.test) `now` <b>bold</b>';

await test('what would be refused is refused before a buffer is written, and nothing is paid', async () => {
	const upgrade = (program, file) => ['propose', 'upgrade', program, file, '--description', 'x'];
	const e = await refused(s, upgrade(s.keys.demo, so('demo_big')), 6, /the buffer is 2 600 000 bytes, the program has room for 20 000/);
	assert.match(e.hint, new RegExp(`^"keyturn program extend ${s.keys.demo} 2580000" mends it; --anyway`));
	await refused(s, [...upgrade(s.keys.demo, so('demo_big')), '--dry-run'], 6, /the program has room for 20 000/);
	await refused(s, upgrade(s.keys.demo, so('demo_v1')), 6, /holds the code that is deployed/);
	await refused(s, upgrade(s.keys.stranger, so('demo_v2')), 6, /is not governed by this multisig/);
	await refused(s, [...upgrade(s.keys.demo, so('demo_v2')), ...s.k('stranger')], 6, /is no member/);
	await refused(s, upgrade(s.keys.demo, '/not/there.so'), 5, /is neither a file that is there nor a buffer's address/);
});

await test('a program to dump that is none', async () => {
	const e = await refused(s, ['program', 'dump', s.keys.stranger, s.file('none.so')], 5, new RegExp(`there is no program of the upgradeable loader at ${s.keys.stranger}`));
	assert.match(e.hint, /-u/);
});

await test('too few approvals: who is missing, by name', async () => {
	await s.propose('demo_v2', evil);
	await s.run(['label', s.keys.d, 'dora']);
	await s.json(['approve', '1']);
	await s.json(['approve', '1', ...s.k('b')]);
	const e = await refused(s, ['execute', '1'], 9, /2 of 3 approvals, 1 missing/);
	assert.match(e.hint, /^1 more of these must run "keyturn approve 1": /);
	assert.ok(e.hint.includes('dora') && e.hint.includes(s.keys.c) && e.hint.includes(s.keys.e), e.hint);
	assert.ok(!e.hint.includes(s.keys.a) && !e.hint.includes(s.keys.b), e.hint);
});

await test('what is not scheduled is not announced', async () => {
	await refused(s, ['announce', '1'], 9, /is not scheduled: it has 2 of 3 approvals/);
	await refused(s, ['announce', '9'], 5, /there is no proposal 9/);
});

await test('the timelock is not over: when it will be', async () => {
	await s.json(['approve', '1', ...s.k('c')]);
	const e = await refused(s, ['execute', '1'], 8, /timelock of proposal 1 is not over: (00:5\d:\d\d|1:00:00|01:00:00) of 1h left/);
	const p = await show(s, 1);
	assert.equal(e.hint, `it may be executed from ${p.timelock_until}`);
});

await test('announce: Markdown with everything to check it, and words of outside that stay words', async () => {
	const r = await s.run(['announce', '1']), p = await show(s, 1);
	assert.equal(r.code, 0, r.err);
	for (const says of [`# Scheduled upgrade of ${s.keys.demo}`, '## What changes', '## When', '## How to check it', '## If you do not agree',
		`\`${sha('demo_v1')}\``, `\`${sha('demo_v2')}\``, `**Approved at:** ${p.approved_at}`, `**Executes at the earliest:** ${p.timelock_until}, 1h after`,
		`keyturn show 1 --governance ${s.keys.gov} --multisig ${s.env.KEYTURN_MULTISIG} -u `, `solana-verify get-buffer-hash ${p.buffer} -u `,
		`solana-verify get-program-hash ${s.keys.demo} -u `, '2 cancel votes stop this act up to that second', `until ${p.timelock_until} nothing changes`])
		assert.ok(r.out.includes(says), `${says}\n${r.out}`);
	assert.ok(r.out.includes('Fix \\*rounding\\* \\[here\\]\\(http\\://x\\.test\\) \\`now\\` \\<b\\>bold\\</b\\>'), r.out);
});

await test('announce --plain has no markup, --output json the same text', async () => {
	const r = await s.run(['announce', '1', '--plain']);
	assert.equal(r.code, 0, r.err);
	assert.doesNotMatch(r.out.replace(evil, ''), /[`*#\\]/);
	assert.ok(r.out.includes(evil));
	const j = await s.json(['announce', '1', '--plain']);
	assert.equal(j.text, r.out);
	assert.equal(j.format, 'plain');
	assert.equal((await s.json(['announce', '1'])).format, 'markdown');
});

await test('an act that can still be done, or was, is not proposed again', async () => {
	await refused(s, ['propose', 'again', '1'], 6, /is approved: it can still be done/);
	await s.admin('warp', { seconds: 3600 });
	await s.json(['execute', '1']);
	await refused(s, ['propose', 'again', '1'], 6, /was executed/);
	await refused(s, ['propose', 'again', '9'], 5, /there is no proposal 9/);
	await refused(s, ['announce', '1'], 6, /is executed, nothing is scheduled/);
});

await test('expired: said with the command, which proposes the same again', async () => {
	await s.propose('demo_v3', 'third');
	await s.admin('warp', { seconds: 14 * 86400 });
	const e = await refused(s, ['approve', '2'], 6, /proposal 2 expired at/);
	assert.match(e.hint, /^"keyturn propose again 2" proposes it again/);
	await refused(s, ['propose', 'again', '2', ...s.k('b')], 6, /the buffer of proposal 2 goes back to/);
	const dry = await s.json(['propose', 'again', '2', '--dry-run']);
	assert.deepEqual([dry.action, dry.sent, dry.id, dry.buffer], ['propose', false, '3', (await show(s, 2)).buffer]);
	const p = await s.json(['propose', 'again', '2']);
	assert.equal(p.id, '3');
	const old = await show(s, 2), now = await show(s, 3);
	assert.equal(now.buffer, old.buffer);
	assert.equal(now.code_hash, sha('demo_v3'));
	assert.equal(now.description, 'third');
});

await test('stale: a change of members executed; proposed again it goes through', async () => {
	await s.json(['propose', 'members', '--window', '10d']);
	await s.json(['propose', 'members', '--reach', '20d', '--description', 'the other one']);
	await carryOut(s, 4);
	for (const id of ['3', '5']) {
		const e = await refused(s, ['approve', id], 6, new RegExp(`proposal ${id} is stale: it was made in epoch 0, the multisig is in epoch 1`));
		assert.match(e.hint, new RegExp(`^"keyturn propose again ${id}"`));
	}
	const u = await s.json(['propose', 'again', '3']);
	assert.equal((await show(s, u.id)).status, 'active');
	const m = await s.json(['propose', 'again', '5']);
	assert.equal((await show(s, m.id)).description, 'the other one');
	await carryOut(s, u.id);
	assert.equal((await s.json(['program', 'show', s.keys.demo])).code_hash, sha('demo_v3'));
	await s.json(['withdraw', m.id]);
});

await test('superseded: another version came first; the command starts from that', async () => {
	const { buffer } = await s.json(['buffer', 'write', so('demo_v2')]);
	const first = await s.json(['propose', 'upgrade', s.keys.demo, buffer, '--description', 'back to two']);
	const other = await s.json(['propose', 'upgrade', s.keys.demo, '--liveness']);
	await carryOut(s, other.id);
	const e = await refused(s, ['approve', first.id], 6, /is superseded: it starts from version 3, the newest is 4/);
	assert.match(e.hint, new RegExp(`^"keyturn propose again ${first.id}" proposes it again, from the newest version`));
	const again = await s.json(['propose', 'again', first.id]);
	await carryOut(s, again.id);
	assert.equal((await s.json(['program', 'show', s.keys.demo])).code_hash, sha('demo_v2'));
});

await test('a handover proposed again asks for all that the first did', async () => {
	const give = await s.json(['propose', 'handover', s.keys.demo, '--unchecked', s.keys.f],
		{ input: `${s.keys.f}\nhandover ${Number((await s.json(['proposals', '--all'])).proposals[0].id) + 1}\n` });
	await s.json(['withdraw', give.id]);
	await refused(s, ['propose', 'again', give.id], 11, /not confirmed/, '\n');
	const p = await s.json(['propose', 'again', give.id], { input: `${s.keys.f}\nhandover ${Number(give.id) + 1}\n` });
	assert.equal((await show(s, p.id)).kind, 'handover_unchecked');
	await approve(s, p.id, `handover ${p.id}`);
	const r = await s.run(['announce', p.id]);
	assert.match(r.out, /^# Scheduled handover of/);
	assert.ok(r.out.includes(`**Goes to:** \`${s.keys.f}\``));
});

await s.stop();
done();
