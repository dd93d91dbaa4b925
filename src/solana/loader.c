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
