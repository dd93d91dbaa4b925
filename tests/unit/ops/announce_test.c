#include "../gov/world_sample.h"
#include "ops/announce.h"
#include "ops/cure.h"
#include "test.h"

/* A world of one approved act of `kind`; wiped by gov_world_wipe. */
static struct gov_world
world(enum kt_kind kind, enum kt_status status)
{
	struct gov_world w = { .cluster_unix_s = APPROVED_AT + 10 };

	w.multisig = sample_gov_multisig();
	w.proposal = mem_new(1, sizeof *w.proposal);
	w.proposal[0] = sample_gov_proposal(&w.multisig, kind, status, 7);
	w.proposal_n = 1;
	return w;
}

static void
text_of(const struct gov_world *w, const char *name, bool plain, struct buf *out)
{
	struct announcement a = { .world = w, .proposal = &w->proposal[0], .governance = sample_program,
		.url = "https://rpc.test", .cluster = "mainnet", .program_name = name, .plain = plain };

	buf_reset(out);
	announce_write(&a, out);
}

static void
kinds(void)
{
	static const struct {
		enum kt_kind kind;
		const char *title, *says, *check;
	} rows[] = {
		{ KT_KIND_UPGRADE, "# Scheduled upgrade of ledger\n", "**Code hash afterwards:** `", "solana-verify get-buffer-hash" },
		{ KT_KIND_ROLLBACK, "# Scheduled rollback of ledger\n", "**Goes back to the code of version:** ", "solana-verify get-buffer-hash" },
		{ KT_KIND_MEMBERS, "# Scheduled change of the council\n", "**Who governs:** ", "keyturn multisig show" },
		{ KT_KIND_HANDOVER, "# Scheduled handover of ledger\n", "**Goes to:** `", "solana program show" },
		{ KT_KIND_HANDOVER_MULTISIG, "# Scheduled handover of ledger\n", "**Goes to multisig:** `", "solana program show" },
		{ KT_KIND_HANDOVER_UNCHECKED, "# Scheduled handover of ledger\n", "**Goes to:** `", "solana program show" },
		{ KT_KIND_IMMUTABLE, "# Scheduled: no more upgrades of ledger\n", "nobody can ever upgrade", "solana program show" },
	};
	struct buf text = BUF_INIT(ANNOUNCE_MAX);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct gov_world w = world(rows[i].kind, KT_STATUS_APPROVED);

		text_of(&w, "ledger", false, &text);
		CHECK(strncmp(buf_str(&text), rows[i].title, strlen(rows[i].title)) == 0, "%s", kt_kind_name(rows[i].kind));
		CHECK(strstr(buf_str(&text), rows[i].says) != NULL, "%s: %s", kt_kind_name(rows[i].kind), rows[i].says);
		CHECK(strstr(buf_str(&text), rows[i].check) != NULL, "%s: %s", kt_kind_name(rows[i].kind), rows[i].check);
		CHECK(strstr(buf_str(&text), "**Approved at:** 2027-01-15T08:00:00Z") != NULL, "%s: when", kt_kind_name(rows[i].kind));
		CHECK(!text.over, "%s: whole", kt_kind_name(rows[i].kind));
		gov_world_wipe(&w);
	}
	buf_wipe(&text);
}

/* A change of members names who comes and goes, and what it comes to. */
static void
members(void)
{
	struct gov_world w = world(KT_KIND_MEMBERS, KT_STATUS_APPROVED);
	struct buf text = BUF_INIT(ANNOUNCE_MAX);
	struct kt_governance *now = w.proposal[0].act.members;
	struct kt_multisig_account m;
	struct pubkey fresh = sample_named(0xee);
	struct err e = ERR_INIT;
	char key[PUBKEY_TEXT], want[160];

	CHECK(kt_multisig_decode(w.multisig.raw, w.multisig.raw_len, &m, &e) == ERR_OK, "%s", e.message);
	*now = m.governance;
	now->member[0].address = fresh;
	now->threshold = 2;
	text_of(&w, "", false, &text);
	(void)snprintf(want, sizeof want, "- **Leaves:** `%s, approver`\n", pubkey_text(key, &m.governance.member[0].address));
	CHECK(strstr(buf_str(&text), want) != NULL, "who leaves");
	(void)snprintf(want, sizeof want, "- **Joins:** `%s, approver`\n", pubkey_text(key, &fresh));
	CHECK(strstr(buf_str(&text), want) != NULL, "who joins");
	CHECK(strstr(buf_str(&text), pubkey_text(key, &m.governance.member[1].address)) == NULL, "not who stays");
	CHECK(strstr(buf_str(&text), "- **Weaker than before:** two keys can now upgrade; it was three\n") != NULL, "what weakens: %s", buf_str(&text));
	CHECK(strstr(buf_str(&text), "- **It means:** ") != NULL, "what it means");
	buf_wipe(&text);
	gov_world_wipe(&w);
}

/* Before and after the lock is over. */
static void
due(void)
{
	static const struct {
		int64_t late;
		const char *when, *leave;
	} rows[] = {
		{ -1, "by the chain's own clock\n", "nothing changes.\nClose your positions and take out what you keep in the program before then" },
		{ 0, "by the chain's own clock: at any moment now\n", "may be executed at any moment.\nClose your positions and take out what you keep in the program now" },
	};
	struct buf text = BUF_INIT(ANNOUNCE_MAX);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct gov_world w = world(KT_KIND_UPGRADE, KT_STATUS_APPROVED);

		w.cluster_unix_s = timelock_opens_at(&w.proposal[0].lock) + rows[i].late;
		text_of(&w, "", true, &text);
		CHECK(strstr(buf_str(&text), rows[i].when) != NULL, "when, %d s late: %s", (int)rows[i].late, buf_str(&text));
		CHECK(strstr(buf_str(&text), rows[i].leave) != NULL, "how to leave, %d s late", (int)rows[i].late);
		gov_world_wipe(&w);
	}
	{
		struct gov_world w = world(KT_KIND_ROLLBACK, KT_STATUS_APPROVED);

		w.proposal[0].lock.delay = 0;
		text_of(&w, "", true, &text);
		CHECK(strstr(buf_str(&text), "Executes at the earliest: 2027-01-15T08:00:00Z, at once with the last approval, by") != NULL,
			"no delay at all: %s", buf_str(&text));
		gov_world_wipe(&w);
	}
	buf_wipe(&text);
}

/* What a proposer writes cannot become markup, a terminal's command, or a line of its own. */
static void
hostile(void)
{
	struct gov_world w = world(KT_KIND_UPGRADE, KT_STATUS_APPROVED);
	struct buf text = BUF_INIT(ANNOUNCE_MAX);
	char longest[KT_DESCRIPTION_MAX + 1] = "";

	gov_proposal_describe(&w.proposal[0], "a\x1b[31m\n# b [c](d) `e` <f> | * _g_ ~h~ @i");
	text_of(&w, "led*ger", false, &text);
	CHECK(strchr(buf_str(&text), '\x1b') == NULL && strstr(buf_str(&text), "\n# b") == NULL, "no control, no line of its own");
	CHECK(strstr(buf_str(&text), "\\# b \\[c\\]\\(d\\) \\`e\\` \\<f\\> \\| \\* \\_g\\_ \\~h\\~ \\@i") != NULL, "every mark is quoted");
	CHECK(strstr(buf_str(&text), "of led\\*ger\n") != NULL, "in a label too");
	text_of(&w, "", true, &text);
	CHECK(strchr(buf_str(&text), '\x1b') == NULL && strstr(buf_str(&text), "# b [c](d) `e`") != NULL, "plain text quotes nothing");
	memset(longest, '*', KT_DESCRIPTION_MAX);
	gov_proposal_describe(&w.proposal[0], longest);
	text_of(&w, "", false, &text);
	CHECK(!text.over, "the longest fits");
	buf_wipe(&text);
	gov_world_wipe(&w);
}

static void
scheduled(void)
{
	static const struct {
		enum kt_status status;
		enum err_code code;
	} rows[] = {
		{ KT_STATUS_ACTIVE, ERR_APPROVALS }, { KT_STATUS_APPROVED, ERR_OK }, { KT_STATUS_EXECUTED, ERR_REFUSED },
		{ KT_STATUS_CANCELLED, ERR_REFUSED }, { KT_STATUS_WITHDRAWN, ERR_REFUSED }, { KT_STATUS_REJECTED, ERR_REFUSED },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct gov_world w = world(KT_KIND_MEMBERS, rows[i].status);
		struct err e = ERR_INIT;

		w.cluster_unix_s = rows[i].status == KT_STATUS_ACTIVE ? CREATED_AT + 10 : APPROVED_AT + 10;
		CHECK(announce_check(&w, &w.proposal[0], &e) == rows[i].code, "status %u: %s", (unsigned)rows[i].status, e.message);
		gov_world_wipe(&w);
	}
}

/* Who is missing: cut only between names, and said how many more. */
static void
missing(void)
{
	struct gov_world w = world(KT_KIND_UPGRADE, KT_STATUS_ACTIVE);
	struct session s = { .store = NULL };
	char all[1200], some[110], key[PUBKEY_TEXT];
	struct err e = ERR_INIT;
	unsigned n;

	w.proposal[0].approvals = 1;
	n = cure_missing(&s, &w, &w.proposal[0], all, sizeof all);
	CHECK(n == w.multisig.approver_n - 1, "%u are missing", n);
	CHECK(strstr(all, pubkey_text(key, &w.multisig.member[0].address)) == NULL, "not the one who approved");
	CHECK(cure_missing(&s, &w, &w.proposal[0], some, sizeof some) == n && strstr(some, "more") != NULL && strlen(some) < sizeof some,
		"cut short: %s", some);
	(void)err_set(&e, ERR_APPROVALS, "too few");
	CHECK(cure_move(&s, &w, &w.proposal[0], &e) == ERR_APPROVALS && strstr(e.hint, "2 more of these must run") != NULL, "%s", e.hint);
	(void)err_set(&e, ERR_REFUSED, "no");
	CHECK(cure_move(&s, &w, &w.proposal[0], &e) == ERR_REFUSED && e.hint[0] == '\0', "another trouble is left as it is");
	gov_world_wipe(&w);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	kinds();
	members();
	due();
	hostile();
	scheduled();
	missing();
	return test_done();
}
