#include "ui/widget_upload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/screen.h"
#include "ui/widget_lock.h"

enum { BAR = 20, BAR_SHORT = 10 };

void
upload_bar(char out[UPLOAD_TEXT], const struct stage_progress *p, int cols)
{
	size_t width = cols >= SCREEN_COLS ? BAR : BAR_SHORT, there = p->bytes_there < p->bytes ? p->bytes_there : p->bytes;
	size_t filled = p->bytes > 0 ? there * width / p->bytes : 0;
	char bar[BAR + 1], has[LOCK_TEXT], all[LOCK_TEXT];

	memset(bar, '.', width);
	memset(bar, '#', filled);
	bar[width] = '\0';
	(void)text_count(has, there);
	(void)text_count(all, p->bytes);
	(void)snprintf(out, UPLOAD_TEXT, "%s %s of %s bytes, %zu%%", bar, has, all, p->bytes > 0 ? there * 100 / p->bytes : 0);
}

/* Where there are several, each by its name. */
static int
endpoint_line(struct canvas *c, int y, int col, int end, const struct upload_endpoint *x)
{
	const char *host = strstr(x->url, "://"), *how = !x->used ? "left out" : x->slower ? "wants it slower" : "takes all of it";
	bool bad = !x->used || x->slower || x->trouble[0] != '\0';
	char line[UPLOAD_TEXT + sizeof x->url + sizeof x->trouble];

	(void)snprintf(line, sizeof line, "%s: %s, %u so far%s%s", host != NULL ? host + 3 : x->url, how, x->accepted,
		x->trouble[0] != '\0' ? "; " : "", x->trouble);
	return canvas_wrap(c, y, col, end, bad ? STYLE_WARNING : STYLE_DIM, line);
}

static int
one_endpoint(struct canvas *c, int y, int col, int end, const struct stage_progress *p)
{
	char line[UPLOAD_TEXT], health[STAGE_TEXT];

	if (stage_health_text(health, p)[0] == '\0')
		(void)snprintf(line, sizeof line, "the endpoint takes all of it now");
	else
		(void)snprintf(line, sizeof line, "%s%.140s", p->trouble[0] != '\0' ? "the endpoint: " : "", health);
	return canvas_wrap(c, y, col, end, p->trouble[0] != '\0' ? STYLE_WARNING : STYLE_DIM, line);
}

int
upload_draw(struct canvas *c, int y, int col, int end, const struct upload_shown *u)
{
	const struct stage_progress *p = &u->p;
	bool again = p->resent + p->renewed > 0;
	char line[STAGE_TEXT];

	y = canvas_wrap(c, y, col, end, STYLE_PLAIN, stage_pace_text(line, p));
	if (u->endpoint_n <= 1 && !again && p->refusals == 0 && p->trouble[0] == '\0')
		return canvas_wrap(c, y, col, end, STYLE_DIM, "the endpoint takes all of it, none had to be sent again");
	if (u->endpoint_n <= 1 || again)
		y = canvas_wrap(c, y, col, end, again ? STYLE_WARNING : STYLE_DIM, again ? stage_retries_text(line, p) : "none had to be sent again");
	for (unsigned i = 0; u->endpoint_n > 1 && i < u->endpoint_n; i++)
		y = endpoint_line(c, y, col, end, &u->endpoint[i]);
	return u->endpoint_n > 1 ? y : one_endpoint(c, y, col, end, p);
}

void
upload_look(struct upload_shown *u, const struct stage_progress *p, const struct endpoints *x)
{
	u->p = *p;
	u->endpoint_n = x == NULL ? 0 : x->n;
	for (unsigned i = 0; i < u->endpoint_n; i++) {
		struct upload_endpoint *to = &u->endpoint[i];
		const struct endpoint *from = &x->at[i];

		*to = (struct upload_endpoint){ .accepted = from->accepted, .used = endpoint_is_used(from), .slower = from->refusals > 0 };
		(void)snprintf(to->url, sizeof to->url, "%s", rpc_url(from->rpc));
		memcpy(to->trouble, from->trouble, sizeof to->trouble);
	}
}
