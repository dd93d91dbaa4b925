// keys.mjs - keys and addresses, from node's own crypto and @solana/web3.js.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import web3 from '@solana/web3.js';

const { PublicKey } = web3;
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export const sha256 = (...parts) => {
	const h = createHash('sha256');
	for (const p of parts)
		h.update(p);
	return h.digest();
};
export const u64 = (n) => {
	const b = Buffer.alloc(8);
	b.writeBigUInt64LE(BigInt(n));
	return b;
};
export const base58 = (bytes) => new PublicKey(bytes).toBase58();
export const address = (text) => Buffer.from(new PublicKey(text).toBytes());
const isOnCurve = (bytes) => PublicKey.isOnCurve(bytes);

// A key pair, the same for the same name.
export class Key {
	constructor(name) {
		this.name = name;
		this.secret = createPrivateKey({ key: Buffer.concat([PKCS8, sha256(name)]), format: 'der', type: 'pkcs8' });
		this.address = createPublicKey(this.secret).export({ format: 'der', type: 'spki' }).subarray(12);
	}
	sign(message) { return sign(null, message, this.secret); }
}

const derived = new Map();

// derive is [address, bump] of a program derived address.
export function derive(program, ...seeds) {
	const parts = seeds.map((s) => Buffer.from(s));
	const id = Buffer.concat([program, ...parts]).toString('latin1') + parts.map((p) => p.length);
	if (!derived.has(id)) {
		const [found, bump] = PublicKey.findProgramAddressSync(parts, new PublicKey(program));
		derived.set(id, [Buffer.from(found.toBytes()), bump]);
	}
	return derived.get(id);
}

// offCurve is an address nobody can hold a key for, the same for one name.
export function offCurve(name) {
	for (let i = 0; ; i++) {
		const a = sha256(name, String(i));
		if (!isOnCurve(a))
			return a;
	}
}

export const SYSTEM = address('11111111111111111111111111111111');
export const LOADER = address('BPFLoaderUpgradeab1e11111111111111111111111');
export const LOADER_V2 = address('BPFLoader2111111111111111111111111111111111');
export const BUDGET = address('ComputeBudget111111111111111111111111111111');
export const CLOCK = address('SysvarC1ock11111111111111111111111111111111');
export const RENT = address('SysvarRent111111111111111111111111111111111');
export const BLOCKHASHES = address('SysvarRecentB1ockHashes11111111111111111111');
export const INSTRUCTIONS = address('Sysvar1nstructions1111111111111111111111111');
