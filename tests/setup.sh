#!/bin/sh
# setup.sh - install what the build and the tests need on Debian, where missing.
set -eu
want="gcc clang-19 libclang-rt-19-dev make pkg-config libncurses-dev libcurl4-openssl-dev libjson-c-dev libsodium-dev libsqlite3-dev tmux mandoc"
missing=
for p in $want; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update -q >/dev/null
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -yq --no-install-recommends $missing >/dev/null
