#ifndef KEYS_SIGNER_H
#define KEYS_SIGNER_H

/* signer.h - the parent's end of the signer process.
 *
 * The signer is forked before anything touches the network: it alone holds the
 * key (sodium_malloc memory), has no descriptor but the pair to its parent, and
 * confines itself (seccomp, no core dumps, not dumpable).  The key never
 * crosses.  Messages are length-prefixed: HELLO, DESCRIBE, SIGN, LOCK, UNLOCK.
 * SIGN is answered only for the digest of the message described last.
 *
 * Answers come within microseconds, so calls wait for them (2 s at most). */

#include "keys/guard.h"

struct signer;

/* signer_start forks a child that reads the key at `path` (Solana CLI JSON, "-"
 * standard input, or encrypted by keyturn: it then asks for the passphrase on
 * the terminal; checks regular file, owner, mode 0400 or 0600, both halves
 * agree) and confines itself.  `path` NULL: the child makes a fresh key of its
 * own, which is written nowhere and ends with it.  ERR_KEY with the reason and
 * the cure.  Must be called before threads and sockets exist. */
MUST_CHECK enum err_code signer_start(const char *path, const struct guard_config *g, struct signer **out,
	struct err *e);
/* signer_start in two halves, between which other work can be done: signer_fork
 * returns at once, signer_await waits for the address, or the reason why there
 * is none.  The terminal is the child's in between, and nothing is asked of it. */
MUST_CHECK enum err_code signer_fork(const char *path, const struct guard_config *g, struct signer **out,
	struct err *e);
MUST_CHECK enum err_code signer_await(struct signer *s, struct err *e);
void signer_free(struct signer *s); /* ends the child, waits for it */

/* signer_address is the key's, once signer_start or signer_await is through; borrowed. */
const struct pubkey *signer_address(const struct signer *s);

/* signer_describe: the card for the exact bytes, or the guard's refusal. */
MUST_CHECK enum err_code signer_describe(struct signer *s, const uint8_t *message, size_t len,
	const struct guard_context *x, struct guard_card *out, struct err *e);

/* signer_sign signs the message described last, if `digest` names it. */
MUST_CHECK enum err_code signer_sign(struct signer *s, const struct hash *digest, struct signature *out,
	struct err *e);

/* signer_write signs one loader Write without a card of its own: allowed only
 * after a buffer creation was described and signed in this process, for that
 * buffer and authority (see guard). */
MUST_CHECK enum err_code signer_write(struct signer *s, const uint8_t *message, size_t len,
	struct signature *out, struct err *e);

/* signer_lock ends the process that holds the key: once it returns no copy is
 * left, and nothing is signed.  Of a signer started without `keeper`, from
 * standard input or with a fresh key that is the end. */
MUST_CHECK enum err_code signer_lock(struct signer *s, struct err *e);
/* signer_unlock has the key file read again, and the passphrase of an encrypted
 * one asked for on the terminal, which must be free for it.  It only asks:
 * signer_fd is readable once signer_unlocked has its answer, and would else
 * wait.  ERR_KEY when the file now holds another key; a failure leaves it locked. */
MUST_CHECK enum err_code signer_unlock(struct signer *s, struct err *e);
MUST_CHECK enum err_code signer_unlocked(struct signer *s, struct err *e);
int signer_fd(const struct signer *s); /* -1 after it broke */

#endif
