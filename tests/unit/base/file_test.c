#include "base/file.h"
#include "base/clock.h"
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char folder[] = "/tmp/keyturn-file-XXXXXX";
static char path[256];

static const char *
in_folder(const char *name)
{
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
replacing(void)
{
	struct buf b = BUF_INIT(100);
	struct err e = ERR_INIT;
	struct stat st;
	enum err_code rc = file_replace(in_folder("a"), "one", 3, 0600, &e);

	CHECK(rc == ERR_OK && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600, "a new file has the mode asked for");
	rc = file_replace(path, "second", 6, 0640, &e);
	CHECK(rc == ERR_OK && file_read(path, &b, &e) == ERR_OK && strcmp(buf_str(&b), "second") == 0,
		"an old file is replaced");
	CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0640, "and takes the new mode");
	rc = file_replace(path, "", 0, 0600, &e);
	buf_reset(&b);
	CHECK(rc == ERR_OK && file_read(path, &b, &e) == ERR_OK && b.len == 0, "an empty file is written and read");
	CHECK(file_replace(in_folder("none/b"), "x", 1, 0600, &e) == ERR_INTERNAL, "no file is made in a missing folder");
	CHECK(file_replace(in_folder("."), "x", 1, 0600, &e) == ERR_INTERNAL, "a folder is not replaced");
	buf_wipe(&b);
}

static void
creating(void)
{
	struct buf b = BUF_INIT(100);
	struct err e = ERR_INIT;
	struct stat st;

	CHECK(file_create(in_folder("c"), "one", 3, 0600, &e) == ERR_OK && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600,
		"a file is made, with the mode asked for");
	CHECK(file_create(path, "two", 3, 0600, &e) == ERR_REFUSED && file_read(path, &b, &e) == ERR_OK &&
		strcmp(buf_str(&b), "one") == 0, "and never written over");
	CHECK(unlink(path) == 0 && symlink("/nowhere", path) == 0 && file_create(path, "x", 1, 0600, &e) == ERR_REFUSED,
		"nor through a link");
	CHECK(unlink(path) == 0 && file_create(in_folder("none/c"), "x", 1, 0600, &e) == ERR_INTERNAL,
		"nor in a missing folder");
	buf_wipe(&b);
}

static void
nothing_left(void)
{
	char command[300];
	(void)snprintf(command, sizeof command, "%s", in_folder("a"));
	CHECK(unlink(command) == 0, "the file is there");
	CHECK(rmdir(folder) == 0 && mkdir(folder, 0700) == 0, "no temporary file is left beside it");
}

static void
reading(void)
{
	struct buf b = BUF_INIT(6);
	struct err e = ERR_INIT;

	CHECK(file_read(in_folder("none"), &b, &e) == ERR_NOT_FOUND, "a missing file is not found");
	CHECK(file_read("/etc/passwd/x", &b, &e) == ERR_NOT_FOUND, "nor one under a file");
	CHECK(file_read(folder, &b, &e) == ERR_USAGE, "a folder is no regular file");
	CHECK(mkfifo(in_folder("fifo"), 0600) == 0 && file_read(path, &b, &e) == ERR_USAGE, "a FIFO is refused at once");
	CHECK(unlink(path) == 0 && file_read("/dev/zero", &b, &e) == ERR_USAGE, "a device is refused");
	CHECK(file_replace(in_folder("six"), "123456", 6, 0600, &e) == ERR_OK && file_read(path, &b, &e) == ERR_OK &&
		strcmp(buf_str(&b), "123456") == 0, "a file of exactly the limit is read");
	buf_reset(&b);
	CHECK(file_replace(path, "1234567", 7, 0600, &e) == ERR_OK && file_read(path, &b, &e) == ERR_USAGE && b.len == 0,
		"one byte more is refused, and nothing is kept of it");
	CHECK(buf_text(&b, "ab") && file_replace(path, "1234", 4, 0600, &e) == ERR_OK &&
		file_read(path, &b, &e) == ERR_OK && strcmp(buf_str(&b), "ab1234") == 0, "content is appended");
	buf_reset(&b);
	CHECK(file_read("/proc/self/status", &b, &e) == ERR_USAGE && b.len == 0, "a file that hides its size is limited too");
	buf_wipe(&b);
	CHECK(unlink(path) == 0, "cleaned");
}

/* A file that is written to between two reads of it: the library's read() is
 * this one here. */
extern void (*file_test_meddle)(void);
void (*file_test_meddle)(void);

ssize_t
read(int fd, void *at, size_t n)
{
	ssize_t got = syscall(SYS_read, fd, at, n);
	void (*once)(void) = file_test_meddle;

	file_test_meddle = NULL;
	if (once != NULL)
		once();
	return got;
}

static const char *meddled;

static void
write_at(off_t at, const char *text)
{
	int fd = open(meddled, O_WRONLY | O_CLOEXEC);

	(void)usleep(20000); /* coarser than the clock of a file system's times */
	CHECK(fd >= 0 && pwrite(fd, text, strlen(text), at) == (ssize_t)strlen(text) && close(fd) == 0, "it is written to meanwhile");
}

static void
grow(void)
{
	write_at(12, "more");
}

static void
overwrite(void)
{
	write_at(0, "others");
}

static void
cut(void)
{
	CHECK(truncate(meddled, 3) == 0, "it is cut meanwhile");
}

static void
renamed_over(void)
{
	struct err e = ERR_INIT;
	enum err_code rc = file_replace(meddled, "another file", 12, 0600, &e);

	CHECK(rc == ERR_OK, "another is put in its place meanwhile");
}

static void
changing(void)
{
	static const struct {
		void (*how)(void);
		enum err_code rc;
		const char *what;
	} rows[] = {
		{ NULL, ERR_OK, "one that stays as it is is read" },
		{ grow, ERR_REFUSED, "one that grows while it is read is refused" },
		{ overwrite, ERR_REFUSED, "and one that is written over with as many bytes" },
		{ cut, ERR_REFUSED, "and one that is cut" },
		{ renamed_over, ERR_OK, "one that is replaced by another is read to its end, as it was" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf b = BUF_INIT(100);
		struct err e = ERR_INIT;
		enum err_code rc;

		CHECK(file_replace(in_folder("changing"), "twelve bytes", 12, 0600, &e) == ERR_OK && buf_text(&b, "before "),
			"a file of 12 bytes");
		meddled = path;
		file_test_meddle = rows[i].how;
		rc = file_read(path, &b, &e);
		CHECK(rc == rows[i].rc && strcmp(buf_str(&b), rc == ERR_OK ? "before twelve bytes" : "before ") == 0, "%s: %s", rows[i].what,
			e.message);
		CHECK(rc == ERR_OK || (strstr(e.message, "changed while it was read") != NULL && e.hint[0] != '\0'), "and says so");
		buf_wipe(&b);
	}
	CHECK(unlink(path) == 0, "it is gone");
}

static void
folders(void)
{
	struct err e = ERR_INIT;
	struct stat st;
	enum err_code rc = file_folder(in_folder("x/y/z"), &e);

	CHECK(rc == ERR_OK && stat(path, &st) == 0 && S_ISDIR(st.st_mode) && (st.st_mode & 07777) == 0700,
		"a folder is made with its parents, for its owner only");
	CHECK(file_folder(path, &e) == ERR_OK, "an existing folder is fine");
	CHECK(file_folder(in_folder("x/y/"), &e) == ERR_OK, "so is one with a slash behind");
	CHECK(file_replace(in_folder("f"), "", 0, 0600, &e) == ERR_OK && file_folder(path, &e) == ERR_INTERNAL,
		"a file is no folder");
	CHECK(file_folder(in_folder("f/g"), &e) == ERR_INTERNAL, "and has none under it");
	CHECK(file_folder("", &e) == ERR_USAGE, "an empty path is refused");
	CHECK(unlink(in_folder("f")) == 0 && rmdir(in_folder("x/y/z")) == 0 && rmdir(in_folder("x/y")) == 0 &&
		rmdir(in_folder("x")) == 0, "cleaned");
}

static uint64_t
fixed_mono(void *ctx)
{
	return *(uint64_t *)ctx;
}

static int64_t
fixed_wall(void *ctx)
{
	return -(int64_t)*(uint64_t *)ctx;
}

static void
clocks(void)
{
	uint64_t at = 5;
	struct clock c = { fixed_mono, fixed_wall, &at }, system = clock_system();
	uint64_t before = clock_mono_ms(&system);

	CHECK(clock_mono_ms(&c) == 5 && clock_wall_s(&c) == -5, "a test owns time");
	CHECK(clock_mono_ms(&system) >= before, "monotonic time does not go back");
	CHECK(clock_wall_s(&system) > 1700000000, "wall time is after 2023");
}

int
main(void)
{
	if (mkdtemp(folder) == NULL)
		return 1;
	replacing();
	creating();
	nothing_left();
	reading();
	changing();
	folders();
	clocks();
	CHECK(rmdir(folder) == 0, "nothing is left behind");
	return test_done();
}
