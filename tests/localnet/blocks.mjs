// blocks.mjs - slots, block heights, blockhashes and the chain's clock.
// Pure: time passes only when advance() is called.
import { createHash } from 'node:crypto';
import { base58Encode } from './base58.mjs';
import { keyOf } from './ids.mjs';

export const VALID_BLOCKS = 150; // a blockhash is accepted for so many blocks
const KEPT_HASHES = 512;         // the SlotHashes sysvar's length too
const KEPT_BLOCKS = 20_000;      // block times and hashes for history
const FIRST_SLOT = 447_552_000n;
// A cluster's block height is well below its slot: some slots have no block.
const SKIPPED = 22_361_679n;

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();

export class Blocks {
	constructor(seed, unixMs) {
		this.slot = FIRST_SLOT - BigInt(VALID_BLOCKS);
		this.unixMs = unixMs - VALID_BLOCKS * 400;
		this.hash = sha256('keyturn localnet', seed);
		this.recent = [];       // oldest first
		this.byHash = new Map(); // the hash's key (ids.mjs) to entry, of recent
		this.bySlot = new Map();
		this.push();
		this.advance(VALID_BLOCKS, unixMs);
	}
	get height() { return this.slot - SKIPPED; }
	get unix() { return BigInt(Math.floor(this.unixMs / 1000)); }
	get latest() { return this.recent[this.recent.length - 1]; }

	push() {
		this.hash = sha256(this.hash, String(this.slot));
		const entry = { slot: this.slot, height: this.height, unixMs: this.unixMs, bytes: this.hash, hash: base58Encode(this.hash) };
		this.recent.push(entry);
		this.byHash.set(keyOf(entry.bytes), entry);
		this.bySlot.set(this.slot, entry);
		if (this.recent.length > KEPT_HASHES)
			this.byHash.delete(keyOf(this.recent.shift().bytes));
		if (this.bySlot.size > KEPT_BLOCKS)
			this.bySlot.delete(this.bySlot.keys().next().value);
	}
	// advance makes n blocks, the last at unixMs; times in between are spread
	// evenly.  Of a long jump only the newest blocks are kept.
	advance(n, unixMs) {
		const step = (unixMs - this.unixMs) / n;
		const start = this.unixMs;
		const skip = Math.max(0, n - KEPT_HASHES);
		this.slot += BigInt(skip);
		for (let i = skip + 1; i <= n; i++) {
			this.slot += 1n;
			this.unixMs = i === n ? unixMs : start + i * step;
			this.push();
		}
	}
	// accepts tells whether a transaction naming this hash, 32 bytes, may still land.
	accepts(hash, slot = this.slot) {
		const entry = this.byHash.get(keyOf(hash));
		return entry !== undefined && entry.slot <= slot && slot - entry.slot <= BigInt(VALID_BLOCKS);
	}
	// at is the newest block not after slot, of those still kept.
	at(slot) {
		const back = Number(this.slot - slot);
		const i = Math.max(0, this.recent.length - 1 - Math.max(0, back));
		return this.recent[i];
	}
	slotHashes() {
		return this.recent.map((e) => ({ slot: e.slot, hash: e.hash })).reverse();
	}
	clone() {
		const copy = Object.create(Blocks.prototype);
		return Object.assign(copy, this, { recent: [...this.recent], byHash: new Map(this.byHash), bySlot: new Map(this.bySlot) });
	}
}
