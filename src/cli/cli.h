#ifndef CLI_CLI_H
#define CLI_CLI_H

/* cli.h - the command table and what every command shares.
 *
 * stdout is data, stderr is talk.  A command opens what it needs, prints text
 * or one JSON object, and returns its error; cli_main prints that and makes it
 * the exit code. */

#include <stdio.h>

#include "base/jsonout.h"
#include "gov/preflight.h"
#include "ops/act.h"
#include "ops/config.h"
#include "solana/loader.h"

#define CLI_WORDS_MAX 128u
#define CLI_OUTPUT_MAX (16u << 20) /* bytes of one JSON object */

struct cli_options {
	char url[CONFIG_VALUE_MAX]; /* as many as were named, with blanks between */
	const char *keypair, *multisig, *config, *data_dir, *commitment, *governance, *color, *output, *timeout, *frames, *script;
	bool json, dry_run, read_only, plain, ascii, yes, no_input, verbose;
	bool anyway; /* also what could not execute, or what the chain would not take */
};

struct cli {
	struct cli_options o;
	const char *word[CLI_WORDS_MAX]; /* what is left of the command line */
	size_t word_n;
	struct session s;
	struct signer *extra;            /* a second key that signs in the same transaction; NULL */
	const struct guard_context *extra_context; /* what it is told; NULL for nothing */
	bool open;
	uint64_t landed_slot; /* of the newest transaction, 0 where none was sent */
	enum { DEATHS_SILENT, DEATHS_TOLD, DEATHS_TYPED } deaths; /* of acts, by a change of members: see cli_deaths */
	struct preflight draft;          /* of what is proposed next, for its card; n 0 none */
	enum kt_kind kind;               /* of the proposal whose card was shown last; 0 none */
	char url[CONFIG_VALUE_MAX], keypair[512], data_dir[512];
	char more_url[SESSION_MORE_MAX][CONFIG_VALUE_MAX]; /* further endpoints */
	unsigned more_n;
	bool keeper;                     /* set before cli_open: the signer can be unlocked after a lock */
	uint32_t idle_lock_s;            /* of the console, as are the next: 0 never */
	char notify[CONFIG_VALUE_MAX], theme[CONFIG_VALUE_MAX]; /* one of their words */
	char color[CONFIG_VALUE_MAX];    /* auto, always or never */
	bool mouse;              /* the console asks for wheel and clicks */
};

/* cli_main runs the program: parses, dispatches, prints, returns the exit code.
 * `console` is what runs when no command is given. */
typedef enum err_code cli_console(struct cli *c, struct err *e);
int cli_main(int argc, char **argv, cli_console *console);

struct command {
	const char *group, *name; /* "multisig" "create"; group NULL for one word */
	const char *args;         /* as usage shows them */
	const char *what;
	enum err_code (*run)(struct cli *c, struct err *e);
};

/* --- the words of a command (args.c) ------------------------------------ */

/* cli_option takes "--name VALUE" or "--name=VALUE" out of the words; NULL when
 * it is not there.  cli_flag takes "--name". */
const char *cli_option(struct cli *c, const char *name);
bool cli_flag(struct cli *c, const char *name);
/* cli_words checks that min to max words are left and none is an unknown option. */
MUST_CHECK enum err_code cli_words(struct cli *c, size_t min, size_t max, const char *usage, struct err *e);
MUST_CHECK enum err_code cli_index(const char *s, uint64_t *out, struct err *e); /* a proposal's number */
MUST_CHECK enum err_code cli_number(const char *s, const char *name, uint64_t max, unsigned *out, struct err *e);

/* --- opening (open.c) --------------------------------------------------- */

enum cli_need { CLI_KEY = 1, CLI_MULTISIG = 2, CLI_GOVERNANCE = 4, CLI_STORE = 8, CLI_FRESH = 16,
	CLI_OFFLINE = 32 /* ask the endpoint nothing */, CLI_LATER = 64 /* nor load the network before it is asked */ };
/* cli_open reads the configuration, starts the signer (and one for the keypair
 * file `extra`; where that is NULL one with a fresh key for CLI_FRESH, else none), then network and database,
 * which is opened while the signer reads its key. */
MUST_CHECK enum err_code cli_open(struct cli *c, unsigned need, const char *extra, struct err *e);
void cli_close(struct cli *c);
/* cli_load reads it whole, with where every value came from. */
MUST_CHECK enum err_code cli_load(struct cli *c, struct config *cfg, struct err *e);
/* cli_configure only reads the configuration into c->s and c->url, c->keypair. */
MUST_CHECK enum err_code cli_configure(struct cli *c, struct err *e);

/* --- waiting (drive.c) -------------------------------------------------- */

/* cli_wait is one turn of the loop: until something moves, at most `timeout_ms` (-1: half a second). */
MUST_CHECK enum err_code cli_wait(struct cli *c, int timeout_ms, struct err *e);
MUST_CHECK enum err_code cli_await(struct cli *c, struct rpc_call *call, struct err *e); /* until it is finished */
/* cli_accounts reads up to 100 accounts at the deciding commitment. */
MUST_CHECK enum err_code cli_accounts(struct cli *c, const struct pubkey *keys, size_t n, struct rpc_slice slice,
	struct rpc_accounts *out, struct err *e);
MUST_CHECK enum err_code cli_rent(struct cli *c, size_t len, uint64_t *out, struct err *e);
/* cli_world reads the multisig: all of it, or with `index` or `program` a part. */
MUST_CHECK enum err_code cli_world(struct cli *c, bool all, uint64_t index, const struct pubkey *program,
	struct gov_world *out, struct err *e);
/* cli_landed reads the part of `index` again, not older than c->landed_slot. */
MUST_CHECK enum err_code cli_landed(struct cli *c, uint64_t index, struct gov_world *out, struct err *e);
/* cli_list reads all of it to be shown, not to decide: confirmed, on top of what
 * the store knows, and keeps it there. */
MUST_CHECK enum err_code cli_list(struct cli *c, struct gov_world *out, struct err *e);
/* cli_typed asks for `want` on standard error and takes a line; for any other
 * ERR_CANCELLED, nothing being `done` ("signed"). */
MUST_CHECK enum err_code cli_typed(const char *want, const char *what_for, const char *done, struct err *e);
/* cli_genesis asks for the genesis hash and refuses another than the configured one. */
MUST_CHECK enum err_code cli_genesis(struct cli *c, struct err *e);
/* cli_settle gives what this key signed for `action` and left open in the journal
 * its outcome, where the chain tells, and says what had landed. */
void cli_settle(struct cli *c, const char *action);
/* cli_unheard is cli_settle before anything is read: where something had landed,
 * what is read from then on is no older than it. */
void cli_unheard(struct cli *c, const char *action);

/* cli_act shows the card, asks, sends and frees `a`; then prints the outcome
 * with `more` (may be NULL) adding members to the JSON object. */
typedef void cli_more(void *ctx, struct jsonout *j);
MUST_CHECK enum err_code cli_act(struct cli *c, struct act *a, const char *action, cli_more *more, void *ctx,
	struct err *e);
/* cli_outcome prints what came of a transaction; `a` NULL where none was built (a dry run). */
MUST_CHECK enum err_code cli_outcome(struct cli *c, const struct act *a, const char *action, bool sent, cli_more *more,
	void *ctx, struct err *e);
/* cli_act_only is cli_act without printing: one step of several. */
MUST_CHECK enum err_code cli_act_only(struct cli *c, struct act *a, struct err *e);
/* cli_confirm shows `card` and asks for what it wants typed; ERR_CANCELLED. */
MUST_CHECK enum err_code cli_confirm(struct cli *c, const struct guard_card *card, struct err *e);
/* cli_sign_extra lets c->extra sign too. */
enum err_code cli_sign_extra(void *ctx, const uint8_t *message, size_t len, const struct pubkey *key,
	struct signature *out, struct err *e);

/* cli_deaths tells which open acts, but for number `except`, die when a change
 * of members executes; DEATHS_TYPED has the number of a rollback among them
 * typed, whatever --yes says (propose_act.c).  cli_before_card does so before the
 * card of a move on a change of members is shown, as c->deaths says, and keeps c->kind. */
MUST_CHECK enum err_code cli_deaths(struct cli *c, const struct gov_world *w, uint64_t except, struct err *e);
MUST_CHECK enum err_code cli_before_card(struct cli *c, const struct act *a, struct err *e);
/* cli_after_execute reads back what a handover did to the upgrade authority (cmd_handover.c). */
MUST_CHECK enum err_code cli_after_execute(struct cli *c, uint64_t index, struct err *e);

/* The steps of a command that "propose again" takes over: the key, network and cluster are open and checked. */
MUST_CHECK enum err_code cli_propose_buffer(struct cli *c, const struct pubkey *program, const struct pubkey *buffer,
	const char *description, bool one_way, struct err *e); /* cmd_propose.c */
MUST_CHECK enum err_code cli_handover_again(struct cli *c, const struct gov_proposal *p, struct err *e); /* cmd_handover.c */

/* --- printing (print.c) ------------------------------------------------- */

/* cli_json_begin opens the one object of --output json; `b` holds it until cli_json_end. */
void cli_json_begin(struct buf *b, struct jsonout *j);
MUST_CHECK enum err_code cli_json_end(struct buf *b, struct jsonout *j, struct err *e); /* writes it to stdout, frees */
void cli_json_key(struct jsonout *j, const char *name, const struct pubkey *k); /* null for NULL or zero */
void cli_json_id(struct jsonout *j, uint64_t index); /* a proposal's, as text by the name "id" */
void cli_json_time(struct jsonout *j, const char *name, int64_t unix_s, bool has); /* and NAME_unix */
void cli_json_hash(struct jsonout *j, const char *name, const struct hash *h);     /* hex; null for NULL */
void cli_field(const char *name, const char *fmt, ...) PRINTF_LIKE(2, 3);          /* "name   value" on stdout */
void cli_say(const struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);         /* a line on stderr */
void cli_error(bool json, const struct err *e);

/* What is told of a proposal beside the world; `told` is NULL in lists. */
struct cli_told {
	struct preflight preflight;
	bool has_at[GOV_MEMBERS_MAX];     /* by member: when the vote was cast, as reported */
	int64_t voted_at[GOV_MEMBERS_MAX]; /* cluster unix time, s */
};
/* cli_proposal_json writes the members of a proposal into the object that is open, cli_proposal_text the same in lines. */
void cli_proposal_json(struct cli *c, struct jsonout *j, const struct gov_world *w, const struct gov_proposal *p,
	const struct cli_told *told);
void cli_proposal_text(struct cli *c, const struct gov_world *w, const struct gov_proposal *p, const struct cli_told *told);
/* cli_doubt says so where what was read of a proposal does not have its payload hash. */
void cli_doubt(struct cli *c, const struct gov_proposal *p);

/* --- commands, one file each -------------------------------------------- */

enum err_code cmd_init(struct cli *c, struct err *e);
enum err_code cmd_multisig_create(struct cli *c, struct err *e);
enum err_code cmd_multisig_show(struct cli *c, struct err *e);
enum err_code cmd_multisig_list(struct cli *c, struct err *e);
enum err_code cmd_program_deploy(struct cli *c, struct err *e);
enum err_code cmd_program_adopt(struct cli *c, struct err *e);
enum err_code cmd_program_extend(struct cli *c, struct err *e);
enum err_code cmd_program_show(struct cli *c, struct err *e);
enum err_code cmd_program_dump(struct cli *c, struct err *e);
enum err_code cmd_rollback(struct cli *c, struct err *e);
enum err_code cmd_propose_rollback(struct cli *c, struct err *e);
enum err_code cmd_program_verify(struct cli *c, struct err *e);
enum err_code cmd_program_diff(struct cli *c, struct err *e);
enum err_code cmd_buffer_write(struct cli *c, struct err *e);
enum err_code cmd_buffer_show(struct cli *c, struct err *e);
enum err_code cmd_buffer_verify(struct cli *c, struct err *e);
enum err_code cmd_buffer_list(struct cli *c, struct err *e);
enum err_code cmd_buffer_close(struct cli *c, struct err *e);
enum err_code cmd_propose_upgrade(struct cli *c, struct err *e);
enum err_code cmd_propose_members(struct cli *c, struct err *e);
enum err_code cmd_propose_again(struct cli *c, struct err *e);
enum err_code cmd_propose_handover(struct cli *c, struct err *e);
enum err_code cmd_propose_immutable(struct cli *c, struct err *e);
enum err_code cmd_proposals(struct cli *c, struct err *e);
enum err_code cmd_show(struct cli *c, struct err *e);
enum err_code cmd_approve(struct cli *c, struct err *e);
enum err_code cmd_reject(struct cli *c, struct err *e);
enum err_code cmd_withdraw(struct cli *c, struct err *e);
enum err_code cmd_cancel(struct cli *c, struct err *e);
enum err_code cmd_execute(struct cli *c, struct err *e);
enum err_code cmd_reclaim(struct cli *c, struct err *e);
enum err_code cmd_close(struct cli *c, struct err *e);
enum err_code cmd_announce(struct cli *c, struct err *e);
enum err_code cmd_history_list(struct cli *c, struct err *e);
enum err_code cmd_history_search(struct cli *c, struct err *e);
enum err_code cmd_doctor(struct cli *c, struct err *e);
enum err_code cmd_audit(struct cli *c, struct err *e);
enum err_code cmd_key_new(struct cli *c, struct err *e);
enum err_code cmd_key_show(struct cli *c, struct err *e);
enum err_code cmd_key_encrypt(struct cli *c, struct err *e);
enum err_code cmd_key_export(struct cli *c, struct err *e);
enum err_code cmd_label(struct cli *c, struct err *e);

#endif
