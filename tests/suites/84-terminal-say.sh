#!/bin/sh
# What the console tells a person through the terminal: marks where something
# changed, a bell or a notification, a screen drawn anew, the wheel; and a board
# that stands in windows of every size.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
make -s all program >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
. tests/terminal/tmux.sh
SCENE_QUIET=1
scene='' chain='' socket=keyturn-say-$$ starts=0

finish() {
	t kill-server 2>/dev/null
	scene_end
}
trap finish EXIT
trap 'exit 143' TERM INT HUP
matching() { # PATTERN - is on the screen
	screen | grep -qE -- "$1"
}
not_matching() {
	! matching "$1"
}
matches() { # PATTERN [TENTHS] - waits until it is
	until_true "${2:-80}" matching "$1"
}
start() { # COLUMNS ROWS [NAME=VALUE...] - what it writes goes to $scene/raw too
	size="-x $1 -y $2"
	shift 2
	t kill-server 2>/dev/null
	starts=$((starts + 1))
	socket=keyturn-say-$$-$starts
	: >"$scene/raw"
	# shellcheck disable=SC2086
	t new-session -d $size "sleep 0.3; LC_ALL=C.UTF-8 env $* '$keyturn' -k '$scene/keys/alice.json' --data-dir '$scene/alice' 9>&-; exec cat" \; pipe-pane "cat >>'$scene/raw'"
	matches "NEEDS YOU" 100
}
raw_has() { # TEXT - bytes the console wrote
	grep -qaF -- "$1" "$scene/raw"
}
esc=$(printf '\033') bell=$(printf '\007')

scene_past
warp_to "$(date +%s)"

# --- what changes is marked, and calls where that is asked for
start 80 24 TERM=xterm-256color KEYTURN_NOTIFY=osc9
matches "1/1 agree" >/dev/null
check "nothing calls at the begin" sh -c '! grep -qa "]9;" "$1"' - "$scene/raw"
check "and nothing is marked" not_matching '^\*'
as erin --yes reject 4 >/dev/null 2>&1
check "another's vote marks its row" matches '^\*> +4 ' 150
check "and that one alone" not_matching '^\*[ >] +[123] '
as bob --yes propose upgrade "$(address oracle)" "$programs/demo_v3.so" --description "One more" >/dev/null 2>&1
check "a proposal that needs this key's vote is told to the desktop" until_true 150 raw_has "$esc]9;keyturn: proposal 5 needs your vote$bell"
warp_to $((now + 121))
check "and a lock that ends" until_true 150 raw_has "$esc]9;keyturn: proposal 3 may be executed$bell"
check "each once" test "$(grep -ao ']9;keyturn' "$scene/raw" | wc -l)" = 2
check "on a screen that stays whole" matches "^[* ][ >] +5  oracle"
press g
press Enter
check "the proposal opens unmarked" matches '^ proposal 5 '
as carol --yes approve 5 >/dev/null 2>&1
check "another's vote is marked on its page" matches '^[*]approve +carol' 150
check "and in its title" matches '^[*]proposal 5 '
check "and goes out like news" until_true 250 not_matching '^[*]'
start 80 24 TERM=xterm-256color KEYTURN_NOTIFY=bell
matches "1/1 agree" >/dev/null
check "with notify = bell nothing rings at the begin" sh -c '! grep -qaF "$2" "$1"' - "$scene/raw" "$bell"
as bob --yes propose upgrade "$(address vault)" "$programs/demo_v3.so" --description "And one" >/dev/null 2>&1
check "and a bell where a vote is needed" until_true 150 raw_has "$bell"
start 80 24 TERM=xterm-256color
matches "1/1 agree" >/dev/null
as bob --yes propose immutable "$(address vault)" --description "For good" >/dev/null 2>&1
matches "For good" 150 >/dev/null
check "by default neither" sh -c '! grep -qaF "$2" "$1"' - "$scene/raw" "$bell"

# --- a screen that something else wrote on
# shellcheck disable=SC2016
printf '\033[3;3HJUNK JUNK JUNK' >"$(t display-message -p '#{pane_tty}')"
check "another program writes on the screen" matches "JUNK JUNK"
press C-l
check "control-L draws it anew" until_true 50 not_matching "JUNK"
check "whole" matches "^    #  program  kind"

# --- the wheel
start 80 24 TERM=xterm-256color KEYTURN_MOUSE=on
matches "1/1 agree" >/dev/null
press g
first=$(screen | grep -E '^[* ]> ')
press -l "$esc[<65;9;6M"
moved() {
	[ "$(screen | grep -E '^[* ]> ')" != "$first" ]
}
back() {
	! moved
}
check "the wheel moves down" until_true 50 moved
press -l "$esc[<64;9;6M"
check "and up" until_true 50 back
start 80 24 TERM=xterm-256color
check "without mouse = on the terminal keeps it" test "$(t display-message -p '#{mouse_any_flag}')" = 0

# --- sizes
for size in 40x12 41x13 50x16 79x24 80x24 100x30 120x40 200x60 300x100; do
	start "${size%x*}" "${size#*x}" TERM=xterm-256color
	matches "> +[0-9]+ +[a-z]" >/dev/null
	check "at $size a row says what, how it stands and until when" matches '^[* ]> +[0-9]+ +(ledger|vault|oracle) .*(voting|READY|LOCKED)'
	check "at $size the last line has the keys" sh -c 'echo "$1" | tail -1 | grep -q "? help"' - "$(screen)"
	press Enter
	check "at $size a proposal opens below its title" matches '^ proposal [0-9]+ .*(voting|READY|LOCKED)  '
	press Escape
done
