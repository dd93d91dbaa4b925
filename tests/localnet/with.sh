#!/bin/sh
# with.sh - run a command with a local chain of its own.
#   with.sh [OPTIONS OF main.mjs --] COMMAND...
# exports KEYTURN_TEST_URL and KEYTURN_TEST_ADMIN; the chain ends with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
node=$here/../../build/node
[ -x "$node" ] || node=node
dir=$(mktemp -d)
options=
case "${1:-}" in --*)
	while [ $# -gt 0 ] && [ "$1" != -- ]; do options="$options $1"; shift; done
	[ $# -eq 0 ] || shift
esac
[ $# -gt 0 ] || { echo "usage: with.sh [OPTIONS --] COMMAND..." >&2; exit 2; }
# The chain lives as long as this end of the pipe, so nothing is left running
# even where this shell is killed outright.
mkfifo "$dir/alive"
# shellcheck disable=SC2086
"$node" "$here/main.mjs" --ready-file "$dir/ready" --with-parent $options <"$dir/alive" >/dev/null 2>"$dir/err" &
chain=$!
exec 9>"$dir/alive"
stop() { kill "$chain" 2>/dev/null || :; wait "$chain" 2>/dev/null || :; cat "$dir/err" >&2; rm -rf "$dir"; }
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
until [ -f "$dir/ready" ]; do
	kill -0 "$chain" 2>/dev/null || { echo "with.sh: the chain did not start" >&2; exit 1; }
	sleep 0.05
done
KEYTURN_TEST_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$dir/ready")
KEYTURN_TEST_ADMIN=$(sed 's/.*"adminUrl":"\([^"]*\)".*/\1/' "$dir/ready")
export KEYTURN_TEST_URL KEYTURN_TEST_ADMIN
rc=0
"$@" 9>&- || rc=$?
exit $rc
