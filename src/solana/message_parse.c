#include "solana/message.h"

#include <string.h>

static enum err_code
read_header(struct rd *r, struct message *m, struct err *e)
{
	uint8_t first = rd_u8(r);

	m->v0 = first == 0x80;
	if (first == 0x81)
		return err_set(e, ERR_WIRE, "message is of version 1, which is not read here");
	if (first > 0x80)
		return err_set(e, ERR_WIRE, "message is of unknown version %u", first - 0x80u);
	m->signer_n = m->v0 ? rd_u8(r) : first;
	m->readonly_signed_n = rd_u8(r);
	m->readonly_unsigned_n = rd_u8(r);
	return ERR_OK;
}

static enum err_code
read_keys(struct rd *r, struct message *m, struct err *e)
{
	uint16_t n = rd_compact(r);

	if (n > MESSAGE_KEYS_MAX)
		return err_set(e, ERR_WIRE, "message names %u accounts, at most %u are read", n, MESSAGE_KEYS_MAX);
	m->key_n = (uint8_t)n;
	for (size_t i = 0; i < n; i++)
		rd_bytes(r, m->key[i].b, 32);
	rd_bytes(r, m->blockhash.b, 32);
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

static enum err_code
read_instruction(struct rd *r, const struct message *m, unsigned no, struct message_instruction *ix, struct err *e)
{
	const uint8_t *account;
	uint16_t n;

	ix->program = rd_u8(r);
	n = rd_compact(r);
	account = rd_take(r, n);
	ix->data_len = rd_compact(r);
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
read_instructions(struct rd *r, struct message *m, struct err *e)
{
	uint16_t n = rd_compact(r);
	enum err_code rc = ERR_OK;

	if (n > MESSAGE_INSTRUCTIONS_MAX)
		return err_set(e, ERR_WIRE, "message has %u instructions, at most %u are allowed", n,
			MESSAGE_INSTRUCTIONS_MAX);
	m->instruction_n = (uint8_t)n;
	for (unsigned i = 0; rc == ERR_OK && i < n; i++)
		rc = read_instruction(r, m, i, &m->instruction[i], e);
	return rc;
}

enum err_code
message_parse(const uint8_t *p, size_t len, struct message *m, struct err *e)
{
	struct rd r = rd_from(p, len);

	if (read_header(&r, m, e) != ERR_OK || read_keys(&r, m, e) != ERR_OK)
		return e->code;
	if (!rd_done(&r))
		return err_set(e, ERR_WIRE, "message of %zu bytes ends before its instructions", len);
	if (check_header(m, e) != ERR_OK || read_instructions(&r, m, e) != ERR_OK)
		return e->code;
	if (m->v0 && rd_compact(&r) > 0)
		return err_set(e, ERR_WIRE, "message uses address lookup tables, which are not read here");
	if (!rd_done(&r))
		return err_set(e, ERR_WIRE, "message of %zu bytes ends too early", len);
	if (!rd_end(&r))
		return err_set(e, ERR_WIRE, "message has %zu bytes left over", r.left);
	if (len + 1 + 64u * m->signer_n > PACKET_MAX)
		return err_set(e, ERR_WIRE, "message of %zu bytes with %u signatures is over %u bytes", len, m->signer_n,
			PACKET_MAX);
	return ERR_OK;
}
