// answer.mjs - calls a program in a transaction and prints what it logs.
//   answer.mjs URL PAYER-FILE PROGRAM-ADDRESS
import { readFileSync } from 'node:fs';
import { Connection, Keypair, PublicKey, Transaction, TransactionInstruction } from '@solana/web3.js';

const [url, file, program] = process.argv.slice(2);
const payer = Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(file, 'utf8'))));
const chain = new Connection(url, 'confirmed');
const call = new Transaction({ feePayer: payer.publicKey, ...(await chain.getLatestBlockhash()) });

call.add(new TransactionInstruction({ programId: new PublicKey(program), keys: [], data: Buffer.alloc(0) }));
call.sign(payer);
const { value } = await chain.simulateTransaction(call);
if (value.err !== null)
	throw new Error(JSON.stringify(value.err));
console.log(value.logs.join('\n'));
