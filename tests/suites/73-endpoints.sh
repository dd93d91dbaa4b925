#!/bin/sh
# buffer write through several endpoints.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program build/release/tests/live/data/journal_live >&2 || { echo "not ok - build"; exit 1; }
exec build/node tests/cli/endpoints.mjs
