#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*before_dying)(void); /* the terminal's way out; set once at start */

enum err_code
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	e->code = code;
	e->hint[0] = '\0';
	va_start(ap, fmt);
	(void)vsnprintf(e->message, sizeof e->message, fmt, ap);
	va_end(ap);
	return code;
}

enum err_code
err_hint(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(e->hint, sizeof e->hint, fmt, ap);
	va_end(ap);
	return e->code;
}

enum err_code
err_while(struct err *e, const char *fmt, ...)
{
	char step[ERR_TEXT_MAX], old[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(step, sizeof step, fmt, ap);
	va_end(ap);
	memcpy(old, e->message, sizeof old);
	(void)snprintf(e->message, sizeof e->message, "while %.100s: %.200s", step, old);
	return e->code;
}

int
err_exit(enum err_code code)
{
	if (code == ERR_WIRE)
		return ERR_RPC;
	if (code == ERR_STORE || code < 0 || code >= ERR_CODE_COUNT)
		return ERR_INTERNAL;
	return (int)code;
}

const char *
err_name(enum err_code code)
{
	static const char *const name[ERR_CODE_COUNT] = {
		[ERR_OK] = "ok", [ERR_INTERNAL] = "internal", [ERR_USAGE] = "usage",
		[ERR_CONFIG] = "config", [ERR_RPC] = "rpc", [ERR_NOT_FOUND] = "not_found",
		[ERR_REFUSED] = "refused", [ERR_CHAIN] = "chain", [ERR_TIMELOCK] = "timelock",
		[ERR_APPROVALS] = "approvals", [ERR_KEY] = "key", [ERR_CANCELLED] = "cancelled",
		[ERR_MISMATCH] = "mismatch", [ERR_WIRE] = "wire", [ERR_STORE] = "store",
	};

	return code >= 0 && code < ERR_CODE_COUNT ? name[code] : "internal";
}

void
die_hook(void (*hook)(void))
{
	before_dying = hook;
}

void
die(const char *fmt, ...)
{
	va_list ap;

	if (before_dying != NULL)
		before_dying();
	(void)fputs("keyturn: ", stderr);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	abort();
}
