// scene.mjs - a multisig with members and governed programs on a chain, and
// the steps of an act's life, each of which must succeed.
import { K, decodeMultisig, decodeProposal, decodeRecord } from './abi.mjs';
import * as B from './build.mjs';
import { CLOCK, Key, LOADER, sha256 } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { check, equal } from './tap.mjs';
import { compile } from './message.mjs';

export const DAY = 86400;
const CIRCLES = 16, people = new Map();
let scenes = 0;

// accepted sends and insists on success; units are kept per instruction.
export function accepted(chain, ixs, signers, options) {
	const r = chain.send(ixs, signers, options);
	check(r.ok, `refused with ${r.error}\n${r.logs.join('\n')}`);
	const ours = ixs.filter((i) => i.name);
	if (ours.length === 1)
		chain.measure(ours[0].label ?? ours[0].name, r.units - 150 * ixs.filter((i) => !i.name).length);
	return r;
}

// refused sends and insists on one of the named errors, and on nothing having
// changed but the fee.
export function refused(chain, ixs, signers, names, options = {}) {
	const payer = options.payer ?? chain.payer;
	const { keys } = compile(payer.address, ixs, Buffer.alloc(32));
	const others = keys.filter((k) => !k.equals(payer.address) && !k.equals(CLOCK));
	const before = chain.watch(others, options.all), lamports = chain.balance(payer.address);
	const r = chain.send(ixs, signers, options);
	check(!r.ok, `accepted, but a refusal was expected: ${[names].flat().slice(0, 4)}`);
	if (names !== null)
		check([names].flat().includes(r.error), `refused with ${r.error}, expected ${names}\n${r.logs.join('\n')}`);
	chain.unchanged(before, others, options.all);
	equal(lamports - chain.balance(payer.address), r.fee, 'paid for a refusal');
	chain.tripped.add(r.error);
	return r;
}

export class Scene {
	constructor(chain, { approvers = 3, operators = 1, ...rules } = {}) {
		this.chain = chain;
		this.number = scenes++;
		this.tag = `scene ${this.number}`;
		this.createKey = this.key('create');
		this.genesis = sha256('genesis');
		const several = (name, n) => Array.from({ length: n }, (_, i) => this.person(`${name} ${i}`));
		this.approvers = several('approver', approvers);
		this.operators = several('operator', operators);
		this.members = [...this.approvers, ...this.operators];
		this.payer = chain.fund(this.person('rent payer'));
		this.depositor = this.person('depositor');
		this.spill = chain.fund(this.person('spill')).address;
		this.rules = {
			threshold: 2, rollback_threshold: 2, stop_number: 1, timelock: 2 * DAY, rollback_delay: 3600,
			window: 14 * DAY, reach: 30 * DAY, ...rules };
		this.multisig = B.multisigAt(this.createKey.address);
		this.authority = B.authorityAt(this.multisig);
	}
	key(name) { return new Key(`${this.tag} ${name}`); }
	// person is a key some scenes share, never two that are made one after the other
	person(name) {
		const id = `circle ${this.number % CIRCLES} ${name}`;
		if (!people.has(id))
			people.set(id, new Key(id));
		return people.get(id);
	}
	keys(name, n) { return Array.from({ length: n }, (_, i) => this.key(`${name} ${i}`)); }
	memberRows() {
		const row = (role) => (k) => ({ address: k.address, role });
		return [...this.approvers.map(row(K.ROLE_APPROVER)), ...this.operators.map(row(K.ROLE_OPERATOR))];
	}

	createIx(change = {}) {
		return B.createMultisig({ payer: this.payer.address, createKey: this.createKey.address, genesis: this.genesis,
			rules: { ...this.rules, ...change.rules }, members: change.members ?? this.memberRows() });
	}
	create() {
		accepted(this.chain, [this.createIx()], [this.payer, this.createKey]);
		return this;
	}

	// program seeds a program held by a key, not yet adopted.
	program(elf = makeElf(`${this.tag} v1`), room = 2048, id = null) {
		const n = this.programs = (this.programs ?? 0) + 1;
		const owner = this.person(`owner ${n}`);
		id ??= sha256(`${this.tag} program ${n}`);
		this.chain.putProgram(id, elf, owner.address, { room });
		return { id, owner, elf, data: B.programDataAt(id) };
	}
	adoptIx(p, change = {}) {
		return B.adopt({ payer: this.payer.address, member: this.members[0].address, current: p.owner.address ?? p.owner,
			multisig: this.multisig, program: p.id, code: p.elf, ...change });
	}
	adopt(p = this.program()) {
		accepted(this.chain, [this.adoptIx(p)], [this.payer, this.members[0], p.owner]);
		return p;
	}
	static ready(chain, options) {
		const s = new Scene(chain, options).create();
		s.p = s.adopt();
		return s;
	}

	state() { return decodeMultisig(this.chain.data(this.multisig)); }
	record(p = this.p) { return decodeRecord(this.chain.data(B.recordAt(this.multisig, p.id))); }
	proposal(act) { return decodeProposal(this.chain.data(B.proposalAt(this.multisig, act.index))); }
	newest(p = this.p) { return this.record(p).versions.at(-1); }

	// act completes what an instruction and the payload hash are made of.
	act(kind, fields, change = {}) {
		const m = this.state();
		const a = {
			kind, fields, multisig: this.multisig, index: Number(m.proposal_count) + 1, epoch: m.epoch,
				genesis: m.genesis_hash,
			governed: B.governedBytes(this.chain.data(this.multisig)), proposer: this.members[0].address,
				rentPayer: this.payer.address,
			depositor: B.isDeploy(kind) ? this.depositor.address : B.ZERO, description: Buffer.from('as agreed'),
			signers: [this.members[0], this.payer, ...(B.isDeploy(kind) ? [this.depositor] : [])], ...change };
		a.payload = change.payload ?? B.payload(kind, fields);
		a.hash = B.actHash(a);
		return a;
	}
	buffer(elf, room) {
		const n = this.buffers = (this.buffers ?? 0) + 1;
		return this.chain.putBuffer(sha256(`${this.tag} buffer ${n}`), elf, this.depositor.address, room);
	}
	deployFields(elf, p, change) {
		const v = this.newest(p);
		const buffer = change.buffer ?? this.buffer(elf);
		return { program: p.id, buffer, spill: this.spill, from_number: v.number, from_hash: v.code_hash, target_number: 0,
			code_hash: B.codeHash(elf), code_len: elf.length, flags: 0, ...change };
	}
	upgradeAct(elf, change = {}, actChange) {
		const p = change.p ?? this.p;
		const { p: _, ...fields } = change;
		return { ...this.act(K.KIND_UPGRADE, this.deployFields(elf, p, fields), actChange), elf };
	}
	rollbackAct(elf, target, change = {}, actChange) {
		const p = change.p ?? this.p;
		const { p: _, ...fields } = change;
		return { ...this.act(K.KIND_ROLLBACK, this.deployFields(elf, p, { target_number: target, ...fields }),
			actChange), elf };
	}
	membersAct(change = {}, actChange) {
		return this.act(K.KIND_MEMBERS, { rules: { ...this.rules, ...change.rules },
			members: change.members ?? this.memberRows() }, actChange);
	}
	handoverAct(kind, receiver, change = {}, actChange) {
		const v = this.newest(change.p ?? this.p);
		const { p = this.p, ...fields } = change;
		return this.act(kind, { program: p.id, from_number: v.number, from_hash: v.code_hash, receiver, ...fields },
			actChange);
	}

	proposeIx(act) { return B.propose(act); }
	propose(act) {
		const r = accepted(this.chain, [B.propose(act)], act.signers);
		const p = this.proposal(act);
		equal(p.payload_hash, act.hash, 'payload hash');
		equal(p.status, K.STATUS_ACTIVE, 'status');
		equal(p.payload, act.payload, 'payload');
		act.proposed = r;
		return act;
	}
	voteIx(act, member, choice, hash = act.hash) {
		return B.vote({ member: member.address, multisig: this.multisig, index: act.index, choice, hash });
	}
	vote(act, member, choice = K.CHOICE_APPROVE) {
		accepted(this.chain, [this.voteIx(act, member, choice)], [member]);
		return this.proposal(act);
	}
	needed(act) { return act.kind === K.KIND_ROLLBACK ? this.rules.rollback_threshold : this.rules.threshold; }
	delay(act) { return act.kind === K.KIND_ROLLBACK ? this.rules.rollback_delay : this.rules.timelock; }
	approve(act) {
		for (const member of this.approvers.slice(0, this.needed(act)))
			this.vote(act, member);
		equal(this.proposal(act).status, K.STATUS_APPROVED, 'status after the threshold');
		return act;
	}
	executeIx(act, member = this.members.at(-1), hash = act.hash) { return B.execute(act, member.address, hash); }
	executeSigners(act, member = this.members.at(-1)) { return [member, ...(act.receiverKey ? [act.receiverKey] : [])]; }
	execute(act, member) {
		const r = accepted(this.chain, [this.executeIx(act, member)], this.executeSigners(act, member));
		equal(this.proposal(act).status, K.STATUS_EXECUTED, 'status after execution');
		return r;
	}
	// ready is an act proposed, approved and past its lock.
	readyToRun(act) {
		this.propose(act);
		this.approve(act);
		this.chain.warp(this.delay(act));
		return act;
	}
	run(act) {
		this.execute(this.readyToRun(act));
		return act;
	}
	upgrade(elf, change) { return this.run(this.upgradeAct(elf, change)); }

	refuse(ixs, signers, names, options) { return refused(this.chain, [ixs].flat(), signers, names, options); }
	refuseVote(act, member, choice, names, options) {
		return this.refuse(this.voteIx(act, member, choice), [member], names, options);
	}
	refuseExecute(act, names, options) { return this.refuse(this.executeIx(act), this.executeSigners(act), names,
		options); }
	refusePropose(act, names, options) { return this.refuse(B.propose(act), act.signers, names, options); }

	reclaimIx(act) {
		return B.reclaim({ multisig: this.multisig, index: act.index, program: act.fields.program,
			buffer: act.fields.buffer, depositor: act.depositor });
	}
	closeIx(act, closer = this.payer) {
		return B.close({ closer: closer.address, multisig: this.multisig, index: act.index, rentPayer: act.rentPayer });
	}

	// who may change a program or a buffer, as the loader sees it
	ownerOf(programData) {
		const d = this.chain.data(programData);
		return d[12] === 1 ? d.subarray(13, 45) : null;
	}
	bufferOwner(buffer) { return this.chain.data(buffer).subarray(5, 37); }
}

export { B, LOADER };
