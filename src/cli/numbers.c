#include "cli/numbers.h"

#include <string.h>

#include "base/text.h"

/* The first `len` bytes of `word` as an address. */
static enum err_code
address(const char *word, size_t len, struct pubkey *out, struct err *e)
{
	char text[64];

	if (len >= sizeof text)
		return err_set(e, ERR_USAGE, "\"%.80s\" is no address: it has 32 to 44 characters", word);
	memcpy(text, word, len);
	text[len] = '\0';
	return pubkey_parse(text, out, e);
}

enum err_code
cli_person(const char *word, struct kt_person *out, struct err *e)
{
	const char *colon = strchr(word, ':');

	if (colon != NULL && strcmp(colon, ":operator") != 0 && strcmp(colon, ":approver") != 0)
		return err_set(e, ERR_USAGE, "the role in \"%.80s\" is approver or operator", word);
	out->role = colon != NULL && strcmp(colon, ":operator") == 0 ? KT_ROLE_OPERATOR : KT_ROLE_APPROVER;
	return address(word, colon != NULL ? (size_t)(colon - word) : strlen(word), &out->address, e);
}

enum err_code
cli_pair(const char *word, const char *name, struct pubkey *old, struct pubkey *new, struct err *e)
{
	const char *equals = strchr(word, '=');

	if (equals == NULL) {
		(void)err_set(e, ERR_USAGE, "%s takes OLD=NEW, not \"%.100s\"", name, word);
		return err_hint(e, "both are addresses: who goes, and who takes the place");
	}
	if (address(word, (size_t)(equals - word), old, e) != ERR_OK || address(equals + 1, strlen(equals + 1), new, e) != ERR_OK)
		return err_while(e, "reading %s", name);
	return ERR_OK;
}

enum err_code
cli_small(struct cli *c, const char *name, uint8_t *to, struct err *e)
{
	const char *v = cli_option(c, name);
	unsigned n = *to;

	if (v != NULL && cli_number(v, name, 255, &n, e) != ERR_OK)
		return e->code;
	*to = (uint8_t)n;
	return ERR_OK;
}

enum err_code
cli_span(struct cli *c, const char *name, uint32_t *to, struct err *e)
{
	const char *v = cli_option(c, name);

	if (v == NULL || text_duration(v, to, e) == ERR_OK)
		return ERR_OK;
	return err_while(e, "reading %s", name);
}

void
cli_effects_json(struct jsonout *j, const struct change *effects)
{
	static const char *const weight[] = { [CHANGE_NOTE] = "note", [CHANGE_WARNING] = "warning", [CHANGE_DANGER] = "danger" };

	jsonout_array(j, "effects");
	for (unsigned i = 0; i < effects->line_n; i++) {
		jsonout_object(j, NULL);
		jsonout_str(j, "weight", weight[effects->line[i].weight]);
		jsonout_bool(j, "weakens", effects->line[i].weakens);
		jsonout_str(j, "text", effects->line[i].text);
		jsonout_end(j);
	}
	jsonout_end(j);
}

void
cli_governance_json(struct jsonout *j, const char *name, const struct kt_governance *g)
{
	jsonout_object(j, name);
	jsonout_u64(j, "threshold", g->threshold);
	jsonout_u64(j, "rollback_threshold", g->rollback_threshold);
	jsonout_u64(j, "stop_number", g->stop_number);
	jsonout_u64(j, "timelock_s", g->timelock_s);
	jsonout_u64(j, "rollback_delay_s", g->rollback_delay_s);
	jsonout_u64(j, "window_s", g->window_s);
	jsonout_u64(j, "reach_s", g->reach_s);
	jsonout_array(j, "members");
	for (unsigned i = 0; i < g->member_n; i++) {
		jsonout_object(j, NULL);
		cli_json_key(j, "address", &g->member[i].address);
		jsonout_str(j, "role", kt_role_name(g->member[i].role));
		jsonout_end(j);
	}
	jsonout_end(j);
	jsonout_end(j);
}
