#include "ops/fetch.h"

#include <stdlib.h>

#include "solana/elf_layout.h"

struct fetch {
	struct session *s; /* borrowed */
	struct pubkey at;
	enum loader_tag tag;
	enum commitment commitment;
	struct rpc_call *call;
	struct buf bytes; /* the account, as far as it came */
	uint64_t space;
	bool last_look;   /* only the header is read again */
	bool over;
	struct err err;
};

static void
ask(struct fetch *f)
{
	uint64_t left = f->space - f->bytes.len;
	struct rpc_slice page = { (uint32_t)f->bytes.len, FETCH_PAGE, true };

	if (f->last_look)
		page = (struct rpc_slice){ 0, LOADER_PROGRAM_DATA_HEADER, true };
	else if (f->bytes.len > 0 && left < FETCH_PAGE)
		page.len = (uint32_t)left;
	rpc_call_free(f->call);
	f->call = rpc_get_accounts(f->s->rpc, &f->at, 1, page, f->commitment, 0);
}

struct fetch *
fetch_new(struct session *s, const struct pubkey *at, enum loader_tag tag, enum commitment c)
{
	struct fetch *f = mem_new(1, sizeof *f);

	f->s = s;
	f->at = *at;
	f->tag = tag;
	f->commitment = c;
	f->bytes = (struct buf)BUF_INIT(LOADER_ACCOUNT_MAX);
	ask(f);
	return f;
}

void
fetch_free(struct fetch *f)
{
	if (f == NULL)
		return;
	rpc_call_free(f->call);
	buf_wipe(&f->bytes);
	free(f);
}

static enum err_code
check_account(const struct fetch *f, const struct rpc_account *a, struct err *e)
{
	const char *what = f->tag == LOADER_BUFFER ? "buffer" : "program data";
	struct loader_account l;
	char key[PUBKEY_TEXT];

	(void)pubkey_text(key, &f->at);
	if (!a->exists)
		return err_set(e, ERR_NOT_FOUND, "there is no %s %s", what, key);
	if (!pubkey_eq(&a->owner, &PUBKEY_LOADER) || a->space > LOADER_ACCOUNT_MAX)
		return err_set(e, ERR_NOT_FOUND, "%s is no %s of the upgradeable loader", key, what);
	if (f->bytes.len > 0 && !f->last_look)
		return ERR_OK;
	if (loader_decode(a->data, a->len, &l, e) != ERR_OK)
		return e->code;
	return l.tag == f->tag ? ERR_OK : err_set(e, ERR_NOT_FOUND, "%s is no %s", key, what);
}

static enum err_code
check_still(const struct fetch *f, const struct rpc_account *a, struct err *e)
{
	struct loader_account first, now;

	if (loader_decode(f->bytes.p, f->bytes.len, &first, e) != ERR_OK || loader_decode(a->data, a->len, &now, e) != ERR_OK)
		return e->code;
	if (first.slot == now.slot && a->space == f->space)
		return ERR_OK;
	(void)err_set(e, ERR_RPC, "the program was deployed anew while its code was read");
	return err_hint(e, "do it again");
}

static enum err_code
take(struct fetch *f, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	const struct rpc_account *x;
	enum err_code rc = rpc_accounts_result(f->call, &a, e);

	if (rc == ERR_OK)
		rc = check_account(f, &a.account[0], e);
	if (rc != ERR_OK)
		goto out;
	x = &a.account[0];
	if (f->last_look) {
		rc = check_still(f, x, e);
		f->over = true;
		goto out;
	}
	if (f->bytes.len > 0 && x->space != f->space)
		rc = err_set(e, ERR_RPC, "the account changed its size while it was read");
	else if (x->len == 0 || !buf_put(&f->bytes, x->data, x->len))
		rc = err_set(e, ERR_WIRE, "a page of the account is empty, or too long");
	f->space = x->space;
	if (rc == ERR_OK && f->bytes.len >= f->space) {
		f->last_look = f->space > FETCH_PAGE && f->tag == LOADER_PROGRAM_DATA;
		f->over = !f->last_look;
	}
	if (rc == ERR_OK && !f->over)
		ask(f);
out:
	rpc_accounts_free(&a);
	return rc;
}

bool
fetch_turn(struct fetch *f)
{
	if (!f->over && !rpc_pending(f->call) && take(f, &f->err) != ERR_OK)
		f->over = true;
	return !f->over;
}

enum err_code
fetch_result(struct fetch *f, struct buf *out, struct fetched *about, struct err *e)
{
	struct loader_account l;

	if (f->err.code != ERR_OK) {
		*e = f->err;
		return e->code;
	}
	if (loader_decode(f->bytes.p, f->bytes.len, &l, e) != ERR_OK)
		return e->code;
	about->has_authority = l.has_authority;
	about->authority = l.authority;
	about->deployed_slot = l.slot;
	about->room = l.code_len;
	code_hash(l.code, l.code_len, &about->hash);
	if (!buf_put(out, l.code, code_trim(l.code, l.code_len)) || !elf_restore(out))
		return err_set(e, ERR_REFUSED, "the code is %zu bytes, more than can be taken", code_trim(l.code, l.code_len));
	return ERR_OK;
}
