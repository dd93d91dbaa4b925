#ifndef KEYS_KEY_JOB_H
#define KEYS_KEY_JOB_H

/* key_job.h - make, look at, encrypt and decrypt key files.
 *
 * Each job runs in a child of its own, as unreadable to others as the signer
 * is: this process never holds the key, and the child asks for passphrases on
 * the terminal itself. */

#include "keys/sealed.h"

enum key_op {
	KEY_NEW,     /* a random key to `to` */
	KEY_SHOW,    /* the address of `from` */
	KEY_ENCRYPT, /* `from` under a new passphrase to `to`; an encrypted `from` is opened first */
	KEY_EXPORT,  /* encrypted `from` as Solana's JSON to `to` */
};
struct key_job {
	enum key_op op;
	const char *from, *to;   /* paths; `from` may be "-" for standard input */
	bool encrypt;            /* new: under a passphrase */
	bool no_input;           /* nothing is asked for; what would have to be is refused */
	struct sealed_cost cost; /* of what is encrypted */
};
struct key_told {
	struct pubkey address;
	bool encrypted;          /* show: the file is, so the address is as the file says */
};

/* key_job_run does the job.  ERR_KEY with reason and cure; no file is ever
 * written over, and a failure leaves none behind. */
MUST_CHECK enum err_code key_job_run(const struct key_job *j, struct key_told *out, struct err *e);

#endif
