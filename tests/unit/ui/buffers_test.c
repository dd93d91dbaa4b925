/* The screen of the buffers: what it shows in every state, and what its keys mean. */

#include "page.h"
#include "ui/screen_buffers.h"

PAGE(screen_buffers, 0, PAGE_SIZES)

static struct buffer_row
row(unsigned n, enum buffer_use use, uint64_t number)
{
	bool own = use == BUFFER_ORPHAN || use == BUFFER_WAY_BACK;
	struct buffer_row r = { .buffer = sample_key(700 + n), .authority = sample_key(own ? 2 : 901), .own = own, .use = use,
		.lamports = 1283000000 + n * 1000u, .room = 184320 + n, .made_at = own ? SAMPLE_NOW - (int64_t)n * 9000 : 0 };

	if (use == BUFFER_WAY_BACK)
		r.version = number;
	else
		r.proposal = number;
	if (use != BUFFER_ORPHAN && use != BUFFER_STRAY)
		r.program = sample_key(n % 2 == 0 ? 50 : 51);
	if (use == BUFFER_DEAD || use == BUFFER_USED) {
		r.depositor = sample_key(number % 2 == 0 ? 2 : 3);
		r.has_hash = true;
		r.code_hash = sample_hash(n);
		r.code_len = 184000;
	}
	return r;
}

/* One of each use, then ways back, `n` in all. */
static void
fill(struct buffer_list *l, struct buffer_row *rows, size_t n)
{
	static const struct {
		enum buffer_use use;
		uint64_t number;
	} uses[] = { { BUFFER_ORPHAN, 0 }, { BUFFER_DEAD, 8 }, { BUFFER_DEAD, 9 }, { BUFFER_WAY_BACK, 6 }, { BUFFER_USED, 14 }, { BUFFER_STRAY, 0 } };

	for (size_t i = 0; i < n; i++)
		rows[i] = row((unsigned)i, i < 6 ? uses[i].use : BUFFER_USED, i < 6 ? uses[i].number : i);
	*l = (struct buffer_list){ .row = rows, .n = n, .slot = 312450000 };
}

static void
states(const struct model *m)
{
	static struct buffer_row rows[30];
	struct screen_buffers s = { .list = NULL, .reading = true, .wall_s = SAMPLE_NOW };
	struct buffer_list l;

	frames(&s, m, "buffers-loading");
	(void)err_set(&s.trouble, ERR_RPC, "getProgramAccounts at https://rpc.example.org: excluded from account secondary indexes");
	(void)err_hint(&s.trouble, "this endpoint keeps no index of the loader's accounts: name another one with -u");
	s.reading = false;
	frames(&s, m, "buffers-error");
	s.trouble = (struct err)ERR_INIT;
	fill(&l, rows, 0);
	s.list = &l;
	frames(&s, m, "buffers-empty");
	fill(&l, rows, 1);
	frames(&s, m, "buffers-one");
	fill(&l, rows, 6);
	for (size_t i = 0; i < 6; i++) {
		static const char *const names[] = { "buffers-orphan", "buffers-dead", "buffers-dead-other", "buffers-way-back", "buffers-used", "buffers-stray" };

		s.selected = rows[i].buffer;
		s.touched = true;
		frames(&s, m, names[i]);
	}
	fill(&l, rows, 30);
	s.selected = rows[20].buffer;
	frames(&s, m, "buffers-many");
	(void)err_set(&s.trouble, ERR_RPC, "getProgramAccounts at https://rpc.example.org: connection refused");
	frames(&s, m, "buffers-stale");
}

/* The last row of a screen. */
static void
key_bar(const struct screen_buffers *of, const struct model *m, char out[200])
{
	struct screen_buffers s = *of;
	struct canvas c = CANVAS_INIT;
	struct buf b = BUF_INIT(1u << 20);
	const char *end;

	canvas_reset(&c, 24, 80);
	screen_buffers_draw(&s, m, &silent, &c);
	canvas_dump(&c, &b);
	end = buf_str(&b) + b.len - 1;
	while (end > buf_str(&b) && end[-1] != '\n')
		end--;
	(void)snprintf(out, 200, "%s", end);
	buf_wipe(&b);
	canvas_wipe(&c);
}

/* What is offered is what may be done with it, and by whom. */
static void
offers(const struct model *m)
{
	static struct buffer_row rows[6];
	static const struct {
		bool closes, reclaims;
		const char *what;
	} want[] = { { true, false, "an orphan is closed" }, { true, true, "what a dead proposal took from this key is given back, or closed too" },
		{ false, true, "what it took from another key is only given back" }, { false, false, "a way back is kept" },
		{ false, false, "so is what a proposal needs" }, { false, false, "and what nothing can give back" } };
	struct screen_buffers s = { .touched = true };
	struct buffer_list l;

	fill(&l, rows, 6);
	s.list = &l;
	for (size_t i = 0; i < 6; i++) {
		char bar[200];

		s.selected = rows[i].buffer;
		key_bar(&s, m, bar);
		CHECK((strstr(bar, "z close") != NULL) == want[i].closes && (strstr(bar, "B reclaim") != NULL) == want[i].reclaims, "%s: %s",
			want[i].what, bar);
	}
}

static void
keys(const struct model *m)
{
	static struct buffer_row rows[6];
	struct screen_buffers s = { .list = NULL };
	struct buffer_list l;
	struct intent want;

	CHECK(screen_buffers_handle(&s, m, ACTION_CLOSE).kind == INTENT_STAY, "before they are read z closes nothing");
	fill(&l, rows, 6);
	s.list = &l;
	want = screen_buffers_handle(&s, m, ACTION_CLOSE);
	CHECK(want.kind == INTENT_RETURN && pubkey_eq(&want.address, &rows[0].buffer), "z names the buffer selected");
	(void)screen_buffers_handle(&s, m, ACTION_UP);
	CHECK(pubkey_eq(&s.selected, &rows[0].buffer), "up stays on the first");
	(void)screen_buffers_handle(&s, m, ACTION_DOWN);
	want = screen_buffers_handle(&s, m, ACTION_RECLAIM);
	CHECK(want.kind == INTENT_MOVE && want.move == MOVE_RECLAIM && want.index == 8, "B is the reclaim of the proposal that holds it");
	want = screen_buffers_handle(&s, m, ACTION_OPEN);
	CHECK(want.kind == INTENT_OPEN && want.index == 8, "enter opens that proposal");
	(void)screen_buffers_handle(&s, m, ACTION_FIRST);
	CHECK(screen_buffers_handle(&s, m, ACTION_OPEN).kind == INTENT_STAY, "an orphan has none to open");
	(void)screen_buffers_handle(&s, m, ACTION_LAST);
	(void)screen_buffers_handle(&s, m, ACTION_DOWN);
	want = screen_buffers_handle(&s, m, ACTION_COPY);
	CHECK(want.kind == INTENT_COPY && want.text == NULL && pubkey_eq(&want.address, &rows[5].buffer), "y copies the address of the last");
	{
		struct buffer_row moved = rows[5];

		rows[5] = rows[0];
		rows[0] = moved;
		CHECK(screen_buffers_chosen(&s) == &rows[0], "the choice stays on its buffer when the order changes");
		l.n = 0;
		CHECK(screen_buffers_chosen(&s) == NULL && screen_buffers_handle(&s, m, ACTION_DOWN).kind == INTENT_STAY, "and falls with the last");
	}
	CHECK(screen_buffers_handle(&s, m, ACTION_QUIT).kind == INTENT_BACK, "q goes back");
	CHECK(screen_buffers_handle(&s, m, ACTION_HISTORY).kind == INTENT_HISTORY, "h goes to the history");
}

static void
draw_clicked(const void *of, const struct model *m, struct canvas *c)
{
	struct screen_buffers s = *(const struct screen_buffers *)of;

	screen_buffers_draw(&s, m, &silent, c);
	screen_buffers_click(&s, 6);
}

static void
all_sizes(const struct model *m)
{
	static struct buffer_row rows[30];
	struct buffer_list l;
	struct screen_buffers s = { .list = &l, .touched = true };
	unsigned frame_n;

	fill(&l, rows, 30);
	s.selected = rows[20].buffer;
	frame_n = page_odd_sizes(draw_clicked, &s, m);
	CHECK(frame_n > 200, "%u frames of odd sizes", frame_n);
}

int
main(void)
{
	struct gov_world w;
	struct model m;

	if (!page_model(&w, &m))
		return 1;
	states(&m);
	offers(&m);
	keys(&m);
	all_sizes(&m);
	model_wipe(&m);
	return test_done();
}
