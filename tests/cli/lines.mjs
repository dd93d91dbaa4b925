// lines.mjs - every line of "can it execute?" on a real chain, with a yes and
// with a no; where a no names a command, that very command is run and mends it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import web3 from '@solana/web3.js';
import { base58Decode } from '../localnet/base58.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { root, so, Stage } from './lib.mjs';

const { Connection, Keypair, PublicKey, SystemProgram, Transaction } = web3;
const s = await Stage.start();
const all = ['a', 'b', 'c'];
const said = {}; // line: the answers that were seen

async function line(id, name, answer, ...more) {
	const { proposal } = await s.json(['show', id, ...more]), l = proposal.preflight.find((x) => x.name === name);

	return judged(l, name, answer);
}

function judged(l, name, answer) {
	assert.ok(l, `there is no line ${name}`);
	assert.equal(l.answer, answer, `${name}: ${l.words}`);
	(said[name] ??= new Set()).add(answer);
	return l;
}

// As the Solana CLI does it: `solana transfer [--allow-unfunded-recipient] ADDRESS SOL`, from the stranger.
async function transfer(to, sol) {
	const from = Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(s.file('stranger.json')))));
	const c = new Connection(s.net.url, 'confirmed'), t = new Transaction({ feePayer: from.publicKey, ...(await c.getLatestBlockhash()) });

	t.add(SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: new PublicKey(to), lamports: Math.round(Number(sol) * 1e9) }));
	t.sign(from);
	const signature = await c.sendRawTransaction(t.serialize());
	for (let left = 200; left > 0; left--) {
		const { value: [status] } = await c.getSignatureStatuses([signature]);
		if (status?.confirmationStatus === 'finalized')
			return assert.equal(status.err, null);
		await new Promise((r) => setTimeout(r, 50));
	}
	assert.fail('the transfer did not land');
}

// Runs what was printed; what stands in capitals is what a person has to fill in.
async function mend(cure, { FILE = so('demo_v3'), KEYFILE = s.file('b.json'), as } = {}) {
	const command = cure.split(', then ').at(-1);
	const words = command.split(' ').map((w) => ({ FILE, KEYFILE, TEXT: 'mended', URL: s.net.url })[w] ?? w);

	if (words[0] === 'solana')
		return transfer(words.at(-2), words.at(-1));
	assert.equal(words[0], 'keyturn', cure);
	return s.json([...words.slice(1), ...(as ? s.k(as) : [])]);
}

const account = async (address) => ({ address, ...(await s.rpc('getAccountInfo', [address, { encoding: 'base64' }])).value });
const put = ({ address, lamports, owner, data, executable }, change = {}) => s.admin('account', { address, lamports: String(lamports), owner,
	data: data[0], executable, ...change });
async function spoil(address, change) {
	const a = await account(address), bytes = Buffer.from(a.data[0], 'base64'), other = change(bytes) ?? bytes;
	await put(a, { data: other.toString('base64') });
	return a;
}
const approve = async (id, who = all) => {
	for (const name of who)
		await s.json(['approve', id, ...s.k(name)]);
};
const buffer = async (id) => (await s.json(['show', id])).proposal.buffer;
const data = async () => (await s.json(['program', 'show', s.keys.demo])).program_data;
const hour = () => s.admin('warp', { seconds: 3601 });

await s.found();
await s.propose();
await s.admin('mine', { slots: 40 });
await s.admin('snapshot', { name: 'voting' });
await approve('1');
await hour();
await s.admin('mine', { slots: 40 });
await s.admin('snapshot', { name: 'ready' });
let round = 0;
async function from(name) {
	await s.admin('restore', { name });
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
}

const lines = {
	async approvals() {
		await from('voting');
		const no = await line('1', 'approvals', 'no');
		for (const name of all)
			await mend(no.cure, { as: name });
		await line('1', 'approvals', 'yes');
	},
	async timelock() {
		await from('voting');
		await line('1', 'timelock', 'no');
		await approve('1');
		const no = await line('1', 'timelock', 'no');
		assert.match(no.words, /to go, until/);
		assert.equal(no.cure, null, 'only waiting helps');
		await hour();
		await line('1', 'timelock', 'yes');
	},
	async members() {
		await from('voting');
		await put(await account(s.keys.c), { lamports: '4999' });
		await mend((await line('1', 'members', 'no')).cure);
		await line('1', 'members', 'yes');
	},
	async payload() {
		await from('voting');
		const { proposal } = await s.json(['show', '1']);
		const was = await spoil(proposal.address, (b) => { b[b.length - 1] ^= 1; });
		const no = await line('1', 'payload', 'no');
		assert.equal((await s.run(['approve', '1', '--yes'])).code, 6);
		await put(was); // another endpoint, which does not lie
		const { proposal: seen } = await mend(no.cure);
		judged(seen.preflight.find((l) => l.name === 'payload'), 'payload', 'yes');
	},
	async version() {
		await from('voting');
		const back = await s.json(['propose', 'rollback', s.keys.demo, 'in case', '--ahead', '1']);
		const no = await line(back.id, 'version', 'no');
		assert.equal(no.cure, 'keyturn execute 1');
		await approve('1');
		await hour();
		await mend(no.cure);
		await line(back.id, 'version', 'yes');
	},
	async target() {
		await from('ready');
		await s.json(['execute', '1']);
		const change = await s.json(['propose', 'members', '--reach', '1d']);
		await approve(change.id);
		await hour();
		await s.json(['execute', change.id]);
		const back = await s.json(['propose', 'rollback', s.keys.demo, 'it crashes']);
		await line(back.id, 'target', 'yes');
		await s.admin('warp', { seconds: 86400 });
		const no = await line(back.id, 'target', 'no'), { id } = await mend(no.cure, { FILE: so('demo_v1') });
		assert.equal((await s.json(['show', id])).proposal.kind, 'upgrade');
	},
	async others() {
		await from('voting');
		await line('1', 'others', 'yes');
		const other = await s.propose('demo_v3');
		const { proposal } = await mend((await line('1', 'others', 'no')).cure);
		assert.equal(proposal.id, other.id);
		await s.json(['withdraw', other.id]);
		await line('1', 'others', 'yes');
	},
	// Who executes is asked where there is a key: on the console's page, and by execute itself.
	async executor() {
		await from('ready');
		await pageLine('a', 'executor', 'yes');
		const cure = await pageLine('stranger', 'executor', 'no');
		assert.equal((await s.run(['execute', '1', '--yes', ...s.k('stranger')])).code, 6);
		await mend(cure);
		assert.equal((await s.json(['show', '1'])).proposal.status, 'executed');
	},
	async balance() {
		await from('ready');
		await put(await account(s.keys.b), { lamports: '4999' });
		await mend(await pageLine('b', 'balance', 'no'));
		await pageLine('b', 'balance', 'yes');
		await s.json(['execute', '1', ...s.k('b')]);
	},
	async authority() {
		await from('ready');
		const was = await spoil(await data(), (b) => { b[13] ^= 1; });
		assert.equal((await line('1', 'authority', 'no')).cure, null, 'nobody here can take it back');
		await put(was);
		await line('1', 'authority', 'yes');
	},
	async capacity() {
		await from('ready');
		await line('1', 'capacity', 'yes');
		await spoil(await data(), (b) => b.subarray(0, 45 + 2000));
		await mend((await line('1', 'capacity', 'no')).cure);
		await line('1', 'capacity', 'yes');
		await s.json(['execute', '1']);
	},
	async buffer() {
		await from('ready');
		await line('1', 'buffer', 'yes');
		await s.admin('account', { address: await buffer('1'), remove: true });
		await stopped((await line('1', 'buffer', 'no')).cure, 'cancelled');
		await from('voting');
		await s.admin('account', { address: await buffer('1'), remove: true });
		await stopped((await line('1', 'buffer', 'no')).cure, 'rejected');
		const theirs = await s.json(['buffer', 'write', so('demo_v3'), ...s.k('b')]);
		const propose = (b, ...more) => ['propose', 'upgrade', s.keys.demo, b, '--description', 'x', ...more];
		const r = await s.run(propose(theirs.buffer, '--yes', '--output', 'json'));
		assert.equal(r.code, 6, r.err);
		const { hint } = JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"')));
		const mine = await mend(/"(keyturn [^"]*)"/.exec(hint)[1]);
		assert.equal((await s.run(propose(mine.buffer, '--yes'))).code, 0);
	},
	async code() {
		await from('ready');
		await line('1', 'code', 'yes');
		await spoil(await buffer('1'), (b) => { b[200] ^= 1; });
		await stopped((await line('1', 'code', 'no')).cure, 'cancelled');
		await from('voting');
		await spoil(await buffer('1'), (b) => { b[200] ^= 1; });
		await stopped((await line('1', 'code', 'no')).cure, 'rejected');
	},
	async sbpf() {
		await from('voting');
		await line('1', 'sbpf', 'yes');
		await spoil(await buffer('1'), (b) => { b.writeUInt32LE(9, 37 + 48); });
		const { id } = await mend((await line('1', 'sbpf', 'no')).cure);
		await line(id, 'sbpf', 'yes');
	},
	async rent() {
		await from('ready');
		await line('1', 'rent', 'yes');
		await put(await account(await buffer('1')), { lamports: '1' });
		await put(await account(await data()), { lamports: '1' });
		await mend((await line('1', 'rent', 'no')).cure);
		await line('1', 'rent', 'yes');
	},
	async spill() {
		await from('voting');
		await line('1', 'spill', 'yes');
		const { proposal } = await s.json(['show', '1']), loaders = base58Decode(await data());
		await spoil(proposal.address, (b) => { Buffer.from(loaders).copy(b, b.indexOf(Buffer.from(base58Decode(proposal.buffer))) + 32); });
		const { id } = await mend((await line('1', 'spill', 'no')).cure);
		await line(id, 'spill', 'yes');
	},
	async simulation() {
		await from('ready');
		await line('1', 'simulation', 'yes');
		await spoil(await buffer('1'), (b) => { b[200] ^= 1; });
		assert.equal((await line('1', 'simulation', 'no')).cure, null, 'the line that says why has the cure');
	},
	async state() {
		await from('voting');
		await s.json(['reject', '1']);
		await mend((await line('1', 'state', 'no')).cure);
		assert.equal((await line('1', 'state', 'no')).cure, null);
	},
};

// Who executes is asked where there is a key: the page in the console of that key; answers the cure.
async function pageLine(key, name, answer) {
	s.write('page', 'size 120x60\nuntil 1/1 agree\nkey enter\nuntil SOL, the base fee\nframe page\n');
	const r = await s.run(['--script', s.file('page'), ...s.k(key)]);

	assert.equal(r.code, 0, r.err);
	const [, found, words, cure] = new RegExp(`^ (yes|no|\\?) +${name} +(.*)\\n(?: +mend it +(.*))?`, 'm').exec(r.out) ?? [];
	judged(found && { answer: found, words }, name, answer);
	return cure?.trim();
}

async function stopped(cure, status) {
	await mend(cure);
	assert.equal((await s.json(['show', '1'])).proposal.status, status);
}

for (const [name, both] of Object.entries(lines))
	await test(`${name}: yes, and no with what mends it`, both);

await test('no line of the preflight is left out, and each was seen with a yes and with a no', () => {
	const source = readFileSync(`${root}/src/gov/preflight.c`, 'utf8');
	const names = new Set([...source.matchAll(/preflight_say\(o, "([^"]+)"/g)].map((m) => m[1]));
	assert.deepEqual([...names].sort(), Object.keys(lines).sort());
	for (const name of names)
		assert.deepEqual([...said[name]].sort(), name === 'state' ? ['no'] : ['no', 'yes'], name);
});
await s.stop();
done();
