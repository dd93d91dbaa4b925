// bad.mjs - bad input: the right exit code, the value, a next step; nothing
// sent, nothing lost: no journal row stays open, and mended it works.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { EXPIRED, hash, journal, LANDED, OPEN, openRows, so, Stage } from './lib.mjs';

const s = await Stage.start();
await s.found();
await s.propose();
await s.key('poor');
await s.key('thin', 1000000n);
await s.admin('snapshot', { name: 'voting' });
const proposal = (await s.json(['show', '1'])).proposal;

const sends = async () => (await s.admin('counters')).methods.sendTransaction ?? 0;

// Runs it, expects `code`, `says` in the message, `next` in the hint and that nothing was sent.
async function refused(args, code, says, next, options) {
	const before = await s.landed(), sent = await sends();
	const [r, text] = await Promise.all([[...args, '--yes', '--output', 'json'], [...args, '--yes']].map((a) => s.run(a, options)));
	const e = JSON.parse(r.err.trim().split('\n').at(-1));

	assert.equal(r.code, code, r.err);
	assert.equal(e.code, code);
	assert.match(e.message, says);
	assert.ok(e.hint, `no next step: ${r.err}`);
	assert.match(e.hint, next);
	assert.equal(r.out, '');
	assert.equal(await s.landed(), before, 'something landed');
	assert.equal(await sends(), sent, 'something was sent');
	assert.deepEqual(openRows(s), [], 'rows left open in the journal');
	assert.equal(text.code, code, text.err);
	assert.match(text.err.trim().split('\n').at(-1), next, 'the last line is what to do next');
}

// The trouble is gone: the same works, and the next test finds the chain as it was.
async function mended(args) {
	await s.admin('faults/clear');
	const r = await s.run([...args, '--yes']);
	assert.equal(r.code, 0, r.err);
	assert.deepEqual(openRows(s), [], 'rows left open in the journal');
	await s.admin('restore', { name: 'voting' });
}

const clip = (file, n) => s.write(file, Buffer.from(JSON.stringify([...Array(n).keys()])));
const GENESIS = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
const APPROVE = ['approve', '1'], SHOW = ['show', '1'];
const nokey = (file) => ['approve', '1', '-k', s.file(file)];
const create = (...more) => ['multisig', 'create', '--member', s.keys.a, ...more];
const fault = (f) => () => s.admin('fault', f);

// [what, args, exit code, in the message, in the hint, {before, options, then: what works afterwards}]
const rows = [
	['another genesis hash than the configured one', [...APPROVE, '--governance', s.keys.gov], 6, new RegExp(GENESIS), /genesis hash in the configuration/,
		{ options: { env: { KEYTURN_GENESIS: GENESIS } }, then: APPROVE }],
	['a key that is no member', [...APPROVE, ...s.k('stranger')], 6, new RegExp(`${s.keys.stranger} is no member`), /multisig show/, { then: APPROVE }],
	['a key file others can read', nokey('b.json'), 10, /b\.json/, /chmod 600|0600|mode/,
		{ before: () => chmodSync(s.file('b.json'), 0o644), after: () => chmodSync(s.file('b.json'), 0o600), then: nokey('b.json') }],
	['a key file that is missing', nokey('absent.json'), 10, /absent\.json/, /-k|keypair/],
	['a key file of three numbers', nokey(clip('three.json', 3) && 'three.json'), 10, /three\.json/, /solana-keygen/],
	['a key file of 65 numbers', nokey(clip('more.json', 65) && 'more.json'), 10, /more\.json/, /solana-keygen/],
	['a key file that is empty', nokey(s.write('empty.json', '') && 'empty.json'), 10, /empty\.json/, /solana-keygen/],
	['a key file with a number over 255', nokey(s.write('big.json', JSON.stringify(Array(64).fill(256))) && 'big.json'), 10, /big\.json/, /solana-keygen/],
	['a key file whose halves do not agree', nokey(clip('halves.json', 64) && 'halves.json'), 10, /halves\.json/, /./],
	['a key file that is a folder', ['approve', '1', '-k', s.dir], 10, new RegExp(s.dir), /./],
	['no lamports at all', [...APPROVE, ...s.k('poor')], 6, /no member/, /multisig show/],
	['not enough lamports: none', ['buffer', 'write', so('demo_v2'), ...s.k('poor')], 7, new RegExp(`${s.keys.poor} holds 0 SOL.*rent of 0\\.\\d+ SOL`), /SOL/],
	['not enough lamports: some', ['buffer', 'write', so('demo_v2'), ...s.k('thin')], 7, /0\.001 SOL/, /SOL/],
	['another proposal than the one looked at', [...APPROVE, '--payload-hash', '00'.repeat(32)], 6, /proposal 1 is not the one you looked at/, /look again/,
		{ then: [...APPROVE, '--payload-hash', proposal.payload_hash] }],
	['an endpoint that shows another proposal than the chain has', APPROVE, 6, /payload hash/, /try another/,
		{ before: fault({ kind: 'lie', account: proposal.address, offset: 233 + 144, bytes: 'ff'.repeat(32) }), then: APPROVE }],
	['a truncated reply to a list', ['proposals'], 4, /127\.0\.0\.1:\d+/, /endpoint/, { before: fault({ kind: 'truncate', bytes: 60, clean: true }), then: ['proposals'] }],
	['a truncated reply to a vote', APPROVE, 4, /127\.0\.0\.1:\d+/, /endpoint/, { before: fault({ kind: 'truncate', bytes: 60, clean: true }), then: APPROVE }],
	['a mistyped account', SHOW, 4, /getMultipleAccounts|account/, /endpoint/,
		{ before: fault({ kind: 'mistype', method: 'getMultipleAccounts', path: 'result.value.0.data', value: 7 }), then: SHOW }],
	['a mistyped account under a vote', APPROVE, 4, /getMultipleAccounts|account/, /endpoint/,
		{ before: fault({ kind: 'mistype', method: 'getMultipleAccounts', path: 'result.value.0.data', value: 7 }), then: APPROVE }],
	['a mistyped blockhash', APPROVE, 4, /getLatestBlockhash/, /endpoint/,
		{ before: fault({ kind: 'mistype', method: 'getLatestBlockhash', path: 'result.value.blockhash', value: 'short' }), then: APPROVE }],
	['a file that is no ELF', ['buffer', 'write', s.write('no.so', 'this is no program')], 2, /no\.so/, /\.so file/, { then: ['buffer', 'write', so('demo_v2')] }],
	['an empty file for a program', ['buffer', 'write', s.write('zero.so', '')], 2, /zero\.so/, /\.so file/],
	['half a program', ['propose', 'upgrade', s.keys.demo, s.write('half.so', hash('demo_v2').subarray(0, 1300)), '--description', 'half'], 2, /half\.so/, /\.so file/],
	['a file that is missing', ['buffer', 'write', s.file('absent.so')], 5, /absent\.so/, /./],
	['an address too short', ['program', 'show', 'abc'], 2, /abc/, /32 to 44 characters/],
	['an address too long', ['label', s.keys.a.padEnd(45, '1'), 'x'], 2, new RegExp(s.keys.a.padEnd(45, '1')), /copy it whole/, { then: ['label', s.keys.a, 'x'] }], // 44 characters may still be 32 bytes
	['an address with letters that base58 has not', ['program', 'show', `0${s.keys.demo.slice(1)}`], 2, /0/, /base58|address/],
	['a multisig too short', ['proposals', '--multisig', 'abc'], 2, /abc/, /base58|address/, { then: ['proposals'] }],
	['a governance program too short', ['proposals', '--governance', 'abc'], 2, /abc/, /base58|address/],
	['an address of nothing', ['program', 'show', s.keys.stranger], 5, new RegExp(s.keys.stranger), /./],
	['a proposal there is not', ['approve', '99'], 5, /99/, /keyturn proposals/],
	['a proposal there is not, to look at', ['show', '99'], 5, /99/, /keyturn proposals/],
	['a word for a number', ['approve', 'one'], 2, /"one"/, /keyturn proposals/],
	['a zero for a number', ['approve', '0'], 2, /"0"/, /keyturn proposals/],
	['no number at all', ['approve'], 2, /0 words are given, 1 needed/, /usage: keyturn approve ID/],
	['an unknown command', ['frobnicate'], 2, /frobnicate/, /--help/],
	['an unknown option', ['proposals', '--frob'], 2, /--frob/, /--help|proposals/],
	['an unknown key in the configuration', ['proposals', '-C', s.write('bad.conf', 'url = http://127.0.0.1:1\nfrob = 1\n')], 3, /line 2.*frob/, /keyturn\.conf\(5\)/],
	['a timeout of nothing', ['proposals', '--timeout', '0s'], 2, /"0s"/, /10s/, { then: ['proposals', '--timeout', '2s'] }],
	['a timeout in the environment that is none', ['proposals'], 3, /"soon"/, /10s/, { options: { env: { KEYTURN_TIMEOUT: 'soon' } }, then: ['proposals'] }],
	['a threshold over the members', create('--threshold', '2', '--allow-plain-governance-key'), 2, /threshold/, /./],
	['a member twice', create('--member', s.keys.a, '--threshold', '1'), 2, new RegExp(`${s.keys.a} is a member already`), /./],
	['a timelock of 91 days', create('--threshold', '1', '--timelock', '91d'), 2, /timelock/, /./],
	['a governance program that a plain key can change', create('--threshold', '1'), 6, /plain key/, /./],
	['an endpoint that is not there', ['proposals', '-u', 'http://127.0.0.1:9'], 4, /127\.0\.0\.1:9/, /-u/, { then: ['proposals'] }],
	['an endpoint that is no address', ['proposals', '-u', 'ftp://x'], 2, /ftp:\/\/x/, /https:/],
];

for (const [what, args, code, says, next, { before, after, options, then } = {}] of rows)
	await test(`${what}: ${code}`, async () => {
		await before?.();
		await refused(args, code, says, next, options);
		await after?.();
		if (then)
			await mended(then);
		else
			await s.admin('faults/clear');
	});

await test('a threshold not met: 9, a second vote: 6, a lock not over: 8, and when all is there it executes', async () => {
	await refused(['execute', '1'], 9, /0 of 3 approvals/, /./);
	for (const name of ['a', 'b'])
		await s.json([...APPROVE, ...s.k(name)]);
	await refused(['execute', '1'], 9, /2 of 3 approvals/, new RegExp(s.keys.c));
	await refused(APPROVE, 6, /already/, /./);
	await s.json([...APPROVE, ...s.k('c')]);
	const { proposal: p } = await s.json(SHOW);
	await refused(['execute', '1'], 8, /not over/, new RegExp(p.timelock_until.slice(0, 10)));
	assert.ok(p.timelock_remaining_s > 0);
	await s.admin('warp', { seconds: 3601 });
	await s.json(['execute', '1']);
	assert.equal((await s.json(SHOW)).proposal.status, 'executed');
	assert.deepEqual(openRows(s), []);
	await s.admin('restore', { name: 'voting' });
});

// What is sent is lost `times` times, and each time its blockhash runs out
// before anything else is tried: the transaction then is signed anew.
async function lost(times) {
	let ended = false, rounds = 0, newest = null;

	await s.admin('fault', { kind: 'lose' });
	const run = s.run([...APPROVE, '--yes', '--output', 'json']).finally(() => { ended = true; });
	while (!ended && rounds < times) {
		const [row] = journal(s);
		if (row?.outcome === OPEN && row.signature !== '-' && row.signature !== newest) {
			newest = row.signature;
			for (const before = await sends(); !ended && await sends() === before;)
				await pause(50); // until it went out, or out again
			await s.admin('mine', { slots: 160 });
			if (++rounds === times && times < ROUNDS)
				await s.admin('faults/clear'); // the next is taken
		}
		await pause(50);
	}
	return run;
}
const ROUNDS = 3; // ACT_ROUNDS of src/ops/act_state.h
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

for (const times of [1, 2])
	await test(`a blockhash that expired ${times} times: signed again, and landed once`, async () => {
		await s.admin('counters/reset');
		const r = await lost(times);
		assert.equal(r.code, 0, r.err);
		const [row] = journal(s);
		assert.equal(row.outcome, LANDED);
		assert.equal(new Set(journal(s)[0].attempts).size, times + 1, 'signatures');
		assert.equal(row.signature, JSON.parse(r.out).signature ?? row.signature);
		assert.equal((await s.json(SHOW)).proposal.approvals, 1);
		assert.equal((await s.admin('counters')).programs[`${s.keys.gov}:4`], 1, 'votes landed');
		assert.equal((await s.run([...APPROVE, '--yes'])).code, 6, 'a second vote');
		await s.admin('restore', { name: 'voting' });
	});

await test('a blockhash that expires every time: 4 with the next step, and the next run votes', async () => {
	await s.admin('counters/reset');
	const r = await lost(ROUNDS), e = JSON.parse(r.err.trim().split('\n').at(-1));
	assert.equal(r.code, 4, r.err);
	assert.match(e.message, /expired 3 times without landing/);
	assert.match(e.hint, /do it again/);
	assert.deepEqual(openRows(s), []);
	assert.equal(journal(s)[0].outcome, EXPIRED);
	assert.equal(new Set(journal(s)[0].attempts).size, ROUNDS);
	await s.admin('faults/clear');
	assert.equal((await s.json(SHOW)).proposal.approvals, 0);
	await mended(APPROVE);
});

await s.stop();
done();
