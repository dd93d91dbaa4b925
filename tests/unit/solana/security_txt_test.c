#include "solana/security_txt.h"
#include "test.h"

#include <stdlib.h>

#define BEGIN "=======BEGIN SECURITY.TXT V1=======\0"
#define END "=======END SECURITY.TXT V1=======\0"
#define ROW(text) text, sizeof(text) - 1

static const struct {
	const char *name, *bytes;
	size_t len;
	enum err_code rc;
	size_t n;
	const char *says;
} rows[] = {
	{ "two fields", ROW("xx" BEGIN "name\0Ledger\0contacts\0email:a@b.c\0" END "yy"), ERR_OK, 2, "" },
	{ "a value may be empty", ROW(BEGIN "policy\0\0" END), ERR_OK, 1, "" },
	{ "marks that are nearly there, before", ROW("====" BEGIN "name\0x\0" END), ERR_OK, 1, "" },
	{ "the first of two counts", ROW(BEGIN "name\0x\0" END BEGIN "name\0y\0policy\0z\0" END), ERR_OK, 1, "" },
	{ "a value with lines and colours is taken as it is", ROW(BEGIN "policy\0a\n\033[31mb\0" END), ERR_OK, 1, "" },
	{ "none at all", ROW("nothing here"), ERR_NOT_FOUND, 0, "no security.txt" },
	{ "nothing at all", ROW(""), ERR_NOT_FOUND, 0, "no security.txt" },
	{ "a first mark without its NUL", "=======BEGIN SECURITY.TXT V1=======name", 39, ERR_NOT_FOUND, 0, "no security.txt" },
	{ "no end", ROW(BEGIN "name\0x\0"), ERR_WIRE, 0, "no end" },
	{ "a name without a value", ROW(BEGIN "name\0x\0policy\0" END), ERR_WIRE, 1, "field 2 has no value" },
	{ "a value without its NUL", ROW(BEGIN "name\0x" END), ERR_WIRE, 0, "no value" },
	{ "a name of none", ROW(BEGIN "\0x\0" END), ERR_WIRE, 0, "name 1 is none" },
	{ "a name with an escape", ROW(BEGIN "na\033me\0x\0" END), ERR_WIRE, 0, "name 1 is none" },
	{ "a name of 41 letters", ROW(BEGIN "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddd\0x\0" END), ERR_WIRE, 0, "name 1 is none" },
	{ "a name twice", ROW(BEGIN "name\0x\0name\0y\0" END), ERR_WIRE, 1, "name is there twice" },
	{ "a value that is not UTF-8", ROW(BEGIN "name\0\xc3\0" END), ERR_WIRE, 0, "name is not UTF-8" },
	{ "nothing between the marks", ROW(BEGIN END), ERR_WIRE, 0, "empty" },
};

static enum err_code
read_text(const char *bytes, size_t len, struct security_txt *out, struct security_txt_raw *raw, struct err *e)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len); /* of its very size: ASan sees a byte too far */
	enum err_code rc;

	if (exact == NULL)
		abort();
	memcpy(exact, bytes, len);
	security_txt_find(exact, len, raw);
	rc = security_txt_parse(raw, out, e);
	free(exact);
	return rc;
}

static void
limits(void)
{
	static char big[SECURITY_TXT_MAX + 200];
	static struct security_txt_raw raw;
	struct security_txt t;
	struct err e = ERR_INIT;
	size_t at = sizeof BEGIN - 1;

	memcpy(big, BEGIN, at);
	memcpy(big + at, "policy", 7);
	memset(big + at + 7, 'x', SECURITY_TXT_MAX - 8);
	memcpy(big + at + SECURITY_TXT_MAX, END, sizeof END);
	CHECK(read_text(big, sizeof big, &t, &raw, &e) == ERR_OK && raw.len == SECURITY_TXT_MAX, "%u bytes are read", SECURITY_TXT_MAX);
	big[at + SECURITY_TXT_MAX - 1] = 'x';
	big[at + SECURITY_TXT_MAX] = '\0';
	memcpy(big + at + SECURITY_TXT_MAX + 1, END, sizeof END);
	CHECK(read_text(big, sizeof big, &t, &raw, &e) == ERR_WIRE, "one more is not: %s", e.message);
}

int
main(void)
{
	static struct security_txt_raw raw;
	struct security_txt t;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = ERR_INIT;
		enum err_code rc = read_text(rows[i].bytes, rows[i].len, &t, &raw, &e);

		CHECK(rc == rows[i].rc && t.n == rows[i].n && strstr(e.message, rows[i].says) != NULL, "%s: %s", rows[i].name, e.message);
	}
	for (size_t n = 0, good = 0; n <= rows[0].len; n++) {
		struct err e = ERR_INIT;

		good += read_text(rows[0].bytes, n, &t, &raw, &e) == ERR_OK;
		if (n == rows[0].len)
			CHECK(good == 3 && strcmp(t.field[0].name, "name") == 0 && strcmp(t.field[0].value, "Ledger") == 0 &&
				strcmp(t.field[1].value, "email:a@b.c") == 0, "of every shorter one only those with the whole end are read");
	}
	limits();
	return test_done();
}
