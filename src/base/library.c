#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/text.h"

void *
library_open(const char *soname)
{
	return dlopen(soname, RTLD_LAZY | RTLD_LOCAL);
}

/* ISO C has no cast from an object's address to a function's; dlsym promises that the bytes are the same. */
bool
library_find(void *library, const char *name, void *function)
{
	void *at = library == NULL ? NULL : dlsym(library, name);

	memcpy(function, &at, sizeof at);
	return at != NULL;
}

enum err_code
library_missing(const char *what, struct err *e)
{
	const char *why = dlerror();
	char shown[200] = "";

	if (why != NULL)
		(void)text_safe(shown, sizeof shown, why, strlen(why), false);
	return err_set(e, ERR_INTERNAL, "the %s library cannot be loaded: %s", what, shown);
}
