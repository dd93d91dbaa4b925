#ifndef UI_SETTINGS_H
#define UI_SETTINGS_H

/* settings.h - what can be set while the console runs, by the names and values of
 * keyturn.conf(5).  Pure; nothing is kept beyond the run. */

#include "ui/news.h"
#include "ui/order.h"
#include "ui/term.h"

struct settings {
	struct term_options term;
	enum notify notify;
	uint32_t idle_lock_s;
};

/* settings_set reads "NAME VALUE" or "NAME = VALUE".  ERR_USAGE for a name or a value
 * that is none, and says what it may be; *s stays then. */
MUST_CHECK enum err_code settings_set(struct settings *s, const char *words, struct err *e);

/* settings_text writes "theme dark" of the one named, of all for "".  ERR_USAGE as above. */
enum { SETTINGS_TEXT = 200 };
MUST_CHECK enum err_code settings_text(const struct settings *s, const char *name, char out[SETTINGS_TEXT], struct err *e);

/* settings_hint writes what may be set, or what `name` may be. */
void settings_hint(const char *name, char out[SETTINGS_TEXT]);

/* settings_is_of_screen: `name` changes only what the full screen shows; the console in lines has nothing of it. */
bool settings_is_of_screen(const char *name);

/* settings_words offers names, and after one of them its values; `before` is what stands
 * between "set" and the word begun. */
void settings_words(const char *before, const char *part, struct completion *c);

#endif
