#include "solana/elf_diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solana/align.h"
#include "solana/elf_body.h"
#include "solana/elf_headers.h"
#include "solana/elf_strings.h"
#include "solana/loader.h"

enum { TEXTS_LOOKED_FOR = 400 }; /* each is looked for in all of the other side's data */

struct elf_compare {
	struct elf_body a, b;
	uint8_t *file[2]; /* owned: copies, see whole() */
	size_t len[2];
	struct align *align[ELF_PARTS];
	const struct align_run *run[ELF_PARTS];
	size_t run_n[ELF_PARTS];
	enum { MAKE_A, MAKE_B, ALIGN, CODE, DATA, OTHER, ADDED, REMOVED, DONE } at;
	enum elf_part_kind part;   /* ALIGN */
	size_t r, i;               /* run looked at, and element of it */
	struct elf_change last;    /* noted; full: and there was no room for it */
	bool full;
	size_t c, from, looked_for; /* ADDED, REMOVED: the change looked at, where in its data, how many were */
	struct elf_diff d;
};

const char *
elf_part_name(enum elf_part_kind k)
{
	static const char *const names[ELF_PARTS] = { "code", "read-only data", "other" };

	return names[k];
}

unsigned
elf_share(const struct elf_amount *p)
{
	size_t most = p->a > p->b ? p->a : p->b;

	return most == 0 ? 10000 : (unsigned)((uint64_t)(p->same + p->moved) * 10000 / most);
}

/* On chain the zeros at a file's end are not told from those behind it: what belongs
 * to it, by its own headers, is put back. */
static void
whole(struct elf_compare *c, unsigned side, const uint8_t *p, size_t len, struct elf_side *s)
{
	size_t trimmed = code_trim(p, len), all = elf_extent(p, trimmed);

	code_hash(p, trimmed, &s->hash);
	s->len = trimmed;
	c->len[side] = all;
	c->file[side] = mem_new(all + 1, 1);
	if (trimmed > 0)
		memcpy(c->file[side], p, trimmed);
}

struct elf_compare *
elf_compare_new(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	struct elf_compare *c = mem_new(1, sizeof *c);

	whole(c, 0, a, a_len, &c->d.a);
	whole(c, 1, b, b_len, &c->d.b);
	c->d.equal = c->d.a.len == c->d.b.len && memcmp(c->file[0], c->file[1], c->d.a.len) == 0;
	return c;
}

/* All but the result, which is small. */
static void
release(struct elf_compare *c)
{
	for (unsigned i = 0; i < ELF_PARTS; i++) {
		align_free(c->align[i]);
		c->align[i] = NULL;
	}
	elf_body_wipe(&c->a);
	elf_body_wipe(&c->b);
	for (unsigned i = 0; i < 2; i++) {
		free(c->file[i]);
		c->file[i] = NULL;
	}
}

void
elf_compare_free(struct elf_compare *c)
{
	if (c == NULL)
		return;
	release(c);
	free(c);
}

/* --- what is compared ------------------------------------------------------------------ */

static void
make_side(struct elf_side *s, struct elf_body *o, struct elf_imports *imports, const uint8_t *p, size_t len)
{
	struct err e = ERR_INIT;

	elf_body_make(o, p, len);
	s->is_program = o->is_program;
	s->sbpf_version = o->l.info.sbpf_version;
	if (!o->is_program)
		memcpy(s->why, o->why.message, sizeof s->why);
	else if (elf_imports(p, &o->l, imports, &e) != ERR_OK)
		memcpy(s->why, e.message, sizeof s->why);
}

/* System calls of one side that the other has not. */
static void
take_away(struct elf_imports *from, const struct elf_imports *what)
{
	size_t n = 0;

	for (size_t i = 0, k = 0; i < from->n; i++) {
		while (k < what->n && what->import[k].hash < from->import[i].hash)
			k++;
		if (k == what->n || what->import[k].hash != from->import[i].hash)
			from->import[n++] = from->import[i];
	}
	from->n = n;
}

static void
compare_imports(struct elf_diff *d)
{
	struct elf_imports *old = mem_new(1, sizeof *old);

	*old = d->removed;
	take_away(&d->removed, &d->added);
	take_away(&d->added, old);
	free(old);
}

static struct align *
begin(const struct elf_compare *c, enum elf_part_kind k)
{
	const struct elf_body *a = &c->a, *b = &c->b;

	if (k == ELF_CODE)
		return align_new((struct align_seq){ a->token, a->insn_n, 8 }, (struct align_seq){ b->token, b->insn_n, 8 });
	if (k == ELF_DATA)
		return align_new((struct align_seq){ a->shape, a->data_n, 1 }, (struct align_seq){ b->shape, b->data_n, 1 });
	return align_new((struct align_seq){ a->other, a->other_n, 1 }, (struct align_seq){ b->other, b->other_n, 1 });
}

static void
start(struct elf_compare *c)
{
	struct elf_amount *p = c->d.part;

	if (!c->a.is_program || !c->b.is_program) {
		elf_body_none(&c->a);
		elf_body_none(&c->b);
	} else
		compare_imports(&c->d);
	p[ELF_CODE].a = c->a.insn_n * ELF_INSN;
	p[ELF_CODE].b = c->b.insn_n * ELF_INSN;
	p[ELF_DATA].a = c->a.data_n;
	p[ELF_DATA].b = c->b.data_n;
	p[ELF_OTHER].a = c->a.other_n;
	p[ELF_OTHER].b = c->b.other_n;
	for (unsigned k = 0; k < ELF_PARTS; k++)
		c->align[k] = begin(c, (enum elf_part_kind)k);
	c->at = ALIGN;
}

/* --- what changed ---------------------------------------------------------------------------- */

static size_t
place(const struct elf_body *o, enum elf_part_kind k, size_t at)
{
	return k == ELF_CODE ? o->l.code.at + at * ELF_INSN : k == ELF_DATA ? elf_body_data_at(o, at) : elf_body_other_at(o, at);
}

/* Elements a to a + a_n have become b to b + b_n.  What follows at once on both sides is one range. */
static void
note(struct elf_compare *c, enum elf_part_kind k, size_t a, size_t a_n, size_t b, size_t b_n)
{
	size_t size = k == ELF_CODE ? ELF_INSN : 1;
	struct elf_change n = { k, place(&c->a, k, a), a_n * size, place(&c->b, k, b), b_n * size };
	struct elf_change *last = &c->last;

	if (a_n == 0 && b_n == 0)
		return;
	if (last->part == k && c->d.part[k].changes > 0 && last->a_at + last->a_len == n.a_at && last->b_at + last->b_len == n.b_at) {
		last->a_len += n.a_len;
		last->b_len += n.b_len;
	} else {
		*last = n;
		c->d.part[k].changes++;
		c->d.change_n += c->d.change_n < ELF_CHANGES_MAX && !c->full;
		c->full = c->full || c->d.part[ELF_CODE].changes + c->d.part[ELF_DATA].changes + c->d.part[ELF_OTHER].changes > ELF_CHANGES_MAX;
	}
	if (!c->full)
		c->d.change[c->d.change_n - 1] = *last;
}

/* What is between the run before and run `r`, or the end. */
static void
note_gap(struct elf_compare *c, enum elf_part_kind k, size_t a_n, size_t b_n)
{
	const struct align_run *run = c->run[k];
	size_t a = c->r > 0 ? (size_t)run[c->r - 1].a + run[c->r - 1].len : 0, b = c->r > 0 ? (size_t)run[c->r - 1].b + run[c->r - 1].len : 0;

	note(c, k, a, (c->r < c->run_n[k] ? run[c->r].a : a_n) - a, b, (c->r < c->run_n[k] ? run[c->r].b : b_n) - b);
}

enum fate { SAME, MOVED, CHANGED };

static enum fate
judge(const struct elf_compare *c, bool same_bytes, enum elf_target ta, size_t a, enum elf_target tb, size_t b)
{
	if (ta != tb)
		return CHANGED;
	if (ta == ELF_TO_NOTHING)
		return same_bytes ? SAME : CHANGED;
	if (ta == ELF_TO_CODE ? !align_corresponds(c->run[ELF_CODE], c->run_n[ELF_CODE], c->a.insn_n, c->b.insn_n, a, b) :
		!align_corresponds(c->run[ELF_DATA], c->run_n[ELF_DATA], c->a.data_n, c->b.data_n, a, b))
		return CHANGED;
	return same_bytes ? SAME : MOVED;
}

static void
judge_instruction(struct elf_compare *c, size_t a, size_t b)
{
	struct elf_amount *p = &c->d.part[ELF_CODE];
	size_t to_a = 0, to_b = 0;
	enum elf_target ta = elf_body_target(&c->a, a, &to_a), tb = elf_body_target(&c->b, b, &to_b);
	enum fate f = judge(c, c->a.insn[a] == c->b.insn[b], ta, to_a, tb, to_b);

	if (f == CHANGED)
		note(c, ELF_CODE, a, 1, b, 1);
	else
		*(f == SAME ? &p->same : &p->moved) += ELF_INSN;
}

static size_t
turn_code(struct elf_compare *c)
{
	const struct align_run *run;

	if (c->i == 0)
		note_gap(c, ELF_CODE, c->a.insn_n, c->b.insn_n);
	if (c->r == c->run_n[ELF_CODE]) {
		c->r = c->i = 0;
		c->at = DATA;
		return 1;
	}
	run = &c->run[ELF_CODE][c->r];
	judge_instruction(c, run->a + c->i, run->b + c->i);
	if (++c->i == run->len) {
		c->r++;
		c->i = 0;
	}
	return 4;
}

/* --- data: bytes, and the addresses in them ------------------------------------------------ */

/* The first address at or behind an offset in data; SIZE_MAX none. */
static size_t
next_pointer(const struct elf_body *o, size_t at)
{
	size_t low = 0, high = o->pointer_n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (o->pointer[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < o->pointer_n ? o->pointer[low] : SIZE_MAX;
}

/* At a and b an address begins on one side at least. */
static enum fate
judge_pointer(const struct elf_compare *c, size_t a, size_t b)
{
	size_t to_a = 0, to_b = 0;
	enum elf_target ta, tb;

	if (next_pointer(&c->a, a) != a || next_pointer(&c->b, b) != b)
		return CHANGED;
	ta = elf_body_pointer(&c->a, a, &to_a);
	tb = elf_body_pointer(&c->b, b, &to_b);
	return judge(c, memcmp(c->a.data + a, c->b.data + b, 8) == 0, ta, to_a, tb, to_b);
}

static void
fall(struct elf_compare *c, enum fate f, size_t a, size_t b, size_t n)
{
	struct elf_amount *p = &c->d.part[ELF_DATA];

	if (f == CHANGED)
		note(c, ELF_DATA, a, n, b, n);
	else
		*(f == SAME ? &p->same : &p->moved) += n;
	c->i += n;
}

/* From element c->i of the run on: an address, or bytes up to the next one or up to
 * where they differ, as parts of addresses that are cut off do. */
static void
judge_data(struct elf_compare *c, const struct align_run *run)
{
	size_t a = run->a + c->i, b = run->b + c->i, left = run->len - c->i, n = 0;
	size_t to_a = next_pointer(&c->a, a), to_b = next_pointer(&c->b, b), end = left;

	if ((to_a == a || to_b == b) && left >= 8) {
		fall(c, judge_pointer(c, a, b), a, b, 8);
		return;
	}
	if (left >= 8 && to_a != SIZE_MAX && to_a > a && to_a - a < end)
		end = to_a - a;
	if (left >= 8 && to_b != SIZE_MAX && to_b > b && to_b - b < end)
		end = to_b - b;
	while (n < end && c->a.data[a + n] == c->b.data[b + n])
		n++;
	fall(c, n > 0 ? SAME : CHANGED, a, b, n > 0 ? n : 1);
}

static size_t
turn_data(struct elf_compare *c)
{
	const struct align_run *run;
	size_t before = c->i;

	if (c->i == 0)
		note_gap(c, ELF_DATA, c->a.data_n, c->b.data_n);
	if (c->r == c->run_n[ELF_DATA]) {
		c->r = c->i = 0;
		c->at = OTHER;
		return 1;
	}
	run = &c->run[ELF_DATA][c->r];
	judge_data(c, run);
	before = c->i - before + 1;
	if (c->i == run->len) {
		c->r++;
		c->i = 0;
	}
	return before;
}

static size_t
turn_other(struct elf_compare *c)
{
	note_gap(c, ELF_OTHER, c->a.other_n, c->b.other_n);
	if (c->r == c->run_n[ELF_OTHER])
		c->at = ADDED;
	else
		c->d.part[ELF_OTHER].same += c->run[ELF_OTHER][c->r++].len;
	return 1;
}

/* --- strings ----------------------------------------------------------------------------------- */

/* An offset in data from a place in the file. */
static size_t
offset_of(const struct elf_body *o, size_t place_at)
{
	size_t before = 0;

	for (unsigned i = 0; i < o->l.data_n; before += o->l.data[i++].len)
		if (place_at >= o->l.data[i].at && place_at - o->l.data[i].at <= o->l.data[i].len)
			return before + (place_at - o->l.data[i].at);
	return before;
}

static size_t
turn_strings(struct elf_compare *c, bool added)
{
	const struct elf_body *o = added ? &c->b : &c->a, *other = added ? &c->a : &c->b;
	struct elf_strings *l = added ? &c->d.strings_added : &c->d.strings_removed;
	const struct elf_change *k = &c->d.change[c->c];
	struct elf_text t;
	size_t at, end;

	if (c->c == c->d.change_n || c->looked_for == TEXTS_LOOKED_FOR) {
		l->more = l->more || c->looked_for == TEXTS_LOOKED_FOR || c->full;
		c->c = c->from = c->looked_for = 0;
		c->at = added ? REMOVED : DONE;
		if (c->at == DONE)
			release(c);
		return 1;
	}
	at = k->part == ELF_DATA ? offset_of(o, added ? k->b_at : k->a_at) : 0;
	end = k->part == ELF_DATA ? at + (added ? k->b_len : k->a_len) : 0;
	if (end > o->data_n || at + c->from >= end || !elf_text_next(o->data, o->data_n, at + c->from, end, &t, &at)) {
		c->c++;
		c->from = 0;
		return 8;
	}
	c->from = at - (end - (added ? k->b_len : k->a_len));
	c->looked_for++;
	if (elf_text_is_new(o->data, &t, other->data, other->data_n))
		elf_strings_add(l, o->data, &t);
	return other->data_n / 16 + 1;
}

/* --- one step after the other -------------------------------------------------------------------- */

static size_t
turn_align(struct elf_compare *c, size_t steps)
{
	if (align_turn(c->align[c->part], steps))
		return steps;
	c->run[c->part] = align_runs(c->align[c->part], &c->run_n[c->part]);
	if (++c->part == ELF_PARTS) {
		c->r = c->i = 0;
		c->at = CODE;
	}
	return 1;
}

static size_t
step(struct elf_compare *c, size_t steps)
{
	switch (c->at) {
	case MAKE_A:
		make_side(&c->d.a, &c->a, &c->d.removed, c->file[0], c->len[0]);
		c->at = MAKE_B;
		return steps;
	case MAKE_B:
		make_side(&c->d.b, &c->b, &c->d.added, c->file[1], c->len[1]);
		start(c);
		return steps;
	case ALIGN:
		return turn_align(c, steps);
	case CODE:
		return turn_code(c);
	case DATA:
		return turn_data(c);
	case OTHER:
		return turn_other(c);
	default:
		return turn_strings(c, c->at == ADDED);
	}
}

bool
elf_compare_turn(struct elf_compare *c, size_t steps)
{
	for (size_t done = 0; c->at != DONE && done < steps;)
		done += step(c, steps);
	return c->at != DONE;
}

unsigned
elf_compare_done(const struct elf_compare *c)
{
	static const unsigned percent[] = { [MAKE_A] = 0, [MAKE_B] = 5, [ALIGN] = 10, [CODE] = 70, [DATA] = 80, [OTHER] = 88,
		[ADDED] = 90, [REMOVED] = 95, [DONE] = 100 };

	return percent[c->at] + (c->at == ALIGN ? 20u * (unsigned)c->part : 0);
}

const struct elf_diff *
elf_compare_result(const struct elf_compare *c)
{
	return &c->d;
}
