#include "solana/align.h"
#include "test.h"

#include <stdlib.h>

enum { MOST = 60000, STEPS = 1000 };

struct seq {
	uint64_t e[MOST];
	size_t n;
};
static struct seq one, two;
static uint64_t seed;

static uint64_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static size_t
below(size_t n)
{
	return (size_t)(next() % n);
}

struct outcome {
	size_t common, runs, turns;
	bool sound; /* runs are equal on both sides, in order, and none touches the next */
};

static struct outcome
compare(const struct seq *a, const struct seq *b, unsigned width)
{
	struct outcome o = { .sound = true };
	uint8_t *bytes[2] = { malloc(MOST), malloc(MOST) };
	struct align_seq s[2] = { { a->e, a->n, 8 }, { b->e, b->n, 8 } };
	const struct align_run *r;
	struct align *l;
	size_t n;

	for (unsigned k = 0; k < 2 && width == 1; k++) {
		const struct seq *from = k == 0 ? a : b;

		for (size_t i = 0; bytes[k] != NULL && i < from->n; i++)
			bytes[k][i] = (uint8_t)from->e[i];
		s[k] = (struct align_seq){ bytes[k], from->n, 1 };
	}
	l = align_new(s[0], s[1]);
	while (align_turn(l, STEPS))
		o.turns++;
	r = align_runs(l, &n);
	o.runs = n;
	for (size_t i = 0; i < n; i++) {
		o.common += r[i].len;
		o.sound = o.sound && r[i].len > 0 && r[i].a + r[i].len <= a->n && r[i].b + r[i].len <= b->n;
		for (size_t k = 0; o.sound && k < r[i].len; k++)
			o.sound = width == 1 ? (uint8_t)a->e[r[i].a + k] == (uint8_t)b->e[r[i].b + k] : a->e[r[i].a + k] == b->e[r[i].b + k];
		if (i > 0)
			o.sound = o.sound && r[i - 1].a + r[i - 1].len <= r[i].a && r[i - 1].b + r[i - 1].len <= r[i].b &&
				(r[i - 1].a + r[i - 1].len < r[i].a || r[i - 1].b + r[i - 1].len < r[i].b);
	}
	align_free(l);
	free(bytes[0]);
	free(bytes[1]);
	return o;
}

static void
fill(struct seq *s, size_t n, uint64_t alphabet)
{
	s->n = n;
	for (size_t i = 0; i < n; i++)
		s->e[i] = next() % alphabet;
}

static void
insert(struct seq *s, size_t at, size_t n, uint64_t alphabet)
{
	memmove(s->e + at + n, s->e + at, (s->n - at) * sizeof s->e[0]);
	for (size_t i = 0; i < n; i++)
		s->e[at + i] = next() % alphabet;
	s->n += n;
}

static void
cut(struct seq *s, size_t at, size_t n)
{
	memmove(s->e + at, s->e + at + n, (s->n - at - n) * sizeof s->e[0]);
	s->n -= n;
}

/* --- random edits ------------------------------------------------------------------- */

/* What two sequences have in common at least, and at most, after `edits` of the first. */
static void
edited(unsigned width, size_t n, uint64_t alphabet, unsigned edits, unsigned rounds)
{
	size_t worst = n, unsound = 0, lopsided = 0, slow = 0, over = 0, short_of = 0;
	size_t each = width == 8 ? 2u * ALIGN_LEAST(8) + 1 : 2u * ALIGN_LEAST(1) + 1;

	for (unsigned round = 0; round < rounds; round++) {
		size_t removed = 0;
		struct outcome o, back;

		fill(&one, n, alphabet);
		two = one;
		for (unsigned k = 0; k < edits; k++) {
			size_t len = 1 + below(40), at = below(two.n - 40);

			if (next() % 3 == 0) {
				insert(&two, at, len, alphabet);
			} else if (next() % 2 == 0) {
				cut(&two, at, len);
				removed += len;
			} else {
				for (size_t i = 0; i < len; i++)
					two.e[at + i] ^= 1;
				removed += len;
			}
		}
		o = compare(&one, &two, width);
		back = compare(&two, &one, width);
		unsound += !o.sound || !back.sound;
		lopsided += o.common != back.common || o.runs != back.runs;
		slow += o.turns * STEPS > 60 * (one.n + two.n) + 100000;
		over += o.common > one.n || o.common > two.n;
		short_of += o.common + removed + each * edits * 2 < n;
		worst = o.common < worst ? o.common : worst;
	}
	CHECK(unsound == 0 && over == 0, "%u edits of %zu elements of %u bytes: what is said to be common is", edits, n, width);
	CHECK(short_of == 0, "%u edits of %zu elements of %u bytes: all but what was edited is found, at worst %zu", edits, n, width, worst);
	CHECK(lopsided == 0, "%u edits of %zu elements of %u bytes: the same both ways", edits, n, width);
	CHECK(slow == 0, "%u edits of %zu elements of %u bytes: in a bounded number of steps", edits, n, width);
}

/* --- known shapes --------------------------------------------------------------------- */

static void
shapes(void)
{
	struct outcome o;

	fill(&one, 5000, UINT64_MAX);
	two = one;
	o = compare(&one, &two, 8);
	CHECK(o.common == 5000 && o.runs == 1, "the same is one run");
	insert(&two, 0, 100, UINT64_MAX);
	o = compare(&one, &two, 8);
	CHECK(o.common == 5000 && o.runs == 1, "an insertion at the beginning shifts all and changes nothing");
	two = one;
	insert(&two, 2500, 1, UINT64_MAX);
	o = compare(&one, &two, 8);
	CHECK(o.common == 5000 && o.runs == 2, "one element more costs none");
	two = one;
	two.e[2500] ^= 1;
	o = compare(&one, &two, 8);
	CHECK(o.common == 4999, "one element changed costs one");
	for (size_t i = 0; i < 5000; i++)
		two.e[i] = one.e[4999 - i];
	o = compare(&one, &two, 8);
	CHECK(o.sound && o.common <= ALIGN_LEAST(8), "backwards there is next to nothing in common: %zu", o.common);
	fill(&two, 5000, UINT64_MAX);
	o = compare(&one, &two, 8);
	CHECK(o.common == 0, "two that are unrelated have nothing in common");
	for (size_t i = 0; i < 2500; i++) { /* halves change places */
		two.e[i] = one.e[2500 + i];
		two.e[2500 + i] = one.e[i];
	}
	o = compare(&one, &two, 8);
	CHECK(o.common == 2500, "of two halves that change places one stays: %zu", o.common);
	one.n = 0;
	o = compare(&one, &two, 8);
	CHECK(o.common == 0 && o.sound, "of nothing nothing is common");
	two.n = 0;
	o = compare(&one, &two, 8);
	CHECK(o.common == 0 && o.sound, "nor of nothing and nothing");
	fill(&one, 3, UINT64_MAX);
	two = one;
	o = compare(&one, &two, 8);
	CHECK(o.common == 3, "a whole that is short counts");
	two.e[1] ^= 1;
	o = compare(&one, &two, 8);
	CHECK(o.common == 0, "pieces shorter than %u do not", ALIGN_LEAST(8));
}

static void
hostile(void)
{
	struct outcome o;

	one.n = two.n = MOST;
	for (size_t i = 0; i < MOST; i++)
		one.e[i] = two.e[i] = 7;
	two.n -= 1000;
	two.e[100] = one.e[MOST - 100] = 8;
	o = compare(&one, &two, 8);
	CHECK(o.sound && o.turns * STEPS <= 60u * 2 * MOST + 100000, "all elements alike: %zu turns", o.turns);
	for (size_t i = 0; i < MOST; i++) {
		one.e[i] = i % 3;
		two.e[i] = i % 5 == 0 ? 9 : i % 3;
	}
	o = compare(&one, &two, 8);
	CHECK(o.sound && o.turns * STEPS <= 60u * 2 * MOST + 100000, "a short period: %zu turns", o.turns);
	for (size_t i = 0; i < MOST; i++) {
		one.e[i] = i / 2;
		two.e[i] = (MOST - i) / 2;
	}
	o = compare(&one, &two, 1);
	CHECK(o.sound && o.turns * STEPS <= 60u * 2 * MOST + 100000, "every element many times, against each other: %zu turns", o.turns);
}

/* Small ones against the textbook: never more than the longest common subsequence. */
static size_t
textbook(const struct seq *a, const struct seq *b)
{
	static size_t t[65][65];

	for (size_t i = a->n + 1; i-- > 0;)
		for (size_t j = b->n + 1; j-- > 0;)
			t[i][j] = i == a->n || j == b->n ? 0 : a->e[i] == b->e[j] ? t[i + 1][j + 1] + 1 :
				t[i + 1][j] > t[i][j + 1] ? t[i + 1][j] : t[i][j + 1];
	return t[0][0];
}

static void
small(void)
{
	size_t bad = 0, some = 0, same_both = 0;

	for (unsigned round = 0; round < 3000; round++) {
		struct outcome o, back;

		fill(&one, below(64), 1 + below(8));
		two = one;
		for (unsigned k = 0; k < 3 && two.n > 0; k++)
			two.e[below(two.n)] = next() % 8;
		o = compare(&one, &two, 8);
		back = compare(&two, &one, 8);
		bad += !o.sound || o.common > textbook(&one, &two);
		same_both += o.common == back.common;
		some += o.common > 0;
	}
	CHECK(bad == 0 && some > 2000, "3,000 small ones: never more than the longest common subsequence");
	CHECK(same_both == 3000, "3,000 small ones: the same both ways");
}

static void
mapping(void)
{
	const struct align_run run[] = { { 0, 5, 10 }, { 20, 30, 4 } };
	size_t b = 0;

	CHECK(align_map(run, 2, 0, &b) && b == 5 && align_map(run, 2, 9, &b) && b == 14 && align_map(run, 2, 23, &b) && b == 33,
		"what is in a run is found on the other side");
	CHECK(!align_map(run, 2, 10, &b) && !align_map(run, 2, 19, &b) && !align_map(run, 2, 24, &b) && !align_map(run, 0, 0, &b),
		"what is in none is not");
}

/* Ten are the same, then a has ten and b fifteen that are not, then ten are the same again. */
static const struct {
	size_t a, b;
	bool corresponds;
	const char *what;
} rows[] = {
	{ 3, 3, true, "what is aligned" },
	{ 3, 4, false, "the one beside it" },
	{ 20, 25, true, "what is aligned behind the gap" },
	{ 20, 26, false, "the one behind that" },
	{ 12, 12, true, "as far into the gap" },
	{ 12, 13, false, "not as far into it" },
	{ 19, 24, true, "as far from its end" },
	{ 15, 12, false, "nor as far from its end" },
	{ 20, 10, true, "the first of what was put in front" },
	{ 20, 11, false, "the second of it" },
	{ 10, 25, true, "what is left of something whose front is gone" },
	{ 11, 25, false, "where the front is not at the front" },
	{ 12, 3, false, "in the gap, and before it" },
	{ 12, 27, false, "in the gap, and behind it" },
	{ 3, 12, false, "before the gap, and in it" },
};

static void
corresponding(void)
{
	const struct align_run run[] = { { 0, 0, 10 }, { 20, 25, 10 } }, back[] = { { 0, 0, 10 }, { 25, 20, 10 } };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK(align_corresponds(run, 2, 30, 35, rows[i].a, rows[i].b) == rows[i].corresponds &&
			align_corresponds(back, 2, 35, 30, rows[i].b, rows[i].a) == rows[i].corresponds, "%s %s, both ways", rows[i].what,
			rows[i].corresponds ? "corresponds" : "does not");
	CHECK(!align_corresponds((struct align_run[]){ { 10, 10, 5 }, { 30, 30, 5 } }, 2, 50, 50, 8, 23), "as far into another gap is not there");
	CHECK(align_corresponds(run, 0, 10, 12, 4, 4) && align_corresponds(run, 0, 10, 12, 9, 11) && !align_corresponds(run, 0, 10, 12, 4, 5),
		"where nothing is the same, places do");
}

int
main(void)
{
	seed = 88172645463325252u;
	shapes();
	edited(8, 5000, UINT64_MAX, 1, 40);
	edited(8, 5000, UINT64_MAX, 20, 40);
	edited(8, 5000, 300, 10, 40);
	edited(8, 50000, 1000, 60, 4);
	edited(1, 20000, 256, 10, 20);
	edited(1, 20000, 40, 10, 20);
	hostile();
	small();
	mapping();
	corresponding();
	return test_done();
}
