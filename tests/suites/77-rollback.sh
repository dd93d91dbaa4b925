#!/bin/sh
# Backups, and the way back: by three members, across kills, against a stolen quorum, a delay, an endpoint that lies.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in tests/rollback/*.mjs; do
	[ "$t" = tests/rollback/scene.mjs ] && continue
	echo "# $t"
	build/node "$t" || rc=1
done
exit $rc
