#!/bin/sh
# "Can it execute?" on the local chain, each trouble made, told and mended by the command it names; when who voted; accounts that do not deserialize.
set -u
cd "$(dirname "$0")/../.."
{ make -s -j2 all program && make -s -f tests/program/layout.mk; } >&2 || { echo "not ok - build"; exit 1; }
rc=0
for t in preflight lines votes layout; do
	echo "# $t"
	build/node tests/cli/$t.mjs || rc=1
done
exit $rc
