#include "ui/screen.h"

struct intent
intent_common(enum action a)
{
	switch (a) {
	case ACTION_BACK:
		return (struct intent){ .kind = INTENT_BACK };
	case ACTION_HELP:
		return (struct intent){ .kind = INTENT_HELP };
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
intent_for_move(enum action a, uint64_t index)
{
	static const struct {
		enum action action;
		enum gov_move move;
	} moves[] = { { ACTION_APPROVE, MOVE_APPROVE }, { ACTION_REJECT, MOVE_REJECT }, { ACTION_CANCEL, MOVE_CANCEL },
		{ ACTION_WITHDRAW, MOVE_WITHDRAW }, { ACTION_EXECUTE, MOVE_EXECUTE }, { ACTION_RECLAIM, MOVE_RECLAIM },
		{ ACTION_CLOSE, MOVE_CLOSE } };

	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		if (moves[i].action == a)
			return (struct intent){ .kind = INTENT_MOVE, .index = index, .move = moves[i].move };
	return (struct intent){ .kind = INTENT_STAY };
}
