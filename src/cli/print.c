#include "cli/cli.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

void
cli_json_begin(struct buf *b, struct jsonout *j)
{
	*b = (struct buf)BUF_INIT(CLI_OUTPUT_MAX);
	*j = jsonout_to(b);
	jsonout_object(j, NULL);
}

enum err_code
cli_json_end(struct buf *b, struct jsonout *j, struct err *e)
{
	enum err_code rc = ERR_OK;

	jsonout_end(j);
	if (b->over)
		rc = err_set(e, ERR_INTERNAL, "the answer is larger than %u bytes", CLI_OUTPUT_MAX);
	else if (puts(buf_str(b)) == EOF)
		rc = err_set(e, ERR_INTERNAL, "standard output cannot be written");
	buf_wipe(b);
	return rc;
}

void
cli_json_key(struct jsonout *j, const char *name, const struct pubkey *k)
{
	char text[PUBKEY_TEXT];

	jsonout_str(j, name, k == NULL || pubkey_is_zero(k) ? NULL : pubkey_text(text, k));
}

void
cli_json_id(struct jsonout *j, uint64_t index)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)index);
	jsonout_str(j, "id", text);
}

void
cli_json_time(struct jsonout *j, const char *name, int64_t unix_s, bool has)
{
	char text[TEXT_SHORT], twin[48];

	(void)snprintf(twin, sizeof twin, "%s_unix", name);
	if (!has) {
		jsonout_null(j, name);
		jsonout_null(j, twin);
		return;
	}
	jsonout_str(j, name, text_rfc3339(text, unix_s));
	jsonout_i64(j, twin, unix_s);
}

void
cli_json_hash(struct jsonout *j, const char *name, const struct hash *h)
{
	if (h == NULL)
		jsonout_null(j, name);
	else
		jsonout_hex(j, name, h->b, sizeof h->b);
}

void
cli_field(const char *name, const char *fmt, ...)
{
	char value[1200], safe[1200];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	(void)text_safe(safe, sizeof safe, value, strlen(value), false);
	(void)printf("%-20s %s\n", name, safe);
}

void
cli_say(const struct cli *c, const char *fmt, ...)
{
	char value[1200], safe[1200];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	(void)text_safe(safe, sizeof safe, value, strlen(value), c->o.plain || c->o.ascii);
	(void)fprintf(stderr, "%s\n", safe);
}

/* The next step where the place that failed knows none. */
static const char *
next_step(const struct err *e)
{
	static const char *const step[ERR_CODE_COUNT] = {
		[ERR_INTERNAL] = "check the folder and its free space, then do it again; \"keyturn doctor\" looks at both",
		[ERR_USAGE] = "\"keyturn --help\" lists the commands, keyturn(1) has the rest",
		[ERR_CONFIG] = "see keyturn.conf(5); \"keyturn doctor\" says where every value comes from",
		[ERR_RPC] = "try again, or name another endpoint with -u",
		[ERR_NOT_FOUND] = "check the name and the cluster (-u)",
		[ERR_REFUSED] = "nothing was sent; \"keyturn doctor\" checks what the refusal rests on",
		[ERR_CHAIN] = "look at how things stand before you do it again: \"keyturn proposals\"",
		[ERR_TIMELOCK] = "\"keyturn show ID\" says when it is over",
		[ERR_APPROVALS] = "\"keyturn show ID\" lists who has not voted yet",
		[ERR_KEY] = "name a keypair file as solana-keygen writes it with -k",
		[ERR_CANCELLED] = "nothing was sent; run it again when you are ready",
		[ERR_MISMATCH] = "do not sign for it before the difference is explained",
		[ERR_WIRE] = "try again, or name another endpoint with -u",
		[ERR_STORE] = "check the folder named by --data-dir; \"keyturn doctor\" looks at it",
	};

	return e->hint[0] != '\0' || e->code <= ERR_OK || e->code >= ERR_CODE_COUNT ? e->hint : step[e->code];
}

void
cli_error(bool json, const struct err *e)
{
	const char *next = next_step(e);
	char message[ERR_TEXT_MAX * 3], hint[ERR_TEXT_MAX * 3];
	struct buf b = BUF_INIT(CLI_OUTPUT_MAX);
	struct jsonout j = jsonout_to(&b);

	if (!json) {
		(void)text_safe(message, sizeof message, e->message, strlen(e->message), false);
		(void)text_safe(hint, sizeof hint, next, strlen(next), false);
		(void)fprintf(stderr, "keyturn: %s\n%s%s", message, hint, hint[0] != '\0' ? "\n" : "");
		return;
	}
	jsonout_object(&j, NULL);
	jsonout_i64(&j, "code", err_exit(e->code));
	jsonout_str(&j, "name", err_name(e->code));
	jsonout_str(&j, "message", e->message);
	jsonout_str(&j, "hint", next[0] != '\0' ? next : NULL);
	jsonout_end(&j);
	(void)fprintf(stderr, "%s\n", buf_str(&b));
	buf_wipe(&b);
}
