// old.mjs - a program of SBPF version 0 as the compilers of today make them: its file ends in
// zeros that belong to it, and on chain are not told from those behind it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { Stage } from './lib.mjs';

const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'; // comes with the chain

const s = await Stage.start();
await s.found();
await s.key('old');

const program = s.keys.old, first = s.file('first.so'), second = s.file('second.so');
const trimmed = (b) => b.subarray(0, b.findLastIndex((x) => x !== 0) + 1);
const ends = async (id) => {
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', String(id), ...s.k(name)]);
	await s.admin('warp', { seconds: 3700 });
	await s.json(['execute', String(id)]);
};

await test('a dump is the whole file, with the zeros its own headers count in', async () => {
	await s.run(['program', 'dump', TOKEN_2022, first]);
	const elf = readFileSync(first), end = Number(elf.readBigUInt64LE(40)) + 64 * elf.readUInt16LE(60);

	assert.equal(elf.readUInt32LE(48), 0, 'of version 0');
	assert.equal(elf.length, end, 'its last section header is whole');
	assert.ok(trimmed(elf).length < end, 'and ends in zeros');
	assert.equal((await s.json(['program', 'dump', TOKEN_2022, first])).code_len, trimmed(elf).length);
});
await test('it is deployed, adopted, and its live code proves the whole path', async () => {
	await s.json(['program', 'deploy', first, '--program-id', s.file('old.json'), '--max-len', '640000']);
	await s.json(['program', 'adopt', program, '--allow-plain-governance-key']);
	await s.json(['propose', 'upgrade', program, '--liveness']);
	await ends(1);
	await s.run(['program', 'dump', program, s.file('again.so')]);
	assert.deepEqual(readFileSync(s.file('again.so')), readFileSync(first));
});
await test('it is upgraded, and the difference is what was changed', async () => {
	const elf = readFileSync(first), at = elf.indexOf(Buffer.from('Error: '));

	elf.write('Fault: ', at);
	s.write('second.so', elf);
	await s.json(['propose', 'upgrade', program, second, '--description', 'another word']);
	const d = await s.json(['program', 'diff', '2']);

	assert.equal(d.size, 'small');
	assert.equal(d.parts[0].unchanged_percent, '100.00');
	assert.match(d.strings_added[0], /Fault: /);
	await ends(2);
});
await test('and goes back to what was live, from its backup', async () => {
	await s.json(['propose', 'rollback', program, 'the old word']);
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', '3', ...s.k(name)]);
	await s.json(['execute', '3']);
	await s.run(['program', 'dump', program, s.file('back.so')]);
	assert.deepEqual(readFileSync(s.file('back.so')), readFileSync(first));
	const v = await s.run(['program', 'dump', program, s.file('v3.so'), '--version', '3']);

	assert.equal(v.code, 0, v.err);
	assert.deepEqual(readFileSync(s.file('v3.so')), readFileSync(second), 'a version from its backup is whole too');
});

await s.stop();
done();
