#include "ui/model.h"

#include <string.h>

#include "base/buf.h"

/* What the world tells by itself, at this moment. */
static void
judge(const struct model *m, const struct model_row *r, struct preflight *out)
{
	struct preflight_facts f;

	preflight_facts_init(&f, &m->world, r->p, m->has_me ? &m->me : NULL, false);
	f.now = m->now;
	preflight_judge(&f, out);
}

void
model_preflight(const struct model *m, const struct model_row *r, struct preflight *out)
{
	const struct model_detail *d = &m->detail;

	judge(m, r, out);
	if (!d->checked || d->index != r->p->index)
		return;
	for (size_t i = 0; i < out->n; i++) {
		const struct preflight_line *read = preflight_find(&d->preflight, out->line[i].name);

		if (read != NULL && out->line[i].answer == PREFLIGHT_UNKNOWN)
			out->line[i] = *read;
	}
}

const char *
model_blocker(const struct model *m, const struct model_row *r, const struct preflight *read)
{
	const struct preflight_line *l, *told;
	struct preflight now;

	judge(m, r, &now);
	for (l = preflight_blocker(read, 0); l != NULL; l = preflight_blocker(read, (size_t)(l - read->line) + 1)) {
		told = preflight_find(&now, l->name);
		if (told == NULL || told->answer == PREFLIGHT_UNKNOWN)
			return l->name;
	}
	return NULL;
}

void
model_ready_set(struct model *m, uint64_t index, const char *blocker, uint64_t mono_ms)
{
	size_t oldest = 0;

	for (size_t i = 0; i < m->ready_n; i++) {
		if (m->ready[i].index == index) {
			m->ready[i] = (struct model_ready){ index, mono_ms, blocker };
			return;
		}
		if (m->ready[i].checked_ms < m->ready[oldest].checked_ms)
			oldest = i;
	}
	if (m->ready_n < MODEL_READY_MAX)
		oldest = m->ready_n++;
	m->ready[oldest] = (struct model_ready){ index, mono_ms, blocker };
}

const struct model_ready *
model_ready_of(const struct model *m, uint64_t index)
{
	for (size_t i = 0; i < m->ready_n; i++)
		if (m->ready[i].index == index)
			return &m->ready[i];
	return NULL;
}

const struct model_lamp *
model_lamp_of(const struct model *m, const struct pubkey *program)
{
	for (size_t i = 0; i < m->lamp_n; i++)
		if (pubkey_eq(&m->lamp[i].program, program))
			return &m->lamp[i];
	return NULL;
}

void
model_lamp_set(struct model *m, const struct model_lamp *lamp)
{
	size_t at = 0, oldest = 0;

	if (m->lamp == NULL)
		m->lamp = mem_new(MODEL_LAMPS_MAX, sizeof *m->lamp);
	for (; at < m->lamp_n && !pubkey_eq(&m->lamp[at].program, &lamp->program); at++)
		if (m->lamp[at].read_ms < m->lamp[oldest].read_ms)
			oldest = at;
	if (at == m->lamp_n && m->lamp_n < MODEL_LAMPS_MAX)
		m->lamp_n++;
	else if (at == m->lamp_n)
		at = oldest;
	m->lamp[at] = *lamp;
}

const struct model_code *
model_code_of(const struct model *m, uint64_t index)
{
	for (size_t i = 0; i < MODEL_CODES_MAX; i++)
		if (index != 0 && m->code[i].index == index)
			return &m->code[i];
	return NULL;
}

void
model_code_set(struct model *m, uint64_t index, const struct elf_diff *d)
{
	char words[ELF_VERDICT];
	size_t at = 0;

	while (at + 1 < MODEL_CODES_MAX && m->code[at].index != index)
		at++;
	memmove(&m->code[1], &m->code[0], at * sizeof m->code[0]);
	m->code[0].index = index;
	m->code[0].size = elf_verdict(d, words);
	(void)elf_brief(d, m->code[0].brief);
}
