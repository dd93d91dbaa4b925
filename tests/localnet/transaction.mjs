// transaction.mjs - the exact bytes of legacy, v0 and v1 transactions.
//
// The virtual machine ends the whole process when it is handed bytes it cannot
// read, so nothing reaches it that has not passed parseTransaction: every
// field in its place, every index in range, no byte left over.
//
// legacy, v0:  compact nsig, nsig x 64, message
// v1:          message (first byte 0x81), then nsig x 64, without a count
import { createHash } from 'node:crypto';
import { base58Encode } from './base58.mjs';

export const SIZE_MAX = 1232; // legacy and v0
export const SIZE_MAX_V1 = 4096;
const INSTRUCTIONS_MAX = 64; // SIMD-0160
const V1_KEYS_MAX = 64, V1_SIGNATURES_MAX = 12;
const V1_MASK_KNOWN = 0b11111;

export class WireError extends Error {}

class Reader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}
	take(n, what) {
		if (n > this.bytes.length - this.at)
			throw new WireError(`io error: unexpected end of file in ${what} at byte ${this.at}`);
		this.at += n;
		return this.bytes.subarray(this.at - n, this.at);
	}
	u8(what) { return this.take(1, what)[0]; }
	u16(what) { return this.take(2, what).readUInt16LE(0); }
	u32(what) { return this.take(4, what).readUInt32LE(0); }
	u64(what) { return this.take(8, what).readBigUInt64LE(0); }
	// 7 bits a byte, low first; at most 65,535; only the shortest form is read.
	compact(what) {
		let value = 0;
		for (let i = 0; i < 3; i++) {
			const b = this.u8(what);
			if (i > 0 && b === 0)
				throw new WireError(`${what}: compact-u16 is not minimal`);
			if (i === 2 && b > 3)
				throw new WireError(`${what}: compact-u16 is over 65535`);
			value |= (b & 0x7f) << (7 * i);
			if (b < 0x80)
				return value;
		}
		throw new WireError(`${what}: compact-u16 is longer than 3 bytes`);
	}
}

function readKeys(r, n) {
	const keys = [];
	for (let i = 0; i < n; i++)
		keys.push(r.take(32, `account key ${i}`));
	return keys;
}

function readHeader(r) {
	return {
		numRequiredSignatures: r.u8('header'),
		numReadonlySignedAccounts: r.u8('header'),
		numReadonlyUnsignedAccounts: r.u8('header'),
	};
}

function readInstructions(r) {
	const n = r.compact('instruction count');
	const list = [];
	for (let i = 0; i < n; i++) {
		const program = r.u8(`instruction ${i}`);
		const accounts = r.take(r.compact(`instruction ${i}`), `accounts of instruction ${i}`);
		const data = r.take(r.compact(`instruction ${i}`), `data of instruction ${i}`);
		list.push({ program, accounts, data });
	}
	return list;
}

function readLookups(r) {
	const n = r.compact('lookup table count');
	const list = [];
	for (let i = 0; i < n; i++) {
		const table = r.take(32, `lookup table ${i}`);
		const writable = r.take(r.compact(`lookup table ${i}`), `lookup table ${i}`);
		const readonly = r.take(r.compact(`lookup table ${i}`), `lookup table ${i}`);
		list.push({ table, writable, readonly });
	}
	return list;
}

function readConfig(r, mask) {
	if ((mask & ~V1_MASK_KNOWN) !== 0)
		throw new WireError(`unknown transaction configuration bits in 0x${mask.toString(16)}`);
	if ((mask & 3) !== 0 && (mask & 3) !== 3)
		throw new WireError('priority fee needs both of its configuration bits');
	return {
		priorityFeeLamports: mask & 3 ? r.u64('priority fee') : null,
		computeUnitLimit: mask & 4 ? r.u32('compute unit limit') : null,
		loadedAccountsDataSizeLimit: mask & 8 ? r.u32('data size limit') : null,
		heapSize: mask & 16 ? r.u32('heap size') : null,
	};
}

function readV1(r) {
	const header = readHeader(r);
	const mask = r.u32('configuration mask');
	const blockhashAt = r.at;
	const blockhash = r.take(32, 'blockhash');
	const count = r.u8('instruction count');
	const keys = readKeys(r, r.u8('account key count'));
	const config = readConfig(r, mask);
	const heads = [];
	for (let i = 0; i < count; i++)
		heads.push({ program: r.u8('instruction header'), n: r.u8('instruction header'), len: r.u16('instruction header') });
	const instructions = heads.map((h, i) => ({
		program: h.program,
		accounts: r.take(h.n, `accounts of instruction ${i}`),
		data: r.take(h.len, `data of instruction ${i}`),
	}));
	return { version: 1, header, keys, blockhash, blockhashAt, instructions, lookups: [], config };
}

function readOlder(r, version) {
	const header = readHeader(r);
	const keys = readKeys(r, r.compact('account key count'));
	const blockhashAt = r.at;
	const blockhash = r.take(32, 'blockhash');
	const instructions = readInstructions(r);
	const lookups = version === 0 ? readLookups(r) : [];
	return { version, header, keys, blockhash, blockhashAt, instructions, lookups, config: null };
}

function readMessage(r) {
	const first = r.bytes[r.at];
	if (first < 0x80)
		return readOlder(r, 'legacy');
	r.u8('version');
	if (first === 0x80)
		return readOlder(r, 0);
	if (first === 0x81)
		return readV1(r);
	throw new WireError(`unknown message version ${first & 0x7f}`);
}

function refuse(condition, why) {
	if (condition)
		throw new WireError(`invalid transaction: Transaction failed to sanitize accounts offsets correctly (${why})`);
}

// The rules a node calls sanitizing: what the numbers may say of each other.
function sanitize(m) {
	const h = m.header, fixed = m.keys.length;
	const loaded = m.lookups.reduce((n, l) => n + l.writable.length + l.readonly.length, 0);
	refuse(h.numRequiredSignatures === 0, 'no signer');
	refuse(h.numReadonlySignedAccounts >= h.numRequiredSignatures, 'the fee payer is not writable');
	refuse(h.numRequiredSignatures + h.numReadonlyUnsignedAccounts > fixed, 'header names more accounts than there are keys');
	refuse(fixed + loaded > 256, 'more than 256 accounts');
	refuse(m.lookups.some((l) => l.writable.length + l.readonly.length === 0), 'a lookup table without an index');
	refuse(m.instructions.length > INSTRUCTIONS_MAX, `${m.instructions.length} instructions, ${INSTRUCTIONS_MAX} allowed`);
	for (const ix of m.instructions) {
		refuse(ix.program === 0 || ix.program >= fixed, `program index ${ix.program}`);
		refuse(ix.accounts.length > 255, 'more than 255 accounts in an instruction');
		refuse(ix.accounts.some((a) => a >= fixed + loaded), 'account index out of range');
	}
	if (m.version === 1) {
		refuse(fixed > V1_KEYS_MAX, `${fixed} keys, ${V1_KEYS_MAX} allowed`);
		refuse(h.numRequiredSignatures > V1_SIGNATURES_MAX, 'more than 12 signatures');
		refuse(m.instructions.length === 0, 'no instruction');
	}
}

function tooLarge(length, version) {
	const max = version === 1 ? SIZE_MAX_V1 : SIZE_MAX;
	if (length > max)
		throw new WireError(`decoded transaction too large: ${length} bytes (max: ${max} bytes)`);
}

// parseMessage reads a message alone, as getFeeForMessage is given it.
export function parseMessage(bytes) {
	const r = new Reader(bytes);
	if (bytes.length === 0)
		throw new WireError('io error: unexpected end of file in message');
	const m = readMessage(r);
	tooLarge(bytes.length, m.version);
	if (r.at !== bytes.length)
		throw new WireError(`${bytes.length - r.at} bytes left over`);
	sanitize(m);
	return new Transaction(m, bytes, bytes, [], 0);
}

// parseTransaction reads a whole transaction or throws WireError.
export function parseTransaction(bytes) {
	const r = new Reader(bytes);
	const v1 = bytes[0] === 0x81;
	if (bytes.length > SIZE_MAX_V1)
		tooLarge(bytes.length, 1);
	const signatures = [];
	const takeSignatures = (n) => {
		for (let i = 0; i < n; i++)
			signatures.push(r.take(64, `signature ${i}`));
	};
	if (!v1)
		takeSignatures(r.compact('signature count'));
	const start = r.at;
	if (start === bytes.length)
		throw new WireError('io error: unexpected end of file in message');
	const m = readMessage(r);
	const end = r.at;
	if (v1)
		takeSignatures(m.header.numRequiredSignatures);
	else if (m.version === 1)
		throw new WireError('a v1 message follows its signatures');
	tooLarge(bytes.length, m.version);
	if (r.at !== bytes.length)
		throw new WireError(`${bytes.length - r.at} bytes left over`);
	sanitize(m);
	refuse(signatures.length !== m.header.numRequiredSignatures, 'signature count');
	return new Transaction(m, bytes, bytes.subarray(start, end), signatures, start);
}

export class Transaction {
	constructor(m, bytes, message, signatures, messageAt) {
		Object.assign(this, m);
		this.bytes = bytes;
		this.message = message;
		this.signatures = signatures;
		this.messageAt = messageAt;
	}
	// What is asked for more than once is worked out once.
	#signature; #id;
	get signature() { return this.#signature ??= base58Encode(this.signatures[0]); }
	// messageId: the hash of the message, which says whether it landed before.
	get messageId() { return this.#id ??= createHash('sha256').update(this.message).digest('latin1'); }

	isSigner(i) { return i < this.header.numRequiredSignatures; }

	// isWritable is what the header says of static key i; the runtime then
	// demotes programs and sysvars.
	isWritable(i) {
		const h = this.header;
		if (i < h.numRequiredSignatures)
			return i < h.numRequiredSignatures - h.numReadonlySignedAccounts;
		return i < this.keys.length - h.numReadonlyUnsignedAccounts;
	}
	hasDuplicateKeys() {
		return new Set(this.keys.map((k) => k.toString('latin1'))).size !== this.keys.length;
	}
	// withBlockhash is the same transaction with another blockhash in it; its
	// signatures no longer verify.
	withBlockhash(hash) {
		const bytes = Buffer.from(this.bytes);
		hash.copy(bytes, this.blockhashAt);
		return parseTransaction(bytes);
	}
}
