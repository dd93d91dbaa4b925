#ifndef OPS_VERIFY_H
#define OPS_VERIFY_H

/* verify.h - does what is on chain equal what was built.
 *
 * A read of a buffer or of a program with its program data, one round trip,
 * stepped by the loop; and the comparison with a file, which is pure. */

#include "ops/session.h"
#include "solana/loader.h"
#include "solana/security_txt.h"

/* Program code as the chain has it. */
struct on_chain {
	bool has_authority;
	struct pubkey authority;
	struct pubkey program_data;   /* of a program */
	uint64_t slot, deployed_slot; /* read at; last deploy, of a program */
	uint64_t lamports;            /* of the account that holds the code */
	size_t room, trimmed;         /* bytes of code space, and without trailing zeros */
	uint32_t sbpf_version;        /* as the code's header says; 0 where there is none */
	struct hash hash;
	struct security_txt_raw security; /* as the code itself says */
};

struct verify; /* one read under way */

/* verify_new reads a buffer (`tag` LOADER_BUFFER) or a program (LOADER_PROGRAM)
 * at the session's commitment; the session is borrowed. */
struct verify *verify_new(struct session *s, const struct pubkey *at, enum loader_tag tag);
void verify_free(struct verify *v); /* NULL is ignored */
bool verify_pending(const struct verify *v);
/* verify_result once it is no longer pending.  ERR_NOT_FOUND names what is
 * there instead: nothing, an account of another owner, another kind of account. */
MUST_CHECK enum err_code verify_result(struct verify *v, struct on_chain *out, struct err *e);

/* verify_equal is ERR_MISMATCH, with both hashes and lengths, where they differ. */
MUST_CHECK enum err_code verify_equal(const uint8_t *file, size_t len, const struct on_chain *code, struct err *e);

/* verify_code fills `out` from a decoded buffer or program data; pure. */
void verify_code(const struct loader_account *l, struct on_chain *out);

#endif
