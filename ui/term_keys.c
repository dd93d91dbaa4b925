#include "ui/term_keys.h"

#include <stdint.h>
#include <string.h>

#include "base/unicode.h"

static const struct {
	const char *seq;
	int key;
} known[] = { /* what every terminal in use sends, ECMA-48 and xterm */
	{ "\033[A", KEY_NAME_UP }, { "\033[B", KEY_NAME_DOWN }, { "\033[C", KEY_NAME_RIGHT }, { "\033[D", KEY_NAME_LEFT },
	{ "\033OA", KEY_NAME_UP }, { "\033OB", KEY_NAME_DOWN }, { "\033OC", KEY_NAME_RIGHT }, { "\033OD", KEY_NAME_LEFT },
	{ "\033[H", KEY_NAME_HOME }, { "\033[F", KEY_NAME_END }, { "\033OH", KEY_NAME_HOME }, { "\033OF", KEY_NAME_END },
	{ "\033[1~", KEY_NAME_HOME }, { "\033[7~", KEY_NAME_HOME }, { "\033[4~", KEY_NAME_END }, { "\033[8~", KEY_NAME_END },
	{ "\033[3~", KEY_NAME_DELETE }, { "\033[5~", KEY_NAME_PAGE_UP }, { "\033[6~", KEY_NAME_PAGE_DOWN },
	{ "\033OM", KEY_NAME_ENTER },
};

void
keys_learn(struct keys *k, const char *seq, int key)
{
	size_t len = seq == NULL ? 0 : strlen(seq);

	if (len < 2 || len >= sizeof k->own[0].seq || seq[0] != '\033' || k->own_n == KEYS_OWN_MAX)
		return;
	memcpy(k->own[k->own_n].seq, seq, len + 1);
	k->own[k->own_n++].key = key;
}

size_t
keys_room(const struct keys *k)
{
	return KEYS_HELD - k->n;
}

void
keys_feed(struct keys *k, const void *p, size_t n)
{
	if (n > keys_room(k))
		n = keys_room(k);
	memcpy(k->held + k->n, p, n);
	k->n += n;
}

bool
keys_waits(const struct keys *k)
{
	return k->n > 0;
}

static int
take(struct keys *k, size_t n, int key)
{
	memmove(k->held, k->held + n, k->n - n);
	k->n -= n;
	return key;
}

static bool
begins(const struct keys *k, const char *seq)
{
	size_t len = strlen(seq);

	return k->n >= len && memcmp(k->held, seq, len) == 0;
}

/* Bytes of the escape sequence held, 0 while its end has not come.  CSI:
 * parameters 0x20-0x3f, then one of 0x40-0x7e; SS3: one byte more. */
static size_t
sequence_len(const struct keys *k)
{
	size_t i = 2;

	if (k->n < 2)
		return 0;
	if (k->held[1] == 'O')
		return k->n >= 3 ? 3 : 0;
	while (i < k->n && k->held[i] >= 0x20 && k->held[i] < 0x40)
		i++;
	if (i == k->n)
		return k->n == KEYS_HELD ? k->n : 0;
	return i + 1;
}

enum { MOUSE_MAX = 9999, WHEEL = 64, MODIFIERS = 4 + 8 + 16 };

/* A number from held byte *i on, followed by `end`; -1 for anything else. */
static int
number(const struct keys *k, size_t *i, size_t len, unsigned char end)
{
	int v = 0;

	if (*i >= len || k->held[*i] < '0' || k->held[*i] > '9')
		return -1;
	for (; *i < len && k->held[*i] >= '0' && k->held[*i] <= '9'; (*i)++)
		if ((v = v * 10 + (k->held[*i] - '0')) > MOUSE_MAX)
			return -1;
	if (*i >= len || k->held[*i] != end)
		return -1;
	(*i)++;
	return v;
}

/* ESC [ < button ; column ; row, then M where it was pressed and m where let go. */
static int
mouse(struct keys *k, size_t len)
{
	size_t i = 3;
	int button, col, row;

	if (len < 4 || k->held[2] != '<')
		return KEY_NAME_UNKNOWN;
	button = number(k, &i, len, ';');
	col = button < 0 ? -1 : number(k, &i, len, ';');
	row = col < 1 ? -1 : number(k, &i, len, 'M');
	if (row < 1 || i != len)
		return KEY_NAME_UNKNOWN;
	k->row = row - 1;
	k->col = col - 1;
	button &= ~MODIFIERS;
	return button == 0 ? KEY_NAME_CLICK : button == WHEEL ? KEY_NAME_WHEEL_UP : button == WHEEL + 1 ? KEY_NAME_WHEEL_DOWN : KEY_NAME_UNKNOWN;
}

static int
escape(struct keys *k, bool flush)
{
	size_t len;

	for (size_t i = 0; i < k->own_n; i++)
		if (begins(k, k->own[i].seq))
			return take(k, strlen(k->own[i].seq), k->own[i].key);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (begins(k, known[i].seq))
			return take(k, strlen(known[i].seq), known[i].key);
	if (k->n >= 2 && k->held[1] != '[' && k->held[1] != 'O')
		return take(k, 1, KEY_NAME_ESCAPE); /* keys with Alt mean nothing here: Escape, then the key */
	len = sequence_len(k);
	if (len > 0)
		return take(k, len, mouse(k, len));
	return flush ? take(k, k->n == 1 ? 1 : k->n, k->n == 1 ? KEY_NAME_ESCAPE : KEY_NAME_UNKNOWN) : KEY_NONE_YET;
}

/* The first bytes of a character whose rest may still come. */
static bool
begins_character(const struct keys *k)
{
	unsigned char c = k->held[0];
	size_t need = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 0;

	for (size_t i = 1; i < k->n && i < need; i++)
		if ((k->held[i] & 0xc0) != 0x80)
			return false;
	return k->n < need;
}

int
keys_next(struct keys *k, bool flush)
{
	uint32_t c;
	size_t n;

	if (k->n == 0)
		return KEY_NONE_YET;
	switch (k->held[0]) {
	case '\033':
		return escape(k, flush);
	case '\r':
	case '\n':
		return take(k, 1, KEY_NAME_ENTER);
	case '\t':
		return take(k, 1, KEY_NAME_TAB);
	case 0x7f:
	case '\b':
		return take(k, 1, KEY_NAME_BACKSPACE);
	default:
		break;
	}
	n = unicode_next(k->held, k->n, &c);
	if (n > 0)
		return take(k, n, (int)c);
	if (!flush && begins_character(k))
		return KEY_NONE_YET;
	return take(k, 1, KEY_NAME_UNKNOWN);
}
