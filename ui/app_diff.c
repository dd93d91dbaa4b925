#include "ui/app_state.h"

#include <stdio.h>
#include <string.h>

enum { TURN_MS = 4 /* in a row, before a key is heard again */ };

void
app_diff_end(struct app *a)
{
	diff_free(a->code.op);
	a->code.op = NULL;
	a->diff.d = NULL;
}

/* What was compared before is shown at once: an act never changes. */
void
app_diff_begin(struct app *a, uint64_t index)
{
	const struct gov_proposal *p = gov_world_proposal(&a->model.world, index);
	struct screen_diff *s = &a->diff;
	struct diff_side before, after;
	struct err e = ERR_INIT;

	if (p == NULL)
		return;
	if (s->index == index && a->code.op != NULL && s->phase != DIFF_FAILED) {
		s->scroll = 0;
	} else if (diff_of_proposal(&a->model.world, p, &before, &after, &e) != ERR_OK) {
		app_tell(a, NOTICE_BAD, e.message, "");
		return;
	} else {
		app_diff_end(a);
		memset(s, 0, sizeof *s);
		s->index = index;
		memcpy(s->a, before.what, sizeof s->a);
		memcpy(s->b, after.what, sizeof s->b);
		a->code.op = diff_new(a->s, &before, &after);
		a->code.under_way = true;
	}
	if (a->place != PLACE_DIFF)
		a->under_diff = a->place;
	a->place = PLACE_DIFF;
}

void
app_diff_again(struct app *a)
{
	if (a->place == PLACE_DIFF && a->diff.phase == DIFF_FAILED)
		app_diff_begin(a, a->diff.index);
}

static void
take(struct app *a)
{
	struct screen_diff *s = &a->diff;
	struct diff_found found;

	a->code.under_way = false;
	s->error = (struct err)ERR_INIT;
	if (diff_result(a->code.op, &s->d, &found, &s->error) != ERR_OK) {
		s->phase = DIFF_FAILED;
		return;
	}
	s->phase = DIFF_SHOWN;
	s->found_a = found.a;
	s->found_b = found.b;
	model_code_set(&a->model, s->index, s->d);
}

void
app_diff_turn(struct app *a)
{
	uint64_t began = app_now_ms(a);

	if (a->code.op == NULL || !a->code.under_way)
		return;
	do {
		if (!diff_turn(a->code.op)) {
			take(a);
			return;
		}
	} while (diff_deadline_ms(a->code.op) == 0 && app_now_ms(a) - began < TURN_MS);
	a->diff.percent = diff_percent(a->code.op);
	a->diff.phase = diff_deadline_ms(a->code.op) == 0 ? DIFF_COMPARING : DIFF_READING;
}

int
app_diff_deadline_ms(const struct app *a)
{
	return a->code.op != NULL && a->code.under_way ? diff_deadline_ms(a->code.op) : -1;
}
