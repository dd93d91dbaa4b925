// elf.mjs - small SBPFv3 programs whose answer is known, of any length.
const HEADER = 64, PH = 56, CODE_ADDRESS = 0x1_0000_0000n;

function murmur3(name) {
	const rot = (x, n) => (x << n) | (x >>> (32 - n));
	const data = Buffer.from(name);
	let h = 0, i = 0;
	const mix = (k) => Math.imul(rot(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
	for (; i + 4 <= data.length; i += 4)
		h = (Math.imul(rot(h ^ mix(data.readUInt32LE(i)), 13), 5) + 0xe6546b64) | 0;
	if (i < data.length)
		h ^= mix(data.readUIntLE(i, data.length - i));
	h ^= data.length;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}

function op(code, regs, imm) {
	const b = Buffer.alloc(8);
	b[0] = code;
	b[1] = regs;
	b.writeInt32LE(imm | 0, 4);
	return b;
}

function segment(flags, offset, address, length) {
	const b = Buffer.alloc(PH);
	b.writeUInt32LE(1, 0);
	b.writeUInt32LE(flags, 4);
	for (const [at, v] of [[8, offset], [16, address], [24, address], [32, length], [40, length], [48, 8]])
		b.writeBigUInt64LE(BigInt(v), at);
	return b;
}

// makeElf is a program that answers with the text as return data.  It ends in
// a byte that is not zero; length pads it with bytes the loader ignores.
export function makeElf(text, length = 0) {
	const rodata = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8);
	rodata.write(text, 8);
	const code = Buffer.concat([
		op(0xb7, 1, 8), op(0xb7, 2, text.length), op(0x85, 0, murmur3('sol_set_return_data')), op(0xb7, 0, 0),
			op(0x95, 0, 0)]);
	const at = HEADER + 2 * PH;
	const head = Buffer.alloc(HEADER);
	head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
	head.writeUInt16LE(3, 16);
	head.writeUInt16LE(247, 18);
	head.writeUInt32LE(1, 20);
	head.writeBigUInt64LE(CODE_ADDRESS, 24);
	head.writeBigUInt64LE(64n, 32);
	head.writeUInt32LE(3, 48);
	head.writeUInt16LE(HEADER, 52);
	head.writeUInt16LE(PH, 54);
	head.writeUInt16LE(2, 56);
	head.writeUInt16LE(64, 58);
	const elf = Buffer.concat([head, segment(4, at, 0, rodata.length), segment(1, at + rodata.length, CODE_ADDRESS,
		code.length), rodata, code]);
	const pad = Buffer.alloc(Math.max(1, length - elf.length), 0xa5);
	return Buffer.concat([elf, pad]);
}
