#ifndef KEYS_PASSPHRASE_H
#define KEYS_PASSPHRASE_H

/* passphrase.h - ask for a passphrase on the controlling terminal.
 *
 * Runs in the child that holds the key, before it confines itself: /dev/tty is
 * opened here, whatever standard input is, with echo off; the terminal is as
 * before when this returns, and when the child or its parent is ended by a
 * signal meanwhile (but for SIGKILL of the child itself). */

#include "keys/sealed.h"

/* passphrase_ask writes what is typed into `out` (locked memory of
 * SEALED_PASSPHRASE_MAX bytes).  `what` names it: "Passphrase for id.key".
 * ERR_KEY without a terminal or in the background; ERR_CANCELLED for ^C, ^D. */
MUST_CHECK enum err_code passphrase_ask(const char *what, uint8_t *out, size_t *len, struct err *e);

/* passphrase_choose asks for a new one twice; at least 8 bytes. */
#define PASSPHRASE_MIN 8u
MUST_CHECK enum err_code passphrase_choose(const char *path, uint8_t *out, size_t *len, struct err *e);

#endif
