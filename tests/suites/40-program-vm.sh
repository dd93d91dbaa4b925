#!/bin/sh
# The on-chain program in a real virtual machine, once per feature profile.
#   KEYTURN_WALK_STEPS, KEYTURN_WALK_SEED: a longer or another random walk
set -u
cd "$(dirname "$0")/../.."
out=build/program
make -s program >/dev/null && make -s -f tests/program/caller.mk || exit 1
rc=0
for profile in default 0460 0500; do
	build/node tests/program/main.mjs "$profile" >"$out/vm-$profile.tap" 2>&1 &
	pids="${pids:-} $!"
done
for pid in $pids; do
	wait "$pid" || rc=1
done
cat "$out"/vm-*.tap
build/node tests/program/cu.mjs "$out" || rc=1
exit $rc
