// history.mjs - what this machine signed: paged by key, searched by word, address, number and signature.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { so, Stage } from './lib.mjs';

const s = await Stage.start();
const list = (...more) => s.json(['history', 'list', ...more]);
const find = async (...more) => (await s.json(['history', 'search', ...more])).history;

await s.found();
const { id } = await s.propose();
await s.json(['approve', id, ...s.k('b')]);

await test('a row says who, what, when, the outcome and the signature, newest first', async () => {
	const { history, before } = await list();
	assert.equal(before, null);
	assert.deepEqual(Object.keys(history[0]), ['row', 'at', 'at_unix', 'signer', 'label', 'action', 'proposal', 'multisig', 'subject',
		'payload_hash', 'what', 'outcome', 'reason', 'slot', 'signature', 'events']);
	assert.equal(history[0].action, 'approve');
	assert.equal(history[0].signer, s.keys.b);
	assert.equal(history[0].proposal, id);
	assert.equal(history[0].outcome, 'landed');
	assert.ok(history[0].slot > 0);
	assert.ok(history.every((r, i) => i === 0 || r.row < history[i - 1].row));
});

await test('an upload that landed is not said to have signed nothing', async () => {
	const r = await s.run(['history', 'search', 'buffer write']);
	assert.match(r.out, /buffer write +landed /);
	assert.match(r.out, /^ +by \S+ +each piece has its own signature$/m);
	assert.doesNotMatch(r.out, /nothing was signed/);
});

await test('pages by key are the whole list, each row once', async () => {
	const all = (await list()).history.map((r) => r.row), paged = [];
	let before = null;
	do {
		const page = await list('--limit', '2', ...(before === null ? [] : ['--before', String(before)]));
		assert.ok(page.history.length <= 2);
		paged.push(...page.history.map((r) => r.row));
		before = page.before;
	} while (before !== null);
	assert.ok(all.length > 4);
	assert.deepEqual(paged, all);
});

await test('a search finds words in any case, addresses, the number and the signature, and nothing else', async () => {
	const [vote] = (await list()).history;
	assert.deepEqual((await find('APPROVE Proposal')).map((r) => r.row), [vote.row]);
	assert.deepEqual((await find(s.keys.b)).map((r) => r.row), [vote.row]);
	assert.deepEqual((await find(vote.signature)).map((r) => r.row), [vote.row]);
	assert.deepEqual((await find(id)).filter((r) => r.proposal === id).length, 2);
	assert.deepEqual((await find('landed')).map((r) => r.row), (await list()).history.map((r) => r.row));
	assert.deepEqual(await find('expired'), []);
	assert.deepEqual(await find('no such words'), []);
	assert.deepEqual(await find("%' OR 1=1 --"), []);
});

await test('a label stands beside its address; text has both lines', async () => {
	await s.json(['label', s.keys.b, 'bob']);
	assert.equal((await list()).history[0].label, 'bob');
	const r = await s.run(['history', 'list', '--limit', '1']);
	assert.match(r.out, /approve +landed +approve proposal 1/);
	assert.match(r.out, new RegExp(`by ${s.keys.b} \\(bob\\)`));
	assert.match(r.err, /older ones: --before \d+/);
});

await test('an upload names its file, whichever command wrote it', async () => {
	await s.json(['propose', 'rollback', s.keys.demo, 'in case', '--ahead', id, '--file', so('demo_v1')]);
	const files = (await find('buffer write')).map((r) => /pieces? to be written: (.*)$/.exec(r.what)?.[1]);

	assert.deepEqual(files, ['demo_v1', 'demo_v2', 'demo_v1', 'keyturn'].map(so)); // rollback, upgrade, deploy, deploy
});

await test('bad words are usage errors; an empty journal is an empty list', async () => {
	for (const args of [['list', 'x'], ['search'], ['search', ''], ['list', '--limit', '0'], ['list', '--limit', '5000'], ['list', '--before', '-1']])
		assert.equal((await s.run(['history', ...args])).code, 2, args.join(' '));
	assert.deepEqual((await list('--data-dir', s.file('fresh'))).history, []);
});

await s.stop();
done();
