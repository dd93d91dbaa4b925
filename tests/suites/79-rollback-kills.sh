#!/bin/sh
# kill -9 of a rollback, of the first engineer's run and of those who join it, another
# member going on with another database.
# ROLLBACK_KILLS=n for more of the first at random moments, KILL_SEED for others.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live build/release/tests/kills/step.so >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in later rollback; do
	echo "# $t"
	build/node tests/kills/$t.mjs || rc=1
done
exit $rc
