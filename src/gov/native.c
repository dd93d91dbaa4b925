#include "gov/native.h"

#include <string.h>

#include "base/text.h"

static enum err_code
build_vote(struct kt_ix *s, const struct kt_where *where, const struct gov_proposal *p, enum gov_move move,
	const struct pubkey *member)
{
	static const enum kt_choice choice[] = {
		[MOVE_APPROVE] = KT_CHOICE_APPROVE, [MOVE_REJECT] = KT_CHOICE_REJECT, [MOVE_CANCEL] = KT_CHOICE_CANCEL,
		[MOVE_WITHDRAW] = KT_CHOICE_WITHDRAW,
	};

	kt_vote_ix(s, where, member, p->index, choice[move], &p->payload_hash);
	return ERR_OK;
}

static enum err_code
native_build(struct gov_build *b, const struct pubkey *program, const struct gov_world *w, const struct gov_proposal *p,
	enum gov_move move, const struct pubkey *member, struct err *e)
{
	struct kt_where where = { *program, w->multisig.address };
	struct kt_proposal_account a;
	enum err_code rc = kt_proposal_decode(p->raw, p->raw_len, &a, e);

	if (rc != ERR_OK)
		return rc;
	switch (move) {
	case MOVE_EXECUTE:
		kt_execute_ix(&b->s, &where, member, p->index, &a.act, &p->payload_hash);
		return ERR_OK;
	case MOVE_RECLAIM:
		kt_reclaim_ix(&b->s, &where, &a);
		return ERR_OK;
	case MOVE_CLOSE:
		kt_close_ix(&b->s, &where, member, &a);
		return ERR_OK;
	default:
		return build_vote(&b->s, &where, p, move, member);
	}
}

static enum err_code
native_propose(struct gov_build *b, const struct pubkey *program, const struct gov_world *w, const struct kt_act *act,
	const struct pubkey *member, const char *description, struct err *e)
{
	struct kt_where where = { *program, w->multisig.address };
	size_t len = strlen(description);

	if (len > KT_DESCRIPTION_MAX) {
		(void)err_set(e, ERR_USAGE, "the description is %zu bytes, at most %u are allowed", len, KT_DESCRIPTION_MAX);
		return err_hint(e, "shorten it; notes of any length belong where your team keeps them");
	}
	if (!text_is_utf8((const uint8_t *)description, len))
		return err_set(e, ERR_USAGE, "the description is not UTF-8");
	kt_propose_ix(&b->s, &where, member, member, member, w->multisig.proposal_count + 1, act, description, len);
	return ERR_OK;
}

/* Ours can do every act the neutral shapes name. */
static const char *
native_cannot(enum kt_kind kind, enum gov_move move)
{
	(void)kind;
	(void)move;
	return NULL;
}

const struct gov_backend gov_native = {
	.name = "keyturn",
	.read_all = native_read_all,
	.read_more = native_read_more,
	.turn = native_turn,
	.result = native_result,
	.free = native_free,
	.read_one = native_read_one,
	.fold = native_fold,
	.build = native_build,
	.propose = native_propose,
	.cannot = native_cannot,
};
