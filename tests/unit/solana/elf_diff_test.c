#include "program_made.h"
#include "solana/elf_diff.h"
#include "test.h"

static struct pm one, two;
static struct buf file[2] = { BUF_INIT(MADE_MAX), BUF_INIT(MADE_MAX) };
static struct elf_diff d, back;

static void
compare_files(const struct buf *a, const struct buf *b, struct elf_diff *out)
{
	struct elf_compare *c = elf_compare_new(a->p, a->len, b->p, b->len);
	unsigned last = 0;

	while (elf_compare_turn(c, 5000)) {
		if (elf_compare_done(c) < last || elf_compare_done(c) > 99)
			CHECK(false, "progress goes forward");
		last = elf_compare_done(c);
	}
	*out = *elf_compare_result(c);
	elf_compare_free(c);
}

static void
compare(uint32_t version)
{
	pm_link(&one, version, &file[0]);
	pm_link(&two, version, &file[1]);
	compare_files(&file[0], &file[1], &d);
	compare_files(&file[1], &file[0], &back);
}

static size_t
changed(const struct elf_amount *p)
{
	return (p->a > p->b ? p->a : p->b) - p->same - p->moved;
}

static bool
turned_around(void)
{
	bool ok = d.change_n == back.change_n && d.strings_added.n == back.strings_removed.n && d.added.n == back.removed.n;

	for (unsigned k = 0; k < ELF_PARTS; k++)
		ok = ok && d.part[k].same == back.part[k].same && d.part[k].moved == back.part[k].moved && d.part[k].a == back.part[k].b &&
			d.part[k].changes == back.part[k].changes && elf_share(&d.part[k]) == elf_share(&back.part[k]);
	return ok;
}

/* Code that is in no range is the same on both sides, and the ranges are what is missing. */
static bool
accounts(void)
{
	size_t a[ELF_PARTS] = { 0 }, b[ELF_PARTS] = { 0 };
	bool ok = d.change_n < ELF_CHANGES_MAX;

	for (size_t i = 0; i < d.change_n; i++) {
		const struct elf_change *k = &d.change[i];

		a[k->part] += k->a_len;
		b[k->part] += k->b_len;
		ok = ok && k->a_at + k->a_len <= file[0].len && k->b_at + k->b_len <= file[1].len;
	}
	for (unsigned k = 0; k < ELF_PARTS; k++)
		ok = ok && a[k] + d.part[k].same + d.part[k].moved == d.part[k].a && b[k] + d.part[k].same + d.part[k].moved == d.part[k].b;
	return ok;
}

static bool
has(const struct elf_strings *l, const char *text)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->text[i], text) == 0)
			return true;
	return false;
}

/* --- one edit, whose size is known --------------------------------------------------- */

static void
known(uint32_t v)
{
	char words[ELF_VERDICT], brief[ELF_BRIEF];
	const struct elf_amount *code = &d.part[ELF_CODE];

	pm_random(&one, 20, 100);
	two = one;
	compare(v);
	CHECK(d.equal && changed(code) == 0 && d.change_n == 0 && elf_verdict(&d, words) == ELF_SIZE_NONE &&
		strcmp(words, "the same code, byte for byte") == 0, "v%u: the same is the same", v);

	pm_insert(&two, 3, 50, 1);
	compare(v);
	CHECK(changed(code) == 8 && code->moved > 0 && code->changes == 1 && accounts() && turned_around(),
		"v%u: one instruction in the middle is one changed, %zu moved", v, code->moved / 8);
	CHECK(elf_verdict(&d, words) == ELF_SIZE_SMALL && strstr(words, "small change: 1 of ") == words &&
		strstr(words, "the same system calls; the same read-only data") != NULL, "v%u: %s", v, words);
	CHECK(strncmp(elf_brief(&d, brief), "code 99.", 8) == 0 && strstr(brief, "% unchanged") != NULL && strchr(brief, '+') == NULL,
		"v%u: %s", v, brief);

	two = one;
	pm_prepend(&two, 60);
	compare(v);
	CHECK(changed(code) == 60 * 8 && code->changes == 1 && accounts(), "v%u: a new function in front of all others is only itself: %zu", v,
		changed(code) / 8);

	two = one;
	two.f[5][10] = (struct pm_insn){ PM_PLAIN, 77777, one.f[5][10].id };
	two.f[5][40] = (struct pm_insn){ PM_SYSTEM, 3, one.f[5][40].id };
	compare(v);
	CHECK(d.added.n == 1 && d.removed.n == 0 && strcmp(d.added.import[0].name, "sol_invoke_signed_c") == 0,
		"v%u: a system call that is new is told", v);
	CHECK(back.added.n == 0 && back.removed.n == 1, "v%u: and from the other side it is gone", v);
	CHECK(elf_verdict(&d, words) == ELF_SIZE_MIDDLE && strstr(words, "1 system call added: sol_invoke_signed_c") != NULL,
		"v%u: no change with a new system call is small: %s", v, words);
	CHECK(strstr(elf_brief(&d, brief), ", +1 system call") != NULL && strstr(elf_brief(&back, words), ", -1 system call") != NULL, "v%u: %s", v, brief);

	two = one;
	(void)snprintf(two.text[7], sizeof two.text[7], "withdrawals are open");
	compare(v);
	CHECK(has(&d.strings_added, "withdrawals are open") && has(&d.strings_removed, one.text[7]) && d.strings_added.n == 1 && d.strings_removed.n == 1,
		"v%u: a string that is another is told whole", v);
	CHECK(changed(code) == 0 && changed(&d.part[ELF_DATA]) <= 64 && accounts() && turned_around(),
		"v%u: and the addresses behind it have only moved: %zu in code", v, changed(code) / 8);
}

/* --- what must not be missed ------------------------------------------------------------ */

static struct pm_insn *
find(struct pm *m, enum pm_kind k)
{
	for (size_t f = 5; f < m->n; f++)
		for (size_t i = 20; i < m->len[f]; i++)
			if (m->f[f][i].kind == k)
				return &m->f[f][i];
	return NULL;
}

static void
redirected(uint32_t v)
{
	static const struct {
		enum pm_kind kind;
		const char *what;
	} rows[] = { { PM_CALL, "call" }, { PM_JUMP, "jump" }, { PM_TEXT, "address" }, { PM_SYSTEM, "system call" } };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pm_insn *n;

		pm_random(&one, 20, 100);
		two = one;
		n = find(&two, rows[i].kind);
		n->v = rows[i].kind == PM_CALL ? (n->v + 1) % 20 : rows[i].kind == PM_SYSTEM ? (n->v + 1) % 3 : rows[i].kind == PM_TEXT ?
			(n->v + 1) % 20 : n->v + (n->v % 100 < 50 ? 7 : UINT32_MAX - 6);
		compare(v);
		CHECK(changed(&d.part[ELF_CODE]) == 8 && d.part[ELF_CODE].changes == 1, "v%u: a %s that leads elsewhere is a change", v, rows[i].what);
		pm_insert(&two, 0, 15, 5);
		compare(v);
		CHECK(changed(&d.part[ELF_CODE]) == 48 && accounts(), "v%u: also where everything has moved: %zu", v, changed(&d.part[ELF_CODE]) / 8);
	}
}

static size_t
slot_of(const struct pm *m, size_t function, size_t insn)
{
	size_t at = 0;

	for (size_t f = 0; f <= function; f++)
		for (size_t i = 0; i < (f == function ? insn : m->len[f]); i++)
			at += pm_slots(&m->f[f][i]);
	return at;
}

/* The bytes of a call are the same and what it calls is not. */
static void
slipped(void)
{
	size_t code_a, code_b, at;

	pm_random(&one, 3, 60);
	one.f[2][50] = (struct pm_insn){ PM_CALL, 0, one.f[2][50].id };
	at = slot_of(&one, 2, 50);
	two = one;
	pm_insert(&two, 1, 30, 10);
	pm_link(&one, 3, &file[0]);
	pm_link(&two, 3, &file[1]);
	code_a = file[0].len - 8 * pm_count(&one);
	code_b = file[1].len - 8 * pm_count(&two);
	compare_files(&file[0], &file[1], &d);
	CHECK(changed(&d.part[ELF_CODE]) == 80, "ten instructions more are ten changed");
	memcpy(file[1].p + code_b + 8 * (at + 10), file[0].p + code_a + 8 * at, 8);
	compare_files(&file[0], &file[1], &d);
	CHECK(changed(&d.part[ELF_CODE]) == 88, "a call over them whose bytes stay the same is one more: %zu", changed(&d.part[ELF_CODE]) / 8);
}

/* A function that begins with something new is still the same to who calls it. */
static void
prologue(void)
{
	pm_random(&one, 20, 100);
	for (size_t i = 0; i < 50; i++)
		one.f[10][2 * i] = (struct pm_insn){ PM_CALL, 5, one.f[10][2 * i].id };
	two = one;
	pm_insert(&two, 5, 0, 6);
	compare(3);
	CHECK(changed(&d.part[ELF_CODE]) == 48 && turned_around(), "a new beginning of a function does not change its callers: %zu", changed(&d.part[ELF_CODE]) / 8);
	two = one;
	for (unsigned i = 0; i < 3; i++)
		two.f[5][i] = (struct pm_insn){ PM_PLAIN, 300000 + i, one.f[5][i].id };
	compare(3);
	CHECK(changed(&d.part[ELF_CODE]) >= 24 && changed(&d.part[ELF_CODE]) <= 56 && turned_around(), "nor does another one: %zu",
		changed(&d.part[ELF_CODE]) / 8);
}

static void
table(void)
{
	uint8_t spare[8];

	pm_random(&one, 20, 100);
	two = one;
	pm_insert(&two, 3, 50, 4);
	compare(3);
	CHECK(changed(&d.part[ELF_DATA]) == 0 && d.part[ELF_DATA].moved == 16 * 8, "addresses of functions in data have moved with them: %zu",
		d.part[ELF_DATA].moved / 8);
	two = one;
	pm_link(&one, 3, &file[0]);
	pm_link(&two, 3, &file[1]);
	/* two entries of the table, which is in front of the code, change places */
	memcpy(spare, file[1].p + file[1].len - 8 * pm_count(&two) - 16, 8);
	memcpy(file[1].p + file[1].len - 8 * pm_count(&two) - 16, file[1].p + file[1].len - 8 * pm_count(&two) - 8, 8);
	memcpy(file[1].p + file[1].len - 8 * pm_count(&two) - 8, spare, 8);
	compare_files(&file[0], &file[1], &d);
	CHECK(changed(&d.part[ELF_DATA]) == 16, "two of them that change places are changed");
}

/* An address of code that has become one of data leads elsewhere, whatever the two count from their beginnings. */
static void
crossed(void)
{
	static const char data[64] = "what is read, and never changes from one to the other";
	uint64_t code[16];
	struct made_program m = { .version = 3, .code = code, .code_n = 16, .data = data, .data_len = sizeof data };

	for (size_t i = 0; i < 16; i++)
		code[i] = 0x1b7 | (uint64_t)(5000 + i) << 32;
	code[6] = 0x118 | (uint64_t)8 * 12 << 32;
	code[7] = (uint64_t)1 << 32; /* instruction 12 */
	made_elf(&file[0], &m);
	code[6] = 0x118 | (uint64_t)12 << 32;
	code[7] = 0; /* byte 12 */
	made_elf(&file[1], &m);
	compare_files(&file[0], &file[1], &d);
	CHECK(changed(&d.part[ELF_CODE]) == 16, "an address of code that is one of data now is changed: %zu", changed(&d.part[ELF_CODE]));
}

/* An address in data whose bytes stay the same while what it leads to has moved away. */
static void
slipped_data(void)
{
	size_t at;

	pm_random(&one, 20, 100);
	two = one;
	pm_insert(&two, 3, 50, 4);
	pm_link(&one, 3, &file[0]);
	pm_link(&two, 3, &file[1]);
	at = file[1].len - 8 * pm_count(&two) - 8; /* the last of the table; code is what is behind it */
	memcpy(file[1].p + at, file[0].p + file[0].len - 8 * pm_count(&one) - 8, 8);
	compare_files(&file[0], &file[1], &d);
	CHECK(changed(&d.part[ELF_DATA]) == 8, "an address in data that did not move with its function is changed: %zu",
		changed(&d.part[ELF_DATA]));
}

/* --- random edits --------------------------------------------------------------------------- */

static void
random_edits(uint32_t v)
{
	size_t bad = 0, lopsided = 0, unaccounted = 0, worst = 0;

	for (unsigned round = 0; round < 60; round++) {
		size_t edits = 1 + pm_below(12), total = 0;

		pm_random(&one, 20, 100);
		two = one;
		for (size_t i = 0; i < edits; i++) {
			size_t f = pm_below(two.n), n = 1 + pm_below(6);

			if (pm_next() % 2 == 0) {
				pm_insert(&two, f, pm_below(two.len[f]), n);
				total += n;
			} else {
				two.f[f][pm_below(two.len[f])] = (struct pm_insn){ PM_PLAIN, (uint32_t)(200000 + pm_below(9999)), two.ids++ };
				total += 2; /* an address has two */
			}
		}
		compare(v);
		/* pieces shorter than four do not count, on either side of an edit; a jump to what is gone is one too */
		bad += changed(&d.part[ELF_CODE]) > 8 * (total + 12 * edits) || changed(&d.part[ELF_CODE]) == 0;
		worst = changed(&d.part[ELF_CODE]) / 8 > worst ? changed(&d.part[ELF_CODE]) / 8 : worst;
		lopsided += !turned_around();
		unaccounted += !accounts();
	}
	CHECK(bad == 0, "v%u: 60 programs edited: what is said to be changed is what was, at most %zu instructions", v, worst);
	CHECK(lopsided == 0, "v%u: 60 programs edited: the same both ways", v);
	CHECK(unaccounted == 0, "v%u: 60 programs edited: ranges and shares add up", v);
	pm_random(&one, 20, 100);
	pm_random(&two, 20, 100);
	compare(v);
	CHECK(elf_share(&d.part[ELF_CODE]) < 500 && turned_around(), "v%u: two that have nothing to do with each other: %u of 10,000", v,
		elf_share(&d.part[ELF_CODE]));
}

/* --- files that are none ------------------------------------------------------------------------ */

static void
odd(void)
{
	struct buf text = BUF_INIT(1000), none = BUF_INIT(1000);
	char words[ELF_VERDICT];

	pm_random(&one, 5, 50);
	pm_link(&one, 3, &file[0]);
	(void)buf_text(&text, "this is no program at all");
	compare_files(&file[0], &text, &d);
	CHECK(d.a.is_program && !d.b.is_program && elf_verdict(&d, words) == ELF_SIZE_LARGE && strstr(words, "the second cannot be compared") == words &&
		strstr(words, "not an ELF") != NULL && d.part[ELF_OTHER].b == text.len, "one that is no program is told, and why: %s", words);
	compare_files(&none, &text, &d);
	CHECK(!d.equal && d.a.len == 0 && d.part[ELF_OTHER].changes == 1, "nothing against something is one range");
	compare_files(&none, &none, &d);
	CHECK(d.equal, "nothing equals nothing");
	two = one;
	pm_link(&two, 0, &file[1]);
	compare_files(&file[0], &file[1], &d);
	CHECK(d.a.sbpf_version == 3 && d.b.sbpf_version == 0 && d.added.n == 0 && d.removed.n == 0 && changed(&d.part[ELF_CODE]) == 0,
		"the same program as version 3 and version 0 does the same: %zu", changed(&d.part[ELF_CODE]) / 8);
	/* its last instruction ends in zeros, which are not told from padding on chain */
	file[1].len = 0;
	(void)buf_put(&file[1], file[0].p, file[0].len);
	while (file[1].len > 0 && file[1].p[file[1].len - 1] == 0)
		file[1].len--;
	compare_files(&file[0], &file[1], &d);
	CHECK(d.equal && d.b.is_program && d.part[ELF_CODE].a == d.part[ELF_CODE].b, "zeros that were trimmed at the end are put back");
	buf_wipe(&text);
	buf_wipe(&none);
}

static void
prefixes(void)
{
	struct buf cut = BUF_INIT(MADE_MAX);
	unsigned done = 0;

	pm_random(&one, 2, 12);
	for (uint32_t v = 0; v <= 3; v += 3) {
		pm_link(&one, v, &file[0]);
		for (size_t n = 0; n < file[0].len; n++) {
			buf_wipe(&cut);
			(void)buf_put(&cut, file[0].p, n);
			compare_files(&file[0], &cut, &d);
			done += d.a.is_program;
		}
		CHECK(done == file[0].len, "v%u: against each of %zu shorter files it comes to an end", v, file[0].len);
		done = 0;
	}
	buf_wipe(&cut);
}

int
main(void)
{
	if (!solana_init())
		return 1;
	for (uint32_t v = 0; v <= 3; v += v == 0 ? 2 : 1) {
		known(v);
		redirected(v);
		random_edits(v);
	}
	slipped();
	prologue();
	table();
	crossed();
	slipped_data();
	odd();
	prefixes();
	buf_wipe(&file[0]);
	buf_wipe(&file[1]);
	return test_done();
}
