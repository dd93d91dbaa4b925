#!/bin/sh
# Unit tests: gcc with ASan and UBSan, then the clang release build of the same.
set -u
out=build/check/unit
run() {
	make -s -j2 VARIANT="$1" all unit >&2 || { echo "not ok - $1 build"; return; }
	echo "ok - $1 build without warnings"
	for t in build/"$1"/tests/unit/*/*_test; do
		n=${t#build/"$1"/tests/unit/}
		timeout 600 "$t" >$out.tap 2>$out.err
		rc=$?
		sed "s|^\(\(not \)\{0,1\}ok [0-9]*\) - |\1 - $1 $n: |" $out.tap
		[ $rc -eq 0 ] && continue
		cat $out.err >&2
		echo "not ok - $1 $n ended with status $rc"
	done
}
mkdir -p build/check
run asan
run clang
