#!/bin/sh
# kill -9 at every step and at random moments: nothing lost, repeated, orphaned.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live build/release/tests/kills/step.so >&2 || { echo "not ok - build"; exit 1; }
exec build/node tests/kills/acts.mjs
