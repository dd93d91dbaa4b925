#!/bin/sh
# captures.sh - renews the pictures of the console in README.md and keyturn(1) from
# a session on the demo's chain.  A picture stands between a line with "capture NAME"
# and one with "capture end", in README.md inside lines of ```, in the manual as a
# literal display.
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
quietly "a buffer nothing needs" as alice --yes buffer write "$programs/demo_v3.so" || exit 1
warp_to "$(date +%s)"
cat >"$scene/script" <<'END'
until 1/1 agree
frame board
size 80x40
approve
until To sign this
frame card
key esc
size 80x24
buffers
until in slot
frame buffers
history
until landed
frame history
END
as alice --script "$scene/script" >"$scene/frames" || exit 1

# picture NAME - that frame, of blank lines never two
picture() {
	awk -v name="$1" '
		/^=== / { on = $2 == name; next }
		on && ($0 != "" || !blank) { print }
		{ blank = $0 == "" }' "$scene/frames"
}

# renew FILE BEFORE AFTER - the pictures in it, each between these lines
renew() {
	while IFS= read -r line; do
		case $line in
		*"capture end"*) skip= ;;
		esac
		[ -n "${skip:-}" ] || printf '%s\n' "$line"
		case $line in
		*"capture end"*) ;;
		*"capture "*)
			name=${line#*capture }
			printf '%s\n' "$2"
			picture "${name%% *}"
			printf '%s\n' "$3"
			skip=1
			;;
		esac
	done <"$1" >"$scene/new" && cat "$scene/new" >"$1"
}
renew README.md '```' '```'
# The manual is ASCII, and a backslash or a dot at the start of a line means something there.
sed -i 's/…/~/g; s/─/-/g; s/\\/\\e/g; s/^\([.'"'"']\)/\\\&\1/' "$scene/frames"
renew man/keyturn.1 '.Bd -literal' '.Ed'
