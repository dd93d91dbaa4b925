#!/bin/sh
# run.sh - run every suite in tests/suites, each printing TAP, and add it up.
# The last line is "N passed, N failed" with ", N skipped" where any were.
set -u
cd "$(dirname "$0")/.."
out=build/check
mkdir -p "$out"
passed=0 failed=0 skipped=0
for suite in tests/suites/*.sh; do
	name=$(basename "$suite" .sh)
	log=$out/$name.tap
	began=$(date +%s)
	sh "$suite" >"$log" 2>"$out/$name.err"
	rc=$?
	p=$(grep -c '^ok ' "$log"); f=$(grep -c '^not ok ' "$log"); s=$(grep -c '^ok .*# SKIP' "$log")
	p=$((p - s))
	if [ $rc -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		echo "not ok - suite $name ended with status $rc" >>"$log"
	elif [ $((p + f + s)) -eq 0 ]; then
		f=1
		echo "not ok - suite $name ran no test" >>"$log"
	fi
	echo "$name: $p passed, $f failed, $s skipped, $(($(date +%s) - began)) s"
	grep -A4 '^not ok' "$log" | head -60
	grep '^ok .*# SKIP' "$log"
	[ "$f" -eq 0 ] || tail -25 "$out/$name.err"
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
[ $skipped -eq 0 ] || tail=", $skipped skipped"
echo "$passed passed, $failed failed${tail:-}"
[ $failed -eq 0 ]
