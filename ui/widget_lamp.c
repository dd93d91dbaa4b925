#include "ui/widget_lamp.h"

#include <stdio.h>

static unsigned
style_of(const struct model_lamp *lamp)
{
	static const unsigned styles[] = { [PREFLIGHT_YES] = STYLE_GOOD, [PREFLIGHT_NO] = STYLE_WARNING, [PREFLIGHT_UNKNOWN] = STYLE_DIM };

	return lamp == NULL ? STYLE_DIM : styles[readiness_of(&lamp->answers)];
}

unsigned
lamp_text(char out[LAMP_TEXT], const struct model_lamp *lamp)
{
	static const char *const words[] = { [PREFLIGHT_YES] = "yes", [PREFLIGHT_NO] = "NO", [PREFLIGHT_UNKNOWN] = "?" };
	size_t at = 0;

	if (lamp == NULL)
		(void)snprintf(out, LAMP_TEXT, "not read yet");
	for (size_t i = 0; lamp != NULL && i < lamp->answers.n && at < LAMP_TEXT; i++)
		at += (size_t)snprintf(out + at, LAMP_TEXT - at, "%s%s %s", i > 0 ? "  " : "", lamp->answers.line[i].name,
			words[lamp->answers.line[i].answer]);
	return style_of(lamp);
}

unsigned
lamp_word(char out[LAMP_TEXT], const struct model_lamp *lamp)
{
	(void)snprintf(out, LAMP_TEXT, lamp != NULL && readiness_of(&lamp->answers) == PREFLIGHT_YES ? "ready" : "?");
	for (size_t i = 0; lamp != NULL && i < lamp->answers.n; i++)
		if (lamp->answers.line[i].answer == PREFLIGHT_NO) {
			(void)snprintf(out, LAMP_TEXT, "no: %s", lamp->answers.line[i].name);
			break;
		}
	return style_of(lamp);
}
