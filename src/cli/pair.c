#include "cli/pair.h"

#include <string.h>

#include "base/text.h"
#include "cli/way_back.h"

static const struct gov_proposal *
find(const struct cli *c, const struct gov_world *w, const struct pair_half *up)
{
	static const struct hash none = { { 0 } };

	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];

		if (q->kind == KT_KIND_UPGRADE && pubkey_eq(&q->program, &up->program) && q->holds_buffer && !q->act.deploy.one_way &&
			pubkey_eq(&q->proposer, signer_address(c->s.signer)) && gov_world_is_open(w, q) &&
			(hash_eq(&up->code_hash, &none) ? pubkey_eq(&q->act.deploy.buffer, &up->buffer) :
			hash_eq(&q->act.deploy.code_hash, &up->code_hash)))
			return q;
	}
	return NULL;
}

enum err_code
pair_find(struct cli *c, struct pair_half *up, struct err *e)
{
	const struct gov_proposal *q;
	struct gov_world w;

	if (cli_list(c, &w, e) != ERR_OK)
		return e->code;
	q = find(c, &w, up);
	up->index = q != NULL ? q->index : 0;
	if (q != NULL) {
		up->buffer = q->act.deploy.buffer;
		up->code_hash = q->act.deploy.code_hash;
	}
	gov_world_wipe(&w);
	return ERR_OK;
}

/* The description of the way back: whose it is, and as much of that one's as fits. */
static void
reason_of(char out[KT_DESCRIPTION_MAX + 1], uint64_t index, const char *description)
{
	int n = snprintf(out, KT_DESCRIPTION_MAX + 1, "Way back from proposal %llu: ", (unsigned long long)index);
	size_t len = strlen(description), room = KT_DESCRIPTION_MAX - (size_t)n;

	if (len > room) {
		len = room;
		while (len > 0 && ((unsigned char)description[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(out + n, description, len);
	out[(size_t)n + len] = '\0';
}

static void
print_text(const struct pair_half *up, const struct cli_way_back *back)
{
	char key[PUBKEY_TEXT], hex[65];

	cli_field("proposal", "%llu%s", (unsigned long long)up->index, up->made ? "" : ", open already");
	cli_field("way back", "%llu%s", (unsigned long long)back->index, back->made ? "" : ", open already");
	text_hex(hex, back->code_hash.b, 32);
	cli_field("back to", "version %llu, %s", (unsigned long long)back->to, hex);
	cli_field("buffer", "%s", pubkey_text(key, &back->buffer));
	cli_field("next", "approve %llu first, then %llu", (unsigned long long)back->index, (unsigned long long)up->index);
}

static void
half_json(struct jsonout *j, uint64_t index, bool made, const struct pubkey *buffer, const struct hash *code_hash)
{
	cli_json_id(j, index);
	jsonout_u64(j, "index", index);
	jsonout_bool(j, "made", made);
	cli_json_key(j, "buffer", buffer);
	cli_json_hash(j, "code_hash", code_hash);
}

static enum err_code
print_json(struct cli *c, const struct pair_half *up, const struct cli_way_back *back, struct err *e)
{
	struct jsonout j;
	struct buf b;

	cli_json_begin(&b, &j);
	jsonout_str(&j, "action", "propose");
	jsonout_str(&j, "cluster", c->s.cluster);
	cli_json_key(&j, "program", &up->program);
	half_json(&j, up->index, up->made, &up->buffer, &up->code_hash);
	jsonout_object(&j, "rollback");
	half_json(&j, back->index, back->made, &back->buffer, &back->code_hash);
	jsonout_u64(&j, "to_version", back->to);
	jsonout_end(&j);
	return cli_json_end(&b, &j, e);
}

enum err_code
pair_way_back(struct cli *c, const struct pair_half *up, const char *description, struct err *e)
{
	struct cli_way_back back = { .program = up->program, .ahead = up->code_hash };
	char reason[KT_DESCRIPTION_MAX + 1];
	unsigned long long n = up->index;

	reason_of(reason, up->index, description);
	back.reason = reason;
	if (cli_way_back(c, &back, e) != ERR_OK) {
		(void)err_while(e, "proposal %llu is made, its way back is not", n);
		return e->hint[0] != '\0' ? e->code : err_hint(e, "run the same command again: it goes on with the way back");
	}
	if (c->o.json)
		return print_json(c, up, &back, e);
	print_text(up, &back);
	return ERR_OK;
}
