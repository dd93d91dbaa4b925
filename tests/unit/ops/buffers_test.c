/* buffers_test.c - what a buffer is for, judged from the world, its content and
 * what the journal says of uploads. */

#include "ops/buffers.h"

#include "../gov/world_sample.h"
#include "elf_made.h"
#include "ops/stage.h"
#include "solana/loader.h"
#include "test.h"

#define NOW (APPROVED_AT + 100)

static const struct pubkey me = { { 0xd0 } }, other = { { 0xd1 } };

/* A multisig with one program, whose version before the newest may be gone back
 * to, and one upgrade that holds a buffer. */
struct scene {
	struct gov_world w;
	struct gov_record r;
	struct gov_proposal p;
};

static void
begin(struct scene *s, enum kt_status status)
{
	memset(s, 0, sizeof *s);
	s->w.multisig = sample_gov_multisig();
	s->r = sample_gov_record(&s->w.multisig);
	s->p = sample_gov_proposal(&s->w.multisig, KT_KIND_UPGRADE, status, 0);
	s->p.depositor = me;
	s->w.proposal = &s->p;
	s->w.proposal_n = 1;
	s->w.record = &s->r;
	s->w.record_n = 1;
	s->w.cluster_unix_s = NOW;
	for (unsigned i = 0; i + 1 < s->r.version_n; i++) {
		s->r.version[i].retired = false;
		s->r.version[i].ended = NOW - 60;
	}
}

static void
end(struct scene *s)
{
	gov_proposal_wipe(&s->p);
	gov_record_wipe(&s->r);
	gov_multisig_wipe(&s->w.multisig);
}

static struct pubkey
address_of(const struct hash *code, unsigned counter)
{
	char seed[STAGE_SEED];
	struct pubkey at;

	stage_address(&me, code, counter, seed, &at);
	return at;
}

static enum buffer_use
judged(struct buffer_row *r, const struct gov_world *w)
{
	struct buffer_list l = { .row = r, .n = 1 };

	buffers_judge_for(&l, &me, w);
	return r->use;
}

/* --- whose, and held by what --- */

static void
uses(void)
{
	struct scene s;
	struct buffer_row r = { .own = true, .authority = me, .buffer = { { 1 } }, .room = 100 };
	char text[BUFFER_USE_TEXT];

	begin(&s, KT_STATUS_ACTIVE);
	CHECK(judged(&r, &s.w) == BUFFER_ORPHAN && buffer_is_refundable(&r, &me), "this key's that nothing needs is an orphan");
	CHECK(judged(&r, NULL) == BUFFER_ORPHAN, "without a multisig too");
	r.buffer = address_of(&s.r.version[0].code_hash, 0);
	CHECK(judged(&r, &s.w) == BUFFER_WAY_BACK && r.version == s.r.version[0].number && pubkey_eq(&r.program, &s.r.program)
		&& !buffer_is_refundable(&r, &me), "one at a version's address is the way back to it");
	r.buffer = address_of(&s.r.version[0].code_hash, STAGE_COUNTERS - 1);
	CHECK(judged(&r, &s.w) == BUFFER_WAY_BACK, "whatever the counter");
	s.r.version[0].retired = true;
	CHECK(judged(&r, &s.w) == BUFFER_ORPHAN, "but to a version that was left for good nothing goes back");
	s.r.version[0].retired = false;
	s.r.version[0].ended = NOW - (int64_t)s.w.multisig.reach_s;
	CHECK(judged(&r, &s.w) == BUFFER_ORPHAN && r.version == 0, "nor to one out of reach");
	r = (struct buffer_row){ .authority = other, .buffer = s.p.act.deploy.buffer };
	CHECK(judged(&r, &s.w) == BUFFER_USED && r.proposal == s.p.index && r.has_hash && r.code_len == s.p.act.deploy.code_len
		&& !buffer_is_refundable(&r, &me), "one an open act holds is needed, and has the hash the act proved");
	CHECK(strcmp(buffer_use_text(text, &r), "proposal 14") == 0 || strncmp(text, "proposal ", 9) == 0, "%s", text);
	r.buffer.b[0] ^= 1;
	CHECK(judged(&r, &s.w) == BUFFER_STRAY && r.proposal == 0 && !r.has_hash, "the multisig's that none holds is told as that");
	end(&s);
	begin(&s, KT_STATUS_REJECTED);
	r.buffer = s.p.act.deploy.buffer;
	CHECK(judged(&r, &s.w) == BUFFER_DEAD && buffer_is_refundable(&r, &me) && !buffer_is_refundable(&r, &other),
		"a dead act's comes back to who deposited it, to nobody else");
	end(&s);
}

/* --- uploads --- */

struct upload_row {
	enum unfinished journal;
	bool read, at_its_address;
	enum { CODE_WHOLE, CODE_HALF, CODE_NONE } code;
	enum buffer_use use;
	const char *what;
	bool no_key; /* of the address there can be none */
};

static void
uploads(void)
{
	static const struct upload_row rows[] = {
		{ UPLOAD_UNFINISHED, false, false, CODE_NONE, BUFFER_UNFINISHED, "the journal has an upload that did not end", false },
		{ UPLOAD_ENDED, false, false, CODE_NONE, BUFFER_ORPHAN, "it has one that did", false },
		{ UPLOAD_NOT_KNOWN, false, false, CODE_NONE, BUFFER_ORPHAN, "it knows none, and nothing was read", false },
		{ UPLOAD_UNFINISHED, true, true, CODE_WHOLE, BUFFER_ORPHAN, "the journal says unfinished, and all of it is there", false },
		{ UPLOAD_UNFINISHED, true, false, CODE_WHOLE, BUFFER_UNFINISHED, "it looks like a program, and is not the one it was made for", false },
		{ UPLOAD_NOT_KNOWN, true, false, CODE_HALF, BUFFER_UNFINISHED, "another machine uploads: half a program", false },
		{ UPLOAD_NOT_KNOWN, true, false, CODE_NONE, BUFFER_UNFINISHED, "another machine has only made it", false },
		{ UPLOAD_NOT_KNOWN, true, false, CODE_WHOLE, BUFFER_ORPHAN, "a whole program that another tool wrote", false },
		{ UPLOAD_NOT_KNOWN, true, false, CODE_WHOLE, BUFFER_UNFINISHED, "it looks like one, and the address is from a seed: ours, of other code", true },
		{ UPLOAD_ENDED, true, false, CODE_HALF, BUFFER_UNFINISHED, "what ended is not what is there now", false },
	};
	uint64_t code[200], room;
	struct made_program m = { .version = 3, .code = code, .code_n = 200, .data = "data", .data_len = 4 };
	struct buf elf = BUF_INIT(MADE_MAX);

	for (unsigned i = 0; i < 200; i++)
		code[i] = i < 199 ? 0x0001b7 : 0x9d; /* a move each, and the exit */
	made_strict(&elf, &m);
	room = elf.len;
	elf.len = code_trim(elf.p, elf.len);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct upload_row *x = &rows[i];
		struct buffer_row r = { .own = true, .authority = me, .buffer = { { 1 } }, .room = room, .upload = x->journal, .read = x->read };
		struct buf part = BUF_INIT(MADE_MAX);
		size_t len = x->code == CODE_WHOLE ? elf.len : x->code == CODE_HALF ? elf.len / 2 : 0;

		code_hash(elf.p, len, &r.code_hash);
		if (x->at_its_address)
			r.buffer = address_of(&r.code_hash, 3);
		while (x->no_key && pubkey_on_curve(&r.buffer))
			r.buffer.b[1]++;
		CHECK(x->at_its_address || pubkey_on_curve(&r.buffer) == !x->no_key, "a key can be there, or not: %s", x->what);
		(void)buf_put(&part, elf.p, len);
		if (x->read)
			buffers_content(&r, &me, &part);
		buf_wipe(&part);
		CHECK(judged(&r, NULL) == x->use, "%s: %s", x->what, buffer_use_name(r.use));
		CHECK(buffer_is_refundable(&r, &me) == (x->use == BUFFER_ORPHAN), "closing orphans takes it or leaves it: %s", x->what);
	}
	buf_wipe(&elf);
}

static void
how_much(void)
{
	uint8_t bytes[4 * 1012] = { 0 };
	struct buf code = BUF_INIT(sizeof bytes);
	struct buffer_row r = { .own = true, .room = sizeof bytes, .upload = UPLOAD_UNFINISHED, .read = true };
	char text[BUFFER_USE_TEXT];

	bytes[5] = 1;
	bytes[2 * 1012 + 7] = 1;
	(void)buf_put(&code, bytes, 2 * 1012 + 8);
	buffers_content(&r, &me, &code);
	buf_wipe(&code);
	CHECK(r.there == 1012 + 8, "%u bytes lie in blocks that are not zero", (unsigned)r.there);
	CHECK(judged(&r, NULL) == BUFFER_UNFINISHED && strcmp(buffer_use_text(text, &r), "unfinished, 25 %") == 0, "%s", text);
	r.read = false;
	CHECK(judged(&r, NULL) == BUFFER_UNFINISHED && strcmp(buffer_use_text(text, &r), "unfinished") == 0, "%s", text);
}

static void
order(void)
{
	struct scene s;
	struct buffer_row rows[5] = {
		{ .own = false, .buffer = { { 9 } }, .lamports = 900 },                       /* stray */
		{ .own = true, .buffer = { { 3 } }, .lamports = 10 },                         /* orphan */
		{ .own = true, .buffer = { { 4 } }, .lamports = 5, .upload = UPLOAD_UNFINISHED },
		{ .own = true, .buffer = { { 2 } }, .lamports = 10 },                         /* orphan */
		{ .own = true, .buffer = { { 1 } }, .lamports = 20 },                         /* orphan */
	};
	struct buffer_list l = { .row = rows, .n = 5 };
	static const uint8_t want[5] = { 1, 2, 3, 4, 9 };

	begin(&s, KT_STATUS_ACTIVE);
	buffers_judge_for(&l, &me, &s.w);
	for (unsigned i = 0; i < 5; i++)
		CHECK(rows[i].buffer.b[0] == want[i], "orphans first, the larger before the smaller, then by address: %u", rows[i].buffer.b[0]);
	end(&s);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	uses();
	uploads();
	how_much();
	order();
	return test_done();
}
