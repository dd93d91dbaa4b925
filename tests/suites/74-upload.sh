#!/bin/sh
# buffer write: the floor of transactions, faults of endpoint, machine and operator, kill -9; hostile endpoints.
# UPLOAD_KILLS=n for more at random moments, KILL_SEED for others.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in upload upload_hostile; do
	echo "# $t"
	build/node tests/cli/$t.mjs || rc=1
done
exit $rc
