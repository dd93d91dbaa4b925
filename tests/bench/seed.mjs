// seed.mjs - a multisig with many proposals, written straight into the local chain.
//   seed.mjs ADMIN-URL GENESIS COUNT OPEN MEMBER...
// (VOTES=FILE: FILE.0 and FILE.1 are one open act's account; HOSTILE=1: what their descriptions are)
// Of the newest OPEN of COUNT every second one is locked, the others are being voted
// on; the rest was executed.  Prints
// "GOVERNANCE MULTISIG".
import { writeFileSync } from 'node:fs';
import { hostile } from '../terminal/hostile.mjs';
import { K, encode, rulesBytes } from '../program/abi.mjs';
import { actHash, authorityAt, multisigAt, payload, proposalAt, recordAt, ZERO } from '../program/build.mjs';
import { KEYTURN } from '../program/chain.mjs';
import { Key, address, base58, sha256 } from '../program/keys.mjs';

const votes = process.env.VOTES;
const [, , admin, genesisText, countText, openText, ...memberTexts] = process.argv;
const [count, open] = [Number(countText), Number(openText)];
const genesis = address(genesisText);
const members = memberTexts.map((m) => ({ address: address(m), role: K.ROLE_APPROVER }));
const rules = { threshold: 3, rollback_threshold: 3, stop_number: 2, timelock: 172800, rollback_delay: 0,
  window: 1209600, reach: 2592000 };
const createKey = new Key('bench council').address;
const multisig = multisigAt(createKey);
const program = new Key('bench program').address;
const governed = rulesBytes(rules, members);
const now = Math.floor(Date.now() / 1000);
const code = (n) => sha256(Buffer.from(`code ${n}`));

const body = (at, data) => JSON.stringify({ address: base58(at), lamports: 10_000_000, owner: base58(KEYTURN),
  data: data.toString('base64') });

async function account(at, data) {
  const reply = await fetch(`${admin}/account`, { method: 'POST', body: body(at, data) });
  if (!reply.ok)
    throw new Error(await reply.text());
}

function proposal(index, approvals = index % 4) {
  const executed = index <= count - open, locked = !executed && index % 2 === 0;
  const description = process.env.HOSTILE ? hostile(index) : Buffer.from(`Change number ${index}`);
  const does = payload(K.KIND_UPGRADE, { program, buffer: new Key(`buffer ${index}`).address, spill: members[0].address,
    from_number: Math.min(index, count - open + 1), from_hash: code(Math.min(index, count - open + 1)), target_number: 0,
    code_hash: code(index + 1), code_len: 1000 + index, flags: 0 });
  const who = members[index % members.length].address;
  const act = { genesis, multisig, index, epoch: 0, governed, kind: K.KIND_UPGRADE, payload: does, proposer: who,
    depositor: who, rentPayer: who, description };
  return Buffer.concat([encode('proposal', { tag: K.ACCOUNT_PROPOSAL, version: K.ABI_VERSION, bump: 255, kind: K.KIND_UPGRADE,
    status: executed ? K.STATUS_EXECUTED : locked ? K.STATUS_APPROVED : K.STATUS_ACTIVE, holds_buffer: executed ? 0 : 1, multisig, index, epoch: 0,
    proposer: who, rent_payer: who, depositor: who, lock: rules.timelock, window: rules.window,
    created_at: now - 3600, approved_at: executed || locked ? now - 1800 : 0, ended_at: executed ? now - 600 : 0,
    approvals: executed || locked ? 7 : approvals, rejections: 0, cancels: 0, approved_by: executed || locked ? 7 : 0,
    payload_hash: actHash(act), payload_len: does.length, description_len: description.length }), does, description]);
}

const record = () => {
  const newest = count - open + 1;
  const versions = [Buffer.concat([encode('version', { number: newest, code_hash: code(newest), code_len: 1000 + newest, flags: 0,
    slot: 1, began: now - 600, ended: 0, proposal: count - open })]), Buffer.alloc(15 * 77)];
  return encode('record', { tag: K.ACCOUNT_RECORD, version: K.ABI_VERSION, bump: 255, state: K.RECORD_GOVERNED, multisig,
    program, newest, version_n: 1, versions: Buffer.concat(versions) });
};

const padded = Buffer.concat([governed, Buffer.alloc(K.PAYLOAD_MAX - governed.length)]);
await account(multisig, encode('multisig', { tag: K.ACCOUNT_MULTISIG, version: K.ABI_VERSION, bump: 255, authority_bump: 255,
  create_key: createKey, genesis_hash: genesis, epoch: 0, proposal_count: count, rules: padded.subarray(0, 20),
  members: padded.subarray(20) }));
await account(recordAt(multisig, program), record());
for (let i = 1; i <= count; i++)
  await account(proposalAt(multisig, i), proposal(i));
for (const approvals of votes ? [1, 3] : []) // one open proposal with a vote and with two, for the bench to put there
  writeFileSync(`${votes}.${approvals >> 1}`, body(proposalAt(multisig, count - 1), proposal(count - 1, approvals)));
console.log(`${base58(KEYTURN)} ${base58(multisig)}`);
