// errors.mjs - what can go wrong, under the names and numbers a node uses.

export class RpcError extends Error {
	constructor(code, message, data) {
		super(message);
		this.code = code;
		this.data = data;
	}
}
export const invalidParams = (why) => new RpcError(-32602, why);

// Order is the runtime's; the binding hands over the index. [name, what a node
// prints in a preflight message].
const TRANSACTION = [
	['AccountInUse', 'Account in use'],
	['AccountLoadedTwice', 'Account loaded twice'],
	['AccountNotFound', 'Attempt to debit an account but found no record of a prior credit.'],
	['ProgramAccountNotFound', 'Attempt to load a program that does not exist'],
	['InsufficientFundsForFee', 'Insufficient funds for fee'],
	['InvalidAccountForFee', 'This account may not be used to pay transaction fees'],
	['AlreadyProcessed', 'This transaction has already been processed'],
	['BlockhashNotFound', 'Blockhash not found'],
	['CallChainTooDeep', 'Loader call chain is too deep'],
	['MissingSignatureForFee', 'Transaction requires a fee but has no signature present'],
	['InvalidAccountIndex', 'Transaction contains an invalid account reference'],
	['SignatureFailure', 'Transaction did not pass signature verification'],
	['InvalidProgramForExecution', 'This program may not be used for executing instructions'],
	['SanitizeFailure', 'Transaction failed to sanitize accounts offsets correctly'],
	['ClusterMaintenance', 'Transactions are currently disabled due to cluster maintenance'],
	['AccountBorrowOutstanding', 'Transaction processing left an account with an outstanding borrowed reference'],
	['WouldExceedMaxBlockCostLimit', 'Transaction would exceed max Block Cost Limit'],
	['UnsupportedVersion', 'Transaction version is unsupported'],
	['InvalidWritableAccount', 'Transaction loads a writable account that cannot be written'],
	['WouldExceedMaxAccountCostLimit', 'Transaction would exceed max account limit within the block'],
	['WouldExceedAccountDataBlockLimit', 'Transaction would exceed account data limit within the block'],
	['TooManyAccountLocks', 'Transaction locked too many accounts'],
	['AddressLookupTableNotFound', 'Transaction loads an address table account that doesn\'t exist'],
	['InvalidAddressLookupTableOwner', 'Transaction loads an address table account with an invalid owner'],
	['InvalidAddressLookupTableData', 'Transaction loads an address table account with invalid data'],
	['InvalidAddressLookupTableIndex', 'Transaction address table lookup uses an invalid index'],
	['InvalidRentPayingAccount', 'Transaction leaves an account with a lower balance than rent-exempt minimum'],
	['WouldExceedMaxVoteCostLimit', 'Transaction would exceed max Vote Cost Limit'],
	['WouldExceedAccountDataTotalLimit', 'Transaction would exceed total account data limit'],
	['MaxLoadedAccountsDataSizeExceeded', 'Transaction exceeded max loaded accounts data size cap'],
	['ResanitizationNeeded', 'ResanitizationNeeded'],
	['InvalidLoadedAccountsDataSizeLimit', 'LoadedAccountsDataSizeLimit set for transaction must be greater than 0.'],
	['UnbalancedTransaction', 'Sum of account balances before and after transaction do not match'],
	['ProgramCacheHitMaxLimit', 'Program cache hit max limit'],
	['CommitCancelled', 'CommitCancelled'],
];

const INSTRUCTION = [
	['GenericError', 'generic instruction error'],
	['InvalidArgument', 'invalid program argument'],
	['InvalidInstructionData', 'invalid instruction data'],
	['InvalidAccountData', 'invalid account data for instruction'],
	['AccountDataTooSmall', 'account data too small for instruction'],
	['InsufficientFunds', 'insufficient funds for instruction'],
	['IncorrectProgramId', 'incorrect program id for instruction'],
	['MissingRequiredSignature', 'missing required signature for instruction'],
	['AccountAlreadyInitialized', 'instruction requires an uninitialized account'],
	['UninitializedAccount', 'instruction requires an initialized account'],
	['UnbalancedInstruction', 'sum of account balances before and after instruction do not match'],
	['ModifiedProgramId', 'instruction illegally modified the program id of an account'],
	['ExternalAccountLamportSpend', 'instruction spent from the balance of an account it does not own'],
	['ExternalAccountDataModified', 'instruction modified data of an account it does not own'],
	['ReadonlyLamportChange', 'instruction changed the balance of a read-only account'],
	['ReadonlyDataModified', 'instruction modified data of a read-only account'],
	['DuplicateAccountIndex', 'instruction contains duplicate accounts'],
	['ExecutableModified', 'instruction changed executable bit of an account'],
	['RentEpochModified', 'instruction modified rent epoch of an account'],
	['NotEnoughAccountKeys', 'insufficient account keys for instruction'],
	['AccountDataSizeChanged', 'program other than the account\'s owner changed the size of the account data'],
	['AccountNotExecutable', 'instruction expected an executable account'],
	['AccountBorrowFailed', 'instruction tries to borrow reference for an account which is already borrowed'],
	['AccountBorrowOutstanding', 'instruction left account with an outstanding borrowed reference'],
	['DuplicateAccountOutOfSync', 'instruction modifications of multiply-passed account differ'],
	['InvalidError', 'program returned invalid error code'],
	['ExecutableDataModified', 'instruction changed executable accounts data'],
	['ExecutableLamportChange', 'instruction changed the balance of an executable account'],
	['ExecutableAccountNotRentExempt', 'executable accounts must be rent exempt'],
	['UnsupportedProgramId', 'Unsupported program id'],
	['CallDepth', 'Cross-program invocation call depth too deep'],
	['MissingAccount', 'An account required by the instruction is missing'],
	['ReentrancyNotAllowed', 'Cross-program invocation reentrancy not allowed for this instruction'],
	['MaxSeedLengthExceeded', 'Length of the seed is too long for address generation'],
	['InvalidSeeds', 'Provided seeds do not result in a valid address'],
	['InvalidRealloc', 'Failed to reallocate account data'],
	['ComputationalBudgetExceeded', 'Computational budget exceeded'],
	['PrivilegeEscalation', 'Cross-program invocation with unauthorized signer or writable account'],
	['ProgramEnvironmentSetupFailure', 'Failed to create program execution environment'],
	['ProgramFailedToComplete', 'Program failed to complete'],
	['ProgramFailedToCompile', 'Program failed to compile'],
	['Immutable', 'Account is immutable'],
	['IncorrectAuthority', 'Incorrect authority provided'],
	['AccountNotRentExempt', 'An account does not have enough lamports to be rent-exempt'],
	['InvalidAccountOwner', 'Invalid account owner'],
	['ArithmeticOverflow', 'Program arithmetic overflowed'],
	['UnsupportedSysvar', 'Unsupported sysvar'],
	['IllegalOwner', 'Provided owner is not allowed'],
	['MaxAccountsDataAllocationsExceeded', 'Accounts data allocations exceeded the maximum allowed per transaction'],
	['MaxAccountsExceeded', 'Max accounts exceeded'],
	['MaxInstructionTraceLengthExceeded', 'Max instruction trace length exceeded'],
	['BuiltinProgramsMustConsumeComputeUnits', 'Builtin programs must consume compute units'],
	['BorshIoError', 'Failed to serialize or deserialize account data'],
];

// A transaction in these states pays its fee and is recorded; in any other it
// never reached a block.
const LANDS = new Set(['ProgramAccountNotFound', 'InvalidProgramForExecution', 'InvalidRentPayingAccount',
	'MaxLoadedAccountsDataSizeExceeded', 'UnbalancedTransaction']);

export const landsInBlock = (err) => (typeof err === 'string' ? LANDS.has(err) :
	'InstructionError' in err || 'InsufficientFundsForRent' in err || 'ProgramExecutionTemporarilyRestricted' in err);

function instructionError(e) {
	if (typeof e === 'number')
		return INSTRUCTION[e][0];
	return 'code' in e ? { Custom: e.code } : { BorshIoError: e.msg };
}

// errorFromVm turns what the binding hands over into a node's JSON.
export function errorFromVm(e, lib) {
	if (typeof e === 'number')
		return TRANSACTION[e][0];
	if (e instanceof lib.TransactionErrorInstructionError)
		return { InstructionError: [e.index, instructionError(e.err())] };
	if (e instanceof lib.TransactionErrorDuplicateInstruction)
		return { DuplicateInstruction: e.index };
	if (e instanceof lib.TransactionErrorInsufficientFundsForRent)
		return { InsufficientFundsForRent: { account_index: e.accountIndex } };
	return { ProgramExecutionTemporarilyRestricted: { account_index: e.accountIndex } };
}

function instructionText(e) {
	if (typeof e === 'string')
		return INSTRUCTION.find((row) => row[0] === e)[1];
	return 'Custom' in e ? `custom program error: 0x${e.Custom.toString(16)}` : `Failed to serialize or deserialize account data: ${e.BorshIoError}`;
}

// errorText is the sentence a node puts behind "Transaction simulation failed: ".
export function errorText(err) {
	if (typeof err === 'string')
		return TRANSACTION.find((row) => row[0] === err)[1];
	if (err.InstructionError)
		return `Error processing Instruction ${err.InstructionError[0]}: ${instructionText(err.InstructionError[1])}`;
	if (err.InsufficientFundsForRent)
		return `Transaction results in an account (${err.InsufficientFundsForRent.account_index}) with insufficient funds for rent`;
	if ('DuplicateInstruction' in err)
		return `Transaction contains a duplicate instruction (${err.DuplicateInstruction}) that is not allowed`;
	return `Execution of the program referenced by account at index ${err.ProgramExecutionTemporarilyRestricted.account_index} is temporarily restricted.`;
}
