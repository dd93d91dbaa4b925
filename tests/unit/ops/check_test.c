/* check_test.c - what the endpoint answers, judged: every account the preflight
 * reads, as it should be and spoilt, unread, and what is asked for at all. */

#include "ops/check.h"

#include "../../elf_made.h"
#include "ops/code_check.h"
#include "ops_bench.h"
#include "solana/loader.h"

#define NOW (APPROVED_AT + 2 * 86400)
#define RATE 3480u /* lamports for a byte and year */

enum { DATA, SPILL, RENT, EXECUTOR, GATE, MEMBER = GATE + (int)CODE_CHECK_GATES, HEADS = MEMBER + 5, CODE_LEN = 192, ROOM = 5000 };

/* What the chain holds; the strings are what the server's thread answers with. */
static struct chain {
	struct ops_account head[HEADS], buffer;
	const char *simulation;
	char buffer_key[PUBKEY_TEXT], heads_json[32768], buffer_json[4096], last_simulation[2048];
	unsigned heads_asked, buffers_asked, simulations_asked;
} chain;

static const char *
answer(const char *body)
{
	if (strstr(body, "\"simulateTransaction\"") != NULL) {
		chain.simulations_asked++;
		return chain.simulation;
	}
	if (strstr(body, "\"getMultipleAccounts\"") == NULL)
		return NULL;
	if (strstr(body, chain.buffer_key) == NULL) {
		chain.heads_asked++;
		return chain.heads_json;
	}
	chain.buffers_asked++;
	return chain.buffer_json;
}

static struct ops_account
holds(const struct pubkey *owner, uint64_t lamports, const void *data, size_t len)
{
	struct ops_account a = { .exists = true, .owner = *owner, .lamports = lamports, .len = len, .space = len };

	memcpy(a.data, data, len);
	return a;
}

/* A loader account: tag, authority, and a program of SBPF version 3 that calls sol_log_. */
static struct ops_account
code_of(uint32_t tag, const struct pubkey *authority, uint64_t lamports)
{
	static const uint64_t code[2] = { (uint64_t)0x207559bd << 32 | 0x85, 0x95 };
	struct made_program m = { .version = 3, .code = code, .code_n = 2 };
	struct buf elf = BUF_INIT(256);
	uint8_t p[256] = { 0 };
	size_t at = tag == LOADER_BUFFER ? 4 : 12;

	sample_le(p, tag, 4);
	p[at] = 1;
	memcpy(p + at + 1, authority->b, 32);
	at += 33;
	made_elf(&elf, &m);
	memcpy(p + at, elf.p, CODE_LEN);
	buf_wipe(&elf);
	return holds(&PUBKEY_LOADER, lamports, p, at + CODE_LEN);
}

/* Everything as it should be for proposal `p`, whose code is what the buffer holds. */
static void
good(const struct gov_multisig *m, struct gov_proposal *p)
{
	uint8_t rent[17] = { 0 }, on[9] = { 1 };
	double years = 2;
	struct ops_account d = code_of(LOADER_PROGRAM_DATA, &m->authority, 30000000), b = code_of(LOADER_BUFFER, &m->authority, 20000000);

	memset(&chain, 0, sizeof chain);
	(void)pubkey_text(chain.buffer_key, &p->act.deploy.buffer);
	d.len = 97; /* the slice that is asked for */
	d.space = LOADER_PROGRAM_DATA_HEADER + ROOM;
	chain.head[DATA] = d;
	chain.buffer = b;
	sample_le(rent, RATE, 8);
	memcpy(rent + 8, &years, 8);
	chain.head[RENT] = holds(&PUBKEY_SYSTEM, 1, rent, sizeof rent);
	chain.head[GATE + SBPF_V3] = holds(&PUBKEY_FEATURE, 1, on, sizeof on);
	for (unsigned i = 0; i < 5; i++)
		chain.head[MEMBER + i] = holds(&PUBKEY_SYSTEM, 5000, "", 0);
	chain.simulation = "{\"context\":{\"slot\":9},\"value\":{\"err\":null,\"logs\":[],\"unitsConsumed\":4321}}";
	code_hash(b.data + LOADER_BUFFER_HEADER, CODE_LEN, &p->act.deploy.code_hash);
	p->act.deploy.code_len = (uint32_t)code_trim(b.data + LOADER_BUFFER_HEADER, CODE_LEN);
}

static void
tell(void)
{
	char *h = chain.heads_json, *b = chain.buffer_json;
	size_t at = (size_t)snprintf(h, sizeof chain.heads_json, "{\"context\":{\"slot\":9},\"value\":[");

	for (unsigned i = 0; i < HEADS; i++) {
		at += ops_bench_account(h + at, sizeof chain.heads_json - at - 4, &chain.head[i]);
		h[at++] = i + 1 < HEADS ? ',' : ']';
	}
	(void)snprintf(h + at, sizeof chain.heads_json - at, "}");
	at = (size_t)snprintf(b, sizeof chain.buffer_json, "{\"context\":{\"slot\":9},\"value\":[");
	at += ops_bench_account(b + at, sizeof chain.buffer_json - at, &chain.buffer);
	(void)snprintf(b + at, sizeof chain.buffer_json - at, "]}");
	chain.heads_asked = chain.buffers_asked = chain.simulations_asked = 0;
}

struct scene {
	struct ops_bench b;
	struct gov_world w; /* its arrays are the next two */
	struct gov_proposal p;
	struct gov_record r;
};

static void
scene_start(struct scene *x)
{
	memset(x, 0, sizeof *x);
	x->w.multisig = sample_gov_multisig();
	x->r = sample_gov_record(&x->w.multisig);
	x->w.record = &x->r;
	x->w.record_n = 1;
	x->w.proposal = &x->p;
	x->w.proposal_n = 1;
	x->w.cluster_unix_s = NOW;
	ops_bench_start(&x->b, answer);
}

static void
scene_stop(struct scene *x)
{
	ops_bench_stop(&x->b);
	gov_multisig_wipe(&x->w.multisig);
	gov_record_wipe(&x->r);
}

/* A check to its end; it is freed here. */
static enum err_code
finish(struct scene *x, struct check *c, struct preflight *out, struct err *e)
{
	enum err_code rc;

	for (int i = 0; check_pending(c) && i < 1000; i++)
		ops_bench_wait(&x->b);
	rc = check_result(c, out, e);
	check_free(c);
	return rc;
}

static enum err_code
judged(struct scene *x, struct preflight *out, struct err *e)
{
	tell();
	return finish(x, check_new(&x->b.s, &x->w, &x->p, false, true, COMMITMENT_FINALIZED), out, e);
}

static bool
says(const struct preflight *o, const char *name, enum preflight_answer a, const char *words)
{
	const struct preflight_line *l = preflight_find(o, name);

	return l != NULL && l->answer == a && strstr(l->words, words) != NULL;
}

static void
test_good(struct scene *x)
{
	struct preflight o;
	struct err e = ERR_INIT;

	x->p = sample_gov_proposal(&x->w.multisig, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	good(&x->w.multisig, &x->p);
	CHECK(judged(x, &o, &e) == ERR_OK && preflight_blocker(&o, 0) == NULL, "a good world: %s", e.message);
	CHECK(chain.heads_asked == 1 && chain.buffers_asked == 1 && chain.simulations_asked == 1, "one request for each");
	CHECK(says(&o, "capacity", PREFLIGHT_YES, "the buffer is 192 bytes, the program has room for 5 000"), "room of the whole account");
	CHECK(says(&o, "code", PREFLIGHT_YES, "185 bytes"), "the buffer's code is hashed");
	CHECK(says(&o, "sbpf", PREFLIGHT_YES, "v3, its feature is active"), "version and gate");
	/* (128 + 45 + 5000) bytes, 3480 lamports a byte and year, two years */
	CHECK(says(&o, "rent", PREFLIGHT_YES, "0.03600408 SOL is covered: 0.05"), "rent: %s", preflight_find(&o, "rent")->words);
	CHECK(says(&o, "spill", PREFLIGHT_YES, "0.01399592 SOL"), "what is left: %s", preflight_find(&o, "spill")->words);
	CHECK(says(&o, "simulation", PREFLIGHT_YES, "4321"), "its units");
	CHECK(says(&o, "executor", PREFLIGHT_UNKNOWN, "no key"), "without a signer nobody executes");
	gov_proposal_wipe(&x->p);
}

enum spoil {
	NO_DATA, DATA_OF_OTHERS, DATA_IS_BUFFER, DATA_CUT, NO_AUTHORITY, NO_BUFFER, BUFFER_OF_OTHERS, BUFFER_IS_PROGRAM, BUFFER_CHANGED,
	BUFFER_LARGER, GATE_WAITS, GATE_OF_OTHERS, GATE_EMPTY, NO_RENT, RENT_CUT, RENT_RATE, RENT_YEARS, RENT_NAN, POOR, SPILL_OWNED,
	SPILL_LARGE, SIM_FAILS, UNKNOWN_CALL, BROKEN, ENTRY, EARLY_CALL, CALL_ON,
};

static void
spoil(enum spoil s, const struct gov_multisig *m)
{
	static const double years = 101;
	uint8_t *code = chain.buffer.data + LOADER_BUFFER_HEADER, on = 1;
	struct pubkey other = sample_named(0x66);

	switch (s) {
	case NO_DATA: chain.head[DATA].exists = false; break;
	case DATA_OF_OTHERS: chain.head[DATA].owner = other; break;
	case DATA_IS_BUFFER: chain.head[DATA] = code_of(LOADER_BUFFER, &m->authority, 1); chain.head[DATA].len = 97; break;
	case DATA_CUT: chain.head[DATA].len = chain.head[DATA].space = 11; break;
	case NO_AUTHORITY: chain.head[DATA].data[12] = 0; break;
	case NO_BUFFER: chain.buffer.exists = false; break;
	case BUFFER_OF_OTHERS: chain.buffer.owner = other; break;
	case BUFFER_IS_PROGRAM: chain.buffer = code_of(LOADER_PROGRAM_DATA, &m->authority, 1); break;
	case BUFFER_CHANGED: chain.buffer.data[LOADER_BUFFER_HEADER] ^= 1; break;
	case BUFFER_LARGER: chain.head[DATA].space = LOADER_PROGRAM_DATA_HEADER + CODE_LEN - 1; break;
	case GATE_WAITS: chain.head[GATE + SBPF_V3].data[0] = 0; break;
	case GATE_OF_OTHERS: chain.head[GATE + SBPF_V3].owner = other; break;
	case GATE_EMPTY: chain.head[GATE + SBPF_V3].len = chain.head[GATE + SBPF_V3].space = 0; break;
	case NO_RENT: chain.head[RENT].exists = false; break;
	case RENT_CUT: chain.head[RENT].len = chain.head[RENT].space = 16; break;
	case RENT_RATE: sample_le(chain.head[RENT].data, 1000001, 8); break;
	case RENT_YEARS: memcpy(chain.head[RENT].data + 8, &years, 8); break;
	case RENT_NAN: sample_le(chain.head[RENT].data + 8, 0x7ff8000000000000u, 8); break;
	case POOR: chain.head[MEMBER].lamports = chain.head[MEMBER + 1].lamports = 4999; break;
	case SPILL_OWNED: chain.head[SPILL] = holds(&other, 1, "", 0); break;
	case SPILL_LARGE:
		chain.head[SPILL] = holds(&PUBKEY_SYSTEM, 1, "", 0);
		chain.head[SPILL].len = 97;
		chain.head[SPILL].space = 1000000;
		break;
	case UNKNOWN_CALL: sample_le(code + 180, 0xdeadbeef, 4); break;
	case BROKEN: code[0] = 'x'; break;
	case ENTRY: code[24] = 0x10; break;
	case EARLY_CALL: sample_le(code + 180, 0x9229cdcc, 4); break;
	case CALL_ON:
		sample_le(code + 180, 0x9229cdcc, 4);
		chain.head[GATE + SBPF_GATES + ELF_GATE_SHA512] = holds(&PUBKEY_FEATURE, 1, &on, 1);
		break;
	case SIM_FAILS:
		chain.simulation = "{\"context\":{\"slot\":9},\"value\":{\"err\":{\"InstructionError\":[1,\"ProgramAccountNotFound\"]},\"logs\":[],\"unitsConsumed\":9}}";
		break;
	}
}

static const struct row {
	const char *fact;
	enum spoil spoil;
	const char *line;
	enum preflight_answer want;
	const char *words;
} rows[] = {
	{ "program data is gone", NO_DATA, "authority", PREFLIGHT_NO, "no program data" },
	{ "program data of another owner", DATA_OF_OTHERS, "authority", PREFLIGHT_NO, "no program data" },
	{ "a buffer in its place", DATA_IS_BUFFER, "authority", PREFLIGHT_NO, "no program data" },
	{ "program data shorter than its head", DATA_CUT, "authority", PREFLIGHT_NO, "no program data" },
	{ "no authority", NO_AUTHORITY, "authority", PREFLIGHT_NO, "immutable" },
	{ "the buffer is gone", NO_BUFFER, "buffer", PREFLIGHT_NO, "does not exist" },
	{ "and its code not read", NO_BUFFER, "code", PREFLIGHT_UNKNOWN, "not read" },
	{ "the buffer is of another owner", BUFFER_OF_OTHERS, "buffer", PREFLIGHT_NO, "no buffer of the loader" },
	{ "the buffer is program data", BUFFER_IS_PROGRAM, "buffer", PREFLIGHT_NO, "no buffer of the loader" },
	{ "one byte of the buffer changed", BUFFER_CHANGED, "code", PREFLIGHT_NO, "proposed was" },
	{ "a byte more than there is room for", BUFFER_LARGER, "capacity", PREFLIGHT_NO, "room for 191" },
	{ "a gate that is pending", GATE_WAITS, "sbpf", PREFLIGHT_NO, "pending" },
	{ "a gate of another owner is off", GATE_OF_OTHERS, "sbpf", PREFLIGHT_NO, "not active" },
	{ "an empty gate is off", GATE_EMPTY, "sbpf", PREFLIGHT_NO, "not active" },
	{ "a system call nobody knows", UNKNOWN_CALL, "sbpf", PREFLIGHT_NO, "imports system call 0xdeadbeef, which no cluster knows" },
	{ "one whose feature is off", EARLY_CALL, "sbpf", PREFLIGHT_NO, "sol_sha512, whose feature is not active" },
	{ "one whose feature is on", CALL_ON, "sbpf", PREFLIGHT_YES, "v3, its feature is active" },
	{ "a buffer that holds no program", BROKEN, "sbpf", PREFLIGHT_NO, "not an ELF" },
	{ "an entry outside the code", ENTRY, "sbpf", PREFLIGHT_NO, "entry 0x100000010 is outside the code" },
	{ "no rent sysvar", NO_RENT, "rent", PREFLIGHT_UNKNOWN, "not read" },
	{ "a rent sysvar that is cut", RENT_CUT, "rent", PREFLIGHT_UNKNOWN, "not read" },
	{ "a rate nobody has", RENT_RATE, "rent", PREFLIGHT_UNKNOWN, "not read" },
	{ "years nobody has", RENT_YEARS, "rent", PREFLIGHT_UNKNOWN, "not read" },
	{ "years that are no number", RENT_NAN, "rent", PREFLIGHT_UNKNOWN, "not read" },
	{ "a spill that was never used is the System program's", NO_RENT, "spill", PREFLIGHT_YES, "goes to" },
	{ "a spill of another program", SPILL_OWNED, "spill", PREFLIGHT_NO, "neither a key's" },
	{ "a spill with data", SPILL_LARGE, "spill", PREFLIGHT_YES, "1 000 000 bytes of data cost 4 000" },
	{ "a failing simulation", SIM_FAILS, "simulation", PREFLIGHT_NO, "ProgramAccountNotFound" },
};

static void
test_rows(struct scene *x)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct preflight o;
		struct err e = ERR_INIT;
		const struct preflight_line *l;
		enum err_code rc;

		x->p = sample_gov_proposal(&x->w.multisig, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
		good(&x->w.multisig, &x->p);
		if (rows[i].spoil == SPILL_OWNED)
			x->p.act.deploy.spill = x->w.multisig.authority; /* off the curve: the owner decides */
		spoil(rows[i].spoil, &x->w.multisig);
		rc = judged(x, &o, &e);
		l = preflight_find(&o, rows[i].line);
		CHECK(rc == ERR_OK && says(&o, rows[i].line, rows[i].want, rows[i].words), "%s: %s", rows[i].fact,
			rc != ERR_OK ? e.message : l != NULL ? l->words : "no such line");
		gov_proposal_wipe(&x->p);
	}
}

static void
test_members(struct scene *x)
{
	struct preflight o;
	struct err e = ERR_INIT;

	x->p = sample_gov_proposal(&x->w.multisig, KT_KIND_UPGRADE, KT_STATUS_ACTIVE, 0);
	good(&x->w.multisig, &x->p);
	spoil(POOR, &x->w.multisig);
	CHECK(judged(x, &o, &e) == ERR_OK && says(&o, "members", PREFLIGHT_NO, "2 members can approve, needed are 3; 2 cannot pay"),
		"a lamport too few for a fee: %s", preflight_find(&o, "members")->words);
	CHECK(chain.simulations_asked == 0, "what is not ready is not simulated");
	gov_proposal_wipe(&x->p);
}

/* An endpoint that fails is told, and what came is judged: nothing it did not say blocks. */
static void
test_unread(struct scene *x)
{
	struct preflight o;
	struct err e = ERR_INIT;
	struct check *c;

	x->p = sample_gov_proposal(&x->w.multisig, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	good(&x->w.multisig, &x->p);
	tell();
	for (unsigned i = 0; i < 6; i++)
		server_break(&x->b.server, SERVER_ERROR, 0, "{\"code\":-32603,\"message\":\"no\"}");
	CHECK(finish(x, check_new(&x->b.s, &x->w, &x->p, false, true, COMMITMENT_FINALIZED), &o, &e) == ERR_RPC, "it fails: %s", e.message);
	CHECK(o.n > 5 && preflight_blocker(&o, 0) == NULL && says(&o, "buffer", PREFLIGHT_UNKNOWN, "not read")
		&& says(&o, "authority", PREFLIGHT_UNKNOWN, "not read"), "what was not read is unknown");
	server_mend(&x->b.server);
	for (unsigned i = 0; i < 3; i++)
		server_break(&x->b.server, SERVER_SILENT, 0, NULL);
	c = check_new(&x->b.s, &x->w, &x->p, false, true, COMMITMENT_FINALIZED);
	for (unsigned i = 0; i < 3; i++)
		ops_bench_wait(&x->b);
	CHECK(check_pending(c), "it waits for what does not come");
	check_free(c);
	check_free(NULL);
	server_mend(&x->b.server);
	gov_proposal_wipe(&x->p);
}

/* Who is asked for what. */
static void
test_asked(struct scene *x)
{
	struct preflight o;
	struct err e = ERR_INIT;

	x->p = sample_gov_proposal(&x->w.multisig, KT_KIND_UPGRADE, KT_STATUS_APPROVED, 7);
	good(&x->w.multisig, &x->p);
	tell();
	CHECK(finish(x, check_new_vote(&x->b.s, &x->w, &x->p, COMMITMENT_FINALIZED), &o, &e) == ERR_OK && chain.simulations_asked == 0
		&& preflight_find(&o, "simulation") == NULL && preflight_find(&o, "approvals") == NULL, "a voter is told nothing of executing");
	tell();
	CHECK(finish(x, check_new(&x->b.s, &x->w, &x->p, false, false, COMMITMENT_FINALIZED), &o, &e) == ERR_OK
		&& chain.simulations_asked == 0 && says(&o, "simulation", PREFLIGHT_UNKNOWN, "not simulated"), "only where it is asked for");
	x->p.status = GOV_EXECUTED;
	tell();
	CHECK(finish(x, check_new(&x->b.s, &x->w, &x->p, false, true, COMMITMENT_FINALIZED), &o, &e) == ERR_OK && o.n == 1
		&& chain.heads_asked + chain.buffers_asked + chain.simulations_asked == 0, "of what is over nothing is read");
	gov_proposal_wipe(&x->p);
	x->p = sample_gov_proposal(&x->w.multisig, KT_KIND_MEMBERS, KT_STATUS_APPROVED, 7);
	tell();
	CHECK(finish(x, check_new(&x->b.s, &x->w, &x->p, false, true, COMMITMENT_FINALIZED), &o, &e) == ERR_OK && chain.heads_asked == 1
		&& chain.buffers_asked == 0 && preflight_find(&o, "authority") == NULL, "a change of members has no program");
	gov_proposal_wipe(&x->p);
}

/* --- what is only meant --- */

static void
test_draft(struct scene *x)
{
	struct kt_act up = sample_act(KT_KIND_UPGRADE), back = sample_act(KT_KIND_ROLLBACK);
	const struct gov_multisig *m = &x->w.multisig;
	struct gov_proposal d;
	struct preflight o;
	struct err e = ERR_INIT;
	uint64_t index;

	check_draft(&d, &x->w, &up, &m->member[1].address);
	CHECK(d.index == 15 && d.kind == KT_KIND_UPGRADE && d.needed == 3 && d.lock.delay == 172800 && d.window_s == m->window_s
		&& d.epoch == m->epoch && d.created_at == NOW && pubkey_eq(&d.program, &up.deploy.program)
		&& pubkey_eq(&d.proposer, &m->member[1].address), "an upgrade is meant under the numbers of now");
	index = d.index;
	check_draft(&d, &x->w, &back, &m->member[1].address);
	CHECK(d.index == index && d.needed == 4 && d.lock.delay == 600, "a rollback under its own");
	check_draft(&d, &x->w, &up, &m->member[1].address);
	good(m, &d);
	tell();
	CHECK(finish(x, check_new(&x->b.s, &x->w, &d, true, true, COMMITMENT_FINALIZED), &o, &e) == ERR_OK && chain.simulations_asked == 0
		&& preflight_find(&o, "approvals") == NULL && says(&o, "buffer", PREFLIGHT_NO, "not you"), "a draft is read, not simulated: %s",
		preflight_find(&o, "buffer")->words);
}

static void
test_refusals(void)
{
	struct preflight p = { .n = 1, .line = { { .name = "capacity", .answer = PREFLIGHT_NO, .blocks = true, .words = "no room",
		.cure = "keyturn program extend X 9" } } };
	struct preflight_line *l = p.line;
	struct err e = ERR_INIT;

	CHECK(check_refusal(l, &e) == ERR_REFUSED && strcmp(e.message, "it cannot execute: no room") == 0
		&& strcmp(e.hint, "\"keyturn program extend X 9\" mends it") == 0, "refused with its cure: %s", e.hint);
	e = (struct err)ERR_INIT;
	CHECK(check_draft_refusal(&p, false, &e) == ERR_REFUSED && strstr(e.hint, "program extend X 9\" mends it; --anyway") != NULL,
		"a draft may be proposed all the same: %s", e.hint);
	CHECK(check_draft_refusal(&p, true, &e) == ERR_OK, "with --anyway");
	l->cure[0] = '\0';
	e = (struct err)ERR_INIT;
	CHECK(check_refusal(l, &e) == ERR_REFUSED && e.hint[0] == '\0', "no cure, no hint");
	CHECK(check_draft_refusal(&p, false, &e) == ERR_REFUSED && strncmp(e.hint, "--anyway", 8) == 0, "but --anyway: %s", e.hint);
	l->blocks = false;
	CHECK(check_draft_refusal(&p, false, &e) == ERR_OK, "what only warns is not refused");
}

/* Code that would not run is refused as a file is: in the words, with the code and the next step. */
static void
test_unfit(void)
{
	struct preflight p = { .n = 1, .line = { { .name = "sbpf", .answer = PREFLIGHT_NO, .blocks = true, .words = "x" } } };
	struct err e = ERR_INIT;

	(void)err_set(&p.unfit, ERR_REFUSED, "it calls what nobody knows");
	(void)err_hint(&p.unfit, "correct it");
	CHECK(check_draft_refusal(&p, false, &e) == ERR_REFUSED && strcmp(e.message, "it calls what nobody knows") == 0
		&& strcmp(e.hint, "correct it") == 0, "its own words: %s", e.message);
	CHECK(check_draft_refusal(&p, true, &e) == ERR_OK, "--anyway goes on");
	p.unfit.code = ERR_USAGE;
	CHECK(check_draft_refusal(&p, false, &e) == ERR_USAGE && check_draft_refusal(&p, true, &e) == ERR_USAGE,
		"but not with what is no program");
}

int
main(void)
{
	static struct scene x;

	scene_start(&x);
	test_good(&x);
	test_rows(&x);
	test_members(&x);
	test_unread(&x);
	test_asked(&x);
	test_draft(&x);
	test_refusals();
	test_unfit();
	scene_stop(&x);
	return test_done();
}
