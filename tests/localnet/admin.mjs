// admin.mjs - the admin address: JSON over POST, to move time, break things and
// look at counters.  README.md describes every route.
import { base58Decode } from './base58.mjs';
import { toJson } from './encode.mjs';
import { listen, readBody, send } from './http.mjs';
import { LOADER, keyOf } from './ids.mjs';

const BODY_MAX = 64 * 1024 * 1024;

class BadRequest extends Error {}

function need(condition, why) {
	if (!condition)
		throw new BadRequest(why);
}
function addressKey(text, what) {
	const bytes = typeof text === 'string' ? base58Decode(text, 32) : null;
	need(bytes?.length === 32, `${what} is not an address`);
	return keyOf(bytes);
}
function whole(v, what, least = 0) {
	need(Number.isInteger(v) && v >= least, `${what} must be a whole number of at least ${least}`);
	return v;
}
function lamportsOf(v) {
	need((typeof v === 'string' && /^[0-9]{1,20}$/.test(v)) || (Number.isInteger(v) && v >= 0), 'lamports must be a whole number or a decimal string');
	const n = BigInt(v);
	need(n < 2n ** 64n, 'lamports over 64 bits');
	return n;
}
function bytesOfBase64(v, what) {
	need(typeof v === 'string' && Buffer.from(v, 'base64').toString('base64') === v, `${what} must be base64`);
	return Buffer.from(v, 'base64');
}

function state(net) {
	const { blocks, lag } = net.chain;
	return { slot: blocks.slot, blockHeight: blocks.height, unix: blocks.unix, blockhash: blocks.latest.hash, genesis: net.chain.genesis,
		profile: net.chain.profile, slotMs: net.chain.slotMs, paused: net.clock.paused, lag, faults: net.faults.list.length, internalErrors: net.counters.internal ?? 0 };
}

function warp(net, { unix, seconds, slots }) {
	need([unix, seconds, slots].filter((v) => v !== undefined).length === 1, 'warp needs one of unix, seconds, slots');
	if (slots !== undefined)
		net.chain.tick(whole(slots, 'slots', 1));
	else
		net.chain.warp(unix === undefined ? net.chain.blocks.unixMs / 1000 + whole(seconds, 'seconds') : whole(unix, 'unix'));
	net.clock.restart();
	return state(net);
}

function setAccount(net, b) {
	const key = addressKey(b.address, 'address');
	if (b.remove === true) {
		net.chain.setAccount(key, null);
		return {};
	}
	addressKey(b.owner, 'owner');
	const account = { lamports: lamportsOf(b.lamports), owner: base58Decode(b.owner, 32), data: bytesOfBase64(b.data ?? '', 'data'), executable: b.executable === true };
	net.chain.setAccount(key, account);
	return {};
}

// program puts an upgradeable program on the chain as if it had been deployed.
function program(net, b) {
	const id = base58Decode(b.address ?? '', 32), data = base58Decode(b.programData ?? '', 32);
	need(id?.length === 32 && data?.length === 32, 'program needs address and programData');
	const authority = b.authority ? base58Decode(b.authority, 32) : null;
	need(authority === null || authority.length === 32, 'authority is not an address');
	const elf = bytesOfBase64(b.elf, 'elf');
	const head = Buffer.alloc(45), link = Buffer.alloc(36);
	head.writeUInt32LE(3, 0);
	head.writeBigUInt64LE(net.chain.blocks.slot - 1n, 4);
	head[12] = authority ? 1 : 0;
	authority?.copy(head, 13);
	link.writeUInt32LE(2, 0);
	data.copy(link, 4);
	const room = Buffer.alloc(whole(b.room ?? 0, 'room'));
	const set = (address, bytes, executable) => net.chain.setAccount(keyOf(address), { lamports: net.chain.vm.rentExempt(bytes.length), owner: LOADER, data: bytes, executable });
	set(data, Buffer.concat([head, elf, room]), false);
	set(id, link, true);
	return {};
}

function setLag(net, b) {
	const lag = { processed: 0, confirmed: 0, finalized: 0 };
	for (const name of Object.keys(b)) {
		need(Object.hasOwn(lag, name), `no commitment is called ${name}`);
		lag[name] = whole(b[name], name);
	}
	net.chain.lag = lag;
	return { lag };
}

function airdrop(net, b) {
	addressKey(b.address, 'address');
	const { err, record } = net.chain.airdrop(base58Decode(b.address, 32), lamportsOf(b.lamports));
	need(err === null && record !== null, `airdrop failed: ${JSON.stringify(err)}`);
	return { signature: record.signature };
}

function restore(net, { name = 'default' }) {
	need(net.snapshots.has(name), `no snapshot is called ${name}`);
	net.chain.restore(net.snapshots.get(name));
	net.clock.restart();
	return state(net);
}

const ROUTES = {
	'state': state,
	'warp': warp,
	'mine': (net, { slots = 1 }) => (net.chain.tick(whole(slots, 'slots', 1)), net.clock.restart(), state(net)),
	'pause': (net) => (net.clock.pause(), state(net)),
	'resume': (net) => (net.clock.resume(), state(net)),
	'slot-ms': (net, { ms }) => ((net.chain.slotMs = whole(ms, 'ms', 1)), net.clock.restart(), state(net)),
	'fault': (net, b) => ({ id: net.faults.add(b) }),
	'faults': (net) => ({ faults: net.faults.list }),
	'faults/clear': (net, { id }) => (net.faults.clear(id), {}),
	'down': async (net) => (await net.down(), {}),
	'up': async (net) => (await net.up(), {}),
	'seed': (net, { seed }) => (net.faults.seed(whole(seed, 'seed')), {}),
	'lag': setLag,
	'account': setAccount,
	'program': program,
	'airdrop': airdrop,
	'snapshot': (net, { name = 'default' }) => (net.snapshots.set(String(name), net.chain.snapshot()), {}),
	'restore': restore,
	'counters': (net) => net.counters.read(),
	'counters/reset': (net) => net.counters.reset(),
};

function bodyObject(text) {
	let b;
	try {
		b = text.length === 0 ? {} : JSON.parse(text);
	} catch (e) {
		throw new BadRequest(`body is not JSON: ${e.message}`);
	}
	need(b !== null && typeof b === 'object' && !Array.isArray(b), 'body must be a JSON object');
	return b;
}

async function serve(net, request, response) {
	const name = request.url.replace(/^\/+|\/+$/g, '');
	if (!Object.hasOwn(ROUTES, name))
		return send(response, 404, toJson({ error: `no route /${name}; there are ${Object.keys(ROUTES).join(', ')}` }));
	const body = await readBody(request, BODY_MAX);
	if (body === null)
		return send(response, 413, '{"error":"body too large"}', { connection: 'close' });
	try {
		return send(response, 200, toJson(await ROUTES[name](net, bodyObject(body.toString('utf8')))));
	} catch (e) {
		return send(response, 400, toJson({ error: e.message }));
	}
}

export const listenAdmin = (port, net) => listen(port, (request, response) => serve(net, request, response));
