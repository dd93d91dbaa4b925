#include "rpc/watch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static short
events_of(int what)
{
	return (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *unused)
{
	struct watch *w = ctx;
	unsigned i = 0;

	(void)easy;
	(void)unused;
	while (i < w->n && w->fd[i].fd != fd)
		i++;
	if (what == CURL_POLL_REMOVE) {
		if (i < w->n)
			w->fd[i] = w->fd[--w->n];
		return 0;
	}
	if (i == w->cap) {
		w->cap = 2 * w->cap + 8;
		w->fd = mem_grow(w->fd, w->cap, sizeof *w->fd);
	}
	w->n += i == w->n;
	w->fd[i] = (struct pollfd){ .fd = fd, .events = events_of(what) };
	return 0;
}

static int
on_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	struct watch *w = ctx;

	(void)multi;
	w->due_ms = timeout_ms < 0 ? UINT64_MAX : clock_mono_ms(&w->clock) + (uint64_t)timeout_ms;
	return 0;
}

bool
watch_start(struct watch *w, const struct libcurl *curl, CURLM *multi)
{
	*w = (struct watch){ .clock = clock_system(), .due_ms = UINT64_MAX };
	return curl->multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket) == CURLM_OK
		&& curl->multi_setopt(multi, CURLMOPT_SOCKETDATA, w) == CURLM_OK
		&& curl->multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer) == CURLM_OK
		&& curl->multi_setopt(multi, CURLMOPT_TIMERDATA, w) == CURLM_OK;
}

void
watch_end(struct watch *w)
{
	free(w->fd);
	*w = (struct watch){ .due_ms = UINT64_MAX };
}

bool
watch_run(struct watch *w, const struct libcurl *curl, CURLM *multi)
{
	int running;

	if (clock_mono_ms(&w->clock) < w->due_ms)
		return true;
	w->due_ms = UINT64_MAX; /* libcurl sets the next */
	return curl->multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running) == CURLM_OK;
}

/* No longer than until the timer. */
static int
wait_ms(const struct watch *w, int timeout_ms)
{
	uint64_t now = clock_mono_ms(&w->clock), left = w->due_ms > now ? w->due_ms - now : 0;

	if (w->due_ms == UINT64_MAX || (timeout_ms >= 0 && (uint64_t)timeout_ms < left))
		return timeout_ms;
	return left > INT_MAX ? INT_MAX : (int)left;
}

static int
ready_for(short events)
{
	return ((events & (POLLIN | POLLHUP)) != 0 ? CURL_CSELECT_IN : 0) | ((events & POLLOUT) != 0 ? CURL_CSELECT_OUT : 0)
		| ((events & (POLLERR | POLLNVAL)) != 0 ? CURL_CSELECT_ERR : 0);
}

bool
watch_wait(struct watch *w, const struct libcurl *curl, CURLM *multi, struct pollfd *more, unsigned n, int timeout_ms)
{
	unsigned all = w->n + n;
	struct pollfd *fd = mem_new(all + 1, sizeof *fd);
	bool ok = true;
	int running;

	memcpy(fd, w->fd, w->n * sizeof *fd); /* what libcurl does with one may change the list */
	memcpy(fd + w->n, more, n * sizeof *fd);
	if (poll(fd, all, wait_ms(w, timeout_ms)) <= 0)
		all = 0;
	for (unsigned i = 0; i < n; i++)
		more[i].revents = all == 0 ? 0 : fd[all - n + i].revents;
	for (unsigned i = 0; ok && i + n < all; i++)
		if (fd[i].revents != 0)
			ok = curl->multi_socket_action(multi, fd[i].fd, ready_for(fd[i].revents), &running) == CURLM_OK;
	free(fd);
	return ok;
}
