#include "ops/unfinished.h"
#include "test.h"

/* What an upload's row of the journal says, by this version and by earlier ones. */
static void
words(void)
{
	static const struct {
		const char *name, *detail, *amount, *path;
	} rows[] = {
		{ "one of an earlier version", "1 of 1 pieces to be written: /a/b.so", "1 piece", "/a/b.so" },
		{ "all, by an earlier version", "66 of 66 pieces to be written: /a/b.so", "66 pieces", "/a/b.so" },
		{ "a part", "33 of 66 pieces to be written: /a/b.so", "33 of 66 pieces", "/a/b.so" },
		{ "one", "1 piece to be written: b.so", "1 piece", "b.so" },
		{ "a path that has the words in it", "2 pieces to be written: /x to be written: /y", "2 pieces", "/x to be written: /y" },
		{ "no path", "0 of 2 pieces to be written", "0 of 2 pieces", "" },
		{ "other words", "make buffer 2rkC for 3600 bytes of code and write it", "", NULL },
		{ "a number alone", "14", "", NULL },
		{ "no number", "pieces to be written: b.so", "", NULL },
		{ "something between", "1 of 2 nice pieces to be written: b.so", "", NULL },
		{ "a number without end", "1 of 99999999999999999999999 pieces to be written: b.so", "", NULL },
		{ "nothing", "", "", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char amount[PIECES_AMOUNT] = "";
		const char *path = unfinished_words(rows[i].detail, amount);

		CHECK((path == NULL) == (rows[i].path == NULL) && (path == NULL || strcmp(path, rows[i].path) == 0), "its file: %s", rows[i].name);
		CHECK(strcmp(amount, rows[i].amount) == 0, "how much: %s: %s", rows[i].name, amount);
	}
}

static void
written(void)
{
	static const size_t lacks[] = { 0, 1, 1, 33, 66 }, n[] = { 1, 1, 3, 66, 66 };
	static const char *const want[] = { "0 of 1 piece to be written: /a/b.so", "1 piece to be written: /a/b.so",
		"1 of 3 pieces to be written: /a/b.so", "33 of 66 pieces to be written: /a/b.so", "66 pieces to be written: /a/b.so" };
	char out[200], amount[PIECES_AMOUNT], path[400];

	for (size_t i = 0; i < 5; i++) {
		unfinished_detail(out, sizeof out, lacks[i], n[i], "/a/b.so");
		CHECK(strcmp(out, want[i]) == 0, "%zu of %zu: %s", lacks[i], n[i], out);
		CHECK(unfinished_words(out, amount) != NULL && strncmp(out, amount, strlen(amount)) == 0, "and it is read again");
	}
	unfinished_detail(out, sizeof out, 2, 2, NULL);
	CHECK(strcmp(out, "2 pieces to be written") == 0, "without a file");
	memset(path, 'x', sizeof path);
	(void)snprintf(path + 390, 10, "/end.so");
	unfinished_detail(out, sizeof out, 2, 2, path);
	CHECK(strcmp(out + strlen(out) - 7, "/end.so") == 0, "of a long path its end: %s", out);
}

int
main(void)
{
	words();
	written();
	return test_done();
}
