#include "ops/cure.h"

#include <stdio.h>
#include <string.h>

static void
name_of(const struct session *s, const struct pubkey *k, char out[PUBKEY_TEXT + LABEL_MAX])
{
	char label[LABEL_MAX] = "";

	if (s->store != NULL)
		store_label(s->store, k, label);
	if (label[0] != '\0')
		(void)snprintf(out, PUBKEY_TEXT + LABEL_MAX, "%s", label);
	else
		(void)pubkey_text(out, k);
}

unsigned
cure_missing(const struct session *s, const struct gov_world *w, const struct gov_proposal *p, char *out, size_t size)
{
	enum { MORE = 16 }; /* room for " and 20 more" */
	unsigned n = 0, left_out = 0;
	size_t at = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < w->multisig.member_n; i++) {
		char name[PUBKEY_TEXT + LABEL_MAX];

		if (!w->multisig.member[i].may_vote || (p->approvals >> i & 1) != 0)
			continue;
		name_of(s, &w->multisig.member[i].address, name);
		if (left_out == 0 && at + strlen(name) + 2 + MORE < size)
			at += (size_t)snprintf(out + at, size - at, "%s%s", n == 0 ? "" : ", ", name);
		else
			left_out++;
		n++;
	}
	if (left_out > 0)
		(void)snprintf(out + at, size - at, " and %u more", left_out);
	return n;
}

enum err_code
cure_move(const struct session *s, const struct gov_world *w, const struct gov_proposal *p, struct err *e)
{
	char who[ERR_TEXT_MAX - 80];
	unsigned has = votes_count(p->approvals), needed = p->needed;

	if (e->code != ERR_APPROVALS || has >= needed || cure_missing(s, w, p, who, sizeof who) == 0)
		return e->code;
	return err_hint(e, "%u more of these must run \"keyturn approve %llu\": %s", needed - has, (unsigned long long)p->index, who);
}
