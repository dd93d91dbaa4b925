#!/bin/sh
# buffer write: the floor of transactions, faults of endpoint, machine and operator, kill -9.
# UPLOAD_KILLS=n for more at random moments, KILL_SEED for others.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live >&2 || { echo "not ok - build"; exit 1; }
exec build/node tests/cli/upload.mjs
