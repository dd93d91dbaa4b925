// message.mjs - messages of every version, and signed transactions.  An instruction is
// {program, accounts: [{key, s, w}], data}; key is 32 bytes.
const compact = (n) => {
	const out = [];
	for (; n > 127; n >>= 7)
		out.push((n & 127) | 128);
	return Buffer.from([...out, n]);
};

// compile is {keys, signerCount, writable, bytes}: accounts merged, ordered as
// the wire wants them.
export function compile(payer, instructions, blockhash, version) {
	const seen = new Map();
	const meet = (key, s, w) => {
		const id = key.toString('latin1');
		const old = seen.get(id) ?? { key, s: false, w: false };
		seen.set(id, { key, s: old.s || !!s, w: old.w || !!w });
	};
	meet(payer, true, true);
	for (const ix of instructions) {
		for (const a of ix.accounts)
			meet(a.key, a.s, a.w);
		meet(ix.program, false, false);
	}
	const all = [...seen.values()];
	const group = (s, w) => all.filter((a) => a.s === s && a.w === w);
	const order = [...group(true, true), ...group(true, false), ...group(false, true), ...group(false, false)];
	const index = new Map(order.map((a, i) => [a.key.toString('latin1'), i]));
	const at = (key) => index.get(key.toString('latin1'));
	const header = Buffer.from([group(true, true).length + group(true, false).length, group(true, false).length,
		group(false, false).length]);
	const parts = [
		header, compact(order.length), ...order.map((a) => a.key), blockhash, compact(instructions.length)];
	for (const ix of instructions)
		parts.push(Buffer.from([at(ix.program)]), compact(ix.accounts.length),
			Buffer.from(ix.accounts.map((a) => at(a.key))),
			compact(ix.data.length), ix.data);
	return {
		keys: order.map((a) => a.key),
		signers: order.filter((a) => a.s).map((a) => a.key),
		writable: order.filter((a) => a.w).map((a) => a.key),
		version,
		bytes: version === 1 ? versionOne(header, order, instructions, blockhash, at) :
			Buffer.concat(version === 0 ? [Buffer.from([0x80]), ...parts, Buffer.from([0])] : parts),
	};
}

const u32 = (n) => {
	const b = Buffer.alloc(4);
	b.writeUInt32LE(n);
	return b;
};
const LIMITS_MASK = 0b1100, UNITS = 1_400_000, LOADED = 64 << 20; // version 1 wants both said

function versionOne(header, order, instructions, blockhash, at) {
	return Buffer.concat([
		Buffer.from([0x81]), header, u32(LIMITS_MASK), blockhash, Buffer.from([instructions.length, order.length]),
			...order.map((a) => a.key),
		u32(UNITS), u32(LOADED),
		...instructions.map((ix) => Buffer.from([at(ix.program), ix.accounts.length, ix.data.length & 255,
			ix.data.length >> 8])),
		...instructions.flatMap((ix) => [Buffer.from(ix.accounts.map((a) => at(a.key))), ix.data])]);
}

export function signed(message, keys) {
	const by = new Map(keys.map((k) => [k.address.toString('latin1'), k]));
	const signatures = message.signers.map((s) => {
		const key = by.get(s.toString('latin1'));
		if (!key)
			throw new Error(`no key for signer ${s.toString('hex')}`);
		return key.sign(message.bytes);
	});
	if (message.version === 1)
		return Buffer.concat([message.bytes, ...signatures]);
	return Buffer.concat([compact(signatures.length), ...signatures, message.bytes]);
}

export const PACKET = 1232;
export const sizeOf = (message) => 1 + 64 * message.signers.length + message.bytes.length;
