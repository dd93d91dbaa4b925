#include "solana/align.h"

/* The run that begins last at or before an element of side b (or of a), -1 for none. */
static ptrdiff_t
run_of(const struct align_run *run, size_t n, size_t at, bool b)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if ((b ? run[mid].b : run[mid].a) <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return (ptrdiff_t)low - 1;
}

static bool
is_in(const struct align_run *run, ptrdiff_t r, size_t at, bool b)
{
	return r >= 0 && at - (b ? run[r].b : run[r].a) < run[r].len;
}

static bool
is_front(const struct align_run *run, ptrdiff_t r, size_t at, bool b)
{
	return r >= 0 && at == (b ? run[r].b : run[r].a);
}

bool
align_map(const struct align_run *run, size_t n, size_t a, size_t *b)
{
	ptrdiff_t r = run_of(run, n, a, false);

	if (!is_in(run, r, a, false))
		return false;
	*b = run[r].b + (a - run[r].a);
	return true;
}

bool
align_corresponds(const struct align_run *run, size_t n, size_t a_n, size_t b_n, size_t a, size_t b)
{
	ptrdiff_t ra = run_of(run, n, a, false), rb = run_of(run, n, b, true);
	size_t a_from, b_from, a_end, b_end, to;

	if (align_map(run, n, a, &to) && to == b)
		return true;
	if (is_front(run, ra, a, false) && !is_in(run, rb, b, true))
		ra--;
	else if (is_front(run, rb, b, true) && !is_in(run, ra, a, false))
		rb--;
	else if (is_in(run, ra, a, false) || is_in(run, rb, b, true))
		return false;
	if (ra != rb)
		return false;
	/* both are between run ra and the next, or one of them begins that */
	a_from = ra < 0 ? 0 : (size_t)run[ra].a + run[ra].len;
	b_from = rb < 0 ? 0 : (size_t)run[rb].b + run[rb].len;
	a_end = (size_t)(ra + 1) < n ? run[ra + 1].a : a_n;
	b_end = (size_t)(ra + 1) < n ? run[ra + 1].b : b_n;
	return a - a_from == b - b_from || a_end - a == b_end - b || (a == a_end && b == b_from) || (b == b_end && a == a_from);
}
