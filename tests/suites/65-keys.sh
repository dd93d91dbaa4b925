#!/bin/sh
# 65-keys.sh - R18 copies of the key, R19 key files, R20 the signer process: from
# outside, on the release build.
set -u
make -s -j2 keys-tests >&2 || { echo "not ok - the programs build"; exit 1; }
for what in modes confine secrets; do
	log=build/check/keys-$what.tap
	timeout 300 build/release/tests/keys/${what}_check >"$log" 2>&1
	rc=$?
	sed "s|^\(\(not \)\{0,1\}ok [0-9]*\) - |\1 - $what: |" "$log"
	[ $rc -eq 0 ] || echo "not ok - $what ends with status $rc"
done
