// localnet.mjs - a local chain in this process.
//
//   const net = await startLocalnet({ slotMs: 100 });
//   ... net.url, net.adminUrl, net.chain, net.faults, net.counters ...
//   await net.stop();
import { listenAdmin } from './admin.mjs';
import { Chain } from './chain.mjs';
import { Clock } from './clock.mjs';
import { Counters } from './counters.mjs';
import { Faults } from './faults.mjs';
import { close, listenRpc, open } from './http.mjs';
import { Rpc } from './rpc.mjs';

const addressOf = (server) => `http://127.0.0.1:${server.address().port}`;

// options: port, adminPort (0: any), profile, unix, slotMs, genesis, seed, paused
export async function startLocalnet(options = {}) {
	const chain = new Chain(options);
	const faults = new Faults(), counters = new Counters();
	const net = { chain, faults, counters, clock: new Clock(chain), snapshots: new Map() };
	const answers = new Rpc(chain, faults, counters);
	const rpc = await listenRpc(options.port ?? 0, answers, counters);
	const admin = await listenAdmin(options.adminPort ?? 0, net);
	if (!options.paused)
		net.clock.resume();
	net.url = addressOf(rpc);
	net.adminUrl = addressOf(admin);
	// down refuses connections until up, at the same address.
	net.down = async () => { if (rpc.listening) await close(rpc); };
	net.up = async () => { if (!rpc.listening) await open(rpc, new URL(net.url).port); };
	Object.assign(answers, { down: net.down, up: net.up });
	// front is one more RPC address over the same chain, with faults, counters and an end of its own.
	const servers = [rpc, admin];
	net.front = async () => {
		const front = { faults: new Faults(), counters: new Counters() }, other = new Rpc(chain, front.faults, front.counters);
		const server = await listenRpc(0, other, front.counters);
		servers.push(server);
		front.url = addressOf(server);
		front.down = async () => { if (server.listening) await close(server); };
		front.up = async () => { if (!server.listening) await open(server, new URL(front.url).port); };
		Object.assign(other, { down: front.down, up: front.up });
		return front;
	};
	net.stop = async () => {
		net.clock.pause();
		await Promise.all(servers.filter((s) => s.listening).map(close));
	};
	return net;
}
