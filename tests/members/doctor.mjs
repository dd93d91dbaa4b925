// doctor.mjs - one line per check, ok, warn and bad; the exit says whether a person is needed.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, test } from '../localnet/test/tap.mjs';
import { so } from '../cli/lib.mjs';
import { council } from './council.mjs';

const s = await council();

async function doctor(code, args = [], options = {}) {
	const r = await s.run(['doctor', '--output', 'json', ...args], options);

	assert.equal(r.code, code, r.out + r.err);
	return JSON.parse(r.out);
}
const find = (d, level, name, says) => d.findings.find((f) => f.level === level && f.name === name && says.test(f.text));
function has(d, level, name, says, cure) {
	const f = find(d, level, name, says);

	assert.ok(f, `${level} ${name} ${says}\n${JSON.stringify(d.findings, null, 1)}`);
	if (cure)
		assert.match(f.cure, cure);
}

await test('all is well: exit 0, and every part has a line', async () => {
	const d = await doctor(0);
	has(d, 'ok', 'config', /^url = http:\/\/127\.0\.0\.1.* \(/);
	has(d, 'ok', 'config', /^multisig = .* \(.*environment/);
	has(d, 'ok', 'config', /^commitment = finalized \(.*default/);
	has(d, 'ok', 'config file', /keyturn\.conf$/);
	has(d, 'ok', 'key file', /a\.json, mode 600, yours/);
	has(d, 'ok', 'database', /keyturn\.db opens/);
	has(d, 'ok', 'journal', /every intent has its outcome/);
	has(d, 'ok', 'endpoint', /is healthy/);
	has(d, 'ok', 'genesis hash', /, local$/);
	has(d, 'ok', 'slot lag', /^slot \d+, finalized \d+/);
	has(d, 'ok', 'clock', /within \d+ s/);
	has(d, 'ok', 'rate limit', /12 questions at once/);
	has(d, 'ok', 'feature', /^SBPFv3 programs: active/);
	has(d, 'ok', 'governance', new RegExp(`program ${s.keys.gov}, code hash [0-9a-f]{64}`));
	has(d, 'warn', 'governance', /plain key/);
	has(d, 'ok', 'multisig', /three lost keys stop everything/);
	has(d, 'ok', 'balance', new RegExp(`${s.keys.e} has 20 SOL`));
	has(d, 'ok', 'program', new RegExp(`${s.keys.demo} runs version 1, .* and is held`));
	assert.equal(d.bad, 0);
	assert.equal(d.ok, d.findings.filter((f) => f.level === 'ok').length);
});

await test('as text: level, name, text, and the cure under it', async () => {
	const r = await s.run(['doctor']);
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /^ok {3}endpoint {7}http/m);
	assert.match(r.out, /^warn governance {5}.*\n {5,}-> /m);
});

await test('flag, environment and file are told apart', async () => {
	const d = await doctor(0, ['--commitment', 'confirmed'], { env: { KEYTURN_COLOR: 'never' } });
	has(d, 'ok', 'config', /^commitment = confirmed \(.*flag/);
	has(d, 'ok', 'config', /^color = never \(.*environment/);
	has(d, 'ok', 'config', /^genesis = .* \(.*file/);
});

await test('a key file that is none, or that others can read: 10, and then it is not opened', async () => {
	const path = s.write('shared.json', 'no key at all', 0o600);
	has(await doctor(10, ['-k', path]), 'bad', 'key file', /does not begin with a bracket/, /solana-keygen/);
	chmodSync(path, 0o644);
	has(await doctor(10, ['-k', path]), 'bad', 'key file', /can be read by others \(mode 644\)/, /chmod 600/);
	has(await doctor(10, ['-k', s.file('nowhere.json')]), 'bad', 'key file', /No such file/);
	has(await doctor(10, ['-k', s.dir]), 'bad', 'key file', /no regular file/);
});

await test('configuration: what is wrong is said, with 3', async () => {
	const path = s.write('bad.conf', 'urll = x\n');
	has(await doctor(3, ['-C', path]), 'bad', 'config', /unknown key/);
	const good = readFileSync(s.file('config/keyturn/keyturn.conf'));
	const open = s.file('open.conf');
	writeFileSync(open, good);
	chmodSync(open, 0o666);
	has(await doctor(3, ['-C', open]), 'bad', 'config file', /written by others/, /chmod 600/);
	const other = await doctor(3, [], { env: { KEYTURN_GENESIS: s.keys.a } });
	has(other, 'bad', 'genesis hash', /the endpoint is cluster .*, configured is/);
	has(await doctor(3, [], { env: { KEYTURN_MULTISIG: '' } }), 'bad', 'multisig', /no multisig is configured/);
});

await test('nothing is configured: said line by line, and each command says which endpoint it lacks', async () => {
	const nothing = { env: { HOME: s.file('empty'), XDG_CONFIG_HOME: s.file('empty/c'), XDG_STATE_HOME: s.file('empty/s'), KEYTURN_MULTISIG: '' } };
	const d = await doctor(3, [], nothing);
	has(d, 'warn', 'config file', /there is none at/, /keyturn init/);
	has(d, 'bad', 'genesis hash', /none is configured/, /keyturn init/);
	has(d, 'bad', 'endpoint', /^none is configured/, /-u .*keyturn init -u URL/);
	assert.equal(d.bad, 3);
	for (const args of [['proposals'], ['init'], ['program', 'show', s.keys.demo], ['buffer', 'write', so('demo_v1')]]) {
		const r = await s.run(args, nothing);
		assert.equal(r.code, 3, r.err);
		assert.match(r.err, /^keyturn: no endpoint is configured\nname it with -u/);
	}
});

await test('an endpoint that is down, behind, limited or of another time', async () => {
	const down = await doctor(4, ['-u', 'http://127.0.0.1:9']);
	has(down, 'bad', 'endpoint', /./);
	has(down, 'warn', 'governance', /not looked at, nor programs, balances and backups: no endpoint answers/);
	assert.match((await s.run(['doctor', '-u', 'http://127.0.0.1:9'])).err, /1 of \d+ checks is bad: endpoint/);
	await s.admin('fault', { kind: 'error', method: 'getHealth', code: -32005, message: 'Node is behind by 400 slots', data: { numSlotsBehind: 400 } });
	has(await doctor(4), 'bad', 'endpoint', /400 slots behind/);
	await s.admin('faults/clear');
	await s.admin('fault', { kind: 'status', method: 'getEpochInfo', status: 429, skip: 2 });
	has(await doctor(0), 'warn', 'rate limit', /12 of 12 questions at once were refused/, /higher limit/);
	await s.admin('faults/clear');
	await s.admin('warp', { seconds: 7200 });
	has(await doctor(0), 'warn', 'clock', /behind the chain/, /clock/);
});

await test('a second endpoint is asked too', async () => {
	const d = await doctor(4, ['-u', s.net.url, '-u', 'http://127.0.0.1:9']);
	has(d, 'ok', 'endpoint', /is healthy/);
	has(d, 'bad', 'endpoint', /./);
});

await test('a program that somebody moved, or deployed past the multisig: 12', async () => {
	const { program_data: account } = await s.json(['program', 'show', s.keys.demo]);
	await s.admin('fault', { kind: 'lie', account, offset: 13, bytes: '77'.repeat(32) });
	has(await doctor(12), 'bad', 'program', /upgrade authority of .* is .*, not ours/, /no longer upgrade/);
	await s.admin('faults/clear');
	await s.admin('fault', { kind: 'lie', account, offset: 12, bytes: '00' });
	has(await doctor(12), 'bad', 'program', /is none, not ours/);
	await s.admin('faults/clear');
	await s.admin('fault', { kind: 'lie', account, offset: 400, bytes: 'deadbeef' });
	has(await doctor(12), 'bad', 'program', /runs [0-9a-f]{16}, the record says version 1 is [0-9a-f]{16}/);
	await s.admin('faults/clear');
});

await test('backups: not here, here, damaged', async () => {
	has(await doctor(0), 'warn', 'backup', new RegExp(`version 1 of ${s.keys.demo} is not saved`), /program dump/);
	await s.propose('demo_v2', 'second');
	has(await doctor(0), 'ok', 'backup', new RegExp(`version 1 of ${s.keys.demo} is here and good`));
	const folder = join(s.dir, 'state/keyturn/binaries'), [name] = readdirSync(folder), bytes = readFileSync(join(folder, name));
	bytes[100] ^= 1;
	writeFileSync(join(folder, name), bytes);
	has(await doctor(12), 'bad', 'backup', /version 1 of/);
	bytes[100] ^= 1;
	writeFileSync(join(folder, name), bytes);
	has(await doctor(0), 'ok', 'backup', /here and good/);
});

await test('a member without money', async () => {
	const poor = await s.key('poor');
	const m = await s.json(['multisig', 'create', '--member', s.keys.a, '--member', poor, '--threshold', '1', '--timelock', '1m',
		'--allow-plain-governance-key', '--create-key', s.file('stranger.json')]);
	const d = await doctor(0, ['--multisig', m.multisig]);
	has(d, 'warn', 'balance', new RegExp(`${poor} has 0 SOL and cannot pay for a vote`), /send it some SOL/);
	has(d, 'warn', 'multisig', /one stolen key is enough to upgrade/);
	has(d, 'warn', 'multisig', /timelock is under one hour/);
});

await s.stop();
done();
