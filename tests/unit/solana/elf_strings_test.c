#include "solana/elf_strings.h"
#include "test.h"

/* Text as compilers pack it: without an end between. */
static const char packed[] = "\1\2insufficient fundsoverflow in feeinvalid seeds\0\3ab\0end of data";

static const struct {
	const char *name;
	size_t from, end;
	const char *text, *core; /* "" none */
} rows[] = {
	{ "a word within others, with what stands around it", 20, 28, "insufficient fundsoverflow in feeinvalid seeds", "overflow" },
	{ "a whole string", 53, 64, "end of data", "end of data" },
	{ "less than four characters is no text", 50, 52, "", "" },
	{ "nor are bytes that are none", 0, 2, "", "" },
	{ "what begins before the change is told whole", 55, 57, "end of data", "d " },
	{ "an empty change has none", 20, 20, "", "" },
};

static void
finding(void)
{
	const uint8_t *p = (const uint8_t *)packed;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct elf_text t = { .len = 0 };
		size_t next = 0;
		bool found = elf_text_next(p, sizeof packed - 1, rows[i].from, rows[i].end, &t, &next);

		CHECK(found == (rows[i].text[0] != '\0') && next == rows[i].end, "%s", rows[i].name);
		if (found)
			CHECK(t.len == strlen(rows[i].text) && memcmp(packed + t.at, rows[i].text, t.len) == 0 && t.core_len == strlen(rows[i].core) &&
				memcmp(packed + t.core_at, rows[i].core, t.core_len) == 0, "%s: \"%.*s\"", rows[i].name, (int)t.len, packed + t.at);
	}
}

static bool
is_new(const char *data, size_t from, size_t end, const char *other)
{
	struct elf_text t;
	size_t next;

	return elf_text_next((const uint8_t *)data, strlen(data), from, end, &t, &next) &&
		elf_text_is_new((const uint8_t *)data, &t, (const uint8_t *)other, strlen(other));
}

static void
news(void)
{
	CHECK(is_new("alpha overflow omega", 6, 14, "alpha omega"), "what is nowhere on the other side is new");
	CHECK(!is_new("alpha overflow omega", 6, 14, "overflow alpha omega"), "what only moved is not, whatever stands around it");
	CHECK(is_new("demo v2", 6, 7, "demo v1, 2 of them"), "one letter is looked for with what stands around it");
	CHECK(!is_new("demo v2", 6, 7, "the demo v2 of old"), "and is not new where that is there");
}

static void
listing(void)
{
	static struct elf_strings l;
	static char data[ELF_STRINGS_MAX * 8 + 200];

	for (unsigned i = 0; i < ELF_STRINGS_MAX + 5; i++)
		(void)snprintf(data + 8 * i, 9, "text%04u", i);
	for (unsigned i = 0; i < ELF_STRINGS_MAX + 5; i++)
		for (unsigned twice = 0; twice < 2; twice++)
			elf_strings_add(&l, (const uint8_t *)data, &(struct elf_text){ 8 * i, 8, 8 * i, 8 });
	CHECK(l.n == ELF_STRINGS_MAX && l.more && strcmp(l.text[0], "text0000") == 0 && strcmp(l.text[1], "text0001") == 0,
		"each is there once, %u at most, and more is said", ELF_STRINGS_MAX);
}

static void
long_ones(void)
{
	static char data[2000];
	struct elf_text t;
	size_t next;

	memset(data, 'x', sizeof data);
	CHECK(elf_text_next((const uint8_t *)data, sizeof data, 500, 1500, &t, &next) && t.len == ELF_STRING_LEN - 1 && next == 1500 &&
		t.at == 452, "a long one is cut, and read over");
}

int
main(void)
{
	finding();
	news();
	listing();
	long_ones();
	return test_done();
}
