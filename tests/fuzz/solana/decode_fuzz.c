#include "fuzz/fuzz.h"
#include "solana/loader.h"
#include "solana/system.h"

/* A message of every System and loader instruction there is, spoiled by the
 * input; a call that is decoded unchanged comes from unchanged bytes. */
static size_t
sample(uint8_t out[PACKET_MAX])
{
	struct pubkey payer = { { 0xee } }, a = { { 1 } }, b = { { 2 } }, c = { { 3 } }, d = { { 4 } }, seeded;
	static struct system_ix s[4];
	static struct loader_ix l[7];
	struct instruction ix[11];
	struct hash h = { { 7 } };
	struct err e = ERR_INIT;
	size_t len = 0;

	pubkey_with_seed(&b, "seed", &d, &seeded);
	system_create(&s[0], &a, &c, 1, 2, &d);
	system_transfer(&s[1], &a, &c, 3);
	system_allocate_with_seed(&s[2], &seeded, &b, "seed", 4, &d);
	system_assign_with_seed(&s[3], &seeded, &b, "seed", &d);
	loader_initialize_buffer(&l[0], &a, &b);
	loader_write(&l[1], &a, &b, 5, (const uint8_t *)"code", 4);
	loader_deploy(&l[2], &a, &b, &c, &d, 6);
	loader_set_authority(&l[3], &a, &b, &c, false);
	loader_close(&l[4], &a, &b, &c);
	loader_extend(&l[5], &a, &b, 10240);
	loader_set_authority(&l[6], &a, &b, &c, true);
	for (unsigned i = 0; i < 11; i++)
		ix[i] = i < 4 ? s[i].ix : l[i - 4].ix;
	HOLDS(message_build(&payer, ix, 11, &h, out, &len, &e) == ERR_OK);
	return len;
}

static void
decode(const struct message *m, unsigned i)
{
	struct err e = ERR_INIT;
	struct system_call s;
	struct loader_call l;
	enum err_code system = system_ix_decode(m, i, &s, &e), loader = loader_ix_decode(m, i, &l, &e);

	HOLDS(system == ERR_OK || system == ERR_REFUSED);
	HOLDS(loader == ERR_OK || loader == ERR_REFUSED);
	HOLDS(system != ERR_OK || loader != ERR_OK);
	if (system == ERR_OK)
		HOLDS(strlen(s.seed) <= 32 && m->instruction[i].data[0] == (uint8_t)s.tag);
	if (loader == ERR_OK)
		HOLDS(l.len <= LOADER_WRITE_MAX && m->instruction[i].data[0] == (uint8_t)l.tag);
}

static void
parse(const uint8_t *p, size_t len)
{
	struct err e = ERR_INIT;
	struct message m;

	if (message_parse(p, len, &m, &e) == ERR_OK)
		for (unsigned i = 0; i <= m.instruction_n; i++)
			decode(&m, i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t original[PACKET_MAX];
	static size_t original_len;
	uint8_t bytes[PACKET_MAX];

	if (!solana_init())
		return 0;
	if (original_len == 0)
		original_len = sample(original);
	memcpy(bytes, original, original_len);
	fuzz_patch(bytes, original_len, data, len);
	parse(bytes, original_len);
	parse(data, len);
	return 0;
}
