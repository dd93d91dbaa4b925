#include "ui/app_state.h"

#include "ops/settle.h"

static bool
may_begin(const struct app *a)
{
	return !a->settling.begun && a->s->signer != NULL && !a->model.locked && a->act == NULL && a->back.op == NULL &&
		a->model.source == MODEL_LIVE && a->model.link == LINK_UP;
}

void
app_settle_turn(struct app *a)
{
	if (may_begin(a)) {
		a->settling.begun = true;
		a->settling.op = settle_new(a->s, SETTLE_SIGNED);
	}
	if (a->settling.op == NULL || settle_turn(a->settling.op))
		return;
	if (settle_words(a->settling.op)[0] != '\0')
		app_tell(a, NOTICE_INFO, settle_words(a->settling.op), "h shows it");
	app_settle_end(a);
}

void
app_settle_end(struct app *a)
{
	settle_free(a->settling.op);
	a->settling.op = NULL;
}
