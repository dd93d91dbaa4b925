// buffers.mjs - the ledger of buffers: what each is for, what closing refuses, and that what is closed is gone.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { done, test } from '../localnet/test/tap.mjs';
import { hash, journal, LANDED, openRows, so, Stage } from './lib.mjs';
import { start, until } from './uploads.mjs';

const s = await Stage.start();
const sha = (file) => createHash('sha256').update(hash(file)).digest('hex');
const list = async (...more) => (await s.json(['buffer', 'list', ...more])).buffers;
const account = async (k) => (await s.rpc('getAccountInfo', [k, { encoding: 'base64', commitment: 'confirmed' }])).value;
const balance = async (k) => (await s.rpc('getBalance', [k, { commitment: 'confirmed' }])).value;
const write = async (file, ...more) => (await s.json(['buffer', 'write', so(file), ...more])).buffer;

await s.found();

await test('no buffers: an empty list, and nothing to close', async () => {
	assert.deepEqual(await list(), []);
	const r = await s.json(['buffer', 'close', '--orphans']);
	assert.deepEqual(r.closed, []);
	assert.equal(r.returned_lamports, 0);
});

let orphan;
await test('a written buffer is an orphan of this key, with size, rent and age', async () => {
	orphan = await write('demo_v2');
	const [row] = await list();
	assert.deepEqual(Object.keys(row), ['buffer', 'authority', 'own', 'use', 'proposal', 'depositor', 'program', 'version', 'capacity',
		'rent_lamports', 'code_hash', 'code_len', 'bytes_there', 'made_at', 'made_at_unix', 'age_s']);
	assert.equal(row.buffer, orphan);
	assert.equal(row.authority, s.keys.a);
	assert.equal(row.use, 'orphan');
	assert.equal(row.own, true);
	assert.equal(row.proposal, null);
	assert.equal(row.rent_lamports, (await account(orphan)).lamports);
	assert.equal(row.capacity, hash('demo_v2').length);
	assert.ok(row.age_s >= 0 && row.age_s < 600);
	assert.equal(row.code_hash, null, 'its code is not read unless that is asked for');
	assert.equal((await list('--hash'))[0].code_hash, sha('demo_v2'));
});

await test('on a machine that did not write it the age is null', async () => {
	const [row] = await list('--data-dir', s.file('elsewhere'));
	assert.equal(row.made_at, null);
	assert.equal(row.age_s, null);
});

await test('the table in text names it, its use and what comes back', async () => {
	const r = await s.run(['buffer', 'list']);
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, new RegExp(`^${orphan} .* key +orphan`, 'm'));
	assert.match(r.err, /SOL come back with "keyturn buffer close --orphans"/);
});

await test('what a first user needs next is said: the hash, the proposal, what differs, the command that is meant', async () => {
	const told = async (args, code) => {
		const r = await s.run(args);

		assert.equal(r.code, code, r.err);
		return r.out + r.err;
	};

	assert.match(await told(['buffer', 'list'], 0), /--hash reads the code of those without a hash/);
	assert.doesNotMatch(await told(['buffer', 'list', '--hash'], 0), /--hash reads/);
	const again = await told(['--yes', 'buffer', 'write', so('demo_v2')], 0);
	assert.match(again, /^written +nothing: the buffer held the file already$/m);
	assert.match(again, new RegExp(`^next: keyturn propose upgrade PROGRAM ${orphan} --description TEXT$`, 'm'));
	assert.match(await told(['buffer', 'verify', orphan, so('demo_v2')], 0), /^the file is what the buffer holds$/m);
	assert.match(await told(['buffer', 'verify', orphan, so('demo_v1')], 12), new RegExp(`"keyturn program diff ${orphan} ${so('demo_v1')}" shows it`));
	assert.match(await told(['program', 'verify', s.keys.demo, so('demo_v2')], 12), /\(1 600 bytes\), the file is .*\(2 600 bytes\)\n.*"keyturn program diff /);
	assert.match(await told(['buffer', 'show', s.keys.demo], 5), new RegExp(`is a program, not a buffer\n"keyturn program show ${s.keys.demo}"`));
	assert.match(await told(['program', 'show', orphan], 5), new RegExp(`is a buffer, not a program\n"keyturn buffer show ${orphan}"`));
	assert.match(await told(['program', 'verify', s.keys.demo], 2), /1 word is given, 2 needed/);
	assert.match(await told(['program', 'diff', s.keys.demo], 2), /usage: keyturn program diff A B/);
	assert.match(await told(['buffer', 'write', '/tmp'], 2), /it is a folder: name a file in it/);
});

await test('a dry run shows the card, which says that it is a buffer, and sends nothing', async () => {
	const before = await s.landed();
	const r = await s.run(['buffer', 'close', orphan, '--dry-run']);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, new RegExp(`close buffer ${orphan}`));
	assert.match(r.err, /it is a buffer +no program is named, without which the loader closes nothing else/);
	assert.match(r.out, /dry run, nothing was sent/);
	assert.equal(await s.landed(), before);
	assert.ok(await account(orphan));
	assert.equal(journal(s).filter((x) => x.action === 'buffer close').length, 0);
});

await test('what is not confirmed is not closed', async () => {
	const r = await s.run(['buffer', 'close', orphan], { input: 'no\n' });
	assert.equal(r.code, 11);
	assert.ok(await account(orphan));
});

await test('programs, program data, wallets and nothing are refused, by name, with nothing signed', async () => {
	const before = await s.landed();
	const data = (await s.json(['program', 'show', s.keys.demo])).program_data;
	for (const [at, code, words] of [[s.keys.demo, 6, /is a program, not a buffer/], [s.keys.gov, 6, /is a program, not a buffer/],
		[data, 6, /is the program data of a program, not a buffer/], [s.keys.a, 6, /is no buffer: 1{32} owns it/],
		[s.env.KEYTURN_MULTISIG, 6, /is no buffer/], [await s.key('nobody'), 5, /there is no account/]]) {
		const r = await s.run(['buffer', 'close', at, '--yes']);
		assert.equal(r.code, code, `${at}: ${r.err}`);
		assert.match(r.err, words);
		assert.doesNotMatch(r.err, /close buffer/);
	}
	assert.equal((await s.run(['buffer', 'close'])).code, 2);
	assert.equal((await s.run(['buffer', 'close', orphan, '--orphans'])).code, 2);
	assert.equal(await s.landed(), before);
	assert.equal(journal(s).filter((x) => x.action === 'buffer close').length, 0);
});

await test('another key\'s buffer is not in the list and not closed', async () => {
	const foreign = await write('demo_v3', ...s.k('b'));
	assert.ok(!(await list()).some((x) => x.buffer === foreign));
	assert.equal((await list(...s.k('b')))[0].buffer, foreign);
	const r = await s.run(['buffer', 'close', foreign, '--yes']);
	assert.equal(r.code, 6);
	assert.match(r.err, new RegExp(`belongs to ${s.keys.b}, not to this key`));
	await s.json(['buffer', 'close', foreign, ...s.k('b')]);
	assert.equal(await account(foreign), null);
});

let held;
await test('a buffer in use names its proposal and hash without being read, and cannot be closed', async () => {
	const { id, buffer } = await s.propose('demo_v3', 'third');
	held = { id, buffer };
	const row = (await list()).find((x) => x.use === 'proposal');
	held.buffer = row.buffer;
	assert.equal(row.proposal, id);
	assert.equal(row.own, false);
	assert.equal(row.depositor, s.keys.a);
	assert.equal(row.program, s.keys.demo);
	assert.equal(row.code_hash, sha('demo_v3'));
	const r = await s.run(['buffer', 'close', held.buffer, '--yes']);
	assert.equal(r.code, 6);
	assert.match(r.err, new RegExp(`in use by proposal ${id}, which is open`));
	assert.deepEqual((await list('--read-only')).map((x) => x.buffer), [held.buffer]);
});

await test('closing it returns its rent, and it is read back as gone', async () => {
	const lamports = (await account(orphan)).lamports, before = await balance(s.keys.a);
	const r = await s.json(['buffer', 'close', orphan]);
	assert.equal(r.closed.length, 1);
	assert.equal(r.closed[0].gone, true);
	assert.equal(r.closed[0].rent_lamports, lamports);
	assert.equal(r.returned_lamports, lamports);
	assert.equal(await account(orphan), null);
	assert.equal(await balance(s.keys.a), before + lamports - r.closed[0].fee_lamports);
	const [row] = journal(s).filter((x) => x.action === 'buffer close');
	assert.equal(row.outcome, LANDED);
	assert.equal(row.signature, r.closed[0].signature);
	assert.deepEqual(openRows(s), []);
	assert.equal((await s.run(['buffer', 'close', orphan, '--yes'])).code, 5);
});

await test('the buffer of a dead proposal of somebody else is reclaimed for them, and said so', async () => {
	await s.json(['withdraw', held.id]);
	assert.equal((await list()).find((x) => x.buffer === held.buffer).use, 'dead');
	const r = await s.json(['buffer', 'close', held.buffer, ...s.k('b')]);
	assert.equal(r.closed[0].reclaimed_from, held.id);
	assert.equal(r.closed[0].gone, false);
	assert.equal(r.closed[0].depositor, s.keys.a);
	const row = (await list()).find((x) => x.buffer === held.buffer);
	assert.equal(row.use, 'orphan');
	assert.equal(row.own, true);
});

await test('--orphans closes orphans, and what dead proposals hold through the program; open ones stay', async () => {
	const dead = (await s.propose('demo_v2', 'to be withdrawn')).id;
	await s.json(['withdraw', dead]);
	await s.propose('demo_v3', 'stays open');
	const open = (await list()).find((x) => x.use === 'proposal').buffer;
	await write('demo_v1');
	const before = await list();
	assert.deepEqual(before.map((x) => x.use).sort(), ['dead', 'orphan', 'proposal']);
	const r = await s.run(['buffer', 'close', '--orphans', '--yes', '--output', 'json']);
	assert.equal(r.code, 0, r.err);
	const out = JSON.parse(r.out);
	assert.match(r.err, new RegExp(`held by proposal ${dead}, which is dead: the governance program gives it back`));
	assert.equal(out.closed.length, 2);
	assert.ok(out.closed.every((x) => x.gone));
	assert.deepEqual(out.closed.map((x) => x.reclaimed_from).filter(Boolean), [dead]);
	const after = await list();
	assert.deepEqual(after.map((x) => x.buffer), [open]);
	assert.deepEqual(openRows(s), []);
});

await test('the way back that was staged is not an orphan', async () => {
	const open = (await list()).find((x) => x.use === 'proposal');
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', open.proposal, ...s.k(name)]);
	await s.admin('warp', { seconds: 3700 });
	await s.json(['execute', open.proposal]);
	const { id } = await s.propose('demo_v2', 'forward');
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', id, ...s.k(name)]);
	await s.admin('warp', { seconds: 3700 });
	await s.json(['execute', id]);
	await s.json(['rollback', '--stage', s.keys.demo]);
	const [row, ...rest] = await list();
	assert.deepEqual(rest, []);
	assert.equal(row.use, 'way_back');
	assert.equal(row.program, s.keys.demo);
	assert.equal((await s.json(['buffer', 'close', '--orphans'])).closed.length, 0);
	assert.ok(await account(row.buffer));
});

await test('staging: the creation is refused once its card was signed, as the buffer is there in part: a second card, and it is written', async () => {
	const [{ buffer }] = await list();
	await s.json(['buffer', 'close', buffer]);
	await s.admin('warp', { slots: 200 });
	await s.admin('counters/reset');
	await s.admin('fault', { kind: 'lose', skip: 1 });
	const { child, ended } = start(s, ['buffer', 'write', so('demo_v3'), '--yes']);
	await until(s, 2);
	child.kill('SIGKILL');
	await ended;
	await s.admin('faults/clear', {});
	assert.deepEqual((await list()).map((x) => [x.buffer, x.use, x.bytes_there]), [[buffer, 'unfinished', 0]]);
	await s.admin('counters/reset');
	await s.admin('fault', { kind: 'stale', method: 'getMultipleAccounts', slots: 100 });
	await s.admin('fault', { kind: 'mistype', method: 'simulateTransaction', path: 'result.value.err', value: null, count: 1 });
	const stage = s.run(['rollback', '--stage', s.keys.demo, '--yes', '--output', 'json']);
	await until(s, 1);
	await s.admin('faults/clear', {});
	const r = await stage;
	assert.equal(r.code, 0, r.killed ?? r.err);
	assert.match(r.err, /^make buffer [^]*^go on writing buffer /m);
	assert.equal((await list())[0].use, 'way_back');
});

await test('closed by another run first: told as that, by its name and with --orphans, which is no failure', async () => {
	const other = ['--yes', '--output', 'json', '--data-dir', s.file('another')];
	for (const [args, code] of [[(b) => b, 5], [() => '--orphans', 0]]) {
		const { buffer } = await s.json(['buffer', 'write', so('demo_big')]);
		await s.admin('mine', { slots: 10 });
		const r = await s.behind(() => s.json(['buffer', 'close', buffer]), () => s.run(['buffer', 'close', args(buffer), ...other]));
		assert.equal(r.code, code, r.err);
		assert.match(r.err, new RegExp(`buffer ${buffer} is gone: another run closed it first`));
		assert.deepEqual(openRows(s, s.file('another')), []);
	}
});

await test('made and proposed by another run first: the second one, whose creation is refused, says so at once', async () => {
	const args = ['propose', 'upgrade', s.keys.demo, so('demo_v1'), '--description', 'twice', '--yes', '--output', 'json'];
	await s.admin('mine', { slots: 10 });
	const before = await list(), r = await s.behind(() => s.json(args.slice(0, -3)), () => s.run([...args, '--data-dir', s.file('another')]));
	assert.equal(r.code, 7, r.err);
	assert.match(r.err, /^make buffer [^]*"buffer \w+ has another authority now: /m);
	assert.equal((await list()).length, before.length + 1);
});

await test('an endpoint without an index of the loader\'s accounts is named as the reason', async () => {
	await s.admin('fault', { kind: 'error', method: 'getProgramAccounts', code: -32010, message: 'excluded from account secondary indexes' });
	const r = await s.run(['buffer', 'list']);
	await s.admin('faults/clear', {});
	assert.equal(r.code, 4);
	assert.match(r.err, /keeps no index of the loader's accounts/);
});

await test('a reply with an account that was not asked for is refused', async () => {
	await s.admin('fault', { kind: 'mistype', method: 'getProgramAccounts', path: 'result.value.0.account.owner', value: '11111111111111111111111111111111' });
	const r = await s.run(['buffer', 'list']);
	await s.admin('faults/clear', {});
	assert.equal(r.code, 4, r.err);
});

await test('on another cluster than the configured one nothing is listed, written or closed', async () => {
	const other = await Stage.start({ genesis: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG' }), there = ['-u', other.net.url], { buffer } = (await list())[0];
	const { lamports, data } = await account(buffer);

	await other.admin('account', { address: buffer, owner: 'BPFLoaderUpgradeab1e11111111111111111111111', lamports: String(lamports), data: data[0] });
	await other.admin('airdrop', { address: s.keys.a, lamports: '20000000000' });
	for (const args of [['buffer', 'list'], ['buffer', 'write', so('demo_v1'), '--yes'], ['buffer', 'close', buffer, '--yes'], ['buffer', 'close', '--orphans', '--yes']])
		for (const alone of [false, true]) { // with the multisig's world, and without any
			const r = await s.run([...args, ...there], alone ? { env: { KEYTURN_MULTISIG: '' } } : {});
			assert.equal(r.code, alone || args[1] === 'write' ? 6 : 5, `${args.join(' ')}: ${r.code} ${r.out} ${r.err}`);
			assert.match(r.err, /genesis|cluster/);
		}
	assert.equal((await other.admin('counters')).methods.sendTransaction ?? 0, 0);
	await other.stop();
});

await test('what was closed is read back until it is gone, from a node that is behind too', async () => {
	const buffer = await write('demo_v1');

	await s.admin('mine', { slots: 64 });
	await s.admin('counters/reset');
	await s.admin('fault', { kind: 'stale', method: 'getMultipleAccounts', slots: 40, skip: 1, count: 2 });
	const r = await s.json(['buffer', 'close', buffer], { env: { KEYTURN_MULTISIG: '' } });
	await s.admin('faults/clear');
	assert.equal(r.closed[0].gone, true);
	assert.equal((await s.admin('counters')).methods.getMultipleAccounts, 4, 'a look, two that still had it, and one that had not');
});

await s.stop();
done();
