// peer_upload.mjs - what a script with @solana/web3.js does that uploads as the Solana CLI documents:
// a transaction for each Write, sent 10 ms apart and without preflight, a new blockhash every 5 s, statuses
// asked for by 256 each second, and what is not confirmed signed again when its blockhash has expired.
//   node peer_upload.mjs URL KEYPAIR FILE
// Prints {"buffer", "transactions"}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const { Connection, Keypair, PublicKey, SystemProgram, Transaction, TransactionInstruction } =
	createRequire(new URL('../localnet/', import.meta.url))('@solana/web3.js');

const [, , url, keypair, path] = process.argv;
const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
const HEADER = 37, CHUNK = 1012, SEND_INTERVAL_MS = 10, REFRESH_MS = 5000, POLL_MS = 1000, STATUSES = 256;
const payer = Keypair.fromSecretKey(Uint8Array.from(JSON.parse(readFileSync(keypair, 'utf8'))));
const buffer = Keypair.generate(), code = readFileSync(path);
const connection = new Connection(url, 'confirmed');
const pause = (ms) => new Promise((go) => { setTimeout(go, ms); });
let latest, height = 0, sent = 0;

async function refresh() {
	[latest, height] = await Promise.all([connection.getLatestBlockhash(), connection.getBlockHeight()]);
}

async function send(instructions, signers, skipPreflight) {
	const t = new Transaction({ feePayer: payer.publicKey, blockhash: latest.blockhash, lastValidBlockHeight: latest.lastValidBlockHeight })
		.add(...instructions);

	t.sign(payer, ...signers);
	sent++;
	return { signature: await connection.sendRawTransaction(t.serialize(), { skipPreflight, preflightCommitment: 'confirmed' }), until: latest.lastValidBlockHeight };
}

const isDone = (st) => st !== null && st.err === null && (st.confirmationStatus === 'confirmed' || st.confirmationStatus === 'finalized');

async function create() {
	const lamports = await connection.getMinimumBalanceForRentExemption(HEADER + code.length);
	const data = Buffer.alloc(4); // InitializeBuffer

	const { signature } = await send([
		SystemProgram.createAccount({ fromPubkey: payer.publicKey, newAccountPubkey: buffer.publicKey, lamports, space: HEADER + code.length, programId: LOADER }),
		new TransactionInstruction({ programId: LOADER, data, keys: [{ pubkey: buffer.publicKey, isSigner: false, isWritable: true },
			{ pubkey: payer.publicKey, isSigner: false, isWritable: false }] }),
	], [buffer], false);
	while (!isDone((await connection.getSignatureStatuses([signature])).value[0]))
		await pause(POLL_MS / 2);
}

function write(at) {
	const bytes = code.subarray(at, at + CHUNK), data = Buffer.alloc(16 + bytes.length);

	data.writeUInt32LE(1, 0);
	data.writeUInt32LE(at, 4);
	data.writeBigUInt64LE(BigInt(bytes.length), 8);
	bytes.copy(data, 16);
	return new TransactionInstruction({ programId: LOADER, data, keys: [{ pubkey: buffer.publicKey, isSigner: false, isWritable: true },
		{ pubkey: payer.publicKey, isSigner: true, isWritable: false }] });
}

// All of them 10 ms apart; those that could not be sent come again with the expired ones.
async function sendAll(left) {
	const began = performance.now();

	await Promise.all([...left.keys()].map(async (at, i) => {
		await pause(began + i * SEND_INTERVAL_MS - performance.now());
		try {
			left.set(at, await send([write(at)], [], true));
		} catch {
			left.set(at, { signature: null, until: 0 });
		}
	}));
}

async function poll(left) {
	const asked = [...left].filter(([, x]) => x?.signature);

	for (let i = 0; i < asked.length; i += STATUSES) {
		const part = asked.slice(i, i + STATUSES), { value } = await connection.getSignatureStatuses(part.map(([, x]) => x.signature));

		value.forEach((st, k) => {
			if (isDone(st))
				left.delete(part[k][0]);
		});
	}
}

await refresh();
await create();
const left = new Map();
for (let at = 0; at < code.length; at += CHUNK)
	left.set(at, null);
const refreshing = setInterval(() => refresh().catch(() => {}), REFRESH_MS);
while (left.size > 0) {
	await sendAll(left);
	do {
		await pause(POLL_MS);
		await poll(left);
	} while (left.size > 0 && [...left.values()].some((x) => x.until >= height));
}
clearInterval(refreshing);
console.log(JSON.stringify({ buffer: buffer.publicKey.toBase58(), transactions: sent }));
process.exit(0);
