#include "ui/term_caps.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ncurses.h>
#include <term.h>

#include "base/library.h"

#define TERMINFO_CALLS(X) X(setupterm) X(set_curterm) X(del_curterm) X(tigetstr) X(tigetnum) X(tigetflag) X(tparm)

struct terminfo {
#define X(name) __typeof__(&name) name;
	TERMINFO_CALLS(X)
#undef X
};

/* A part of ncurses of its own on most systems, else in the whole. */
static enum err_code
load(const struct terminfo **out, struct err *e)
{
	void *library = library_open("libtinfo.so.6");
	struct terminfo *i = mem_new(1, sizeof *i);

	if (library == NULL)
		library = library_open("libncursesw.so.6");
#define X(name) && library_find(library, #name, &i->name)
	if (true TERMINFO_CALLS(X)) {
		*out = i;
		return ERR_OK;
	}
#undef X
	free(i);
	(void)library_missing("terminal", e);
	return err_hint(e, "install ncurses 6 (Debian: libtinfo6), then start keyturn again; \"keyturn --plain\" needs none");
}

/* A capability without its delays, which no terminal of today needs. */
static void
add(char *out, size_t size, const char *cap)
{
	size_t n = strlen(out);

	if (cap == NULL || cap == (char *)-1)
		return;
	while (*cap != '\0' && n + 1 < size) {
		const char *end = cap[0] == '$' && cap[1] == '<' ? strchr(cap, '>') : NULL;

		if (end != NULL)
			cap = end + 1;
		else
			out[n++] = *cap++;
	}
	out[n] = '\0';
}

static const char *
cap(const struct term_caps *c, char *name)
{
	const char *s = c->info->tigetstr(name);

	return s == (char *)-1 ? NULL : s;
}

#define CAP_OF(name) cap(c, (char[]){ name })

static void
learn_pen(struct term_caps *c, unsigned style, enum theme theme, int colours)
{
	struct look l = theme_look(style, theme, colours);
	char *p = c->pen[style];

	c->inks[style] = (l.attr & (LOOK_REVERSE | LOOK_UNDERLINE)) != 0;
	if (l.colour >= 0)
		add(p, TERM_CAP, c->info->tparm(CAP_OF("setaf"), l.colour, 0, 0, 0, 0, 0, 0, 0, 0));
	if (l.attr & LOOK_BOLD)
		add(p, TERM_CAP, CAP_OF("bold"));
	if (l.attr & LOOK_DIM)
		add(p, TERM_CAP, CAP_OF("dim"));
	if (l.attr & LOOK_REVERSE)
		add(p, TERM_CAP, CAP_OF("rev"));
	if (l.attr & LOOK_UNDERLINE)
		add(p, TERM_CAP, CAP_OF("smul"));
}

/* No alternate character set is ever chosen, so of "reset all" the short half will do. */
static void
learn_plain(struct term_caps *c)
{
	add(c->plain, TERM_CAP, CAP_OF("sgr0"));
	if (strstr(c->plain, "\033[m") != NULL || strstr(c->plain, "\033[0m") != NULL)
		memcpy(c->plain, "\033[m", sizeof "\033[m");
}

static void
learn_screen(struct term_caps *c)
{
	const char *rmam = CAP_OF("rmam");

	c->cup = CAP_OF("cup");
	c->corner = rmam != NULL || c->info->tigetflag((char[]){ "am" }) <= 0 || c->info->tigetflag((char[]){ "xenl" }) > 0;
	add(c->enter, sizeof c->enter, CAP_OF("smcup"));
	add(c->enter, sizeof c->enter, CAP_OF("smkx"));
	add(c->enter, sizeof c->enter, CAP_OF("civis"));
	add(c->enter, sizeof c->enter, rmam);
	add(c->enter, sizeof c->enter, c->plain);
	add(c->enter, sizeof c->enter, CAP_OF("clear"));
	add(c->clear, sizeof c->clear, CAP_OF("clear"));
	add(c->erase_eol, sizeof c->erase_eol, CAP_OF("el"));
	add(c->leave, sizeof c->leave, c->plain);
	add(c->leave, sizeof c->leave, CAP_OF("clear"));
	add(c->leave, sizeof c->leave, rmam != NULL ? CAP_OF("smam") : NULL);
	add(c->leave, sizeof c->leave, CAP_OF("cnorm"));
	add(c->leave, sizeof c->leave, CAP_OF("rmkx"));
	add(c->leave, sizeof c->leave, CAP_OF("rmcup"));
}

static int
colours(const struct term_caps *c)
{
	int n = CAP_OF("setaf") == NULL ? 0 : c->info->tigetnum((char[]){ "colors" });

	return n < 8 ? 0 : n;
}

enum err_code
term_caps_learn(struct term_caps *c, bool colour, enum theme theme, struct err *e)
{
	const struct terminfo *info = c->info;
	TERMINAL *before; /* of an earlier look, which no other borrows from by now */
	int rc = 0, n;

	if (info == NULL && load(&info, e) != ERR_OK)
		return e->code;
	memset(c, 0, sizeof *c);
	c->info = info;
	before = info->set_curterm(NULL);
	if (info->setupterm(NULL, STDOUT_FILENO, &rc) != OK || CAP_OF("cup") == NULL || CAP_OF("clear") == NULL) {
		const char *name = getenv("TERM");

		if (before != NULL)
			(void)info->del_curterm(info->set_curterm(before));
		(void)err_set(e, ERR_USAGE, "terminal '%s' cannot be drawn on", name == NULL ? "" : name);
		return err_hint(e, "set TERM to what your terminal is, as in TERM=xterm-256color; \"keyturn --plain\" needs none");
	}
	if (before != NULL)
		(void)info->del_curterm(before);
	learn_plain(c);
	learn_screen(c);
	n = colour ? colours(c) : 0;
	for (unsigned s = 0; s < TERM_STYLES; s++)
		if ((s & ~(unsigned)STYLE_SELECTED) < STYLE_COUNT)
			learn_pen(c, s, theme, n);
	return ERR_OK;
}

void
term_caps_mouse(struct term_caps *c)
{
	add(c->enter, sizeof c->enter, "\033[?1000h\033[?1006h");
	add(c->leave, sizeof c->leave, "\033[?1006l\033[?1000l");
}

void
term_caps_keys(const struct term_caps *c, struct keys *k)
{
	static const struct {
		const char name[8];
		int key;
	} of[] = { { "kcuu1", KEY_NAME_UP }, { "kcud1", KEY_NAME_DOWN }, { "kcub1", KEY_NAME_LEFT },
		{ "kcuf1", KEY_NAME_RIGHT }, { "khome", KEY_NAME_HOME }, { "kend", KEY_NAME_END }, { "kpp", KEY_NAME_PAGE_UP },
		{ "knp", KEY_NAME_PAGE_DOWN }, { "kdch1", KEY_NAME_DELETE }, { "kent", KEY_NAME_ENTER } };

	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
		char name[8];

		memcpy(name, of[i].name, sizeof name);
		keys_learn(k, cap(c, name), of[i].key);
	}
}

void
term_caps_move(const struct term_caps *c, struct buf *out, int row, int col)
{
	char s[TERM_CAP] = "";

	add(s, sizeof s, c->info->tparm(c->cup, row, col, 0, 0, 0, 0, 0, 0, 0));
	(void)buf_text(out, s);
}
