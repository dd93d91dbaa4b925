#include "ui/app_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "ui/script.h"

struct play {
	struct app *a;
	const struct script *script;
	FILE *out;
	size_t at;
	int rows, cols;
	uint64_t since_ms; /* when the present step began */
};

static bool
shows(const struct app *a, const char *text)
{
	struct buf b = BUF_INIT(8u << 20);
	bool found;

	canvas_dump(&a->frame, &b);
	found = strstr(buf_str(&b), text) != NULL;
	buf_wipe(&b);
	return found;
}

static void
write_frame(const struct play *p, const char *name)
{
	struct buf b = BUF_INIT(8u << 20);

	canvas_dump(&p->a->frame, &b);
	(void)fprintf(p->out, "=== %s\n%s", name, buf_str(&b));
	(void)fflush(p->out);
	buf_wipe(&b);
}

static void
type_text(struct app *a, const char *s)
{
	for (; *s != '\0'; s++)
		app_press(a, (unsigned char)*s);
}

/* Does the present step; false while it waits. */
static bool
do_step(struct play *p, const struct script_step *s, uint64_t waited_ms)
{
	switch (s->kind) {
	case SCRIPT_SIZE:
		p->cols = (int)s->a;
		p->rows = (int)s->b;
		break;
	case SCRIPT_ACTION:
	case SCRIPT_KEY:
		app_press(p->a, s->key);
		break;
	case SCRIPT_TYPE:
		type_text(p->a, s->text);
		break;
	case SCRIPT_UNTIL:
		return shows(p->a, s->text);
	case SCRIPT_GONE:
		return !shows(p->a, s->text);
	case SCRIPT_WAIT:
		return waited_ms >= s->a;
	case SCRIPT_FRAME:
		write_frame(p, s->text);
		break;
	}
	return true;
}

static enum err_code
play(struct play *p, struct err *e)
{
	struct app *a = p->a;
	enum err_code rc = ERR_OK;

	p->since_ms = app_now_ms(a);
	while (a->run && p->at < p->script->n && rc == ERR_OK) {
		const struct script_step *s = &p->script->step[p->at];
		uint64_t now = app_now_ms(a), waited = now - p->since_ms;

		app_turn(a);
		app_draw(a, p->rows, p->cols, false);
		if (do_step(p, s, waited)) {
			p->at++;
			p->since_ms = now;
			continue;
		}
		if (s->kind != SCRIPT_WAIT && waited > SCRIPT_PATIENCE_MS) {
			write_frame(p, "where the script stopped");
			return err_set(e, ERR_NOT_FOUND, "line %u of the script: '%s' is still %s the screen", s->line, s->text,
				s->kind == SCRIPT_GONE ? "on" : "not on");
		}
		rc = session_wait(a->s, NULL, NULL, 0, app_sooner(app_deadline_ms(a), 50), e);
	}
	return rc;
}

enum err_code
app_script(struct app *a, const struct app_options *o, struct err *e)
{
	struct buf text = BUF_INIT(SCRIPT_LEN_MAX);
	struct script script = { NULL, 0 };
	struct play p = { .a = a, .script = &script, .out = stdout, .rows = SCREEN_ROWS, .cols = SCREEN_COLS };
	bool to_file = o->frames != NULL && strcmp(o->frames, "-") != 0;
	enum err_code rc = file_read(o->script, &text, e);

	if (rc == ERR_OK)
		rc = script_parse(buf_str(&text), text.len, &script, e);
	if (rc == ERR_OK && to_file && (p.out = fopen(o->frames, "w")) == NULL)
		rc = err_set(e, ERR_INTERNAL, "cannot write %s: %s", o->frames, strerror(errno));
	if (rc == ERR_OK)
		rc = play(&p, e);
	if (to_file && p.out != NULL && fclose(p.out) != 0 && rc == ERR_OK)
		rc = err_set(e, ERR_INTERNAL, "cannot write %s: %s", o->frames, strerror(errno));
	script_wipe(&script);
	buf_wipe(&text);
	return rc;
}
