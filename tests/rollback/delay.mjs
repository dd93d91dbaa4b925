// delay.mjs - a rollback delay: who runs it is told when it executes and asked for nothing more, waits with --wait,
// and it executes the moment the delay allows.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { done, test } from '../localnet/test/tap.mjs';
import { binary, so, Stage } from '../cli/lib.mjs';

const s = await Stage.start();
const as = (name) => [...s.k(name), '--data-dir', s.file(`state-${name}`)];
const back = (name, ...more) => ['rollback', '2', 'it crashes', '--yes', ...more, ...as(name)];

await s.found({ threshold: 2 });
const change = await s.json(['propose', 'members', '--rollback-delay', '30m']);
await s.json(['approve', change.id]);
await s.json(['approve', change.id, ...s.k('b')]);
await s.admin('warp', { seconds: 3601 });
await s.json(['execute', change.id]);
await s.propose();
await s.json(['approve', '2']);
await s.json(['approve', '2', ...s.k('b')]);
await s.admin('warp', { seconds: 3601 });
await s.json(['execute', '2', ...as('a')]);

// Runs it, and lets `then` happen once it says that it waits.
function whileItWaits(args, then) {
	return new Promise((resolve, reject) => {
		const child = spawn(binary, args, { env: s.env, stdio: ['ignore', 'pipe', 'pipe'] }), said = { out: '', err: '' };
		let waits = false;

		child.stdout.on('data', (b) => { said.out += b; });
		child.stderr.on('data', (b) => {
			said.err += b;
			if (!waits && (waits = /waiting for the rollback delay/.test(said.err)))
				then().catch(reject);
		});
		child.on('close', (code) => resolve({ code, ...said }));
	});
}

await test('before the last vote who is missing is named, and what to do', async () => {
	const r = await s.run(back('a', '--file', so('demo_v1')));
	assert.equal(r.code, 0, r.err);
	assert.match(r.out, /^votes +1 of 2$/m);
	for (const name of ['b', 'c'])
		assert.match(r.out, new RegExp(`^still to vote +${s.keys[name]}$`, 'm'));
	assert.match(r.err, /run it again, or with --wait, to go on once the others have acted/);
	assert.doesNotMatch(r.out, /executes from/);
});

await test('with the last vote nobody is missing: it says from when it executes, and that it is to be run again then', async () => {
	const r = await s.json(back('b').filter((w) => w !== '--yes'));
	assert.deepEqual([r.status, r.votes, r.needed, r.missing], ['waiting', 2, 2, []]);
	const { proposal: p } = await s.json(['show', '3']);
	assert.equal(r.executes_from_unix, p.timelock_until_unix);
	assert.equal(r.executes_from_unix, p.approved_at_unix + 1800);
	const text = await s.run(back('a'));
	assert.match(text.out, /^executes from +20\d\d-/m);
	assert.doesNotMatch(text.out, /still to vote/);
	assert.match(text.err, /run it again then, or with --wait now, and it executes/);
	assert.equal((await s.run(['execute', '3', '--yes'])).code, 8);
});

await test('--wait executes it when the delay allows, says each step once, and who comes later replaced nothing', async () => {
	const r = await whileItWaits(back('b', '--wait'), () => s.admin('warp', { seconds: 1800 }));
	assert.equal(r.code, 0, r.err);
	assert.equal(r.err.match(/approved, waiting for the rollback delay/g).length, 1, r.err);
	assert.match(r.out, /^status +back\nundoes +proposal 2\nproposal +3\nruns now +version 3 of/m);
	assert.match(r.out, /^transactions +1 in \d+ ms from command to code replaced$/m);
	const { proposal: p } = await s.json(['show', '3']);
	assert.ok(p.executed_at_unix >= p.timelock_until_unix, 'not before');
	assert.equal((await s.run(['program', 'verify', s.keys.demo, so('demo_v1')])).code, 0);
	const late = await s.run(back('a'));
	assert.match(late.out, /^transactions +0 in \d+ ms$/m);
});

await s.stop();
done();
