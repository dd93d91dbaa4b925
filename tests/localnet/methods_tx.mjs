// methods_tx.mjs - sending, simulating and finding transactions.
import { ACCOUNT_ENCODINGS, encodeAccount, encodeInner, encodeReturned, encodeTransaction, errorStatus } from './encode.mjs';
import { RpcError, errorText, invalidParams } from './errors.mjs';
import { feeOf } from './fees.mjs';
import { RECENT_SLOTS } from './history.mjs';
import { loadedSize } from './loaded.mjs';
import { missingBlock, withContext } from './methods_read.mjs';
import * as P from './params.mjs';
import { verifySignatures } from './signature.mjs';
import { SIZE_MAX_V1, WireError, parseMessage, parseTransaction } from './transaction.mjs';

const WHAT = 'solana_transaction::versioned::VersionedTransaction';
const WIRE_ENCODINGS = ['base58', 'base64'];
const SHOWN_ENCODINGS = ['json', 'jsonParsed', 'base64', 'base58'];

function parsed(parse, bytes, what) {
	try {
		return parse(bytes);
	} catch (e) {
		if (e instanceof WireError)
			throw invalidParams(e.message.startsWith('invalid transaction') || e.message.startsWith('decoded') ? e.message : `failed to deserialize ${what}: ${e.message}`);
		throw e;
	}
}

function readTransaction(v, o) {
	const encoding = P.oneOf(o.encoding, WIRE_ENCODINGS, 'base58', 'encoding');
	return parsed(parseTransaction, P.encoded(v, encoding, SIZE_MAX_V1, WHAT), WHAT);
}

// The fields both a simulation and a failed preflight carry.
function simulationValue(ctx, tx, result) {
	return {
		err: result.err, logs: result.logs, accounts: null, unitsConsumed: result.units,
		returnData: encodeReturned(result.returned), innerInstructions: null, replacementBlockhash: null,
		loadedAccountsDataSize: loadedSize(ctx.chain, tx), fee: feeOf(tx),
	};
}

function preflight(ctx, tx) {
	if (!verifySignatures(tx))
		throw new RpcError(-32003, 'Transaction signature verification failure');
	const result = ctx.chain.simulate(tx);
	if (result.err === null)
		return;
	ctx.count('refused', tx);
	throw new RpcError(-32002, `Transaction simulation failed: ${errorText(result.err)}`, simulationValue(ctx, tx, result));
}

function sendTransaction(ctx, [text, config]) {
	const o = P.options(config);
	const tx = readTransaction(text, o);
	const skip = P.flag(o.skipPreflight, 'skipPreflight');
	P.oneOf(o.preflightCommitment, ['processed', 'confirmed', 'finalized'], 'finalized', 'preflightCommitment');
	if (o.maxRetries !== undefined && o.maxRetries !== null)
		P.integer(o.maxRetries, 'usize');
	ctx.view({ commitment: 'processed', minContextSlot: o.minContextSlot });
	if (!skip && !ctx.blind)
		preflight(ctx, tx);
	if (ctx.isLost()) {
		ctx.count('lost', tx);
		return tx.signature;
	}
	const { record } = ctx.chain.land(tx);
	ctx.count(record === null ? 'dropped' : record.err === null ? 'landed' : 'failed', tx);
	return tx.signature;
}

function simulateTransaction(ctx, [text, config]) {
	const o = P.options(config);
	let tx = readTransaction(text, o);
	const sigVerify = P.flag(o.sigVerify, 'sigVerify');
	const replace = P.flag(o.replaceRecentBlockhash, 'replaceRecentBlockhash');
	if (sigVerify && replace)
		throw invalidParams('sigVerify may not be used with replaceRecentBlockhash');
	const view = ctx.view(o);
	const shown = accountsToShow(o.accounts, tx);
	if (sigVerify && !verifySignatures(tx))
		throw new RpcError(-32003, 'Transaction signature verification failure');
	const block = ctx.chain.view('processed').block;
	if (replace)
		tx = tx.withBlockhash(block.bytes);
	const result = ctx.chain.simulate(tx, { anyBlockhash: replace });
	ctx.count('simulated', tx);
	const value = simulationValue(ctx, tx, result);
	if (shown !== null) {
		const post = result.post();
		value.accounts = shown.keys.map((k) => (result.err === null ? encodeAccount(post.get(k) ?? ctx.chain.vm.account(k), shown.encoding, null) : null));
	}
	if (P.flag(o.innerInstructions, 'innerInstructions'))
		value.innerInstructions = encodeInner(result.inner);
	if (replace)
		value.replacementBlockhash = { blockhash: block.hash, lastValidBlockHeight: block.height + 150n };
	return withContext(view, value);
}

function accountsToShow(v, tx) {
	if (v === undefined || v === null)
		return null;
	const o = P.options(v);
	const encoding = P.oneOf(o.encoding, ACCOUNT_ENCODINGS, 'base64', 'encoding');
	if (encoding === 'base58' || encoding === 'binary')
		throw invalidParams('base58 encoding not supported');
	return { encoding, keys: P.list(o.addresses ?? [], tx.keys.length, 'addresses').map(P.key) };
}

function getFeeForMessage(ctx, [text, config]) {
	const o = P.options(config);
	const tx = parsed(parseMessage, P.encoded(text, 'base64', SIZE_MAX_V1, 'message'), 'message');
	const view = ctx.view(o);
	const err = ctx.chain.refusal(tx);
	return withContext(view, err === 'BlockhashNotFound' ? null : feeOf(tx));
}

function statusOf(ctx, record) {
	const { chain } = ctx;
	const final = record.slot <= chain.view('finalized').slot, sure = record.slot <= chain.view('confirmed').slot;
	return {
		slot: record.slot, confirmations: final ? null : chain.blocks.slot - record.slot, err: record.err, status: errorStatus(record.err),
		confirmationStatus: final ? 'finalized' : sure ? 'confirmed' : 'processed',
	};
}

function getSignatureStatuses(ctx, [signatures, config]) {
	const o = P.options(config);
	const wanted = P.list(signatures, 256, 'signatures').map(P.signature);
	const old = P.flag(o.searchTransactionHistory, 'searchTransactionHistory');
	const view = ctx.view({ commitment: 'processed' });
	return withContext(view, wanted.map((s) => {
		const record = view.transaction(s);
		if (record === undefined || (!old && view.slot - record.slot > RECENT_SLOTS))
			return null;
		return statusOf(ctx, record);
	}));
}

function getSignaturesForAddress(ctx, [address, config]) {
	const key = P.key(address), o = P.options(config);
	const limit = o.limit === undefined || o.limit === null ? 1000 : P.integer(o.limit, 'usize');
	if (limit === 0 || limit > 1000)
		throw invalidParams('Invalid limit; max 1000');
	const before = o.before ? P.signature(o.before) : null, until = o.until ? P.signature(o.until) : null;
	const view = ctx.view(notProcessed(o));
	let list = (ctx.chain.history.byAddress.get(key) ?? []).filter((r) => r.slot <= view.slot).reverse();
	list = after(list, before);
	const end = until === null ? -1 : list.findIndex((r) => r.signature === until);
	return list.slice(0, end < 0 ? undefined : end).slice(0, limit).map((r) => ({
		signature: r.signature, slot: r.slot, err: r.err, memo: null, blockTime: r.unix,
		confirmationStatus: statusOf(ctx, r).confirmationStatus, transactionIndex: r.index,
	}));
}

function after(list, signature) {
	if (signature === null)
		return list;
	const at = list.findIndex((r) => r.signature === signature);
	return at < 0 ? [] : list.slice(at + 1);
}

function notProcessed(o) {
	if (o.commitment === 'processed')
		throw invalidParams('Method does not support commitment below `confirmed`');
	return o;
}

// The second parameter is an encoding's name or a configuration object.
const shownOptions = (v) => {
	const o = typeof v === 'string' ? { encoding: v } : P.options(v);
	const version = o.maxSupportedTransactionVersion;
	return {
		...o, encoding: P.oneOf(o.encoding, SHOWN_ENCODINGS, 'json', 'encoding'),
		version: version === undefined || version === null ? undefined : P.integer(version, 'u8'),
	};
};

function getTransaction(ctx, [signature, config]) {
	const wanted = P.signature(signature), o = shownOptions(config);
	const view = ctx.view(notProcessed(o));
	const record = view.transaction(wanted);
	if (record === undefined)
		return null;
	return { ...encodeTransaction(record, o.encoding, o.version), slot: record.slot, blockTime: record.unix, transactionIndex: record.index };
}

function getBlock(ctx, [slot, config]) {
	const at = BigInt(P.integer(slot)), o = shownOptions(config);
	const details = P.oneOf(o.transactionDetails, ['full', 'signatures', 'none'], 'full', 'transactionDetails');
	const view = ctx.view(notProcessed(o));
	const block = ctx.chain.blocks.bySlot.get(at);
	if (block === undefined || at > view.slot)
		throw at > view.slot ? new RpcError(-32004, `Block not available for slot ${at}`) : missingBlock(ctx, at);
	const records = ctx.chain.history.bySlot.get(at) ?? [];
	return {
		blockhash: block.hash, previousBlockhash: ctx.chain.blocks.bySlot.get(at - 1n)?.hash ?? ctx.chain.genesis, parentSlot: at - 1n,
		blockHeight: block.height, blockTime: Math.floor(block.unixMs / 1000),
		transactions: details === 'full' ? records.map((r) => encodeTransaction(r, o.encoding, o.version)) : undefined,
		signatures: details === 'signatures' ? records.map((r) => r.signature) : undefined,
		rewards: o.rewards === false ? undefined : [],
	};
}

function requestAirdrop(ctx, [address, lamports]) {
	const to = P.address(address), amount = BigInt(P.integer(lamports));
	const { record, err } = ctx.chain.airdrop(to, amount);
	if (record === null || err !== null)
		throw invalidParams(`airdrop failed: ${errorText(err)}`);
	return record.signature;
}

export const TRANSACTION_METHODS = {
	sendTransaction, simulateTransaction, getFeeForMessage, getSignatureStatuses, getSignaturesForAddress,
	getTransaction, getBlock, requestAirdrop,
};
