// lib.mjs - the program killed at a step of its journal or at a moment, and
// what the journal says afterwards held against what is on the chain.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base58Encode } from '../localnet/base58.mjs';
import { LOADER } from '../localnet/ids.mjs';
import { parseTransaction } from '../localnet/transaction.mjs';
import { EXPIRED, FAILED, LANDED, root } from '../cli/lib.mjs';

const PRELOAD = join(root, 'build/release/tests/kills/step.so');
const WRITE = 1; // the loader's instruction that writes a piece of a buffer

// mulberry32: the same seed, the same moments.
export function dice(seed) {
	let state = seed >>> 0;

	return (n) => {
		let t = state = (state + 0x6d2b79f5) >>> 0;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % n;
	};
}

// Kills `n` runs, each at a moment of the `ms` that it takes; once(moment) says
// whether it came in time.  A busy machine may have measured too long a time.
export async function atRandom(n, ms, roll, once) {
	let killed = 0, unhurt = 0;

	for (let span = ms; killed < n && unhurt < 20 * n;)
		if (await once(1 + roll(Math.ceil(span)))) {
			killed++;
			span = Math.min(ms, span * 5 / 4);
		} else {
			unhurt++;
			span = Math.max(20, span * 3 / 4);
		}
	return { killed, unhurt };
}

// Runs the program with its steps counted; it dies at step `at` (0: never) of `signal`, a number.
// steps: "intent before", "intent after", "attempt before", ... in order.
export async function runSteps(s, args, at = 0, signal = 9) {
	const log = s.file(`steps-${s.logs = (s.logs ?? 0) + 1}`);
	const env = { LD_PRELOAD: PRELOAD, KEYTURN_STEP_LOG: log, ...(at > 0 ? { KEYTURN_STEP: String(at), KEYTURN_STEP_SIGNAL: String(signal) } : {}) };
	const r = await s.run(args, { env });
	const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];

	return { ...r, steps: lines.map((l) => l.split(' ').slice(1).join(' ')) };
}

// What lies in the database after a death is what the steps before it wrote, and no more.
export function checkDeath(r, at, rows) {
	const seen = (what) => r.steps.filter((x) => x === `${what} after`).length;

	assert.equal(r.killed, 'SIGKILL');
	assert.equal(r.steps.length, at, 'it died at another step');
	assert.equal(rows.length, seen('intent'), `intents after ${r.steps.at(-1)}`);
	assert.equal(rows.flatMap((x) => x.attempts).length, seen('attempt'), `signatures after ${r.steps.at(-1)}`);
	assert.equal(rows.filter((x) => x.outcome !== 0).length, seen('outcome'), `outcomes after ${r.steps.at(-1)}`);
}

// What landed that names one of `addresses`: signature to what getSignaturesForAddress says of it.
export async function landed(s, addresses) {
	const lists = await Promise.all(addresses.map((x) => s.rpc('getSignaturesForAddress', [x, { limit: 1000, commitment: 'confirmed' }])));

	return new Map(lists.flat().map((x) => [x.signature, x]));
}

// The buffers that `key` may write, close or give away.
export async function buffersOf(s, key) {
	const filters = [{ memcmp: { offset: 0, bytes: base58Encode(Buffer.from([1, 0, 0, 0, 1])) } }, { memcmp: { offset: 5, bytes: key } }];
	const all = await s.rpc('getProgramAccounts', [base58Encode(LOADER), { encoding: 'base64', dataSlice: { offset: 0, length: 0 }, filters }]);

	return all.map((x) => x.pubkey);
}

async function isPiece(s, signature) {
	const { transaction } = await s.rpc('getTransaction', [signature, { encoding: 'base64', maxSupportedTransactionVersion: 1 }]);
	const t = parseTransaction(Buffer.from(transaction[0], 'base64')), last = t.instructions.at(-1);

	return LOADER.equals(t.keys[last.program]) && last.data[0] === WRITE;
}

// Every signature of ours that landed is in a journal, with its outcome; the
// pieces of a buffer, which may land any number of times, have one row for all.
// No row is left open, and none says of a signature what the chain does not.
export async function checkAgainstChain(s, rows, found) {
	const of = new Map(rows.flatMap((r) => r.attempts.map((a) => [a, r])));
	const bad = new Map(found.map((x) => [x.signature, x.err]));

	for (const { signature, err } of found) {
		const row = of.get(signature);
		if (row !== undefined)
			assert.equal(row.outcome, err === null ? LANDED : FAILED, `${row.action} ${signature}`);
		else
			assert.ok(await isPiece(s, signature) && rows.some((r) => r.action === 'buffer write'), `${signature} landed and is in no journal`);
	}
	for (const r of rows) {
		const ended = r.attempts.filter((a) => bad.has(a));
		assert.ok([LANDED, FAILED, EXPIRED].includes(r.outcome), `${r.action} is left open`);
		if (r.attempts.length > 0)
			assert.equal(ended.filter((a) => bad.get(a) === null).length, r.outcome === LANDED ? 1 : 0, `${r.action}: landed`);
	}
}
