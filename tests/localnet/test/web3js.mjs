// web3js.mjs - @solana/web3.js 1.x against the local chain, over its socket.
import assert from 'node:assert/strict';
import {
	Connection, Keypair, LAMPORTS_PER_SOL, PublicKey, SystemProgram, Transaction, TransactionMessage, VersionedTransaction,
} from '@solana/web3.js';
import { startLocalnet } from '../localnet.mjs';
import { done, test } from './tap.mjs';

const net = await startLocalnet({ slotMs: 20 });
const connection = new Connection(net.url, 'confirmed');
const alice = Keypair.generate(), bob = Keypair.generate();

// Confirmation by polling, as a client without a WebSocket does it.
async function confirm(signature, lastValidBlockHeight = Infinity) {
	for (;;) {
		const { value: [status] } = await connection.getSignatureStatuses([signature]);
		if (status !== null)
			return status;
		if (await connection.getBlockHeight('confirmed') > lastValidBlockHeight)
			return null;
		await new Promise((again) => { setTimeout(again, 10); });
	}
}

async function build(instructions, signers, version = 'legacy') {
	const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash();
	const message = new TransactionMessage({ payerKey: signers[0].publicKey, recentBlockhash: blockhash, instructions });
	const tx = new VersionedTransaction(version === 0 ? message.compileToV0Message() : message.compileToLegacyMessage());
	tx.sign(signers);
	return { tx, lastValidBlockHeight };
}
const transfer = (from, to, lamports) => SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports });

await test('an airdrop arrives and is a transaction with a signature', async () => {
	const signature = await connection.requestAirdrop(alice.publicKey, 10 * LAMPORTS_PER_SOL);
	assert.equal((await confirm(signature)).err, null);
	assert.equal(await connection.getBalance(alice.publicKey), 10 * LAMPORTS_PER_SOL);
});

for (const version of ['legacy', 0])
	await test(`a ${version} transfer is sent, confirmed by polling and charged 5,000 lamports`, async () => {
		const before = [await connection.getBalance(alice.publicKey), await connection.getBalance(bob.publicKey)];
		const { tx, lastValidBlockHeight } = await build([transfer(alice, bob.publicKey, 2_000_000)], [alice], version);
		const status = await confirm(await connection.sendRawTransaction(tx.serialize()), lastValidBlockHeight);
		assert.equal(status.err, null);
		assert.equal(status.confirmationStatus, 'finalized');
		assert.equal(await connection.getBalance(bob.publicKey), before[1] + 2_000_000);
		assert.equal(await connection.getBalance(alice.publicKey), before[0] - 2_005_000);
	});

await test('an account is read whole and by slice', async () => {
	const clock = new PublicKey('SysvarC1ock11111111111111111111111111111111');
	const whole = await connection.getAccountInfo(clock);
	assert.equal(whole.data.length, 40);
	const part = await connection.getAccountInfo(clock, { dataSlice: { offset: 32, length: 8 } });
	const seconds = Number(part.data.readBigInt64LE(0)) - Number(whole.data.readBigInt64LE(32));
	assert.ok(seconds >= 0 && seconds < 60);
});

await test('a simulation changes nothing', async () => {
	const before = await connection.getBalance(alice.publicKey);
	const { tx } = await build([transfer(alice, bob.publicKey, 1_000_000)], [alice], 0);
	const { value } = await connection.simulateTransaction(tx, { sigVerify: true });
	assert.equal(value.err, null);
	assert.equal(value.unitsConsumed, 150);
	assert.ok(value.logs.length > 0);
	assert.equal(await connection.getBalance(alice.publicKey), before);
});

await test('a failing preflight is -32002 with error, logs and units', async () => {
	const poor = Keypair.generate();
	await confirm(await connection.requestAirdrop(poor.publicKey, 1_000_000));
	const { tx } = await build([transfer(poor, bob.publicKey, 5_000_000)], [poor]);
	const reply = await connection._rpcRequest('sendTransaction', [Buffer.from(tx.serialize()).toString('base64'), { encoding: 'base64' }]);
	assert.equal(reply.error.code, -32002);
	assert.deepEqual(reply.error.data.err, { InstructionError: [0, { Custom: 1 }] });
	assert.match(reply.error.message, /^Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1$/);
	assert.ok(reply.error.data.logs.some((l) => /insufficient lamports/.test(l)));
	assert.equal(reply.error.data.unitsConsumed, 150);
});

await net.stop();
done();
