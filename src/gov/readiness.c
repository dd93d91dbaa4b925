#include "gov/readiness.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "gov/wayback.h"
#include "solana/loader.h"

typedef unsigned long long ull;

bool
readiness_target(const struct gov_multisig *m, const struct gov_record *r, int64_t now, struct readiness_facts *f)
{
	struct err why = ERR_INIT;

	memset(f, 0, sizeof *f);
	if (!r->governed || r->version_n == 0)
		return false;
	f->program = r->program;
	f->needed = m->rollback_threshold;
	f->saved = PREFLIGHT_UNKNOWN;
	if (wayback_target(m, r, 0, false, now, &f->target, &why) == ERR_OK)
		return true;
	f->in_advance = true;
	return wayback_target(m, r, 0, true, now, &f->target, &why) == ERR_OK;
}

static void
cure_stage(struct preflight_line *l, const struct readiness_facts *f)
{
	char key[PUBKEY_TEXT];

	if (l->answer == PREFLIGHT_NO)
		(void)snprintf(l->cure, sizeof l->cure, "keyturn rollback --stage %s", pubkey_text(key, &f->program));
}

static void
saved(const struct readiness_facts *f, struct preflight *o)
{
	ull n = f->target.number;

	if (f->saved == PREFLIGHT_UNKNOWN)
		(void)preflight_say(o, "saved", f->saved, "without the local database no backup is known");
	else
		cure_stage(preflight_say(o, "saved", f->saved, f->saved == PREFLIGHT_YES ? "version %llu is saved here, its code hash verified" :
			"version %llu is not saved on this machine, or damaged", n), f);
}

static void
staged(const struct readiness_facts *f, struct preflight *o)
{
	char key[PUBKEY_TEXT];

	if (!f->staged_known)
		(void)preflight_say(o, "staged", PREFLIGHT_UNKNOWN, "the buffers were not read");
	else if (f->staged && f->proposal != 0)
		(void)preflight_say(o, "staged", PREFLIGHT_YES, "proposal %llu holds the code in buffer %s", (ull)f->proposal, pubkey_text(key, &f->buffer));
	else if (f->staged)
		(void)preflight_say(o, "staged", PREFLIGHT_YES, "buffer %s holds the code", pubkey_text(key, &f->buffer));
	else
		cure_stage(preflight_say(o, "staged", PREFLIGHT_NO, "no member's buffer holds the code of version %llu", (ull)f->target.number), f);
}

static void
simulated(const struct readiness_facts *f, struct preflight *o)
{
	if (f->proposal != 0 && f->simulated == SIMULATED_NOT)
		(void)preflight_say(o, "simulated", PREFLIGHT_YES, "proposal %llu was accepted by the chain", (ull)f->proposal);
	else if (f->simulated == SIMULATED_PASSED)
		(void)preflight_say(o, "simulated", PREFLIGHT_YES, f->proposal != 0 ? "its execution was simulated and succeeds" :
			"proposing it was simulated and succeeds");
	else if (f->simulated == SIMULATED_FAILED)
		(void)preflight_say(o, "simulated", PREFLIGHT_NO, "a simulation fails: %.200s", f->why);
	else if (f->in_advance)
		(void)preflight_say(o, "simulated", PREFLIGHT_UNKNOWN, "not before an upgrade is proposed that it goes back from");
	else if (f->staged_known && !f->staged)
		cure_stage(preflight_say(o, "simulated", PREFLIGHT_NO, "without a staged buffer there is nothing to simulate"), f);
	else
		(void)preflight_say(o, "simulated", PREFLIGHT_UNKNOWN, "not simulated yet");
}

static void
quorum(const struct readiness_facts *f, struct preflight *o)
{
	struct preflight_line *l;

	if (!f->members_known) {
		(void)preflight_say(o, "quorum", PREFLIGHT_UNKNOWN, "the members' balances were not read");
		return;
	}
	l = preflight_say(o, "quorum", f->live >= f->needed ? PREFLIGHT_YES : PREFLIGHT_NO,
		"%u members can pay for a vote, a rollback needs %u", f->live, f->needed);
	if (l->answer == PREFLIGHT_NO)
		(void)snprintf(l->cure, sizeof l->cure, "keyturn doctor");
}

static void
capacity(const struct readiness_facts *f, struct preflight *o)
{
	char key[PUBKEY_TEXT], is[TEXT_SHORT], room[TEXT_SHORT];
	size_t len = f->target.code_len, more = len - f->room;
	struct preflight_line *l;

	if (!f->room_known) {
		(void)preflight_say(o, "capacity", PREFLIGHT_UNKNOWN, "the room for code was not read");
		return;
	}
	l = preflight_say(o, "capacity", f->room >= len ? PREFLIGHT_YES : PREFLIGHT_NO, "version %llu is %s bytes, the program has room for %s%s",
		(ull)f->target.number, text_count(is, len), text_count(room, f->room), f->room >= len ? "" : " only");
	if (f->room >= len)
		return;
	(void)snprintf(l->cure, sizeof l->cure, "keyturn program extend %s %zu", pubkey_text(key, &f->program),
		more > LOADER_EXTEND_MIN ? more : (size_t)LOADER_EXTEND_MIN);
}

void
readiness_judge(const struct readiness_facts *f, struct preflight *out)
{
	out->n = 0;
	saved(f, out);
	staged(f, out);
	simulated(f, out);
	quorum(f, out);
	capacity(f, out);
	for (size_t i = 0; i < out->n; i++)
		out->line[i].blocks = false; /* it keeps nothing from executing */
}

enum preflight_answer
readiness_of(const struct preflight *p)
{
	enum preflight_answer all = p->n > 0 ? PREFLIGHT_YES : PREFLIGHT_UNKNOWN;

	for (size_t i = 0; i < p->n; i++) {
		if (p->line[i].answer == PREFLIGHT_NO)
			return PREFLIGHT_NO;
		if (p->line[i].answer == PREFLIGHT_UNKNOWN)
			all = PREFLIGHT_UNKNOWN;
	}
	return all;
}
