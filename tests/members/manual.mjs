// manual.mjs - every command line of the runbook and the README is run on the local chain as it
// stands there, and what a command says of its own use is the same in three places.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, test } from '../localnet/test/tap.mjs';
import { root, so } from '../cli/lib.mjs';
import { approve, carryOut, council, show } from './council.mjs';

const page = (name) => readFileSync(join(root, name), 'utf8');
const s = await council();

// `.Dl keyturn ...` and `.Ic keyturn ...` of a page, without punctuation and escapes.
function ofPage(name) {
	const lines = page(name).split('\n').filter((l) => /^\.(Dl|Ic) keyturn /.test(l));
	return lines.map((l) => l.slice(4).replace(/\\\(dq/g, '"').replace(/\\&/g, '').replace(/\\-/g, '-').replace(/( [.,;:)])+$/, ''));
}
// Indented lines of the README, where two blanks end a command and begin the next or what it does; and what stands in text.
function ofReadme() {
	const lines = page('README.md').split('\n').filter((l) => l.startsWith('    keyturn '));
	const inText = [...page('README.md').matchAll(/`(keyturn [a-z][^`]*)`/g)].map((m) => m[1]);
	return [...lines.flatMap((l) => l.trim().split(/ {2,}/)).filter((l) => l.startsWith('keyturn ')), ...inText];
}
// As a shell splits it.
const split = (line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]).slice(1);

const help = await s.run(['--help']);
const known = help.out.split('\n').filter((l) => /^ {2}[a-z]/.test(l)).map((l) => l.slice(2, 20).trim());
const commandOf = (words) => known.find((k) => k === words.slice(0, 2).join(' ')) ?? known.find((k) => k === words[0]);

// Acts in every state the lines are about.
const id = {};
let buffer;
await test('a council with acts in every state', async () => {
	await s.propose('demo_v2', 'second version');
	await carryOut(s, 1);
	await s.propose('demo_v1', 'back by an upgrade');
	buffer = (await show(s, 2)).buffer;
	await s.json(['propose', 'members', '--window', '9d']);
	await approve(s, 3);
	await s.json(['propose', 'members', '--reach', '20d']);
	await s.json(['withdraw', '4']);
	await s.admin('warp', { seconds: 3600 });
	await s.key('other');
	await s.json(['program', 'deploy', so('demo_v1'), '--program-id', s.file('other.json')]);
	await s.key('member');
	await s.key('new');
	Object.assign(id, { rollback: 1, approve: 2, reject: 2, 'propose rollback': 2, show: 2, cancel: 3, execute: 3, announce: 3, 'propose again': 4 });
	assert.deepEqual(await Promise.all([1, 2, 3, 4].map(async (n) => (await show(s, n)).status)), ['executed', 'active', 'ready', 'withdrawn']);
});

// What stands for what in a line of command `c`.
function real(words, c) {
	const files = { 'program deploy': 'demo_v2', 'program verify': 'demo_v2', 'buffer verify': 'demo_v1' };
	const member = ['--remove', '--member'].some((o) => words.includes(o));
	const word = {
		PROGRAM: c === 'program adopt' ? s.keys.other : s.keys.demo, ID: `${id[c] ?? id.approve}`, FILE: so(files[c] ?? 'demo_v3'), BUFFER: buffer,
		ADDRESS: member ? s.keys.e : s.keys.f, 'ADDRESS:operator': `${s.keys.f}:operator`, NAME: 'somebody', TEXT: 'what changes', REASON: 'why',
		'OLD=NEW': `${s.keys.b}=${s.keys.f}`, MEMBER: s.keys.b, URL: s.net.url, KEYFILE: s.file('new.json'),
	};
	const out = words.flatMap((w) => {
		if (w === '...')
			return ['a', 'b', 'c', 'd'].flatMap((n) => ['--member', s.keys[n]]);
		if (/\.so$/.test(w))
			return [word.FILE];
		if (w.startsWith('~/'))
			return [s.file('member.json')];
		return [word[w] ?? w];
	});
	assert.ok(!out.some((w) => /^[A-Z]{2,}([=:].*)?$/.test(w)), `a word stands for nothing here: ${out.join(' ')}`);
	return out;
}

const local = { 'multisig create': ['--allow-plain-governance-key'], 'program adopt': ['--allow-plain-governance-key'] };
async function runs(line) {
	const words = split(line), c = commandOf(words);
	assert.ok(c, `there is no such command: ${line}`);
	if (words.join(' ') === c) { // only named
		const r = await s.run([...words, '--help']);
		assert.equal(r.code, 0);
		assert.ok(r.out.startsWith(`usage: keyturn ${c}`), r.out);
		return;
	}
	const args = [...real(words, c), ...(local[c] ?? []), '--dry-run', '--yes', ...(c === 'init' ? ['-C', s.file('fresh.conf')] : [])];
	const r = await s.run(args);
	if (c === 'key new') // it is there already
		assert.notEqual(r.code, 2, r.err);
	else
		assert.equal(r.code, 0, `${args.join(' ')}\n${r.err}`);
	const j = await s.run([...args.filter((w, i) => w !== '--output' && args[i - 1] !== '--output'), '--output', 'json']);
	assert.equal(j.code, r.code, j.err);
	assert.equal(typeof JSON.parse(j.code === 0 ? j.out : j.err.trim().split('\n').at(-1)), 'object');
}

for (const [from, lines] of [['keyturn-runbook(7)', ofPage('man/keyturn-runbook.7')], ['keyturn(1)', ofPage('man/keyturn.1')], ['the README', ofReadme()]])
	for (const line of new Set(lines))
		await test(`${from}: ${line}`, () => runs(line));

await test('they were found', async () => {
	assert.ok(ofPage('man/keyturn-runbook.7').length > 40);
	assert.ok(ofReadme().length >= 7);
});

await test('the commands an announcement tells everybody run as they are', async () => {
	const { text } = await s.json(['announce', '3']);
	const lines = text.split('\n').filter((l) => l.startsWith('keyturn '));
	assert.equal(lines.length, 2);
	for (const line of lines) {
		const r = await s.run(split(line), { env: { KEYTURN_MULTISIG: '', KEYTURN_CONFIG: s.file('none.conf'), XDG_CONFIG_HOME: s.file('nowhere') } });
		assert.notEqual(r.code, 2, `${line}\n${r.err}`);
	}
});

// "usage: keyturn X" of --help is what an unknown option is answered with.
for (const c of known)
	await test(`keyturn ${c}: its help and its refusal say the same`, async () => {
		const needed = c === 'multisig create' ? ['--member', s.keys.a, '--threshold', '1'] : []; // judged before the rest is
		const h = await s.run([...c.split(' '), '--help']), r = await s.run([...c.split(' '), ...needed, '--no-such-option', '--output', 'json']);
		assert.equal(h.code, 0);
		assert.equal(r.code, 2, r.err);
		const { message, hint } = JSON.parse(r.err);
		assert.equal(message, 'unknown option "--no-such-option"');
		assert.equal(hint, h.out.split('\n')[0]);
	});

await test('help of a group lists its commands, help of nothing known all', async () => {
	const r = await s.run(['buffer', '--help']);
	assert.deepEqual(r.out.split('\n').filter((l) => l.startsWith('usage: ')).map((l) => l.split(' ')[3]), ['write', 'show', 'verify', 'list', 'close']);
	assert.equal((await s.run(['no-such', '--help'])).out, help.out);
});

await test('--verbose says first what a command works with, and keeps it from standard output', async () => {
	const quiet = await s.run(['multisig', 'show']), r = await s.run(['multisig', 'show', '-v']);
	assert.equal(quiet.err, '');
	assert.equal(r.out, quiet.out);
	assert.match(r.err, new RegExp(`^cluster local at ${s.net.url}, finalized\\ngovernance program ${s.keys.gov}, multisig ${s.env.KEYTURN_MULTISIG}\\n`));
	assert.match((await s.run(['approve', '2', '--dry-run', '-v'])).err, new RegExp(`key ${s.keys.a}, database .*keyturn`));
});

await s.stop();
done();
