#!/bin/sh
# "Can it execute?" on the local chain: each trouble made, told, and mended.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program >&2 || { echo "not ok - build"; exit 1; }
exec build/node tests/cli/preflight.mjs
