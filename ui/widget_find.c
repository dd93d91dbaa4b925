#include "ui/widget_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_keys.h"

void
find_begin(struct find *f)
{
	f->text[0] = '\0';
	f->typing = true;
}

/* Takes the last character off, all bytes of it. */
static void
shorten(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && ((unsigned char)s[n - 1] & 0xc0) == 0x80)
		n--;
	s[n > 0 ? n - 1 : 0] = '\0';
}

bool
find_key(struct find *f, int key)
{
	size_t n = strlen(f->text);

	if (key == KEY_NAME_ESCAPE) {
		f->text[0] = '\0';
		f->typing = false;
	} else if (key == KEY_NAME_ENTER || key == '\n')
		f->typing = false;
	else if (key == KEY_NAME_BACKSPACE && n > 0)
		shorten(f->text);
	else if (key == KEY_NAME_BACKSPACE)
		f->typing = false;
	else if (key >= 0x20 && key < 0x7f && n + 1 < sizeof f->text) {
		f->text[n] = (char)key;
		f->text[n + 1] = '\0';
	} else
		return key < KEY_NAMED && key >= 0x20;
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

bool
find_is(const struct find *f, const struct model *m, const struct model_row *r)
{
	const struct gov_proposal *p = r->p;
	char number[24], name[MODEL_NAME], full[PUBKEY_TEXT], hash[65];

	(void)snprintf(number, sizeof number, "%" PRIu64, p->index);
	if (strcmp(number, f->text) == 0 || has(model_kind(p->kind), f->text) || has(state_label(r->state), f->text) ||
	    has(p->description, f->text))
		return true;
	(void)model_name(m, &p->proposer, name);
	if (has(name, f->text))
		return true;
	if (p->kind == KT_KIND_MEMBERS)
		return false;
	(void)model_name(m, &p->program, name);
	if (has(name, f->text) || has(pubkey_text(full, &p->program), f->text))
		return true;
	if (p->kind != KT_KIND_UPGRADE && p->kind != KT_KIND_ROLLBACK)
		return false;
	text_hex(hash, p->act.deploy.code_hash.b, sizeof p->act.deploy.code_hash.b);
	return strlen(f->text) >= 3 && strncmp(hash, f->text, strlen(f->text)) == 0;
}

static bool
waits_for_me(const struct model *m, const struct model_row *r)
{
	return r->group == GROUP_NEEDS_YOU || (r->group == GROUP_READY && m->my_index >= 0 &&
		m->world.multisig.member[m->my_index].may_execute);
}

size_t
find_from(const struct find *f, const struct model *m, size_t at, int step)
{
	for (size_t i = 0, n = m->row_n; i < n; i++) {
		size_t k = step > 0 ? (at + i) % n : (at + n - i) % n;

		if (f->text[0] != '\0' ? find_is(f, m, &m->row[k]) : waits_for_me(m, &m->row[k]))
			return k;
	}
	return m->row_n;
}

int
find_draw(const struct find *f, const struct model *m, struct canvas *c, int row)
{
	size_t n = 0;
	int x;

	if (!f->typing && f->text[0] == '\0')
		return 0;
	for (size_t i = 0; i < m->row_n && f->text[0] != '\0'; i++)
		n += find_is(f, m, &m->row[i]);
	x = canvas_text(c, row, 1, STYLE_CALL, "/");
	x = canvas_text(c, row, x, STYLE_TITLE, f->text);
	if (f->typing)
		(void)canvas_text(c, row, x, STYLE_CALL, "_");
	if (f->text[0] != '\0')
		(void)canvas_right(c, row, c->cols - 1, n > 0 ? STYLE_DIM : STYLE_WARNING,
			n == 0 ? "not found; esc forgets it" : f->typing ? "enter keeps it, esc forgets it" : "n next, N previous, esc forgets it");
	return FIND_ROWS;
}
