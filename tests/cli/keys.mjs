// keys.mjs - R18 over whole runs: no copy of a key in the database, its log, the
// terminal's output, an argument or an environment, whatever command ran; and
// the create key of a multisig, which nobody ever sees.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { base58Encode as encode } from '../localnet/base58.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { root, so, Stage } from './lib.mjs';

const { argon2id } = createRequire(join(root, 'tests/package.json'))('@noble/hashes/argon2');

const s = await Stage.start({ slotMs: 30 });
const said = [];       // everything every run printed
const seen = new Set(); // arguments and environments, caught while they ran
let caught = 0;
const running = () => [...seen].map((text) => Buffer.from(text, 'latin1'));

// What /proc shows of keyturn and its signers while it works.
function look(pid) {
	for (const name of ['cmdline', 'environ']) {
		try {
			seen.add(readFileSync(`/proc/${pid}/${name}`, 'latin1'));
			caught++;
		} catch { /* it has ended, or is the signer's and closed to us */ }
	}
	try {
		for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean))
			look(child);
	} catch { /* ended */ }
}

function watch() {
	for (const pid of readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean))
		look(pid);
}

async function run(args, options = {}) {
	const timer = setInterval(watch, 5);
	const r = await s.run(args, options);

	clearInterval(timer);
	said.push(Buffer.from(r.out), Buffer.from(r.err));
	return r;
}

async function works(args) {
	const dry = await run([...args, '--dry-run', '--yes', '-v']);
	assert.equal(dry.code, 0, dry.err);
	const r = await run([...args, '--yes', '-v', '--output', 'json']);
	assert.equal(r.code, 0, r.err);
	return JSON.parse(r.out);
}

// The seed in every form somebody may have written it.
function forms(name) {
	const key = Buffer.from(JSON.parse(readFileSync(s.file(`${name}.json`), 'utf8')));
	const seed = key.subarray(0, 32);

	return [seed.subarray(0, 16), seed.subarray(16), Buffer.from([...seed].slice(0, 8).join(',')), Buffer.from(seed.toString('hex')),
		Buffer.from(seed.toString('base64').slice(0, 40)), Buffer.from(encode(key).slice(0, 40)), Buffer.from(encode(seed))];
}

function files(dir) {
	return readdirSync(dir).flatMap((name) => {
		const path = join(dir, name);

		return statSync(path).isDirectory() ? files(path) : [path];
	});
}

// Runs keyturn on a terminal; each of `answers` is [what is waited for, what is typed].
function onTerminal(args, answers) {
	const quoted = [join(root, 'build/release/keyturn'), ...args].map((w) => `'${w}'`).join(' ');
	const timer = setInterval(watch, 5), left = [...answers];
	let out = '', from = 0;

	return new Promise((resolve) => {
		const child = spawn('script', ['-qec', quoted, '/dev/null'], { env: { ...s.env, TERM: 'xterm' } });

		child.stdout.on('data', (d) => {
			out += d;
			while (left.length > 0 && out.indexOf(left[0][0], from) >= 0) {
				from = out.indexOf(left[0][0], from) + left[0][0].length;
				child.stdin.write(left.shift()[1]);
			}
		});
		child.stdin.on('error', () => {});
		const late = setTimeout(() => child.kill(), 60000);
		child.on('close', (code) => {
			clearInterval(timer);
			clearTimeout(late);
			said.push(Buffer.from(out), Buffer.from(''));
			resolve({ code, out, left: left.length });
		});
	});
}

// An encrypted key file by its description in keyturn.conf(5), with nothing of libsodium.
function decrypt(file, passphrase) {
	const key = argon2id(passphrase, file.subarray(20, 36), { t: file.readUInt32LE(12), m: file.readUInt32LE(16), p: 1, dkLen: 32 });
	const d = createDecipheriv('chacha20-poly1305', hchacha20(Buffer.from(key), file.subarray(36, 52)),
		Buffer.concat([Buffer.alloc(4), file.subarray(52, 60)]), { authTagLength: 16 });

	d.setAAD(file.subarray(0, 92), { plaintextLength: 32 });
	d.setAuthTag(file.subarray(124));
	return Buffer.concat([d.update(file.subarray(92, 124)), d.final()]);
}

// draft-irtf-cfrg-xchacha-03, 2.2.
function hchacha20(key, nonce) {
	const word = (b, i) => b.readUInt32LE(4 * i), rotate = (v, n) => (v << n) | (v >>> (32 - n));
	const x = Int32Array.from([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
		...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => word(key, i)), ...[0, 1, 2, 3].map((i) => word(nonce, i))]);
	const quarter = (a, b, c, d) => {
		for (const [m, n] of [[16, 12], [8, 7]]) {
			x[a] += x[b];
			x[d] = rotate(x[d] ^ x[a], m);
			x[c] += x[d];
			x[b] = rotate(x[b] ^ x[c], n);
		}
	};

	for (let round = 0; round < 10; round++) {
		for (const i of [0, 1, 2, 3])
			quarter(i, i + 4, i + 8, i + 12);
		for (const i of [0, 1, 2, 3])
			quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
	}
	const out = Buffer.alloc(32);

	[0, 1, 2, 3, 12, 13, 14, 15].forEach((w, i) => out.writeInt32LE(x[w], 4 * i));
	return out;
}

const PASSPHRASE = 'seven quiet otters';
const members = () => ['a', 'b', 'c'].flatMap((n) => ['--member', s.keys[n]]);
const create = () => ['multisig', 'create', ...members(), '--threshold', '3', '--timelock', '1h', '--allow-plain-governance-key'];
const ALL = ['a', 'b', 'c', 'gov', 'demo', 'owner'];

for (const name of ['a', 'b', 'c', 'owner'])
	await s.key(name, 20000000000n);
for (const name of ['gov', 'demo'])
	await s.key(name);
await s.init();
await run(['program', 'deploy', so('keyturn'), '--program-id', s.file('gov.json'), '--yes', '-v']);

await test('one member makes two multisigs, each with a create key of its own', async () => {
	const one = await works(create()), two = await works(create());

	assert.notEqual(one.multisig, two.multisig);
	s.env.KEYTURN_MULTISIG = two.multisig;
});
await test('a create key from a file is still taken', async () => {
	await s.key('council');
	const a = await run([...create(), '--create-key', s.file('council.json'), '--yes', '--output', 'json']);
	assert.equal(a.code, 0, a.err);
	const b = await run([...create(), '--create-key', s.file('council.json'), '--yes']);
	assert.equal(b.code, 7, b.err);
	assert.match(b.err, new RegExp(`keyturn multisig show ${JSON.parse(a.out).multisig}`), 'the next step is the one it made');
	assert.match(b.err, /leave --create-key out/);
});
await test('doctor says whether the key is a member, and opens none for it', async () => {
	const finds = async (...args) => (await s.json(['doctor', ...args])).findings.filter((f) => f.name === 'member');
	const [member] = await finds(...s.k('b'));
	const [owner] = await finds(...s.k('owner'));

	assert.equal(member?.level, 'ok');
	assert.match(member.text, new RegExp(`${s.keys.b}.* may vote`));
	assert.equal(owner?.level, 'warn');
	assert.match(owner.text, new RegExp(`${s.keys.owner}.* is no member of `));
	assert.match(owner.cure, /keyturn multisig show/);
});
await test('killed while its transaction lands, the next create says what was made, and the one after makes another', async () => {
	const list = async () => (await s.json(['multisig', 'list'])).multisigs.length;
	const before = await list();

	await s.admin('fault', { kind: 'drop', when: 'after', method: 'sendTransaction', count: 1 });
	const killed = await run([...create(), '--yes'], { kill: 1500 });
	await s.admin('faults/clear');
	assert.equal(killed.killed, 'SIGKILL', killed.out);
	assert.equal(await list(), before + 1, 'it landed');
	const again = await run([...create(), '--yes']);
	assert.equal(again.code, 6, again.err);
	const made = /multisig create made (\w+): \w+ landed/.exec(again.err)?.[1];
	assert.ok(made, again.err);
	assert.equal(await list(), before + 1, 'nothing was made by the second');
	assert.equal((await run(['multisig', 'show', made])).code, 0);
	await works(create());
	assert.equal(await list(), before + 2);
});
await test('create, deploy, adopt by another authority, propose, approve, execute, each with -v', async () => {
	const deployed = await run(['program', 'deploy', so('demo_v1'), '--program-id', s.file('demo.json'), '--max-len', '20000',
		...s.k('owner'), '--yes', '-v']);
	assert.equal(deployed.code, 0, deployed.err);
	await works(['program', 'adopt', s.keys.demo, '--authority', s.file('owner.json'), '--allow-plain-governance-key']);
	const { buffer } = await works(['buffer', 'write', so('demo_v2')]);
	await works(['propose', 'upgrade', s.keys.demo, buffer, '--description', 'second version']);
	for (const name of ['a', 'b', 'c'])
		await works(['approve', '1', ...s.k(name)]);
	await s.admin('warp', { seconds: 3601 });
	await works(['execute', '1']);
	assert.equal((await run(['program', 'verify', s.keys.demo, so('demo_v2')])).code, 0);
});
await test('an encrypted key is what its description says', async () => {
	const r = await onTerminal(['key', 'encrypt', '--memory', '8', '--passes', '2', s.file('b.json'), s.file('b.key')],
		[['New passphrase', `${PASSPHRASE}\r`], ['The same again', `${PASSPHRASE}\r`]]);

	assert.equal(r.code, 0, r.out);
	const seed = Buffer.from(JSON.parse(readFileSync(s.file('b.json'), 'utf8'))).subarray(0, 32);
	assert.deepEqual(decrypt(readFileSync(s.file('b.key')), PASSPHRASE), seed);
	assert.throws(() => decrypt(readFileSync(s.file('b.key')), 'another'));
});
await test('it signs for a command, the passphrase before the network', async () => {
	const { buffer } = await works(['buffer', 'write', so('demo_v3')]);
	await works(['propose', 'upgrade', s.keys.demo, buffer, '--description', 'third version']);
	const r = await onTerminal(['approve', '2', '-k', s.file('b.key'), '-v'],
		[['Passphrase for', `${PASSPHRASE}\r`], ['Type 2 to sign', '2\r']]);

	assert.equal(r.code, 0, r.out);
	assert.equal((await s.json(['show', '2'])).proposal.approvals, 1);
	const never = await run(['approve', '2', '-k', s.file('b.key'), '--yes', '--no-input']);
	assert.equal(never.code, 10, never.err);
	assert.match(never.err, /--no-input/);
});
await test('and for the console, which draws only then', async () => {
	const r = await onTerminal(['-k', s.file('b.key')], [['Passphrase for', `${PASSPHRASE}\r`], ['third', 'q']]);

	assert.equal(r.code, 0, r.out.slice(-300));
	assert.equal(r.left, 0);
	const asked = r.out.indexOf('Passphrase for'), drawn = r.out.indexOf('\x1b[?1049h');
	assert.ok(asked >= 0 && drawn > asked, `${asked} ${drawn}`);
});
await test('a wrong passphrase ends with 10 and sends nothing', async () => {
	const before = await s.landed();
	const wrong = ['seven loud otters\r'];
	const r = await onTerminal(['reject', '2', '-k', s.file('b.key')],
		[['Passphrase for', wrong[0]], ['That is not it', wrong[0]], ['That is not it', wrong[0]]]);

	assert.equal(r.code, 10, r.out);
	assert.equal(await s.landed(), before);
});
await test('where the journal cannot be kept nothing is sent', async () => {
	const before = await s.landed();
	const r = await run(['buffer', 'write', so('demo_v3'), '--data-dir', s.write('no-folder', 'x'), '--yes']);

	assert.notEqual(r.code, 0);
	assert.match(r.err, /no-folder/);
	assert.equal(await s.landed(), before);
});
await test('a key on standard input signs too', async () => {
	const input = readFileSync(s.file('b.json'), 'utf8');
	const r = await run(['buffer', 'write', so('demo_v3'), '-k', '-', '--yes', '-v'], { input });

	assert.equal(r.code, 0, r.err);
});
await test('a broken key file is refused without a number of it', async () => {
	const text = readFileSync(s.file('c.json'), 'utf8');

	for (const [name, bad] of [['cut', text.slice(0, 150)], ['half', text.replace(/\d+\]$/, '1]')], ['tail', `${text}x`]]) {
		s.write(`${name}.json`, bad);
		const r = await run(['buffer', 'write', so('demo_v3'), ...s.k(name), '--yes', '-v']);
		assert.equal(r.code, 10, r.err);
	}
});
await test('no passphrase is in a file, a line or an argument', () => {
	const all = [...files(join(s.dir, 'state')), ...files(join(s.dir, 'config'))].map((f) => readFileSync(f));

	for (const word of [PASSPHRASE, 'seven loud otters', 'quiet otters'])
		assert.ok(!Buffer.concat([...all, ...said, ...running()]).includes(word), word);
});
await test('no key is in a file of the state or configuration folder', () => {
	const all = [...files(join(s.dir, 'state')), ...files(join(s.dir, 'config'))];
	assert.ok(all.some((f) => f.endsWith('.db')), all.join(' '));
	for (const file of all)
		for (const name of ALL)
			forms(name).forEach((f, i) => assert.ok(!readFileSync(file).includes(f), `form ${i} of ${name} in ${file}`));
});
await test(`nor in anything that was printed by ${said.length / 2} runs`, () => {
	assert.ok(said.length >= 50 && Buffer.concat(said).length > 10000);
	for (const name of ALL)
		forms(name).forEach((f, i) => assert.ok(!Buffer.concat(said).includes(f), `form ${i} of ${name}`));
});
await test(`nor in ${caught} arguments and environments of processes`, () => {
	assert.ok(caught > 100, `${caught}`);
	for (const name of ALL)
		forms(name).forEach((f, i) => assert.ok(!Buffer.concat(running()).includes(f), `form ${i} of ${name}`));
});
await test('the search finds a key where there is one', () => {
	const all = files(s.dir).filter((f) => f.endsWith('a.json'));
	assert.ok(all.some((file) => forms('a').some((f) => readFileSync(file).includes(f))));
});
await s.stop();
done();
