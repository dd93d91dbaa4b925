#ifndef SOLANA_SECURITY_TXT_H
#define SOLANA_SECURITY_TXT_H

/* security_txt.h - whom to tell of a hole in a program, as the program itself says.
 *
 * Between two marks anywhere in the code, each followed by a NUL:
 *     =======BEGIN SECURITY.TXT V1=======  name NUL value NUL ... =======END SECURITY.TXT V1=======
 * Source: the crate solana-security-txt.  It is text from outside: nothing of it is
 * proved, and it has to be made safe before it is shown. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SECURITY_TXT_MAX 8192u /* bytes between the marks */
#define SECURITY_TXT_FIELDS 24u
#define SECURITY_TXT_NAME 41u  /* bytes of a name, with NUL */

struct security_txt_raw { /* what is between the marks */
	bool found; /* the first mark is there */
	bool ended; /* and the second, no farther away than SECURITY_TXT_MAX */
	size_t len;
	char bytes[SECURITY_TXT_MAX];
};

struct security_txt {
	size_t n;
	struct {
		char name[SECURITY_TXT_NAME]; /* a-z, 0-9 and _ */
		const char *value;            /* borrowed from the raw bytes; valid UTF-8, NUL terminated */
	} field[SECURITY_TXT_FIELDS];
};

/* security_txt_find copies what is between the first marks of `len` bytes. */
void security_txt_find(const uint8_t *p, size_t len, struct security_txt_raw *out);

/* security_txt_parse reads it.  ERR_NOT_FOUND where there is none, ERR_WIRE for one
 * that has no end, an odd number of strings, other names, or one twice. */
MUST_CHECK enum err_code security_txt_parse(const struct security_txt_raw *raw, struct security_txt *out, struct err *e);

#endif
