#ifndef OPS_BUFFERS_H
#define OPS_BUFFERS_H

/* buffers.h - every buffer on chain of this key and of the multisig's authority,
 * and what each is for.
 *
 * Two getProgramAccounts of the loader, by tag and authority, header only.
 * What a buffer is for follows from the world alone and can be judged again
 * when that changes; its age is from the journal. */

#include "base/buf.h"
#include "ops/session.h"
#include "ops/unfinished.h"

enum buffer_use {
	BUFFER_ORPHAN,   /* this key's, and nothing needs it */
	BUFFER_WAY_BACK, /* this key's, at the address of a version that may be gone back to */
	BUFFER_DEAD,     /* held by a proposal that ended without being executed */
	BUFFER_USED,     /* held by an open proposal */
	BUFFER_STRAY,    /* the multisig's, though no proposal known holds it */
	BUFFER_UNFINISHED, /* this key's: an upload into it has begun and not ended */
};

struct buffer_row {
	struct pubkey buffer, authority;
	bool own;              /* the authority is this key */
	uint64_t lamports;
	uint64_t room;         /* bytes of code it has room for */
	int64_t made_at;       /* host unix s, by the journal; 0 unknown */
	enum buffer_use use;   /* this and the next four by buffers_judge */
	uint64_t proposal;     /* that holds it, 0 none */
	struct pubkey depositor; /* of that proposal: who gets it back */
	struct pubkey program; /* whose code it is for, zero where not known */
	uint64_t version;      /* BUFFER_WAY_BACK */
	enum unfinished upload; /* of an own one: what the journal says */
	bool read;             /* its code was, as are the next two */
	bool whole;            /* the code it was made for, by its address, or a program where nothing else says */
	uint64_t there;        /* bytes in blocks of 1012 that are not all zero */
	bool has_hash;         /* read, or as the proposal that holds it proved */
	struct hash code_hash;
	uint64_t code_len;     /* bytes without trailing zeros */
};

struct buffer_list {
	struct buffer_row *row; /* owned; orphans first, the larger before the smaller */
	size_t n;
	uint64_t slot;          /* of the older of the two answers */
};
void buffer_list_wipe(struct buffer_list *l); /* frees the rows; a zeroed one is fine */

struct buffers; /* one reading under way */

/* buffers_new reads those of the session's key and of its multisig, whichever
 * there is; the code of own ones that the journal calls unfinished, with
 * `hashes` of all.  buffers_careful: of every own one of which the journal does
 * not say that it was written whole, before it is called an orphan. */
struct buffers *buffers_new(struct session *s, bool hashes);
void buffers_careful(struct buffers *b);
void buffers_free(struct buffers *b); /* NULL is ignored */
bool buffers_turn(struct buffers *b);  /* true while it is under way */
/* buffers_result moves what was found to `out`, judged by `w` (NULL: no multisig). */
MUST_CHECK enum err_code buffers_result(struct buffers *b, const struct gov_world *w, struct buffer_list *out,
	struct err *e);

/* buffers_judge says anew what each is for, and sorts them.  buffers_judge_for
 * is that for the key `me` (NULL: none); pure. */
void buffers_judge(struct buffer_list *l, const struct session *s, const struct gov_world *w);
void buffers_judge_for(struct buffer_list *l, const struct pubkey *me, const struct gov_world *w);
/* buffers_content judges the code of the own buffer `r`, read whole and without
 * its trailing zeros, of which some are put back. */
void buffers_content(struct buffer_row *r, const struct pubkey *me, struct buf *code);

/* buffers_holder is the proposal of `w` that holds `buffer`, NULL for none. */
const struct gov_proposal *buffers_holder(const struct gov_world *w, const struct pubkey *buffer);

/* buffer_is_refundable: does closing orphans take it, for the key `me`? */
bool buffer_is_refundable(const struct buffer_row *r, const struct pubkey *me);

/* buffer_use_name is the JSON word; buffer_use_text says it for people. */
const char *buffer_use_name(enum buffer_use u);
#define BUFFER_USE_TEXT 96
char *buffer_use_text(char out[BUFFER_USE_TEXT], const struct buffer_row *r);

#endif
