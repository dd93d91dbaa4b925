#include "ui/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/near.h"

enum { OPEN = STATE_COUNT, STUCK, WORD_MAX = MODEL_NAME };
_Static_assert(STUCK < 32, "a set of states fits 32 bits");

static const char *const orders[VIEW_ORDERS] = { [VIEW_USUAL] = "usual", [VIEW_NUMBER] = "number", [VIEW_STATE] = "state",
	[VIEW_TIME] = "time", [VIEW_PROGRAM] = "program" };

void
view_wipe(struct view *v)
{
	free(v->row);
	memset(v, 0, sizeof *v);
}

static void
changed(struct view *v)
{
	v->version = 0;
	v->stamp++;
}

bool
view_is_active(const struct view *v)
{
	return v->order != VIEW_USUAL || v->text[0] != '\0';
}

const char *
view_order_text(enum view_order o)
{
	return o == VIEW_TIME ? "time left" : o == VIEW_USUAL ? "what needs you" : orders[o];
}

/* --- words ------------------------------------------------------------------------- */

/* Of a handover that nobody checks the word is the same as of the others. */
static void
kind_word(char out[WORD_MAX], enum kt_kind k)
{
	(void)snprintf(out, WORD_MAX, "%s", k == KT_KIND_HANDOVER_UNCHECKED ? model_kind(KT_KIND_HANDOVER) : model_kind(k));
}

static void
state_word(char out[WORD_MAX], unsigned s)
{
	size_t n = 0;

	for (const char *p = s == OPEN ? "open" : s == STUCK ? "stuck" : state_label((enum gov_state)s); *p != '\0' && n + 1 < WORD_MAX; p++)
		out[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	out[n] = '\0';
}

static bool
add_state(struct view *v, const char *word)
{
	char name[WORD_MAX];

	for (unsigned s = 0; s <= STUCK; s++) {
		state_word(name, s);
		if (!near_same(name, word) && (s >= STATE_COUNT || !near_same(state_name((enum gov_state)s), word)))
			continue;
		v->states |= 1u << s;
		v->has[VIEW_OF_STATE] = true;
		return true;
	}
	return false;
}

static bool
add_kind(struct view *v, const char *word)
{
	char name[WORD_MAX];
	bool found = false;

	for (unsigned k = KT_KIND_UPGRADE; k <= KT_KIND_IMMUTABLE; k++) {
		kind_word(name, (enum kt_kind)k);
		if (!near_same(name, word))
			continue;
		v->kinds |= 1u << k;
		found = v->has[VIEW_OF_KIND] = true;
	}
	return found;
}

/* By its whole name or address, else all whose name or address begins with the word. */
static bool
add_programs(struct view *v, const struct model *m, const char *word)
{
	size_t before = v->program_n;

	for (unsigned whole = 1; whole < 2 && v->program_n == before; whole--) {
		for (size_t i = 0; i < m->world.record_n && v->program_n < VIEW_PROGRAMS; i++) {
			const struct pubkey *k = &m->world.record[i].program;
			char name[MODEL_NAME], full[PUBKEY_TEXT];

			(void)model_name(m, k, name);
			(void)pubkey_text(full, k);
			if (whole == 1 ? near_same(name, word) || strcmp(full, word) == 0 :
			    near_begins(name, word) || (strlen(word) >= 4 && strncmp(full, word, strlen(word)) == 0))
				v->program[v->program_n++] = *k;
		}
	}
	v->has[VIEW_OF_PROGRAM] = v->has[VIEW_OF_PROGRAM] || v->program_n > before;
	return v->program_n > before;
}

static bool
add_word(struct view *v, const struct model *m, const char *word)
{
	if (near_same(word, "mine")) {
		v->has[VIEW_OF_MINE] = true;
		return true;
	}
	return add_state(v, word) || add_kind(v, word) || add_programs(v, m, word);
}

/* --- filter and sort ----------------------------------------------------------------- */

static enum err_code
no_word(const struct model *m, const char *word, struct err *e)
{
	static struct completion const none;
	struct completion *all = mem_new(1, sizeof *all);
	char list[NEAR_MAX * (NEAR_WORD_MAX + 4)];
	struct near n;

	*all = none;
	view_words(m, "", all);
	near_begin(&n, word);
	for (size_t i = 0; i < all->n; i++)
		near_offer(&n, all->word[i]);
	free(all);
	near_text(&n, list, sizeof list);
	(void)err_set(e, ERR_USAGE, "nothing here is called \"%.80s\"", word);
	return list[0] != '\0' ? err_hint(e, "near it: %s", list) :
		err_hint(e, "a state, a kind, a program's name or address, or mine");
}

enum err_code
view_filter(struct view *v, const struct model *m, const char *words, struct err *e)
{
	struct view want = *v;
	char word[ORDER_TEXT];
	size_t len;

	memset(want.has, 0, sizeof want.has);
	want.states = want.kinds = 0;
	want.program_n = 0;
	(void)snprintf(want.text, sizeof want.text, "%s", words);
	/* A name may have blanks in it. */
	if (words[0] != '\0' && !add_word(&want, m, words))
		for (const char *at = words; *at != '\0'; at += len + strspn(at + len, " ")) {
			len = strcspn(at, " ");
			if (len >= sizeof word)
				len = sizeof word - 1;
			memcpy(word, at, len);
			word[len] = '\0';
			if (len > 0 && !add_word(&want, m, word))
				return no_word(m, word, e);
		}
	*v = want;
	changed(v);
	return ERR_OK;
}

void
view_next(struct view *v)
{
	v->order = (enum view_order)((v->order + 1u) % VIEW_ORDERS);
	changed(v);
}

enum err_code
view_sort(struct view *v, const char *word, struct err *e)
{
	char list[NEAR_MAX * (NEAR_WORD_MAX + 4)];
	struct near n;

	if (word[0] == '\0') {
		view_next(v);
		return ERR_OK;
	}
	near_begin(&n, word);
	for (unsigned o = 0; o < VIEW_ORDERS; o++) {
		if (near_same(orders[o], word)) {
			v->order = (enum view_order)o;
			changed(v);
			return ERR_OK;
		}
		near_offer(&n, orders[o]);
	}
	near_text(&n, list, sizeof list);
	(void)err_set(e, ERR_USAGE, "there is no order \"%.80s\"", word);
	return list[0] != '\0' ? err_hint(e, "near it: %s", list) : err_hint(e, "number, state, time, program, or usual");
}

bool
view_all(struct view *v)
{
	struct err ignored = ERR_INIT;

	if (!view_is_active(v))
		return false;
	v->order = VIEW_USUAL;
	return view_filter(v, NULL, "", &ignored) == ERR_OK;
}

void
view_words(const struct model *m, const char *part, struct completion *c)
{
	char word[WORD_MAX];

	completion_add(c, "mine", part);
	for (size_t i = 0; i < m->world.record_n; i++) {
		(void)model_name(m, &m->world.record[i].program, word);
		completion_add(c, word, part);
	}
	for (unsigned s = STUCK + 1; s-- > 0;) {
		state_word(word, s >= OPEN ? s : STATE_COUNT - 1 - s);
		completion_add(c, word, part);
	}
	for (unsigned k = KT_KIND_UPGRADE; k <= KT_KIND_IMMUTABLE; k++) {
		kind_word(word, (enum kt_kind)k);
		completion_add(c, word, part);
	}
}

void
view_orders(const char *part, struct completion *c)
{
	for (unsigned o = VIEW_NUMBER; o < VIEW_ORDERS; o++)
		completion_add(c, orders[o], part);
	completion_add(c, orders[VIEW_USUAL], part);
}

/* --- the rows ------------------------------------------------------------------------ */

static bool
is_of_program(const struct view *v, const struct model_row *r)
{
	for (size_t i = 0; i < v->program_n && r->p->kind != KT_KIND_MEMBERS; i++)
		if (pubkey_eq(&v->program[i], &r->p->program))
			return true;
	return false;
}

static bool
is_in_state(const struct view *v, const struct model_row *r)
{
	return (v->states >> r->state & 1u) != 0 || ((v->states >> OPEN & 1u) != 0 && state_is_open(r->state)) ||
		((v->states >> STUCK & 1u) != 0 && r->group == GROUP_STUCK);
}

static bool
is_shown(const struct view *v, const struct model *m, const struct model_row *r)
{
	return (!v->has[VIEW_OF_STATE] || is_in_state(v, r)) && (!v->has[VIEW_OF_KIND] || (v->kinds >> r->p->kind & 1u) != 0) &&
		(!v->has[VIEW_OF_PROGRAM] || is_of_program(v, r)) && (!v->has[VIEW_OF_MINE] || model_waits_for_me(m, r));
}

struct keyed {
	uint64_t key;
	uint32_t row;
};

static int
by_key(const void *va, const void *vb)
{
	const struct keyed *a = va, *b = vb;

	return a->key != b->key ? (a->key > b->key) - (a->key < b->key) : (a->row > b->row) - (a->row < b->row);
}

/* A time as a key: the earlier the smaller. */
static uint64_t
of_time(int64_t t)
{
	return (uint64_t)t ^ UINT64_C(1) << 63;
}

/* What happens next by itself: a lock ends, a vote or an execution expires.  Then what is over, the last first. */
static uint64_t
time_key(const struct model_row *r)
{
	if (r->state == STATE_APPROVED)
		return of_time(timelock_opens_at(&r->p->lock)) / 2;
	if (state_is_open(r->state))
		return of_time(proposal_expires_at(r->p)) / 2;
	return UINT64_MAX - of_time(r->p->ended_at) / 2;
}

struct named {
	char name[MODEL_NAME];
	size_t record;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* The rank of every record's program by its name; NULL without records. */
static size_t *
ranks(const struct model *m)
{
	size_t n = m->world.record_n, *rank = n == 0 ? NULL : mem_new(n, sizeof *rank);
	struct named *names = n == 0 ? NULL : mem_new(n, sizeof *names);

	for (size_t i = 0; i < n; i++) {
		(void)model_name(m, &m->world.record[i].program, names[i].name);
		names[i].record = i;
	}
	if (n > 0)
		qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++)
		rank[names[i].record] = i;
	free(names);
	return rank;
}

static void
sort(const struct view *v, const struct model *m, struct keyed *k, size_t n)
{
	size_t *rank = v->order == VIEW_PROGRAM ? ranks(m) : NULL;

	for (size_t i = 0; i < n; i++) {
		const struct model_row *r = &m->row[k[i].row];

		k[i].key = v->order == VIEW_NUMBER ? UINT64_MAX - r->index : v->order == VIEW_STATE ? (uint64_t)r->state :
			v->order == VIEW_TIME ? time_key(r) : r->r != NULL && rank != NULL ? rank[r->r - m->world.record] : UINT64_MAX;
	}
	free(rank);
	if (n > 0)
		qsort(k, n, sizeof *k, by_key);
}

void
view_look(struct view *v, const struct model *m)
{
	struct keyed *k;

	if (!view_is_active(v)) {
		free(v->row);
		v->row = NULL;
		return;
	}
	if (v->row != NULL && v->version == m->version)
		return;
	k = mem_new(m->row_n + 1, sizeof *k);
	v->row = mem_grow(v->row, m->row_n + 1, sizeof *v->row);
	v->n = 0;
	for (size_t i = 0; i < m->row_n; i++)
		if (is_shown(v, m, &m->row[i]))
			k[v->n++].row = (uint32_t)i;
	if (v->order != VIEW_USUAL)
		sort(v, m, k, v->n);
	for (size_t i = 0; i < v->n; i++)
		v->row[i] = k[i].row;
	free(k);
	v->version = m->version;
	v->stamp++;
}

size_t
view_n(const struct view *v, const struct model *m)
{
	return v->row != NULL ? v->n : m->row_n;
}

size_t
view_at(const struct view *v, size_t i)
{
	return v->row != NULL ? v->row[i] : i;
}

size_t
view_place(const struct view *v, const struct model *m, uint64_t index)
{
	size_t i = 0, n = view_n(v, m);

	while (i < n && m->row[view_at(v, i)].index != index)
		i++;
	return i;
}
