// keys.mjs - new keypair files as the Solana CLI writes them, mode 0600.
//   keys.mjs FOLDER NAME...     writes FOLDER/NAME.json and FOLDER/NAME.address
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { base58Encode } from '../localnet/base58.mjs';

const [folder, ...names] = process.argv.slice(2);
for (const name of names) {
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
	const address = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
	writeFileSync(`${folder}/${name}.json`, JSON.stringify([...secret, ...address]), { mode: 0o600 });
	writeFileSync(`${folder}/${name}.address`, base58Encode(address));
}
