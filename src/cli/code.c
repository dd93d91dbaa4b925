#include "cli/code.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "solana/elf.h"

enum err_code
cli_code_file(const char *path, struct buf *out, struct err *e)
{
	struct elf_info info;
	enum err_code rc = file_read(path, out, e);

	if (rc == ERR_OK)
		rc = elf_check(out->p, out->len, &info, e);
	return rc == ERR_OK ? rc : err_while(e, "reading %s", path);
}

static enum err_code
whole(struct cli *c, const struct pubkey *at, struct rpc_accounts *out, struct err *e)
{
	struct rpc_slice all = { 0, 0, false };
	char key[PUBKEY_TEXT];

	if (cli_accounts(c, at, 1, all, out, e) != ERR_OK)
		return e->code;
	if (out->account[0].exists)
		return ERR_OK;
	(void)err_set(e, ERR_NOT_FOUND, "there is no account %s", pubkey_text(key, at));
	return err_hint(e, "check the address and the cluster (-u)");
}

static enum err_code
decode(const struct rpc_account *a, enum loader_tag tag, struct loader_account *out, struct err *e)
{
	static const char *const names[] = { "uninitialized", "buffer", "program", "program data" };
	char key[PUBKEY_TEXT], owner[PUBKEY_TEXT];

	if (!pubkey_eq(&a->owner, &PUBKEY_LOADER)) {
		(void)err_set(e, ERR_NOT_FOUND, "%s is no %s: its owner is %s", pubkey_text(key, &a->address), names[tag],
			pubkey_text(owner, &a->owner));
		return err_hint(e, "only programs and buffers of the upgradeable loader are governed");
	}
	if (loader_decode(a->data, a->len, out, e) != ERR_OK)
		return e->code;
	if (out->tag != tag)
		return err_set(e, ERR_NOT_FOUND, "%s is a %s, not a %s", pubkey_text(key, &a->address), names[out->tag], names[tag]);
	return ERR_OK;
}

static enum err_code
fill(const struct rpc_accounts *a, enum loader_tag tag, struct cli_code *out, struct err *e)
{
	struct loader_account l;

	if (decode(&a->account[0], tag, &l, e) != ERR_OK)
		return e->code;
	out->has_authority = l.has_authority;
	out->authority = l.authority;
	out->deployed_slot = l.slot;
	out->slot = a->slot;
	out->room = l.code_len;
	out->trimmed = code_trim(l.code, l.code_len);
	code_hash(l.code, l.code_len, &out->hash);
	return ERR_OK;
}

enum err_code
cli_code_on_chain(struct cli *c, const struct pubkey *at, enum loader_tag tag, struct cli_code *out, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	enum err_code rc = whole(c, at, &a, e);

	memset(out, 0, sizeof *out);
	out->program_data = loader_program_data(at);
	if (rc == ERR_OK && tag == LOADER_PROGRAM) {
		rc = decode(&a.account[0], LOADER_PROGRAM, &l, e);
		rpc_accounts_free(&a);
		a = (struct rpc_accounts){ .n = 0 };
		if (rc == ERR_OK)
			rc = whole(c, &out->program_data, &a, e);
		tag = LOADER_PROGRAM_DATA;
	}
	if (rc == ERR_OK)
		rc = fill(&a, tag, out, e);
	rpc_accounts_free(&a);
	return rc;
}

enum err_code
cli_code_equal(const struct buf *file, const struct cli_code *code, struct err *e)
{
	char want[65], has[65];
	struct hash h;

	code_hash(file->p, file->len, &h);
	if (hash_eq(&h, &code->hash))
		return ERR_OK;
	text_hex(want, h.b, 32);
	text_hex(has, code->hash.b, 32);
	(void)err_set(e, ERR_MISMATCH, "on chain is %s (%zu bytes), the file is %s (%zu bytes)", has, code->trimmed, want,
		code_trim(file->p, file->len));
	return err_hint(e, "the code on chain is not this file");
}
