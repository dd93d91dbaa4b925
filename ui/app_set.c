#include "ui/app_state.h"

#include <stdio.h>
#include <string.h>

/* A name alone is asked for, as all of them are by nothing. */
static void
tell(struct app *a, const char *name)
{
	char text[SETTINGS_TEXT], hint[SETTINGS_TEXT];
	struct err e = ERR_INIT;

	if (settings_text(&a->settings, name, text, &e) != ERR_OK) {
		app_tell(a, NOTICE_BAD, e.message, e.hint);
		return;
	}
	settings_hint(name, hint);
	app_tell(a, NOTICE_INFO, text, hint);
}

void
app_set(struct app *a, const char *words)
{
	char name[ORDER_TEXT], text[SETTINGS_TEXT], hint[SETTINGS_TEXT];
	struct err e = ERR_INIT;

	(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(words, " ="), words);
	if (words[strlen(name)] == '\0') {
		tell(a, name);
		return;
	}
	if (settings_set(&a->settings, words, &e) != ERR_OK || settings_text(&a->settings, name, text, &e) != ERR_OK) {
		app_tell(a, NOTICE_BAD, e.message, e.hint);
		return;
	}
	a->notify = a->settings.notify;
	a->idle.after_s = a->settings.idle_lock_s;
	term_change(&a->settings.term);
	(void)snprintf(hint, sizeof hint, "until keyturn ends; in keyturn.conf it stays");
	app_tell(a, NOTICE_GOOD, text, hint);
}
