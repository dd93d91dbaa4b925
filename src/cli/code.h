#ifndef CLI_CODE_H
#define CLI_CODE_H

/* code.h - program code in files and on chain, for the commands that compare. */

#include "base/buf.h"
#include "cli/cli.h"

struct cli_code {
	bool has_authority;
	struct pubkey authority, program_data;
	uint64_t slot, deployed_slot;
	size_t room, trimmed; /* bytes of code space, and without trailing zeros */
	struct hash hash;
};

/* cli_code_file reads a program file and checks that the loader would take it. */
MUST_CHECK enum err_code cli_code_file(const char *path, struct buf *out, struct err *e);
/* cli_code_on_chain reads a buffer (`tag` LOADER_BUFFER) or a program (LOADER_PROGRAM). */
MUST_CHECK enum err_code cli_code_on_chain(struct cli *c, const struct pubkey *at, enum loader_tag tag,
	struct cli_code *out, struct err *e);
/* cli_code_equal is ERR_MISMATCH, with both hashes, where they differ. */
MUST_CHECK enum err_code cli_code_equal(const struct buf *file, const struct cli_code *code, struct err *e);
/* cli_stage writes a file into its buffer, with card and question; `print` the result. */
MUST_CHECK enum err_code cli_stage(struct cli *c, const struct buf *file, struct pubkey *buffer, bool print, struct err *e);

#endif
