// losing.mjs - every way to lose an upgrade authority, tried: each is refused, nothing is sent, and the program is where it was.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { so } from '../cli/lib.mjs';
import { approve, carryOut, council, refused, show } from './council.mjs';

const s = await council();
const give = (...args) => ['propose', 'handover', s.keys.demo, ...args];
const program = async () => s.json(['program', 'show', s.keys.demo]);
const held = async () => assert.equal((await program()).authority, s.authority);
const account = async (address) => (await s.rpc('getAccountInfo', [address, { encoding: 'base64' }])).value;
const multisig = s.env.KEYTURN_MULTISIG;
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

await test('an address typed wrong: cut, grown, one sign no base58, or a program that is not there', async () => {
	const to = s.keys.f;
	for (const wrong of [to.slice(0, -2), `${to}1`, `0${to.slice(1)}`, '', ' '])
		await refused(s, give('--to', wrong), 2, /./);
	for (const flag of ['--to-multisig', '--unchecked'])
		await refused(s, give(flag, to.slice(1, -1)), 2, /./);
	await refused(s, ['propose', 'handover', to, '--to', to], 6, /is not governed by this multisig/);
	await held();
});

// One sign off is off the curve every second time: such a receiver is no key, whatever was meant.
await test('an address one sign off: no key is refused at once; a key nobody has never signs', async () => {
	let off = 0, on = 0;
	for (const sign of ALPHABET) {
		const wrong = s.keys.f.slice(0, 20) + sign + s.keys.f.slice(21);
		if (wrong === s.keys.f || (off > 0 && on > 0))
			continue;
		const r = await s.run([...give('--to', wrong), '--yes', '--dry-run', '--output', 'json']);
		if (r.code === 6) {
			assert.match(r.err, /off the curve, so nobody can sign for it/);
			off++;
		} else {
			assert.equal(r.code, 0, r.err);
			on++;
		}
	}
	assert.ok(off > 0 && on > 0, `${off} off, ${on} on`);
	await held();
});

await test('accounts of the governance program, of the loader and of others: none of them signs', async () => {
	const { program_data: data } = await program(), governance = (await s.json(['program', 'show', s.keys.gov])).program_data;
	for (const address of [governance, s.keys.gov])
		await refused(s, give('--unchecked', address), 6, /signs nothing|is the governance program/, `${address}\n`);
	const draft = await s.json(give('--to', s.keys.f), { input: 'handover 1\n' });
	const { address } = await show(s, draft.id);
	await refused(s, give('--unchecked', address), 6, /an account of the governance program, which signs nothing/, `${address}\n`);
	await refused(s, give('--to-multisig', address), 6, /is no multisig of the governance program/);
	await refused(s, give('--to', data), 6, /the program's own data account/);
	await s.json(['withdraw', draft.id]);
	await held();
});

await test('a multisig that is not one: a copy at another address, of another owner, of another cluster', async () => {
	const m = await account(multisig), bytes = Buffer.from(m.data[0], 'base64'), copy = await s.key('copy');
	const put = (owner, data) => s.admin('account', { address: copy, lamports: String(m.lamports), owner, data: data.toString('base64') });
	await put(m.owner, bytes);
	await refused(s, give('--to-multisig', copy), 6, /is not at the address its create key gives/);
	await put(s.keys.f, bytes);
	await refused(s, give('--to-multisig', copy), 6, /is no multisig of the governance program/);
	await put(m.owner, bytes.subarray(0, 100));
	await refused(s, give('--to-multisig', copy), 6, /is no multisig of the governance program/);
	await s.admin('account', { address: copy, remove: true });
	const other = await s.json(['multisig', 'create', '--member', s.keys.f, '--threshold', '1', '--timelock', '1m',
		'--allow-plain-governance-key', ...s.k('f')]);
	const o = await account(other.multisig), foreign = Buffer.from(o.data[0], 'base64');
	foreign[36] ^= 1; // genesis hash
	await s.admin('account', { address: other.multisig, lamports: String(o.lamports), owner: o.owner, data: foreign.toString('base64') });
	await refused(s, give('--to-multisig', other.multisig), 6, /is for another cluster/);
	await held();
});

await test('a wrong hash, a stranger, an operator, too few votes, too early: it is not carried out', async () => {
	const p = await s.json(give('--to', s.keys.f), { input: 'handover 2\n' }), typed = `handover ${p.id}\n`;
	const { payload_hash: hash } = await show(s, p.id), wrong = (hash[0] === '0' ? '1' : '0') + hash.slice(1);
	const receiver = ['--receiver-keypair', s.file('f.json')];
	await refused(s, give('--to', s.keys.f), 6, /asks for exactly this/, typed);
	await refused(s, ['approve', p.id, '--payload-hash', wrong], 6, /is not the one you looked at/, typed);
	await refused(s, ['approve', p.id, '--payload-hash', hash.slice(1)], 2, /is no payload hash/, typed);
	await refused(s, ['approve', p.id, ...s.k('stranger')], 6, /is no member/, typed);
	await refused(s, ['approve', p.id, ...s.k('f')], 6, /is no member/, typed);
	await refused(s, ['execute', p.id, ...receiver], 9, /0 of 3 approvals/, typed);
	await approve(s, p.id, `handover ${p.id}`, ['a', 'b']);
	await refused(s, ['execute', p.id, ...receiver], 9, /2 of 3 approvals/, typed);
	await approve(s, p.id, `handover ${p.id}`, ['c']);
	await refused(s, ['execute', p.id, ...receiver], 8, /timelock/, typed);
	await s.admin('warp', { seconds: 3600 });
	await refused(s, ['execute', p.id, '--payload-hash', wrong, ...receiver], 6, /is not the one you looked at/, typed);
	await refused(s, ['execute', p.id, ...s.k('stranger'), ...receiver], 6, /is no member/, typed);
	await refused(s, ['execute', p.id, ...s.k('f')], 6, /is no member/, typed);
	await refused(s, ['execute', p.id], 10, /has to sign the handover too/, typed);
	await refused(s, ['execute', p.id, '--receiver-keypair', s.file('a.json')], 10, /the key given is of/, typed);
	await refused(s, ['execute', p.id, ...receiver], 11, /not confirmed/, `handover ${Number(p.id) + 1}\n`);
	await refused(s, ['execute', p.id, ...receiver, '--no-input'], 11, /has to be typed/);
	await held();
});

await test('while another act is open: the first to execute ends the other, and that is told', async () => {
	const up = await s.json(['propose', 'upgrade', s.keys.demo, so('demo_v2'), '--description', 'at the same time']);
	const told = await s.run(['show', up.id]);
	assert.match(told.out, /proposal 2 is open on the program too; the first to execute ends the others/);
	await approve(s, up.id);
	await s.admin('warp', { seconds: 3600 });
	await s.json(['execute', up.id]);
	await refused(s, ['execute', '2', '--receiver-keypair', s.file('f.json')], 6, /superseded|another version|newest/, 'handover 2\n');
	assert.equal((await show(s, 2)).status, 'superseded');
	await held();
});

await test('of a stale epoch: a change of members ends a handover that was approved', async () => {
	const p = await s.json(give('--unchecked', s.keys.f), { input: `${s.keys.f}\nhandover 4\n` });
	await approve(s, p.id, `handover ${p.id}`);
	const change = await s.json(['propose', 'members', '--timelock', '61m']);
	await carryOut(s, change.id);
	await refused(s, ['execute', p.id], 6, /changed since|stale|epoch/, `handover ${p.id}\n`);
	assert.equal((await show(s, p.id)).status, 'stale');
	await held();
});

await test('too late: an approved handover nobody carried out in its window is dead', async () => {
	const p = await s.json(give('--unchecked', s.keys.f), { input: `${s.keys.f}\nhandover 6\n` });
	await approve(s, p.id, `handover ${p.id}`);
	await s.admin('warp', { seconds: 15 * 86400 });
	await refused(s, ['execute', p.id], 6, /expired|window/, `handover ${p.id}\n`);
	assert.equal((await show(s, p.id)).status, 'expired');
	await held();
});

await test('immutable: the program is typed in full, and the wrong one is not enough', async () => {
	for (const typed of [s.keys.demo.slice(0, -1), `${s.keys.demo.slice(0, 43)}`.slice(1), s.keys.gov, 'immutable', s.keys.demo.toLowerCase()])
		await refused(s, ['propose', 'immutable', s.keys.demo], 11, /not confirmed/, `${typed}\n`);
	await refused(s, ['propose', 'immutable', s.keys.demo, '--no-input'], 11, /has to be typed/);
	await refused(s, ['propose', 'immutable', s.keys.gov], 6, /is not governed by this multisig/, `${s.keys.gov}\n`);
	await held();
});

await test('adopt: by a wrong authority, a stranger, twice, and of the governance program itself', async () => {
	await s.key('second');
	await s.json(['program', 'deploy', so('demo_v1'), '--program-id', s.file('second.json'), ...s.k('f')]);
	const adopt = (...args) => ['program', 'adopt', s.keys.second, '--allow-plain-governance-key', ...args];
	await refused(s, adopt(), 6, /upgrade authority/);
	await refused(s, adopt('--authority', s.file('stranger.json')), 6, /upgrade authority/);
	await refused(s, adopt(...s.k('f')), 6, /is no member/);
	await refused(s, ['program', 'adopt', s.keys.gov, '--allow-plain-governance-key'], 6, /cannot govern itself/);
	await refused(s, ['program', 'adopt', s.keys.demo, '--allow-plain-governance-key'], 6, /is governed by this multisig already/);
	await refused(s, ['program', 'adopt', s.keys.f, '--allow-plain-governance-key'], 5, /./);
	assert.equal((await s.json(['program', 'show', s.keys.second])).authority, s.keys.f);
	await s.json(adopt('--authority', s.file('f.json')));
	assert.equal((await s.json(['program', 'show', s.keys.second])).authority, s.authority);
	await held();
});

await test('a receiver on a machine of its own: made an operator, it carries the handover out with its key alone', async () => {
	const add = await s.json(['propose', 'members', '--add', `${s.keys.f}:operator`]);
	await approve(s, add.id);
	await s.admin('warp', { seconds: 3700 });
	await s.json(['execute', add.id]);
	const said = await s.run([...give('--to', s.keys.f), '--yes'], { input: `handover ${Number(add.id) + 1}\n` });
	assert.match(said.err, /run by the receiver with its own key/);
	const p = { id: `${Number(add.id) + 1}` }, typed = `handover ${p.id}`;
	await refused(s, ['approve', p.id, ...s.k('f')], 6, /operator|may not vote|no approver/, `${typed}\n`);
	await approve(s, p.id, typed);
	await s.admin('warp', { seconds: 3700 });
	const none = await refused(s, ['execute', p.id], 10, /has to sign the handover too/, `${typed}\n`);
	assert.match(none.hint, /A member may receive on a machine of its own/);
	await held();
	const machine = { XDG_STATE_HOME: s.file('theirs') };
	const r = await s.run(['execute', p.id, '--yes', ...s.k('f')], { input: `${typed}\n`, env: machine });
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, new RegExp(`read back: the upgrade authority of ${s.keys.demo} is ${s.keys.f}`));
	assert.equal((await program()).authority, s.keys.f);
});

await s.stop();
done();
