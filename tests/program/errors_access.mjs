// errors_access.mjs - a test for each error number about instructions and the
// accounts they are given (100 to 117).
import { K, patch } from './abi.mjs';
import { CALLER, KEYTURN } from './chain.mjs';
import { BLOCKHASHES, CLOCK, Key, LOADER_V2, RENT, SYSTEM, sha256 } from './keys.mjs';
import { makeElf } from './elf.mjs';
import { B, Scene } from './scene.mjs';

// swap is an instruction with one named account changed.
export function swap(ix, name, change) {
	const at = ix.accounts.findIndex((a) => a.name === name);
	if (at < 0)
		throw new Error(`${ix.name} has no account ${name}`);
	return { ...ix, accounts: ix.accounts.map((a, i) => (i === at ? { ...a, ...change } : a)) };
}
const withData = (ix, data) => ({ ...ix, data: Buffer.from(data) });

// scene with an open upgrade and a vote on it that would be accepted
function open(chain) {
	const s = Scene.ready(chain);
	s.act1 = s.propose(s.upgradeAct(makeElf('v2')));
	s.member = s.approvers[0];
	s.ix = s.voteIx(s.act1, s.member, K.CHOICE_APPROVE);
	s.no = (ix, names) => s.refuse(ix, [s.member], names, { all: true });
	s.yes = () => s.vote(s.act1, s.member);
	return s;
}

export const clone = (chain, key, change = {}, name = 'clone') => {
	const to = sha256(name, key);
	chain.put(to, { ...chain.account(key), ...change });
	return to;
};

export function putNonce(chain, name, owner) {
	const nonce = new Key(name).address, data = Buffer.alloc(80);
	data.writeUInt32LE(1, 0);
	data.writeUInt32LE(1, 4);
	data.set(owner, 8);
	data.set(sha256('a nonce value'), 40);
	data.writeBigUInt64LE(5000n, 72);
	chain.put(nonce, { data });
	return nonce;
}

// the same instruction carried to us by another program
export const byCall = (ix) => ({
	name: ix.name, program: CALLER, accounts: [{ name: 'keyturn', key: KEYTURN }, ...ix.accounts], data: ix.data });

export const ACCESS_ERRORS = {
	BAD_INSTRUCTION(chain) {
		const s = open(chain);
		for (const tag of [0, 8, 9, 127, 128, 255])
			s.no(withData(s.ix, [tag, ...s.ix.data.subarray(1)]), 'BAD_INSTRUCTION');
		for (let n = 0; n < s.ix.data.length; n++)
			s.no(withData(s.ix, s.ix.data.subarray(0, n)), 'BAD_INSTRUCTION');
		s.no(withData(s.ix, [...s.ix.data, 0]), 'BAD_INSTRUCTION');
		for (const choice of [0, 5, 255])
			s.no(withData(s.ix, [s.ix.data[0], choice, ...s.ix.data.subarray(2)]), 'BAD_INSTRUCTION');
		s.yes();
	},
	BAD_ACCOUNT_COUNT(chain) {
		const s = open(chain);
		for (let n = 0; n < s.ix.accounts.length; n++)
			s.no({ ...s.ix, accounts: [{ key: s.member.address, s: true }, ...s.ix.accounts.slice(1)].slice(0, n) },
				'BAD_ACCOUNT_COUNT');
		s.no({ ...s.ix, accounts: [...s.ix.accounts, { key: SYSTEM }] }, 'BAD_ACCOUNT_COUNT');
		s.yes();
	},
	NOT_TOP_LEVEL(chain) {
		const s = open(chain);
		s.no(byCall(s.ix), 'NOT_TOP_LEVEL');
		s.yes();
	},
	DURABLE_NONCE(chain) {
		const s = open(chain), nonce = putNonce(chain, `${s.tag} nonce`, s.member.address);
		for (const extra of [Buffer.alloc(0), Buffer.from([1, 2, 3])])
			s.no([B.system.advanceNonce(nonce, BLOCKHASHES, s.member.address, extra), s.ix], 'DURABLE_NONCE');
		s.yes();
	},
	NOT_SIGNER(chain) {
		const s = open(chain);
		s.no(swap(s.ix, 'member', { s: false }), 'NOT_SIGNER');
		s.yes();
	},
	NOT_WRITABLE(chain) {
		const s = open(chain);
		s.no(swap(s.ix, 'proposal', { w: false }), 'NOT_WRITABLE');
		s.yes();
	},
	WRONG_ADDRESS(chain) {
		const s = open(chain), other = new Scene(chain);
		s.no(swap(s.ix, 'proposal', { key: clone(chain, B.proposalAt(s.multisig, s.act1.index)) }), 'WRONG_ADDRESS');
		s.refuse(swap(other.createIx(), 'multisig', { key: B.multisigAt(new Key('nobody').address) }),
			[other.payer, other.createKey], 'WRONG_ADDRESS', { all: true });
		s.yes();
	},
	WRONG_OWNER(chain) {
		const s = open(chain);
		s.no(swap(s.ix, 'multisig', { key: clone(chain, s.multisig, { owner: new Key('evil program').address }) }),
			'WRONG_OWNER');
		s.no(swap(s.ix, 'proposal', { key: clone(chain, B.proposalAt(s.multisig, 1), { owner: CALLER }, 'b') }),
			'WRONG_OWNER');
		s.no(swap(s.ix, 'multisig', { key: new Key('nothing here').address }), 'WRONG_OWNER');
		s.yes();
	},
	WRONG_TAG(chain) {
		const s = open(chain), record = B.recordAt(s.multisig, s.p.id), proposal = B.proposalAt(s.multisig, s.act1.index);
		s.no(swap(s.ix, 'multisig', { key: record }), 'WRONG_TAG');
		s.no(swap(s.ix, 'proposal', { key: record }), 'WRONG_TAG');
		s.no(swap(s.ix, 'multisig', { key: proposal }), ['WRONG_TAG', 'DUPLICATE_ACCOUNT']);
		s.yes();
	},
	// sizes and versions other than ours exist only where a test puts them
	WRONG_SIZE(chain) {
		const s = open(chain), keep = chain.data(s.multisig);
		for (const size of [0, 1, 2, 19, K.MULTISIG_LEN - 1, K.MULTISIG_LEN + 1]) {
			chain.put(s.multisig, { owner: KEYTURN, data: Buffer.concat([keep, keep]).subarray(0, size),
				lamports: chain.rent(2000) });
			s.no(s.ix, size === 0 ? ['WRONG_SIZE', 'WRONG_TAG'] : 'WRONG_SIZE');
		}
		chain.put(s.multisig, { owner: KEYTURN, data: keep });
		s.yes();
	},
	WRONG_VERSION(chain) {
		const s = open(chain), keep = chain.data(s.multisig);
		for (const v of [0, 2, 255]) {
			chain.forge(s.multisig, patch('multisig', keep, 'version', v));
			s.no(s.ix, 'WRONG_VERSION');
		}
		chain.forge(s.multisig, keep);
		s.yes();
	},
	WRONG_SYSVAR(chain) {
		const s = open(chain);
		// a list of instructions that begins innocently, at an address of ours
		const fake = sha256(s.tag, 'fake sysvar');
		chain.put(fake, { owner: RENT, data: Buffer.alloc(200) });
		for (const key of [fake, CLOCK, RENT, SYSTEM, s.member.address])
			s.no(swap(s.ix, 'INSTRUCTIONS', { key }), 'WRONG_SYSVAR');
		s.yes();
		const r = s.readyToRun(s.upgradeAct(makeElf('v3')));
		for (const name of ['Rent', 'Clock'])
			s.refuse(swap(s.executeIx(r), name, { key: fake }), s.executeSigners(r), 'WRONG_SYSVAR', { all: true });
		const crossed = swap(swap(s.executeIx(r), 'Rent', { key: CLOCK }), 'Clock', { key: RENT });
		s.refuse(crossed, s.executeSigners(r), 'WRONG_SYSVAR', { all: true });
		s.execute(r);
	},
	WRONG_LOADER(chain) {
		const s = Scene.ready(chain), act = s.upgradeAct(makeElf('v2'));
		for (const key of [LOADER_V2, CALLER])
			s.refuse(swap(B.propose(act), 'loader', { key }), act.signers, 'WRONG_LOADER', { all: true });
		s.run(act);
	},
	WRONG_SYSTEM(chain) {
		const s = Scene.ready(chain), act = s.upgradeAct(makeElf('v2'));
		for (const key of [CALLER, LOADER_V2])
			s.refuse(swap(B.propose(act), 'System', { key }), act.signers, 'WRONG_SYSTEM', { all: true });
		s.propose(act);
	},
	DUPLICATE_ACCOUNT(chain) {
		const s = Scene.ready(chain);
		const twice = s.upgradeAct(makeElf('v2'), { buffer: s.p.data });
		s.refusePropose(twice, ['DUPLICATE_ACCOUNT', 'NOT_A_BUFFER'], { all: true });
	},
	WRONG_MULTISIG(chain) {
		const s = open(chain), other = open(chain);
		s.no(swap(s.ix, 'proposal', { key: B.proposalAt(other.multisig, other.act1.index) }), 'WRONG_MULTISIG');
		s.yes();
	},
	BAD_CLOCK(chain) {
		const s = open(chain), now = chain.now;
		for (const unix of [-1n, -(2n ** 63n)]) {
			chain.setTime(unix);
			s.no(s.ix, 'BAD_CLOCK');
		}
		chain.setTime(now);
		s.yes();
	},
	ALREADY_EXISTS(chain) {
		const s = new Scene(chain).create();
		s.refuse(s.createIx(), [s.payer, s.createKey], 'ALREADY_EXISTS', { all: true });
		s.refuse(s.createIx({ rules: { threshold: 1 } }), [s.payer, s.createKey], 'ALREADY_EXISTS', { all: true });
	},
};
