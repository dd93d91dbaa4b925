// lines.mjs - what somebody might type into the console in lines: its own words
// in any order, and lines that mean nothing.
//
//   lines.mjs SEED COUNT
let state = Number(process.argv[2]);
const roll = (n) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor(state / 2 ** 32 * n);
};
const words = ['list', 'more', 'status', 'read', 'help', 'open', 'approve', 'reject', 'cancel', 'execute', 'withdraw', 'reclaim', 'close',
	'rollback', 'programs', 'members', 'buffers', 'history', 'search', 'filter', 'sort', 'next', 'previous', 'copy', 'lock', 'refresh',
	'board', 'back', 'up', 'down', 'page_down', 'first', 'last', 'enter', 'esc', 'set', 'a', 'r', 'c', 'x', 'R', 'p', 'm', 'b', 'h', '/',
	'f', 's', 'n', 'N', 'y', 'L', 'u', ':', '?', 'j', 'k', 'g', 'G', 'z', 'w', 'B', '', '0', '-1', '99999999999999999999',
	'\u202e', '漢字', '\x1b[31m', '\0', '\r', 'because of it', 'x'.repeat(600)];

for (let i = Number(process.argv[3]); i > 0; i--) {
	const more = roll(3) ? '' : ` ${roll(3) ? roll(9) : words[roll(words.length)]}`;

	process.stdout.write(`${words[roll(words.length)]}${more}\n`);
	if (roll(4) === 0)
		await new Promise((done) => setTimeout(done, roll(40)));
}
