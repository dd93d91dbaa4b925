// backup.mjs - the live code is saved before an upgrade is proposed and before it executes; dump.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, test } from '../localnet/test/tap.mjs';
import { hash, so, Stage } from '../cli/lib.mjs';

const s = await Stage.start();
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');
const v1 = sha(hash('demo_v1')), v2 = sha(hash('demo_v2'));
const folder = () => join(s.env.XDG_STATE_HOME, 'keyturn/binaries');
const saved = (h) => join(folder(), `${h}.so`);

await s.found();

await test('program dump gives the very bytes that were deployed', async () => {
	const d = await s.json(['program', 'dump', s.keys.demo, s.file('dump.so')]);
	assert.equal(d.code_hash, v1);
	assert.equal(d.source, 'chain');
	assert.deepEqual(readFileSync(s.file('dump.so')), hash('demo_v1'));
});

await test('a version that is not saved and not live is not found', async () => {
	assert.equal((await s.run(['program', 'dump', s.keys.demo, s.file('x.so'), '--version', '9'])).code, 5);
	assert.equal((await s.run(['program', 'dump', s.keys.demo, s.file('x.so'), '--version', 'x'])).code, 2);
	assert.equal((await s.run(['program', 'dump', s.keys.stranger, s.file('x.so')])).code, 5);
	assert.match((await s.run(['--version'])).out, /^keyturn \d/);
});

await test('a dry run saves nothing', async () => {
	const w = await s.json(['buffer', 'write', so('demo_v2')]);
	const r = await s.run(['propose', 'upgrade', s.keys.demo, w.buffer, '--description', 'x', '--dry-run']);
	assert.equal(r.code, 0, r.err);
	assert.throws(() => readdirSync(folder()));
});

await test('where the live code cannot be saved, the upgrade is not proposed', async () => {
	const before = await s.landed();
	writeFileSync(folder(), 'a file where the folder should be');
	const r = await s.run(['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', 'second', '--yes']);
	assert.notEqual(r.code, 0);
	assert.match(r.err, /saving the/);
	assert.equal(await s.landed(), before);
	rmSync(folder());
});

await test('proposing an upgrade saves the live code, for nobody else to read', async () => {
	await s.propose();
	assert.deepEqual(readFileSync(saved(v1)), hash('demo_v1'));
	assert.equal(statSync(saved(v1)).mode & 0o777, 0o600);
	assert.equal(statSync(folder()).mode & 0o777, 0o700);
	assert.deepEqual(readdirSync(folder()), [`${v1}.so`]);
});

for (const name of ['a', 'b', 'c'])
	await s.json(['approve', '1', ...s.k(name)]);
await s.admin('warp', { seconds: 3601 });

await test('a damaged backup is made anew when the upgrade executes, and the code replaced', async () => {
	writeFileSync(saved(v1), 'not this');
	chmodSync(saved(v1), 0o600);
	await s.json(['execute', '1']);
	assert.deepEqual(readFileSync(saved(v1)), hash('demo_v1'));
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v2')])).code, 0);
});

await test('version 1 comes from the backup now, version 2 from the chain', async () => {
	const one = await s.json(['program', 'dump', s.keys.demo, s.file('one.so'), '--version', '1']);
	assert.equal(one.source, 'backup');
	assert.deepEqual(readFileSync(s.file('one.so')), hash('demo_v1'));
	const two = await s.json(['program', 'dump', s.keys.demo, s.file('two.so'), '--version', '2']);
	assert.equal(two.source, 'chain');
	assert.equal(two.code_hash, v2);
});

await test('a damaged backup of a version that is not live: 12, and nothing is written', async () => {
	writeFileSync(saved(v1), 'not this');
	const r = await s.run(['program', 'dump', s.keys.demo, s.file('bad.so'), '--version', '1']);
	assert.equal(r.code, 12, r.err);
	assert.throws(() => statSync(s.file('bad.so')));
});

await test('a program larger than a page of the reader: dumped and saved whole', async () => {
	const big = hash('demo_big'), h = sha(big);
	await s.key('big');
	await s.json(['program', 'deploy', so('demo_big'), '--program-id', s.file('big.json')]);
	await s.json(['program', 'adopt', s.keys.big, '--allow-plain-governance-key']);
	assert.ok(big.length > 2 * 1048576, 'three pages');
	await s.admin('counters/reset');
	const d = await s.json(['program', 'dump', s.keys.big, s.file('big.so')]);
	assert.equal(d.code_hash, h);
	assert.deepEqual(readFileSync(s.file('big.so')), big);
	assert.ok((await s.admin('counters')).methods.getMultipleAccounts >= 4, 'three pages and a last look');
	await s.json(['propose', 'upgrade', s.keys.big, so('demo_v2'), '--description', 'smaller']);
	assert.deepEqual(readFileSync(saved(h)), big);
	rmSync(saved(h));
});

await test('live code that is not what the record says is not saved, and nothing is signed', async () => {
	const { program_data: at } = await s.json(['program', 'show', s.keys.big]);
	const a = (await s.rpc('getAccountInfo', [at, { encoding: 'base64' }])).value, bytes = Buffer.from(a.data[0], 'base64');
	bytes[1500000] ^= 1; // in the second page
	await s.admin('account', { address: at, lamports: String(a.lamports), owner: a.owner, data: bytes.toString('base64') });
	const { buffer } = await s.json(['buffer', 'write', so('demo_v3')]), before = await s.landed();
	const r = await s.run(['propose', 'upgrade', s.keys.big, buffer, '--description', 'no', '--yes', '--output', 'json']);
	assert.equal(r.code, 12, r.err);
	const e = JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"')));
	assert.match(e.message, /while saving the live code before it is replaced: the live code is [0-9a-f]{16}\.\.\., the record says version 1 is/);
	assert.match(e.hint, /nothing was signed/);
	assert.equal(await s.landed(), before);
	assert.ok(!readdirSync(folder()).some((f) => f.startsWith(sha(hash('demo_big')))));
});

await s.stop();
done();
