#include "gov/preflight.h"

#include "world_sample.h"

#define DAY 86400
#define LOCK_OVER (APPROVED_AT + 2 * DAY)

/* One world in which everything is as it should be; each row spoils one fact. */
struct world {
	struct gov_multisig m;
	struct gov_record r;
	struct gov_proposal p;
	struct preflight_facts f;
};

static void
good(struct world *w, enum kt_kind kind, enum kt_status status, uint32_t approvals)
{
	struct preflight_facts *f = &w->f;

	w->p = sample_gov_proposal(&w->m, kind, status, approvals);
	memset(f, 0, sizeof *f);
	f->multisig = &w->m;
	f->proposal = &w->p;
	f->record = &w->r;
	f->now = LOCK_OVER;
	f->has_executor = f->others_known = true;
	f->executor = w->m.member[0].address;
	f->data = (struct preflight_code){ .known = true, .exists = true, .of_loader = true, .has_authority = true,
		.authority = w->m.authority, .lamports = 5000000, .room = 200000, .sbpf_version = 3 };
	f->buffer = f->data;
	f->buffer.room = 100000;
	f->buffer.hash = w->p.act.deploy.code_hash;
	f->buffer.trimmed = w->p.act.deploy.code_len;
	f->sbpf[SBPF_V1] = f->sbpf[SBPF_V2] = f->sbpf[SBPF_ONLY_V3] = GATE_OFF;
	f->sbpf[SBPF_V3] = GATE_ON;
	f->rent_known = f->spill_known = f->spill_is_system = f->balance_known = f->members_known = true;
	f->data_rent = 9000000;
	f->balance = 1000000;
	f->fee = 5000;
	f->funded = 0x1f;
	f->simulated = SIMULATED_PASSED;
	f->units = 123456;
}

enum spoil {
	NOTHING, FEW, LOCKED, EPOCH, HASH, OLD, FUTURE, AHEAD, NO_RECORD, OTHER, OTHERS, NO_KEY, STRANGER, POOR, POOR_MEMBERS, MEMBERS_UNREAD,
	DATA_UNREAD, DATA_GONE, IMMUTABLE, FOREIGN, SMALL, SMALL_BY_MUCH, BUFFER_UNREAD, BUFFER_GONE, BUFFER_ALIEN, BUFFER_FOREIGN,
	GIVEN_BACK, REFILLED, TRIMMED, V0, V0_PENDING, V0_ENDED, V1, V9, V3_OFF, V1_OFF, CALLS_V3, CALLS_V0,
	CALLS_ENDED, BROKEN, GATES_UNREAD, NO_RENT, RENT_UNREAD, SPILL_UNREAD,
	SPILL_ALIEN, SPILL_DATA, SIM_FAILS, SIM_NOT, SIM_NOT_LOCKED, AGAINST, OTHERS_UNREAD, IN_REACH, RETIRED,
};

static void
unfit(struct preflight_facts *f, enum err_code code)
{
	(void)err_set(&f->unfit, code, "the code calls sol_teleport");
}

static void
spoil(struct world *w, enum spoil s)
{
	struct preflight_facts *f = &w->f;

	switch (s) {
	case NOTHING: break;
	case FEW: w->p.approvals = 1; break;
	case LOCKED: f->now = LOCK_OVER - 61; break;
	case EPOCH: w->p.epoch--; break;
	case HASH: w->p.hash_agrees = false; break;
	case OLD: w->r.newest = 8; break;
	case FUTURE: w->r.newest = 6; break;
	case AHEAD: w->r.newest = 6; f->ahead = 13; break;
	case NO_RECORD: f->record = NULL; break;
	case OTHER: f->other_n = 1; f->other[0] = 15; break;
	case OTHERS: f->other_n = 3; f->other[0] = 15; break;
	case OTHERS_UNREAD: f->others_known = false; break;
	case NO_KEY: f->has_executor = false; break;
	case STRANGER: f->executor = sample_named(0x99); break;
	case POOR: f->balance = 4999; break;
	case POOR_MEMBERS: f->funded = 1; break;
	case MEMBERS_UNREAD: f->members_known = false; f->funded = 0; break;
	case DATA_UNREAD: f->data.known = false; break;
	case DATA_GONE: f->data.exists = false; break;
	case IMMUTABLE: f->data.has_authority = false; break;
	case FOREIGN: f->data.authority = sample_named(0x98); break;
	case SMALL: f->data.room = 99999; break;
	case SMALL_BY_MUCH: f->data.room = 80000; break;
	case BUFFER_UNREAD: f->buffer.known = false; break;
	case BUFFER_GONE: f->buffer.exists = false; break;
	case BUFFER_ALIEN: f->buffer.of_loader = false; break;
	case BUFFER_FOREIGN: f->buffer.authority = sample_named(0x97); break;
	case GIVEN_BACK: w->p.holds_buffer = false; break;
	case REFILLED: f->buffer.hash.b[0] ^= 1; break;
	case TRIMMED: f->buffer.trimmed--; break;
	case V0: f->buffer.sbpf_version = f->data.sbpf_version = 0; break;
	case V0_PENDING: f->buffer.sbpf_version = 0; f->sbpf[SBPF_ONLY_V3] = GATE_PENDING; break;
	case V0_ENDED: f->buffer.sbpf_version = f->data.sbpf_version = 0; f->sbpf[SBPF_ONLY_V3] = GATE_ON; break;
	case V1: f->buffer.sbpf_version = 1; break;
	case V9: f->buffer.sbpf_version = 9; break;
	case V3_OFF: f->sbpf[SBPF_V3] = GATE_PENDING; break;
	case V1_OFF: f->buffer.sbpf_version = 1; f->sbpf[SBPF_V3] = GATE_OFF; break;
	case CALLS_V0: f->buffer.sbpf_version = 0; unfit(f, ERR_REFUSED); break;
	case CALLS_V3: unfit(f, ERR_REFUSED); break;
	case CALLS_ENDED: f->buffer.sbpf_version = 0; f->sbpf[SBPF_ONLY_V3] = GATE_ON; unfit(f, ERR_REFUSED); break;
	case BROKEN: unfit(f, ERR_USAGE); break;
	case GATES_UNREAD: memset(f->sbpf, 0, sizeof f->sbpf); break;
	case NO_RENT: f->data_rent = 10000001; break;
	case RENT_UNREAD: f->rent_known = false; break;
	case SPILL_UNREAD: f->spill_known = false; break;
	case SPILL_ALIEN: w->p.act.deploy.spill = w->m.authority; f->spill_is_system = false; break;
	case SPILL_DATA: f->spill_len = 1000000; break;
	case SIM_FAILS: f->simulated = SIMULATED_FAILED; (void)snprintf(f->why, sizeof f->why, "no room"); break;
	case AGAINST: w->p.rejections = 6; break;
	case IN_REACH: w->r.version[0].ended = LOCK_OVER - 5; break;
	case RETIRED: w->r.version[0].ended = LOCK_OVER - 5; w->r.version[0].retired = true; break;
	case SIM_NOT_LOCKED: f->simulated = SIMULATED_NOT; f->now = LOCK_OVER - 61; break;
	case SIM_NOT: f->simulated = SIMULATED_NOT; break;
	}
}

static const struct row {
	const char *fact;
	enum kt_kind kind;
	enum kt_status status;
	uint32_t approvals;
	enum spoil spoil;
	const char *line;
	enum preflight_answer want;
	bool blocks;
	const char *words, *cure; /* parts of them */
} rows[] = {
	{ "enough approvals", 1, KT_STATUS_APPROVED, 7, NOTHING, "approvals", PREFLIGHT_YES, false, "3 of 3", "" },
	{ "too few approvals", 1, KT_STATUS_ACTIVE, 1, NOTHING, "approvals", PREFLIGHT_NO, true, "1 of 3", "keyturn approve 14" },
	{ "lock over", 1, KT_STATUS_APPROVED, 7, NOTHING, "timelock", PREFLIGHT_YES, false, "over since", "" },
	{ "lock not over", 1, KT_STATUS_APPROVED, 7, LOCKED, "timelock", PREFLIGHT_NO, true, "00:01:01 of the timelock to go", "" },
	{ "lock not begun", 1, KT_STATUS_ACTIVE, 1, NOTHING, "timelock", PREFLIGHT_NO, true, "begins with approval 3 and takes 48h", "" },
	{ "stale", 1, KT_STATUS_APPROVED, 7, EPOCH, "state", PREFLIGHT_NO, true, "stale", "keyturn reclaim 14" },
	{ "members can approve", 1, KT_STATUS_ACTIVE, 1, NOTHING, "members", PREFLIGHT_YES, false, "4 members can approve, needed are 3", "" },
	{ "members without lamports", 1, KT_STATUS_ACTIVE, 1, POOR_MEMBERS, "members", PREFLIGHT_NO, false,
		"1 members can approve, needed are 3; 3 cannot pay", "solana transfer" },
	{ "too many against", 1, KT_STATUS_ACTIVE, 1, AGAINST, "members", PREFLIGHT_NO, true, "2 members can approve, needed are 3",
		"--threshold 2" },
	{ "members not read", 1, KT_STATUS_ACTIVE, 1, MEMBERS_UNREAD, "members", PREFLIGHT_YES, false, "4 members", "" },
	{ "hash agrees", 1, KT_STATUS_APPROVED, 7, NOTHING, "payload", PREFLIGHT_YES, false, "what is shown", "" },
	{ "hash does not agree", 1, KT_STATUS_APPROVED, 7, HASH, "payload", PREFLIGHT_NO, true, "NOT", "keyturn -u URL show 14" },
	{ "from the newest version", 1, KT_STATUS_APPROVED, 7, NOTHING, "version", PREFLIGHT_YES, false, "version 7, the newest is 7", "" },
	{ "superseded", 1, KT_STATUS_APPROVED, 7, OLD, "state", PREFLIGHT_NO, true, "superseded", "keyturn reclaim 14" },
	{ "made in advance", 1, KT_STATUS_APPROVED, 7, FUTURE, "version", PREFLIGHT_NO, true, "not deployed yet", "" },
	{ "made in advance, its upgrade open", 1, KT_STATUS_APPROVED, 7, AHEAD, "version", PREFLIGHT_NO, true, "not deployed yet",
		"keyturn execute 13" },
	{ "record not read", 1, KT_STATUS_APPROVED, 7, NO_RECORD, "version", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "a target within reach", 2, KT_STATUS_APPROVED, 15, IN_REACH, "target", PREFLIGHT_YES, false, "version 4 can be gone back to", "" },
	{ "a target out of reach", 2, KT_STATUS_APPROVED, 15, NOTHING, "target", PREFLIGHT_NO, true, "reach", "keyturn propose upgrade" },
	{ "a retired target", 2, KT_STATUS_APPROVED, 15, RETIRED, "target", PREFLIGHT_NO, true, "retired", "keyturn propose upgrade" },
	{ "no other act", 1, KT_STATUS_APPROVED, 7, NOTHING, "others", PREFLIGHT_YES, false, "no other act", "" },
	{ "another act warns", 1, KT_STATUS_APPROVED, 7, OTHER, "others", PREFLIGHT_NO, false, "proposal 15 is open on the program too;", "keyturn show 15" },
	{ "more acts warn", 1, KT_STATUS_APPROVED, 7, OTHERS, "others", PREFLIGHT_NO, false, "and more", "keyturn show 15" },
	{ "other acts not read", 1, KT_STATUS_APPROVED, 7, OTHERS_UNREAD, "others", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "a member executes", 1, KT_STATUS_APPROVED, 7, NOTHING, "executor", PREFLIGHT_YES, false, "may execute", "" },
	{ "without a key", 1, KT_STATUS_APPROVED, 7, NO_KEY, "executor", PREFLIGHT_UNKNOWN, false, "no key", "" },
	{ "a stranger", 1, KT_STATUS_APPROVED, 7, STRANGER, "executor", PREFLIGHT_NO, true, "no member", "keyturn -k KEYFILE execute 14" },
	{ "balance", 1, KT_STATUS_APPROVED, 7, NOTHING, "balance", PREFLIGHT_YES, false, "0.001 SOL", "" },
	{ "no balance", 1, KT_STATUS_APPROVED, 7, POOR, "balance", PREFLIGHT_NO, true, "0.000004999 SOL", "solana transfer" },
	{ "authority", 1, KT_STATUS_APPROVED, 7, NOTHING, "authority", PREFLIGHT_YES, false, "multisig", "" },
	{ "authority not read", 1, KT_STATUS_APPROVED, 7, DATA_UNREAD, "authority", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "program gone", 1, KT_STATUS_APPROVED, 7, DATA_GONE, "authority", PREFLIGHT_NO, true, "no program data", "" },
	{ "immutable", 1, KT_STATUS_APPROVED, 7, IMMUTABLE, "authority", PREFLIGHT_NO, true, "immutable", "" },
	{ "another authority", 1, KT_STATUS_APPROVED, 7, FOREIGN, "authority", PREFLIGHT_NO, true, "not the multisig", "" },
	{ "room", 1, KT_STATUS_APPROVED, 7, NOTHING, "capacity", PREFLIGHT_YES, false, "100 000 bytes", "" },
	{ "no room: the least an extension takes", 1, KT_STATUS_APPROVED, 7, SMALL, "capacity", PREFLIGHT_NO, true, "room for 99 999", " 10240" },
	{ "no room by much", 1, KT_STATUS_APPROVED, 7, SMALL_BY_MUCH, "capacity", PREFLIGHT_NO, true, "room for 80 000", " 20000" },
	{ "room not read", 1, KT_STATUS_APPROVED, 7, BUFFER_UNREAD, "capacity", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "buffer held", 1, KT_STATUS_APPROVED, 7, NOTHING, "buffer", PREFLIGHT_YES, false, "multisig", "" },
	{ "buffer not read", 1, KT_STATUS_APPROVED, 7, BUFFER_UNREAD, "buffer", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "buffer gone", 1, KT_STATUS_APPROVED, 7, BUFFER_GONE, "buffer", PREFLIGHT_NO, true, "does not exist", "keyturn cancel 14" },
	{ "buffer gone while it is voted on", 1, KT_STATUS_ACTIVE, 1, BUFFER_GONE, "buffer", PREFLIGHT_NO, true, "does not exist", "keyturn reject 14" },
	{ "buffer of another program", 1, KT_STATUS_APPROVED, 7, BUFFER_ALIEN, "buffer", PREFLIGHT_NO, true, "no buffer of the loader", "keyturn cancel 14" },
	{ "buffer of another authority", 1, KT_STATUS_APPROVED, 7, BUFFER_FOREIGN, "buffer", PREFLIGHT_NO, true, "not the multisig", "keyturn cancel 14" },
	{ "buffer given back", 1, KT_STATUS_APPROVED, 7, GIVEN_BACK, "buffer", PREFLIGHT_NO, true, "gave its buffer back", "" },
	{ "code as proposed", 1, KT_STATUS_APPROVED, 7, NOTHING, "code", PREFLIGHT_YES, false, "was proposed", "" },
	{ "buffer refilled", 1, KT_STATUS_APPROVED, 7, REFILLED, "code", PREFLIGHT_NO, true, "proposed was", "keyturn cancel 14" },
	{ "buffer refilled while it is voted on", 1, KT_STATUS_ACTIVE, 1, REFILLED, "code", PREFLIGHT_NO, true, "proposed was", "keyturn reject 14" },
	{ "code of another length", 1, KT_STATUS_APPROVED, 7, TRIMMED, "code", PREFLIGHT_NO, true, "proposed was", "keyturn cancel 14" },
	{ "code not read", 1, KT_STATUS_APPROVED, 7, BUFFER_UNREAD, "code", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "SBPF v3", 1, KT_STATUS_APPROVED, 7, NOTHING, "sbpf", PREFLIGHT_YES, false, "v3, its feature is active", "" },
	{ "SBPF v3 before its feature", 1, KT_STATUS_APPROVED, 7, V3_OFF, "sbpf", PREFLIGHT_NO, true, "pending", "" },
	{ "SBPF v0", 1, KT_STATUS_APPROVED, 7, V0, "sbpf", PREFLIGHT_YES, false, "v0", "" },
	{ "SBPF v0 soon refused", 1, KT_STATUS_APPROVED, 7, V0_PENDING, "sbpf", PREFLIGHT_YES, false, "SIMD-0500 is pending", "" },
	{ "SBPF v0 refused", 1, KT_STATUS_APPROVED, 7, V0_ENDED, "sbpf", PREFLIGHT_NO, true, "only v3", "cargo build-sbf --arch v3" },
	{ "SBPF v1", 1, KT_STATUS_APPROVED, 7, V1, "sbpf", PREFLIGHT_YES, false, "v1, which the chain takes since SBPF v3", "" },
	{ "SBPF v1 before any feature", 1, KT_STATUS_APPROVED, 7, V1_OFF, "sbpf", PREFLIGHT_NO, true, "v1, its feature is not active", "cargo" },
	{ "SBPF v9", 1, KT_STATUS_APPROVED, 7, V9, "sbpf", PREFLIGHT_NO, true, "v9 is unknown", "cargo" },
	{ "a call nobody knows executes, and fails later", 1, KT_STATUS_ACTIVE, 1, CALLS_V3, "sbpf", PREFLIGHT_NO, false, "sol_teleport", "keyturn reject 14" },
	{ "in version 0 the loader refuses it", 1, KT_STATUS_APPROVED, 7, CALLS_V0, "sbpf", PREFLIGHT_NO, true, "sol_teleport", "keyturn cancel 14" },
	{ "a version that is refused is told first", 1, KT_STATUS_APPROVED, 7, CALLS_ENDED, "sbpf", PREFLIGHT_NO, true, "only v3", "cargo" },
	{ "what is no program never executes", 1, KT_STATUS_APPROVED, 7, BROKEN, "sbpf", PREFLIGHT_NO, true, "sol_teleport", "keyturn cancel 14" },
	{ "gates not read", 1, KT_STATUS_APPROVED, 7, GATES_UNREAD, "sbpf", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "rent covered", 1, KT_STATUS_APPROVED, 7, NOTHING, "rent", PREFLIGHT_YES, false, "0.009 SOL is covered: 0.01", "" },
	{ "rent not covered", 1, KT_STATUS_APPROVED, 7, NO_RENT, "rent", PREFLIGHT_NO, true, "lack 0.000000001 SOL", "solana transfer" },
	{ "rent not read", 1, KT_STATUS_APPROVED, 7, RENT_UNREAD, "rent", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "spill and what it gets", 1, KT_STATUS_APPROVED, 7, NOTHING, "spill", PREFLIGHT_YES, false, "0.001 SOL", "" },
	{ "spill nobody can hold", 1, KT_STATUS_APPROVED, 7, SPILL_ALIEN, "spill", PREFLIGHT_NO, true, "neither a key's", "keyturn propose upgrade" },
	{ "spill with data costs units", 1, KT_STATUS_APPROVED, 7, SPILL_DATA, "spill", PREFLIGHT_YES, false, "1 000 000 bytes of data cost 4 000", "" },
	{ "spill not read", 1, KT_STATUS_APPROVED, 7, SPILL_UNREAD, "spill", PREFLIGHT_UNKNOWN, false, "not read", "" },
	{ "simulated", 1, KT_STATUS_APPROVED, 7, NOTHING, "simulation", PREFLIGHT_YES, false, "123456 of 1400000", "" },
	{ "simulation fails", 1, KT_STATUS_APPROVED, 7, SIM_FAILS, "simulation", PREFLIGHT_NO, true, "fails: no room", "" },
	{ "not simulated before the approvals", 1, KT_STATUS_ACTIVE, 1, SIM_NOT, "simulation", PREFLIGHT_UNKNOWN, false, "until approved", "" },
	{ "nor before the lock is over", 1, KT_STATUS_APPROVED, 7, SIM_NOT_LOCKED, "simulation", PREFLIGHT_UNKNOWN, false, "timelock is over", "" },
	{ "nor before it was asked for", 1, KT_STATUS_APPROVED, 7, SIM_NOT, "simulation", PREFLIGHT_UNKNOWN, false, "not asked yet", "" },
	{ "a handover asks for the authority too", 4, KT_STATUS_APPROVED, 7, FOREIGN, "authority", PREFLIGHT_NO, true, "not the multisig", "" },
	{ "immutable for ever takes only v3 then", 7, KT_STATUS_APPROVED, 7, V0_ENDED, "sbpf", PREFLIGHT_NO, true, "only v3", "cargo" },
};

static void
test_lines(struct world *w)
{
	const struct gov_record r = w->r;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct preflight_line *l;
		struct preflight o;
		bool blocks;

		w->r = r;
		good(w, rows[i].kind, rows[i].status, rows[i].approvals);
		spoil(w, rows[i].spoil);
		preflight_judge(&w->f, &o);
		l = preflight_find(&o, rows[i].line);
		blocks = l != NULL && l->answer == PREFLIGHT_NO && l->blocks;
		CHECK(l != NULL && l->answer == rows[i].want && blocks == rows[i].blocks && strstr(l->words, rows[i].words) != NULL &&
			strstr(l->cure, rows[i].cure) != NULL && (rows[i].cure[0] != '\0') == (l->cure[0] != '\0'), "%s: %s | %s", rows[i].fact,
			l != NULL ? l->words : "no such line", l != NULL ? l->cure : "");
		if (blocks)
			CHECK(preflight_blocker(&o, 0) != NULL, "%s: it blocks", rows[i].fact);
		gov_proposal_wipe(&w->p);
	}
	w->r = r;
}

/* Every line that any of these worlds is told of is in the table with a yes and
 * with a no; "state" is there only where all is over. */
static void
note_lines(const struct preflight *o, const char **name, size_t *n)
{
	for (size_t i = 0; i < o->n; i++) {
		size_t k = 0;

		while (k < *n && strcmp(name[k], o->line[i].name) != 0)
			k++;
		if (k == *n)
			name[(*n)++] = o->line[i].name;
	}
}

static bool
has_row(const char *name, enum preflight_answer a)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].line, name) == 0 && rows[i].want == a)
			return true;
	return false;
}

static void
test_both_ways(struct world *w)
{
	const struct gov_record r = w->r;
	const char *name[PREFLIGHT_MAX * 2];
	size_t n = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct preflight o;

		w->r = r;
		good(w, rows[i].kind, rows[i].status, rows[i].approvals);
		spoil(w, rows[i].spoil);
		preflight_judge(&w->f, &o);
		note_lines(&o, name, &n);
		gov_proposal_wipe(&w->p);
	}
	w->r = r;
	for (size_t i = 0; i < n; i++)
		CHECK(has_row(name[i], PREFLIGHT_NO) && (has_row(name[i], PREFLIGHT_YES) || strcmp(name[i], "state") == 0),
			"line \"%s\" is tested with a yes and with a no", name[i]);
	CHECK(n == 18, "%zu lines", n);
}

static void
test_whole(struct world *w)
{
	struct preflight o;

	good(w, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	preflight_judge(&w->f, &o);
	CHECK(preflight_blocker(&o, 0) == NULL && o.n == 15, "nothing blocks the good world, in %zu lines", o.n);
	w->f.is_draft = true;
	w->f.buffer.authority = w->f.executor;
	w->f.simulated = SIMULATED_NOT;
	preflight_judge(&w->f, &o);
	CHECK(preflight_blocker(&o, 0) == NULL && preflight_find(&o, "approvals") == NULL && preflight_find(&o, "executor") == NULL,
		"a draft is not asked for votes, times and who executes");
	w->f.buffer.authority = w->m.authority;
	preflight_judge(&w->f, &o);
	CHECK(strcmp(preflight_blocker(&o, 0)->name, "buffer") == 0, "a draft's buffer must be the proposer's: %s",
		preflight_blocker(&o, 0)->words);
	CHECK(strcmp(preflight_blocker(&o, 0)->cure, "keyturn buffer write FILE") == 0, "and another one may be written");
	w->f.buffer.authority = w->f.executor;
	unfit(&w->f, ERR_REFUSED);
	preflight_judge(&w->f, &o);
	CHECK(preflight_blocker(&o, 0) != NULL && strcmp(preflight_blocker(&o, 0)->name, "sbpf") == 0 && o.unfit.code == ERR_REFUSED,
		"a draft whose code calls what nobody knows is stopped");
	gov_proposal_wipe(&w->p);
	good(w, KT_KIND_UPGRADE, KT_STATUS_ACTIVE, 1);
	w->f.is_vote = true;
	w->f.others_known = false;
	preflight_judge(&w->f, &o);
	CHECK(preflight_blocker(&o, 0) == NULL && preflight_find(&o, "approvals") == NULL && preflight_find(&o, "executor") == NULL &&
		preflight_find(&o, "simulation") == NULL && preflight_find(&o, "others") == NULL,
		"before a vote nobody is told of missing votes, times and who executes");
	for (size_t i = 0; i < o.n; i++)
		CHECK(o.line[i].answer == PREFLIGHT_YES, "before a vote all is well: %s", o.line[i].words);
	w->f.buffer.hash.b[0] ^= 1;
	preflight_judge(&w->f, &o);
	CHECK(strcmp(preflight_blocker(&o, 0)->name, "code") == 0, "a voter is told of a refilled buffer");
	gov_proposal_wipe(&w->p);
	good(w, KT_KIND_MEMBERS, KT_STATUS_APPROVED, 7);
	preflight_judge(&w->f, &o);
	CHECK(preflight_blocker(&o, 0) == NULL && preflight_find(&o, "version") == NULL && preflight_find(&o, "buffer") == NULL,
		"a change of members knows no program");
	gov_proposal_wipe(&w->p);
	good(w, KT_KIND_ROLLBACK, KT_STATUS_APPROVED, 15);
	w->r.version[0].ended = LOCK_OVER - 5;
	preflight_judge(&w->f, &o);
	CHECK(preflight_blocker(&o, 0) == NULL, "nothing blocks a good rollback");
	gov_proposal_wipe(&w->p);
}

static void
test_facts(struct world *w)
{
	struct gov_proposal two[2];
	struct gov_world all = { .proposal = two, .proposal_n = 2, .record = &w->r, .record_n = 1, .cluster_unix_s = LOCK_OVER };
	struct preflight_facts f;
	struct preflight o;

	w->r.version[0].retired = false;
	all.multisig = w->m;
	two[0] = sample_gov_proposal(&w->m, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	two[1] = sample_gov_proposal(&w->m, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	two[1].index = 13;
	preflight_facts_init(&f, &all, &two[0], NULL, false);
	CHECK(f.other_n == 1 && f.other[0] == 13, "another open act on the program is counted");
	preflight_judge(&f, &o);
	CHECK(preflight_blocker(&o, 0) == NULL && preflight_find(&o, "buffer")->answer == PREFLIGHT_UNKNOWN,
		"what was not read is unknown and does not block");
	two[0].kind = KT_KIND_ROLLBACK;
	two[0].act.deploy.from_number = 8;
	two[0].act.deploy.from_hash = two[1].act.deploy.code_hash;
	preflight_facts_init(&f, &all, &two[0], NULL, false);
	CHECK(f.ahead == 13, "a way back made in advance waits for its upgrade");
	two[0].act.deploy.from_hash.b[0] ^= 1;
	preflight_facts_init(&f, &all, &two[0], NULL, false);
	CHECK(f.ahead == 0, "and for no other code");
	two[0].act.deploy.from_hash.b[0] ^= 1;
	two[0].act.deploy.from_number = 9;
	preflight_facts_init(&f, &all, &two[0], NULL, false);
	CHECK(f.ahead == 0, "nor for one further ahead");
	two[1].status = GOV_CANCELLED;
	preflight_facts_init(&f, &all, &two[0], &w->m.member[1].address, false);
	CHECK(f.other_n == 0 && f.has_executor, "one that ended is not");
	gov_proposal_wipe(&two[0]);
	gov_proposal_wipe(&two[1]);
}

int
main(void)
{
	struct world w;

	w.m = sample_gov_multisig();
	w.r = sample_gov_record(&w.m);
	test_lines(&w);
	test_both_ways(&w);
	test_whole(&w);
	test_facts(&w);
	gov_multisig_wipe(&w.m);
	gov_record_wipe(&w.r);
	return test_done();
}
