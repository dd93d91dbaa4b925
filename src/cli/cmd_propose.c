#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/code.h"
#include "cli/liveness.h"
#include "cli/pair.h"
#include "cli/preflight.h"

struct proposing {
	struct pubkey program, buffer;
	const char *description;
	bool one_way, liveness; /* liveness: the live code once more */
	bool pair, made;        /* the way back is proposed too; the upgrade was made by this run */
	struct on_chain file; /* what the buffer will hold; trimmed 0 where it must be there already */
	uint64_t index;
	struct hash hash;
};

static void
proposed_json(void *ctx, struct jsonout *j)
{
	struct proposing *p = ctx;

	cli_json_id(j, p->index);
	jsonout_u64(j, "index", p->index);
	cli_json_key(j, "program", &p->program);
	cli_json_key(j, "buffer", &p->buffer);
	cli_json_hash(j, "code_hash", &p->hash);
}

static enum err_code
check(struct cli *c, const struct gov_world *w, const struct proposing *p, const struct on_chain *code, struct err *e)
{
	const struct pubkey *me = signer_address(c->s.signer);
	const struct gov_record *r = gov_world_record(w, &p->program);
	char key[PUBKEY_TEXT];

	if (multisig_member(&w->multisig, me) < 0) {
		(void)err_set(e, ERR_REFUSED, "%s is no member of the multisig", pubkey_text(key, me));
		return err_hint(e, "use the keypair of a member (-k)");
	}
	if (r == NULL || !r->governed) {
		(void)err_set(e, ERR_REFUSED, "program %s is not governed by this multisig", pubkey_text(key, &p->program));
		return err_hint(e, "\"keyturn program adopt %s\" first", key);
	}
	if (!p->liveness && hash_eq(&r->version[r->version_n - 1].code_hash, &code->hash)) {
		(void)err_set(e, ERR_REFUSED, "the buffer holds the code that is deployed, version %llu",
			(unsigned long long)r->newest);
		return err_hint(e, "build the new version and write that, or prove the path with the live code: --liveness");
	}
	if (!code->has_authority || !pubkey_eq(&code->authority, me)) {
		(void)err_set(e, ERR_REFUSED, "the buffer's authority is %s, not you", pubkey_text(key, &code->authority));
		return err_hint(e, "whoever wrote the buffer proposes it; \"keyturn buffer write FILE\" makes one of yours");
	}
	return ERR_OK;
}

/* An earlier run may have proposed the very same and been interrupted before it heard so. */
static const struct gov_proposal *
made_already(struct cli *c, const struct gov_world *w, const struct proposing *p)
{
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];

		if (q->kind == KT_KIND_UPGRADE && pubkey_eq(&q->act.deploy.buffer, &p->buffer) && q->holds_buffer &&
			pubkey_eq(&q->proposer, signer_address(c->s.signer)) && hash_eq(&q->act.deploy.code_hash, &p->hash))
			return q;
	}
	return NULL;
}

/* The code in the buffer.  A dry run wrote none: there it is the file's, and *there false. */
static enum err_code
code_of(struct cli *c, const struct proposing *p, struct on_chain *out, bool *there, struct err *e)
{
	struct err why = ERR_INIT;
	enum err_code rc = cli_code_on_chain(c, &p->buffer, LOADER_BUFFER, out, &why);

	*there = true;
	if (c->s.dry_run && p->file.trimmed > 0 && (rc == ERR_NOT_FOUND || (rc == ERR_OK && !hash_eq(&out->hash, &p->file.hash)))) {
		*out = p->file;
		*there = false;
	} else if (rc != ERR_OK) {
		*e = why;
		return rc;
	}
	return ERR_OK;
}

/* The end of a dry run that wrote no buffer: there is nothing yet that a proposal could be built on. */
static enum err_code
stop_dry(struct cli *c, struct proposing *p, struct err *e)
{
	cli_say(c, "dry run: the buffer is written first, and then proposed; nothing was sent");
	return cli_outcome(c, NULL, "propose", false, proposed_json, p, e);
}

static void
fill(struct cli *c, const struct gov_record *r, const struct proposing *p, const struct on_chain *code, struct kt_act *act)
{
	act->kind = KT_KIND_UPGRADE;
	act->deploy.program = p->program;
	act->deploy.buffer = p->buffer;
	act->deploy.spill = *signer_address(c->s.signer);
	act->deploy.from_number = r->newest;
	act->deploy.from_hash = r->version[r->version_n - 1].code_hash;
	act->deploy.code_hash = code->hash;
	act->deploy.code_len = (uint32_t)code->trimmed;
	act->deploy.one_way = p->one_way;
}

static enum err_code
propose(struct cli *c, struct proposing *p, struct err *e)
{
	struct kt_act act = { .kind = KT_KIND_UPGRADE };
	struct on_chain code;
	struct act *a = NULL;
	struct gov_world w;
	uint64_t rent;
	bool there;
	enum err_code rc;

	if (code_of(c, p, &code, &there, e) != ERR_OK ||
		cli_rent(c, KT_PROPOSAL_HEADER + KT_LEN(deploy) + strlen(p->description), &rent, e) != ERR_OK ||
		cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	p->hash = code.hash;
	if (made_already(c, &w, p) != NULL) {
		(void)err_set(e, ERR_REFUSED, "proposal %llu already holds this buffer", (unsigned long long)made_already(c, &w, p)->index);
		rc = err_hint(e, "\"keyturn show %llu\" shows it", (unsigned long long)made_already(c, &w, p)->index);
		gov_world_wipe(&w);
		return rc;
	}
	rc = check(c, &w, p, &code, e);
	p->index = w.multisig.proposal_count + 1;
	if (rc == ERR_OK && there) {
		fill(c, gov_world_record(&w, &p->program), p, &code, &act);
		rc = cli_check_draft(c, &w, &act, e);
	}
	if (rc == ERR_OK && there && (a = act_propose(&c->s, &w, &act, p->description, rent, e)) == NULL)
		rc = e->code;
	gov_world_wipe(&w);
	if (rc == ERR_OK && !there)
		return stop_dry(c, p, e);
	if (rc != ERR_OK)
		return rc;
	p->made = p->pair && !c->s.dry_run;
	return p->made ? cli_act_only(c, a, e) : cli_act(c, a, "propose", proposed_json, p, e);
}

/* An earlier run's, in the same words: it took its buffer in, and another would be written and proposed.
 * The same code in other words is somebody's wish. */
static enum err_code
check_not_made(struct cli *c, const struct gov_world *w, const struct proposing *p, struct err *e)
{
	for (size_t i = 0; i < w->proposal_n; i++) {
		const struct gov_proposal *q = &w->proposal[i];
		unsigned long long n = q->index;

		if (q->kind != KT_KIND_UPGRADE || !pubkey_eq(&q->program, &p->program) || !q->holds_buffer || !gov_world_is_open(w, q) ||
			q->act.deploy.one_way != p->one_way || !pubkey_eq(&q->proposer, signer_address(c->s.signer)) ||
			!hash_eq(&q->act.deploy.code_hash, &p->file.hash) || strcmp(q->description, p->description) != 0)
			continue;
		(void)err_set(e, ERR_REFUSED, "proposal %llu, which is open, asks for exactly this", n);
		return err_hint(e, "\"keyturn show %llu\" shows it; \"keyturn withdraw %llu\" takes it back", n, n);
	}
	return ERR_OK;
}

/* Nothing is written, and no rent laid out, for what would be refused afterwards. */
static enum err_code
before_writing(struct cli *c, const struct proposing *p, struct err *e)
{
	struct on_chain code = p->file;
	struct kt_act act;
	struct gov_world w;
	enum err_code rc;

	if (cli_rent(c, LOADER_BUFFER_HEADER + code.room, &code.lamports, e) != ERR_OK || cli_world(c, true, 0, NULL, &w, e) != ERR_OK)
		return e->code;
	rc = check_not_made(c, &w, p, e);
	if (rc == ERR_OK)
		rc = check(c, &w, p, &code, e);
	if (rc == ERR_OK) {
		memset(&act, 0, sizeof act);
		fill(c, gov_world_record(&w, &p->program), p, &code, &act);
		rc = cli_check_file(c, &w, &act, &code, e);
	}
	gov_world_wipe(&w);
	return rc;
}

static enum err_code
stage(struct cli *c, struct proposing *p, const char *path, const struct buf *code, struct err *e)
{
	struct loader_account l = { .tag = LOADER_BUFFER, .has_authority = true, .authority = *signer_address(c->s.signer),
		.code = code->p, .code_len = code->len };

	if (cli_code_loadable(c, code, e) != ERR_OK)
		return e->code;
	cli_unheard(c, "propose");
	verify_code(&l, &p->file);
	return before_writing(c, p, e) == ERR_OK ? cli_stage(c, path, code, NULL, &p->buffer, false, e) : e->code;
}

/* An upgrade that an interrupted run proposed is not proposed twice: the way back from it is what is missing. */
static enum err_code
find_made(struct cli *c, struct proposing *p, const struct buf *file, struct err *e)
{
	struct pair_half up = { .program = p->program, .buffer = p->buffer };
	enum err_code rc;

	if (file->len > 0)
		code_hash(file->p, file->len, &up.code_hash);
	rc = pair_find(c, &up, e);
	if (rc != ERR_OK || up.index == 0)
		return rc;
	cli_say(c, "proposal %llu is this upgrade; what is missing is its way back", (unsigned long long)up.index);
	p->index = up.index;
	p->hash = up.code_hash;
	p->buffer = up.buffer;
	return ERR_OK;
}

/* A file is written into its buffer first; an address is a buffer that is there. */
static enum err_code
prepare(struct cli *c, struct proposing *p, const char *what, struct err *e)
{
	struct buf file = BUF_INIT(KT_BUFFER_LEN_MAX);
	bool is_file = access(what, F_OK) == 0;
	enum err_code rc = is_file ? cli_code_file(what, &file, e) : pubkey_parse(what, &p->buffer, e);

	if (rc != ERR_OK && !is_file) {
		rc = err_set(e, ERR_NOT_FOUND, "\"%.200s\" is neither a file that is there nor a buffer's address", what);
		rc = err_hint(e, "give the program's .so file, or the address \"keyturn buffer write\" printed");
	}
	if (rc == ERR_OK)
		rc = cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE | (p->pair ? CLI_STORE : 0), NULL, e);
	if (rc == ERR_OK)
		rc = cli_genesis(c, e);
	if (rc == ERR_OK && p->pair)
		rc = find_made(c, p, &file, e);
	if (rc == ERR_OK && is_file && p->index == 0)
		rc = stage(c, p, what, &file, e);
	buf_wipe(&file);
	return rc;
}

static enum err_code
prepare_liveness(struct cli *c, struct proposing *p, struct err *e)
{
	struct buf code = BUF_INIT(KT_BUFFER_LEN_MAX);
	enum err_code rc = cli_open(c, CLI_KEY | CLI_MULTISIG | CLI_GOVERNANCE, NULL, e);

	if (rc == ERR_OK)
		rc = cli_genesis(c, e);
	if (rc == ERR_OK)
		rc = cli_live_code(c, &p->program, &code, e);
	if (rc == ERR_OK)
		rc = stage(c, p, NULL, &code, e);
	buf_wipe(&code);
	return rc;
}

static enum err_code
propose_way_back(struct cli *c, const struct proposing *p, struct err *e)
{
	struct pair_half up = { .program = p->program, .buffer = p->buffer, .code_hash = p->hash, .index = p->index, .made = p->made };

	return pair_way_back(c, &up, p->description, e);
}

enum err_code
cmd_propose_upgrade(struct cli *c, struct err *e)
{
	static const char usage[] = "propose upgrade PROGRAM FILE|BUFFER --description TEXT [--one-way|--with-rollback] [--anyway] "
		"| PROGRAM --liveness [--description TEXT]";
	struct proposing *p = mem_new(1, sizeof *p);
	enum err_code rc;

	p->description = cli_option(c, "--description");
	p->one_way = cli_flag(c, "--one-way");
	p->liveness = cli_flag(c, "--liveness");
	if (p->liveness && p->description == NULL)
		p->description = "Liveness: the live code once more, to prove the whole path";
	p->pair = cli_flag(c, "--with-rollback");
	rc = cli_words(c, p->liveness ? 1 : 2, p->liveness ? 1 : 2, usage, e);
	if (rc == ERR_OK && p->description == NULL) {
		(void)err_set(e, ERR_USAGE, "--description is missing: what members read when they vote");
		rc = err_hint(e, "usage: keyturn %s", usage);
	}
	if (rc == ERR_OK && p->pair && (p->one_way || p->liveness))
		rc = err_set(e, ERR_USAGE, p->one_way ? "a one-way upgrade has no way back: --one-way and --with-rollback exclude each other" :
			"the live code once more needs no way back: --liveness and --with-rollback exclude each other");
	if (rc == ERR_OK)
		rc = pubkey_parse(c->word[0], &p->program, e);
	if (rc == ERR_OK)
		rc = p->liveness ? prepare_liveness(c, p, e) : prepare(c, p, c->word[1], e);
	if (rc == ERR_OK && p->index == 0)
		rc = propose(c, p, e);
	if (rc == ERR_OK && p->pair && !c->s.dry_run)
		rc = propose_way_back(c, p, e);
	else if (rc == ERR_OK && !c->o.json)
		cli_field("proposal", "%llu", (unsigned long long)p->index);
	free(p);
	return rc;
}

enum err_code
cli_propose_buffer(struct cli *c, const struct pubkey *program, const struct pubkey *buffer, const char *description,
	bool one_way, struct err *e)
{
	struct proposing *p = mem_new(1, sizeof *p);
	enum err_code rc;

	p->program = *program;
	p->buffer = *buffer;
	p->description = description;
	p->one_way = one_way;
	p->liveness = true; /* the same code again was somebody's wish already */
	rc = propose(c, p, e);
	if (rc == ERR_OK && !c->o.json)
		cli_field("proposal", "%llu", (unsigned long long)p->index);
	free(p);
	return rc;
}
