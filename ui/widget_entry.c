#include "ui/widget_entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ops/unfinished.h"
#include "ui/widget_page.h"

enum { LINE = 256, MIDDLE = 60 /* columns from which words stand beside */, WIDE = 110, FULL = 200,
	EVENT_LEAST = 24 /* columns that an event's words have beside its time */,
	DATE = 16, DATE_SHORT = 11, ACTION = 15, ACTION_SHORT = 13, NUMBER = 4, OUTCOME = 8, SIGNER = 12, SIGNATURE_COLS = 88 };

/* Where columns begin; what has no room begins where nothing is drawn. */
struct columns {
	int date, action, number, outcome, signer, about, signature, action_width, about_width;
	bool whole_date;
};

static struct columns
columns(int cols)
{
	struct columns k = { .date = 3, .whole_date = cols >= SCREEN_COLS, .signer = cols, .about = cols, .signature = cols, .number = cols };
	int x = k.date + (k.whole_date ? DATE : DATE_SHORT) + 2;

	k.action = x;
	k.action_width = k.whole_date ? ACTION : ACTION_SHORT;
	x += k.action_width + (k.whole_date ? 2 : 1);
	if (k.whole_date) {
		k.number = x;
		x += NUMBER + 2;
	}
	k.outcome = x;
	x += OUTCOME + 2;
	if (cols >= WIDE) {
		k.signer = x;
		x += SIGNER + 2;
	}
	if (cols >= MIDDLE)
		k.about = x;
	if (cols >= FULL)
		k.signature = cols - 1 - SIGNATURE_COLS;
	k.about_width = (cols >= FULL ? k.signature - 2 : cols - 1) - k.about;
	return k;
}

unsigned
entry_style(enum journal_outcome o)
{
	static const unsigned styles[] = { [JOURNAL_OPEN] = STYLE_WAIT, [JOURNAL_LANDED] = STYLE_GOOD, [JOURNAL_FAILED] = STYLE_DANGER,
		[JOURNAL_EXPIRED] = STYLE_WARNING, [JOURNAL_UNKNOWN] = STYLE_WARNING };

	return styles[o];
}

static const char *
outcome_meaning(enum journal_outcome o)
{
	static const char *const words[] = { [JOURNAL_OPEN] = "written down, and nothing is known of it yet",
		[JOURNAL_LANDED] = "it is on the chain", [JOURNAL_FAILED] = "the chain refused it, nothing changed",
		[JOURNAL_EXPIRED] = "it was not taken in time, and can no longer be",
		[JOURNAL_UNKNOWN] = "sent, but the endpoint could not say; it is looked for before anything is sent again" };

	return words[o];
}

/* --- words ------------------------------------------------------------------------ */

#define BASE58 "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

/* Of an upload: its file first, which is what one looks for, then what is said of it. */
static bool
upload_words(char out[LINE], const struct journal_row *r)
{
	char amount[PIECES_AMOUNT];
	const char *path = unfinished_words(r->intent.detail, amount), *slash = path != NULL ? strrchr(path, '/') : NULL;
	const char *name = slash != NULL ? slash + 1 : path;
	int folder = slash == NULL || slash == path ? 1 : (int)(slash - path);

	if (path == NULL)
		return false;
	if (path[0] == '\0')
		(void)snprintf(out, LINE, "%s%s%.180s", amount, r->reason[0] != '\0' ? ": " : "", r->reason);
	else if (r->reason[0] != '\0')
		(void)snprintf(out, LINE, "%.140s: %.110s", name, r->reason);
	else if (slash != NULL)
		(void)snprintf(out, LINE, "%.140s, %s, in %.*s", name, amount, folder < 140 ? folder : 140, path);
	else
		(void)snprintf(out, LINE, "%.140s, %s", name, amount);
	return true;
}

/* Without the action in front, which has a column, and with names for addresses. */
static void
about_words(char out[LINE], const struct model *m, const struct journal_row *r)
{
	char upload[LINE];
	const char *s = upload_words(upload, r) ? upload : r->reason[0] != '\0' ? r->reason : r->intent.detail, *colon = strstr(s, ": ");
	size_t action = strlen(r->intent.action), n = 0;

	if (colon != NULL && strncmp(s, r->intent.action, action) == 0)
		s = colon + 2;
	out[0] = '\0';
	while (*s != '\0' && n + 1 < LINE) {
		size_t len = strspn(s, BASE58), gap = strcspn(s + len, BASE58);
		char word[PUBKEY_TEXT], name[MODEL_NAME];
		struct err none = ERR_INIT;
		struct pubkey k;
		bool named = len > 30 && len < sizeof word;

		if (named) {
			memcpy(word, s, len);
			word[len] = '\0';
			named = pubkey_parse(word, &k, &none) == ERR_OK;
		}
		if (named)
			(void)model_name(m, &k, name);
		n += (size_t)snprintf(out + n, LINE - n, "%.*s%.*s", named ? MODEL_NAME : (int)len, named ? name : s, (int)gap, s + len);
		s += len + gap;
	}
}

static void
name_words(char out[LINE], const struct model *m, const struct pubkey *k)
{
	char full[PUBKEY_TEXT], name[MODEL_NAME];

	(void)pubkey_text(full, k);
	if (model_name(m, k, name))
		(void)snprintf(out, LINE, "%s  (%s)", full, name);
	else
		(void)snprintf(out, LINE, "%s", full);
}

/* --- one line ------------------------------------------------------------------------ */

void
entry_heads(struct canvas *c, int y)
{
	struct columns k = columns(c->cols);

	(void)canvas_text(c, y, k.date, STYLE_HEAD, "when, UTC");
	(void)canvas_text(c, y, k.action, STYLE_HEAD, "what");
	(void)canvas_text(c, y, k.number, STYLE_HEAD, "   #");
	(void)canvas_text(c, y, k.outcome, STYLE_HEAD, "became");
	(void)canvas_text(c, y, k.signer, STYLE_HEAD, "signed by");
	(void)canvas_text(c, y, k.about, STYLE_HEAD, "about");
	(void)canvas_text(c, y, k.signature, STYLE_HEAD, "signature");
}

int
entry_mark(const struct canvas *c)
{
	struct columns k = columns(c->cols);

	return k.date + (k.whole_date ? DATE : DATE_SHORT);
}

void
entry_line(struct canvas *c, int y, const struct model *m, const struct journal_row *r)
{
	struct columns k = columns(c->cols);
	char when[TEXT_SHORT], line[LINE], name[MODEL_NAME], signature[SIGNATURE_TEXT];

	(void)text_moment(when, r->at);
	when[DATE] = '\0';
	(void)canvas_text(c, y, k.date, STYLE_PLAIN, k.whole_date ? when : when + DATE - DATE_SHORT);
	(void)canvas_cell_text(c, y, k.action, k.action_width, STYLE_PLAIN, r->intent.action);
	if (r->intent.index != 0 && k.number < c->cols) {
		(void)snprintf(line, sizeof line, "%" PRIu64, r->intent.index);
		(void)canvas_right(c, y, k.number + NUMBER, STYLE_PLAIN, line);
	}
	(void)canvas_text(c, y, k.outcome, entry_style(r->outcome), journal_outcome_name(r->outcome));
	if (k.signer < c->cols) {
		(void)model_name(m, &r->intent.signer, name);
		(void)canvas_cell_text(c, y, k.signer, SIGNER, STYLE_PLAIN, name);
	}
	if (k.about < c->cols) {
		about_words(line, m, r);
		(void)canvas_cell_text(c, y, k.about, k.about_width, r->outcome == JOURNAL_FAILED ? STYLE_PLAIN : STYLE_DIM, line);
	}
	if (k.signature < c->cols)
		(void)canvas_text(c, y, k.signature, STYLE_DIM, r->has_signature ? signature_text(signature, &r->signature) : unfinished_unsigned(r));
}

/* --- its page ---------------------------------------------------------------------------- */

size_t
entry_proposal(const struct model *m, const struct journal_row *r)
{
	if (r->intent.index == 0 || !pubkey_eq(&r->intent.multisig, &m->multisig))
		return m->row_n;
	return model_row_of(m, r->intent.index);
}

static int
field(struct canvas *c, int y, const char *name, unsigned style, const char *text)
{
	return page_field(c, y, 1, c->cols - 1, name, style, text);
}

static int
proposal_field(struct canvas *c, int y, const struct model *m, const struct journal_row *r)
{
	size_t at = entry_proposal(m, r);
	char line[LINE], name[MODEL_NAME];

	if (r->intent.index == 0)
		return y;
	if (at < m->row_n) {
		const struct gov_proposal *p = m->row[at].p;

		(void)model_name(m, &p->program, name);
		(void)snprintf(line, sizeof line, "%" PRIu64 ", %s%s%s, now %s: enter opens it", r->intent.index, model_kind(p->kind),
			p->kind == KT_KIND_MEMBERS ? "" : p->kind == KT_KIND_IMMUTABLE ? ", " : " of ", p->kind == KT_KIND_MEMBERS ? "" : name,
			state_label(m->row[at].state));
		return field(c, y, "proposal", STYLE_CALL, line);
	}
	(void)snprintf(line, sizeof line, "%" PRIu64 "%s", r->intent.index, !pubkey_eq(&r->intent.multisig, &m->multisig) ?
		" of another multisig than the one that is open" : m->source == MODEL_NOTHING ? ", not read yet" : ", closed since, or never made");
	return field(c, y, "proposal", STYLE_DIM, line);
}

static int
outcome_field(struct canvas *c, int y, const struct journal_row *r)
{
	char line[LINE];

	if (r->slot != 0)
		(void)snprintf(line, sizeof line, "%s in slot %" PRIu64 ": %s", journal_outcome_name(r->outcome), r->slot, outcome_meaning(r->outcome));
	else
		(void)snprintf(line, sizeof line, "%s: %s", journal_outcome_name(r->outcome), outcome_meaning(r->outcome));
	y = field(c, y, "became", entry_style(r->outcome), line);
	return r->reason[0] != '\0' ? field(c, y, "because", STYLE_PLAIN, r->reason) : y;
}

static int
signature_field(struct canvas *c, int y, const struct journal_row *r)
{
	char text[SIGNATURE_TEXT], line[LINE];

	if (!r->has_signature)
		return field(c, y, "signature", STYLE_DIM, unfinished_unsigned(r));
	y = field(c, y, "signature", STYLE_PLAIN, signature_text(text, &r->signature));
	if (r->outcome == JOURNAL_OPEN || r->outcome == JOURNAL_UNKNOWN)
		(void)snprintf(line, sizeof line, "y copies it; it may land until block height %" PRIu64, r->last_valid_height);
	else
		(void)snprintf(line, sizeof line, "y copies it");
	return field(c, y, "", STYLE_DIM, line);
}

int
entry_draw(struct canvas *c, int y, const struct model *m, const struct journal_row *r)
{
	const struct journal_intent *i = &r->intent;
	struct hash none = { { 0 } };
	char when[TEXT_SHORT], line[LINE], hex[65], amount[PIECES_AMOUNT];
	const char *path = unfinished_words(i->detail, amount);

	if (path != NULL)
		(void)snprintf(line, sizeof line, "%s to be written%s%.170s", amount, path[0] != '\0' ? ": " : "", path);
	y = field(c, y, "what", STYLE_TITLE, path != NULL ? line : i->detail[0] != '\0' ? i->detail : i->action);
	(void)snprintf(line, sizeof line, "%s, by this machine's clock", text_moment(when, r->at));
	y = field(c, y, "when", STYLE_PLAIN, line);
	y = outcome_field(c, y, r);
	y = proposal_field(c, y, m, r) + 1;
	y = signature_field(c, y, r);
	name_words(line, m, &i->signer);
	y = field(c, y, "signed by", STYLE_PLAIN, line);
	if (!pubkey_is_zero(&i->multisig)) {
		name_words(line, m, &i->multisig);
		y = field(c, y, "multisig", STYLE_PLAIN, line);
	}
	name_words(line, m, &i->subject);
	y = field(c, y, "account", STYLE_PLAIN, line);
	text_hex(hex, i->payload_hash.b, sizeof i->payload_hash.b);
	if (!hash_eq(&i->payload_hash, &none))
		y = field(c, y, strncmp(i->action, "buffer", 6) == 0 ? "code hash" : "payload hash", STYLE_PLAIN, hex);
	return y;
}

int
entry_events(struct canvas *c, int y, const struct journal_event *v, size_t n)
{
	const int at = 1 + PAGE_LABEL, text = at + 20, end = c->cols - 1;
	char when[TEXT_SHORT];
	int x;

	y += n > 0;
	for (size_t i = 0; i < n; i++) {
		(void)text_moment(when, v[i].at);
		if (i == 0)
			(void)canvas_text(c, y, 1, STYLE_DIM, "events");
		x = canvas_fmt(c, y, at, STYLE_DIM, "%.8s  ", when + DATE - 5);
		(void)canvas_text(c, y, x, STYLE_PLAIN, v[i].what);
		if (end - text >= EVENT_LEAST)
			y = canvas_wrap(c, y, text, end, STYLE_PLAIN, v[i].text);
		else
			y = canvas_wrap(c, y + 1, at, end, STYLE_PLAIN, v[i].text);
	}
	return y;
}
