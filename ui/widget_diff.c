#include "ui/widget_diff.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "ui/widget_lock.h"
#include "ui/widget_page.h"

enum { LINE = 512, BAR = 40, STRINGS = 30, CHANGES = 60, INSN = 8, PART_COLS = 6, PLACE_COLS = 22 };

const char *
diff_size_word(enum elf_size s)
{
	static const char *const words[] = { "the same code", "small change", "medium change", "large change" };

	return words[s];
}

unsigned
diff_size_style(enum elf_size s)
{
	static const unsigned styles[] = { STYLE_GOOD, STYLE_GOOD, STYLE_WARNING, STYLE_DANGER };

	return styles[s];
}

static const char *
part_word(enum elf_part_kind k)
{
	static const char *const words[ELF_PARTS] = { "code", "data", "other" };

	return words[k];
}

static int
side(struct canvas *c, int y, int col, int end, const char *name, const char *what, const char *found, const struct elf_side *s)
{
	char hex[65], bytes[LOCK_TEXT], line[LINE];

	(void)snprintf(line, sizeof line, "%s  (from the %s)", what, found);
	y = page_field(c, y, col, end, name, STYLE_PLAIN, line);
	text_hex(hex, s->hash.b, 32);
	y = page_field(c, y, col, end, "", STYLE_PLAIN, hex);
	(void)text_count(bytes, s->len);
	if (s->is_program)
		(void)snprintf(line, sizeof line, "%s bytes, SBPF v%u", bytes, s->sbpf_version);
	else
		(void)snprintf(line, sizeof line, "%s bytes", bytes);
	y = page_field(c, y, col, end, "", STYLE_PLAIN, line);
	return s->why[0] != '\0' ? page_field(c, y, col, end, "", STYLE_WARNING, s->why) : y;
}

static void
bar(struct canvas *c, int y, int col, unsigned share)
{
	int full = (int)(share * BAR / 10000u);

	for (int i = 0; i < BAR; i++)
		(void)canvas_text(c, y, col + i, i < full ? STYLE_GOOD : STYLE_WARNING, i < full ? "#" : ".");
}

static int
part(struct canvas *c, int y, int col, int end, const struct elf_diff *d, enum elf_part_kind k)
{
	const struct elf_amount *p = &d->part[k];
	unsigned share = elf_share(p), size = k == ELF_CODE ? INSN : 1;
	char before[LOCK_TEXT], after[LOCK_TEXT], line[LINE], n[4][LOCK_TEXT];

	if (p->a == 0 && p->b == 0)
		return y;
	(void)text_count(before, p->a / size);
	(void)text_count(after, p->b / size);
	(void)snprintf(line, sizeof line, "%3u.%02u %% unchanged", share / 100, share % 100);
	(void)page_field(c, y, col, end, part_word(k), p->changes == 0 ? STYLE_GOOD : STYLE_PLAIN, line);
	if (col + PAGE_LABEL + 20 + BAR <= end)
		bar(c, y, col + PAGE_LABEL + 20, share);
	if (p->changes == 0) {
		(void)snprintf(line, sizeof line, "%s %s%s", after, k == ELF_CODE ? "instructions" : "bytes", p->moved > 0 ? ", some only moved" : "");
		return page_field(c, y + 1, col, end, "", STYLE_DIM, line);
	}
	(void)text_count(n[0], p->same / size);
	(void)text_count(n[1], p->moved / size);
	(void)text_count(n[2], (p->a - p->same - p->moved) / size);
	(void)text_count(n[3], (p->b - p->same - p->moved) / size);
	(void)snprintf(line, sizeof line, "%s -> %s %s: %s same, %s only moved, %s removed, %s added, in %zu place%s", before, after,
		k == ELF_CODE ? "instructions" : "bytes", n[0], n[1], n[2], n[3], p->changes, p->changes == 1 ? "" : "s");
	return page_field(c, y + 1, col, end, "", STYLE_DIM, line);
}

static int
calls(struct canvas *c, int y, int col, int end, const char *head, const char *sign, unsigned style, const struct elf_imports *l)
{
	char name[ELF_IMPORT_TEXT], line[LINE];

	for (size_t i = 0; i < l->n; i++) {
		(void)snprintf(line, sizeof line, "%s %s%s", sign, elf_import_text(name, &l->import[i]),
			l->import[i].known == NULL ? "  no cluster knows it" : "");
		y = page_field(c, y, col, end, i == 0 ? head : "", l->import[i].known == NULL ? STYLE_DANGER : style, line);
	}
	return y;
}

static int
strings(struct canvas *c, int y, int col, int end, const char *head, const char *sign, const struct elf_strings *l, const char *rest)
{
	char line[LINE];

	for (size_t i = 0; i < l->n && i < STRINGS; i++) {
		(void)snprintf(line, sizeof line, "%s \"%s\"", sign, l->text[i]);
		y = page_field(c, y, col, end, i == 0 ? head : "", STYLE_PLAIN, line);
	}
	if (l->n <= STRINGS && !l->more)
		return y;
	(void)snprintf(line, sizeof line, "%s and more: %s", sign, rest);
	return page_field(c, y, col, end, "", STYLE_DIM, line);
}

static int
changes(struct canvas *c, int y, int col, const struct elf_diff *d, const char *rest)
{
	size_t all = d->part[ELF_CODE].changes + d->part[ELF_DATA].changes + d->part[ELF_OTHER].changes, n = 0;

	if (d->change_n == 0)
		return y;
	(void)canvas_cell_text(c, y + 1, col, PART_COLS, STYLE_HEAD, "where");
	(void)canvas_text(c, y + 1, col + PART_COLS + 1, STYLE_HEAD, "before: at, bytes");
	(void)canvas_text(c, y + 1, col + PART_COLS + 1 + PLACE_COLS, STYLE_HEAD, "after: at, bytes");
	y += 2;
	for (; n < d->change_n && n < CHANGES; n++) {
		const struct elf_change *k = &d->change[n];
		char len[TEXT_SHORT];

		(void)canvas_text(c, y, col, STYLE_PLAIN, part_word(k->part));
		(void)canvas_fmt(c, y, col + PART_COLS + 1, STYLE_PLAIN, "0x%06zx +%s", k->a_at, text_count(len, k->a_len));
		(void)canvas_fmt(c, y++, col + PART_COLS + 1 + PLACE_COLS, STYLE_PLAIN, "0x%06zx +%s", k->b_at, text_count(len, k->b_len));
	}
	if (all > n)
		(void)canvas_fmt(c, y++, col, STYLE_DIM, "and %zu more place%s: %s", all - n, all - n == 1 ? "" : "s", rest);
	return y;
}

int
diff_draw(struct canvas *c, int y, int col, int end, const struct elf_diff *d, const struct diff_words *w)
{
	char words[ELF_VERDICT], rest[80];
	enum elf_size size = elf_verdict(d, words);

	(void)snprintf(rest, sizeof rest, "keyturn program diff %" PRIu64 " --output json", w->index);
	words[0] = (char)toupper((unsigned char)words[0]);
	y = canvas_wrap(c, y, col, end, diff_size_style(size), words) + 1;
	y = side(c, y, col, end, "before", w->a, w->found_a, &d->a);
	y = side(c, y, col, end, "after", w->b, w->found_b, &d->b) + 1;
	if (d->equal)
		return y;
	y = part(c, y, col, end, d, ELF_CODE);
	y = part(c, y, col, end, d, ELF_DATA) + 1;
	y = calls(c, y, col, end, "calls added", "+", STYLE_WARNING, &d->added);
	y = calls(c, y, col, end, "calls gone", "-", STYLE_PLAIN, &d->removed);
	if (d->added.n + d->removed.n == 0)
		y = page_field(c, y, col, end, "system calls", STYLE_PLAIN, "none came, none went");
	y = strings(c, y, col, end, "strings added", "+", &d->strings_added, rest);
	y = strings(c, y, col, end, "strings gone", "-", &d->strings_removed, rest);
	y = part(c, y + 1, col, end, d, ELF_OTHER);
	return changes(c, y, col, d, rest);
}
