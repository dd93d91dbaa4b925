#include "ops/diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "data/binaries.h"
#include "ops/fetch.h"

enum { SEARCH_MS = 20, STEPS = 20000 }; /* of a turn: about a millisecond */

struct side {
	enum diff_from from;
	struct pubkey at;
	const char *found;
	struct rpc_call *head;  /* what kind of account is it */
	struct fetch *fetch;
	struct source *source;
	struct buf code;
	const uint8_t *p;       /* what is compared: the file, or the code */
	size_t len;
	bool over;
	char what[120];
};

struct diff {
	struct session *s; /* borrowed */
	struct side side[2];
	struct elf_compare *compare;
	bool over;
	struct err err;
};

/* --- what is compared ---------------------------------------------------------- */

static void
add_place(struct diff_side *o, const struct pubkey *at, enum loader_tag tag)
{
	if (o->place_n < SOURCE_PLACES_MAX)
		o->place[o->place_n++] = (struct source_place){ *at, tag };
}

/* Code of this hash may be what is live, or in any buffer an act holds. */
static void
by_hash(struct diff_side *o, const struct gov_world *w, const struct pubkey *program, const struct hash *hash)
{
	struct pubkey data = loader_program_data(program);

	memset(o, 0, sizeof *o);
	o->from = DIFF_HASH;
	o->hash = *hash;
	add_place(o, &data, LOADER_PROGRAM_DATA);
	for (size_t i = 0; i < w->proposal_n; i++)
		if (w->proposal[i].holds_buffer && hash_eq(&w->proposal[i].act.deploy.code_hash, hash))
			add_place(o, &w->proposal[i].act.deploy.buffer, LOADER_BUFFER);
}

enum err_code
diff_of_version(struct session *s, const struct gov_world *w, const struct pubkey *program, uint64_t number, struct diff_side *out,
	struct err *e)
{
	const struct gov_record *r = gov_world_record(w, program);
	const struct hash *hash = NULL;
	struct err why = ERR_INIT;
	struct binary_link l;
	char key[PUBKEY_TEXT];

	for (unsigned i = 0; r != NULL && i < r->version_n; i++)
		if (r->version[i].number == number)
			hash = &r->version[i].code_hash;
	if (hash == NULL && s->store != NULL && binaries_find(s->store, &s->genesis, &s->multisig, program, number, &l, &why) == ERR_OK)
		hash = &l.code_hash;
	(void)pubkey_text(key, program);
	if (hash == NULL) {
		(void)err_set(e, ERR_NOT_FOUND, "neither the record of program %s nor a backup knows version %" PRIu64, key, number);
		return err_hint(e, "\"keyturn program show %s\" lists the versions the record remembers", key);
	}
	by_hash(out, w, program, hash);
	(void)snprintf(out->what, sizeof out->what, "version %" PRIu64 " of program %s", number, key);
	return ERR_OK;
}

enum err_code
diff_of_proposal(const struct gov_world *w, const struct gov_proposal *p, struct diff_side *a, struct diff_side *b, struct err *e)
{
	const struct kt_deploy_act *d = &p->act.deploy;

	if (!kt_takes_buffer(p->kind)) {
		(void)err_set(e, ERR_REFUSED, "proposal %" PRIu64 " changes no code", p->index);
		return err_hint(e, "\"keyturn show %" PRIu64 "\" tells what it changes", p->index);
	}
	by_hash(a, w, &p->program, &d->from_hash);
	by_hash(b, w, &p->program, &d->code_hash);
	if (!pubkey_is_zero(&d->buffer))
		add_place(b, &d->buffer, LOADER_BUFFER);
	(void)snprintf(a->what, sizeof a->what, "version %" PRIu64 ", which proposal %" PRIu64 " starts from", d->from_number, p->index);
	if (p->kind == KT_KIND_ROLLBACK)
		(void)snprintf(b->what, sizeof b->what, "version %" PRIu64 ", which it goes back to", d->target_number);
	else
		(void)snprintf(b->what, sizeof b->what, "the code it brings");
	return ERR_OK;
}

/* --- one side --------------------------------------------------------------------- */

static void
side_begin(struct session *s, struct side *o, const struct diff_side *from)
{
	struct rpc_slice head = { 0, LOADER_PROGRAM_DATA_HEADER, true };

	o->from = from->from;
	memcpy(o->what, from->what, sizeof o->what);
	o->code = (struct buf)BUF_INIT(LOADER_ACCOUNT_MAX);
	if (from->from == DIFF_FILE) {
		o->p = from->file;
		o->len = from->len;
		o->found = "file";
		o->over = true;
	} else if (from->from == DIFF_ADDRESS) {
		o->at = from->at;
		o->head = rpc_get_accounts(s->rpc, &o->at, 1, head, s->commitment, 0);
	} else
		o->source = source_new(s, &from->hash, NULL, 0, from->place, from->place_n);
}

static enum err_code
take_head(struct session *s, struct side *o, struct err *e)
{
	struct rpc_accounts a = { .n = 0 };
	struct loader_account l = { .tag = LOADER_UNINITIALIZED };
	char key[PUBKEY_TEXT];
	enum err_code rc = rpc_accounts_result(o->head, &a, e);
	struct pubkey at = o->at;

	(void)pubkey_text(key, &o->at);
	if (rc == ERR_OK && !a.account[0].exists) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no account %s", key);
		rc = err_hint(e, "check the address and the cluster (-u)");
	} else if (rc == ERR_OK && !pubkey_eq(&a.account[0].owner, &PUBKEY_LOADER)) {
		(void)err_set(e, ERR_NOT_FOUND, "%s is neither a program nor a buffer of the upgradeable loader", key);
		rc = err_hint(e, "name a program, a buffer, PROGRAM@VERSION or a file");
	} else if (rc == ERR_OK)
		rc = loader_decode(a.account[0].data, a.account[0].len, &l, e);
	if (rc == ERR_OK && l.tag == LOADER_UNINITIALIZED)
		rc = err_set(e, ERR_NOT_FOUND, "%s holds no code", key);
	rpc_accounts_free(&a);
	rpc_call_free(o->head);
	o->head = NULL;
	if (rc != ERR_OK)
		return rc;
	if (l.tag == LOADER_PROGRAM)
		at = loader_program_data(&o->at);
	o->found = l.tag == LOADER_BUFFER ? "buffer" : "program";
	o->fetch = fetch_new(s, &at, l.tag == LOADER_BUFFER ? LOADER_BUFFER : LOADER_PROGRAM_DATA, s->commitment);
	return ERR_OK;
}

static enum err_code
side_take(struct session *s, struct side *o, struct err *e)
{
	struct fetched about;
	enum err_code rc;

	if (o->head != NULL)
		return rpc_pending(o->head) ? ERR_OK : take_head(s, o, e);
	if (o->fetch != NULL) {
		if (fetch_turn(o->fetch))
			return ERR_OK;
		rc = fetch_result(o->fetch, &o->code, &about, e);
	} else {
		if (source_turn(o->source))
			return ERR_OK;
		rc = source_result(o->source, &o->code, &o->found, e);
		if (rc == ERR_NOT_FOUND)
			rc = err_hint(e, "whoever has that build can compare it: \"keyturn program diff FILE OTHER\"");
	}
	o->p = o->code.p;
	o->len = o->code.len;
	o->over = true;
	return rc;
}

static void
side_wipe(struct side *o)
{
	rpc_call_free(o->head);
	fetch_free(o->fetch);
	source_free(o->source);
	buf_wipe(&o->code);
}

/* --- both ---------------------------------------------------------------------------- */

struct diff *
diff_new(struct session *s, const struct diff_side *a, const struct diff_side *b)
{
	struct diff *d = mem_new(1, sizeof *d);

	d->s = s;
	side_begin(s, &d->side[0], a);
	side_begin(s, &d->side[1], b);
	return d;
}

void
diff_free(struct diff *d)
{
	if (d == NULL)
		return;
	side_wipe(&d->side[0]);
	side_wipe(&d->side[1]);
	elf_compare_free(d->compare);
	free(d);
}

static void
read_sides(struct diff *d)
{
	for (unsigned i = 0; i < 2; i++)
		if (!d->side[i].over && side_take(d->s, &d->side[i], &d->err) != ERR_OK) {
			(void)err_while(&d->err, "reading %s", d->side[i].what);
			d->over = true;
			return;
		}
	if (!d->side[0].over || !d->side[1].over)
		return;
	d->compare = elf_compare_new(d->side[0].p, d->side[0].len, d->side[1].p, d->side[1].len);
	buf_wipe(&d->side[0].code); /* it has copies */
	buf_wipe(&d->side[1].code);
}

bool
diff_turn(struct diff *d)
{
	if (d->over)
		return false;
	if (d->compare == NULL)
		read_sides(d);
	else
		d->over = !elf_compare_turn(d->compare, STEPS);
	return !d->over;
}

int
diff_deadline_ms(const struct diff *d)
{
	if (d->over)
		return -1;
	if (d->compare != NULL)
		return 0;
	/* a search by hash has steps of its own between requests */
	return d->side[0].source != NULL || d->side[1].source != NULL ? SEARCH_MS : -1;
}

unsigned
diff_percent(const struct diff *d)
{
	return d->compare != NULL ? elf_compare_done(d->compare) : 0;
}

enum err_code
diff_result(const struct diff *d, const struct elf_diff **out, struct diff_found *found, struct err *e)
{
	if (d->err.code != ERR_OK) {
		*e = d->err;
		return e->code;
	}
	*out = elf_compare_result(d->compare);
	*found = (struct diff_found){ d->side[0].found, d->side[1].found };
	return ERR_OK;
}
