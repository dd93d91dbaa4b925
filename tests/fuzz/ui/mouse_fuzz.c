/* Any bytes after the begin of a mouse report: a click is somewhere, and what
 * follows a whole report is read as if there had been none. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui/term_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The report as the terminal would send it must come back. */
static void
round_trip(unsigned button, unsigned col, unsigned row)
{
	static const int of[] = { [0] = KEY_NAME_CLICK, [1] = KEY_NAME_WHEEL_UP, [2] = KEY_NAME_WHEEL_DOWN };
	static const char *const code[] = { "0", "64", "65" };
	char text[32] = "\033[<", *p;
	struct keys k;
	unsigned part[2] = { col % 9999 + 1, row % 9999 + 1 };

	memset(&k, 0, sizeof k);
	memcpy(text + 3, code[button % 3], strlen(code[button % 3]) + 1);
	p = text + strlen(text);
	for (int i = 0; i < 2; i++) {
		*p++ = ';';
		for (unsigned scale = 1000; scale > 0; scale /= 10)
			if (part[i] >= scale)
				*p++ = (char)('0' + part[i] / scale % 10);
	}
	*p++ = 'M';
	keys_feed(&k, text, (size_t)(p - text));
	if (keys_next(&k, false) != of[button % 3] || k.col != (int)part[0] - 1 || k.row != (int)part[1] - 1 || keys_waits(&k))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keys k;
	int key, n = 0;

	memset(&k, 0, sizeof k);
	keys_feed(&k, "\033[<", 3);
	for (size_t i = 0; i < size; i++) {
		keys_feed(&k, data + i, 1);
		while ((key = keys_next(&k, false)) != KEY_NONE_YET) {
			n++;
			if ((key >= KEY_NAME_WHEEL_UP && key <= KEY_NAME_CLICK) && (k.row < 0 || k.row > 9998 || k.col < 0 || k.col > 9998))
				abort();
		}
	}
	while (keys_next(&k, true) != KEY_NONE_YET)
		n++;
	if (keys_waits(&k) || (size > 0 && n == 0))
		abort();
	if (size >= 5)
		round_trip(data[0], (unsigned)data[1] << 8 | data[2], (unsigned)data[3] << 8 | data[4]);
	return 0;
}
