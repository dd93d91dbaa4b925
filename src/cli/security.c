#include "cli/security.h"

#include <string.h>

#include "base/text.h"
#include "cli/cli.h"

enum { SHOWN = 160, LOOKED_AT = 4 * SHOWN }; /* columns, and bytes, of a value in text; JSON has all of it */

static void
print_value(const char *head, const char *name, const char *value)
{
	char safe[LOOKED_AT * 3 + 1];
	size_t len = strlen(value), fits;

	(void)text_safe(safe, sizeof safe, value, len < LOOKED_AT ? len : LOOKED_AT, false);
	fits = text_clip(safe, SHOWN);
	cli_field(head, "%s: %.*s%s", name, (int)fits, safe, safe[fits] != '\0' || len > LOOKED_AT ? " ... (--output json has all)" : "");
}

void
cli_security_text(const struct security_txt_raw *raw)
{
	struct security_txt t;
	struct err e = ERR_INIT;

	if (security_txt_parse(raw, &t, &e) == ERR_WIRE)
		cli_field("security.txt", "cannot be read: %s", e.message);
	for (size_t i = 0; e.code == ERR_OK && i < t.n; i++)
		print_value(i == 0 ? "security.txt" : "", t.field[i].name, t.field[i].value);
}

void
cli_security_json(struct jsonout *j, const struct security_txt_raw *raw)
{
	struct security_txt t;
	struct err e = ERR_INIT;
	enum err_code rc = security_txt_parse(raw, &t, &e);

	if (rc == ERR_OK) {
		jsonout_object(j, "security_txt");
		for (size_t i = 0; i < t.n; i++)
			jsonout_str(j, t.field[i].name, t.field[i].value);
		jsonout_end(j);
	} else
		jsonout_null(j, "security_txt");
	jsonout_str(j, "security_txt_error", rc == ERR_WIRE ? e.message : NULL);
}
