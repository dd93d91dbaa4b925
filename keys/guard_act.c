#include "keys/guard_card.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "solana/change.h"

static char *
hex_of(char out[65], const struct hash *h)
{
	text_hex(out, h->b, 32);
	return out;
}

void
guard_act_words(const struct kt_act *a, char out[GUARD_TEXT])
{
	char program[PUBKEY_TEXT], other[PUBKEY_TEXT], hex[65];

	(void)pubkey_text(program, kt_takes_buffer(a->kind) ? &a->deploy.program :
		&a->handover.program);
	(void)pubkey_text(other, &a->handover.receiver);
	switch (a->kind) {
	case KT_KIND_UPGRADE:
		(void)snprintf(out, GUARD_TEXT, "upgrade %s to %.8s", program, hex_of(hex, &a->deploy.code_hash));
		return;
	case KT_KIND_ROLLBACK:
		(void)snprintf(out, GUARD_TEXT, "roll %s back to version %" PRIu64 ", %.8s", program,
			a->deploy.target_number, hex_of(hex, &a->deploy.code_hash));
		return;
	case KT_KIND_MEMBERS:
		(void)snprintf(out, GUARD_TEXT, "change of members and numbers");
		return;
	case KT_KIND_HANDOVER:
		(void)snprintf(out, GUARD_TEXT, "hand %s over to %s", program, other);
		return;
	case KT_KIND_HANDOVER_MULTISIG:
		(void)snprintf(out, GUARD_TEXT, "hand %s over to multisig %s", program, other);
		return;
	case KT_KIND_HANDOVER_UNCHECKED:
		(void)snprintf(out, GUARD_TEXT, "hand %s over UNCHECKED to %s", program, other);
		return;
	case KT_KIND_IMMUTABLE:
		(void)snprintf(out, GUARD_TEXT, "make %s immutable for ever", program);
		return;
	}
	(void)snprintf(out, GUARD_TEXT, "unknown act %u", (unsigned)a->kind);
}

static void
show_from(struct guarding *g, const struct kt_record_account *r, uint64_t number, const struct hash *hash)
{
	const struct kt_version_entry *v = r != NULL && r->version_n > 0 ? &r->version[r->version_n - 1] : NULL;

	if (v == NULL || r->newest != number || !hash_eq(&v->code_hash, hash))
		card_flag(g->card, GUARD_WARNING, "it starts from version %" PRIu64 ", which is not the newest now", number);
}

/* The version a rollback goes back to, and whether the record knows it so. */
static void
show_target(struct guarding *g, const struct kt_act *a, const struct kt_record_account *r)
{
	bool known = false, retired = false;

	for (unsigned i = 0; r != NULL && i < r->version_n; i++)
		if (r->version[i].number == a->deploy.target_number && hash_eq(&r->version[i].code_hash, &a->deploy.code_hash)) {
			known = true;
			retired = r->version[i].retired;
		}
	card_field(g->card, "goes back to", "version %" PRIu64, a->deploy.target_number);
	if (!known)
		card_flag(g->card, GUARD_WARNING, "the record knows no version %" PRIu64 " with that code",
			a->deploy.target_number);
	if (retired)
		card_flag(g->card, GUARD_WARNING, "version %" PRIu64 " is retired", a->deploy.target_number);
}

static void
show_deploy(struct guarding *g, const struct kt_act *a, const struct kt_record_account *r,
	const struct pubkey *depositor, uint64_t index)
{
	char before[96], after[96], hex[65], len[TEXT_SHORT];

	card_address(g->card, "program", &a->deploy.program);
	(void)snprintf(before, sizeof before, "version %" PRIu64 " %s", a->deploy.from_number,
		hex_of(hex, &a->deploy.from_hash));
	(void)snprintf(after, sizeof after, "%s", hex_of(hex, &a->deploy.code_hash));
	card_change(g->card, "code hash", before, after);
	card_field(g->card, "code length", "%s bytes", text_count(len, a->deploy.code_len));
	if (hash_eq(&a->deploy.from_hash, &a->deploy.code_hash))
		card_flag(g->card, GUARD_NOTE, "liveness: it is the code that is live already");
	card_address(g->card, "buffer", &a->deploy.buffer);
	card_address(g->card, "spill", &a->deploy.spill);
	if (!a->deploy.advance)
		show_from(g, r, a->deploy.from_number, &a->deploy.from_hash);
	else
		card_flag(g->card, GUARD_NOTE, "a way back made in advance: it starts from a version that is not there yet");
	if (a->deploy.one_way) {
		card_flag(g->card, GUARD_WARNING, "one-way: executing it retires all older versions; there is no rollback");
		card_confirm(g->card, "one-way %" PRIu64, index);
	}
	if (!pubkey_eq(&a->deploy.spill, g->signer) && !pubkey_eq(&a->deploy.spill, depositor))
		card_flag(g->card, GUARD_WARNING, "left-over lamports go to neither this key nor the depositor");
	if (a->kind == KT_KIND_ROLLBACK)
		show_target(g, a, r);
	else if (a->deploy.target_number != 0)
		card_field(g->card, "goes back to", "version %" PRIu64 ", which no upgrade does", a->deploy.target_number);
}

static void
show_handover(struct guarding *g, const struct kt_act *a, const struct kt_record_account *r, uint64_t index)
{
	bool sealed = a->kind == KT_KIND_IMMUTABLE;
	char hex[65];

	card_address(g->card, "program", &a->handover.program);
	if (!sealed)
		card_address(g->card, a->kind == KT_KIND_HANDOVER_MULTISIG ? "to multisig" : "to", &a->handover.receiver);
	card_field(g->card, "from version", "%" PRIu64 " %s", a->handover.from_number, hex_of(hex, &a->handover.from_hash));
	show_from(g, r, a->handover.from_number, &a->handover.from_hash);
	if (sealed)
		card_flag(g->card, GUARD_DANGER, "nobody can ever upgrade, repair or roll back this program again");
	else
		card_flag(g->card, GUARD_DANGER, "this multisig loses the program");
	if (a->kind == KT_KIND_HANDOVER_UNCHECKED)
		card_flag(g->card, GUARD_DANGER, "nobody proves to hold the receiver's key: a wrong address loses the program");
	card_confirm(g->card, "%s %" PRIu64, sealed ? "immutable" : "handover", index);
}

/* --- members and numbers ---------------------------------------------- */

static void
number(struct guard_card *c, const char *name, bool has_old, uint32_t old, uint32_t now, bool is_span)
{
	char a[TEXT_SHORT], b[TEXT_SHORT];

	if (is_span) {
		(void)text_span(a, old);
		(void)text_span(b, now);
	} else {
		(void)snprintf(a, sizeof a, "%u", old);
		(void)snprintf(b, sizeof b, "%u", now);
	}
	card_change(c, name, has_old ? a : "", b);
}

static void
show_people(struct guard_card *c, const struct kt_governance *old, const struct kt_governance *now)
{
	char text[PUBKEY_TEXT], was[96], is[96];

	for (unsigned i = 0; i < now->member_n; i++) {
		const struct kt_person *p = &now->member[i], *before = kt_person_of(old, &p->address);

		(void)snprintf(is, sizeof is, "%s %s", pubkey_text(text, &p->address), kt_role_name(p->role));
		(void)snprintf(was, sizeof was, "%s", old == NULL ? "" : before == NULL ? "no member" :
			before->role != p->role ? kt_role_name(before->role) : is);
		card_change(c, before == NULL && old != NULL ? "new member" : "member", was, is);
	}
	for (unsigned i = 0; old != NULL && i < old->member_n; i++) {
		if (kt_person_of(now, &old->member[i].address) != NULL)
			continue;
		(void)snprintf(was, sizeof was, "%s %s", pubkey_text(text, &old->member[i].address),
			kt_role_name(old->member[i].role));
		card_change(c, "member removed", was, "no member");
	}
}

static void
flag_effects(struct guard_card *c, const struct kt_governance *old, const struct kt_governance *now)
{
	static const enum guard_weight weight[] = {
		[CHANGE_NOTE] = GUARD_NOTE, [CHANGE_WARNING] = GUARD_WARNING, [CHANGE_DANGER] = GUARD_DANGER,
	};
	struct change effects;

	change_words(old, now, &effects);
	for (unsigned i = 0; i < effects.line_n; i++)
		card_flag(c, weight[effects.line[i].weight], "%s", effects.line[i].text);
}

void
guard_members(struct guard_card *c, const struct kt_governance *old, const struct kt_governance *now)
{
	static const struct kt_governance none;
	const struct kt_governance *o = old != NULL ? old : &none;

	number(c, "threshold", old != NULL, o->threshold, now->threshold, false);
	number(c, "rollback threshold", old != NULL, o->rollback_threshold, now->rollback_threshold, false);
	number(c, "stop number", old != NULL, o->stop_number, now->stop_number, false);
	number(c, "timelock", old != NULL, o->timelock_s, now->timelock_s, true);
	number(c, "rollback delay", old != NULL, o->rollback_delay_s, now->rollback_delay_s, true);
	number(c, "window", old != NULL, o->window_s, now->window_s, true);
	number(c, "reach", old != NULL, o->reach_s, now->reach_s, true);
	show_people(c, old, now);
	flag_effects(c, old, now);
}

void
guard_act(struct guarding *g, const struct kt_act *a, const struct kt_multisig_account *m,
	const struct kt_record_account *r, const struct pubkey *depositor, uint64_t index)
{
	uint32_t lock = a->kind == KT_KIND_ROLLBACK ? m->governance.rollback_delay_s : m->governance.timelock_s;
	char span[TEXT_SHORT];

	card_confirm(g->card, "%" PRIu64, index);
	card_field(g->card, "timelock", "%s after the last approval", text_span(span, lock));
	if (lock < 3600 && a->kind != KT_KIND_ROLLBACK && a->kind != KT_KIND_MEMBERS)
		card_flag(g->card, GUARD_WARNING, "the timelock is under one hour");
	if (a->kind == KT_KIND_MEMBERS) {
		guard_members(g->card, &m->governance, &a->members);
		for (unsigned i = 0; i < g->card->flag_n && i < GUARD_FLAGS_MAX; i++)
			if (g->card->flag_weight[i] == GUARD_DANGER)
				card_confirm(g->card, "members %" PRIu64, index);
		return;
	}
	if (kt_takes_buffer(a->kind))
		show_deploy(g, a, r, depositor, index);
	else
		show_handover(g, a, r, index);
	if (kt_needed(&m->governance, a->kind) < 3)
		card_flag(g->card, GUARD_WARNING, "%u approvals are enough for it", kt_needed(&m->governance, a->kind));
}
