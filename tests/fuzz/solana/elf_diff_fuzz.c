#include "fuzz/fuzz.h"
#include "program_made.h"
#include "solana/elf_diff.h"
#include "solana/loader.h"

static const struct elf_diff *
run(struct elf_compare **c, const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	unsigned turns = 0;

	*c = elf_compare_new(a, a_len, b, b_len);
	while (elf_compare_turn(*c, 2000))
		HOLDS(++turns < 5000);
	return elf_compare_result(*c);
}

static void
check_text(const struct elf_strings *l)
{
	HOLDS(l->n <= ELF_STRINGS_MAX);
	for (size_t i = 0; i < l->n; i++)
		for (const char *s = l->text[i]; *s != '\0'; s++)
			HOLDS(*s >= 0x20 && *s < 0x7f && s < l->text[i] + ELF_STRING_LEN);
}

static void
check_diff(const struct elf_diff *d, size_t a_len, size_t b_len)
{
	char words[ELF_VERDICT], brief[ELF_BRIEF];
	size_t a[ELF_PARTS] = { 0 }, b[ELF_PARTS] = { 0 }, changes = 0;

	HOLDS(d->change_n <= ELF_CHANGES_MAX);
	for (size_t i = 0; i < d->change_n; i++) {
		a[d->change[i].part] += d->change[i].a_len;
		b[d->change[i].part] += d->change[i].b_len;
	}
	for (unsigned k = 0; k < ELF_PARTS; k++) {
		const struct elf_amount *p = &d->part[k];

		changes += p->changes;
		HOLDS(p->same + p->moved <= p->a && p->same + p->moved <= p->b && elf_share(p) <= 10000);
		HOLDS(d->change_n == ELF_CHANGES_MAX || (a[k] + p->same + p->moved == p->a && b[k] + p->same + p->moved == p->b));
	}
	HOLDS(changes >= d->change_n && d->a.len <= a_len && d->b.len <= b_len);
	HOLDS(!d->equal || changes == 0);
	check_text(&d->strings_added);
	check_text(&d->strings_removed);
	HOLDS(elf_verdict(d, words) <= ELF_SIZE_LARGE && strlen(words) > 5 && strlen(words) < sizeof words);
	HOLDS(strlen(elf_brief(d, brief)) > 5);
}

static void
check(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len, bool both_ways)
{
	struct elf_compare *there, *back;
	const struct elf_diff *d = run(&there, a, a_len, b, b_len), *e;

	check_diff(d, a_len, b_len);
	if (!both_ways) {
		elf_compare_free(there);
		return;
	}
	e = run(&back, b, b_len, a, a_len);
	HOLDS(d->change_n == e->change_n && d->equal == e->equal);
	for (unsigned k = 0; k < ELF_PARTS; k++)
		HOLDS(d->part[k].same == e->part[k].same && d->part[k].moved == e->part[k].moved && d->part[k].changes == e->part[k].changes);
	elf_compare_free(there);
	elf_compare_free(back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct pm m;
	static struct buf file[4];
	uint8_t none = 0;
	unsigned v = len > 0 ? data[0] & 1 : 0;

	if (m.n == 0) {
		pm_random(&m, 3, 12);
		m.text_n = 4;
		for (size_t f = 0; f < m.n; f++)
			for (size_t i = 0; i < m.len[f]; i++)
				m.f[f][i].v %= m.f[f][i].kind == PM_TEXT ? 4 : UINT32_MAX;
		for (unsigned i = 0; i < 4; i++) {
			file[i] = (struct buf)BUF_INIT(MADE_MAX);
			pm_link(&m, i < 2 ? 0 : 3, &file[i]);
		}
	}
	if (len > 0 && data[0] % 8 == 0)
		check(len > 0 ? data : &none, len / 2, data + len / 2, len - len / 2, true);
	memcpy(file[2 * v + 1].p, file[2 * v].p, file[2 * v].len);
	fuzz_patch(file[2 * v + 1].p, file[2 * v + 1].len, data, len);
	check(file[2 * v].p, file[2 * v].len, file[2 * v + 1].p, file[2 * v + 1].len, len > 1 && data[1] % 4 == 0);
	return 0;
}
