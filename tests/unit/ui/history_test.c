/* The history: what is read of a real journal, in which steps, and its screen in every state. */

#include <unistd.h>

#include "page.h"
#include "ui/screen_history.h"
#include "ui/term_keys.h"

/* --- the window onto the journal --------------------------------------------------- */

enum { MANY = 3000, PAGE = 20 };
static const struct hash cluster = { { 5 } };

static void
write_rows(struct store *s, unsigned n)
{
	struct journal_intent i = { .genesis_hash = cluster };
	struct err e = ERR_INIT;
	int64_t id;

	for (unsigned k = 0; k < n; k++) {
		(void)snprintf(i.action, sizeof i.action, "%s", k == 7 ? "buffer close" : "approve");
		i.index = k + 1;
		if (journal_intent(s, &i, &id, &e) != ERR_OK)
			CHECK(false, "row %u is not written: %s", k, e.message);
	}
}

/* All that is wanted at an end of what is known; how many steps it took. */
static unsigned
settle(struct history *h, bool oldest, size_t *most)
{
	unsigned steps = 0;

	while (history_turn(h, oldest && h->n > 0 ? h->n - 1 : 0, PAGE) && steps++ < 1000)
		*most = h->n > *most ? h->n : *most;
	return steps;
}

static bool
counts_down(const struct history *h)
{
	for (size_t i = 0; i + 1 < h->n; i++)
		if (h->row[i].id <= h->row[i + 1].id)
			return false;
	return true;
}

static void
walk(struct store *s)
{
	struct history h = { .store = NULL };
	size_t most = 0;

	history_begin(&h, s, &cluster, "");
	(void)settle(&h, false, &most);
	CHECK(h.n >= 2 * PAGE && h.n < 4 * PAGE && h.row[0].id == MANY && history_has_newest(&h) && !history_has_oldest(&h),
		"two pages are read of the newest: %zu", h.n);
	(void)settle(&h, true, &most);
	CHECK(history_has_oldest(&h) && h.row[h.n - 1].id == 1 && counts_down(&h), "at their end the oldest, each once");
	CHECK(most <= HISTORY_ROWS + 6 * PAGE && !history_has_newest(&h), "what is far away is let go: %zu kept at most", most);
	(void)settle(&h, false, &most);
	CHECK(h.row[0].id == MANY && counts_down(&h), "and read again on the way back");
	history_from_end(&h);
	(void)settle(&h, true, &most);
	CHECK(h.n > 0 && h.row[h.n - 1].id == 1 && h.n < 4 * PAGE && !history_has_newest(&h), "from the end it begins with the oldest");
	history_wipe(&h);
}

static void
search(struct store *s)
{
	struct history h = { .store = NULL };
	size_t most = 0;
	unsigned steps;

	history_begin(&h, s, &cluster, "buffer");
	CHECK(history_turn(&h, 0, PAGE) && history_turn(&h, 0, PAGE) && h.n == 0, "a search that finds nothing yet gives the keys back");
	steps = settle(&h, false, &most);
	CHECK(h.n == 1 && h.row[0].id == 8 && history_has_oldest(&h) && steps >= 4, "it finds the only one, in %u more steps", steps);
	history_begin(&h, s, &cluster, "no such thing");
	(void)settle(&h, false, &most);
	CHECK(h.n == 0 && history_has_oldest(&h), "or comes to the end");
	history_wipe(&h);
}

/* What happened on the way of a row, and what is added to it. */
static void
events(struct store *s)
{
	struct history h = { .store = NULL };
	struct err e = ERR_INIT;
	size_t most = 0;

	CHECK(journal_event(s, 9, "began", "in 264 transactions", &e) == ERR_OK, "an event %s", e.message);
	history_begin(&h, s, &cluster, "264 TRANS");
	(void)settle(&h, false, &most);
	CHECK(h.n == 1 && h.row[0].id == 9, "a row is found by what happened on its way");
	history_events(&h, 9);
	CHECK(h.event_n == 1 && h.event_of == 9 && strcmp(h.event[0].text, "in 264 transactions") == 0, "which is read with it");
	CHECK(journal_event(s, 9, "done", "all of it", &e) == ERR_OK, "another one %s", e.message);
	history_events(&h, 9);
	CHECK(h.event_n == 1, "what is known is not read again");
	history_again(&h);
	history_events(&h, 9);
	CHECK(h.event_n == 2 && strcmp(h.event[1].what, "done") == 0, "before newer rows are looked for, too");
	history_events(&h, 10);
	CHECK(h.event_n == 0 && h.event_of == 10, "another row has none");
	history_wipe(&h);
}

/* Another process writes meanwhile, and what was sent lands. */
static void
again(struct store *s)
{
	struct journal_intent i = { .action = "execute", .genesis_hash = cluster };
	struct history h = { .store = NULL };
	struct err e = ERR_INIT;
	size_t most = 0;
	int64_t id;

	history_begin(&h, s, &cluster, "");
	(void)settle(&h, false, &most);
	CHECK(journal_intent(s, &i, &id, &e) == ERR_OK && h.row[0].outcome == JOURNAL_OPEN, "a row without an outcome");
	(void)settle(&h, false, &most);
	CHECK(h.row[0].id == MANY, "a new one is not seen by itself");
	history_again(&h);
	(void)settle(&h, false, &most);
	CHECK(h.row[0].id == id, "but when it is looked for");
	CHECK(journal_outcome(s, MANY, JOURNAL_LANDED, 77, "", &e) == ERR_OK, "the one before it lands: %s", e.message);
	history_again(&h);
	CHECK(h.row[1].id == MANY && h.row[1].outcome == JOURNAL_LANDED && h.row[1].slot == 77, "which is read again then");
	history_wipe(&h);
}

/* A database that is broken under it: what was read stays, and it is said. */
static void
broken(struct store *s, const char *path)
{
	struct history h = { .store = NULL };
	char junk[4096];
	size_t most = 0;
	FILE *f;

	history_begin(&h, s, &cluster, "");
	(void)settle(&h, false, &most);
	memset(junk, 'x', sizeof junk);
	f = fopen(path, "r+b");
	for (unsigned i = 0; f != NULL && i < 300; i++)
		(void)fwrite(junk, sizeof junk, 1, f);
	if (f != NULL)
		(void)fclose(f);
	history_from_end(&h);
	while (history_turn(&h, h.n, PAGE))
		continue;
	CHECK(h.trouble.code == ERR_STORE && !history_turn(&h, 0, PAGE), "a broken database is told, and read no more: %s", h.trouble.message);
	history_wipe(&h);
}

static void
journal(void)
{
	char dir[] = "/tmp/keyturn-history.XXXXXX", path[64], notice[ERR_TEXT_MAX];
	struct clock c = clock_system();
	struct store *s = NULL;
	struct err e = ERR_INIT;

	CHECK(mkdtemp(dir) != NULL && store_open(dir, &c, &s, notice, &e) == ERR_OK, "a database %s", e.message);
	write_rows(s, MANY);
	walk(s);
	search(s);
	events(s);
	again(s);
	store_free(s);
	s = NULL;
	CHECK(store_open(dir, &c, &s, notice, &e) == ERR_OK, "opened again %s", e.message);
	(void)snprintf(path, sizeof path, "%s/keyturn.db", dir);
	broken(s, path);
	store_free(s);
}

/* --- the screen -------------------------------------------------------------------- */

static struct journal_row
sample_row(unsigned n)
{
	static const char *const actions[] = { "approve", "execute", "buffer write", "buffer create", "program adopt", "rollback", "reject" };
	static const enum journal_outcome outcomes[] = { JOURNAL_LANDED, JOURNAL_LANDED, JOURNAL_LANDED, JOURNAL_FAILED, JOURNAL_OPEN,
		JOURNAL_EXPIRED, JOURNAL_UNKNOWN };
	struct pubkey program = sample_key(50);
	struct journal_row r = { .id = n, .at = SAMPLE_NOW - (int64_t)(40 - n) * 7000, .outcome = outcomes[n % 7] };
	char address[PUBKEY_TEXT];

	(void)snprintf(r.intent.action, sizeof r.intent.action, "%s", actions[n % 7]);
	r.intent.multisig = sample_key(900);
	r.intent.signer = sample_key(2);
	r.intent.subject = sample_key(200 + n);
	r.intent.index = n % 7 < 2 || n % 7 > 4 ? n % 14 + 1 : 0;
	(void)snprintf(r.intent.detail, sizeof r.intent.detail, n % 7 == 0 ? "approve proposal %u: upgrade %s to 1d22192d" :
		"words for row %u of the journal, about %s", n % 14 + 1,
		pubkey_text(address, &program));
	if (n % 7 == 2) /* as earlier versions wrote it, and as it is written now */
		(void)snprintf(r.intent.detail, sizeof r.intent.detail, n % 2 == 0 ? "1 of 1 pieces to be written: /home/alice/work/ledger/target/deploy/ledger_v%u.so" :
			"33 of 66 pieces to be written: /home/alice/work/vault/target/deploy/vault_v%u.so", n % 14);
	if (r.outcome == JOURNAL_FAILED)
		(void)snprintf(r.reason, sizeof r.reason, "the account \x1b[31mis\xe2\x80\xae too small");
	r.has_signature = n % 7 != 2;
	memset(r.signature.b, (int)n, sizeof r.signature.b);
	r.last_valid_height = 310000000 + n;
	r.slot = r.outcome == JOURNAL_LANDED ? 312000000 + n : 0;
	if (r.intent.index != 0)
		r.intent.payload_hash = sample_hash(n);
	return r;
}

PAGE(screen_history, 0, PAGE_SIZES)

static uint64_t somewhere;
static struct store *const some_store = (struct store *)&somewhere; /* never followed: there is one */

static void
known(struct history *h, struct journal_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		row[i] = sample_row((unsigned)(n - i));
	*h = (struct history){ .store = some_store, .row = row, .n = n, .low = 1, .high = (int64_t)n + 1, .last = (int64_t)n, .begun = true };
}

static void
states(const struct model *m)
{
	static struct journal_row row[40];
	struct screen_history s = { .known = NULL };
	struct history h;

	frames(&s, m, "history-none");
	h = (struct history){ .store = some_store };
	s.known = &h;
	s.reading = true;
	frames(&s, m, "history-loading");
	s.reading = false;
	(void)err_set(&h.trouble, ERR_STORE, "keyturn.db: database disk image is malformed");
	frames(&s, m, "history-error");
	known(&h, row, 0);
	frames(&s, m, "history-empty");
	known(&h, row, 1);
	frames(&s, m, "history-one");
	known(&h, row, 40);
	frames(&s, m, "history-many");
	(void)err_set(&h.trouble, ERR_STORE, "keyturn.db: disk I/O error");
	frames(&s, m, "history-stale");
	known(&h, row, 40);
	s.typing = s.reading = true;
	h.low = 912001;
	(void)snprintf(s.text, sizeof s.text, "liquidation");
	frames(&s, m, "history-searching");
	known(&h, row, 0);
	s.typing = s.reading = false;
	frames(&s, m, "history-not-found");
}

static void
opened(const struct model *m)
{
	static struct journal_event event[] = {
		{ SAMPLE_NOW - 21000, "began", "3 000 000 bytes of code 1d22192d84a958a8, in 790 transactions of version 1, 2 endpoints" },
		{ SAMPLE_NOW - 21000, "made", "the buffer, by this run" },
		{ SAMPLE_NOW - 20993, "trouble", "https://a.example wants it \x1b[31mslower" },
		{ SAMPLE_NOW - 20990, "progress", "2 211 000 of 3 000 000 bytes" },
		{ SAMPLE_NOW - 20986, "done", "791 transactions, 4 sent again, 0 signed anew, 0.00395 SOL, 14021 ms" },
	};
	static struct journal_row row[40];
	static const struct {
		int64_t id;
		const char *name;
	} which[] = { { 37, "upload" }, { 35, "landed" }, { 31, "failed" }, { 30, "unsigned" }, { 34, "unknown" }, { 28, "closed" } };
	struct history h;

	known(&h, row, 40);
	for (size_t i = 0; i < sizeof which / sizeof which[0]; i++) {
		struct screen_history s = { .known = &h, .selected = which[i].id, .touched = true, .open = true };
		char name[40];

		h.event = event;
		h.event_n = sizeof event / sizeof event[0];
		h.event_of = 37;
		(void)snprintf(name, sizeof name, "history-open-%s", which[i].name);
		if (which[i].id == 28)
			row[40 - 28].intent.index = 4711;
		frames(&s, m, name);
	}
}

static void
type(struct screen_history *s, const char *text)
{
	for (; *text != '\0'; text++)
		(void)screen_history_key(s, *text);
}

static void
keys(const struct model *m)
{
	static struct journal_row row[40];
	struct screen_history s = { .known = NULL };
	struct canvas c = CANVAS_INIT;
	struct intent want;
	struct history h;

	known(&h, row, 40);
	s.known = &h;
	canvas_reset(&c, 24, 80);
	screen_history_draw(&s, m, &silent, &c);
	CHECK(screen_history_at(&s) == 0, "the newest is selected at first");
	(void)screen_history_handle(&s, m, ACTION_DOWN);
	(void)screen_history_handle(&s, m, ACTION_PAGE_DOWN);
	CHECK(s.selected == 40 - 1 - 18, "down and a page down: row %d", (int)s.selected);
	for (int i = 0; i < 60; i++)
		(void)screen_history_handle(&s, m, ACTION_DOWN);
	CHECK(s.selected == 1, "down stays on the oldest");
	want = screen_history_handle(&s, m, ACTION_FIRST);
	CHECK(want.kind == INTENT_STAY && s.want_newest, "g asks for the newest, wherever that is");
	s.selected = 35;
	want = screen_history_handle(&s, m, ACTION_COPY);
	CHECK(want.kind == INTENT_COPY && want.text != NULL && strlen(want.text) > 60, "y copies the signature, whole");
	s.selected = 30;
	CHECK(screen_history_handle(&s, m, ACTION_COPY).kind == INTENT_STAY, "where nothing was signed it copies nothing");
	s.selected = 35;
	CHECK(screen_history_handle(&s, m, ACTION_OPEN).kind == INTENT_STAY && s.open, "enter opens the row");
	want = screen_history_handle(&s, m, ACTION_OPEN);
	CHECK(want.kind == INTENT_OPEN && want.index == row[5].intent.index, "and there the proposal it is about");
	row[5].intent.multisig = sample_key(901);
	CHECK(screen_history_handle(&s, m, ACTION_OPEN).kind == INTENT_STAY, "never that of another multisig");
	CHECK(screen_history_handle(&s, m, ACTION_QUIT).kind == INTENT_STAY && !s.open, "q closes the row first");
	CHECK(screen_history_handle(&s, m, ACTION_QUIT).kind == INTENT_BACK, "and then the page");
	(void)screen_history_handle(&s, m, ACTION_SEARCH);
	type(&s, "q?x");
	CHECK(s.typing && strcmp(s.text, "q?x") == 0, "in a search letters are text");
	CHECK(screen_history_key(&s, KEY_NAME_ENTER) && !s.typing && !screen_history_key(&s, 'q'), "enter gives the keys back");
	CHECK(screen_history_key(&s, KEY_NAME_ESCAPE) && s.text[0] == '\0' && !screen_history_key(&s, KEY_NAME_ESCAPE),
		"escape shows all again, once");
	canvas_wipe(&c);
}

static void
clicks(const struct model *m)
{
	static struct journal_row row[40];
	struct screen_history s = { .known = NULL };
	struct canvas c = CANVAS_INIT;
	struct history h;

	known(&h, row, 40);
	s.known = &h;
	canvas_reset(&c, 24, 80);
	screen_history_draw(&s, m, &silent, &c);
	screen_history_click(&s, 6);
	CHECK(s.selected == 38 && !s.open, "a click selects");
	screen_history_click(&s, 6);
	CHECK(s.open, "a second opens");
	s.open = false;
	screen_history_click(&s, 3);
	screen_history_click(&s, 23);
	CHECK(s.selected == 38, "elsewhere it means nothing");
	canvas_wipe(&c);
}

static void
all_sizes(const struct model *m)
{
	static struct journal_row row[40];
	struct history h;
	struct screen_history s = { .known = &h, .typing = true, .selected = 3, .touched = true };
	unsigned frame_n;

	known(&h, row, 40);
	frame_n = page_odd_sizes(draw, &s, m);
	s.open = true;
	frame_n += page_odd_sizes(draw, &s, m);
	CHECK(frame_n > 400, "%u frames of odd sizes", frame_n);
}

int
main(void)
{
	struct gov_world w;
	struct model m;

	if (!page_model(&w, &m))
		return 1;
	journal();
	states(&m);
	opened(&m);
	keys(&m);
	clicks(&m);
	all_sizes(&m);
	model_wipe(&m);
	return test_done();
}
