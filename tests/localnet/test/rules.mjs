// rules.mjs - what a node refuses, and how: transactions and requests made by hand.
import assert from 'node:assert/strict';
import { PublicKey } from '@solana/web3.js';
import { startLocalnet } from '../localnet.mjs';
import { WireError, parseTransaction } from '../transaction.mjs';
import * as L from './lib.mjs';
import { done, test } from './tap.mjs';

const net = await startLocalnet({ paused: true, unix: 1_800_000_000 });
const { call, ok, admin } = L.client(net);
const alice = L.newKey(), bob = L.newKey();
await ok('requestAirdrop', [alice.address, 1e12]);
await ok('requestAirdrop', [bob.address, 1e9]);

const hash = async () => (await ok('getLatestBlockhash')).value.blockhash;
const sendRaw = (bytes, options = {}) => call('sendTransaction', [bytes.toString('base64'), { encoding: 'base64', ...options }]);
const send = async (signers, instructions, options) => sendRaw(L.legacy(signers, instructions, await hash()), options);
const landed = async (signature) => (await ok('getSignatureStatuses', [[signature]])).value[0];
// must lands a transaction and gives its status.
async function must(signers, instructions) {
	const reply = await send(signers, instructions, { skipPreflight: true });
	const status = await landed(reply.result);
	assert.notEqual(status, null);
	return status;
}
let count = 0;
const pay = () => L.transfer(alice, bob.bytes, 1_000 + ++count);
const balance = async (k) => (await ok('getBalance', [k.address])).value;

// memo is a bundled program's file, of the oldest kind.
async function memo() {
	const [old] = await ok('getProgramAccounts', ['BPFLoader2111111111111111111111111111111111', { encoding: 'base64' }]);
	return Buffer.from(old.account.data[0], 'base64');
}

// --- bytes
const whole = L.legacy([alice], [pay()], await hash());
const refusedBytes = async (bytes, why) => {
	assert.throws(() => parseTransaction(bytes), (e) => e instanceof WireError && why.test(e.message));
	const reply = await sendRaw(bytes, { skipPreflight: true });
	assert.equal(reply.error?.code, -32602);
};
await test('every shorter prefix of a legacy, a v0 and a v1 transaction is refused', async () => {
	for (const make of [L.legacyMessage, L.v0Message, L.v1Message]) {
		const bytes = L.signed(make(alice, [pay()], await hash()), [alice]);
		parseTransaction(bytes);
		for (let n = 0; n < bytes.length; n++)
			assert.throws(() => parseTransaction(bytes.subarray(0, n)), WireError);
	}
});
await test('a byte left over is refused', () => refusedBytes(Buffer.concat([whole, Buffer.from([0])]), /1 bytes left over/));
await test('a transaction of 1,233 bytes is refused, one of 1,232 is read', async () => {
	const make = (n) => L.signed(L.legacyMessage(alice, [{ program: L.BUDGET, accounts: [], data: Buffer.alloc(n) }], '11111111111111111111111111111112'), [alice]);
	const room = 1232 - make(200).length + 200;
	assert.equal(make(room).length, 1232);
	parseTransaction(make(room));
	await refusedBytes(make(room + 1), /too large: 1233 bytes/);
});
await test('a v1 transaction may have 4,096 bytes, not 4,097', async () => {
	const blockhash = await hash();
	const make = (n) => L.signed(L.v1Message(alice, [{ program: L.BUDGET, accounts: [], data: Buffer.alloc(n) }], blockhash), [alice]);
	const room = 4096 - make(0).length;
	parseTransaction(make(room));
	await refusedBytes(make(room + 1), /too large: 4097 bytes/);
});
await test('a compact-u16 that could be shorter is refused', () => refusedBytes(Buffer.concat([Buffer.from([0x81 - 1, 0x00]), whole.subarray(1)]), /./));
await test('a longer form of the instruction count is refused', () => {
	const at = whole.length - (1 + 1 + 1 + 2 + 1 + 12);
	assert.equal(whole[at], 1);
	return refusedBytes(Buffer.concat([whole.subarray(0, at), Buffer.from([0x81, 0x00]), whole.subarray(at + 1)]), /not minimal/);
});
await test('an unknown version is refused', () => refusedBytes(Buffer.concat([Buffer.from([1]), Buffer.alloc(64), Buffer.from([0x82]), Buffer.alloc(100)]), /version 2/));
for (const [name, change, why] of [
	['a wrong signature count', (b) => Buffer.concat([Buffer.from([2]), Buffer.alloc(64), b.subarray(1)]), /signature count/],
	['no signer', (b) => (b[65] = 0, b), /no signer/],
	['a fee payer that is read only', (b) => (b[66] = 1, b), /fee payer/],
	['a header that names too many accounts', (b) => (b[67] = 9, b), /more accounts/],
	['program index 0', (b) => (b[b.length - 17] = 0, b), /program index 0/],
	['a program index out of range', (b) => (b[b.length - 17] = 3, b), /program index 3/],
	['an account index out of range', (b) => (b[b.length - 14] = 3, b), /account index/],
])
	await test(`${name} is refused`, () => refusedBytes(change(Buffer.from(whole)), why));
await test('65 instructions are refused, 64 are read', async () => {
	const make = (n) => L.legacyMessage(alice, Array(n).fill({ program: L.BUDGET, accounts: [], data: Buffer.alloc(0) }), '11111111111111111111111111111112');
	parseTransaction(L.signed(make(64), [alice]));
	await refusedBytes(L.signed(make(65), [alice]), /65 instructions/);
});
await test('unknown configuration bits and half a priority fee are refused in v1', async () => {
	const message = L.v1Message(alice, [pay()], await hash());
	message[4] |= 0x40;
	await refusedBytes(L.signed(message, [alice]), /configuration bits/);
	message[4] = 1;
	await refusedBytes(L.signed(message, [alice]), /both/);
});

// --- rules
await test('a v1 transaction lands, with its priority fee in lamports', async () => {
	const bytes = L.signed(L.v1Message(alice, [pay()], await hash(), { fee: 777 }), [alice]);
	const { result } = await sendRaw(bytes);
	assert.equal((await landed(result)).err, null);
	const shown = await ok('getTransaction', [result, { maxSupportedTransactionVersion: 1 }]);
	assert.deepEqual([shown.version, shown.meta.fee, shown.transaction.message.transactionConfig.priorityFeeLamports], [1, 5777, 777]);
	assert.equal((await call('getTransaction', [result, { maxSupportedTransactionVersion: 0 }])).error.code, -32015);
});
await test('a v1 transaction without a compute limit fails', async () => {
	const bytes = L.signed(L.v1Message(alice, [pay()], await hash(), { units: null }), [alice]);
	const reply = await sendRaw(bytes);
	assert.equal(reply.error.code, -32002);
});
await test('a wrong signature is -32003, and with skipPreflight never lands', async () => {
	const bytes = L.legacy([alice], [pay()], await hash());
	bytes[10] ^= 1;
	assert.equal((await sendRaw(bytes)).error.code, -32003);
	const { result } = await sendRaw(bytes, { skipPreflight: true });
	assert.equal(await landed(result), null);
});
await test('a signature by a key of small order is refused', async () => {
	// With A the identity, R = S x base holds in the loose equation for any
	// message: S = 0 and S = 1.
	const scalar = (n) => Buffer.concat([Buffer.from([n]), Buffer.alloc(31)]), identity = scalar(1), base = Buffer.alloc(32, 0x66);
	base[0] = 0x58;
	const message = L.legacyMessage({ bytes: identity }, [{ program: L.BUDGET, accounts: [], data: Buffer.alloc(0) }], await hash());
	for (const signature of [[identity, scalar(0)], [base, scalar(1)]])
		assert.equal((await sendRaw(Buffer.concat([Buffer.from([1]), ...signature, message]))).error.code, -32003);
});
await test('the same transaction lands once', async () => {
	const bytes = L.legacy([alice], [pay()], await hash());
	const before = await balance(bob);
	const first = await sendRaw(bytes);
	assert.ok(first.result);
	const again = await sendRaw(bytes);
	assert.deepEqual([again.error.code, again.error.data.err, again.error.message], [-32002, 'AlreadyProcessed', 'Transaction simulation failed: This transaction has already been processed']);
	assert.equal((await sendRaw(bytes, { skipPreflight: true })).result, first.result);
	assert.equal(await balance(bob), before + 1_000 + count);
});
await test('a blockhash is good for 150 blocks and not for 151', async () => {
	const { blockhash, lastValidBlockHeight } = (await ok('getLatestBlockhash')).value;
	const one = L.legacy([alice], [pay()], blockhash), two = L.legacy([alice], [pay()], blockhash);
	await admin('mine', { slots: 150 });
	assert.equal(await ok('getBlockHeight'), lastValidBlockHeight);
	assert.equal((await ok('isBlockhashValid', [blockhash])).value, true);
	assert.ok((await sendRaw(one)).result);
	await admin('mine');
	assert.equal((await ok('isBlockhashValid', [blockhash])).value, false);
	assert.deepEqual((await sendRaw(two)).error.data.err, 'BlockhashNotFound');
	const { result } = await sendRaw(two, { skipPreflight: true });
	assert.equal(await landed(result), null);
	assert.equal((await ok('getFeeForMessage', [two.subarray(65).toString('base64')])).value, null);
});
await test('a blockhash nobody made is refused', async () => {
	const bytes = L.legacy([alice], [pay()], L.base58Encode(Buffer.alloc(32, 7)));
	assert.equal((await sendRaw(bytes)).error.data.err, 'BlockhashNotFound');
});
await test('a key twice is AccountLoadedTwice', async () => {
	const message = L.legacyMessage(alice, [pay()], await hash());
	message.copy(message, 4 + 32, 4, 4 + 32);
	assert.equal((await sendRaw(L.signed(message, [alice]))).error.data.err, 'AccountLoadedTwice');
});
await test('a payer that is not there is AccountNotFound, a poor one InsufficientFundsForFee', async () => {
	const nobody = L.newKey(), poor = L.newKey();
	await admin('account', { address: poor.address, owner: L.base58Encode(L.SYSTEM), lamports: 4_999 });
	for (const [who, err] of [[nobody, 'AccountNotFound'], [poor, 'InsufficientFundsForFee']]) {
		const reply = await send([who], [L.transfer(who, bob.bytes, 1)]);
		assert.equal(reply.error.data.err, err);
	}
});
await test('a missing program is in a block and pays its fee', async () => {
	const before = await balance(alice);
	const status = await must([alice], [{ program: L.newKey().bytes, accounts: [], data: Buffer.alloc(0) }]);
	assert.ok(['ProgramAccountNotFound', 'InvalidProgramForExecution'].includes(status.err));
	assert.equal(await balance(alice), before - 5_000);
});
await test('a failed transaction keeps its fee and undoes the rest', async () => {
	const before = [await balance(alice), await balance(bob)];
	const status = await must([alice], [pay(), L.transfer(alice, bob.bytes, 10n ** 18n)]);
	assert.deepEqual(status.err, { InstructionError: [1, { Custom: 1 }] });
	assert.deepEqual([await balance(alice), await balance(bob)], [before[0] - 5_000, before[1]]);
});
await test('a new account left below the rent minimum is InsufficientFundsForRent', async () => {
	const reply = await send([alice], [L.transfer(alice, L.newKey().bytes, 1)]);
	assert.deepEqual(reply.error.data.err, { InsufficientFundsForRent: { account_index: 1 } });
});
await test('rent is (128 + length) x 5,080', async () => {
	for (const length of [0, 45, 165, 10_485_760])
		assert.equal(await ok('getMinimumBalanceForRentExemption', [length]), (128 + length) * 5080);
	assert.equal(net.chain.vm.svm.minimumBalanceForRentExemption(165n), BigInt((128 + 165) * 5080));
});
for (const gone of ['program', 'program data'])
	await test(`a program whose ${gone} account is removed is refused, not fatal`, async () => {
		const id = L.newKey(), data = L.newKey();
		await admin('program', { address: id.address, programData: data.address, elf: L.program(9).toString('base64'), authority: alice.address });
		const run = { program: id.bytes, accounts: [], data: Buffer.alloc(0) };
		assert.deepEqual((await must([alice], [run])).err, { InstructionError: [0, { Custom: 9 }] });
		const removed = gone === 'program' ? id : data;
		await admin('account', { address: removed.address, remove: true });
		await admin('mine');
		assert.notEqual((await must([alice], [run])).err, null);
		assert.equal((await ok('getAccountInfo', [removed.address])).value, null);
	});
for (const [name, elf] of [['SBPFv3', L.program(9)], ['SBPFv0', await memo()]])
	await test(`a seeded ${name} program stops answering when it is closed`, async () => {
		const id = L.newKey(), data = L.newKey();
		await admin('program', { address: id.address, programData: data.address, elf: elf.toString('base64'), authority: alice.address });
		await admin('mine');
		const run = (n) => must([alice], [{ program: id.bytes, accounts: [], data: Buffer.from([64 + n]) }]);
		assert.notDeepEqual((await run(0)).err, { InstructionError: [0, 'UnsupportedProgramId'] });
		const close = L.loaderInstruction([[data.bytes, 'w'], [bob.bytes, 'w'], [alice.bytes, 's'], [id.bytes, 'w']], L.u32(5));
		assert.equal((await must([alice], [close])).err, null);
		for (const later of [1, 2]) {
			assert.deepEqual((await run(later)).err, { InstructionError: [0, 'UnsupportedProgramId'] });
			await admin('mine');
		}
	});
await test('two deploys of one program in a slot are refused, in two slots not', async () => {
	const id = L.newKey(), data = L.newKey();
	await admin('program', { address: id.address, programData: data.address, elf: L.program(1).toString('base64'), authority: alice.address, room: 64 });
	const buffer = async () => {
		const b = L.newKey(), elf = L.program(2);
		await must([alice, b], [L.createAccount(alice, b, 5080 * (128 + 37 + elf.length), 37 + elf.length, L.LOADER), L.loaderInstruction([[b.bytes, 'w'], [alice.bytes]], L.u32(0)),
			L.loaderInstruction([[b.bytes, 'w'], [alice.bytes, 's']], L.u32(1), L.u32(0), L.u64(elf.length), elf)]);
		return b;
	};
	const upgrade = async () => {
		const b = await buffer();
		return must([alice], [L.loaderInstruction([[data.bytes, 'w'], [id.bytes, 'w'], [b.bytes, 'w'], [bob.bytes, 'w'], [L.RENT], [L.CLOCK], [alice.bytes, 's']], L.u32(3))]);
	};
	await admin('mine');
	assert.equal((await upgrade()).err, null);
	assert.deepEqual((await upgrade()).err, { InstructionError: [0, 'InvalidArgument'] });
	await admin('mine');
	assert.equal((await upgrade()).err, null);
});
await test('a nonce advances once in a slot, needs its authority and its value', async () => {
	const nonce = L.newKey();
	await must([alice, nonce], [L.createAccount(alice, nonce, 5080 * 208, 80, L.SYSTEM), L.initializeNonce(nonce, alice)]);
	const value = async () => L.base58Encode(Buffer.from((await ok('getAccountInfo', [nonce.address, { encoding: 'base64' }])).value.data[0], 'base64').subarray(40, 72));
	const now = await value();
	const early = L.legacy([alice], [L.advanceNonce(nonce, alice), pay()], now);
	assert.equal((await sendRaw(early)).error.data.err, 'BlockhashNotFound');
	await admin('mine');
	const late = L.legacy([alice], [L.advanceNonce(nonce, alice), pay()], now);
	const stranger = L.legacy([bob], [L.advanceNonce(nonce, bob), pay2()], now);
	assert.equal((await sendRaw(stranger)).error.data.err, 'BlockhashNotFound');
	const unsigned = L.legacy([bob], [{ ...L.advanceNonce(nonce, alice), accounts: [[nonce.bytes, 'w'], [L.RECENT], [alice.bytes]] }, pay2()], now);
	assert.equal((await sendRaw(unsigned)).error.data.err, 'BlockhashNotFound');
	const second = L.legacy([alice], [{ program: L.BUDGET, accounts: [], data: Buffer.from([2, 0, 0, 1, 0]) }, L.advanceNonce(nonce, alice)], now);
	assert.equal((await sendRaw(second)).error.data.err, 'BlockhashNotFound');
	assert.ok((await sendRaw(late)).result);
	assert.notEqual(await value(), now);
});
function pay2() { return L.transfer(bob, alice.bytes, 1_000 + ++count); }

// --- simulation
await test('a simulation replaces the blockhash, shows accounts, size and fee', async () => {
	const bytes = L.legacy([alice], [L.transfer(alice, bob.bytes, 5)], L.base58Encode(Buffer.alloc(32, 9)));
	const text = bytes.toString('base64');
	assert.equal((await ok('simulateTransaction', [text, { encoding: 'base64' }])).value.err, 'BlockhashNotFound');
	const before = await balance(bob);
	const { value } = await ok('simulateTransaction', [text, { encoding: 'base64', replaceRecentBlockhash: true, accounts: { encoding: 'base64', addresses: [bob.address] } }]);
	assert.equal(value.err, null);
	assert.equal(value.accounts[0].lamports, before + 5);
	assert.equal(value.replacementBlockhash.blockhash, await hash());
	assert.equal(value.loadedAccountsDataSize, 3 * 64 + 'solana_system_program'.length);
	assert.equal(value.fee, 5000);
	const both = await call('simulateTransaction', [text, { encoding: 'base64', replaceRecentBlockhash: true, sigVerify: true }]);
	assert.equal(both.error.code, -32602);
});
await test('an unsigned simulation passes, but not with sigVerify', async () => {
	const bytes = L.legacy([alice], [pay()], await hash());
	bytes.fill(0, 1, 65);
	assert.equal((await ok('simulateTransaction', [bytes.toString('base64'), { encoding: 'base64' }])).value.err, null);
	assert.equal((await call('simulateTransaction', [bytes.toString('base64'), { encoding: 'base64', sigVerify: true }])).error.code, -32003);
});

// --- requests
for (const [name, body, code] of [
	['broken JSON', '{"jsonrpc":"2.0"', -32700],
	['an empty batch', '[]', -32600],
	['no jsonrpc', '{"id":1,"method":"getSlot"}', -32600],
	['an object as id', '{"jsonrpc":"2.0","id":{},"method":"getSlot"}', -32600],
	['a method nobody knows', '{"jsonrpc":"2.0","id":1,"method":"getEverything"}', -32601],
	['__proto__ as a method', '{"jsonrpc":"2.0","id":1,"method":"__proto__"}', -32601],
	['named params', '{"jsonrpc":"2.0","id":1,"method":"getBalance","params":{}}', -32602],
	['no address', '{"jsonrpc":"2.0","id":1,"method":"getBalance","params":[]}', -32602],
])
	await test(`${name} is ${code}`, async () => assert.equal(JSON.parse((await L.post(net.url, body)).text).error.code, code));
for (const [name, method, params] of [
	['an address one byte short', 'getBalance', [L.base58Encode(Buffer.alloc(31, 5))]],
	['an address that is no base58', 'getBalance', ['0OIl'.repeat(8)]],
	['101 addresses', 'getMultipleAccounts', [Array(101).fill(alice.address)]],
	['257 signatures', 'getSignatureStatuses', [Array(257).fill(L.base58Encode(Buffer.alloc(64, 1)))]],
	['five filters', 'getProgramAccounts', [L.base58Encode(L.LOADER), { filters: Array(5).fill({ dataSize: 1 }) }]],
	['a commitment nobody knows', 'getSlot', [{ commitment: 'max' }]],
	['a limit of 1,001', 'getSignaturesForAddress', [alice.address, { limit: 1001 }]],
	['processed history', 'getSignaturesForAddress', [alice.address, { commitment: 'processed' }]],
	['base64 that is not canonical', 'sendTransaction', ['AAA', { encoding: 'base64' }]],
	['base64 without saying so', 'sendTransaction', ['AAA=']],
])
	await test(`${name} is -32602`, async () => assert.equal((await call(method, params)).error.code, -32602));
await test('base58 account data is refused over 128 bytes', async () => {
	const hashes = 'SysvarS1otHashes111111111111111111111111111';
	assert.equal((await call('getAccountInfo', [hashes, { encoding: 'base58' }])).error.code, -32602);
	assert.equal((await ok('getAccountInfo', [hashes, { encoding: 'base58', dataSlice: { offset: 0, length: 8 } }])).value.data[1], 'base58');
	assert.equal((await ok('getAccountInfo', [hashes, { encoding: 'base64' }])).value.space, 8 + 512 * 40);
});
await test('base64+zstd is a zstd frame of the same bytes', async () => {
	const hashes = 'SysvarS1otHashes111111111111111111111111111';
	const plain = Buffer.from((await ok('getAccountInfo', [hashes, { encoding: 'base64' }])).value.data[0], 'base64');
	const [text, encoding] = (await ok('getAccountInfo', [hashes, { encoding: 'base64+zstd' }])).value.data;
	const frame = Buffer.from(text, 'base64');
	assert.equal(encoding, 'base64+zstd');
	assert.equal(frame.readUInt32LE(0), 0xfd2fb528);
	assert.equal(frame.readBigUInt64LE(5), BigInt(plain.length));
	assert.ok(frame.subarray(-plain.length).equals(plain));
});
await test('minContextSlot ahead of the node is -32016', async () => {
	const slot = await ok('getSlot');
	assert.equal((await call('getBalance', [alice.address, { minContextSlot: slot + 1 }])).error.code, -32016);
	assert.ok((await ok('getBalance', [alice.address, { minContextSlot: slot }])).value > 0);
});
await test('many accounts keep their order, with nulls between', async () => {
	const { value } = await ok('getMultipleAccounts', [[bob.address, L.newKey().address, alice.address], { encoding: 'base64', dataSlice: { offset: 0, length: 0 } }]);
	assert.deepEqual(value.map((v) => v && v.lamports), [await balance(bob), null, await balance(alice)]);
});
await test('filters by size, base58 and base64 bytes agree; withContext wraps', async () => {
	const owner = L.newKey();
	for (let i = 0; i < 5; i++)
		await admin('account', { address: L.newKey().address, owner: owner.address, lamports: 1e9, data: Buffer.from([i, i & 1, 7, 8]).toString('base64') });
	const of = async (filters) => (await ok('getProgramAccounts', [owner.address, { encoding: 'base64', filters }])).length;
	const odd = Buffer.from([1, 7, 8]);
	assert.equal(await of([]), 5);
	assert.equal(await of([{ dataSize: 4 }]), 5);
	assert.equal(await of([{ dataSize: 5 }]), 0);
	assert.equal(await of([{ memcmp: { offset: 1, bytes: L.base58Encode(odd) } }]), 2);
	assert.equal(await of([{ memcmp: { offset: 1, bytes: odd.toString('base64'), encoding: 'base64' } }, { dataSize: 4 }]), 2);
	assert.equal(await of([{ memcmp: { offset: 3, bytes: L.base58Encode(odd) } }]), 0);
	assert.ok((await ok('getProgramAccounts', [owner.address, { withContext: true }])).context.slot > 0);
});
await test('an old status needs searchTransactionHistory', async () => {
	const { result } = await send([alice], [pay()]);
	await admin('mine', { slots: 301 });
	assert.equal(await landed(result), null);
	assert.equal((await ok('getSignatureStatuses', [[result], { searchTransactionHistory: true }])).value[0].err, null);
});
await test('lamports and rent epochs over 2^53 are written exactly', async () => {
	const rich = L.newKey();
	await admin('account', { address: rich.address, owner: L.base58Encode(L.SYSTEM), lamports: '9007199254740993' });
	const { text } = await L.post(net.url, { jsonrpc: '2.0', id: 1, method: 'getAccountInfo', params: [rich.address] });
	assert.match(text, /"lamports":9007199254740993,/);
	assert.match(text, /"rentEpoch":18446744073709551615,/);
});
await test('a block holds what landed in its slot', async () => {
	await admin('mine');
	const { result } = await send([alice], [pay()]);
	const slot = await ok('getSlot');
	const block = await ok('getBlock', [slot, { transactionDetails: 'signatures' }]);
	assert.deepEqual(block.signatures, [result]);
	assert.equal(block.blockhash, await hash());
	assert.equal(await ok('getBlockTime', [slot]), block.blockTime);
	assert.equal((await call('getBlock', [slot + 1])).error.code, -32004);
	assert.equal((await call('getBlock', [1])).error.code, -32007);
});
await test('GET /health is ok, other methods and types of content are not', async () => {
	assert.equal(await (await fetch(`${net.url}/health`)).text(), 'ok');
	assert.equal((await fetch(net.url)).status, 405);
	assert.equal((await L.post(net.url, '{}', { 'content-type': 'text/plain' })).status, 415);
});
await test('an Alpenglow certificate is null, as under TowerBFT', async () => assert.equal(await ok('getAgGenesisCert'), null));

await net.stop();

// --- profiles of feature gates
// deploys gives the outcome of deploying elf through the loader.
async function deploys(c, elf) {
	const payer = L.newKey(), buffer = L.newKey(), id = L.newKey();
	await c.ok('requestAirdrop', [payer.address, 1e11]);
	const data = Buffer.concat([L.u32(1), Buffer.from([1]), payer.bytes, elf]);
	await c.admin('account', { address: buffer.address, owner: L.base58Encode(L.LOADER), lamports: 5080 * (128 + data.length), data: data.toString('base64') });
	const [dataAddress] = PublicKey.findProgramAddressSync([id.bytes], new PublicKey(L.LOADER));
	const deploy = L.loaderInstruction([[payer.bytes, 'sw'], [dataAddress.toBuffer(), 'w'], [id.bytes, 'w'], [buffer.bytes, 'w'], [L.RENT], [L.CLOCK], [L.SYSTEM], [payer.bytes, 's']], L.u32(2), L.u64(elf.length));
	const bytes = L.legacy([payer, id], [L.createAccount(payer, id, 5080 * 164, 36, L.LOADER), deploy], (await c.ok('getLatestBlockhash')).value.blockhash);
	const reply = await c.call('sendTransaction', [bytes.toString('base64'), { encoding: 'base64' }]);
	return reply.error ? reply.error.data.err : null;
}
for (const profile of ['default', '0460', '0500', '0460+0500'])
	await test(`profile ${profile}: its gates are accounts, programs run, old code deploys only where it may`, async () => {
		const other = await startLocalnet({ paused: true, profile });
		const c = L.client(other);
		for (const [gate, id] of [['0460', '7VgiehxNxu53KdxgLspGQY8myE6f7UokaWa4jsGcaSz'], ['0500', 'B8JJXCy5amZyWG9r7EnUYLwzXSXTxG7GZ1qZ1qggo83g']]) {
			const { value } = await c.ok('getAccountInfo', [id, { encoding: 'base64' }]);
			assert.equal(value !== null, profile.includes(gate));
		}
		const key = L.newKey(), id = L.newKey();
		await c.ok('requestAirdrop', [key.address, 1e10]);
		await c.admin('program', { address: id.address, programData: L.newKey().address, elf: L.program(3).toString('base64') });
		const bytes = L.legacy([key], [{ program: id.bytes, accounts: [], data: Buffer.alloc(0) }], (await c.ok('getLatestBlockhash')).value.blockhash);
		assert.deepEqual((await c.call('sendTransaction', [bytes.toString('base64'), { encoding: 'base64' }])).error.data.err, { InstructionError: [0, { Custom: 3 }] });
		assert.equal(await deploys(c, L.program(0)), null);
		const [old] = await c.ok('getProgramAccounts', ['BPFLoader2111111111111111111111111111111111', { encoding: 'base64' }]);
		const elf = Buffer.from(old.account.data[0], 'base64');
		assert.ok(elf.readUInt32LE(48) < 3);
		assert.deepEqual(await deploys(c, elf), profile.includes('0500') ? { InstructionError: [1, 'InvalidAccountData'] } : null);
		await other.stop();
	});
done();
