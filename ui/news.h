#ifndef UI_NEWS_H
#define UI_NEWS_H

/* news.h - what changed since the model was read before: rows to mark for a
 * while, and what a person should be called for.  Pure. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model;

enum { NEWS_MARKS = 64, NEWS_MARK_MS = 15000, NEWS_CALLS = 256 };
enum news_call { NEWS_NONE, NEWS_VOTE /* a vote is needed */, NEWS_READY /* a lock ended */ };

struct news_seen;
struct news {
	struct news_seen *seen; /* owned, by index: the rows as they were, but for those that were over */
	size_t seen_n;
	uint64_t newest;        /* number seen */
	bool begun;             /* there is something to compare with */
	struct {
		uint64_t index, until_ms;
		uint64_t members;   /* whose votes changed, a bit each */
	} mark[NEWS_MARKS];     /* a ring: the oldest goes first */
	unsigned marked;
	struct {
		uint64_t index;
		enum news_call call;
	} called[NEWS_CALLS];   /* a ring: each is called once */
	unsigned calls, taken;
};

void news_wipe(struct news *n);

/* news_look compares the rows of `m` with those of the look before, at monotonic `mono_ms`. */
void news_look(struct news *n, const struct model *m, uint64_t mono_ms);

/* news_is says whether votes or state of proposal `index` changed a moment ago;
 * news_forget: it was looked at. */
bool news_is(const struct news *n, uint64_t index, uint64_t mono_ms);
void news_forget(struct news *n, uint64_t index);
/* news_votes are the members whose votes on it changed a moment ago, a bit each. */
uint64_t news_votes(const struct news *n, uint64_t index, uint64_t mono_ms);

/* news_next takes the next call not taken yet, NEWS_NONE when there is none. */
enum news_call news_next(struct news *n, uint64_t *index);

/* How a person is called: NOTIFY_OSC9 is a desktop notification, where the terminal can. */
enum notify { NOTIFY_NONE, NOTIFY_BELL, NOTIFY_OSC9 };
enum notify notify_named(const char *name); /* NOTIFY_NONE for unknown ones */

/* notify_bytes writes what goes to the terminal for a call, "" for none; returns `out`. */
enum { NOTIFY_TEXT = 96 };
const char *notify_bytes(char out[NOTIFY_TEXT], enum notify how, enum news_call call, uint64_t index);

#endif
