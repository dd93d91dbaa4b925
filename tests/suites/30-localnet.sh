#!/bin/sh
# The local chain, through clients nobody here wrote and by hand.
set -u
cd "$(dirname "$0")/../.."
rc=0
for t in tests/localnet/test/*.mjs; do
	case $t in */tap.mjs | */lib.mjs) continue ;; esac
	echo "# $(basename "$t" .mjs)"
	build/node "$t" || rc=1
done
exit $rc
