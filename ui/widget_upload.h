#ifndef UI_WIDGET_UPLOAD_H
#define UI_WIDGET_UPLOAD_H

/* widget_upload.h - an upload under way: what is on chain, how fast it goes, what it
 * costs and how the endpoint takes it.  From the same state as the command tells it. */

#include "ops/stage.h"
#include "ui/canvas.h"

/* How one endpoint takes it. */
struct upload_endpoint {
	char url[100];
	unsigned accepted; /* transactions */
	bool used, slower; /* it is sent to; it wanted them slower */
	char trouble[160]; /* "" for none */
};

/* What is shown of it. */
struct upload_shown {
	struct stage_progress p; /* pieces 0 before it begins */
	struct upload_endpoint endpoint[ENDPOINTS_MAX];
	unsigned endpoint_n;
};

/* upload_look takes what there is to be shown of endpoints, which may be NULL. */
void upload_look(struct upload_shown *u, const struct stage_progress *p, const struct endpoints *x);

/* upload_bar writes "######.... 115 200 of 184 320 bytes, 62%" for `cols` columns of screen. */
enum { UPLOAD_TEXT = 160 };
void upload_bar(char out[UPLOAD_TEXT], const struct stage_progress *p, int cols);

/* upload_draw draws what else there is to tell between the columns col and end, from row
 * `y` on; returns the next row. */
int upload_draw(struct canvas *c, int y, int col, int end, const struct upload_shown *u);

#endif
