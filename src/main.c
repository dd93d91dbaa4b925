#include <stdio.h>

#include "base/err.h"

int
main(void)
{
	(void)fputs("keyturn: not yet\n", stderr);
	return err_exit(ERR_USAGE);
}
