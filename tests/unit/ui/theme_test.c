#include "ui/theme.h"

#include <math.h>

#include "test.h"

/* xterm's 256 colours: 16 to 231 a cube, 232 to 255 grey. */
static void
rgb(int colour, double out[3])
{
	for (int i = 0; i < 3; i++) {
		int step = colour >= 232 ? 8 + (colour - 232) * 10 : (colour - 16) / (i == 0 ? 36 : i == 1 ? 6 : 1) % 6;

		out[i] = (colour >= 232 ? step : step == 0 ? 0 : 55 + step * 40) / 255.0;
	}
}

/* WCAG 2: relative luminance. */
static double
luminance(int colour)
{
	static const double weight[3] = { 0.2126, 0.7152, 0.0722 };
	double c[3], sum = 0;

	rgb(colour, c);
	for (int i = 0; i < 3; i++)
		sum += weight[i] * (c[i] <= 0.03928 ? c[i] / 12.92 : pow((c[i] + 0.055) / 1.055, 2.4));
	return sum;
}

static void
contrast(enum theme theme, const char *name)
{
	double paper = theme == THEME_LIGHT ? 1.0 : 0.0;
	unsigned coloured = 0;

	for (unsigned s = 0; s < STYLE_COUNT; s++) {
		struct look l = theme_look(s, theme, 256);
		double ink, ratio;

		if (l.colour < 0)
			continue;
		coloured++;
		ink = luminance(l.colour);
		ratio = (fmax(ink, paper) + 0.05) / (fmin(ink, paper) + 0.05);
		CHECK(l.colour >= 16 && ratio >= 4.5, "%s, style %u: colour %d has contrast %.1f", name, s, l.colour, ratio);
	}
	CHECK(coloured == 7, "%s: %u styles have a colour", name, coloured);
}

/* What must be told apart is, however many colours there are. */
static void
apart(enum theme theme, int colours, const char *name)
{
	static const unsigned loud[] = { STYLE_CALL, STYLE_WARNING, STYLE_DANGER };
	struct look plain = theme_look(STYLE_PLAIN, theme, colours), dim = theme_look(STYLE_DIM | STYLE_SELECTED, theme, colours);
	unsigned any = 0, marked = 0;

	for (unsigned s = 0; s < STYLE_COUNT; s++)
		any += theme_look(s, theme, colours).colour >= 0;
	for (size_t i = 0; i < sizeof loud / sizeof loud[0]; i++)
		marked += (theme_look(loud[i], theme, colours).attr & LOOK_BOLD) != 0;
	CHECK(marked == 3, "%s: what calls, warns or is dangerous is bold", name);
	CHECK(plain.colour < 0 && plain.attr == 0, "%s: plain text is the terminal's own", name);
	CHECK((dim.attr & LOOK_REVERSE) != 0, "%s: the selected row is reverse", name);
	CHECK((any > 0) == (theme != THEME_MONO && colours >= 8), "%s: %u styles have a colour", name, any);
}

int
main(void)
{
	contrast(THEME_DARK, "dark");
	contrast(THEME_LIGHT, "light");
	apart(THEME_DARK, 256, "dark, 256 colours");
	apart(THEME_DARK, 8, "dark, 8");
	apart(THEME_LIGHT, 16, "light, 16");
	apart(THEME_LIGHT, 0, "light, none");
	apart(THEME_MONO, 256, "mono, 256");
	CHECK(theme_named("light", NULL) == THEME_LIGHT && theme_named("mono", "0;15") == THEME_MONO && theme_named("dark", "0;15") == THEME_DARK,
		"a theme is taken by its name");
	CHECK(theme_named("auto", "0;15") == THEME_LIGHT && theme_named("auto", "0;default;7") == THEME_LIGHT, "auto: a light background");
	CHECK(theme_named("auto", "15;0") == THEME_DARK && theme_named("auto", "15;8") == THEME_DARK && theme_named("auto", NULL) == THEME_DARK &&
		theme_named("auto", "x") == THEME_DARK && theme_named("auto", ";") == THEME_DARK, "else it is dark");
	return test_done();
}
