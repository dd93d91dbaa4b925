#include "solana/message.h"

#include <string.h>

/* True when an instruction other than `instruction` names the account too. */
static bool
named_elsewhere(const struct message *m, unsigned instruction, uint8_t index)
{
	for (unsigned i = 0; i < m->instruction_n; i++)
		if (i != instruction && memchr(m->instruction[i].account, index, m->instruction[i].account_n) != NULL)
			return true;
	return false;
}

/* What `want` asks for one key: flags or-ed over every place it stands at. */
static struct account_meta
merged(const struct instruction *want, const struct pubkey *key)
{
	struct account_meta sum = { .key = *key };

	for (size_t i = 0; i < want->account_n; i++)
		if (pubkey_eq(&want->account[i].key, key)) {
			sum.signer |= want->account[i].signer;
			sum.writable |= want->account[i].writable;
		}
	return sum;
}

static enum err_code
flags_match(const struct message *m, unsigned instruction, unsigned place, const struct instruction *want,
	struct err *e)
{
	uint8_t index = m->instruction[instruction].account[place];
	struct account_meta sum = merged(want, &m->key[index]);
	bool signer = message_is_signer(m, index), writable = message_is_writable(m, index);
	bool may_have_more = index == 0 || named_elsewhere(m, instruction, index);
	char text[PUBKEY_TEXT];

	(void)pubkey_text(text, &m->key[index]);
	if (sum.signer && !signer)
		return err_set(e, ERR_REFUSED, "instruction %u: account %u, %s, must sign", instruction, place, text);
	if (sum.writable && !writable)
		return err_set(e, ERR_REFUSED, "instruction %u: account %u, %s, must be writable", instruction, place, text);
	if (!sum.signer && signer && !may_have_more)
		return err_set(e, ERR_REFUSED, "instruction %u: account %u, %s, must not sign", instruction, place, text);
	if (!sum.writable && writable && !may_have_more)
		return err_set(e, ERR_REFUSED, "instruction %u: account %u, %s, must not be writable", instruction, place,
			text);
	return ERR_OK;
}

static enum err_code
account_match(const struct message *m, unsigned instruction, unsigned place, const struct instruction *want,
	struct err *e)
{
	const struct pubkey *has = &m->key[m->instruction[instruction].account[place]];
	char is[PUBKEY_TEXT], should[PUBKEY_TEXT];

	if (pubkey_eq(has, &want->account[place].key))
		return flags_match(m, instruction, place, want, e);
	return err_set(e, ERR_REFUSED, "instruction %u: account %u is %s, it must be %s", instruction, place,
		pubkey_text(is, has), pubkey_text(should, &want->account[place].key));
}

enum err_code
message_match(const struct message *m, unsigned instruction, const struct instruction *want, struct err *e)
{
	const struct message_instruction *ix;
	enum err_code rc = ERR_OK;

	if (instruction >= m->instruction_n)
		return err_set(e, ERR_REFUSED, "message has %u instructions, there is no %u", m->instruction_n, instruction);
	ix = &m->instruction[instruction];
	if (!pubkey_eq(&m->key[ix->program], &want->program))
		return err_set(e, ERR_REFUSED, "instruction %u calls another program", instruction);
	if (ix->account_n != want->account_n)
		return err_set(e, ERR_REFUSED, "instruction %u has %u accounts, not %zu", instruction, ix->account_n,
			want->account_n);
	if (ix->data_len != want->data_len || (ix->data_len > 0 && memcmp(ix->data, want->data, ix->data_len) != 0))
		return err_set(e, ERR_REFUSED, "instruction %u: data of %zu bytes is not what it must be", instruction,
			ix->data_len);
	for (unsigned i = 0; rc == ERR_OK && i < ix->account_n; i++)
		rc = account_match(m, instruction, i, want, e);
	return rc;
}
