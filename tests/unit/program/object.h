#ifndef TESTS_OBJECT_H
#define TESTS_OBJECT_H

/* object.h - a small relocatable BPF object put together by hand, every part
 * of which a test can spoil before it is written out. */

#include <stddef.h>
#include <stdint.h>

enum { OBJECT_TEXT = 1, OBJECT_RODATA, OBJECT_POINTERS, OBJECT_SYMBOLS, OBJECT_NAMES,
	OBJECT_REL_TEXT, OBJECT_REL_POINTERS, OBJECT_EXTRA, OBJECT_SECTIONS };
enum { OBJECT_MAX = 4096 };

struct object_section {
	const char *name;
	uint32_t type, link, info;
	uint64_t flags, size, align;
	uint8_t bytes[512];
};

struct object {
	struct object_section section[OBJECT_SECTIONS];
	uint32_t section_n;
	uint8_t file[OBJECT_MAX];
	size_t len;
};

/* object_init makes, at `entrypoint`:
 *      0 call sol_log_             24 lddw r1, "text" (read-only data, offset 4)
 *      8 call helper (at 48)       40 exit
 *     16 callx r3                  48 helper: mov r0, 0; exit
 * and a table of two pointers: the read-only data and helper. */
void object_init(struct object *o);

/* object_symbol appends a symbol (binding and type in `info`) and
 * object_reloc a relocation to section OBJECT_REL_TEXT or _POINTERS. */
uint32_t object_symbol(struct object *o, const char *name, uint8_t info, uint16_t section,
	uint64_t value);
void object_reloc(struct object *o, uint32_t table, uint64_t offset, uint32_t type,
	uint32_t symbol);

/* object_write lays the sections out as a file. */
void object_write(struct object *o);

#endif
