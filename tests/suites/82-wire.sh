#!/bin/sh
# From the key that confirms a vote to its bytes on the wire, no other request
# goes out: everything was read, simulated and priced while the card stood.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
make -s all program >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
SCENE_QUIET=1
scene='' chain=''
trap scene_end EXIT
trap 'exit 143' TERM INT HUP
scene_past
${CC:-cc} -O2 -D_GNU_SOURCE tests/bench/key_to_wire.c -o "$scene/key_to_wire" -lutil || { echo "not ok - build"; exit 1; }
port=$(echo "$url" | sed 's/.*:\([0-9]*\).*/\1/')
out=$("$scene/key_to_wire" "$port" 4 "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice" 9>&-)
echo "# ms, requests in between: $out"
case "$out" in
*' 0') echo "ok - between the confirming key and the vote on the wire there is no other request" ;;
*) echo "not ok - between the confirming key and the vote on the wire: $out" ;;
esac
as bob --output json show 4 | grep -q "\"approvals\":3," && echo "ok - and the vote is the third that 4 needs" || echo "not ok - the vote landed"
