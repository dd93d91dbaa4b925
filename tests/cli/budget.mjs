// budget.mjs - the limits and the priority fee of what is signed: taken from what its simulation
// used and from recent fees, shown on the card, in the bytes that land, and charged.
import assert from 'node:assert/strict';
import { done, test } from '../localnet/test/tap.mjs';
import { Stage } from './lib.mjs';

const s = await Stage.start();
const { Connection, ComputeBudgetProgram } = await import('@solana/web3.js');
const chain = new Connection(s.net.url, 'confirmed');

await s.found();
await s.propose();
for (const name of ['a', 'b'])
	await s.json(['approve', '1', ...s.k(name)]);
await s.admin('snapshot', { name: 'two votes' });

// 100 recent fees of 1 to 100 thousand: three quarters of them are at most 75.
const recent = [...Array(100).keys()].map((i) => ({ slot: i + 1, prioritizationFee: (100 - i) * 1000 }));
const busy = () => s.admin('fault', { kind: 'mistype', method: 'getRecentPrioritizationFees', path: 'result', value: recent });

const line = (err, name) => new RegExp(`^  ${name} +(.*)$`, 'm').exec(err)?.[1];

// What the card says, and what the transaction that landed asks for, used and paid.
async function vote(...more) {
	const r = await s.run(['approve', '1', ...s.k('c'), '--yes', ...more]);
	assert.equal(r.code, 0, r.err);
	const [, signature] = /signature (\S+)/.exec(r.out), got = await chain.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
	const keys = got.transaction.message.accountKeys ?? got.transaction.message.staticAccountKeys, asks = {};

	for (const ix of got.transaction.message.compiledInstructions)
		if (keys[ix.programIdIndex].equals(ComputeBudgetProgram.programId)) {
			const d = Buffer.from(ix.data);
			asks[d[0]] = d[0] === 3 ? Number(d.readBigUInt64LE(1)) : d.readUInt32LE(1);
		}
	return { err: r.err, units: asks[2], price: asks[3], data: asks[4], used: got.meta.computeUnitsConsumed, fee: got.meta.fee };
}

await test('the compute limit is what it used and a tenth, shown as it is in the bytes', async () => {
	const v = await vote();
	assert.equal(line(v.err, 'compute units'), `${v.units} at most`);
	assert.ok(v.units >= v.used && v.units <= v.used * 1.1 + 301, `${v.units} for ${v.used}`);
});

await test('the data limit is what its accounts hold and a tenth, shown as it is in the bytes', async () => {
	await s.admin('restore', { name: 'two votes' });
	const v = await vote(), { value } = await chain.getAccountInfoAndContext(new (await import('@solana/web3.js')).PublicKey(s.keys.gov));
	assert.ok(value !== null);
	assert.equal(line(v.err, 'account data'), `${v.data} bytes at most`);
	const code = (await s.json(['program', 'show', s.keys.gov])).capacity; // by far the most of what a vote loads
	assert.ok(v.data > code && v.data < code * 1.1 + 4096 + 4096, `${v.data} for ${code} of code`);
});

await test('without recent fees there is none: 5000 lamports a signature', async () => {
	await s.admin('restore', { name: 'two votes' });
	const v = await vote();
	assert.equal(v.price, undefined);
	assert.equal(line(v.err, 'priority fee'), undefined);
	assert.equal(v.fee, 5000);
});

await test('with them it is that of three quarters, shown and charged to the lamport', async () => {
	await s.admin('restore', { name: 'two votes' });
	await busy();
	const v = await vote(), fee = Math.ceil(75000 * v.units / 1e6);
	assert.equal(v.price, 75000);
	assert.equal(line(v.err, 'priority fee'), `${fee} lamports, 75000 millionths per unit`);
	assert.equal(v.fee, 5000 + fee);
	assert.equal(line(v.err, 'cost at most'), `${((5000 + fee) / 1e9).toFixed(9).replace(/0+$/, '')} SOL`);
});

await test('and never over the ceiling of the configuration', async () => {
	await s.admin('restore', { name: 'two votes' });
	const { readFileSync } = await import('node:fs');
	const conf = readFileSync(`${s.env.XDG_CONFIG_HOME}/keyturn/keyturn.conf`, 'utf8');
	const v = await vote('-C', s.write('ceiling.conf', `max-price = 2000\n${conf}`));
	assert.equal(v.price, 2000);
	await s.admin('faults/clear');
});

await s.stop();
done();
