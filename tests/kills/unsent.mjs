// unsent.mjs - what was never sent: the signer killed while the card waits, the
// program killed between intent and signature, the terminal lost in either.
// The journal says so, the next run says so, and nothing is done twice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { binary, EXPIRED, FAILED, journal, LANDED, openRows, so, Stage } from '../cli/lib.mjs';
import { runSteps } from './lib.mjs';

const s = await Stage.start({ slotMs: 30 });
const votes = async () => (await s.admin('counters')).programs[`${s.keys.gov}:4`] ?? 0;
const approvals = async () => (await s.json(['show', '1'])).proposal.approvals;
let round = 0;

await s.found();
await s.propose();
await s.admin('snapshot', { name: 'voting' });

async function begin() {
	await s.admin('restore', { name: 'voting' });
	await s.admin('counters/reset');
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
}

const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

// Runs it up to its question, lets `meanwhile` happen, and answers.
function atTheCard(args, answer, meanwhile) {
	return new Promise((resolve, reject) => {
		const child = spawn(binary, args, { env: s.env }), said = { out: '', err: '' };
		let asked = false;

		child.stdout.on('data', (b) => { said.out += b; });
		child.stderr.on('data', (b) => {
			said.err += b;
			if (asked || !/Type \S+ to sign: /.test(said.err))
				return;
			asked = true;
			Promise.resolve(meanwhile(child)).then(() => child.stdin.end(`${answer}\n`), reject);
		});
		child.stdin.on('error', () => {});
		child.on('close', (code, signal) => resolve({ code, signal, ...said }));
	});
}

const killSigner = (child) => {
	const [signer, ...others] = children(child.pid);

	assert.equal(others.length, 0, 'the signer is the one child there is');
	process.kill(signer, 'SIGKILL');
};

await test('the signer killed while the card waits: nothing is signed, and the journal has it as failed', async () => {
	await begin();
	const r = await atTheCard(['approve', '1'], '1', killSigner);
	assert.equal(r.code, 10, r.err);
	assert.equal(await votes(), 0);
	const rows = journal(s);
	assert.deepEqual(rows.map((x) => [x.action, x.outcome, x.attempts.length]), [['approve', FAILED, 0]]);
	assert.deepEqual(openRows(s), []);
	const { history: [entry] } = await s.json(['history', 'list']);
	assert.equal(entry.outcome, 'failed');
	assert.match(entry.reason, /signer/);
});

await test('the next run says so and does it once; the one after it is refused', async () => {
	const r = await s.run(['approve', '1', '--yes']);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /^an earlier run signed nothing: .*signer/m);
	assert.equal(await votes(), 1);
	assert.equal(await approvals(), 1);
	assert.deepEqual(journal(s).map((x) => [x.action, x.outcome]), [['approve', LANDED], ['approve', FAILED]]);
	const again = await s.run(['approve', '1', '--yes']);
	assert.equal(again.code, 6, again.err);
	assert.doesNotMatch(again.err, /an earlier run/, 'what landed since is no trouble');
	assert.equal(await votes(), 1);
});

await test('killed between intent and signature: the next run closes it, says so and does it once', async () => {
	await begin();
	const at = (await runSteps(s, ['approve', '1', '--yes'])).steps.indexOf('intent after') + 1;
	assert.ok(at > 0);
	await begin();
	const r = await runSteps(s, ['approve', '1', '--yes'], at);
	assert.equal(r.killed, 'SIGKILL');
	assert.deepEqual(openRows(s).map((x) => [x.action, x.attempts.length]), [['approve', 0]]);
	const next = await s.run(['approve', '1', '--yes']);
	assert.equal(next.code, 0, next.err);
	assert.match(next.err, /^an earlier run ended before it signed: nothing of it was sent$/m);
	assert.equal(await votes(), 1);
	assert.deepEqual(journal(s).map((x) => x.outcome), [LANDED, EXPIRED]);
});

await test('killed with a signature that was never sent: once it cannot land the next run says so and does it once', async () => {
	await begin();
	const at = (await runSteps(s, ['approve', '1', '--yes'])).steps.indexOf('attempt after') + 1;
	await begin();
	await runSteps(s, ['approve', '1', '--yes'], at);
	assert.deepEqual(openRows(s).map((x) => [x.action, x.attempts.length]), [['approve', 1]]);
	await s.admin('mine', { slots: 160 });
	const next = await s.run(['approve', '1', '--yes']);
	assert.equal(next.code, 0, next.err);
	assert.match(next.err, /^what an earlier run signed did not land, and no longer can$/m);
	assert.equal(await votes(), 1);
	assert.deepEqual(journal(s).map((x) => x.outcome), [LANDED, EXPIRED]);
});

await test('killed after it was sent: the next run finds it landed, says so and sends nothing', async () => {
	await begin();
	const at = (await runSteps(s, ['approve', '1', '--yes'])).steps.indexOf('send after') + 1;
	await begin();
	await runSteps(s, ['approve', '1', '--yes'], at);
	await s.admin('mine', { slots: 2 });
	const next = await s.run(['approve', '1', '--yes']);
	assert.equal(next.code, 0, next.err);
	assert.match(next.err, /^done already: an earlier run's transaction had landed$/m);
	assert.equal(await votes(), 1);
	assert.equal(await approvals(), 1);
	assert.deepEqual(journal(s).map((x) => x.outcome), [LANDED]);
});

await test('the terminal lost while the card waits: there is no row, nothing is signed', async () => {
	await begin();
	const r = await atTheCard(['approve', '1'], '1', (child) => child.kill('SIGHUP'));
	assert.notEqual(r.code, 0);
	assert.equal(await votes(), 0);
	assert.deepEqual(journal(s), []);
});

await test('the terminal lost at every step of signing and sending: a journal that says what the chain says, and one vote', async () => {
	const SIGHUP = 1;
	await begin();
	const { steps } = await runSteps(s, ['approve', '1', '--yes']);
	assert.ok(steps.length >= 8, steps.join(', '));
	for (let at = 1; at <= steps.length; at++) {
		await begin();
		const r = await runSteps(s, ['approve', '1', '--yes'], at, SIGHUP), last = r.steps.at(-1);
		assert.equal(r.killed, 'SIGHUP', `${last}: ${r.err}`);
		const [row] = journal(s), signed = r.steps.includes('attempt after');
		assert.equal(row !== undefined, r.steps.includes('intent after'), last);
		assert.equal(row?.attempts.length ?? 0, signed ? 1 : 0, last);
		if (signed && last !== 'outcome after')
			await s.admin('mine', { slots: 160 });
		const next = await s.run(['approve', '1', '--yes']);
		assert.ok([0, 6].includes(next.code), `${last}: ${next.err}`);
		assert.equal(await votes(), 1, last);
		assert.equal(await approvals(), 1, last);
		assert.deepEqual(openRows(s), [], last);
		assert.equal(journal(s).filter((x) => x.outcome === LANDED).length, 1, last);
	}
});
await s.stop();
done();
