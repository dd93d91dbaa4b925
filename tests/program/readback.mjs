// readback.mjs - a loader that says yes and does nothing: every act must see
// that the account is not what it should be, and be undone.
//
// On this chain a program of ours stands at the loader's address, under the
// older loader, and so does the governance program.
import { K, patch } from './abi.mjs';
import { Chain, KEYTURN } from './chain.mjs';
import { LOADER, SYSTEM } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { B, Scene } from './scene.mjs';

function lyingChain(profile, elf, liar) {
	const chain = new Chain(profile, []);
	chain.underOldLoader(KEYTURN, elf);
	chain.underOldLoader(liar, makeElf('yes'));
	return chain;
}

// held is an act whose buffer the authority holds, which only a put can do here
function held(chain, s, act) {
	chain.put(B.proposalAt(s.multisig, act.index), { owner: KEYTURN, data: proposalBytes(chain, s, act) });
	chain.put(s.multisig, { owner: KEYTURN, data: patch('multisig', chain.data(s.multisig), 'proposal_count', act.index) });
	if (act.fields.buffer)
		chain.putBuffer(act.fields.buffer, act.elf, s.authority);
	return act;
}
// proposalBytes takes the header of a change, which needs no loader, and makes
// it the act's: kind, payload, hash and depositor.
function proposalBytes(chain, s, act) {
	const like = s.propose(s.membersAct()), at = B.proposalAt(s.multisig, like.index);
	let data = chain.data(at).subarray(0, K.PROPOSAL_HEADER);
	act.index = like.index;
	act.hash = B.actHash(act);
	for (const [name, value] of Object.entries({ kind: act.kind, holds_buffer: act.fields.buffer ? 1 : 0,
		depositor: act.depositor, payload_hash: act.hash,
		payload_len: act.payload.length, description_len: act.description.length }))
		data = patch('proposal', data, name, value);
	return Buffer.concat([data, act.payload, act.description]);
}

function scene(chain) {
	const s = new Scene(chain).create();
	s.p = s.program();
	return s;
}
// governed puts the record of a program whose authority is ours already: that
// adoption asks nothing of the loader
function governed(chain) {
	const s = scene(chain);
	chain.putProgram(s.p.id, s.p.elf, s.authority, { room: 2048 });
	const r = chain.send([s.adoptIx({ ...s.p, owner: s.authority })], [s.payer, s.members[0]]);
	if (!r.ok)
		throw new Error(`adopt on the lying chain: ${r.error} ${r.logs.join('\n')}`);
	return s;
}

export function readBack(profile, elf, tripped) {
	const chain = lyingChain(profile, elf, LOADER), no = (s, ix, keys) => s.refuse(ix, keys, 'READ_BACK', { all: true });
	const adopting = scene(chain);
	no(adopting, adopting.adoptIx(adopting.p), [adopting.payer, adopting.members[0], adopting.p.owner]);
	const proposing = governed(chain), act = proposing.upgradeAct(makeElf('v2'));
	no(proposing, B.propose(act), act.signers);
	for (const make of [(s) => s.upgradeAct(makeElf('v2')), (s) => s.handoverAct(K.KIND_IMMUTABLE, B.ZERO),
		(s) => s.handoverAct(K.KIND_HANDOVER_UNCHECKED, s.key('r').address),
			(s) => s.handoverAct(K.KIND_HANDOVER_MULTISIG, new Scene(chain).create().multisig)]) {
		const s = governed(chain), a = s.approve(held(chain, s, make(s)));
		chain.warp(s.rules.timelock);
		no(s, s.executeIx(a), s.executeSigners(a));
	}
	const s = governed(chain), dead = held(chain, s, s.upgradeAct(makeElf('v2')));
	chain.warp(s.rules.window);
	no(s, s.reclaimIx(dead), []);

	const poor = lyingChain(profile, elf, SYSTEM), t = new Scene(poor);
	no(t, t.createIx(), [t.payer, t.createKey]);
	for (const name of [...chain.tripped, ...poor.tripped])
		tripped.add(name);
}
