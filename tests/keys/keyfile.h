#ifndef TESTS_KEYS_KEYFILE_H
#define TESTS_KEYS_KEYFILE_H

/* keyfile.h - keypair files for the tests of the signer: good ones and bad ones. */

#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEYFILE_TEXT 512

/* keyfile_text writes the 64 bytes as solana-keygen does; returns the length. */
static inline size_t
keyfile_text(char out[KEYFILE_TEXT], const uint8_t key[64])
{
	size_t n = 0;

	for (unsigned i = 0; i < 64; i++)
		n += (size_t)snprintf(out + n, KEYFILE_TEXT - n, "%s%u", i == 0 ? "[" : ",", key[i]);
	n += (size_t)snprintf(out + n, KEYFILE_TEXT - n, "]");
	return n;
}

/* keyfile_put makes `path` anew with these bytes and exactly this mode. */
static inline bool
keyfile_put(const char *path, const void *p, size_t len, mode_t mode)
{
	int fd;
	bool ok;

	(void)unlink(path);
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
	ok = fd >= 0 && write(fd, p, len) == (ssize_t)len && fchmod(fd, mode) == 0;
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

#endif
