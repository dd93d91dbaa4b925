// fuzz.mjs - mutated requests and transactions by the ten thousand; the chain
// runs in a process of its own, and must be the same process afterwards.
//   LOCALNET_FUZZ=N times the usual counts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { READ_METHODS } from '../methods_read.mjs';
import { TRANSACTION_METHODS } from '../methods_tx.mjs';
import * as L from './lib.mjs';
import { done, test } from './tap.mjs';

const TIMES = Number(process.env.LOCALNET_FUZZ ?? 1);
const METHODS = Object.keys({ ...READ_METHODS, ...TRANSACTION_METHODS });
const BATCH = 20;

const child = spawn(process.execPath, [fileURLToPath(new URL('../main.mjs', import.meta.url)), '--with-parent', '--slot-ms', '50'], { stdio: ['pipe', 'pipe', 'inherit'] });
let ended = null;
child.on('exit', (code, signal) => { ended = `ended with ${code ?? signal}`; });
const [line] = await once(createInterface(child.stdout), 'line');
const net = JSON.parse(line);
const { call, ok, admin } = L.client(net);
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

// raw posts bytes and gives the body's text, or the error of the wire.
function raw(body) {
	return new Promise((resolve, reject) => {
		const request = http.request(net.url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': body.length } }, (response) => {
			const parts = [];
			response.on('data', (p) => parts.push(p)).on('end', () => resolve(Buffer.concat(parts).toString())).on('error', reject);
		});
		request.on('error', reject).end(body);
	});
}

const pick = L.random(20261124);
const oneOf = (list) => list[pick(list.length)];
const alice = L.newKey(), bob = L.newKey();
await ok('requestAirdrop', [alice.address, 1e12]);

// --- transactions
const ODD = [0, 1, 2, 3, 4, 31, 32, 63, 64, 65, 127, 128, 129, 130, 254, 255];
function mutate(bytes) {
	let b = Buffer.from(bytes);
	for (let n = 1 + pick(3); n > 0; n--) {
		const at = pick(b.length || 1);
		switch (pick(7)) {
		case 0: b[at] ^= 1 << pick(8); break;
		case 1: b[at] = oneOf(ODD); break;
		case 2: b = b.subarray(0, at); break;
		case 3: b = Buffer.concat([b, Buffer.alloc(1 + pick(40), pick(256))]); break;
		case 4: b = Buffer.concat([b.subarray(0, at), b.subarray(at + 1 + pick(8))]); break;
		case 5: b = Buffer.concat([b.subarray(0, at), Buffer.alloc(1 + pick(4), oneOf(ODD)), b.subarray(at)]); break;
		default: b.copy(b, pick(b.length || 1), at, at + 32);
		}
		if (b.length === 0)
			return Buffer.from([pick(256)]);
	}
	return b;
}
const lookups = () => Buffer.concat([Buffer.from([1]), oneOf([L.LOADER, bob.bytes]), Buffer.from([1, pick(4), 1, pick(256)])]);
function someInstructions() {
	const table = [
		() => L.transfer(alice, bob.bytes, pick(1e9)),
		() => L.loaderInstruction([[alice.bytes, 'sw'], [bob.bytes, 'w'], [L.RENT], [L.CLOCK], [L.SYSTEM]], L.u32(pick(12)), Buffer.alloc(pick(40), pick(256))),
		() => ({ program: L.BUDGET, accounts: [], data: Buffer.concat([Buffer.from([pick(6)]), Buffer.alloc(pick(10), pick(256))]) }),
		() => ({ program: L.SYSTEM, accounts: [[alice.bytes, 'sw'], [bob.bytes, 'w'], [L.RECENT], [L.RENT]], data: Buffer.concat([L.u32(pick(15)), Buffer.alloc(pick(60), pick(4))]) }),
		() => ({ program: oneOf([L.LOADER, L.SYSTEM, L.BUDGET, L.RENT, bob.bytes, L.base58Decode('AddressLookupTab1e1111111111111111111111111'), L.base58Decode('Ed25519SigVerify111111111111111111111111111'),
			L.base58Decode('KeccakSecp256k11111111111111111111111111111'), L.base58Decode('Secp256r1SigVerify1111111111111111111111111'), L.base58Decode('Stake11111111111111111111111111111111111111'), L.base58Decode('Vote111111111111111111111111111111111111111'),
			L.base58Decode('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'), L.base58Decode('NativeLoader1111111111111111111111111111111')]),
		accounts: [[alice.bytes, 'sw'], [oneOf([bob.bytes, L.CLOCK, L.LOADER]), oneOf(['', 'w'])]], data: Buffer.alloc(pick(80), oneOf(ODD)) }),
	];
	return Array.from({ length: pick(2) ? 1 : 1 + pick(4) }, () => (pick(3) ? oneOf(table) : table[0])());
}
function someMessage(blockhash) {
	const list = someInstructions();
	switch (pick(3)) {
	case 0: return L.legacyMessage(alice, list, blockhash);
	case 1: return L.v0Message(alice, list, blockhash, pick(2) ? lookups() : undefined);
	default: return L.v1Message(alice, list, blockhash, { fee: pick(2) ? pick(1e6) : undefined, units: pick(4) ? pick(2e6) : undefined, data: pick(4) ? pick(1e8) : undefined });
	}
}
// A third is mutated after signing (the wire is wrong), a third before, and a
// third is whole but odd: well signed nonsense that reaches the machine.
function someTransaction(blockhash) {
	const message = someMessage(blockhash);
	switch (pick(3)) {
	case 0: return mutate(L.signed(message, [alice]));
	case 1: return L.signed(mutate(message), [alice]);
	default: return L.signed(message, [alice]);
	}
}
const TX_METHODS = ['sendTransaction', 'simulateTransaction', 'simulateTransaction', 'sendTransaction', 'getFeeForMessage'];
function transactionRequest(blockhash, id) {
	const method = oneOf(TX_METHODS);
	const bytes = method === 'getFeeForMessage' ? mutate(someMessage(blockhash)) : someTransaction(blockhash);
	const config = { encoding: 'base64', skipPreflight: pick(2) === 1 };
	if (method === 'simulateTransaction' && pick(2))
		config.replaceRecentBlockhash = true;
	return { jsonrpc: '2.0', id, method, params: [bytes.toString('base64'), config] };
}

const codes = new Map();
function note(reply) {
	const what = reply.error ? reply.error.code : 'result';
	codes.set(what, (codes.get(what) ?? 0) + 1);
	assert.notEqual(what, -32603, JSON.stringify(reply));
}
async function alive() {
	assert.equal(ended, null);
	assert.equal((await admin('state')).internalErrors, 0);
}

await test(`${20_000 * TIMES} mutated transactions, sent and simulated, leave the process alive`, async () => {
	for (let done = 0; done < 20_000 * TIMES; done += BATCH) {
		if (done % 2_000 === 0)
			await ok('requestAirdrop', [alice.address, 1e12]);
		const { value: { blockhash } } = await ok('getLatestBlockhash');
		const batch = Array.from({ length: BATCH }, (_, id) => transactionRequest(blockhash, id));
		const replies = JSON.parse(await raw(Buffer.from(JSON.stringify(batch))));
		assert.equal(replies.length, BATCH);
		replies.forEach(note);
	}
	await alive();
	// The corpus reached every stage: refused bytes, failed runs, landed ones.
	for (const what of [-32602, -32002, 'result'])
		assert.ok(codes.get(what) > 500, `${what}: ${codes.get(what)}`);
	const { transactions } = await admin('counters');
	assert.ok(transactions.landed > 100 && transactions.failed > 100, JSON.stringify(transactions));
});

// --- requests
const WEIRD = [null, true, false, 0, -1, 1.5, 1e300, 2 ** 53, '', 'x', '1'.repeat(32), '1'.repeat(64), 'é€\u0000\ud800', [], {}, [[]], [null], { encoding: 'base64' }, { commitment: 'nope' },
	{ dataSlice: { offset: -1, length: 1 } }, { dataSlice: { offset: 1e15, length: 1e15 } }, { filters: [{}] }, { filters: [{ memcmp: { offset: 0, bytes: '!' } }] }, { filters: [{ memcmp: { offset: 0, bytes: [999, 'a'] } }] },
	{ limit: 0 }, { before: 'x' }, { minContextSlot: 1e15 }, { encoding: 'base64+zstd' }, { encoding: 'jsonParsed' }, { maxSupportedTransactionVersion: 300 }, { accounts: { addresses: ['x'] } }, { __proto__: null, constructor: 1 }];
const GOOD = () => oneOf([alice.address, bob.address, L.base58Encode(L.LOADER), 'SysvarC1ock11111111111111111111111111111111', [alice.address], [L.base58Encode(Buffer.alloc(64, 1))], 447_552_000 + pick(1000)]);
const someParams = () => Array.from({ length: pick(4) }, () => (pick(2) ? oneOf(WEIRD) : GOOD()));
function someRequest(id) {
	const request = { jsonrpc: '2.0', id, method: oneOf(METHODS), params: someParams() };
	switch (pick(12)) {
	case 0: request[oneOf(['jsonrpc', 'id', 'method', 'params', 'extra'])] = oneOf(WEIRD); break;
	case 1: delete request[oneOf(['jsonrpc', 'id', 'method', 'params'])]; break;
	case 2: request.method = oneOf(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'getNothing', '']);
	}
	return request;
}
function someBody() {
	const batch = Array.from({ length: pick(4) }, (_, id) => someRequest(id));
	const text = Buffer.from(JSON.stringify(batch.length === 1 && pick(2) ? batch[0] : batch));
	return pick(3) ? text : mutate(text);
}

await test(`${20_000 * TIMES} mutated request bodies all get an answer`, async () => {
	for (let done = 0; done < 20_000 * TIMES; done += 8) {
		const texts = await Promise.all(Array.from({ length: 8 }, () => raw(someBody())));
		for (const text of texts)
			if (text !== '')
				[JSON.parse(text)].flat().forEach(note);
	}
	await alive();
	for (const what of [-32700, -32600, -32601, -32602, 'result'])
		assert.ok(codes.get(what) > 100, `${what}: ${codes.get(what)}`);
});

await test('bytes that are not HTTP, and bodies cut short, leave the process alive', async () => {
	const { connect } = await import('node:net');
	const { port } = new URL(net.url);
	for (let i = 0; i < 300; i++) {
		const socket = connect(Number(port), '127.0.0.1');
		socket.on('error', () => {});
		await once(socket, 'connect');
		const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${pick(500)}\r\n\r\n{"jsonrpc":`;
		socket.end(pick(2) ? mutate(Buffer.from(head)) : head.slice(0, pick(head.length)));
		socket.destroySoon();
	}
	await alive();
	assert.equal(await ok('getHealth'), 'ok');
});

await test('deep nesting and a body over 50 KiB are refused, not fatal', async () => {
	const deep = '['.repeat(20_000) + ']'.repeat(20_000);
	assert.equal(JSON.parse((await L.post(net.url, deep)).text)[0].error.code, -32600);
	assert.equal((await L.post(net.url, ' '.repeat(51 * 1024))).status, 413);
	assert.equal((await call('getHealth')).result, 'ok');
});

child.stdin.end();
done();
