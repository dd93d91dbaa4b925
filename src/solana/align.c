#include "solana/align.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { SLOTS_MAX = 1 << 17, PROBES = 32, EXACT_CELLS = 1 << 14 };
enum { NOT = -1, MANY = -2 };
static const unsigned windows[2][ALIGN_LEVELS] = { { 64, 32, 16, 8 }, { 32, 16, 8, 4 } };

struct gap {
	uint32_t a, a_end, b, b_end;
	unsigned level;
};
struct slot {
	uint64_t hash;
	int32_t a, b; /* where it is; NOT nowhere, MANY more than once */
	bool used;
};
struct anchor {
	uint32_t a, b, before; /* before: the anchor in front of it in the longest chain, UINT32_MAX none */
};

struct align {
	struct align_seq a, b;
	bool swapped, over;
	enum { NEXT, TRIM_HEAD, TRIM_TAIL, INDEX_A, INDEX_B, CHAIN, GROW } at;
	struct gap *gap;          /* to be looked at */
	size_t gap_n, gap_cap;
	struct align_run *run;
	size_t run_n, run_cap;

	struct gap g;             /* the one looked at */
	uint32_t agree;           /* elements its head, or its tail, have in common */
	uint64_t hash, factor;    /* of the window that ends at `i`, rolling; the factor of what leaves it */
	uint32_t i;
	struct slot *slot;
	size_t slot_n;
	uint64_t sample;          /* of long gaps only windows whose hash has these bits zero */
	uint32_t *order;          /* slots as they were filled, so by a */
	size_t order_n;
	struct anchor *anchor;
	uint32_t *best;           /* by length of a chain: the anchor it ends with lowest */
	size_t anchor_n, best_n;
	uint16_t *cell;           /* of an exact comparison */
};

static uint64_t
element(const struct align_seq *s, size_t i)
{
	return s->width == 8 ? ((const uint64_t *)s->p)[i] : ((const uint8_t *)s->p)[i];
}

static bool
same(const struct align *l, size_t a, size_t b)
{
	return element(&l->a, a) == element(&l->b, b);
}

/* Which comes first does not depend on how they were given. */
static bool
is_before(const struct align_seq *a, const struct align_seq *b)
{
	return a->n != b->n ? a->n < b->n : a->n == 0 || memcmp(a->p, b->p, a->n * a->width) <= 0;
}

static void
push_gap(struct align *l, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end, unsigned level)
{
	if (a == a_end || b == b_end)
		return;
	if (l->gap_n == l->gap_cap) {
		l->gap_cap = l->gap_cap * 2 + 64;
		l->gap = mem_grow(l->gap, l->gap_cap, sizeof *l->gap);
	}
	l->gap[l->gap_n++] = (struct gap){ a, a_end, b, b_end, level };
}

static void
put_run(struct align *l, uint32_t a, uint32_t b, uint32_t len)
{
	if (len == 0)
		return;
	if (l->run_n == l->run_cap) {
		l->run_cap = l->run_cap * 2 + 64;
		l->run = mem_grow(l->run, l->run_cap, sizeof *l->run);
	}
	l->run[l->run_n++] = (struct align_run){ a, b, len };
}

struct align *
align_new(struct align_seq a, struct align_seq b)
{
	struct align *l = mem_new(1, sizeof *l);

	l->swapped = !is_before(&a, &b);
	l->a = l->swapped ? b : a;
	l->b = l->swapped ? a : b;
	push_gap(l, 0, (uint32_t)l->a.n, 0, (uint32_t)l->b.n, 0);
	return l;
}

void
align_free(struct align *l)
{
	if (l == NULL)
		return;
	free(l->gap);
	free(l->run);
	free(l->slot);
	free(l->order);
	free(l->anchor);
	free(l->best);
	free(l->cell);
	free(l);
}

/* --- windows that occur once ---------------------------------------------------- */

static unsigned
window(const struct align *l)
{
	return windows[l->a.width == 8][l->g.level];
}

static uint64_t
mixed(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static const uint64_t base = UINT64_C(0x9e3779b97f4a7c15);

static void
begin_window(struct align *l, uint32_t from)
{
	l->hash = 0;
	l->i = from;
}

/* Takes the next element in; true where a whole window ends with it. */
static bool
roll(struct align *l, const struct align_seq *s, uint32_t from)
{
	uint32_t w = window(l), i = l->i++;

	l->hash = l->hash * base + mixed(element(s, i) + 1);
	if (i - from >= w)
		l->hash -= l->factor * mixed(element(s, i - w) + 1);
	return i - from + 1 >= w;
}

static struct slot *
find_slot(const struct align *l, uint64_t hash)
{
	size_t at = (size_t)(mixed(hash) >> 20) & (l->slot_n - 1);

	for (unsigned i = 0; i < PROBES; i++, at = (at + 1) & (l->slot_n - 1))
		if (!l->slot[at].used || l->slot[at].hash == hash)
			return &l->slot[at];
	return NULL;
}

static void
begin_index(struct align *l)
{
	uint32_t n = l->g.a_end - l->g.a;

	l->factor = 1;
	for (unsigned i = 0; i < window(l); i++)
		l->factor *= base;
	l->sample = 0;
	while (n > SLOTS_MAX / 2) {
		n /= 2;
		l->sample = l->sample * 2 + 1;
	}
	for (l->slot_n = 64; l->slot_n < (size_t)n * 2; l->slot_n *= 2)
		;
	free(l->slot);
	l->slot = mem_new(l->slot_n, sizeof *l->slot);
	l->order = mem_grow(l->order, l->slot_n, sizeof *l->order);
	l->order_n = 0;
	begin_window(l, l->g.a);
	l->at = INDEX_A;
}

static void
index_a(struct align *l)
{
	struct slot *s;

	if (l->i >= l->g.a_end) {
		begin_window(l, l->g.b);
		l->at = INDEX_B;
		return;
	}
	if (!roll(l, &l->a, l->g.a) || (mixed(l->hash) & l->sample) != 0 || (s = find_slot(l, l->hash)) == NULL)
		return;
	if (s->used) {
		s->a = MANY;
		return;
	}
	if (l->order_n >= l->slot_n / 4 * 3)
		return; /* far more than the sample should have */
	*s = (struct slot){ l->hash, (int32_t)(l->i - window(l)), NOT, true };
	l->order[l->order_n++] = (uint32_t)(s - l->slot);
}

static void
begin_chain(struct align *l)
{
	l->anchor_n = l->best_n = 0;
	l->anchor = mem_grow(l->anchor, l->order_n + 1, sizeof *l->anchor);
	l->best = mem_grow(l->best, l->order_n + 1, sizeof *l->best);
	l->i = 0;
	l->at = CHAIN;
}

static void
index_b(struct align *l)
{
	struct slot *s;

	if (l->i >= l->g.b_end) {
		begin_chain(l);
		return;
	}
	if (!roll(l, &l->b, l->g.b) || (mixed(l->hash) & l->sample) != 0)
		return;
	s = find_slot(l, l->hash);
	if (s != NULL && s->used)
		s->b = s->b == NOT ? (int32_t)(l->i - window(l)) : MANY;
}

/* --- the longest chain of them that is in order on both sides --------------------- */

static void
chain(struct align *l)
{
	size_t low = 0, high = l->best_n;
	const struct slot *s;
	struct anchor *n;

	if (l->i >= l->order_n) {
		l->i = l->best_n > 0 ? l->best[l->best_n - 1] : UINT32_MAX;
		l->at = GROW;
		return;
	}
	s = &l->slot[l->order[l->i++]];
	if (s->a < 0 || s->b < 0)
		return;
	n = &l->anchor[l->anchor_n];
	*n = (struct anchor){ (uint32_t)s->a, (uint32_t)s->b, UINT32_MAX };
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (l->anchor[l->best[mid]].b < n->b)
			low = mid + 1;
		else
			high = mid;
	}
	if (low > 0)
		n->before = l->best[low - 1];
	l->best[low] = (uint32_t)l->anchor_n++;
	if (low == l->best_n)
		l->best_n++;
}

/* From the last anchor back: each is grown into what is not taken yet, which ends
 * at l->g.a_end and b_end; what is left behind it is a gap.  Returns the steps it took. */
static size_t
grow(struct align *l)
{
	const struct anchor *n;
	uint32_t a, b, from_a, from_b, w = window(l), ok = 0;

	if (l->i == UINT32_MAX) {
		push_gap(l, l->g.a, l->g.a_end, l->g.b, l->g.b_end, l->g.level + 1);
		l->at = NEXT;
		return 1;
	}
	n = &l->anchor[l->i];
	l->i = n->before;
	if (n->a + w > l->g.a_end || n->b + w > l->g.b_end)
		return 1; /* taken already */
	while (ok < w && same(l, n->a + ok, n->b + ok))
		ok++;
	if (ok < w)
		return w; /* two windows of one hash */
	for (a = n->a + w, b = n->b + w; a < l->g.a_end && b < l->g.b_end && same(l, a, b); a++)
		b++;
	for (from_a = n->a, from_b = n->b; from_a > l->g.a && from_b > l->g.b && same(l, from_a - 1, from_b - 1); from_a--)
		from_b--;
	put_run(l, from_a, from_b, a - from_a);
	push_gap(l, a, l->g.a_end, b, l->g.b_end, l->g.level + 1);
	l->g.a_end = from_a;
	l->g.b_end = from_b;
	return a - from_a + 1;
}

/* --- one gap ------------------------------------------------------------------------ */

/* The longest common subsequence of what is small. */
static size_t
exact(struct align *l)
{
	const struct gap *g = &l->g;
	size_t na = g->a_end - g->a, nb = g->b_end - g->b, row = nb + 1, i = 0, j = 0;

	l->cell = mem_grow(l->cell, (na + 1) * row, sizeof *l->cell);
	memset(l->cell, 0, (na + 1) * row * sizeof *l->cell);
	for (i = na; i-- > 0;)
		for (j = nb; j-- > 0;) {
			uint16_t down = l->cell[(i + 1) * row + j], right = l->cell[i * row + j + 1];

			l->cell[i * row + j] = same(l, g->a + i, g->b + j) ? (uint16_t)(l->cell[(i + 1) * row + j + 1] + 1) :
				down > right ? down : right;
		}
	for (i = j = 0; i < na && j < nb;) {
		if (same(l, g->a + i, g->b + j))
			put_run(l, g->a + (uint32_t)i++, g->b + (uint32_t)j++, 1);
		else if (l->cell[(i + 1) * row + j] >= l->cell[i * row + j + 1])
			i++;
		else
			j++;
	}
	l->at = NEXT;
	return na * nb;
}

static size_t
trimmed(struct align *l)
{
	struct gap *g = &l->g;

	put_run(l, g->a_end, g->b_end, l->agree);
	l->at = NEXT;
	if (g->a == g->a_end || g->b == g->b_end)
		return 1;
	if ((uint64_t)(g->a_end - g->a) * (g->b_end - g->b) <= EXACT_CELLS)
		return exact(l);
	while (g->level < ALIGN_LEVELS && (g->a_end - g->a < window(l) || g->b_end - g->b < window(l)))
		g->level++;
	if (g->level < ALIGN_LEVELS)
		begin_index(l);
	return 1;
}

static size_t
trim_head(struct align *l)
{
	struct gap *g = &l->g;

	if (g->a < g->a_end && g->b < g->b_end && same(l, g->a, g->b)) {
		g->a++;
		g->b++;
		l->agree++;
		return 1;
	}
	put_run(l, g->a - l->agree, g->b - l->agree, l->agree);
	l->agree = 0;
	l->at = TRIM_TAIL;
	return 1;
}

static size_t
trim_tail(struct align *l)
{
	struct gap *g = &l->g;

	if (g->a == g->a_end || g->b == g->b_end || !same(l, g->a_end - 1, g->b_end - 1))
		return trimmed(l);
	g->a_end--;
	g->b_end--;
	l->agree++;
	return 1;
}

/* --- the end -------------------------------------------------------------------------- */

static int
by_a(const void *x, const void *y)
{
	const struct align_run *a = x, *b = y;

	return a->a < b->a ? -1 : a->a > b->a;
}

static bool
is_whole(const struct align *l, const struct align_run *r)
{
	return r->len == l->a.n && r->len == l->b.n;
}

/* In order, joined where they touch, without those too short to count. */
static void
finish(struct align *l)
{
	size_t n = 0, kept = 0;

	if (l->run_n > 0)
		qsort(l->run, l->run_n, sizeof *l->run, by_a);
	for (size_t i = 0; i < l->run_n; i++) {
		struct align_run r = l->run[i];

		if (n > 0 && l->run[n - 1].a + l->run[n - 1].len == r.a && l->run[n - 1].b + l->run[n - 1].len == r.b)
			l->run[n - 1].len += r.len;
		else
			l->run[n++] = r;
	}
	for (size_t i = 0; i < n; i++)
		if (l->run[i].len >= ALIGN_LEAST(l->a.width) || is_whole(l, &l->run[i]))
			l->run[kept++] = l->run[i];
	for (size_t i = 0; l->swapped && i < kept; i++)
		l->run[i] = (struct align_run){ l->run[i].b, l->run[i].a, l->run[i].len };
	l->run_n = kept;
	l->over = true;
}

static size_t
step(struct align *l)
{
	switch (l->at) {
	case TRIM_HEAD:
		return trim_head(l);
	case TRIM_TAIL:
		return trim_tail(l);
	case INDEX_A:
		index_a(l);
		return 1;
	case INDEX_B:
		index_b(l);
		return 1;
	case CHAIN:
		chain(l);
		return 4;
	case GROW:
		return grow(l);
	case NEXT:
	default:
		if (l->gap_n == 0) {
			finish(l);
			return 1;
		}
		l->g = l->gap[--l->gap_n];
		l->agree = 0;
		l->at = TRIM_HEAD;
		return 1;
	}
}

bool
align_turn(struct align *l, size_t steps)
{
	for (size_t done = 0; !l->over && done < steps;)
		done += step(l);
	return !l->over;
}

const struct align_run *
align_runs(const struct align *l, size_t *n)
{
	*n = l->run_n;
	return l->run;
}
