/* link - a static linker for the chain's virtual machine.
 *
 *     link [-s BYTES] -o PROGRAM OBJECT...
 *
 * Relocatable BPF objects of clang in, one SBPFv3 ELF out; the same objects
 * give the same bytes.  Prints nothing when all is well. */

#include "program/link_image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OBJECTS_MAX = 64 };
#define FILE_LEN_MAX ((size_t)16 << 20)

struct input {
	uint8_t *bytes;
	size_t len;
};

static enum err_code
read_file(const char *path, struct input *in, struct err *e)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return err_set(e, ERR_INTERNAL, "%s: %s", path, strerror(errno));
	in->bytes = malloc(FILE_LEN_MAX + 1);
	if (!in->bytes)
		die("out of memory");
	n = fread(in->bytes, 1, FILE_LEN_MAX + 1, f);
	if (ferror(f) || n > FILE_LEN_MAX) {
		fclose(f);
		return err_set(e, ERR_INTERNAL, "%s: unreadable, or above %zu bytes", path, FILE_LEN_MAX);
	}
	fclose(f);
	in->len = n;
	return ERR_OK;
}

static enum err_code
write_file(const char *path, const struct link_image *image, struct err *e)
{
	FILE *f = fopen(path, "wb");
	bool ok;

	if (!f)
		return err_set(e, ERR_INTERNAL, "%s: %s", path, strerror(errno));
	ok = fwrite(image->bytes, 1, image->len, f) == image->len;
	ok = fclose(f) == 0 && ok;
	if (!ok) {
		(void)remove(path);
		return err_set(e, ERR_INTERNAL, "%s: cannot write %zu bytes", path, image->len);
	}
	return ERR_OK;
}

static enum err_code
link_files(char *const *path, uint32_t n, size_t len, const char *out, struct err *e)
{
	struct input in[OBJECTS_MAX] = { { NULL, 0 } };
	struct link_object object[OBJECTS_MAX] = { { .path = NULL } };
	struct link_image image = { NULL, 0 };
	enum err_code rc = ERR_OK;

	for (uint32_t i = 0; i < n && rc == ERR_OK; i++) {
		rc = read_file(path[i], &in[i], e);
		if (rc == ERR_OK)
			rc = link_object_read(&object[i], path[i], in[i].bytes, in[i].len, e);
	}
	if (rc == ERR_OK)
		rc = link_image_build(object, n, len, &image, e);
	if (rc == ERR_OK)
		rc = write_file(out, &image, e);
	link_image_free(&image);
	for (uint32_t i = 0; i < n; i++) {
		link_object_free(&object[i]);
		free(in[i].bytes);
	}
	return rc;
}

/* Names come from files: nothing but printable characters reaches a terminal. */
static int
fail(struct err *e)
{
	for (char *p = e->message; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	(void)fprintf(stderr, "link: %s\n", e->message);
	return err_exit(e->code);
}

int
main(int argc, char **argv)
{
	struct err e = ERR_INIT;
	const char *out = NULL;
	unsigned long long len = 0;
	char *end = NULL;
	int option;

	while ((option = getopt(argc, argv, "o:s:")) != -1) {
		if (option == 'o')
			out = optarg;
		else if (option == 's' && ((len = strtoull(optarg, &end, 10)) == 0 || *end))
			(void)err_set(&e, ERR_USAGE, "-s takes a number of bytes, not %s", optarg);
		else if (option == '?')
			(void)err_set(&e, ERR_USAGE, "usage: link [-s BYTES] -o PROGRAM OBJECT...");
	}
	if (e.code == ERR_OK && (!out || optind >= argc || argc - optind > OBJECTS_MAX))
		(void)err_set(&e, ERR_USAGE, "usage: link [-s BYTES] -o PROGRAM OBJECT..., 1 to %d objects",
			OBJECTS_MAX);
	if (e.code == ERR_OK)
		(void)link_files(argv + optind, (uint32_t)(argc - optind), (size_t)len, out, &e);
	return e.code == ERR_OK ? 0 : fail(&e);
}
