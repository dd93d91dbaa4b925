// signature.mjs - strict ed25519 verification, as the runtime does it.
import { createPublicKey, verify } from 'node:crypto';
import { keyOf } from './ids.mjs';

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const CACHED = 4096;
const cache = new Map();

// Encodings of the eight points of small order, and of y >= p that name them.
const SMALL = new Set([
	'0100000000000000000000000000000000000000000000000000000000000000',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0000000000000000000000000000000000000000000000000000000000000080',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
	'0100000000000000000000000000000000000000000000000000000000000080',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
	'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
	'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
].map((hex) => keyOf(Buffer.from(hex, 'hex'))));

function publicKey(bytes) {
	const key = keyOf(bytes);
	let object = cache.get(key);
	if (object === undefined) {
		object = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
		if (cache.size >= CACHED)
			cache.delete(cache.keys().next().value);
		cache.set(key, object);
	}
	return object;
}

function verifyOne(message, key, signature) {
	if (SMALL.has(keyOf(key)) || SMALL.has(keyOf(signature.subarray(0, 32))))
		return false;
	try {
		return verify(null, message, publicKey(key), signature);
	} catch {
		return false; // not a point
	}
}

export const verifySignatures = (tx) => tx.signatures.every((s, i) => verifyOne(tx.message, tx.keys[i], s));
