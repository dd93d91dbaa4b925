// uploads.mjs - what the suites about uploads share: a chain with keys that can pay, programs nobody has seen, and runs of buffer write.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { binary, openRows, so, Stage } from './lib.mjs';

export const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111', FEATURE = 'Feature111111111111111111111111111111111111';
export const GATE = 'txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL';
export const HEADER = 37, LEGACY = 1012, V1 = 3798;
export const head = readFileSync(so('demo_v3'));
// Pieces of `each` bytes that are not all zero.
export function floor(code, each) {
	let n = 0;

	for (let at = 0; at < code.length; at += each)
		n += code.subarray(at, at + each).some((x) => x !== 0);
	return n;
}
export const sha = (b) => createHash('sha256').update(b).digest('hex');
export const pause = (ms) => new Promise((go) => { setTimeout(go, ms); });

// A chain with a key that can pay.
export async function scene() {
	const s = await Stage.start();

	await s.key('a', 1_000_000_000_000n);
	await s.key('b', 1_000_000_000n);
	await s.key('gov');
	await s.init();
	return s;
}

// A program of `len` bytes nobody has seen before.
export function program(s, len, spoil = () => {}) {
	const code = Buffer.concat([head, randomBytes(len - head.length)]);

	code[len - 1] |= 1;
	spoil(code);
	return { code, path: s.write(`${sha(code).slice(0, 8)}.so`, code) };
}

export const asked = (p) => ['buffer', 'write', p.path, '--yes', '--output', 'json'];
export const failure = (r) => JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"')));
export const data = async (s, buffer) => Buffer.from((await s.rpc('getAccountInfo', [buffer, { encoding: 'base64', commitment: 'confirmed' }])).value.data[0], 'base64');

export async function holds(s, buffer, code) {
	assert.ok((await data(s, buffer)).subarray(HEADER).equals(code), 'the buffer holds other bytes');
}

// One run from the counters' zero: what it printed and what the chain counted.
export async function write(s, p) {
	const before = await s.admin('counters/reset'), r = await s.run(asked(p)), c = await s.admin('counters');

	assert.equal(r.code, 0, r.err.slice(-600));
	const o = JSON.parse(r.out);
	assert.equal(o.code_hash, sha(p.code));
	await holds(s, o.buffer, p.code);
	assert.deepEqual(openRows(s), []);
	return { o, c, before, sends: c.methods.sendTransaction ?? 0, statuses: c.methods.getSignatureStatuses ?? 0, made: c.programs[`${LOADER}:0`] ?? 0 };
}

// A run that is looked at while it goes: started, and what it ended with.
export function start(s, args, { shell } = {}) {
	const command = shell === undefined ? [binary, args] : ['/bin/sh', ['-c', `${shell}; exec "$0" "$@"`, binary, ...args]];
	const child = spawn(...command, { env: s.env, stdio: ['ignore', 'pipe', 'pipe'] });
	let out = '', err = '';

	child.stdout.on('data', (d) => { out += d; });
	child.stderr.on('data', (d) => { err += d; });
	return { child, ended: new Promise((go) => { child.on('close', (code, signal) => go({ code, signal, out, err })); }) };
}

export async function until(s, sends, most = 1000) {
	while (most-- > 0 && ((await s.admin('counters')).methods.sendTransaction ?? 0) < sends)
		await pause(10);
}
