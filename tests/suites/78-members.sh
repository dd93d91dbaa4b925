#!/bin/sh
# Changes of members and numbers, handover, and the words for people, on the local chain.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in members compromise handover losing words doctor manual; do
	echo "# $t"
	build/node tests/members/$t.mjs || rc=1
done
exit $rc
