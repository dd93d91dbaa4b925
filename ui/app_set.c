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

/* The console in lines has one setting; of the others it says that they would do nothing. */
static bool
is_of_screen(struct app *a, const char *name)
{
	char text[SETTINGS_TEXT];

	if (a->plain == NULL || (name[0] != '\0' && !settings_is_of_screen(name)))
		return false;
	if (name[0] == '\0') {
		tell(a, "idle-lock");
		return true;
	}
	(void)snprintf(text, sizeof text, "%s does nothing here: it is for the full screen, and these are lines", name);
	app_tell(a, NOTICE_BAD, text, "idle-lock is what can be set here");
	return true;
}

void
app_set(struct app *a, const char *words)
{
	char name[ORDER_TEXT], text[SETTINGS_TEXT], hint[SETTINGS_TEXT];
	struct err e = ERR_INIT;

	(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(words, " ="), words);
	if (is_of_screen(a, name))
		return;
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
