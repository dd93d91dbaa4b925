#!/bin/sh
# Faults of the endpoint under list, show, approve and execute.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program >&2 || { echo "not ok - build"; exit 1; }
exec build/node tests/cli/faults.mjs
