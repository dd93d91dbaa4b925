// fees.mjs - what a transaction will be charged, from its bytes alone.
import { BUILTIN_KEYS, COMPUTE_BUDGET_KEY, PRECOMPILE_KEYS, keyOf } from './ids.mjs';

export const LAMPORTS_PER_SIGNATURE = 5000n;
const UNITS_MAX = 1_400_000n, UNITS_DEFAULT = 200_000n, UNITS_BUILTIN = 3_000n;

function budgetOf(tx) {
	let limit = null, price = 0n, fallback = 0n;
	for (const ix of tx.instructions) {
		const program = keyOf(tx.keys[ix.program]);
		fallback += BUILTIN_KEYS.has(program) ? UNITS_BUILTIN : UNITS_DEFAULT;
		if (program !== COMPUTE_BUDGET_KEY)
			continue;
		if (ix.data[0] === 2 && ix.data.length === 5)
			limit = BigInt(ix.data.readUInt32LE(1));
		if (ix.data[0] === 3 && ix.data.length === 9)
			price = ix.data.readBigUInt64LE(1);
	}
	limit ??= fallback;
	return { limit: limit < UNITS_MAX ? limit : UNITS_MAX, price };
}

// Signatures a precompiled program checks are paid like the transaction's own.
function extraSignatures(tx) {
	return tx.instructions.reduce((n, ix) => n + (PRECOMPILE_KEYS.has(keyOf(tx.keys[ix.program])) ? ix.data[0] ?? 0 : 0), 0);
}

export function feeOf(tx) {
	const base = LAMPORTS_PER_SIGNATURE * BigInt(tx.header.numRequiredSignatures + extraSignatures(tx));
	if (tx.version === 1)
		return base + (tx.config.priorityFeeLamports ?? 0n);
	const { limit, price } = budgetOf(tx);
	return base + (price * limit + 999_999n) / 1_000_000n;
}

// priceOf is the price in micro-lamports per unit, for getRecentPrioritizationFees.
export const priceOf = (tx) => (tx.version === 1 ? 0n : budgetOf(tx).price);
