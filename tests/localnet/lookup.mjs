// lookup.mjs - addresses a v0 transaction takes from lookup tables.
import { LOOKUP_TABLE, keyOf } from './ids.mjs';

const OWNER = keyOf(LOOKUP_TABLE);
const HEADER = 56; // u32 tag, u64 deactivation slot, u64 last extended slot, ...

function pick(data, indexes) {
	return [...indexes].map((i) => data.subarray(HEADER + 32 * i, HEADER + 32 * i + 32)).filter((k) => k.length === 32).map(keyOf);
}

// loadedKeys is {writable, readonly}; a table that is missing or too short
// gives fewer, and the machine refuses the transaction by name.
export function loadedKeys(tx, read) {
	const loaded = { writable: [], readonly: [] };
	for (const l of tx.lookups) {
		const account = read(keyOf(l.table));
		if (account === null || keyOf(account.owner) !== OWNER)
			continue;
		loaded.writable.push(...pick(account.data, l.writable));
		loaded.readonly.push(...pick(account.data, l.readonly));
	}
	return loaded;
}
