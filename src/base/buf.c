#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 256 };

void *
mem_new(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size == 0 ? 1 : size);

	if (p == NULL)
		die("out of memory: %zu elements of %zu bytes", n, size);
	return p;
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	void *q;

	if (size != 0 && n > SIZE_MAX / size)
		die("out of memory: %zu elements of %zu bytes", n, size);
	q = realloc(p, n * size == 0 ? 1 : n * size);
	if (q == NULL)
		die("out of memory: %zu elements of %zu bytes", n, size);
	return q;
}

char *
mem_str(const char *s)
{
	size_t len = strlen(s);
	char *copy = mem_new(len + 1, 1);

	memcpy(copy, s, len);
	return copy;
}

void
buf_wipe(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->cap);
	free(b->p);
	*b = (struct buf)BUF_INIT(b->max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->over = false;
	if (b->p != NULL)
		b->p[0] = '\0';
}

/* Not realloc: what moves is zeroed where it was, so that buf_wipe keeps its word. */
static void
grow(struct buf *b, size_t need)
{
	size_t cap = b->cap < FIRST_CAP ? FIRST_CAP : b->cap;
	uint8_t *p;

	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > b->max && b->max < SIZE_MAX && need <= b->max + 1)
		cap = b->max + 1;
	p = malloc(cap);
	if (p == NULL)
		die("out of memory: %zu bytes", cap);
	if (b->p != NULL) {
		memcpy(p, b->p, b->len);
		explicit_bzero(b->p, b->cap);
	}
	free(b->p);
	b->p = p;
	b->cap = cap;
}

uint8_t *
buf_room(struct buf *b, size_t len)
{
	if (b->over || len > b->max - b->len) {
		b->over = true;
		return NULL;
	}
	if (b->cap - b->len < len + 1) { /* one more for the NUL */
		if (len > SIZE_MAX - b->len - 1)
			die("out of memory: %zu bytes", len);
		grow(b, b->len + len + 1);
	}
	b->p[b->len] = '\0';
	return b->p + b->len;
}

void
buf_added(struct buf *b, size_t len)
{
	if (b->p == NULL || len > b->cap - b->len - 1)
		die("buf: %zu bytes added without room", len);
	b->len += len;
	b->p[b->len] = '\0';
}

bool
buf_put(struct buf *b, const void *p, size_t len)
{
	uint8_t *at = buf_room(b, len);

	if (at == NULL)
		return false;
	if (len > 0)
		memcpy(at, p, len);
	buf_added(b, len);
	return true;
}

bool
buf_text(struct buf *b, const char *s)
{
	return buf_put(b, s, strlen(s));
}

bool
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	uint8_t *at;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	at = n < 0 ? NULL : buf_room(b, (size_t)n);
	if (at == NULL) {
		b->over = true;
		return false;
	}
	va_start(ap, fmt);
	(void)vsnprintf((char *)at, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf_added(b, (size_t)n);
	return true;
}

const char *
buf_str(const struct buf *b)
{
	return b->p == NULL ? "" : (const char *)b->p;
}
