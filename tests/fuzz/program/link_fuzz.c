#include "fuzz/fuzz.h"
#include "program/link_image.h"
#include "unit/program/object.h"

/* A good object with some bytes changed, or, when the first byte is odd, the
 * input itself, twice: what links must be an image of the two segments its
 * headers tell, and the same each time. */

static void
check_image(const struct link_image *i)
{
	uint64_t rodata = 0, text = 0;

	HOLDS(i->len >= 176 + 8 + 8 + 8 && i->len % 8 == 0);
	for (size_t k = 8; k-- > 0;) {
		rodata = rodata << 8 | i->bytes[64 + 32 + k];
		text = text << 8 | i->bytes[64 + 56 + 32 + k];
	}
	HOLDS(176 + rodata + text + 8 == i->len && i->bytes[i->len - 1] != 0);
}

static enum err_code
build(const uint8_t *bytes, size_t len, size_t want, struct link_image *image)
{
	struct err e = ERR_INIT;
	struct link_object o;
	enum err_code rc = link_object_read(&o, "fuzz.o", bytes, len, &e);

	image->bytes = NULL;
	image->len = 0;
	if (rc == ERR_OK)
		rc = link_image_build(&o, 1, want, image, &e);
	HOLDS((rc == ERR_OK) == (e.code == ERR_OK));
	link_object_free(&o);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct object o;
	struct link_image a, b;
	const uint8_t *bytes = data;
	size_t n = len;

	if (len > 0 && (data[0] & 1) == 0) {
		object_init(&o);
		object_write(&o);
		fuzz_patch(o.file, o.len, data + 1, len - 1);
		bytes = o.file;
		n = o.len;
	}
	if (build(bytes, n, 0, &a) == ERR_OK) {
		check_image(&a);
		HOLDS(build(bytes, n, 0, &b) == ERR_OK && a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0);
		link_image_free(&b);
		HOLDS(build(bytes, n, a.len + 512, &b) == ERR_OK && b.len == a.len + 512);
		check_image(&b);
		link_image_free(&b);
	}
	link_image_free(&a);
	return 0;
}
