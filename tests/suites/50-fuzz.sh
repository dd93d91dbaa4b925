#!/bin/sh
# Every fuzz target under ASan and UBSan, a fixed number of inputs from a fixed
# seed, two targets at a time.  FUZZ_RUNS=n for more, FUZZ_SEED for others.
set -u
runs=${FUZZ_RUNS:-100000} seed=${FUZZ_SEED:-1}
make -s -j2 VARIANT=fuzz fuzz >&2 || { echo "not ok - fuzz targets build"; exit 1; }
echo "ok - fuzz targets build without warnings"
out=build/check/fuzz
mkdir -p "$out"

# one TARGET - its TAP line; an input that breaks it stays in $out
one() {
	name=${1#build/fuzz/tests/fuzz/}
	log=$out/$(echo "$name" | tr / -).log
	if timeout "${FUZZ_TIMEOUT:-900}" "$1" -runs="$runs" -seed="$seed" -max_len=1400 -timeout=20 \
		-print_final_stats=1 -artifact_prefix="$out/" >"$log" 2>&1 &&
		grep -q "stat::number_of_executed_units: *$runs\$" "$log"; then
		echo "ok - $name: $runs inputs"
	else
		echo "not ok - $name: $runs inputs"
		tail -25 "$log" >&2
	fi
}

i=0
for target in tests/fuzz/*/*_fuzz.c; do
	one "build/fuzz/${target%.c}" &
	i=$((i + 1))
	[ $((i % 2)) -ne 0 ] || wait
done
wait
