// main.mjs - the local chain as a process.
//
//   main.mjs [--port N] [--admin-port N] [--clock UNIX] [--slot-ms N] [--profile P]
//            [--genesis HASH] [--seed TEXT] [--paused] [--ready-file FILE] [--with-parent]
//
// Writes {"url","adminUrl","pid"} to standard output, and to the ready file,
// when it can be used.  With --with-parent it ends when its standard input does.
import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startLocalnet } from './localnet.mjs';

const OPTIONS = {
	'port': { type: 'string' }, 'admin-port': { type: 'string' }, 'clock': { type: 'string' }, 'slot-ms': { type: 'string' },
	'profile': { type: 'string' }, 'genesis': { type: 'string' }, 'seed': { type: 'string' }, 'ready-file': { type: 'string' },
	'paused': { type: 'boolean' }, 'with-parent': { type: 'boolean' },
};

function number(text, name, least) {
	if (text === undefined)
		return undefined;
	if (!/^[0-9]{1,15}$/.test(text) || Number(text) < least)
		throw new Error(`--${name} must be a whole number of at least ${least}, not ${text}`);
	return Number(text);
}

function readArguments() {
	const { values: v } = parseArgs({ options: OPTIONS });
	return {
		port: number(v.port, 'port', 0), adminPort: number(v['admin-port'], 'admin-port', 0), unix: number(v.clock, 'clock', 1_000),
		slotMs: number(v['slot-ms'], 'slot-ms', 1), profile: v.profile, genesis: v.genesis, seed: v.seed, paused: v.paused,
		readyFile: v['ready-file'], withParent: v['with-parent'],
	};
}

function announce(net, file) {
	const line = JSON.stringify({ url: net.url, adminUrl: net.adminUrl, pid: process.pid }) + '\n';
	if (file !== undefined) {
		writeFileSync(`${file}.new`, line);
		renameSync(`${file}.new`, file);
	}
	process.stdout.write(line);
}

async function main() {
	const options = readArguments();
	const net = await startLocalnet(options);
	const stop = () => net.stop().then(() => process.exit(0));
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	process.stdout.on('error', () => {});
	if (options.withParent) {
		process.stdin.on('end', stop).on('close', stop).on('error', stop);
		process.stdin.resume();
	}
	announce(net, options.readyFile);
}

main().catch((e) => {
	console.error(`localnet: ${e.message}`);
	process.exit(1);
});
