// cross.mjs - accounts of two equal scenes mixed: for every kind of
// instruction one or two accounts, or all but one, are taken from the other
// scene.  Nothing may be done to one multisig with parts of another.
import { ERROR_NAME } from './abi.mjs';
import { check } from './tap.mjs';
import { accepted, refused } from './scene.mjs';
import { SPECIMENS } from './specimens.mjs';

const OURS = [...ERROR_NAME.values()];

// sets of positions to take from the other scene
function* choices(n) {
	for (let i = 0; i < n; i++) {
		yield new Set([i]);
		for (let j = 0; j < i; j++)
			yield new Set([i, j]);
		yield new Set(Array.from({ length: n }, (_, k) => k).filter((k) => k !== i));
	}
}

function mixed(chain, x, y) {
	const keys = [...x.keys, ...y.keys];
	let n = 0;
	for (const take of choices(x.ix.accounts.length)) {
		const list = x.ix.accounts.map((a, i) => (take.has(i) ? y.ix.accounts[i] : a));
		const moved = list.filter((a, i) => !a.key.equals(x.ix.accounts[i].key));
		const stayed = list.filter((a, i) => !a.key.equals(y.ix.accounts[i].key));
		// nothing of meaning moved, or all of it: then it is a lawful instruction
		if (moved.every((a) => x.free.includes(a.name)) || stayed.every((a) => x.free.includes(a.name) ||
			a.name === 'member' && x.ix.name !== 'vote'))
			continue;
		const hold = keys.filter((k) => list.some((a) => a.s && a.key.equals(k.address)));
		try {
			refused(chain, [{ ...x.ix, accounts: list }], hold, OURS);
		} catch (e) {
			throw new Error(`${moved.map((a) => a.name)} of the other: ${e.message}`);
		}
		n++;
	}
	for (const s of [x, y])
		accepted(chain, [s.ix], s.keys);
	return n;
}

export function crossTests(tap, chain) {
	let n = 0;
	for (const [name, make] of Object.entries(SPECIMENS))
		tap.test(`accounts of two scenes mixed: ${name}`, () => { n += mixed(chain, make(chain), make(chain)); });
	tap.test('accounts of two scenes mixed: more than 700 mixtures were tried', () => check(n > 700, `${n}`));
	tap.comment(`${n} mixtures`);
}
