/* Any bytes as text on a canvas, and as keys: every cell stays whole and harmless. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/canvas.h"
#include "ui/term_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct canvas *c)
{
	for (int y = 0; y < c->rows; y++)
		for (int x = 0; x < c->cols; x++) {
			const struct cell *k = canvas_at(c, y, x);
			char text[CELL_TEXT + 1] = "", safe[4 * CELL_TEXT];

			memcpy(text, k->text, k->len);
			(void)text_safe(safe, sizeof safe, text, k->len, c->ascii);
			if (strcmp(safe, text) != 0)
				abort();
			if (k->len > 0 && text_width(text) == 2 && (x + 1 >= c->cols || canvas_at(c, y, x + 1)->len != 0))
				abort();
		}
}

static void
keys(const uint8_t *data, size_t size)
{
	struct keys k;

	memset(&k, 0, sizeof k);
	for (size_t i = 0; i < size; i++) {
		keys_feed(&k, data + i, 1);
		while (keys_next(&k, (data[i] & 1) != 0) != KEY_NONE_YET)
			;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct canvas c = CANVAS_INIT;
	char text[600];
	int row, col;

	if (size < 4)
		return 0;
	keys(data, size);
	row = (int8_t)data[0];
	col = (int8_t)data[1];
	c.ascii = (data[2] & 1) != 0;
	canvas_reset(&c, 1 + (data[2] >> 4), 1 + (data[3] >> 1));
	size = size - 4 < sizeof text - 1 ? size - 4 : sizeof text - 1;
	memcpy(text, data + 4, size);
	text[size] = '\0';
	(void)canvas_text(&c, row, col, STYLE_PLAIN, text);
	(void)canvas_cell_text(&c, 0, col, data[3] & 31, STYLE_DIM, text);
	(void)canvas_wrap(&c, row, col, col + (data[2] & 31), STYLE_KEY, text);
	(void)canvas_right(&c, 0, col, STYLE_GOOD, text);
	check(&c);
	return 0;
}
