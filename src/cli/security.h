#ifndef CLI_SECURITY_H
#define CLI_SECURITY_H

/* security.h - the security.txt of a program, as commands show it. */

#include "base/jsonout.h"
#include "solana/security_txt.h"

/* cli_security_text prints its fields, made safe, one line each; nothing where there is none. */
void cli_security_text(const struct security_txt_raw *raw);
/* cli_security_json writes "security_txt", an object of its fields, null where there
 * is none or it is broken, and "security_txt_error", null or why it cannot be read. */
void cli_security_json(struct jsonout *j, const struct security_txt_raw *raw);

#endif
