// encode.mjs - chain state as a node's JSON.
import { base58Encode } from './base58.mjs';
import { RpcError, invalidParams } from './errors.mjs';
import { bytesOf, keyOf } from './ids.mjs';
import * as P from './params.mjs';
import { zstdFrame } from './zstd.mjs';

const U64_MAX = 2n ** 64n - 1n;
const BASE58_MAX = 128;
export const ACCOUNT_ENCODINGS = ['base58', 'base64', 'base64+zstd', 'jsonParsed', 'binary'];

// toJson is JSON.stringify that writes a bigint as the number it is.
const names = new Map();
function nameJson(name) {
	let text = names.get(name);
	if (text === undefined) {
		if (names.size > 4096)
			names.clear();
		names.set(name, text = `${JSON.stringify(name)}:`);
	}
	return text;
}
function objectJson(v) {
	let text = '';
	for (const name in v)
		if (v[name] !== undefined)
			text += (text === '' ? '' : ',') + nameJson(name) + toJson(v[name]);
	return `{${text}}`;
}
function arrayJson(v) {
	let text = '';
	for (let i = 0; i < v.length; i++)
		text += (i === 0 ? '' : ',') + toJson(v[i]);
	return `[${text}]`;
}
export function toJson(v) {
	switch (typeof v) {
	case 'bigint':
	case 'boolean': return String(v);
	case 'object': return v === null ? 'null' : Array.isArray(v) ? arrayJson(v) : objectJson(v);
	default: return JSON.stringify(v) ?? 'null';
	}
}

export function sliceOf(o) {
	if (o.dataSlice === undefined || o.dataSlice === null)
		return null;
	const s = P.options(o.dataSlice);
	return { offset: P.integer(s.offset, 'usize offset'), length: P.integer(s.length, 'usize length') };
}

function encodeData(bytes, encoding) {
	switch (encoding) {
	case 'base64+zstd':
		return [zstdFrame(bytes).toString('base64'), encoding];
	case 'base58':
	case 'binary':
		if (bytes.length > BASE58_MAX)
			throw invalidParams('Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding.');
		return encoding === 'binary' ? base58Encode(bytes) : [base58Encode(bytes), encoding];
	default: // no program's accounts are parsed here: a node then falls back too
		return [bytes.toString('base64'), 'base64'];
	}
}

const owners = new Map();
function addressText(bytes) {
	const key = keyOf(bytes);
	let text = owners.get(key);
	if (text === undefined) {
		if (owners.size > 4096)
			owners.clear();
		owners.set(key, text = base58Encode(bytes));
	}
	return text;
}

export function encodeAccount(account, encoding, slice) {
	if (account === null)
		return null;
	const data = account.data;
	const shown = slice === null ? data : data.subarray(slice.offset, slice.offset + slice.length);
	return {
		lamports: account.lamports, data: encodeData(shown, encoding), owner: addressText(account.owner),
		executable: account.executable, rentEpoch: U64_MAX, space: data.length,
	};
}

export const encodeKey = (key) => base58Encode(bytesOf(key));

export const errorStatus = (err) => (err === null ? { Ok: null } : { Err: err });

export function encodeReturned(r) {
	return r === null ? null : { programId: base58Encode(r.programId), data: [r.data.toString('base64'), 'base64'] };
}

const encodeInner = (inner) => inner.map((list, index) => ({
	index,
	instructions: list.map((ix) => ({
		programIdIndex: ix.programIdIndex, accounts: [...ix.accounts], data: base58Encode(ix.data), stackHeight: ix.stackHeight,
	})),
})).filter((e) => e.instructions.length > 0);
export { encodeInner };

// --- whole transactions
function encodeMessage(tx) {
	return {
		header: tx.header,
		accountKeys: tx.keys.map((k) => base58Encode(k)),
		recentBlockhash: base58Encode(tx.blockhash),
		instructions: tx.instructions.map((ix) => ({
			programIdIndex: ix.program, accounts: [...ix.accounts], data: base58Encode(ix.data), stackHeight: 1,
		})),
		addressTableLookups: tx.version === 0 ? tx.lookups.map((l) => ({
			accountKey: base58Encode(l.table), writableIndexes: [...l.writable], readonlyIndexes: [...l.readonly],
		})) : undefined,
		transactionConfig: tx.config ?? undefined,
	};
}

// A parsed message names accounts in place of their indexes.
function encodeParsed(record) {
	const { tx, keys, loaded } = record;
	const names = keys.map(encodeKey);
	const fixed = tx.keys.length;
	return {
		accountKeys: names.map((pubkey, i) => ({
			pubkey, signer: i < fixed && tx.isSigner(i),
			writable: i < fixed ? tx.isWritable(i) : i < fixed + loaded.writable.length,
			source: i < fixed ? 'transaction' : 'lookupTable',
		})),
		recentBlockhash: base58Encode(tx.blockhash),
		instructions: tx.instructions.map((ix) => ({
			programId: names[ix.program], accounts: [...ix.accounts].map((a) => names[a]), data: base58Encode(ix.data), stackHeight: 1,
		})),
	};
}

function encodeMeta(record) {
	const { result, loaded } = record;
	return {
		err: record.err, status: errorStatus(record.err), fee: record.fee,
		preBalances: record.pre, postBalances: record.post,
		innerInstructions: encodeInner(result.inner), logMessages: result.logs,
		preTokenBalances: [], postTokenBalances: [], rewards: [],
		loadedAddresses: { writable: loaded.writable.map(encodeKey), readonly: loaded.readonly.map(encodeKey) },
		returnData: encodeReturned(result.returned) ?? undefined,
		computeUnitsConsumed: result.units, costUnits: costUnits(record),
	};
}

// The scheduler's price: signatures, write locks, data bytes, units used.
function costUnits({ tx, keys, result }) {
	const locks = keys.filter((_, i) => i < tx.keys.length && tx.isWritable(i)).length;
	const data = tx.instructions.reduce((n, ix) => n + ix.data.length, 0);
	return BigInt(720 * tx.signatures.length + 300 * locks + Math.floor(data / 4)) + result.units;
}

// encodeTransaction refuses a version the caller did not say it can read.
export function encodeTransaction(record, encoding, maxVersion) {
	const { tx } = record;
	if (tx.version !== 'legacy' && (maxVersion === undefined || maxVersion < tx.version))
		throw new RpcError(-32015, `Transaction version (${tx.version}) is not supported by the requesting client. Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": ${tx.version}`);
	return {
		transaction: encodeWhole(record, encoding), meta: encodeMeta(record),
		version: maxVersion === undefined ? undefined : tx.version,
	};
}

function encodeWhole(record, encoding) {
	const { tx } = record;
	const signatures = tx.signatures.map((s) => base58Encode(s));
	switch (encoding) {
	case 'base64': return [tx.bytes.toString('base64'), 'base64'];
	case 'base58': return [base58Encode(tx.bytes), 'base58'];
	case 'jsonParsed': return { signatures, message: encodeParsed(record) };
	default: return { signatures, message: encodeMessage(tx) };
	}
}
