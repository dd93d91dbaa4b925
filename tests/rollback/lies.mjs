// lies.mjs - R5 for the way back: an endpoint that lies about multisig, record, act, rollback, buffer and program
// data while the first member makes a rollback, and while the last one votes and executes it.  The chain is the
// judge: what landed is the rollback that was asked for, and "back" is said of code that is back.
//
//   KEYTURN_LIES_RUNS  runs of each part; 60 where it is not set
//   KEYTURN_SEED       of the lies; 1 where it is not set
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Lanes } from '../cli/lanes.mjs';
import { hash, so } from '../cli/lib.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { decodeProposal, K } from '../program/abi.mjs';
import { random as seeded } from '../program/random.mjs';

const RUNS = Number(process.env.KEYTURN_LIES_RUNS ?? 60), SEED = Number(process.env.KEYTURN_SEED ?? 1);
const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
const random = seeded(SEED), lanes = await Lanes.open(6), { first } = lanes;
const v1 = createHash('sha256').update(hash('demo_v1')).digest('hex');
const asked = (name) => ['rollback', '1', 'it eats accounts', '--file', so('demo_v1'), '--yes', '--output', 'json', ...first.k(name)];

await first.found({ threshold: 2 });
await first.propose();
for (const name of ['a', 'b'])
	await first.json(['approve', '1', ...first.k(name)]);
await first.admin('warp', { seconds: 3601 });
await first.json(['execute', '1']);
await first.admin('mine'); // the loader takes one deploy a slot
await first.json(['buffer', 'write', so('demo_v3'), ...first.k('c')]);

// What there is to lie about, by name.
async function keep(name) {
	await first.admin('mine', { slots: 64 });
	const accounts = async (owner) => (await first.rpc('getProgramAccounts', [owner, { encoding: 'base64' }]))
		.map((a) => ({ address: a.pubkey, data: Buffer.from(a.account.data[0], 'base64') }));
	const ours = await accounts(first.keys.gov), theirs = await accounts(LOADER), view = {};

	view.multisig = ours.find((a) => a.address === first.env.KEYTURN_MULTISIG);
	view.record = ours.find((a) => a.data[0] === K.ACCOUNT_RECORD);
	for (const a of ours.filter((x) => x.data[0] === K.ACCOUNT_PROPOSAL))
		view[`act ${decodeProposal(a.data).index}`] = a;
	view['program data'] = theirs.find((a) => a.data.readUInt32LE(0) === 3 && a.data.length === 45 + 20000);
	for (const [i, a] of theirs.filter((x) => x.data.readUInt32LE(0) === 1).entries())
		view[`buffer ${i}`] = a;
	assert.ok(Object.values(view).every(Boolean), Object.keys(view).join(', '));
	await first.admin('snapshot', { name });
	return view;
}
const views = { live: await keep('live') };
const made = JSON.parse((await first.run(asked('a'))).out);
assert.deepEqual([made.status, made.id, made.votes], ['waiting', '2', 1]);
views['one vote'] = await keep('one vote');

function lie(view) {
	const [what, a] = random.pick(Object.entries(view)), data = Buffer.from(a.data);

	if (random.below(8) === 0)
		return { what: `no ${what}`, fault: { kind: 'lie', account: a.address, missing: true } };
	for (let n = 1 + random.below(3); n > 0; n--)
		data[random.below(Math.min(data.length, 700))] ^= 1 << random.below(8);
	return { what, fault: { kind: 'lie', account: a.address, length: data.length, offset: 0, bytes: data.toString('hex') } };
}

const parts = {
	'the first member makes it': { from: 'live', who: 'a', ends: 'waiting' },
	'the last one votes and executes': { from: 'one vote', who: 'b', ends: 'back' },
};
const tally = {};

// A multisig from before the proposal, for ever: the command says so and ends.
await test('a proposal that the endpoint never shows: exit 4 with its number, and the same command goes on elsewhere', async () => {
	const { multisig } = views.live;
	lanes.share();
	await lanes.run('live', false, null, async (s) => {
		await s.admin('fault', { kind: 'lie', account: multisig.address, length: multisig.data.length, offset: 0, bytes: multisig.data.toString('hex') });
		const r = await s.run(asked('a'));
		assert.equal(r.code, 4, r.err);
		assert.match(r.err, /proposal 2 is made, and the endpoint does not show it for 30 s/);
		assert.match(r.err, /with the same command, which goes on from there/);
		await lanes.mend(s);
		const again = JSON.parse((await s.run(asked('a'))).out);
		assert.deepEqual([again.status, again.id, again.votes], ['waiting', '2', 1]);
	});
});

async function once(s, part, l) {
	if (l)
		await s.admin('fault', l.fault);
	const r = await s.run(asked(part.who));
	await lanes.mend(s);
	s.env.XDG_STATE_HOME += '-judge'; // nothing the lie left behind is believed
	assert.equal(r.killed, null, `it hung, or crashed: ${r.err.slice(-600)}`);
	assert.ok([0, 4, 5, 6, 7, 8, 9, 10, 11, 12].includes(r.code), `${r.code} ${r.err}`);
	const { proposals } = await s.json(['proposals', '--all']), { programs } = await s.admin('counters');
	const { code_hash: live } = await s.json(['program', 'show', s.keys.demo]), executed = programs[`${s.keys.gov}:5`] ?? 0;

	assert.equal(proposals.find((p) => p.id === '1').status, 'executed');
	for (const p of proposals.filter((x) => x.id !== '1')) {
		assert.deepEqual([p.kind, p.program, p.code_hash, p.description], ['rollback', s.keys.demo, v1, 'it eats accounts']);
		assert.deepEqual([p.rejections, p.cancels], [0, 0]);
	}
	assert.ok(proposals.length <= 3, 'who is not shown the open rollback makes another, which is the same');
	assert.equal(live === v1, executed === 1, 'the code is back where it was executed');
	const { status } = r.code === 0 ? JSON.parse(r.out) : { status: `exit ${r.code}` };
	if (status === 'back')
		assert.equal(live, v1, 'it is said to be back, and is');
	return status;
}

for (const [name, part] of Object.entries(parts)) {
	await test(`${name}: under the truth it ends as ${part.ends}`, async () =>
		assert.equal(await lanes.run(part.from, false, null, (s) => once(s, part, null)), part.ends));
	const ends = tally[name] = {};
	const runs = Array.from({ length: RUNS }, () => {
		const l = lie(views[part.from]);

		return lanes.run(part.from, false, null, (s) => once(s, part, l)).then((status) => { ends[status] = (ends[status] ?? 0) + 1; }, (e) => {
			e.message = `${l.what}, ${JSON.stringify(l.fault).slice(0, 300)}: ${e.message}`;
			throw e;
		});
	});
	await test(`${name}: ${RUNS} lies, seed ${SEED}`, () => Promise.all(runs));
	console.log(`# ${name}: ${JSON.stringify(ends)}`);
}
await test('some lies stopped it, and some were about nothing that counts', () => {
	for (const [name, ends] of Object.entries(tally))
		assert.ok(Object.keys(ends).some((k) => k.startsWith('exit')) && ends[parts[name].ends] > 0, JSON.stringify(ends));
});
await lanes.close();
done();
