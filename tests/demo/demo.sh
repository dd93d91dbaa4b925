#!/bin/sh
# demo.sh - a local chain with a past, and the console of one of its members.
# Leaving the console ends the chain and leaves nothing behind.
set -u
cd "$(dirname "$0")/../.."
top=$PWD
keyturn=$top/build/release/keyturn
. tests/demo/scene.sh

scene='' chain=''
trap 'scene_end' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

now=$(date +%s)
scene_begin
scene_chain $((now - 49 * 3600)) || exit 1
scene_build "$now" || exit 1
# Building it took a while; proposal 3 stays locked for at least 20 s.
late=$(($(date +%s) - now))
[ $late -ge 100 ] || warp_to $((now + late))
as alice
rc=$?
echo "The local chain has ended; nothing is left of it."
exit $rc
