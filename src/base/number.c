#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* Decimal digits from *s on.  False when there is none or the value is above max. */
static bool
digits(const char **s, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	if (**s < '0' || **s > '9')
		return false;
	for (; **s >= '0' && **s <= '9'; (*s)++) {
		uint64_t d = (uint64_t)(**s - '0');

		if (v > (max - (d > max ? max : d)) / 10 || d > max)
			return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}

/* What was typed, cut and made harmless, for an error. */
static const char *
quoted(char out[64], const char *s)
{
	size_t len = 0;

	while (len < 60 && s[len] != '\0')
		len++;
	(void)text_safe(out, 64, s, len, true);
	return out;
}

enum err_code
text_u64(const char *s, uint64_t max, uint64_t *out, struct err *e)
{
	const char *at = s;
	char shown[64];
	uint64_t v;

	if (!digits(&at, UINT64_MAX, &v) || *at != '\0' || v > max)
		return err_set(e, ERR_USAGE, "'%s' is not a whole number from 0 to %" PRIu64,
			quoted(shown, s), max);
	*out = v;
	return ERR_OK;
}

static uint32_t
unit_of(char suffix)
{
	switch (suffix) {
	case '\0':
	case 's':
		return 1;
	case 'm':
		return MINUTE;
	case 'h':
		return HOUR;
	case 'd':
		return DAY;
	default:
		return 0;
	}
}

enum err_code
text_duration(const char *s, uint32_t *seconds, struct err *e)
{
	const char *at = s;
	char shown[64];
	uint32_t unit;
	uint64_t v;

	if (!digits(&at, UINT32_MAX, &v) || (unit = unit_of(*at)) == 0 ||
	    (*at != '\0' && at[1] != '\0') || v > UINT32_MAX / unit) {
		(void)err_set(e, ERR_USAGE, "'%s' is not a duration", quoted(shown, s));
		return err_hint(e, "write it as 90s, 30m, 48h or 14d, at most %" PRIu32 " seconds", UINT32_MAX);
	}
	*seconds = (uint32_t)v * unit;
	return ERR_OK;
}

char *
text_countdown(char out[TEXT_SHORT], uint64_t s)
{
	if (s < 100 * HOUR)
		(void)snprintf(out, TEXT_SHORT, "%02u:%02u:%02u", (unsigned)(s / HOUR),
			(unsigned)(s / MINUTE % 60), (unsigned)(s % 60));
	else
		(void)snprintf(out, TEXT_SHORT, "%" PRIu64 "d %02uh", s / DAY, (unsigned)(s % DAY / HOUR));
	return out;
}

static char *
with_unit(char out[TEXT_SHORT], uint64_t v, char unit)
{
	(void)snprintf(out, TEXT_SHORT, "%" PRIu64 "%c", v, unit);
	return out;
}

char *
text_ago(char out[TEXT_SHORT], uint64_t s)
{
	if (s < MINUTE)
		return with_unit(out, s, 's');
	if (s < HOUR)
		return with_unit(out, s / MINUTE, 'm');
	return s < DAY ? with_unit(out, s / HOUR, 'h') : with_unit(out, s / DAY, 'd');
}

char *
text_left(char out[TEXT_SHORT], uint64_t s)
{
	if (s < MINUTE)
		return with_unit(out, s, 's');
	if (s >= 100 * HOUR)
		return text_countdown(out, s);
	if (s < HOUR)
		(void)snprintf(out, TEXT_SHORT, "%um %02us", (unsigned)(s / MINUTE), (unsigned)(s % MINUTE));
	else
		(void)snprintf(out, TEXT_SHORT, "%uh %02um", (unsigned)(s / HOUR), (unsigned)(s / MINUTE % 60));
	return out;
}

char *
text_span(char out[TEXT_SHORT], uint64_t s)
{
	if (s % DAY == 0 && s > 3 * DAY)
		return with_unit(out, s / DAY, 'd');
	if (s % HOUR == 0 && s > 0)
		return with_unit(out, s / HOUR, 'h');
	return s % MINUTE == 0 && s > 0 ? with_unit(out, s / MINUTE, 'm') : with_unit(out, s, 's');
}

char *
text_sol(char out[TEXT_SHORT], uint64_t lamports)
{
	int n = snprintf(out, TEXT_SHORT, "%" PRIu64 ".%09u", lamports / 1000000000u,
		(unsigned)(lamports % 1000000000u));

	while (out[n - 1] == '0')
		out[--n] = '\0';
	if (out[n - 1] == '.')
		out[n - 1] = '\0';
	return out;
}

char *
text_count(char out[TEXT_SHORT], uint64_t n)
{
	char digits[TEXT_SHORT];
	size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n), o = 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[o++] = ' ';
		out[o++] = digits[i];
	}
	out[o] = '\0';
	return out;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
text_joins(const char *s)
{
	if (!is_digit(s[-1]) || s[0] != ' ')
		return false;
	return s[1] == '%' || (is_digit(s[1]) && is_digit(s[2]) && is_digit(s[3]) && !isalnum((unsigned char)s[4]));
}

/* Days since 1970 to a date of the proleptic Gregorian calendar, by eras of
 * 400 years beginning 1 March.  Own code: gmtime fails beyond year 2^31 and a
 * chain may claim any time. */
char *
text_rfc3339(char out[TEXT_SHORT], int64_t t)
{
	int64_t second = (t % DAY + DAY) % DAY, days = t / DAY - (t % DAY < 0);
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9, year = yoe + era * 400 + (month <= 2);

	(void)snprintf(out, TEXT_SHORT, "%04" PRId64 "-%02u-%02uT%02u:%02u:%02uZ", year, (unsigned)month % 100,
		(unsigned)(doy - (153 * mp + 2) / 5 + 1) % 100, (unsigned)(second / HOUR) % 100,
		(unsigned)(second / MINUTE % 60), (unsigned)(second % 60));
	return out;
}

char *
text_moment(char out[TEXT_SHORT], int64_t t)
{
	char when[TEXT_SHORT];
	const char *time = strchr(text_rfc3339(when, t), 'T');

	(void)snprintf(out, TEXT_SHORT, "%.*s %.8s UTC", (int)(time - when), when, time + 1);
	return out;
}
