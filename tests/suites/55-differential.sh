#!/bin/sh
# What @solana/web3.js makes of random input beside what the client makes of
# it: first the committed answers, then DIFF_COUNT fresh cases of each kind.
# DIFF_SEED chooses others.
set -u
count=${DIFF_COUNT:-1000} seed=${DIFF_SEED:-1}
check=build/asan/tests/differential/solana/web3_check
out=build/check/differential
mkdir -p "$out"
make -s -j2 VARIANT=asan $check >&2 || { echo "not ok - the comparing program builds"; exit 1; }

# compare NAME LEAST CASES - a TAP line for each kind of case
compare() {
	$check "$2" <"$3" >"$out/tap"
	rc=$?
	sed "s/^ok - /&$1, /; s/^not ok - /&$1, /" "$out/tap"
	[ $rc -eq 0 ] || grep -q '^not ok' "$out/tap" || echo "not ok - $1: the comparing program ended with $rc"
}

grep -v '^#' tests/golden/web3.txt >"$out/golden"
compare "committed answers of web3.js" 4 "$out/golden"

half=$((count / 2))
build/node tests/differential/cases.mjs "$seed" "$half" >"$out/a" &
build/node tests/differential/cases.mjs "$seed-b" "$((count - half))" >"$out/b"
made=$?
wait $! && [ $made -eq 0 ] || { echo "not ok - web3.js makes its cases"; exit 1; }
cat "$out/a" "$out/b" >"$out/fresh"
compare "web3.js, seed $seed" "$count" "$out/fresh"
rm -f "$out/a" "$out/b" "$out/fresh"
