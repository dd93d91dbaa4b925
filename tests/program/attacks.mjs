// attacks.mjs - what somebody would try who wants an upgrade authority, a
// buffer, lamports or a vote that is not his.
import { K, decodeProposal, field, patch } from './abi.mjs';
import { KEYTURN } from './chain.mjs';
import { BLOCKHASHES, Key, SYSTEM, offCurve, sha256 } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { check, equal } from './tap.mjs';
import { B, DAY, Scene, accepted } from './scene.mjs';
import { putNonce } from './errors_access.mjs';

const ALL = { all: true };
const failsOutside = (chain, ixs, keys) => check(!chain.send(ixs, keys).ok, 'the loader let it happen');

// every place in a proposal that its hash covers, one byte of each
function hashedPlaces(data) {
	const p = decodeProposal(data);
	const fields = ['kind', 'multisig', 'index', 'epoch', 'proposer', 'rent_payer', 'depositor',
		'payload_hash'].map((n) => field('proposal', n));
	const out = fields.flatMap((f) => [f.offset, f.offset + f.size - 1]);
	for (let i = 0; i < p.payload_len + p.description_len; i++)
		out.push(K.PROPOSAL_HEADER + i);
	return out;
}

export const ATTACKS = {
	'a held buffer cannot be written, closed or taken back by who brought it'(chain) {
		const s = Scene.ready(chain), a = s.propose(s.upgradeAct(makeElf('v2'))), { buffer } = a.fields, d = s.depositor;
		failsOutside(chain, [B.loader.write(buffer, d.address, 0, Buffer.from('evil'))], [d]);
		failsOutside(chain, [B.loader.close(buffer, d.address, d.address)], [d]);
		failsOutside(chain, [B.loader.setAuthority(buffer, d.address, d.address)], [d]);
		s.approve(a);
		chain.warp(s.rules.timelock);
		s.execute(a);
	},
	'a reclaimed and refilled buffer does not revive a dead act'(chain) {
		const s = Scene.ready(chain), a = s.upgradeAct(makeElf('v2'));
		s.readyToRun(a);
		s.vote(a, s.approvers[2], K.CHOICE_CANCEL);
		accepted(chain, [s.reclaimIx(a)], []);
		accepted(chain, [B.loader.write(a.fields.buffer, s.depositor.address, 200, Buffer.from('evil'))], [s.depositor]);
		s.refuseExecute(a, 'NOT_APPROVED', ALL);
		accepted(chain, [B.loader.setAuthority(a.fields.buffer, s.depositor.address, s.authority)], [s.depositor]);
		s.refuseExecute(a, 'NOT_APPROVED', ALL);
		s.refuse(s.reclaimIx(a), [], 'NO_BUFFER_HELD', ALL);
	},
	'a buffer changed behind the program is not deployed'(chain) {
		const s = Scene.ready(chain), a = s.readyToRun(s.upgradeAct(makeElf('v2'))), { buffer } = a.fields,
			keep = chain.data(buffer);
		const put = (data, names) => {
			chain.put(buffer, { ...chain.account(buffer), data, lamports: chain.rent(4000) });
			s.refuseExecute(a, names, ALL);
		};
		for (let i = 37; i < keep.length - 1; i += 7) {
			const data = Buffer.from(keep);
			data[i] ^= 0x40;
			put(data, 'CODE_HASH');
		}
		put(Buffer.concat([keep, Buffer.from([0, 0, 1])]), 'TAIL_NOT_ZERO');
		put(Buffer.concat([keep.subarray(0, -1), Buffer.from([0])]), 'CODE_NOT_TRIMMED');
		put(keep.subarray(0, -1), 'CODE_LEN');
		put(Buffer.concat([keep, Buffer.alloc(3000)]), 'NO_ROOM');
		chain.put(buffer, { ...chain.account(buffer), data: keep });
		s.execute(a);
	},
	'a buffer that is no program is approved in vain: the loader refuses, all stays as it was'(chain) {
		const s = Scene.ready(chain), old = makeElf('v2');
		old.writeUInt32LE(0, 48); // says it is of the oldest version, and is laid out as none
		for (const junk of [Buffer.from('not a program at all'), old]) {
			const a = s.readyToRun(s.upgradeAct(junk));
			s.refuseExecute(a, null, ALL);
			equal(s.proposal(a).status, K.STATUS_APPROVED, 'status');
			s.vote(a, s.approvers[2], K.CHOICE_CANCEL);
			accepted(chain, [s.reclaimIx(a)], []);
		}
		s.upgrade(makeElf('v3'));
	},
	'a proposal changed behind the program is not executed'(chain) {
		const s = Scene.ready(chain);
		for (const make of [() => s.upgradeAct(makeElf('v2')), () => s.membersAct(),
			() => s.handoverAct(K.KIND_HANDOVER_UNCHECKED, s.key('r').address)]) {
			const a = s.readyToRun(make()), at = B.proposalAt(s.multisig, a.index), keep = chain.data(at);
			for (const i of hashedPlaces(keep)) {
				const data = Buffer.from(keep);
				data[i] ^= 1;
				chain.forge(at, data);
				s.refuseExecute(a, null);
			}
			chain.forge(at, keep);
		}
		s.execute(s.readyToRun(s.upgradeAct(makeElf('v3'))));
	},
	'an act that no longer holds its buffer is not executed, whoever has it'(chain) {
		const s = Scene.ready(chain), a = s.readyToRun(s.upgradeAct(makeElf('v2'))), at = B.proposalAt(s.multisig, a.index);
		const keep = chain.data(at);
		chain.forge(at, patch('proposal', keep, 'holds_buffer', 0));
		s.refuseExecute(a, 'NO_BUFFER_HELD', ALL);
		chain.forge(at, keep);
		s.execute(a);
	},
	'an act approved before a handover does not run after the program came back'(chain) {
		const s = Scene.ready(chain), owner = s.key('holder');
		s.upgrade(makeElf('v2'));
		const up = s.approve(s.propose(s.upgradeAct(makeElf('v3')))),
			back = s.approve(s.propose(s.rollbackAct(s.p.elf, 1n)));
		const ahead = s.approve(s.propose(s.rollbackAct(s.p.elf, 1n, { flags: K.DEPLOY_ADVANCE, from_number: 3n,
			from_hash: B.codeHash(makeElf('v2')) })));
		s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, owner.address));
		s.adopt({ ...s.p, owner, elf: makeElf('v2') });
		equal(s.newest().number, 3n, 'newest');
		s.refuseExecute(up, 'SUPERSEDED', ALL);
		s.refuseExecute(back, 'SUPERSEDED', ALL);
		s.refuseExecute(ahead, 'TARGET_RETIRED', ALL);
		s.refusePropose(s.rollbackAct(s.p.elf, 1n), 'TARGET_RETIRED', ALL);
	},
	'the same list voted in again does not revive older votes'(chain) {
		const s = Scene.ready(chain), a = s.approve(s.propose(s.upgradeAct(makeElf('v2')))),
			b = s.propose(s.upgradeAct(makeElf('v3')));
		s.vote(b, s.approvers[0]);
		s.run(s.membersAct());
		s.refuseExecute(a, 'STALE', ALL);
		s.refuseVote(b, s.approvers[1], K.CHOICE_APPROVE, 'STALE', ALL);
		const c = s.propose(s.upgradeAct(makeElf('v3')));
		check(!c.hash.equals(b.hash), 'the hash is another');
		s.refuse(s.voteIx(c, s.approvers[0], K.CHOICE_APPROVE, b.hash), [s.approvers[0]], 'HASH_MISMATCH', ALL);
	},
	'a member voted out has no say, one voted in none on older acts'(chain) {
		const s = Scene.ready(chain), out = s.approvers[0], entered = s.key('entered'),
			old = s.propose(s.upgradeAct(makeElf('v2')));
		const rows = s.memberRows().map((m) => (m.address.equals(out.address) ? { ...m, address: entered.address } : m));
		s.run(s.membersAct({ members: rows }));
		s.refuseVote(old, entered, K.CHOICE_APPROVE, 'STALE', ALL);
		s.refuseVote(old, out, K.CHOICE_APPROVE, 'NOT_MEMBER', ALL);
		s.refusePropose(s.membersAct({}, { proposer: out.address, signers: [out, s.payer] }), 'NOT_MEMBER', ALL);
		s.refuseVote(old, out, K.CHOICE_WITHDRAW, ['NOT_MEMBER', 'STALE'], ALL);
	},
	'a weaker timelock waits for the full old one, and does not reach older acts'(chain) {
		const s = Scene.ready(chain), weaker = s.approve(s.propose(s.membersAct({ rules: { timelock: 0,
			rollback_delay: 0 } })));
		const up = s.approve(s.propose(s.upgradeAct(makeElf('evil'))));
		chain.warp(2 * DAY - 1);
		s.refuseExecute(weaker, 'TIMELOCK_NOT_OVER', ALL);
		chain.warp(1);
		s.execute(weaker);
		s.refuseExecute(up, 'STALE', ALL);
	},
	'two approved acts from one version: only one runs, in one transaction or two'(chain) {
		const s = Scene.ready(chain), a = s.propose(s.upgradeAct(makeElf('v2'))),
			b = s.propose(s.upgradeAct(makeElf('v3')));
		s.approve(a);
		s.approve(b);
		chain.warp(s.rules.timelock);
		s.refuse([s.executeIx(a), s.executeIx(b)], s.executeSigners(a), 'SUPERSEDED', ALL);
		s.execute(b);
		s.refuseExecute(a, 'SUPERSEDED', ALL);
	},
	'another multisig cannot adopt, propose on or execute what is not its own'(chain) {
		const s = Scene.ready(chain), t = Scene.ready(chain), elf = makeElf('evil');
		const own = { ...s.p, owner: t.authority };
		t.refuse(t.adoptIx(own), [t.payer, t.members[0]], 'WRONG_AUTHORITY', ALL);
		t.refuse(t.adoptIx({ ...s.p, owner: t.members[0] }), [t.payer, t.members[0]], 'WRONG_AUTHORITY', ALL);
		const claimed = t.adoptIx({ ...s.p, owner: s.authority }); // unsigned, as one's own authority would be
		claimed.accounts[2].s = false;
		t.refuse(claimed, [t.payer, t.members[0]], 'NOT_SIGNER', ALL);
		const fields = { ...s.deployFields(elf, s.p, {}), buffer: t.buffer(elf), spill: t.spill };
		t.refusePropose(t.act(K.KIND_UPGRADE, fields), 'NOT_GOVERNED', ALL);
		const ix = B.propose(t.act(K.KIND_UPGRADE, fields));
		ix.accounts.find((a) => a.name === 'record').key = B.recordAt(s.multisig, s.p.id);
		t.refuse(ix, [t.members[0], t.payer, t.depositor], 'WRONG_MULTISIG', ALL);
		ix.accounts.find((a) => a.name === 'authority').key = s.authority;
		t.refuse(ix, [t.members[0], t.payer, t.depositor], 'WRONG_ADDRESS', ALL);
	},
	'handovers go nowhere they cannot come back from by mistake'(chain) {
		const s = Scene.ready(chain), foreign = new Scene(chain);
		foreign.genesis = sha256('another cluster');
		foreign.create();
		const no = (kind, receiver, names = 'RECEIVER') => s.refusePropose(s.handoverAct(kind, receiver), names, ALL);
		no(K.KIND_HANDOVER_MULTISIG, foreign.multisig);
		no(K.KIND_HANDOVER, offCurve(s.tag));
		no(K.KIND_HANDOVER, foreign.multisig);
		no(K.KIND_HANDOVER, KEYTURN);
		no(K.KIND_HANDOVER_UNCHECKED, KEYTURN);
		for (const kind of [K.KIND_HANDOVER, K.KIND_HANDOVER_UNCHECKED])
			for (const receiver of [s.multisig, s.authority, B.recordAt(s.multisig, s.p.id), s.p.id])
				no(kind, receiver, ['RECEIVER', 'DUPLICATE_ACCOUNT']);
	},
	'a buffer that is its own authority is refused'(chain) {
		const s = Scene.ready(chain), elf = makeElf('v2'), self = s.key('self');
		chain.putBuffer(self.address, elf, self.address);
		s.refusePropose(s.upgradeAct(elf, { buffer: self.address }, { depositor: self.address, signers: [s.members[0],
			s.payer, self] }), 'DUPLICATE_ACCOUNT', ALL);
	},
	'an emptied buffer kept alive by a gift in the same transaction is of no use'(chain) {
		const s = Scene.ready(chain), a = s.readyToRun(s.upgradeAct(makeElf('v2'))), { buffer } = a.fields;
		const r = chain.send([s.executeIx(a), B.system.transfer(chain.payer.address, buffer, chain.rent(100))],
			s.executeSigners(a));
		check(r.ok, `execute and a gift: ${r.error}`);
		equal(chain.data(buffer).length, 37, 'what is left of the buffer');
		s.refuse(s.reclaimIx(a), [], 'NO_BUFFER_HELD', ALL);
		for (const code_len of [0, 1]) // it holds no code, and is not the depositor's
			s.refusePropose(s.upgradeAct(makeElf('v3'), { buffer, code_len }), ['CODE_LEN', 'BUFFER_HELD'], ALL);
		s.upgrade(makeElf('v3'));
	},
	'an extension landed in the same slot only delays an upgrade'(chain) {
		const s = Scene.ready(chain), a = s.readyToRun(s.upgradeAct(makeElf('v2'))), fool = chain.fund(s.key('fool'));
		const r = chain.send([B.loader.extend(s.p.id, 10_240, fool.address), s.executeIx(a)],
			[fool, ...s.executeSigners(a)]);
		check(!r.ok && r.index === 1, `extend and execute in one slot: ${r.error}`);
		equal(s.proposal(a).status, K.STATUS_APPROVED, 'status');
		accepted(chain, [B.loader.extend(s.p.id, 10_240, fool.address)], [fool]);
		s.execute(a);
		equal(s.proposal(a).status, K.STATUS_EXECUTED, 'status');
	},
	'a clock that runs backwards makes nothing ready sooner'(chain) {
		const s = Scene.ready(chain), a = s.approve(s.propose(s.upgradeAct(makeElf('v2')))), now = chain.now;
		chain.setTime(now - BigInt(3 * DAY));
		s.refuseExecute(a, 'TIMELOCK_NOT_OVER', ALL);
		s.vote(s.propose(s.membersAct()), s.approvers[0]);
		chain.setTime(now + BigInt(2 * DAY) - 1n);
		s.refuseExecute(a, 'TIMELOCK_NOT_OVER', ALL);
		chain.warp(1);
		s.execute(a);
	},
	'a clock at its very end wraps nothing round'(chain) {
		const s = Scene.ready(chain), now = chain.now, a = s.approve(s.propose(s.upgradeAct(makeElf('v2'))));
		chain.setTime(2n ** 63n - 1n);
		s.refuseExecute(a, 'EXECUTION_EXPIRED', ALL);
		const b = s.approve(s.propose(s.upgradeAct(makeElf('v3'))));
		s.refuseExecute(b, 'TIMELOCK_NOT_OVER', ALL);
		chain.setTime(0n);
		s.refuseExecute(b, 'TIMELOCK_NOT_OVER', ALL);
		chain.setTime(now);
	},
	'a durable nonce is seen behind many accounts, and nothing is mistaken for one'(chain) {
		const s = Scene.ready(chain, { approvers: 5 }), a = s.propose(s.upgradeAct(makeElf('v2'))), m = s.approvers[0];
		const nonce = putNonce(chain, `${s.tag} nonce`, m.address), crowd = s.keys('crowd', 20).map((k) =>
			({ key: k.address }));
		const advance = B.system.advanceNonce(nonce, BLOCKHASHES, m.address);
		s.refuse([{ ...advance, accounts: [...advance.accounts, ...crowd] }, s.voteIx(a, m, K.CHOICE_APPROVE)], [m],
			'DURABLE_NONCE', ALL);
		const pay = B.system.transfer(chain.payer.address, m.address, 10n ** 9n);
		accepted(chain, [{ ...pay, accounts: [...pay.accounts, ...crowd] }, s.voteIx(a, m, K.CHOICE_APPROVE)], [m]);
		const other = s.approvers[1]; // an account whose key begins as the tag does, before the data
		accepted(chain, [{ program: s.p.id, accounts: [{ key: SYSTEM }, ...crowd], data: Buffer.from([4, 0, 0, 0]) },
			s.voteIx(a, other, K.CHOICE_APPROVE)], [other]);
		equal(s.proposal(a).status, K.STATUS_APPROVED, 'status');
	},
	'messages of version 0 and 1 are judged the same'(chain) {
		for (const options of [{ version: 0 }, { version: 1 }]) {
			const s = Scene.ready(chain), a = s.propose(s.upgradeAct(makeElf('v2'))), m = s.approvers[0];
			const advance = B.system.advanceNonce(putNonce(chain, `${s.tag} nonce`, m.address), BLOCKHASHES, m.address);
			s.refuse([advance, s.voteIx(a, m, K.CHOICE_APPROVE)], [m], 'DURABLE_NONCE', options);
			accepted(chain, [s.voteIx(a, m, K.CHOICE_APPROVE), advance], [m], options);
			equal(s.proposal(a).approvals, 1, 'approvals');
		}
	},
	'closing and paying the address in one transaction brings no proposal back'(chain) {
		const s = Scene.ready(chain), a = s.propose(s.membersAct()), at = B.proposalAt(s.multisig, a.index);
		s.vote(a, s.members[0], K.CHOICE_WITHDRAW);
		chain.warp(s.rules.window);
		const r = chain.send([s.closeIx(a), B.system.transfer(chain.payer.address, at, chain.rent(1000))], [s.payer]);
		check(r.ok, `close and a gift: ${r.error}`);
		const left = chain.account(at);
		equal(left.owner, SYSTEM, 'owner');
		equal(left.data.length, 0, 'length');
		s.refuseVote(a, s.approvers[0], K.CHOICE_APPROVE, 'WRONG_OWNER', ALL);
		s.refusePropose(s.membersAct({}, { index: a.index }), 'INDEX', ALL);
		s.propose(s.membersAct());
	},
	'a target is in reach to the last second'(chain) {
		const s = Scene.ready(chain, { timelock: 0, rollback_delay: 0 });
		s.upgrade(makeElf('v2'));
		chain.warp(s.rules.reach - 1);
		s.run(s.rollbackAct(s.p.elf, 1n));
	},
	'a spill that is neither a key nor System\'s is refused again at execution'(chain) {
		const s = Scene.ready(chain), wallet = offCurve(`${s.tag} wallet`);
		chain.fund(wallet);
		const a = s.readyToRun(s.upgradeAct(makeElf('v2'), { spill: wallet }));
		chain.put(wallet, { owner: new Key('a program').address, data: Buffer.alloc(8), lamports: 10n ** 9n });
		s.refuseExecute(a, 'SPILL', ALL);
		chain.put(wallet, { lamports: 10n ** 9n });
		s.execute(a);
	},
	'an upgrade that names a target is malformed'(chain) {
		const s = Scene.ready(chain);
		s.refusePropose(s.upgradeAct(makeElf('v2'), { target_number: 1n }), 'BAD_INSTRUCTION', ALL);
	},
	'a version retired by rolling back stays retired in every later rollback'(chain) {
		const s = Scene.ready(chain, { timelock: 0, rollback_delay: 0 }), v2 = makeElf('v2');
		s.upgrade(v2);
		s.run(s.rollbackAct(s.p.elf, 1n));
		s.upgrade(makeElf('v4'));
		s.refusePropose(s.rollbackAct(v2, 2n), 'TARGET_RETIRED', ALL);
		s.refusePropose(s.rollbackAct(v2, 2n, { flags: K.DEPLOY_ADVANCE, from_number: 5n, from_hash: sha256('next') }),
			'TARGET_RETIRED', ALL);
		const old = chain.data(B.recordAt(s.multisig, s.p.id));
		chain.forge(B.recordAt(s.multisig, s.p.id), patch('record', old, 'state', K.RECORD_SEALED));
		s.refusePropose(s.upgradeAct(makeElf('v5')), 'NOT_GOVERNED', ALL);
	},
};
