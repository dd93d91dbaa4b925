#!/bin/sh
# R8: this machine's clock wrong by 1 s to 10 years, and set while the console
# runs: countdowns are the chain's, nothing is offered early.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
make -s all program build/release/tests/clock/shift.so >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
SCENE_QUIET=1
scene='' chain=''
trap scene_end EXIT
trap 'exit 143' TERM INT HUP

scene_past
warp_to "$(date +%s)" && approve 4 alice || { echo "not ok - the last vote of 4"; exit 1; }
"$node" tests/clock/clock.mjs "$scene" "$admin" 9>&-
