#ifndef CLI_CODE_H
#define CLI_CODE_H

/* code.h - program code in files and on chain, for the commands that compare. */

#include "base/buf.h"
#include "cli/cli.h"
#include "ops/stage.h"
#include "ops/verify.h"

/* cli_code_file reads a program file and checks that the loader would take it. */
MUST_CHECK enum err_code cli_code_file(const char *path, struct buf *out, struct err *e);
/* cli_code_loadable asks the chain whether it would take the file and know what it calls,
 * before anything is paid; with --anyway it only warns. */
MUST_CHECK enum err_code cli_code_loadable(struct cli *c, const struct buf *file, struct err *e);
/* cli_code_on_chain waits for verify_new and its result. */
MUST_CHECK enum err_code cli_code_on_chain(struct cli *c, const struct pubkey *at, enum loader_tag tag,
	struct on_chain *out, struct err *e);
/* cli_code_equal is ERR_MISMATCH where the file differs from the code at the address that is the
 * command's first word; its second names the file.  It says how to see what differs. */
MUST_CHECK enum err_code cli_code_equal(struct cli *c, const struct buf *file, const struct on_chain *code, struct err *e);
/* cli_stage writes the file read from `path` (NULL: it is no file) into its buffer, or goes on with
 * `only` (NULL: whichever it is), with card and question; `print` the result. */
MUST_CHECK enum err_code cli_stage(struct cli *c, const char *path, const struct buf *file, const struct pubkey *only,
	struct pubkey *buffer, bool print, struct err *e);
/* cli_say_upload tells in a line how far an upload is, and in one more of each of several
 * endpoints that slows it down; CLI_UPLOAD_MS is the time between two. */
#define CLI_UPLOAD_MS 2000u
void cli_say_upload(struct cli *c, const char *step, const struct stage_progress *p, const struct endpoints *x);

#endif
