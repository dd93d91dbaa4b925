// chains.mjs N SLOT-MS - N local chains in one process of their own, which
// share their snapshots; writes their addresses, and ends with its standard input.
import { startLocalnet } from '../localnet/localnet.mjs';

const [n, slotMs] = process.argv.slice(2).map(Number);
const nets = [], snapshots = new Map();

for (let i = 0; i < n; i++)
	nets.push(Object.assign(await startLocalnet({ slotMs }), { snapshots }));
console.log(JSON.stringify(nets.map(({ url, adminUrl }) => ({ url, adminUrl }))));
process.stdin.on('end', () => process.exit(0)).resume();
