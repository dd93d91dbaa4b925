#!/bin/sh
# The RPC layer against the local chain, under ASan and UBSan.
set -u
cd "$(dirname "$0")/../.."
rc=0
live="methods sender"
for t in $live; do
	make -s -j2 VARIANT=asan "build/asan/tests/live/rpc/${t}_live" >&2 || { echo "not ok - $t builds"; exit 1; }
done
# drive NAME [OPTIONS OF THE CHAIN] - the program's own lines, named
drive() {
	name=$1
	shift
	sh tests/localnet/with.sh "$@" -- timeout 300 "build/asan/tests/live/rpc/${name}_live" >build/check/rpc-$name.tap || rc=1
	sed "s/^\(\(not \)\{0,1\}ok [0-9]*\) - /\1 - $name: /" "build/check/rpc-$name.tap"
	grep -q '^1\.\.' "build/check/rpc-$name.tap" || echo "not ok - $name ran to its end"
}
mkdir -p build/check
drive methods --slot-ms 200
drive sender --slot-ms 100
exit $rc
