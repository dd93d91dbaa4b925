// preflight.mjs - "can it execute?" against a real chain: each trouble is made, seen, mended by the command that is named.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from './lib.mjs';

const s = await Stage.start();
const line = (p, name) => p.preflight.find((l) => l.name === name);
const show = async (id, ...more) => (await s.json(['show', id, ...more])).proposal;
const account = async (address) => (await s.rpc('getAccountInfo', [address, { encoding: 'base64' }])).value;
const put = (address, a, change) => s.admin('account', { address, lamports: String(a.lamports), owner: a.owner, data: a.data[0],
	executable: a.executable, ...change });

await s.found();
let id, buffer;

await test('deploy and extend as a dry run send nothing', async () => {
	await s.key('fresh');
	const before = await s.landed();
	const d = await s.json(['program', 'deploy', so('demo_v1'), '--program-id', s.file('fresh.json'), '--dry-run']);
	assert.equal(d.sent, false);
	const e = await s.json(['program', 'extend', s.keys.demo, '10240', '--dry-run']);
	assert.equal(e.sent, false);
	assert.equal(await s.landed(), before);
	assert.equal((await s.run(['program', 'deploy', so('demo_v1'), '--program-id', s.file('demo.json'), '--yes'])).code, 6);
	assert.equal((await s.run(['program', 'extend', s.keys.stranger, '10240', '--yes'])).code, 5);
	assert.equal((await s.run(['program', 'extend', s.keys.demo, '10485760', '--yes'])).code, 6);
	assert.equal(await s.landed(), before);
});

await test('what has no room is not proposed; the command that is named mends it', async () => {
	const args = ['propose', 'upgrade', s.keys.demo, so('keyturn'), '--description', 'larger', '--yes'];
	const r = await s.run([...args, '--output', 'json']);
	assert.equal(r.code, 6, r.err);
	const e = JSON.parse(r.err.slice(r.err.lastIndexOf('\n{') + 1));
	assert.match(e.message, /the buffer is [\d ]+ bytes, the program has room for 20 000/);
	const cure = /"keyturn ([^"]*)" mends it/.exec(e.hint)[1].split(' ');
	assert.deepEqual(cure.slice(0, 3), ['program', 'extend', s.keys.demo]);
	assert.match(e.hint, /--anyway/);
	const anyway = await s.run([...args, '--anyway']);
	assert.equal(anyway.code, 7, anyway.err);
	assert.match(anyway.err, /note: the buffer is/);
	await s.json(cure);
	const p = await s.json(args.slice(0, -1));
	({ id, buffer } = p);
	const shown = await show(id);
	assert.equal(line(shown, 'capacity').answer, 'yes');
	assert.equal(line(shown, 'simulation').answer, 'unknown');
	assert.match(line(shown, 'simulation').words, /not until approved/);
	assert.equal(shown.executable, false);
	assert.deepEqual(shown.blockers.length, 2);
});

await test('the cards of propose, vote and execute tell the same preflight', async () => {
	const { buffer: other } = await s.json(['buffer', 'write', so('demo_v3')]);
	const draft = await s.run(['propose', 'upgrade', s.keys.demo, other, '--description', 'a draft', '--dry-run']);
	assert.match(draft.err, /proposal 1 is open on the program too.* -> keyturn show 1[\s\S]*can it execute\? \d+ of \d+ say yes {2}\(as reported\)/);
	for (const move of ['approve', 'reject', 'withdraw']) {
		const vote = await s.run([move, id, '--dry-run']);
		assert.equal(vote.code, 0, vote.err);
		const [, yes, all] = /can it execute\? (\d+) of (\d+) say yes {2}\(as reported\)/.exec(vote.err);
		assert.equal(yes, all);
		assert.ok(Number(all) >= 10, vote.err);
	}
	const a = await account(buffer), bytes = Buffer.from(a.data[0], 'base64');
	bytes[200] ^= 1;
	await put(buffer, a, { data: bytes.toString('base64') });
	const told = await s.run(['approve', id, '--dry-run']);
	assert.equal(told.code, 0, told.err);
	assert.match(told.err, new RegExp(`!  the buffer holds .* proposed was .* -> keyturn reject ${id}`));
	await put(buffer, a, {});
});

await test('one request by address, one for the buffer: no more round trips than that', async () => {
	await s.admin('counters/reset');
	await s.json(['show', id]);
	const c = await s.admin('counters');
	const { getProgramAccounts: list = 0, getMultipleAccounts: accounts, ...others } = c.methods;
	assert.deepEqual(others, {});
	assert.equal(list + accounts, c.http);
	assert.ok(c.http <= 5 - list, `${c.http} posts`); // the list is one or two, the preflight two
});

await test('approved and locked: the lock is the only blocker', async () => {
	for (const name of ['a', 'b', 'c'])
		await s.json(['approve', id, ...s.k(name)]);
	const p = await show(id);
	assert.equal(p.blockers.length, 1);
	assert.match(p.blockers[0], /of the timelock to go, until/);
	assert.match(line(p, 'simulation').words, /not until the timelock is over/);
});

await test('ready: every line says yes, the execution is simulated, the spill is told what it gets', async () => {
	await s.admin('warp', { seconds: 3600 });
	const p = await show(id);
	assert.deepEqual(p.blockers, []);
	assert.equal(p.executable, true);
	assert.equal(line(p, 'simulation').answer, 'yes', line(p, 'simulation').words);
	assert.match(line(p, 'spill').words, new RegExp(`${s.keys.a}, [0-9.]+ SOL`));
	for (const name of ['approvals', 'timelock', 'payload', 'version', 'others', 'authority', 'capacity', 'buffer', 'code', 'sbpf', 'rent'])
		assert.equal(line(p, name).answer, 'yes', `${name}: ${line(p, name).words}`);
	const text = await s.run(['show', id]);
	assert.match(text.out, /can it execute\? +yes/);
});

await test('a buffer that was refilled: no, and execute says which check failed', async () => {
	const a = await account(buffer), bytes = Buffer.from(a.data[0], 'base64');
	bytes[200] ^= 1;
	await put(buffer, a, { data: bytes.toString('base64') });
	const p = await show(id);
	assert.equal(line(p, 'code').answer, 'no');
	assert.equal(line(p, 'code').cure, `keyturn cancel ${id}`);
	assert.equal(line(p, 'simulation').answer, 'no');
	assert.equal(p.executable, false);
	const before = await s.landed(), r = await s.run(['execute', id, '--yes', '--output', 'json']);
	assert.equal(r.code, 7);
	assert.match(JSON.parse(r.err).message, /it cannot execute: the buffer holds/);
	assert.equal(await s.landed(), before);
	await put(buffer, a, {});
	assert.equal(line(await show(id), 'code').answer, 'yes');
});

await test('a buffer of another authority, and none at all: no', async () => {
	const a = await account(buffer), bytes = Buffer.from(a.data[0], 'base64');
	bytes[5] ^= 1;
	await put(buffer, a, { data: bytes.toString('base64') });
	assert.match(line(await show(id), 'buffer').words, /authority is .* not the multisig's/);
	await s.admin('account', { address: buffer, remove: true });
	assert.match(line(await show(id), 'buffer').words, /does not exist/);
	await put(buffer, a, {});
});

await test('rent that is short, and the transfer that mends it', async () => {
	const a = await account(buffer), d = await account((await s.json(['program', 'show', s.keys.demo])).program_data);
	const at = (await s.json(['program', 'show', s.keys.demo])).program_data;
	await put(buffer, a, { lamports: '1' });
	await put(at, d, { lamports: '1' });
	const l = line(await show(id), 'rent');
	assert.equal(l.answer, 'no');
	assert.match(l.cure, new RegExp(`^solana transfer ${buffer} [0-9.]+$`));
	await put(at, d, {});
	await put(buffer, a, {});
	assert.equal(line(await show(id), 'rent').answer, 'yes');
});

await test('a key without lamports cannot pay', async () => {
	const a = await account(s.keys.c);
	await put(s.keys.c, a, { lamports: '0' });
	const open = await s.propose('demo_v2', 'another one');
	const p = await show(open.id);
	const back = await s.run(['withdraw', open.id, '--dry-run']);
	assert.match(back.err, new RegExp(`!  .*${id} is open on the program too|!  \\d+ members can approve`), back.err);
	assert.equal(line(p, 'members').answer, 'no');
	assert.match(line(p, 'members').cure, new RegExp(s.keys.c));
	assert.equal(line(p, 'others').answer, 'no');
	assert.equal(line(p, 'others').cure, `keyturn show ${id}`);
	assert.ok(!p.blockers.some((b) => /open on the program/.test(b)));
	await put(s.keys.c, a, {});
	await s.json(['withdraw', open.id]);
	await s.json(['reclaim', open.id]);
});

await test('a member who cannot pay executes nothing, and is told so', async () => {
	const a = await account(s.keys.b), before = await s.landed();
	await put(s.keys.b, a, { lamports: '700000' });
	const rich = await s.run(['execute', id, '--dry-run', ...s.k('b')]);
	assert.match(rich.err, /can it execute\? \d+ of \d+ say yes/);
	await put(s.keys.b, a, { lamports: '4000' });
	const r = await s.run(['execute', id, '--yes', '--output', 'json', ...s.k('b')]);
	assert.equal(r.code, 7, r.err);
	assert.match(JSON.parse(r.err).message, /you have 0.000004 SOL/);
	assert.equal(await s.landed(), before);
	await put(s.keys.b, a, {});
});

await test('it executes, and then nothing is asked of it', async () => {
	await s.json(['execute', id]);
	const p = await show(id);
	assert.equal(p.preflight.length, 1);
	assert.match(p.blockers[0], /is executed since/);
});
await s.stop();

// The buffer's code with another version in its header, as the chain shows it.
async function version(stage, address, n) {
	const r = (await stage.rpc('getAccountInfo', [address, { encoding: 'base64' }])).value, bytes = Buffer.from(r.data[0], 'base64');

	bytes.writeUInt32LE(n, 37 + 48);
	await stage.admin('account', { address, lamports: String(r.lamports), owner: r.owner, data: bytes.toString('base64') });
}

const GATES = { v1: 'JE86WkYvTrzW8HgNmrHY7dFYpCmSptUpKupbo2AdQ9cG', v2: 'F6UVKh1ujTEFK3en2SyAL3cdVnqko1FVEXWhmdLRu6WP',
	v3: '5cC3foj77CWun58pC51ebHFUWavHWKarWyR5UUik7dnC' };
const sbpf = async (stage, b, n) => {
	await version(stage, b, n);
	const r = await stage.run(['propose', 'upgrade', stage.keys.demo, b, '--description', 'code', '--dry-run', '--anyway']);
	const no = /^note: (SBPF v.*)$/m.exec(r.err);

	return no ? no[1] : null;
};

const u = await Stage.start();
await test('each SBPF version is answered from the feature accounts of the chain, both ways', async () => {
	await u.found();
	const { buffer: b } = await u.json(['buffer', 'write', so('demo_v2')]);
	for (let n = 0; n < 4; n++)
		assert.equal(await sbpf(u, b, n), null, `v${n} is taken`);
	assert.match(await sbpf(u, b, 4), /^SBPF v4 is unknown$/);
	const off = async (name) => u.admin('account', { address: GATES[name], remove: true });
	const was = await u.rpc('getAccountInfo', [GATES.v3, { encoding: 'base64' }]);
	await off('v3');
	assert.match(await sbpf(u, b, 3), /^SBPF v3, its feature is not active$/);
	for (let n = 0; n < 3; n++)
		assert.equal(await sbpf(u, b, n), null, `v${n} is taken without v3`);
	await off('v2');
	assert.match(await sbpf(u, b, 2), /^SBPF v2, its feature is not active$/);
	assert.equal(await sbpf(u, b, 1), null);
	await off('v1');
	assert.match(await sbpf(u, b, 1), /^SBPF v1, its feature is not active$/);
	assert.equal(await sbpf(u, b, 0), null);
	await u.admin('account', { address: GATES.v1, lamports: '1000000', owner: was.value.owner, data: Buffer.alloc(9).toString('base64') });
	assert.match(await sbpf(u, b, 1), /^SBPF v1, its feature is pending$/);
	await u.admin('account', { address: GATES.v1, lamports: '1000000', owner: u.keys.a, data: was.value.data[0] });
	assert.match(await sbpf(u, b, 1), /not active$/, 'an account of somebody else is no gate');
});
await u.stop();

const t = await Stage.start({ profile: '0500' });
await test('where only SBPF v3 is taken, older code is not proposed', async () => {
	await t.found();
	const w = await t.json(['buffer', 'write', so('demo_v2')]);
	for (let n = 0; n < 3; n++)
		assert.match(await sbpf(t, w.buffer, n), new RegExp(`^SBPF v${n}; the chain takes only v3 since SIMD-0500`));
	assert.equal(await sbpf(t, w.buffer, 3), null);
	await version(t, w.buffer, 0);
	const p = await t.run(['propose', 'upgrade', t.keys.demo, w.buffer, '--description', 'old code', '--yes']);
	assert.equal(p.code, 6, p.err);
	assert.match(p.err, /SBPF v0; the chain takes only v3/);
	assert.match(p.err, /cargo build-sbf --arch v3/);
});
await t.stop();
done();
