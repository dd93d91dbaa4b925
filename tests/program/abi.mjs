// abi.mjs - src/program/abi.h as JavaScript: nothing is described twice, the
// numbers, enums, tables and errors are parsed out of the header's text.
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../../src/program/abi.h', import.meta.url), 'utf8');

// KT_ name to number or string, of #defines and enums alike, without KT_.
export const K = {};
for (const [, name, value] of text.matchAll(/^#define KT_(\w+) (\d+)u\b/gm))
	K[name] = Number(value);
for (const [, name, value] of text.matchAll(/^#define KT_(\w+) "([^"]*)"/gm))
	K[name] = value.replace(/\\0/g, '\0');
for (const [, body] of text.matchAll(/^enum kt_\w+ \{(.*?)\n\};/gms))
	for (const [, name, value] of body.matchAll(/^\tKT_(\w+) = (\d+),/gm))
		K[name] = Number(value);

// error number to name, in the header's order
export const ERROR_NAME = new Map();
for (const [, number, name] of text.match(/#define KT_ERRORS\(X\)(.*?)\nenum/s)[1].matchAll(/X\((\d+), (\w+),/g))
	ERROR_NAME.set(Number(number), name);

// table name to [{offset, size, name, signed}]
const TABLE = {};
for (const [, table, macro] of text.matchAll(/^struct kt_(\w+) \{ (KT_\w+)\(KT_FIELD\) \}/gm)) {
	const body = text.match(new RegExp(`#define ${macro}\\(X\\)((?:.*\\\\\\n)*.*)`))[1];
	const rows = body.matchAll(/X\(\s*(\d+),\s*(\d+),\s*(\w+),\s*"([^"]*)"\)/g);
	TABLE[table] = [...rows].map(([, offset, size, name, meaning]) => (
		{ offset: Number(offset), size: Number(size), name, signed: meaning.startsWith('i64') }));
}

export const lengthOf = (table) => TABLE[table].reduce((sum, f) => sum + f.size, 0);
export const field = (table, name) => {
	const f = TABLE[table].find((x) => x.name === name);
	if (!f)
		throw new Error(`abi.h has no ${table}.${name}`);
	return f;
};

function put(out, f, value) {
	if (value === undefined)
		throw new Error(`no value for ${f.name}`);
	if (typeof value === 'object')
		out.set(value, f.offset);
	else if (f.size === 8)
		f.signed ? out.writeBigInt64LE(BigInt(value), f.offset) : out.writeBigUInt64LE(BigInt(value), f.offset);
	else
		out.writeUIntLE(Number(value), f.offset, f.size);
}

// encode is the bytes of a table row by row; every field must be given.
export function encode(table, values) {
	const out = Buffer.alloc(lengthOf(table));
	for (const f of TABLE[table])
		put(out, f, values[f.name]);
	return out;
}

// decode: numbers up to 4 bytes as Number, 8 as BigInt, anything else Buffer.
function decode(table, data, at = 0) {
	const out = {};
	for (const { offset, size, name, signed } of TABLE[table]) {
		const p = at + offset;
		if (size === 8)
			out[name] = signed ? data.readBigInt64LE(p) : data.readBigUInt64LE(p);
		else
			out[name] = [1, 2, 4].includes(size) ? data.readUIntLE(p, size) : Buffer.from(data.subarray(p, p + size));
	}
	return out;
}

// patch is a copy of an account's bytes with one field replaced.
export function patch(table, data, name, value) {
	const out = Buffer.from(data);
	put(out, field(table, name), value);
	return out;
}

export function decodeMultisig(data) {
	const m = decode('multisig', data);
	m.rules = decode('rules', m.rules);
	m.members = Array.from({ length: m.rules.member_n }, (_, i) => decode('member', m.members, i * lengthOf('member')));
	return m;
}

export function decodeRecord(data) {
	const r = decode('record', data);
	r.versions = Array.from({ length: r.version_n }, (_, i) => decode('version', r.versions, i * lengthOf('version')));
	return r;
}

export function decodeProposal(data) {
	const p = decode('proposal', data);
	const at = K.PROPOSAL_HEADER;
	p.payload = Buffer.from(data.subarray(at, at + p.payload_len));
	p.description = Buffer.from(data.subarray(at + p.payload_len));
	return p;
}

export const rulesBytes = (rules, members) => Buffer.concat([
	encode('rules', { member_n: members.length, ...rules }), ...members.map((m) => encode('member', m))]);
