#include "gov/loadable.h"

#include <string.h>

#include "solana/elf_headers.h"

static enum err_code
judge_version(const struct loadable *l, struct err *e)
{
	char words[120];
	enum sbpf_taken taken = sbpf_judge(l->sbpf_version, l->sbpf, words, sizeof words);

	if (taken == SBPF_TAKEN)
		return ERR_OK;
	if (taken == SBPF_UNKNOWN)
		return err_set(e, ERR_RPC, "%s", words);
	(void)err_set(e, ERR_REFUSED, "the loader does not take this code: %s", words);
	if (l->sbpf_version >= 3)
		return err_hint(e, "build it for a version the chain takes; --anyway goes on all the same");
	return err_hint(e, "build it again: cargo build-sbf --arch v3; --anyway goes on all the same");
}

/* What an unknown one does: versions 0 to 2 are not deployed, version 3 fails when it gets there. */
static const char *
consequence(const struct loadable *l)
{
	return l->sbpf_version < 3 ? "the loader would refuse it" : "the program would be deployed, and fail when it calls it";
}

static enum err_code
judge_import(const struct loadable *l, const struct elf_import *i, struct err *e)
{
	char name[ELF_IMPORT_TEXT];

	(void)elf_import_text(name, i);
	if (i->known == NULL) {
		(void)err_set(e, ERR_REFUSED, "the code imports system call %s, which no cluster knows: %s", name, consequence(l));
		return err_hint(e, "correct its name in the source; where the cluster is newer than this keyturn, --anyway goes on");
	}
	if (i->known->gate == ELF_GATE_RETIRED) {
		(void)err_set(e, ERR_REFUSED, "the code imports system call %s, which no cluster takes any more: %s", name, consequence(l));
		return err_hint(e, "build it with a newer SDK; --anyway goes on all the same");
	}
	if (i->known->gate == ELF_GATE_NONE || l->call[i->known->gate] == GATE_ON)
		return ERR_OK;
	if (l->call[i->known->gate] == GATE_UNKNOWN)
		return err_set(e, ERR_RPC, "the chain's features were not read");
	(void)err_set(e, ERR_REFUSED, "the code imports system call %s, whose feature is %s on this chain: %s", name,
		l->call[i->known->gate] == GATE_PENDING ? "pending" : "not active", consequence(l));
	return err_hint(e, "wait for feature %s, or build without it; --anyway goes on all the same", elf_gate_address(i->known->gate));
}

enum err_code
loadable_judge(const struct loadable *l, struct err *e)
{
	if (judge_version(l, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < l->imports->n; i++)
		if (judge_import(l, &l->imports->import[i], e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code
loadable_code(const uint8_t *code, size_t len, struct loadable *l, struct err *e)
{
	struct elf_imports imports;
	struct elf_layout at;

	/* A version that is not taken is told first: of one nobody knows the rest cannot be read. */
	if (len > ELF_EHDR && memcmp(code, "\177ELF", 4) == 0) {
		l->sbpf_version = elf_header_read(code).flags;
		if (judge_version(l, e) == ERR_REFUSED)
			return e->code;
	}
	if (elf_layout(code, len, &at, e) != ERR_OK || elf_imports(code, &at, &imports, e) != ERR_OK)
		return err_hint(e, "what is uploaded is the program's .so file, whole, as the compiler wrote it");
	l->sbpf_version = at.info.sbpf_version;
	l->imports = &imports;
	return loadable_judge(l, e);
}
