#ifndef UI_APP_STATE_H
#define UI_APP_STATE_H

/* app_state.h - what the parts of the console's loop share: app.c draws and hears
 * keys, app_read.c reads the chain, app_act.c has transactions signed; each other
 * app_*.c is named for the page or the part of the work that is its own. */

#include "ops/act.h"
#include "ops/buffer_close.h"
#include "ops/buffers.h"
#include "ops/check.h"
#include "ops/diff.h"
#include "ops/ready.h"
#include "ops/rollback.h"
#include "ops/votes.h"
#include "ui/app.h"
#include "ui/idle.h"
#include "ui/screen_board.h"
#include "ui/screen_buffers.h"
#include "ui/screen_card.h"
#include "ui/screen_diff.h"
#include "ui/screen_first.h"
#include "ui/screen_help.h"
#include "ui/screen_history.h"
#include "ui/screen_members.h"
#include "ui/screen_programs.h"
#include "ui/screen_proposal.h"
#include "ui/screen_rollback.h"
#include "ui/settings.h"
#include "ui/widget_line.h"

struct plain;
enum app_place { PLACE_BOARD, PLACE_PROPOSAL, PLACE_CARD, PLACE_HELP, PLACE_FIRST, PLACE_PROGRAMS, PLACE_MEMBERS,
	PLACE_ROLLBACK, PLACE_HISTORY, PLACE_BUFFERS, PLACE_DIFF };

struct app {
	struct session *s;
	struct plain *plain; /* NULL: on the terminal's screen, or a script's */
	struct model model;
	struct canvas frame;
	struct notice notice;
	bool run;

	enum app_place place, under_proposal, under_card, under_help, under_rollback, under_diff;
	struct screen_board board;
	struct screen_proposal proposal;
	struct screen_card card;
	struct screen_help help;
	struct screen_first first;
	struct screen_programs programs;
	struct screen_members members;
	struct screen_rollback rollback;
	struct screen_history history;
	struct screen_buffers buffers;
	struct screen_diff diff;
	struct line line;          /* the command line, over any of them */

	bool stored_rest;          /* of what is stored only the part for the first picture was read */
	bool stored_whole;         /* what is stored is one whole reading */
	bool unsaved;              /* the store lacks something of the model's world */
	struct gov_reader *reader; /* NULL: no read under way */
	uint64_t read_began_ms, read_next_ms;
	struct act *act;           /* NULL: no transaction */
	struct idle idle;
	enum notify notify;
	struct settings settings;  /* as they are now */

	struct {                   /* app_rollback.c */
		struct rollback *op;   /* NULL: none under way */
		bool carded;           /* its card is shown instead of its page */
		unsigned card;         /* which of this run's it is */
		uint64_t began_ms;
		struct hash source;    /* the code whose source was looked up last */
		bool backup;           /* it is saved here */
		char words[160];       /* where the code comes from */
	} back;
	struct {                   /* app_settle.c */
		struct settle *op; /* NULL: not begun, or over */
		bool begun;
	} settling;
	struct {                   /* app_ready.c */
		struct ready *reading; /* NULL: none under way */
		struct model_lamp of;  /* what it will be */
	} lamp;
	struct {                   /* what is read of single proposals, app_detail.c */
		struct check *check;   /* NULL: none under way */
		uint64_t check_index, check_next_ms;
		struct votes *votes;   /* NULL: none under way */
		uint64_t votes_of;     /* the votes whose times were asked for last */
	} detail;
	struct {                   /* app_history.c */
		struct history known;
		uint64_t again_ms;     /* when it is looked for newer ones */
	} journal;
	struct {                   /* app_buffers.c */
		struct buffers *reading; /* NULL: none under way */
		struct buffer_list list;
		uint64_t next_ms;      /* when it is read again */
		uint64_t judged;       /* version of the model it was judged by */
		struct buffer_close *op; /* NULL: none under way; its card is in `card` */
		uint64_t reclaimed;    /* the proposal it was reclaimed from, 0 none yet */
	} rent;
	struct {                   /* app_diff.c */
		struct diff *op;       /* owns what `diff` shows; NULL: nothing was compared */
		bool under_way;
	} code;
	struct rpc_call *find;     /* the search for multisigs on the first screen; NULL: none */
	struct rpc_call *live_call; /* the programs' own accounts are being read; NULL: not */
	struct pubkey live_program[RPC_ACCOUNTS_MAX]; /* whose they are */
	struct program_live *live; /* owned */
	uint64_t live_next_ms;
};

/* --- app.c */

/* app_now_ms is the monotonic time the console goes by. */
uint64_t app_now_ms(const struct app *a);
/* app_tick brings the model to the present; app_draw does it too. */
void app_tick(struct app *a);
/* app_ended is the signal that asks to end, 0 none. */
int app_ended(const struct app *a);
/* app_draw draws the place the console is at, as it is now. */
void app_draw(struct app *a, int rows, int cols, bool ascii);
/* app_press does what a key means there. */
void app_press(struct app *a, int key);
/* app_obey does what a screen wants. */
void app_obey(struct app *a, struct intent want);
/* app_turn advances whatever is under way, app_deadline_ms: how long until it has something to do by itself. */
void app_turn(struct app *a);
int app_deadline_ms(const struct app *a);

/* --- app_order.c */

/* app_where is the place the console is at, of ON_BOARD and the others. */
unsigned app_where(const struct app *a);
/* app_order does what was typed in the command line, or tells why not. */
void app_order(struct app *a, const char *text);

/* --- app_set.c */

/* app_set changes a setting as `words` say, "NAME VALUE", or tells what it is. */
void app_set(struct app *a, const char *words);

/* --- app_script.c */

/* app_script plays the script of `o` instead of a terminal. */
MUST_CHECK enum err_code app_script(struct app *a, const struct app_options *o, struct err *e);

/* --- app_read.c */

/* app_read_stored fills the model from the local store. */
void app_read_stored(struct app *a);
/* app_read_turn starts a read when it is time, advances it and takes its result. */
void app_read_turn(struct app *a);
/* app_read_deadline_ms: how long until app_read_turn has something to do by itself. */
int app_read_deadline_ms(const struct app *a);
/* app_read_now has the next turn read at once. */
void app_read_now(struct app *a);
/* app_read_end drops a read and remembers when the data was last seen good. */
void app_read_end(struct app *a);

/* --- app_act.c */

/* app_act_begin opens the signing card for a move, or says why it may not be. */
void app_act_begin(struct app *a, enum gov_move move, uint64_t index);
/* app_act_turn advances the transaction and tells the card. */
void app_act_turn(struct app *a);
int app_act_deadline_ms(const struct app *a);
/* app_act_confirm: what the card asks for was typed. */
void app_act_confirm(struct app *a);
/* app_act_leave closes the card. */
void app_act_leave(struct app *a);

/* --- app_lock.c */

/* app_lock_turn locks the signer when the console was idle for long enough; a
 * transaction under way is not cut. */
void app_lock_turn(struct app *a);
int app_lock_deadline_ms(const struct app *a);
/* app_lock_refuses says so where it is locked. */
bool app_lock_refuses(struct app *a);
/* app_lock_toggle locks it now, or unlocks it: the terminal is given back meanwhile,
 * for the signer to ask for its passphrase there. */
void app_lock_toggle(struct app *a);

/* --- app_detail.c */

/* app_detail_turn checks in the background whether the open proposal, and what is
 * READY on the board, can execute, and reads when members voted. */
void app_detail_turn(struct app *a);
int app_detail_deadline_ms(const struct app *a);
/* app_detail_again has all of it checked and read anew. */
void app_detail_again(struct app *a);
/* app_detail_end drops what is under way. */
void app_detail_end(struct app *a);

/* --- app_first.c */

/* app_first_begin opens the first screen where `run` says that something is missing; NULL: nothing is. */
void app_first_begin(struct app *a, const struct first_run *run);
/* app_first_turn searches for multisigs once; app_first_again lets it search anew. */
void app_first_turn(struct app *a);
void app_first_again(struct app *a);
/* app_first_choose opens the multisig selected. */
void app_first_choose(struct app *a);
/* app_first_end drops a search. */
void app_first_end(struct app *a);

/* --- app_programs.c */

/* app_programs_turn reads the programs' own accounts while their screen is looked at. */
void app_programs_turn(struct app *a);
int app_programs_deadline_ms(const struct app *a);
/* app_programs_end frees what it read. */
void app_programs_end(struct app *a);

/* --- app_rollback.c */

/* app_rollback_begin opens the way back from act `index`, or of `program` where that is 0. */
void app_rollback_begin(struct app *a, uint64_t index, const struct pubkey *program);
void app_rollback_turn(struct app *a);
int app_rollback_deadline_ms(const struct app *a);
/* app_rollback_draw and app_rollback_key are its page, or the card it asks to have signed. */
void app_rollback_draw(struct app *a);
struct intent app_rollback_key(struct app *a, int key);
/* app_rollback_plan judges the way back anew while nothing is done yet. */
void app_rollback_plan(struct app *a);
/* app_rollback_confirm: the reason was typed, or what the card asks for. */
void app_rollback_confirm(struct app *a);
/* app_rollback_leave ends it where it is; the chain keeps what was done. */
void app_rollback_leave(struct app *a);
void app_rollback_end(struct app *a);

/* --- app_diff.c */

/* app_diff_begin opens what act `index` changes in the code, or says why it changes none. */
void app_diff_begin(struct app *a, uint64_t index);
/* app_diff_again tries once more where it failed. */
void app_diff_again(struct app *a);
void app_diff_turn(struct app *a);
int app_diff_deadline_ms(const struct app *a);
void app_diff_end(struct app *a); /* drops it */

/* --- app_settle.c */

/* app_settle_turn gives what an earlier run had sent its outcome, once the endpoint is there,
 * and tells the newest that had landed.  Asks nothing where the journal has nothing open. */
void app_settle_turn(struct app *a);
void app_settle_end(struct app *a);

/* --- app_ready.c */

/* app_ready_turn reads whether the way back of the program selected is ready, and of
 * the others while their list is looked at. */
void app_ready_turn(struct app *a);
int app_ready_deadline_ms(const struct app *a);
void app_ready_again(struct app *a); /* has all of it read anew */
void app_ready_end(struct app *a);

/* --- app_buffers.c */

/* app_buffers_begin opens their page. */
void app_buffers_begin(struct app *a);
/* app_buffers_turn reads them while their page is looked at, and takes a closing further. */
void app_buffers_turn(struct app *a);
int app_buffers_deadline_ms(const struct app *a);
void app_buffers_again(struct app *a); /* has them read anew */
/* app_buffers_return opens the card that closes one, or says why it may not be. */
void app_buffers_return(struct app *a, const struct pubkey *buffer);
/* app_buffers_leave drops a closing. */
void app_buffers_leave(struct app *a);
void app_buffers_end(struct app *a);

/* --- app_history.c */

/* app_history_begin opens the history, of rows with `text`. */
void app_history_begin(struct app *a, const char *text);
/* app_history_turn reads what its screen wants, for a few ms; it reads nothing while another is looked at. */
void app_history_turn(struct app *a);
int app_history_deadline_ms(const struct app *a);
void app_history_again(struct app *a); /* looks for newer ones at once */
void app_history_end(struct app *a);

/* app_tell shows a notice below the screen until the next key. */
void app_tell(struct app *a, enum notice_kind kind, const char *text, const char *hint);

/* app_sooner is the earlier of two deadlines in ms, -1 being never. */
int app_sooner(int a, int b);

#endif
