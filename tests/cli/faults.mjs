// faults.mjs - every fault of an endpoint x list, show, approve, execute: no
// crash, no hang, a named exit code, no wrong number, and it ends well when the fault stops.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { Stage } from './lib.mjs';

const s = await Stage.start({ slotMs: 50 });
let round = 0;

await s.found();
await s.propose();
await s.admin('snapshot', { name: 'voting' });
for (const name of ['a', 'b', 'c'])
	await s.json(['approve', '1', ...s.k(name)]);
await s.admin('warp', { seconds: 3601 });
await s.admin('snapshot', { name: 'ready' });

const faults = {
	'slow': { kind: 'delay', ms: 600 },
	'closed before': { kind: 'close', when: 'before' },
	'closed after': { kind: 'close', when: 'after' },
	'429': { kind: 'status', status: 429, retryAfter: 1 },
	'429 without Retry-After': { kind: 'status', status: 429 },
	'503': { kind: 'status', status: 503 },
	'403': { kind: 'status', status: 403 },
	'an error': { kind: 'error', code: -32603, message: 'internal error' },
	'cut off': { kind: 'truncate', bytes: 70 },
	'cut off cleanly': { kind: 'truncate', bytes: 70, clean: true },
	'no JSON': { kind: 'body', text: '<html>' },
	'a number for a result': { kind: 'mistype', path: 'result', value: 5 },
	'no result': { kind: 'mistype', path: 'result' },
	'stale': { kind: 'stale', slots: 20 },
};
const commands = {
	list: { from: 'voting', args: ['proposals', '--all'], check: (r) => assert.equal(JSON.parse(r.out).proposals.length, 1) },
	show: { from: 'voting', args: ['show', '1'], check: (r) => assert.equal(JSON.parse(r.out).proposal.approvals, 0) },
	approve: { from: 'voting', args: ['approve', '1'], vote: 4 },
	execute: { from: 'ready', args: ['execute', '1'], vote: 5 },
};

for (const [name, c] of Object.entries(commands))
	for (const [what, fault] of Object.entries(faults))
		await test(`${name} while an answer is ${what}`, async () => {
			await s.admin('faults/clear');
			await s.admin('restore', { name: c.from });
			await s.admin('counters/reset');
			s.env.XDG_STATE_HOME = s.file(`state-${++round}`);
			await s.admin('fault', { ...fault, skip: c.vote ? round % 6 : 0, count: 1 });
			const r = await s.run([...c.args, '--yes', '--output', 'json']);
			assert.ok([0, 4, 5, 6, 7].includes(r.code), `${r.code} ${r.err}`);
			if (r.code !== 0)
				assert.equal(JSON.parse(r.err.trim().split('\n').at(-1)).code, r.code);
			else if (c.check)
				c.check(r);
			await s.admin('faults/clear');
			const again = await s.run([...c.args, '--yes', '--output', 'json']);
			if (c.check)
				return c.check(again);
			assert.ok([0, 6].includes(again.code), again.err);
			assert.equal((await s.admin('counters')).programs[`${s.keys.gov}:${c.vote}`], 1, 'landed once');
		});
await s.stop();
done();
