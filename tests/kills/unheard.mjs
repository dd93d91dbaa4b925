// unheard.mjs - killed after it was sent, before it heard what came of it, and
// then something else happens, or the chain lags: the next run says what landed,
// says "done" of nothing that no longer counts, and does nothing twice.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { journal, LANDED, OPEN, openRows, so, Stage } from '../cli/lib.mjs';
import { runSteps } from './lib.mjs';

const s = await Stage.start({ slotMs: 30 });
const ours = async (tag) => (await s.admin('counters')).programs[`${s.keys.gov}:${tag}`] ?? 0;
const loader = async (tag) => (await s.admin('counters')).programs[`BPFLoaderUpgradeab1e11111111111111111111111:${tag}`] ?? 0;
const [CREATE, ADOPT, PROPOSE, VOTE] = [1, 2, 3, 4], [DEPLOY, CLOSE, EXTEND] = [2, 5, 6]; // tags on the wire
const show = async (id = '1') => (await s.json(['show', id])).proposal;
const capacity = async () => (await s.json(['program', 'show', s.keys.demo])).capacity;
let round = 0;

await s.found({ threshold: 2 });
await s.propose();
await s.key('second');
await s.admin('snapshot', { name: 'voting' });
await s.json(['program', 'deploy', so('demo_v1'), '--program-id', s.file('second.json'), '--max-len', '30000']);
await s.admin('snapshot', { name: 'two' });

async function begin(name = 'voting') {
	await s.admin('faults/clear');
	await s.admin('lag', {});
	await s.admin('restore', { name });
	await s.admin('mine', { slots: 50 }); // the finalized state is of this history too
	await s.admin('counters/reset');
	s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
}

// Dies after the last thing it sends, from `name`; what that was has landed and its row is open.
async function unheard(args, name = 'voting') {
	const asked = [...args, '--yes'];
	await begin(name);
	const { steps, code, err } = await runSteps(s, asked);
	assert.equal(code, 0, err);
	await begin(name);
	const r = await runSteps(s, asked, steps.lastIndexOf('send after') + 1);
	assert.equal(r.killed, 'SIGKILL', r.err);
	await s.admin('mine', { slots: 2 });
	assert.equal(openRows(s).length, 1, JSON.stringify(journal(s)));
	return asked;
}

const HAD_LANDED = /^done already: an earlier run's transaction had landed$/m;

await test('a vote that landed and was changed since is not "done": it is cast again, and counts', async () => {
	const approve = await unheard(['approve', '1']);
	await s.json(['reject', '1']);
	const r = await s.run(approve);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, /^an earlier run's vote had landed in slot \d+, and counts no more$/m);
	assert.doesNotMatch(r.err, HAD_LANDED);
	assert.equal(await ours(VOTE), 3);
	const p = await show();
	assert.deepEqual([p.approvals, p.rejections], [1, 0]);
	assert.deepEqual(journal(s).map((x) => [x.action, x.outcome]), [['approve', LANDED], ['reject', LANDED], ['approve', LANDED]]);
});

await test('the console gives it its outcome too, and tells it', async () => {
	await unheard(['approve', '1']);
	const script = s.write('heard.script', 'until an earlier run\nframe told\nkey h\nuntil landed\nframe history\nkey q\n');
	const r = await s.run(['--script', script]);
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /an earlier run's approve had landed in slot \d+/);
	assert.deepEqual(openRows(s), []);
	assert.deepEqual([await ours(VOTE), (await show()).approvals], [1, 1]);
});

await test('and where voting is over since, that is what it says: 6', async () => {
	const reject = await unheard(['reject', '1']);
	await s.json(['approve', '1']);
	await s.json(['approve', '1', ...s.k('b')]);
	const r = await s.run(reject);
	assert.equal(r.code, 6, r.err);
	assert.match(r.err, /approved already, voting is over/);
	assert.equal(await ours(VOTE), 3);
	assert.deepEqual(openRows(s), []);
});

await test('a vote that landed and still counts is done, on a chain whose finalized state lags too', async () => {
	const approve = await unheard(['approve', '1']);
	await s.admin('lag', { confirmed: 1, finalized: 30 });
	const r = await s.run(approve);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, HAD_LANDED);
	assert.equal(await ours(VOTE), 1);
	assert.deepEqual(openRows(s), []);
});

await test('another cluster is asked for nothing: 6, and the row stays open for the one it is about', async () => {
	const approve = await unheard(['approve', '1']);
	await s.admin('mine', { slots: 160 });
	await s.admin('fault', { kind: 'mistype', method: 'getGenesisHash', path: 'result', value: '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d' });
	await s.admin('fault', { kind: 'mistype', method: 'getSignatureStatuses', path: 'result.value.0', value: null });
	const r = await s.run(approve);
	assert.equal(r.code, 6, r.err);
	assert.match(r.err, /is the cluster 5eykt4/);
	assert.deepEqual(openRows(s).map((x) => [x.action, x.outcome]), [['approve', OPEN]]);
	await s.admin('faults/clear');
	assert.match((await s.run(approve)).err, HAD_LANDED);
	assert.equal(await ours(VOTE), 1);
});

await test('program extend: the room is added once; asked for after that it is added once more', async () => {
	const extend = await unheard(['program', 'extend', s.keys.demo, '10240']);
	assert.equal(await capacity(), 30240);
	const r = await s.run(extend);
	assert.equal(r.code, 0, r.err);
	assert.match(r.err, HAD_LANDED);
	assert.equal(await loader(EXTEND), 1);
	assert.equal(await capacity(), 30240);
	assert.deepEqual(openRows(s), []);
	assert.equal((await s.run(extend)).code, 0);
	assert.equal(await capacity(), 40480);
});

await test('program extend by another number than the one that landed is another thing', async () => {
	await unheard(['program', 'extend', s.keys.demo, '10240']);
	const r = await s.run(['program', 'extend', s.keys.demo, '20480', '--yes']);
	assert.equal(r.code, 0, r.err);
	assert.equal(await capacity(), 50720);
	assert.deepEqual(openRows(s), []);
});

await test('multisig create with a key of one\'s own: done, and the same multisig is named', async () => {
	await s.key('mine');
	const create = await unheard(['multisig', 'create', '--member', s.keys.a, '--threshold', '1', '--create-key', s.file('mine.json'),
		'--allow-plain-governance-key', '--output', 'json']);
	const r = await s.run(create);
	assert.equal(r.code, 0, r.err);
	assert.equal((await s.json(['multisig', 'show', JSON.parse(r.out).multisig])).multisig.members.length, 1);
	assert.equal(await ours(CREATE), 1);
	assert.deepEqual(openRows(s), []);
});

// What is there already is refused, and it is said whose doing it was; where the
// finalized state does not have it yet it is found by its signature.
const rows = [
	['program deploy', 'voting', () => ['program', 'deploy', so('demo_v1'), '--program-id', s.file('second.json'), '--max-len', '30000'], () => loader(DEPLOY)],
	['program adopt', 'two', () => ['program', 'adopt', s.keys.second, '--allow-plain-governance-key'], () => ours(ADOPT)],
	['propose', 'voting', () => ['propose', 'upgrade', s.keys.demo, so('demo_v3'), '--description', 'third'], () => ours(PROPOSE)],
	['propose', 'voting', () => ['propose', 'members', '--threshold', '3', '--rollback-threshold', '3'], () => ours(PROPOSE)],
];
for (const [action, from, words, times] of rows)
	for (const lag of [0, 40])
		await test(`${words().slice(0, 2).join(' ')}, finalized ${lag} slots behind: once, and the run after it says it had landed`, async () => {
			const args = await unheard(words(), from);
			await s.admin('lag', { finalized: lag });
			const r = await s.run(args);
			assert.ok([0, 6].includes(r.code), r.err);
			assert.match(r.err, new RegExp(`^(done already: an earlier run's transaction|an earlier run's ${action}) had landed`, 'm'));
			assert.equal(await times(), 1);
			assert.deepEqual(openRows(s), []);
			assert.equal(journal(s).filter((x) => x.action === action && x.outcome === LANDED).length, 1);
		});

await test('the same code proposed in other words is another proposal', async () => {
	await begin();
	await s.json(['propose', 'upgrade', s.keys.demo, so('demo_v3'), '--description', 'third']);
	assert.equal((await s.json(['propose', 'upgrade', s.keys.demo, so('demo_v3'), '--description', 'another'])).id, '3');
	const r = await s.run(['propose', 'upgrade', s.keys.demo, so('demo_v3'), '--description', 'third', '--yes']);
	assert.equal(r.code, 6, r.err);
	assert.match(r.err, /proposal 2, which is open, asks for exactly this/);
	assert.equal(await ours(PROPOSE), 2);
});

await test('buffer close: once, 5, and it is said that it had landed', async () => {
	await begin();
	const { buffer } = await s.json(['buffer', 'write', so('demo_v3')]);
	await s.admin('snapshot', { name: 'written' });
	const close = await unheard(['buffer', 'close', buffer], 'written');
	const r = await s.run(close);
	assert.equal(r.code, 5, r.err);
	assert.match(r.err, /^an earlier run's buffer close had landed in slot \d+: /m);
	assert.equal(await loader(CLOSE), 1);
	assert.deepEqual(openRows(s), []);
});

await s.stop();
done();
