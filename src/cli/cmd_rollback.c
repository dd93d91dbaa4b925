#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/code.h"
#include "cli/interrupt.h"
#include "cli/preflight.h"
#include "cli/propose_act.h"
#include "cli/way_back.h"
#include "ops/rollback.h"

struct going_back {
	struct rollback_goal goal;
	struct buf file; /* the code gone back to, where one was given */
	uint64_t ahead;  /* the proposed upgrade whose way back it is, 0 none */
	uint64_t began_ms;
};

static enum err_code
take_options(struct cli *c, struct going_back *g, struct err *e)
{
	const char *to = cli_option(c, "--to"), *file = cli_option(c, "--file"), *buffer = cli_option(c, "--buffer");

	g->goal.wait = cli_flag(c, "--wait");
	if (to != NULL && (text_u64(to, UINT64_MAX, &g->goal.way.to, e) != ERR_OK || g->goal.way.to == 0))
		return err_set(e, ERR_USAGE, "\"%s\" is no number of a version", to);
	if (buffer != NULL && pubkey_parse(buffer, &g->goal.buffer, e) != ERR_OK)
		return err_while(e, "reading --buffer");
	if (file == NULL)
		return ERR_OK;
	if (cli_code_file(file, &g->file, e) != ERR_OK)
		return e->code;
	g->goal.path = file;
	g->goal.file = g->file.p;
	g->goal.file_len = g->file.len;
	return ERR_OK;
}

static enum err_code
take_reason(struct going_back *g, const char *reason, struct err *e)
{
	if (reason[0] == '\0' || strlen(reason) > KT_DESCRIPTION_MAX) {
		(void)err_set(e, ERR_USAGE, "the reason has %zu bytes, it takes 1 to %d", strlen(reason), KT_DESCRIPTION_MAX);
		return err_hint(e, "say in a few words why: members read it when they vote");
	}
	(void)snprintf(g->goal.reason, sizeof g->goal.reason, "%s", reason);
	return ERR_OK;
}

/* --- the run ------------------------------------------------------------- */

static enum err_code
on_card(struct cli *c, struct rollback *r, struct err *e)
{
	enum err_code rc = cli_confirm(c, rollback_card(r), e);

	if (rc == ERR_OK && !c->s.dry_run)
		rollback_confirm(r);
	return rc;
}

/* A step that is none of the two before it. */
static void
say_step(const struct cli *c, const char *step, const char *said[2])
{
	if (step == NULL || strcmp(step, said[0]) == 0 || strcmp(step, said[1]) == 0)
		return;
	said[1] = said[0];
	said[0] = step;
	cli_say(c, "%s", step);
}

/* While the code is written: how far it is. */
static void
say_upload(struct cli *c, const struct rollback *r, uint64_t *said_ms)
{
	uint64_t now = clock_mono_ms(&c->s.clock);
	struct rollback_view v;

	if (now - *said_ms < CLI_UPLOAD_MS)
		return;
	rollback_look(r, &v);
	if (v.endpoints == NULL || v.upload.elapsed_ms == 0 || v.upload.pieces_there >= v.upload.pieces)
		return;
	*said_ms = now;
	cli_say_upload(c, "writing", &v.upload, v.endpoints);
}

static enum err_code
stopped(const struct rollback *r, struct err *e)
{
	(void)err_set(e, ERR_CANCELLED, "stopped while it was at: %s", rollback_step(r) != NULL ? rollback_step(r) : "its begin");
	return err_hint(e, "what was signed stands; run the same command again, on any member's machine: it goes on from there");
}

/* Turns it until it is over, others have to act, or a dry run stands at its card. */
static enum err_code
turns(struct cli *c, const struct going_back *g, struct rollback *r, struct interrupt *i, enum rollback_phase *phase, struct err *e)
{
	const char *said[2] = { "", "" }; /* while it waits two steps take turns */
	uint64_t said_ms = clock_mono_ms(&c->s.clock);
	enum err_code rc = ERR_OK;

	interrupt_begin(i);
	for (int hit = 0;;) {
		*phase = rollback_turn(r);
		say_step(c, rollback_step(r), said);
		if (*phase == ROLLBACK_FAILED) {
			*e = *rollback_error(r);
			return e->code;
		}
		if (*phase == ROLLBACK_DONE || (*phase == ROLLBACK_WAITING && !g->goal.wait))
			return ERR_OK;
		if (*phase == ROLLBACK_CARD) {
			interrupt_end(i); /* at a question Ctrl-C is a no */
			rc = on_card(c, r, e);
			if (rc != ERR_OK || c->s.dry_run)
				return rc;
			interrupt_begin(i);
			continue;
		}
		say_upload(c, r, &said_ms);
		rc = interrupt_wait(c, i, rollback_deadline_ms(r), &hit, e);
		if (rc != ERR_OK)
			return rc;
		if (hit != 0)
			return stopped(r, e);
	}
}

static enum err_code
drive(struct cli *c, const struct going_back *g, struct rollback *r, enum rollback_phase *phase, struct err *e)
{
	struct interrupt i = INTERRUPT_INIT;
	enum err_code rc = turns(c, g, r, &i, phase, e);

	interrupt_end(&i);
	return rc;
}

/* --- what became of it ---------------------------------------------------- */

static const char *
status_of(const struct cli *c, const struct going_back *g, enum rollback_phase phase, const struct rollback_view *v)
{
	if (c->s.dry_run)
		return "dry_run";
	if (v->proven)
		return "back";
	if (v->way.step == WAYBACK_STOPPED)
		return "stopped";
	return phase == ROLLBACK_WAITING ? "waiting" : g->goal.mode == ROLLBACK_STAGE ? "staged" : "proposed";
}

static bool
is_stop(const struct rollback_view *v)
{
	enum wayback_step s = v->way.step;

	return s == WAYBACK_REJECT || s == WAYBACK_CANCEL || s == WAYBACK_WAIT_STOP || s == WAYBACK_STOPPED;
}

/* The number of what is voted on: the act that is stopped, or the rollback, of which
 * the one this run proposed is the newest; 0 while there is none. */
static uint64_t
number_of(const struct rollback_view *v)
{
	if (v->way.index != 0 && v->way.step != WAYBACK_PROPOSE)
		return v->way.index;
	return v->proposed && v->world != NULL ? v->world->multisig.proposal_count : 0;
}

/* Is member `i` asked for a vote?  Nobody is, once there are enough. */
static bool
is_missing(const struct rollback_view *v, unsigned i)
{
	return v->way.has < v->way.needed && (v->way.missing >> i & 1);
}

static void
missing_text(struct cli *c, const struct rollback_view *v)
{
	const struct gov_multisig *m = &v->world->multisig;
	char who[CLI_WHO];

	for (unsigned i = 0; i < m->member_n; i++)
		if (is_missing(v, i))
			cli_field("still to vote", "%s", cli_who(c, &m->member[i].address, who));
}

static void
print_text(struct cli *c, const struct going_back *g, enum rollback_phase phase, const struct rollback_view *v)
{
	char hex[65], key[PUBKEY_TEXT], when[TEXT_SHORT];

	cli_field("status", "%s", status_of(c, g, phase, v));
	if (g->goal.way.index != 0)
		cli_field(is_stop(v) ? "stops" : "undoes", "proposal %llu", (unsigned long long)g->goal.way.index);
	if (number_of(v) != 0 && !is_stop(v))
		cli_field("proposal", "%llu", (unsigned long long)number_of(v));
	if (v->way.target.number != 0) {
		text_hex(hex, v->way.target.code_hash.b, 32);
		cli_field(v->proven ? "runs now" : "back to", "version %llu of %s", (unsigned long long)v->way.target.number, pubkey_text(key, &v->way.program));
		cli_field("code hash", "%s", hex);
	}
	if (!pubkey_is_zero(&v->buffer))
		cli_field("buffer", "%s%s%s", pubkey_text(key, &v->buffer), v->source != NULL ? ", code from the " : "",
			v->source != NULL ? v->source : "");
	if (v->way.needed > 0)
		cli_field("votes", "%u of %u", v->way.has, v->way.needed);
	if (v->world != NULL && phase == ROLLBACK_WAITING)
		missing_text(c, v);
	if (v->way.step == WAYBACK_WAIT_DELAY)
		cli_field("executes from", "%s", text_rfc3339(when, v->way.opens_at));
	if (g->goal.mode == ROLLBACK_STAGE) {
		cli_field("simulated", "%s", v->simulated ? "yes" : "no");
		cli_preflight_text(v->preflight);
	}
	cli_field("transactions", "%u in %llu ms%s", v->transactions, (unsigned long long)(clock_mono_ms(&c->s.clock) - g->began_ms),
		v->proven && v->transactions > 0 ? " from command to code replaced" : "");
	if (phase == ROLLBACK_WAITING)
		cli_say(c, v->way.step == WAYBACK_WAIT_DELAY ? "run it again then, or with --wait now, and it executes" :
			"run it again, or with --wait, to go on once the others have acted");
}

static void
missing_json(struct jsonout *j, const struct rollback_view *v)
{
	jsonout_array(j, "missing");
	for (unsigned i = 0; v->world != NULL && i < v->world->multisig.member_n; i++)
		if (is_missing(v, i))
			cli_json_key(j, NULL, &v->world->multisig.member[i].address);
	jsonout_end(j);
}

static enum err_code
print_json(struct cli *c, const struct going_back *g, enum rollback_phase phase, const struct rollback_view *v, struct err *e)
{
	bool known = v->way.target.number != 0;
	char id[24];
	struct jsonout j;
	struct buf b;

	(void)snprintf(id, sizeof id, "%llu", (unsigned long long)number_of(v));
	cli_json_begin(&b, &j);
	jsonout_str(&j, "cluster", c->s.cluster);
	jsonout_str(&j, "status", status_of(c, g, phase, v));
	jsonout_str(&j, "id", number_of(v) != 0 ? id : NULL);
	(void)snprintf(id, sizeof id, "%llu", (unsigned long long)g->goal.way.index);
	jsonout_str(&j, "stops", g->goal.way.index != 0 && is_stop(v) ? id : NULL);
	jsonout_str(&j, "undoes", g->goal.way.index != 0 && !is_stop(v) ? id : NULL);
	cli_json_key(&j, "program", &v->way.program);
	jsonout_u64(&j, "from_version", v->way.from);
	jsonout_u64(&j, "to_version", v->way.target.number);
	cli_json_hash(&j, "code_hash", known ? &v->way.target.code_hash : NULL);
	cli_json_key(&j, "buffer", &v->buffer);
	jsonout_str(&j, "source", v->source);
	jsonout_u64(&j, "votes", v->way.has);
	jsonout_u64(&j, "needed", v->way.needed);
	missing_json(&j, v);
	cli_json_time(&j, "executes_from", v->way.opens_at, v->way.step == WAYBACK_WAIT_DELAY);
	jsonout_bool(&j, "simulated", v->simulated);
	if (v->preflight->n > 0)
		cli_preflight_json(&j, v->preflight);
	else
		jsonout_null(&j, "preflight");
	jsonout_u64(&j, "transactions", v->transactions);
	jsonout_u64(&j, "took_ms", clock_mono_ms(&c->s.clock) - g->began_ms);
	return cli_json_end(&b, &j, e);
}

/* A way back made in advance starts from the version that upgrade will be. */
static enum err_code
look_ahead(struct cli *c, struct going_back *g, struct err *e)
{
	const struct gov_proposal *p;
	struct gov_world w;
	enum err_code rc = cli_world(c, false, g->ahead, NULL, &w, e);

	if (rc != ERR_OK)
		return rc;
	p = gov_world_proposal(&w, g->ahead);
	if (p == NULL || p->kind != KT_KIND_UPGRADE || !pubkey_eq(&p->program, &g->goal.way.program)) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu is no upgrade of this program", (unsigned long long)g->ahead);
		rc = err_hint(e, "\"keyturn proposals\" lists those there are");
	} else {
		g->goal.way.advance = true;
		g->goal.way.ahead = p->act.deploy.code_hash;
	}
	gov_world_wipe(&w);
	return rc;
}

static enum err_code
go_back(struct cli *c, struct going_back *g, struct err *e)
{
	struct rollback_view v;
	struct rollback *r;
	enum rollback_phase phase;
	enum err_code rc;

	if (cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE | CLI_STORE, NULL, e) != ERR_OK || cli_genesis(c, e) != ERR_OK ||
		(g->ahead != 0 && look_ahead(c, g, e) != ERR_OK))
		return e->code;
	if (g->file.len > 0 && cli_code_loadable(c, &g->file, e) != ERR_OK)
		return e->code;
	g->goal.anyway = c->o.anyway;
	g->began_ms = clock_mono_ms(&c->s.clock);
	r = rollback_new(&c->s, &g->goal);
	rc = drive(c, g, r, &phase, e);
	rollback_look(r, &v);
	if (rc == ERR_OK && c->o.json)
		rc = print_json(c, g, phase, &v, e);
	else if (rc == ERR_OK)
		print_text(c, g, phase, &v);
	rollback_free(r);
	return rc;
}

static struct going_back *
going_back_new(enum rollback_mode mode)
{
	struct going_back *g = mem_new(1, sizeof *g);

	g->goal.mode = mode;
	g->file = (struct buf)BUF_INIT(KT_BUFFER_LEN_MAX);
	return g;
}

static enum err_code
end(struct going_back *g, enum err_code rc)
{
	buf_wipe(&g->file);
	free(g);
	return rc;
}

enum err_code
cli_way_back(struct cli *c, struct cli_way_back *w, struct err *e)
{
	struct going_back *g = going_back_new(ROLLBACK_PROPOSE);
	const struct gov_proposal *p;
	struct rollback_view v;
	struct rollback *r;
	enum rollback_phase phase;
	enum err_code rc;

	g->goal.way.program = w->program;
	g->goal.way.advance = true;
	g->goal.way.ahead = w->ahead;
	g->goal.anyway = c->o.anyway;
	rc = take_reason(g, w->reason, e);
	if (rc != ERR_OK)
		return end(g, rc);
	r = rollback_new(&c->s, &g->goal);
	rc = drive(c, g, r, &phase, e);
	rollback_look(r, &v);
	w->index = number_of(&v);
	w->made = v.proposed;
	w->to = v.way.target.number;
	w->code_hash = v.way.target.code_hash;
	p = v.world != NULL ? gov_world_proposal(v.world, w->index) : NULL;
	w->buffer = p != NULL ? p->act.deploy.buffer : v.buffer;
	rollback_free(r);
	return end(g, rc);
}

enum err_code
cmd_rollback(struct cli *c, struct err *e)
{
	static const char usage[] = "rollback ID REASON [--to VERSION] [--file FILE] [--buffer ADDRESS] [--wait] [--anyway] "
		"| --stage PROGRAM";
	const char *stage = cli_option(c, "--stage");
	struct going_back *g = going_back_new(stage != NULL ? ROLLBACK_STAGE : ROLLBACK_WHOLE);
	enum err_code rc = take_options(c, g, e);

	if (rc == ERR_OK)
		rc = cli_words(c, stage != NULL ? 0 : 2, stage != NULL ? 0 : 2, usage, e);
	if (rc == ERR_OK && stage != NULL)
		rc = pubkey_parse(stage, &g->goal.way.program, e);
	if (rc == ERR_OK && stage == NULL && cli_index(c->word[0], &g->goal.way.index, e) == ERR_OK)
		rc = take_reason(g, c->word[1], e);
	else if (rc == ERR_OK && stage == NULL)
		rc = e->code;
	if (rc == ERR_OK)
		rc = go_back(c, g, e);
	return end(g, rc);
}

enum err_code
cmd_propose_rollback(struct cli *c, struct err *e)
{
	static const char usage[] = "propose rollback PROGRAM REASON [--ahead ID] [--to VERSION] [--file FILE] [--buffer ADDRESS] "
		"[--anyway]";
	const char *ahead = cli_option(c, "--ahead");
	struct going_back *g = going_back_new(ROLLBACK_PROPOSE);
	enum err_code rc = ahead != NULL ? cli_index(ahead, &g->ahead, e) : ERR_OK;

	if (rc == ERR_OK)
		rc = take_options(c, g, e);
	if (rc == ERR_OK)
		rc = cli_words(c, 2, 2, usage, e);
	if (rc == ERR_OK)
		rc = pubkey_parse(c->word[0], &g->goal.way.program, e);
	if (rc == ERR_OK)
		rc = take_reason(g, c->word[1], e);
	if (rc == ERR_OK)
		rc = go_back(c, g, e);
	return end(g, rc);
}
