#include "solana/elf_strings.h"

#include <string.h>

enum { LEAST = 4, AROUND = 48, LONG = 8 };

static bool
is_printable(uint8_t c)
{
	return c >= 0x20 && c < 0x7f;
}

bool
elf_text_next(const uint8_t *data, size_t n, size_t from, size_t end, struct elf_text *out, size_t *next)
{
	while (from < end) {
		size_t begin = from, stop = from, left, right;

		if (!is_printable(data[from])) {
			from++;
			continue;
		}
		while (stop < end && is_printable(data[stop]))
			stop++;
		for (left = begin; left > 0 && begin - left < AROUND && is_printable(data[left - 1]); left--)
			;
		for (right = stop; right < n && right - stop < AROUND && is_printable(data[right]); right++)
			;
		from = stop;
		if (right - left < LEAST)
			continue;
		*out = (struct elf_text){ left, right - left < ELF_STRING_LEN - 1 ? right - left : ELF_STRING_LEN - 1, begin, stop - begin };
		*next = stop;
		return true;
	}
	*next = end;
	return false;
}

static bool
occurs(const uint8_t *p, size_t len, const uint8_t *in, size_t n)
{
	while (n >= len) {
		const uint8_t *at = memchr(in, p[0], n - len + 1);

		if (at == NULL)
			return false;
		if (memcmp(at, p, len) == 0)
			return true;
		n -= (size_t)(at + 1 - in);
		in = at + 1;
	}
	return false;
}

bool
elf_text_is_new(const uint8_t *data, const struct elf_text *t, const uint8_t *other, size_t other_n)
{
	if (t->core_len >= LONG)
		return !occurs(data + t->core_at, t->core_len, other, other_n);
	return !occurs(data + t->at, t->len, other, other_n);
}

void
elf_strings_add(struct elf_strings *l, const uint8_t *data, const struct elf_text *t)
{
	char *to;

	for (size_t i = 0; i < l->n; i++)
		if (strlen(l->text[i]) == t->len && memcmp(l->text[i], data + t->at, t->len) == 0)
			return;
	if (l->n >= ELF_STRINGS_MAX) {
		l->more = true;
		return;
	}
	to = l->text[l->n++];
	memcpy(to, data + t->at, t->len);
	to[t->len] = '\0';
}
