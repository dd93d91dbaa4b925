// zstd.mjs - a valid zstd frame of raw and run-length blocks: no smaller than
// it must be, but any decoder reads it, and zero padding shrinks to nothing.
const MAGIC = Buffer.from('28b52ffd', 'hex');
const BLOCK = 128 * 1024;
const RAW = 0, RUN = 1;

function header(last, type, size) {
	const b = Buffer.alloc(3);
	b.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3);
	return b;
}

export function zstdFrame(data) {
	const head = Buffer.alloc(9);
	head[0] = 0xe0; // 8-byte content size, one segment, no checksum
	head.writeBigUInt64LE(BigInt(data.length), 1);
	const parts = [MAGIC, head];
	if (data.length === 0)
		parts.push(header(true, RAW, 0));
	for (let at = 0; at < data.length; at += BLOCK) {
		const block = data.subarray(at, at + BLOCK);
		const last = at + BLOCK >= data.length;
		const run = block.every((b) => b === block[0]);
		parts.push(header(last, run ? RUN : RAW, block.length), run ? block.subarray(0, 1) : block);
	}
	return Buffer.concat(parts);
}
