#include "base/buf.h"
#include "test.h"

#include <stdlib.h>

static void
ceiling(void)
{
	struct buf b = BUF_INIT(5);

	CHECK(buf_str(&b)[0] == '\0' && b.len == 0, "an empty buf is an empty string");
	CHECK(buf_text(&b, "abc") && buf_put(&b, "de", 2) && b.len == 5, "content up to the ceiling fits");
	CHECK(strcmp(buf_str(&b), "abcde") == 0 && b.p[5] == '\0', "it is NUL terminated beyond the ceiling");
	CHECK(buf_put(&b, "", 0) && !b.over, "nothing more fits into a full buf");
	CHECK(!buf_text(&b, "f") && b.over && b.len == 5, "one byte over the ceiling is refused and remembered");
	buf_reset(&b);
	CHECK(!b.over && buf_str(&b)[0] == '\0' && buf_text(&b, "xy"), "a reset buf takes bytes again");
	CHECK(!buf_text(&b, "1234") && !buf_text(&b, "1") && strcmp(buf_str(&b), "xy") == 0,
		"after a refusal everything is dropped, so that no gap arises");
	buf_wipe(&b);
	CHECK(b.p == NULL && b.max == 5 && buf_text(&b, "abcde"), "a wiped buf keeps its ceiling");
	buf_wipe(&b);
}

static void
formats(void)
{
	struct buf b = BUF_INIT(9);

	CHECK(buf_fmt(&b, "%d-%s", 12, "ab") && strcmp(buf_str(&b), "12-ab") == 0, "formatted text is appended");
	CHECK(!buf_fmt(&b, "%s", "12345") && b.over && b.len == 5, "formatted text over the ceiling is refused whole");
	buf_wipe(&b);
}

static void
growth(void)
{
	struct buf b = BUF_INIT(1 << 20);
	bool same = true;

	for (unsigned i = 0; i < 100000; i++) {
		uint8_t c = (uint8_t)(i * 7);

		same &= buf_put(&b, &c, 1);
	}
	for (unsigned i = 0; i < 100000; i++)
		same &= b.p[i] == (uint8_t)(i * 7);
	CHECK(same && b.len == 100000, "100,000 bytes one by one keep their values");
	buf_wipe(&b);
}

static void
room(void)
{
	struct buf b = BUF_INIT(4);
	uint8_t *at = buf_room(&b, 4);

	CHECK(at != NULL && b.len == 0, "room is not content yet");
	memcpy(at, "wxyz", 4);
	buf_added(&b, 3);
	CHECK(strcmp(buf_str(&b), "wxy") == 0, "of the room only what was added counts");
	CHECK(buf_room(&b, 2) == NULL && b.over, "room over the ceiling is refused");
	buf_wipe(&b);
}

static void
memory(void)
{
	uint32_t *p = mem_new(3, sizeof *p);
	char *s = mem_str("hello");

	CHECK(p[0] == 0 && p[2] == 0, "new memory is zero");
	p[2] = 7;
	p = mem_grow(p, 1000, sizeof *p);
	CHECK(p[2] == 7, "grown memory keeps its content");
	CHECK(strcmp(s, "hello") == 0, "a copied string is equal");
	free(p);
	free(s);
	p = mem_grow(NULL, 0, sizeof *p);
	CHECK(p != NULL, "an array of nothing is still memory");
	free(p);
}

int
main(void)
{
	ceiling();
	formats();
	growth();
	room();
	memory();
	return test_done();
}
