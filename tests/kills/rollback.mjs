// rollback.mjs - the whole way back in one command, killed at every step of
// its journal and at random moments; another member with another database goes
// on, and the first one, back again, finds everything over.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { EXPIRED, journal, LANDED, openRows, so, Stage } from '../cli/lib.mjs';
import { atRandom, buffersOf, checkAgainstChain, checkDeath, dice, landed, runSteps } from './lib.mjs';

const KILLS = Number(process.env.ROLLBACK_KILLS ?? 50); // all in all; every step comes first
const SEED = Number(process.env.KILL_SEED ?? 1);
const roll = dice(SEED);
const s = await Stage.start({ slotMs: 30 });
const total = { steps: 0, moments: 0, unhurt: 0 };
let round = 0;

// One approval is enough, so that one command goes all the way.
await s.found({ threshold: 1 });
const dataDir = (name) => s.file(`${name}-${round}/keyturn`);
const as = (name) => [...s.k(name), '--data-dir', dataDir(name)];
await s.propose();
await s.json(['approve', '1']);
await s.admin('warp', { seconds: 3601 });
await s.json(['execute', '1']);
await s.admin('mine'); // the loader takes one deploy a slot
await s.admin('snapshot', { name: 'live' });
const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
const asked = (name) => ['rollback', '1', 'it eats accounts', '--file', so('demo_v1'), '--yes', '--output', 'json', ...as(name)];

async function begin() {
	await s.admin('restore', { name: 'live' });
	await s.admin('counters/reset');
	round++;
	return landed(s, [s.keys.a, s.keys.b, s.env.KEYTURN_MULTISIG]);
}

function rows(name) {
	return journal(s, dataDir(name));
}

// Another member goes on; then the first one comes back, with the old database.
async function resume(before) {
	const next = await s.run(asked('b'));
	assert.equal(next.code, 0, next.err);
	assert.equal(JSON.parse(next.out).status, 'back');
	await s.admin('mine', { slots: 160 });
	const sent = await s.landed(), late = await s.run(asked('a'));
	assert.equal(late.code, 0, late.err);
	assert.equal(JSON.parse(late.out).status, 'back');
	assert.equal(await s.landed(), sent, 'who comes late sends nothing');
	await checkEffects();
	await checkJournals(before);
}

async function checkEffects() {
	const { proposals } = await s.json(['proposals', '--all']), { programs } = await s.admin('counters');
	const left = await buffersOf(s, s.keys.a);

	assert.deepEqual(proposals.map((p) => [p.kind, p.status]).sort(), [['rollback', 'executed'], ['upgrade', 'executed']]);
	assert.equal(programs[`${s.keys.gov}:5`], 1, 'executions');
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
	assert.ok(programs[`${LOADER}:0`] <= 2, 'buffers: one of each member at most');
	assert.deepEqual(await buffersOf(s, s.keys.b), [], 'the buffer of who went on is used up');
	if (left.length > 0) // it is found again, and nothing is paid twice
		assert.deepEqual([(await s.json(['buffer', 'write', so('demo_v1'), ...as('a')])).buffer], left);
	assert.deepEqual(await buffersOf(s, s.keys.a), left);
}

async function checkJournals(before) {
	const now = await landed(s, [s.keys.a, s.keys.b, s.env.KEYTURN_MULTISIG, newest.address]);
	const ours = [...now.values()].filter((x) => !before.has(x.signature)), all = [...rows('a'), ...rows('b')];

	assert.deepEqual(openRows(s, dataDir('a')), [], 'rows the first engineer left open');
	assert.deepEqual(openRows(s, dataDir('b')), [], 'rows the second engineer left open');
	assert.equal(all.filter((r) => r.action === 'execute' && r.outcome === LANDED).length, 1, JSON.stringify(all));
	await checkAgainstChain(s, all, ours);
}

const began = performance.now();
await begin();
const atFirst = (await s.admin('counters')).transactions.landed;
const whole = await runSteps(s, asked('a'));
const landedBy = (await s.admin('counters')).transactions.landed - atFirst;
const ms = performance.now() - began;
const { proposals: [newest] } = await s.json(['proposals', '--all']);

await test(`from command to code replaced in one run of ${whole.steps.length} steps`, () => {
	assert.equal(whole.code, 0, whole.err);
	const { status, transactions, took_ms: took } = JSON.parse(whole.out);
	assert.equal(status, 'back');
	assert.equal(transactions, landedBy, 'every transaction is counted');
	assert.ok(took > 0 && took <= ms);
	console.log(`# with approvals at hand: ${transactions} transactions, ${took} ms from command to code replaced`);
	for (const action of ['rollback', 'buffer create', 'buffer write', 'propose', 'approve', 'execute'])
		assert.ok(rows('a').some((r) => r.action.startsWith(action)), `${action}: ${JSON.stringify(rows('a'))}`);
});
for (let at = 1; at <= whole.steps.length; at++)
	await test(`killed at step ${at} of ${whole.steps.length}, ${whole.steps[at - 1]}: another goes on`, async () => {
		const before = await begin(), r = await runSteps(s, asked('a'), at);

		checkDeath(r, at, rows('a'));
		total.steps++;
		await resume(before);
	});
await test('what was signed and may still land is left open, and over once it cannot', async () => {
	const at = whole.steps.findIndex((x, i) => x === 'attempt after' && whole.steps.slice(0, i).filter((y) => y === x).length === 2) + 1;
	const before = await begin();
	await s.admin('pause');
	const r = await runSteps(s, asked('a'), at), open = openRows(s, dataDir('a')).filter((x) => x.attempts.length > 0);
	checkDeath(r, at, rows('a'));
	assert.deepEqual(open.map((x) => x.action), ['approve']);
	assert.equal((await s.run(asked('b'))).code, 0);
	const early = await s.run(asked('a'));
	assert.equal(early.code, 0, early.err);
	assert.deepEqual(openRows(s, dataDir('a')), open);
	await s.admin('resume');
	await resume(before);
	assert.equal(rows('a').find((x) => x.id === open[0].id).outcome, EXPIRED);
});
const share = Math.max(0, KILLS - total.steps);
await test(`killed ${share} times at random moments of its ${Math.round(ms)} ms, seed ${SEED}: another goes on`, async () => {
	const { killed, unhurt } = await atRandom(share, ms, roll, async (kill) => {
		const before = await begin(), r = await s.run(asked('a'), { kill });

		await resume(before);
		return r.killed === 'SIGKILL';
	});
	total.moments = killed;
	total.unhurt = unhurt;
	assert.equal(total.moments, share);
});
console.log(`# rollback killed: ${total.steps} at steps of the journal, ${total.moments} at random moments`);
console.log(`# over before the random moment came, and judged as well: ${total.unhurt}`);
await s.stop();
done();
