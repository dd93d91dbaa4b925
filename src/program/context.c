#include "program/context.h"

#include "program/abi.h"
#include "program/ids.h"

uint64_t
context_init(struct context *c, uint8_t *input, const uint8_t *data)
{
	REQUIRE(sol_get_stack_height() == 1, NOT_TOP_LEVEL);
	c->data = data;
	c->data_len = bytes_u64(data - 8);
	c->program_id = data + c->data_len;
	return account_entries(input, c->account, ACCOUNTS_MAX, &c->account_n);
}

/* The runtime gives an account that is passed twice one entry. */
static uint64_t
check_distinct(const struct context *c, uint32_t people)
{
	for (uint32_t i = 1; i < c->account_n; i++)
		for (uint32_t j = 0; j < i; j++) {
			if (c->account[i].entry != c->account[j].entry)
				continue;
			REQUIRE((people >> i & 1) && (people >> j & 1), DUPLICATE_ACCOUNT);
		}
	return 0;
}

/* Instructions sysvar: u16 count, u16 offset of each; an instruction is u16
 * account count, (u8 flags, key 32) each, program id 32, u16 data length,
 * data. */
bool
nonce_leads(const uint8_t *sysvar, uint64_t len)
{
	static const uint8_t advance[4] = { 4, 0, 0, 0 };
	uint64_t at;

	if (len < 4 || bytes_u16(sysvar) == 0)
		return true;
	at = bytes_u16(sysvar + 2);
	if (at + 2 > len)
		return true;
	at += 2 + (uint64_t)33 * bytes_u16(sysvar + at);
	if (at + KEY_LEN + 2 > len)
		return true;
	if (!key_equal(sysvar + at, id_system))
		return false;
	at += KEY_LEN;
	if (bytes_u16(sysvar + at) < sizeof advance)
		return false;
	at += 2;
	return at + sizeof advance > len || bytes_equal(sysvar + at, advance, sizeof advance);
}

static bool
is_at(const struct context *c, uint32_t position, const uint8_t *id)
{
	return position == SHAPE_NONE || key_equal(account_key(&c->account[position]), id);
}

uint64_t
context_begin(const struct context *c, const struct shape *s)
{
	const struct account *sysvar = &c->account[s->sysvar];

	REQUIRE(c->account_n == s->account_n, BAD_ACCOUNT_COUNT);
	REQUIRE(is_at(c, s->sysvar, id_instructions), WRONG_SYSVAR);
	REQUIRE(is_at(c, s->rent, id_rent), WRONG_SYSVAR);
	REQUIRE(s->rent == SHAPE_NONE || is_at(c, s->rent + 1u, id_clock), WRONG_SYSVAR);
	REQUIRE(!nonce_leads(account_data(sysvar), account_len(sysvar)), DURABLE_NONCE);
	REQUIRE(is_at(c, s->system, id_system), WRONG_SYSTEM);
	REQUIRE(is_at(c, s->loader, id_loader), WRONG_LOADER);
	return check_distinct(c, s->people);
}

uint64_t
context_clock(struct context *c)
{
	uint64_t clock[5];

	(void)sol_get_clock_sysvar(clock);
	REQUIRE((int64_t)clock[4] >= 0, BAD_CLOCK);
	c->slot = clock[0];
	c->now = clock[4];
	return 0;
}

void
context_event(const struct context *c, const struct event *e)
{
	uint8_t out[sizeof(struct kt_event)];
	struct sys_slice field = { out, sizeof out };

	bytes_zero(out, sizeof out);
	out[KT_AT(event, instruction)] = c->data[0];
	out[KT_AT(event, detail)] = e->detail;
	out[KT_AT(event, status)] = e->status;
	bytes_copy(out + KT_AT(event, multisig), account_key(e->multisig), KEY_LEN);
	if (e->index)
		bytes_copy(out + KT_AT(event, index), e->index, KT_SIZE(event, index));
	if (e->member)
		bytes_copy(out + KT_AT(event, member), account_key(e->member), KEY_LEN);
	(void)sol_log_data(&field, 1);
}
