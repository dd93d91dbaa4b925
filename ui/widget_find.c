#include "ui/widget_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"
#include "ui/widget_typing.h"

void
find_begin(struct find *f)
{
	f->text[0] = '\0';
	f->typing = true;
}

bool
find_key(struct find *f, int key)
{
	if (key == KEY_NAME_ESCAPE) {
		f->text[0] = '\0';
		f->typing = false;
	} else if (key == KEY_NAME_ENTER || key == '\n')
		f->typing = false;
	else if (key == KEY_NAME_BACKSPACE && f->text[0] == '\0')
		f->typing = false;
	else
		return typing_key(f->text, sizeof f->text, key);
	return true;
}

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
has(const char *in, const char *what)
{
	for (; *in != '\0'; in++) {
		size_t i = 0;

		while (what[i] != '\0' && small(in[i]) == small(what[i]))
			i++;
		if (what[i] == '\0')
			return true;
	}
	return false;
}

/* Addresses repeat from row to row, and writing one in base58 is the dearest part. */
enum { SEEN = 32 };
struct search {
	const char *text;
	const struct model *m;
	struct {
		struct pubkey key;
		bool whole, has;
	} seen[SEEN];
	size_t seen_n;
};

/* In the name of `k`, or where `whole` in all of its address. */
static bool
in_address(struct search *s, const struct pubkey *k, bool whole)
{
	char name[MODEL_NAME], full[PUBKEY_TEXT];
	size_t i = 0;

	while (i < SEEN && i < s->seen_n && (s->seen[i].whole != whole || !pubkey_eq(&s->seen[i].key, k)))
		i++;
	if (i < SEEN && i < s->seen_n)
		return s->seen[i].has;
	i = s->seen_n++ % SEEN;
	(void)model_name(s->m, k, name);
	s->seen[i].key = *k;
	s->seen[i].whole = whole;
	s->seen[i].has = has(name, s->text) || (whole && has(pubkey_text(full, k), s->text));
	return s->seen[i].has;
}

static bool
in_hash(const struct search *s, const struct hash *h)
{
	char hex[65];

	text_hex(hex, h->b, sizeof h->b);
	return strncmp(hex, s->text, strlen(s->text)) == 0;
}

static bool
in_row(struct search *s, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	char number[24];

	(void)snprintf(number, sizeof number, "%" PRIu64, p->index);
	if (strcmp(number, s->text) == 0 || has(model_kind(p->kind), s->text) || has(state_label(r->state), s->text) ||
	    has(p->description, s->text) || in_address(s, &p->proposer, false))
		return true;
	if (p->kind == KT_KIND_MEMBERS)
		return false;
	if (in_address(s, &p->program, true))
		return true;
	return kt_takes_buffer(p->kind) && strlen(s->text) >= 3 &&
		in_hash(s, &p->act.deploy.code_hash);
}

static void
look(struct find *f, const struct model *m, const struct view *v)
{
	struct search s = { .text = f->text, .m = m };

	if (f->hits.version == m->version && f->hits.stamp == v->stamp && strcmp(f->hits.text, f->text) == 0)
		return;
	memset(f->hits.is, 0, sizeof f->hits.is);
	memcpy(f->hits.text, f->text, sizeof f->hits.text);
	f->hits.version = m->version;
	f->hits.stamp = v->stamp;
	f->hits.n = 0;
	for (size_t k = 0, n = view_n(v, m); k < n && f->text[0] != '\0'; k++) {
		size_t i = view_at(v, k);

		if (i >= FIND_HITS_MAX || !in_row(&s, &m->row[i]))
			continue;
		f->hits.is[i / 8] |= (uint8_t)(1u << i % 8);
		f->hits.n++;
	}
}

static bool
is_found(const struct find *f, size_t row)
{
	return row < FIND_HITS_MAX && (f->hits.is[row / 8] >> row % 8 & 1) != 0;
}

size_t
find_from(struct find *f, const struct model *m, const struct view *v, size_t at, int step)
{
	size_t n = view_n(v, m);

	look(f, m, v);
	for (size_t i = 0; i < n; i++) {
		size_t k = step > 0 ? (at + i) % n : (at + n - i) % n, row = view_at(v, k);

		if (f->text[0] != '\0' ? is_found(f, row) : model_waits_for_me(m, &m->row[row]))
			return k;
	}
	return n;
}

int
find_draw(struct find *f, const struct model *m, const struct view *v, struct canvas *c, int row)
{
	int x;

	if (!f->typing && f->text[0] == '\0')
		return 0;
	look(f, m, v);
	x = canvas_text(c, row, 1, STYLE_CALL, "/");
	x = canvas_text(c, row, x, STYLE_TITLE, f->text);
	if (f->typing)
		(void)canvas_text(c, row, x, STYLE_CALL, "_");
	if (f->text[0] != '\0')
		(void)canvas_right(c, row, c->cols - 1, f->hits.n > 0 ? STYLE_DIM : STYLE_WARNING,
			f->hits.n == 0 ? "not found; esc forgets it" : f->typing ? "enter keeps it, esc forgets it" : "n next, N previous, esc forgets it");
	return FIND_ROWS;
}
