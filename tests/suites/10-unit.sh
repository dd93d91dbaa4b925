#!/bin/sh
# Unit tests: gcc with ASan and UBSan, then the clang release build of the same.
set -u
run() {
	make -s -j2 VARIANT="$1" all unit >&2 || { echo "not ok - $1 build"; return; }
	echo "ok - $1 build without warnings"
	for t in build/"$1"/tests/unit/*/*_test; do
		[ -x "$t" ] || continue
		n=${t#build/"$1"/tests/unit/}
		timeout 120 "$t" 2>&1 | sed "s|^\(\(not \)\{0,1\}ok [0-9]*\) - |\1 - $1 $n: |"
		timeout 120 "$t" >/dev/null 2>&1 || echo "not ok - $1 $n exits clean"
	done
}
run asan
run clang
