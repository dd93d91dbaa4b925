#ifndef UI_PLAIN_H
#define UI_PLAIN_H

/* plain.h - the console in lines, for a screen reader: the same work as on the
 * screens, told instead of drawn.  Commands are lines of standard input, what
 * changes is told as it happens, and nothing is told twice.
 *
 * plain.c is the loop and its input, plain_order.c what a line means,
 * plain_page.c how pages read, plain_card.c cards and the rollback. */

#include "ui/app_state.h"
#include "ui/heard.h"
#include "ui/widget_entry.h"

enum { PLAIN_LINE = 512, PLAIN_ROWS = 20 /* of the list at once */ };

struct plain {
	struct say say;             /* what is told next */
	struct heard heard;
	bool greeted;               /* the first reading was told */
	struct buf in;              /* typed and not taken yet */
	bool is_terminal, ended;    /* of standard input; nothing more comes from it */
	int signals, signal;        /* a descriptor of them; the one that asks to end, 0 none */
	size_t listed;              /* rows of the list told */
	uint64_t due_ms;            /* the page is told when all of it is read, or then; 0: it is told */
	enum app_place due;         /* which page */
	struct plain_chosen {
		enum app_place place;   /* of the list it is selected in */
		uint64_t number;        /* a proposal's, or a row's of the journal */
		struct pubkey key;      /* a program's or a buffer's */
		bool any;
	} chosen;                   /* what was told last as selected */
	struct buf card;            /* what the card said that is read out; empty: none is */
	bool refused;               /* a line was not taken since */
	char step[160], step_before[160]; /* told last, and before it */
	uint64_t step_ms;
	bool on_way;                /* the rollback's page is told, and the phase it was in */
	enum going going;
	enum first_search search;   /* told last */
};

/* --- plain.c */

/* plain_run works from standard input to standard output until one of them ends. */
MUST_CHECK enum err_code plain_run(struct app *a, const struct app_options *o, struct err *e);
/* plain_flush writes what is to be told; false when there is nobody to hear it. */
bool plain_flush(struct plain *p);
/* plain_drop takes what was typed so far and forgets it; returns how many lines. */
unsigned plain_drop(struct plain *p);
/* plain_ended is the signal that asks to end, 0 none. */
int plain_ended(struct plain *p);

/* --- plain_order.c */

/* plain_take does what a line means where the console is. */
void plain_take(struct app *a, char *line);
/* plain_notice tells the notice there is, once. */
void plain_notice(struct app *a);
/* plain_may_mean_selected: what is selected in the list the console is at was told as that. */
bool plain_may_mean_selected(const struct app *a);

/* --- plain_page.c */

/* plain_page tells the page the console is at, plain_page_turn what of it had to be
 * read first; plain_page_is_due: it is still being read.  plain_list the board from row `from` on;
 * plain_found the rows a search has found; plain_help the commands. */
void plain_page(struct app *a);
void plain_page_turn(struct app *a);
bool plain_page_is_due(const struct app *a);
void plain_list(struct app *a, size_t from);
void plain_found(struct app *a);
void plain_help(struct app *a);
/* plain_history_row tells one row of the journal. */
void plain_history_row(struct app *a, const struct journal_row *r);

/* --- plain_card.c */

/* plain_card_is: lines are what a card asks for. */
bool plain_card_is(const struct app *a);
/* plain_card_turn reads a card out when it is there, and tells steps and outcome;
 * plain_card_again reads it again; plain_card_line is what was typed for it. */
void plain_card_turn(struct app *a);
void plain_card_again(struct app *a);
void plain_card_line(struct app *a, const char *line);
/* plain_way_turn tells how the rollback goes on; plain_way_page its page. */
void plain_way_turn(struct app *a);
void plain_way_page(struct app *a);

#endif
