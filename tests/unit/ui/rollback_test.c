/* The rollback screen: what it shows in every state, and what its keys do. */

#include "page.h"
#include "ui/screen_rollback.h"
#include "ui/term_keys.h"

PAGE(screen_rollback, 1, PAGE_SIZES - 1)

/* Judged from the model, as the console does before anything is done. */
static void
plan(struct screen_rollback *s, const struct model *m)
{
	s->goal.to = s->to;
	s->why = (struct err)ERR_INIT;
	if (wayback_next(&m->world, &s->goal, &m->me, &s->way, &s->why) != ERR_OK)
		s->way.step = WAYBACK_PROPOSE;
}

static struct screen_rollback
of_program(const struct model *m, unsigned program)
{
	struct screen_rollback s;

	memset(&s, 0, sizeof s);
	s.goal.program = sample_key(program);
	s.source = "the backup on this machine, its code hash verified";
	plan(&s, m);
	return s;
}

static void
planning(const struct model *m)
{
	struct screen_rollback s = of_program(m, 52);

	CHECK(s.why.code == ERR_NOT_FOUND, "a program with one version has nothing to go back to");
	frames(&s, m, "rollback-nothing");
	s = of_program(m, 50);
	CHECK(s.way.step == WAYBACK_PROPOSE && s.way.target.number == 6, "the default is the newest that is not retired");
	frames(&s, m, "rollback-choose");
	s.phase = GOING_REASON;
	(void)snprintf(s.reason, sizeof s.reason, "withdrawals fail since 14:02");
	frames(&s, m, "rollback-reason");
	s = of_program(m, 51);
	CHECK(s.way.index == 12, "a rollback that is open is joined");
	frames(&s, m, "rollback-joined");
}

static void
stopping(const struct model *m)
{
	struct screen_rollback s;

	memset(&s, 0, sizeof s);
	s.goal.index = 14;
	plan(&s, m);
	CHECK(s.way.step == WAYBACK_REJECT, "an act still voted on gets a vote against it");
	frames(&s, m, "rollback-stop");
	s.goal.index = 13;
	plan(&s, m);
	CHECK(s.way.step == WAYBACK_CANCEL, "an approved one a cancel vote");
	s.phase = GOING_ON;
	s.step = "waiting for the others' votes to stop it";
	(void)snprintf(s.reason, sizeof s.reason, "keys stolen");
	s.way.step = WAYBACK_WAIT_STOP;
	s.way.has = 1;
	s.way.missing &= ~UINT64_C(2);
	frames(&s, m, "rollback-stopping");
	s.way.step = WAYBACK_STOPPED;
	s.way.needed = s.way.has = 0;
	s.phase = GOING_DONE;
	s.transactions = 1;
	s.took_ms = 9000;
	frames(&s, m, "rollback-stopped");
}

static void
going(const struct model *m)
{
	struct screen_rollback s = of_program(m, 50);

	s.phase = GOING_ON;
	s.step = "writing";
	(void)snprintf(s.reason, sizeof s.reason, "withdrawals fail since 14:02");
	s.upload.p = (struct stage_progress){ .bytes = 184320, .bytes_there = 115200, .pieces = 49, .pieces_there = 31, .v1 = true,
		.transactions = 33, .elapsed_ms = 4000, .left_ms = 2400, .fee_lamports = 165000 };
	frames(&s, m, "rollback-uploading");
	s.upload.p.resent = 3;
	s.upload.p.renewed = 1;
	s.upload.p.refusals = 4;
	s.upload.p.left_ms = 190000;
	(void)snprintf(s.upload.p.trouble, sizeof s.upload.p.trouble, "it wants it slower: 429, again in 2 s");
	frames(&s, m, "rollback-slowed");
	s.upload.p.trouble[0] = '\0';
	frames(&s, m, "rollback-recovered");
	s.upload.endpoint_n = 3;
	s.upload.endpoint[0] = (struct upload_endpoint){ .url = "https://rpc.example.org", .accepted = 20, .used = true };
	s.upload.endpoint[1] = (struct upload_endpoint){ .url = "https://other.example.org", .accepted = 13, .used = true, .slower = true,
		.trouble = "429, again in 2 s" };
	s.upload.endpoint[2] = (struct upload_endpoint){ .url = "http://10.0.0.7:8899", .trouble = "it takes no transaction of version 1" };
	frames(&s, m, "rollback-endpoints");
	s.buffer = sample_key(315);
	s.way.step = WAYBACK_WAIT_VOTES;
	s.way.index = 15;
	s.way.has = 2;
	s.way.missing = 0x1c;
	s.step = "waiting for the others to approve the rollback";
	s.transactions = 198;
	frames(&s, m, "rollback-votes");
	s.way.step = WAYBACK_WAIT_DELAY;
	s.way.has = 4;
	s.way.missing = 0x10;
	s.way.opens_at = m->now + 1799;
	s.step = "approved, waiting for the rollback delay";
	frames(&s, m, "rollback-delay");
	s.way.step = WAYBACK_EXECUTE;
	s.step = "sending";
	frames(&s, m, "rollback-executing");
	s.way.step = WAYBACK_BACK;
	s.proven = true;
	s.phase = GOING_DONE;
	s.transactions = 199;
	s.took_ms = 74000;
	frames(&s, m, "rollback-done");
	s.proven = false;
	s.phase = GOING_FAILED;
	(void)err_set(&s.error, ERR_MISMATCH, "the code on chain is c3ced9e4effa0510, gone back to was 67727d88939ea9b4");
	(void)err_hint(&s.error, "look at another endpoint (-u): \"keyturn program show\"");
	frames(&s, m, "rollback-failed");
}

static void
type(struct screen_rollback *s, const struct model *m, const char *text)
{
	for (; *text != '\0'; text++)
		(void)screen_rollback_handle(s, m, (unsigned char)*text);
}

static void
keys(const struct model *m)
{
	struct screen_rollback s = of_program(m, 50);

	(void)screen_rollback_handle(&s, m, KEY_NAME_DOWN);
	CHECK(s.to == 0, "a retired version cannot be chosen");
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ENTER).kind == INTENT_STAY && s.phase == GOING_REASON, "enter asks for the reason");
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ENTER).kind == INTENT_STAY && s.empty, "enter without a reason begins nothing");
	type(&s, m, "  ");
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ENTER).kind == INTENT_STAY && s.empty, "nor with blanks");
	type(&s, m, "qR?x");
	(void)screen_rollback_handle(&s, m, 0xe9);
	(void)screen_rollback_handle(&s, m, KEY_NAME_BACKSPACE);
	(void)screen_rollback_handle(&s, m, 0x20ac);
	CHECK(strcmp(s.reason, "  qR?x\xe2\x82\xac") == 0, "letters are text there, and a character goes whole: %s", s.reason);
	for (int i = 0; i < 200; i++)
		type(&s, m, "y");
	CHECK(strlen(s.reason) == KT_DESCRIPTION_MAX, "a reason ends where a description does");
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ENTER).kind == INTENT_CONFIRM, "enter begins it then");
	(void)screen_rollback_handle(&s, m, KEY_NAME_ESCAPE);
	CHECK(s.phase == GOING_PLAN, "escape goes back to the choice");
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ESCAPE).kind == INTENT_BACK, "and then leaves");
	s.phase = GOING_ON;
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ENTER).kind == INTENT_STAY, "enter does nothing while it is under way");
	s.phase = GOING_DONE;
	CHECK(screen_rollback_handle(&s, m, KEY_NAME_ENTER).kind == INTENT_BACK, "and leaves when it is over");
}

static void
choosing(void)
{
	struct screen_rollback s;
	struct gov_world w;
	struct model m;

	sample_council(&w);
	sample_record(&w, 50, 4, 0);
	sample_live(&m, &w);
	s = of_program(&m, 50);
	CHECK(s.way.target.number == 3, "version 3 is the default of 4");
	(void)screen_rollback_handle(&s, &m, KEY_NAME_DOWN);
	plan(&s, &m);
	CHECK(s.to == 2 && s.way.target.number == 2, "down chooses an older one");
	(void)screen_rollback_handle(&s, &m, KEY_NAME_DOWN);
	CHECK(s.to == 2, "and stays on the oldest");
	(void)screen_rollback_handle(&s, &m, KEY_NAME_UP);
	plan(&s, &m);
	(void)screen_rollback_handle(&s, &m, KEY_NAME_UP);
	CHECK(s.to == 3, "up chooses the newer one, never what is live");
	model_wipe(&m);
}

static void
all_sizes(const struct model *m)
{
	unsigned frame_n = 0;

	for (int phase = GOING_PLAN; phase <= GOING_FAILED; phase++) {
		struct screen_rollback s = of_program(m, 50);

		s.phase = (enum going)phase;
		memset(s.reason, 'x', KT_DESCRIPTION_MAX);
		frame_n += page_odd_sizes(draw, &s, m);
	}
	CHECK(frame_n > 500, "%u frames of odd sizes", frame_n);
}

int
main(void)
{
	struct gov_world w;
	struct model m;

	if (!solana_init())
		return 1;
	sample_many(&w);
	sample_record(&w, 52, 1, 0);
	sample_live(&m, &w);
	planning(&m);
	stopping(&m);
	going(&m);
	keys(&m);
	choosing();
	all_sizes(&m);
	model_wipe(&m);
	return test_done();
}
