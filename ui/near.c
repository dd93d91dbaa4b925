#include "ui/near.h"

#include <stdio.h>
#include <string.h>

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
near_begins(const char *word, const char *part)
{
	while (*part != '\0' && small(*word) == small(*part)) {
		word++;
		part++;
	}
	return *part == '\0';
}

bool
near_same(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && near_begins(a, b);
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to change, add, leave out or exchange with the next one to get from one to the other. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[3][NEAR_WORD_MAX + 1];
	size_t an = strlen(a), bn = strlen(b);

	for (size_t j = 0; j <= bn; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= an; i++) {
		unsigned *now = row[i % 3], *last = row[(i + 2) % 3], *second = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= bn; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (small(a[i - 1]) != small(b[j - 1])));
			if (i > 1 && j > 1 && small(a[i - 1]) == small(b[j - 2]) && small(a[i - 2]) == small(b[j - 1]))
				now[j] = least(now[j], second[j - 2] + 1);
		}
	}
	return row[an % 3][bn];
}

void
near_begin(struct near *n, const char *text)
{
	memset(n, 0, sizeof *n);
	n->text = text;
}

void
near_offer(struct near *n, const char *word)
{
	size_t len = strlen(n->text), at;
	unsigned d;

	if (len == 0 || len > NEAR_WORD_MAX || strlen(word) > NEAR_WORD_MAX)
		return;
	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->word[i], word) == 0)
			return;
	d = near_begins(word, n->text) ? 0 : distance(n->text, word);
	if (d > (len < 4 ? 1 : 2))
		return;
	for (at = n->n; at > 0 && n->distance[at - 1] > d; at--)
		if (at < NEAR_MAX) {
			memcpy(n->word[at], n->word[at - 1], sizeof n->word[at]);
			n->distance[at] = n->distance[at - 1];
		}
	if (at == NEAR_MAX)
		return;
	memcpy(n->word[at], word, strlen(word) + 1);
	n->distance[at] = d;
	n->n += n->n < NEAR_MAX;
}

void
near_text(const struct near *n, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < n->n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s", i == 0 ? "" : i + 1 == n->n ? " or " : ", ", n->word[i]);
}
