// keyturn.mjs - cases of the loader and of the governance program: accounts
// and instructions put together field by field from solana.md and
// keyturn-program(7), with @solana/web3.js for addresses only.
import { createHash } from 'node:crypto';
import { PublicKey, TransactionInstruction } from '@solana/web3.js';

const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
const SYSTEM = PublicKey.default;
const RENT = new PublicKey('SysvarRent111111111111111111111111111111111');
const CLOCK = new PublicKey('SysvarC1ock11111111111111111111111111111111');
const INSTRUCTIONS = new PublicKey('Sysvar1nstructions1111111111111111111111111');

const le = (v, n) => {
	const b = Buffer.alloc(n);
	for (let i = 0, left = BigInt.asUintN(8 * n, BigInt(v)); i < n; i++, left >>= 8n)
		b[i] = Number(left & 255n);
	return b;
};
const u8 = (v) => le(v, 1), u16 = (v) => le(v, 2), u32 = (v) => le(v, 4), u64 = (v) => le(v, 8);
const cat = (...parts) => Buffer.concat(parts.map((p) => (p instanceof PublicKey ? p.toBytes() : p)));
const sha256 = (...parts) => createHash('sha256').update(cat(...parts)).digest();
const pda = (program, ...seeds) => PublicKey.findProgramAddressSync(
	seeds.map((s) => (s instanceof PublicKey ? s.toBytes() : Buffer.from(s))), program)[0];
const program_data = (program) => pda(LOADER, program);
const meta = (pubkey, flags = '') => ({ pubkey, isSigner: flags.includes('s'), isWritable: flags.includes('w') });

// --- loader ---
function loader_accounts(r, out) {
	const authority = r.key(), slot = r.u64(), present = r.chance(70) ? 1 : 0;
	const code = r.bytes(r.below(64));
	const h = (k) => r.hex(k.toBytes());
	const shown = present ? h(authority) : 'none';
	out('account', r.hex(cat(u32(1), u8(present), authority, code)), 1, shown, 0, r.hex(code));
	out('account', r.hex(cat(u32(3), u64(slot), u8(present), authority, code)), 3, shown, slot, r.hex(code));
	out('account', r.hex(cat(u32(2), authority)), 2, h(authority), 0, '-');
	const padded = cat(code, Buffer.alloc(r.below(40)));
	let n = padded.length;
	while (n > 0 && padded[n - 1] === 0)
		n--;
	out('codehash', r.hex(padded), n, r.hex(sha256(padded.subarray(0, n))));
}

function loader_instructions(r, instruction) {
	const a = r.key(), b = r.key(), c = r.key(), d = r.key();
	const h = (k) => r.hex(k.toBytes());
	const ix = (keys, ...data) => new TransactionInstruction({ programId: LOADER, keys, data: cat(...data) });
	const offset = r.u32(), chunk = r.bytes(r.below(900)), length = r.u64(), more = r.u32();
	instruction('initbuffer', [h(a), h(b)], ix([meta(a, 'w'), meta(b)], u32(0)));
	instruction('write', [h(a), h(b), offset, r.hex(chunk)],
		ix([meta(a, 'w'), meta(b, 's')], u32(1), u32(offset), u64(chunk.length), chunk));
	instruction('deploy', [h(a), h(b), h(c), h(d), length], ix([meta(a, 'sw'), meta(program_data(b), 'w'), meta(b, 'w'),
		meta(c, 'w'), meta(RENT), meta(CLOCK), meta(SYSTEM), meta(d, 's')], u32(2), u64(length)));
	instruction('extend', [h(a), h(b), more], ix([meta(program_data(a), 'w'), meta(a, 'w'), meta(SYSTEM), meta(b, 'sw')],
		u32(6), u32(more)));
	instruction('authority', [h(a), h(b), h(c)], ix([meta(a, 'w'), meta(b, 's'), meta(c)], u32(4)));
	instruction('checked', [h(a), h(b), h(c)], ix([meta(a, 'w'), meta(b, 's'), meta(c, 's')], u32(7)));
	instruction('closebuffer', [h(a), h(b), h(c)], ix([meta(a, 'w'), meta(b, 'w'), meta(c, 's')], u32(5)));
}

// --- governance program ---
const UPGRADE = 1, ROLLBACK = 2, MEMBERS = 3, HANDOVER = 4, TO_MULTISIG = 5, UNCHECKED = 6, IMMUTABLE = 7;

function governance(r) {
	const n = 1 + r.below(20);
	const members = Array.from({ length: n }, () => cat(r.key(), u8(1 + r.below(2))));
	return cat(u8(n), r.bytes(3), r.bytes(16), ...members);
}

function act(r, kind) {
	const program = r.key();
	if (kind === MEMBERS)
		return { kind, payload: governance(r) };
	if (kind === UPGRADE || kind === ROLLBACK) {
		const a = { kind, program, buffer: r.key(), spill: r.key() };
		const flag = r.chance(50) ? kind : 0; // 1 one-way of an upgrade, 2 advance of a rollback
		a.payload = cat(program, a.buffer, a.spill, u64(r.u64()), r.bytes(32), u64(r.u64()), r.bytes(32), u32(r.u32()), u8(flag));
		return a;
	}
	const receiver = kind === IMMUTABLE ? SYSTEM : r.key();
	return { kind, program, receiver, payload: cat(program, u64(r.u64()), r.bytes(32), receiver) };
}

const words = (r) => Buffer.from(Array.from({ length: r.below(30) }, () => r.pick([...'abc é中🚀'])).join('')).subarray(0, 140);
function description(r) {
	const b = words(r);
	return b.toString('utf8').includes('\ufffd') ? Buffer.from('cut') : b;
}

// The account of a multisig, one of its proposals, and what votes on it name.
function payload_hash(r, out) {
	const id = r.key(), multisig = r.key(), a = act(r, 1 + r.below(7)), text = description(r);
	const rules = governance(r), genesis = r.bytes(32);
	const index = r.u64(), epoch = r.u64(), proposer = r.key(), depositor = r.key(), rent = r.key();
	const hash = sha256(Buffer.from('keyturn-act-v1\0\0'), id, genesis, multisig, u64(index), u64(epoch), sha256(rules),
		u8(a.kind), u16(a.payload.length), a.payload, proposer, depositor, rent, u8(text.length), text);
	const account = cat(u8(1), u8(1), u8(255), u8(254), r.key(), genesis, u64(r.u64()), u64(r.u64()), rules,
		Buffer.alloc(680 - rules.length));
	const times = [r.u64() >> 1n, r.u64() >> 1n, r.u64() >> 1n];
	const proposal = cat(u8(3), u8(1), u8(255), u8(a.kind), multisig, u8(1 + r.below(6)), u8(r.below(2)), u64(index),
		u64(epoch), proposer, rent, depositor, u32(r.u32()), u32(r.u32()), ...times.map(u64), u32(1), u32(2), u32(4), u32(1),
		hash, u16(a.payload.length), u8(text.length), a.payload, text);
	out('payloadhash', r.hex(id.toBytes()), r.hex(multisig.toBytes()), r.hex(account), r.hex(proposal), r.hex(hash));
}

function record(r, out) {
	const n = 1 + r.below(16), multisig = r.key(), program = r.key();
	let number = 1n + BigInt(r.below(1000));
	const versions = Array.from({ length: n }, () => {
		number += 1n + BigInt(r.below(3));
		return cat(u64(number), r.bytes(32), u32(r.u32()), u8(r.below(4)), u64(r.u64()), u64(r.u64()), u64(r.u64()), u64(r.u64()));
	});
	out('record', r.hex(cat(u8(2), u8(1), r.bytes(1), u8(1 + r.below(3)), multisig, program, u64(number), u8(n), ...versions,
		Buffer.alloc(1232 - 77 * n))));
}

function propose_accounts(a, at, depositor) {
	const authority = pda(at.id, 'authority', at.multisig);
	const recorded = a.program && pda(at.id, 'program', at.multisig, a.program);
	if (a.kind === MEMBERS)
		return [];
	if (a.kind === UPGRADE || a.kind === ROLLBACK)
		return [meta(depositor, 's'), meta(authority), meta(recorded), meta(a.program), meta(program_data(a.program)),
			meta(a.buffer, 'w'), meta(a.spill), meta(LOADER)];
	return a.kind === IMMUTABLE ? [meta(recorded)] : [meta(recorded), meta(a.receiver)];
}

function execute_accounts(a, at) {
	const authority = pda(at.id, 'authority', at.multisig);
	const recorded = a.program && pda(at.id, 'program', at.multisig, a.program);
	if (a.kind === MEMBERS)
		return [];
	if (a.kind === UPGRADE || a.kind === ROLLBACK)
		return [meta(authority), meta(recorded, 'w'), meta(a.program, 'w'), meta(program_data(a.program), 'w'), meta(a.buffer, 'w'),
			meta(a.spill, 'w'), meta(RENT), meta(CLOCK), meta(LOADER)];
	const list = [meta(authority), meta(recorded, 'w'), meta(a.program), meta(program_data(a.program), 'w')];
	if (a.kind !== IMMUTABLE)
		list.push(meta(a.receiver, a.kind === HANDOVER ? 's' : ''));
	if (a.kind === TO_MULTISIG)
		list.push(meta(pda(at.id, 'authority', a.receiver)));
	return [...list, meta(LOADER)];
}

function calls(r, instruction) {
	const at = { id: r.key(), multisig: r.key() };
	const h = (k) => r.hex(k.toBytes());
	const ix = (keys, ...data) => new TransactionInstruction({ programId: at.id, keys, data: cat(...data) });
	const [a, b, c, program] = [r.key(), r.key(), r.key(), r.key()];
	const hash = r.bytes(32), index = r.u64(), choice = 1 + r.below(4), length = r.u32(), rules = governance(r);
	const proposal = pda(at.id, 'proposal', at.multisig, u64(index));
	const kind = 1 + r.below(7), what = act(r, kind), text = description(r);
	const deploy = act(r, 1 + r.below(2));
	instruction('kt-create', [h(at.id), h(a), h(b), r.hex(hash), r.hex(rules)], ix([meta(a, 'sw'), meta(b, 's'),
		meta(pda(at.id, 'multisig', b), 'w'), meta(SYSTEM), meta(INSTRUCTIONS)], u8(1), hash, rules));
	instruction('kt-adopt', [h(at.id), h(at.multisig), h(a), h(b), h(c), h(program), length, r.hex(hash)],
		ix([meta(a, 'sw'), meta(b, 's'), meta(c, 's'), meta(at.multisig), meta(pda(at.id, 'authority', at.multisig)),
			meta(pda(at.id, 'program', at.multisig, program), 'w'), meta(program), meta(program_data(program), 'w'), meta(LOADER),
			meta(SYSTEM), meta(INSTRUCTIONS)], u8(2), u32(length), hash));
	instruction('kt-propose', [h(at.id), h(at.multisig), h(a), h(b), h(c), index, kind, r.hex(what.payload), r.hex(text)],
		ix([meta(a, 's'), meta(b, 'sw'), meta(at.multisig, 'w'), meta(proposal, 'w'), meta(SYSTEM), meta(INSTRUCTIONS),
			...propose_accounts(what, at, c)], u8(3), u64(index), u8(kind), what.payload, u8(text.length), text));
	instruction('kt-vote', [h(at.id), h(at.multisig), h(a), index, choice, r.hex(hash)],
		ix([meta(a, 's'), meta(at.multisig), meta(proposal, 'w'), meta(INSTRUCTIONS)], u8(4), u8(choice), hash));
	instruction('kt-execute', [h(at.id), h(at.multisig), h(a), index, kind, r.hex(what.payload), r.hex(hash)],
		ix([meta(a, 's'), meta(at.multisig, 'w'), meta(proposal, 'w'), meta(INSTRUCTIONS), ...execute_accounts(what, at)],
			u8(5), hash));
	instruction('kt-reclaim', [h(at.id), h(at.multisig), index, deploy.kind, r.hex(deploy.payload), h(c)],
		ix([meta(at.multisig), meta(pda(at.id, 'authority', at.multisig)), meta(proposal, 'w'),
			meta(pda(at.id, 'program', at.multisig, deploy.program)), meta(deploy.buffer, 'w'), meta(c), meta(LOADER),
			meta(INSTRUCTIONS)], u8(6)));
	instruction('kt-close', [h(at.id), h(at.multisig), h(a), index, h(b)],
		ix([meta(a, 's'), meta(at.multisig), meta(proposal, 'w'), meta(b, 'w'), meta(INSTRUCTIONS)], u8(7)));
}

export function cases(r, out, instruction) {
	loader_accounts(r, out);
	loader_instructions(r, instruction);
	payload_hash(r, out);
	record(r, out);
	calls(r, instruction);
}
