#!/bin/sh
# The commands on the local chain: the whole path, where settings come from, every bad input, and what lands and fails.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in path settings dry bad landed budget hidden buffers history code diff old; do
	echo "# $t"
	build/node tests/cli/$t.mjs || rc=1
done
exit $rc
