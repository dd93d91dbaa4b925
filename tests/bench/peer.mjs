// peer.mjs - what a script with @solana/web3.js does: list a multisig's proposals.
//   node peer.mjs all|one URL GOVERNANCE MULTISIG COUNT
import { createRequire } from 'node:module';
const { Connection, PublicKey } = createRequire(new URL('../localnet/', import.meta.url))('@solana/web3.js');

const [, , how, url, governance, multisig, count] = process.argv;
const program = new PublicKey(governance);
const council = new PublicKey(multisig);
const connection = new Connection(url, 'finalized');

async function all() {
  const found = await connection.getProgramAccounts(program, {
    filters: [{ memcmp: { offset: 0, bytes: '4' } }, { memcmp: { offset: 4, bytes: multisig } }],
  });
  return found.length;
}

async function oneByOne() {
  let found = 0;
  for (let i = 1; i <= Number(count); i++) {
    const index = Buffer.alloc(8);
    index.writeBigUInt64LE(BigInt(i));
    const [address] = PublicKey.findProgramAddressSync([Buffer.from('proposal'), council.toBuffer(), index], program);
    if (await connection.getAccountInfo(address))
      found++;
  }
  return found;
}

const found = await (how === 'all' ? all() : oneByOne());
if (found !== Number(count)) {
  console.error(`${found} proposals, not ${count}`);
  process.exit(1);
}
