// ready.mjs - is the way back ready?  saved, staged, simulated, quorum, capacity: each answers both ways.
import assert from 'node:assert/strict';
import { writeFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from '../cli/lib.mjs';

const s = await Stage.start();
const as = (name) => [...s.k(name), '--data-dir', s.file(`state-${name}`)];
const show = (name = 'a') => s.json(['program', 'show', s.keys.demo, ...as(name)]);
const answers = (d) => Object.fromEntries(d.readiness.map((l) => [l.name, l.answer]));
const line = (d, name) => d.readiness.find((l) => l.name === name);
const approve = async (id) => {
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', id, ...as(name)]);
};
const account = async (address) => {
	const { value } = await s.rpc('getAccountInfo', [address, { encoding: 'base64' }]);
	return { address, lamports: String(value.lamports), owner: value.owner, data: value.data[0], executable: value.executable };
};

await s.found();

await test('before the first upgrade what is live is the way back meant', async () => {
	const d = await show();
	assert.deepEqual(answers(d), { saved: 'no', staged: 'no', simulated: 'unknown', quorum: 'yes', capacity: 'yes' });
	assert.equal(d.ready, 'no');
	assert.match(line(d, 'saved').cure, new RegExp(`rollback --stage ${s.keys.demo}`));
});

await test('after an upgrade it is saved where it was proposed, but not staged', async () => {
	for (const [id, code] of [['1', 'demo_v3'], ['2', 'demo_v2']]) {
		await s.json(['propose', 'upgrade', s.keys.demo, so(code), '--description', code, ...as('a')]);
		await approve(id);
		await s.admin('warp', { seconds: 3601 });
		await s.json(['execute', id, ...as('a')]);
	}
	const d = await show();
	assert.deepEqual(answers(d), { saved: 'yes', staged: 'no', simulated: 'no', quorum: 'yes', capacity: 'yes' });
	assert.equal(answers(await show('b')).saved, 'no');
});

await test('rollback --stage turns every lamp', async () => {
	const r = await s.json(['rollback', '--stage', s.keys.demo, ...as('a')]);
	const d = await show();
	assert.deepEqual(answers(d), { saved: 'yes', staged: 'yes', simulated: 'yes', quorum: 'yes', capacity: 'yes' });
	assert.equal(d.ready, 'yes');
	assert.match(line(d, 'staged').words, new RegExp(r.buffer));
	assert.match((await s.run(['program', 'show', s.keys.demo, ...as('a')])).out, /^way back ready\? +yes\n +yes saved/m);
	assert.match((await s.run(['doctor', ...as('a')])).out, /way back/);
});

await test('a backup that was damaged is no backup', async () => {
	const folder = s.file('state-a/binaries');
	for (const name of readdirSync(folder)) {
		const file = join(folder, name), bytes = readFileSync(file);
		const spoilt = Buffer.from(bytes);
		spoilt[100] ^= 1;
		writeFileSync(file, spoilt);
		s.spoilt = [...(s.spoilt ?? []), [file, bytes]];
	}
	assert.equal(answers(await show()).saved, 'no');
	for (const [file, bytes] of s.spoilt)
		writeFileSync(file, bytes);
	assert.equal(answers(await show()).saved, 'yes');
});

await test('a buffer of another code is not the staged one', async () => {
	const [, buffer] = /buffer (\S+) holds/.exec(line(await show(), 'staged').words);
	const good = await account(buffer), bytes = Buffer.from(good.data, 'base64');
	bytes[200] ^= 1;
	await s.admin('account', { ...good, data: bytes.toString('base64') });
	const d = await show();
	assert.equal(answers(d).staged, 'no');
	assert.equal(answers(d).simulated, 'no');
	assert.equal((await s.run(['doctor', ...as('a')])).out.includes('staged of'), true);
	await s.admin('account', good);
	assert.equal(answers(await show()).staged, 'yes');
});

await test('a shrunk program data account needs room first', async () => {
	const { program_data: at } = await show();
	const good = await account(at);
	const bytes = Buffer.from(good.data, 'base64').subarray(0, 45 + readFileSync(so('demo_v2')).length);
	await s.admin('account', { ...good, data: bytes.toString('base64') });
	const d = await show();
	assert.equal(answers(d).capacity, 'no');
	assert.match(line(d, 'capacity').cure, new RegExp(`program extend ${s.keys.demo} \\d+`));
	await s.admin('account', good);
	assert.equal(answers(await show()).capacity, 'yes');
});

await test('members who cannot pay for a vote make no quorum', async () => {
	const good = await account(s.keys.c);
	await s.admin('account', { ...good, lamports: '0' });
	const d = await show();
	assert.equal(answers(d).quorum, 'no');
	assert.match(line(d, 'quorum').words, /2 members can pay for a vote, a rollback needs 3/);
	await s.admin('account', good);
	assert.equal(answers(await show()).quorum, 'yes');
});

await test('a simulation the chain refuses says why', async () => {
	await s.admin('account', { ...(await account(s.keys.a)), lamports: '6000' });
	const d = await show('b');
	assert.equal(answers(d).staged, 'yes');
	assert.equal(answers(d).simulated, 'no');
	assert.match(line(d, 'simulated').words, /a simulation fails: \S+/);
	await s.admin('airdrop', { address: s.keys.a, lamports: '20000000000' });
	assert.equal(answers(await show('b')).simulated, 'yes');
});

await test('an open rollback holds the buffer; approved, its execution is simulated', async () => {
	await s.json(['rollback', '2', 'crash', ...as('a')]);
	const d = await show('b');
	assert.match(line(d, 'staged').words, /^proposal 3 holds the code/);
	assert.match(line(d, 'simulated').words, /was accepted/);
	await s.json(['approve', '3', ...as('b')]);
	await s.json(['approve', '3', ...as('c')]);
	const ready = await show('b');
	assert.match(line(ready, 'simulated').words, /its execution was simulated and succeeds/);
	assert.equal(answers(ready).simulated, 'yes');
});

await test('a program that is not governed has no lamps', async () => {
	const d = await s.json(['program', 'show', s.keys.gov, ...as('a')]);
	assert.equal(d.ready, null);
	assert.equal(d.readiness, null);
});

await s.stop();
done();
