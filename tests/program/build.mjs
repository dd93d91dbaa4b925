// build.mjs - the governance program's instructions, addresses, payloads and
// the payload hash, from abi.h's tables and nothing of the program's own code.
// Every account carries a name, so that tests can take lists apart.
import { K, decodeMultisig, encode, lengthOf, rulesBytes } from './abi.mjs';
import { KEYTURN } from './chain.mjs';
import { BUDGET, CLOCK, INSTRUCTIONS, LOADER, RENT, SYSTEM, derive, sha256, u64 } from './keys.mjs';

export const ZERO = Buffer.alloc(32);

const at = (...seeds) => derive(KEYTURN, ...seeds)[0];
export const multisigAt = (createKey) => at(K.SEED_MULTISIG, createKey);
export const authorityAt = (multisig) => at(K.SEED_AUTHORITY, multisig);
export const recordAt = (multisig, program) => at(K.SEED_PROGRAM, multisig, program);
export const proposalAt = (multisig, index) => at(K.SEED_PROPOSAL, multisig, u64(index));
export const programDataAt = (program) => derive(LOADER, program)[0];

const ro = (name, key) => ({ name, key, s: false, w: false });
const rw = (name, key) => ({ name, key, s: false, w: true });
const sr = (name, key) => ({ name, key, s: true, w: false });
const sw = (name, key) => ({ name, key, s: true, w: true });
const SYS = ro('System', SYSTEM), INS = ro('INSTRUCTIONS', INSTRUCTIONS), LDR = ro('loader', LOADER);

const ix = (name, accounts, data) => ({ name, program: KEYTURN, accounts, data });

const DEPLOYS = [K.KIND_UPGRADE, K.KIND_ROLLBACK];
export const isDeploy = (kind) => DEPLOYS.includes(kind);
export const KIND_NAME = new Map(Object.entries(K).filter(([n]) => n.startsWith('KIND_'))
	.map(([n, v]) => [v, n.slice(5).toLowerCase()]));

export const codeHash = (elf) => {
	let n = elf.length;
	while (n > 0 && elf[n - 1] === 0)
		n--;
	return sha256(elf.subarray(0, n));
};

// payload is the bytes of an act's payload: fields of kt_deploy or
// kt_handover, or {rules, members}.
export function payload(kind, p) {
	if (isDeploy(kind))
		return encode('deploy', { target_number: 0, flags: 0, ...p });
	if (kind === K.KIND_MEMBERS)
		return rulesBytes(p.rules, p.members);
	return encode('handover', { receiver: ZERO, ...p });
}

// governedBytes is what a multisig account says of members and numbers now.
export function governedBytes(data) {
	const m = decodeMultisig(data);
	return rulesBytes(m.rules, m.members);
}

// actHash is what votes and execution must name.
export function actHash(a) {
	const len = Buffer.alloc(2);
	len.writeUInt16LE(a.payload.length);
	return sha256(
		K.HASH_DOMAIN.padEnd(K.HASH_DOMAIN_LEN, '\0'), KEYTURN, a.genesis, a.multisig, u64(a.index), u64(a.epoch),
		sha256(a.governed), Buffer.from([a.kind]), len, a.payload, a.proposer, a.depositor, a.rentPayer,
		Buffer.from([a.description.length]), a.description);
}

export const createMultisig = ({ payer, createKey, genesis, rules, members }) => ix('create multisig',
	[sw('payer', payer), sr('create key', createKey), rw('multisig', multisigAt(createKey)), SYS, INS],
	Buffer.concat([encode('create', { tag: K.CREATE_MULTISIG, genesis_hash: genesis }), rulesBytes(rules, members)]));

export function adopt({ payer, member, current, multisig, program, code }) {
	const authority = authorityAt(multisig);
	return ix('adopt', [
		sw('payer', payer), sr('member', member),
		current.equals(authority) ? ro('current', current) : sr('current', current),
		ro('multisig', multisig), ro('authority', authority), rw('record', recordAt(multisig, program)),
		ro('program', program), rw('program data', programDataAt(program)), LDR, SYS, INS,
	], encode('adopt', { tag: K.ADOPT, code_len: code.length, code_hash: codeHash(code) }));
}

function proposeTail(a) {
	const p = a.fields, record = p.program && ro('record', recordAt(a.multisig, p.program));
	if (isDeploy(a.kind))
		return [sr('depositor', a.depositor), ro('authority', authorityAt(a.multisig)), record, ro('program', p.program),
			ro('program data', programDataAt(p.program)), rw('buffer', p.buffer), ro('spill', p.spill), LDR];
	if (a.kind === K.KIND_MEMBERS)
		return [];
	return a.kind === K.KIND_IMMUTABLE ? [record] : [record, ro('receiver', p.receiver)];
}

// propose: a is {kind, multisig, index, proposer, rentPayer, depositor,
// fields, payload, description}.
export const propose = (a) => ix(`propose ${KIND_NAME.get(a.kind)}`, [
	sr('proposer', a.proposer), sw('rent payer', a.rentPayer), rw('multisig', a.multisig),
	rw('proposal', proposalAt(a.multisig, a.index)), SYS, INS, ...proposeTail(a),
], Buffer.concat([
	encode('propose', { tag: K.PROPOSE, index: a.index, kind: a.kind }), a.payload, Buffer.from([a.description.length]),
		a.description]));

export const vote = ({ member, multisig, index, choice, hash }) => ix('vote',
	[sr('member', member), ro('multisig', multisig), rw('proposal', proposalAt(multisig, index)), INS],
	encode('vote', { tag: K.VOTE, choice, payload_hash: hash }));

function executeTail(a) {
	const p = a.fields;
	if (a.kind === K.KIND_MEMBERS)
		return [];
	const common = [ro('authority', authorityAt(a.multisig)), rw('record', recordAt(a.multisig, p.program))];
	const data = programDataAt(p.program);
	if (isDeploy(a.kind))
		return [...common, rw('program', p.program), rw('program data', data), rw('buffer', p.buffer), rw('spill', p.spill),
			ro('Rent', RENT), ro('Clock', CLOCK), LDR];
	const receiver = {
		[K.KIND_HANDOVER]: () => [sr('receiver', p.receiver)],
		[K.KIND_HANDOVER_MULTISIG]: () => [ro('other multisig', p.receiver),
			ro('other authority', authorityAt(p.receiver))],
		[K.KIND_HANDOVER_UNCHECKED]: () => [ro('receiver', p.receiver)],
		[K.KIND_IMMUTABLE]: () => [],
	}[a.kind]();
	return [...common, ro('program', p.program), rw('program data', data), ...receiver, LDR];
}

export const execute = (a, member, hash) => ix(`execute ${KIND_NAME.get(a.kind)}`,
	[sr('member', member), rw('multisig', a.multisig), rw('proposal', proposalAt(a.multisig, a.index)), INS,
		...executeTail(a)],
	encode('execute', { tag: K.EXECUTE, payload_hash: hash }));

export const reclaim = ({ multisig, index, program, buffer, depositor }) => ix('reclaim', [
	ro('multisig', multisig), ro('authority', authorityAt(multisig)), rw('proposal', proposalAt(multisig, index)),
	ro('record', recordAt(multisig, program)), rw('buffer', buffer), ro('depositor', depositor), LDR, INS,
], encode('reclaim', { tag: K.RECLAIM }));

export const close = ({ closer, multisig, index, rentPayer }) => ix('close', [
	sr('closer', closer), ro('multisig', multisig), rw('proposal', proposalAt(multisig, index)),
		rw('rent payer', rentPayer), INS,
], encode('close', { tag: K.CLOSE }));

// --- other programs' instructions ----------------------------------------

const u32 = (n) => {
	const b = Buffer.alloc(4);
	b.writeUInt32LE(n);
	return b;
};
const other = (program, accounts, ...data) => ({ program, accounts, data: Buffer.concat(data) });

export const system = {
	transfer: (from, to, lamports) => other(SYSTEM, [sw('from', from), rw('to', to)], u32(2), u64(lamports)),
	createAccount: (from, to, lamports, space, owner) => other(SYSTEM, [sw('from', from), sw('to', to)], u32(0),
		u64(lamports), u64(space), owner),
	initNonce: (nonce, blockhashes, owner) => other(SYSTEM, [rw('nonce', nonce), ro('hashes', blockhashes),
		ro('rent', RENT)], u32(6), owner),
	advanceNonce: (nonce, blockhashes, owner, extra = Buffer.alloc(0)) =>
		other(SYSTEM, [rw('nonce', nonce), ro('hashes', blockhashes), sr('owner', owner)], u32(4), extra),
};
export const budget = {
	heap: (bytes) => other(BUDGET, [], Buffer.from([1]), u32(bytes)),
	limit: (units) => other(BUDGET, [], Buffer.from([2]), u32(units)),
	price: (micro) => other(BUDGET, [], Buffer.from([3]), u64(micro)),
	dataSize: (bytes) => other(BUDGET, [], Buffer.from([4]), u32(bytes)),
};
export const loader = {
	initializeBuffer: (buffer, owner) => other(LOADER, [rw('buffer', buffer), ro('owner', owner)], u32(0)),
	write: (buffer, owner, offset, bytes) => other(LOADER, [rw('buffer', buffer), sr('owner', owner)], u32(1),
		u32(offset), u64(bytes.length), bytes),
	deploy: (payer, program, buffer, owner, room) => other(LOADER,
		[sw('payer', payer), rw('data', programDataAt(program)), rw('program', program),
		rw('buffer', buffer), ro('rent', RENT), ro('clock', CLOCK), SYS, sr('owner', owner)], u32(2), u64(room)),
	upgrade: (program, buffer, spill, owner) => other(LOADER, [rw('data', programDataAt(program)),
		rw('program', program), rw('buffer', buffer),
		rw('spill', spill), ro('rent', RENT), ro('clock', CLOCK), sr('owner', owner)], u32(3)),
	setAuthority: (target, owner, next) => other(LOADER, [rw('target', target), sr('owner', owner),
		...(next ? [ro('next', next)] : [])], u32(4)),
	close: (target, recipient, owner) => other(LOADER, [rw('target', target), rw('recipient', recipient),
		sr('owner', owner)], u32(5)),
	extend: (program, bytes, payer) => other(LOADER, [rw('data', programDataAt(program)), rw('program', program), SYS,
		sw('payer', payer)], u32(6), u32(bytes)),
};

export const MEMBER_LEN = lengthOf('member');
