// faults.mjs - what is to go wrong, for which requests, how often.
//
// A fault is {kind, method, count, skip, percent, ...}: it applies to requests
// of its method ('*' for all), after letting skip of them pass, to percent of
// the rest, at most count times.
import { base58Decode } from './base58.mjs';
import { keyOf } from './ids.mjs';

export class BadFault extends Error {}

const whole = (least) => (v) => Number.isInteger(v) && v >= least;
const anything = () => true;
const WHEN = (v) => v === 'before' || v === 'after';
const isAddress = (v) => typeof v === 'string' && base58Decode(v, 32)?.length === 32;
const isHex = (v) => typeof v === 'string' && /^([0-9a-f]{2})*$/i.test(v);
const isDecimal = (v) => typeof v === 'string' && /^[0-9]{1,20}$/.test(v);
const optional = (check) => (v) => v === undefined || check(v);

// kind to the fields it takes
const KINDS = {
	delay: { ms: whole(0) },
	drop: { when: optional(WHEN) },
	close: { when: optional(WHEN) },
	die: { ms: optional(whole(1)) },
	status: { status: (v) => whole(400)(v) && v < 600, retryAfter: optional(anything), body: optional((v) => typeof v === 'string') },
	limit: { perSecond: (v) => typeof v === 'number' && v > 0, burst: optional(whole(1)), retryAfter: optional(anything) },
	error: { code: Number.isInteger, message: optional((v) => typeof v === 'string'), data: anything },
	truncate: { bytes: whole(0), clean: optional((v) => typeof v === 'boolean') },
	body: { text: (v) => typeof v === 'string' },
	mistype: { path: (v) => typeof v === 'string', value: anything },
	trickle: { bytes: whole(1), ms: whole(0) },
	reverse: {},
	twice: {},
	omit: {},
	stale: { slots: whole(1) },
	lie: { account: isAddress, offset: optional(whole(0)), bytes: optional(isHex), length: optional(whole(0)),
		lamports: optional(isDecimal), owner: optional(isAddress), executable: optional((v) => typeof v === 'boolean'), missing: optional((v) => typeof v === 'boolean') },
	lose: {},
	blind: {},
	again: {},
};
const COMMON = {
	kind: (v) => v in KINDS, method: optional((v) => typeof v === 'string'), count: optional(whole(1)), skip: optional(whole(0)),
	percent: optional((v) => Number.isInteger(v) && v >= 0 && v <= 100),
};

function check(f) {
	if (f === null || typeof f !== 'object' || typeof f.kind !== 'string' || !Object.hasOwn(KINDS, f.kind))
		throw new BadFault(`kind must be one of ${Object.keys(KINDS).join(', ')}`);
	const fields = { ...COMMON, ...KINDS[f.kind] };
	for (const name of Object.keys(f))
		if (!Object.hasOwn(fields, name))
			throw new BadFault(`a ${f.kind} fault has no field ${name}`);
	for (const [name, accepts] of Object.entries(fields))
		if (!accepts(f[name]))
			throw new BadFault(`${name} of a ${f.kind} fault cannot be ${JSON.stringify(f[name])}`);
}

export class Faults {
	constructor(seed = 1) {
		this.list = [];
		this.next = 1;
		this.seed(seed);
	}
	seed(n) { this.random = n >>> 0; }

	// mulberry32: the same seed loses the same requests.
	#below(n) {
		let t = this.random = (this.random + 0x6d2b79f5) >>> 0;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * n);
	}
	// Of every 100 requests exactly so many, which ones is chance: a deck of cards, shuffled anew when it is used up.
	#drawn(f) {
		if (f.deck === undefined || f.deck.length === 0)
			f.deck = Array.from({ length: 100 }, (_, i) => i < f.percent);
		return f.deck.splice(this.#below(f.deck.length), 1)[0];
	}
	add(f) {
		check(f);
		const fault = { ...f, id: this.next++, method: f.method ?? (f.kind === 'lose' || f.kind === 'blind' ? 'sendTransaction' : '*'), skip: f.skip ?? 0, percent: f.percent ?? 100, used: 0 };
		this.list.push(fault);
		return fault.id;
	}
	clear(id) {
		this.list = id === undefined ? [] : this.list.filter((f) => f.id !== id);
	}
	// A limit is a bucket of its own: met is what it does not hold.
	#allows(f) {
		const now = performance.now(), burst = f.burst ?? 1;
		f.tokens = Math.min(burst, (f.tokens ?? burst) + (now - (f.at ?? now)) / 1000 * f.perSecond);
		f.at = now;
		if (f.tokens < 1)
			return false;
		f.tokens--;
		return true;
	}
	// take is the faults one request of this method meets, spent as it goes.
	take(method) {
		const met = [];
		for (const f of this.list) {
			if (f.method !== '*' && f.method !== method)
				continue;
			if (f.skip > 0) {
				f.skip--;
				continue;
			}
			if (f.percent < 100 && !this.#drawn(f))
				continue;
			if (f.kind === 'limit' && this.#allows(f))
				continue;
			f.used++;
			met.push(f);
		}
		this.list = this.list.filter((f) => f.count === undefined || f.used < f.count);
		return met;
	}
}

// applyLies is the account as a lying node shows it.
export function applyLies(lies, key, account) {
	for (const lie of lies)
		if (keyOf(base58Decode(lie.account, 32)) === key)
			account = lieAbout(lie, account);
	return account;
}

function lieAbout(lie, account) {
	if (lie.missing || account === null)
		return null;
	let data = Buffer.from(account.data);
	if (lie.length !== undefined) {
		const other = Buffer.alloc(lie.length);
		data.copy(other);
		data = other;
	}
	if (lie.bytes !== undefined)
		Buffer.from(lie.bytes, 'hex').copy(data, lie.offset ?? 0);
	return {
		data, lamports: lie.lamports === undefined ? account.lamports : BigInt(lie.lamports),
		owner: lie.owner === undefined ? account.owner : base58Decode(lie.owner, 32),
		executable: lie.executable ?? account.executable,
	};
}

// setPath puts value at a dotted path of a reply; undefined removes the field.
export function setPath(reply, path, value) {
	const names = path.split('.');
	const last = names.pop();
	let at = reply;
	for (const name of names) {
		if (at === null || typeof at !== 'object')
			return;
		at = at[name];
	}
	if (at === null || typeof at !== 'object')
		return;
	if (value === undefined)
		delete at[last];
	else
		at[last] = value;
}
