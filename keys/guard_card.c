#include "keys/guard_card.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The next line, or a scrap where it does not matter that none is left. */
static struct guard_field *
next(struct guard_card *c, const char *name)
{
	static const struct guard_field none;
	struct guard_field *f = &c->field[c->field_n < GUARD_FIELDS_MAX ? c->field_n : GUARD_FIELDS_MAX - 1];

	c->field_n++;
	*f = none;
	(void)snprintf(f->name, sizeof f->name, "%s", name);
	return f;
}

void
card_sentence(struct guard_card *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(c->sentence, sizeof c->sentence, fmt, ap);
	va_end(ap);
}

void
card_field(struct guard_card *c, const char *name, const char *fmt, ...)
{
	struct guard_field *f = next(c, name);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(f->value, sizeof f->value, fmt, ap);
	va_end(ap);
}

void
card_change(struct guard_card *c, const char *name, const char *before, const char *after)
{
	struct guard_field *f = next(c, name);

	(void)snprintf(f->before, sizeof f->before, "%s", before);
	(void)snprintf(f->value, sizeof f->value, "%s", after);
}

void
card_reported(struct guard_card *c, const char *name, const char *fmt, ...)
{
	struct guard_field *f = next(c, name);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(f->value, sizeof f->value, fmt, ap);
	va_end(ap);
	f->reported = true;
}

void
card_flag(struct guard_card *c, enum guard_weight w, const char *fmt, ...)
{
	unsigned i = c->flag_n < GUARD_FLAGS_MAX ? c->flag_n : GUARD_FLAGS_MAX - 1;
	va_list ap;

	c->flag_n++;
	va_start(ap, fmt);
	(void)vsnprintf(c->flag[i], sizeof c->flag[i], fmt, ap);
	va_end(ap);
	c->flag_weight[i] = w;
}

void
card_address(struct guard_card *c, const char *name, const struct pubkey *k)
{
	char text[PUBKEY_TEXT];

	card_field(c, name, "%s", pubkey_text(text, k));
}

void
card_unbound(struct guard_card *c, unsigned from)
{
	for (unsigned i = from; i < c->field_n && i < GUARD_FIELDS_MAX; i++)
		c->field[i].reported = true;
}

void
card_confirm(struct guard_card *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(c->confirm, sizeof c->confirm, fmt, ap);
	va_end(ap);
}
