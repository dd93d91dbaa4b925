// chain.mjs - a LiteSVM chain in one of three feature profiles, and one way to
// send: every outcome says what the chain said, and a refusal is compared
// byte by byte with what was there before.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { Key, LOADER, LOADER_V2, SYSTEM, address, base58, derive, sha256 } from './keys.mjs';
import { compile, signed, sizeOf } from './message.mjs';
import { ERROR_NAME } from './abi.mjs';

const lib = createRequire(import.meta.url)('litesvm/dist/internal.js');

const FEATURE = address('Feature111111111111111111111111111111111111');
const GATES = {
	default: [],
	'0460': ['7VgiehxNxu53KdxgLspGQY8myE6f7UokaWa4jsGcaSz'],
	'0500': ['B8JJXCy5amZyWG9r7EnUYLwzXSXTxG7GZ1qZ1qggo83g'],
};
export const PROFILES = Object.keys(GATES);
const FEE = 5000n; // lamports per signature
const SOL = 1_000_000_000n;

export const KEYTURN = new Key('the governance program').address;
export const CALLER = new Key('the calling program').address;

function newVm(profile) {
	const svm = new lib.LiteSvm();
	if (profile !== 'default') {
		const set = new lib.FeatureSet();
		for (const f of svm.getProgramAccounts(FEATURE))
			set.activate(f.address, Buffer.from(f.account().data()).readBigUInt64LE(1));
		for (const gate of GATES[profile])
			set.activate(address(gate), 447_000_000n);
		svm.setFeatureSet(set);
		svm.setBuiltins();
	}
	svm.setBlockhashCheck(false); // every transaction here has its own blockhash
	svm.setTransactionHistory(0n);
	svm.setRent(new lib.Rent(5080n, 1.0, 50));
	return svm;
}

const bytes = (b) => Buffer.from(b.buffer, b.byteOffset, b.length);
const plain = (a) => ({ lamports: a.lamports(), owner: bytes(a.owner()), data: bytes(a.data()),
	executable: a.executable() });

// difference says how an account is not what it was, or null.
function difference(was, is) {
	if (was === null || is === null)
		return was === is ? null : `${was === null ? 'appeared' : 'vanished'}`;
	for (const part of ['owner', 'data'])
		if (!was[part].equals(is[part]))
			return `another ${part}`;
	return was.lamports === is.lamports && was.executable === is.executable
		? null : `${was.lamports} lamports became ${is.lamports}`;
}

export class Chain {
	#serial = 0;
	constructor(profile, elfs) {
		this.profile = profile;
		this.svm = newVm(profile);
		this.slot = 447_552_000n;
		this.now = 1_790_000_000n;
		this.#clock();
		for (const [program, elf] of elfs)
			this.putProgram(program, elf, null);
		this.payer = this.fund(new Key('fee payer'), 1_000_000n * SOL);
		this.tripped = new Set(); // names of errors seen in refusals
		this.units = new Map(); // instruction name to {min, max, n}
	}
	#clock() { this.svm.setClock(new lib.Clock(this.slot, 0n, 0n, 0n, this.now)); }
	tick(slots = 1) {
		this.slot += BigInt(slots);
		this.#clock();
	}
	warp(seconds) {
		this.now += BigInt(seconds);
		this.tick();
	}
	setTime(unix) {
		this.now = BigInt(unix);
		this.#clock();
	}

	account(key) {
		const a = this.svm.getAccount(key), account = a && plain(a);
		return account === null || (account.lamports === 0n && account.data.length === 0) ? null : account;
	}
	balance(key) { return this.svm.getBalance(key) ?? 0n; }
	data(key) {
		const a = this.account(key);
		if (a === null)
			throw new Error(`no account at ${base58(key)}`);
		return a.data;
	}
	rent(length) { return this.svm.minimumBalanceForRentExemption(BigInt(length)); }

	// put goes around every rule of the chain; used to seed and to forge.
	put(key, { owner = SYSTEM, data = Buffer.alloc(0), lamports, executable = false }) {
		this.svm.setAccount(key, new lib.Account(lamports ?? this.rent(data.length), data, owner, executable,
			2n ** 64n - 1n));
	}
	forge(key, data) { this.put(key, { ...this.account(key), data }); }
	fund(key, lamports = 1000n * SOL) {
		this.put(key.address ?? key, { lamports });
		return key;
	}

	// underOldLoader adds a program that loader-v3 has no part in; at the
	// address of a builtin it takes that one's place.
	underOldLoader(program, elf) { this.svm.addProgramWithLoader(program, elf, LOADER_V2); }

	// putProgram seeds a program as the loader leaves it; authority or null.
	putProgram(program, elf, authority, { room = elf.length, slot = 1n } = {}) {
		const [programData] = derive(LOADER, program);
		const data = Buffer.alloc(45 + room);
		data.writeUInt32LE(3, 0);
		data.writeBigUInt64LE(BigInt(slot), 4);
		data[12] = authority ? 1 : 0;
		if (authority)
			data.set(authority, 13);
		data.set(elf, 45);
		this.put(programData, { owner: LOADER, data });
		const head = Buffer.alloc(36);
		head.writeUInt32LE(2, 0);
		head.set(programData, 4);
		this.put(program, { owner: LOADER, data: head, executable: true });
		return programData;
	}
	// putBuffer seeds a loader buffer holding elf and zeros up to room.
	putBuffer(buffer, elf, authority, room = elf.length) {
		const data = Buffer.alloc(37 + room);
		data.writeUInt32LE(1, 0);
		data[4] = authority ? 1 : 0;
		if (authority)
			data.set(authority, 5);
		data.set(elf, 37);
		this.put(buffer, { owner: LOADER, data });
		return buffer;
	}

	blockhash() { return sha256(`block ${this.#serial++}`); }

	// send is {ok, code, error, index, units, logs, returned, size, fee}; error
	// is our error's name, or what the runtime called it.
	send(instructions, signers = [], { payer = this.payer, blockhash, version } = {}) {
		this.tick();
		const message = compile(payer.address, instructions, blockhash ?? this.blockhash(), version);
		const bytes = signed(message, [payer, ...signers]);
		const r = this.svm.sendVersionedTransaction(bytes);
		return this.#outcome(r, message);
	}
	#outcome(r, message) {
		const failed = r instanceof lib.FailedTransactionMetadata;
		const meta = failed ? r.meta() : r;
		const out = {
			ok: !failed, message, size: sizeOf(message), fee: FEE * BigInt(message.signers.length),
			units: Number(meta.computeUnitsConsumed()), logs: meta.logs(),
			returned: Buffer.from(meta.returnData().data()),
		};
		if (failed)
			this.#reason(r.err(), out);
		return out;
	}
	#reason(err, out) {
		if (err instanceof lib.TransactionErrorInstructionError) {
			const inner = err.err();
			out.index = err.index;
			out.code = inner instanceof lib.InstructionErrorCustom ? inner.code : undefined;
			out.error = ERROR_NAME.get(out.code) ?? (out.code === undefined ? `runtime ${inner}` : `Custom(${out.code})`);
		} else {
			out.error = `transaction ${typeof err === 'number' ? err : err.toString()}`;
		}
	}

	// watch is the state of the accounts a transaction may touch, and if asked
	// of all accounts of the governance program.
	watch(keys, all = false) {
		const state = new Map(keys.map((k) => [k.toString('latin1'), this.account(k)]));
		for (const found of all ? this.svm.getProgramAccounts(KEYTURN) : [])
			state.set(bytes(found.address).toString('latin1'), plain(found.account()));
		return state;
	}
	// unchanged compares with an earlier watch of the same keys, or throws.
	unchanged(before, keys, all) {
		const now = this.watch(keys, all);
		for (const [key, account] of now) {
			const what = difference(before.get(key) ?? null, account);
			if (what)
				throw new Error(`${base58(Buffer.from(key, 'latin1'))} after a refusal: ${what}`);
		}
		if (now.size !== before.size)
			throw new Error(`${now.size} accounts after a refusal, ${before.size} before`);
	}
	measure(name, units) {
		const u = this.units.get(name) ?? { min: Infinity, max: 0, n: 0 };
		this.units.set(name, { min: Math.min(u.min, units), max: Math.max(u.max, units), n: u.n + 1 });
	}

	// invoke runs a governed program and gives its answer.
	invoke(program) {
		return this.send([{ program, accounts: [], data: Buffer.alloc(0) }]);
	}
}

export const loadElf = (path) => readFileSync(new URL(path, import.meta.url));
