// endpoints.mjs - buffer write through several endpoints of one chain: each as fast as it goes, and one that
// dies, lags, limits, refuses or is of another cluster.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startLocalnet } from '../localnet/localnet.mjs';
import { done, test } from '../localnet/test/tap.mjs';
import { openRows, so, Stage } from './lib.mjs';

const HEADER = 37, V1 = 3798;
const head = readFileSync(so('demo_v3'));
const sha = (b) => createHash('sha256').update(b).digest('hex');
const pause = (ms) => new Promise((go) => { setTimeout(go, ms); });
const s = await Stage.start(), first = s.net, second = await s.net.front(), third = await s.net.front();

await s.key('a', 1_000_000_000_000n);
await s.key('gov');
await s.init();

function program(len) {
	const code = Buffer.concat([head, randomBytes(len - head.length)]);

	code[len - 1] |= 1;
	return { code, path: s.write(`${sha(code).slice(0, 8)}.so`, code), least: Math.ceil(len / V1) };
}

const through = (...nets) => nets.flatMap((n) => ['-u', n.url]);
const asked = (p, ...nets) => ['buffer', 'write', p.path, '--yes', '--output', 'json', ...through(...nets)];
const sends = (n) => n.counters.now.methods.sendTransaction ?? 0;
const landed = (...nets) => nets.reduce((sum, n) => sum + (n.counters.now.versions['1'] ?? 0), 0);
const failure = (r) => JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"')));
const fault = (n, f) => n.faults.add({ method: 'sendTransaction', ...f });

function fresh() {
	for (const n of [first, second, third]) {
		n.faults.clear();
		n.counters.reset();
	}
}

async function until(n, count, most = 2000) {
	while (most-- > 0 && sends(n) < count)
		await pause(5);
}

// It ended well, the buffer holds the file, and every piece landed once.
async function ended(run, p) {
	const r = await run;

	assert.equal(r.code, 0, r.err.slice(-800));
	const o = JSON.parse(r.out), { value } = await s.rpc('getAccountInfo', [o.buffer, { encoding: 'base64', commitment: 'confirmed' }]);
	assert.ok(Buffer.from(value.data[0], 'base64').subarray(HEADER).equals(p.code), 'the buffer holds other bytes');
	assert.deepEqual(openRows(s), []);
	return o;
}

await test('two endpoints: each takes a part, every piece once, all that is signed rests on the first', async () => {
	fresh();
	for (const n of [first, second])
		fault(n, { kind: 'delay', ms: 30 });
	const p = program(600_000), o = await ended(s.run(asked(p, first, second)), p);

	assert.equal(landed(first, second), p.least);
	assert.equal(sends(first) + sends(second), p.least + 1);
	assert.ok(Math.min(sends(first), sends(second)) * 4 > p.least, `${sends(first)} and ${sends(second)}`);
	assert.deepEqual(Object.keys(second.counters.now.methods).sort(), ['getGenesisHash', 'sendTransaction']);
	assert.deepEqual(o.endpoints.map((e) => [e.endpoint, e.used]), [[first.url, true], [second.url, true]]);
	assert.equal(o.endpoints[0].transactions + o.endpoints[1].transactions, p.least);
});

await test('three, one of which limits the rate: it takes little, the others the rest', async () => {
	fresh();
	for (const n of [first, second])
		fault(n, { kind: 'delay', ms: 30 });
	fault(third, { kind: 'limit', perSecond: 5, burst: 5 });
	const p = program(800_000), o = await ended(s.run(asked(p, first, second, third)), p);

	assert.equal(landed(first, second, third), p.least);
	assert.ok(sends(third) < p.least / 4, `${sends(third)} of ${p.least} to the limited one`);
	assert.deepEqual(o.endpoints.map((e) => e.refusals > 0), [false, false, true]);
});

await test('one dies in the middle for good: the other goes on, nothing is lost', async () => {
	fresh();
	for (const n of [first, second])
		fault(n, { kind: 'delay', ms: 30 });
	fault(second, { kind: 'die', skip: 20, count: 1 });
	const p = program(600_000), o = await ended(s.run(asked(p, first, second)), p);

	assert.ok(landed(first, second) >= p.least && landed(first, second) <= p.least + 16, `${landed(first, second)} of ${p.least}`);
	assert.ok(o.endpoints[1].trouble.includes(second.url), o.endpoints[1].trouble);
	await second.up();
});

await test('the first dies in the middle and comes back: the second takes what there is meanwhile', async () => {
	fresh();
	for (const n of [first, second])
		fault(n, { kind: 'delay', ms: 40 });
	fault(first, { kind: 'die', skip: 20, count: 1, ms: 2500 });
	const p = program(900_000), run = s.run(asked(p, first, second));

	await until(first, 21);
	const before = sends(second);
	await pause(1500);
	assert.ok(sends(second) > before + 20, `${sends(second)} to the second, ${before} before`);
	await ended(run, p);
	assert.ok(landed(first, second) <= p.least + 16, `${landed(first, second)} of ${p.least}`);
});

await test('the first is gone while it is to be read back: waited for', async () => {
	fresh();
	fault(first, { kind: 'delay', ms: 100 });
	const p = program(100_000), run = s.run(asked(p, first));

	await until(first, 5);
	first.faults.add({ kind: 'die', method: 'getMultipleAccounts', count: 1, ms: 6000 });
	await ended(run, p);
	assert.equal(landed(first), p.least);
});

await test('one answers 5 s late: it only slows', async () => {
	fresh();
	fault(first, { kind: 'delay', ms: 20 });
	fault(second, { kind: 'delay', ms: 5000 });
	const p = program(900_000), began = performance.now(), o = await ended(s.run(asked(p, first, second)), p);

	assert.ok(sends(second) <= 28, `${sends(second)} to the late one`);
	assert.ok(o.transactions <= p.least + 28, `${o.transactions} signed`);
	console.log(`# ${Math.round(performance.now() - began)} ms`);
});

await test('one is down at first: the upload begins without it, and it joins when it is there', async () => {
	fresh();
	fault(first, { kind: 'delay', ms: 250 });
	await second.down();
	const p = program(1_500_000), run = s.run(asked(p, first, second));

	await until(first, 20);
	assert.equal(sends(second), 0);
	await second.up();
	await ended(run, p);
	assert.ok(sends(second) > 20, `${sends(second)} to the second`);
	assert.equal(landed(first, second), p.least);
});

await test('one takes no version 1, one no transactions at all: they are left out', async () => {
	fresh();
	fault(first, { kind: 'delay', ms: 20 });
	fault(second, { kind: 'error', code: -32602, message: 'failed to deserialize' });
	fault(third, { kind: 'status', status: 403 });
	const p = program(300_000), o = await ended(s.run(asked(p, first, second, third)), p);

	assert.deepEqual(o.endpoints.map((e) => e.used), [true, false, false]);
	assert.equal(landed(first), p.least);
	assert.ok(sends(second) <= 7 && sends(third) <= 7, `${sends(second)} and ${sends(third)}`);
});

await test('one of another cluster is refused with its hash before anything is signed; so does init', async () => {
	fresh();
	const other = await startLocalnet({ genesis: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG' });
	const p = program(50_000);

	for (const args of [asked(p, first, other), ['init', '-C', s.file('two.conf'), ...through(first, other), '--output', 'json']]) {
		const r = await s.run(args), e = failure(r);

		assert.equal(r.code, 6, r.err);
		assert.ok(e.message.startsWith(`${other.url} is the cluster EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG, configured is `), e.message);
		assert.ok(e.hint.length > 0);
	}
	assert.deepEqual([sends(first), sends(other)], [0, 0]);
	await other.stop();
});

await test('several in the file and in the environment; doctor looks at each', async () => {
	for (const env of [{ KEYTURN_URL: `${first.url}  ${second.url}` }, { KEYTURN_CONFIG: s.file('several.conf') }]) {
		fresh();
		for (const n of [first, second])
			fault(n, { kind: 'delay', ms: 30 });
		s.write('several.conf', readFileSync(s.file('config/keyturn/keyturn.conf'), 'utf8').replace(/^url = .*$/m, `url = ${first.url} ${second.url} # both`));
		const p = program(200_000), o = await ended(s.run(['buffer', 'write', p.path, '--yes', '--output', 'json'], { env }), p);

		assert.deepEqual(o.endpoints.map((e) => e.endpoint), [first.url, second.url]);
		assert.ok(sends(second) > 0);
		const { findings } = JSON.parse((await s.run(['doctor', '--output', 'json'], { env })).out);
		assert.deepEqual(findings.filter((f) => f.name === 'endpoint').map((f) => f.text), [first.url, second.url].map((u) => `${u} is healthy`));
		assert.ok(findings.some((f) => f.text.startsWith(`url = ${first.url} ${second.url} (`)));
		await s.json(['proposals'], { env }).catch((e) => assert.match(e.message, /no multisig is configured/));
	}
});

await test('init writes them down', async () => {
	const conf = s.file('made.conf'), r = await s.run(['init', '-C', conf, ...through(first, second, third)]);

	assert.equal(r.code, 0, r.err);
	assert.match(readFileSync(conf, 'utf8'), new RegExp(`^url = ${first.url} ${second.url} ${third.url}$`, 'm'));
});

await test('they may stand before the command, as every option may', async () => {
	const r = await s.run(['--yes', ...s.k('a'), ...through(first, second), '--output', 'json', 'buffer', 'write', so('demo_v2')]);

	assert.equal(r.code, 0, r.err);
	assert.deepEqual(JSON.parse(r.out).endpoints.map((x) => x.endpoint), [first.url, second.url]);
});

for (const [what, args, code, message] of [
	['a command that writes no buffer', ['proposals', ...through(first, second)], 2, /--url is given twice/],
	['that, behind options', [...s.k('a'), ...through(first, second), 'proposals'], 2, /--url is given twice/],
	['one that is named twice', ['buffer', 'write', so('demo_v3'), ...through(first, second, first)], 2, /is named twice/],
	['nine of them', ['buffer', 'write', so('demo_v3'), ...through(first, ...Array.from({ length: 8 }, (_, i) => ({ url: `http://127.0.0.1:${i + 1}` })))], 2, /more than 8 endpoints/],
	['one that is no address', ['buffer', 'write', so('demo_v3'), ...through(first, { url: 'ftp://x' })], 2, /not an http or https address/],
])
	await test(`refused: ${what}`, async () => {
		const r = await s.run(args);

		assert.equal(r.code, code, r.err);
		assert.match(r.err, message);
	});

await s.stop();
done();
