// data.mjs - instructions taken apart: for every kind each shorter prefix of
// its data and of its accounts, some too many, and a clock before 1970.
import { K } from './abi.mjs';
import { SYSTEM } from './keys.mjs';
import { check } from './tap.mjs';
import { accepted, refused } from './scene.mjs';
import { SPECIMENS } from './specimens.mjs';

const MALFORMED = ['BAD_INSTRUCTION'];
// a shorter propose or create may also read as another list or text
const ALSO = { [K.CREATE_MULTISIG]: ['MEMBER_COUNT'], [K.PROPOSE]: ['MEMBER_COUNT', 'DESCRIPTION'] };

function tryAll(chain, { ix, keys }) {
	const names = [...MALFORMED, ...(ALSO[ix.data[0]] ?? [])], { length } = ix.data;
	let n = 0;
	const no = (data) => {
		refused(chain, [{ ...ix, data }], keys, names);
		n++;
	};
	for (let len = 0; len < length; len++)
		no(ix.data.subarray(0, len));
	for (const more of [[0], [1], [0, 0, 0, 0]])
		no(Buffer.concat([ix.data, Buffer.from(more)]));
	const has = (list) => keys.filter((k) => list.some((a) => a.s && a.key.equals(k.address)));
	for (let i = 0; i < ix.accounts.length; i++) {
		const accounts = ix.accounts.slice(0, i);
		refused(chain, [{ ...ix, accounts }], has(accounts), 'BAD_ACCOUNT_COUNT');
	}
	for (const more of [1, 3, 10, 40])
		refused(chain, [{ ...ix, accounts: [...ix.accounts, ...Array(more).fill({ key: SYSTEM })] }], keys, 'BAD_ACCOUNT_COUNT');
	const now = chain.now;
	if (ix.data[0] !== K.CREATE_MULTISIG) {
		chain.setTime(-1n);
		refused(chain, [ix], keys, 'BAD_CLOCK');
		chain.setTime(now);
	}
	accepted(chain, [ix], keys);
	return n;
}

export function dataTests(tap, chain) {
	let n = 0;
	for (const [name, make] of Object.entries(SPECIMENS))
		tap.test(`data cut short, too long, and a negative clock: ${name}`, () => { n += tryAll(chain, make(chain)); });
	tap.test('data: more than 1,500 malformed instructions were tried', () => check(n > 1500, `${n}`));
}
