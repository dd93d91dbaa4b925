// web3js.mjs - @solana/web3.js 1.x against the local chain, over its socket.
import assert from 'node:assert/strict';
import {
	AddressLookupTableProgram, ComputeBudgetProgram, Connection, Keypair, LAMPORTS_PER_SOL, NonceAccount, PublicKey, SystemProgram,
	SYSVAR_CLOCK_PUBKEY, SYSVAR_RENT_PUBKEY, Transaction, TransactionInstruction, TransactionMessage, VersionedTransaction,
} from '@solana/web3.js';
import { startLocalnet } from '../localnet.mjs';
import { base58Encode, program } from './lib.mjs';
import { done, test } from './tap.mjs';

const net = await startLocalnet({ slotMs: 100 });
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


// --- a program's life, through real loader instructions
const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; };
const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(n)); return b; };
const meta = (pubkey, how = '') => ({ pubkey, isSigner: how.includes('s'), isWritable: how.includes('w') });
const loader = (keys, ...data) => new TransactionInstruction({ programId: LOADER, keys, data: Buffer.concat(data) });

async function run(instructions, signers) {
	const { tx } = await build(instructions, signers);
	const signature = await connection.sendRawTransaction(tx.serialize(), { skipPreflight: true });
	return { signature, ...(await confirm(signature)) };
}
async function nextSlot() {
	const slot = await connection.getSlot('processed');
	while (await connection.getSlot('processed') === slot)
		await new Promise((again) => { setTimeout(again, 5); });
}
async function upload(elf) {
	const buffer = Keypair.generate();
	const rent = await connection.getMinimumBalanceForRentExemption(37 + elf.length);
	const create = SystemProgram.createAccount({ fromPubkey: alice.publicKey, newAccountPubkey: buffer.publicKey, lamports: rent, space: 37 + elf.length, programId: LOADER });
	assert.equal((await run([create, loader([meta(buffer.publicKey, 'w'), meta(alice.publicKey)], u32(0))], [alice, buffer])).err, null);
	for (let at = 0; at < elf.length; at += 900) {
		const part = elf.subarray(at, at + 900);
		assert.equal((await run([loader([meta(buffer.publicKey, 'w'), meta(alice.publicKey, 's')], u32(1), u32(at), u64(part.length), part)], [alice])).err, null);
	}
	return buffer.publicKey;
}
const code = Keypair.generate();
const [codeData] = PublicKey.findProgramAddressSync([code.publicKey.toBytes()], LOADER);
const call = () => new TransactionInstruction({ programId: code.publicKey, keys: [], data: Buffer.alloc(0) });

await test('a program is deployed through the loader and runs', async () => {
	const buffer = await upload(program(0, 3000));
	const create = SystemProgram.createAccount({ fromPubkey: alice.publicKey, newAccountPubkey: code.publicKey, lamports: await connection.getMinimumBalanceForRentExemption(36), space: 36, programId: LOADER });
	const deploy = loader([meta(alice.publicKey, 'sw'), meta(codeData, 'w'), meta(code.publicKey, 'w'), meta(buffer, 'w'), meta(SYSVAR_RENT_PUBKEY),
		meta(SYSVAR_CLOCK_PUBKEY), meta(SystemProgram.programId), meta(alice.publicKey, 's')], u32(2), u64(3000));
	assert.equal((await run([create, deploy], [alice, code])).err, null);
	assert.equal((await connection.getAccountInfo(code.publicKey)).executable, true);
	await nextSlot();
	assert.equal((await run([call()], [alice])).err, null);
});

await test('an upgrade in a later slot changes what the program answers', async () => {
	const buffer = await upload(program(7, 3000));
	await nextSlot();
	const upgrade = loader([meta(codeData, 'w'), meta(code.publicKey, 'w'), meta(buffer, 'w'), meta(bob.publicKey, 'w'), meta(SYSVAR_RENT_PUBKEY),
		meta(SYSVAR_CLOCK_PUBKEY), meta(alice.publicKey, 's')], u32(3));
	assert.equal((await run([upgrade], [alice])).err, null);
	await nextSlot();
	assert.deepEqual((await run([call()], [alice])).err, { InstructionError: [0, { Custom: 7 }] });
});

await test('getProgramAccounts finds the program data of an authority by its bytes', async () => {
	const filters = [{ memcmp: { offset: 0, bytes: base58Encode(Buffer.from([3, 0, 0, 0])) } }, { memcmp: { offset: 13, bytes: alice.publicKey.toBase58() } }];
	const found = await connection.getProgramAccounts(LOADER, { filters, dataSlice: { offset: 0, length: 45 } });
	assert.deepEqual(found.map((f) => f.pubkey.toBase58()), [codeData.toBase58()]);
	assert.equal(found[0].account.data.length, 45);
});

await test('a closed program no longer runs, and cannot be called at any later time', async () => {
	await nextSlot();
	const close = loader([meta(codeData, 'w'), meta(bob.publicKey, 'w'), meta(alice.publicKey, 's'), meta(code.publicKey, 'w')], u32(5));
	assert.equal((await run([close], [alice])).err, null);
	for (let i = 0; i < 2; i++) {
		await nextSlot();
		assert.deepEqual((await run([call()], [alice])).err, { InstructionError: [0, 'UnsupportedProgramId'] });
	}
});

await test('a failed transaction is found with its error, fee, logs and balances', async () => {
	const { signature } = await run([transfer(alice, bob.publicKey, 1000 * LAMPORTS_PER_SOL)], [alice]);
	const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0, commitment: 'confirmed' });
	assert.deepEqual(found.meta.err, { InstructionError: [0, { Custom: 1 }] });
	assert.equal(found.meta.fee, 5000);
	assert.equal(found.meta.preBalances[0] - found.meta.postBalances[0], 5000);
	assert.ok(found.meta.logMessages.length > 0 && found.slot > 0 && found.blockTime > 1_700_000_000);
	const parsed = await connection.getParsedTransaction(signature, { maxSupportedTransactionVersion: 0, commitment: 'confirmed' });
	assert.equal(parsed.transaction.message.accountKeys[0].pubkey.toBase58(), alice.publicKey.toBase58());
});

await test('the price of a unit is charged, and known before', async () => {
	const erin = Keypair.generate().publicKey;
	const { tx } = await build([ComputeBudgetProgram.setComputeUnitLimit({ units: 100_000 }), ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000_000 }), transfer(alice, erin, 1_000_000)], [alice]);
	assert.equal((await connection.getFeeForMessage(tx.message)).value, 105_000);
	const signature = await connection.sendRawTransaction(tx.serialize());
	const { slot } = await confirm(signature);
	assert.equal((await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 })).meta.fee, 105_000);
	const fees = await connection.getRecentPrioritizationFees({ lockedWritableAccounts: [erin] });
	assert.equal(fees.find((f) => f.slot === slot).prioritizationFee, 1_000_000);
});

await test('signatures of an address come newest first and page by before and until', async () => {
	const carol = Keypair.generate().publicKey, sent = [];
	for (let i = 0; i < 7; i++)
		sent.unshift((await run([transfer(alice, carol, 1_000_000 + i)], [alice])).signature);
	const names = async (o) => (await connection.getSignaturesForAddress(carol, o)).map((r) => r.signature);
	assert.deepEqual(await names({}), sent);
	assert.deepEqual(await names({ limit: 3 }), sent.slice(0, 3));
	assert.deepEqual(await names({ limit: 3, before: sent[2] }), sent.slice(3, 6));
	assert.deepEqual(await names({ until: sent[4] }), sent.slice(0, 4));
});

await test('a v0 transaction takes addresses from a lookup table', async () => {
	const [create, table] = AddressLookupTableProgram.createLookupTable({ authority: alice.publicKey, payer: alice.publicKey, recentSlot: await connection.getSlot('processed') - 1 });
	const dave = Keypair.generate().publicKey;
	const extend = AddressLookupTableProgram.extendLookupTable({ payer: alice.publicKey, authority: alice.publicKey, lookupTable: table, addresses: [dave] });
	assert.equal((await run([create, extend], [alice])).err, null);
	await nextSlot();
	const { value } = await connection.getAddressLookupTable(table);
	const { blockhash } = await connection.getLatestBlockhash();
	const tx = new VersionedTransaction(new TransactionMessage({ payerKey: alice.publicKey, recentBlockhash: blockhash, instructions: [transfer(alice, dave, 3_000_000)] }).compileToV0Message([value]));
	assert.equal(tx.message.addressTableLookups.length, 1);
	tx.sign([alice]);
	const signature = await connection.sendRawTransaction(tx.serialize());
	assert.equal((await confirm(signature)).err, null);
	assert.equal(await connection.getBalance(dave), 3_000_000);
	const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
	assert.deepEqual(found.meta.loadedAddresses.writable.map(String), [dave.toBase58()]);
	assert.equal((await connection._rpcRequest('getTransaction', [signature, { encoding: 'json' }])).error.code, -32015);
});

await test('a transaction by durable nonce lands long after, once, and a failed one uses the nonce up', async () => {
	const nonce = Keypair.generate(), authorizedPubkey = alice.publicKey, noncePubkey = nonce.publicKey;
	const lamports = await connection.getMinimumBalanceForRentExemption(80);
	assert.equal((await run([SystemProgram.createAccount({ fromPubkey: alice.publicKey, newAccountPubkey: noncePubkey, lamports, space: 80, programId: SystemProgram.programId }),
		SystemProgram.nonceInitialize({ noncePubkey, authorizedPubkey })], [alice, nonce])).err, null);
	const value = async () => NonceAccount.fromAccountData((await connection.getAccountInfo(noncePubkey)).data).nonce;
	const advance = SystemProgram.nonceAdvance({ noncePubkey, authorizedPubkey });
	const make = (recentBlockhash, lamports) => {
		const tx = new Transaction({ feePayer: alice.publicKey, recentBlockhash }).add(advance, transfer(alice, bob.publicKey, lamports));
		tx.sign(alice);
		return tx.serialize();
	};
	const first = await value();
	net.chain.tick(400);
	const raw = make(first, 1_000_001);
	const signature = await connection.sendRawTransaction(raw);
	assert.equal((await confirm(signature)).err, null);
	const second = await value();
	assert.notEqual(second, first);
	await assert.rejects(connection.sendRawTransaction(raw), /Blockhash not found|already been processed/);
	await nextSlot();
	const bad = make(second, 1000 * LAMPORTS_PER_SOL);
	const failed = await confirm(await connection.sendRawTransaction(bad, { skipPreflight: true }));
	assert.deepEqual(failed.err, { InstructionError: [1, { Custom: 1 }] });
	assert.notEqual(await value(), second);
});

await net.stop();
done();
