#include "keys/signer_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "keys/passphrase.h"
#include "keys/sealed.h"
#include "keys/secret.h"

_Static_assert(SIGNER_KEY_LEN == crypto_sign_SECRETKEYBYTES, "a keypair file is libsodium's secret key");

enum { TRIES = 3 };

/* --- the text --- */

struct text {
	const uint8_t *p; /* borrowed */
	size_t at, len;
};

static void
skip_blanks(struct text *t)
{
	while (t->at < t->len && memchr(" \t\r\n", t->p[t->at], 4) != NULL)
		t->at++;
}

static bool
take(struct text *t, uint8_t c)
{
	skip_blanks(t);
	if (t->at == t->len || t->p[t->at] != c)
		return false;
	t->at++;
	return true;
}

/* A JSON integer of 0 to 255. */
static bool
take_byte(struct text *t, uint8_t *out)
{
	unsigned v = 0, digits = 0;

	skip_blanks(t);
	for (; t->at < t->len && t->p[t->at] >= '0' && t->p[t->at] <= '9'; t->at++) {
		if (++digits > 3 || (digits == 2 && v == 0))
			return false;
		v = v * 10 + (t->p[t->at] - (unsigned)'0');
	}
	*out = (uint8_t)v;
	return digits > 0 && v <= 255;
}

static enum err_code
halves_agree(const uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	uint8_t *again = NULL, address[crypto_sign_PUBLICKEYBYTES];
	bool agree;

	if (secret_new(&again, SIGNER_KEY_LEN, e) != ERR_OK)
		return e->code;
	agree = crypto_sign_seed_keypair(address, again, key) == 0 && sodium_memcmp(again, key, SIGNER_KEY_LEN) == 0;
	secret_free(again);
	return agree ? ERR_OK : err_set(e, ERR_KEY, "its second half is not the address of the first");
}

enum err_code
signer_file_parse(const uint8_t *p, size_t len, uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	struct text t = { .p = p, .len = len };

	if (!take(&t, '['))
		return err_set(e, ERR_KEY, "it does not begin with a bracket");
	for (unsigned i = 0; i < SIGNER_KEY_LEN; i++)
		if ((i > 0 && !take(&t, ',')) || !take_byte(&t, &key[i]))
			return err_set(e, ERR_KEY, "it ends or goes wrong at number %u of %u", i + 1, SIGNER_KEY_LEN);
	if (!take(&t, ']'))
		return err_set(e, ERR_KEY, "it has no closing bracket after number %u", SIGNER_KEY_LEN);
	skip_blanks(&t);
	if (t.at != t.len)
		return err_set(e, ERR_KEY, "it goes on after the closing bracket");
	return halves_agree(key, e);
}

/* --- the file --- */

static enum err_code
check_file(int fd, const char *path, struct err *e)
{
	struct stat st;
	unsigned mode;

	if (fstat(fd, &st) != 0)
		return err_set(e, ERR_KEY, "looking at key file %s: %s", path, strerror(errno));
	mode = (unsigned)st.st_mode & 07777u;
	if (!S_ISREG(st.st_mode)) {
		(void)err_set(e, ERR_KEY, "key file %s is not a regular file (mode %04o)", path, mode);
		return err_hint(e, "name the keypair file itself");
	}
	if (st.st_uid != geteuid()) {
		(void)err_set(e, ERR_KEY, "key file %s (mode %04o) belongs to user %u, you are %u", path, mode,
			(unsigned)st.st_uid, (unsigned)geteuid());
		return err_hint(e, "use a copy of your own, then: chmod 600 %s", path);
	}
	if (mode != 0400 && mode != 0600) {
		(void)err_set(e, ERR_KEY, "key file %s has mode %04o, it must be 0400 or 0600", path, mode);
		return err_hint(e, "chmod 600 %s", path);
	}
	if (st.st_size <= 0 || st.st_size > (off_t)SIGNER_FILE_MAX) {
		(void)err_set(e, ERR_KEY, "key file %s (mode %04o) is %lld bytes, a keypair has 1 to %u", path, mode,
			(long long)st.st_size, SIGNER_FILE_MAX);
		return err_hint(e, "name a keypair file as solana-keygen writes it");
	}
	return ERR_OK;
}

static enum err_code
open_file(const char *path, int *fd, struct err *e)
{
	enum err_code rc;

	/* O_NONBLOCK: a FIFO must not hold it up before fstat tells. */
	*fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0 && errno == ELOOP) {
		(void)err_set(e, ERR_KEY, "key file %s is a symbolic link", path);
		return err_hint(e, "name the file it points to");
	}
	if (*fd < 0) {
		int no = errno;

		(void)err_set(e, ERR_KEY, "opening key file %s: %s", path, strerror(no));
		if (no == ENOENT)
			return err_hint(e, "make one with keyturn key new, or name another with --keypair");
		return err_hint(e, "make it yours and private: chmod 600 %s", path);
	}
	rc = check_file(*fd, path, e);
	if (rc != ERR_OK)
		(void)close(*fd);
	return rc;
}

/* Reads to the end; *len is over SIGNER_FILE_MAX when there is more. */
static enum err_code
read_text(int fd, const char *name, uint8_t *text, size_t *len, struct err *e)
{
	ssize_t n = 1;

	for (*len = 0; n != 0 && *len <= SIGNER_FILE_MAX; *len += n > 0 ? (size_t)n : 0) {
		n = read(fd, text + *len, SIGNER_FILE_MAX + 1 - *len);
		if (n < 0 && errno != EINTR)
			return err_set(e, ERR_KEY, "reading the key from %s: %s", name, strerror(errno));
	}
	if (*len > SIGNER_FILE_MAX)
		return err_set(e, ERR_KEY, "the key from %s is over %u bytes", name, SIGNER_FILE_MAX);
	return ERR_OK;
}

/* --- either form --- */

static enum err_code
open_sealed(const uint8_t *p, size_t len, const char *name, uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	uint8_t *pass = NULL;
	size_t pass_len;
	char what[300];
	enum err_code rc = secret_new(&pass, SEALED_PASSPHRASE_MAX, e);

	(void)snprintf(what, sizeof what, "Passphrase for %.250s", name);
	for (unsigned i = 0; rc == ERR_OK && i < TRIES; i++) {
		rc = passphrase_ask(what, pass, &pass_len, e);
		if (rc != ERR_OK)
			break;
		rc = sealed_open(p, len, pass, pass_len, key, e);
		if (rc == ERR_OK || i + 1 == TRIES)
			break;
		rc = ERR_OK;
		(void)snprintf(what, sizeof what, "That is not it. Passphrase for %.250s", name);
	}
	secret_free(pass);
	return rc;
}

/* What the text of a file is made into. */
static enum err_code
take_text(const uint8_t *text, size_t len, const char *name, bool may_ask, uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	struct sealed_head h;

	if (!sealed_is(text, len)) {
		if (signer_file_parse(text, len, key, e) == ERR_OK)
			return ERR_OK;
		(void)err_while(e, "reading key file %s", name);
		return err_hint(e, "name a keypair file as solana-keygen or keyturn key new write it");
	}
	if (sealed_head_decode(text, len, &h, e) != ERR_OK) {
		(void)err_while(e, "reading encrypted key file %s", name);
		return err_hint(e, "take it from its copy: it was damaged, or made by a newer keyturn");
	}
	if (!may_ask) {
		(void)err_set(e, ERR_KEY, "key file %s is encrypted, and --no-input forbids to ask for its passphrase", name);
		return err_hint(e, "run it without --no-input, or name a file that is not encrypted");
	}
	if (open_sealed(text, len, name, key, e) != ERR_OK)
		return err_while(e, "opening encrypted key file %s", name);
	return ERR_OK;
}

/* The bytes of the file, in memory that is the caller's to free with secret_free. */
static enum err_code
read_bytes(const char *path, uint8_t **text, size_t *len, struct err *e)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = STDIN_FILENO;
	enum err_code rc = ERR_OK;

	if (standard && isatty(STDIN_FILENO)) {
		(void)err_set(e, ERR_KEY, "standard input is a terminal, which would show the key");
		return err_hint(e, "pipe the keypair file in, or name it with --keypair");
	}
	if (!standard)
		rc = open_file(path, &fd, e);
	if (rc != ERR_OK)
		return rc;
	rc = secret_new(text, SIGNER_FILE_MAX + 1, e);
	if (rc == ERR_OK)
		rc = read_text(fd, standard ? "standard input" : path, *text, len, e);
	(void)close(fd);
	return rc;
}

enum err_code
signer_file_read(const char *path, bool may_ask, uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	uint8_t *text = NULL;
	size_t len = 0;
	enum err_code rc = read_bytes(path, &text, &len, e);

	if (rc == ERR_OK)
		rc = take_text(text, len, strcmp(path, "-") == 0 ? "standard input" : path, may_ask, key, e);
	secret_free(text);
	return rc;
}

enum err_code
signer_file_address(const char *path, uint8_t address[32], bool *encrypted, struct err *e)
{
	uint8_t *text = NULL, *key = NULL;
	struct sealed_head h;
	size_t len = 0;
	enum err_code rc = read_bytes(path, &text, &len, e);

	*encrypted = rc == ERR_OK && sealed_is(text, len);
	if (rc == ERR_OK && *encrypted) {
		rc = sealed_head_decode(text, len, &h, e);
		if (rc == ERR_OK)
			memcpy(address, h.address.b, 32);
		else
			(void)err_while(e, "reading encrypted key file %s", path);
	} else if (rc == ERR_OK) {
		rc = secret_new(&key, SIGNER_KEY_LEN, e);
		if (rc == ERR_OK)
			rc = take_text(text, len, path, false, key, e);
		if (rc == ERR_OK)
			memcpy(address, key + 32, 32);
	}
	secret_free(key);
	secret_free(text);
	return rc;
}

/* --- a new file --- */

enum err_code
signer_file_new(const char *path, const uint8_t *p, size_t len, struct err *e)
{
	enum err_code rc = file_create(path, p, len, 0600, e);

	if (rc == ERR_OK)
		return rc;
	if (rc == ERR_REFUSED) {
		(void)err_set(e, ERR_KEY, "%s is there already, and a key file is never written over", path);
		return err_hint(e, "name another file");
	}
	e->code = ERR_KEY;
	return err_while(e, "making key file %s", path);
}

size_t
signer_file_text(uint8_t *out, const uint8_t key[SIGNER_KEY_LEN])
{
	size_t n = 0;

	for (unsigned i = 0; i < SIGNER_KEY_LEN; i++) {
		out[n++] = i == 0 ? '[' : ',';
		if (key[i] >= 100)
			out[n++] = (uint8_t)('0' + key[i] / 100);
		if (key[i] >= 10)
			out[n++] = (uint8_t)('0' + key[i] / 10 % 10);
		out[n++] = (uint8_t)('0' + key[i] % 10);
	}
	out[n++] = ']';
	return n;
}
