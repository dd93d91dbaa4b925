#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 65536 };

static enum err_code
failed(struct err *e, const char *what, const char *path)
{
	int no = errno;

	return err_set(e, ERR_INTERNAL, "%s %s: %s", what, path, strerror(no));
}

static enum err_code
too_large(const char *path, const struct buf *out, struct err *e)
{
	return err_set(e, ERR_USAGE, "%s is larger than the %zu bytes allowed", path, out->max);
}

/* Until end of file; the file may grow or shrink meanwhile. */
static enum err_code
read_all(int fd, const char *path, struct buf *out, struct err *e)
{
	for (;;) {
		size_t left = out->max - out->len;
		uint8_t extra, *at = left == 0 ? &extra : buf_room(out, left < READ_STEP ? left : READ_STEP);
		ssize_t n;

		if (at == NULL)
			return too_large(path, out, e);
		n = read(fd, at, left == 0 ? 1 : left < READ_STEP ? left : READ_STEP);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "reading", path);
		if (n == 0)
			return ERR_OK;
		if (left == 0)
			return too_large(path, out, e);
		buf_added(out, (size_t)n);
	}
}

static enum err_code
check_kind(const struct stat *st, const char *path, struct buf *out, struct err *e)
{
	if (!S_ISREG(st->st_mode)) {
		(void)err_set(e, ERR_USAGE, "%s is not a regular file", path);
		return err_hint(e, S_ISDIR(st->st_mode) ? "it is a folder: name a file in it" : "name a file");
	}
	if (st->st_size > 0 && (uintmax_t)st->st_size > out->max - out->len)
		return err_set(e, ERR_USAGE, "%s is %jd bytes, %zu are allowed", path,
			(intmax_t)st->st_size, out->max - out->len);
	if (st->st_size > 0)
		(void)buf_room(out, (size_t)st->st_size);
	return ERR_OK;
}

static bool
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* What was read may be half of the one content and half of the other.  `len`
 * bytes were read; files of a kernel's making have no size.  One whose name was
 * given to another meanwhile (no link is left) is as it was. */
static enum err_code
check_same(int fd, const struct stat *was, size_t len, const char *path, struct err *e)
{
	struct stat is;

	if (fstat(fd, &is) != 0)
		return failed(e, "looking at", path);
	if (is.st_size == was->st_size && (is.st_size == 0 || (uintmax_t)is.st_size == len)
		&& same_time(&is.st_mtim, &was->st_mtim) && (is.st_nlink == 0 || same_time(&is.st_ctim, &was->st_ctim)))
		return ERR_OK;
	(void)err_set(e, ERR_REFUSED, "%s changed while it was read: %jd bytes before, %jd after, %zu read", path,
		(intmax_t)was->st_size, (intmax_t)is.st_size, len);
	return err_hint(e, "let whatever writes it come to its end, then run the same command again");
}

static enum err_code
read_open(int fd, const char *path, struct buf *out, struct err *e)
{
	size_t before = out->len;
	struct stat was;

	if (fstat(fd, &was) != 0)
		return failed(e, "looking at", path);
	if (check_kind(&was, path, out, e) != ERR_OK || read_all(fd, path, out, e) != ERR_OK)
		return e->code;
	return check_same(fd, &was, out->len - before, path, e);
}

enum err_code
file_read(const char *path, struct buf *out, struct err *e)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t before = out->len;
	enum err_code rc;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		(void)err_set(e, ERR_NOT_FOUND, "there is no file %s", path);
		return err_hint(e, "check the path");
	}
	if (fd < 0)
		return failed(e, "opening", path);
	rc = read_open(fd, path, out, e);
	if (rc != ERR_OK && out->p != NULL) {
		out->len = before;
		out->p[before] = '\0';
	}
	(void)close(fd);
	return rc;
}

static int
write_all(int fd, const uint8_t *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The folder `path` lies in, so that the rename itself is on disk. */
static int
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, rc;

	(void)snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
		slash == NULL ? "." : path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = fsync(fd);
	(void)close(fd);
	return rc;
}

enum err_code
file_replace(const char *path, const void *p, size_t len, mode_t mode, struct err *e)
{
	char temporary[PATH_MAX];
	enum err_code rc = ERR_OK;
	int fd;

	if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary)
		return err_set(e, ERR_USAGE, "path of %zu bytes is too long", strlen(path));
	fd = mkstemp(temporary);
	if (fd < 0)
		return failed(e, "creating a file beside", path);
	if (fchmod(fd, mode) != 0 || write_all(fd, p, len) != 0 || fsync(fd) != 0)
		rc = failed(e, "writing", temporary);
	if (close(fd) != 0 && rc == ERR_OK)
		rc = failed(e, "closing", temporary);
	if (rc == ERR_OK && rename(temporary, path) != 0)
		rc = failed(e, "replacing", path);
	if (rc != ERR_OK) {
		(void)unlink(temporary);
		return rc;
	}
	return sync_folder(path) == 0 ? ERR_OK : failed(e, "syncing the folder of", path);
}

enum err_code
file_create(const char *path, const void *p, size_t len, mode_t mode, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	enum err_code rc = ERR_OK;

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_REFUSED, "%s is there already", path);
	if (fd < 0)
		return failed(e, "making", path);
	if (fchmod(fd, mode) != 0 || write_all(fd, p, len) != 0 || fsync(fd) != 0)
		rc = failed(e, "writing", path);
	if (close(fd) != 0 && rc == ERR_OK)
		rc = failed(e, "closing", path);
	if (rc == ERR_OK && sync_folder(path) != 0)
		rc = failed(e, "syncing the folder of", path);
	if (rc != ERR_OK)
		(void)unlink(path);
	return rc;
}

static enum err_code
make_one(const char *path, struct err *e)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return ERR_OK;
	if (errno != EEXIST)
		return failed(e, "making folder", path);
	if (stat(path, &st) != 0)
		return failed(e, "looking at", path);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_INTERNAL, "%s is not a folder", path);
	return ERR_OK;
}

enum err_code
file_folder(const char *path, struct err *e)
{
	char part[PATH_MAX];
	size_t len = strlen(path);
	enum err_code rc = ERR_OK;

	if (len == 0 || len >= sizeof part)
		return err_set(e, ERR_USAGE, "folder path of %zu bytes", len);
	memcpy(part, path, len + 1);
	for (size_t i = 1; rc == ERR_OK && i < len; i++) {
		if (part[i] != '/')
			continue;
		part[i] = '\0';
		rc = make_one(part, e);
		part[i] = '/';
	}
	return rc == ERR_OK ? make_one(part, e) : rc;
}
