#ifndef DATA_STORE_H
#define DATA_STORE_H

/* store.h - the local database: open, upgrade, transactions.  The only module
 * that knows SQLite.  WAL mode, synchronous=FULL, file 0600 in a folder 0700.
 * Tables: data/schema.sql. */

#include "base/clock.h"
#include "base/err.h"
#include "solana/pubkey.h"

struct store;

/* store_open opens or makes `folder`/keyturn.db and upgrades its schema.  A
 * damaged file is set aside (renamed, said in *notice) and a new one begun; one
 * of a newer schema is ERR_STORE.  `notice` (NULL or ERR_TEXT_MAX bytes) is ""
 * when there is nothing to say. */
MUST_CHECK enum err_code store_open(const char *folder, const struct clock *c, struct store **out, char *notice,
	struct err *e);
void store_free(struct store *s); /* NULL is ignored */

/* Last seen accounts, raw, with their slot; an older slot never replaces a newer one. */
struct store_account {
	struct pubkey address, owner;
	uint64_t slot;
	const uint8_t *data; /* borrowed for the callback */
	size_t len;
	int64_t rank;        /* when the first picture wants it, smallest first */
};
/* store_accounts_save keeps `n` accounts of one multisig in one transaction: all or none.
 * len 0: the account is closed; remembered, and no longer loaded. */
MUST_CHECK enum err_code store_accounts_save(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	const struct store_account *a, size_t n, struct err *e);
typedef void store_account_fn(void *ctx, const struct store_account *a);
/* store_accounts_load calls fn for accounts by rank, the smallest first; at most `most`, 0: all.
 * seen_at: host unix s of the newest, 0 none. */
MUST_CHECK enum err_code store_accounts_load(struct store *s, const struct hash *genesis, const struct pubkey *multisig,
	unsigned most, store_account_fn *fn, void *ctx, int64_t *seen_at, struct err *e);

/* Labels: names the user gave addresses, shown beside them, of any cluster. */
#define LABEL_MAX 33 /* bytes with the NUL */
/* store_label_check: a label is shown beside an address, so it must be short and harmless as it stands; ERR_USAGE. */
MUST_CHECK enum err_code store_label_check(const char *name, struct err *e);
/* store_label_set gives or changes a name that passes store_label_check; NULL or "" removes it. */
MUST_CHECK enum err_code store_label_set(struct store *s, const struct pubkey *k, const char *name, struct err *e);
/* store_label writes the name, "" when there is none or it cannot be read. */
void store_label(struct store *s, const struct pubkey *k, char out[LABEL_MAX]);
typedef void store_label_fn(void *ctx, const struct pubkey *k, const char *name);
/* store_labels calls fn for each, in the order of the names; both borrowed for the call. */
MUST_CHECK enum err_code store_labels(struct store *s, store_label_fn *fn, void *ctx, struct err *e);

/* Small facts by name, such as the multisig used last on a cluster.  store_fact_set puts one in
 * place of the one before; store_fact copies it, cut to `size`; "" and false when there is none. */
MUST_CHECK enum err_code store_fact_set(struct store *s, const char *name, const char *value, struct err *e);
bool store_fact(struct store *s, const char *name, char *out, size_t size);

#endif
