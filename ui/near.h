#ifndef UI_NEAR_H
#define UI_NEAR_H

/* near.h - which known words are near one that is not known.  Pure. */

#include <stdbool.h>
#include <stddef.h>

enum { NEAR_MAX = 3, NEAR_WORD_MAX = 40 /* longer ones are near nothing */ };

struct near {
	const char *text; /* what was typed; borrowed */
	char word[NEAR_MAX][NEAR_WORD_MAX + 1]; /* the nearest first */
	unsigned distance[NEAR_MAX];
	size_t n;
};

/* near_begin looks for what is near `text`; near_offer considers one more word, once. */
void near_begin(struct near *n, const char *text);
void near_offer(struct near *n, const char *word);

/* near_text writes "approve, close or copy", "" where nothing is near. */
void near_text(const struct near *n, char *out, size_t size);

/* near_same compares without regard to capitals; near_begins asks whether `word` begins with `part`. */
bool near_same(const char *a, const char *b);
bool near_begins(const char *word, const char *part);

#endif
