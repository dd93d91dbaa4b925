#!/bin/sh
# Faults of the endpoint under list, show, approve and execute; its lies about every kind of act.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in faults lies; do
	echo "# $t"
	build/node tests/cli/$t.mjs || rc=1
done
exit $rc
