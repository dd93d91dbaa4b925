// life.mjs - the whole life of every act: what each step leaves on the chain,
// and what each account and its lamports are afterwards.
import { K } from './abi.mjs';
import { KEYTURN } from './chain.mjs';
import { Key, LOADER, SYSTEM } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { check, equal } from './tap.mjs';
import { B, DAY, Scene, accepted } from './scene.mjs';

const CHUNK = 900;

// deployed puts a program on the chain by the loader's own instructions.
export function deployed(chain, tag, elf, owner, room) {
	const program = new Key(`${tag} program`), buffer = new Key(`${tag} buffer`);
	const payer = chain.fund(new Key(`${tag} payer`));
	uploaded(chain, buffer, elf, owner, payer);
	accepted(chain, [B.system.createAccount(payer.address, program.address, chain.rent(36), 36, LOADER),
		B.loader.deploy(payer.address, program.address, buffer.address, owner.address, room)], [payer, program, owner]);
	return program.address;
}
function uploaded(chain, buffer, elf, owner, payer) {
	accepted(chain, [B.system.createAccount(payer.address, buffer.address, chain.rent(37 + elf.length), 37 + elf.length,
		LOADER),
		B.loader.initializeBuffer(buffer.address, owner.address)], [payer, buffer]);
	for (let at = 0; at < elf.length; at += CHUNK)
		accepted(chain, [B.loader.write(buffer.address, owner.address, at, elf.subarray(at, at + CHUNK))], [owner]);
}

const answers = (chain, program, text) => {
	const r = chain.invoke(program);
	check(r.ok && r.returned.toString() === text, `the program answers ${r.ok ? r.returned : r.error}, want ${text}`);
};
const eventOf = (r) => {
	const lines = r.logs.filter((l) => l.startsWith('Program data: '));
	equal(lines.length, 1, 'events');
	return Buffer.from(lines[0].slice(14), 'base64');
};
function checkEvent(r, s, act, instruction, detail, status, member) {
	const e = eventOf(r);
	equal(e.length, 75, 'event length');
	equal(e[0], instruction, 'event instruction');
	equal(e[1], detail, 'event detail');
	equal(e[2], status, 'event status');
	equal(e.subarray(3, 35), s.multisig, 'event multisig');
	equal(e.readBigUInt64LE(35), BigInt(act.index), 'event index');
	equal(e.subarray(43, 75), member.address, 'event member');
}

function isClosed(chain, act, refundTo, before) {
	const at = B.proposalAt(act.multisig, act.index);
	equal(chain.account(at), null, 'a closed proposal');
	check(chain.balance(refundTo) > before, 'the rent payer got the rent back');
}
function closes(s, act) {
	const before = s.chain.balance(act.rentPayer), held = s.chain.balance(B.proposalAt(s.multisig, act.index));
	const { status } = s.proposal(act);
	checkEvent(accepted(s.chain, [s.closeIx(act)], [s.payer]), s, act, K.CLOSE, act.kind, status, s.payer);
	isClosed(s.chain, act, act.rentPayer, before);
	equal(s.chain.balance(act.rentPayer) - before, held, 'refund');
}
function reclaims(s, act) {
	equal(s.bufferOwner(act.fields.buffer), s.authority, 'the authority holds the buffer');
	const before = s.chain.data(act.fields.buffer);
	const r = accepted(s.chain, [s.reclaimIx(act)], []);
	checkEvent(r, s, act, K.RECLAIM, act.kind, s.proposal(act).status, { address: B.ZERO });
	equal(s.bufferOwner(act.fields.buffer), s.depositor.address, 'the depositor holds the buffer');
	equal(s.chain.data(act.fields.buffer).subarray(37), before.subarray(37), 'code in the buffer');
	equal(s.proposal(act).holds_buffer, 0, 'holds_buffer');
}

export const LIFE = {
	'create multisig: every field, 20 members allocated, rent paid by the payer'(chain) {
		const s = new Scene(chain, { approvers: 2, threshold: 1, stop_number: 2 });
		const before = chain.balance(s.payer.address);
		const made = accepted(chain, [s.createIx()], [s.payer, s.createKey]);
		checkEvent(made, s, { index: 0 }, K.CREATE_MULTISIG, 0, 0, s.createKey);
		const m = s.state(), a = chain.account(s.multisig);
		equal(a.data.length, K.MULTISIG_LEN, 'length');
		equal(a.owner, KEYTURN, 'owner');
		equal(a.lamports, chain.rent(K.MULTISIG_LEN), 'lamports');
		equal(before - chain.balance(s.payer.address), a.lamports, 'paid');
		equal(m.tag, K.ACCOUNT_MULTISIG);
		equal(m.version, K.ABI_VERSION);
		equal(m.create_key, s.createKey.address);
		equal(m.genesis_hash, s.genesis);
		equal(m.epoch, 0n, 'epoch');
		equal(m.proposal_count, 0n, 'proposal count');
		equal(JSON.stringify(m.rules), JSON.stringify({ member_n: 3, ...s.rules }), 'rules');
		equal(Buffer.concat(m.members.map((x) => x.address)), Buffer.concat(s.memberRows().map((x) => x.address)),
			'members');
		check(a.data.subarray(104 + 3 * B.MEMBER_LEN).every((b) => b === 0), 'unused members are zero');
	},
	'create multisig and change: the extremes of every number are lawful'(chain) {
		const most = { timelock: K.TIMELOCK_MAX_S, rollback_delay: K.TIMELOCK_MAX_S, window: K.WINDOW_MAX_S,
			reach: K.REACH_MAX_S };
		const least = { timelock: 0, rollback_delay: 0, window: K.WINDOW_MIN_S, reach: K.REACH_MIN_S };
		const numbers = [
			[1, { threshold: 1, rollback_threshold: 1, stop_number: 1 }],
			[20, { threshold: 20, rollback_threshold: 20, stop_number: 1 }],
			[20, { threshold: 1, rollback_threshold: 20, stop_number: 20 }],
		];
		for (const [approvers, votes] of numbers)
			for (const times of [most, least]) {
				const s = new Scene(chain, { approvers, operators: 0, ...votes, ...times }).create();
				equal(JSON.stringify(s.state().rules), JSON.stringify({ member_n: approvers, ...votes, ...times }),
					'rules');
				s.run(s.membersAct({ rules: { ...votes, ...(times === most ? least : most) } }));
				equal(s.state().rules.window, times === most ? least.window : most.window, 'window after the change');
			}
	},
	'upgrade: from a real deploy to the new code answering'(chain) {
		const s = new Scene(chain).create(), v1 = makeElf('one'), v2 = makeElf('two, and longer', 3000),
			owner = s.key('owner');
		const id = deployed(chain, s.tag, v1, owner, 4000), data = B.programDataAt(id);
		answers(chain, id, 'one');
		s.p = { id, owner, elf: v1, data };
		const adopted = accepted(chain, [s.adoptIx(s.p)], [s.payer, s.members[0], owner]);
		checkEvent(adopted, s, { index: 0 }, K.ADOPT, 0, 0, s.members[0]);
		equal(s.ownerOf(data), s.authority, 'upgrade authority after adopt');
		const rec = s.record();
		equal(rec.state, K.RECORD_GOVERNED);
		equal(rec.newest, 1n, 'newest');
		equal(rec.version_n, 1, 'versions');
		const v = rec.versions[0];
		equal(v.code_hash, B.codeHash(v1), 'hash of version 1');
		equal(v.code_len, v1.length, 'length of version 1');
		equal(v.flags, K.VERSION_ADOPTED, 'flags of version 1');
		equal(v.proposal, 0n, 'act of version 1');
		equal(v.began, chain.now, 'version 1 began');

		const buffer = s.key('upload');
		uploaded(chain, buffer, v2, s.depositor, chain.fund(s.key('uploader')));
		const a = s.upgradeAct(v2, { buffer: buffer.address });
		s.propose(a);
		checkEvent(a.proposed, s, a, K.PROPOSE, K.KIND_UPGRADE, K.STATUS_ACTIVE, s.members[0]);
		equal(s.bufferOwner(buffer.address), s.authority, 'buffer owner after propose');
		const p = s.proposal(a);
		for (const [k, want] of Object.entries({ tag: K.ACCOUNT_PROPOSAL, version: 1, kind: K.KIND_UPGRADE,
			holds_buffer: 1, multisig: s.multisig, index: 1n, epoch: 0n,
			proposer: s.members[0].address, rent_payer: s.payer.address, depositor: s.depositor.address,
				lock: s.rules.timelock, window: s.rules.window,
			created_at: chain.now, approvals: 0, rejections: 0, cancels: 0, approved_by: 0, payload_len: 181,
				description: a.description }))
			equal(p[k], want, k);
		const r = accepted(chain, [s.voteIx(a, s.approvers[2], K.CHOICE_APPROVE)], [s.approvers[2]]);
		checkEvent(r, s, a, K.VOTE, K.CHOICE_APPROVE, K.STATUS_ACTIVE, s.approvers[2]);
		chain.warp(100);
		const q = s.vote(a, s.approvers[0]);
		equal(q.approvals, 0b101, 'approvals');
		equal(q.approved_by, 0b101, 'approved by');
		equal(q.approved_at, chain.now, 'approved at');
		chain.warp(2 * DAY);
		const spill = chain.balance(s.spill), both = chain.balance(data) + chain.balance(buffer.address);
		const x = s.execute(a), slot = chain.slot;
		checkEvent(x, s, a, K.EXECUTE, K.KIND_UPGRADE, K.STATUS_EXECUTED, s.members.at(-1));
		answers(chain, id, 'two, and longer');
		equal(chain.account(buffer.address), null, 'the buffer is gone');
		equal(chain.balance(s.spill) - spill + chain.balance(data), both, 'lamports of program data and buffer');
		const done = s.proposal(a);
		equal(done.ended_at, chain.now, 'ended at');
		equal(done.holds_buffer, 0, 'holds buffer');
		const after = s.record();
		equal(after.newest, 2n, 'newest');
		equal(after.versions[0].ended, chain.now, 'version 1 ended');
		equal(after.versions[1].proposal, 1n, 'act of version 2');
		equal(after.versions[1].slot, slot, 'slot of version 2');
		equal(after.versions[1].flags, 0, 'flags of version 2');
		chain.warp(s.rules.window);
		closes(s, a);
	},
	'rollback: its own threshold and delay, the version left is retired'(chain) {
		const s = Scene.ready(chain, { approvers: 5, rollback_threshold: 4, rollback_delay: 0, stop_number: 2 }),
			v2 = makeElf('v2');
		s.upgrade(v2);
		const a = s.propose(s.rollbackAct(s.p.elf, 1n));
		equal(s.proposal(a).lock, 0, 'lock');
		for (const m of s.approvers.slice(0, 3))
			equal(s.vote(a, m).status, K.STATUS_ACTIVE, 'three of four');
		equal(s.vote(a, s.approvers[3]).status, K.STATUS_APPROVED, 'four of four');
		s.execute(a);
		answers(chain, s.p.id, `${s.tag} v1`);
		const r = s.record();
		equal(r.newest, 3n, 'newest');
		equal(r.versions.map((v) => Number(v.number)).join(), '2,3', 'a hash in the ring moves to newest');
		equal(r.versions[0].flags, K.VERSION_RETIRED, 'flags of the version left');
		equal(r.versions[1].code_hash, B.codeHash(s.p.elf), 'hash of the newest');
		s.refusePropose(s.rollbackAct(v2, 2n), 'TARGET_RETIRED');
	},
	'rollback made in advance: runs only after the upgrade it undoes'(chain) {
		const s = Scene.ready(chain), v2 = makeElf('v2'), up = s.propose(s.upgradeAct(v2));
		const back = s.propose(s.rollbackAct(s.p.elf, 1n, { flags: K.DEPLOY_ADVANCE, from_number: 2n,
			from_hash: B.codeHash(v2) }));
		s.approve(up);
		s.approve(back);
		chain.warp(2 * DAY);
		s.refuseExecute(back, 'NOT_YET');
		s.execute(up);
		answers(chain, s.p.id, 'v2');
		chain.tick();
		s.execute(back);
		answers(chain, s.p.id, `${s.tag} v1`);
	},
	'rollback made in advance: another upgrade supersedes it for ever'(chain) {
		const s = Scene.ready(chain), v2 = makeElf('v2'), up = s.propose(s.upgradeAct(v2)),
			other = s.propose(s.upgradeAct(makeElf('v3')));
		const back = s.propose(s.rollbackAct(s.p.elf, 1n, { flags: K.DEPLOY_ADVANCE, from_number: 2n,
			from_hash: B.codeHash(v2) }));
		for (const a of [up, other, back])
			s.approve(a);
		chain.warp(2 * DAY);
		s.execute(other);
		chain.tick();
		s.refuseExecute(back, 'SUPERSEDED');
		reclaims(s, back);
		reclaims(s, up);
	},
	'members: list, numbers and epoch change; older acts are dead and buffers come back'(chain) {
		const s = Scene.ready(chain), open = s.propose(s.upgradeAct(makeElf('v2'))), newer = s.keys('newer', 4);
		const members = newer.map((k) => ({ address: k.address, role: K.ROLE_APPROVER }));
		const rules = { threshold: 3, rollback_threshold: 4, stop_number: 2, timelock: 100, rollback_delay: 1,
			window: 3600, reach: DAY };
		const a = s.run(s.membersAct({ members, rules }));
		const m = s.state();
		equal(m.epoch, 1n, 'epoch');
		equal(JSON.stringify(m.rules), JSON.stringify({ member_n: 4, ...rules }), 'rules');
		equal(Buffer.concat(m.members.map((x) => x.address)), Buffer.concat(newer.map((x) => x.address)), 'members');
		check(chain.data(s.multisig).subarray(104 + 4 * B.MEMBER_LEN).every((b) => b === 0), 'unused members are zero');
		equal(m.create_key, s.createKey.address, 'create key');
		equal(m.proposal_count, 2n, 'proposal count');
		equal(s.ownerOf(s.p.data), s.authority, 'the authority never changes');
		s.refuseVote(open, newer[0], K.CHOICE_APPROVE, 'STALE');
		s.refuseVote(open, s.members[1], K.CHOICE_APPROVE, ['STALE', 'NOT_MEMBER']);
		reclaims(s, open);
		chain.warp(s.rules.window * 2);
		accepted(chain, [s.closeIx(open)], [s.payer]);
		s.refuse(s.closeIx(a), [s.payer], 'CHANGE_IS_KEPT');
		const t = Object.assign(s, { approvers: newer, operators: [], members: newer, rules });
		t.run(t.upgradeAct(makeElf('v2')));
	},
	'handover: the receiver signs, the record closes'(chain) {
		const s = Scene.ready(chain), receiver = s.key('receiver');
		const a = Object.assign(s.handoverAct(K.KIND_HANDOVER, receiver.address), { receiverKey: receiver });
		s.readyToRun(a);
		const ix = s.executeIx(a);
		const unsigned = { ...ix, accounts: ix.accounts.map((x) => (x.name === 'receiver' ? { ...x, s: false } : x)) };
		s.refuse(unsigned, [s.members.at(-1)], 'NOT_SIGNER');
		s.execute(a);
		equal(s.ownerOf(s.p.data), receiver.address, 'upgrade authority');
		equal(s.record().state, K.RECORD_CLOSED, 'record state');
		equal(s.newest().ended, chain.now, 'the newest version ended');
	},
	'handover to another multisig, which adopts without its old owner'(chain) {
		const s = Scene.ready(chain), other = new Scene(chain).create();
		s.run(s.handoverAct(K.KIND_HANDOVER_MULTISIG, other.multisig));
		equal(s.ownerOf(s.p.data), other.authority, 'upgrade authority');
		equal(s.record().state, K.RECORD_CLOSED, 'record state');
		other.p = { ...s.p, owner: other.authority };
		accepted(chain, [other.adoptIx(other.p)], [other.payer, other.members[0]]);
		equal(other.record().newest, 1n, 'newest of the new record');
		other.upgrade(makeElf('from the other'));
		answers(chain, s.p.id, 'from the other');
	},
	'handover unchecked: any address takes it'(chain) {
		const s = Scene.ready(chain), to = s.key('anybody');
		s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, to.address));
		equal(s.ownerOf(s.p.data), to.address, 'upgrade authority');
		equal(s.record().state, K.RECORD_CLOSED, 'record state');
	},
	'adopting again goes on counting, for the same and for other code'(chain) {
		const s = Scene.ready(chain), owner = s.key('holder');
		s.upgrade(makeElf('v2'));
		s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, owner.address));
		s.p = { ...s.p, owner, elf: makeElf('v2') };
		s.adopt(s.p);
		const r = s.record();
		equal(r.state, K.RECORD_GOVERNED, 'state');
		equal(r.newest, 3n, 'newest');
		equal(r.versions.map((v) => Number(v.number)).join(), '1,3', 'numbers in the ring');
		equal(r.versions[1].flags & K.VERSION_ADOPTED, K.VERSION_ADOPTED, 'adopted flag');
		s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, owner.address));
		chain.tick();
		const elf = makeElf('elsewhere'), buffer = chain.putBuffer(s.key('b').address, elf, owner.address);
		accepted(chain, [B.loader.upgrade(s.p.id, buffer, s.spill, owner.address)], [owner]);
		s.p = { ...s.p, elf };
		const handedOver = s.newest().ended;
		chain.warp(5000);
		s.adopt(s.p);
		equal(s.record().newest, 4n, 'newest');
		equal(s.record().versions.at(-2).ended, handedOver, 'the version before ended when it was handed over');
		s.upgrade(makeElf('v5'));
		answers(chain, s.p.id, 'v5');
		s.run(s.rollbackAct(elf, 4n));
		answers(chain, s.p.id, 'elsewhere');
	},
	'make immutable: no authority is left, the record is sealed'(chain) {
		const s = Scene.ready(chain);
		s.run(s.handoverAct(K.KIND_IMMUTABLE, B.ZERO));
		equal(s.ownerOf(s.p.data), null, 'upgrade authority');
		equal(s.record().state, K.RECORD_SEALED, 'record state');
		answers(chain, s.p.id, `${s.tag} v1`);
	},
	'reclaim and close: withdrawn, rejected, cancelled, expired twice, superseded, handed over, sealed'(chain) {
		const ends = {
			withdrawn: (s, a) => s.vote(s.propose(a), s.members[0], K.CHOICE_WITHDRAW),
			rejected: (s, a) => [0, 2].forEach((i) => s.vote(i ? a : s.propose(a), s.approvers[i], K.CHOICE_REJECT)),
			cancelled: (s, a) => s.vote(s.approve(s.propose(a)), s.approvers[2], K.CHOICE_CANCEL),
			'voting expired': (s, a) => { s.propose(a); chain.warp(s.rules.window); },
			'execution expired': (s, a) => { s.approve(s.propose(a)); chain.warp(s.rules.window + s.rules.timelock); },
			superseded: (s, a) => { s.propose(a); s.upgrade(makeElf('v9')); },
			'handed over': (s, a) => { s.propose(a); s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, s.key('r').address)); },
			sealed: (s, a) => { s.propose(a); s.run(s.handoverAct(K.KIND_IMMUTABLE, B.ZERO)); },
		};
		for (const [, end] of Object.entries(ends)) {
			const s = Scene.ready(chain), a = s.upgradeAct(makeElf('v2'));
			end(s, a);
			reclaims(s, a);
			chain.warp(s.rules.window * 2 + s.rules.timelock);
			closes(s, a);
			const again = s.key('again');
			accepted(chain, [B.loader.setAuthority(a.fields.buffer, s.depositor.address, again.address)], [s.depositor]);
		}
	},
	'ring: the 17th version evicts the oldest'(chain) {
		const s = Scene.ready(chain, { timelock: 0, rollback_delay: 0 });
		const elfs = [s.p.elf];
		for (let i = 2; i <= 17; i++) {
			elfs.push(makeElf(`version ${i}`));
			s.upgrade(elfs.at(-1));
			equal(s.record().newest, BigInt(i), 'newest');
		}
		const r = s.record();
		equal(r.version_n, K.RING, 'versions');
		equal(r.versions.map((v) => Number(v.number)).join(), Array.from({ length: 16 }, (_, i) => i + 2).join(),
			'numbers');
		for (const [i, v] of r.versions.entries())
			equal(v.code_hash, B.codeHash(elfs[i + 1]), 'hash in the ring');
		s.refusePropose(s.rollbackAct(elfs[0], 1n), 'NO_SUCH_VERSION');
		s.run(s.rollbackAct(elfs[1], 2n));
		answers(chain, s.p.id, 'version 2');
		equal(s.record().versions.map((v) => Number(v.number)).join(), [...Array.from({ length: 15 }, (_, i) => i + 3),
			18].join(), 'numbers');
		s.upgrade(makeElf('version 19'));
		equal(s.record().version_n, K.RING, 'versions');
	},
	'one-way: all older versions are retired, later ones are not'(chain) {
		const s = Scene.ready(chain, { timelock: 0, rollback_delay: 0 }), v3 = makeElf('v3');
		s.upgrade(makeElf('v2'));
		s.upgrade(v3, { flags: K.DEPLOY_ONE_WAY });
		s.upgrade(makeElf('v4'));
		equal(s.record().versions.map((v) => v.flags & K.VERSION_RETIRED).join(), '2,2,0,0', 'retired flags');
		s.refusePropose(s.rollbackAct(s.p.elf, 1n), 'TARGET_RETIRED');
		s.run(s.rollbackAct(v3, 3n));
	},
	'stop: those who did not approve stop a stolen quorum, to the last second'(chain) {
		const s = Scene.ready(chain, { approvers: 5, threshold: 3, rollback_threshold: 3, stop_number: 3 });
		const stolen = s.approvers.slice(0, 3), honest = s.approvers.slice(3);
		s.rules.stop_number = 2;
		s.run(s.membersAct());
		const a = s.propose(s.upgradeAct(makeElf('malware')));
		for (const m of stolen)
			s.vote(a, m);
		chain.warp(s.rules.timelock + s.rules.window - 1);
		equal(s.vote(a, honest[0], K.CHOICE_CANCEL).status, K.STATUS_APPROVED, 'one is not enough');
		equal(s.vote(a, honest[1], K.CHOICE_CANCEL).status, K.STATUS_CANCELLED, 'two are');
		s.refuseExecute(a, 'NOT_APPROVED');
		reclaims(s, a);
	},
	'stop: a rollback is stopped only by its reject number'(chain) {
		const s = Scene.ready(chain, { approvers: 5, threshold: 2, rollback_threshold: 3, stop_number: 1 });
		s.upgrade(makeElf('v2'));
		const a = s.approve(s.propose(s.rollbackAct(s.p.elf, 1n)));
		for (const m of [1, 3])
			equal(s.vote(a, s.approvers[m], K.CHOICE_CANCEL).status, K.STATUS_APPROVED, 'below the reject number');
		equal(s.vote(a, s.approvers[4], K.CHOICE_CANCEL).status, K.STATUS_CANCELLED, 'at the reject number');
	},
	'votes: one bit per member, setting one clears the others; the last word counts'(chain) {
		const s = Scene.ready(chain, { approvers: 4, threshold: 3, rollback_threshold: 3, stop_number: 2 });
		const a = s.propose(s.upgradeAct(makeElf('v2'))), [p, q, r, t] = s.approvers;
		s.vote(a, p);
		let x = s.vote(a, p, K.CHOICE_REJECT);
		equal(`${x.approvals} ${x.rejections}`, '0 1', 'after a change of mind');
		x = s.vote(a, p);
		equal(`${x.approvals} ${x.rejections}`, '1 0', 'after another');
		s.vote(a, q);
		s.vote(a, q, K.CHOICE_REJECT);
		s.vote(a, r);
		x = s.vote(a, t);
		equal(`${x.approvals} ${x.rejections} ${x.approved_by} ${x.status}`, '13 2 13 2', 'approved by three of four');
		x = s.vote(a, p, K.CHOICE_CANCEL);
		equal(`${x.approvals} ${x.rejections} ${x.cancels} ${x.approved_by} ${x.status}`, '12 2 1 13 2',
			'an approver cancels; who approved stays known');
		x = s.vote(a, q, K.CHOICE_CANCEL);
		equal(`${x.approvals} ${x.rejections} ${x.cancels} ${x.status}`, '12 0 3 5', 'cancelled');
		equal(x.ended_at, chain.now, 'ended at');
	},
	'addresses: a stranger who pays lamports in advance blocks nothing'(chain) {
		const amounts = [1n, chain.rent(0), chain.rent(K.MULTISIG_LEN), 10n ** 10n];
		for (const lamports of amounts) {
			const s = new Scene(chain), p = s.program();
			const gift = (key) => accepted(chain, [B.system.transfer(chain.payer.address, key, lamports)], []);
			const put = (key) => (lamports < chain.rent(0) ? chain.put(key, { lamports }) : gift(key));
			for (const key of [s.multisig, s.authority, B.recordAt(s.multisig, p.id), B.proposalAt(s.multisig, 1)])
				put(key);
			s.create();
			equal(chain.balance(s.multisig), lamports > chain.rent(K.MULTISIG_LEN)
				? lamports : chain.rent(K.MULTISIG_LEN), 'lamports of the multisig');
			s.p = s.adopt(p);
			const a = s.upgrade(makeElf('v2'));
			chain.warp(s.rules.window);
			closes(s, a);
			equal(chain.account(s.authority)?.lamports ?? 0n, lamports, 'the gift to the authority');
			equal(chain.account(s.authority)?.owner ?? SYSTEM, SYSTEM, 'the authority stays a System account');
		}
	},
	'one key may be payer, proposer and depositor at once'(chain) {
		const s = new Scene(chain).create(), m = chain.fund(s.members[0]), p = s.program(), elf = makeElf('v2');
		const one = { payer: m };
		accepted(chain, [s.adoptIx(p, { payer: m.address })], [p.owner], one);
		s.p = p;
		const change = { proposer: m.address, rentPayer: m.address, depositor: m.address };
		const buffer = chain.putBuffer(s.key('b').address, elf, m.address);
		const a = s.upgradeAct(elf, { buffer, spill: m.address }, change);
		accepted(chain, [B.propose(a)], [], one);
		accepted(chain, [s.voteIx(a, m, K.CHOICE_APPROVE)], [], one);
		s.vote(a, s.approvers[1]);
		chain.warp(s.rules.timelock);
		accepted(chain, [s.executeIx(a, m)], [], one);
		answers(chain, p.id, 'v2');
		chain.warp(s.rules.window);
		accepted(chain, [s.closeIx(a, m)], [], one);
	},
};
