#!/bin/sh
# kill -9 of a rollback, another member going on with another database.
# ROLLBACK_KILLS=n for more at random moments, KILL_SEED for others.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live build/release/tests/kills/step.so >&2 || { echo "not ok - build"; exit 1; }
exec build/node tests/kills/rollback.mjs
