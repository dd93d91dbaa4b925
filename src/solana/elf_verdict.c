#include "solana/elf_diff.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { INSN = 8, NAMED = 3 };

/* 9995 as 99.95, 9900 as 99. */
static char *
percent(char out[TEXT_SHORT], unsigned share)
{
	int n = snprintf(out, TEXT_SHORT, "%u.%02u", share / 100, share % 100);

	while (n > 0 && out[n - 1] == '0' && strchr(out, '.') != NULL)
		out[--n] = '\0';
	if (n > 0 && out[n - 1] == '.')
		out[n - 1] = '\0';
	return out;
}

static size_t
changed(const struct elf_amount *p)
{
	return (p->a > p->b ? p->a : p->b) - p->same - p->moved;
}

static enum elf_size
size_of(const struct elf_diff *d)
{
	unsigned code = elf_share(&d->part[ELF_CODE]), data = elf_share(&d->part[ELF_DATA]);

	if (d->equal)
		return ELF_SIZE_NONE;
	if (!d->a.is_program || !d->b.is_program || code < 8000)
		return ELF_SIZE_LARGE;
	if (code >= 9800 && data >= 9000 && d->added.n == 0 && d->a.why[0] == '\0' && d->b.why[0] == '\0')
		return ELF_SIZE_SMALL;
	return ELF_SIZE_MIDDLE;
}

static void
say(struct buf *b, const char *word, const struct elf_imports *i)
{
	char name[ELF_IMPORT_TEXT];

	(void)buf_fmt(b, "; %zu system call%s %s: ", i->n, i->n == 1 ? "" : "s", word);
	for (size_t k = 0; k < i->n && k < NAMED; k++)
		(void)buf_fmt(b, "%s%.40s", k > 0 ? ", " : "", elf_import_text(name, &i->import[k]));
	if (i->n > NAMED)
		(void)buf_fmt(b, " and %zu more", i->n - NAMED);
}

static void
say_code(struct buf *b, const struct elf_diff *d)
{
	const struct elf_amount *p = &d->part[ELF_CODE];
	char share[TEXT_SHORT], n[TEXT_SHORT], of[TEXT_SHORT];

	(void)text_count(of, (p->a > p->b ? p->a : p->b) / INSN);
	if (p->changes == 0)
		(void)buf_fmt(b, "none of %s instructions changed", of);
	else
		(void)buf_fmt(b, "%s of %s instructions changed, %s %% of the code is unchanged", text_count(n, changed(p) / INSN), of,
			percent(share, elf_share(p)));
	if (d->added.n > 0)
		say(b, "added", &d->added);
	if (d->removed.n > 0)
		say(b, "removed", &d->removed);
	if (d->added.n + d->removed.n == 0)
		(void)buf_text(b, "; the same system calls");
	p = &d->part[ELF_DATA];
	if (p->changes == 0)
		(void)buf_text(b, "; the same read-only data");
	else
		(void)buf_fmt(b, "; %s byte%s of read-only data changed", text_count(n, changed(p)), changed(p) == 1 ? "" : "s");
}

enum elf_size
elf_verdict(const struct elf_diff *d, char out[ELF_VERDICT])
{
	static const char *const words[] = { "", "small change", "medium change", "large change" };
	enum elf_size size = size_of(d);
	const char *why = d->a.why[0] != '\0' ? d->a.why : d->b.why;
	struct buf b = BUF_INIT(ELF_VERDICT - 1);

	if (size == ELF_SIZE_NONE)
		(void)buf_text(&b, "the same code, byte for byte");
	else if (!d->a.is_program || !d->b.is_program)
		(void)buf_fmt(&b, "%s cannot be compared as a program: %.200s", d->a.is_program ? "the second" : "the first", why);
	else {
		(void)buf_fmt(&b, "%s: ", words[size]);
		say_code(&b, d);
		if (why[0] != '\0')
			(void)buf_fmt(&b, "; the system calls of one cannot be read");
	}
	(void)snprintf(out, ELF_VERDICT, "%s", buf_str(&b));
	buf_wipe(&b);
	return size;
}

static void
brief_part(struct buf *b, const char *name, const struct elf_amount *p)
{
	char share[TEXT_SHORT];

	if (p->changes == 0)
		(void)buf_fmt(b, "%s unchanged", name);
	else
		(void)buf_fmt(b, "%s %s %% unchanged", name, percent(share, elf_share(p)));
}

char *
elf_brief(const struct elf_diff *d, char out[ELF_BRIEF])
{
	struct buf b = BUF_INIT(ELF_BRIEF - 1);
	const struct elf_amount *p = d->part;

	if (d->equal)
		(void)buf_text(&b, "the same code");
	else if (!d->a.is_program || !d->b.is_program)
		(void)buf_text(&b, "not to be compared as programs");
	else if (p[ELF_CODE].changes + p[ELF_DATA].changes == 0)
		(void)buf_text(&b, "code and data unchanged");
	else {
		brief_part(&b, "code", &p[ELF_CODE]);
		if (d->added.n > 0)
			(void)buf_fmt(&b, ", +%zu system call%s", d->added.n, d->added.n == 1 ? "" : "s");
		if (d->removed.n > 0)
			(void)buf_fmt(&b, ", -%zu system call%s", d->removed.n, d->removed.n == 1 ? "" : "s");
		if (p[ELF_DATA].changes > 0) {
			(void)buf_text(&b, ", ");
			brief_part(&b, "data", &p[ELF_DATA]);
		}
	}
	(void)snprintf(out, ELF_BRIEF, "%s", buf_str(&b));
	buf_wipe(&b);
	return out;
}
