// kit.mjs - @solana/kit against the local chain, polling only.
import assert from 'node:assert/strict';
import {
	address, appendTransactionMessageInstruction, createSolanaRpc, createTransactionMessage, generateKeyPairSigner, getBase64EncodedWireTransaction,
	getSignatureFromTransaction, isSolanaError, lamports, pipe, setTransactionMessageFeePayerSigner, setTransactionMessageLifetimeUsingBlockhash,
	signTransactionMessageWithSigners, AccountRole, compileTransactionMessage, getCompiledTransactionMessageEncoder,
	SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
} from '@solana/kit';
import { startLocalnet } from '../localnet.mjs';
import * as L from './lib.mjs';
import { done, test } from './tap.mjs';

const net = await startLocalnet({ slotMs: 100 });
const rpc = createSolanaRpc(net.url);
const alice = await generateKeyPairSigner(), bob = await generateKeyPairSigner();
const SYSTEM = address('11111111111111111111111111111111');

const transfer = (from, to, amount) => ({
	programAddress: SYSTEM, accounts: [{ address: from.address, role: AccountRole.WRITABLE_SIGNER, signer: from }, { address: to, role: AccountRole.WRITABLE }],
	data: Buffer.concat([L.u32(2), L.u64(amount)]),
});
async function message(instruction, payer = alice, version = 0) {
	const { value } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
	return pipe(createTransactionMessage({ version }), (m) => setTransactionMessageFeePayerSigner(payer, m),
		(m) => setTransactionMessageLifetimeUsingBlockhash(value, m), (m) => appendTransactionMessageInstruction(instruction, m));
}
const signedBy = async (...a) => signTransactionMessageWithSigners(await message(...a));
async function confirm(signature) {
	for (;;) {
		const { value: [status] } = await rpc.getSignatureStatuses([signature]).send();
		if (status !== null)
			return status;
		await L.sleep(5);
	}
}
const balance = async (who) => (await rpc.getBalance(who).send()).value;

await test('kit: airdrop, transfer, confirmation by polling', async () => {
	assert.equal((await confirm(await rpc.requestAirdrop(alice.address, lamports(10_000_000_000n)).send())).err, null);
	for (const version of ['legacy', 0]) {
		const before = await balance(bob.address);
		const tx = await signedBy(transfer(alice, bob.address, 5_000_000n), alice, version);
		const signature = await rpc.sendTransaction(getBase64EncodedWireTransaction(tx), { encoding: 'base64', preflightCommitment: 'confirmed' }).send();
		assert.equal(signature, getSignatureFromTransaction(tx));
		assert.deepEqual((await confirm(signature)).status, { Ok: null });
		assert.equal(await balance(bob.address), before + 5_000_000n);
		const shown = await rpc.getTransaction(signature, { encoding: 'json', maxSupportedTransactionVersion: 0 }).send();
		assert.deepEqual([shown.version, shown.meta.fee, shown.meta.err], [version, 5000n, null]);
	}
});
await test('kit: a preflight failure is its error, with the instruction\'s', async () => {
	const tx = await signedBy(transfer(alice, bob.address, 10n ** 15n));
	await assert.rejects(rpc.sendTransaction(getBase64EncodedWireTransaction(tx), { encoding: 'base64' }).send(), (e) => {
		assert.ok(isSolanaError(e, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE));
		assert.ok(e.context.logs.some((l) => /insufficient lamports/.test(l)));
		assert.equal(e.context.unitsConsumed, 150n);
		assert.equal(e.cause.context.code, 1);
		return true;
	});
});
await test('kit: a simulation tells units, fee and accounts, and changes nothing', async () => {
	const before = await balance(bob.address);
	const tx = await signedBy(transfer(alice, bob.address, 1_000n));
	const { value } = await rpc.simulateTransaction(getBase64EncodedWireTransaction(tx), { encoding: 'base64', sigVerify: true, accounts: { addresses: [bob.address], encoding: 'base64' } }).send();
	assert.deepEqual([value.err, value.unitsConsumed, value.accounts[0].lamports], [null, 150n, before + 1_000n]);
	assert.equal(await balance(bob.address), before);
});
await test('kit: account data, slices and program accounts', async () => {
	const owner = (await generateKeyPairSigner()).address, { admin } = L.client(net);
	const one = (await generateKeyPairSigner()).address;
	await admin('account', { address: one, owner, lamports: '18446744073709551', data: Buffer.from('abcdef').toString('base64') });
	const { value } = await rpc.getAccountInfo(one, { encoding: 'base64', dataSlice: { offset: 2, length: 3 } }).send();
	assert.deepEqual([Buffer.from(value.data[0], 'base64').toString(), value.lamports, value.space, value.owner], ['cde', 18446744073709551n, 6n, owner]);
	const found = await rpc.getProgramAccounts(owner, { encoding: 'base64', filters: [{ dataSize: 6n }, { memcmp: { offset: 1n, bytes: Buffer.from('bcd').toString('base64'), encoding: 'base64' } }] }).send();
	assert.deepEqual(found.map((f) => f.pubkey), [one]);
});
await test('kit: fee, rent, epoch, height, version and genesis', async () => {
	const compiled = Buffer.from(getCompiledTransactionMessageEncoder().encode(compileTransactionMessage(await message(transfer(alice, bob.address, 1n))))).toString('base64');
	assert.equal((await rpc.getFeeForMessage(compiled).send()).value, 5000n);
	assert.equal(await rpc.getMinimumBalanceForRentExemption(0n).send(), 650_240n);
	const info = await rpc.getEpochInfo().send();
	assert.ok(info.absoluteSlot > info.blockHeight && info.slotsInEpoch === 432_000n);
	assert.ok(await rpc.getBlockHeight().send() >= info.blockHeight);
	assert.equal(await rpc.getHealth().send(), 'ok');
	assert.match((await rpc.getVersion().send())['solana-core'], /^\d+\.\d+\.\d+$/);
	assert.equal(await rpc.getGenesisHash().send(), net.chain.genesis);
});
await test('kit: an expired blockhash is refused', async () => {
	const tx = await signedBy(transfer(alice, bob.address, 77n));
	net.chain.tick(151);
	await assert.rejects(rpc.sendTransaction(getBase64EncodedWireTransaction(tx), { encoding: 'base64' }).send(), (e) => /lockhash/.test(String(e.cause?.message)));
});

await net.stop();
done();
