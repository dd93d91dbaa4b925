// errors_acts.mjs - a test for each error number about votes, times and the
// order of acts (140 to 155) and about their end (200 to 207).
import { K, encode, patch } from './abi.mjs';
import { makeElf } from './elf.mjs';
import { check } from './tap.mjs';
import { B, DAY, Scene, accepted } from './scene.mjs';
import { swap } from './errors_access.mjs';

const ALL = { all: true };
const proposed = (chain, options) => {
	const s = Scene.ready(chain, options);
	s.a = s.propose(s.upgradeAct(makeElf('v2')));
	return s;
};
const { CHOICE_APPROVE: YES, CHOICE_REJECT: NO, CHOICE_CANCEL: STOP, CHOICE_WITHDRAW: BACK } = K;

export const VOTE_ERRORS = {
	NOT_MEMBER(chain) {
		const s = proposed(chain), stranger = chain.fund(s.key('stranger'));
		for (const choice of [YES, NO, STOP, BACK])
			s.refuseVote(s.a, stranger, choice, choice === STOP ? ['NOT_MEMBER', 'NOT_APPROVED'] : 'NOT_MEMBER', ALL);
		const act = s.membersAct({}, { proposer: stranger.address, signers: [stranger, s.payer] });
		s.refusePropose(act, 'NOT_MEMBER', ALL);
		s.approve(s.a);
		chain.warp(2 * DAY);
		s.refuse(s.executeIx(s.a, stranger), [stranger], 'NOT_MEMBER', ALL);
		const p = s.program();
		s.refuse(s.adoptIx(p, { member: stranger.address }), [s.payer, stranger, p.owner], 'NOT_MEMBER', ALL);
		// one of the create key's, the payer's, the multisig's own
		s.refuse(s.executeIx(s.a, s.createKey), [s.createKey], 'NOT_MEMBER', ALL);
	},
	NOT_APPROVER(chain) {
		const s = proposed(chain);
		for (const choice of [YES, NO])
			s.refuseVote(s.a, s.operators[0], choice, 'NOT_APPROVER', ALL);
		s.approve(s.a);
		s.refuseVote(s.a, s.operators[0], STOP, 'NOT_APPROVER', ALL);
	},
	NOT_PROPOSER(chain) {
		const s = proposed(chain);
		for (const m of s.members.slice(1))
			s.refuseVote(s.a, m, BACK, 'NOT_PROPOSER', ALL);
		s.vote(s.a, s.members[0], BACK);
	},
	HASH_MISMATCH(chain) {
		const s = proposed(chain), bad = Buffer.from(s.a.hash);
		for (const i of [0, 15, 31]) {
			bad[i] ^= 1;
			s.refuse(s.voteIx(s.a, s.approvers[0], YES, bad), [s.approvers[0]], 'HASH_MISMATCH', ALL);
			bad[i] ^= 1;
		}
		s.approve(s.a);
		s.refuse(s.voteIx(s.a, s.approvers[0], STOP, B.ZERO), [s.approvers[0]], 'HASH_MISMATCH', ALL);
		chain.warp(2 * DAY);
		s.refuse(s.executeIx(s.a, s.members[0], B.ZERO), [s.members[0]], 'HASH_MISMATCH', ALL);
		s.execute(s.a);
	},
	NOT_ACTIVE(chain) {
		const s = proposed(chain);
		s.vote(s.a, s.members[0], BACK);
		for (const choice of [YES, NO, BACK])
			s.refuseVote(s.a, s.members[0], choice, 'NOT_ACTIVE', ALL);
		const b = s.approve(s.propose(s.upgradeAct(makeElf('v3'))));
		for (const [choice, m] of [[YES, 2], [NO, 2], [BACK, 0]])
			s.refuseVote(b, s.members[m], choice, 'NOT_ACTIVE', ALL);
		chain.warp(2 * DAY);
		s.execute(b);
		for (const choice of [YES, NO, BACK])
			s.refuseVote(b, s.members[0], choice, 'NOT_ACTIVE', ALL);
		const c = s.propose(s.upgradeAct(makeElf('v4')));
		s.vote(c, s.approvers[0], NO);
		s.vote(c, s.approvers[1], NO);
		s.refuseVote(c, s.approvers[2], YES, 'NOT_ACTIVE', ALL);
		s.refuseVote(c, s.approvers[0], BACK, 'NOT_ACTIVE', ALL);
	},
	NOT_APPROVED(chain) {
		const s = proposed(chain);
		s.refuseExecute(s.a, 'NOT_APPROVED', ALL);
		s.refuseVote(s.a, s.approvers[0], STOP, 'NOT_APPROVED', ALL);
		s.vote(s.a, s.approvers[0], YES);
		s.refuseExecute(s.a, 'NOT_APPROVED', ALL);
		s.vote(s.a, s.approvers[1], YES);
		chain.warp(2 * DAY);
		s.execute(s.a);
		chain.tick();
		s.refuseExecute(s.a, ['NOT_APPROVED'], ALL);
		s.refuseVote(s.a, s.approvers[0], STOP, 'NOT_APPROVED', ALL);
		const b = s.readyToRun(s.upgradeAct(makeElf('v3')));
		s.vote(b, s.approvers[0], STOP);
		s.refuseExecute(b, 'NOT_APPROVED', ALL);
		s.refuseVote(b, s.approvers[1], STOP, 'NOT_APPROVED', ALL);
	},
	VOTING_EXPIRED(chain) {
		const s = proposed(chain);
		chain.warp(s.rules.window - 1);
		s.vote(s.a, s.approvers[0], YES);
		chain.warp(1);
		s.refuseVote(s.a, s.approvers[1], YES, 'VOTING_EXPIRED', ALL);
		s.refuseVote(s.a, s.approvers[1], NO, 'VOTING_EXPIRED', ALL);
		s.refuseVote(s.a, s.approvers[1], NO, 'VOTING_EXPIRED', ALL);
		s.refuseExecute(s.a, 'NOT_APPROVED', ALL);
	},
	TIMELOCK_NOT_OVER(chain) {
		const s = proposed(chain);
		s.approve(s.a);
		s.refuseExecute(s.a, 'TIMELOCK_NOT_OVER', ALL);
		chain.warp(2 * DAY - 1);
		s.refuseExecute(s.a, 'TIMELOCK_NOT_OVER', ALL);
		chain.warp(1);
		s.execute(s.a);
	},
	EXECUTION_EXPIRED(chain) {
		const s = proposed(chain);
		s.approve(s.a);
		chain.warp(2 * DAY + s.rules.window);
		s.refuseExecute(s.a, 'EXECUTION_EXPIRED', ALL);
		s.refuseVote(s.a, s.approvers[0], STOP, ['EXECUTION_EXPIRED', 'VOTING_EXPIRED'], ALL);
		// an approved act may be stopped, and run, to its last second
		const b = s.approve(s.propose(s.upgradeAct(makeElf('v3'))));
		const c = s.approve(s.propose(s.upgradeAct(makeElf('v4'))));
		chain.warp(2 * DAY + s.rules.window - 1);
		s.vote(c, s.approvers[0], STOP);
		s.execute(b);
	},
	STALE(chain) {
		const s = proposed(chain), b = s.approve(s.propose(s.upgradeAct(makeElf('v3'))));
		s.run(s.membersAct({ rules: { timelock: 1000, rollback_delay: 0 } }));
		chain.warp(2 * DAY);
		for (const choice of [YES, NO])
			s.refuseVote(s.a, s.approvers[0], choice, 'STALE', ALL);
		s.refuseVote(b, s.approvers[0], STOP, 'STALE', ALL);
		s.refuseExecute(b, 'STALE', ALL);
	},
	SUPERSEDED(chain) {
		const s = proposed(chain), b = s.propose(s.upgradeAct(makeElf('v3')));
		s.approve(s.a);
		s.approve(b);
		chain.warp(2 * DAY);
		s.execute(b);
		chain.tick();
		s.refuseExecute(s.a, 'SUPERSEDED', ALL);
		const old = s.newest();
		for (const change of [{ from_number: 1n }, { from_number: 3n }, { from_number: 0n }, { from_hash: B.ZERO },
			{ from_number: old.number, from_hash: s.a.fields.from_hash }])
			s.refusePropose(s.upgradeAct(makeElf('v5'), change), 'SUPERSEDED', ALL);
		for (const kind of [K.KIND_HANDOVER_UNCHECKED, K.KIND_IMMUTABLE])
			s.refusePropose(s.handoverAct(kind, kind === K.KIND_IMMUTABLE ? B.ZERO : s.key('r').address,
				{ from_number: 1n }), 'SUPERSEDED', ALL);
	},
	INDEX(chain) {
		const s = proposed(chain);
		for (const index of [0, 1, 3, 1000, 2n ** 64n - 1n])
			s.refusePropose(s.membersAct({}, { index }), 'INDEX', ALL);
		s.propose(s.membersAct());
	},
	KIND(chain) {
		const s = proposed(chain), act = s.membersAct();
		for (const kind of [0, 8, 255]) {
			const ix = B.propose(act);
			ix.data[B_KIND] = kind;
			s.refuse(ix, act.signers, 'KIND', ALL);
		}
		s.propose(act);
	},
	DESCRIPTION(chain) {
		const s = proposed(chain);
		const bad = [Buffer.alloc(141, 0x61), ...['80', 'c0af', 'c1bf', 'e08080', 'eda080', 'f08080af', 'f4908080',
			'f5808080', 'e282', 'c3', '61ff', 'f09f9880f0', 'fe', 'c328']
			.map((h) => Buffer.from(h, 'hex'))];
		for (const description of bad)
			s.refusePropose(s.membersAct({}, { description }), 'DESCRIPTION', ALL);
		for (const description of ['', 'a'.repeat(140), 'é€😀', '\u{10ffff}\ud7ff\ue000'].map((t) => Buffer.from(t)))
			s.propose(s.membersAct({}, { description }));
	},
	ALREADY_VOTED(chain) {
		const s = proposed(chain, { approvers: 5, threshold: 3, rollback_threshold: 3, stop_number: 3 });
		s.vote(s.a, s.approvers[0], YES);
		s.refuseVote(s.a, s.approvers[0], YES, 'ALREADY_VOTED', ALL);
		s.vote(s.a, s.approvers[0], NO);
		s.refuseVote(s.a, s.approvers[0], NO, 'ALREADY_VOTED', ALL);
		s.approve(s.a);
		s.vote(s.a, s.approvers[0], STOP);
		s.refuseVote(s.a, s.approvers[0], STOP, 'ALREADY_VOTED', ALL);
	},
	// votes are recounted at execution; only a forged account can fall short
	THRESHOLD_NOT_MET(chain) {
		const s = proposed(chain), at = B.proposalAt(s.multisig, s.a.index);
		s.approve(s.a);
		chain.warp(2 * DAY);
		const keep = chain.data(at);
		for (const bits of [0, 1, 0b1001, 0b11110000, 0xfffffff8 >>> 0]) {
			chain.forge(at, patch('proposal', patch('proposal', keep, 'approved_by', bits), 'approvals', bits));
			s.refuseExecute(s.a, 'THRESHOLD_NOT_MET', ALL);
		}
		chain.forge(at, keep);
		s.execute(s.a);
	},
};
const B_KIND = 9; // kt_propose.kind
check(encode('propose', { tag: 0, index: 0, kind: 255 })[B_KIND] === 255, 'kind is at 9');

const withdrawn = (chain) => {
	const s = proposed(chain);
	s.vote(s.a, s.members[0], BACK);
	return s;
};
export const END_ERRORS = {
	NOT_DEAD(chain) {
		const s = proposed(chain);
		s.refuse(s.reclaimIx(s.a), [], 'NOT_DEAD', ALL);
		s.refuse(s.closeIx(s.a), [s.payer], ['NOT_DEAD', 'HOLDS_BUFFER'], ALL);
		s.approve(s.a);
		s.refuse(s.reclaimIx(s.a), [], 'NOT_DEAD', ALL);
		chain.warp(2 * DAY + s.rules.window - 1);
		s.refuse(s.reclaimIx(s.a), [], 'NOT_DEAD', ALL);
		chain.warp(1);
		accepted(chain, [s.reclaimIx(s.a)], []);
		const b = s.propose(s.membersAct());
		s.refuse(s.closeIx(b), [s.payer], 'NOT_DEAD', ALL);
		s.approve(b);
		s.refuse(s.closeIx(b), [s.payer], 'NOT_DEAD', ALL);
	},
	NO_BUFFER_HELD(chain) {
		const s = withdrawn(chain);
		accepted(chain, [s.reclaimIx(s.a)], []);
		s.refuse(s.reclaimIx(s.a), [], 'NO_BUFFER_HELD', ALL);
		const b = s.run(s.upgradeAct(makeElf('v2')));
		s.refuse(s.reclaimIx(b), [], ['NO_BUFFER_HELD', 'NOT_DEAD', 'NOT_A_BUFFER'], ALL);
	},
	HOLDS_BUFFER(chain) {
		const s = withdrawn(chain);
		chain.warp(s.rules.window);
		s.refuse(s.closeIx(s.a), [s.payer], 'HOLDS_BUFFER', ALL);
		accepted(chain, [s.reclaimIx(s.a)], []);
		accepted(chain, [s.closeIx(s.a)], [s.payer]);
	},
	TOO_EARLY_TO_CLOSE(chain) {
		const s = withdrawn(chain);
		accepted(chain, [s.reclaimIx(s.a)], []);
		chain.warp(s.rules.window - 1);
		s.refuse(s.closeIx(s.a), [s.payer], 'TOO_EARLY_TO_CLOSE', ALL);
		chain.warp(1);
		accepted(chain, [s.closeIx(s.a)], [s.payer]);
	},
	CHANGE_IS_KEPT(chain) {
		const s = Scene.ready(chain), a = s.run(s.membersAct({ rules: { timelock: 1000, rollback_delay: 0 } }));
		for (let i = 0; i < 3; i++) {
			s.refuse(s.closeIx(a), [s.payer], 'CHANGE_IS_KEPT', ALL);
			chain.warp(s.rules.window);
		}
	},
	NOT_CLOSER(chain) {
		const s = withdrawn(chain), stranger = s.key('stranger');
		accepted(chain, [s.reclaimIx(s.a)], []);
		chain.warp(s.rules.window);
		for (const closer of [stranger, s.depositor, s.createKey])
			s.refuse(s.closeIx(s.a, closer), [closer], 'NOT_CLOSER', ALL);
		accepted(chain, [s.closeIx(s.a, s.operators[0])], [s.operators[0]]);
	},
	WRONG_RENT_PAYER(chain) {
		const s = withdrawn(chain);
		accepted(chain, [s.reclaimIx(s.a)], []);
		chain.warp(s.rules.window);
		const m = s.members[0];
		for (const key of [m.address, s.depositor.address, s.spill])
			s.refuse(swap(s.closeIx(s.a, m), 'rent payer', { key }), [m], 'WRONG_RENT_PAYER', ALL);
	},
};
