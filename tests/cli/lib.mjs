// lib.mjs - a chain, keys, and the program under test run against it.
import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { base58Encode as encode } from '../localnet/base58.mjs';
import { startLocalnet } from '../localnet/localnet.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const binary = process.env.KEYTURN_BIN ?? join(root, 'build/release/keyturn');
export const so = (name) => join(root, 'build/program', `${name}.so`);

export class Stage {
	// On a chain of its own, or on `net`.
	static async start({ net, ...options } = {}) {
		const s = new Stage();
		s.net = net ?? await startLocalnet({ slotMs: 50, ...options });
		s.dir = mkdtempSync(join(tmpdir(), 'keyturn-cli-'));
		s.env = { PATH: process.env.PATH, HOME: s.dir, XDG_CONFIG_HOME: join(s.dir, 'config'), XDG_STATE_HOME: join(s.dir, 'state') };
		s.keys = {};
		return s;
	}

	async stop() {
		await this.net.stop?.();
		rmSync(this.dir, { recursive: true, force: true });
	}

	file(name) {
		return join(this.dir, name);
	}

	write(name, data, mode = 0o600) {
		writeFileSync(this.file(name), data, { mode });
		return this.file(name);
	}

	// A Solana keypair file; its address is kept in `keys`.
	async key(name, lamports = 0n) {
		const { privateKey } = generateKeyPairSync('ed25519');
		const jwk = privateKey.export({ format: 'jwk' });
		const secret = Buffer.from(jwk.d, 'base64url'), address = Buffer.from(jwk.x, 'base64url');

		this.write(`${name}.json`, JSON.stringify([...secret, ...address]));
		this.keys[name] = encode(address);
		if (lamports > 0n)
			await this.admin('airdrop', { address: this.keys[name], lamports: String(lamports) });
		return this.keys[name];
	}

	async admin(route, body = {}) {
		const r = await fetch(`${this.net.adminUrl}/${route}`, { method: 'POST', body: JSON.stringify(body) });
		const answer = await r.json();

		if (r.status !== 200)
			throw new Error(`${route}: ${answer.error}`);
		return answer;
	}

	async rpc(method, params) {
		const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
		const r = await fetch(this.net.url, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });

		return (await r.json()).result;
	}

	// Runs keyturn; `input` goes to its standard input, `kill` ms later it is killed.
	run(args, { input = '', env = {}, kill = 0 } = {}) {
		return new Promise((resolve) => {
			const child = execFile(binary, args, { env: { ...this.env, ...env }, maxBuffer: 1 << 26, timeout: 120000 },
				(error, out, err) => {
					if (timer)
						clearTimeout(timer);
					resolve({ code: error ? error.code ?? -1 : 0, killed: error?.signal ?? null, out, err });
				});
			const timer = kill > 0 ? setTimeout(() => child.kill('SIGKILL'), kill) : null;

			child.stdin.on('error', () => {});
			child.stdin.end(input);
		});
	}

	// As JSON; a failure throws what it said.
	async json(args, options) {
		const r = await this.run([...args, '--output', 'json', '--yes'], options);

		if (r.code !== 0)
			throw new Error(`keyturn ${args.join(' ')}: ${r.code} ${r.err}`);
		return JSON.parse(r.out);
	}

	// The whole world: governance program, multisig of a, b, c, demo v1 adopted.
	async found({ timelock = '1h', threshold = 3 } = {}) {
		for (const name of ['a', 'b', 'c'])
			await this.key(name, 20000000000n);
		for (const name of ['gov', 'demo', 'stranger'])
			await this.key(name, name === 'stranger' ? 10000000000n : 0n);
		await this.init();
		await this.json(['program', 'deploy', so('keyturn'), '--program-id', this.file('gov.json')]);
		const m = await this.json(['multisig', 'create', ...['a', 'b', 'c'].flatMap((n) => ['--member', this.keys[n]]),
			'--threshold', String(threshold), '--timelock', timelock, '--allow-plain-governance-key']);
		this.env.KEYTURN_MULTISIG = m.multisig;
		await this.json(['program', 'deploy', so('demo_v1'), '--program-id', this.file('demo.json'), '--max-len', '20000']);
		await this.json(['program', 'adopt', this.keys.demo, '--allow-plain-governance-key']);
	}

	async init() {
		const r = await this.run(['init', '-u', this.net.url, '-k', this.file('a.json'), '--governance', this.keys.gov]);

		if (r.code !== 0)
			throw new Error(r.err);
	}

	k(name) {
		return ['-k', this.file(`${name}.json`)];
	}

	// `what` runs on a chain that it is shown as it was before `act`, until the first that it has signed is refused.
	async behind(act, what) {
		const refused = async () => (await this.admin('counters')).transactions.refused;
		let over = false;

		await this.admin('pause');
		await act();
		await this.admin('mine', { slots: 5 });
		await this.admin('lag', { confirmed: 6, finalized: 6 });
		const { id } = await this.admin('fault', { kind: 'mistype', method: 'simulateTransaction', path: 'result.value.err', value: null });
		const before = await refused(), running = what().finally(() => { over = true; });
		while (!over && await refused() === before)
			await new Promise((go) => { setTimeout(go, 20); });
		await this.admin('faults/clear', { id });
		await this.admin('resume');
		const r = await running;
		await this.admin('lag', {});
		return r;
	}

	async propose(file = 'demo_v2', text = 'second version') {
		return this.json(['propose', 'upgrade', this.keys.demo, so(file), '--description', text]);
	}

	// What landed so far, to be compared: nothing was sent when it is the same.
	async landed() {
		const c = await this.admin('counters');

		return JSON.stringify(c.programs);
	}
}

// The journal of `s`, newest first, as tests/live/data/journal_live.c prints it.
export function journal(s, dir = join(s.env.XDG_STATE_HOME, 'keyturn')) {
	const out = execFileSync(join(root, 'build/release/tests/live/data/journal_live'), [dir], { encoding: 'utf8' });

	return out.split('\n').filter(Boolean).map((line) => {
		const [id, action, outcome, signature, attempts] = line.split('\t');
		return { id, action, outcome: Number(outcome), signature, attempts: attempts.split(',').filter(Boolean) };
	});
}

export const OPEN = 0, LANDED = 1, FAILED = 2, EXPIRED = 3, UNKNOWN = 4; // enum journal_outcome
export const openRows = (s, dir) => journal(s, dir).filter((r) => r.outcome === OPEN || r.outcome === UNKNOWN);

export const hash = (file) => readFileSync(so(file));
