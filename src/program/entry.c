#include "program/abi.h"
#include "program/instructions.h"

uint64_t
entrypoint(uint8_t *input, const uint8_t *data)
{
	struct context c;

	TRY(context_init(&c, input, data));
	REQUIRE(c.data_len >= 1, BAD_INSTRUCTION);
	switch (data[0]) {
	case KT_CREATE_MULTISIG:
		return create_run(&c);
	case KT_ADOPT:
		return adopt_run(&c);
	case KT_PROPOSE:
		return propose_run(&c);
	case KT_VOTE:
		return vote_run(&c);
	case KT_EXECUTE:
		return execute_run(&c);
	case KT_RECLAIM:
		return reclaim_run(&c);
	case KT_CLOSE:
		return close_run(&c);
	default:
		return KT_E_BAD_INSTRUCTION;
	}
}
