#include "ops/pieces.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#include "solana/loader.h"
#include "solana/system.h"

enum {
	WRITE_UNITS = 2370,      /* of one Write */
	BUDGET_UNITS = 150,      /* of one budget instruction, legacy only */
	LEGACY_BARE = 1012,      /* bytes of a Write alone in a transaction */
	LEGACY_PRICED = 952,     /* beside unit limit, price and data limit */
	V1_WRITES = 4,
	V1_BARE = 3798,          /* bytes of four Writes beside unit and data limit */
	V1_PRICED = V1_BARE - 8,
	ACCOUNT_LOADED = 64,     /* charged for each account beside its data */
	LOADER_LOADED = 256,     /* the loader's own account, with room to spare */
	FEE_PER_SIGNATURE = 5000,
};

static size_t
each_of(enum pieces_format f, uint64_t price)
{
	if (f == PIECES_V1)
		return price > 0 ? V1_PRICED : V1_BARE;
	return price > 0 ? LEGACY_PRICED : LEGACY_BARE;
}

void
pieces_cut(struct pieces *p, enum pieces_format f, const struct pubkey *payer, const struct pubkey *buffer,
	const uint8_t *file, size_t len, uint64_t price)
{
	size_t each = each_of(f, price);

	*p = (struct pieces){ .format = f, .file = file, .len = len, .each = each, .n = (len + each - 1) / each,
		.payer = *payer, .buffer = *buffer, .price = price };
	p->piece = mem_new(p->n == 0 ? 1 : p->n, sizeof *p->piece);
}

char *
pieces_amount(char out[PIECES_AMOUNT], uint64_t lacks, uint64_t n)
{
	char part[PIECES_AMOUNT / 2] = "";

	if (lacks != n)
		(void)snprintf(part, sizeof part, "%" PRIu64 " of ", lacks);
	(void)snprintf(out, PIECES_AMOUNT, "%s%" PRIu64 " piece%s", part, n, n == 1 ? "" : "s");
	return out;
}

void
pieces_free(struct pieces *p)
{
	free(p->piece);
	*p = (struct pieces){ .n = 0 };
}

/* --- what is there --- */

/* Bytes of piece i. */
static size_t
piece_len(const struct pieces *p, size_t i)
{
	size_t at = i * p->each;

	return p->len - at < p->each ? p->len - at : p->each;
}

void
pieces_mark(struct pieces *p, size_t i, enum piece_state s)
{
	struct piece *x = &p->piece[i];

	p->there += (s == PIECE_THERE) - (size_t)(x->state == PIECE_THERE);
	p->flying += (s == PIECE_FLYING) - (size_t)(x->state == PIECE_FLYING);
	x->state = s;
}

void
pieces_zero(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const uint8_t *from = p->file + i * p->each;
		size_t n = piece_len(p, i);

		if (from[0] == 0 && memcmp(from, from + 1, n - 1) == 0)
			pieces_mark(p, i, PIECE_THERE);
	}
}

void
pieces_seen_begin(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->piece[i].state == PIECE_LACKING)
			pieces_mark(p, i, PIECE_THERE);
}

void
pieces_seen(struct pieces *p, size_t at, const uint8_t *code, size_t len)
{
	size_t end = at + len < p->len ? at + len : p->len;

	while (at < end) {
		size_t i = at / p->each, to = (i + 1) * p->each, n = (to < end ? to : end) - at;

		if (p->piece[i].state == PIECE_THERE && memcmp(p->file + at, code, n) != 0)
			pieces_mark(p, i, PIECE_LACKING);
		code += n;
		at += n;
	}
}

size_t
pieces_bytes_there(const struct pieces *p)
{
	size_t n = p->there * p->each;

	if (p->n > 0 && p->piece[p->n - 1].state == PIECE_THERE)
		n -= p->each - piece_len(p, p->n - 1);
	return n;
}

/* --- their transactions --- */

static uint32_t
data_limit(const struct pieces *p)
{
	return (uint32_t)(LOADER_BUFFER_HEADER + p->len + 3u * ACCOUNT_LOADED + LOADER_LOADED);
}

static enum err_code
build_legacy(const struct pieces *p, size_t i, size_t n_bytes, const struct hash *blockhash,
	uint8_t out[PACKET_V1_MAX], size_t *len, struct err *e)
{
	struct system_ix units, price, data;
	struct loader_ix w;
	struct instruction ix[4];
	size_t n = 0;

	if (p->price > 0) {
		budget_units(&units, WRITE_UNITS + 3u * BUDGET_UNITS);
		budget_price(&price, p->price);
		budget_data(&data, data_limit(p) + ACCOUNT_LOADED);
		ix[n++] = units.ix;
		ix[n++] = price.ix;
		ix[n++] = data.ix;
	}
	loader_write(&w, &p->buffer, &p->payer, (uint32_t)(i * p->each), p->file + i * p->each, n_bytes);
	ix[n++] = w.ix;
	return message_build(&p->payer, ix, n, blockhash, out, len, e);
}

static enum err_code
build_v1(const struct pieces *p, size_t i, const struct hash *blockhash, uint8_t out[PACKET_V1_MAX], size_t *len,
	struct err *e)
{
	struct loader_ix w[V1_WRITES];
	struct instruction ix[V1_WRITES];
	size_t at = i * p->each, end = at + piece_len(p, i), one = (p->each + V1_WRITES - 1) / V1_WRITES;
	struct message_config c = { .has_units = true, .has_data = true, .data_len = data_limit(p) };
	unsigned n = 0;

	for (; at < end; n++) {
		size_t now = end - at < one ? end - at : one;

		loader_write(&w[n], &p->buffer, &p->payer, (uint32_t)at, p->file + at, now);
		ix[n] = w[n].ix;
		at += now;
	}
	c.units = n * WRITE_UNITS;
	c.has_fee = p->price > 0;
	c.fee = budget_fee(p->price, c.units);
	return message_build_v1(&p->payer, ix, n, &c, blockhash, out, len, e);
}

enum err_code
pieces_message(const struct pieces *p, size_t i, const struct hash *blockhash, uint8_t out[PACKET_V1_MAX], size_t *len,
	struct err *e)
{
	return p->format == PIECES_V1 ? build_v1(p, i, blockhash, out, len, e)
		: build_legacy(p, i, piece_len(p, i), blockhash, out, len, e);
}

enum err_code
pieces_first(const struct pieces *p, size_t i, const struct hash *blockhash, uint8_t out[PACKET_V1_MAX], size_t *len,
	struct err *e)
{
	size_t has = piece_len(p, i), most = each_of(PIECES_LEGACY, p->price);

	return build_legacy(p, i, has < most ? has : most, blockhash, out, len, e);
}

uint64_t
pieces_priority(const struct pieces *p)
{
	uint32_t units = p->format == PIECES_V1 ? V1_WRITES * WRITE_UNITS : WRITE_UNITS + 3u * BUDGET_UNITS;

	return budget_fee(p->price, units);
}

uint64_t
pieces_fee(const struct pieces *p)
{
	return FEE_PER_SIGNATURE + pieces_priority(p);
}
