#include "base/text.h"
#include "test.h"

#include <inttypes.h>
#include <time.h>

static const struct {
	const char *text;
	bool good;
	uint32_t seconds;
} durations[] = {
	{ "0", true, 0 }, { "90s", true, 90 }, { "30m", true, 1800 }, { "48h", true, 172800 },
	{ "14d", true, 1209600 }, { "3600", true, 3600 }, { "007s", true, 7 }, { "4294967295", true, 4294967295u },
	{ "49710d", true, 4294944000u }, { "4294967296", false, 0 }, { "49711d", false, 0 },
	{ "71582789m", false, 0 }, { "99999999999999999999", false, 0 }, { "", false, 0 }, { "h", false, 0 },
	{ "-1s", false, 0 }, { "+1s", false, 0 }, { "1.5h", false, 0 }, { "1 h", false, 0 }, { " 1h", false, 0 },
	{ "1h ", false, 0 }, { "1hh", false, 0 }, { "1w", false, 0 }, { "1H", false, 0 }, { "1h30m", false, 0 },
	{ "0x10", false, 0 }, { "1e3", false, 0 }, { "\xd9\xa1h", false, 0 },
};

static void
read_durations(void)
{
	for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
		struct err e = ERR_INIT;
		uint32_t s = 1;
		enum err_code rc = text_duration(durations[i].text, &s, &e);

		if (durations[i].good)
			CHECK(rc == ERR_OK && s == durations[i].seconds, "duration '%s' is %" PRIu32 " s", durations[i].text,
				durations[i].seconds);
		else
			CHECK(rc == ERR_USAGE && s == 1 && e.hint[0] != '\0', "duration '%s' is refused", durations[i].text);
	}
}

static const struct {
	const char *text;
	uint64_t max;
	bool good;
	uint64_t value;
} numbers[] = {
	{ "0", 0, true, 0 }, { "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
	{ "18446744073709551616", UINT64_MAX, false, 0 }, { "28446744073709551615", UINT64_MAX, false, 0 },
	{ "10", 9, false, 0 }, { "9", 9, true, 9 }, { "1", 0, false, 0 }, { "", 9, false, 0 }, { "-0", 9, false, 0 },
	{ "+1", 9, false, 0 }, { "1 ", 9, false, 0 }, { " 1", 9, false, 0 }, { "0x1", 9, false, 0 },
	{ "0000000000000000000000000001", 9, true, 1 }, { "1_000", 9999, false, 0 }, { "1.0", 9, false, 0 },
};

static void
read_numbers(void)
{
	struct err e = ERR_INIT;

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		uint64_t v = 77;
		enum err_code rc = text_u64(numbers[i].text, numbers[i].max, &v, &e);

		if (numbers[i].good)
			CHECK(rc == ERR_OK && v == numbers[i].value, "number '%s' is read", numbers[i].text);
		else
			CHECK(rc == ERR_USAGE && v == 77, "number '%s' up to %" PRIu64 " is refused", numbers[i].text,
				numbers[i].max);
	}
	uint64_t v;
	CHECK(text_u64("\033[2J", 9, &v, &e) == ERR_USAGE && strchr(e.message, '\033') == NULL,
		"an error quotes what was typed without its escape");
}

static const struct {
	char *(*write)(char *, uint64_t);
	const char *what;
	uint64_t in;
	const char *out;
} written[] = {
	{ text_countdown, "countdown", 0, "00:00:00" },
	{ text_countdown, "countdown", 172799, "47:59:59" },
	{ text_countdown, "countdown", 359999, "99:59:59" },
	{ text_countdown, "countdown", 360000, "4d 04h" },
	{ text_countdown, "countdown", 13 * 86400 + 4 * 3600 + 5, "13d 04h" },
	{ text_countdown, "countdown", UINT64_MAX, "213503982334601d 07h" },
	{ text_ago, "ago", 0, "0s" }, { text_ago, "ago", 59, "59s" }, { text_ago, "ago", 60, "1m" },
	{ text_ago, "ago", 3599, "59m" }, { text_ago, "ago", 3600, "1h" }, { text_ago, "ago", 86399, "23h" },
	{ text_left, "left", 0, "0s" }, { text_left, "left", 59, "59s" }, { text_left, "left", 60, "1m 00s" },
	{ text_left, "left", 99, "1m 39s" }, { text_left, "left", 3599, "59m 59s" }, { text_left, "left", 7500, "2h 05m" },
	{ text_left, "left", 359999, "99h 59m" }, { text_left, "left", 360000, "4d 04h" },
	{ text_ago, "ago", 86400, "1d" }, { text_ago, "ago", UINT64_MAX, "213503982334601d" },
	{ text_span, "span", 0, "0s" }, { text_span, "span", 90, "90s" }, { text_span, "span", 1800, "30m" },
	{ text_span, "span", 172800, "48h" }, { text_span, "span", 259200, "72h" }, { text_span, "span", 1209600, "14d" },
	{ text_span, "span", 86401, "86401s" }, { text_span, "span", 5400, "90m" },
	{ text_count, "count", 0, "0" }, { text_count, "count", 999, "999" }, { text_count, "count", 1003, "1 003" },
	{ text_count, "count", 2600000, "2 600 000" }, { text_count, "count", 100000, "100 000" },
	{ text_count, "count", UINT64_MAX, "18 446 744 073 709 551 615" },
	{ text_sol, "SOL", 0, "0" }, { text_sol, "SOL", 1, "0.000000001" }, { text_sol, "SOL", 5000, "0.000005" },
	{ text_sol, "SOL", 1000000000, "1" }, { text_sol, "SOL", 1500000000, "1.5" },
	{ text_sol, "SOL", 10000000000, "10" }, { text_sol, "SOL", UINT64_MAX, "18446744073.709551615" },
};

static void
write_numbers(void)
{
	char out[TEXT_SHORT];

	for (size_t i = 0; i < sizeof written / sizeof written[0]; i++)
		CHECK(strcmp(written[i].write(out, written[i].in), written[i].out) == 0, "%s of %" PRIu64 " is %s",
			written[i].what, written[i].in, written[i].out);
}

/* What text_span writes text_duration reads. */
static void
spans_round(void)
{
	struct err e = ERR_INIT;
	char out[TEXT_SHORT];
	unsigned wrong = 0;

	for (uint64_t s = 0; s <= UINT32_MAX; s += s < 400000 ? 1 : 8640007) {
		uint32_t back = 0;

		wrong += text_duration(text_span(out, s), &back, &e) != ERR_OK || back != s;
	}
	CHECK(wrong == 0, "every span reads back as the same duration");
}

static const struct {
	int64_t t;
	const char *out; /* by date -u */
} times[] = {
	{ 0, "1970-01-01T00:00:00Z" }, { -1, "1969-12-31T23:59:59Z" }, { 951782400, "2000-02-29T00:00:00Z" },
	{ 951868800, "2000-03-01T00:00:00Z" }, { 1709164799, "2024-02-28T23:59:59Z" },
	{ 1709164800, "2024-02-29T00:00:00Z" }, { 1795564800, "2026-11-25T00:00:00Z" },
	{ 4107542400, "2100-03-01T00:00:00Z" }, { 4107542399, "2100-02-28T23:59:59Z" },
	{ -62135596800, "0001-01-01T00:00:00Z" }, { 253402300799, "9999-12-31T23:59:59Z" },
	{ INT64_MAX, "292277026596-12-04T15:30:07Z" }, { INT64_MIN, "-292277022657-01-27T08:29:52Z" },
};

static void
write_times(void)
{
	char out[TEXT_SHORT], want[TEXT_SHORT];
	unsigned wrong = 0, seen = 0;

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		CHECK(strcmp(text_rfc3339(out, times[i].t), times[i].out) == 0, "time %" PRId64 " is %s", times[i].t,
			times[i].out);
		*strchr(out, 'T') = ' ';
		(void)snprintf(want, sizeof want, "%.*s UTC", (int)strlen(out) - 1, out);
		CHECK(strcmp(text_moment(out, times[i].t), want) == 0, "for reading it is %s", want);
	}
	for (int64_t t = -4000000000; t < 16000000000; t += 999983, seen++) {
		time_t tt = (time_t)t;
		struct tm tm;

		(void)strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&tt, &tm));
		wrong += strcmp(text_rfc3339(out, t), want) != 0;
	}
	CHECK(wrong == 0 && seen > 19000, "%u times over 600 years are as the C library writes them", seen);
}

int
main(void)
{
	read_durations();
	read_numbers();
	write_numbers();
	spans_round();
	write_times();
	return test_done();
}
