// faucet.mjs - a funded key of the chain's own; an airdrop is a real transfer.
import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { COMPUTE_BUDGET, SYSTEM, keyOf } from './ids.mjs';
import { parseTransaction } from './transaction.mjs';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const FUNDS = 400_000_000n * 1_000_000_000n;

export class Faucet {
	constructor() {
		this.secret = createPrivateKey({ key: Buffer.concat([PKCS8, randomBytes(32)]), format: 'der', type: 'pkcs8' });
		this.address = createPublicKey(this.secret).export({ format: 'der', type: 'spki' }).subarray(-32);
		this.count = 0;
	}
	fund(chain) {
		chain.vm.setAccount(keyOf(this.address), { lamports: FUNDS, owner: SYSTEM, data: Buffer.alloc(0), executable: false });
	}
	// transfer is a signed transaction; its compute limit carries a counter, so
	// that two equal airdrops are two transactions.
	transfer(to, lamports, blockhash) {
		const amount = Buffer.alloc(12), limit = Buffer.alloc(5, 2);
		amount.writeUInt32LE(2, 0);
		amount.writeBigUInt64LE(lamports, 4);
		limit.writeUInt32LE(10_000 + (this.count++ % 1_000_000), 1);
		const message = Buffer.concat([
			Buffer.from([1, 0, 2, 4]), this.address, to, SYSTEM, COMPUTE_BUDGET, blockhash,
			Buffer.from([2, 3, 0, limit.length]), limit,
			Buffer.from([2, 2, 0, 1, amount.length]), amount,
		]);
		return parseTransaction(Buffer.concat([Buffer.from([1]), sign(null, message, this.secret), message]));
	}
}
