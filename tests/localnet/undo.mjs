// undo.mjs - what accounts were before each recent slot, so that a view of the
// chain can answer from a few slots ago.
const KEPT_SLOTS = 64;

export class Undo {
	constructor() { this.slots = new Map(); } // slot to Map(key to account or null), oldest first

	// note keeps account as it was before the first change in this slot.
	note(slot, key, read) {
		let changes = this.slots.get(slot);
		if (changes === undefined) {
			changes = new Map();
			this.slots.set(slot, changes);
			for (const old of this.slots.keys()) {
				if (this.slots.size <= KEPT_SLOTS && slot - old <= BigInt(KEPT_SLOTS))
					break;
				this.slots.delete(old);
			}
		}
		if (!changes.has(key))
			changes.set(key, read(key));
	}
	// before is undefined where nothing changed after the given slot.
	before(slot, key) {
		for (const [at, changes] of this.slots)
			if (at > slot && changes.has(key))
				return changes.get(key);
		return undefined;
	}
	// changedAfter lists every key touched after the slot.
	changedAfter(slot) {
		const keys = new Set();
		for (const [at, changes] of this.slots)
			if (at > slot)
				for (const key of changes.keys())
					keys.add(key);
		return keys;
	}
	oldest(now) { return now - BigInt(KEPT_SLOTS); }
	clone() {
		const copy = new Undo();
		for (const [slot, changes] of this.slots)
			copy.slots.set(slot, new Map(changes));
		return copy;
	}
}
