#include "ops/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/wire.h"

enum { ELF_FLAGS_AT = 48 }; /* e_flags, u32: the SBPF version */

struct verify {
	struct rpc_call *call; /* owned */
	struct pubkey at;
	enum loader_tag tag;
};

struct verify *
verify_new(struct session *s, const struct pubkey *at, enum loader_tag tag)
{
	struct verify *v = mem_new(1, sizeof *v);
	struct rpc_slice all = { 0, 0, false };
	struct pubkey keys[2] = { *at, loader_program_data(at) };

	v->at = *at;
	v->tag = tag;
	v->call = rpc_get_accounts(s->rpc, keys, tag == LOADER_PROGRAM ? 2 : 1, all, s->commitment, 0);
	return v;
}

void
verify_free(struct verify *v)
{
	if (v == NULL)
		return;
	rpc_call_free(v->call);
	free(v);
}

bool
verify_pending(const struct verify *v)
{
	return rpc_pending(v->call);
}

static enum err_code
decode(const struct rpc_account *a, enum loader_tag tag, struct loader_account *out, struct err *e)
{
	static const char *const names[] = { "uninitialized", "buffer", "program", "program data" };
	char key[PUBKEY_TEXT], owner[PUBKEY_TEXT];

	if (!a->exists) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no account %s", pubkey_text(key, &a->address));
		return err_hint(e, "check the address and the cluster (-u)");
	}
	if (!pubkey_eq(&a->owner, &PUBKEY_LOADER)) {
		(void)err_set(e, ERR_NOT_FOUND, "%s is no %s: its owner is %s", pubkey_text(key, &a->address), names[tag],
			pubkey_text(owner, &a->owner));
		return err_hint(e, "only programs and buffers of the upgradeable loader are governed");
	}
	if (loader_decode(a->data, a->len, out, e) != ERR_OK)
		return e->code;
	if (out->tag == tag)
		return ERR_OK;
	(void)err_set(e, ERR_NOT_FOUND, "%s is a %s, not a %s", pubkey_text(key, &a->address), names[out->tag], names[tag]);
	if (out->tag == LOADER_BUFFER || out->tag == LOADER_PROGRAM)
		return err_hint(e, "\"keyturn %s show %s\" is for it", names[out->tag], key);
	return e->code;
}

void
verify_code(const struct loader_account *l, struct on_chain *out)
{
	out->has_authority = l->has_authority;
	out->authority = l->authority;
	out->deployed_slot = l->slot;
	out->room = l->code_len;
	out->trimmed = code_trim(l->code, l->code_len);
	if (l->code_len >= ELF_FLAGS_AT + 4u) {
		struct rd r = rd_from(l->code + ELF_FLAGS_AT, 4);

		out->sbpf_version = rd_u32(&r);
	}
	code_hash(l->code, l->code_len, &out->hash);
	security_txt_find(l->code, out->trimmed, &out->security);
}

enum err_code
verify_result(struct verify *v, struct on_chain *out, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l;
	unsigned last = v->tag == LOADER_PROGRAM ? 1 : 0;
	enum err_code rc = rpc_accounts_result(v->call, &a, e);

	memset(out, 0, sizeof *out);
	out->program_data = loader_program_data(&v->at);
	if (rc == ERR_OK)
		rc = decode(&a.account[0], v->tag, &l, e);
	if (rc == ERR_OK && last == 1)
		rc = decode(&a.account[1], LOADER_PROGRAM_DATA, &l, e);
	if (rc == ERR_OK) {
		verify_code(&l, out);
		out->slot = a.slot;
		out->lamports = a.account[last].lamports;
	}
	rpc_accounts_free(&a);
	return rc;
}

enum err_code
verify_equal(const uint8_t *file, size_t len, const struct on_chain *code, struct err *e)
{
	char want[65], has[65], n[2][TEXT_SHORT];
	struct hash h;

	code_hash(file, len, &h);
	if (hash_eq(&h, &code->hash))
		return ERR_OK;
	text_hex(want, h.b, 32);
	text_hex(has, code->hash.b, 32);
	(void)err_set(e, ERR_MISMATCH, "on chain is %s (%s bytes), the file is %s (%s bytes)", has,
		text_count(n[0], code->trimmed), want, text_count(n[1], code_trim(file, len)));
	return err_hint(e, "the code on chain is not this file");
}
