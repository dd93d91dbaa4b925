#include "solana/change.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *
change_number(unsigned n, char out[CHANGE_NUMBER])
{
	static const char *const words[] = { "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
		"ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
		"twenty" };

	(void)snprintf(out, CHANGE_NUMBER, "%u", n);
	return n < sizeof words / sizeof words[0] ? words[n] : out;
}

static void PRINTF_LIKE(4, 5)
say(struct change *c, enum change_weight weight, bool weakens, const char *fmt, ...)
{
	struct change_line *l = &c->line[c->line_n];
	va_list ap;

	if (c->line_n == CHANGE_LINES_MAX)
		die("a change has more than %u effects", CHANGE_LINES_MAX);
	l->weight = weight;
	l->weakens = weakens;
	va_start(ap, fmt);
	(void)vsnprintf(l->text, sizeof l->text, fmt, ap);
	va_end(ap);
	c->line_n++;
}

/* "two keys", "one key". */
static const char *
keys(unsigned n, char out[32])
{
	char word[CHANGE_NUMBER];

	(void)snprintf(out, 32, "%s key%s", change_number(n, word), n == 1 ? "" : "s");
	return out;
}

/* --- what is different --------------------------------------------------- */

static void
thresholds(struct change *c, const struct kt_governance *old, const struct kt_governance *now)
{
	const struct {
		const char *what, *need;
		unsigned was, is;
	} rows[] = {
		{ "upgrade", "to upgrade", old->threshold, now->threshold },
		{ "roll back", "to roll back", old->rollback_threshold, now->rollback_threshold },
	};
	char is[32], was[CHANGE_NUMBER];

	for (size_t i = 0; i < 2; i++)
		if (rows[i].is < rows[i].was)
			say(c, CHANGE_DANGER, true, "%s can now %s; it was %s", keys(rows[i].is, is), rows[i].what,
				change_number(rows[i].was, was));
		else if (rows[i].is > rows[i].was)
			say(c, CHANGE_NOTE, false, "%s are now needed %s; it was %s", keys(rows[i].is, is), rows[i].need,
				change_number(rows[i].was, was));
}

static void
stopping(struct change *c, const struct kt_governance *old, const struct kt_governance *now)
{
	char is[32], was[CHANGE_NUMBER];

	if (now->stop_number > old->stop_number)
		say(c, CHANGE_DANGER, true, "%s are needed to stop an approved act; it was %s", keys(now->stop_number, is),
			change_number(old->stop_number, was));
	else if (now->stop_number < old->stop_number)
		say(c, CHANGE_NOTE, false, "%s can now stop an approved act; it was %s", keys(now->stop_number, is),
			change_number(old->stop_number, was));
}

static void
delay(struct change *c, const char *name, uint32_t old, uint32_t now)
{
	char was[TEXT_SHORT], is[TEXT_SHORT];

	if (now != old)
		say(c, now < old ? CHANGE_DANGER : CHANGE_NOTE, now < old, "the %s %s from %s to %s", name,
			now < old ? "shrinks" : "grows", text_span(was, old), text_span(is, now));
}

static void
times(struct change *c, const struct kt_governance *old, const struct kt_governance *now)
{
	char was[TEXT_SHORT], is[TEXT_SHORT];

	delay(c, "timelock", old->timelock_s, now->timelock_s);
	delay(c, "rollback delay", old->rollback_delay_s, now->rollback_delay_s);
	if (now->window_s > old->window_s)
		say(c, CHANGE_WARNING, true, "an approved act stays executable for %s; it was %s", text_span(is, now->window_s),
			text_span(was, old->window_s));
	if (now->reach_s < old->reach_s)
		say(c, CHANGE_WARNING, false, "a version can be gone back to for %s after it ended; it was %s",
			text_span(is, now->reach_s), text_span(was, old->reach_s));
}

static void
proportion(struct change *c, const struct kt_governance *old, const struct kt_governance *now)
{
	unsigned is = kt_approvers(now), was = kt_approvers(old);

	if (is > was && now->threshold <= old->threshold)
		say(c, CHANGE_WARNING, true, "%u keys of now %u approvers upgrade; it was %u of %u", now->threshold, is,
			old->threshold, was);
}

/* --- what it comes to ---------------------------------------------------- */

static void
lost_keys(struct change *c, const struct kt_governance *old, const struct kt_governance *now)
{
	unsigned is = kt_approvers(now) - now->threshold + 1, was = old == NULL ? is : kt_approvers(old) - old->threshold + 1;
	enum change_weight weight = is == 1 ? CHANGE_WARNING : CHANGE_NOTE;
	char n[CHANGE_NUMBER], before[CHANGE_NUMBER];

	if (is == was)
		say(c, weight, false, "%s lost %s everything for ever", change_number(is, n), is == 1 ? "key stops" : "keys stop");
	else
		say(c, weight, false, "%s lost %s everything for ever; it took %s", change_number(is, n),
			is == 1 ? "key now stops" : "keys now stop", change_number(was, before));
}

/* Whoever holds a quorum of stolen keys is stopped by those who did not approve, if they are enough. */
static void
stolen_quorum(struct change *c, const struct kt_governance *now)
{
	unsigned others = kt_approvers(now) - now->threshold;
	char t[CHANGE_NUMBER], s[CHANGE_NUMBER], o[CHANGE_NUMBER];
	const char *quorum = change_number(now->threshold, t);

	if (others == 0)
		say(c, CHANGE_WARNING, false, "nobody is left to stop %s stolen key%s: they are all there are", quorum,
			now->threshold == 1 ? "" : "s");
	else if (now->stop_number > others)
		say(c, CHANGE_WARNING, false, "the other %s cannot stop %s stolen key%s: %s cancel votes are needed",
			change_number(others, o), quorum, now->threshold == 1 ? "" : "s", change_number(now->stop_number, s));
	else if (others == 1)
		say(c, CHANGE_NOTE, false, "a stolen quorum of %s is stopped by the one other approver", quorum);
	else if (now->stop_number == others)
		say(c, CHANGE_NOTE, false, "a stolen quorum of %s is stopped only when the other %s all cancel", quorum,
			change_number(others, o));
	else
		say(c, CHANGE_NOTE, false, "a stolen quorum of %s is stopped when any %s of the other %s cancel%s", quorum,
			change_number(now->stop_number, s), change_number(others, o), now->stop_number == 1 ? "s" : "");
}

static void
standing(struct change *c, const struct kt_governance *old, const struct kt_governance *now)
{
	char t[CHANGE_NUMBER];

	if (now->timelock_s < 3600)
		say(c, CHANGE_WARNING, false, "the timelock is under one hour: nobody has time to look");
	if (now->threshold < 3)
		say(c, CHANGE_WARNING, false, "%s stolen %s enough to upgrade", change_number(now->threshold, t),
			now->threshold == 1 ? "key is" : "keys are");
	if (now->rollback_threshold == kt_approvers(now))
		say(c, CHANGE_WARNING, false, "a rollback needs every approver: one lost key closes the way back");
	lost_keys(c, old, now);
	stolen_quorum(c, now);
}

void
change_words(const struct kt_governance *old, const struct kt_governance *now, struct change *out)
{
	out->line_n = 0;
	if (old != NULL) {
		thresholds(out, old, now);
		stopping(out, old, now);
		times(out, old, now);
		proportion(out, old, now);
	}
	standing(out, old, now);
}

bool
change_weakens(const struct change *c)
{
	for (unsigned i = 0; i < c->line_n; i++)
		if (c->line[i].weakens)
			return true;
	return false;
}

/* --- editing --------------------------------------------------------------- */

static unsigned
find(const struct kt_governance *g, const struct pubkey *k)
{
	unsigned i = 0;

	while (i < g->member_n && !pubkey_eq(&g->member[i].address, k))
		i++;
	return i;
}

static enum err_code
no_member(const struct pubkey *k, struct err *e)
{
	char text[PUBKEY_TEXT];

	(void)err_set(e, ERR_NOT_FOUND, "%s is no member", pubkey_text(text, k));
	return err_hint(e, "\"keyturn multisig show\" lists the members");
}

static enum err_code
is_member(const struct pubkey *k, struct err *e)
{
	char text[PUBKEY_TEXT];

	(void)err_set(e, ERR_USAGE, "%s is a member already", pubkey_text(text, k));
	return err_hint(e, "a member is listed once; another role is given with ADDRESS:operator or ADDRESS:approver");
}

enum err_code
change_add(struct kt_governance *g, const struct pubkey *k, enum kt_role role, struct err *e)
{
	unsigned i = find(g, k);

	if (i == g->member_n && i == KT_MEMBERS_MAX)
		return err_set(e, ERR_USAGE, "more than %u members", KT_MEMBERS_MAX);
	if (i < g->member_n && g->member[i].role == role)
		return is_member(k, e);
	g->member[i] = (struct kt_person){ *k, role };
	g->member_n = (uint8_t)(g->member_n + (i == g->member_n));
	return ERR_OK;
}

enum err_code
change_remove(struct kt_governance *g, const struct pubkey *k, struct err *e)
{
	unsigned i = find(g, k);

	if (i == g->member_n)
		return no_member(k, e);
	g->member_n--;
	memmove(&g->member[i], &g->member[i + 1], (g->member_n - i) * sizeof g->member[0]);
	memset(&g->member[g->member_n], 0, sizeof g->member[0]);
	return ERR_OK;
}

enum err_code
change_replace(struct kt_governance *g, const struct pubkey *k, const struct pubkey *by, struct err *e)
{
	unsigned i = find(g, k);

	if (i == g->member_n)
		return no_member(k, e);
	if (find(g, by) < g->member_n)
		return is_member(by, e);
	g->member[i].address = *by;
	return ERR_OK;
}

/* What would do instead. */
static enum err_code
advise(const struct kt_governance *g, unsigned rule, struct err *e)
{
	unsigned n = kt_approvers(g);

	switch (rule) {
	case KT_E_THRESHOLD:
		return n == 0 ? err_hint(e, "there must be an approver") : err_hint(e, "--threshold takes 1 to %u", n);
	case KT_E_ROLLBACK_THRESHOLD:
		return err_hint(e, "--rollback-threshold takes %u to %u", g->threshold, n);
	case KT_E_STOP_NUMBER:
		return err_hint(e, "--stop takes 1 to %u; %u lets those who did not approve stop a stolen quorum",
			n - g->threshold + 1, n > g->threshold ? n - g->threshold : 1);
	case KT_E_ROLLBACK_DELAY:
		return err_hint(e, "--rollback-delay takes 0 to %u seconds here", g->timelock_s);
	default:
		return err_hint(e, "rule 1 of keyturn-program(7) has the limits");
	}
}

enum err_code
change_check(const struct kt_governance *g, struct err *e)
{
	unsigned rule = kt_governance_check(g);

	if (rule == 0)
		return ERR_OK;
	(void)err_set(e, ERR_USAGE, "%s (%u members, %u approvers, threshold %u, rollback threshold %u, stop number %u, "
		"timelock %u s, rollback delay %u s, window %u s, reach %u s)", kt_error_text(rule), g->member_n, kt_approvers(g),
		g->threshold, g->rollback_threshold, g->stop_number, g->timelock_s, g->rollback_delay_s, g->window_s, g->reach_s);
	return advise(g, rule, e);
}

bool
change_same(const struct kt_governance *a, const struct kt_governance *b)
{
	struct kt_act x = { .kind = KT_KIND_MEMBERS, .members = *a }, y = { .kind = KT_KIND_MEMBERS, .members = *b };
	uint8_t p[KT_PAYLOAD_MAX], q[KT_PAYLOAD_MAX];
	size_t n = kt_payload_encode(&x, p), m = kt_payload_encode(&y, q);

	return n == m && memcmp(p, q, n) == 0;
}
