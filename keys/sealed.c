#include "keys/sealed.h"

#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/wire.h"
#include "keys/secret.h"

enum { HEAD_LEN = 92, SEED_LEN = 32, FORMAT = 1, STACK_WIPE = 1 << 16 };
static const char magic[8] = { 'k', 'e', 'y', 't', 'u', 'r', 'n', 'K' };

_Static_assert(HEAD_LEN + SEED_LEN + crypto_aead_xchacha20poly1305_ietf_ABYTES == SEALED_LEN, "sealed seed and tag");
_Static_assert(crypto_pwhash_argon2id_SALTBYTES == 16, "salt");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == 24, "nonce");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32, "sealing key");
_Static_assert(SEALED_KIB_MIN * 1024u >= crypto_pwhash_argon2id_MEMLIMIT_MIN, "memory");

bool
sealed_is(const uint8_t *p, size_t len)
{
	return len >= sizeof magic && memcmp(p, magic, sizeof magic) == 0;
}

static bool
cost_fits(const struct sealed_cost *c)
{
	return c->passes >= 1 && c->passes <= SEALED_PASSES_MAX && c->kib >= SEALED_KIB_MIN && c->kib <= SEALED_KIB_MAX;
}

enum err_code
sealed_cost_check(const struct sealed_cost *c, struct err *e)
{
	if (cost_fits(c))
		return ERR_OK;
	return err_set(e, ERR_USAGE, "%u passes over %u KiB: 1 to %u passes over %u to %u KiB are allowed", c->passes, c->kib,
		SEALED_PASSES_MAX, SEALED_KIB_MIN, SEALED_KIB_MAX);
}

enum err_code
sealed_head_decode(const uint8_t *p, size_t len, struct sealed_head *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	uint32_t format;

	if (!sealed_is(p, len))
		return err_set(e, ERR_KEY, "it is no encrypted key file");
	(void)rd_take(&r, sizeof magic);
	format = rd_u32(&r);
	out->cost.passes = rd_u32(&r);
	out->cost.kib = rd_u32(&r);
	rd_bytes(&r, out->salt, sizeof out->salt);
	rd_bytes(&r, out->nonce, sizeof out->nonce);
	rd_bytes(&r, out->address.b, 32);
	(void)rd_take(&r, SEALED_LEN - HEAD_LEN);
	if (!rd_end(&r))
		return err_set(e, ERR_KEY, "it is %zu bytes, an encrypted key file is %u", len, SEALED_LEN);
	if (format != FORMAT)
		return err_set(e, ERR_KEY, "it is of format %u, only %d is known", format, FORMAT);
	if (!cost_fits(&out->cost))
		return err_set(e, ERR_KEY, "it asks for %u passes over %u KiB, which no keyturn writes", out->cost.passes,
			out->cost.kib);
	return ERR_OK;
}

/* What derive's callers hold in locked memory. */
struct held {
	uint8_t *room;
	const uint8_t *pass, *key;
	size_t room_len, pass_len;
};

/* Everything mapped from here on is locked, which Argon2id's memory is: it is
 * libsodium's own.  False where the system does not allow it. */
static bool
lock_all(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_MEMLOCK, &l) == 0 && l.rlim_cur < l.rlim_max) {
		l.rlim_cur = l.rlim_max;
		(void)setrlimit(RLIMIT_MEMLOCK, &l);
	}
	return mlockall(MCL_FUTURE) == 0;
}

/* Unlocks what lock_all locked; that unlocks the secrets too, so they are locked again. */
static enum err_code
unlock_all(const struct held *x, struct err *e)
{
	(void)munlockall();
	if (mlock(x->room, x->room_len) == 0 && mlock(x->key, SIGNER_KEY_LEN) == 0 && mlock(x->pass, x->pass_len) == 0)
		return ERR_OK;
	return err_set(e, ERR_KEY, "the memory of the key cannot be locked again");
}

static bool
hash_pass(const struct held *x, const struct sealed_head *h)
{
	return crypto_pwhash_argon2id(x->room, 32, (const char *)x->pass, x->pass_len, h->salt, h->cost.passes,
		(size_t)h->cost.kib * 1024u, crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0;
}

/* The sealing key, into the first 32 bytes of room. */
static enum err_code
derive(const struct held *x, const struct sealed_head *h, struct err *e)
{
	bool done = false;

	if (lock_all()) {
		done = hash_pass(x, h);
		if (unlock_all(x, e) != ERR_OK)
			return e->code;
	}
	if (done || hash_pass(x, h))
		return ERR_OK;
	(void)err_set(e, ERR_KEY, "there are no %u MiB of memory for the passphrase", h->cost.kib / 1024u);
	return err_hint(e, "close other programs, or decrypt it on a larger machine");
}

static enum err_code
unseal(const uint8_t *p, const struct sealed_head *h, const uint8_t *sealing, uint8_t *seed,
	uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	struct pubkey address;

	if (crypto_aead_xchacha20poly1305_ietf_decrypt(seed, NULL, NULL, p + HEAD_LEN, SEALED_LEN - HEAD_LEN, p, HEAD_LEN,
		h->nonce, sealing) != 0) {
		(void)err_set(e, ERR_KEY, "the passphrase is wrong, or the file is damaged");
		return err_hint(e, "type it again; a damaged file is mended from its copy only");
	}
	(void)crypto_sign_seed_keypair(address.b, key, seed);
	return pubkey_eq(&address, &h->address) ? ERR_OK : err_set(e, ERR_KEY, "its address is not that of its key");
}

enum err_code
sealed_open(const uint8_t *p, size_t len, const uint8_t *pass, size_t pass_len, uint8_t key[SIGNER_KEY_LEN],
	struct err *e)
{
	struct sealed_head h;
	uint8_t *room = NULL; /* sealing key, seed */
	enum err_code rc = sealed_head_decode(p, len, &h, e);

	if (rc == ERR_OK)
		rc = secret_new(&room, 64, e);
	if (rc == ERR_OK)
		rc = derive(&(struct held){ room, pass, key, 64, pass_len }, &h, e);
	if (rc == ERR_OK)
		rc = unseal(p, &h, room, room + 32, key, e);
	secret_free(room);
	sodium_stackzero(STACK_WIPE); /* what hashing the passphrase left there */
	return rc;
}

static void
put_head(const struct sealed_head *h, uint8_t out[SEALED_LEN])
{
	struct wr w = wr_to(out, SEALED_LEN);

	wr_bytes(&w, magic, sizeof magic);
	wr_u32(&w, FORMAT);
	wr_u32(&w, h->cost.passes);
	wr_u32(&w, h->cost.kib);
	wr_bytes(&w, h->salt, sizeof h->salt);
	wr_bytes(&w, h->nonce, sizeof h->nonce);
	wr_bytes(&w, h->address.b, 32);
}

enum err_code
sealed_make(struct sealed_head *h, const uint8_t key[SIGNER_KEY_LEN], const uint8_t *pass, size_t pass_len,
	uint8_t out[SEALED_LEN], struct err *e)
{
	uint8_t *sealing = NULL;
	enum err_code rc = sealed_cost_check(&h->cost, e);

	if (rc == ERR_OK)
		rc = secret_new(&sealing, 32, e);
	if (rc == ERR_OK)
		rc = derive(&(struct held){ sealing, pass, key, 32, pass_len }, h, e);
	if (rc == ERR_OK) {
		memcpy(h->address.b, key + SEED_LEN, 32);
		put_head(h, out);
		(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD_LEN, NULL, key, SEED_LEN, out, HEAD_LEN, NULL,
			h->nonce, sealing);
	}
	secret_free(sealing);
	sodium_stackzero(STACK_WIPE);
	return rc;
}
