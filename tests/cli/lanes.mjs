// lanes.mjs - several chains that begin alike, so that runs on them do not meet.
// They live in a process of their own: this one starts the commands, and is
// quicker at that while it is small.
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Stage } from './lib.mjs';

export class Lanes {
	// open starts n chains; lanes.first is a Stage on the first, to make the world
	// and its snapshots with.  share lets the others begin from them.
	static async open(n, slotMs = 50) {
		const lanes = new Lanes();
		lanes.child = spawn(process.execPath, [fileURLToPath(new URL('chains.mjs', import.meta.url)), n, slotMs], { stdio: ['pipe', 'pipe', 'inherit'] });
		for await (const line of createInterface({ input: lanes.child.stdout })) {
			lanes.nets = JSON.parse(line);
			break;
		}
		lanes.first = await Stage.start({ net: lanes.nets[0] });
		return lanes;
	}

	share() {
		this.free = this.nets.map((net) => Object.assign(new Stage(), { net, keys: this.first.keys, dir: this.first.dir,
			env: { ...this.first.env, KEYTURN_URL: net.url }, snapshot: null }));
		this.waiting = [];
		this.rounds = 0;
	}

	// run gives body a chain as it was in the snapshot, and a client that
	// remembers nothing, or what the state folder `memory` does.  A body that
	// only reads leaves the chain as it was.
	async run(snapshot, reads, memory, body) {
		const s = this.free.pop() ?? await new Promise((next) => { this.waiting.push(next); });
		try {
			if (s.snapshot !== snapshot)
				await s.admin('restore', { name: snapshot });
			s.snapshot = reads ? snapshot : null;
			await s.admin('counters/reset');
			s.env.XDG_STATE_HOME = s.file(`lane-${++this.rounds}`);
			if (memory !== null)
				cpSync(memory, s.env.XDG_STATE_HOME, { recursive: true });
			return await body(s);
		} finally {
			await this.mend(s);
			const next = this.waiting.shift();
			if (next)
				next(s);
			else
				this.free.push(s);
		}
	}

	// mend ends every fault, and the lag.
	async mend(s) {
		await s.admin('up');
		await s.admin('faults/clear');
		await s.admin('lag', {});
	}

	async close() {
		await this.first.stop();
		this.child.stdin.end();
	}
}
