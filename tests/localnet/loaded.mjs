// loaded.mjs - how many bytes of accounts a transaction loads (SIMD-0186):
// 64 and the data of each account, a program's data with it, 8,248 a table.
import { keyOf } from './ids.mjs';

const PER_ACCOUNT = 64, PER_TABLE = 8248;

export function loadedSize(chain, tx) {
	const vm = chain.sync();
	const loaded = chain.loaded(tx);
	const keys = new Set([...tx.keys.map(keyOf), ...loaded.writable, ...loaded.readonly]);
	const seen = new Set(keys);
	let total = PER_TABLE * tx.lookups.length;
	for (const key of keys) {
		const account = vm.account(key);
		if (account === null)
			continue;
		total += PER_ACCOUNT + account.data.length;
		const data = account.isProgram ? keyOf(account.data.subarray(4, 36)) : null;
		if (data === null || seen.has(data))
			continue;
		seen.add(data);
		const code = vm.account(data);
		total += code === null ? 0 : PER_ACCOUNT + code.data.length;
	}
	return total;
}
