#include "ops/act_state.h"

const struct guard_card *
act_card(const struct act *a)
{
	return &a->card;
}

const struct err *
act_error(const struct act *a)
{
	return &a->error;
}

bool
act_is_taken(const struct act *a)
{
	return a->taken;
}

bool
act_is_overtaken(const struct act *a)
{
	return a->overtaken;
}

bool
act_signature(const struct act *a, struct signature *out)
{
	if (a->has_signature)
		*out = a->signature;
	return a->has_signature;
}

uint64_t
act_slot(const struct act *a)
{
	return a->stage == STAGE_DONE && a->sender != NULL ? sender_slot(a->sender) : 0;
}

const struct preflight *
act_preflight(const struct act *a)
{
	return &a->preflight;
}

uint64_t
act_fee_lamports(const struct act *a)
{
	return a->fee;
}

const char *
act_step(const struct act *a)
{
	return a->step;
}

const char *
act_before(const struct act *a)
{
	return a->before;
}
