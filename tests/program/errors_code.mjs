// errors_code.mjs - a test for each error number about programs, buffers,
// code, versions and receivers (160 to 190).
import { K } from './abi.mjs';
import { KEYTURN } from './chain.mjs';
import { CLOCK, INSTRUCTIONS, Key, LOADER, RENT, SYSTEM, offCurve, sha256 } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { check } from './tap.mjs';
import { B, DAY, Scene } from './scene.mjs';
import { clone, swap } from './errors_access.mjs';

const ALL = { all: true };
const BIG_BUFFER = K.BUFFER_LEN_MAX + 1;
const zeros = (elf, n) => Buffer.concat([elf, Buffer.alloc(n)]);
const limit = B.budget.limit(1_400_000);

// a buffer or an adoption: the same checks of length, end, tail and hash
function badCode(error, changes, room = 2048) {
	return (chain) => {
		const s = new Scene(chain).create(), elf = makeElf('v2');
		s.p = s.adopt(s.program(undefined, room));
		for (const [code_len, code, account] of changes(elf)) {
			const act = s.upgradeAct(elf, { buffer: s.buffer(account ?? elf), code_len, code_hash: sha256(code ?? elf) });
			s.refuse([limit, B.propose(act)], act.signers, error, ALL);
			const p = s.program(account ?? elf, (account ?? elf).length), ix = s.adoptIx(p);
			ix.data.writeUInt32LE(code_len, 1);
			sha256(code ?? elf).copy(ix.data, 5);
			s.refuse([limit, ix], [s.payer, s.members[0], p.owner], error, ALL);
		}
	};
}

// an act ready to run whose buffer is then changed behind the program's back
function badExecution(chain, error, change) {
	const s = Scene.ready(chain), act = s.readyToRun(s.upgradeAct(makeElf('v2')));
	const keep = chain.data(act.fields.buffer);
	chain.forge(act.fields.buffer, change(Buffer.from(keep)));
	s.refuseExecute(act, error, ALL);
	chain.forge(act.fields.buffer, keep);
	s.execute(act);
}

export const CODE_ERRORS = {
	NOT_GOVERNED(chain) {
		const s = Scene.ready(chain), elf = makeElf('v2');
		const p = s.program();
		p.number = 1n;
		const fields = { program: p.id, from_number: 1n, from_hash: B.codeHash(p.elf), spill: s.spill, target_number: 0,
			code_hash: B.codeHash(elf),
			code_len: elf.length, flags: 0, buffer: s.buffer(elf) };
		chain.putProgram(p.id, p.elf, s.authority);
		s.refusePropose(s.act(K.KIND_UPGRADE, fields), 'NOT_GOVERNED', ALL);
		s.refusePropose(s.act(K.KIND_IMMUTABLE, { program: p.id, from_number: 1n, from_hash: fields.from_hash }),
			'NOT_GOVERNED', ALL);
		const kept = s.propose(s.upgradeAct(elf));
		s.run(s.handoverAct(K.KIND_HANDOVER_UNCHECKED, s.key('receiver').address));
		s.refusePropose(s.act(K.KIND_UPGRADE, { ...kept.fields, buffer: s.buffer(elf) }), 'NOT_GOVERNED', ALL);
		s.approve(kept);
		chain.warp(2 * DAY);
		s.refuseExecute(kept, 'NOT_GOVERNED', ALL);
		const t = Scene.ready(chain), sealed = t.handoverAct(K.KIND_IMMUTABLE, B.ZERO);
		t.run(sealed);
		t.refusePropose(t.act(K.KIND_HANDOVER_UNCHECKED, { ...sealed.fields, receiver: t.key('r').address }),
			'NOT_GOVERNED', ALL);
	},
	ALREADY_RECORDED(chain) {
		const s = Scene.ready(chain);
		s.refuse(s.adoptIx({ ...s.p, owner: s.authority }), [s.payer, s.members[0]], 'ALREADY_RECORDED', ALL);
		const t = Scene.ready(chain);
		t.run(t.handoverAct(K.KIND_IMMUTABLE, B.ZERO));
		t.refuse(t.adoptIx(t.p), [t.payer, t.members[0], t.p.owner], ['ALREADY_RECORDED', 'IMMUTABLE'], ALL);
	},
	OWN_PROGRAM(chain) {
		const s = new Scene(chain).create(), elf = chain.keyturnElf, owner = s.key('owner');
		chain.putProgram(KEYTURN, elf, owner.address);
		s.refuse([limit, s.adoptIx({ id: KEYTURN, elf, owner })], [s.payer, s.members[0], owner], 'OWN_PROGRAM', ALL);
		chain.putProgram(KEYTURN, elf, s.authority);
		s.refuse([limit, s.adoptIx({ id: KEYTURN, elf, owner: s.authority })], [s.payer, s.members[0]], 'OWN_PROGRAM', ALL);
		chain.putProgram(KEYTURN, elf, null);
	},
	WRONG_PROGRAM_DATA(chain) {
		const s = Scene.ready(chain), p = s.program(), q = s.program();
		const no = (key) => s.refuse(swap(s.adoptIx(p), 'program data', { key }), [s.payer, s.members[0], p.owner],
			'WRONG_PROGRAM_DATA', ALL);
		no(q.data);
		no(clone(chain, p.data));
		no(chain.putBuffer(s.key('b').address, p.elf, p.owner.address));
		const act = s.upgradeAct(makeElf('v2'));
		for (const key of [q.data, clone(chain, s.p.data)])
			s.refuse(swap(B.propose(act), 'program data', { key }), act.signers, 'WRONG_PROGRAM_DATA', ALL);
	},
	WRONG_AUTHORITY(chain) {
		const s = Scene.ready(chain), p = s.program(), thief = s.key('thief');
		s.refuse(s.adoptIx(p, { current: thief.address }), [s.payer, s.members[0], thief], 'WRONG_AUTHORITY', ALL);
		s.refuse(s.adoptIx(p, { current: s.authority }), [s.payer, s.members[0]], 'WRONG_AUTHORITY', ALL);
		const act = s.readyToRun(s.upgradeAct(makeElf('v2'))), keep = chain.data(s.p.data);
		chain.forge(s.p.data, Buffer.concat([keep.subarray(0, 13), thief.address, keep.subarray(45)]));
		s.refuseExecute(act, 'WRONG_AUTHORITY', ALL);
		s.refusePropose(s.upgradeAct(makeElf('v3')), 'WRONG_AUTHORITY', ALL);
		chain.forge(s.p.data, keep);
		s.execute(act);
	},
	NOT_A_BUFFER(chain) {
		const s = Scene.ready(chain), elf = makeElf('v2'), q = s.program(elf);
		const no = (buffer) => s.refusePropose(s.upgradeAct(elf, { buffer }), 'NOT_A_BUFFER', ALL);
		const held = s.buffer(elf);
		no(q.data); // program data where a buffer belongs
		no(q.id);
		no(clone(chain, held, { owner: KEYTURN }));
		no(new Key(`${s.tag} empty`).address);
		for (const size of [0, 4, 36]) {
			chain.put(s.key(`short ${size}`).address, { owner: LOADER, data: chain.data(held).subarray(0, size),
				lamports: 10n ** 9n });
			no(s.key(`short ${size}`).address);
		}
		badExecution(chain, 'NOT_A_BUFFER', (d) => (d.writeUInt32LE(3, 0), d));
		badExecution(chain, 'NOT_A_BUFFER', (d) => (d.writeUInt32LE(0, 0), d));
	},
	BUFFER_AUTHORITY(chain) {
		const s = Scene.ready(chain), elf = makeElf('v2'), other = s.key('other');
		const act = s.upgradeAct(elf, { buffer: chain.putBuffer(s.key('b').address, elf, other.address) });
		s.refusePropose(act, 'BUFFER_AUTHORITY', ALL);
		const none = s.upgradeAct(elf, { buffer: chain.putBuffer(s.key('c').address, elf, null) });
		s.refusePropose(none, 'BUFFER_AUTHORITY', ALL);
		badExecution(chain, ['BUFFER_AUTHORITY', 'WRONG_BUFFER'], (d) => (other.address.copy(d, 5), d));
	},
	BUFFER_HELD(chain) {
		const s = Scene.ready(chain), a = s.propose(s.upgradeAct(makeElf('v2')));
		s.refusePropose(s.upgradeAct(makeElf('v2'), { buffer: a.fields.buffer }), 'BUFFER_HELD', ALL);
	},
	CODE_LEN: badCode('CODE_LEN', (elf) => [
		[0, Buffer.alloc(0)], [elf.length + 1], [0xffffffff], [K.CODE_LEN_MAX + 1],
		[K.CODE_LEN_MAX + 1, null, makeElf('long', K.CODE_LEN_MAX + 1)]], 2_700_000),
	CODE_NOT_TRIMMED: badCode('CODE_NOT_TRIMMED', (elf) => [
		[elf.length + 1, zeros(elf, 1), zeros(elf, 1)], [elf.length + 7, zeros(elf, 7), zeros(elf, 100)]]),
	TAIL_NOT_ZERO: badCode('TAIL_NOT_ZERO', (elf) => [
		[elf.length, elf, Buffer.concat([elf, Buffer.from([1])])],
		[elf.length, elf, Buffer.concat([elf, Buffer.alloc(500), Buffer.from([1])])],
		[elf.length, elf, Buffer.concat([elf, Buffer.alloc(1), Buffer.from([7]), Buffer.alloc(9)])],
		[elf.length, elf, Buffer.concat([elf, Buffer.alloc(3, 9)])]]),
	CODE_HASH: badCode('CODE_HASH', (elf) => [[elf.length, zeros(elf, 1)], [elf.length, makeElf('v3')]]),
	NO_ROOM(chain) {
		const s = new Scene(chain).create();
		s.p = s.adopt(s.program(makeElf('v1'), 600));
		s.refusePropose(s.upgradeAct(makeElf('v2', 601)), 'NO_ROOM', ALL);
		const padded = s.buffer(makeElf('v2'), 601); // the whole buffer counts, zeros too
		s.refusePropose(s.upgradeAct(makeElf('v2'), { buffer: padded }), 'NO_ROOM', ALL);
		s.run(s.upgradeAct(makeElf('v3', 600)));
	},
	BUFFER_TOO_LARGE(chain) {
		const s = new Scene(chain).create(), elf = makeElf('v2');
		s.p = s.adopt(s.program(makeElf('v1'), 3_100_000));
		const act = s.upgradeAct(elf, { buffer: s.buffer(elf, BIG_BUFFER) });
		s.refuse([limit, B.propose(act)], act.signers, 'BUFFER_TOO_LARGE', ALL);
		const most = s.upgradeAct(elf, { buffer: s.buffer(elf, K.BUFFER_LEN_MAX) });
		const r = chain.send([limit, B.propose(most)], most.signers);
		check(r.ok, `a buffer of the largest size: ${r.error}`);
	},
	SPILL(chain) {
		const s = Scene.ready(chain), elf = makeElf('v2');
		const pda = offCurve(s.tag);
		chain.put(pda, { owner: LOADER, data: Buffer.alloc(10) });
		const buffer = s.buffer(elf);
		for (const spill of [pda, s.multisig, s.authority, B.recordAt(s.multisig, s.p.id), s.p.id, s.p.data, buffer,
			B.proposalAt(s.multisig, 1), SYSTEM, LOADER, INSTRUCTIONS])
			s.refusePropose(s.upgradeAct(elf, { spill, buffer }), ['SPILL', 'DUPLICATE_ACCOUNT'], ALL);
		chain.tripped.delete('SPILL');
		for (const spill of [pda, RENT, CLOCK, KEYTURN])
			s.refusePropose(s.upgradeAct(elf, { spill, buffer }), 'SPILL', ALL);
		const wallet = offCurve(`${s.tag} wallet`);
		chain.fund(wallet);
		s.run(s.upgradeAct(elf, { spill: wallet, buffer }));
	},
	WRONG_BUFFER(chain) {
		const s = Scene.ready(chain), elf = makeElf('v2'), act = s.readyToRun(s.upgradeAct(elf));
		const twin = chain.putBuffer(s.key('twin').address, elf, s.authority);
		s.refuse(swap(s.executeIx(act), 'buffer', { key: twin }), s.executeSigners(act), 'WRONG_BUFFER', ALL);
		const back = s.propose(s.upgradeAct(makeElf('v3')));
		s.vote(back, s.members[0], K.CHOICE_WITHDRAW);
		s.refuse(swap(s.reclaimIx(back), 'buffer', { key: act.fields.buffer }), [], 'WRONG_BUFFER', ALL);
		s.refuse(swap(s.reclaimIx(back), 'buffer', { key: twin }), [], 'WRONG_BUFFER', ALL);
		s.execute(act);
	},
	IMMUTABLE(chain) {
		const s = new Scene(chain).create(), p = s.program();
		chain.putProgram(p.id, p.elf, null);
		s.refuse(s.adoptIx(p), [s.payer, s.members[0], p.owner], 'IMMUTABLE', ALL);
		s.refuse(s.adoptIx({ ...p, owner: s.authority }), [s.payer, s.members[0]], 'IMMUTABLE', ALL);
	},
	NO_SUCH_VERSION(chain) {
		const s = Scene.ready(chain);
		s.upgrade(makeElf('v2'));
		for (const target of [0n, 3n, 2n ** 64n - 1n])
			s.refusePropose(s.rollbackAct(s.p.elf, target), 'NO_SUCH_VERSION', ALL);
		s.refusePropose(s.rollbackAct(makeElf('v3'), 1n), ['NO_SUCH_VERSION', 'CODE_HASH'], ALL);
	},
	TARGET_RETIRED(chain) {
		const s = Scene.ready(chain), v2 = makeElf('v2');
		s.upgrade(v2, { flags: K.DEPLOY_ONE_WAY });
		s.refusePropose(s.rollbackAct(s.p.elf, 1n), 'TARGET_RETIRED', ALL);
		// and at execution: approved before the one-way step, run after it
		const t = Scene.ready(chain, { timelock: 7200 }), v3 = makeElf('v3');
		t.upgrade(makeElf('v2'));
		t.upgrade(v3);
		t.run(t.rollbackAct(makeElf('v2'), 2n));
		t.refusePropose(t.rollbackAct(v3, 3n), 'TARGET_RETIRED', ALL);
	},
	TARGET_IS_NEWEST(chain) {
		const s = Scene.ready(chain), v2 = makeElf('v2');
		s.upgrade(v2);
		s.refusePropose(s.rollbackAct(v2, 2n), ['TARGET_IS_NEWEST'], ALL);
	},
	OUT_OF_REACH(chain) {
		const s = Scene.ready(chain);
		s.upgrade(makeElf('v2'));
		chain.warp(s.rules.reach - 3700);
		const act = s.propose(s.rollbackAct(s.p.elf, 1n));
		s.approve(act);
		chain.warp(3699);
		chain.tick();
		chain.warp(1);
		s.refuseExecute(act, 'OUT_OF_REACH', ALL);
		s.refusePropose(s.rollbackAct(s.p.elf, 1n), 'OUT_OF_REACH', ALL);
	},
	SAME_CODE(chain) {
		const s = Scene.ready(chain);
		s.refusePropose(s.rollbackAct(s.p.elf, 1n, { flags: K.DEPLOY_ADVANCE, from_number: 2n,
			from_hash: B.codeHash(s.p.elf) }), 'SAME_CODE', ALL);
	},
	FLAGS(chain) {
		const s = Scene.ready(chain), v2 = makeElf('v2');
		for (const flags of [K.DEPLOY_ADVANCE, K.DEPLOY_ADVANCE | K.DEPLOY_ONE_WAY, 4, 128, 255])
			s.refusePropose(s.upgradeAct(v2, { flags }), 'FLAGS', ALL);
		s.upgrade(v2);
		for (const flags of [K.DEPLOY_ONE_WAY, 4, 255])
			s.refusePropose(s.rollbackAct(s.p.elf, 1n, { flags }), 'FLAGS', ALL);
	},
	NOT_YET(chain) {
		const s = Scene.ready(chain), v2 = makeElf('v2');
		const back = s.rollbackAct(s.p.elf, 1n, { flags: K.DEPLOY_ADVANCE, from_number: 2n, from_hash: B.codeHash(v2) });
		s.readyToRun(back);
		s.refuseExecute(back, 'NOT_YET', ALL);
		for (const from_number of [1n, 3n, 0n])
			s.refusePropose(s.rollbackAct(s.p.elf, 1n, { flags: K.DEPLOY_ADVANCE, from_number,
				from_hash: B.codeHash(v2) }), 'SUPERSEDED', ALL);
	},
	RECEIVER(chain) {
		const s = Scene.ready(chain), other = Scene.ready(chain);
		const no = (kind, receiver, also) => s.refusePropose(s.handoverAct(kind, receiver), ['RECEIVER', also], ALL);
		for (const kind of [K.KIND_HANDOVER, K.KIND_HANDOVER_UNCHECKED]) {
			no(kind, B.ZERO, 'DUPLICATE_ACCOUNT'); // zero is also System's address
			no(kind, s.authority);
		}
		no(K.KIND_HANDOVER_MULTISIG, s.multisig, 'DUPLICATE_ACCOUNT');
		no(K.KIND_HANDOVER_MULTISIG, new Key('nobody').address);
		no(K.KIND_HANDOVER_MULTISIG, other.authority);
		no(K.KIND_HANDOVER_MULTISIG, B.recordAt(other.multisig, other.p.id));
		no(K.KIND_HANDOVER_MULTISIG, clone(chain, other.multisig, { owner: LOADER }));
		no(K.KIND_IMMUTABLE, s.key('x').address);
	},
};
