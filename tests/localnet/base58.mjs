// base58.mjs - Bitcoin's alphabet, no checksum.
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 58; i++)
	VALUE[ALPHABET.charCodeAt(i)] = i;
const FIVE_DIGITS = 58 ** 5; // times 2^16 still fits a double exactly

export function base58Encode(bytes) {
	let zeros = 0;
	while (zeros < bytes.length && bytes[zeros] === 0)
		zeros++;
	const limbs = []; // base 2^16, most significant first
	for (let i = bytes.length & 1 ? -1 : 0; i < bytes.length; i += 2)
		limbs.push((i < 0 ? 0 : bytes[i] << 8) | bytes[i + 1]);
	let text = '';
	for (let first = 0; first < limbs.length;) {
		let rest = 0;
		for (let i = first; i < limbs.length; i++) {
			const v = rest * 65536 + limbs[i];
			limbs[i] = Math.floor(v / FIVE_DIGITS);
			rest = v % FIVE_DIGITS;
		}
		while (first < limbs.length && limbs[first] === 0)
			first++;
		for (let d = 0; d < 5; d++, rest = Math.floor(rest / 58))
			text = ALPHABET[rest % 58] + text;
	}
	return '1'.repeat(zeros) + text.replace(/^1+/, '');
}

// base58Decode is the bytes of text, or null where a character is foreign or
// the result would be longer than max bytes.
export function base58Decode(text, max = 64) {
	if (text.length > max * 2)
		return null;
	let zeros = 0;
	while (zeros < text.length && text[zeros] === '1')
		zeros++;
	const out = []; // least significant byte first
	for (let i = zeros; i < text.length; i++) {
		const code = text.charCodeAt(i);
		let carry = code < 128 ? VALUE[code] : -1;
		if (carry < 0)
			return null;
		for (let j = 0; j < out.length; j++, carry >>= 8) {
			carry += out[j] * 58;
			out[j] = carry & 255;
		}
		for (; carry > 0; carry >>= 8)
			out.push(carry & 255);
	}
	if (zeros + out.length > max)
		return null;
	return Buffer.concat([Buffer.alloc(zeros), Buffer.from(out.reverse())]);
}
