/* Sessions: a script on the console's own loop, with a database and an endpoint that is
 * gone, and the frames it has to show. */

#include <stdlib.h>
#include <unistd.h>

#include "../gov/world_sample.h"
#include "base/file.h"
#include "data/journal.h"
#include "ops/known.h"
#include "test.h"
#include "ui/app.h"

enum { TEXT_MAX = 1 << 20, SEEN_AT = APPROVED_AT + 3600, SINCE_S = 3 * 3600 };

static struct {
	struct clock real;
	int64_t wall_s;
} now;

static uint64_t
mono_ms(void *ctx)
{
	(void)ctx;
	return clock_mono_ms(&now.real);
}

static int64_t
wall_s(void *ctx)
{
	(void)ctx;
	return now.wall_s;
}

/* --- what is stored --------------------------------------------------------------- */

static void
fold(struct session *s, struct gov_world *w, const struct pubkey *at, const uint8_t *raw, size_t len)
{
	struct err e = ERR_INIT;

	if (s->backend->fold(w, &s->governance, at, raw, len, 100, &e) != ERR_OK)
		CHECK(false, "a sample account is read: %s", e.message);
}

static void
sample_world(struct session *s, struct gov_world *w)
{
	static const struct {
		enum kt_kind kind;
		enum kt_status status;
		uint32_t approvals;
	} acts[] = { { KT_KIND_UPGRADE, KT_STATUS_EXECUTED, 7 }, { KT_KIND_UPGRADE, KT_STATUS_REJECTED, 0 }, { KT_KIND_MEMBERS, KT_STATUS_ACTIVE, 1 },
		{ KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7 }, { KT_KIND_UPGRADE, KT_STATUS_ACTIVE, 3 } };
	struct pubkey program = sample_named(0x71), at;
	struct gov_multisig m = sample_gov_multisig();
	uint8_t raw[KT_PROPOSAL_LEN_MAX + KT_RECORD_LEN];

	memset(w, 0, sizeof *w);
	fold(s, w, &m.address, m.raw, m.raw_len);
	sample_record_of_act(raw);
	at = kt_record_address(&sample_program, &m.address, &program);
	fold(s, w, &at, raw, KT_RECORD_LEN);
	for (unsigned i = 0; i < sizeof acts / sizeof acts[0]; i++) {
		size_t len = sample_proposal_raw(raw, &m, acts[i].kind, 10 + i, acts[i].status, acts[i].approvals);

		at = kt_proposal_address(&sample_program, &m.address, 10 + i);
		fold(s, w, &at, raw, len);
	}
	w->slot = w->clock_slot = 100;
	w->cluster_unix_s = SEEN_AT;
	gov_world_sort(w);
	free(m.raw);
}

static void
sample_journal(struct session *s, const struct gov_world *w)
{
	static const struct {
		const char *action, *detail, *reason;
		uint64_t index;
		enum journal_outcome outcome;
	} rows[] = { { "buffer create", "make buffer for 184320 bytes of code", "", 0, JOURNAL_LANDED },
		{ "approve", "approve proposal 13: upgrade of the ledger", "", 13, JOURNAL_LANDED },
		{ "approve", "approve proposal 11: upgrade of the ledger", "the vote was taken already", 11, JOURNAL_FAILED },
		{ "approve", "approve proposal 14: upgrade of the ledger", "", 14, JOURNAL_OPEN } };
	struct signature sig;
	struct err e = ERR_INIT;
	int64_t id = 0;

	for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct journal_intent x = { .genesis_hash = s->genesis, .multisig = s->multisig, .subject = sample_named((uint8_t)(0x40 + i)),
			.signer = w->multisig.member[0].address, .index = rows[i].index };

		now.wall_s = SEEN_AT + (int64_t)i * 60;
		(void)snprintf(x.action, sizeof x.action, "%s", rows[i].action);
		(void)snprintf(x.detail, sizeof x.detail, "%s", rows[i].detail);
		memset(sig.b, (int)i + 1, sizeof sig.b);
		if (journal_intent(s->store, &x, &id, &e) != ERR_OK || journal_signature(s->store, id, &sig, 4000, &e) != ERR_OK ||
		    (rows[i].outcome != JOURNAL_OPEN && journal_outcome(s->store, id, rows[i].outcome, 77, rows[i].reason, &e) != ERR_OK))
			CHECK(false, "row %u of the journal is written: %s", i, e.message);
	}
}

/* --- a session ---------------------------------------------------------------------- */

static bool
open_session(struct session *s, const char *dir)
{
	struct err e = ERR_INIT;
	char notice[ERR_TEXT_MAX];

	memset(s, 0, sizeof *s);
	s->clock = (struct clock){ mono_ms, wall_s, NULL };
	s->backend = &gov_native;
	s->governance = sample_program;
	s->commitment = COMMITMENT_FINALIZED;
	s->timeout_ms = 10000;
	(void)snprintf(s->cluster, sizeof s->cluster, "local");
	if (store_open(dir, &s->clock, &s->store, notice, &e) != ERR_OK || transport_new(&s->clock, &s->transport, &e) != ERR_OK) {
		CHECK(false, "a session is opened: %s", e.message);
		return false;
	}
	s->rpc = rpc_new(s->transport, &s->clock, "http://127.0.0.1:1");
	return true;
}

static void
close_session(struct session *s)
{
	rpc_free(s->rpc);
	transport_free(s->transport);
	store_free(s->store);
}

/* The words for a connection that fails are libcurl's own, with the ms it took. */
static void
without_why(const struct buf *in, struct buf *out)
{
	static const char *const why[] = { "127.0.0.1", "onnect to", "(asked 3 times)" };
	bool last = false;

	for (const char *line = buf_str(in), *end; *line != '\0'; line = end) {
		char text[512];
		bool is = false;

		end = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : line + strlen(line);
		(void)snprintf(text, sizeof text, "%.*s", (int)(end - line), line);
		for (size_t i = 0; i < sizeof why / sizeof why[0]; i++)
			is = is || strstr(text, why[i]) != NULL;
		if (!is || !last)
			(void)buf_text(out, is ? "   (why)\n" : text);
		last = is;
	}
}

/* Plays it in a window of that size; its frames are those of tests/golden/sessions. */
static void
play(struct session *s, const char *dir, const char *name, const char *size, const char *steps)
{
	const char *renew = getenv("KEYTURN_GOLDEN");
	struct buf raw = BUF_INIT(TEXT_MAX), got = BUF_INIT(TEXT_MAX), want = BUF_INIT(TEXT_MAX);
	char script[128], frames[128], path[160], text[8192];
	struct app_options o = { .script = script, .frames = frames };
	struct err e = ERR_INIT;

	(void)snprintf(script, sizeof script, "%s/script", dir);
	(void)snprintf(frames, sizeof frames, "%s/frames", dir);
	(void)snprintf(path, sizeof path, "tests/golden/sessions/%s-%s.txt", name, size);
	(void)snprintf(text, sizeof text, "size %s\n%s", size, steps);
	CHECK(file_replace(script, text, strlen(text), 0600, &e) == ERR_OK && app_run(s, &o, &e) == ERR_OK, "%s is played at %s: %s", name, size,
		e.message);
	if (file_read(frames, &raw, &e) != ERR_OK)
		CHECK(false, "its frames are there: %s", e.message);
	without_why(&raw, &got);
	if (renew != NULL && strcmp(renew, "renew") == 0 && file_replace(path, buf_str(&got), got.len, 0644, &e) != ERR_OK)
		printf("# %s\n", e.message);
	if (file_read(path, &want, &e) != ERR_OK)
		printf("# %s\n", e.message);
	CHECK(got.len > 0 && strcmp(buf_str(&got), buf_str(&want)) == 0, "and shows what it has to: %s at %s", name, size);
	if (strcmp(buf_str(&got), buf_str(&want)) != 0)
		printf("# shown:\n%s", buf_str(&got));
	buf_wipe(&raw);
	buf_wipe(&got);
	buf_wipe(&want);
}

/* Each waits for the endpoint to be given up: what comes before depends on how fast it is. */
static const char pages[] =
	"until NO CONNECTION\nframe the board from the database\n"
	"open\nframe the first act\nback\n"
	"programs\nframe programs\n"
	"members\nframe members\n"
	"help\nframe help of the members\nback\nback\n"
	"approve\nframe without a key\n";

static const char past[] =
	"until NO CONNECTION\nhistory\nframe what was signed\n"
	"open\nframe the newest\nopen\nframe the act it was about\nback\nback\n"
	"search\ntype of another\nkey ^U\ntype TAKEN\nframe searching\nkey enter\nopen\nframe the one found\n"
	"back\nkey esc\nlast\nframe the oldest\n"
	"command\ntype history no such row\nkey enter\nframe not found\n";

static const char orders[] =
	"until NO CONNECTION\ncommand\nframe the command line\ntype o\nkey tab\nframe completed\nkey esc\n"
	"command\ntype 13\nkey enter\nframe an act by its number\nback\n"
	"command\ntype set\nkey enter\nframe settings\n"
	"command\ntype set theme pink\nkey enter\nframe no such theme\n"
	"command\ntype set theme light\nkey enter\nframe another theme\n"
	"filter\ntype locked\nkey enter\nframe only what is locked\nkey esc\n"
	"sort\nframe by number\nkey esc\n"
	"search\ntype members nobody\nkey ^W\nkey backspace\nframe a search\nkey enter\nkey esc\n";

static const char lost[] =
	"until NO CONNECTION\nbuffers\nuntil cannot be read\ngone Reading\nframe the buffers without an endpoint\n"
	"history\nbuffers\nframe the buffers again\n";

static const char nothing[] =
	"until NO CONNECTION\nframe nothing known, and no endpoint\n"
	"programs\nframe no programs\nmembers\nframe no members\nhistory\nframe no history\n";

int
main(void)
{
	static const char *const sizes[] = { "80x24", "120x40" };
	char dir[] = "/tmp/keyturn-session.XXXXXX", empty[] = "/tmp/keyturn-session.XXXXXX";
	struct session s;
	struct gov_world w;
	struct err e = ERR_INIT;

	now.real = clock_system();
	now.wall_s = SEEN_AT;
	(void)alarm(300); /* instead of waiting for ever */
	if (!solana_init() || mkdtemp(dir) == NULL || mkdtemp(empty) == NULL || !open_session(&s, dir))
		return 1;
	sample_world(&s, &w);
	s.has_multisig = true;
	s.multisig = w.multisig.address;
	s.genesis = w.multisig.genesis_hash;
	CHECK(known_save(&s, NULL, &w, &e) == ERR_OK, "what was seen is stored: %s", e.message);
	sample_journal(&s, &w);
	now.wall_s = SEEN_AT + SINCE_S;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		play(&s, dir, "pages", sizes[i], pages);
		play(&s, dir, "past", sizes[i], past);
		play(&s, dir, "orders", sizes[i], orders);
		play(&s, dir, "lost", sizes[i], lost);
	}
	gov_world_wipe(&w);
	close_session(&s);
	if (!open_session(&s, empty))
		return 1;
	s.has_multisig = true;
	s.multisig = sample_named(0xb1);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		play(&s, empty, "nothing", sizes[i], nothing);
	close_session(&s);
	return test_done();
}
