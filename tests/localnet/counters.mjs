// counters.mjs - what clients asked and what came of it.
import { base58Encode } from './base58.mjs';
import { keyOf } from './ids.mjs';

const NAMES_MAX = 200;

const zero = () => ({ http: 0, batches: 0, requests: 0, methods: {}, bodyBytesIn: 0, bodyBytesOut: 0, connections: 0,
	transactions: { landed: 0, failed: 0, refused: 0, dropped: 0, lost: 0, simulated: 0 }, versions: {}, programs: {} });

const names = new Map(); // of programs, by their bytes: there are few
function nameOf(bytes) {
	const key = keyOf(bytes);
	if (!names.has(key))
		names.set(key, base58Encode(bytes));
	return names.get(key);
}

const bump = (map, name) => {
	if (Object.hasOwn(map, name) || Object.keys(map).length < NAMES_MAX)
		map[name] = (map[name] ?? 0) + 1;
};

export class Counters {
	constructor() {
		this.sockets = new Map(); // socket to its bytes at the last reset
		this.closed = { in: 0, out: 0 };
		this.now = zero();
		this.cpu = process.cpuUsage();
	}
	socket(s) {
		this.now.connections++;
		this.sockets.set(s, { in: 0, out: 0 });
		s.once('close', () => {
			const from = this.sockets.get(s);
			this.sockets.delete(s);
			this.closed.in += s.bytesRead - from.in;
			this.closed.out += s.bytesWritten - from.out;
		});
	}
	request(method) {
		this.now.requests++;
		bump(this.now.methods, method);
	}
	// how: landed, failed (in a block, with its fee), refused (by preflight),
	// dropped (accepted, could not land), lost (by a fault), simulated.
	transaction(how, tx) {
		this.now.transactions[how]++;
		if (how !== 'landed' && how !== 'failed')
			return;
		bump(this.now.versions, String(tx.version));
		for (const ix of tx.instructions)
			bump(this.now.programs, `${nameOf(tx.keys[ix.program])}:${ix.data[0] ?? '-'}`);
	}
	read() {
		let bytesIn = this.closed.in, bytesOut = this.closed.out;
		for (const [s, from] of this.sockets) {
			bytesIn += s.bytesRead - from.in;
			bytesOut += s.bytesWritten - from.out;
		}
		const { user, system } = process.cpuUsage(this.cpu);
		return { ...this.now, bytesIn, bytesOut, cpuMs: Math.round((user + system) / 1000) };
	}
	reset() {
		const old = this.read();
		this.closed = { in: 0, out: 0 };
		for (const [s, from] of this.sockets)
			Object.assign(from, { in: s.bytesRead, out: s.bytesWritten });
		this.now = zero();
		this.cpu = process.cpuUsage();
		return old;
	}
}
