#include "ui/widget_nothing.h"

#include <stdio.h>

static void
draw_lines(struct canvas *c, int y, const char *title, const char *const *line, size_t n)
{
	(void)canvas_text(c, y, 3, STYLE_TITLE, title);
	y += 2;
	for (size_t i = 0; i < n; i++)
		y = canvas_wrap(c, y, 3, c->cols - 2, line[i][0] == ' ' ? STYLE_KEY : STYLE_PLAIN, line[i]);
}

void
unread_draw(struct canvas *c, int y, const struct model *m, const char *what)
{
	char line[256], title[64];
	const char *lines[] = { line, "", m->trouble.hint[0] != '\0' ? m->trouble.hint : "it is tried again every 5 s; u tries now" };

	if (m->link == LINK_DOWN) {
		(void)snprintf(line, sizeof line, "%.250s", m->trouble.message);
		(void)snprintf(title, sizeof title, "The %s cannot be read.", what);
		draw_lines(c, y, title, lines, 3);
		return;
	}
	(void)snprintf(line, sizeof line, "from %s", m->endpoint);
	(void)snprintf(title, sizeof title, "Reading the %s...", what);
	draw_lines(c, y, title, lines, 1);
}

void
nothing_draw(struct canvas *c, int y, const struct model *m)
{
	static const char *const first[] = {
		"A proposal is one intended act, such as an upgrade, with the votes on it.",
		"", "Make the first one from a shell:", "",
		"  keyturn program adopt PROGRAM",
		"  keyturn propose upgrade PROGRAM FILE --description TEXT", "",
		"It appears here within seconds, for every member." };

	if (m->source == MODEL_NOTHING)
		unread_draw(c, y, m, "proposals");
	else
		draw_lines(c, y, "No proposals yet.", first, sizeof first / sizeof first[0]);
}
