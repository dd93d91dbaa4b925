// errors_rules.mjs - a test for each error number about who governs (120 to
// 130): the same wrong list is refused at creation, at propose and, forged
// into an approved act, at execution.
import { K, patch } from './abi.mjs';
import { Key, offCurve } from './keys.mjs';
import { B, DAY, Scene } from './scene.mjs';

const member = (name, role = K.ROLE_APPROVER) => ({ address: new Key(name).address, role });
const list = (n) => Array.from({ length: n }, (_, i) => member(`m${i}`));

// name: [[what, rules changed, members instead]]; 3 approvers and 1 operator
// with threshold 2, so the reject number is 2
const WRONG = {
	MEMBER_COUNT: [['no members', {}, []], ['21 members', {}, list(21)], ['a count beyond the list', { member_n: 5 }],
		['255 members', { member_n: 255 }]],
	MEMBER_ROLE: [['role 0', {}, [...list(2), member('x', 0)]], ['role 3', {}, [...list(2), member('x', 3)]]],
	MEMBER_DUPLICATE: [['first and last alike', {}, [...list(3), list(1)[0]]],
		['approver and operator alike', {}, [...list(3), member('m1', K.ROLE_OPERATOR)]]],
	MEMBER_OFF_CURVE: [['an address without a key', {}, [...list(2), { address: offCurve('x'), role: K.ROLE_APPROVER }]]],
	THRESHOLD: [['0', { threshold: 0 }], ['above the approvers', { threshold: 4, rollback_threshold: 4 }],
		['operators do not count', { threshold: 1 }, [member('o', K.ROLE_OPERATOR)]]],
	ROLLBACK_THRESHOLD: [['below the threshold', { rollback_threshold: 1 }],
		['above the approvers', { rollback_threshold: 4 }],
		['0', { rollback_threshold: 0 }]],
	STOP_NUMBER: [['0', { stop_number: 0 }], ['above the reject number', { stop_number: 3 }]],
	TIMELOCK: [['90 days and a second', { timelock: 90 * DAY + 1 }], ['the largest number', { timelock: 0xffffffff }]],
	ROLLBACK_DELAY: [['above the timelock', { timelock: 100, rollback_delay: 101 }]],
	WINDOW: [['0', { window: 0 }], ['an hour less a second', { window: 3599 }],
		['90 days and a second', { window: 90 * DAY + 1 }]],
	REACH: [['0', { reach: 0 }], ['a day less a second', { reach: DAY - 1 }],
		['90 days and a second', { reach: 90 * DAY + 1 }]],
};
const ALSO = { MEMBER_COUNT: ['BAD_INSTRUCTION'] }; // a count that does not fit the bytes

function wrongLists(error) {
	return (chain) => {
		for (const [, rules, members] of WRONG[error]) {
			const s = new Scene(chain);
			s.refuse(s.createIx({ rules, members }), [s.payer, s.createKey],
				[error, ...(rules.member_n ? ALSO[error] ?? [] : [])], { all: true });
		}
		const s = new Scene(chain).create();
		for (const [, rules, members] of WRONG[error])
			s.refusePropose(s.membersAct({ rules, members }), [error, ...(rules.member_n ? ALSO[error] ?? [] : [])],
				{ all: true });
	};
}

export const RULE_ERRORS = Object.fromEntries(Object.keys(WRONG).map((name) => [name, wrongLists(name)]));

// forged puts an unlawful change where only lawful ones get by propose: the
// payload in the account and its hash are made to agree.
export function forgedChange(chain, error) {
	for (const [, rules, members] of WRONG[error]) {
		const s = new Scene(chain).create();
		const lawful = s.readyToRun(s.membersAct());
		const bad = { ...lawful, payload: B.payload(K.KIND_MEMBERS, { rules: { ...s.rules, ...rules },
			members: members ?? s.memberRows() }) };
		bad.hash = B.actHash(bad);
		let data = chain.data(B.proposalAt(s.multisig, lawful.index)).subarray(0, K.PROPOSAL_HEADER);
		data = patch('proposal', patch('proposal', data, 'payload_hash', bad.hash), 'payload_len', bad.payload.length);
		chain.put(B.proposalAt(s.multisig, lawful.index), {
			owner: chain.account(s.multisig).owner, data: Buffer.concat([data, bad.payload, bad.description]) });
		s.refuseExecute(bad, error, { all: true });
	}
}
export const RULE_NAMES = Object.keys(WRONG);
