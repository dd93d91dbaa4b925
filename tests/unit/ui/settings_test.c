/* What :set takes, refuses and tells. */

#include <stdlib.h>
#include <string.h>

#include "test.h"
#include "ui/settings.h"
#include "ui_sample.h"

static void
taken(void)
{
	static const struct {
		const char *words, *name, *text;
	} rows[] = {
		{ "theme light", "theme", "theme light" },
		{ "theme = mono", "theme", "theme mono" },
		{ "THEME Dark", "theme", "theme dark" },
		{ "theme auto", "theme", "theme light" }, /* as COLORFGBG tells */
		{ "mouse on", "mouse", "mouse on" },
		{ "mouse=off", "mouse", "mouse off" },
		{ "color never", "color", "color never" },
		{ "notify osc9", "notify", "notify osc9" },
		{ "idle-lock 90s", "idle-lock", "idle-lock 90s" },
		{ "idle-lock 2h", "idle-lock", "idle-lock 2h" },
		{ "idle-lock 0", "idle-lock", "idle-lock never" },
	};
	struct settings s = { .notify = NOTIFY_NONE };

	(void)setenv("COLORFGBG", "0;15", 1);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = ERR_INIT;
		char text[SETTINGS_TEXT] = "";

		CHECK(settings_set(&s, rows[i].words, &e) == ERR_OK && settings_text(&s, rows[i].name, text, &e) == ERR_OK &&
			strcmp(text, rows[i].text) == 0, "\"%s\" gives \"%s\": %s %s", rows[i].words, rows[i].text, text, e.message);
	}
	CHECK(!s.term.mouse && s.term.colour == TERM_COLOUR_NEVER && s.notify == NOTIFY_OSC9 && s.idle_lock_s == 0, "and is what is drawn by");
}

static void
refused(void)
{
	static const struct {
		const char *words, *message, *hint;
	} rows[] = {
		{ "colour never", "there is no setting \"colour\"", "near it: color" },
		{ "teme light", "there is no setting \"teme\"", "near it: theme" },
		{ "keypair x", "there is no setting \"keypair\"", "set NAME VALUE" },
		{ "theme pink", "theme \"pink\" is unknown", "it is dark, light, mono or auto" },
		{ "mouse yes", "mouse \"yes\" is unknown", "it is off or on" },
		{ "theme", "theme what?", "it is dark" },
		{ "idle-lock soon", "idle-lock \"soon\" is unknown", "it is a duration such as 10m, or 0 for never" },
		{ "idle-lock -5s", "idle-lock \"-5s\" is unknown", "" },
		{ "theme dark light", "theme takes one value", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct settings s = { .term.theme = THEME_MONO, .idle_lock_s = 600 };
		struct err e = ERR_INIT;

		CHECK(settings_set(&s, rows[i].words, &e) == ERR_USAGE && strstr(e.message, rows[i].message) != NULL &&
			strstr(e.hint, rows[i].hint) != NULL, "\"%s\" is refused: %s; %s", rows[i].words, e.message, e.hint);
		CHECK(s.term.theme == THEME_MONO && s.idle_lock_s == 600, "and nothing changes by it");
	}
}

static void
told(void)
{
	struct settings s = { .term.theme = THEME_LIGHT, .notify = NOTIFY_BELL, .idle_lock_s = 600 };
	char text[SETTINGS_TEXT];
	struct err e = ERR_INIT;

	CHECK(settings_text(&s, "", text, &e) == ERR_OK && strcmp(text, "theme light, color auto, mouse off, notify bell, idle-lock 10m") == 0,
		"all of them on one line: %s", text);
	CHECK(settings_text(&s, "thene", text, &e) == ERR_USAGE, "of one that is none nothing is told: %s", e.message);
	CHECK(settings_is_of_screen("Theme") && settings_is_of_screen("mouse") && !settings_is_of_screen("idle-lock") && !settings_is_of_screen("") &&
		!settings_is_of_screen("thene"), "all but the lock are of the full screen");
	settings_hint("notify", text);
	CHECK(strcmp(text, "it may be none, bell or osc9") == 0, "what one may be: %s", text);
}

/* What tab offers after "set". */
static void
completed(void)
{
	static const struct {
		const char *line, *words;
	} rows[] = { { "set ", "theme color mouse notify idle-lock " }, { "set m", "mouse " }, { "set theme ", "dark light mono auto " },
		{ "set theme l", "light " }, { "set idle-lock ", "5m 10m 0 " }, { "set nonsense ", "" }, { "set theme light ", "" },
		{ "se", "search set " } };
	struct model m;

	sample_blank(&m);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct completion c;
		char all[400] = "";
		size_t len = 0;

		order_complete(rows[i].line, &m, &c);
		for (size_t k = 0; k < c.n && len < sizeof all; k++)
			len += (size_t)snprintf(all + len, sizeof all - len, "%s ", c.word[k]);
		CHECK(strcmp(all, rows[i].words) == 0, "\"%s\" may become: %s", rows[i].line, all);
	}
	model_wipe(&m);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	taken();
	refused();
	told();
	completed();
	return test_done();
}
