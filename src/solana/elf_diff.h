#ifndef SOLANA_ELF_DIFF_H
#define SOLANA_ELF_DIFF_H

/* elf_diff.h - what is different between two programs, and how much is not.
 *
 * Code is aligned by instructions, data by bytes (solana/align.h has the bound).  What
 * is aligned and whose bytes are the same is the same; where only a distance or an
 * address differs, and leads to what corresponds on the other side, it has moved.  A
 * call, jump or address that leads elsewhere than before is a change, even where its
 * bytes are the same.  What is in doubt counts as changed.  The difference from b to a
 * is that from a to b, turned around.
 *
 * While it is under way it holds both files about five times over (two of 2.6 MB: 30 MiB,
 * some 60 ms of work in steps); its result is below 200 kB. */

#include "solana/elf_syscall.h"
#include "solana/pubkey.h"

enum elf_part_kind { ELF_CODE, ELF_DATA, ELF_OTHER, ELF_PARTS };
const char *elf_part_name(enum elf_part_kind k); /* "code", "read-only data", "other" */

struct elf_amount { /* bytes of one part */
	size_t a, b;        /* on each side */
	size_t same, moved; /* of both: the same, and the same but for what follows from moves */
	size_t changes;     /* ranges */
};

struct elf_change { /* bytes that are not on the other side; places in the files */
	enum elf_part_kind part;
	size_t a_at, a_len, b_at, b_len;
};
#define ELF_CHANGES_MAX 1024u

#define ELF_STRINGS_MAX 128u
#define ELF_STRING_LEN 160u /* bytes with NUL; printable ASCII */
struct elf_strings {
	size_t n;
	bool more; /* there were more than fit, or were looked for */
	char text[ELF_STRINGS_MAX][ELF_STRING_LEN];
};

struct elf_side {
	size_t len;            /* bytes without trailing zeros */
	struct hash hash;      /* its code hash */
	bool is_program;
	uint32_t sbpf_version; /* where it is one */
	char why[ERR_TEXT_MAX]; /* where it is none, or its imports cannot be read */
};

struct elf_diff {
	struct elf_side a, b;
	bool equal;                      /* byte for byte */
	struct elf_amount part[ELF_PARTS];
	struct elf_change change[ELF_CHANGES_MAX]; /* the first of them, by part and place */
	size_t change_n;
	struct elf_imports added, removed; /* system calls */
	struct elf_strings strings_added, strings_removed;
};

/* elf_share is how much of a part is the same or only moved, in hundredths of a percent
 * of the longer side; 10000 only where nothing changed. */
unsigned elf_share(const struct elf_amount *p);

struct elf_compare; /* one comparison under way */

/* elf_compare_new compares two files, which it copies. */
struct elf_compare *elf_compare_new(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len);
void elf_compare_free(struct elf_compare *c); /* NULL is ignored */
/* elf_compare_turn looks at about `steps` bytes or instructions, but for a few that are
 * done at once; true while there is more. */
bool elf_compare_turn(struct elf_compare *c, size_t steps);
/* elf_compare_done is how far it is, 0 to 100. */
unsigned elf_compare_done(const struct elf_compare *c);
/* elf_compare_result once it said false; borrowed. */
const struct elf_diff *elf_compare_result(const struct elf_compare *c);

/* elf_verdict is the difference in one sentence, then what to look at: how large it is,
 * and what the new code can do that the old could not.  Safe to show. */
enum elf_size { ELF_SIZE_NONE, ELF_SIZE_SMALL, ELF_SIZE_MIDDLE, ELF_SIZE_LARGE };
#define ELF_VERDICT 320u
enum elf_size elf_verdict(const struct elf_diff *d, char out[ELF_VERDICT]);
/* elf_brief is the same in a few words: "code 98.1 % unchanged, +1 system call, data 99 % unchanged". */
#define ELF_BRIEF 96u
char *elf_brief(const struct elf_diff *d, char out[ELF_BRIEF]);

#endif
