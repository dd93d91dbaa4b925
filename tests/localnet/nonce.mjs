// nonce.mjs - durable nonces, where the machine differs from a node: which
// value comes next, and that a failed transaction still uses its nonce up.
import { createHash } from 'node:crypto';
import { RECENT_BLOCKHASHES, SYSTEM_KEY, keyOf } from './ids.mjs';

const LENGTH = 80, AUTHORITY_AT = 8, VALUE_AT = 40, FEE_AT = 72;
const RECENT_KEY = keyOf(RECENT_BLOCKHASHES);

export const nonceValue = (blockhash) => createHash('sha256').update('DURABLE_NONCE').update(blockhash).digest();

const isNonce = (a) => a !== null && keyOf(a.owner) === SYSTEM_KEY && a.data.length === LENGTH && a.data.readUInt32LE(4) === 1;

// nonceAccountOf is the key of the nonce a transaction advances first, or null.
export function nonceAccountOf(tx) {
	const ix = tx.instructions[0];
	if (ix === undefined || keyOf(tx.keys[ix.program]) !== SYSTEM_KEY || ix.data.length < 4 || ix.data.readUInt32LE(0) !== 4)
		return null;
	const at = ix.accounts[0];
	if (at === undefined || at >= tx.keys.length || !tx.isWritable(at))
		return null;
	return keyOf(tx.keys[at]);
}

// nonceAccepts: the account still holds the value the message names, that
// value is not the one of this very block, and its authority signed.
export function nonceAccepts(tx, account, blockhash) {
	if (!isNonce(account))
		return false;
	const value = account.data.subarray(VALUE_AT, VALUE_AT + 32);
	if (!value.equals(tx.blockhash) || value.equals(nonceValue(blockhash)))
		return false;
	const authority = keyOf(account.data.subarray(AUTHORITY_AT, AUTHORITY_AT + 32));
	return [...tx.instructions[0].accounts].some((i) => i < tx.keys.length && tx.isSigner(i) && keyOf(tx.keys[i]) === authority);
}

// mayTouchNonce: only such transactions need the look of settleNonces.
export const mayTouchNonce = (keys) => keys.includes(RECENT_KEY);

function withValue(account, blockhash) {
	const data = Buffer.from(account.data);
	nonceValue(blockhash).copy(data, VALUE_AT);
	data.writeBigUInt64LE(5000n, FEE_AT);
	return { lamports: account.lamports, owner: account.owner, executable: false, data };
}

// settledNonce is the account as a node leaves it, or null where it is right:
// before and after are the account around the transaction, used says whether
// this is the nonce the transaction lives by.
export function settledNonce(before, after, used, blockhash) {
	if (!isNonce(after))
		return null;
	const value = (a) => a.data.subarray(VALUE_AT, FEE_AT);
	const changed = !isNonce(before) || !value(before).equals(value(after));
	return changed || used ? withValue(after, blockhash) : null;
}
