#include "ui/widget_typing.h"

#include <string.h>

#include "base/text.h"
#include "base/unicode.h"
#include "ui/term_keys.h"

enum { CONTROL_U = 21, CONTROL_W = 23 };

static void
add(char *text, size_t size, uint32_t letter)
{
	uint8_t bytes[4];
	size_t n = unicode_put(bytes, letter), len = strlen(text);

	if (unicode_class(letter) == UNICODE_REFUSED || len + n >= size)
		return;
	memcpy(text + len, bytes, n);
	text[len + n] = '\0';
}

static void
word_back(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && text[n - 1] == ' ')
		n--;
	while (n > 0 && text[n - 1] != ' ')
		n--;
	text[n] = '\0';
}

bool
typing_key(char *text, size_t size, int key)
{
	if (key == KEY_NAME_BACKSPACE)
		text_shorten(text);
	else if (key == CONTROL_U)
		text[0] = '\0';
	else if (key == CONTROL_W)
		word_back(text);
	else if (key >= 0x20 && key < KEY_NAMED)
		add(text, size, (uint32_t)key);
	else
		return false;
	return true;
}
