#include "ui/widget_way.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/widget_brief.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"
#include "ui/widget_upload.h"

enum { LINE = NAMES_TEXT + 128, WORD_AT = 7, WORDS_AT = 18, VERSIONS_MIN = 3, FACTS_ROWS = 13, STEPS_ROWS = 10, ALL_ROWS = 15, CHUNK = 960 };

enum mark { MARK_LATER, MARK_NOW, MARK_DONE };

static int
step_line(struct canvas *c, int y, enum mark mark, const char *word, const char *words)
{
	static const char *const marks[] = { [MARK_LATER] = "-", [MARK_NOW] = "now", [MARK_DONE] = "done" };
	static const unsigned styles[] = { [MARK_LATER] = STYLE_DIM, [MARK_NOW] = STYLE_CALL, [MARK_DONE] = STYLE_GOOD };

	(void)canvas_right(c, y, WORD_AT - 2, styles[mark], marks[mark]);
	(void)canvas_text(c, y, WORD_AT, mark == MARK_LATER ? STYLE_DIM : STYLE_PLAIN, word);
	return canvas_wrap(c, y, WORDS_AT, c->cols - 1, mark == MARK_NOW ? STYLE_TITLE : mark == MARK_DONE ? STYLE_PLAIN : STYLE_DIM, words);
}

/* --- who ------------------------------------------------------------------------ */

static uint64_t
voters(const struct model *m)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < m->world.multisig.member_n; i++)
		if (m->world.multisig.member[i].may_vote)
			bits |= UINT64_C(1) << i;
	return bits;
}

/* "2 of 4: bob, you; not yet: carol, dave, erin" */
static void
votes_words(char out[LINE], const struct model *m, const struct wayback *way)
{
	char have[NAMES_TEXT], lack[NAMES_TEXT];
	unsigned n = members_names(have, m, voters(m) & ~way->missing), left = members_names(lack, m, way->missing);

	(void)snprintf(out, LINE, "%u of %u%s%.400s%s%.400s", way->has, way->needed, n > 0 ? ": " : "", have,
		left > 0 && way->has < way->needed ? "; not yet: " : "", way->has < way->needed ? lack : "");
}

/* --- the way back: what -------------------------------------------------------------- */

static int
hash_line(struct canvas *c, int y, const struct hash *h)
{
	char hex[65];

	text_hex(hex, h->b, sizeof h->b);
	return canvas_wrap(c, y, 1 + PAGE_LABEL, c->cols - 1, STYLE_PLAIN, hex);
}

static int
version_field(struct canvas *c, int y, const char *name, const struct gov_record *r, uint64_t number, const struct hash *hash)
{
	const struct gov_version *v = NULL;
	char when[LOCK_TEXT], line[160];

	for (unsigned i = 0; r != NULL && i < r->version_n; i++)
		if (r->version[i].number == number)
			v = &r->version[i];
	if (v == NULL || v->began <= 0)
		(void)snprintf(line, sizeof line, "version %" PRIu64, number);
	else {
		text_moment(when, v->began);
		(void)snprintf(line, sizeof line, "version %" PRIu64 ", since %.16s UTC, %s %" PRIu64, number, when,
			v->adopted ? "as adopted; number" : "by proposal", v->adopted ? v->number : v->proposal);
	}
	y = page_field(c, y, 1, c->cols - 1, name, STYLE_TITLE, line);
	return hash_line(c, y, hash);
}

static int
version_line(struct canvas *c, int y, const struct model *m, const struct gov_record *r, const struct gov_version *v, bool chosen)
{
	bool narrow = c->cols < SCREEN_COLS;
	char text[LOCK_TEXT], hex[17], bytes[LOCK_TEXT];
	unsigned style = way_back_text(text, m, r, v);
	int x = 1 + PAGE_LABEL;

	text_hex(hex, v->code_hash.b, narrow ? 4 : 8);
	(void)text_count(bytes, v->code_len);
	(void)canvas_text(c, y, x, STYLE_CALL, chosen ? ">" : "");
	(void)canvas_fmt(c, y, x + 2, chosen ? STYLE_TITLE : style, "v%" PRIu64, v->number);
	(void)canvas_text(c, y, x + 8, chosen ? STYLE_PLAIN : style, hex);
	(void)canvas_right(c, y, x + 36, style, narrow ? "" : bytes);
	(void)canvas_text(c, y, narrow ? x + 18 : x + 38, style, text);
	return y + 1;
}

/* The versions one may go back to and those one may not, the newest first, around the one chosen. */
static int
versions(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s, const struct gov_record *r, int most)
{
	int n = (int)r->version_n - (s->goal.advance ? 0 : 1), chosen = 0, first;

	(void)canvas_text(c, y, 1, STYLE_DIM, "goes back to");
	for (int i = 0; i < n; i++)
		if (r->version[n - 1 - i].number == s->way.target.number)
			chosen = i;
	first = chosen < most ? 0 : chosen - most + 1;
	for (int i = first; i < n && i < first + most; i++)
		y = version_line(c, y, m, r, &r->version[n - 1 - i], i == chosen);
	if (n > most)
		(void)canvas_fmt(c, y - most + 1, 1, STYLE_DIM, "%d of %d", chosen + 1, n);
	return hash_line(c, y, &s->way.target.code_hash);
}

static void
delay_words(char out[64], const struct model *m)
{
	char span[TEXT_SHORT];

	if (m->world.multisig.rollback_delay_s == 0)
		(void)snprintf(out, 64, "at once");
	else
		(void)snprintf(out, 64, "%s after the last vote", text_span(span, m->world.multisig.rollback_delay_s));
}

static int
takes_field(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s)
{
	unsigned pieces = s->way.target.code_len / CHUNK + 1, left = s->way.needed > s->way.has ? s->way.needed - s->way.has : 0;
	char line[200], delay[64], upload[64] = "", votes[48];

	delay_words(delay, m);
	if (!screen_rollback_joins(&s->way) && pubkey_is_zero(&s->buffer))
		(void)snprintf(upload, sizeof upload, s->staged ? "the staged buffer, " : "a buffer of %u pieces, ", pieces);
	(void)snprintf(votes, sizeof votes, left == 0 ? "no more approvals" : left == 1 ? "1 approval" : "%u approvals", left);
	(void)snprintf(line, sizeof line, "%s%s; then it executes %s", upload, votes, delay);
	return page_field(c, y, 1, c->cols - 1, "takes", STYLE_PLAIN, line);
}

static int
plan(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s)
{
	char line[LINE], names[NAMES_TEXT];

	y = page_field(c, y, 1, c->cols - 1, "code from", STYLE_PLAIN, screen_rollback_joins(&s->way) ? "the buffer of the proposal" :
		s->source != NULL ? s->source : "looked for: the backups here, then buffers on chain of equal code hash");
	if (screen_rollback_joins(&s->way)) {
		votes_words(line, m, &s->way);
		y = page_field(c, y, 1, c->cols - 1, "must sign", STYLE_PLAIN, line);
		(void)snprintf(line, sizeof line, "proposal %" PRIu64 " is this way back already: you join it", s->way.index);
		y = page_field(c, y, 1, c->cols - 1, "open", STYLE_CALL, line);
	} else {
		(void)members_names(names, m, s->way.missing);
		(void)snprintf(line, sizeof line, "any %u of %s", s->way.needed, names);
		y = page_field(c, y, 1, c->cols - 1, "must sign", STYLE_PLAIN, line);
	}
	return takes_field(c, y, m, s);
}

static int
accounts_field(struct canvas *c, int y, const struct screen_rollback *s)
{
	char line[200];

	(void)snprintf(line, sizeof line, "version %" PRIu64 " will read what version %" PRIu64
		" has written: accounts already migrated keep their new layout", s->way.target.number, s->way.from);
	return page_field(c, y, 1, c->cols - 1, "accounts", STYLE_WARNING, line);
}

/* --- the way back: how far ------------------------------------------------------------ */

enum { STEP_REASON, STEP_BUFFER, STEP_PROPOSAL, STEP_VOTES, STEP_DELAY, STEP_EXECUTE, STEP_READ, STEP_ALL };

static int
step_now(const struct screen_rollback *s)
{
	if (s->proven)
		return STEP_ALL;
	switch (s->way.step) {
	case WAYBACK_APPROVE:
	case WAYBACK_WAIT_VOTES:
		return STEP_VOTES;
	case WAYBACK_WAIT_DELAY:
		return STEP_DELAY;
	case WAYBACK_EXECUTE:
		return STEP_EXECUTE;
	case WAYBACK_BACK:
		return STEP_READ;
	default:
		return pubkey_is_zero(&s->buffer) ? STEP_BUFFER : STEP_PROPOSAL;
	}
}

static bool
is_planning(const struct screen_rollback *s)
{
	return s->phase == GOING_PLAN || s->phase == GOING_REASON;
}

/* While nothing is done here, what others have done already. */
static enum mark
mark_of(const struct screen_rollback *s, int step)
{
	int now = step_now(s);

	if (!is_planning(s))
		return step < now ? MARK_DONE : step == now ? MARK_NOW : MARK_LATER;
	if (step == STEP_REASON)
		return MARK_NOW;
	return screen_rollback_joins(&s->way) && step < now ? MARK_DONE : MARK_LATER;
}

static void
buffer_words(char out[LINE], const struct screen_rollback *s, int cols)
{
	char full[PUBKEY_TEXT];

	if (!pubkey_is_zero(&s->buffer))
		(void)snprintf(out, LINE, "%s, read back", pubkey_text(full, &s->buffer));
	else if (screen_rollback_joins(&s->way))
		(void)snprintf(out, LINE, "held by the proposal");
	else if (s->upload.p.pieces > 0)
		upload_bar(out, &s->upload.p, cols);
	else
		(void)snprintf(out, LINE, "holds the code gone back to, byte for byte");
}

static int
votes_step(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s)
{
	char line[LINE];

	if (step_now(s) < STEP_VOTES)
		(void)snprintf(line, sizeof line, "%u approvals", s->way.needed);
	else if (s->way.step == WAYBACK_BACK)
		(void)snprintf(line, sizeof line, "approved");
	else
		votes_words(line, m, &s->way);
	return step_line(c, y, mark_of(s, STEP_VOTES), "votes", line);
}

static int
delay_step(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s)
{
	int64_t left = s->way.opens_at - m->now;
	char line[LINE], count[TEXT_SHORT];

	if (step_now(s) == STEP_DELAY) {
		c->ticks = true;
		(void)snprintf(line, sizeof line, "%s to go", text_countdown(count, left > 0 ? (uint64_t)left : 0));
	} else if (m->world.multisig.rollback_delay_s == 0)
		(void)snprintf(line, sizeof line, "none");
	else
		(void)snprintf(line, sizeof line, "%s after the last vote", text_span(count, m->world.multisig.rollback_delay_s));
	return step_line(c, y, mark_of(s, STEP_DELAY), "delay", line);
}

static int
steps(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s)
{
	char line[LINE], hex[17];

	y = page_head(c, y, 1, "step by step");
	y = step_line(c, y, mark_of(s, STEP_REASON), "reason", s->reason[0] != '\0' ? s->reason : "asked for first");
	buffer_words(line, s, c->cols);
	y = step_line(c, y, mark_of(s, STEP_BUFFER), "buffer", line);
	if (s->upload.p.pieces > 0 && mark_of(s, STEP_BUFFER) == MARK_NOW)
		y = upload_draw(c, y, WORDS_AT, c->cols - 1, &s->upload);
	if (screen_rollback_joins(&s->way))
		(void)snprintf(line, sizeof line, "proposal %" PRIu64, s->way.index);
	else
		(void)snprintf(line, sizeof line, "signed by you");
	y = step_line(c, y, mark_of(s, STEP_PROPOSAL), "proposal", line);
	y = votes_step(c, y, m, s);
	y = delay_step(c, y, m, s);
	y = step_line(c, y, mark_of(s, STEP_EXECUTE), "execute", "when votes and delay allow, signed by you or another member");
	text_hex(hex, s->way.target.code_hash.b, 8);
	(void)snprintf(line, sizeof line, s->proven ? "the code hash on chain is %s..." : "the code hash on chain has to be %s...", hex);
	return step_line(c, y, mark_of(s, STEP_READ), "read back", line);
}

static int
facts(struct canvas *c, int y, const struct model *m, const struct screen_rollback *s, int rows)
{
	const struct gov_record *r = gov_world_record(&m->world, &s->way.program);

	y = version_field(c, y, s->proven ? "left" : s->goal.advance ? "after" : "live now", r, s->way.from, &s->way.from_hash);
	if (s->phase == GOING_PLAN && r != NULL)
		y = versions(c, y, m, s, r, rows > FACTS_ROWS + VERSIONS_MIN ? rows - FACTS_ROWS : VERSIONS_MIN);
	else
		y = version_field(c, y, s->proven ? "runs now" : "goes back to", r, s->way.target.number, &s->way.target.code_hash);
	if (is_planning(s))
		y = plan(c, y, m, s);
	return s->proven ? y : accounts_field(c, y, s);
}

/* Under way in a low window the steps come first: they are what changes. */
int
way_back_draw(struct canvas *c, int row, const struct model *m, const struct screen_rollback *s, int rows)
{
	int y;

	if (!is_planning(s) && rows < ALL_ROWS)
		return facts(c, steps(c, row, m, s) + 1, m, s, rows);
	y = facts(c, row, m, s, rows);
	return is_planning(s) && rows - y < STEPS_ROWS ? y : steps(c, y + 1, m, s);
}

/* --- stopping ------------------------------------------------------------------------- */

int
way_stop_draw(struct canvas *c, int row, const struct model *m, const struct screen_rollback *s)
{
	size_t at = model_row_of(m, s->way.index);
	bool voted = s->way.step == WAYBACK_WAIT_STOP || s->way.step == WAYBACK_STOPPED;
	bool on = !is_planning(s);
	char line[LINE], name[MODEL_NAME];
	int y = row;

	if (at < m->row_n) {
		const struct gov_proposal *p = m->row[at].p;

		(void)model_name(m, &p->program, name);
		(void)snprintf(line, sizeof line, "%s%s%s", model_kind(p->kind), p->kind == KT_KIND_MEMBERS ? "" : " of ",
			p->kind == KT_KIND_MEMBERS ? "" : name);
		y = page_field(c, y, 1, c->cols - 1, "stops", STYLE_TITLE, line);
		y = page_field(c, y, 1, c->cols - 1, "which says", STYLE_PLAIN, p->description[0] != '\0' ? p->description : "nothing");
		y = page_field(c, y, 1, c->cols - 1, "state", lock_style(&m->row[at]), state_label(m->row[at].state));
	}
	y = page_field(c, y, 1, c->cols - 1, "live code", STYLE_PLAIN, "is not touched: it is not executed yet");
	y = page_head(c, y + 1, 1, "step by step");
	y = step_line(c, y, on ? MARK_DONE : MARK_NOW, "reason", s->reason[0] != '\0' ? s->reason : "asked for first");
	y = step_line(c, y, voted ? MARK_DONE : on ? MARK_NOW : MARK_LATER, "vote", s->way.step == WAYBACK_REJECT ?
		"reject, signed by you" : s->way.step == WAYBACK_CANCEL ? "cancel, signed by you" : "yours is given");
	votes_words(line, m, &s->way);
	y = step_line(c, y, s->way.step == WAYBACK_STOPPED ? MARK_DONE : voted ? MARK_NOW : MARK_LATER, "votes", s->way.needed == 0 ?
		"enough" : line);
	return step_line(c, y, s->way.step == WAYBACK_STOPPED ? MARK_DONE : MARK_LATER, "stopped", "it can never execute");
}
