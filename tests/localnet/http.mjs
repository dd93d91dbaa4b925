// http.mjs - the RPC address: HTTP around rpc.mjs, and the faults of a wire.
import http from 'node:http';
import { toJson } from './encode.mjs';

export const BODY_MAX = 50 * 1024; // a node's own limit
const KEEP_ALIVE_MS = 60_000;

// readBody is the body's bytes, or null where it is longer than max.
export function readBody(request, max) {
	return new Promise((done, failed) => {
		const parts = [];
		let length = 0;
		request.on('data', (part) => {
			length += part.length;
			if (length > max)
				done(null);
			else
				parts.push(part);
		}).on('end', () => done(parts.length === 1 ? parts[0] : Buffer.concat(parts))).on('error', failed);
	});
}

export function send(response, status, body, headers = {}) {
	const length = Buffer.byteLength(body);
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': length, ...headers });
	response.end(body);
	return length;
}

const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// before: faults that keep the request from being looked at.  True if one did.
function failBefore(rpc, response, faults) {
	const death = faults.find((f) => f.kind === 'die');
	if (death !== undefined) {
		void die(rpc, death);
		return true;
	}
	const early = faults.find((f) => f.kind === 'status' || f.kind === 'limit' || ((f.kind === 'close' || f.kind === 'drop') && f.when === 'before'));
	if (early === undefined)
		return false;
	if (early.kind === 'close')
		response.socket.destroy();
	if (early.kind === 'status' || early.kind === 'limit')
		send(response, early.status ?? 429, early.body ?? '{}', early.retryAfter === undefined ? {} : { 'retry-after': String(early.retryAfter) });
	return true;
}

// die is a node that goes down with every connection, and may come back.
async function die(rpc, { ms }) {
	await rpc.down();
	if (ms === undefined)
		return;
	await sleep(ms);
	await rpc.up();
}

// after: faults that spoil a finished answer.  True if one did.
function failAfter(response, faults, body) {
	const late = faults.find((f) => ['close', 'drop', 'truncate', 'body', 'trickle'].includes(f.kind));
	if (late === undefined)
		return false;
	if (late.kind === 'close')
		response.socket.destroy();
	if (late.kind === 'body')
		send(response, 200, late.text);
	if (late.kind === 'truncate')
		truncate(response, late, Buffer.from(body));
	if (late.kind === 'trickle')
		void trickle(response, late, Buffer.from(body));
	return true;
}

// trickle gives the whole body, a few bytes at a time.
async function trickle(response, { bytes, ms }, body) {
	response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
	for (let at = 0; at < body.length && !response.destroyed; at += bytes) {
		response.write(body.subarray(at, at + bytes));
		await sleep(ms);
	}
	response.end();
}

function truncate(response, { bytes, clean }, body) {
	const part = body.subarray(0, bytes);
	if (clean) {
		send(response, 200, part);
		return;
	}
	response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
	response.write(part, () => response.socket?.destroy());
}

// A reply stands once in an answer, or not at all, or twice.
function entries(reply, faults) {
	if (reply === null || faults.some((f) => f.kind === 'omit'))
		return [];
	return faults.some((f) => f.kind === 'twice') ? [reply, reply] : [reply];
}

function answerText(rpc, plan) {
	if (plan.answer)
		return toJson(plan.answer);
	const replies = plan.calls.flatMap((call) => entries(rpc.run(call), call.faults));
	if (plan.calls.some((c) => c.faults.some((f) => f.kind === 'reverse')))
		replies.reverse();
	return plan.batch && replies.length > 0 ? toJson(replies) : replies.map(toJson).join('');
}

async function post(rpc, counters, request, response) {
	const body = await readBody(request, BODY_MAX);
	if (body === null) {
		send(response, 413, '{"error":"request body too large"}', { connection: 'close' });
		return;
	}
	counters.now.http++;
	counters.now.bodyBytesIn += body.length;
	const plan = rpc.plan(body.toString('utf8'));
	counters.now.batches += plan.batch ? 1 : 0;
	const faults = (plan.calls ?? []).flatMap((c) => c.faults);
	const wait = Math.max(0, ...faults.filter((f) => f.kind === 'delay').map((f) => f.ms));
	if (wait > 0)
		await sleep(wait);
	if (failBefore(rpc, response, faults))
		return;
	const text = answerText(rpc, plan);
	if (!failAfter(response, faults, text))
		counters.now.bodyBytesOut += send(response, 200, text);
}

function serve(rpc, counters, request, response) {
	if (request.method === 'GET' && request.url === '/health')
		return send(response, 200, 'ok', { 'content-type': 'text/plain' });
	if (request.method !== 'POST')
		return send(response, 405, 'Used HTTP Method is not allowed. POST or OPTIONS is required\n', { 'content-type': 'text/plain' });
	if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
		return send(response, 415, 'Supplied content type is not allowed. Content-Type: application/json is required\n', { 'content-type': 'text/plain' });
	return post(rpc, counters, request, response);
}

// listen is a server on 127.0.0.1 that survives whatever is sent to it.
export async function listen(port, onRequest) {
	const server = http.createServer((request, response) => {
		request.on('error', () => {});
		response.on('error', () => {});
		Promise.resolve(onRequest(request, response)).catch((e) => {
			if (request.aborted || response.destroyed)
				return;
			console.error(`localnet: ${e.stack}`);
			if (!response.headersSent)
				send(response, 500, '{}');
		});
	});
	server.keepAliveTimeout = KEEP_ALIVE_MS;
	server.on('clientError', (e, socket) => socket.destroy());
	await open(server, port);
	return server;
}

export function open(server, port) {
	return new Promise((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
}

export function close(server) {
	return new Promise((done) => {
		server.close(done);
		server.closeAllConnections();
	});
}

export async function listenRpc(port, rpc, counters) {
	const server = await listen(port, (request, response) => serve(rpc, counters, request, response));
	server.on('connection', (s) => counters.socket(s));
	return server;
}
