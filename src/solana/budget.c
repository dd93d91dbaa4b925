#include "solana/system.h"

enum budget_tag { UNITS = 2, PRICE = 3, DATA = 4 };

static void
fill(struct system_ix *s, enum budget_tag tag, uint64_t value, size_t width)
{
	struct wr w = wr_to(s->data, sizeof s->data);

	wr_u8(&w, (uint8_t)tag);
	if (width == 4)
		wr_u32(&w, (uint32_t)value);
	else
		wr_u64(&w, value);
	s->ix = (struct instruction){ .program = PUBKEY_BUDGET, .account = NULL, .account_n = 0, .data = s->data,
		.data_len = w.len };
}

void
budget_units(struct system_ix *s, uint32_t units)
{
	fill(s, UNITS, units, 4);
}

void
budget_price(struct system_ix *s, uint64_t micro_lamports)
{
	fill(s, PRICE, micro_lamports, 8);
}

void
budget_data(struct system_ix *s, uint32_t bytes)
{
	fill(s, DATA, bytes, 4);
}

/* price = whole * 1e6 + rest, so that no product but the first can overflow. */
uint64_t
budget_fee(uint64_t micro_lamports, uint32_t units)
{
	uint64_t whole = micro_lamports / 1000000u, rest = micro_lamports % 1000000u * units;
	uint64_t small = rest / 1000000u + (rest % 1000000u != 0);

	if (units != 0 && whole > (UINT64_MAX - small) / units)
		return UINT64_MAX;
	return whole * units + small;
}

/* Takes one instruction into `out`; false when it is none of ours, or the second of its kind. */
static bool
fold(const struct message_instruction *ix, struct budget *out)
{
	struct rd r = rd_from(ix->data, ix->data_len);
	uint8_t tag = rd_u8(&r);
	bool *has = tag == UNITS ? &out->has_units : tag == PRICE ? &out->has_price : &out->has_data;

	if (ix->account_n != 0 || tag < UNITS || tag > DATA || *has)
		return false;
	*has = true;
	if (tag == PRICE)
		out->micro_lamports = rd_u64(&r);
	else if (tag == UNITS)
		out->units = rd_u32(&r);
	else
		out->data_len = rd_u32(&r);
	return rd_end(&r);
}

/* Version 1 says it itself, and budget instructions in it would be ignored. */
static bool
of_config(const struct message *m, struct budget *out)
{
	const struct message_config *c = &m->config;

	*out = (struct budget){ .has_units = c->has_units, .units = c->units, .has_data = c->has_data,
		.data_len = c->data_len, .has_fee = c->has_fee, .fee = c->fee };
	for (size_t i = 0; i < m->instruction_n; i++)
		if (pubkey_eq(&m->key[m->instruction[i].program], &PUBKEY_BUDGET))
			return false;
	return true;
}

bool
budget_of(const struct message *m, struct budget *out)
{
	if (m->version == MESSAGE_V1)
		return of_config(m, out);
	*out = (struct budget){ .has_units = false };
	for (size_t i = 0; i < m->instruction_n; i++)
		if (pubkey_eq(&m->key[m->instruction[i].program], &PUBKEY_BUDGET) && !fold(&m->instruction[i], out))
			return false;
	out->has_fee = out->has_price;
	out->fee = out->has_price ? budget_fee(out->micro_lamports, out->has_units ? out->units : BUDGET_UNITS_MAX) : 0;
	return true;
}
