/* passphrase_check.c - the key commands on a terminal: what is asked, what is
 * shown, and the terminal afterwards, however they end.
 * usage: passphrase_check [KEYTURN] */

#include "keys/sealed.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>

#include "keyfile.h"
#include "test.h"

enum { WAIT_MS = 20000 };

static const char *binary = "build/release/keyturn";
static char folder[] = "/tmp/keyturn-passphrase-XXXXXX";
static char plain[100], enc[100], out[100];

/* One run on a terminal of its own. */
struct run {
	int master;
	pid_t pid;
	char said[16384];
	size_t len;
};

static void
become(const char *const *args, int slave)
{
	const char *argv[12] = { binary };
	const char *const env[] = { "HOME=/nonexistent", "TERM=xterm", NULL };
	unsigned n = 1;

	for (; args[n - 1] != NULL && n < 11; n++)
		argv[n] = args[n - 1];
	if (slave >= 0) {
		(void)dup2(slave, 0);
		(void)dup2(slave, 1);
		(void)dup2(slave, 2);
	}
	(void)execve(binary, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
	_exit(127);
}

static bool
start(struct run *r, const char *const *args)
{
	memset(r, 0, sizeof *r);
	r->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (r->master < 0 || grantpt(r->master) != 0 || unlockpt(r->master) != 0)
		return false;
	(void)fflush(stdout);
	r->pid = fork();
	if (r->pid == 0) {
		int slave;

		(void)setsid();
		slave = open(ptsname(r->master), O_RDWR); /* which makes it the controlling one */
		become(args, slave);
	}
	return r->pid > 0;
}

/* Reads until `text` is there after `from`; false when it never comes. */
static bool
expect(struct run *r, const char *text)
{
	struct pollfd p = { .fd = r->master, .events = POLLIN };

	while (strstr(r->said, text) == NULL) {
		ssize_t n;

		if (poll(&p, 1, WAIT_MS) <= 0 || (n = read(r->master, r->said + r->len, sizeof r->said - 1 - r->len)) <= 0)
			return false;
		r->len += (size_t)n;
	}
	return true;
}

/* What was said so far is not looked at again. */
static void
forget(struct run *r)
{
	memset(r->said, 0, sizeof r->said);
	r->len = 0;
}

static void
type(const struct run *r, const char *keys)
{
	(void)!write(r->master, keys, strlen(keys));
}

static bool
echo_is(const struct run *r, bool on)
{
	struct termios t;

	return tcgetattr(r->master, &t) == 0 && ((t.c_lflag & ECHO) != 0) == on && ((t.c_lflag & ISIG) != 0) == on &&
		((t.c_lflag & ICANON) != 0) == on;
}

/* Its exit code; all it said is there then.  -1 when a signal ended it. */
static int
finish(struct run *r)
{
	struct pollfd p = { .fd = r->master, .events = POLLIN };
	int status = 0;

	while (r->len < sizeof r->said - 1 && poll(&p, 1, WAIT_MS) > 0) {
		ssize_t n = read(r->master, r->said + r->len, sizeof r->said - 1 - r->len);

		if (n <= 0)
			break; /* EIO: the last one closed it */
		r->len += (size_t)n;
	}
	for (char *c = r->said; *c != '\0'; c++) /* one line of TAP */
		*c = *c == '\r' || *c == '\n' ? ' ' : *c;
	(void)waitpid(r->pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define CHEAP "--memory", "8", "--passes", "1"

static size_t
size_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

static void
makes(void)
{
	struct run r;
	struct stat st;

	CHECK(start(&r, ARGS("key", "new", "--encrypt", CHEAP, enc)) && expect(&r, "New passphrase for "), "a new one is asked for");
	CHECK(echo_is(&r, false), "with the echo off");
	type(&r, "corrext horse\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f" "ct horse\r");
	CHECK(expect(&r, "The same again: "), "then once more");
	type(&r, "nonsense\x15" "correct horse\r");
	CHECK(finish(&r) == 0, "the key is made: %s", r.said);
	CHECK(strstr(r.said, "horse") == NULL && strstr(r.said, "nonsense") == NULL, "nothing that was typed is shown");
	CHECK(lstat(enc, &st) == 0 && st.st_size == SEALED_LEN && (st.st_mode & 07777) == 0600, "in 140 bytes of mode 0600");
	(void)close(r.master);
	CHECK(start(&r, ARGS("key", "new", enc)) && finish(&r) == 10 && strstr(r.said, "there already") != NULL,
		"it is not written over");
	CHECK(size_of(enc) == SEALED_LEN, "and is as it was");
	(void)close(r.master);
}

static void
differ(void)
{
	struct run r;

	CHECK(start(&r, ARGS("key", "encrypt", CHEAP, plain, out)) && expect(&r, "New passphrase"), "to encrypt");
	type(&r, "correct horse\r");
	(void)expect(&r, "again: ");
	type(&r, "correct house\r");
	CHECK(finish(&r) == 10 && strstr(r.said, "differ") != NULL && size_of(out) == 0, "two that differ make no file");
	(void)close(r.master);
	CHECK(start(&r, ARGS("key", "encrypt", CHEAP, plain, out)) && expect(&r, "New passphrase"), "again");
	type(&r, "short\r");
	CHECK(finish(&r) == 10 && strstr(r.said, "at least 8") != NULL && size_of(out) == 0, "nor does one of 5 bytes");
	(void)close(r.master);
	CHECK(start(&r, ARGS("key", "encrypt", CHEAP, plain, out)) && expect(&r, "New passphrase"), "again");
	for (unsigned i = 0; i < 110; i++)
		type(&r, "0123456789");
	CHECK(finish(&r) == 10 && strstr(r.said, "over 1023 bytes") != NULL && size_of(out) == 0, "nor one of 1,100");
	(void)close(r.master);
}

/* Encrypted and back: the same bytes as the Solana CLI's file. */
static void
round_trip(void)
{
	char phrase[64], a[600] = "", b[600] = "";
	const char *at;
	struct run r;
	int fd;

	(void)unlink(enc);
	CHECK(start(&r, ARGS("key", "encrypt", CHEAP, plain, enc)) && expect(&r, "New passphrase"), "a Solana file is encrypted");
	type(&r, "correct horse\r");
	(void)expect(&r, "again: ");
	type(&r, "correct horse\r");
	CHECK(finish(&r) == 0 && size_of(enc) == SEALED_LEN, "to another: %s", r.said);
	(void)close(r.master);
	CHECK(start(&r, ARGS("key", "export", enc, out)) && expect(&r, "to go on: "), "to export it a phrase is to be typed");
	at = strstr(r.said, "Type export ");
	(void)snprintf(phrase, sizeof phrase, "%.15s\r", at != NULL ? at + 5 : "");
	forget(&r);
	type(&r, phrase);
	CHECK(expect(&r, "Passphrase for ") && echo_is(&r, false), "then the passphrase");
	type(&r, "correct horse\r");
	CHECK(finish(&r) == 0, "it is exported: %s", r.said);
	fd = open(plain, O_RDONLY);
	CHECK(fd >= 0 && read(fd, a, sizeof a - 1) > 100 && close(fd) == 0, "the file it was");
	fd = open(out, O_RDONLY);
	CHECK(fd >= 0 && read(fd, b, sizeof b - 1) > 100 && close(fd) == 0 && strcmp(a, b) == 0, "byte for byte");
	(void)close(r.master);
	(void)unlink(out);
	CHECK(start(&r, ARGS("key", "export", "--yes", enc, out)) && expect(&r, "to go on: "), "--yes does not confirm it");
	type(&r, "yes\r");
	CHECK(finish(&r) == 11 && size_of(out) == 0, "another word is no consent");
	(void)close(r.master);
}

static void
wrong(void)
{
	struct run r;

	CHECK(start(&r, ARGS("key", "encrypt", CHEAP, enc, out)) && expect(&r, "Passphrase for "), "an encrypted one is opened first");
	for (unsigned i = 0; i < 3; i++) {
		forget(&r);
		type(&r, "wrong horse\r");
		if (i < 2)
			(void)expect(&r, "That is not it");
	}
	CHECK(finish(&r) == 10 && strstr(r.said, "wrong, or the file is damaged") != NULL, "wrong three times: %s", r.said);
	CHECK(size_of(out) == 0, "nothing was written");
	(void)close(r.master);
}

/* A file with one byte changed; `asks`: only the passphrase tells that it was. */
static void
broken(const char *what, size_t at, uint8_t flip, bool asks)
{
	char bad[120];
	uint8_t bytes[SEALED_LEN];
	struct run r;
	int fd = open(enc, O_RDONLY);

	(void)snprintf(bad, sizeof bad, "%s/bad.key", folder);
	CHECK(fd >= 0 && read(fd, bytes, sizeof bytes) == SEALED_LEN && close(fd) == 0, "%s: a copy", what);
	bytes[at] ^= flip;
	CHECK(keyfile_put(bad, bytes, sizeof bytes, 0600) && start(&r, ARGS("key", "encrypt", CHEAP, bad, out)), "%s is opened", what);
	for (unsigned i = 0; asks && i < 3; i++) {
		(void)expect(&r, i == 0 ? "Passphrase for " : "That is not it");
		forget(&r);
		type(&r, "correct horse\r");
	}
	CHECK(finish(&r) == 10 && strstr(r.said, bad) != NULL && (asks || strstr(r.said, "Passphrase") == NULL), "%s: %s", what,
		r.said);
	CHECK(size_of(out) == 0, "nothing was written");
	(void)close(r.master);
	(void)unlink(bad);
}

static void
foreign(void)
{
	struct run r;

	CHECK(chmod(enc, 0640) == 0 && start(&r, ARGS("key", "show", enc)) && finish(&r) == 10 &&
		strstr(r.said, "mode 0640") != NULL, "an encrypted file others may read is refused: %s", r.said);
	(void)close(r.master);
	(void)chmod(enc, 0600);
	if (geteuid() != 0) {
		printf("ok %d - an encrypted file of another owner # SKIP only root can make one\n", ++test_no);
		return;
	}
	CHECK(chown(enc, 65534, 65534) == 0 && start(&r, ARGS("key", "show", enc)) && finish(&r) == 10 &&
		strstr(r.said, "belongs to user 65534") != NULL, "and one of another owner: %s", r.said);
	(void)close(r.master);
	(void)!chown(enc, 0, 0);
}

/* Cancelled or ended while the echo is off: it is on again soon. */
static void
cut_short(const char *what, const char *keys, int signal_no, int code)
{
	struct run r;
	bool back = false;

	CHECK(start(&r, ARGS("key", "encrypt", CHEAP, enc, out)) && expect(&r, "Passphrase for ") && echo_is(&r, false),
		"%s: asked", what);
	type(&r, "corr");
	if (keys != NULL)
		type(&r, keys);
	else
		(void)kill(r.pid, signal_no);
	if (code >= 0)
		CHECK(finish(&r) == code, "%s: exit %d: %s", what, code, r.said);
	else
		(void)waitpid(r.pid, NULL, 0);
	for (unsigned i = 0; !back && i < 500; i++) {
		back = echo_is(&r, true);
		(void)usleep(10000);
	}
	CHECK(back && size_of(out) == 0, "%s: the terminal is as before, and there is no file", what);
	(void)close(r.master);
}

/* Neither a terminal nor --no-input: said, and nothing is waited for. */
static void
no_terminal(void)
{
	struct run r;
	int status = 0, fd = open("/dev/null", O_RDWR);
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)setsid();
		become(ARGS("key", "encrypt", CHEAP, enc, out), fd);
	}
	(void)waitpid(pid, &status, 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 10, "without a terminal it is refused");
	(void)close(fd);
	CHECK(start(&r, ARGS("--no-input", "key", "encrypt", CHEAP, enc, out)) && finish(&r) == 10 &&
		strstr(r.said, "--no-input") != NULL && strstr(r.said, "Passphrase for") == NULL, "with --no-input: %s", r.said);
	(void)close(r.master);
	CHECK(start(&r, ARGS("--no-input", "key", "show", enc)) && finish(&r) == 0, "its address needs no passphrase: %s", r.said);
	(void)close(r.master);
	CHECK(size_of(out) == 0, "nothing was written");
}

int
main(int argc, char **argv)
{
	uint8_t key[64], address[32];
	char text[KEYFILE_TEXT];
	size_t len;

	if (argc > 1)
		binary = argv[1];
	if (sodium_init() < 0 || mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(plain, sizeof plain, "%s/id.json", folder);
	(void)snprintf(enc, sizeof enc, "%s/id.key", folder);
	(void)snprintf(out, sizeof out, "%s/out.key", folder);
	(void)crypto_sign_keypair(address, key);
	len = keyfile_text(text, key);
	CHECK(keyfile_put(plain, text, len, 0600), "a Solana key file");
	makes();
	differ();
	round_trip();
	wrong();
	broken("another format", 8, 2, false);
	broken("too many passes", 15, 0x80, false);
	broken("too much memory", 19, 0x80, false);
	broken("another salt", 25, 1, true);
	broken("another address", 60, 1, true);
	broken("another seed", 100, 1, true);
	foreign();
	cut_short("^C", "\x03", 0, 11);
	cut_short("^\\", "\x1c", 0, 11);
	cut_short("^D on an empty line", "\x15\x04", 0, 11);
	cut_short("SIGINT", NULL, SIGINT, -1);
	cut_short("SIGTERM", NULL, SIGTERM, -1);
	cut_short("SIGKILL", NULL, SIGKILL, -1);
	no_terminal();
	(void)unlink(plain);
	(void)unlink(enc);
	(void)unlink(out);
	(void)rmdir(folder);
	return test_done();
}
