/* confine_check.c - R20: what the signer process has and may do, as /proc shows
 * it, and what becomes of it at any system call it does not need. */

#include "keys/signer.h"
#include "keys/signer_process.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "keyfile.h"
#include "test.h"

static struct guard_config config;
static char folder[] = "/tmp/keyturn-confine-XXXXXX";
static char path[100];

/* The only child of this process; 0 when there is none. */
static pid_t
only_child(void)
{
	char name[64], line[64] = "";
	FILE *f;

	(void)snprintf(name, sizeof name, "/proc/self/task/%d/children", (int)getpid());
	f = fopen(name, "r");
	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) == NULL)
		line[0] = '\0';
	(void)fclose(f);
	return (pid_t)strtol(line, NULL, 10);
}

/* The value of "Name:" in /proc/PID/status or /proc/PID/limits. */
static bool
proc_line(pid_t pid, const char *file, const char *name, char *out, size_t size)
{
	char at[64], line[300];
	bool found = false;
	FILE *f;

	(void)snprintf(at, sizeof at, "/proc/%d/%s", (int)pid, file);
	f = fopen(at, "r");
	while (f != NULL && !found && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0) {
			(void)snprintf(out, size, "%s", line + strlen(name) + strspn(line + strlen(name), ": \t"));
			found = true;
		}
	if (f != NULL)
		(void)fclose(f);
	return found;
}

static void
status(pid_t pid)
{
	char v[300] = "";

	CHECK(proc_line(pid, "status", "Seccomp", v, sizeof v) && strtol(v, NULL, 10) == 2, "seccomp mode is 2");
	CHECK(proc_line(pid, "status", "Seccomp_filters", v, sizeof v) && strtol(v, NULL, 10) >= 1, "a filter is in place");
	CHECK(proc_line(pid, "status", "NoNewPrivs", v, sizeof v) && v[0] == '1', "it can gain no privileges");
	CHECK(proc_line(pid, "status", "Threads", v, sizeof v) && v[0] == '1', "it has one thread");
	CHECK(proc_line(pid, "status", "VmLck", v, sizeof v) && strtol(v, NULL, 10) > 0, "it has locked memory");
	CHECK(proc_line(pid, "limits", "Max core file size", v, sizeof v) && strncmp(v, "0 ", 2) == 0, "no core dump");
}

static void
descriptors(pid_t pid)
{
	char at[64], link[80], to[80] = "";
	unsigned n = 0;
	struct dirent *d;
	DIR *dir;

	(void)snprintf(at, sizeof at, "/proc/%d/fd", (int)pid);
	dir = opendir(at);
	if (dir == NULL) {
		printf("ok %d - the signer's descriptors # SKIP not dumpable, so only root sees them\n", ++test_no);
		return;
	}
	while ((d = readdir(dir)) != NULL)
		if (d->d_name[0] != '.') {
			ssize_t len;

			(void)snprintf(link, sizeof link, "%.60s/%.10s", at, d->d_name);
			len = readlink(link, to, sizeof to - 1);
			to[len > 0 ? len : 0] = '\0';
			n++;
		}
	(void)closedir(dir);
	CHECK(n == 1 && strncmp(to, "socket:", 7) == 0, "of %u descriptor the only one is the pair: %s", n, to);
}

static void
not_dumpable(pid_t pid)
{
	char at[64];
	struct stat st;

	(void)snprintf(at, sizeof at, "/proc/%d/mem", (int)pid);
	if (geteuid() == 0) {
		printf("ok %d - its memory is closed to its own user # SKIP root may read all\n", ++test_no);
		return;
	}
	CHECK(stat(at, &st) != 0 || st.st_uid == 0, "its memory is closed to its own user");
	CHECK(open(at, O_RDONLY) < 0 && errno == EACCES, "and cannot be opened");
}

/* Waits up to 5 s for a process that is no child of ours to be gone. */
static bool
gone(pid_t pid)
{
	for (unsigned i = 0; i < 500 && kill(pid, 0) == 0; i++)
		(void)usleep(10000);
	return kill(pid, 0) != 0;
}

static void
ends_with_parent(void)
{
	struct err e = ERR_INIT;
	struct signer *s = NULL;
	int pipes[2];
	pid_t parent, child = 0;
	CHECK(pipe(pipes) == 0, "a pipe");
	parent = fork();
	if (parent == 0) {
		if (signer_start(path, &config, &s, &e) == ERR_OK)
			child = only_child();
		(void)!write(pipes[1], &child, sizeof child);
		(void)pause();
		_exit(0);
	}
	CHECK(read(pipes[0], &child, sizeof child) == sizeof child && child > 0 && kill(child, 0) == 0, "a signer runs");
	(void)kill(parent, SIGKILL);
	(void)waitpid(parent, NULL, 0);
	CHECK(child > 0 && gone(child), "it ends when its parent is killed");
	(void)close(pipes[0]);
	(void)close(pipes[1]);
}

/* --- a process of its own per system call --- */

static void
call(long n, long a, long b, long c)
{
	(void)syscall(n, a, b, c, 0L, 0L, 0L);
}

/* Returns the status of a confined process that made the call. */
static int
confined(long n, long a, long b, long c)
{
	struct err e = ERR_INIT;
	int pair[2], status = 0;
	pid_t parent = getpid(), child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return -1;
	child = fork();
	if (child == 0) {
		if (signer_prepare(pair[1], false, parent, &e) != ERR_OK || signer_confine(&e) != ERR_OK)
			_exit(9);
		call(n, a, b, c);
		_exit(7);
	}
	(void)close(pair[1]);
	(void)send(pair[0], "x", 1, MSG_NOSIGNAL); /* it may have ended already */
	(void)waitpid(child, &status, 0);
	(void)close(pair[0]);
	return status;
}

static void
calls(void)
{
	static char byte[8];
	static const struct {
		const char *what;
		long n, a, b, c;
	} killed[] = {
		{ "socket", SYS_socket, AF_INET, SOCK_STREAM, 0 },
		{ "connect", SYS_connect, SIGNER_FD, 0, 0 },
		{ "sendto", SYS_sendto, SIGNER_FD, 0, 0 },
		{ "sendmsg", SYS_sendmsg, SIGNER_FD, 0, 0 },
		{ "openat", SYS_openat, -100, 0, 0 },
		{ "execve", SYS_execve, 0, 0, 0 },
		{ "clone", SYS_clone, SIGCHLD, 0, 0 },
		{ "kill", SYS_kill, 0, 0, 0 },
		{ "ptrace", SYS_ptrace, 0, 0, 0 },
		{ "process_vm_writev", SYS_process_vm_writev, 1, 0, 0 },
		{ "mmap", SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC },
		{ "mprotect", SYS_mprotect, 0, 0, PROT_EXEC },
		{ "munmap", SYS_munmap, 0, 0, 0 },
		{ "brk", SYS_brk, 0, 0, 0 },
		{ "prctl", SYS_prctl, 4 /* PR_SET_DUMPABLE */, 1, 0 },
		{ "seccomp", SYS_seccomp, 0, 0, 0 },
		{ "getpid", SYS_getpid, 0, 0, 0 },
		{ "dup", SYS_dup, SIGNER_FD, 0, 0 },
		{ "ioctl", SYS_ioctl, SIGNER_FD, 0, 0 },
		{ "getrandom", SYS_getrandom, 0, 0, 0 },
		{ "unshare", SYS_unshare, 0, 0, 0 },
		{ "read on descriptor 0", SYS_read, 0, 0, 0 },
		{ "read on descriptor 4", SYS_read, 4, 0, 0 },
		{ "write on descriptor 1", SYS_write, 1, 0, 0 },
		{ "write on descriptor 2", SYS_write, 2, 0, 0 },
		{ "a number no kernel has", 100000, 0, 0, 0 },
#if defined(__x86_64__)
		{ "read by x32's number", 0x40000000, SIGNER_FD, 0, 0 },
#endif
	};
	int st;

	for (size_t i = 0; i < sizeof killed / sizeof killed[0]; i++) {
		st = confined(killed[i].n, killed[i].a, killed[i].b, killed[i].c);
		CHECK(WIFSIGNALED(st) && WTERMSIG(st) == SIGSYS, "%s ends it", killed[i].what);
	}
	st = confined(SYS_read, SIGNER_FD, (long)byte, 1);
	CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 7, "read on the pair does not");
	st = confined(SYS_write, SIGNER_FD, (long)byte, 1);
	CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 7, "write on the pair does not");
	st = confined(SYS_exit_group, 5, 0, 0);
	CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 5, "it may end");
}

/* A descriptor left open by the parent does not reach the signer. */
static void
whole_signer(void)
{
	struct err e = ERR_INIT;
	struct signer *s = NULL;
	int leak = open("/dev/null", O_RDONLY), net = socket(AF_INET, SOCK_STREAM, 0);
	pid_t child;

	CHECK(leak >= 0 && net >= 0 && fcntl(leak, F_DUPFD, 500) >= 500, "descriptors and a socket are open before");
	CHECK(signer_start(path, &config, &s, &e) == ERR_OK, "the signer starts: %s", e.message);
	child = only_child();
	CHECK(child > 0, "it is a process of its own");
	status(child);
	descriptors(child);
	not_dumpable(child);
	CHECK(kill(child, SIGINT) == 0 && kill(child, SIGHUP) == 0 && signer_lock(s, &e) == ERR_OK,
		"the terminal's signals do not end it");
	signer_free(s);
	CHECK(only_child() == 0 && kill(child, 0) != 0, "it is gone once freed");
	(void)close(leak);
	(void)close(net);
}

static void
killed_signer(void)
{
	struct err e = ERR_INIT;
	struct signer *s = NULL;

	CHECK(signer_start(path, &config, &s, &e) == ERR_OK, "another signer starts");
	(void)kill(only_child(), SIGKILL);
	CHECK(signer_lock(s, &e) == ERR_KEY && strstr(e.message, "has ended") != NULL, "a killed one is said: %s", e.message);
	CHECK(signer_unlock(s, &e) == ERR_KEY, "and stays so");
	signer_free(s);
	CHECK(only_child() == 0, "nothing is left");
}

int
main(void)
{
	uint8_t key[64], address[32];
	char text[KEYFILE_TEXT];
	size_t len;

	if (!solana_init() || mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/id.json", folder);
	(void)crypto_sign_keypair(address, key);
	len = keyfile_text(text, key);
	CHECK(keyfile_put(path, text, len, 0600), "a key file");
	whole_signer();
	killed_signer();
	ends_with_parent();
	calls();
	(void)unlink(path);
	(void)rmdir(folder);
	return test_done();
}
