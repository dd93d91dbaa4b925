// tap.mjs - tests as TAP on stdout.
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

export class Tap {
	constructor(prefix = '') {
		this.prefix = prefix;
		this.count = this.failed = 0;
	}
	comment(text) { console.log(`# ${text}`); }
	test(name, run) {
		let error = null;
		try {
			run();
		} catch (e) {
			error = e;
		}
		console.log(`${error ? 'not ok' : 'ok'} ${++this.count} - ${this.prefix}${name}`);
		if (!error)
			return;
		this.failed++;
		for (const line of String(error.stack ?? error).split('\n').slice(0, 14))
			console.log(`#   ${line.replaceAll(`file://${here}`, '').replaceAll(here, '')}`);
	}
	done() {
		console.log(`1..${this.count}`);
		process.exitCode = this.failed ? 1 : 0;
	}
}

export function check(condition, text) {
	if (!condition)
		throw new Error(text);
}
export function equal(got, want, text = 'value') {
	const same = Buffer.isBuffer(want) ? Buffer.isBuffer(got) && got.equals(want) : got === want;
	const show = (v) => (Buffer.isBuffer(v) ? v.toString('hex') : String(v));
	check(same, `${text}: got ${show(got)}, want ${show(want)}`);
}
