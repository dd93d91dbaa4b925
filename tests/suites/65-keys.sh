#!/bin/sh
# 65-keys.sh - R18 copies of the key, R19 key files, R20 the signer process: from
# outside, on the release build.
set -u
cd "$(dirname "$0")/../.."
make -s -j2 all program keys-tests >&2 || { echo "not ok - the programs build"; exit 1; }
mkdir -p build/check

# one NAME COMMAND... - its TAP, each line after NAME
one() {
	what=$1
	shift
	log=build/check/keys-$what.tap
	timeout 300 "$@" >"$log" 2>&1
	rc=$?
	sed "s|^\(\(not \)\{0,1\}ok [0-9]*\) - |\1 - $what: |" "$log"
	[ $rc -eq 0 ] || echo "not ok - $what ends with status $rc"
}

for what in modes confine secrets passphrase; do
	one $what build/release/tests/keys/${what}_check
done

# What root may do, others may not: once more as nobody, where that can be had.
if [ "$(id -u)" -ne 0 ]; then
	echo "ok - the checks as another user # SKIP this is no root already"
elif ! command -v setpriv >/dev/null; then
	echo "ok - the checks as another user # SKIP there is no setpriv"
else
	copy=$(mktemp -d) || exit 1
	trap 'rm -rf "$copy"' EXIT
	cp build/release/tests/keys/*_check "$copy"
	chmod 755 "$copy" "$copy"/*_check
	for what in modes confine; do
		one "nobody-$what" setpriv --reuid=65534 --regid=65534 --clear-groups "$copy/${what}_check"
	done
fi

one commands build/node tests/cli/keys.mjs
