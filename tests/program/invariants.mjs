// invariants.mjs - what must hold after every step of the walk, read from the
// chain and from this file's own memory, not from the model.
import { K, field, decodeMultisig, decodeProposal, decodeRecord } from './abi.mjs';
import { check, equal } from './tap.mjs';
import { B } from './scene.mjs';
import { popcount } from './model.mjs';

const hex = (b) => b.toString('hex');
const HANDS_OVER = ['adopt', 'execute handover', 'execute handover_multisig', 'execute handover_unchecked',
	'execute immutable', 'give to an authority'];

// invariants: owners is who could upgrade each program before the step.
export function invariants(walk, what, result, owners) {
	const seen = (walk.seen ??= { newest: new Map(), executed: new Set(), acts: new Map() });
	authorities(walk, what, result, owners);
	if (walk.touched)
		votes(walk, ...walk.touched, seen);
	// of what the step did not name, another multisig's part each time
	const c = walk.councils[(seen.turn = (seen.turn + 1 || 0)) % walk.councils.length];
	for (let i = c?.count ?? 0; i > 0 && i > c.count - 3; i--)
		votes(walk, c, i, seen);
	for (const each of result.ok ? walk.councils : [c].filter(Boolean))
		for (const p of walk.programs)
			versions(walk, each, p, seen);
}

function authorities(walk, what, result, before) {
	const after = walk.owners();
	for (const [i, owner] of after.entries())
		if (owner !== before[i])
			check(result.ok && HANDS_OVER.includes(what), `${what}: the authority of program ${i} changed hands`);
}

function votes(walk, c, index, seen) {
	const account = walk.chain.account(B.proposalAt(c.multisig, index)), id = `${hex(c.multisig)} ${index}`;
	if (account === null)
		return;
	const p = decodeProposal(account.data), m = decodeMultisig(walk.chain.data(c.multisig)), old = seen.acts.get(id);
	const all = [p.approvals, p.rejections, p.cancels];
	check(popcount(all[0] | all[1] | all[2]) === all.reduce((n, b) => n + popcount(b), 0),
		`act ${id}: one member votes two ways`);
	if (p.epoch === m.epoch) {
		const approvers = m.members.reduce((b, x, i) => (x.role === K.ROLE_APPROVER ? b | (1 << i) : b), 0);
		check(((all[0] | all[1] | all[2] | p.approved_by) & ~approvers) === 0, `act ${id}: a vote of nobody who may vote`);
	}
	if (p.status === K.STATUS_EXECUTED && old !== p.status)
		execution(walk, c, p, id, seen);
	if (old !== undefined && old !== K.STATUS_ACTIVE && old !== p.status)
		check(old === K.STATUS_APPROVED, `act ${id}: from status ${old} to ${p.status}`);
	seen.acts.set(id, p.status);
	if (p.status === K.STATUS_ACTIVE)
		seen.acts.set(`${id} rules`, m.rules);
}

// the numbers in force while it was open decide, a change of members included
function execution(walk, c, p, id, seen) {
	const { now } = walk.chain, rules = seen.acts.get(`${id} rules`);
	check(!seen.executed.has(id), `act ${id}: executed twice`);
	seen.executed.add(id);
	const needed = p.kind === K.KIND_ROLLBACK ? rules.rollback_threshold : rules.threshold;
	check(popcount(p.approved_by) >= needed, `act ${id}: executed with ${popcount(p.approved_by)} approvals of ${needed}`);
	const lock = p.kind === K.KIND_ROLLBACK ? rules.rollback_delay : rules.timelock;
	check(p.lock === lock, `act ${id}: lock of ${p.lock} s, the rules say ${lock}`);
	check(now >= p.approved_at + BigInt(lock), `act ${id}: executed before its time`);
	check(now < p.approved_at + BigInt(lock) + BigInt(rules.window), `act ${id}: executed after its time`);
	check(p.approved_at < p.created_at + BigInt(rules.window), `act ${id}: approved after its window`);
}

function versions(walk, c, p, seen) {
	const at = B.recordAt(c.multisig, p.id), account = walk.chain.svm.getAccount(at);
	if (account === null || account.data().length !== K.RECORD_LEN)
		return;
	const data = Buffer.from(account.data()), id = hex(at), old = seen.newest.get(id) ?? 0n;
	if (data.readBigUInt64LE(field('record', 'newest').offset) === old)
		return;
	const r = decodeRecord(data);
	check(r.newest === old + 1n, `newest version went from ${old} to ${r.newest}`);
	seen.newest.set(id, r.newest);
	equal(r.versions.at(-1).number, r.newest, 'the last version in the ring');
	for (let i = 1; i < r.versions.length; i++)
		check(r.versions[i].number > r.versions[i - 1].number, 'version numbers ascend');
	const hashes = new Set(r.versions.map((v) => hex(v.code_hash)));
	equal(hashes.size, r.versions.length, 'hashes in the ring are different');
}
