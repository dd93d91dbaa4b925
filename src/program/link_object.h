#ifndef PROGRAM_LINK_OBJECT_H
#define PROGRAM_LINK_OBJECT_H

/* link_object.h - a relocatable BPF object as clang writes it, read for the
 * linker.  A parser of files: every offset and index is checked here, and
 * nothing past this file looks at raw headers. */

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum link_kind { LINK_NONE, LINK_TEXT, LINK_RODATA };

struct link_section {
	const char *name;
	enum link_kind kind; /* LINK_NONE: not loaded */
	uint64_t offset, size, align;
	uint64_t at;         /* where the linker put it: offset in its kind's segment */
};

struct link_symbol {
	const char *name;  /* of its section for a section symbol */
	uint64_t value;    /* offset in its section */
	uint32_t section;  /* 0: defined elsewhere */
	bool is_global;
};

/* One relocation; `section` is where it applies. */
struct link_reloc {
	uint64_t offset;
	uint32_t type, symbol, section;
};

struct link_object {
	const char *path;     /* borrowed */
	const uint8_t *bytes; /* borrowed; outlives the object */
	size_t len;
	struct link_section *section;
	uint32_t section_n;
	struct link_symbol *symbol;
	uint32_t symbol_n;
	struct link_reloc *reloc; /* only those that apply to loaded sections */
	uint32_t reloc_n;
};

/* link_object_read reads `bytes` into *out, to be freed also after a failure.
 * Refuses, by name: what is no BPF object, writable data, common and weak
 * symbols, unknown sections that would be loaded. */
enum err_code link_object_read(struct link_object *out, const char *path,
	const uint8_t *bytes, size_t len, struct err *e) MUST_CHECK;

void link_object_free(struct link_object *o);

#endif
