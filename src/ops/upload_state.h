#ifndef OPS_UPLOAD_STATE_H
#define OPS_UPLOAD_STATE_H

/* upload_state.h - what the files of upload share: upload.c sends, upload_answer.c
 * takes the endpoints' answers, upload_status.c learns what became of it. */

#include "ops/upload.h"

enum {
	/* Sends in flight at one endpoint: none stands behind another, and one connection is left to ask on. */
	UPLOAD_FLIGHT = TRANSPORT_CONNECTIONS_MAX - 1,
	UPLOAD_HASHES = 32,      /* blockhashes still of use */
	UPLOAD_POLLS = 2,        /* status calls in flight */
	HASH_FRESH_MS = 5000,    /* a newer blockhash is asked for */
	HASH_AGE_MS = 20000,     /* and none older than this is signed with */
	STATUS_MS = 400,         /* between status calls */
	RESEND_MS = 2000,        /* a status this long after a send tells that it got lost */
	DOUBT_MS = 10000,        /* without any piece landing, before what is sent once more is looked at first */
	ANSWER_MS = 4000,        /* a send not answered is given up, and its connection */
	HEIGHT_MS = 2000,
	LATE_MS = 50,            /* between two looks at whether one is late */
	GIVE_UP_MS = 120000,     /* without any piece landing */
	DEAD_MS = 30000,         /* without reaching any endpoint at all */
};

enum send_kind { SEND_NEW, SEND_RENEWED, SEND_AGAIN };
struct send {
	struct rpc_call *call; /* NULL: free */
	size_t piece;
	enum send_kind kind;
	uint64_t at_ms;
};
struct poll {
	struct rpc_call *call; /* NULL: free */
	struct endpoint *of;   /* that is asked */
	uint64_t at_ms, height; /* when it was asked, and the block height known then */
	size_t piece[RPC_STATUSES_MAX];
	size_t n;
};

struct upload {
	struct session *s;   /* borrowed, like the next two */
	struct endpoints *x;
	struct pieces *p;
	enum upload_state state;
	struct err err;
	struct upload_count count;
	char trouble[160];

	struct rpc_blockhash hash[UPLOAD_HASHES]; /* a ring; newest at hash_n - 1 */
	unsigned hash_n;
	uint64_t hash_at_ms;
	struct rpc_call *new_hash, *ask_height;
	struct endpoint *hash_of, *height_of; /* that are asked */
	uint64_t new_hash_ms;
	uint64_t height, height_at_ms; /* block height, 0 not known; when it was asked for */

	struct send send[ENDPOINTS_MAX][UPLOAD_FLIGHT];
	struct poll poll[UPLOAD_POLLS];
	unsigned in_flight;
	uint64_t slot;           /* newest in which one landed */
	size_t seen;             /* pieces in a block, not final enough yet */
	size_t next, next_poll;  /* where the search for a piece goes on */
	bool late;               /* one should have landed by now, as of late_at_ms */
	uint64_t late_at_ms;
	uint64_t poll_at_ms, landed_at_ms;
	uint64_t moved_ms;       /* a send began or was answered */
	bool first_sent, taken;  /* one went through preflight; one was accepted */
};

/* upload_refused fails with what the chain said of a write: `how` it ended. */
void upload_refused(struct upload *u, const char *how, const struct rpc_outcome *o);
/* upload_fail sets state; the error is in u->err. */
void upload_fail(struct upload *u);
void upload_note(struct upload *u, const char *text);
/* upload_is_late: was `p` asked at `at_ms`, has not answered, and another could be?  It is down then. */
bool upload_is_late(struct upload *u, struct endpoint *p, uint64_t at_ms, uint64_t now);

/* --- upload_answer.c */
void upload_take_sends(struct upload *u, uint64_t now);

/* --- upload_status.c */
void upload_status_turn(struct upload *u, uint64_t now);
void upload_status_end(struct upload *u);

#endif
