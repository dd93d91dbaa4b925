// crash.mjs - kill -9 at every request and at random moments of buffer write,
// approve and execute; the same command again: nothing lost, repeated, orphaned.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { journal, LANDED, openRows, so, Stage } from './lib.mjs';

const RANDOM = Number(process.env.KEYTURN_CRASHES ?? 5); // of each kind
const s = await Stage.start({ slotMs: 30 });
let round = 0, killed = 0, runs = 0;

await s.found();
await s.admin('snapshot', { name: 'empty' });
await s.propose();
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
			assert.equal((await s.run(['buffer', 'verify', JSON.parse(again.out).buffer, so('demo_v2')])).code, 0);
			assert.equal(await count(`${LOADER}:0`), 1, 'buffers made');
		},
	},
	approve: {
		from: 'voting', args: ['approve', '1'],
		async check(again) {
			assert.ok([0, 6].includes(again.code), again.err);
			assert.equal((await s.json(['show', '1'])).proposal.approvals, 1);
			assert.equal(await count(`${s.keys.gov}:4`), 1, 'votes landed');
		},
	},
	execute: {
		from: 'ready', args: ['execute', '1'],
		async check(again) {
			assert.ok([0, 6].includes(again.code), again.err);
			assert.equal((await s.json(['show', '1'])).proposal.status, 'executed');
			assert.equal(await count(`${s.keys.gov}:5`), 1, 'executions landed');
			assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v2')])).code, 0);
		},
	},
};

// Everything as it was, and a client that remembers nothing.
async function begin(kind) {
	await s.admin('faults/clear');
	await s.admin('restore', { name: kind.from });
	await s.admin('counters/reset');
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
}

// No row is left open, one says it landed, and what it signed is on chain.
async function checkJournal(name) {
	const rows = journal(s), landed = rows.filter((r) => r.action === name && r.outcome === LANDED);

	assert.deepEqual(openRows(s), [], 'rows left open');
	assert.ok(landed.length >= 1, `${name} landed, and no row says so: ${JSON.stringify(rows)}`);
	if (name === 'buffer write')
		return;
	assert.equal(landed.length, 1, 'rows that say it landed');
	const { value } = await s.rpc('getSignatureStatuses', [[landed[0].signature], { searchTransactionHistory: true }]);
	assert.ok(value[0] !== null && value[0].err === null, 'the signature in the journal is the one on chain');
}

async function once(name, kind, fault, kill) {
	await begin(kind);
	if (fault)
		await s.admin('fault', fault);
	const first = await s.run([...kind.args, '--yes', '--output', 'json'], { kill });
	runs++;
	killed += first.killed === 'SIGKILL';
	await s.admin('faults/clear');
	await kind.check(await s.run([...kind.args, '--yes', '--output', 'json']));
	await checkJournal(name);
	return first.killed === 'SIGKILL';
}

for (const [name, kind] of Object.entries(kinds)) {
	await test(`${name}: killed while its first, second, ... request is not answered`, async () => {
		for (let skip = 0, stuck = true; stuck && skip < 12; skip++)
			stuck = await once(name, kind, { kind: 'drop', when: 'after', skip, count: 1 }, 700);
	});
	await test(`${name}: killed ${RANDOM} times at random`, async () => {
		for (let i = 0; i < RANDOM; i++)
			await once(name, kind, null, 20 + Math.floor(Math.random() * 400));
	});
}
await test(`${killed} of ${runs} runs were killed, at least 30`, () => assert.ok(killed >= 30));
await s.stop();
done();
