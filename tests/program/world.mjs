// world.mjs - who and what the random walk has at hand: people, programs,
// code, buffers, multisigs; and how it picks among them.
import { K } from './abi.mjs';
import { Key, offCurve, sha256 } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { B } from './scene.mjs';
import { random } from './random.mjs';

const hex = (b) => b.toString('hex');
const ROOM = 600, DAY = 86400;

export class World {
	constructor(chain, seed) {
		Object.assign(this, { chain, seed, r: random(seed), tag: `walk ${seed}`, councils: [], buffers: new Map(),
			serial: 0, counts: new Map() });
		const key = (name) => chain.fund(new Key(`${this.tag} ${name}`));
		this.people = Array.from({ length: 9 }, (_, i) => key(`person ${i}`));
		this.strangers = [key('stranger 0'), key('stranger 1')];
		this.byAddress = new Map([...this.people, ...this.strangers].map((k) => [hex(k.address), k]));
		this.elfs = [1, 2, 3, 4, 5, 6, 7].map((n) => makeElf(`code ${n}`)).concat(makeElf('code 8', ROOM),
			makeElf('too long', ROOM + 1));
		this.programs = Array.from({ length: 5 }, (_, i) => this.newProgram(i));
	}
	newProgram(i) {
		const p = { id: new Key(`${this.tag} program ${i}`).address, owner: this.people[i % 9].address,
			elf: this.elfs[i % 8] };
		p.data = this.chain.putProgram(p.id, p.elf, p.owner, { room: ROOM });
		return p;
	}

	// what model.mjs asks about the world
	buffer(at) { return this.buffers.get(hex(at)); }
	room() { return ROOM; }
	council(at) { return this.councils.find((c) => c.multisig.equals(at)); }
	canSign(at) { return this.byAddress.has(hex(at)); }
	badSpill(at, act) {
		const involved = [act.fields.buffer, act.fields.program].some((k) => k.equals(at));
		return involved || (!this.canSign(at) && !at.equals(this.wallet()));
	}
	wallet() { return (this.anOffCurve ??= this.chain.fund(offCurve(this.tag))); }
	newBuffer(elf, authority) {
		const b = { at: sha256(`${this.tag} buffer ${this.serial++}`), authority, code_hash: B.codeHash(elf), elf,
			room: elf.length };
		this.chain.putBuffer(b.at, elf, authority);
		this.buffers.set(hex(b.at), b);
		return b;
	}

	// --- choosing --------------------------------------------------------
	someone(council) {
		const { r } = this;
		return r.chance(0.95) && council.members.length
			? this.byAddress.get(hex(r.pick(council.members).address)) : r.pick([...this.people, ...this.strangers]);
	}
	recent(council) {
		const { r } = this, n = council.count;
		if (n === 0)
			return null;
		return council.acts.get(r.chance(0.85) ? Math.max(1, n - r.below(6)) : 1 + r.below(n));
	}
	anyAct() {
		const c = this.r.pick(this.councils), a = this.recent(c);
		return a && { c, a };
	}
	openAct() {
		for (let i = 0; i < 4; i++) {
			const x = this.anyAct();
			if (x && !x.a.closed && [K.STATUS_ACTIVE, K.STATUS_APPROVED].includes(x.a.status) && x.a.epoch === x.c.epoch)
				return x;
		}
		return null;
	}
	rules(approvers) {
		const { r } = this, threshold = 1 + r.below(approvers), timelock = r.pick([0, 60, 3600, 2 * DAY]);
		const rules = { threshold, rollback_threshold: threshold + r.below(approvers - threshold + 1),
			stop_number: 1 + r.below(approvers - threshold + 1), timelock,
			rollback_delay: r.pick([0, Math.floor(timelock / 2), timelock]),
			window: r.pick([3600, 14 * DAY, 30 * DAY]), reach: r.pick([DAY, 30 * DAY]) };
		if (r.chance(0.08))
			rules[r.pick(Object.keys(rules))] = r.pick([0, 1, 7, 200]);
		return rules;
	}
	list() {
		const { r } = this, n = 2 + r.below(5), start = r.below(9);
		const members = Array.from({ length: n }, (_, i) => ({ address: this.people[(start + i) % 9].address,
			role: i < 2 || r.chance(0.75) ? K.ROLE_APPROVER : K.ROLE_OPERATOR }));
		if (r.chance(0.04))
			members.push({ ...members[0] });
		return members;
	}
}
