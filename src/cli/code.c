#include "cli/code.h"

#include "base/file.h"
#include "ops/code_check.h"
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

enum err_code
cli_code_loadable(struct cli *c, const struct buf *file, struct err *e)
{
	struct code_check *k = code_check_new(&c->s, file->p, file->len);
	struct err why = ERR_INIT;
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && code_check_pending(k))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = code_check_result(k, &why);
	code_check_free(k);
	if (why.code == ERR_REFUSED && c->o.anyway) {
		cli_say(c, "warning: %s", why.message);
		return ERR_OK;
	}
	if (why.code != ERR_OK)
		*e = why;
	return rc;
}

enum err_code
cli_code_on_chain(struct cli *c, const struct pubkey *at, enum loader_tag tag, struct on_chain *out, struct err *e)
{
	struct verify *v = verify_new(&c->s, at, tag);
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && verify_pending(v))
		rc = cli_wait(c, -1, e);
	if (rc == ERR_OK)
		rc = verify_result(v, out, e);
	verify_free(v);
	return rc;
}

enum err_code
cli_code_equal(struct cli *c, const struct buf *file, const struct on_chain *code, struct err *e)
{
	enum err_code rc = verify_equal(file->p, file->len, code, e);

	if (rc == ERR_MISMATCH)
		(void)err_hint(e, "do not sign for it before the difference is explained: \"keyturn program diff %s %.300s\" shows it", c->word[0], c->word[1]);
	return rc;
}
