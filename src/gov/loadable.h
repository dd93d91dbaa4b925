#ifndef GOV_LOADABLE_H
#define GOV_LOADABLE_H

/* loadable.h - would the chain take this code, and run it?  Pure: the file's
 * facts and the chain's feature gates, judged before anything is paid. */

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

#endif
