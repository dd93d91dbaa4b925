/* Any bytes as a line that was typed, whole and key by key: understood or refused
 * in words, within its limits, and drawn. */

#include "../fuzz.h"

#include "ui/near.h"
#include "ui/term_keys.h"
#include "ui/widget_line.h"

static void
parse(const char *text)
{
	struct err e = ERR_INIT;
	struct order o;

	if (order_parse(text, &o, &e) != ERR_OK) {
		HOLDS(e.code == ERR_USAGE && e.message[0] != '\0');
		return;
	}
	HOLDS(o.action < ACTION_COUNT && o.action != ACTION_COMMAND);
	HOLDS(strlen(o.text) < sizeof o.text);
	HOLDS(o.index == 0 || (action_info(o.action)->where & TAKES_NUMBER) != 0);
}

enum { KEYS = 150 }; /* each completes anew */

/* Bytes from 0xe0 on are the keys that have no character. */
static void
type(const uint8_t *data, size_t len)
{
	static struct model m;
	static struct line l;
	struct canvas c = CANVAS_INIT;

	model_init(&m);
	memset(&l, 0, sizeof l);
	line_begin(&l, &m, "");
	for (size_t i = 0; i < len && i < KEYS; i++) {
		enum line_event ev = line_key(&l, &m, data[i] >= 0xe0 ? KEY_NAMED + data[i] % KEY_NAME_COUNT : data[i] * (i % 7 == 0 ? 251 : 1));

		HOLDS(strlen(l.text) < sizeof l.text && l.past_n <= LINE_PAST && l.back <= l.past_n && l.may.n <= COMPLETION_MAX);
		HOLDS(ev == LINE_STAYS ? l.typing : !l.typing);
		if (ev == LINE_GIVEN)
			parse(l.text);
		if (!l.typing)
			line_begin(&l, &m, "");
	}
	canvas_reset(&c, 24, 80);
	line_draw(&l, &c);
	canvas_wipe(&c);
	model_wipe(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);

	parse(text);
	type(data, len);
	free(text);
	return 0;
}
