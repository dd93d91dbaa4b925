#include "fuzz/fuzz.h"
#include "unit/solana/keyturn_sample.h"

/* A message of each kind of call, built once; a run spoils a copy of one. */
enum { SHAPES = 20 };

static struct original {
	uint8_t bytes[PACKET_MAX];
	size_t len;
	struct message m;
	struct kt_call call;
} original[SHAPES];
static struct pubkey id;

static void
build(unsigned shape, struct kt_ix *s)
{
	struct kt_where w = { id, sample_named(0x0b) };
	struct pubkey a = sample_named(0x21), b = sample_named(0x22), c = sample_named(0x23), program = sample_named(0x71);
	struct kt_governance g = sample_governance();
	struct kt_proposal_account p = { .index = 14, .depositor = c, .rent_payer = b, .act = sample_act(KT_KIND_UPGRADE) };
	struct hash h = { { 0x0d } };
	struct kt_act act;

	if (shape < 14) { /* propose and execute, seven kinds each */
		act = sample_act((enum kt_kind)(shape % 7 + 1));
		if (shape < 7)
			kt_propose_ix(s, &w, &a, &b, &c, 15, &act, "why", 3);
		else
			kt_execute_ix(s, &w, &a, 14, &act, &h);
		return;
	}
	switch (shape) {
	case 14: kt_create_ix(s, &id, &a, &b, &h, &g); break;
	case 15: kt_adopt_ix(s, &w, &a, &b, &c, &program, 1234, &h); break;
	case 16: kt_vote_ix(s, &w, &a, 14, KT_CHOICE_APPROVE, &h); break;
	case 17: kt_vote_ix(s, &w, &a, 14, KT_CHOICE_WITHDRAW, &h); break;
	case 18: kt_reclaim_ix(s, &w, &p); break;
	default: kt_close_ix(s, &w, &a, &p); break;
	}
}

static void
prepare(void)
{
	struct pubkey payer = sample_named(0x0c);
	struct hash blockhash = { { 1 } };
	struct err e = ERR_INIT;
	struct kt_ix s;

	id = sample_named(0x0a);
	for (unsigned i = 0; i < SHAPES; i++) {
		struct original *o = &original[i];

		build(i, &s);
		HOLDS(message_build(&payer, &s.ix, 1, &blockhash, o->bytes, &o->len, &e) == ERR_OK);
		HOLDS(message_parse(o->bytes, o->len, &o->m, &e) == ERR_OK && kt_ix_decode(&o->m, 0, &id, &o->call, &e) == ERR_OK);
	}
}

/* A call is its data: two calls that are equal have the same bytes, so that no
 * two instructions read as one sentence. */
static void
no_twin(const struct original *o, const struct message *m, const struct kt_call *c)
{
	const struct message_instruction *x = &o->m.instruction[0], *y = &m->instruction[0];

	if (memcmp(c, &o->call, sizeof *c) != 0)
		return;
	HOLDS(x->data_len == y->data_len && memcmp(x->data, y->data, x->data_len) == 0 && x->account_n == y->account_n);
	for (unsigned i = 0; i < x->account_n; i++)
		HOLDS(pubkey_eq(&o->m.key[x->account[i]], &m->key[y->account[i]]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static bool ready;
	uint8_t bytes[PACKET_MAX];
	const struct original *o;
	struct err e = ERR_INIT;
	struct message m;
	struct kt_call c;

	if (!ready && solana_init()) {
		prepare();
		ready = true;
	}
	if (len == 0)
		return 0;
	o = &original[data[0] % SHAPES];
	memcpy(bytes, o->bytes, o->len);
	fuzz_patch(bytes, o->len, data + 1, len - 1);
	if (message_parse(bytes, o->len, &m, &e) != ERR_OK)
		return 0;
	for (unsigned i = 0; i < m.instruction_n; i++) {
		enum err_code rc = kt_ix_decode(&m, i, &id, &c, &e);

		HOLDS(rc == ERR_OK || (rc == ERR_REFUSED && e.message[0] != '\0'));
		if (rc == ERR_OK && i == 0)
			no_twin(o, &m, &c);
	}
	return 0;
}
