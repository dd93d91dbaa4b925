#include "keys/signer_process.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the signer's system call filter knows x86_64 and aarch64"
#endif
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the filter reads the low half of an argument at its first byte"
#endif

enum { CLOSE_ALL_MAX = 65536 };

static enum err_code
failed(struct err *e, const char *what)
{
	int no = errno;

	return err_set(e, ERR_KEY, "confining the signer, %s: %s", what, strerror(no));
}

/* The terminal's signals are the parent's business; its handlers are not ours. */
static void
settle_signals(void)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH, SIGALRM,
		SIGUSR1, SIGUSR2 };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, plain = { .sa_handler = SIG_DFL };
	sigset_t none;

	(void)sigaction(SIGTERM, &plain, NULL);
	(void)sigaction(SIGCHLD, &plain, NULL);
	(void)sigaction(SIGABRT, &plain, NULL);
	for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
		(void)sigaction(ignored[i], &ignore, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
close_range_of(unsigned from, unsigned to)
{
	if (syscall(SYS_close_range, from, to, 0u) == 0)
		return;
	/* Kernels before 5.9. */
	for (unsigned fd = from; fd <= to && fd < CLOSE_ALL_MAX; fd++)
		(void)close((int)fd);
}

enum err_code
signer_prepare(int fd, bool keep_stdin, pid_t parent, struct err *e)
{
	static const struct rlimit none = { 0, 0 };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		return failed(e, "ending with the parent");
	if (getppid() != parent)
		_exit(0);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
		return failed(e, "forbidding core dumps");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed(e, "forbidding new privileges");
	settle_signals();
	if (fd != SIGNER_FD && dup2(fd, SIGNER_FD) < 0)
		return failed(e, "keeping the pair");
	close_range_of(SIGNER_FD + 1, ~0u);
	if (!keep_stdin)
		(void)close(STDIN_FILENO);
	return ERR_OK;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define IF_IS(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))

/* seccomp(2).  Jumps count the lines they skip.  Another architecture's
 * numbers mean other calls, and x32's have bit 30 set, so none of them matches. */
static enum err_code
filter_calls(struct err *e)
{
	struct sock_filter line[] = {
		LOAD(arch),
		IF_IS(ARCHITECTURE, 0, 10),
		LOAD(nr),
		IF_IS(__NR_read, 5, 0),
		IF_IS(__NR_write, 4, 0),
		IF_IS(__NR_exit_group, 5, 0),
		IF_IS(__NR_exit, 4, 0),
		IF_IS(__NR_rt_sigreturn, 3, 0),
		IF_IS(__NR_clock_gettime, 2, 3),
		LOAD(args[0]),
		IF_IS(SIGNER_FD, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
		RETURN(SECCOMP_RET_KILL_PROCESS),
	};
	struct sock_fprog program = { .len = sizeof line / sizeof line[0], .filter = line };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
		return failed(e, "filtering system calls");
	return ERR_OK;
}

enum err_code
signer_confine(struct err *e)
{
	close_range_of(0, SIGNER_FD - 1);
	close_range_of(SIGNER_FD + 1, ~0u);
	return filter_calls(e);
}
