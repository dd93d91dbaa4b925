// cases.mjs - one line per case, made and judged by @solana/web3.js, for
// tests/differential/solana/web3_check.c to compare with.
//     node tests/differential/cases.mjs SEED COUNT > cases
// The same seed gives the same lines.  Fields are separated by one blank:
// bytes in hex, "-" for none.  What web3.js has no code for (the loader, the
// governance program) is written here field by field from its documentation.
import { createHash } from 'node:crypto';
import * as web3 from '@solana/web3.js';
import * as kt from './keyturn.mjs';

const { PublicKey, Keypair, Transaction, TransactionInstruction, SystemProgram, ComputeBudgetProgram } = web3;
const [seed = '1', count = '1000'] = process.argv.slice(2);
const N = Number(count);

// --- random values from a seed ---
let counter = 0;
let pool = Buffer.alloc(0);
function bytes(n) {
	while (pool.length < n)
		pool = Buffer.concat([pool, createHash('sha512').update(`${seed}/${counter++}`).digest()]);
	const out = pool.subarray(0, n);
	pool = pool.subarray(n);
	return Buffer.from(out);
}
const below = (n) => bytes(6).readUIntBE(0, 6) % n;
const pick = (list) => list[below(list.length)];
const chance = (percent) => below(100) < percent;
const key = () => new PublicKey(bytes(32));
const u64 = () => bytes(8).readBigUInt64LE() >> BigInt(below(64));
const safe = () => Number(u64() & ((1n << 53n) - 1n)); // where web3.js takes numbers only
const u32 = () => bytes(4).readUInt32LE() >>> below(32);
const hex = (b) => (b.length === 0 ? '-' : Buffer.from(b).toString('hex'));
const out = (...fields) => process.stdout.write(fields.join(' ') + '\n');
const random = { bytes, below, pick, chance, key, u64, u32, hex };

// --- addresses ---
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function zeros_first() {
	const b = bytes(32);
	if (chance(40))
		b.fill(0, 0, below(33));
	return b;
}

function spoil(text) {
	const at = below(text.length + 1);
	switch (below(4)) {
	case 0: return text.slice(0, at) + pick([...ALPHABET, '0', 'O', 'I', 'l', '+']) + text.slice(at);
	case 1: return text.slice(0, at) + text.slice(at + 1) || '1';
	case 2: return text.slice(0, at) + pick([...ALPHABET, '0', 'O', 'I', 'l', '_']) + text.slice(at + 1);
	default: return '1'.repeat(below(3)) + text;
	}
}

function address(text) {
	try {
		out('address', text, hex(new PublicKey(text).toBytes().length === 32 ? new PublicKey(text).toBytes() : []));
	} catch {
		out('address', text, 'refused');
	}
}

function addresses() {
	const k = new PublicKey(zeros_first());
	out('base58', hex(k.toBytes()), k.toBase58());
	address(k.toBase58());
	address(spoil(k.toBase58()));
	const candidate = bytes(32);
	out('curve', hex(candidate), PublicKey.isOnCurve(candidate) ? 1 : 0);
}

// Encodings at the edges of the curve, judged by arithmetic of our own after
// curve25519-dalek's decompress, which the runtime asks: y modulo p, any sign.
// web3.js refuses some of those above p that the chain takes.
const P = 2n ** 255n - 19n;
const power = (b, e) => {
	let r = 1n;
	for (b %= P; e > 0n; e >>= 1n, b = b * b % P)
		if (e & 1n)
			r = r * b % P;
	return r;
};
const D = (P - 121665n) * power(121666n, P - 2n) % P;

function on_curve(encoded) {
	const y = BigInt('0x' + Buffer.from(encoded).reverse().toString('hex')) % 2n ** 255n % P;
	const u = (y * y - 1n + P) % P, v = (D * y % P * y + 1n) % P;
	return u === 0n || power(u * power(v, P - 2n) % P, (P - 1n) / 2n) === 1n;
}

const SMALL = [0n, 1n, P - 1n, BigInt('0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826'),
	BigInt('0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d7b6a17c7')];

function edges() {
	const base = pick([0n, P - 20n, P, 2n ** 254n, ...SMALL]);
	const y = (base + BigInt(below(40)) - (base > 40n ? 20n : 0n)) % 2n ** 255n + (chance(50) ? 2n ** 255n : 0n);
	const encoded = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
	out('edge', hex(encoded), on_curve(encoded) ? 1 : 0);
}

function derived() {
	const program = key();
	const seeds = Array.from({ length: below(16) }, () => bytes(below(33)));
	const [found, bump] = PublicKey.findProgramAddressSync(seeds, program);
	out('derive', hex(program.toBytes()), seeds.length === 0 ? 'none' : seeds.map(hex).join(','), hex(found.toBytes()), bump);
	const loader = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
	out('programdata', hex(program.toBytes()), hex(PublicKey.findProgramAddressSync([program.toBytes()], loader)[0].toBytes()));
}

async function with_seed() {
	const base = key(), owner = key();
	const text = Array.from({ length: below(33) }, () => pick([...ALPHABET])).join('');
	const found = await PublicKey.createWithSeed(base, text, owner);
	out('seed', hex(base.toBytes()), text === '' ? '-' : text, hex(owner.toBytes()), hex(found.toBytes()));
}

// --- messages: few keys and many mentions, so that flags are merged ---
function metas(keys, n) {
	return Array.from({ length: n }, () => ({ pubkey: pick(keys), isSigner: chance(25), isWritable: chance(50) }));
}

function instructions(payer, keys) {
	const list = Array.from({ length: 1 + below(6) }, () => new TransactionInstruction({
		programId: pick(keys.filter((k) => !k.equals(payer))),
		keys: metas(keys, below(8)),
		data: bytes(below(chance(5) ? 300 : 30)),
	}));
	if (chance(20))
		list.unshift(SystemProgram.nonceAdvance({ noncePubkey: key(), authorizedPubkey: pick(keys) }));
	return list;
}

const flags = (m) => (m.isSigner ? 's' : '-') + (m.isWritable ? 'w' : '-');
const meta_list = (list) => (list.length === 0 ? 'none' : list.map((m) => hex(m.pubkey.toBytes()) + flags(m)).join(','));
const described = (list) => list.map((i) => `${hex(i.programId.toBytes())}/${meta_list(i.keys)}/${hex(i.data)}`).join(';');

function is_nonce(list) {
	const first = list[0];
	return first.programId.equals(SystemProgram.programId) && first.data.length >= 4 && first.data.readUInt32LE() === 4;
}

function compile(version, payer, list, recentBlockhash) {
	const message = new web3.TransactionMessage({ payerKey: payer, recentBlockhash, instructions: list });
	return version === 0 ? message.compileToV0Message() : message.compileToLegacyMessage();
}

function messages() {
	const payer = key();
	const keys = [payer, ...Array.from({ length: 3 + below(8) }, key)];
	const list = instructions(payer, keys);
	const blockhash = key().toBase58();
	for (const version of ['legacy', 0]) {
		const message = compile(version, payer, list, blockhash);
		const raw = message.serialize();
		const signatures = message.header.numRequiredSignatures;
		if (raw.length + 1 + 64 * signatures > 1232)
			continue;
		out('message', version === 0 ? 'v0' : 'legacy', hex(raw), hex(payer.toBytes()),
			hex(new PublicKey(blockhash).toBytes()), is_nonce(list) ? 1 : 0, described(list));
	}
}

// --- signed transactions ---
function transactions() {
	const signers = Array.from({ length: 1 + below(3) }, () => Keypair.fromSeed(bytes(32)));
	const tx = new Transaction({ feePayer: signers[0].publicKey, recentBlockhash: key().toBase58() });
	for (const s of signers)
		tx.add(SystemProgram.transfer({ fromPubkey: s.publicKey, toPubkey: key(), lamports: u64() }));
	tx.sign(...signers);
	out('transaction', signers.map((s) => hex(s.secretKey.subarray(0, 32))).join(','), hex(tx.serializeMessage()),
		hex(tx.serialize()));
}

// --- instructions ---
function instruction(name, args, ix) {
	out(name, ...args, `${hex(ix.programId.toBytes())}/${meta_list(ix.keys)}/${hex(ix.data)}`);
}

function system() {
	const a = key(), b = key(), owner = key(), lamports = safe(), space = safe(), much = u64();
	const text = Array.from({ length: below(33) }, () => pick([...ALPHABET])).join('');
	const h = (k) => hex(k.toBytes()), t = text === '' ? '-' : text;
	instruction('create', [h(a), h(b), lamports, space, h(owner)], SystemProgram.createAccount(
		{ fromPubkey: a, newAccountPubkey: b, lamports, space, programId: owner }));
	instruction('transfer', [h(a), h(b), much], SystemProgram.transfer({ fromPubkey: a, toPubkey: b, lamports: much }));
	instruction('allocate', [h(a), h(b), t, space, h(owner)], SystemProgram.allocate(
		{ accountPubkey: a, basePubkey: b, seed: text, space, programId: owner }));
	instruction('assign', [h(a), h(b), t, h(owner)], SystemProgram.assign(
		{ accountPubkey: a, basePubkey: b, seed: text, programId: owner }));
}

function budget() {
	const units = u32(), price = u64(), size = u32();
	instruction('units', [units], ComputeBudgetProgram.setComputeUnitLimit({ units }));
	instruction('price', [price], ComputeBudgetProgram.setComputeUnitPrice({ microLamports: price }));
	const data = Buffer.alloc(5);
	data[0] = 4;
	data.writeUInt32LE(size, 1);
	instruction('datasize', [size], new TransactionInstruction({ programId: ComputeBudgetProgram.programId, keys: [], data }));
}

for (let i = 0; i < N; i++) {
	addresses();
	edges();
	derived();
	await with_seed();
	messages();
	transactions();
	system();
	budget();
	kt.cases(random, out, instruction);
}
