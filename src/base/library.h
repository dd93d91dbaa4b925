#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

/* library.h - a shared library that is loaded when it is first needed, and stays
 * until the process ends. */

#include <stdbool.h>

#include "base/err.h"

/* library_open is NULL where there is none.  Functions are looked up when they are first called. */
void *library_open(const char *soname);
/* library_find writes the address of the function `name` to the function pointer at
 * `function`; false where the library is NULL or has none. */
bool library_find(void *library, const char *name, void *function);
/* library_missing is ERR_INTERNAL: the `what` library cannot be loaded, and why. */
enum err_code library_missing(const char *what, struct err *e);

#endif
