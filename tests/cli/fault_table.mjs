// fault_table.mjs - what can go wrong with an answer, and which cells of
// fault x method x command are run.

// Exit codes of a command that met the fault: done, or the network's.
export const NETWORK = [0, 4];
// What a node that tells of another state may bring about: not found, refused
// here or by the chain, a lock or votes that it says are missing.
export const ANY_REFUSAL = [0, 4, 5, 6, 7, 8, 9, 12];

// Once: the first request of the method meets it.  `timeout` is --timeout;
// `rare`: much like another, run in the whole table only.
const passing = {
	'slow': { kind: 'delay', ms: 600 },
	'later than the timeout': { kind: 'delay', ms: 1600, timeout: '1s' },
	'never given': { kind: 'drop', when: 'after', timeout: '1s' },
	'never given, nothing done': { kind: 'drop', when: 'before', timeout: '1s' },
	'a closed connection, all done': { kind: 'close', when: 'after' },
	'a closed connection, nothing done': { kind: 'close', when: 'before' },
	'429 with Retry-After': { kind: 'status', status: 429, retryAfter: 1 },
	'429 with a Retry-After of no sense': { kind: 'status', status: 429, retryAfter: 'soon', rare: true },
	'429': { kind: 'status', status: 429 },
	'500': { kind: 'status', status: 500 },
	'503 with a page': { kind: 'status', status: 503, body: '<html>busy</html>', rare: true },
	'403': { kind: 'status', status: 403 },
	'404': { kind: 'status', status: 404, rare: true },
	'error -32603': { kind: 'error', code: -32603, message: 'internal error' },
	'error -32005, behind': { kind: 'error', code: -32005, message: 'Node is behind by 42 slots', data: { numSlotsBehind: 42 } },
	'error -32016, slot not reached': { kind: 'error', code: -32016, message: 'Minimum context slot has not been reached' },
	'error -32601, no such method': { kind: 'error', code: -32601, message: 'Method not found' },
	'error -32602, bad parameters': { kind: 'error', code: -32602, message: 'Invalid params', rare: true },
	'an error with a hostile message': { kind: 'error', code: -32000, message: '\u001b[2J\u202e\nall is well' },
	'cut off': { kind: 'truncate', bytes: 70 },
	'cut off before its first byte': { kind: 'truncate', bytes: 0, rare: true },
	'cut off as if whole': { kind: 'truncate', bytes: 70, clean: true },
	'empty': { kind: 'omit' },
	'no JSON': { kind: 'body', text: '<html>' },
	'JSON, but no answer': { kind: 'body', text: '[]', rare: true },
	'very deep': { kind: 'body', text: '['.repeat(100000) },
	'given twice in one body': { kind: 'twice' },
	'to another question': { kind: 'mistype', path: 'id', value: 999999 },
	'without an id': { kind: 'mistype', path: 'id', rare: true },
	'without a result': { kind: 'mistype', path: 'result' },
	'a number for a result': { kind: 'mistype', path: 'result', value: 5 },
	'a text for a result': { kind: 'mistype', path: 'result', value: 'all', rare: true },
	'null for a result': { kind: 'mistype', path: 'result', value: null },
	'an empty object for a result': { kind: 'mistype', path: 'result', value: {} },
	'null for a value': { kind: 'mistype', path: 'result.value', value: null, codes: ANY_REFUSAL },
	'a list for a value': { kind: 'mistype', path: 'result.value', value: [], rare: true },
	'a negative slot': { kind: 'mistype', path: 'result.context.slot', value: -1 },
	'in drops': { kind: 'trickle', bytes: 100, ms: 5 },
	'that of a second delivery': { kind: 'again' },
	'1 s old': { kind: 'stale', slots: 20, codes: ANY_REFUSAL, rare: true },
	'3 s old': { kind: 'stale', slots: 60, codes: ANY_REFUSAL },
};

// For good: every request of the method meets it, until the command is over.
const lasting = {
	'never given': { kind: 'drop', when: 'after', timeout: '1s' },
	'a closed connection': { kind: 'close', when: 'before' },
	'429': { kind: 'status', status: 429 },
	'503': { kind: 'status', status: 503 },
	'error -32603': { kind: 'error', code: -32603, message: 'internal error', rare: true },
	'cut off': { kind: 'truncate', bytes: 70, rare: true },
	'no JSON': { kind: 'body', text: '<html>' },
	'a number for a result': { kind: 'mistype', path: 'result', value: 5 },
	'1 s old': { kind: 'stale', slots: 20, codes: ANY_REFUSAL },
};

// Of one account, by every read; `unseen`: what one endpoint says of it cannot be told from the truth.
const lies = {
	'is owned by another': { what: 'proposal', owner: 'stranger' },
	'is cut short': { what: 'proposal', length: 100 },
	'is too long': { what: 'proposal', length: 2000 },
	'is empty': { what: 'proposal', length: 0, unseen: true },
	'is missing': { what: 'proposal', missing: true, unseen: true },
	'has another tag': { what: 'proposal', offset: 0, bytes: '02' },
	'is of another version': { what: 'proposal', offset: 1, bytes: '07' },
	'holds other code': { what: 'proposal', field: 'code', bytes: '0badc0de' },
	'has another description': { what: 'proposal', field: 'text', bytes: '66616b65' },
	'counts other votes': { what: 'proposal', field: 'votes', bytes: '07', unseen: true },
	'is owned by another ': { what: 'multisig', owner: 'stranger' },
	'is missing ': { what: 'multisig', missing: true },
	'is cut short ': { what: 'multisig', length: 100 },
	'has other members': { what: 'multisig', field: 'member', bytes: '0badc0de' },
	'has another threshold': { what: 'multisig', field: 'threshold', bytes: '01' },
	'has another epoch': { what: 'multisig', field: 'epoch', bytes: '09', unseen: true },
	'is owned by another  ': { what: 'record', owner: 'stranger' },
	'is missing  ': { what: 'record', missing: true, unseen: true },
	'names another newest version': { what: 'record', field: 'newest', bytes: '03' },
	'has another version code': { what: 'record', field: 'version', bytes: '0badc0de', unseen: true },
};

// pairs picks cells of [fault, method, command] so that every pair of
// fault and method and every pair of fault and command is there.
function pairs(faults, commands) {
	const cells = [], left = new Map();
	const methods = [...new Set(Object.values(commands).flat())];

	for (const fault of faults) {
		const need = new Set(Object.keys(commands));
		for (const [i, method] of methods.entries()) {
			const able = Object.keys(commands).filter((c) => commands[c].includes(method));
			const used = (c) => left.get(`${c} ${method}`) ?? 0;
			able.sort((a, b) => need.has(b) - need.has(a) || used(a) - used(b) || (i % 2 ? 1 : -1));
			left.set(`${able[0]} ${method}`, used(able[0]) + 1);
			need.delete(able[0]);
			cells.push([fault, method, able[0]]);
		}
		for (const command of need)
			cells.push([fault, commands[command][0], command]);
	}
	return cells;
}

const triples = (faults, commands) => faults.flatMap((fault) =>
	Object.entries(commands).flatMap(([command, methods]) => methods.map((method) => [fault, method, command])));

const named = (set, how, count) => Object.entries(set).map(([name, { codes = NETWORK, timeout, rare = false, ...fault }]) =>
	({ name: `an answer ${how} ${name}`, fault: { ...fault, ...count }, codes, timeout, rare }));

// cells lists them; commands is {name: [method...]}, whole: all triples, else all pairs.
export function cells(commands, whole) {
	const faults = [...named(passing, 'is once', { count: 1 }), ...named(lasting, 'is always', {})].filter((f) => whole || !f.rare);

	return (whole ? triples : pairs)(faults, commands).map(([f, method, command]) => ({ ...f, method, command }));
}

// lieCells: every lie to every command.  at: {what: {address, field: offset}}.
export function lieCells(commands, at, addresses) {
	return Object.entries(lies).flatMap(([name, { what, field, owner, unseen = false, ...rest }]) =>
		Object.keys(commands).map((command) => ({
			name: `the ${what} ${name.trim()}, says the endpoint`, command, codes: ANY_REFUSAL, unseen, lie: true,
			fault: { kind: 'lie', account: at[what].address, ...rest,
				...(field === undefined ? {} : { offset: at[what][field] }), ...(owner === undefined ? {} : { owner: addresses[owner] }) },
		})));
}
