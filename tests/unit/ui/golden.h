#ifndef TESTS_UI_GOLDEN_H
#define TESTS_UI_GOLDEN_H

/* golden.h - compares frames with tests/golden/ui/NAME.txt, and writes them there
 * where KEYTURN_GOLDEN=renew is set.  Run from the top folder. */

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "test.h"
#include "ui/canvas.h"

struct model;
typedef void golden_draw(const void *of, const struct model *m, struct canvas *c);
struct golden_size {
	int rows, cols;
	const char *name;
};

static inline void
golden_check(const struct canvas *c, const char *name)
{
	const char *renew = getenv("KEYTURN_GOLDEN");
	struct buf got = BUF_INIT(1u << 20), want = BUF_INIT(1u << 20);
	struct err e = ERR_INIT;
	char path[200];

	canvas_dump(c, &got);
	(void)snprintf(path, sizeof path, "tests/golden/ui/%s.txt", name);
	if (renew != NULL && strcmp(renew, "renew") == 0 && file_replace(path, buf_str(&got), got.len, 0644, &e) != ERR_OK)
		printf("# %s\n", e.message);
	if (file_read(path, &want, &e) != ERR_OK)
		printf("# %s\n", e.message);
	CHECK(strcmp(buf_str(&got), buf_str(&want)) == 0, "golden frame %s", name);
	if (strcmp(buf_str(&got), buf_str(&want)) != 0)
		printf("# drawn:\n%s", buf_str(&got));
	buf_wipe(&got);
	buf_wipe(&want);
}

/* golden_frames draws `of` in each of `n` sizes and compares it with WHAT-SIZE. */
static inline void
golden_frames(const struct golden_size *size, size_t n, golden_draw *draw, const void *of, const struct model *m, const char *what)
{
	struct canvas c = CANVAS_INIT;

	for (size_t i = 0; i < n; i++) {
		char name[80];

		canvas_reset(&c, size[i].rows, size[i].cols);
		draw(of, m, &c);
		(void)snprintf(name, sizeof name, "%s-%s", what, size[i].name);
		golden_check(&c, name);
	}
	canvas_wipe(&c);
}

#endif
