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

/* Before the first of them landed nothing can be said of the time. */
static void
pace(char out[UPLOAD_TEXT], const struct stage_progress *p)
{
	uint64_t per_s = p->elapsed_ms > 0 ? p->transactions * UINT64_C(1000) / p->elapsed_ms : 0;
	char left[TEXT_SHORT] = "", sol[TEXT_SHORT], time[TEXT_SHORT + 16] = "";

	if (p->left_ms > 0)
		(void)snprintf(time, sizeof time, ", about %s left", text_ago(left, p->left_ms / 1000u + 1));
	(void)snprintf(out, UPLOAD_TEXT, "%" PRIu64 " transactions a second%s, %s SOL so far", per_s, time, text_sol(sol, p->fee_lamports));
}

static void
retries(char out[UPLOAD_TEXT], const struct stage_progress *p)
{
	if (p->resent > 0 && p->renewed > 0)
		(void)snprintf(out, UPLOAD_TEXT, "%u sent again, %u signed anew", p->resent, p->renewed);
	else if (p->resent > 0)
		(void)snprintf(out, UPLOAD_TEXT, "%u sent again", p->resent);
	else if (p->renewed > 0)
		(void)snprintf(out, UPLOAD_TEXT, "%u signed anew", p->renewed);
	else
		(void)snprintf(out, UPLOAD_TEXT, "none had to be sent again");
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
	char line[UPLOAD_TEXT];

	if (p->trouble[0] != '\0')
		(void)snprintf(line, sizeof line, "the endpoint: %.140s", p->trouble);
	else if (p->refusals > 0)
		(void)snprintf(line, sizeof line, "the endpoint asked for less %u time%s, and takes it now", p->refusals, p->refusals == 1 ? "" : "s");
	else
		(void)snprintf(line, sizeof line, "the endpoint takes all of it now");
	return canvas_wrap(c, y, col, end, p->trouble[0] != '\0' ? STYLE_WARNING : STYLE_DIM, line);
}

int
upload_draw(struct canvas *c, int y, int col, int end, const struct upload_shown *u)
{
	const struct stage_progress *p = &u->p;
	bool again = p->resent + p->renewed > 0;
	char line[UPLOAD_TEXT];

	pace(line, p);
	y = canvas_wrap(c, y, col, end, STYLE_PLAIN, line);
	if (u->endpoint_n <= 1 && !again && p->refusals == 0 && p->trouble[0] == '\0')
		return canvas_wrap(c, y, col, end, STYLE_DIM, "the endpoint takes all of it, none had to be sent again");
	retries(line, p);
	if (u->endpoint_n <= 1 || again)
		y = canvas_wrap(c, y, col, end, again ? STYLE_WARNING : STYLE_DIM, line);
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
