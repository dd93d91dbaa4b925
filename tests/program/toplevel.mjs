// toplevel.mjs - no vote can be hoarded: every instruction is refused behind a
// durable nonce and when another program calls it; what only looks like a
// nonce is not refused.
import { K } from './abi.mjs';
import { BLOCKHASHES, Key, SYSTEM } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { check, equal } from './tap.mjs';
import { B, Scene, accepted } from './scene.mjs';
import { byCall, putNonce } from './errors_access.mjs';
import { SPECIMENS } from './specimens.mjs';

const withVote = (chain) => {
	const s = Scene.ready(chain, { approvers: 5 });
	s.a = s.propose(s.upgradeAct(makeElf('v2')));
	s.nonce = putNonce(chain, `${s.tag} nonce`, s.members[0].address);
	s.advance = (extra) => B.system.advanceNonce(s.nonce, BLOCKHASHES, s.members[0].address, extra);
	s.ix = s.voteIx(s.a, s.members[0], K.CHOICE_APPROVE);
	return s;
};

export const TOPLEVEL = {
	'no instruction runs behind a durable nonce, nor when called by a program'(chain) {
		for (const [name, make] of Object.entries(SPECIMENS)) {
			const x = make(chain), owner = new Key(`nonce owner of ${name}`), nonce = putNonce(chain,
				`nonce for ${name}`, owner.address);
			x.s.refuse([B.system.advanceNonce(nonce, BLOCKHASHES, owner.address), x.ix], [...x.keys, owner],
				'DURABLE_NONCE');
			x.s.refuse([B.system.advanceNonce(nonce, BLOCKHASHES, owner.address), B.budget.limit(500_000), x.ix],
				[...x.keys, owner], 'DURABLE_NONCE');
			x.s.refuse(byCall(x.ix), x.keys, 'NOT_TOP_LEVEL');
			accepted(chain, [x.ix], x.keys);
		}
	},
	'a nonce advanced with the nonce as blockhash is refused'(chain) {
		const s = withVote(chain), value = chain.data(s.nonce).subarray(40, 72);
		s.refuse([s.advance(), s.ix], [s.members[0]], 'DURABLE_NONCE', { blockhash: value });
		s.refuse([s.advance(Buffer.from([0])), s.ix], [s.members[0]], 'DURABLE_NONCE', { blockhash: value });
	},
	'a nonce advanced by a later instruction is no durable nonce'(chain) {
		const s = withVote(chain);
		accepted(chain, [s.ix, s.advance()], [s.members[0]]);
		equal(s.proposal(s.a).approvals, 1, 'approvals');
		const t = withVote(chain);
		accepted(chain, [B.budget.limit(200_000), t.advance(), t.ix], [t.members[0]]);
		equal(t.proposal(t.a).approvals, 1, 'approvals');
	},
	'another first instruction of System, or the same bytes to another program, is no nonce'(chain) {
		const s = withVote(chain);
		accepted(chain, [B.system.transfer(chain.payer.address, chain.payer.address, 4), s.ix], [s.members[0]]);
		const t = withVote(chain);
		accepted(chain, [{ program: t.p.id, accounts: [], data: Buffer.from([4, 0, 0, 0]) }, t.ix], [t.members[0]]);
		const u = withVote(chain); // an instruction whose data is shorter than the tag
		accepted(chain, [{ program: u.p.id, accounts: [{ key: SYSTEM }], data: Buffer.alloc(0) }, u.ix], [u.members[0]]);
	},
	'several of our instructions in one transaction: each is judged alone'(chain) {
		const s = Scene.ready(chain), a = s.upgradeAct(makeElf('v2')), [p, q] = s.approvers;
		const r = chain.send([B.propose(a), s.voteIx(a, p, K.CHOICE_APPROVE), s.voteIx(a, q, K.CHOICE_APPROVE)],
			a.signers.concat(q));
		check(r.ok, `propose and two votes: ${r.error}`);
		equal(s.proposal(a).status, K.STATUS_APPROVED, 'status');
		chain.warp(s.rules.timelock);
		const twice = chain.send([s.executeIx(a), s.executeIx(a)], s.executeSigners(a));
		equal(twice.error, 'NOT_APPROVED', 'executed twice in one transaction');
		equal(s.proposal(a).status, K.STATUS_APPROVED, 'status');
		s.execute(a);
	},
};
