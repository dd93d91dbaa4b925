// params.mjs - a request's parameters, read strictly; each reader throws -32602.
import { base58Decode } from './base58.mjs';
import { invalidParams } from './errors.mjs';
import { keyOf } from './ids.mjs';

const typeName = (v) => (v === null ? 'null' : Array.isArray(v) ? 'sequence' : typeof v === 'object' ? 'map' : typeof v);
const wrongType = (v, expected) => invalidParams(`Invalid params: invalid type: ${typeName(v)}, expected ${expected}.`);

export function string(v, what = 'a string') {
	if (typeof v !== 'string')
		throw wrongType(v, what);
	return v;
}
export function integer(v, what = 'u64') {
	if (!Number.isSafeInteger(v) || v < 0)
		throw wrongType(v, what);
	return v;
}
export function flag(v, what) {
	if (v === undefined || v === null)
		return false;
	if (typeof v !== 'boolean')
		throw wrongType(v, `a boolean for ${what}`);
	return v;
}
export function list(v, max, what) {
	if (!Array.isArray(v))
		throw wrongType(v, `a sequence of ${what}`);
	if (v.length > max)
		throw invalidParams(`Too many inputs provided; max ${max}`);
	return v;
}
// options is the configuration object, {} where it is absent.
export function options(v) {
	if (v === undefined || v === null)
		return {};
	if (typeof v !== 'object' || Array.isArray(v))
		throw wrongType(v, 'a configuration object');
	return v;
}
export function oneOf(v, names, fallback, what) {
	if (v === undefined || v === null)
		return fallback;
	if (!names.includes(v))
		throw invalidParams(`Invalid params: unknown variant \`${String(v).slice(0, 40)}\` for ${what}, expected one of ${names.join(', ')}.`);
	return v;
}
function fixed(v, length, what) {
	const bytes = base58Decode(string(v), length);
	if (bytes === null)
		throw invalidParams(string(v).length > length * 2 ? 'Invalid param: WrongSize' : `Invalid param: Invalid${what}`);
	if (bytes.length !== length)
		throw invalidParams('Invalid param: WrongSize');
	return bytes;
}
export const address = (v) => fixed(v, 32, '');
export const key = (v) => keyOf(address(v));
export function signature(v) {
	fixed(v, 64, '');
	return v;
}
export function hash(v) {
	fixed(v, 32, '');
	return v;
}
export const commitment = (o, fallback = 'finalized') => oneOf(o.commitment, ['processed', 'confirmed', 'finalized'], fallback, 'commitment');

// base64 is read strictly: canonical alphabet and padding.
export function base64(text, max, what) {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.toString('base64') !== text)
		throw invalidParams(`invalid base64 encoding of ${what}`);
	if (bytes.length > max)
		throw invalidParams(`decoded ${what} too large: ${bytes.length} bytes (max: ${max} bytes)`);
	return bytes;
}
// encoded is bytes given as base58 or base64, at most max of them.
export function encoded(v, encoding, max, what) {
	const text = string(v);
	if (text.length > Math.ceil(max / 3) * 4)
		throw invalidParams(`${encoding} encoded ${what} too large: ${text.length} bytes (max: encoded/raw ${Math.ceil(max / 3) * 4}/${max})`);
	if (encoding === 'base64')
		return base64(text, max, what);
	const bytes = base58Decode(text, max);
	if (bytes === null)
		throw invalidParams(`invalid base58 encoding of ${what}`);
	return bytes;
}
