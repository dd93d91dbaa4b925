// lies.mjs - R5 through the real command: an endpoint that lies about multisig,
// proposal, record, buffer and program data, for every kind of act and approve,
// reject, cancel and execute.  The chain is the judge: what landed is on the
// payload that the text showed, and what does not land fails with a named code.
//
//   KEYTURN_LIES_RUNS  runs of each kind of act; 24 where it is not set
//   KEYTURN_SEED       of the lies; 1 where it is not set
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { base58Decode } from '../localnet/base58.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { decodeMultisig, decodeProposal, field, K, rulesBytes } from '../program/abi.mjs';
import { random as seeded } from '../program/random.mjs';
import { Lanes } from './lanes.mjs';
import { so } from './lib.mjs';

const LANES = 8, RUNS = Number(process.env.KEYTURN_LIES_RUNS ?? 24), SEED = Number(process.env.KEYTURN_SEED ?? 1);
const lanes = await Lanes.open(LANES), { first } = lanes;
const random = seeded(SEED);
const demo = () => first.keys.demo;

// --- the world: demo is at version 2, and one act of each kind is open
await first.found();
await first.key('f', 10000000000n);
await first.key('other');
const other = await first.json(['multisig', 'create', '--member', first.keys.f, '--threshold', '1', '--timelock', '1m',
	'--allow-plain-governance-key', '--create-key', first.file('other.json'), ...first.k('f')]);
const all = ['a', 'b', 'c'];

async function approve(id, typed, who) {
	for (const name of who)
		await first.json(['approve', id, ...first.k(name)], { input: typed });
}

await first.propose();
await approve('1', '1\n', all);
await first.admin('warp', { seconds: 3601 });
await first.json(['execute', '1']);

const upgrade = (file, ...more) => ['propose', 'upgrade', demo(), so(file), '--description', `to ${file}`, ...more];
const give = (...to) => ['propose', 'handover', demo(), ...to];
const kinds = {
	'upgrade': { make: upgrade('demo_v3') },
	'one-way upgrade': { make: upgrade('demo_v3', '--one-way'), typed: (id) => `one-way ${id}` },
	'rollback': { make: ['propose', 'rollback', demo(), 'it crashes'] },
	'members': { make: ['propose', 'members', '--add', first.keys.f], typed: (id) => `members ${id}`, first: '4', dies: '4' }, // the rollback
	'handover': { make: give('--to', first.keys.f), typed: (id) => `handover ${id}`, more: ['--receiver-keypair', first.file('f.json')] },
	'handover to a multisig': { make: give('--to-multisig', other.multisig), typed: (id) => `handover ${id}` },
	'handover unchecked': { make: give('--unchecked', first.keys.f), typed: (id) => `handover ${id}`, first: first.keys.f },
	'immutable': { make: ['propose', 'immutable', demo()], typed: (id) => `immutable ${id}`, first: demo() },
};
let id = 1;
for (const [name, k] of Object.entries(kinds)) {
	k.id = String(++id);
	// Whatever the card wants typed: a vote against wants the number alone.
	k.input = [k.first, k.typed?.(k.id), k.id].filter(Boolean);
	const r = await first.run([...k.make, '--anyway', '--yes', '--output', 'json'], { input: `${k.input.join('\n')}\n` });
	assert.equal(r.code, 0, `${name}: ${r.err}`);
}
await first.admin('mine', { slots: 64 });
const views = {};
await keep('voting');
for (const k of Object.values(kinds))
	await approve(k.id, `${k.typed?.(k.id) ?? k.id}\n`, all);
await keep('approved');
await first.admin('warp', { seconds: 3601 });
await keep('ready');

const moves = {
	approve: { from: 'voting', tag: K.VOTE },
	reject: { from: 'voting', tag: K.VOTE },
	cancel: { from: 'approved', tag: K.VOTE },
	execute: { from: 'ready', tag: K.EXECUTE },
};

// --- what is there
async function accounts(owner) {
	const found = await first.rpc('getProgramAccounts', [owner, { encoding: 'base64' }]);
	return found.map((a) => ({ address: a.pubkey, data: Buffer.from(a.account.data[0], 'base64') }));
}

// keep makes a snapshot, and a view of the accounts in it: what there is to lie about.
async function keep(name) {
	const ours = await accounts(first.keys.gov);
	const loaders = (await accounts('BPFLoaderUpgradeab1e11111111111111111111111')).filter((a) => a.data.length < 40000 && [1, 3].includes(a.data.readUInt32LE(0)));
	const proposals = new Map(ours.filter((a) => a.data[0] === K.ACCOUNT_PROPOSAL).map((a) => [String(decodeProposal(a.data).index), a]));

	views[name] = { multisig: ours.find((a) => a.address === first.env.KEYTURN_MULTISIG), record: ours.find((a) => a.data[0] === K.ACCOUNT_RECORD), loaders, proposals };
	await first.admin('snapshot', { name });
}
for (const k of Object.values(kinds))
	k.hash = decodeProposal(views.voting.proposals.get(k.id).data).payload_hash.toString('hex');

// The payload hash by the header's own words, for a lie that is consistent with itself.
function sealed(data, multisig) {
	const p = decodeProposal(data), m = decodeMultisig(multisig.data);
	const le = (value, n) => { const b = Buffer.alloc(n); b.writeUIntLE(Number(value), 0, Math.min(n, 6)); return b; };
	const sha = (...parts) => parts.reduce((h, x) => h.update(x), createHash('sha256')).digest();
	const hash = sha(K.HASH_DOMAIN.padEnd(K.HASH_DOMAIN_LEN, '\0'), base58Decode(first.keys.gov, 32), m.genesis_hash, base58Decode(first.env.KEYTURN_MULTISIG, 32),
		le(p.index, 8), le(p.epoch, 8), sha(rulesBytes(m.rules, m.members)), le(p.kind, 1), le(p.payload.length, 2), p.payload,
		p.proposer, p.depositor, p.rent_payer, le(p.description.length, 1), p.description);
	const out = Buffer.from(data);
	hash.copy(out, field('proposal', 'payload_hash').offset);
	return out;
}
await test('the payload hash of every act is the one on chain, so that a lie can carry its own', () => {
	for (const { multisig, proposals } of Object.values(views))
		for (const k of Object.values(kinds))
			assert.deepEqual(sealed(proposals.get(k.id).data, multisig), proposals.get(k.id).data);
});

// --- lies
const whole = (account, data) => ({ kind: 'lie', account: account.address, length: data.length, offset: 0, bytes: data.toString('hex') });

function flipped(data) {
	const out = Buffer.from(data);
	for (let n = 1 + random.below(4); n > 0; n--)
		out[random.below(out.length)] ^= 1 << random.below(8);
	return out;
}

// In the payload or the description, under the true hash or with the one that goes with it.
function otherContents(account, { multisig }) {
	const out = Buffer.from(account.data);
	out[K.PROPOSAL_HEADER + random.below(out.length - K.PROPOSAL_HEADER)] ^= 1 << random.below(7);
	return [whole(account, random.below(2) ? sealed(out, multisig) : out)];
}

// Another of the open acts under this number: with the hash of that act, that of
// the lie, or that of the act on chain.
function otherAct(account, { multisig, proposals }) {
	const out = Buffer.from(random.pick([...proposals.values()]).data);
	const keep = (name) => { const { offset, size } = field('proposal', name); account.data.copy(out, offset, offset, offset + size); };
	const how = random.below(3);
	keep('index');
	if (how === 0)
		keep('payload_hash');
	return [whole(account, how === 1 ? sealed(out, multisig) : out)];
}

// Other members or numbers, and the proposal's hash to go with them.
function otherMultisig(account, { multisig }) {
	const data = Buffer.from(multisig.data), at = field('multisig', 'rules').offset;
	data[at + 1 + random.below(field('multisig', 'members').offset - at + 66)] ^= 1 << random.below(3);
	return [whole(multisig, data), whole(account, sealed(account.data, { data }))];
}

const one = (account) => [whole(account, flipped(account.data))];
const lies = [
	one, one, otherContents, otherContents, otherAct, otherAct, otherMultisig, otherMultisig,
	(a, v) => one(v.multisig), (a, v) => one(v.record), (a, v) => one(random.pick(v.loaders)), (a, v) => one(random.pick(v.loaders)),
	(a, v) => [{ kind: 'lie', account: random.pick([a, v.multisig, v.record]).address, missing: true }],
];

// --- one run, judged by the chain
const cardHash = (err) => err.match(/^ {2}payload hash +([0-9a-f]{64})/m)?.[1];
// What the card shows as certain, but for what the transaction costs.
const COSTS = /^ {2}(compute units|account data|priority fee|cost at most) /;
const cardLines = (err) => err.split('\n').filter((l) => /^ {2}[a-z][a-z ]{19} \S/.test(l) && !l.endsWith('(as reported)') && !COSTS.test(l));
const cardSentence = (err) => err.split('\n').find((l) => /^(approve|reject|cancel|execute) proposal \d+: /.test(l));
const command = (move, k) => [move, k.id, '--yes', ...(move === 'execute' ? k.more ?? [] : [])];
const input = (move, k) => `${[move === 'execute' && k.dies, ...k.input.slice(k.first ? 1 : 0)].filter(Boolean).join('\n')}\n`;
const landed = async (s, m) => (await s.admin('counters')).programs[`${s.keys.gov}:${m.tag}`] ?? 0;
const tally = { landed: 0, stopped: 0 };

async function learn(move, k) {
	const s = await lanes.run(moves[move].from, false, null, async (lane) => ({ r: await lane.run(command(move, k), { input: input(move, k) }), n: await landed(lane, moves[move]) }));
	assert.equal(s.r.code, 0, s.r.err);
	assert.deepEqual([s.n, cardHash(s.r.err)], [1, k.hash]);
	assert.ok(cardLines(s.r.err).length >= 8, s.r.err);
	return { sentence: cardSentence(s.r.err), lines: cardLines(s.r.err) };
}

async function once(s, move, k, faults) {
	for (const f of faults)
		await s.admin('fault', f);
	const r = await s.run(command(move, k), { input: input(move, k) });
	const n = await landed(s, moves[move]);

	assert.equal(r.killed, null, 'it hung, or crashed');
	if (n === 0) {
		tally.stopped++;
		assert.ok([4, 5, 6, 7, 8, 9, 10, 11, 12].includes(r.code), `nothing landed: ${r.code} ${r.err}`);
		return;
	}
	tally.landed++;
	assert.equal(n, 1);
	assert.equal(cardHash(r.err), k.hash, 'a vote that lands is on the payload that was shown');
	assert.equal(cardSentence(r.err), k.truth[move].sentence, 'and the sentence is that of the act on chain');
	assert.deepEqual(cardLines(r.err), k.truth[move].lines, 'and so is every line that is not marked as reported');
}

lanes.share();
for (const [name, k] of Object.entries(kinds))
	await test(`${name}: approve, reject, cancel and execute land under the truth`, async () => {
		k.truth = Object.fromEntries(await Promise.all(Object.keys(moves).map(async (m) => [m, await learn(m, k)])));
	});
for (const [name, k] of Object.entries(kinds)) {
	const runs = Array.from({ length: RUNS }, (_, i) => {
		const move = Object.keys(moves)[i % 4], view = views[moves[move].from], faults = random.pick(lies)(view.proposals.get(k.id), view);

		return lanes.run(moves[move].from, false, null, (s) => once(s, move, k, faults)).catch((e) => {
			e.message = `${move}, ${JSON.stringify(faults).slice(0, 400)}: ${e.message}`;
			throw e;
		});
	});
	await test(`${name}: ${RUNS} lies, seed ${SEED}`, () => Promise.all(runs));
}
await test(`of ${tally.landed + tally.stopped} lies ${tally.stopped} stopped the command, ${tally.landed} were about nothing that is signed`, () =>
	assert.ok(tally.stopped > RUNS && tally.landed > 0));
await lanes.close();
done();
