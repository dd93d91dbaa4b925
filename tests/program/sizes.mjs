// sizes.mjs - the largest transaction of every kind as the client builds it:
// one key is fee payer, rent payer, proposer and depositor, three compute
// budget instructions lead, 20 members, 140 bytes of description.  Each is
// run, and fits a packet.
import { K } from './abi.mjs';
import { makeElf } from './elf.mjs';
import { check } from './tap.mjs';
import { PACKET } from './message.mjs';
import { B, Scene, accepted } from './scene.mjs';
import { ACTS } from './specimens.mjs';

const BUDGET = [B.budget.limit(1_400_000), B.budget.price(1), B.budget.dataSize(64 << 20)];
const TEXT = Buffer.from('d'.repeat(K.DESCRIPTION_MAX));

function big(chain) {
	const s = new Scene(chain, { approvers: 19, operators: 1 });
	s.one = chain.fund(s.members[0]);
	s.payer = s.depositor = s.one;
	s.spill = s.one.address;
	s.go = (ix, more = []) => accepted(chain, [...BUDGET, ix], more, { payer: s.one });
	return s;
}
const made = (chain) => {
	const s = big(chain);
	s.go(s.createIx(), [s.createKey]);
	s.p = s.program();
	s.go(s.adoptIx(s.p), [s.p.owner]);
	return s;
};

// sizes is [name, bytes] of the largest transaction of every kind.
function sizes(chain) {
	const out = [];
	const note = (name, r) => out.push([name, r.size]);
	const c = big(chain);
	c.approvers.push(c.key('one more'));
	c.members = [...c.approvers.slice(0, 19), ...c.operators];
	c.approvers.pop();
	note('create multisig', c.go(c.createIx(), [c.createKey]));
	c.p = c.program();
	note('adopt', c.go(c.adoptIx(c.p), [c.p.owner]));
	for (const [name, make] of Object.entries(ACTS)) {
		const s = made(chain), draft = make(s);
		const a = { ...s.act(draft.kind, draft.fields, { description: TEXT }), receiverKey: draft.receiverKey };
		note(`propose ${name}`, s.go(B.propose(a)));
		note('vote', s.go(s.voteIx(a, s.one, K.CHOICE_APPROVE)));
		s.vote(a, s.approvers[1]);
		chain.warp(s.rules.timelock);
		note(`execute ${name}`, s.go(s.executeIx(a, s.one), a.receiverKey ? [a.receiverKey] : []));
	}
	const s = made(chain), a = s.act(K.KIND_UPGRADE, s.deployFields(makeElf('v2'), s.p, {}), { description: TEXT });
	s.go(B.propose(a));
	note('withdraw', s.go(s.voteIx(a, s.one, K.CHOICE_WITHDRAW)));
	note('reclaim', s.go(s.reclaimIx(a)));
	chain.warp(s.rules.window);
	note('close', s.go(s.closeIx(a, s.one)));
	return out;
}

export function sizeTests(tap, chain) {
	tap.test(`sizes: every worst case fits ${PACKET} bytes and runs`, () => {
		const all = sizes(chain);
		check(all.length >= 20, `${all.length} kinds`);
		const most = new Map();
		for (const [name, n] of all)
			most.set(name, Math.max(n, most.get(name) ?? 0));
		tap.comment(`bytes: ${[...most].map(([k, n]) => `${k} ${n}`).join(', ')}`);
		for (const [name, n] of most)
			check(n <= PACKET, `${name} takes ${n} bytes`);
	});
}
