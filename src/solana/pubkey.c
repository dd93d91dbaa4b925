#include "solana/pubkey.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "solana/base58.h"

_Static_assert(sizeof(struct pubkey) == 32 && sizeof(struct hash) == 32, "bytes and nothing else");
_Static_assert(sizeof(struct signature) == 64, "bytes and nothing else");

static const char marker[] = "ProgramDerivedAddress"; /* without its NUL */
enum { SEEDS_MAX = 15, SEED_MAX = 32, QUOTED_MAX = 100 };

bool
solana_init(void)
{
	return sodium_init() >= 0;
}

bool
pubkey_eq(const struct pubkey *a, const struct pubkey *b)
{
	return memcmp(a->b, b->b, sizeof a->b) == 0;
}

bool
pubkey_is_zero(const struct pubkey *a)
{
	return pubkey_eq(a, &PUBKEY_SYSTEM); /* System's address is 32 zero bytes */
}

bool
hash_eq(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, sizeof a->b) == 0;
}

char *
pubkey_text(char out[PUBKEY_TEXT], const struct pubkey *k)
{
	base58_encode(out, k->b, sizeof k->b);
	return out;
}

char *
hash_text58(char out[PUBKEY_TEXT], const struct hash *h)
{
	base58_encode(out, h->b, sizeof h->b);
	return out;
}

char *
signature_text(char out[SIGNATURE_TEXT], const struct signature *s)
{
	base58_encode(out, s->b, sizeof s->b);
	return out;
}

static enum err_code
parse(const char *what, const char *s, uint8_t *out, size_t len, struct err *e)
{
	char shown[QUOTED_MAX + 1];
	size_t given = strlen(s), at = 0;

	switch (base58_decode(out, len, s, &at)) {
	case BASE58_OK:
		return ERR_OK;
	case BASE58_CHARACTER:
		(void)text_safe(shown, sizeof shown, s, given, true);
		(void)err_set(e, ERR_USAGE, "%s '%s' has a character at place %zu that base58 does not know",
			what, shown, at + 1);
		return err_hint(e, "base58 has no 0, O, I and l");
	case BASE58_LENGTH:
		break;
	}
	(void)text_safe(shown, sizeof shown, s, given, true);
	(void)err_set(e, ERR_USAGE, "%s '%s' of %zu characters is not %zu bytes", what, shown, given, len);
	return err_hint(e, "%s", len == 32 ? "it has 32 to 44 characters of base58; copy it whole" :
		"it has 64 to 88 characters of base58; copy it whole");
}

enum err_code
pubkey_parse(const char *s, struct pubkey *out, struct err *e)
{
	return parse("address", s, out->b, sizeof out->b, e);
}

enum err_code
hash_parse58(const char *s, struct hash *out, struct err *e)
{
	return parse("hash", s, out->b, sizeof out->b, e);
}

enum err_code
signature_parse(const char *s, struct signature *out, struct err *e)
{
	return parse("signature", s, out->b, sizeof out->b, e);
}

bool
pubkey_on_curve(const struct pubkey *k)
{
	uint8_t sum[32];

	return crypto_core_ed25519_add(sum, k->b, k->b) == 0;
}

bool
pubkey_derive(const struct seed *seeds, size_t n, const struct pubkey *program, struct pubkey *out, uint8_t *bump)
{
	crypto_hash_sha256_state prefix, s;

	if (n > SEEDS_MAX)
		die("%zu seeds for a derived address", n);
	(void)crypto_hash_sha256_init(&prefix);
	for (size_t i = 0; i < n; i++) {
		if (seeds[i].len > SEED_MAX)
			die("seed of %zu bytes for a derived address", seeds[i].len);
		if (seeds[i].len > 0)
			(void)crypto_hash_sha256_update(&prefix, seeds[i].p, seeds[i].len);
	}
	for (unsigned b = 256; b-- > 0;) {
		uint8_t tail[1 + 32 + sizeof marker - 1];
		struct pubkey found;

		tail[0] = (uint8_t)b;
		memcpy(tail + 1, program->b, 32);
		memcpy(tail + 33, marker, sizeof marker - 1);
		s = prefix;
		(void)crypto_hash_sha256_update(&s, tail, sizeof tail);
		(void)crypto_hash_sha256_final(&s, found.b);
		if (!pubkey_on_curve(&found)) {
			*out = found;
			*bump = (uint8_t)b;
			return true;
		}
	}
	return false;
}

bool
pubkey_may_own_seed(const struct pubkey *owner)
{
	return memcmp(owner->b + 32 - (sizeof marker - 1), marker, sizeof marker - 1) != 0;
}

void
pubkey_with_seed(const struct pubkey *base, const char *seed, const struct pubkey *owner, struct pubkey *out)
{
	struct hash h;
	size_t len = strlen(seed);

	if (len > SEED_MAX)
		die("seed of %zu bytes for an address with seed", len);
	if (!pubkey_may_own_seed(owner))
		die("owner of an address with seed ends in %s", marker);
	sha256((const struct seed[]){ { base->b, 32 }, { seed, len }, { owner->b, 32 } }, 3, &h);
	memcpy(out->b, h.b, sizeof out->b);
}

void
sha256(const struct seed *pieces, size_t n, struct hash *out)
{
	crypto_hash_sha256_state s;

	(void)crypto_hash_sha256_init(&s);
	for (size_t i = 0; i < n; i++)
		if (pieces[i].len > 0)
			(void)crypto_hash_sha256_update(&s, pieces[i].p, pieces[i].len);
	(void)crypto_hash_sha256_final(&s, out->b);
}

bool
signature_ok(const struct signature *s, const void *message, size_t len, const struct pubkey *k)
{
	return crypto_sign_verify_detached(s->b, message, len, k->b) == 0;
}
