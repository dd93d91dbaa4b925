#!/bin/sh
# What was never sent, what landed unheard; kill -9 of buffer write, approve and execute: nothing
# lost, repeated, orphaned.  KILLS=n for more at random moments, KILL_SEED for others.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live build/release/tests/kills/step.so >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in unsent unheard acts; do
	echo "# $t"
	build/node tests/kills/$t.mjs || rc=1
done
exit $rc
