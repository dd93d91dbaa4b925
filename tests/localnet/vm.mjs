// vm.mjs - the virtual machine: a thin, safe front to the litesvm binding.
//
// Its own blockhash check and history are off: chain.mjs has a node's rules for
// those.  Signatures it checks where it executes, strictly, and not where it
// simulates.  Only transactions that transaction.mjs has read
// may be passed in.
import { createRequire } from 'node:module';
import { FEATURE, FEATURE_GATES, LOADER, LOADER_KEY, LOADER_V2, SYSVAR, bytesOf, keyOf } from './ids.mjs';
import { errorFromVm } from './errors.mjs';

const lib = createRequire(import.meta.url)('litesvm/dist/internal.js');

const LAMPORTS_PER_BYTE = 5080n, ACCOUNT_OVERHEAD = 128n;
const LOG_BYTES = 10_000n;
const U64_MAX = 2n ** 64n - 1n;
const EPOCH_SLOTS = 432_000n;
const PROGRAM_TAG = 2, PROGRAM_LEN = 36, DATA_TAG = 3;

export const PROFILES = ['default', '0460', '0500', '0460+0500'];

function featureSet(profile) {
	const set = new lib.FeatureSet();
	for (const f of new lib.LiteSvm().getProgramAccounts(FEATURE))
		set.activate(f.address, Buffer.from(f.account().data()).readBigUInt64LE(1));
	for (const gate of profile.split('+'))
		set.activate(FEATURE_GATES[gate], 447_000_000n);
	return set;
}

// The gates' own accounts are what a client can see of them.
function showGates(svm, profile) {
	for (const gate of profile.split('+')) {
		const data = Buffer.alloc(9, 1);
		data.writeBigUInt64LE(447_000_000n, 1);
		svm.setAccount(FEATURE_GATES[gate], new lib.Account(1_000_000n, data, FEATURE, false, U64_MAX));
	}
}

// Programs that came with the instance were compiled for the gates it began
// with; setting their accounts again compiles them anew.
function reloadPrograms(svm) {
	for (const loader of [LOADER, LOADER_V2])
		for (const found of svm.getProgramAccounts(loader))
			if (found.account().executable())
				svm.setAccount(found.address, found.account());
}

export class Vm {
	constructor(profile = 'default') {
		if (!PROFILES.includes(profile))
			throw new Error(`unknown profile ${profile}; there are ${PROFILES.join(', ')}`);
		this.svm = new lib.LiteSvm();
		if (profile !== 'default') {
			this.svm.setFeatureSet(featureSet(profile));
			this.svm.setBuiltins();
			reloadPrograms(this.svm);
			showGates(this.svm, profile);
		}
		this.#settings();
		this.svm.setRent(new lib.Rent(LAMPORTS_PER_BYTE, 1.0, 50));
	}
	#settings() {
		this.svm.setSigverify(true);
		this.svm.setBlockhashCheck(false);
		this.svm.setTransactionHistory(0n);
		this.svm.setLogBytesLimit(LOG_BYTES);
	}
	save() { return this.svm.toBytes(); }
	load(bytes) {
		this.svm = lib.LiteSvm.fromBytes(bytes);
		this.#settings();
	}
	// rebuild forgets compiled programs, so that one whose account setAccount
	// removes stops answering: calling it would end the process.
	rebuild() { this.load(this.save()); }

	setClock(slot, unix) {
		const epoch = slot / EPOCH_SLOTS;
		this.svm.setClock(new lib.Clock(slot, unix - ((slot % EPOCH_SLOTS) * 2n) / 5n, epoch, epoch + 1n, unix));
	}
	// newest first; [{slot, hash}]
	setSlotHashes(list) { this.svm.setSlotHashes(list); }

	// account is {lamports, owner, data, executable} or null; data is copied
	// out of the machine only when it is looked at.
	account(key) {
		const a = this.svm.getAccount(bytesOf(key));
		return a === null ? null : new Account(a);
	}
	balance(key) { return this.svm.getBalance(bytesOf(key)) ?? 0n; }

	programAccounts(key) {
		return this.svm.getProgramAccounts(bytesOf(key)).map((found) => ({ key: keyOf(found.address), account: new Account(found.account()) }));
	}
	// setAccount goes around every rule; account null removes it.
	setAccount(key, account) {
		const old = this.account(key);
		if (old && keyOf(old.owner) === keyOf(SYSVAR))
			throw new Error('a sysvar cannot be set: use warp');
		const a = account ?? { lamports: 0n, data: Buffer.alloc(0), owner: Buffer.alloc(32), executable: false };
		this.svm.setAccount(bytesOf(key), new lib.Account(a.lamports, a.data, a.owner, a.executable, a.lamports ? U64_MAX : 0n));
		if (old?.holdsCode || a.executable)
			this.rebuild();
	}
	rentExempt(length) { return (ACCOUNT_OVERHEAD + BigInt(length)) * LAMPORTS_PER_BYTE; }

	// execute changes the state; both give {err, logs, units, inner, returned,
	// post}, post() being the writable accounts after a simulation.
	execute(bytes) { return outcome(this.svm.sendVersionedTransaction(bytes)); }
	simulate(bytes) {
		this.svm.setSigverify(false);
		try {
			return outcome(this.svm.simulateVersionedTransaction(bytes));
		} finally {
			this.svm.setSigverify(true);
		}
	}
}

class Account {
	#inner; #data;
	constructor(inner) { this.#inner = inner; }
	get lamports() { return this.#inner.lamports(); }
	get owner() { return this.#inner.owner(); }
	get executable() { return this.#inner.executable(); }
	get data() {
		if (this.#data === undefined) {
			const d = this.#inner.data();
			this.#data = Buffer.from(d.buffer, d.byteOffset, d.length);
		}
		return this.#data;
	}
	// holdsCode: a program, or the program data of one.
	get holdsCode() {
		return this.executable || (keyOf(this.owner) === LOADER_KEY && this.data.length > PROGRAM_LEN && this.data.readUInt32LE(0) === DATA_TAG);
	}
	get isProgram() {
		return this.executable && this.data.length === PROGRAM_LEN && this.data.readUInt32LE(0) === PROGRAM_TAG;
	}
}

function outcome(result) {
	const failed = result instanceof lib.FailedTransactionMetadata;
	const meta = failed || result instanceof lib.SimulatedTransactionInfo ? result.meta() : result;
	return {
		err: failed ? errorFromVm(result.err(), lib) : null,
		get logs() { return meta.logs(); },
		get units() { return meta.computeUnitsConsumed(); },
		get inner() { return meta.innerInstructions().map((list) => list.map(innerOf)); },
		get returned() { return returned(meta.returnData()); },
		post: () => new Map(result instanceof lib.SimulatedTransactionInfo ? result.postAccounts().map((a) => [keyOf(a.address), new Account(a.account())]) : []),
	};
}

function innerOf(i) {
	const ix = i.instruction();
	return { programIdIndex: ix.programIdIndex(), accounts: ix.accounts(), data: ix.data(), stackHeight: i.stackHeight() };
}

function returned(r) {
	const data = r.data();
	return data.length === 0 ? null : { programId: r.programId(), data: Buffer.from(data) };
}
