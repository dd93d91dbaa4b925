#!/bin/sh
# "Can it execute?" on the local chain, each trouble made, told and mended; and when who voted.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in preflight votes; do
	echo "# $t"
	build/node tests/cli/$t.mjs || rc=1
done
exit $rc
