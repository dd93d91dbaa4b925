// model.mjs - what the governance program must do, written a second time from
// the rules and not from its code.  Every question answers with the set of
// errors that would be right: empty means it must be accepted.
import { K } from './abi.mjs';

const hex = (b) => b.toString('hex');
export const popcount = (n) => {
	let c = 0;
	for (; n; n &= n - 1)
		c++;
	return c;
};
const { STATUS_ACTIVE: ACTIVE, STATUS_APPROVED: APPROVED } = K;
const rollback = (a) => a.kind === K.KIND_ROLLBACK;
const deploy = (a) => a.kind === K.KIND_UPGRADE || rollback(a);
const advance = (a) => rollback(a) && (a.fields.flags & K.DEPLOY_ADVANCE) !== 0;
const handover = (kind) => [K.KIND_HANDOVER, K.KIND_HANDOVER_MULTISIG, K.KIND_HANDOVER_UNCHECKED].includes(kind);

// wrongRules: what a list of members and numbers breaks.
export function wrongRules(rules, members) {
	const e = new Set(), approvers = members.filter((m) => m.role === K.ROLE_APPROVER).length;
	const no = (bad, name) => bad && e.add(name);
	no(members.length < 1 || members.length > K.MEMBERS_MAX, 'MEMBER_COUNT');
	no(members.some((m) => ![K.ROLE_APPROVER, K.ROLE_OPERATOR].includes(m.role)), 'MEMBER_ROLE');
	no(new Set(members.map((m) => hex(m.address))).size < members.length, 'MEMBER_DUPLICATE');
	no(rules.threshold < 1 || rules.threshold > approvers, 'THRESHOLD');
	no(rules.rollback_threshold < rules.threshold || rules.rollback_threshold > approvers, 'ROLLBACK_THRESHOLD');
	no(rules.stop_number < 1 || rules.stop_number > approvers - rules.threshold + 1, 'STOP_NUMBER');
	no(rules.timelock > K.TIMELOCK_MAX_S, 'TIMELOCK');
	no(rules.rollback_delay > rules.timelock, 'ROLLBACK_DELAY');
	no(rules.window < K.WINDOW_MIN_S || rules.window > K.WINDOW_MAX_S, 'WINDOW');
	no(rules.reach < K.REACH_MIN_S || rules.reach > K.REACH_MAX_S, 'REACH');
	return e;
}

export class Council {
	constructor(multisig, authority, rules, members) {
		Object.assign(this, { multisig, authority, rules, members, epoch: 0n, count: 0, records: new Map(),
			acts: new Map() });
	}
	find(address) { return this.members.findIndex((m) => m.address.equals(address)); }
	approverBits() { return this.members.reduce((b, m, i) => (m.role === K.ROLE_APPROVER ? b | (1 << i) : b), 0); }
	approvers() { return popcount(this.approverBits()); }
	needed(a) { return rollback(a) ? this.rules.rollback_threshold : this.rules.threshold; }
	reject(a) { return this.approvers() - this.needed(a) + 1; }
	stop(a) { return rollback(a) ? this.reject(a) : this.rules.stop_number; }
	record(program) { return this.records.get(hex(program)); }

	votingEnds(a) { return a.created + BigInt(a.window); }
	lockEnds(a) { return a.approvedAt + BigInt(a.lock); }
	executionEnds(a) { return this.lockEnds(a) + BigInt(a.window); }
	end(a) {
		if (a.status === ACTIVE)
			return this.votingEnds(a);
		return a.status === APPROVED ? this.executionEnds(a) : a.endedAt;
	}
	superseded(a, record) {
		const newest = record.versions.at(-1), from = BigInt(a.fields.from_number);
		return newest.number > from || (newest.number === from && !newest.code_hash.equals(a.fields.from_hash));
	}
	// dead: can never be executed again, and was not
	dead(a, now) {
		if (a.status === K.STATUS_EXECUTED)
			return false;
		if (![ACTIVE, APPROVED].includes(a.status) || now >= this.end(a) || a.epoch !== this.epoch)
			return true;
		if (a.kind === K.KIND_MEMBERS)
			return false;
		const r = this.record(a.fields.program);
		return r.state !== K.RECORD_GOVERNED || this.superseded(a, r);
	}

	adoptErrors({ program, authority, current, member, signed, own }) {
		const e = new Set(), r = this.record(program);
		if (this.find(member) < 0)
			e.add('NOT_MEMBER');
		if (own)
			e.add('OWN_PROGRAM');
		if (r && r.state !== K.RECORD_CLOSED)
			e.add('ALREADY_RECORDED');
		if (authority === null)
			e.add('IMMUTABLE');
		else if (!authority.equals(current))
			e.add('WRONG_AUTHORITY');
		if (!signed && !current.equals(this.authority))
			e.add('NOT_SIGNER');
		return e;
	}
	adopt({ program, version }) {
		const r = this.record(program) ?? { newest: 0n, versions: [] };
		this.records.set(hex(program), r);
		this.append(r, { ...version, flags: K.VERSION_ADOPTED, proposal: 0n }, true);
		r.state = K.RECORD_GOVERNED;
	}
	append(r, version, fresh) {
		if (!fresh)
			r.versions.at(-1).ended = version.began;
		const same = r.versions.findIndex((v) => v.code_hash.equals(version.code_hash));
		if (same >= 0)
			r.versions.splice(same, 1);
		else if (r.versions.length === K.RING)
			r.versions.shift();
		r.newest++;
		r.versions.push({ ...version, number: r.newest, ended: 0n });
	}

	// world answers about programs, buffers, other multisigs and who owns what
	proposeErrors(a, world, now) {
		const e = new Set();
		const no = (bad, name) => bad && e.add(name);
		no(this.find(a.proposer) < 0, 'NOT_MEMBER');
		no(Number(a.index) !== this.count + 1, 'INDEX');
		if (a.kind === K.KIND_MEMBERS) {
			for (const name of wrongRules(a.fields.rules, a.fields.members))
				e.add(name);
			return e;
		}
		const r = this.record(a.fields.program);
		this.#duplicates(a, world, no);
		if (!r || r.state !== K.RECORD_GOVERNED) {
			e.add('NOT_GOVERNED');
			return e;
		}
		const newest = r.versions.at(-1), from = BigInt(a.fields.from_number);
		if (advance(a))
			no(from !== newest.number + 1n, 'SUPERSEDED');
		else
			no(from !== newest.number || !a.fields.from_hash.equals(newest.code_hash), 'SUPERSEDED');
		if (deploy(a))
			this.#deployErrors(a, r, world, now, e, no);
		else
			this.#receiverErrors(a, world, no);
		return e;
	}
	// one account in two places of the list, whatever else is wrong
	#duplicates(a, world, no) {
		const { receiver, spill } = a.fields;
		if (spill)
			no(world.badSpill(spill, a), 'DUPLICATE_ACCOUNT');
		else if (a.kind !== K.KIND_IMMUTABLE)
			no(receiver.every((b) => b === 0) || receiver.equals(this.multisig), 'DUPLICATE_ACCOUNT');
	}
	#deployErrors(a, r, world, now, e, no) {
		const f = a.fields, allowed = rollback(a) ? K.DEPLOY_ADVANCE : K.DEPLOY_ONE_WAY;
		no((f.flags & ~allowed) !== 0, 'FLAGS');
		no(advance(a) && f.code_hash.equals(f.from_hash), 'SAME_CODE');
		no(!rollback(a) && BigInt(f.target_number) !== 0n, 'BAD_INSTRUCTION');
		if (rollback(a))
			this.targetErrors(a, r, now, advance(a), no);
		const b = world.buffer(f.buffer);
		no(!b, 'NOT_A_BUFFER');
		if (b) {
			no(b.authority.equals(this.authority), 'BUFFER_HELD');
			no(!b.authority.equals(a.depositor), 'BUFFER_AUTHORITY');
			no(!b.code_hash.equals(f.code_hash), 'CODE_HASH');
			for (const name of b.elf.length === f.code_len ? [] : ['CODE_LEN', 'CODE_NOT_TRIMMED', 'TAIL_NOT_ZERO'])
				e.add(name);
			no(b.room > world.room(f.program), 'NO_ROOM');
		}
		no(world.badSpill(f.spill, a), 'SPILL');
	}
	targetErrors(a, r, now, inAdvance, no) {
		const f = a.fields, target = r.versions.find((v) => v.number === BigInt(f.target_number) &&
			v.code_hash.equals(f.code_hash));
		no(!target, 'NO_SUCH_VERSION');
		if (!target)
			return;
		no((target.flags & K.VERSION_RETIRED) !== 0, 'TARGET_RETIRED');
		if (inAdvance)
			return;
		const newest = target === r.versions.at(-1);
		no(newest, 'TARGET_IS_NEWEST');
		no(!newest && now >= target.ended + BigInt(this.rules.reach), 'OUT_OF_REACH');
	}
	#receiverErrors(a, world, no) {
		const { receiver } = a.fields, zero = receiver.every((b) => b === 0);
		if (a.kind === K.KIND_IMMUTABLE)
			return no(!zero, 'RECEIVER');
		no(zero || receiver.equals(this.authority) || receiver.equals(this.multisig) ||
			receiver.equals(a.fields.program), 'RECEIVER');
		no(a.kind === K.KIND_HANDOVER_MULTISIG && !world.council(receiver), 'RECEIVER');
		no(a.kind === K.KIND_HANDOVER && !world.canSign(receiver), 'RECEIVER');
	}
	propose(a, now) {
		const lock = rollback(a) ? this.rules.rollback_delay : this.rules.timelock;
		Object.assign(a, { status: ACTIVE, created: now, lock, window: this.rules.window, epoch: this.epoch,
			approvals: 0, rejections: 0, cancels: 0,
			approvedBy: 0, holds: deploy(a), approvedAt: 0n, endedAt: 0n });
		this.count++;
		this.acts.set(this.count, a);
	}

	voteErrors(a, address, choice, hash, now) {
		const e = new Set(), who = this.find(address), bit = 1 << who;
		const no = (bad, name) => bad && e.add(name);
		if (who < 0)
			e.add('NOT_MEMBER');
		else if (choice !== K.CHOICE_WITHDRAW)
			no(this.members[who].role !== K.ROLE_APPROVER, 'NOT_APPROVER');
		if (choice === K.CHOICE_WITHDRAW)
			no(!a.proposer.equals(address), 'NOT_PROPOSER');
		no(!hash.equals(a.hash), 'HASH_MISMATCH');
		no(a.epoch !== this.epoch, 'STALE');
		if (choice === K.CHOICE_CANCEL) {
			no(a.status !== APPROVED, 'NOT_APPROVED');
			no(a.status === APPROVED && now >= this.executionEnds(a), 'EXECUTION_EXPIRED');
		} else {
			no(a.status !== ACTIVE, 'NOT_ACTIVE');
			no(a.status === ACTIVE && now >= this.votingEnds(a), 'VOTING_EXPIRED');
		}
		if (who >= 0 && choice !== K.CHOICE_WITHDRAW)
			no((a[FIELD[choice]] & bit) !== 0, 'ALREADY_VOTED');
		return e;
	}
	vote(a, address, choice, now) {
		if (choice === K.CHOICE_WITHDRAW)
			return void Object.assign(a, { status: K.STATUS_WITHDRAWN, endedAt: now });
		const bit = 1 << this.find(address);
		for (const f of Object.values(FIELD))
			a[f] &= ~bit;
		a[FIELD[choice]] |= bit;
		if (choice === K.CHOICE_APPROVE && popcount(a.approvals) >= this.needed(a))
			Object.assign(a, { status: APPROVED, approvedAt: now, approvedBy: a.approvals });
		if (choice === K.CHOICE_REJECT && popcount(a.rejections) >= this.reject(a))
			Object.assign(a, { status: K.STATUS_REJECTED, endedAt: now });
		if (choice === K.CHOICE_CANCEL && popcount(a.cancels) >= this.stop(a))
			Object.assign(a, { status: K.STATUS_CANCELLED, endedAt: now });
	}

	executeErrors(a, address, hash, now) {
		const e = new Set();
		const no = (bad, name) => bad && e.add(name);
		no(this.find(address) < 0, 'NOT_MEMBER');
		no(!hash.equals(a.hash), 'HASH_MISMATCH');
		no(a.epoch !== this.epoch, 'STALE');
		no(a.status !== APPROVED, 'NOT_APPROVED');
		if (a.status === APPROVED) {
			no(now < this.lockEnds(a), 'TIMELOCK_NOT_OVER');
			no(now >= this.executionEnds(a), 'EXECUTION_EXPIRED');
		}
		if (a.kind === K.KIND_MEMBERS)
			return e;
		const r = this.record(a.fields.program);
		if (r.state !== K.RECORD_GOVERNED) {
			e.add('NOT_GOVERNED');
			return e;
		}
		no(this.superseded(a, r), 'SUPERSEDED');
		no(BigInt(a.fields.from_number) > r.newest, 'NOT_YET');
		if (rollback(a))
			this.targetErrors(a, r, now, false, no);
		return e;
	}
	execute(a, now, slot) {
		Object.assign(a, { status: K.STATUS_EXECUTED, endedAt: now, holds: false });
		if (a.kind === K.KIND_MEMBERS) {
			this.rules = { ...a.fields.rules };
			this.members = a.fields.members;
			this.epoch++;
			return;
		}
		const r = this.record(a.fields.program), left = r.versions.at(-1);
		if (!deploy(a)) {
			left.ended = now;
			for (const v of r.versions)
				v.flags |= K.VERSION_RETIRED;
			r.state = handover(a.kind) ? K.RECORD_CLOSED : K.RECORD_SEALED;
			return;
		}
		if (rollback(a))
			left.flags |= K.VERSION_RETIRED;
		this.append(r, { code_hash: a.fields.code_hash, code_len: a.fields.code_len, flags: 0, slot, began: now,
			proposal: BigInt(a.index) });
		if (a.fields.flags & K.DEPLOY_ONE_WAY)
			for (const v of r.versions.slice(0, -1))
				v.flags |= K.VERSION_RETIRED;
	}

	reclaimErrors(a, now) {
		const e = new Set();
		if (!a.holds)
			e.add('NO_BUFFER_HELD');
		if (!this.dead(a, now))
			e.add('NOT_DEAD');
		return e;
	}
	closeErrors(a, closer, now) {
		const e = new Set(), over = ![ACTIVE, APPROVED].includes(a.status) || this.dead(a, now);
		const no = (bad, name) => bad && e.add(name);
		no(this.find(closer) < 0 && !closer.equals(a.rentPayer), 'NOT_CLOSER');
		no(a.holds, 'HOLDS_BUFFER');
		no(a.kind === K.KIND_MEMBERS && a.status === K.STATUS_EXECUTED, 'CHANGE_IS_KEPT');
		no(!over, 'NOT_DEAD');
		no(now < this.end(a) + BigInt(a.window), 'TOO_EARLY_TO_CLOSE');
		// dead only because the program moved on: its own time runs out first
		no(over && [ACTIVE, APPROVED].includes(a.status) && now < this.end(a), 'NOT_DEAD');
		return e;
	}
}
const FIELD = { [K.CHOICE_APPROVE]: 'approvals', [K.CHOICE_REJECT]: 'rejections', [K.CHOICE_CANCEL]: 'cancels' };
