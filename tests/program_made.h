#ifndef TESTS_PROGRAM_MADE_H
#define TESTS_PROGRAM_MADE_H

/* program_made.h - programs of functions that call, jump and point, laid out and
 * linked as a compiler does: what moves changes distances and addresses. */

#include <stdio.h>
#include <stdlib.h>

#include "elf_made.h"
#include "solana/elf_syscall.h"

enum { PM_FUNCTIONS = 40, PM_LEN = 400, PM_STRINGS = 40, PM_CODE = 20000, PM_IMPORTS = 4000 };
enum pm_kind { PM_PLAIN, PM_CALL, PM_JUMP, PM_TEXT, PM_SYSTEM };

struct pm_insn {
	enum pm_kind kind;
	uint32_t v;  /* plain: its immediate; call: a function; jump: the id of an instruction; text: a string; system: 0 to 3 */
	uint32_t id;
};
struct pm {
	struct pm_insn f[PM_FUNCTIONS][PM_LEN];
	size_t len[PM_FUNCTIONS], n;
	char text[PM_STRINGS][64];
	size_t text_n;
	uint32_t ids;
};

static const char *const pm_system[4] = { "sol_log_", "sol_sha256", "sol_memcpy_", "sol_invoke_signed_c" };
static uint64_t pm_seed = 88172645463325252u;

static inline uint64_t
pm_next(void)
{
	pm_seed ^= pm_seed << 13;
	pm_seed ^= pm_seed >> 7;
	pm_seed ^= pm_seed << 17;
	return pm_seed;
}

static inline size_t
pm_below(size_t n)
{
	return (size_t)(pm_next() % n);
}

static inline void
pm_random(struct pm *m, size_t functions, size_t len)
{
	memset(m, 0, sizeof *m);
	m->n = functions;
	m->text_n = 20;
	for (size_t i = 0; i < m->text_n; i++)
		(void)snprintf(m->text[i], sizeof m->text[i], "message %zu of %08x", i, (unsigned)pm_next());
	for (size_t f = 0; f < functions; f++) {
		uint32_t first = m->ids;

		m->len[f] = len;
		for (size_t i = 0; i < len; i++) {
			size_t what = pm_below(12);
			struct pm_insn *n = &m->f[f][i];

			n->kind = what == 0 ? PM_CALL : what <= 2 ? PM_JUMP : what == 3 ? PM_TEXT : what == 4 ? PM_SYSTEM : PM_PLAIN;
			n->v = n->kind == PM_CALL ? (uint32_t)pm_below(functions) : n->kind == PM_JUMP ? first + (uint32_t)pm_below(len) :
				n->kind == PM_TEXT ? (uint32_t)pm_below(m->text_n) : n->kind == PM_SYSTEM ? (uint32_t)pm_below(3) : (uint32_t)pm_below(5000);
			n->id = m->ids++;
		}
	}
}

static inline void
pm_insert(struct pm *m, size_t f, size_t at, size_t n)
{
	memmove(&m->f[f][at + n], &m->f[f][at], (m->len[f] - at) * sizeof m->f[f][0]);
	for (size_t i = 0; i < n; i++)
		m->f[f][at + i] = (struct pm_insn){ PM_PLAIN, (uint32_t)(100000 + pm_below(1000000)), m->ids++ };
	m->len[f] += n;
}

/* A new function in front of all others. */
static inline void
pm_prepend(struct pm *m, size_t len)
{
	memmove(&m->f[1], &m->f[0], m->n * sizeof m->f[0]);
	memmove(&m->len[1], &m->len[0], m->n * sizeof m->len[0]);
	m->len[0] = 0;
	m->n++;
	for (size_t f = 1; f < m->n; f++)
		for (size_t i = 0; i < m->len[f]; i++)
			m->f[f][i].v += m->f[f][i].kind == PM_CALL;
	pm_insert(m, 0, 0, len);
}

static inline size_t
pm_slots(const struct pm_insn *n)
{
	return n->kind == PM_TEXT ? 2 : 1;
}

static inline size_t
pm_count(const struct pm *m)
{
	size_t n = 0;

	for (size_t f = 0; f < m->n; f++)
		for (size_t i = 0; i < m->len[f]; i++)
			n += pm_slots(&m->f[f][i]);
	return n;
}

/* pm_link makes the file. */
static inline void
pm_link(const struct pm *m, uint32_t version, struct buf *out)
{
	static uint64_t code[PM_CODE];
	static uint32_t place[PM_FUNCTIONS * PM_LEN * 2];
	static struct made_import import[PM_IMPORTS];
	size_t start[PM_FUNCTIONS + 1], text[PM_STRINGS], at = 0, data_len = 0, imports = 0;
	struct made_program p = { .version = version };
	static char data[PM_STRINGS * 64 + PM_FUNCTIONS * 8];

	for (size_t f = 0; f < m->n; f++) {
		start[f] = at;
		for (size_t i = 0; i < m->len[f]; i++) {
			place[m->f[f][i].id] = (uint32_t)at;
			at += pm_slots(&m->f[f][i]);
		}
	}
	for (size_t i = 0; i < m->text_n; i++) {
		text[i] = data_len;
		memcpy(data + data_len, m->text[i], strlen(m->text[i]) + 1);
		data_len += strlen(m->text[i]) + 1;
	}
	data_len = (data_len + 7) / 8 * 8;
	if (version == 3) /* a table of functions */
		for (size_t f = 0; f < m->n; f++, data_len += 8) {
			uint64_t v = 0x100000000 + 8 * start[f];

			for (unsigned k = 0; k < 8; k++)
				data[data_len + k] = (char)(v >> 8 * k);
		}
	p.code_n = at;
	for (size_t f = 0; f < m->n; f++)
		for (size_t i = 0; i < m->len[f]; i++) {
			const struct pm_insn *n = &m->f[f][i];
			size_t pc = place[n->id];
			uint64_t addr = n->kind == PM_TEXT ? (version == 3 ? 0 : MADE_EHDR + 8 * at) + text[n->v] : 0;

			switch (n->kind) {
			case PM_CALL:
				code[pc] = 0x1085 | (uint64_t)(uint32_t)(start[n->v] - pc - 1) << 32;
				break;
			case PM_JUMP:
				code[pc] = 0x155 | (uint64_t)(uint16_t)(place[n->v] - pc - 1) << 16 | (uint64_t)7 << 32;
				break;
			case PM_TEXT:
				code[pc] = (version == 2 ? 0x1b4 : 0x118) | (addr & UINT32_MAX) << 32;
				code[pc + 1] = (version == 2 ? 0x1f7 : 0) | addr >> 32 << 32;
				break;
			case PM_SYSTEM:
				code[pc] = 0x85 | (version == 3 ? (uint64_t)elf_syscall_hash(pm_system[n->v], strlen(pm_system[n->v])) : UINT32_MAX) << 32;
				import[imports++] = (struct made_import){ pm_system[n->v], pc };
				break;
			default:
				code[pc] = 0x1b7 | (uint64_t)n->v << 32;
			}
		}
	p.code = code;
	p.data = data;
	p.data_len = data_len;
	p.import = import;
	p.import_n = imports;
	made_elf(out, &p);
}

#endif
