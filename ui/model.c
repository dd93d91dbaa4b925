#include "ui/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void
model_init(struct model *m)
{
	memset(m, 0, sizeof *m);
	m->my_index = -1;
	m->endpoint_n = 1; /* a session has one */
}

void
model_wipe(struct model *m)
{
	gov_world_wipe(&m->world);
	news_wipe(&m->news);
	free(m->row);
	free(m->label);
	free(m->lamp);
	memset(m, 0, sizeof *m);
}

/* --- names ---------------------------------------------------------------- */

void
model_label_add(struct model *m, const struct pubkey *k, const char *name)
{
	struct model_label *l;

	if ((m->label_n & (m->label_n - 1)) == 0)
		m->label = mem_grow(m->label, m->label_n == 0 ? 1 : m->label_n * 2, sizeof *m->label);
	l = &m->label[m->label_n++];
	l->address = *k;
	(void)text_safe(l->name, sizeof l->name, name, strlen(name), false);
}

static int
by_address(const void *a, const void *b)
{
	return memcmp(((const struct model_label *)a)->address.b, ((const struct model_label *)b)->address.b, 32);
}

void
model_labels_sort(struct model *m)
{
	if (m->label_n > 0)
		qsort(m->label, m->label_n, sizeof *m->label, by_address);
}

bool
model_name(const struct model *m, const struct pubkey *k, char out[MODEL_NAME])
{
	struct model_label want = { .address = *k };
	const struct model_label *l = m->label_n == 0 ? NULL :
		bsearch(&want, m->label, m->label_n, sizeof *m->label, by_address);
	char full[PUBKEY_TEXT];
	size_t len;

	if (l != NULL) {
		memcpy(out, l->name, sizeof l->name);
		return true;
	}
	len = strlen(pubkey_text(full, k));
	if (len <= 10) {
		memcpy(out, full, len + 1);
		return false;
	}
	memcpy(out, full, 4);
	memcpy(out + 4, "..", 2);
	memcpy(out + 6, full + len - 4, 5);
	return false;
}

const char *
model_kind(enum kt_kind k)
{
	static const char *const words[] = {
		[KT_KIND_UPGRADE] = "upgrade", [KT_KIND_ROLLBACK] = "rollback", [KT_KIND_MEMBERS] = "members",
		[KT_KIND_HANDOVER] = "handover", [KT_KIND_HANDOVER_MULTISIG] = "handover",
		[KT_KIND_HANDOVER_UNCHECKED] = "HANDOVER!", [KT_KIND_IMMUTABLE] = "immutable",
	};

	return (size_t)k < sizeof words / sizeof words[0] && words[k] != NULL ? words[k] : "unknown";
}

const struct gov_version *
model_version(const struct gov_record *r, const struct gov_proposal *p)
{
	if (r == NULL || p->status != GOV_EXECUTED || !kt_takes_buffer(p->kind))
		return NULL;
	for (unsigned i = 0; i < r->version_n; i++)
		if (r->version[i].proposal == p->index)
			return &r->version[i];
	return NULL;
}

/* --- order ---------------------------------------------------------------- */

/* This key's vote is wanted on `p`. */
static bool
wants_vote(const struct model *m, const struct gov_proposal *p, enum gov_state s)
{
	if (s != STATE_ACTIVE || m->my_index < 0 || !m->world.multisig.member[m->my_index].may_vote || !p->hash_agrees)
		return false;
	return proposal_vote(p, (unsigned)m->my_index) == NULL;
}

bool
model_waits_for_me(const struct model *m, const struct model_row *r)
{
	return r->group == GROUP_NEEDS_YOU || (r->group == GROUP_READY && m->my_index >= 0 &&
		m->world.multisig.member[m->my_index].may_execute);
}

/* It is dead and still holds a buffer, or its hash is not that of its content:
 * somebody has to look. */
static bool
is_stuck(const struct gov_proposal *p, enum gov_state s)
{
	if (!p->hash_agrees)
		return true;
	return p->holds_buffer && s != STATE_EXECUTED && !state_is_open(s);
}

bool
model_is_urgent(const struct gov_proposal *p, enum gov_state s)
{
	return p->kind == KT_KIND_ROLLBACK && state_is_open(s) && !p->act.deploy.advance && p->hash_agrees;
}

static enum model_group
group_of(const struct model *m, const struct gov_proposal *p, enum gov_state s)
{
	if (is_stuck(p, s))
		return GROUP_STUCK;
	if (wants_vote(m, p, s))
		return GROUP_NEEDS_YOU;
	switch (s) {
	case STATE_READY:
		return GROUP_READY;
	case STATE_APPROVED:
		return GROUP_LOCKED;
	case STATE_ACTIVE:
		return GROUP_VOTING;
	default:
		return GROUP_OVER;
	}
}

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
by_place(const void *va, const void *vb)
{
	const struct model_row *a = va, *b = vb;
	int c = (int)model_is_urgent(b->p, b->state) - (int)model_is_urgent(a->p, a->state);

	if (c == 0)
		c = compare(a->group, b->group);
	if (c == 0 && a->group == GROUP_LOCKED)
		c = compare(timelock_opens_at(&a->p->lock), timelock_opens_at(&b->p->lock));
	if (c == 0)
		c = (a->index < b->index) - (a->index > b->index);
	return c;
}

static void
widest(int *max, const char *s)
{
	int w = text_width(s);

	if (w > *max)
		*max = w;
}

/* Says whether bit `i` is new in *seen, and sets it. */
static bool
is_new(uint64_t *seen, unsigned i)
{
	bool old = (*seen >> i % 64 & 1) != 0;

	*seen |= UINT64_C(1) << i % 64;
	return !old;
}

static bool
is_same_program(const struct model_row *a, const struct model_row *b)
{
	return a->r == b->r && (a->r != NULL || pubkey_eq(&a->p->program, &b->p->program));
}

/* Of ten thousand rows the words are few. */
static void
measure(struct model *m)
{
	uint64_t states = 0, kinds = 0;

	m->program_width = 7;
	m->state_width = 6;
	m->kind_width = 7;
	for (size_t i = 0; i < m->row_n; i++) {
		char name[MODEL_NAME];

		if (m->row[i].p->kind != KT_KIND_MEMBERS && (i == 0 || !is_same_program(&m->row[i], &m->row[i - 1]))) {
			(void)model_name(m, &m->row[i].p->program, name);
			widest(&m->program_width, name);
		}
		if (is_new(&states, m->row[i].state))
			widest(&m->state_width, state_label(m->row[i].state));
		if (is_new(&kinds, m->row[i].p->kind))
			widest(&m->kind_width, model_kind(m->row[i].p->kind));
	}
}

static void
sort_part(struct model_row *row, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (by_place(&row[i - 1], &row[i]) > 0) {
			qsort(row, n, sizeof *row, by_place);
			return;
		}
}

/* Nearly all are over, and in their order already: only the others are sorted,
 * in front of them. */
static void
sort_rows(struct model *m)
{
	struct model_row *front = mem_new(m->row_n + 1, sizeof *front);
	size_t front_n = 0, over = m->row_n;

	for (size_t i = m->row_n; i-- > 0;) {
		if (m->row[i].group == GROUP_OVER)
			m->row[--over] = m->row[i];
		else
			front[front_n++] = m->row[i];
	}
	sort_part(front, front_n);
	memcpy(m->row, front, front_n * sizeof *front);
	sort_part(m->row + over, m->row_n - over);
	free(front);
	m->version++;
	memset(m->count, 0, sizeof m->count);
	for (size_t i = 0; i < m->row_n; i++)
		m->count[m->row[i].group]++;
	measure(m);
}

/* `guess` is looked at first: neighbours often concern the same program. */
static const struct gov_record *
record_of(const struct gov_world *w, const struct gov_proposal *p, const struct gov_record *guess)
{
	if (p->kind == KT_KIND_MEMBERS)
		return NULL;
	return guess != NULL && pubkey_eq(&guess->program, &p->program) ? guess : gov_world_record(w, &p->program);
}

static void
arrange(struct model *m)
{
	const struct gov_world *w = &m->world;

	m->my_index = m->has_me && m->source != MODEL_NOTHING ? multisig_member(&w->multisig, &m->me) : -1;
	m->row = mem_grow(m->row, w->proposal_n + 1, sizeof *m->row);
	m->row_n = w->proposal_n;
	for (size_t i = 0; i < m->row_n; i++) {
		const struct gov_proposal *p = &w->proposal[i];
		const struct gov_record *before = i > 0 ? m->row[i - 1].r : NULL, *r = record_of(w, p, before);
		enum gov_state s = proposal_state(p, &w->multisig, r, m->now);

		m->row[i] = (struct model_row){ p, r, s, group_of(m, p, s), p->index };
	}
	sort_rows(m);
}

/* --- time ------------------------------------------------------------------ */

bool
model_knows_time(const struct model *m)
{
	return m->time.known;
}

static void
set_now(struct model *m, uint64_t mono_ms)
{
	m->mono_ms = mono_ms;
	m->now = m->time.known ? cluster_now(&m->time, mono_ms) : m->stored_unix_s;
	if (m->source == MODEL_STORED && m->stored_mono_ms == 0)
		m->stored_mono_ms = mono_ms;
	if (m->source == MODEL_STORED && m->stored_age_s >= 0)
		m->age_s = m->stored_age_s + (int64_t)((mono_ms - m->stored_mono_ms) / 1000u);
	if (m->source == MODEL_LIVE)
		m->age_s = mono_ms > m->read_mono_ms ? (int64_t)((mono_ms - m->read_mono_ms) / 1000u) : 0;
}

/* A reading is cut to whole seconds, so each may be up to one behind: the
 * furthest behind is kept, and a countdown neither jumps nor ends early. */
static void
set_time(struct model *m, int64_t unix_s, uint64_t slot, uint64_t mono_ms)
{
	int64_t ahead = m->time.known ? unix_s - cluster_now(&m->time, mono_ms) : 2;

	if (ahead == 0 || ahead == 1)
		return;
	m->time = (struct cluster_time){ .known = true, .unix_s = unix_s, .slot = slot, .mono_ms = mono_ms };
}

void
model_take(struct model *m, struct gov_world *w, uint64_t mono_ms)
{
	if (w->part) {
		gov_world_merge(&m->world, w);
	} else {
		gov_world_wipe(&m->world);
		m->world = *w;
		memset(w, 0, sizeof *w);
	}
	m->source = MODEL_LIVE;
	m->part = false;
	m->read_mono_ms = mono_ms;
	m->link = LINK_UP;
	m->agree_n = m->endpoint_n;
	set_time(m, m->world.cluster_unix_s, m->world.clock_slot, mono_ms);
	set_now(m, mono_ms);
	arrange(m);
	news_look(&m->news, m, mono_ms);
}

void
model_host(struct model *m, int64_t wall_s)
{
	int64_t most = INT64_MAX / 2, now = m->now > most ? most : m->now < -most ? -most : m->now;

	m->skew_s = (wall_s > most ? most : wall_s < -most ? -most : wall_s) - now;
}

void
model_stored(struct model *m, struct gov_world *w, bool part, int64_t age_s)
{
	gov_world_wipe(&m->world);
	m->world = *w;
	memset(w, 0, sizeof *w);
	m->source = m->world.multisig.raw == NULL ? MODEL_NOTHING : MODEL_STORED;
	m->part = part;
	m->stored_unix_s = m->world.cluster_unix_s;
	m->now = m->stored_unix_s;
	m->age_s = m->stored_age_s = age_s < 0 ? -1 : age_s;
	m->stored_mono_ms = 0;
	arrange(m);
}

void
model_tick(struct model *m, uint64_t mono_ms)
{
	bool moved = false;

	set_now(m, mono_ms);
	for (size_t i = 0; i < m->row_n; i++) {
		struct model_row *r = &m->row[i];
		enum gov_state s;

		if (!state_is_open(r->state))
			continue;
		s = proposal_state(r->p, &m->world.multisig, r->r, m->now);
		moved = moved || s != r->state;
		r->state = s;
		r->group = group_of(m, r->p, s);
	}
	if (!moved)
		return;
	sort_rows(m);
	if (m->source == MODEL_LIVE)
		news_look(&m->news, m, mono_ms);
}

size_t
model_row_of(const struct model *m, uint64_t index)
{
	size_t i = 0;

	while (i < m->row_n && m->row[i].index != index)
		i++;
	return i;
}
