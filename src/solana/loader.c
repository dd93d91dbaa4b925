#include "solana/loader.h"

#include <string.h>

enum err_code
loader_decode(const uint8_t *p, size_t len, struct loader_account *out, struct err *e)
{
	struct loader_account a = { .tag = LOADER_UNINITIALIZED };
	struct rd r = rd_from(p, len);
	uint32_t tag = rd_u32(&r);
	uint8_t present = 0;

	if (rd_done(&r) && tag > LOADER_PROGRAM_DATA)
		return err_set(e, ERR_WIRE, "loader account has unknown tag %u", tag);
	a.tag = (enum loader_tag)tag;
	if (tag == LOADER_PROGRAM_DATA)
		a.slot = rd_u64(&r);
	if (tag == LOADER_PROGRAM_DATA || tag == LOADER_BUFFER) {
		present = rd_u8(&r);
		rd_bytes(&r, a.authority.b, 32);
	} else if (tag == LOADER_PROGRAM)
		rd_bytes(&r, a.program_data.b, 32);
	if (!rd_done(&r))
		return err_set(e, ERR_WIRE, "loader account of %zu bytes is too short for its tag %u", len, tag);
	if (present > 1)
		return err_set(e, ERR_WIRE, "loader account's authority flag is %u", present);
	if (tag == LOADER_PROGRAM_DATA || tag == LOADER_BUFFER) {
		a.has_authority = present == 1;
		a.code = r.p;
		a.code_len = r.left;
	}
	if (!a.has_authority)
		a.authority = (struct pubkey){ { 0 } };
	*out = a;
	return ERR_OK;
}

struct pubkey
loader_program_data(const struct pubkey *program)
{
	struct pubkey out;
	uint8_t bump;

	if (!pubkey_derive((const struct seed[]){ { program->b, 32 } }, 1, &PUBKEY_LOADER, &out, &bump))
		die("no program data address for a program");
	return out;
}

size_t
code_trim(const uint8_t *code, size_t len)
{
	while (len > 0 && code[len - 1] == 0)
		len--;
	return len;
}

void
code_hash(const uint8_t *code, size_t len, struct hash *out)
{
	sha256((const struct seed[]){ { code, code_trim(code, len) } }, 1, out);
}

/* --- instructions --- */

enum loader_instruction {
	INITIALIZE_BUFFER = 0, WRITE = 1, DEPLOY = 2, SET_AUTHORITY = 4, CLOSE = 5, EXTEND = 6, SET_AUTHORITY_CHECKED = 7
};
enum { PLAIN = 0, S = 1, W = 2, SW = 3 };

static struct wr
begin(struct loader_ix *s, enum loader_instruction tag)
{
	struct wr w = wr_to(s->data, sizeof s->data);

	s->ix = (struct instruction){ .program = PUBKEY_LOADER, .account = s->account, .account_n = 0, .data = s->data };
	wr_u32(&w, (uint32_t)tag);
	s->ix.data_len = w.len;
	return w;
}

static void
account(struct loader_ix *s, const struct pubkey *key, unsigned flags)
{
	s->account[s->ix.account_n++] = (struct account_meta){ *key, (flags & S) != 0, (flags & W) != 0 };
}

void
loader_initialize_buffer(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *authority)
{
	(void)begin(s, INITIALIZE_BUFFER);
	account(s, buffer, W);
	account(s, authority, PLAIN);
}

void
loader_write(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *authority, uint32_t offset,
	const uint8_t *p, size_t len)
{
	struct wr w = begin(s, WRITE);

	wr_u32(&w, offset);
	wr_u64(&w, len);
	wr_bytes(&w, p, len);
	if (!wr_done(&w) || len > LOADER_WRITE_MAX)
		die("write of %zu bytes into a buffer", len);
	s->ix.data_len = w.len;
	account(s, buffer, W);
	account(s, authority, S);
}

void
loader_deploy(struct loader_ix *s, const struct pubkey *payer, const struct pubkey *program,
	const struct pubkey *buffer, const struct pubkey *authority, uint64_t max_len)
{
	struct wr w = begin(s, DEPLOY);
	struct pubkey data = loader_program_data(program);

	wr_u64(&w, max_len);
	s->ix.data_len = w.len;
	account(s, payer, SW);
	account(s, &data, W);
	account(s, program, W);
	account(s, buffer, W);
	account(s, &PUBKEY_RENT, PLAIN);
	account(s, &PUBKEY_CLOCK, PLAIN);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, authority, S);
}

void
loader_extend(struct loader_ix *s, const struct pubkey *program, const struct pubkey *payer, uint32_t more)
{
	struct wr w = begin(s, EXTEND);
	struct pubkey data = loader_program_data(program);

	wr_u32(&w, more);
	s->ix.data_len = w.len;
	account(s, &data, W);
	account(s, program, W);
	account(s, &PUBKEY_SYSTEM, PLAIN);
	account(s, payer, SW);
}

void
loader_set_authority(struct loader_ix *s, const struct pubkey *target, const struct pubkey *current,
	const struct pubkey *next, bool checked)
{
	(void)begin(s, checked ? SET_AUTHORITY_CHECKED : SET_AUTHORITY);
	account(s, target, W);
	account(s, current, S);
	account(s, next, checked ? S : PLAIN);
}

void
loader_close(struct loader_ix *s, const struct pubkey *buffer, const struct pubkey *recipient,
	const struct pubkey *authority)
{
	(void)begin(s, CLOSE);
	account(s, buffer, W);
	account(s, recipient, W);
	account(s, authority, S);
}
