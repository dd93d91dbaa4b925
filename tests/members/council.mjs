// council.mjs - a council of five, three of whom decide, and the demo program under it.
import { Stage, so } from '../cli/lib.mjs';

export const five = ['a', 'b', 'c', 'd', 'e'];

// `numbers` are further options of multisig create.
export async function council(numbers = ['--threshold', '3', '--stop', '2', '--timelock', '1h']) {
	const s = await Stage.start();

	for (const name of [...five, 'f', 'stranger'])
		await s.key(name, 20000000000n);
	for (const name of ['gov', 'demo'])
		await s.key(name);
	await s.init();
	await s.json(['program', 'deploy', so('keyturn'), '--program-id', s.file('gov.json')]);
	const m = await s.json(['multisig', 'create', ...five.flatMap((n) => ['--member', s.keys[n]]), ...numbers,
		'--allow-plain-governance-key']);
	s.env.KEYTURN_MULTISIG = m.multisig;
	s.authority = m.authority;
	await s.json(['program', 'deploy', so('demo_v1'), '--program-id', s.file('demo.json'), '--max-len', '20000']);
	await s.json(['program', 'adopt', s.keys.demo, '--allow-plain-governance-key']);
	return s;
}

// Three of the five say yes, the lock passes; `typed` is what a dangerous card wants.
export async function approve(s, id, typed = `${id}`, who = ['a', 'b', 'c']) {
	for (const name of who)
		await s.json(['approve', `${id}`, ...s.k(name)], { input: `${typed}\n` });
}

export async function carryOut(s, id, typed = `${id}`, more = []) {
	await approve(s, id, typed);
	await s.admin('warp', { seconds: 3600 });
	return s.json(['execute', `${id}`, ...more], { input: `${typed}\n` });
}

export const show = async (s, id) => (await s.json(['show', `${id}`])).proposal;

// Refused before anything is sent: the exit code, and what the error says.
export async function refused(s, args, code, says, input = '') {
	const before = await s.landed();
	const r = await s.run([...args, '--output', 'json', '--yes'], { input });

	if (r.code !== code || !says.test(r.err))
		throw new Error(`${args.join(' ')}: exit ${r.code}, wanted ${code} and ${says}: ${r.err}`);
	if (await s.landed() !== before)
		throw new Error(`${args.join(' ')} sent something`);
	return JSON.parse(r.err.slice(r.err.lastIndexOf('{"code"'))); // a question may stand before it
}
