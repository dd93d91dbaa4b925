#include "ui/screen_first.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "ui/widget_frame.h"
#include "ui/widget_page.h"

enum { TOP = 3, LINE = 1024, NAME = 6, TEXT = 20 };

static int
need(struct canvas *c, int y, bool have, const char *name, const char *text)
{
	(void)canvas_text(c, y, 1, have ? STYLE_GOOD : STYLE_WARNING, have ? "yes" : "no");
	(void)canvas_text(c, y, NAME, STYLE_HEAD, name);
	return canvas_wrap(c, y, TEXT, c->cols - 1, STYLE_PLAIN, text);
}

static int
command(struct canvas *c, int y, int col, const char *text)
{
	return canvas_wrap(c, y, col, c->cols - 1, STYLE_KEY, text);
}

static int
draw_cluster(struct canvas *c, int y, const struct screen_first *s, const struct model *m)
{
	if (s->run->has_endpoint)
		y = need(c, y, true, "endpoint", m->endpoint);
	else {
		y = need(c, y, false, "endpoint", "where to read the chain: a URL, or m, d, t for the public ones, l for this machine");
		y = command(c, y, TEXT, "keyturn --url URL");
	}
	if (s->run->has_genesis)
		y = need(c, y, true, "cluster", "its genesis hash is written down: nothing is signed for another");
	else {
		y = need(c, y, false, "cluster", "its genesis hash is not written down, so nothing is signed");
		y = command(c, y, TEXT, "keyturn init --url URL");
	}
	if (s->run->has_governance) {
		char full[PUBKEY_TEXT];

		return need(c, y, true, "governance", pubkey_text(full, &s->governance));
	}
	y = need(c, y, false, "governance", "the address of the governance program on this cluster; where there is none, deploy it");
	y = command(c, y, TEXT, "keyturn --governance ADDRESS");
	return command(c, y, TEXT, "keyturn program deploy keyturn.so");
}

static int
draw_key(struct canvas *c, int y, const struct screen_first *s, const struct model *m)
{
	char full[PUBKEY_TEXT];

	if (m->has_me)
		return need(c, y, true, "key", pubkey_text(full, &m->me));
	if (s->run->read_only)
		return need(c, y, false, "key", "--read-only: none is opened, and nothing can be signed");
	if (s->run->key.code == ERR_OK)
		return need(c, y, false, "key", "opened once the cluster and the governance program are known");
	y = need(c, y, false, "key", s->run->key.message);
	return command(c, y, TEXT, "keyturn -k PATH");
}

static int
draw_found(struct canvas *c, int y, struct screen_first *s, const struct model *m)
{
	y = canvas_wrap(c, y + 1, 1, c->cols - 1, STYLE_TITLE, m->has_me ? "This key is a member of" : "Multisigs there are");
	for (size_t i = 0; i < s->n; i++, y++) {
		const struct first_found *f = &s->found[i];
		char full[PUBKEY_TEXT], name[MODEL_NAME];
		int x = canvas_text(c, y, 3, STYLE_PLAIN, pubkey_text(full, &f->address)), top = y;

		if (c->cols < SCREEN_COLS) {
			x = 3;
			y++;
		}
		x = canvas_fmt(c, y, x, STYLE_PLAIN, "  %u of %u  %" PRIu64 " proposal%s", f->threshold, f->approver_n, f->proposal_count,
			f->proposal_count == 1 ? "" : "s");
		if (model_name(m, &f->address, name) && x + 2 + text_width(name) < c->cols)
			(void)canvas_fmt(c, y, x, STYLE_PLAIN, "  %s", name);
		if (i != s->selected)
			continue;
		s->at = top;
		(void)canvas_text(c, top, 1, STYLE_PLAIN, ">");
		canvas_select(c, top, 0, 3 + PUBKEY_TEXT);
	}
	if (s->more > 0)
		(void)canvas_fmt(c, y++, 3, STYLE_DIM, "and %zu more: keyturn multisig list", s->more);
	return canvas_wrap(c, y, 1, c->cols - 1, STYLE_PLAIN, "enter opens it.");
}

static int
draw_search(struct canvas *c, int y, struct screen_first *s, const struct model *m)
{
	switch (s->search) {
	case FIRST_NOT_ASKED:
		return y;
	case FIRST_ASKING:
		return canvas_wrap(c, y, TEXT, c->cols - 1, STYLE_WAIT, "looking for those this key is a member of...");
	case FIRST_FAILED:
		y = canvas_wrap(c, y, TEXT, c->cols - 1, STYLE_DANGER, s->trouble.message);
		return s->trouble.hint[0] == '\0' ? y : canvas_wrap(c, y, TEXT, c->cols - 1, STYLE_PLAIN, s->trouble.hint);
	case FIRST_ANSWERED:
		break;
	}
	if (s->n > 0)
		return draw_found(c, y, s, m);
	return canvas_wrap(c, y, TEXT, c->cols - 1, STYLE_WARNING, m->has_me ? "this key is a member of none on this cluster" :
		"there is none on this cluster");
}

/* Everything known, as one command that writes it down. */
static int
draw_keep(struct canvas *c, int y, const struct screen_first *s, const struct model *m)
{
	char line[LINE], governance[PUBKEY_TEXT] = "ADDRESS", multisig[PUBKEY_TEXT] = "ADDRESS";

	if (s->run->has_governance)
		(void)pubkey_text(governance, &s->governance);
	if (m->has_multisig)
		(void)pubkey_text(multisig, &m->multisig);
	else if (s->selected < s->n)
		(void)pubkey_text(multisig, &s->found[s->selected].address);
	y = canvas_wrap(c, y + 1, 1, c->cols - 1, STYLE_TITLE, "To write all of it down, once");
	(void)snprintf(line, sizeof line, "keyturn init --url %s --keypair %s --governance %s --multisig %s", s->run->has_endpoint ? m->endpoint : "URL",
		s->run->keypair, governance, multisig);
	return command(c, y, 3, line);
}

int
first_fill(struct canvas *c, struct screen_first *s, const struct model *m)
{
	char full[PUBKEY_TEXT];
	int y = draw_cluster(c, 0, s, m);

	s->at = -1;
	y = draw_key(c, y, s, m);
	if (m->has_multisig)
		y = need(c, y, true, "multisig", pubkey_text(full, &m->multisig));
	else {
		y = need(c, y, false, "multisig", "the members, and how many of them have to approve an upgrade");
		y = command(c, y, TEXT, "keyturn --multisig ADDRESS");
		y = command(c, y, TEXT, "keyturn multisig create --member ADDRESS ... --threshold N");
		y = draw_search(c, y, s, m);
	}
	return draw_keep(c, y, s, m);
}

/* Brings the one just chosen onto the screen of so many rows, with the line below it. */
static void
see(struct screen_first *s, int rows)
{
	if (s->follow && s->at >= 0 && s->at < s->scroll)
		s->scroll = s->at;
	if (s->follow && s->at >= 0 && s->at + 2 > s->scroll + rows)
		s->scroll = s->at + 2 - rows;
	s->follow = false;
}

void
first_draw(struct screen_first *s, const struct model *m, const struct notice *n, struct canvas *c)
{
	struct page p = PAGE_INIT;
	char more[PAGE_MORE];
	int bottom;

	if (widget_too_small(c))
		return;
	bottom = c->rows - 1 - widget_notice(c, n);
	page_title(c, "first steps: what the console needs, and what is there");
	page_begin(&p, c);
	p.used = first_fill(&p.canvas, s, m);
	see(s, bottom - TOP);
	page_end(&p, c, TOP, bottom, &s->scroll, &s->page, more);
	widget_keys(c, ON_FIRST, s->n > 0 ? ACTIONS_ALL : ~ACTION_BIT(ACTION_OPEN), more);
	widget_header(c, m);
}

struct intent
first_handle(struct screen_first *s, enum action a)
{
	struct intent want = intent_common(a);

	if (want.kind != INTENT_STAY)
		return want;
	if (a == ACTION_OPEN && s->selected < s->n)
		return (struct intent){ .kind = INTENT_CHOOSE };
	s->follow = (a == ACTION_DOWN && s->selected + 1 < s->n) || (a == ACTION_UP && s->selected > 0);
	if (!s->follow)
		page_scroll(&s->scroll, s->page, a);
	else
		s->selected = a == ACTION_DOWN ? s->selected + 1 : s->selected - 1;
	return want;
}
