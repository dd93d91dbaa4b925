#include "gov/backend.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void
gov_world_wipe(struct gov_world *w)
{
	gov_multisig_wipe(&w->multisig);
	for (size_t i = 0; i < w->proposal_n; i++)
		gov_proposal_wipe(&w->proposal[i]);
	for (size_t i = 0; i < w->record_n; i++)
		gov_record_wipe(&w->record[i]);
	free(w->proposal);
	free(w->record);
	free(w->gone);
	memset(w, 0, sizeof *w);
}

static void *
bytes_copy(const void *p, size_t len)
{
	void *to;

	if (p == NULL)
		return NULL;
	to = mem_new(len == 0 ? 1 : len, 1);
	memcpy(to, p, len);
	return to;
}

/* Room is a power of two, as the backends grow it. */
static size_t
room(size_t n)
{
	size_t c = 1;

	while (c < n)
		c *= 2;
	return c;
}

void
gov_world_copy(struct gov_world *to, const struct gov_world *from)
{
	*to = *from;
	to->gone = NULL;
	to->gone_n = 0;
	to->multisig.raw = bytes_copy(from->multisig.raw, from->multisig.raw_len);
	to->proposal = from->proposal_n == 0 ? NULL : mem_new(room(from->proposal_n), sizeof *to->proposal);
	to->record = from->record_n == 0 ? NULL : mem_new(room(from->record_n), sizeof *to->record);
	for (size_t i = 0; i < from->proposal_n; i++) {
		struct gov_proposal *p = &to->proposal[i];

		*p = from->proposal[i];
		p->raw = bytes_copy(p->raw, p->raw_len);
		p->text = NULL;
		gov_proposal_describe(p, p->description);
		p->act.members = bytes_copy(p->act.members, sizeof *p->act.members);
	}
	for (size_t i = 0; i < from->record_n; i++) {
		to->record[i] = from->record[i];
		to->record[i].raw = bytes_copy(from->record[i].raw, from->record[i].raw_len);
	}
}

void
gov_world_shed(struct gov_world *w)
{
	for (size_t i = 0; i < w->proposal_n; i++)
		gov_proposal_shed(&w->proposal[i]);
}

/* Newest first; of one index the newer reading first. */
static int
by_index(const void *a, const void *b)
{
	const struct gov_proposal *p = a, *q = b;

	if (p->index != q->index)
		return p->index < q->index ? 1 : -1;
	return p->slot < q->slot ? 1 : p->slot > q->slot ? -1 : 0;
}

static int
by_program(const void *a, const void *b)
{
	const struct gov_record *p = a, *q = b;
	int c = memcmp(p->program.b, q->program.b, sizeof p->program.b);

	return c != 0 ? c : p->slot < q->slot ? 1 : p->slot > q->slot ? -1 : 0;
}

void
gov_world_sort(struct gov_world *w)
{
	size_t n = 0;

	if (w->proposal_n > 1)
		qsort(w->proposal, w->proposal_n, sizeof *w->proposal, by_index);
	for (size_t i = 0; i < w->proposal_n; i++) {
		if (n > 0 && w->proposal[n - 1].index == w->proposal[i].index)
			gov_proposal_wipe(&w->proposal[i]);
		else
			w->proposal[n++] = w->proposal[i];
	}
	w->proposal_n = n;
	if (w->record_n > 1)
		qsort(w->record, w->record_n, sizeof *w->record, by_program);
	n = 0;
	for (size_t i = 0; i < w->record_n; i++) {
		if (n > 0 && pubkey_eq(&w->record[n - 1].program, &w->record[i].program))
			gov_record_wipe(&w->record[i]);
		else
			w->record[n++] = w->record[i];
	}
	w->record_n = n;
}

static struct gov_proposal *
find(const struct gov_world *w, uint64_t index)
{
	size_t lo = 0, hi = w->proposal_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->proposal[mid].index == index)
			return &w->proposal[mid];
		if (w->proposal[mid].index > index)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static bool
is_gone(const struct gov_world *part, uint64_t index)
{
	for (size_t i = 0; i < part->gone_n; i++)
		if (part->gone[i] == index)
			return true;
	return false;
}

/* What the part has anew, or knows to be gone, goes from `w`; its place stays for the new. */
static void
make_way(struct gov_world *w, struct gov_world *part)
{
	size_t n = 0;

	for (size_t i = 0; i < part->proposal_n; i++) {
		struct gov_proposal *old = find(w, part->proposal[i].index);

		if (old == NULL) {
			part->proposal[n++] = part->proposal[i];
			continue;
		}
		gov_proposal_wipe(old);
		*old = part->proposal[i];
	}
	part->proposal_n = n;
	n = 0;
	for (size_t i = 0; part->gone_n > 0 && i < w->proposal_n; i++) {
		if (is_gone(part, w->proposal[i].index))
			gov_proposal_wipe(&w->proposal[i]);
		else if (n++ < i)
			w->proposal[n - 1] = w->proposal[i];
	}
	w->proposal_n = part->gone_n > 0 ? n : w->proposal_n;
}

void
gov_world_merge(struct gov_world *w, struct gov_world *part)
{
	size_t new_n;

	make_way(w, part);
	new_n = part->proposal_n;
	if (new_n > 0) {
		w->proposal = mem_grow(w->proposal, room(w->proposal_n + new_n), sizeof *w->proposal);
		memcpy(w->proposal + w->proposal_n, part->proposal, new_n * sizeof *w->proposal);
		w->proposal_n += new_n;
	}
	for (size_t i = 0; i < w->record_n; i++)
		gov_record_wipe(&w->record[i]);
	free(w->record);
	gov_multisig_wipe(&w->multisig);
	w->record = part->record;
	w->record_n = part->record_n;
	w->multisig = part->multisig;
	w->slot = part->slot;
	w->cluster_unix_s = part->cluster_unix_s;
	w->clock_slot = part->clock_slot;
	free(part->proposal);
	free(part->gone);
	memset(part, 0, sizeof *part);
	if (new_n > 0)
		gov_world_sort(w);
}

const struct gov_proposal *
gov_world_proposal(const struct gov_world *w, uint64_t index)
{
	return find(w, index);
}

const struct gov_record *
gov_world_record(const struct gov_world *w, const struct pubkey *program)
{
	for (size_t i = 0; i < w->record_n; i++)
		if (pubkey_eq(&w->record[i].program, program))
			return &w->record[i];
	return NULL;
}

bool
gov_world_is_open(const struct gov_world *w, const struct gov_proposal *p)
{
	return state_is_open(proposal_state(p, &w->multisig, gov_world_record(w, &p->program), w->cluster_unix_s));
}
