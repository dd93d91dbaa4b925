#ifndef GOV_LOADABLE_H
#define GOV_LOADABLE_H

/* loadable.h - would the chain take this code, and run it?  Pure: the facts of
 * a file or a buffer and the chain's feature gates, judged before anything is
 * paid or proposed. */

#include "gov/sbpf.h"
#include "solana/elf_syscall.h"

struct loadable {
	uint32_t sbpf_version;
	const struct elf_imports *imports; /* borrowed */
	enum gate sbpf[SBPF_GATES], call[ELF_GATES];
};

/* loadable_judge is ERR_REFUSED with the reason and the next step for code that
 * the loader refuses, or that imports a system call the chain does not know. */
MUST_CHECK enum err_code loadable_judge(const struct loadable *l, struct err *e);
/* loadable_code judges `len` bytes of code, with or without zeros behind it, by the gates in
 * `l`: ERR_USAGE for what is no whole program, else what loadable_judge says. */
MUST_CHECK enum err_code loadable_code(const uint8_t *code, size_t len, struct loadable *l, struct err *e);

#endif
