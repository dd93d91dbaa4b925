// history.mjs - transactions that landed, by signature, by address, by slot.
const KEPT = 200_000;
export const RECENT_SLOTS = 300n; // how long a node's status cache remembers

export class History {
	constructor() {
		this.bySignature = new Map();
		this.byAddress = new Map(); // key to records, oldest first
		this.bySlot = new Map();
		this.count = 0n;
	}
	add(record) {
		const inSlot = this.bySlot.get(record.slot) ?? [];
		record.index = inSlot.length;
		inSlot.push(record);
		this.bySlot.set(record.slot, inSlot);
		this.bySignature.set(record.signature, record);
		for (const key of record.keys)
			this.#of(key).push(record);
		this.count += 1n;
		if (this.bySignature.size > KEPT)
			this.#forget(this.bySignature.values().next().value);
	}
	#of(key) {
		let list = this.byAddress.get(key);
		if (list === undefined)
			this.byAddress.set(key, list = []);
		return list;
	}
	#forget(record) {
		this.bySignature.delete(record.signature);
		this.bySlot.delete(record.slot);
		for (const key of record.keys) {
			const list = this.byAddress.get(key);
			list.shift();
			if (list.length === 0)
				this.byAddress.delete(key);
		}
	}
	clone() {
		const copy = new History();
		copy.bySignature = new Map(this.bySignature);
		copy.bySlot = new Map([...this.bySlot].map(([k, v]) => [k, [...v]]));
		copy.byAddress = new Map([...this.byAddress].map(([k, v]) => [k, [...v]]));
		copy.count = this.count;
		return copy;
	}
}
