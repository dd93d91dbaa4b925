#include "ui/widget_checks.h"

#include <string.h>

#include "base/text.h"
#include "ui/widget_page.h"

enum { ANSWER = 5, NAME = 12 }; /* columns */

static int
draw_line(struct canvas *c, int y, int col, int end, const struct preflight_line *l)
{
	static const char *const words[] = { [PREFLIGHT_YES] = "yes", [PREFLIGHT_NO] = "no", [PREFLIGHT_UNKNOWN] = "?" };
	static const unsigned styles[] = { [PREFLIGHT_YES] = STYLE_GOOD, [PREFLIGHT_NO] = STYLE_DANGER, [PREFLIGHT_UNKNOWN] = STYLE_DIM };
	bool warns = l->answer == PREFLIGHT_NO && !l->blocks;
	char safe[PREFLIGHT_WORDS * 3];

	(void)canvas_text(c, y, col, warns ? STYLE_WARNING : styles[l->answer], warns ? "!" : words[l->answer]);
	(void)canvas_text(c, y, col + ANSWER, STYLE_DIM, l->name);
	(void)text_safe(safe, sizeof safe, l->words, strlen(l->words), false);
	y = canvas_wrap(c, y, col + ANSWER + NAME, end, STYLE_PLAIN, safe);
	if (l->cure[0] == '\0')
		return y;
	(void)text_safe(safe, sizeof safe, l->cure, strlen(l->cure), false);
	(void)canvas_text(c, y, col + ANSWER, STYLE_DIM, warns ? "  see" : "  mend it");
	return canvas_wrap(c, y, col + ANSWER + NAME, end, STYLE_CALL, safe);
}

int
checks_lines(struct canvas *c, int y, int col, int end, const struct preflight *p)
{
	for (size_t i = 0; i < p->n; i++)
		y = draw_line(c, y, col, end, &p->line[i]);
	return y;
}

int
checks_draw(struct canvas *c, int y, int col, int end, const struct model *m, const struct model_row *r)
{
	struct preflight p;

	if (!state_is_open(r->state) && r->state != STATE_STALE && r->state != STATE_SUPERSEDED && r->state != STATE_EXPIRED)
		return y;
	model_preflight(m, r, &p);
	y = page_head(c, y, col, "can it be executed?");
	y = checks_lines(c, y, col, end, &p);
	if (r->state == STATE_APPROVED && model_knows_time(m))
		c->ticks = true;
	return y + 1;
}
