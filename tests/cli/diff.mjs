// diff.mjs - program diff: files, programs, buffers, versions and what a proposal changes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from './lib.mjs';

const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'; // version 0, comes with the chain

const s = await Stage.start();
await s.found();

const diff = (...args) => s.json(['program', 'diff', ...args]);
const hex = (name) => createHash('sha256').update(readFileSync(so(name))).digest('hex');
const part = (d, name) => d.parts.find((p) => p.part === name);

await test('two files: no network is needed, and the verdict comes first', async () => {
	const r = await s.run(['program', 'diff', so('demo_v1'), so('demo_v2'), '-u', 'http://127.0.0.1:9']);

	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /^medium change: none of 50 instructions changed; the same system calls; [\d ]+ bytes of read-only data changed\n/);
	assert.match(r.out, /^code +all 50 instructions unchanged$/m);
	assert.match(r.out, /^strings +\+ "demo v2"\n +- "demo v1"$/m);
	const d = await diff(so('demo_v1'), so('demo_v2'));

	assert.equal(d.size, 'medium');
	assert.equal(d.equal, false);
	assert.equal(d.before.code_hash, hex('demo_v1'));
	assert.equal(d.after.code_hash, hex('demo_v2'));
	assert.equal(d.after.sbpf_version, 3);
	assert.deepEqual(d.strings_added, ['demo v2']);
	assert.deepEqual(d.strings_removed, ['demo v1']);
	assert.equal(part(d, 'code').unchanged_percent, '100.00');
	for (const p of d.parts)
		for (const side of ['before', 'after'])
			assert.equal(d.changes.filter((c) => c.part === p.part).reduce((n, c) => n + c[`${side}_len`], 0) + p.same_len + p.moved_len,
				p[`${side}_len`], `${p.part} ${side} adds up`);
});

// demo v2 with its first call of sol_log_ made another call, or with one instruction put in front.
const patched = (name, patch) => {
	const elf = readFileSync(so('demo_v2'));

	patch(elf);
	return s.write(`${name}.so`, elf);
};
const callOf = (elf, h) => {
	for (let at = 184; at + 8 <= elf.length; at += 8)
		if (elf[at] === 0x85 && elf.readUInt32LE(at + 4) === h)
			return at + 4;
	throw new Error('no such call');
};

await test('a system call that is new is named, in the verdict too', async () => {
	const file = patched('calls', (elf) => elf.writeUInt32LE(0xa22b9c85, callOf(elf, 0x207559bd))); // sol_invoke_signed_c
	const d = await diff(so('demo_v2'), file), r = await s.run(['program', 'diff', so('demo_v2'), file]);

	assert.deepEqual(d.syscalls_added, ['sol_invoke_signed_c']);
	assert.deepEqual(d.syscalls_removed, ['sol_log_']);
	assert.notEqual(d.size, 'small');
	assert.match(r.out.split('\n')[0], /1 system call added: sol_invoke_signed_c; 1 system call removed: sol_log_/);
	assert.match(r.out, /^system calls +\+ sol_invoke_signed_c\n +- sol_log_$/m);
});
await test('one no cluster knows is told by its hash', async () => {
	const file = patched('unknown', (elf) => elf.writeUInt32LE(0xdeadbeef, callOf(elf, 0x207559bd)));

	assert.match((await s.run(['program', 'diff', so('demo_v2'), file])).out, /^system calls +\+ 0xdeadbeef {2}\(no cluster knows it\)$/m);
});
await test('hostile text in a program is not obeyed', async () => {
	const file = patched('hostile', (elf) => elf.write('\x1b[31m\x9b2J\u202eevil text', 400, 'utf8'));
	const r = await s.run(['program', 'diff', so('demo_v2'), file]);

	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /\+ "evil text"/);
	assert.doesNotMatch(r.out, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});
await test('a file that is no program is told, and why', async () => {
	const d = await diff(so('demo_v2'), s.write('no.so', 'this is no program'));

	assert.match(d.verdict, /^the second cannot be compared as a program: file of 18 bytes is not an ELF/);
	assert.equal(d.after.sbpf_version, null);
	assert.match(d.after.trouble, /not an ELF/);
});
await test('the same file is the same', async () => {
	const d = await diff(so('keyturn'), so('keyturn'));

	assert.equal(d.equal, true);
	assert.equal(d.size, 'none');
	assert.deepEqual(d.changes, []);
});

await test('a program and a buffer, by address', async () => {
	const { buffer } = await s.json(['buffer', 'write', so('demo_v2')]);
	const d = await diff(s.keys.demo, buffer), same = await diff(so('demo_v1'), s.keys.demo);

	assert.equal(d.before.source, 'program');
	assert.equal(d.after.source, 'buffer');
	assert.equal(d.before.code_hash, hex('demo_v1'));
	assert.equal(d.after.code_hash, hex('demo_v2'));
	assert.equal(same.equal, true, 'what is on chain is the file');
});
await test('a real program of version 0, from the chain and from its dump', async () => {
	const file = s.file('token.so');

	await s.run(['program', 'dump', TOKEN_2022, file]);
	const d = await diff(TOKEN_2022, file);

	assert.equal(d.equal, true);
	assert.equal(d.before.sbpf_version, 0);
	assert.equal(d.before.trouble, null);
	assert.ok(part(d, 'code').before_len > 100000, 'it has code');
	assert.ok(part(d, 'read-only data').before_len > 1000, 'and data');
});
await test('one changed instruction of it is one place', async () => {
	const elf = readFileSync(s.file('token.so')), at = elf.length >> 2 & ~7;

	elf[at + 1] ^= 1; // a register
	elf[at + 4] ^= 0x40;
	const d = await diff(s.file('token.so'), s.write('other.so', elf));

	assert.equal(d.size, 'small');
	assert.equal(part(d, 'code').changes, 1);
	assert.match(d.verdict, /^small change: 1 of [\d ]+ instructions changed, 99\.99 % of the code is unchanged; the same system calls; the same read-only data$/);
});

const bad = async (code, says, ...args) => {
	const r = await s.run(['program', 'diff', ...args, '--output', 'json']), e = JSON.parse(r.err.trim().split('\n').at(-1));

	assert.equal(r.code, code, r.err);
	assert.match(e.message, says);
	assert.ok(e.hint, 'a next step');
};
await test('what is not there is said, and which side it was', async () => {
	await bad(5, new RegExp(`reading ${s.keys.stranger}: .*${s.keys.stranger} is neither a program nor a buffer`), so('demo_v1'), s.keys.stranger);
	await bad(5, new RegExp(`there is no account ${await s.key('nobody')}`), s.keys.nobody, so('demo_v1'));
	await bad(2, /"nothing" is no file, no address and no version/, so('demo_v1'), 'nothing');
	await bad(5, /knows version 7/, so('demo_v1'), `${s.keys.demo}@7`);
	await bad(5, /there is no proposal 99/, '99');
	await bad(2, /no number of a proposal/, 'x');
});

await test('what a proposal changes, while it is open', async () => {
	await s.propose();
	const d = await diff('1'), r = await s.run(['program', 'diff', '1']);

	assert.equal(d.before.code_hash, hex('demo_v1'));
	assert.equal(d.after.code_hash, hex('demo_v2'));
	assert.match(d.before.what, /^version 1, which proposal 1 starts from$/);
	assert.match(r.out, /^after +the code it brings {2}\((chain|backup)\)$/m);
});
await test('and after it was executed, when its buffer is gone', async () => {
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', '1', ...s.k(name)]);
	await s.admin('warp', { seconds: 3700 });
	await s.json(['execute', '1']);
	const d = await diff('1'), versions = await diff(`${s.keys.demo}@1`, `${s.keys.demo}@2`), back = await diff(`${s.keys.demo}@2`, `${s.keys.demo}@1`);

	assert.equal(d.before.code_hash, hex('demo_v1'));
	assert.equal(d.after.code_hash, hex('demo_v2'));
	assert.deepEqual(versions.changes, d.changes);
	assert.match(versions.before.what, new RegExp(`^version 1 of program ${s.keys.demo}$`));
	assert.deepEqual(back.strings_added, versions.strings_removed);
	assert.deepEqual(back.parts.map((p) => p.unchanged_percent), versions.parts.map((p) => p.unchanged_percent));
});
await test('code that is nowhere any more is said, not replaced', async () => {
	await bad(5, /reading version 1.*code [0-9a-f]{64} is in no backup here/, so('demo_v2'), `${s.keys.demo}@1`, '--data-dir', s.file('empty'));
});
await test('what a rollback changes is the way back', async () => {
	await s.json(['propose', 'rollback', s.keys.demo, 'back again']);
	const d = await diff('2');

	assert.equal(d.before.code_hash, hex('demo_v2'));
	assert.equal(d.after.code_hash, hex('demo_v1'));
	assert.match(d.after.what, /^version 1, which it goes back to$/);
});
await test('a change of members changes no code', async () => {
	await s.json(['withdraw', '2']);
	await s.json(['propose', 'members', '--timelock', '2h']);
	await bad(6, /proposal 3 changes no code/, '3');
});

await s.stop();
done();
