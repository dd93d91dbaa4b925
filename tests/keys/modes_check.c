/* modes_check.c - R19: which key files are taken.  Every mode, owner and kind of
 * file goes through the whole signer, as a user's would. */

#include "keys/signer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "keyfile.h"
#include "test.h"

static char folder[] = "/tmp/keyturn-modes-XXXXXX";
static char path[100];
static char text[KEYFILE_TEXT];
static size_t text_len;
static uint8_t key[64];

static struct guard_config config;

static enum err_code
start(const char *p, struct err *e)
{
	struct signer *s = NULL;
	enum err_code rc = signer_start(p, &config, &s, e);

	if (rc == ERR_OK && memcmp(signer_address(s), key + 32, 32) != 0)
		rc = ERR_MISMATCH;
	signer_free(s);
	return rc;
}

/* Refused, and the error names the path, the mode in octal, and the cure. */
static bool
says(const struct err *e, unsigned mode, bool cure)
{
	char octal[16], chmod600[260];

	(void)snprintf(octal, sizeof octal, "mode %04o", mode);
	(void)snprintf(chmod600, sizeof chmod600, "chmod 600 %s", path);
	return strstr(e->message, path) != NULL && strstr(e->message, octal) != NULL &&
		(!cure || strstr(e->hint, chmod600) != NULL);
}

static void
all_modes(uid_t owner)
{
	unsigned taken = 0, refused = 0, silent = 0, wrong = 0;

	for (unsigned mode = 0; mode <= 0777; mode++) {
		struct err e = ERR_INIT;
		enum err_code rc;
		bool good = owner == geteuid() && (mode == 0400 || mode == 0600);

		if (!keyfile_put(path, text, text_len, 0600) || (owner != geteuid() && chown(path, owner, (gid_t)-1) != 0) ||
			chmod(path, mode) != 0)
			wrong++;
		rc = start(path, &e);
		if ((rc == ERR_OK) != good || (rc != ERR_OK && rc != ERR_KEY))
			wrong++;
		taken += rc == ERR_OK;
		refused += rc == ERR_KEY;
		/* Without the right to open it, the system's own reason stands instead of the mode. */
		silent += rc == ERR_KEY && !says(&e, mode, true) && strstr(e.message, strerror(EACCES)) == NULL;
	}
	CHECK(wrong == 0 && taken + refused == 512, "owner %s: of 512 modes %u taken, %u refused",
		owner == geteuid() ? "the user" : "another", taken, refused);
	CHECK(taken == (owner == geteuid() ? 2 : 0), "only 0400 and 0600 of the user's own are taken");
	CHECK(silent == 0, "each refusal names the path, the mode and chmod 600");
}

static void
special_bits(void)
{
	unsigned taken = 0;

	for (unsigned bits = 01000; bits <= 07000; bits += 01000)
		for (unsigned mode = 0400; mode <= 0600; mode += 0200) {
			struct err e = ERR_INIT;

			if (!keyfile_put(path, text, text_len, 0600) || chmod(path, bits | mode) != 0)
				taken++;
			taken += start(path, &e) == ERR_OK;
		}
	CHECK(taken == 0, "set-id and sticky bits beside 0400 and 0600 are refused");
}

static void
kinds(void)
{
	struct err e = ERR_INIT;
	char target[100], deep[110];
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd;

	(void)snprintf(target, sizeof target, "%s/target", folder);
	(void)unlink(path);
	CHECK(keyfile_put(target, text, text_len, 0600) && symlink(target, path) == 0 && start(path, &e) == ERR_KEY &&
		strstr(e.message, "symbolic link") != NULL, "a symbolic link is refused: %s", e.message);
	(void)unlink(path);
	CHECK(mkfifo(path, 0600) == 0 && start(path, &e) == ERR_KEY && says(&e, 0600, false),
		"a FIFO is refused at once: %s", e.message);
	(void)unlink(path);
	CHECK(mkdir(path, 0700) == 0 && start(path, &e) == ERR_KEY && says(&e, 0700, false), "a folder is refused: %s",
		e.message);
	(void)rmdir(path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	(void)snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
	CHECK(bind(fd, (const struct sockaddr *)&un, sizeof un) == 0 && start(path, &e) == ERR_KEY,
		"a socket is refused: %s", e.message);
	(void)close(fd);
	(void)unlink(path);
	CHECK(start(path, &e) == ERR_KEY && strstr(e.message, path) != NULL && e.hint[0] != '\0', "no file: %s", e.message);
	CHECK(start("/dev/zero", &e) == ERR_KEY, "a device is refused: %s", e.message);
	(void)snprintf(deep, sizeof deep, "%s/x", target);
	CHECK(start(deep, &e) == ERR_KEY, "a path through a file is refused: %s", e.message);
	(void)unlink(target);
}

static void
content(const char *what, const void *p, size_t len, bool good)
{
	struct err e = ERR_INIT;
	enum err_code rc;

	CHECK(keyfile_put(path, p, len, 0600), "%s: the file is made", what);
	rc = start(path, &e);
	CHECK(rc == (good ? ERR_OK : ERR_KEY) && (good || strstr(e.message, path) != NULL),
		"%s: %s%s", what, good ? "taken" : "refused: ", good ? "" : e.message);
}

static void
contents(void)
{
	static char big[5000];
	uint8_t bad[64];
	char other[KEYFILE_TEXT], spaced[2 * KEYFILE_TEXT];
	size_t n = 0;
	unsigned taken = 0;

	content("as solana-keygen writes it", text, text_len, true);
	for (size_t i = 0; i < text_len; i++) {
		spaced[n++] = text[i];
		if (text[i] == ',')
			spaced[n++] = '\n';
	}
	spaced[n++] = '\n';
	content("with line breaks", spaced, n, true);
	content("empty", "", 0, false);
	memset(big, ' ', sizeof big);
	memcpy(big, text, text_len);
	content("4096 bytes", big, 4096, true);
	content("4097 bytes", big, 4097, false);
	for (unsigned i = 0; i < 64; i++) {
		struct err e = ERR_INIT;

		memcpy(bad, key, 64);
		bad[i] ^= 1;
		n = keyfile_text(other, bad);
		taken += !keyfile_put(path, other, n, 0600) || start(path, &e) != ERR_KEY;
	}
	CHECK(taken == 0, "either half with one bit changed, 64 files: refused, the halves disagree");
	taken = 0;
	for (size_t i = 0; i < text_len; i++) {
		struct err e = ERR_INIT;

		taken += !keyfile_put(path, text, i, 0600) || start(path, &e) != ERR_KEY;
	}
	CHECK(taken == 0, "every shorter prefix, %zu files: refused", text_len);
	(void)snprintf(spaced, sizeof spaced, "%s]", text);
	content("one bracket more", spaced, strlen(spaced), false);
	(void)snprintf(spaced, sizeof spaced, "{\"key\":%s}", text);
	content("an object", spaced, strlen(spaced), false);
	(void)snprintf(spaced, sizeof spaced, "[256%s", strchr(text, ','));
	content("a number over 255", spaced, strlen(spaced), false);
	(void)snprintf(spaced, sizeof spaced, "[-1%s", strchr(text, ','));
	content("a negative number", spaced, strlen(spaced), false);
	(void)snprintf(spaced, sizeof spaced, "[1.0%s", strchr(text, ','));
	content("a fraction", spaced, strlen(spaced), false);
	(void)snprintf(spaced, sizeof spaced, "[007%s", strchr(text, ','));
	content("leading zeros", spaced, strlen(spaced), false);
}

int
main(void)
{
	uint8_t address[32];

	if (!solana_init() || mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/id.json", folder);
	(void)crypto_sign_keypair(address, key);
	text_len = keyfile_text(text, key);
	all_modes(geteuid());
	if (geteuid() == 0)
		all_modes(1);
	else
		printf("ok %d - key files of another owner # SKIP only root can make them\n", ++test_no);
	special_bits();
	kinds();
	contents();
	(void)unlink(path);
	CHECK(rmdir(folder) == 0, "nothing else is left in the folder");
	return test_done();
}
