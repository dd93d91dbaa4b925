// process.mjs - the chain as a process: ready line, parent, signals, with.sh.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as L from './lib.mjs';
import { done, test } from './tap.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'localnet-'));
const start = (options, command = process.execPath, first = [here('../main.mjs')]) => spawn(command, [...first, ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
async function ready(child) {
	const [line] = await once(createInterface(child.stdout), 'line');
	return JSON.parse(line);
}
async function output(child) {
	let out = '', err = '';
	child.stdout.on('data', (d) => { out += d; });
	child.stderr.on('data', (d) => { err += d; });
	const [code] = await once(child, 'close');
	return { code, out, err };
}
const refused = (url) => assert.rejects(fetch(url, { method: 'POST' }), /fetch failed/);

await test('the ready line and the ready file say where it is; SIGTERM ends it with 0', async () => {
	const file = join(dir, 'ready'), genesis = L.base58Encode(Buffer.alloc(32, 3));
	const child = start(['--ready-file', file, '--clock', '1700000000', '--slot-ms', '60000', '--genesis', genesis]);
	const net = await ready(child);
	assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), net);
	assert.equal(net.pid, child.pid);
	assert.equal(await L.client(net).ok('getGenesisHash'), genesis);
	assert.equal((await L.client(net).admin('state')).unix, 1_700_000_000);
	assert.match(net.url, /^http:\/\/127\.0\.0\.1:\d+$/);
	child.kill('SIGTERM');
	assert.deepEqual(await once(child, 'exit'), [0, null]);
	await refused(net.url);
});
await test('with --with-parent it ends when its standard input does, even in the middle of a request', async () => {
	const child = start(['--with-parent']);
	const net = await ready(child);
	await L.client(net).admin('fault', { kind: 'drop' });
	const hanging = L.post(net.url, { jsonrpc: '2.0', id: 1, method: 'getSlot' }).catch(() => 'cut');
	child.stdin.end();
	assert.deepEqual(await once(child, 'exit'), [0, null]);
	assert.equal(await hanging, 'cut');
});
await test('without it a closed standard input changes nothing', async () => {
	const child = start([]);
	const net = await ready(child);
	child.stdin.end();
	await L.sleep(50);
	assert.equal(await L.client(net).ok('getHealth'), 'ok');
	child.kill();
	await once(child, 'exit');
});
await test('the same seed and clock give the same blockhashes', async () => {
	const hashes = [];
	for (let i = 0; i < 2; i++) {
		const child = start(['--seed', 'abc', '--clock', '1700000000', '--paused']);
		hashes.push((await L.client(await ready(child)).ok('getLatestBlockhash')).value.blockhash);
		child.kill();
		await once(child, 'exit');
	}
	assert.equal(hashes[0], hashes[1]);
});
for (const [options, why] of [[['--port', 'x'], /--port must be/], [['--profile', 'new'], /unknown profile new/], [['--genesis', 'abc'], /not 32 bytes/], [['--slot-ms', '0'], /--slot-ms/], [['--what'], /--what/]])
	await test(`${options.join(' ')} is refused`, async () => {
		const { code, err } = await output(start(options));
		assert.equal(code, 1);
		assert.match(err, why);
	});
await test('with.sh gives a command both addresses, its exit code back, and ends the chain', async () => {
	const { code, out } = await output(start(['--slot-ms', '777', '--', 'sh', '-c', 'echo $KEYTURN_TEST_URL $KEYTURN_TEST_ADMIN; exit 7'], 'sh', [here('../with.sh')]));
	assert.equal(code, 7);
	const [url, adminUrl] = out.trim().split(' ');
	assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
	assert.notEqual(url, adminUrl);
	await refused(url);
	await refused(adminUrl);
});

await test('with.sh killed outright leaves no chain behind', async () => {
	const child = start(['sh', '-c', 'echo $KEYTURN_TEST_URL; read wait'], 'env', [`TMPDIR=${dir}`, 'sh', here('../with.sh')]);
	const [url] = await once(createInterface(child.stdout), 'line');
	assert.equal((await fetch(`${url}/health`)).status, 200);
	child.kill('SIGKILL');
	for (let up = true; up;) {
		up = await fetch(`${url}/health`).then(() => true, () => false);
		await L.sleep(10);
	}
	child.stdin.end();
});

rmSync(dir, { recursive: true, force: true });
done();
