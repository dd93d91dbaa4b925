#include "ui/say.h"

#include <inttypes.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/screen_members.h"

void
say_line(struct say *s, const char *fmt, ...)
{
	char line[SAY_LINE], safe[SAY_LINE * 3];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	(void)text_safe(safe, sizeof safe, line, strlen(line), s->ascii);
	(void)buf_text(&s->out, safe);
	(void)buf_text(&s->out, "\n");
}

/* --- pages ------------------------------------------------------------------------ */

/* A mark that stands alone, as it is read out. */
static const char *
mark_words(const char *part)
{
	static const struct {
		const char *mark, *words;
	} marks[] = { { "-", "not yet" }, { "?", "not known" }, { "!", "warning" }, { ">", "chosen" } };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (strcmp(part, marks[i].mark) == 0)
			return marks[i].words;
	return part;
}

static bool
is_bar(const char *word, size_t len)
{
	return len >= 4 && strspn(word, "#.") >= len;
}

/* One part of a row, its words: "2 -> 3" is a change, a bar says nothing aloud. */
static void
put_part(struct buf *out, const char *part)
{
	const char *word = mark_words(part);

	if (word[0] == '*' && word[1] != '\0' && word[1] != ' ') {
		(void)buf_text(out, "just now, ");
		word++;
	} else if (word[0] == '>' && word[1] == ' ') {
		(void)buf_text(out, "chosen, ");
		word += 2;
	} else if (strncmp(word, "-> ", 3) == 0) {
		(void)buf_text(out, "do: ");
		word += 3;
	}
	for (const char *space = ""; *word != '\0'; space = " ") {
		size_t len = strcspn(word, " ");

		if (len == 2 && word[0] == '-' && word[1] == '>')
			(void)buf_fmt(out, "%sbecomes", space);
		else if (!is_bar(word, len))
			(void)buf_fmt(out, "%s%.*s", space, (int)len, word);
		word += len;
		word += strspn(word, " ");
	}
}

/* Two blanks and more are between parts. */
static void
put_row(struct buf *out, char *row)
{
	const char *comma = "";

	row += strspn(row, " ");
	while (*row != '\0') {
		char *end = strstr(row, "  "), *next = end == NULL ? row + strlen(row) : end + strspn(end, " ");
		struct buf part = BUF_INIT(SAY_COLS * CELL_TEXT);

		if (end != NULL)
			*end = '\0';
		put_part(&part, row);
		if (part.len > 0) {
			(void)buf_fmt(out, "%s%s", comma, buf_str(&part));
			comma = part.p[part.len - 1] == ':' ? " " : ", ";
		}
		buf_wipe(&part);
		row = next;
	}
}

void
say_page(struct say *s, const struct canvas *c, int rows)
{
	struct buf all = BUF_INIT(16u << 20);
	char *row;

	canvas_dump(c, &all);
	row = (char *)all.p;
	for (int i = 0; row != NULL && i < rows && *row != '\0'; i++) {
		char *end = strchr(row, '\n');
		struct buf line = BUF_INIT(SAY_COLS * CELL_TEXT);

		if (end != NULL)
			*end = '\0';
		put_row(&line, row);
		if (line.len > 0)
			say_line(s, "%s", buf_str(&line));
		buf_wipe(&line);
		row = end == NULL ? NULL : end + 1;
	}
	buf_wipe(&all);
}

/* --- times --------------------------------------------------------------------------- */

char *
say_span(char out[SAY_SPAN], uint64_t seconds)
{
	static const struct {
		uint64_t s;
		const char *name;
	} units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
	size_t i = 0, at;
	uint64_t n;

	while (i < 3 && seconds < units[i].s)
		i++;
	n = seconds / units[i].s;
	at = (size_t)snprintf(out, SAY_SPAN, "%" PRIu64 " %s%s", n, units[i].name, n == 1 ? "" : "s");
	n = i < 3 ? seconds % units[i].s / units[i + 1].s : 0;
	if (n > 0)
		(void)snprintf(out + at, SAY_SPAN - at, " %" PRIu64 " %s%s", n, units[i + 1].name, n == 1 ? "" : "s");
	return out;
}

/* --- a proposal ------------------------------------------------------------------------ */

char *
say_name(char out[SAY_NAME], const struct model *m, const struct gov_proposal *p)
{
	char name[MODEL_NAME];

	(void)model_name(m, &p->program, name);
	if (p->kind == KT_KIND_MEMBERS)
		(void)snprintf(out, SAY_NAME, "proposal %" PRIu64 ", change of members", p->index);
	else
		(void)snprintf(out, SAY_NAME, "proposal %" PRIu64 ", %s of %s", p->index, model_kind(p->kind), name);
	return out;
}

/* What the column of the timelock says, in words. */
static void
lock_words(char out[SAY_SPAN * 3], const struct model *m, const struct model_row *r)
{
	const struct model_ready *known = r->state == STATE_READY ? model_ready_of(m, r->p->index) : NULL;
	int64_t end = r->state == STATE_EXPIRED ? proposal_expires_at(r->p) : r->p->ended_at;
	char span[SAY_SPAN], when[TEXT_SHORT];
	uint64_t left = timelock_left(&r->p->lock, m->now);

	if (r->state == STATE_APPROVED && model_knows_time(m))
		(void)snprintf(out, SAY_SPAN * 3, "its lock ends in %s", say_span(span, timelock_wait(&r->p->lock, m->now)));
	else if (r->state == STATE_APPROVED)
		(void)snprintf(out, SAY_SPAN * 3, "its lock ends at %s", text_moment(when, timelock_opens_at(&r->p->lock)));
	else if (r->state == STATE_READY && known != NULL && known->blocker != NULL)
		(void)snprintf(out, SAY_SPAN * 3, "its lock is over, but it cannot execute: %s", known->blocker);
	else if (r->state == STATE_READY && r->p->lock.window > 0)
		(void)snprintf(out, SAY_SPAN * 3, "its lock is over, it may be executed for %s", say_span(span, left));
	else if (r->state == STATE_READY)
		(void)snprintf(out, SAY_SPAN * 3, "its lock is over");
	else if (r->state == STATE_ACTIVE && r->p->lock.delay > 0)
		(void)snprintf(out, SAY_SPAN * 3, "a lock of %s begins with approval %u", say_span(span, r->p->lock.delay), r->p->needed);
	else if (r->state == STATE_ACTIVE)
		(void)snprintf(out, SAY_SPAN * 3, "it may be executed with approval %u", r->p->needed);
	else if (r->state == STATE_STALE || r->state == STATE_SUPERSEDED)
		(void)snprintf(out, SAY_SPAN * 3, "it can never execute");
	else
		(void)snprintf(out, SAY_SPAN * 3, "%s ago", say_span(span, m->now > end ? (uint64_t)(m->now - end) : 0));
}

void
say_row(struct say *s, const struct model *m, const struct model_row *r, const char *before)
{
	const struct gov_proposal *p = r->p;
	char name[SAY_NAME], lock[SAY_SPAN * 3], votes[96] = "", state[24];
	unsigned no = votes_count(p->rejections), stop = votes_count(p->cancels);

	lock_words(lock, m, r);
	(void)snprintf(state, sizeof state, "%s", state_label(r->state));
	for (char *c = state; *c != '\0'; c++) /* capitals may be spelt */
		*c = (char)tolower((unsigned char)*c);
	if (no > 0 || stop > 0)
		(void)snprintf(votes, sizeof votes, ", %u of %u %s", stop > 0 ? stop : no, stop > 0 ? p->stop_number : p->reject_number,
			stop > 0 ? "cancel votes" : "rejections");
	say_line(s, "%s%s, %s, %u of %u approvals%s, %s%s%s%s: %s", before, say_name(name, m, p), state, votes_count(p->approvals),
		p->needed, votes, lock, r->group == GROUP_NEEDS_YOU ? ", needs your vote" : "", r->group == GROUP_STUCK ? ", stuck" : "",
		p->hash_agrees ? "" : ", ITS HASH IS NOT THAT OF ITS CONTENT, do not sign", p->description[0] != '\0' ? p->description : "no description");
}

/* --- the whole -------------------------------------------------------------------------- */

void
say_link(struct say *s, const struct model *m)
{
	const char *bad = m->link == LINK_DOWN ? "No connection" : "No answer";
	char span[SAY_SPAN];

	(void)say_span(span, (uint64_t)(m->age_s > 0 ? m->age_s : 0));
	if (m->link == LINK_UP)
		say_line(s, "%u of %u endpoints agree.", m->agree_n, m->endpoint_n);
	else if (m->source == MODEL_NOTHING)
		say_line(s, "%s%s%s.", m->link == LINK_FIRST ? "Reading the proposals from " : bad, m->link == LINK_FIRST ? m->endpoint :
			", and nothing was read before", m->link == LINK_DOWN ? "; it is tried again every 5 seconds" : "");
	else if (m->age_s < 0)
		say_line(s, "%s, the data is of unknown age: this machine's clock was set back.", m->link == LINK_FIRST ? "Reading" : bad);
	else
		say_line(s, "%s, the data is %s old.", m->link == LINK_FIRST ? "Reading" : bad, span);
	if (m->link == LINK_DOWN)
		say_line(s, "%s%s%s", m->trouble.message, m->trouble.hint[0] != '\0' ? "; " : "", m->trouble.hint);
}

void
say_clock(struct say *s, const struct model *m)
{
	uint64_t off = m->skew_s < 0 ? 0 - (uint64_t)m->skew_s : (uint64_t)m->skew_s;
	char when[TEXT_SHORT], span[SAY_SPAN];

	if (!model_knows_time(m)) {
		say_line(s, "The chain's time is not known yet.");
		return;
	}
	if (off <= MODEL_SKEW_S)
		say_line(s, "On the chain it is %s.", text_moment(when, m->now));
	else
		say_line(s, "On the chain it is %s; this machine's clock is %s %s.", text_moment(when, m->now), say_span(span, off),
			m->skew_s < 0 ? "behind" : "ahead");
}

void
say_counts(struct say *s, const struct model *m)
{
	const unsigned *n = m->count;

	if (m->source == MODEL_NOTHING)
		return;
	say_line(s, "%u need%s you, %u voting, %u locked, %u ready, %u stuck.", n[GROUP_NEEDS_YOU], n[GROUP_NEEDS_YOU] == 1 ? "s" : "",
		n[GROUP_NEEDS_YOU] + n[GROUP_VOTING], n[GROUP_LOCKED], n[GROUP_READY], n[GROUP_STUCK]);
}

static void
say_me(struct say *s, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	char name[MODEL_NAME];

	if (!m->has_me) {
		say_line(s, "No key: nothing can be signed.");
		return;
	}
	(void)model_name(m, &m->me, name);
	if (m->source == MODEL_NOTHING)
		say_line(s, "You are %s.", name);
	else if (m->my_index < 0)
		say_line(s, "You are %s, no member.", name);
	else
		say_line(s, "You are %s, member %d of %u%s.", name, m->my_index + 1, g->member_n, g->member[m->my_index].may_vote ? "" : ", operator");
	if (m->locked)
		say_line(s, "The signer is locked; lock opens it again.");
}

void
say_status(struct say *s, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;
	char name[MODEL_NAME] = "no multisig", span[SAY_SPAN];

	if (m->has_multisig)
		(void)model_name(m, &m->multisig, name);
	if (m->source == MODEL_NOTHING)
		say_line(s, "%s, %s.", m->cluster, name);
	else
		say_line(s, "%s, %s, %u of %u approve, lock %s.", m->cluster, name, g->threshold, g->approver_n,
			g->timelock_s == 0 ? "none" : say_span(span, g->timelock_s));
	if (m->has_multisig) {
		say_link(s, m);
		say_clock(s, m);
	}
	say_me(s, m);
	say_counts(s, m);
}

void
say_members(struct say *s, const struct model *m)
{
	const struct gov_multisig *g = &m->world.multisig;

	for (unsigned i = 0; i < g->member_n && i < GOV_MEMBERS_MAX; i++) {
		bool me = (int)i == m->my_index, named;
		char name[MODEL_NAME], full[PUBKEY_TEXT], owes[48] = "";
		unsigned n = members_owes(m, i);

		named = model_name(m, &g->member[i].address, name);
		if (n > 0)
			(void)snprintf(owes, sizeof owes, ", has yet to vote on %u", n);
		say_line(s, "%u, %s, %s%s%s, %s%s", i + 1, g->member[i].may_vote ? "approver" : "operator", me ? "you" : "", me && named ? ", " : "",
			named ? name : me ? "" : "no name", pubkey_text(full, &g->member[i].address), owes);
	}
}
