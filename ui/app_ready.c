#include "ui/app_state.h"

enum {
	AGAIN_MS = 60000, /* the lamp of the program selected is read again after this */
	REST_MS = 600000, /* and those of the others, while the list of programs is looked at */
};

/* The program that is selected where it shows; NULL: none is. */
static const struct gov_record *
looked_at(const struct app *a)
{
	const struct gov_world *w = &a->model.world;
	size_t at = a->model.row_n;

	if (a->place == PLACE_PROGRAMS)
		return gov_world_record(w, &a->programs.selected);
	if (a->place == PLACE_ROLLBACK && a->rollback.phase == GOING_PLAN)
		return gov_world_record(w, &a->rollback.way.program);
	if (a->place == PLACE_BOARD)
		at = model_row_of(&a->model, a->board.selected);
	return at < a->model.row_n ? a->model.row[at].r : NULL;
}

/* In how many ms its lamp is due; what changed its versions, or its acts, makes it so at once. */
static uint64_t
due_ms(const struct app *a, const struct gov_record *r, uint64_t after)
{
	const struct model_lamp *lamp = model_lamp_of(&a->model, &r->program);
	uint64_t age;

	if (lamp == NULL || lamp->newest != r->newest || lamp->count != a->model.world.multisig.proposal_count)
		return 0;
	age = app_now_ms(a) - lamp->read_ms;
	return age < after ? after - age : 0;
}

static void
start(struct app *a, const struct gov_record *r)
{
	a->lamp.reading = ready_new(a->s, &a->model.world, &r->program);
	a->lamp.of = (struct model_lamp){ .program = r->program, .newest = r->newest,
		.count = a->model.world.multisig.proposal_count };
}

static bool
may_read(const struct app *a)
{
	return a->lamp.reading == NULL && a->back.op == NULL && a->model.source == MODEL_LIVE && a->model.link == LINK_UP;
}

static void
choose(struct app *a)
{
	const struct gov_record *r = looked_at(a);

	if (!may_read(a))
		return;
	if (r != NULL && r->governed && due_ms(a, r, AGAIN_MS) == 0) {
		start(a, r);
		return;
	}
	for (size_t i = 0; a->place == PLACE_PROGRAMS && i < a->model.world.record_n && i < MODEL_LAMPS_MAX; i++) {
		r = &a->model.world.record[i];
		if (r->governed && due_ms(a, r, REST_MS) == 0) {
			start(a, r);
			return;
		}
	}
}

/* What could not be read stays unknown in it; the header says how the endpoint does. */
static void
take(struct app *a)
{
	const struct readiness_facts *f = ready_facts(a->lamp.reading);
	struct model_lamp *lamp = &a->lamp.of;
	struct err ignored = ERR_INIT;

	(void)ready_result(a->lamp.reading, &lamp->answers, &ignored);
	lamp->read_ms = app_now_ms(a);
	lamp->code_hash = f->target.code_hash;
	lamp->buffer = f->buffer;
	model_lamp_set(&a->model, lamp);
	ready_free(a->lamp.reading);
	a->lamp.reading = NULL;
}

void
app_ready_turn(struct app *a)
{
	if (a->lamp.reading != NULL && !ready_turn(a->lamp.reading))
		take(a);
	choose(a);
}

int
app_ready_deadline_ms(const struct app *a)
{
	const struct gov_record *r = looked_at(a);

	return may_read(a) && r != NULL && r->governed ? (int)due_ms(a, r, AGAIN_MS) : -1;
}

void
app_ready_again(struct app *a)
{
	a->model.lamp_n = 0;
}

void
app_ready_end(struct app *a)
{
	ready_free(a->lamp.reading);
	a->lamp.reading = NULL;
}
