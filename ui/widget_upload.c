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
	bytes_text(has, there);
	bytes_text(all, p->bytes);
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

int
upload_draw(struct canvas *c, int y, int col, int end, const struct stage_progress *p)
{
	char line[UPLOAD_TEXT];

	pace(line, p);
	y = canvas_wrap(c, y, col, end, STYLE_PLAIN, line);
	if (p->resent + p->renewed + p->refusals == 0 && p->trouble[0] == '\0')
		return canvas_wrap(c, y, col, end, STYLE_DIM, "the endpoint takes all of it, none had to be sent again");
	retries(line, p);
	y = canvas_wrap(c, y, col, end, p->resent + p->renewed > 0 ? STYLE_WARNING : STYLE_DIM, line);
	if (p->trouble[0] != '\0')
		(void)snprintf(line, sizeof line, "the endpoint: %.140s", p->trouble);
	else if (p->refusals > 0)
		(void)snprintf(line, sizeof line, "the endpoint asked for less %u time%s, and takes it now", p->refusals, p->refusals == 1 ? "" : "s");
	else
		(void)snprintf(line, sizeof line, "the endpoint takes all of it now");
	return canvas_wrap(c, y, col, end, p->trouble[0] != '\0' ? STYLE_WARNING : STYLE_DIM, line);
}
