// view.mjs - the chain as it was at the end of one slot.
import { CLOCK, keyOf } from './ids.mjs';

const CLOCK_KEY = keyOf(CLOCK);

export class View {
	constructor(chain, slot) {
		this.chain = chain;
		this.slot = slot;
	}
	get isNow() { return this.slot === this.chain.blocks.slot; }
	get block() { return this.chain.blocks.at(this.slot); }
	get height() { return this.chain.blocks.height - (this.chain.blocks.slot - this.slot); }

	// lens, where set, is how a lying node shows an account.
	account(key) {
		const account = this.#account(key);
		return this.lens === undefined ? account : this.lens(key, account);
	}
	#account(key) {
		const vm = this.chain.sync();
		if (this.isNow)
			return vm.account(key);
		if (key === CLOCK_KEY)
			return this.#clock(vm.account(key));
		const before = this.chain.undo.before(this.slot, key);
		return before === undefined ? vm.account(key) : before;
	}
	// The clock's account changes without a transaction.
	#clock(now) {
		const data = Buffer.from(now.data);
		data.writeBigUInt64LE(this.slot, 0);
		data.writeBigInt64LE(BigInt(Math.floor(this.block.unixMs / 1000)), 32);
		return { lamports: now.lamports, owner: now.owner, executable: false, data };
	}
	programAccounts(program) {
		const found = this.#programAccounts(program);
		return this.lens === undefined ? found : found.map((f) => ({ key: f.key, account: this.lens(f.key, f.account) })).filter((f) => f.account !== null);
	}
	#programAccounts(program) {
		const found = this.chain.sync().programAccounts(program);
		if (this.isNow)
			return found;
		const changed = this.chain.undo.changedAfter(this.slot);
		const kept = found.filter((f) => !changed.has(f.key));
		for (const key of changed) {
			const account = this.#account(key);
			if (account !== null && keyOf(account.owner) === program)
				kept.push({ key, account });
		}
		return kept;
	}
	// record of a transaction that had landed by now, or undefined.
	transaction(signature) {
		const record = this.chain.history.bySignature.get(signature);
		return record !== undefined && record.slot <= this.slot ? record : undefined;
	}
}
