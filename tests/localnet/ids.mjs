// ids.mjs - addresses the server has to know by name.
import { base58Decode } from './base58.mjs';

const id = (text) => base58Decode(text, 32);
// An account's key inside the server: its 32 bytes as a latin1 string.
export const keyOf = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
export const bytesOf = (key) => Buffer.from(key, 'latin1');

export const SYSTEM = id('11111111111111111111111111111111');
export const LOADER = id('BPFLoaderUpgradeab1e11111111111111111111111');
export const COMPUTE_BUDGET = id('ComputeBudget111111111111111111111111111111');
export const LOOKUP_TABLE = id('AddressLookupTab1e1111111111111111111111111');
export const FEATURE = id('Feature111111111111111111111111111111111111');
export const SYSVAR = id('Sysvar1111111111111111111111111111111111111');
export const NATIVE_LOADER = id('NativeLoader1111111111111111111111111111111');
export const CLOCK = id('SysvarC1ock11111111111111111111111111111111');
export const RECENT_BLOCKHASHES = id('SysvarRecentB1ockHashes11111111111111111111');
export const ED25519 = id('Ed25519SigVerify111111111111111111111111111');
export const SECP256K1 = id('KeccakSecp256k11111111111111111111111111111');
export const SECP256R1 = id('Secp256r1SigVerify1111111111111111111111111');
const VOTE = id('Vote111111111111111111111111111111111111111');
export const LOADER_V2 = id('BPFLoader2111111111111111111111111111111111');
const LOADER_V1 = id('BPFLoader1111111111111111111111111111111111');

export const SYSTEM_KEY = keyOf(SYSTEM);
export const LOADER_KEY = keyOf(LOADER);
export const COMPUTE_BUDGET_KEY = keyOf(COMPUTE_BUDGET);
export const PRECOMPILE_KEYS = new Set([ED25519, SECP256K1, SECP256R1].map(keyOf));
// Programs whose instructions count 3,000 units by default, not 200,000.
export const BUILTIN_KEYS = new Set([SYSTEM, LOADER, COMPUTE_BUDGET, VOTE, LOADER_V1, LOADER_V2, ED25519, SECP256K1].map(keyOf));

export const FEATURE_GATES = {
	'0460': id('7VgiehxNxu53KdxgLspGQY8myE6f7UokaWa4jsGcaSz'),
	'0500': id('B8JJXCy5amZyWG9r7EnUYLwzXSXTxG7GZ1qZ1qggo83g'),
};
