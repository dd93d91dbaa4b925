#include "fuzz/fuzz.h"
#include "unit/keys/guard_sample.h"

static struct guard_sample s, every[GUARD_CASE_N];
static bool made;
static struct guard_card card;

/* The input spoils a sample: which one, whether its message or one of its
 * accounts, then triples of offset and byte; or it is the message itself. */
static void
spoil(const uint8_t *p, size_t len)
{
	struct guard_account *account[] = { &s.context.multisig, &s.context.proposal, &s.context.record };

	for (; len >= 4; p += 4, len -= 4) {
		size_t at = (size_t)p[1] | (size_t)p[2] << 8;

		if (p[0] % 4 == 0)
			s.message[at % PACKET_MAX] ^= p[3];
		else if (p[0] % 4 == 3 && at <= GUARD_ACCOUNT_MAX && p[3] == 0)
			account[p[0] % 3]->len = at;
		else
			account[p[0] % 3]->data[at % GUARD_ACCOUNT_MAX] ^= p[3];
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t len)
{
	struct err e = ERR_INIT;
	enum err_code rc;

	if (len < 2 || !solana_init())
		return 0;
	for (size_t i = 0; !made && i < GUARD_CASE_N; i++)
		sample_case(&every[i], &guard_cases[i]);
	made = true;
	s = every[p[0] % GUARD_CASE_N];
	if (p[1] == 0 && len - 2 <= PACKET_MAX) {
		memcpy(s.message, p + 2, len - 2);
		s.len = len - 2;
	} else {
		spoil(p + 2, len - 2);
	}
	rc = guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &card, &e);
	HOLDS(rc == ERR_OK || rc == ERR_REFUSED);
	if (rc != ERR_OK) {
		HOLDS(e.message[0] != '\0');
		return 0;
	}
	HOLDS(card.sentence[0] != '\0' && memchr(card.sentence, 0, sizeof card.sentence) != NULL);
	HOLDS(card.field_n <= GUARD_FIELDS_MAX && card.flag_n <= GUARD_FLAGS_MAX);
	for (unsigned i = 0; i < card.field_n; i++)
		for (const char *c = card.field[i].value; *c != '\0'; c++)
			HOLDS((unsigned char)*c >= 0x20 && *c != 0x7f);
	(void)guard_is_write(&s.signer, &card.buffer, GUARD_WRITE_FEE_MAX, s.message, s.len, &e);
	return 0;
}
