#include "keys/key_job.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keys/passphrase.h"
#include "keys/secret.h"
#include "keys/signer_process.h"
#include "keys/signer_wire.h"

enum { REPLY_MAX = 2 * ERR_TEXT_MAX + 64 };

/* --- the child --- */

static enum err_code
is_free(const char *path, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) != 0 && errno == ENOENT)
		return ERR_OK;
	(void)err_set(e, ERR_KEY, "%s is there already, and a key file is never written over", path);
	return err_hint(e, "name another file");
}

static enum err_code
put_sealed(const struct key_job *j, const uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	struct sealed_head h = { .cost = j->cost };
	uint8_t *pass = NULL, out[SEALED_LEN];
	size_t len = 0;
	enum err_code rc;

	if (j->no_input) {
		(void)err_set(e, ERR_KEY, "a passphrase has to be typed to encrypt a key, and --no-input is given");
		return err_hint(e, "run it without --no-input");
	}
	rc = secret_new(&pass, SEALED_PASSPHRASE_MAX, e);
	if (rc == ERR_OK)
		rc = passphrase_choose(j->to, pass, &len, e);
	if (rc == ERR_OK) {
		randombytes_buf(h.salt, sizeof h.salt);
		randombytes_buf(h.nonce, sizeof h.nonce);
		rc = sealed_make(&h, key, pass, len, out, e);
	}
	secret_free(pass);
	return rc == ERR_OK ? signer_file_new(j->to, out, sizeof out, e) : rc;
}

static enum err_code
put_plain(const struct key_job *j, const uint8_t key[SIGNER_KEY_LEN], struct err *e)
{
	uint8_t *text = NULL;
	enum err_code rc = secret_new(&text, SIGNER_FILE_MAX, e);

	if (rc == ERR_OK)
		rc = signer_file_new(j->to, text, signer_file_text(text, key), e);
	secret_free(text);
	return rc;
}

static enum err_code
export_key(const struct key_job *j, uint8_t *key, struct err *e)
{
	bool encrypted;
	uint8_t address[32];

	if (signer_file_address(j->from, address, &encrypted, e) != ERR_OK)
		return e->code;
	if (!encrypted)
		return err_set(e, ERR_USAGE, "%s is not encrypted: it is Solana's form already", j->from);
	return signer_file_read(j->from, !j->no_input, key, e) == ERR_OK ? put_plain(j, key, e) : e->code;
}

static enum err_code
do_job(const struct key_job *j, struct key_told *out, uint8_t *key, struct err *e)
{
	enum err_code rc = j->to != NULL ? is_free(j->to, e) : ERR_OK;

	if (rc != ERR_OK)
		return rc;
	switch (j->op) {
	case KEY_SHOW:
		return signer_file_address(j->from, out->address.b, &out->encrypted, e);
	case KEY_NEW:
		(void)crypto_sign_keypair(out->address.b, key);
		rc = j->encrypt ? put_sealed(j, key, e) : put_plain(j, key, e);
		break;
	case KEY_ENCRYPT:
		rc = signer_file_read(j->from, !j->no_input, key, e);
		if (rc == ERR_OK)
			rc = put_sealed(j, key, e);
		break;
	case KEY_EXPORT:
		rc = export_key(j, key, e);
		break;
	}
	out->encrypted = j->op == KEY_ENCRYPT || (j->op == KEY_NEW && j->encrypt);
	memcpy(out->address.b, key + 32, 32);
	return rc;
}

static _Noreturn void
child(const struct key_job *j, int fd, pid_t parent)
{
	bool standard = j->from != NULL && strcmp(j->from, "-") == 0;
	struct key_told told = { .encrypted = false };
	struct err e = ERR_INIT;
	uint8_t out[REPLY_MAX], *key = NULL;
	struct wr w = wr_to(out, sizeof out);
	enum err_code rc = signer_prepare(fd, standard, parent, &e);

	if (rc == ERR_OK && sodium_init() < 0)
		rc = err_set(&e, ERR_KEY, "libsodium cannot start");
	if (rc == ERR_OK)
		rc = secret_new(&key, SIGNER_KEY_LEN, &e);
	if (rc == ERR_OK)
		rc = do_job(j, &told, key, &e);
	secret_free(key);
	if (rc == ERR_OK) {
		wr_u8(&w, ERR_OK);
		wr_bytes(&w, told.address.b, 32);
		wr_u8(&w, told.encrypted);
	} else {
		signer_failure_put(&w, &e);
	}
	(void)!write(SIGNER_FD, out, w.len);
	_exit(rc == ERR_OK ? 0 : 1);
}

/* --- the parent --- */

/* All the child says before it ends. */
static size_t
listen_to(int fd, uint8_t *p, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = recv(fd, p + len, size - len, 0);

		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		len += n > 0 ? (size_t)n : 0;
	}
	return len;
}

static enum err_code
understand(const uint8_t *p, size_t len, struct key_told *out, struct err *e)
{
	struct rd r = rd_from(p, len);
	uint8_t code = rd_u8(&r);

	if (len == 0)
		return err_set(e, ERR_KEY, "the process that holds the key has ended");
	if (code != ERR_OK)
		return signer_failure_get(&r, code, e);
	rd_bytes(&r, out->address.b, 32);
	out->encrypted = rd_u8(&r) != 0;
	return rd_end(&r) ? ERR_OK : err_set(e, ERR_KEY, "the process that holds the key talks nonsense");
}

enum err_code
key_job_run(const struct key_job *j, struct key_told *out, struct err *e)
{
	pid_t parent = getpid(), pid;
	uint8_t reply[REPLY_MAX];
	size_t len;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(e, ERR_KEY, "making a pair of sockets: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		(void)close(pair[0]);
		child(j, pair[1], parent);
	}
	(void)close(pair[1]);
	if (pid < 0) {
		(void)close(pair[0]);
		return err_set(e, ERR_KEY, "starting the process that holds the key: %s", strerror(errno));
	}
	len = listen_to(pair[0], reply, sizeof reply);
	(void)close(pair[0]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return understand(reply, len, out, e);
}
