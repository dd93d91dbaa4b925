// settings.mjs - where a setting comes from: flag beats environment beats file
// beats the Solana CLI's own files beats the default; and what a bad one gets.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, test } from '../localnet/test/tap.mjs';
import { Stage } from './lib.mjs';

const s = await Stage.start();
for (const name of ['a', 'b', 'gov'])
	await s.key(name, 1000000000n);

// What doctor says of one setting under this environment: [value, where it comes from].
async function where(name, args = [], env = {}) {
	const r = await s.run(['doctor', ...args, '--output', 'json'], { env });

	for (const { text } of JSON.parse(r.out).findings.filter((f) => f.name === 'config')) {
		const [, key, value, from] = /^(\S+) = (.*) \((.*)\)$/.exec(text) ?? [];
		if (key === name)
			return [value, from];
	}
	return null;
}
const conf = (text) => s.write('own.conf', text);
const solana = (text) => {
	mkdirSync(join(s.dir, '.config/solana/cli'), { recursive: true });
	return s.write('.config/solana/cli/config.yml', text);
};

const refused = async (args, code, says, options) => {
	const r = await s.run(args, options);

	assert.equal(r.code, code, r.err);
	assert.match(r.err, says);
	assert.equal(r.out, '');
	return r;
};

await test('endpoint: Solana CLI, file, environment, flag, each over the one before', async () => {
	assert.equal((await where('url'))?.[1] ?? 'not set', 'not set');
	solana(`---\njson_rpc_url: "${s.net.url}/solana"\nwebsocket_url: ''\nkeypair_path: ${s.file('b.json')}\naddress_labels:\n  "1": x\ncommitment: confirmed\n`);
	assert.deepEqual(await where('url'), [`${s.net.url}/solana`, 'Solana CLI config']);
	const file = ['-C', conf(`# the council's\nurl = ${s.net.url}/file # mine\n`)];
	assert.deepEqual(await where('url', file), [`${s.net.url}/file`, 'file']);
	assert.deepEqual(await where('url', [], { KEYTURN_CONFIG: file[1] }), [`${s.net.url}/file`, 'file']);
	const env = { KEYTURN_URL: `${s.net.url}/env` };
	assert.deepEqual(await where('url', file, env), [`${s.net.url}/env`, 'environment']);
	assert.deepEqual(await where('url', [...file, '-u', s.net.url], env), [s.net.url, 'flag']);
});

await test('keypair: the one the Solana CLI names is used as it is; environment and flag beat it', async () => {
	const address = async (args, env) => (await s.json(['key', 'show', ...args], { env })).address;

	assert.deepEqual(await where('keypair'), [s.file('b.json'), 'Solana CLI config']);
	assert.equal(await address([]), s.keys.b);
	assert.equal(await address([], { KEYTURN_KEYPAIR: s.file('a.json') }), s.keys.a);
	assert.equal(await address(s.k('b'), { KEYTURN_KEYPAIR: s.file('a.json') }), s.keys.b);
});

await test('every other setting: default, file, environment, flag', async () => {
	const rows = [
		['commitment', 'finalized', 'confirmed', 'processed', 'finalized'],
		['color', 'auto', 'always', 'never', 'always'],
		['timeout', '10s', '11s', '12s', '13s'],
		['multisig', null, s.keys.a, s.keys.b, s.keys.gov],
		['governance', null, s.keys.a, s.keys.b, s.keys.gov],
		['data-dir', join(s.env.XDG_STATE_HOME, 'keyturn'), s.file('f'), s.file('e'), s.file('g')],
		['max-price', '1000000', '7', '8', null],
	];

	for (const [name, usual, inFile, inEnv, flag] of rows) {
		const env = { [`KEYTURN_${name.toUpperCase().replace('-', '_')}`]: inEnv }, file = ['-C', conf(`${name} = ${inFile}\n`)];
		if (usual !== null)
			assert.deepEqual(await where(name), [usual, 'default'], name);
		assert.deepEqual(await where(name, file), [inFile, 'file'], name);
		assert.deepEqual(await where(name, file, env), [inEnv, 'environment'], name);
		if (flag !== null)
			assert.deepEqual(await where(name, [...file, `--${name}`, flag], env), [flag, 'flag'], name);
	}
});

await test('output: file and environment make answers and errors JSON, --output text beats both', async () => {
	const json = { env: { KEYTURN_OUTPUT: 'json' } }, file = conf('output = json\n'), bad = ['label', s.keys.a, 'x'.repeat(40)];

	for (const [args, options] of [[bad, json], [[...bad, '-C', file], {}]]) {
		const e = JSON.parse((await refused(args, 2, /"code":2/, options)).err);
		assert.deepEqual(Object.keys(e), ['code', 'name', 'message', 'hint']);
		assert.equal(e.name, 'usage');
		await refused([...args, '--output', 'text'], 2, /^keyturn: label is 40 bytes/, options);
	}
	assert.equal(JSON.parse((await refused(['frobnicate'], 2, /frobnicate/, json)).err).code, 2);
	assert.equal(JSON.parse((await s.run(['label', s.keys.a, 'alice'], json)).out).label, 'alice');
	assert.equal((await s.run(['label', s.keys.a, 'alice', '--output', 'text'], json)).out, '');
});

await test('a bad value: 2 on the command line, 3 in file and environment', async () => {
	for (const [name, value, says] of [['output', 'xml', /text or json/], ['color', 'sometimes', /auto, always or never/],
		['commitment', 'soon', /processed, confirmed or finalized/], ['timeout', '1h', /timeout/],
		['multisig', 'abc', /reading multisig/], ['governance', 'abc', /reading governance/]]) {
		await refused(['proposals', `--${name}`, value], 2, says);
		await refused(['proposals', '-C', conf(`${name} = ${value}\n`)], 3, says);
		await refused(['proposals'], 3, says, { env: { [`KEYTURN_${name.toUpperCase()}`]: value } });
	}
	await refused(['proposals', '-C', conf('max-price = dear\n')], 3, /reading max-price/);
	const { genesis } = await s.admin('state');
	await refused(['proposals', '-C', conf(`url = ${s.net.url}\ngenesis = ${genesis}\n[governance]\n${genesis} = abc\n`)], 3, /\[governance\]/);
	await refused(['proposals', '-C', s.file('absent.conf')], 3, /absent\.conf/);
	await refused(['proposals', '-u', s.net.url, '--url', s.net.url], 2, /--url is given twice/);
});

await test('init: a dry run shows the file, writes none; KEYTURN_CONFIG and -C say where; twice is refused', async () => {
	const env = { KEYTURN_CONFIG: s.file('made.conf') }, args = ['init', '-u', s.net.url, '--governance', s.keys.gov];
	const dry = await s.run([...args, '--dry-run'], { env });

	assert.equal(dry.code, 0, dry.err);
	assert.ok(!existsSync(env.KEYTURN_CONFIG));
	const r = JSON.parse((await s.run([...args, '--output', 'json'], { env })).out);
	assert.equal(r.config, env.KEYTURN_CONFIG);
	assert.equal(r.written, true);
	assert.equal(readFileSync(env.KEYTURN_CONFIG, 'utf8'), dry.out);
	assert.deepEqual(await where('governance', ['-C', env.KEYTURN_CONFIG]), null);
	await refused([...args], 6, /made\.conf already/, { env });
	assert.equal((await s.json([...args, '-C', s.file('other.conf')], { env })).config, s.file('other.conf'));
	assert.equal((await s.json([...args, '--dry-run'])).written, false);
	assert.ok(!existsSync(join(s.env.XDG_CONFIG_HOME, 'keyturn')), 'no folder either');
});

await s.stop();
done();
