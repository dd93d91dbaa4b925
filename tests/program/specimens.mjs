// specimens.mjs - one accepted instruction of every kind, each in a scene of
// its own where every role is played by another key.  {ix, keys, free}: free
// names positions any funded signer may take.
import { K } from './abi.mjs';
import { makeElf } from './elf.mjs';
import { B, Scene, accepted } from './scene.mjs';

const fresh = (chain) => {
	const s = Scene.ready(chain, { approvers: 4, operators: 2 });
	s.voter = s.approvers[3];
	return s;
};
const forPropose = (s, act) => ({ s, act, ix: B.propose(act), keys: act.signers, free: ['rent payer'] });
const forExecute = (s, act) => ({ s, act, ix: s.executeIx(s.readyToRun(act)), keys: s.executeSigners(act), free: [] });
const forVote = (s, act, choice, m = s.voter) => ({ s, act, ix: s.voteIx(act, m, choice), keys: [m], free: [] });

const upgrade = (s, n = 2) => s.upgradeAct(makeElf(`v${n}`));
const rollback = (s) => {
	s.upgrade(makeElf('v2'));
	return s.rollbackAct(s.p.elf, 1n);
};
const handover = (s) => {
	const receiverKey = s.key('receiver');
	return Object.assign(s.handoverAct(K.KIND_HANDOVER, receiverKey.address), { receiverKey });
};
const toMultisig = (s) => s.handoverAct(K.KIND_HANDOVER_MULTISIG, new Scene(s.chain).create().multisig);
const unchecked = (s) => s.handoverAct(K.KIND_HANDOVER_UNCHECKED, s.key('anybody').address);
const immutable = (s) => s.handoverAct(K.KIND_IMMUTABLE, B.ZERO);
const members = (s) => s.membersAct({ rules: { timelock: 7200 } });
export const ACTS = { upgrade, rollback, members, handover, 'handover multisig': toMultisig,
	'handover unchecked': unchecked, immutable };

function reclaimable(chain) {
	const s = fresh(chain), act = s.propose(upgrade(s));
	s.vote(act, s.members[0], K.CHOICE_WITHDRAW);
	return { s, act, ix: s.reclaimIx(act), keys: [], free: [] };
}

export const SPECIMENS = {
	'create multisig'(chain) {
		const s = new Scene(chain);
		return { s, ix: s.createIx(), keys: [s.payer, s.createKey], free: ['payer'] };
	},
	adopt(chain) {
		const s = fresh(chain), p = s.program();
		return { s, ix: s.adoptIx(p), keys: [s.payer, s.members[0], p.owner], free: ['payer'] };
	},
	'adopt, the authority already ours'(chain) {
		const s = fresh(chain), p = s.program();
		chain.putProgram(p.id, p.elf, s.authority);
		return { s, ix: s.adoptIx({ ...p, owner: s.authority }), keys: [s.payer, s.members[0]], free: ['payer'] };
	},
	'adopt again'(chain) {
		const s = fresh(chain), owner = s.key('holder');
		s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, owner.address));
		return { s, ix: s.adoptIx({ ...s.p, owner }), keys: [s.payer, s.members[0], owner], free: ['payer'] };
	},
	...Object.fromEntries(Object.entries(ACTS).map(([name, make]) => [`propose ${name}`, (chain) => {
		const s = fresh(chain);
		return forPropose(s, make(s));
	}])),
	...Object.fromEntries([['approve', K.CHOICE_APPROVE], ['reject', K.CHOICE_REJECT]].map(([name, choice]) =>
		[name, (chain) => {
		const s = fresh(chain);
		return forVote(s, s.propose(upgrade(s)), choice);
	}])),
	cancel(chain) {
		const s = fresh(chain);
		return forVote(s, s.approve(s.propose(upgrade(s))), K.CHOICE_CANCEL);
	},
	withdraw(chain) {
		const s = fresh(chain);
		return forVote(s, s.propose(upgrade(s)), K.CHOICE_WITHDRAW, s.members[0]);
	},
	...Object.fromEntries(Object.entries(ACTS).map(([name, make]) => [`execute ${name}`, (chain) => {
		const s = fresh(chain);
		return forExecute(s, make(s));
	}])),
	reclaim: reclaimable,
	close(chain) {
		const r = reclaimable(chain);
		accepted(chain, [r.ix], []);
		chain.warp(r.s.rules.window);
		return { ...r, ix: r.s.closeIx(r.act, r.s.voter), keys: [r.s.voter], free: [] };
	},
};
