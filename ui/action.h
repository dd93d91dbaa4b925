#ifndef UI_ACTION_H
#define UI_ACTION_H

/* action.h - everything an operator can do, in one table.  Key bars, the help
 * screen and scripts come from it. */

#include <stdbool.h>
#include <stdint.h>

/* Where an action means something. */
enum { ON_BOARD = 1, ON_PROPOSAL = 2, ON_CARD = 4, ON_HELP = 8, ON_EMPTY = 16 /* a board without rows */,
	IN_WIDE = 32 /* first to go where a key bar is full */, ON_FIRST = 64, ON_PROGRAMS = 128, ON_MEMBERS = 256, ON_ROLLBACK = 512,
	ON_HISTORY = 2048, ON_BUFFERS = 4096, ON_DIFF = 8192,
	TAKES_NUMBER = 1 << 24, /* in the command line a proposal's number may follow */ TAKES_WORDS = 1 << 25, /* or any words */
	ON_LISTS = ON_BOARD | ON_PROPOSAL, ON_PAGES = ON_PROGRAMS | ON_MEMBERS | ON_HISTORY | ON_BUFFERS,
	ON_ALL = ON_BOARD | ON_PROPOSAL | ON_CARD | ON_HELP | ON_FIRST | ON_PAGES | ON_ROLLBACK | ON_DIFF };

/* X(id, key (0: none), name of the key, word for the key bar, what it does, where) in the
 * order of the key bar; the first that fit are shown there, "" never is; IN_WIDE ones go first, from the last on. */
#define ACTION_TABLE(X) \
	X(OPEN,      KEY_NAME_ENTER,     "enter", "open",     "open the selected proposal: everything it does, and who voted", ON_BOARD | ON_FIRST | ON_ROLLBACK | ON_HISTORY | ON_BUFFERS | TAKES_NUMBER) \
	X(APPROVE,   'a',                "a",     "approve",  "vote for it; the signing card comes first",                     ON_LISTS | TAKES_NUMBER) \
	X(REJECT,    'r',                "r",     "reject",   "vote against it while it is voted on",                          ON_LISTS | TAKES_NUMBER) \
	X(CANCEL,    'c',                "c",     "cancel",   "vote to stop it after it was approved",                         ON_LISTS | TAKES_NUMBER) \
	X(EXECUTE,   'x',                "x",     "execute",  "carry it out once its timelock is over",                        ON_LISTS | TAKES_NUMBER) \
	X(WITHDRAW,  'w',                "w",     "withdraw", "take back a proposal of your own while it is voted on",         ON_LISTS | TAKES_NUMBER) \
	X(RECLAIM,   'B',                "B",     "reclaim",  "give the buffer of a dead proposal back to who paid for it",    ON_LISTS | ON_BUFFERS | TAKES_NUMBER) \
	X(CLOSE,     'z',                "z",     "close",    "close a finished proposal's account, or a buffer: its rent comes back", ON_LISTS | ON_BUFFERS | TAKES_NUMBER) \
	X(ROLLBACK,  'R',                "R",     "rollback", "emergency: stop it, or go back to an older version's code",      ON_LISTS | ON_PROGRAMS | TAKES_NUMBER) \
	X(DIFF,      'd',                "d",     "diff",     "what it changes in the code: is a small fix small",             ON_PROPOSAL | TAKES_NUMBER) \
	X(PROGRAMS,  'p',                "p",     "programs", "the programs that are governed, and their versions",            ON_BOARD | (ON_PAGES & ~ON_PROGRAMS) | ON_EMPTY) \
	X(MEMBERS,   'm',                "m",     "members",  "who governs, by what numbers, and who has yet to vote",         ON_BOARD | (ON_PAGES & ~ON_MEMBERS) | ON_EMPTY) \
	X(BUFFERS,   'b',                "b",     "buffers",  "every buffer of this key and of the multisig, and what it is for", ON_BOARD | (ON_PAGES & ~ON_BUFFERS) | ON_EMPTY | IN_WIDE) \
	X(HISTORY,   'h',                "h",     "history",  "what this machine signed and sent",                             ON_BOARD | (ON_PAGES & ~ON_HISTORY) | ON_EMPTY | IN_WIDE | TAKES_WORDS) \
	X(SEARCH,    '/',                "/",     "search",   "look for a program, a word, a number or a code hash",           ON_BOARD | ON_HISTORY | IN_WIDE | TAKES_WORDS) \
	X(FILTER,    'f',                "f",     "filter",   "show only a state, a kind, a program, or mine: what waits for you", ON_BOARD | IN_WIDE | TAKES_WORDS) \
	X(SORT,      's',                "s",     "sort",     "sort by number, state, time left, program; then as usual again",  ON_BOARD | IN_WIDE | TAKES_WORDS) \
	X(NEXT,      'n',                "n",     "next",     "next that waits for you; in a search, the next found",          ON_BOARD | IN_WIDE) \
	X(PREVIOUS,  'N',                "N",     "",         "the one before it",                                             ON_BOARD) \
	X(COPY,      'y',                "y",     "copy",     "copy the address or signature of what is selected, where the terminal can", ON_LISTS | ON_PROGRAMS | ON_HISTORY | ON_BUFFERS | IN_WIDE | TAKES_NUMBER) \
	X(LOCK,      'L',                "L",     "",         "forget the key now, or open it again after a lock",             ON_LISTS | ON_EMPTY | ON_PAGES | ON_DIFF) \
	X(REFRESH,   'u',                "u",     "update",   "read everything again now; it is read every 5 s anyway",        ON_LISTS | ON_EMPTY | ON_FIRST | ON_PAGES | ON_DIFF | IN_WIDE) \
	X(COMMAND,   ':',                ":",     "command",  "type a command: the name of anything here, as in open 14",      ON_LISTS | ON_EMPTY | ON_FIRST | ON_PAGES | ON_HELP | ON_DIFF | IN_WIDE) \
	X(BOARD,     0,                  ":board", "",        "to the board, from any page",                                   0) \
	X(SET,       0,                  ":set",  "",         "change a setting while keyturn runs: theme, color, mouse, notify, idle-lock", TAKES_WORDS) \
	X(BACK,      KEY_NAME_ESCAPE,    "esc",   "back",     "back to the board; on a card: sign nothing",                    ON_PROPOSAL | ON_CARD | ON_HELP | ON_PAGES | ON_ROLLBACK | ON_DIFF) \
	X(HELP,      '?',                "?",     "help",     "this page",                                                     ON_LISTS | ON_CARD | ON_EMPTY | ON_FIRST | ON_PAGES | ON_ROLLBACK | ON_DIFF) \
	X(QUIT,      'q',                "q",     "quit",     "leave keyturn; on other pages: back",                           ON_LISTS | ON_HELP | ON_EMPTY | ON_FIRST | ON_PAGES | ON_ROLLBACK | ON_DIFF) \
	X(UP,        'k',                "k",     "",         "up; also the arrow key",                                        ON_ALL) \
	X(DOWN,      'j',                "j",     "",         "down; also the arrow key",                                      ON_ALL) \
	X(PAGE_UP,   KEY_NAME_PAGE_UP,   "pgup",  "",         "one page up",                                                   ON_ALL) \
	X(PAGE_DOWN, KEY_NAME_PAGE_DOWN, "pgdn",  "",         "one page down; also the space bar",                             ON_ALL) \
	X(FIRST,     'g',                "g",     "",         "to the top; also Home",                                         ON_ALL) \
	X(LAST,      'G',                "G",     "",         "to the end; also End",                                          ON_ALL) \
	X(REDRAW,    12,                 "^L",    "",         "draw the screen anew",                                          ON_ALL)

enum action {
	ACTION_NONE,
#define X(id, key, name, word, help, where) ACTION_##id,
	ACTION_TABLE(X)
#undef X
	ACTION_COUNT
};

/* A set of actions, a bit for each. */
#define ACTION_BIT(a) (UINT64_C(1) << (a))
#define ACTIONS_ALL UINT64_MAX
_Static_assert(ACTION_COUNT <= 64, "a set of actions fits 64 bits");

struct action_info {
	const char *name;  /* as in the table: "PAGE_DOWN" */
	const char *key, *word, *help;
	int code;          /* the key itself; 0: only the command line knows it */
	unsigned where;
};

/* action_info of any action but ACTION_NONE. */
const struct action_info *action_info(enum action a);

/* action_for_key is what `key` means in a place, ACTION_NONE for nothing. */
enum action action_for_key(int key, unsigned where);

/* action_named finds one by its name in lower case, as scripts and the command line
 * write it; ACTION_NONE when there is none.  action_word is that name. */
enum action action_named(const char *name);
#define ACTION_WORD 16
char *action_word(char out[ACTION_WORD], enum action a);

#endif
