// code.mjs - a program file is checked before anything is paid: its version against the chain's
// features, its size against the program's room, and every system call it imports.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from './lib.mjs';

const SOL_LOG = 0x207559bd, SOL_SHA512 = 0x9229cdcc, SOL_ALLOC_FREE = 0x83f00e8f;

const s = await Stage.start();
await s.found();

// demo v2 with its calls of `from` made calls of `to`.
function calling(name, to) {
	const elf = readFileSync(so('demo_v2'));
	let n = 0;

	for (let at = 0; at + 8 <= elf.length; at += 8)
		if (elf[at] === 0x85 && elf.readUInt32LE(at + 4) === SOL_LOG) {
			elf.writeUInt32LE(to, at + 4);
			n++;
		}
	assert.ok(n > 0, 'demo v2 logs');
	return s.write(`${name}.so`, elf);
}

const sends = async () => (await s.admin('counters')).methods.sendTransaction ?? 0;

async function refused(args, says, next, code = 6) {
	const before = await sends();

	for (const more of [['--output', 'json'], []]) {
		const r = await s.run([...args, '--yes', ...more]);

		assert.equal(r.code, code, r.err);
		assert.match(r.err, says);
		assert.match(r.err, next);
	}
	assert.equal(await sends(), before, 'something was sent');
}

const upgrade = (file) => ['propose', 'upgrade', s.keys.demo, file, '--description', 'x'];
const deploy = async (file) => {
	await s.key('fresh');
	return ['program', 'deploy', file, '--program-id', s.file('fresh.json')];
};

await test('an unknown system call is refused by its hash, whatever the file is for', async () => {
	const file = calling('unknown', 0xdeadbeef);

	for (const args of [['buffer', 'write', file], upgrade(file), await deploy(file)])
		await refused(args, /imports system call 0xdeadbeef, which no cluster knows: the program would be deployed, and fail/, /--anyway/);
});
await test('one whose feature is not active is refused by name, with the feature', () =>
	refused(['buffer', 'write', calling('early', SOL_SHA512)], /sol_sha512, whose feature is not active on this chain/,
		/feature s512oDwgx8hjMnaQjXfqqrZroVj4HvC6TkN3iSSWXCh/));
await test('one that was retired is refused by name', () =>
	refused(['buffer', 'write', calling('late', SOL_ALLOC_FREE)], /sol_alloc_free_, which no cluster takes any more/, /newer SDK/));
await test('with --anyway it is a warning, and written', async () => {
	const r = await s.run(['buffer', 'write', s.file('unknown.so'), '--anyway', '--yes']);

	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /warning: the code imports system call 0xdeadbeef/);
});

/* --- the same of a buffer that is on the chain already ------------------------------ */

// A buffer of this key that holds `elf`, whoever wrote it with whatever.
async function buffer(elf) {
	const { buffer: like } = await s.json(['buffer', 'write', so('demo_v3')]);
	const a = (await s.rpc('getAccountInfo', [like, { encoding: 'base64' }])).value;
	const address = await s.key('a buffer');

	await s.admin('account', { address, lamports: String(a.lamports), owner: a.owner,
		data: Buffer.concat([Buffer.from(a.data[0], 'base64').subarray(0, 37), elf]).toString('base64') });
	return address;
}
const edited = (change) => {
	const elf = readFileSync(so('demo_v2'));

	change(elf);
	return elf;
};
const held = [
	['calls what nobody knows', readFileSync(s.file('unknown.so')), 6,
		/imports system call 0xdeadbeef, which no cluster knows: the program would be deployed, and fail/, /correct its name/],
	['calls what is not active yet', readFileSync(s.file('early.so')), 6, /sol_sha512, whose feature is not active on this chain/, /feature s512oDwg/],
	['is of a version nobody knows', edited((b) => b.writeUInt32LE(9, 48)), 6, /does not take this code: SBPF v9 is unknown/,
		/build it for a version the chain takes/],
	['enters outside its code', edited((b) => b.writeBigUInt64LE(0x100ffff00n, 24)), 2, /entry 0x100ffff00 is outside the code/, /whole/],
	['holds no program', edited((b) => b.write('nope')), 2, /is not an ELF/, /whole, as the compiler wrote it/],
	['holds half of one', readFileSync(so('demo_v2')).subarray(0, 2000), 2, /program header/, /whole/],
];

for (const [name, elf, code, says, next] of held)
	await test(`propose upgrade: a buffer that ${name} is refused like a file, and nothing is sent`, async () =>
		refused(['propose', 'upgrade', s.keys.demo, await buffer(elf), '--description', 'x'], says, next, code));
await test('propose upgrade: --anyway goes on, but not with what is no program', async () => {
	const args = async (elf) => ['propose', 'upgrade', s.keys.demo, await buffer(elf), '--description', 'x', '--anyway', '--dry-run'];
	const known = await s.run(await args(held[0][1])), broken = await s.run(await args(held[4][1]));

	assert.equal(known.code, 0, known.err);
	assert.match(known.err, /note: the code imports system call 0xdeadbeef/);
	assert.equal(broken.code, 2, broken.err);
	assert.match(broken.err, /is not an ELF/);
});
await test('a voter is told, with the way to stop it: it executes, and then fails', async () => {
	const { id } = await s.json(['propose', 'upgrade', s.keys.demo, await buffer(held[0][1]), '--description', 'x', '--anyway']);
	const line = (await s.json(['show', id])).proposal.preflight.find((l) => l.name === 'sbpf');
	const vote = await s.run(['approve', id, '--dry-run']);

	assert.deepEqual([line.answer, line.blocks, line.cure], ['no', false, `keyturn reject ${id}`]);
	assert.match(line.words, /imports system call 0xdeadbeef/);
	assert.match(vote.err, /0xdeadbeef/);
	await s.json(['withdraw', id]);
});

await test('a file longer than the program has room for is refused before it is uploaded', async () => {
	const elf = readFileSync(so('demo_v2')), long = s.write('long.so', Buffer.concat([elf, Buffer.alloc(20001 - elf.length, 1)]));

	await refused(upgrade(long), /is 20 001 bytes, the program has room for 20 000/, new RegExp(`program extend ${s.keys.demo} \\d+`));
	await s.json(['buffer', 'write', long]);
});
await test('what the chain knows is taken', async () => {
	await s.json(upgrade(so('demo_v2')));
});
await test('a rollback from a file is checked too', async () => {
	await refused(['propose', 'rollback', s.keys.demo, 'back', '--file', s.file('unknown.so')], /0xdeadbeef/, /--anyway/);
});


// demo v2 with a security.txt behind its code, where nothing reads it.
const withSecurity = (name, ...fields) => s.write(`${name}.so`, Buffer.concat([readFileSync(so('demo_v2')),
	Buffer.from(`=======BEGIN SECURITY.TXT V1=======\0${fields.map((f) => `${f}\0`).join('')}=======END SECURITY.TXT V1=======\0`), Buffer.from([1])]));

await test('security.txt is read and shown of a buffer and of a program, and made safe', async () => {
	const file = withSecurity('told', 'name', 'Ledger', 'contacts', 'email:a@b.c', 'policy', `red \x1b[31m\u202e${'p'.repeat(300)}`);
	const { buffer } = await s.json(['buffer', 'write', file]);

	for (const args of [['buffer', 'show', buffer], ['buffer', 'verify', buffer, file]]) {
		const o = await s.json(args), r = await s.run(args);

		assert.deepEqual(Object.keys(o.security_txt), ['name', 'contacts', 'policy']);
		assert.equal(o.security_txt.contacts, 'email:a@b.c');
		assert.equal(o.security_txt.policy, `red \x1b[31m\u202e${'p'.repeat(300)}`);
		assert.equal(o.security_txt_error, null);
		assert.match(r.out, /^security\.txt +name: Ledger\n +contacts: email:a@b\.c\n +policy: red \ufffd\[31m\ufffdp+ \.\.\. \(--output json has all\)$/m);
	}
	await s.key('secure');
	await s.json(['program', 'deploy', file, '--program-id', s.file('secure.json')]);
	for (const args of [['program', 'show', s.keys.secure], ['program', 'verify', s.keys.secure, file]]) {
		assert.equal((await s.json(args)).security_txt.name, 'Ledger');
		assert.match((await s.run(args)).out, /^security\.txt +name: Ledger$/m);
	}
});
await test('one that is broken says so, and none is nothing', async () => {
	const { buffer } = await s.json(['buffer', 'write', withSecurity('broken', 'name', 'x', 'name', 'y')]);
	const o = await s.json(['buffer', 'show', buffer]), none = await s.json(['program', 'show', s.keys.demo]);

	assert.equal(o.security_txt, null);
	assert.match(o.security_txt_error, /name is there twice/);
	assert.match((await s.run(['buffer', 'show', buffer])).out, /security\.txt +cannot be read: security\.txt: name is there twice/);
	assert.equal(none.security_txt, null);
	assert.equal(none.security_txt_error, null);
	assert.doesNotMatch((await s.run(['program', 'show', s.keys.demo])).out, /security/);
});

await s.stop();
done();
