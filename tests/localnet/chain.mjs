// chain.mjs - one chain: its state, its time, and what happens to a
// transaction.  Knows nothing of JSON, sockets or faults.
import { createHash, randomBytes } from 'node:crypto';
import { base58Decode, base58Encode } from './base58.mjs';
import { Blocks } from './blocks.mjs';
import { landsInBlock } from './errors.mjs';
import { Faucet } from './faucet.mjs';
import { feeOf, priceOf } from './fees.mjs';
import { History } from './history.mjs';
import { keyOf } from './ids.mjs';
import { loadedKeys } from './lookup.mjs';
import { mayTouchNonce, nonceAccountOf, nonceAccepts, settledNonce } from './nonce.mjs';
import { Undo } from './undo.mjs';
import { View } from './view.mjs';
import { Vm } from './vm.mjs';

const LOCKS_MAX = 64;
export const COMMITMENTS = ['processed', 'confirmed', 'finalized'];

export class Chain {
	constructor({ profile = 'default', unix, slotMs = 400, genesis, seed } = {}) {
		this.profile = profile;
		this.slotMs = slotMs;
		this.genesis = genesis ?? base58Encode(createHash('sha256').update('keyturn localnet genesis').digest());
		if (base58Decode(this.genesis, 32)?.length !== 32)
			throw new Error(`genesis hash ${this.genesis} is not 32 bytes of base58`);
		this.vm = new Vm(profile);
		this.blocks = new Blocks(seed ?? randomBytes(16), unix === undefined ? Date.now() : unix * 1000);
		this.first = this.blocks.slot;
		this.history = new History();
		this.seen = new Map(); // hash of a message to the slot it landed in
		this.undo = new Undo();
		this.lag = { processed: 0, confirmed: 0, finalized: 0 };
		this.synced = false;
		this.faucet = new Faucet();
		this.faucet.fund(this);
	}

	// --- time
	tick(n = 1, unixMs = this.blocks.unixMs + n * this.slotMs) {
		this.blocks.advance(n, unixMs);
		this.synced = false;
		for (const [message, slot] of this.seen) {
			if (this.blocks.slot - slot <= 512n)
				break;
			this.seen.delete(message);
		}
	}
	// warp sets the clock; slots advance with it, by one where it is set back.
	warp(unix) {
		const ms = unix * 1000;
		const n = Math.max(1, Math.round((ms - this.blocks.unixMs) / this.slotMs));
		this.tick(n, ms);
	}
	// The machine is told of slots only before it is asked something.
	sync() {
		if (this.synced)
			return this.vm;
		this.vm.setClock(this.blocks.slot, this.blocks.unix);
		this.vm.setSlotHashes(this.blocks.slotHashes());
		this.synced = true;
		return this.vm;
	}

	// --- reading
	// view is the chain as a commitment shows it, further back by extra slots.
	view(commitment, extra = 0) {
		const back = BigInt(this.lag[commitment] + extra);
		const oldest = [this.first, this.undo.oldest(this.blocks.slot)].reduce((a, b) => (a > b ? a : b));
		const slot = this.blocks.slot - back;
		return new View(this, slot > oldest ? slot : oldest);
	}

	// --- writing around the rules
	setAccount(key, account) {
		this.#noteBefore([key]);
		this.sync().setAccount(key, account);
	}
	#noteBefore(keys) {
		const vm = this.sync();
		for (const key of keys)
			this.undo.note(this.blocks.slot, key, (k) => vm.account(k));
	}

	// --- transactions
	loaded(tx) {
		return loadedKeys(tx, (key) => this.sync().account(key));
	}
	// refusal is the error that keeps a transaction out of every block, or null.
	refusal(tx, { anyBlockhash = false } = {}) {
		if (tx.hasDuplicateKeys())
			return 'AccountLoadedTwice';
		const loaded = this.loaded(tx);
		if (tx.keys.length + loaded.writable.length + loaded.readonly.length > LOCKS_MAX)
			return 'TooManyAccountLocks';
		if (!anyBlockhash && !this.blocks.accepts(tx.blockhash) && !this.#livesByNonce(tx))
			return 'BlockhashNotFound';
		if (this.seen.has(tx.messageId))
			return 'AlreadyProcessed';
		return this.#payerRefusal(tx);
	}
	// Who cannot pay is refused before any program is looked for.
	#payerRefusal(tx) {
		const lamports = this.sync().balance(keyOf(tx.keys[0]));
		if (lamports === 0n)
			return 'AccountNotFound';
		return lamports < feeOf(tx) ? 'InsufficientFundsForFee' : null;
	}
	#livesByNonce(tx) {
		const key = nonceAccountOf(tx);
		return key !== null && nonceAccepts(tx, this.sync().account(key), this.blocks.latest.bytes);
	}

	// simulate changes nothing; {err, logs, units, inner, returned, post, tx}.
	simulate(tx, options = {}) {
		const err = this.refusal(tx, options);
		if (err !== null)
			return { ...NOTHING, err };
		return this.sync().simulate(tx.bytes);
	}

	// land executes a transaction in this slot; the machine checks its signatures.
	// The record, or null where it never reached a block.
	land(tx) {
		const err = this.refusal(tx);
		if (err !== null)
			return { err, record: null };
		const loaded = this.loaded(tx);
		const keys = [...tx.keys.map(keyOf), ...loaded.writable, ...loaded.readonly];
		const writable = keys.filter((_, i) => (i < tx.keys.length ? tx.isWritable(i) : i < tx.keys.length + loaded.writable.length));
		const nonce = this.blocks.accepts(tx.blockhash) ? null : nonceAccountOf(tx);
		this.#noteBefore(writable);
		const pre = keys.map((k) => this.vm.balance(k));
		const nonces = mayTouchNonce(keys) ? new Map(writable.map((k) => [k, this.vm.account(k)])) : new Map();
		const result = this.vm.execute(tx.bytes);
		if (result.err !== null && !landsInBlock(result.err))
			return { err: result.err, record: null };
		this.#chargeIfUncharged(tx, keys[0], pre[0], result);
		for (const [key, before] of nonces)
			this.#settleNonce(key, before, key === nonce);
		return { err: result.err, record: this.#record(tx, keys, loaded, pre, result) };
	}
	// The machine leaves out the fee of a transaction whose program could not
	// be loaded; a node takes it.
	#chargeIfUncharged(tx, payer, before, result) {
		if (result.err === null || this.vm.balance(payer) !== before)
			return;
		const a = this.vm.account(payer);
		const fee = feeOf(tx);
		this.vm.setAccount(payer, { lamports: a.lamports - fee, owner: a.owner, data: a.data, executable: false });
	}
	#settleNonce(key, before, used) {
		const settled = settledNonce(before, this.vm.account(key), used, this.blocks.latest.bytes);
		if (settled !== null)
			this.vm.setAccount(key, settled);
	}
	#record(tx, keys, loaded, pre, result) {
		const post = keys.map((k) => this.vm.balance(k));
		const sum = (list) => [...new Map(list.map((v, i) => [keys[i], v])).values()].reduce((a, b) => a + b, 0n);
		const record = {
			tx, keys, loaded, pre, post, result, err: result.err,
			signature: tx.signature, slot: this.blocks.slot, unix: this.blocks.unix,
			get fee() { return sum(pre) - sum(post); },
			get price() { return priceOf(tx); },
		};
		this.history.add(record);
		this.seen.set(tx.messageId, this.blocks.slot);
		return record;
	}
	// airdrop lands a transfer from the faucet; as land().
	airdrop(to, lamports) {
		return this.land(this.faucet.transfer(to, lamports, this.blocks.latest.bytes));
	}

	// --- snapshots
	snapshot() {
		this.sync();
		return { bytes: this.vm.save(), blocks: this.blocks.clone(), history: this.history.clone(),
			seen: new Map(this.seen), undo: this.undo.clone(), first: this.first };
	}
	restore(s) {
		this.vm.load(s.bytes);
		Object.assign(this, { blocks: s.blocks.clone(), history: s.history.clone(), seen: new Map(s.seen), undo: s.undo.clone(), first: s.first, synced: false });
	}
}

const NOTHING = { logs: [], units: 0n, inner: [], returned: null, post: () => new Map() };