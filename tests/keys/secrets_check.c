/* secrets_check.c - R18: where in memory the key is, while a signer works.
 *
 * Three processes.  The searcher makes the key after the other two could have
 * seen it, and reads their memory through /proc: the user (who links the signer
 * as keyturn does) must hold no copy in any form at any step, the signer one,
 * inside locked memory that no core dump holds. */

#include "keys/signer.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/text.h"
#include "keyfile.h"
#include "keys/sealed.h"
#include "solana/base58.h"
#include "solana/loader.h"
#include "solana/system.h"
#include "test.h"

static char folder[] = "/tmp/keyturn-secrets-XXXXXX";
static char path[100];

/* --- the user --- */

struct line { /* how the user tells the searcher where it is, and waits */
	int to, from;
};

static void
stop_at(const struct line *l, const char *step)
{
	char name[64] = "", go;

	(void)snprintf(name, sizeof name, "%s", step);
	if (write(l->to, name, sizeof name) != (ssize_t)sizeof name || read(l->from, &go, 1) != 1)
		_exit(3);
}

static void
build_write(const struct pubkey *me, uint32_t offset, uint8_t out[PACKET_MAX], size_t *len)
{
	static const struct pubkey buffer = { { 7, 7, 7 } };
	static const uint8_t code[] = "code";
	struct hash blockhash = { { 1 } };
	struct loader_ix write_ix;
	struct system_ix units;
	struct instruction ix[2];
	struct err e = ERR_INIT;

	budget_units(&units, 2820);
	loader_write(&write_ix, &buffer, me, offset, code, sizeof code);
	ix[0] = units.ix;
	ix[1] = write_ix.ix;
	if (message_build(me, ix, 2, &blockhash, out, len, &e) != ERR_OK)
		_exit(4);
}

static void
fail(const struct line *l, const struct err *e)
{
	char what[64];

	(void)snprintf(what, sizeof what, "failed: %.50s", e->message);
	stop_at(l, what);
	_exit(5);
}

#define LOCKED "signer locked"

/* Everything a signer is asked for, each followed by a look. */
static void
user(const char *key_path, const struct line *l)
{
	static struct guard_card card;
	static struct guard_context context;
	struct guard_config config = { .keeper = strcmp(key_path, "-") != 0, .cluster = "local", .endpoint = "127.0.0.1" };
	struct signer *s = NULL;
	struct signature sig;
	struct err e = ERR_INIT;
	uint8_t m[PACKET_MAX];
	size_t len;

	stop_at(l, "before the signer");
	if (signer_start(key_path, &config, &s, &e) != ERR_OK)
		fail(l, &e);
	stop_at(l, "signer started");
	context.bulk_n = 500;
	context.write_fee = GUARD_WRITE_FEE_MAX;
	build_write(signer_address(s), 0, m, &len);
	if (signer_describe(s, m, len, &context, &card, &e) != ERR_OK)
		fail(l, &e);
	stop_at(l, "message described");
	if (signer_sign(s, &card.digest, &sig, &e) != ERR_OK || !signature_ok(&sig, m, len, signer_address(s)))
		fail(l, &e);
	stop_at(l, "message signed");
	for (uint32_t i = 1; i <= 200; i++) {
		build_write(signer_address(s), i * 4, m, &len);
		if (signer_write(s, m, len, &sig, &e) != ERR_OK || !signature_ok(&sig, m, len, signer_address(s)))
			fail(l, &e);
	}
	stop_at(l, "200 pieces signed");
	if (signer_describe(s, m, len / 2, &context, &card, &e) != ERR_REFUSED)
		fail(l, &e);
	stop_at(l, "malformed message refused");
	if (signer_write(s, m, len - 1, &sig, &e) != ERR_REFUSED)
		fail(l, &e);
	stop_at(l, "malformed piece refused");
	if (config.keeper) {
		if (signer_lock(s, &e) != ERR_OK || signer_sign(s, &card.digest, &sig, &e) != ERR_KEY)
			fail(l, &e);
		stop_at(l, LOCKED);
		if (signer_unlock(s, &e) != ERR_OK || signer_unlocked(s, &e) != ERR_OK ||
			signer_describe(s, m, len, &context, &card, &e) != ERR_OK || signer_sign(s, &card.digest, &sig, &e) != ERR_OK)
			fail(l, &e);
		stop_at(l, "signer unlocked");
	}
	signer_free(s);
	stop_at(l, "signer ended");
	if (signer_start("/nowhere/id.json", &config, &s, &e) != ERR_KEY)
		fail(l, &e);
	stop_at(l, "signer without a key");
	_exit(0);
}

/* --- the searcher --- */

enum { FORM_N = 8 };
struct form {
	const char *name;
	uint8_t bytes[200];
	size_t len;
};

/* The secret in every form somebody may have written it. */
static void
make_forms(struct form f[FORM_N], const uint8_t key[64], const char *text)
{
	uint8_t wide[64];

	memset(f, 0, FORM_N * sizeof *f);
	f[0] = (struct form){ .name = "seed, first half", .len = 16 };
	memcpy(f[0].bytes, key, 16);
	f[1] = (struct form){ .name = "seed, second half", .len = 16 };
	memcpy(f[1].bytes, key + 16, 16);
	f[2] = (struct form){ .name = "scalar", .len = 32 };
	(void)crypto_sign_ed25519_sk_to_curve25519(f[2].bytes, key);
	f[3] = (struct form){ .name = "numbers", .len = 24 };
	memcpy(f[3].bytes, text + 1, 24);
	f[4] = (struct form){ .name = "hexadecimal", .len = 64 };
	text_hex((char *)f[4].bytes, key, 32);
	f[5] = (struct form){ .name = "prefix of nonces", .len = 32 };
	(void)crypto_hash_sha512(wide, key, 32);
	memcpy(f[5].bytes, wide + 32, 32);
}

struct found {
	unsigned copies, outside; /* of locked memory */
	size_t looked;            /* bytes */
	char where[160];
};

static unsigned
count_in(const uint8_t *p, size_t len, const struct form *f)
{
	unsigned n = 0;
	const uint8_t *at = p;

	while (f->len > 0 && (at = memmem(at, len - (size_t)(at - p), f->bytes, f->len)) != NULL) {
		n++;
		at++;
	}
	return n;
}

static void
search_region(int mem, unsigned long from, unsigned long to, bool locked, const struct form f[FORM_N],
	struct found *out, const char *name)
{
	enum { STEP = 1 << 20, OVERLAP = 256 };
	static uint8_t piece[STEP + OVERLAP];

	for (unsigned long at = from; at < to; at += STEP) {
		size_t want = to - at < sizeof piece ? to - at : sizeof piece;
		ssize_t n = pread(mem, piece, want, (off_t)at);

		if (n <= 0)
			continue;
		out->looked += (size_t)n;
		for (unsigned i = 0; i < FORM_N; i++) {
			unsigned hits = count_in(piece, (size_t)n, &f[i]);

			out->copies += hits;
			if (hits > 0 && !locked) {
				out->outside += hits;
				(void)snprintf(out->where, sizeof out->where, " %s in %.100s", f[i].name, name);
			}
		}
	}
}

/* VmFlags lo and dd: locked, and left out of core dumps.  smaps gives a head
 * line per region and its flags last. */
static bool
search(pid_t pid, const struct form f[FORM_N], struct found *out)
{
	char at[64], line[400], head[400] = "";
	unsigned long from = 0, to = 0, a, b;
	int mem;
	FILE *maps;

	memset(out, 0, sizeof *out);
	(void)snprintf(at, sizeof at, "/proc/%d/mem", (int)pid);
	mem = open(at, O_RDONLY);
	(void)snprintf(at, sizeof at, "/proc/%d/smaps", (int)pid);
	maps = fopen(at, "r");
	while (mem >= 0 && maps != NULL && fgets(line, sizeof line, maps) != NULL) {
		if (sscanf(line, "%lx-%lx %*4s", &a, &b) == 2) {
			from = a;
			to = b;
			(void)snprintf(head, sizeof head, "%.*s", (int)strcspn(line, "\n"), line);
		} else if (strncmp(line, "VmFlags:", 8) == 0)
			search_region(mem, from, to, strstr(line, " lo") != NULL && strstr(line, " dd") != NULL, f, out, head);
	}
	if (maps != NULL)
		(void)fclose(maps);
	if (mem >= 0)
		(void)close(mem);
	return out->looked > 0;
}

static unsigned
search_file(pid_t pid, const char *name, const struct form f[FORM_N])
{
	static uint8_t bytes[1 << 16];
	char at[64];
	unsigned n = 0;
	ssize_t len;
	int fd;

	(void)snprintf(at, sizeof at, "/proc/%d/%s", (int)pid, name);
	fd = open(at, O_RDONLY);
	len = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
	for (unsigned i = 0; len > 0 && i < FORM_N; i++)
		n += count_in(bytes, (size_t)len, &f[i]);
	if (fd >= 0)
		(void)close(fd);
	return n;
}

static pid_t
child_of(pid_t pid)
{
	char name[64], line[64] = "";
	FILE *f;

	(void)snprintf(name, sizeof name, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	f = fopen(name, "r");
	if (f != NULL && fgets(line, sizeof line, f) == NULL)
		line[0] = '\0';
	if (f != NULL)
		(void)fclose(f);
	return (pid_t)strtol(line, NULL, 10);
}

/* The keeper beside the process with the key never has it; locked, it is alone. */
static pid_t
look_at_keeper(pid_t keeper, const char *how, const char *step, const struct form f[FORM_N])
{
	pid_t signer = keeper != 0 ? child_of(keeper) : 0;
	struct found in_keeper;

	if (keeper == 0)
		return 0;
	if (search(keeper, f, &in_keeper))
		CHECK(in_keeper.copies == 0, "%s, %s: no copy in the keeper's %zu kB%s", how, step, in_keeper.looked / 1024,
			in_keeper.where);
	else
		printf("ok %d - %s, %s: the keeper's memory # SKIP only root may read it\n", ++test_no, how, step);
	CHECK((signer == 0) == (strcmp(step, LOCKED) == 0), "%s, %s: %s process has the key", how, step, signer == 0 ? "no" : "a");
	return signer;
}

static void
look(pid_t who, const char *how, const char *step, const struct form f[FORM_N], bool keeper)
{
	struct found in_user, in_signer;
	pid_t signer = child_of(who);

	CHECK(search(who, f, &in_user) && in_user.copies == 0, "%s, %s: no copy in the user's %zu kB%s", how, step,
		in_user.looked / 1024, in_user.where);
	CHECK(search_file(who, "cmdline", f) + search_file(who, "environ", f) == 0,
		"%s, %s: none in its arguments and environment", how, step);
	if (keeper)
		signer = look_at_keeper(signer, how, step, f);
	if (signer == 0)
		return;
	if (!search(signer, f, &in_signer)) {
		printf("ok %d - %s, %s: the signer's memory # SKIP only root may read it\n", ++test_no, how, step);
		return;
	}
	CHECK(in_signer.outside == 0, "%s, %s: no copy outside the signer's locked page%s", how, step, in_signer.where);
	CHECK(in_signer.copies == 2, "%s, %s: the seed once inside it (%u halves)", how, step, in_signer.copies);
	CHECK(search_file(signer, "cmdline", f) + search_file(signer, "environ", f) == 0,
		"%s, %s: none in the signer's arguments and environment", how, step);
}

/* --- an encrypted key --- */

/* The file of `key` under a passphrase made here, which is a form too, as is
 * the key that Argon2id makes of it. */
static bool
put_sealed(const uint8_t key[64], char pass[32], struct form f[FORM_N])
{
	struct sealed_head h = { .cost = { 1, SEALED_KIB_MIN } };
	uint8_t noise[12], file[SEALED_LEN];
	struct err e = ERR_INIT;

	randombytes_buf(noise, sizeof noise);
	text_hex(pass, noise, sizeof noise);
	randombytes_buf(h.salt, sizeof h.salt);
	randombytes_buf(h.nonce, sizeof h.nonce);
	f[6] = (struct form){ .name = "passphrase", .len = 24 };
	memcpy(f[6].bytes, pass, 24);
	f[7] = (struct form){ .name = "sealing key", .len = 32 };
	return crypto_pwhash_argon2id(f[7].bytes, 32, pass, 24, h.salt, 1, (size_t)SEALED_KIB_MIN * 1024,
		crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0 &&
		sealed_make(&h, key, (const uint8_t *)pass, 24, file, &e) == ERR_OK &&
		keyfile_put(path, file, sizeof file, 0400);
}

/* Types the passphrase once it is asked for. */
static bool
answer(int master, const char *pass)
{
	char said[600] = "";
	size_t len = 0;

	while (strstr(said, "Passphrase for") == NULL) {
		ssize_t n = read(master, said + len, sizeof said - 1 - len);

		if (n <= 0)
			return false;
		len += (size_t)n;
	}
	return dprintf(master, "%s\r", pass) > 0;
}

/* Runs a user whose key comes from `key_path`; the key is made once it is born. */
static void
whole_life(const char *how, const char *key_path, bool sealed)
{
	struct form forms[FORM_N];
	int up[2], down[2], input[2], st = 0, master = posix_openpt(O_RDWR | O_NOCTTY);
	char pass[32] = "", text[KEYFILE_TEXT], step[64];
	uint8_t key[64], address[32];
	bool keeper = strcmp(key_path, "-") != 0;
	unsigned signers = 0, steps = 0;
	size_t len;
	pid_t who;

	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 || pipe(up) != 0 || pipe(down) != 0 || pipe(input) != 0)
		return;
	(void)fflush(stdout);
	who = fork();
	if (who == 0) {
		(void)setsid();
		if (sealed && open(ptsname(master), O_RDWR) < 0) /* which makes it the controlling terminal */
			_exit(6);
		(void)close(master);
		(void)dup2(input[0], STDIN_FILENO);
		(void)close(input[0]);
		(void)close(input[1]);
		(void)close(up[0]);
		(void)close(down[1]);
		user(key_path, &(struct line){ up[1], down[0] });
	}
	(void)close(up[1]);
	(void)close(down[0]);
	(void)close(input[0]);
	(void)crypto_sign_keypair(address, key);
	len = keyfile_text(text, key);
	make_forms(forms, key, text);
	CHECK((sealed ? put_sealed(key, pass, forms) : keyfile_put(path, text, len, 0400)) && write(input[1], text, len) == (ssize_t)len, "%s: a key is there", how);
	(void)close(input[1]);
	while (read(up[0], step, sizeof step) == (ssize_t)sizeof step) {
		CHECK(strncmp(step, "failed", 6) != 0, "%s, %s", how, step);
		look(who, how, step, forms, keeper);
		signers += child_of(who) != 0;
		steps++;
		if (write(down[1], "x", 1) != 1 || (sealed && (steps == 1 || strcmp(step, LOCKED) == 0) && !answer(master, pass)))
			break;
	}
	(void)close(up[0]);
	(void)close(down[1]);
	(void)close(master);
	(void)waitpid(who, &st, 0);
	CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 0 && steps == (keeper ? 11u : 9u) && signers == (keeper ? 8u : 6u), "%s: %u steps, %u with a signer", how,
		steps, signers);
	sodium_memzero(key, sizeof key);
	sodium_memzero(text, sizeof text);
	sodium_memzero(forms, sizeof forms);
}

/* The search finds a copy where there is one: in this very process. */
static void
can_find(void)
{
	struct form forms[FORM_N];
	struct found f;
	uint8_t key[64], address[32];
	char text[KEYFILE_TEXT];

	(void)crypto_sign_keypair(address, key);
	(void)keyfile_text(text, key);
	make_forms(forms, key, text);
	CHECK(search(getpid(), forms, &f) && f.copies >= 8 && f.outside == f.copies,
		"the search finds %u copies where there are some", f.copies);
	sodium_memzero(key, sizeof key);
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	if (!solana_init() || mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/id.json", folder);
	whole_life("key file", path, false);
	whole_life("standard input", "-", false);
	whole_life("encrypted file", path, true);
	can_find();
	(void)unlink(path);
	(void)rmdir(folder);
	return test_done();
}
