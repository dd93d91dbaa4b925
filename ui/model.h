#ifndef UI_MODEL_H
#define UI_MODEL_H

/* model.h - the last known state of the world, in the order the board shows it.
 *
 * Filled from the local store for the first frame, then replaced by what the
 * endpoint answers.  Screens read it and change nothing. */

#include "gov/readiness.h"
#include "rpc/cluster.h"
#include "solana/elf_diff.h"
#include "ui/news.h"

#define MODEL_LABEL 33 /* as the store's LABEL_MAX */
#define MODEL_SKEW_S 2 /* by more the host's clock is said to be off */

enum model_source { MODEL_NOTHING, MODEL_STORED, MODEL_LIVE };

/* How the endpoint is doing. */
enum model_link {
	LINK_FIRST, /* the first read is under way */
	LINK_UP,
	LINK_SLOW,  /* a read waits longer than is usual */
	LINK_DOWN,  /* the last read failed */
};

/* What a row is to the person at the screen; the board's order. */
enum model_group { GROUP_NEEDS_YOU, GROUP_READY, GROUP_LOCKED, GROUP_VOTING, GROUP_STUCK, GROUP_OVER, GROUP_COUNT };

struct model_row {
	const struct gov_proposal *p; /* in the world */
	const struct gov_record *r;   /* of its program; NULL when not known */
	enum gov_state state;
	enum model_group group;
	uint64_t index;               /* p->index, at hand */
};

struct model_label {
	struct pubkey address;
	char name[MODEL_LABEL];
};

/* What is read of one proposal while its screen is open, beside the world. */
struct model_detail {
	uint64_t index;                    /* 0: of none */
	bool checked;
	struct preflight preflight;        /* where checked; lines the world tells are judged anew */
	bool has_at[GOV_MEMBERS_MAX];      /* by member: when the vote was cast, as reported */
	int64_t voted_at[GOV_MEMBERS_MAX]; /* cluster unix time, s */
};

/* Whether an act that is READY can execute, for the board. */
#define MODEL_READY_MAX 64u
struct model_ready {
	uint64_t index, checked_ms; /* monotonic */
	const char *blocker;        /* name of the line that says no; NULL: none does */
};

/* What an act changes in the code, in a few words, where it was compared. */
#define MODEL_CODES_MAX 16u
struct model_code {
	uint64_t index; /* 0 none */
	enum elf_size size;
	char brief[ELF_BRIEF];
};

/* Whether a program's way back is ready, as read last. */
#define MODEL_LAMPS_MAX 32u
struct model_lamp {
	struct pubkey program;
	uint64_t newest, count;   /* of the program's versions and the multisig's proposals when it was read */
	uint64_t read_ms;         /* monotonic */
	struct hash code_hash;    /* of the version gone back to */
	struct pubkey buffer;     /* that holds it; zero for none */
	struct preflight answers; /* saved, staged, simulated, quorum, capacity */
};

struct model {
	/* what does not change */
	char cluster[24], endpoint[128];
	bool has_multisig, has_me;
	struct pubkey multisig, me;
	bool locked;                  /* the signer is, until it is unlocked */
	bool read_only;               /* nothing can be signed, because there is no key */

	/* the world */
	enum model_source source;
	struct gov_world world;
	struct cluster_time time;     /* known from the first answer on */
	int64_t stored_unix_s;        /* cluster time of what was stored; MODEL_STORED */
	bool part;                    /* only the newest and the open acts of what is stored */
	uint64_t read_mono_ms;        /* when the last answer came; MODEL_LIVE */
	int64_t age_s;                /* of the data, s, -1 not known; kept by model_tick */
	int64_t stored_age_s;         /* MODEL_STORED: when it was read, and then */
	uint64_t stored_mono_ms;      /* of the first tick after it; 0 before */
	enum model_link link;
	struct err trouble;           /* LINK_DOWN: why */
	unsigned endpoint_n, agree_n; /* endpoints asked, and those whose last answer counts */
	struct model_detail detail;
	struct model_ready ready[MODEL_READY_MAX];
	size_t ready_n;
	struct model_code code[MODEL_CODES_MAX]; /* the newest first */
	struct model_lamp *lamp;      /* owned, MODEL_LAMPS_MAX of them from the first on */
	size_t lamp_n;

	/* derived by model_arrange and model_tick */
	int64_t now;                  /* cluster unix time, s */
	uint64_t mono_ms;             /* host's monotonic then */
	int64_t skew_s;               /* host's clock minus the chain's, kept by model_host */
	struct news news;
	int my_index;                 /* member number, -1 none */
	struct model_row *row;        /* owned, in the board's order */
	size_t row_n;
	uint64_t version;             /* counts arrangements: what was found in the rows may be kept while it stays */
	unsigned count[GROUP_COUNT];
	int program_width, state_width, kind_width; /* widest, for columns */

	struct model_label *label;    /* owned, sorted by address */
	size_t label_n;
};

void model_init(struct model *m);
void model_wipe(struct model *m);

/* model_label_add keeps a name; model_labels_sort after the last. */
void model_label_add(struct model *m, const struct pubkey *k, const char *name);
void model_labels_sort(struct model *m);

/* model_name writes the label of `k`, or its first and last four characters;
 * returns true for a label. */
#define MODEL_NAME 40
bool model_name(const struct model *m, const struct pubkey *k, char out[MODEL_NAME]);

/* model_take replaces the world by `w`, or puts it on top where it is a part; it owns
 * its parts from then on (*w is emptied), read at monotonic `mono_ms`.  The clock is never set ahead of the
 * chain's, and not set back for the second by which a reading is rounded. */
void model_take(struct model *m, struct gov_world *w, uint64_t mono_ms);

/* model_stored replaces the world by `w` from the store (*w is emptied), last
 * seen `age_s` ago (below 0: the host's clock was set since) at the cluster time in it; `part`: the oldest are left out. */
void model_stored(struct model *m, struct gov_world *w, bool part, int64_t age_s);

/* model_tick sets now and age for monotonic `mono_ms`, and puts rows whose
 * state time has changed where they belong. */
void model_tick(struct model *m, uint64_t mono_ms);

/* model_host is told the host's unix time, only to say how far off it is. */
void model_host(struct model *m, int64_t wall_s);

/* model_preflight judges row `r` with what is known now: the world, and what
 * was read of it where its screen is open. */
void model_preflight(const struct model *m, const struct model_row *r, struct preflight *out);
/* model_blocker is the name of the line that keeps `r` from executing as `read`
 * found; what the world tells was judged a while ago there and does not count.  NULL: none. */
const char *model_blocker(const struct model *m, const struct model_row *r, const struct preflight *read);
/* model_ready_set keeps what a check of act `index` found; model_ready_of finds it, NULL none. */
void model_ready_set(struct model *m, uint64_t index, const char *blocker, uint64_t mono_ms);
const struct model_ready *model_ready_of(const struct model *m, uint64_t index);

/* model_code_set keeps what act `index` changes in the code, in place of the oldest where there is no
 * room; model_code_of finds it, NULL none. */
void model_code_set(struct model *m, uint64_t index, const struct elf_diff *d);
const struct model_code *model_code_of(const struct model *m, uint64_t index);

/* model_lamp_set keeps what was read of a program, in place of the oldest where there
 * is no room; model_lamp_of finds it, NULL none. */
void model_lamp_set(struct model *m, const struct model_lamp *lamp);
const struct model_lamp *model_lamp_of(const struct model *m, const struct pubkey *program);

/* model_row_of finds a proposal's place, row_n when it is not there. */
size_t model_row_of(const struct model *m, uint64_t index);

/* model_knows_time is true when countdowns may be shown. */
bool model_knows_time(const struct model *m);

/* model_kind is the word for a kind, at most 9 columns. */
const char *model_kind(enum kt_kind k);

/* model_waits_for_me: a vote of this key, or an execution that may begin. */
bool model_waits_for_me(const struct model *m, const struct model_row *r);

/* model_is_urgent: a way back from what is live is open. */
bool model_is_urgent(const struct gov_proposal *p, enum gov_state s);

/* model_version is the version proposal `p` made, NULL when it made none that is known. */
const struct gov_version *model_version(const struct gov_record *r, const struct gov_proposal *p);

#endif
