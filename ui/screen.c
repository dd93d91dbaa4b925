#include "ui/screen.h"

struct intent
intent_common(enum action a)
{
	switch (a) {
	case ACTION_BACK:
		return (struct intent){ .kind = INTENT_BACK };
	case ACTION_HELP:
		return (struct intent){ .kind = INTENT_HELP };
	case ACTION_PROGRAMS:
		return (struct intent){ .kind = INTENT_PROGRAMS };
	case ACTION_MEMBERS:
		return (struct intent){ .kind = INTENT_MEMBERS };
	case ACTION_HISTORY:
		return (struct intent){ .kind = INTENT_HISTORY, .text = "" };
	case ACTION_BUFFERS:
		return (struct intent){ .kind = INTENT_BUFFERS };
	case ACTION_LOCK:
		return (struct intent){ .kind = INTENT_LOCK };
	case ACTION_FILTER:
		return (struct intent){ .kind = INTENT_COMMAND, .text = "filter " };
	case ACTION_COMMAND:
		return (struct intent){ .kind = INTENT_COMMAND, .text = "" };
	case ACTION_REFRESH:
		return (struct intent){ .kind = INTENT_REFRESH };
	case ACTION_REDRAW:
		return (struct intent){ .kind = INTENT_REDRAW };
	case ACTION_QUIT:
		return (struct intent){ .kind = INTENT_QUIT };
	default:
		return (struct intent){ .kind = INTENT_STAY };
	}
}

struct intent
intent_off_board(enum action a)
{
	struct intent want = intent_common(a);

	if (want.kind == INTENT_QUIT)
		want.kind = INTENT_BACK;
	return want;
}

static const struct {
	enum action action;
	enum gov_move move;
} moves[] = { { ACTION_APPROVE, MOVE_APPROVE }, { ACTION_REJECT, MOVE_REJECT }, { ACTION_CANCEL, MOVE_CANCEL },
	{ ACTION_WITHDRAW, MOVE_WITHDRAW }, { ACTION_EXECUTE, MOVE_EXECUTE }, { ACTION_RECLAIM, MOVE_RECLAIM },
	{ ACTION_CLOSE, MOVE_CLOSE } };

struct intent
intent_for_move(enum action a, uint64_t index)
{
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		if (moves[i].action == a)
			return (struct intent){ .kind = INTENT_MOVE, .index = index, .move = moves[i].move };
	if (a == ACTION_ROLLBACK)
		return (struct intent){ .kind = INTENT_ROLLBACK, .index = index };
	if (a == ACTION_DIFF)
		return (struct intent){ .kind = INTENT_DIFF, .index = index };
	return (struct intent){ .kind = INTENT_STAY };
}

/* Where there is no shorter key: a way back to join, or to begin from what is live. */
static bool
offers_way_back(const struct model_row *r)
{
	const struct gov_version *v = model_version(r->r, r->p);

	return model_is_urgent(r->p, r->state) || (v != NULL && r->r->governed && v->number == r->r->newest && r->r->version_n > 1);
}

uint64_t
screen_offers(const struct model *m, const struct model_row *r)
{
	uint64_t all = ACTIONS_ALL;

	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		struct err why = ERR_INIT;

		if (r == NULL || m->my_index < 0 ||
		    proposal_may(r->p, &m->world.multisig, r->r, &m->me, moves[i].move, m->now, &why) != ERR_OK)
			all &= ~ACTION_BIT(moves[i].action);
	}
	if (r == NULL || m->my_index < 0 || !offers_way_back(r))
		all &= ~ACTION_BIT(ACTION_ROLLBACK);
	if (r == NULL || !kt_takes_buffer(r->p->kind))
		all &= ~ACTION_BIT(ACTION_DIFF);
	return all;
}

struct intent
intent_for_copy(const struct model_row *r)
{
	return (struct intent){ .kind = INTENT_COPY, .address = r->p->kind == KT_KIND_MEMBERS ? r->p->address : r->p->program };
}
