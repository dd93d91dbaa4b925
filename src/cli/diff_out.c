#include "cli/diff_out.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { SHOWN = 20 }; /* of each list in text; JSON has all there is */

static const char *const sizes[] = { "none", "small", "medium", "large" };

/* --- text --------------------------------------------------------------------------- */

static void
text_side(const char *name, const char *what, const char *found, const struct elf_side *s)
{
	char hex[65], len[TEXT_SHORT];

	text_hex(hex, s->hash.b, 32);
	cli_field(name, "%s  (%s)", what, found);
	cli_field("", "code hash %s", hex);
	(void)text_count(len, s->len);
	if (s->is_program)
		cli_field("", "%s bytes, SBPF v%u", len, s->sbpf_version);
	else
		cli_field("", "%s bytes", len);
	if (s->why[0] != '\0')
		cli_field("", "%s", s->why);
}

static void
text_part(const struct elf_diff *d, enum elf_part_kind k)
{
	const struct elf_amount *p = &d->part[k];
	unsigned share = elf_share(p), size = k == ELF_CODE ? 8 : 1;
	const char *unit = k == ELF_CODE ? "instructions" : "bytes";
	const size_t of[] = { p->a, p->b, p->same, p->moved, p->a - p->same - p->moved, p->b - p->same - p->moved };
	char n[6][TEXT_SHORT];

	if (p->a == 0 && p->b == 0)
		return;
	for (unsigned i = 0; i < 6; i++)
		(void)text_count(n[i], of[i] / size);
	if (p->changes == 0) {
		cli_field(elf_part_name(k), "all %s %s unchanged%s", n[0], unit, p->moved > 0 ? ", some moved" : "");
		return;
	}
	cli_field(elf_part_name(k), "%u.%02u %% unchanged: %s -> %s %s, %s the same, %s moved, %s removed, %s added, in %zu place%s",
		share / 100, share % 100, n[0], n[1], unit, n[2], n[3], n[4], n[5], p->changes, p->changes == 1 ? "" : "s");
}

static void
text_calls(const char **head, const char *sign, const struct elf_imports *l)
{
	char name[ELF_IMPORT_TEXT];

	for (size_t i = 0; i < l->n; i++, *head = "")
		cli_field(*head, "%s %s%s", sign, elf_import_text(name, &l->import[i]), l->import[i].known == NULL ? "  (no cluster knows it)" : "");
}

static void
text_strings(const char **head, const char *sign, const struct elf_strings *l)
{
	for (size_t i = 0; i < l->n && i < SHOWN; i++, *head = "")
		cli_field(*head, "%s \"%s\"", sign, l->text[i]);
	if (l->n > SHOWN || l->more)
		cli_field("", "%s and more: --output json", sign);
}

static void
text_changes(const struct elf_diff *d)
{
	size_t all = d->part[ELF_CODE].changes + d->part[ELF_DATA].changes + d->part[ELF_OTHER].changes, n = 0;

	for (size_t i = 0; i < d->change_n && n < SHOWN; i++, n++) {
		const struct elf_change *c = &d->change[i];

		cli_field(n == 0 ? "changed bytes" : "", "%-14s  0x%06zx +%-7zu -> 0x%06zx +%zu", elf_part_name(c->part), c->a_at, c->a_len, c->b_at, c->b_len);
	}
	if (all > n)
		cli_field("", "and %zu more place%s: --output json", all - n, all - n == 1 ? "" : "s");
}

void
cli_diff_text(const struct elf_diff *d, const struct diff_told *t)
{
	const char *head = "system calls";
	char words[ELF_VERDICT];

	(void)elf_verdict(d, words);
	(void)puts(words);
	text_side("before", t->a, t->found.a, &d->a);
	text_side("after", t->b, t->found.b, &d->b);
	if (d->equal)
		return;
	for (unsigned k = 0; k < ELF_PARTS; k++)
		text_part(d, (enum elf_part_kind)k);
	text_calls(&head, "+", &d->added);
	text_calls(&head, "-", &d->removed);
	head = "strings";
	text_strings(&head, "+", &d->strings_added);
	text_strings(&head, "-", &d->strings_removed);
	text_changes(d);
}

/* --- JSON ------------------------------------------------------------------------------ */

static void
json_side(struct jsonout *j, const char *name, const char *what, const char *found, const struct elf_side *s)
{
	jsonout_object(j, name);
	jsonout_str(j, "what", what);
	jsonout_str(j, "source", found);
	cli_json_hash(j, "code_hash", &s->hash);
	jsonout_u64(j, "code_len", s->len);
	if (s->is_program)
		jsonout_u64(j, "sbpf_version", s->sbpf_version);
	else
		jsonout_null(j, "sbpf_version");
	jsonout_str(j, "trouble", s->why[0] != '\0' ? s->why : NULL);
	jsonout_end(j);
}

static void
json_part(struct jsonout *j, const struct elf_diff *d, enum elf_part_kind k)
{
	const struct elf_amount *p = &d->part[k];
	char percent[TEXT_SHORT];

	(void)snprintf(percent, sizeof percent, "%u.%02u", elf_share(p) / 100, elf_share(p) % 100);
	jsonout_object(j, NULL);
	jsonout_str(j, "part", elf_part_name(k));
	jsonout_u64(j, "before_len", p->a);
	jsonout_u64(j, "after_len", p->b);
	jsonout_u64(j, "same_len", p->same);
	jsonout_u64(j, "moved_len", p->moved);
	jsonout_u64(j, "changes", p->changes);
	jsonout_str(j, "unchanged_percent", percent);
	jsonout_end(j);
}

static void
json_calls(struct jsonout *j, const char *name, const struct elf_imports *l)
{
	char text[ELF_IMPORT_TEXT];

	jsonout_array(j, name);
	for (size_t i = 0; i < l->n; i++)
		jsonout_str(j, NULL, elf_import_text(text, &l->import[i]));
	jsonout_end(j);
}

static void
json_strings(struct jsonout *j, const char *name, const struct elf_strings *l)
{
	jsonout_array(j, name);
	for (size_t i = 0; i < l->n; i++)
		jsonout_str(j, NULL, l->text[i]);
	jsonout_end(j);
}

static void
json_changes(struct jsonout *j, const struct elf_diff *d)
{
	size_t all = d->part[ELF_CODE].changes + d->part[ELF_DATA].changes + d->part[ELF_OTHER].changes;

	jsonout_array(j, "changes");
	for (size_t i = 0; i < d->change_n; i++) {
		const struct elf_change *c = &d->change[i];

		jsonout_object(j, NULL);
		jsonout_str(j, "part", elf_part_name(c->part));
		jsonout_u64(j, "before_at", c->a_at);
		jsonout_u64(j, "before_len", c->a_len);
		jsonout_u64(j, "after_at", c->b_at);
		jsonout_u64(j, "after_len", c->b_len);
		jsonout_end(j);
	}
	jsonout_end(j);
	jsonout_bool(j, "changes_cut", all > d->change_n);
}

void
cli_diff_json(struct jsonout *j, const struct elf_diff *d, const struct diff_told *t)
{
	char words[ELF_VERDICT];
	enum elf_size size = elf_verdict(d, words);

	jsonout_str(j, "verdict", words);
	jsonout_str(j, "size", sizes[size]);
	jsonout_bool(j, "equal", d->equal);
	json_side(j, "before", t->a, t->found.a, &d->a);
	json_side(j, "after", t->b, t->found.b, &d->b);
	jsonout_array(j, "parts");
	for (unsigned k = 0; k < ELF_PARTS; k++)
		json_part(j, d, (enum elf_part_kind)k);
	jsonout_end(j);
	json_calls(j, "syscalls_added", &d->added);
	json_calls(j, "syscalls_removed", &d->removed);
	json_strings(j, "strings_added", &d->strings_added);
	json_strings(j, "strings_removed", &d->strings_removed);
	jsonout_bool(j, "strings_cut", d->strings_added.more || d->strings_removed.more);
	json_changes(j, d);
}
