// faults.mjs - every fault of an endpoint x RPC method x list, show, approve, execute.
//
// In every cell: no crash, no hang, a named exit code with what failed and the
// next step, no number that is not true, nothing twice on chain; and the same
// command ends well once the fault is over.
//
//   KEYTURN_FAULTS=all  every triple of fault, method and command; else every
//                       fault meets every method and every command
//   faults.mjs PATTERN  only the cells whose title it matches
import assert from 'node:assert/strict';
import { field, K } from '../program/abi.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { ANY_REFUSAL, cells, lieCells, NETWORK } from './fault_table.mjs';
import { Lanes } from './lanes.mjs';

const LANES = 10, OLDEST_SLOTS = 64; // what the chain remembers of old accounts
const whole = process.env.KEYTURN_FAULTS === 'all';
const lanes = await Lanes.open(LANES), { first } = lanes;

await first.found();
const made = await first.propose();
await first.json(['approve', '1', ...first.k('b')]);
await first.admin('mine', { slots: OLDEST_SLOTS });
await first.admin('snapshot', { name: 'voting' });
for (const name of ['a', 'c'])
	await first.json(['approve', '1', ...first.k(name)]);
await first.admin('warp', { seconds: 3601 });
await first.admin('mine', { slots: OLDEST_SLOTS }); // so that the oldest answer is from after the lock, too
await first.admin('snapshot', { name: 'ready' });

// `warm`: by a client that has listed before.  `vote`: the tag of its instruction.
const commands = {
	'list': { from: 'ready', args: ['proposals', '--all'] },
	'list again': { from: 'ready', args: ['proposals', '--all'], warm: true },
	'show': { from: 'ready', args: ['show', '1'] },
	'approve': { from: 'voting', args: ['approve', '1', '--yes'], vote: K.VOTE },
	'execute': { from: 'ready', args: ['execute', '1', '--yes'], vote: K.EXECUTE },
};
lanes.share();
let memory = null;

const run = (s, c, json, timeout) => s.run([...c.args, ...(json ? ['--output', 'json'] : []), ...(timeout ? ['--timeout', timeout] : [])]);
const begin = (c, body) => lanes.run(c.from, c.vote === undefined, c.warm ? memory : null, body);
const landed = async (s, c) => (await s.admin('counters')).programs[`${s.keys.gov}:${c.vote}`] ?? 0;

// --- what is true
const facts = (r) => ({ ...JSON.parse(r.out), slot: null });
const truth = {}, methods = {};

async function learn(name, c) {
	await begin(c, async (s) => {
		const r = await run(s, c, true);
		assert.equal(r.code, 0, r.err);
		methods[name] = Object.keys((await s.admin('counters')).methods);
		if (c.vote)
			return methods[name].push('getEpochInfo');
		const lines = (await run(s, c, false)).out.split('\n');
		truth[name] = { facts: facts(r), lines: new Set(lines), timeless: new Set(lines.map((l) => l.replace(/ +as reported .*/, ''))) };
		return memory ??= s.env.XDG_STATE_HOME;
	});
}
for (const [name, c] of Object.entries(commands))
	await learn(name, c);

// What could not be read may be left out, and said to be unknown; nothing else may differ.
function differs(is, was, path = '') {
	if (is === null && / at(_unix)?$/.test(path) || (was?.answer !== undefined && is?.name === was.name && is.answer === 'unknown'))
		return null;
	if (was === null || typeof was !== 'object')
		return is === was ? null : `${path}: ${JSON.stringify(is)}, the truth is ${JSON.stringify(was)}`;
	const names = new Set([...Object.keys(was), ...Object.keys(is ?? {})]);
	for (const n of names) {
		const d = is === null || typeof is !== 'object' ? `${path}: ${is}` : differs(is[n], was[n], `${path} ${n}`);
		if (d)
			return d;
	}
	return null;
}

// A proposal whose hash is not that of its contents is shown as such.
const isMarked = (r, json) => (json ? JSON.parse(r.out).proposals ?? [JSON.parse(r.out).proposal] : []).some((p) =>
	p.preflight.some((l) => l.name === 'payload' && l.answer === 'no')) || /not have its own payload hash/.test(r.err);

function checkShown(name, r, json, lie) {
	if (lie?.unseen || isMarked(r, json && r.code === 0))
		return;
	if (json) {
		assert.equal(differs(facts(r), truth[name].facts), null);
		return;
	}
	for (const line of r.out.split('\n'))
		assert.ok(truth[name].lines.has(line) || truth[name].timeless.has(line.trimEnd()) || /unknown|not read/.test(line), `shown: ${line}`);
}

// --- what failed, and what to do about it: two lines, or two fields
function checkWords(r, json) {
	const lines = r.err.trimEnd().split('\n');
	const { code, message, hint } = json ? JSON.parse(lines.at(-1)) :
		{ code: r.code, message: lines.at(-2).replace(/^keyturn: /, ''), hint: lines.at(-1) };

	assert.equal(code, r.code);
	assert.ok(message.length > 10 && hint?.length > 10, r.err);
	assert.ok(json || lines.at(-2).startsWith('keyturn: '), r.err);
	return `${message} ${hint}`;
}

function checkRun(r, json, codes) {
	assert.equal(r.killed, null, `it hung, or crashed: ${r.killed}`);
	assert.ok(codes.includes(r.code), `${r.code}: ${r.err}`);
	assert.doesNotMatch(r.out + r.err, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/u, 'only clean text');
	return r.code === 0 ? '' : checkWords(r, json);
}

// --- one cell
async function once(s, name, { fault, codes, timeout, lie, unseen, method, extra, lag }, json) {
	const c = commands[name];

	if (fault)
		await s.admin('fault', method ? { ...fault, method } : fault);
	if (lag)
		await s.admin('lag', lag);
	if (extra)
		await s.admin('fault', extra);
	const r = await run(s, c, json, timeout);
	const words = checkRun(r, json, codes);
	const n = c.vote ? await landed(s, c) : 0;

	if (c.vote && r.code === 0)
		assert.equal(n, 1, 'done, it says');
	if (/nothing was (sent|signed)/.test(words))
		assert.equal(n, 0, words);
	if (!c.vote && r.code === 0)
		checkShown(name, r, json, lie ? { unseen } : null);
	await lanes.mend(s);
	await afterwards(s, name, json, n);
}

async function afterwards(s, name, json, n) {
	const c = commands[name], again = await run(s, c, json);

	if (!c.vote) {
		assert.equal(again.code, 0, again.err);
		checkShown(name, again, json, null);
		return;
	}
	assert.ok(again.code === 0 || (n === 1 && again.code === 6), `after the fault: ${again.code}: ${again.err}`);
	assert.equal(await landed(s, c), 1, 'landed once');
}

// A height is asked for only while a transaction has not landed.
const extraOf = (cell) => (cell.method === 'getEpochInfo' ? { kind: 'lose', count: 1 } : undefined);

const only = new RegExp(process.argv[2] ?? '');
let even = 0;
const jobs = [];
function add(title, command, cell) {
	const json = even++ % 2 === 0;
	if (!only.test(title))
		return;
	const result = begin(commands[command], (s) => once(s, command, { ...cell, extra: extraOf(cell) }, json));
	result.catch(() => {});
	jobs.push([title, result]);
}

// Where the accounts are, and what lies in them where.
async function places() {
	const all = (await first.rpc('getProgramAccounts', [first.keys.gov, { encoding: 'base64' }])).map((a) => ({ address: a.pubkey, data: Buffer.from(a.account.data[0], 'base64') }));
	const [p, m, r] = [K.ACCOUNT_PROPOSAL, K.ACCOUNT_MULTISIG, K.ACCOUNT_RECORD].map((tag) => all.find((a) => a.data[0] === tag));
	const offset = (table, name) => field(table, name).offset;

	return {
		proposal: { address: p.address, code: p.data.indexOf(Buffer.from(made.code_hash, 'hex')), text: p.data.indexOf('second'), votes: offset('proposal', 'approved_by') },
		multisig: { address: m.address, member: offset('multisig', 'members'), epoch: offset('multisig', 'epoch'), threshold: offset('multisig', 'rules') + offset('rules', 'threshold') },
		record: { address: r.address, newest: offset('record', 'newest'), version: offset('record', 'versions') + offset('version', 'code_hash') },
	};
}

// --- the table
const { list: _, ...others } = commands; // what lies do to a first list they do to another
const lying = lieCells(whole ? commands : others, await places(), first.keys);
const table = cells(methods, whole);
for (const cell of table)
	add(`${cell.command}: ${cell.name}, ${cell.method}`, cell.command, cell);

for (const cell of lying)
	add(`${cell.command}: ${cell.name}`, cell.command, cell);

// A node that is dead from the start, dies at any request, for good or for a while.
for (const command of Object.keys(commands)) {
	for (let skip = 0; skip < methods[command].length + 2; skip++) {
		add(`${command}: the node dies at request ${skip + 1}`, command, { fault: { kind: 'die', skip, count: 1 }, codes: NETWORK });
		if (commands[command].vote && (whole || skip % 2 === 0))
			add(`${command}: the node dies at request ${skip + 1}, and is back`, command, { fault: { kind: 'die', ms: 900, skip, count: 1 }, codes: NETWORK });
	}
}
// Commitments that lag, alone and under a fault of the first request that meets it.
const lag = { confirmed: 3, finalized: 12 };
const meanwhile = { 'nothing else happens': null, 'an answer is lost': { kind: 'close', when: 'after', skip: 3, count: 1 }, 'an answer is 3 s old': { kind: 'stale', slots: 60, skip: 2, count: 1 },
	'429 comes': { kind: 'status', status: 429, skip: 1, count: 1 } };
for (const command of Object.keys(commands))
	for (const [what, fault] of Object.entries(meanwhile))
		add(`${command}: confirmed lags by 3 slots and finalized by 12, and ${what}`, command, { fault, lag, codes: ANY_REFUSAL });
// A transaction that is lost, comes late, is delivered twice, or only once the client has given up.
for (const command of ['approve', 'execute'])
	for (const [what, fault] of Object.entries({ 'lost once': { kind: 'lose', count: 1 }, 'lost twice': { kind: 'lose', count: 2 }, 'lost for good': { kind: 'lose' },
		'always delivered twice': { kind: 'again' }, 'always late': { kind: 'delay', ms: 2500 }, 'lost one time in two': { kind: 'lose', percent: 50 } }))
		add(`${command}: the transaction is ${what}`, command, { fault, codes: NETWORK, method: 'sendTransaction' });

for (const [title, result] of jobs)
	await test(title, () => result);
const kinds = new Set(table.map((t) => t.name)).size, all = new Set(Object.values(methods).flat()).size;
await test(`${kinds} faults x ${all} methods x ${Object.keys(commands).length} commands: ${whole ? 'every triple' : 'every pair'}, ${table.length} cells; ${jobs.length} runs in all`, () =>
	assert.ok(kinds >= 35 && all >= 10 && (process.argv[2] || jobs.length >= 550)));
await lanes.close();
done();
