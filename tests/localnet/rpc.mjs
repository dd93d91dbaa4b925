// rpc.mjs - JSON-RPC 2.0: a request body in, an answer out.
import { setPath, applyLies } from './faults.mjs';
import { RpcError } from './errors.mjs';
import { READ_METHODS } from './methods_read.mjs';
import { TRANSACTION_METHODS } from './methods_tx.mjs';
import * as P from './params.mjs';

const METHODS = { ...READ_METHODS, ...TRANSACTION_METHODS };

const failure = (id, code, message, data) => ({ jsonrpc: '2.0', error: data === undefined ? { code, message } : { code, message, data }, id });

// What a method sees: the chain through this request's faults.
class Context {
	constructor(rpc, faults) {
		this.chain = rpc.chain;
		this.counters = rpc.counters;
		this.stale = Math.max(0, ...faults.filter((f) => f.kind === 'stale').map((f) => f.slots));
		this.lies = faults.filter((f) => f.kind === 'lie');
		this.lost = faults.some((f) => f.kind === 'lose');
		this.blind = faults.some((f) => f.kind === 'blind');
	}
	view(o) {
		const view = this.chain.view(P.commitment(o), this.stale);
		if (o.minContextSlot !== undefined && o.minContextSlot !== null && BigInt(P.integer(o.minContextSlot)) > view.slot)
			throw new RpcError(-32016, 'Minimum context slot has not been reached', { contextSlot: view.slot });
		if (this.lies.length > 0)
			view.lens = (key, account) => applyLies(this.lies, key, account);
		return view;
	}
	isLost() { return this.lost; }
	count(how, tx) { this.counters.transaction(how, tx); }
}

const isId = (id) => id === null || typeof id === 'string' || typeof id === 'number';

function idOf(request) {
	return request !== null && typeof request === 'object' && isId(request.id) ? request.id : null;
}

function badRequest(r) {
	return r === null || typeof r !== 'object' || Array.isArray(r) || r.jsonrpc !== '2.0' || typeof r.method !== 'string' ||
		(r.id !== undefined && !isId(r.id)) || (r.params !== undefined && r.params !== null && typeof r.params !== 'object');
}

export class Rpc {
	constructor(chain, faults, counters) {
		Object.assign(this, { chain, faults, counters });
	}
	// plan reads a body: {batch, calls: [{request, faults}]} or {answer}.
	plan(text) {
		let body;
		try {
			body = JSON.parse(text);
		} catch {
			return { answer: failure(null, -32700, 'Parse error') };
		}
		const batch = Array.isArray(body);
		if (batch && body.length === 0)
			return { answer: failure(null, -32600, 'Invalid request') };
		return { batch, calls: (batch ? body : [body]).map((request) => this.#call(request)) };
	}
	#call(request) {
		if (badRequest(request))
			return { request, bad: true, faults: [] };
		const known = Object.hasOwn(METHODS, request.method);
		this.counters.request(known ? request.method : 'unknown');
		return { request, known, faults: this.faults.take(request.method) };
	}
	// run answers one call; a notification (no id) is answered with null id's
	// absence: nothing.
	run({ request, bad, known, faults }) {
		const id = idOf(request);
		if (bad)
			return failure(id, -32600, 'Invalid request');
		const refusal = faults.find((f) => f.kind === 'error');
		if (refusal)
			return failure(id, refusal.code, refusal.message ?? 'refused', refusal.data);
		if (!known)
			return failure(id, -32601, 'Method not found');
		if (faults.some((f) => f.kind === 'again'))
			this.#method(request, id, faults);
		const reply = this.#method(request, id, faults);
		for (const f of faults)
			if (f.kind === 'mistype')
				setPath(reply, f.path, f.value);
		return request.id === undefined ? null : reply;
	}
	#method(request, id, faults) {
		try {
			const params = request.params ?? [];
			if (!Array.isArray(params))
				return failure(id, -32602, 'Invalid params: invalid type: map, expected a sequence.');
			return { jsonrpc: '2.0', result: METHODS[request.method](new Context(this, faults), params), id };
		} catch (e) {
			if (e instanceof RpcError)
				return failure(id, e.code, e.message, e.data);
			console.error(`localnet: ${request.method}: ${e.stack}`);
			this.counters.internal = (this.counters.internal ?? 0) + 1;
			return failure(id, -32603, 'Internal error');
		}
	}
}
