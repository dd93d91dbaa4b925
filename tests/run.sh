#!/bin/sh
# run.sh - run every suite in tests/suites, each printing TAP, and add it up.
# Everything is built first; then suites run side by side, two more than there are
# processors, as each waits now and then (JOBS: another number); the longest first.  The last line is
# "N passed, N failed" with ", N skipped" where any were.
set -u
cd "$(dirname "$0")/.."
out=build/check
mkdir -p "$out"

# one NAME: runs a suite, and says at its end how it went
one() {
	began=$(date +%s)
	sh "tests/suites/$1.sh" >"$out/$1.tap" 2>"$out/$1.err"
	rc=$?
	p=$(grep -c '^ok ' "$out/$1.tap"); f=$(grep -c '^not ok ' "$out/$1.tap"); s=$(grep -c '^ok .*# SKIP' "$out/$1.tap")
	p=$((p - s))
	if [ $rc -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		echo "not ok - suite $1 ended with status $rc" >>"$out/$1.tap"
	elif [ $((p + f + s)) -eq 0 ]; then
		f=1
		echo "not ok - suite $1 ran no test" >>"$out/$1.tap"
	fi
	{
		echo "$1: $p passed, $f failed, $s skipped, $(($(date +%s) - began)) s"
		grep -A4 '^not ok' "$out/$1.tap" | head -60
		grep '^ok .*# SKIP' "$out/$1.tap"
		[ "$f" -eq 0 ] || tail -25 "$out/$1.err"
	} >"$out/$1.said"
	cat "$out/$1.said"
	echo "$p $f $s" >"$out/$1.count"
}
if [ "${1:-}" = --one ]; then
	one "$2"
	exit 0
fi

rm -f "$out"/*.count
# What several of them share; whether it builds is the suites' own test.
{
	make -s -j2 all program keys-tests build/release/tests/live/data/journal_live build/release/tests/kills/step.so
	make -s -j2 VARIANT=asan all unit
} >"$out/build.err" 2>&1
# Those that take the longest begin first; the others follow in their order.
{
	printf '%s\n' 79-rollback-kills 50-fuzz 77-rollback 10-unit 76-faults 75-crash 74-upload 70-cli 78-members 80-console 81-three-consoles 85-terminal
	basename -s .sh tests/suites/*.sh
} | awk '!seen[$0]++' | xargs -n 1 -P "${JOBS:-$(($(nproc) + 2))}" sh "$0" --one

# A suite that did not come to its end has failed.
for s in tests/suites/*.sh; do
	cat "$out/$(basename -s .sh "$s").count" 2>/dev/null || echo "0 1 0"
done | awk '{ p += $1; f += $2; s += $3 }
	END { printf "%d passed, %d failed%s\n", p, f, (s > 0 ? ", " s " skipped" : ""); exit (f > 0) }'
