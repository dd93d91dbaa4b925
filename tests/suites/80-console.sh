#!/bin/sh
# The console: the real program in a terminal of tmux, on a local chain.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
make -s all program >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
SCENE_QUIET=1
scene='' chain=''
socket=keyturn-$$
starts=0

t() {
	tmux -L "$socket" -f /dev/null "$@" 9>&-
}
finish() {
	t kill-server 2>/dev/null
	scene_end
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

check() { # WHAT COMMAND... - one test
	what=$1
	shift
	if "$@"; then echo "ok - $what"; else
		echo "not ok - $what"
		screen | sed 's/^/# /'
	fi
}
screen() {
	t capture-pane -p 2>/dev/null
}
shows() { # TEXT [TENTHS] - waits until it is on the screen
	left=${2:-60}
	until screen | grep -qF -- "$1"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
hides() { # TEXT [TENTHS] - waits until it is not
	left=${2:-60}
	while screen | grep -qF -- "$1"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
press() {
	t send-keys "$@"
}
row() { # NUMBER - the board's line of that proposal
	screen | grep -E "^ [ >] +$1 " | head -1
}
row_has() { # NUMBER TEXT [TENTHS]
	left=${3:-60}
	until row "$1" | grep -qF -- "$2"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
on_top() { # NUMBER
	screen | sed -n 4p | grep -qE "^ > +$1 "
}
read_card() { # pages down until the card's end was on the screen
	left=60
	until screen | grep -qF "To sign this, type "; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		! screen | grep -qF "read to the end first" || press NPage
		sleep 0.2
	done
}
choose() { # NUMBER - moves the selection there
	press g
	for _ in 1 2 3 4 5 6 7 8; do
		sleep 0.15
		screen | grep -qE "^ > +$1 " && return 0
		press j
	done
	return 1
}
landed() { # transactions on the chain so far
	admin counters '{}' | sed 's/.*"landed":\([0-9]*\).*/\1/'
}
start() { # COLUMNS ROWS - the console in a terminal of that size
	rm -f "$scene/after" "$scene/rc"
	t kill-server 2>/dev/null
	starts=$((starts + 1))
	socket=keyturn-$$-$starts
	t new-session -d -x "$1" -y "$2" "LC_ALL=C.UTF-8 sh '$scene/run'"
}
ended() {
	left=100
	until [ -s "$scene/after" ]; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
restored() {
	ended && cmp -s "$scene/before" "$scene/after" && shows "back in the shell"
}
nobody_left() { # no process of the console, nor its signer
	left=30
	while ps -eo args | grep -F "$scene/keys/alice.json" | grep -v grep | grep -qF "$keyturn"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}
console_pid() {
	ps -eo pid,ppid,args | grep -F "$keyturn" | grep -F "$scene/keys/alice.json" | grep -v grep | sort -n | awk 'NR == 1 { print $1 }'
}

now=$(date +%s)
scene_begin
scene_chain $((now - 49 * 3600)) && scene_build "$now" || { echo "not ok - a chain with a past, made by commands"; exit 1; }
echo "ok - a chain with a past, made by commands"
cat >"$scene/run" <<END
trap : INT
stty -g >'$scene/before'
'$keyturn' -k '$scene/keys/alice.json' --data-dir '$scene/alice' 9>&-
echo \$? >'$scene/rc'
stty -g >'$scene/after'
echo back in the shell
sleep 1000
END

# --- what is shown
start 80 24
check "the board shows the multisig" shows "ledger-council 3 of 5  lock 48h"
check "and counts what there is" shows "NEEDS YOU 1  VOTING 1  LOCKED 1  READY 1  STUCK 0"
check "and who this is" shows "you: alice, 1 of 5"
check "what needs this key is on top" on_top 4
check "the executed upgrade names its version and code" row_has 1 "v2 $(sha256sum <"$programs/demo_v2.so" | cut -c1-8)"
row_has 3 "00:0" >/dev/null
first=$(row 3)
sleep 2.2
second=$(row 3)
check "a countdown ticks" test "$first" != "$second"

# --- a key that may do nothing says why
choose 3
press x
check "execute on a locked proposal says that the lock is not over" shows "is not over"
choose 1
press a
check "approve on an executed one says so" shows "executed"

# --- approve
choose 4
before=$(landed)
press Enter
check "enter opens the proposal" shows "can it be executed?"
press a
check "approve shows the signing card with the whole address" shows "$(address ledger)"
check "which is read to its end" read_card
press y Enter
check "another text signs nothing" shows "nothing was signed"
press Escape
check "esc leaves the card" hides "To sign this"
check "nothing has been sent" test "$(landed)" = "$before"
press a
read_card
press 4 Enter
check "the number, typed, signs it" shows "Done: approve of proposal 4" 200
check "one transaction landed" test "$(landed)" = "$((before + 1))"
press Escape
press Escape
check "the board has the third vote and the lock" row_has 4 "LOCKED" 150
check "and nothing waits for this key" shows "NEEDS YOU 0"

# --- time
admin warp '{"seconds":300}' >/dev/null
check "when its lock is over it is ready" row_has 3 "READY" 150
choose 2
press Enter
press G
check "a simulated execution of what is ready is told" shows "a simulated execution succeeds" 200
check "and when members voted, as reported" shows "as reported" 200
press Escape
hides "esc back"
press x
check "execute shows the signing card" read_card
press 2 Enter
check "the number, typed, executes it" shows "Done: execute of proposal 2" 200
press Escape
check "the board says so" row_has 2 "done" 150
check "with the version and its code" row_has 2 "v2 $(sha256sum <"$programs/demo_v2.so" | cut -c1-8)"

# --- the connection
admin fault '{"kind":"close","when":"before"}' >/dev/null
check "a lost connection is said" shows "NO CONNECTION, data" 200
check "what was known stays" row_has 2 "done"
press ?
check "and keys work" shows "the signing card comes first"
press Escape
admin faults/clear '{}' >/dev/null
check "it comes back by itself" shows "1/1 agree" 200

# --- sizes, stop and continue
t resize-window -x 120 -y 40
check "wider, it shows more columns" shows "proposer"
t resize-window -x 60 -y 20
check "too small, it says so" shows "keyturn needs 80 columns"
t resize-window -x 80 -y 24
check "and comes back" shows "NEEDS YOU"
press '?'
check "help lists the keys" shows "the signing card comes first"
press Escape

# --- the end
press q
check "q restores the terminal" restored
check "and ends with 0" test "$(cat "$scene/rc")" = 0
check "and leaves no process" nobody_left
start 120 40
check "at 120x40 the board shows" shows "code      proposer"
kill -TERM "$(console_pid)" || :
check "SIGTERM restores the terminal" restored
check "and ends with 11" test "$(cat "$scene/rc")" = 11
check "and leaves no process after SIGTERM" nobody_left
start 80 24
shows "NEEDS YOU" >/dev/null
press C-c
check "control-C restores the terminal" restored
