// lib.mjs - what the tests share: raw requests, keys, and transactions built
// byte by byte, so that they can also be built wrong.
import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { base58Decode, base58Encode } from '../base58.mjs';

export const SYSTEM = Buffer.alloc(32);
export const LOADER = base58Decode('BPFLoaderUpgradeab1e11111111111111111111111');
export const BUDGET = base58Decode('ComputeBudget111111111111111111111111111111');
export const RENT = base58Decode('SysvarRent111111111111111111111111111111111');
export const CLOCK = base58Decode('SysvarC1ock11111111111111111111111111111111');
export const RECENT = base58Decode('SysvarRecentB1ockHashes11111111111111111111');
export { base58Decode, base58Encode };

export async function post(url, body, headers = {}) {
	const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
	const response = await fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } });
	return { status: response.status, headers: response.headers, text: await response.text() };
}

// client is call(method, params) giving the whole reply, and ok(...) its result.
export function client(net) {
	let id = 0;
	const call = async (method, params = []) => JSON.parse((await post(net.url, { jsonrpc: '2.0', id: ++id, method, params })).text);
	const ok = async (method, params) => {
		const reply = await call(method, params);
		if (reply.error)
			throw new Error(`${method}: ${JSON.stringify(reply.error)}`);
		return reply.result;
	};
	const admin = async (route, body = {}) => {
		const answer = await post(`${net.adminUrl}/${route}`, body);
		const value = JSON.parse(answer.text);
		if (answer.status !== 200)
			throw new Error(`${route}: ${value.error}`);
		return value;
	};
	return { call, ok, admin };
}

export function newKey(seed = randomBytes(32)) {
	const secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
	const bytes = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
	return { secret, bytes, address: base58Encode(bytes), sign: (message) => sign(null, message, secret) };
}

export function compact(n) {
	const out = [];
	for (; n > 127; n >>= 7)
		out.push((n & 127) | 128);
	return Buffer.from([...out, n]);
}
export const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; };
export const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(n)); return b; };

// Accounts of an instruction: [key bytes, 's' signer and 'w' writable].
function collect(payer, instructions) {
	const flags = new Map([[base58Encode(payer.bytes), { bytes: payer.bytes, s: true, w: true }]]);
	const note = (bytes, s, w) => {
		const name = base58Encode(bytes), old = flags.get(name) ?? { bytes, s: false, w: false };
		flags.set(name, { bytes, s: old.s || s, w: old.w || w });
	};
	for (const ix of instructions) {
		for (const [bytes, how = ''] of ix.accounts)
			note(bytes, how.includes('s'), how.includes('w'));
		note(ix.program, false, false);
	}
	const rank = (k) => (k.s ? 0 : 2) + (k.w ? 0 : 1);
	const [first, ...rest] = flags.values();
	return [first, ...rest.sort((a, b) => rank(a) - rank(b))];
}

function compile(payer, instructions) {
	const keys = collect(payer, instructions);
	const at = (bytes) => keys.findIndex((k) => k.bytes.equals(bytes));
	const count = (f) => keys.filter(f).length;
	return {
		keys: keys.map((k) => k.bytes),
		header: Buffer.from([count((k) => k.s), count((k) => k.s && !k.w), count((k) => !k.s && !k.w)]),
		compiled: instructions.map((ix) => ({ program: at(ix.program), accounts: Buffer.from(ix.accounts.map(([b]) => at(b))), data: ix.data })),
	};
}

const compiledBytes = (list) => Buffer.concat([compact(list.length), ...list.flatMap((c) => [
	Buffer.from([c.program]), compact(c.accounts.length), c.accounts, compact(c.data.length), c.data])]);

export function legacyMessage(payer, instructions, blockhash) {
	const { keys, header, compiled } = compile(payer, instructions);
	return Buffer.concat([header, compact(keys.length), ...keys, base58Decode(blockhash), compiledBytes(compiled)]);
}
// lookups: bytes after the instructions
export const v0Message = (payer, instructions, blockhash, lookups = Buffer.from([0])) =>
	Buffer.concat([Buffer.from([0x80]), legacyMessage(payer, instructions, blockhash), lookups]);

export function v1Message(payer, instructions, blockhash, { fee, units = 200_000, data = 64 * 1024 * 1024 } = {}) {
	const { keys, header, compiled } = compile(payer, instructions);
	const mask = (fee === undefined ? 0 : 3) | (units === undefined ? 0 : 4) | (data === undefined ? 0 : 8);
	return Buffer.concat([
		Buffer.from([0x81]), header, u32(mask), base58Decode(blockhash), Buffer.from([compiled.length, keys.length]), ...keys,
		...(fee === undefined ? [] : [u64(fee)]), ...(units === undefined ? [] : [u32(units)]), ...(data === undefined ? [] : [u32(data)]),
		...compiled.map((c) => Buffer.from([c.program, c.accounts.length, c.data.length & 255, c.data.length >> 8])),
		...compiled.flatMap((c) => [c.accounts, c.data]),
	]);
}
export function signed(message, signers) {
	const signatures = signers.map((s) => s.sign(message));
	return message[0] === 0x81 ? Buffer.concat([message, ...signatures]) : Buffer.concat([compact(signatures.length), ...signatures, message]);
}
export const legacy = (signers, instructions, blockhash) => signed(legacyMessage(signers[0], instructions, blockhash), signers);

// --- instructions
export const transfer = (from, to, lamports) => ({ program: SYSTEM, accounts: [[from.bytes, 'sw'], [to, 'w']], data: Buffer.concat([u32(2), u64(lamports)]) });
export const createAccount = (from, to, lamports, space, owner) =>
	({ program: SYSTEM, accounts: [[from.bytes, 'sw'], [to.bytes, 'sw']], data: Buffer.concat([u32(0), u64(lamports), u64(space), owner]) });
export const loaderInstruction = (accounts, ...data) => ({ program: LOADER, accounts, data: Buffer.concat(data) });
export const initializeNonce = (nonce, authority) =>
	({ program: SYSTEM, accounts: [[nonce.bytes, 'w'], [RECENT], [RENT]], data: Buffer.concat([u32(6), authority.bytes]) });
export const advanceNonce = (nonce, authority) =>
	({ program: SYSTEM, accounts: [[nonce.bytes, 'w'], [RECENT], [authority.bytes, 's']], data: u32(4) });

// program is a loadable SBPFv3 file that returns result; size pads it out.
export function program(result, size = 136) {
	const elf = Buffer.alloc(size);
	Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(elf);
	elf.writeUInt16LE(3, 16);
	elf.writeUInt16LE(247, 18);
	elf.writeUInt32LE(1, 20);
	elf.writeBigUInt64LE(0x100000000n, 24);
	elf.writeBigUInt64LE(64n, 32);
	elf.writeUInt32LE(3, 48);
	[64, 56, 1, 64].forEach((v, i) => elf.writeUInt16LE(v, 52 + 2 * i));
	elf.writeUInt32LE(1, 64);
	elf.writeUInt32LE(1, 68);
	elf.writeBigUInt64LE(120n, 72);
	elf.writeBigUInt64LE(0x100000000n, 80);
	elf.writeBigUInt64LE(0x100000000n, 88);
	elf.writeBigUInt64LE(16n, 96);
	elf.writeBigUInt64LE(16n, 104);
	Buffer.from([0xb7, 0, 0, 0]).copy(elf, 120);
	elf.writeInt32LE(result, 124);
	elf[128] = 0x95;
	return elf;
}

export const sleep = (ms) => new Promise((again) => { setTimeout(again, ms); });

// random is a generator whose run can be repeated.
export function random(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return (t ^ (t >>> 14)) >>> 0;
	};
	return (n) => next() % n;
}
