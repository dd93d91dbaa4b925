#include "gov/native.h"

enum { NEWEST = NATIVE_ENDED_MAX / 2 }; /* asked for in every read; the rest in turns */

bool
native_can_move(const struct gov_world *w, const struct gov_proposal *p)
{
	return (p->status == GOV_ACTIVE || p->status == GOV_APPROVED) && p->epoch == w->multisig.epoch &&
		w->cluster_unix_s < proposal_expires_at(p);
}

static bool
is_over(const struct gov_world *w, const struct gov_proposal *p)
{
	return !p->holds_buffer && !native_can_move(w, p);
}

size_t
native_ended(const struct gov_world *w, uint64_t turn, const struct gov_proposal *out[NATIVE_ENDED_MAX])
{
	size_t among = w->proposal_n < NATIVE_AMONG ? w->proposal_n : NATIVE_AMONG, n = 0, first = 0;

	for (; first < among && n < NEWEST; first++)
		if (is_over(w, &w->proposal[first]))
			out[n++] = &w->proposal[first];
	turn = turn * 0x9e3779b97f4a7c15u >> 32; /* any turn after any other */
	for (size_t k = 0; first + k < among && n < NATIVE_ENDED_MAX; k++) {
		const struct gov_proposal *p = &w->proposal[first + (turn + k) % (among - first)];

		if (is_over(w, p))
			out[n++] = p;
	}
	return n;
}
