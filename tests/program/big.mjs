// big.mjs - the largest code, 2,600,000 bytes, in the largest account there
// is, and the largest multisig: both must stay inside one transaction.
import { K } from './abi.mjs';
import { KEYTURN } from './chain.mjs';
import { LOADER, derive } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { check, equal } from './tap.mjs';
import { B, Scene, accepted } from './scene.mjs';

const ACCOUNT_MAX = 10_485_760;
const LIMIT = 1_400_000;
const limit = B.budget.limit(LIMIT);
const named = (ix, what) => ({ ...ix, label: `${ix.name}, ${what}` });

// unlucky is a program whose two addresses take many tries each to find
function unlucky(s) {
	for (let i = 0; ; i++) {
		const id = s.key(`unlucky ${i}`).address;
		if (derive(LOADER, id)[1] <= 251 && derive(KEYTURN, K.SEED_PROGRAM, s.multisig, id)[1] <= 251)
			return id;
	}
}

export const BIG = {
	'2,600,000 bytes of code in a 10 MiB account: adopt, propose, execute, roll back'(chain) {
		const s = new Scene(chain, { timelock: 0, rollback_delay: 0 }).create(), what = '2.6 MB in 10 MiB';
		const [v1, v2] = ['big one', 'big two'].map((t) => makeElf(t, K.CODE_LEN_MAX));
		equal(v1.length, K.CODE_LEN_MAX, 'length of the code');
		s.p = s.program(v1, ACCOUNT_MAX - 45, unlucky(s));
		equal(chain.data(s.p.data).length, ACCOUNT_MAX, 'length of program data');
		accepted(chain, [limit, named(s.adoptIx(s.p), what)], [s.payer, s.members[0], s.p.owner]);
		const deploy = (a) => {
			accepted(chain, [limit, named(B.propose(a), what)], a.signers);
			s.approve(a);
			accepted(chain, [limit, named(s.executeIx(a), what)], s.executeSigners(a));
			const r = chain.invoke(s.p.id);
			check(r.ok && r.returned.toString() === a.says, `answers ${r.ok ? r.returned : r.error}`);
		};
		const room = (elf) => s.buffer(elf, K.BUFFER_LEN_MAX);
		deploy({ ...s.upgradeAct(v2, { buffer: room(v2) }), says: 'big two' });
		deploy({ ...s.rollbackAct(v1, 1n, { buffer: room(v1) }), says: 'big one' });
		const m = s.upgradeAct(makeElf('no more'), { buffer: room(v2), code_len: K.CODE_LEN_MAX,
			code_hash: B.codeHash(v2) });
		accepted(chain, [limit, named(B.propose(m), what)], m.signers);
		s.vote(m, s.members[0], K.CHOICE_WITHDRAW);
		accepted(chain, [named(s.reclaimIx(m), what)], []);
		const h = s.readyToRun(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, s.key('r').address));
		accepted(chain, [named(s.executeIx(h), what)], s.executeSigners(h));
	},
	'20 members: everyone votes, and the list changes for 20 others'(chain) {
		const s = Scene.ready(chain, { approvers: 20, operators: 0, threshold: 20, rollback_threshold: 20,
			stop_number: 1 });
		s.run(s.upgradeAct(makeElf('v2')));
		s.run(s.rollbackAct(s.p.elf, 1n));
		const next = s.keys('next', 20);
		s.run(s.membersAct({ members: next.map((k) => ({ address: k.address, role: K.ROLE_APPROVER })),
			rules: { threshold: 7, rollback_threshold: 14, stop_number: 14 } }));
		equal(s.state().rules.member_n, 20, 'members');
		Object.assign(s, { approvers: next, members: next, rules: { ...s.rules, threshold: 7, stop_number: 14 } });
		const a = s.propose(s.upgradeAct(makeElf('v3')));
		for (const m of next.slice(0, 13))
			s.vote(a, m, K.CHOICE_REJECT);
		equal(s.proposal(a).status, K.STATUS_ACTIVE, 'status at 13 of 20 rejections');
		equal(s.vote(a, next[19], K.CHOICE_REJECT).status, K.STATUS_REJECTED, 'status at 14 of 20 rejections');
	},
};

export const UNITS_MAX = LIMIT;
