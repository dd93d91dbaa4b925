// tap.mjs - tests in order, each one line of TAP.
//   await test('a fact', async () => { assert... });
//   done();
let n = 0, failed = 0;

export async function test(name, body) {
	n++;
	try {
		await body();
		console.log(`ok ${n} - ${name}`);
	} catch (e) {
		failed++;
		console.log(`not ok ${n} - ${name}`);
		for (const line of String(e.stack ?? e).split('\n').slice(0, 12))
			console.log(`# ${line}`);
	}
}

// done prints the plan and ends the process, whatever sockets are still open.
export function done() {
	console.log(`1..${n}`);
	process.exit(failed === 0 ? 0 : 1);
}
