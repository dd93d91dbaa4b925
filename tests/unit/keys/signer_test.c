/* signer_test.c - what a signer process signs, and what it never does. */

#include "keys/signer.h"

#include <stdlib.h>
#include <unistd.h>

#include "guard_sample.h"
#include "keys/signer_file.h"
#include "keys/signer_wire.h"
#include "keys/keyfile.h"

static struct guard_sample s;
static struct guard_card card;
static char folder[] = "/tmp/keyturn-signer-XXXXXX";
static char path[100];

static const struct guard_case *
named(const char *name)
{
	for (size_t i = 0; i < GUARD_CASE_N; i++)
		if (strcmp(guard_cases[i].name, name) == 0)
			return &guard_cases[i];
	die("no case %s", name);
}

/* The keypair of sample_member(member); the samples are the first one's. */
static void
put_key(uint8_t member)
{
	uint8_t seed[32] = { member, 0x5a }, key[64], address[32];
	char text[KEYFILE_TEXT];
	size_t len;

	(void)crypto_sign_seed_keypair(address, key, seed);
	len = keyfile_text(text, key);
	CHECK(keyfile_put(path, text, len, 0600), "a key file");
}

static void
votes(struct signer *g)
{
	struct err e = ERR_INIT;
	struct signature sig;
	struct guard_card direct;
	struct hash other = { { 1 } };

	CHECK(signer_sign(g, &other, &sig, &e) == ERR_REFUSED, "nothing is signed that was not described: %s", e.message);
	for (size_t i = 0; i < GUARD_CASE_N; i++) {
		memset(&direct, 0, sizeof direct);
		sample_case(&s, &guard_cases[i]);
		CHECK(guard_describe(&s.config, &s.signer, s.message, s.len, &s.context, &direct, &e) == ERR_OK &&
			signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_OK,
			"%s is described across the pair %s", guard_cases[i].name, e.message);
		CHECK(strcmp(card.sentence, direct.sentence) == 0 && card.field_n == direct.field_n &&
			card.flag_n == direct.flag_n && card.cost_lamports == direct.cost_lamports &&
			hash_eq(&card.digest, &direct.digest) && strcmp(card.confirm, direct.confirm) == 0, "by the same words");
		CHECK(signer_sign(g, &other, &sig, &e) == ERR_REFUSED, "another digest is refused");
		CHECK(signer_sign(g, &card.digest, &sig, &e) == ERR_OK && signature_ok(&sig, s.message, s.len, &s.signer),
			"and the very bytes are signed");
	}
}

static void
forgets(struct signer *g)
{
	struct err e = ERR_INIT;
	struct signature sig;
	struct hash first;

	sample_case(&s, named("approve-upgrade"));
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_OK, "a vote is described");
	first = card.digest;
	s.config.genesis_hash.b[0] ^= 1;
	s.context.proposal.data[KT_PROPOSAL_HEADER] ^= 1;
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_REFUSED, "another is refused: %s", e.message);
	CHECK(signer_sign(g, &first, &sig, &e) == ERR_REFUSED, "then the first is not signed any more");
	sample_case(&s, named("approve-upgrade"));
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_OK && signer_lock(g, &e) == ERR_OK &&
		signer_sign(g, &card.digest, &sig, &e) == ERR_KEY, "locked, it signs nothing: %s", e.message);
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_KEY && signer_lock(g, &e) == ERR_OK,
		"nor describes it, and locking it again changes nothing");
	CHECK(signer_unlock(g, &e) == ERR_OK && signer_unlocked(g, &e) == ERR_OK, "unlocked %s", e.message);
	CHECK(signer_sign(g, &card.digest, &sig, &e) == ERR_REFUSED, "what was described before is forgotten");
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_OK &&
		signer_sign(g, &card.digest, &sig, &e) == ERR_OK && signature_ok(&sig, s.message, s.len, &s.signer),
		"described again, it is signed");
	CHECK(signer_unlock(g, &e) == ERR_OK && signer_unlocked(g, &e) == ERR_USAGE, "what is not locked: %s", e.message);
}

/* What is in the key file when it is unlocked, and what comes of it. */
static void
unlocks(struct signer *g)
{
	struct err e = ERR_INIT;
	struct signature sig;
	char aside[120];

	(void)snprintf(aside, sizeof aside, "%s.aside", path);
	CHECK(signer_lock(g, &e) == ERR_OK && rename(path, aside) == 0, "locked, and the key file is taken away");
	CHECK(signer_unlock(g, &e) == ERR_OK && signer_unlocked(g, &e) == ERR_KEY, "it cannot be unlocked: %s", e.message);
	put_key(1);
	CHECK(signer_unlock(g, &e) == ERR_OK && signer_unlocked(g, &e) == ERR_KEY && strstr(e.message, "now holds") != NULL,
		"nor with the file of another key: %s", e.message);
	sample_case(&s, named("approve-upgrade"));
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_KEY &&
		signer_sign(g, &card.digest, &sig, &e) == ERR_KEY, "so it stays locked: %s", e.message);
	CHECK(unlink(path) == 0 && rename(aside, path) == 0 && signer_unlock(g, &e) == ERR_OK && signer_unlocked(g, &e) == ERR_OK,
		"with the right file back it is unlocked");
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_OK &&
		signer_sign(g, &card.digest, &sig, &e) == ERR_OK, "and signs");
}

static void
pieces(struct signer *g)
{
	struct err e = ERR_INIT;
	struct signature sig;
	struct loader_ix other;
	struct pubkey elsewhere = sample_named(0x99);

	sample_case(&s, named("buffer-resume"));
	CHECK(signer_write(g, s.message, s.len, &sig, &e) == ERR_REFUSED, "no piece before a card: %s", e.message);
	CHECK(signer_describe(g, s.message, s.len, &s.context, &card, &e) == ERR_OK && card.opens_writes,
		"an upload is described");
	CHECK(signer_write(g, s.message, s.len, &sig, &e) == ERR_REFUSED, "no piece before the card is signed");
	CHECK(signer_sign(g, &card.digest, &sig, &e) == ERR_OK, "the card is signed");
	CHECK(signer_write(g, s.message, s.len, &sig, &e) == ERR_OK && signature_ok(&sig, s.message, s.len, &s.signer),
		"then pieces are");
	loader_write(&other, &elsewhere, &s.signer, 0, (const uint8_t *)"x", 1);
	sample_build(&s, &other.ix, 1);
	CHECK(signer_write(g, s.message, s.len, &sig, &e) == ERR_REFUSED, "but to no other buffer: %s", e.message);
	sample_case(&s, named("approve-upgrade"));
	CHECK(signer_write(g, s.message, s.len, &sig, &e) == ERR_REFUSED, "and nothing but pieces");
	sample_case(&s, named("buffer-resume"));
	for (unsigned i = 1; i < guard_writes(12); i++)
		if (signer_write(g, s.message, s.len, &sig, &e) != ERR_OK)
			die("piece %u: %s", i, e.message);
	CHECK(signer_write(g, s.message, s.len, &sig, &e) == ERR_REFUSED, "nor more than announced, %u: %s",
		guard_writes(12), e.message);
}

static void
sizes(struct signer *g)
{
	static uint8_t big[PACKET_V1_MAX + 100];
	struct err e = ERR_INIT;
	struct signature sig;

	CHECK(signer_describe(g, big, sizeof big, NULL, &card, &e) == ERR_USAGE, "too long a message: %s", e.message);
	CHECK(signer_write(g, big, sizeof big, &sig, &e) != ERR_OK, "too long a piece: %s", e.message);
	CHECK(signer_describe(g, big, 0, NULL, &card, &e) == ERR_REFUSED, "an empty message: %s", e.message);
	CHECK(signer_lock(g, &e) == ERR_OK && signer_unlock(g, &e) == ERR_OK && signer_unlocked(g, &e) == ERR_OK, "it still answers");
}

/* Every shorter prefix of each request is refused, and one byte more. */
static void
requests(void)
{
	static uint8_t bytes[SIGNER_REQUEST_MAX];
	static struct signer_request q;
	struct err e = ERR_INIT;
	struct wr w = wr_to(bytes, sizeof bytes);
	unsigned taken = 0;
	size_t len;

	sample_case(&s, named("approve-upgrade"));
	wr_u8(&w, SIGNER_DESCRIBE);
	signer_describe_put(&w, s.message, s.len, &s.context);
	len = w.len;
	CHECK(wr_done(&w) && signer_request_decode(bytes, len, &q, &e) == ERR_OK && q.len == s.len &&
		memcmp(q.message, s.message, s.len) == 0 && q.context.record.len == KT_RECORD_LEN &&
		q.context.cluster_now == s.context.cluster_now, "a request is read back");
	for (size_t i = 0; i < len; i++)
		taken += signer_request_decode(bytes, i, &q, &e) != ERR_WIRE;
	CHECK(taken == 0, "none of its %zu prefixes is", len);
	CHECK(signer_request_decode(bytes, len + 1, &q, &e) == ERR_WIRE, "nor one byte more");
	bytes[0] = 99;
	CHECK(signer_request_decode(bytes, len, &q, &e) == ERR_WIRE, "nor an unknown operation: %s", e.message);
}

int
main(void)
{
	struct err e = ERR_INIT;
	struct signer *g = NULL;

	if (!solana_init() || mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/id.json", folder);
	put_key(0);
	sample_case(&s, named("approve-upgrade"));
	s.config.keeper = true;
	CHECK(signer_start(path, &s.config, &g, &e) == ERR_OK, "a signer starts %s", e.message);
	if (g == NULL)
		return 1;
	CHECK(pubkey_eq(signer_address(g), &s.signer), "and says its address");
	pieces(g);
	votes(g);
	forgets(g);
	sizes(g);
	unlocks(g);
	signer_free(g);
	requests();
	(void)unlink(path);
	(void)rmdir(folder);
	return test_done();
}
