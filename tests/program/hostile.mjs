// hostile.mjs - account lists taken apart: for every kind of instruction and
// every position in it, swapped, doubled, foreign, cloned, of another owner,
// not writable, not signed, missing or one too many.  All are refused with an
// error of ours, nothing changes, and the untouched instruction then succeeds.
import { CALLER, KEYTURN } from './chain.mjs';
import { ERROR_NAME } from './abi.mjs';
import { BLOCKHASHES, CLOCK, INSTRUCTIONS, Key, LOADER, LOADER_V2, RENT, SYSTEM, offCurve, sha256 } from './keys.mjs';
import { check } from './tap.mjs';
import { accepted, refused } from './scene.mjs';
import { SPECIMENS } from './specimens.mjs';

const OURS = [...ERROR_NAME.values()];
const FOREIGN = { SYSTEM, LOADER, LOADER_V2, KEYTURN, CALLER, INSTRUCTIONS, CLOCK, RENT, BLOCKHASHES,
	'no key': offCurve('nobody') };

const SYSVARS = [CLOCK, RENT, INSTRUCTIONS]; // nobody but the runtime owns these

const replace = (list, i, change) => list.map((a, k) => (k === i ? { ...a, ...change } : a));

// variants yields [what, accounts, undo]; a position keeps its flags when its
// key changes.
function* variants(chain, { ix, keys, free }) {
	const list = ix.accounts, stranger = chain.fund(new Key('a stranger'));
	const canSign = (key) => [...keys, stranger].some((k) => k.address.equals(key));
	const takes = (i, key) => free.includes(list[i].name) && canSign(key);
	for (const [i, a] of list.entries()) {
		for (const [j, b] of list.entries()) {
			if (a.key.equals(b.key))
				continue;
			if (j > i)
				yield [`${a.name} and ${b.name} swapped`, replace(replace(list, i, { key: b.key }), j, { key: a.key })];
			if (!takes(i, b.key))
				yield [`${b.name} as ${a.name}`, replace(list, i, { key: b.key })];
		}
		for (const [what, key] of Object.entries(FOREIGN))
			if (!key.equals(a.key))
				yield [`${what} as ${a.name}`, replace(list, i, { key })];
		if (!takes(i, stranger.address))
			yield [`a stranger as ${a.name}`, replace(list, i, { key: stranger.address })];
		if (a.s)
			yield [`${a.name} not signing`, replace(list, i, { s: false })];
		if (a.w)
			yield [`${a.name} not writable`, list.map((x) => (x.key.equals(a.key) ? { ...x, w: false } : x))];
		yield [`no ${a.name}`, list.filter((_, k) => k !== i)];
		yield [`${a.name} twice`, [...list.slice(0, i), a, ...list.slice(i)]];
		yield* forgeries(chain, list, i);
	}
}

// clones of an account at other addresses, and other owners at its own.
function* forgeries(chain, list, i) {
	const a = list[i], account = chain.account(a.key);
	if (account === null || account.data.length === 0)
		return;
	for (const owner of [account.owner, KEYTURN, LOADER, SYSTEM, CALLER]) {
		const key = sha256('clone', a.key, owner);
		chain.put(key, { ...account, owner, executable: false });
		yield [`a clone of ${a.name}`, replace(list, i, { key })];
		if (owner.equals(account.owner) || account.executable || SYSVARS.some((k) => k.equals(a.key)))
			continue;
		chain.put(a.key, { ...account, owner });
		yield [`${a.name} of another owner`, list];
		chain.put(a.key, account);
	}
}

export function tryAll(chain, specimen, counts) {
	const { ix, keys } = specimen;
	const signing = (list) => list.filter((a) => a.s).map((a) => a.key);
	const everybody = [...keys, new Key('a stranger')];
	for (const [what, accounts] of variants(chain, specimen)) {
		const list = accounts.map((a) => (a.s && !everybody.some((k) => k.address.equals(a.key)) ? { ...a, s: false } : a));
		const need = signing(list);
		const hold = everybody.filter((k) => need.some((n) => n.equals(k.address)));
		try {
			const r = refused(chain, [{ ...ix, accounts: list }], hold, OURS);
			counts.set(r.error, (counts.get(r.error) ?? 0) + 1);
		} catch (e) {
			throw new Error(`${what}: ${e.message}`);
		}
		counts.total++;
	}
	accepted(chain, [ix], everybody.filter((k) => signing(ix.accounts).some((n) => n.equals(k.address))));
}

export function hostileTests(tap, chain) {
	const counts = new Map();
	counts.total = 0;
	for (const [name, make] of Object.entries(SPECIMENS))
		tap.test(`hostile account lists: ${name}`, () => tryAll(chain, make(chain), counts));
	tap.test('hostile account lists: more than 5,000 were tried', () => check(counts.total > 5000, `${counts.total}`));
	const most = [...counts].sort((a, b) => b[1] - a[1]).map(([k, n]) => `${k} ${n}`);
	tap.comment(`${counts.total} hostile lists: ${most.join(', ')}`);
}
