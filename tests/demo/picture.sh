#!/bin/sh
# picture.sh - the console on the demo's chain, as it is now, into README.md:
# the first block between lines of ``` is replaced.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
. tests/demo/scene.sh
SCENE_QUIET=1
scene='' chain=''
trap 'scene_end' EXIT
trap 'exit 143' TERM INT HUP

now=$(date +%s)
scene_begin
scene_chain $((now - 49 * 3600)) && scene_build "$now" || exit 1
printf 'until 1/1 agree\nframe board\n' >"$scene/script"
as alice --script "$scene/script" >"$scene/frame" || exit 1
awk -v frame="$scene/frame" '
	/^```/ && blocks < 2 {
		blocks++
		print
		if (blocks == 1) {
			while ((getline line <frame) > 0)
				if (line !~ /^===/ && (line != "" || !blank++))
					print line
		}
		next
	}
	blocks != 1' README.md >"$scene/README" && cat "$scene/README" >README.md
