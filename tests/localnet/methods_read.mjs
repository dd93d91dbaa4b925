// methods_read.mjs - what the state is.  Each method takes (ctx, params).
import { base58Decode } from './base58.mjs';
import { ACCOUNT_ENCODINGS, encodeAccount, encodeKey, sliceOf } from './encode.mjs';
import { RpcError, invalidParams } from './errors.mjs';
import * as P from './params.mjs';

export const API_VERSION = '4.3.0';
const SLOTS_PER_EPOCH = 432_000n;
const FEATURE_SET = 2_874_209_151;
const FILTERS_MAX = 4, MEMCMP_MAX = 128;

export const withContext = (view, value) => ({ context: { apiVersion: API_VERSION, slot: view.slot }, value });

const accountOptions = (o) => ({
	encoding: P.oneOf(o.encoding, ACCOUNT_ENCODINGS, 'binary', 'encoding'),
	slice: sliceOf(o),
});

function getAccountInfo(ctx, [address, config]) {
	const key = P.key(address), o = P.options(config);
	const { encoding, slice } = accountOptions(o);
	const view = ctx.view(o);
	return withContext(view, encodeAccount(view.account(key), encoding, slice));
}

function getMultipleAccounts(ctx, [addresses, config]) {
	const keys = P.list(addresses, 100, 'addresses').map(P.key), o = P.options(config);
	const { encoding, slice } = { ...accountOptions({ encoding: 'base64', ...o }) };
	const view = ctx.view(o);
	return withContext(view, keys.map((k) => encodeAccount(view.account(k), encoding, slice)));
}

function getBalance(ctx, [address, config]) {
	const key = P.key(address), view = ctx.view(P.options(config));
	return withContext(view, view.account(key)?.lamports ?? 0n);
}

function memcmpOf(f) {
	const offset = P.integer(f.offset, 'usize offset');
	if (Array.isArray(f.bytes))
		return { offset, bytes: Buffer.from(f.bytes) };
	const encoding = P.oneOf(f.encoding, ['base58', 'base64'], 'base58', 'memcmp encoding');
	const bytes = P.encoded(f.bytes, encoding, MEMCMP_MAX, 'memcmp bytes');
	return { offset, bytes };
}

// filterOf is a predicate on an account's data.
function filterOf(f) {
	const o = P.options(f);
	if (o.dataSize !== undefined) {
		const size = P.integer(o.dataSize);
		return (data) => data.length === size;
	}
	if (o.memcmp !== undefined) {
		const { offset, bytes } = memcmpOf(P.options(o.memcmp));
		return (data) => data.length >= offset + bytes.length && data.compare(bytes, 0, bytes.length, offset, offset + bytes.length) === 0;
	}
	throw invalidParams('Invalid params: a filter is dataSize or memcmp.');
}

function getProgramAccounts(ctx, [program, config]) {
	const key = P.key(program), o = P.options(config);
	const filters = P.list(o.filters ?? [], FILTERS_MAX, 'filters').map(filterOf);
	const { encoding, slice } = accountOptions(o);
	const view = ctx.view(o);
	const found = view.programAccounts(key)
		.filter((f) => filters.every((accepts) => accepts(f.account.data)))
		.map((f) => ({ pubkey: encodeKey(f.key), account: encodeAccount(f.account, encoding, slice) }));
	return P.flag(o.withContext, 'withContext') ? withContext(view, found) : found;
}

function getEpochInfo(ctx, [config]) {
	const view = ctx.view(P.options(config));
	return {
		absoluteSlot: view.slot, blockHeight: view.height, epoch: view.slot / SLOTS_PER_EPOCH,
		slotIndex: view.slot % SLOTS_PER_EPOCH, slotsInEpoch: SLOTS_PER_EPOCH, transactionCount: ctx.chain.history.count,
	};
}

function getLatestBlockhash(ctx, [config]) {
	const view = ctx.view(P.options(config));
	return withContext(view, { blockhash: view.block.hash, lastValidBlockHeight: view.height + 150n });
}

function isBlockhashValid(ctx, [hash, config]) {
	const view = ctx.view(P.options(config));
	return withContext(view, ctx.chain.blocks.accepts(base58Decode(P.hash(hash), 32), view.slot));
}

function getBlockTime(ctx, [slot]) {
	const at = BigInt(P.integer(slot));
	const block = ctx.chain.blocks.bySlot.get(at);
	if (block !== undefined)
		return Math.floor(block.unixMs / 1000);
	throw missingBlock(ctx, at);
}

export function missingBlock(ctx, slot) {
	return slot > ctx.chain.blocks.slot ?
		new RpcError(-32004, `Block not available for slot ${slot}`) :
		new RpcError(-32007, `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`);
}

function getRecentPrioritizationFees(ctx, [addresses]) {
	const keys = new Set(P.list(addresses ?? [], 128, 'addresses').map(P.key));
	const { blocks, history } = ctx.chain;
	return blocks.recent.slice(-150).map(({ slot }) => {
		const fees = (history.bySlot.get(slot) ?? []).filter((r) => keys.size === 0 || r.keys.some((k) => keys.has(k))).map((r) => r.price);
		return { slot, prioritizationFee: fees.reduce((a, b) => (b < a ? b : a), fees[0] ?? 0n) };
	});
}

export const READ_METHODS = {
	getAccountInfo, getMultipleAccounts, getBalance, getProgramAccounts, getEpochInfo, getLatestBlockhash,
	isBlockhashValid, getBlockTime, getRecentPrioritizationFees,
	getHealth: () => 'ok',
	getVersion: () => ({ 'solana-core': API_VERSION, 'feature-set': FEATURE_SET }),
	getGenesisHash: (ctx) => ctx.chain.genesis,
	getIdentity: (ctx) => ({ identity: encodeKeyOfFaucet(ctx) }),
	getAgGenesisCert: () => null,
	getSlot: (ctx, [config]) => ctx.view(P.options(config)).slot,
	getBlockHeight: (ctx, [config]) => ctx.view(P.options(config)).height,
	getTransactionCount: (ctx, [config]) => (ctx.view(P.options(config)), ctx.chain.history.count),
	getFirstAvailableBlock: (ctx) => ctx.chain.blocks.bySlot.keys().next().value,
	minimumLedgerSlot: (ctx) => ctx.chain.blocks.bySlot.keys().next().value,
	getMinimumBalanceForRentExemption: (ctx, [length]) => ctx.chain.vm.rentExempt(P.integer(length, 'usize')),
	getEpochSchedule: () => ({ slotsPerEpoch: SLOTS_PER_EPOCH, leaderScheduleSlotOffset: SLOTS_PER_EPOCH, warmup: false, firstNormalEpoch: 0, firstNormalSlot: 0 }),
};

const encodeKeyOfFaucet = (ctx) => encodeKey(ctx.chain.faucet.address.toString('latin1'));
