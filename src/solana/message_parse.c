#include "solana/message.h"

#include <string.h>

static enum err_code
read_header(struct rd *r, struct message *m, struct err *e)
{
	uint8_t first = rd_u8(r);

	if (first > MESSAGE_V1_FIRST)
		return err_set(e, ERR_WIRE, "message is of unknown version %u", first - MESSAGE_V0_FIRST);
	m->version = first == MESSAGE_V1_FIRST ? MESSAGE_V1 : first == MESSAGE_V0_FIRST ? MESSAGE_V0 : MESSAGE_LEGACY;
	m->config = (struct message_config){ .has_fee = false };
	m->signer_n = m->version == MESSAGE_LEGACY ? first : rd_u8(r);
	m->readonly_signed_n = rd_u8(r);
	m->readonly_unsigned_n = rd_u8(r);
	return ERR_OK;
}

static enum err_code
read_keys(struct rd *r, struct message *m, uint16_t n, struct err *e)
{
	if (n > MESSAGE_KEYS_MAX)
		return err_set(e, ERR_WIRE, "message names %u accounts, at most %u are read", n, MESSAGE_KEYS_MAX);
	m->key_n = (uint8_t)n;
	for (size_t i = 0; i < n; i++)
		rd_bytes(r, m->key[i].b, 32);
	return ERR_OK;
}

/* As a node sanitizes: the fee payer signs and is writable, and the groups fit into the keys. */
static enum err_code
check_header(const struct message *m, struct err *e)
{
	if (m->signer_n == 0)
		return err_set(e, ERR_WIRE, "message asks for no signature");
	if (m->signer_n > SIGNERS_MAX)
		return err_set(e, ERR_WIRE, "message asks for %u signatures, at most %u fit", m->signer_n, SIGNERS_MAX);
	if (m->readonly_signed_n >= m->signer_n)
		return err_set(e, ERR_WIRE, "message has %u read-only of %u signers, so nobody pays", m->readonly_signed_n,
			m->signer_n);
	if ((unsigned)m->signer_n + m->readonly_unsigned_n > m->key_n)
		return err_set(e, ERR_WIRE, "message counts %u signers and %u read-only accounts but names %u", m->signer_n,
			m->readonly_unsigned_n, m->key_n);
	for (unsigned i = 0; i < m->key_n; i++)
		for (unsigned j = 0; j < i; j++)
			if (pubkey_eq(&m->key[i], &m->key[j]))
				return err_set(e, ERR_WIRE, "message names account %u twice, again as %u", j, i);
	return ERR_OK;
}

/* The accounts and data of an instruction whose counts are known. */
static enum err_code
read_body(struct rd *r, const struct message *m, unsigned no, const uint8_t *account, uint16_t n,
	struct message_instruction *ix, struct err *e)
{
	ix->data = rd_take(r, ix->data_len);
	if (!rd_done(r))
		return err_set(e, ERR_WIRE, "message ends within instruction %u", no);
	if (ix->program == 0 || ix->program >= m->key_n)
		return err_set(e, ERR_WIRE, "instruction %u calls account %u of %u", no, ix->program, m->key_n);
	if (n > INSTRUCTION_ACCOUNTS_MAX)
		return err_set(e, ERR_WIRE, "instruction %u has %u accounts, at most %u are read", no, n,
			INSTRUCTION_ACCOUNTS_MAX);
	ix->account_n = (uint8_t)n;
	for (unsigned i = 0; i < n; i++) {
		ix->account[i] = account[i];
		if (account[i] >= m->key_n)
			return err_set(e, ERR_WIRE, "instruction %u names account %u of %u", no, account[i], m->key_n);
	}
	return ERR_OK;
}

static enum err_code
read_instruction(struct rd *r, const struct message *m, unsigned no, struct message_instruction *ix, struct err *e)
{
	const uint8_t *account;
	uint16_t n;

	ix->program = rd_u8(r);
	n = rd_compact(r);
	account = rd_take(r, n);
	ix->data_len = rd_compact(r);
	return read_body(r, m, no, account, n, ix, e);
}

static enum err_code
check_count(struct message *m, uint16_t n, struct err *e)
{
	if (n > MESSAGE_INSTRUCTIONS_MAX)
		return err_set(e, ERR_WIRE, "message has %u instructions, at most %u are allowed", n,
			MESSAGE_INSTRUCTIONS_MAX);
	m->instruction_n = (uint8_t)n;
	return ERR_OK;
}

/* Legacy and version 0, after the header. */
static enum err_code
read_plain(struct rd *r, struct message *m, struct err *e)
{
	enum err_code rc = read_keys(r, m, rd_compact(r), e);

	if (rc != ERR_OK)
		return rc;
	rd_bytes(r, m->blockhash.b, 32);
	if (!rd_done(r))
		return err_set(e, ERR_WIRE, "message ends before its instructions");
	if (check_header(m, e) != ERR_OK || check_count(m, rd_compact(r), e) != ERR_OK)
		return e->code;
	for (unsigned i = 0; rc == ERR_OK && i < m->instruction_n; i++)
		rc = read_instruction(r, m, i, &m->instruction[i], e);
	if (rc == ERR_OK && m->version == MESSAGE_V0 && rd_compact(r) > 0)
		return err_set(e, ERR_WIRE, "message uses address lookup tables, which are not read here");
	return rc;
}

/* --- version 1 --- */

static enum err_code
read_config(struct rd *r, uint32_t mask, struct message_config *c, struct err *e)
{
	if (mask > 31u || (mask & 3u) == 1 || (mask & 3u) == 2)
		return err_set(e, ERR_WIRE, "message sets 0x%x in its configuration, which is not known", mask);
	*c = (struct message_config){ .has_fee = (mask & 3u) != 0, .has_units = (mask & 4u) != 0,
		.has_data = (mask & 8u) != 0, .has_heap = (mask & 16u) != 0 };
	if (c->has_fee)
		c->fee = rd_u64(r);
	if (c->has_units)
		c->units = rd_u32(r);
	if (c->has_data)
		c->data_len = rd_u32(r);
	if (c->has_heap)
		c->heap = rd_u32(r);
	return ERR_OK;
}

static enum err_code
read_bodies_v1(struct rd *r, struct message *m, const uint8_t *head, struct err *e)
{
	for (unsigned i = 0; i < m->instruction_n; i++) {
		struct message_instruction *ix = &m->instruction[i];
		struct rd h = rd_from(head + 4u * i, 4);
		const uint8_t *account;
		uint8_t n;

		ix->program = rd_u8(&h);
		n = rd_u8(&h);
		ix->data_len = rd_u16(&h);
		account = rd_take(r, n);
		if (read_body(r, m, i, account, n, ix, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static enum err_code
read_v1(struct rd *r, struct message *m, struct err *e)
{
	uint32_t mask = rd_u32(r);
	const uint8_t *head;
	uint8_t n, key_n;

	rd_bytes(r, m->blockhash.b, 32);
	n = rd_u8(r);
	key_n = rd_u8(r);
	if (check_count(m, n, e) != ERR_OK || read_keys(r, m, key_n, e) != ERR_OK ||
		read_config(r, mask, &m->config, e) != ERR_OK)
		return e->code;
	head = rd_take(r, 4u * n);
	if (!rd_done(r))
		return err_set(e, ERR_WIRE, "message ends before its instructions");
	return check_header(m, e) == ERR_OK ? read_bodies_v1(r, m, head, e) : e->code;
}

enum err_code
message_parse(const uint8_t *p, size_t len, struct message *m, struct err *e)
{
	struct rd r = rd_from(p, len);
	size_t most, whole;

	if (read_header(&r, m, e) != ERR_OK)
		return e->code;
	if (m->version == MESSAGE_V1 ? read_v1(&r, m, e) != ERR_OK : read_plain(&r, m, e) != ERR_OK)
		return e->code;
	if (!rd_done(&r))
		return err_set(e, ERR_WIRE, "message of %zu bytes ends too early", len);
	if (!rd_end(&r))
		return err_set(e, ERR_WIRE, "message has %zu bytes left over", r.left);
	most = m->version == MESSAGE_V1 ? PACKET_V1_MAX : PACKET_MAX;
	whole = len + 64u * m->signer_n + (m->version != MESSAGE_V1);
	if (whole > most)
		return err_set(e, ERR_WIRE, "message of %zu bytes with %u signatures is over %zu bytes", len, m->signer_n,
			most);
	return ERR_OK;
}
