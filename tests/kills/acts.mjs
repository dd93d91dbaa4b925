// acts.mjs - kill -9 at every step of the journal, at every request and at
// random moments of buffer write, approve and execute; the same command again:
// nothing lost, repeated, orphaned.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { journal, LANDED, openRows, so, Stage } from '../cli/lib.mjs';
import { atRandom, buffersOf, checkAgainstChain, checkDeath, dice, landed, runSteps } from './lib.mjs';

const RANDOM = Number(process.env.KILLS ?? 50); // over the three
const SEED = Number(process.env.KILL_SEED ?? 1);
const roll = dice(SEED);
const s = await Stage.start({ slotMs: 30 });
const total = { steps: 0, requests: 0, moments: 0, unhurt: 0 };
let round = 0;

await s.found();
await s.admin('snapshot', { name: 'empty' });
await s.propose();
const { proposal: { address: proposal } } = await s.json(['show', '1']);
await s.admin('snapshot', { name: 'voting' });
for (const name of ['a', 'b', 'c'])
	await s.json(['approve', '1', ...s.k(name)]);
await s.admin('warp', { seconds: 3601 });
await s.admin('snapshot', { name: 'ready' });

const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
const count = async (key) => (await s.admin('counters')).programs[key] ?? 0;

const kinds = {
	'buffer write': {
		from: 'empty', args: ['buffer', 'write', so('demo_v2')],
		async check(again) {
			assert.equal(again.code, 0, again.err);
			const { buffer } = JSON.parse(again.out);
			assert.equal((await s.run(['buffer', 'verify', buffer, so('demo_v2')])).code, 0);
			assert.equal(await count(`${LOADER}:0`), 1, 'buffers made');
			assert.deepEqual(await buffersOf(s, s.keys.a), [buffer], 'buffers that hold rent');
			return buffer;
		},
	},
	approve: {
		from: 'voting', args: ['approve', '1'],
		async check(again) {
			assert.ok([0, 6].includes(again.code), again.err);
			assert.equal((await s.json(['show', '1'])).proposal.approvals, 1);
			assert.equal(await count(`${s.keys.gov}:4`), 1, 'votes landed');
			return proposal;
		},
	},
	execute: {
		from: 'ready', args: ['execute', '1'],
		async check(again) {
			assert.ok([0, 6].includes(again.code), again.err);
			assert.equal((await s.json(['show', '1'])).proposal.status, 'executed');
			assert.equal(await count(`${s.keys.gov}:5`), 1, 'executions landed');
			assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v2')])).code, 0);
			return proposal;
		},
	},
};
const asked = (kind) => [...kind.args, '--yes', '--output', 'json'];
const watched = () => [s.keys.a, s.env.KEYTURN_MULTISIG, proposal];

// Everything as it was, and a client that remembers nothing; answers what had landed by then.
async function begin(kind) {
	await s.admin('faults/clear');
	await s.admin('restore', { name: kind.from });
	await s.admin('counters/reset');
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
	return landed(s, watched());
}

// One effect, and a journal that says of it what the chain says: no row is
// left open, one says it landed, every signature that landed is there.
async function resume(name, kind, before) {
	const subject = await kind.check(await s.run(asked(kind)));
	const now = await landed(s, [...watched(), subject]), ours = [...now.values()].filter((x) => !before.has(x.signature));
	const rows = journal(s), done = rows.filter((r) => r.action === name && r.outcome === LANDED);

	assert.deepEqual(openRows(s), [], 'rows left open');
	assert.ok(ours.length >= 1, 'signatures of ours on the chain');
	assert.ok(done.length >= 1, `${name} landed, and no row says so: ${JSON.stringify(rows)}`);
	if (name !== 'buffer write')
		assert.equal(done.length, 1, 'rows that say it landed');
	await checkAgainstChain(s, rows, ours);
}

async function once(name, kind, fault, kill) {
	const before = await begin(kind);

	if (fault)
		await s.admin('fault', fault);
	const { killed } = await s.run(asked(kind), { kill });
	await s.admin('faults/clear');
	await resume(name, kind, before);
	return killed === 'SIGKILL';
}

// How long it takes, and its steps, when nobody kills it.
async function measure(kind) {
	await begin(kind);
	const began = performance.now(), { code, err, steps } = await runSteps(s, asked(kind));

	assert.equal(code, 0, err);
	return { ms: performance.now() - began, steps };
}

for (const [name, kind] of Object.entries(kinds)) {
	const { ms, steps } = await measure(kind);

	await test(`${name}: every kind of step is among its ${steps.length}`, () => {
		for (const what of ['intent', 'attempt', 'send', 'outcome'])
			for (const when of ['before', 'after'])
				assert.ok(steps.includes(`${what} ${when}`), `${what} ${when}`);
	});
	for (let at = 1; at <= steps.length; at++)
		await test(`${name}: killed at step ${at} of ${steps.length}, ${steps[at - 1]}`, async () => {
			const before = await begin(kind), r = await runSteps(s, asked(kind), at);

			checkDeath(r, at, journal(s));
			total.steps++;
			if (!r.steps.at(-1).startsWith('outcome'))
				await s.admin('mine', { slots: 160 }); // what was signed and not sent is over
			await resume(name, kind, before);
		});
	await test(`${name}: killed while its first, second, ... request is not answered`, async () => {
		for (let skip = 0, stuck = true; stuck && skip < 12; skip++) {
			stuck = await once(name, kind, { kind: 'drop', when: 'after', skip, count: 1 }, 700);
			total.requests += stuck;
		}
	});
	const share = Math.ceil(RANDOM / Object.keys(kinds).length);
	await test(`${name}: killed ${share} times at random moments of its ${Math.round(ms)} ms, seed ${SEED}`, async () => {
		const { killed, unhurt } = await atRandom(share, ms, roll, (kill) => once(name, kind, null, kill));

		total.moments += killed;
		total.unhurt += unhurt;
		assert.equal(killed, share);
	});
}
console.log(`# killed: ${total.steps} at steps of the journal, ${total.requests} at requests, ${total.moments} at random moments`);
console.log(`# over before the random moment came, and judged as well: ${total.unhurt}`);
await test(`${total.steps + total.requests + total.moments} kills, at least ${RANDOM} and every step`, () =>
	assert.ok(total.moments >= RANDOM && total.steps >= 24));
await s.stop();
done();
