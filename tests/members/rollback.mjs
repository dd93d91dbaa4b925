// rollback.mjs - a rollback proposed without keyturn: the instruction as abi.h has it, sent with @solana/web3.js.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import web3 from '@solana/web3.js';
import { K, encode } from '../program/abi.mjs';
import { hash } from '../cli/lib.mjs';

const { Connection, Keypair, PublicKey, Transaction, TransactionInstruction } = web3;
const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
const INSTRUCTIONS = new PublicKey('Sysvar1nstructions1111111111111111111111111');
const key = (text) => new PublicKey(text);
const sha = (file) => createHash('sha256').update(hash(file)).digest();

// Back from version `from` (file, number) to `to`; a's buffer holds `to.file`.
export async function proposeRollback(s, { index, buffer, from, to }) {
	const a = Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(s.file('a.json'))))), me = a.publicKey;
	const gov = key(s.keys.gov), multisig = key(s.env.KEYTURN_MULTISIG), program = key(s.keys.demo);
	const at = (...seeds) => PublicKey.findProgramAddressSync(seeds, gov)[0];
	const le = Buffer.alloc(8);
	le.writeBigUInt64LE(BigInt(index));
	const text = Buffer.from('back to where it worked');
	const payload = encode('deploy', { program: program.toBuffer(), buffer: key(buffer).toBuffer(), spill: me.toBuffer(),
		from_number: from.number, from_hash: sha(from.file), target_number: to.number, code_hash: sha(to.file),
		code_len: hash(to.file).length, flags: 0 });
	const account = (pubkey, isWritable = false, isSigner = false) => ({ pubkey, isSigner, isWritable });
	const keys = [
		account(me, false, true), account(me, true, true), account(multisig, true),
		account(at(Buffer.from('proposal'), multisig.toBuffer(), le), true), account(PublicKey.default), account(INSTRUCTIONS),
		account(me, false, true), account(at(Buffer.from('authority'), multisig.toBuffer())),
		account(at(Buffer.from('program'), multisig.toBuffer(), program.toBuffer())), account(program),
		account(PublicKey.findProgramAddressSync([program.toBuffer()], LOADER)[0]), account(key(buffer), true), account(me),
		account(LOADER),
	];
	const data = Buffer.concat([encode('propose', { tag: K.PROPOSE, index, kind: K.KIND_ROLLBACK }), payload,
		Buffer.from([text.length]), text]);
	const c = new Connection(s.net.url, 'confirmed');
	const t = new Transaction({ feePayer: me, ...(await c.getLatestBlockhash()) });

	t.add(new TransactionInstruction({ programId: gov, keys, data }));
	t.sign(a);
	const signature = await c.sendRawTransaction(t.serialize());
	for (;;) {
		const { value: [status] } = await c.getSignatureStatuses([signature]);
		if (status?.err)
			throw new Error(`rollback: ${JSON.stringify(status.err)}`);
		if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized')
			return;
		await new Promise((r) => setTimeout(r, 50));
	}
}
