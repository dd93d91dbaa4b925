#!/bin/sh
# The console: the real program in a terminal of tmux, on a local chain.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
make -s all program build/release/tests/live/data/journal_live >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
. tests/terminal/tmux.sh
SCENE_QUIET=1
scene='' chain=''
socket=keyturn-$$
starts=0

finish() {
	t kill-server 2>/dev/null
	scene_end
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

start() { # COLUMNS ROWS [NAME=VALUE...] - the console in a terminal of that size
	rm -f "$scene/after" "$scene/rc"
	size="-x $1 -y $2"
	shift 2
	t kill-server 2>/dev/null
	starts=$((starts + 1))
	socket=keyturn-$$-$starts
	# shellcheck disable=SC2086
	t new-session -d $size "LC_ALL=C.UTF-8 env $* sh '$scene/run'"
}
answers() { # PROGRAM - what it logs when it is called
	"$node" tests/demo/answer.mjs "$url" "$scene/keys/alice.json" "$(address "$1")" 9>&-
}
says() { # PROGRAM TEXT
	answers "$1" | grep -qF -- "$2"
}
colours() { # lines with an escape sequence that sets a colour; 39 and 49 take one back
	t capture-pane -e -p | grep -cE "$(printf '\033')\[([0-9;]*;)?[34][0-8][;m]"
}
only_ascii() {
	! screen | LC_ALL=C grep -q '[^ -~]'
}
alternate() { # 1 while the alternate screen is shown
	t display-message -p '#{alternate_on}'
}
footer_has() { # TEXT - in the key bar
	screen | grep -E '^ (enter|a|c|x|p|m|u|d|esc) ' | tail -1 | grep -qF -- "$1"
}
ended() {
	until_true 100 test -s "$scene/after"
}
restored() {
	ended && cmp -s "$scene/before" "$scene/after" && shows "back in the shell"
}
restored_modes() {
	ended && cmp -s "$scene/before" "$scene/after" && test "$(alternate)" = 0
}
nobody_runs() {
	! ps -eo args | grep -F "$scene/keys/alice.json" | grep -v grep | grep -qF "$keyturn"
}
nobody_left() { # no process of the console, nor its signer
	until_true 30 nobody_runs
}
console_pid() {
	ps -eo pid,ppid,args | grep -F "$keyturn" | grep -F "$scene/keys/alice.json" | grep -v grep | sort -n | awk 'NR == 1 { print $1 }'
}

scene_past
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
check "the board shows the multisig" shows "ledger-council 3 of 5"
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
check "the oracle answers with its first version" says oracle "demo v1"
choose 4
check "the key bar offers a vote where one may be given" footer_has "a approve"
check "and no execution" sh -c '! echo "$1" | grep -q "x execute"' - "$(screen | tail -1)"
before=$(landed)
press Enter
check "enter opens the proposal" shows "proposed by"
check "the key bar offers what changes in the code" footer_has "d diff"
press d
check "d compares what is live with what the proposal brings" shows "none of 50 instructions changed" 200
check "with the hash of what it brings" shows "$(sha256sum <"$programs/demo_v3.so" | cut -c1-64)"
press G
check "and the strings that came and went" shows '+ "demo v3"'
press Escape
check "the summary stays on the proposal's page" shows "difference    code unchanged, data"
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
check "the page says what comes next" shows "may be executed from" 150
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
check "and the program answers with the new version" says vault "demo v2"
check "with the version and its code" row_has 2 "v2 $(sha256sum <"$programs/demo_v2.so" | cut -c1-8)"

check "the vault answered v1 no more, the oracle still does" says oracle "demo v1"
choose 3
press x
read_card
press 3 Enter
check "what became ready while the console was open is executed too" shows "Done: execute of proposal 3" 200
press Escape
check "and its program answers with the new version" says oracle "demo v2"

# --- the way back, with other members approving by command
v1=$(sha256sum <"$programs/demo_v1.so" | cut -c1-64)
choose 2
check "the key bar offers the way back of what is live" footer_has "R rollback"
press R
check "R shows what is live" shows "version 2, since"
check "and what it goes back to, with the whole hash" shows "$v1"
check "and where the code comes from" shows "the backup on this machine"
check "and who must sign" shows "any 3 of you, bob, carol, dave, erin"
check "and how long it takes" shows "3 approvals; then it executes at once"
check "at 80x24 all of it fits" shows "enter goes on"
t resize-window -x 200 -y 60
check "where there is room the steps are told before the first" shows "asked for first"
t resize-window -x 80 -y 24
shows "enter goes on" >/dev/null
before=$(landed)
press Enter
check "enter asks for the reason" shows "Why? Type the reason"
press Enter
check "which is required" shows "a few words are needed"
press -l "withdrawals fail since 14:02"
press Enter
check "the buffer is signed first" shows "rollback: write the buffer" 200
read_card
press Escape
check "esc signs nothing and leaves" shows "nothing more was signed" 100
check "nothing has been sent for it" test "$(landed)" = "$before"
press R Enter
press -l "withdrawals fail since 14:02"
press Enter
shows "rollback: write the buffer" 200
admin fault '{"kind":"status","status":429,"retryAfter":3,"method":"sendTransaction","skip":1,"count":1}' >/dev/null
sign_card
check "the upload says how many bytes are on chain" shows " of 1 600 bytes, " 100
check "with its pace and cost" shows "transactions/s"
check "and that the endpoint slows it" shows "the endpoint: " 100
admin faults/clear '{}' >/dev/null
check "then the proposal" shows "rollback: propose it" 300
sign_card
check "then the own vote" shows "rollback: approve proposal 5" 300
read_card
press 4 Enter
check "another number signs nothing" shows "nothing was signed"
press 5 Enter
check "the others' votes are waited for, by name" shows "1 of 3: you; not yet: bob, carol, dave, erin" 300
check "with the reason that was typed" shows "withdrawals fail since 14:02"
cat >"$scene/look" <<'END'
until withdrawals
frame board
END
check "on another member's board it stands on top" sh -c 'echo "$1" | sed -n 5p | grep -qE "^[ *]> +5 .* rollback "' - "$(as bob --script "$scene/look")"
quietly "approval by bob" as bob --yes approve 5
check "votes count live" shows "2 of 3: you, bob; not yet: carol, dave, erin" 100
quietly "approval by carol" as carol --yes approve 5
check "with the last one the execution is to be signed at once" shows "rollback: execute proposal 5" 200
check "the vault answers v2 until then" says vault "demo v2"
sign_card
check "the code is read back before success is said" shows "The code hash on chain was read back" 300
check "what left and what runs is told" shows "runs now      version"
check "the vault answers with its first version" says vault "demo v1"
for size in 120x40 200x60 80x24; do
	t resize-window -x "${size%x*}" -y "${size#*x}"
	shows "The code hash on chain was read back" >/dev/null
	[ -z "${KEYTURN_SHOW:-}" ] || screen | sed 's/^/# /'
done
press Escape
check "the board has it done, and upgrade 2 no way back" row_has 5 "done" 150
choose 5
press R
check "there is nothing more to go back to" shows "there is no version to go back to" 100
press Escape
choose 4
press R
check "on an approved act R is the cancel vote" shows "cancel, signed by you"
check "with who can give it" shows "0 of 2; not yet: you, bob, carol, dave, erin"
press Escape
check "and nothing was done" shows "NEEDS YOU"

# --- an act still voted on is stopped, the missing votes named
upgrade oracle demo_v3.so "Accept any price"
row_has 6 "voting" 150
choose 6
press R
check "on an act still voted on R is a vote against it" shows "reject, signed by you" 100
press Enter
press -l "not ours"
press Enter
check "its card is that of the vote" shows "rollback: reject proposal 6" 200
sign_card
check "who has yet to vote is named" shows "1 of 3: you; not yet: bob, carol, dave, erin" 300
quietly "rejection by bob" as bob --yes rollback 6 "not ours either"
quietly "rejection by carol" as carol --yes reject 6
check "with the third vote it is stopped" shows "Stopped: it can no longer execute." 200
press Enter
check "and the board says so" row_has 6 "rejected" 150

# --- copy
t set-option -s set-clipboard on
choose 2
press y
check "y says what it sent to the clipboard" shows "clipboard: $(address vault)"
check "and the terminal has it" test "$(t show-buffer)" = "$(address vault)"

# --- search
press /
press liquidation
check "a search goes to the row" shows ">  4"
press Enter Escape
check "and is forgotten" hides "esc forgets it"

# --- the command line, filters and orders
press :
check ": opens the command line" shows "tab lists and completes"
press -l "op"
press Tab
check "tab completes the only one that fits" shows ":open "
press -l "4"
press Enter
check "and a number opens its proposal" shows "proposal 4  upgrade of ledger"
press Escape
press :
press -l "aprove 4"
press Enter
check "what is not known is told, with what is near" shows "near it: approve"
press :
press Up
check "up is the command before" shows ":aprove 4"
press Escape
press f
press -l "rejected"
press Enter
check "f shows only what it says" shows "only rejected"
check "and nothing else" test "$(screen | grep -cE '^[ *][ >] +[0-9]+ ')" = 1
press Escape
check "escape shows all again" hides "only rejected"
press s
check "s sorts by number" shows "all, by number"
check "the newest first" sh -c 'echo "$1" | sed -n 5p | grep -qE "^[ *]> +6 "' - "$(screen)"
press Escape

# --- the history
first_matches() { # PATTERN
	screen | sed -n 5p | grep -qE -- "$1"
}
first_is() { # PATTERN [TENTHS] - waits until the first row of a page's list is like that
	until_true "${2:-60}" first_matches "$1"
}
press h
check "h shows what this machine signed and sent" shows "what this machine signed and sent"
check "the newest first: the vote against 6" first_is "^ > .* reject +6 +landed"
press /
press -l "oldest"
check "a search without hits says so" shows "Nothing like that in the journal" 100
press Escape
press :
press -l "history execute"
press Enter
check "the command line searches it" first_is "^ > .* execute +5 +landed"
press Enter
check "enter opens a row" shows "by this machine's clock"
press y
shows "clipboard: " >/dev/null
sent=$(t show-buffer)
check "y copies its whole signature" sh -c 'echo "$1" | grep -qF "$2"' - "$(as alice --output json history search "$sent")" "\"signature\":\"$sent\""
press Enter
check "enter there opens the proposal" shows "proposal 5  rollback of vault"
press Escape
check "and escape comes back to the row" shows "by this machine's clock"
press Escape
check "then to the list" shows "esc shows all"
press Escape
check "then to all of it" hides "esc shows all"
quietly "a row from another terminal" as alice --yes buffer write "$programs/demo_v3.so"
press g
check "what a command signs meanwhile comes in above" first_is "^ > .* buffer write +landed" 100

# --- the buffers
on_buffer() { # TEXT - moves the selection to the row that has it
	press g
	for _ in 1 2 3 4 5 6 7 8 9; do
		sleep 0.2
		screen | grep -E "^ > " | grep -qF -- "$1" && return 0
		press j
	done
	return 1
}
orphan=$(as alice --output json buffer list | tr '{' '\n' | sed -n 's/.*"buffer":"\([^"]*\)".*"use":"orphan".*/\1/p' | head -1)
press b
check "b shows the buffers, and what could come back" shows "can give back" 100
check "with the one a dead proposal holds" shows "dead proposal 6"
check "and the ones proposals need" shows "proposal 4"
check "an orphan is on it" on_buffer orphan
check "with its whole address" shows " buffer        $orphan"
before=$(landed)
press z
check "z shows the card of closing it" shows "close buffer $orphan" 100
read_card
press -l "yes"
press Enter
check "another text signs nothing" shows "nothing was signed"
press Escape
check "nothing has been sent for it" test "$(landed)" = "$before"
on_buffer orphan
press z
shows "close buffer $orphan" 100 >/dev/null
check "what it asks for, typed, closes it" sign_card
check "and says what came back once it was read back as gone" shows "the buffer was read back as gone." 200
press Enter
check "it is not listed any more" hides "orphan"
check "on chain neither" sh -c '! echo "$1" | grep -qF "$2"' - "$(as alice buffer list)" "$orphan"
check "the one of the dead proposal is bob's" on_buffer "dead proposal 6"
press z
check "so only bob can close it" shows "B gives it back to that key"
press B
check "B gives it back, through the card" shows "give the buffer back of proposal 6" 100
sign_card
check "and it lands" shows "Done: reclaim of proposal 6" 200
press Enter
check "then no dead proposal holds one" hides "dead proposal" 200
on_buffer "proposal 4"
press z
check "what a proposal may still execute is kept" shows "proposal 4 holds this buffer"
press Enter
check "enter opens that proposal" shows "proposal 4  upgrade of ledger"
press Escape
check "and escape comes back to the buffers" shows "SOL of rent"
for size in 40x12 200x60 80x24; do
	t resize-window -x "${size%x*}" -y "${size#*x}"
	check "at $size they show, with the last line whole" sh -c 'test -n "$1"' - "$(shows " rent SOL" && footer_has "? help" && echo yes)"
done
press h
for size in 40x12 200x60 80x24; do
	t resize-window -x "${size%x*}" -y "${size#*x}"
	check "so does the history at $size" sh -c 'test -n "$1"' - "$(shows " became" && footer_has "? help" && echo yes)"
done
press b
admin fault '{"kind":"close","when":"before"}' >/dev/null
press u
check "when they cannot be read again they stay, with their age" shows "NOT READ AGAIN" 200
admin faults/clear '{}' >/dev/null
press u
check "and are read again when the endpoint is back" hides "NOT READ AGAIN" 200
press Escape
choose 4

# --- programs and members
press p
check "p shows the programs with the room there is" shows "16 384 bytes of code fit" 100
check "and the version that runs, by which proposal" shows "by proposal"
check "and whether the way back is ready" shows "quorum yes  capacity yes" 100
check "with the command that makes it so" shows "-> keyturn rollback --stage "
press m
check "m shows who has to approve" shows "3 of 5 have to approve"
check "and how many lost keys stop everything" shows "3 lost keys stop every upgrade"
press Escape

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
check "and tells of the row chosen who voted and what comes next" shows "may be executed from"
check "and whether its program's way back is ready" shows "way back      saved" 100
t resize-window -x 60 -y 20
check "narrow, it shows fewer" hides "  what"
check "of the same words" shows "timelock"
t resize-window -x 39 -y 20
check "too small, it says so" shows "keyturn needs 40 columns"
t resize-window -x 80 -y 24
check "and comes back" shows "NEEDS YOU"
press '?'
check "help lists the keys" shows "the signing card comes first"
press Escape

for size in 100x30 79x24 200x60 80x23 81x25 20x5 300x100 80x24; do
	t resize-window -x "${size%x*}" -y "${size#*x}"
done
check "after a storm of sizes it is whole" shows "NEEDS YOU"
check "with its last line" footer_has "? help"

# --- the end
press q
check "q restores the terminal" restored
check "and leaves the alternate screen" test "$(alternate)" = 0
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
check "and the alternate screen" test "$(alternate)" = 0
check "and leaves no process after control-C" nobody_left
for crash in SEGV:139 BUS:135 ABRT:134 FPE:136 QUIT:131 PIPE:141; do
	start 80 24 KEYTURN_MOUSE=on
	shows "NEEDS YOU" >/dev/null
	kill -"${crash%:*}" "$(console_pid)" || :
	check "a crash, SIG${crash%:*}, restores the terminal" restored
	check "the alternate screen and the mouse" test "$(t display-message -p '#{alternate_on}#{mouse_any_flag}')" = 00
	check "and ends as it would have" test "$(cat "$scene/rc")" = "${crash#*:}"
	check "and leaves no process after it" nobody_left
done
start 80 24
shows "NEEDS YOU" >/dev/null
kill -HUP "$(console_pid)" || :
check "SIGHUP restores a terminal that is still there" restored

# --- a lost terminal, and the first frame without an endpoint
start 80 24
shows "1/1 agree" >/dev/null
check "three processes run: the console, its signer, and the keeper beside it" test "$(ps -eo args | grep -F "$keyturn -k $scene/keys/alice.json" | grep -vc grep)" = 3
t kill-server
check "a lost terminal ends the console and its signer" nobody_left
: >"$scene/alice/keyturn.db.suspect" # as where an earlier run met damage: every page is looked at
"$top/build/release/tests/live/data/journal_live" "$scene/alice" >"$scene/journal"
check "and leaves a database that is whole" sh -c '! ls "$1"/keyturn.db.*' - "$scene/alice"
check "with its journal, and no intent without an outcome" awk -F'\t' '$3 == 0 || $3 == 4 { bad = 1 } END { exit bad || NR == 0 }' "$scene/journal"
admin down '{}' >/dev/null
start 80 24
check "without an endpoint the first frame comes from the database" row_has 2 "v2 $(sha256sum <"$programs/demo_v2.so" | cut -c1-8)"
check "all of it" test "$(screen | grep -cE '^[ *][ >] +[1-4] ')" = 4
check "it says that the connection is lost and how old the data is" sh -c 'echo "$1" | grep -qE "NO CONNECTION, data [0-9]+[smh] old"' - "$(shows "NO CONNECTION, data" 100; screen | head -1)"
press Enter
check "and keys work" shows "proposed by"
press Escape
admin up '{}' >/dev/null
check "when the endpoint is back, so is the console" shows "1/1 agree" 200
check "and a move is offered again" row_has 4 "LOCKED"

# --- Ctrl-Z and fg, in a shell with jobs
press q
restored
t kill-server
starts=$((starts + 1)) socket=keyturn-$$-$starts
t new-session -d -x 80 -y 24 "PS1='ready> ' LC_ALL=C.UTF-8 sh -i"
shows "ready>" >/dev/null
press "stty -g >'$scene/before'; '$keyturn' -k '$scene/keys/alice.json' --data-dir '$scene/alice' 9>&-" Enter
check "the console starts from a shell with jobs" shows "1/1 agree" 100
press C-z
check "control-Z gives the shell back" shows "Stopped"
press "stty -g >'$scene/after'; echo it is; clear" Enter
check "with the terminal as it was" restored_modes
press fg Enter
check "fg draws the console anew" shows "NEEDS YOU"
press '?'
check "as before" shows "the signing card comes first"
press Escape
press q
check "and its end is the shell's again" shows "ready>"

# --- terminals and locales
start 80 24 TERM=xterm-256color
shows "1/1 agree" 100 >/dev/null
check "colours are used where there are some" test "$(colours)" -gt 0
check "the cut mark and lines are UTF-8 there" sh -c 'echo "$1" | LC_ALL=C grep -q "[^ -~]"' - "$(press Enter; shows "proposed by"; screen)"
start 80 24 TERM=xterm-256color NO_COLOR=1
check "NO_COLOR shows the board" shows "1/1 agree" 100
check "without any colour" test "$(colours)" = 0
start 80 24 TERM=vt100
check "a vt100 shows the board" shows "1/1 agree" 100
check "without any colour, having none" test "$(colours)" = 0
for name in linux screen tmux screen-256color tmux-256color xterm; do
	start 80 24 TERM=$name
	check "TERM=$name shows the board" shows "1/1 agree" 100
	check "TERM=$name has colours" test "$(colours)" -gt 0
	press q
	check "TERM=$name is restored" restored
done
start 80 24 TERM=xterm-256color KEYTURN_THEME=mono
check "the theme mono shows the board" shows "1/1 agree" 100
check "without any colour of its own" test "$(colours)" = 0
start 80 24 LC_ALL=C
check "without UTF-8 the board shows" shows "1/1 agree" 100
press Enter
check "and the proposal" shows "proposed by"
check "all in ASCII" only_ascii
start 80 24 TERM=dumb
check "a terminal that cannot be drawn on is refused by name" shows "terminal 'dumb' cannot be drawn on" 100
check "with exit code 2" sh -c 'until [ -s "$1" ]; do sleep 0.1; done; test "$(cat "$1")" = 2' - "$scene/rc"

# --- an idle console locks its signer
processes() { # of the console whose key file that is
	ps -eo args | grep -F -- "-k $1 " | grep -F "$keyturn" | grep -vc grep
}
start 80 24 KEYTURN_IDLE_LOCK=2s
shows "1/1 agree" 100
check "left alone, the console locks its signer" shows "LOCKED SIGNER: L unlocks" 100
check "and says what to do" shows "L opens it again"
check "the process with the key is gone, the keeper is not" test "$(processes "$scene/keys/alice.json")" = 2
choose 4
press c
check "what was locked signs nothing" shows "nothing can be signed"
press L
check "L opens the key again" shows "the key is open again"
check "and the first line is as before" hides "LOCKED SIGNER"
check "on the whole screen" test "$(alternate)" = 1
check "left alone, it is locked again" shows "LOCKED SIGNER" 100
press q
check "locked, it ends as ever" restored
check "and leaves no process after a lock" nobody_left
start 80 24 KEYTURN_IDLE_LOCK=0
shows "1/1 agree" 100
sleep 2.5
check "idle-lock = 0 never locks" sh -c '! echo "$1" | grep -q LOCKED.SIGNER' - "$(screen)"
press L
check "but L does" shows "LOCKED SIGNER"

# --- an encrypted key
sealed=$scene/keys/alice.sealed
cat >"$scene/seal" <<END
'$keyturn' key encrypt '$scene/keys/alice.json' '$sealed' 9>&-
echo sealed with \$?
exec env KEYTURN_IDLE_LOCK=5s '$keyturn' -k '$sealed' --data-dir '$scene/alice' 9>&-
END
t kill-server
starts=$((starts + 1)) socket=keyturn-$$-$starts
t new-session -d -x 80 -y 24 "LC_ALL=C.UTF-8 sh '$scene/seal'"
shows "New passphrase" && press "five words at random" Enter
shows "The same again" && press "five words at random" Enter
check "a key is encrypted" shows "sealed with 0" 100
shows "Passphrase for $scene" && press "five words at random" Enter
check "the console opens with its passphrase" shows "1/1 agree" 200
check "idle, it is locked" shows "LOCKED SIGNER" 100
check "and no process has the key" test "$(processes "$sealed")" = 2
press L
check "L gives the terminal back and asks for the passphrase" shows "Passphrase for $scene" 100
check "outside of the screen" test "$(alternate)" = 0
press "not it" Enter
check "a wrong one is told" shows "That is not it." 100
press C-c
check "control-C leaves it locked" shows "the signer stays locked" 100
check "on the screen" test "$(alternate)" = 1
press L
asks_again() { # on the last line: the question before stands above
	screen | grep . | tail -1 | grep -q "^Passphrase for $scene"
}
until_true 100 asks_again
press "five words at random" Enter
check "the right one opens it" shows "the key is open again" 200
choose 4
press c
read_card
press 4 Enter
check "and it signs" shows "Done: cancel of proposal 4" 200
press Escape

# --- the mouse, where it is asked for
start 80 24 TERM=xterm-256color KEYTURN_MOUSE=on
check "with mouse = on" shows "1/1 agree" 100
check "the terminal is asked for it" test "$(t display-message -p '#{mouse_any_flag}#{mouse_sgr_flag}')" = 11
press -l "$(printf '\033[<0;9;5M\033[<0;9;5m')"
check "a click selects a row" sh -c 'for i in 1 2 3 4 5 6 7 8; do "$@" | sed -n 5p | grep -q "^ > " && exit; sleep 0.2; done; exit 1' - tmux -L "$socket" capture-pane -p
press -l "$(printf '\033[<0;9;5M\033[<0;9;5m')"
check "a second opens it" shows "proposed by"
press Escape
press q
check "q restores the terminal, with its mouse" restored
check "which it has for itself again" test "$(t display-message -p '#{mouse_any_flag}')" = 0

# --- settings while it runs
set_to() { # NAME VALUE
	press :
	press -l "set $1 $2"
	press Enter
}
start 80 24 TERM=xterm-256color
shows "1/1 agree" 100
check "at first there are colours" test "$(colours)" -gt 0
set_to theme mono
check ":set theme mono is said" shows "until keyturn ends"
press Escape
hides "until keyturn ends"
check "and takes the colours away" test "$(colours)" = 0
set_to theme light
shows "theme light" >/dev/null
check ":set theme light brings others" test "$(colours)" -gt 0
set_to mouse on
shows "mouse on" >/dev/null
mouse_flags() {
	[ "$(t display-message -p '#{mouse_any_flag}#{mouse_sgr_flag}')" = "$1" ]
}
mouse_is() { # FLAGS - any, sgr; the words stand on the command line before they are obeyed
	until_true 60 mouse_flags "$1"
}
check ":set mouse on asks the terminal for it" mouse_is 11
set_to mouse off
shows "mouse off" >/dev/null
check ":set mouse off gives it back" mouse_is 00
set_to colour never
check "what is no setting is told, with what is near" shows "near it: color"
set_to "" ""
check ":set alone tells them all" shows "theme light, color auto, mouse off, notify none, idle-lock"
set_to idle-lock 2s
check ":set idle-lock locks the signer sooner" shows "LOCKED SIGNER" 100
press q
check "the terminal is restored after all of that" restored

# --- nothing configured
start 80 24 -u KEYTURN_MULTISIG
check "without a multisig it says what is needed" shows "keyturn multisig create --member ADDRESS" 100
check "and finds the one this key is a member of" shows "$KEYTURN_MULTISIG  3 of 5" 100
check "with the command that keeps it" shows "keyturn init --url $url"
press Enter
check "enter opens it" row_has 2 "done" 100
start 80 24 -u KEYTURN_MULTISIG -u KEYTURN_GOVERNANCE -u KEYTURN_GENESIS
check "without anything it names no cluster" sh -c '! echo "$1" | grep -q local' - "$(shows "first steps" 100; screen | head -1)"
check "and the first steps" shows "keyturn --governance ADDRESS" 100
check "and that nothing is signed yet" shows "so nothing is signed"
press q
check "q leaves it" restored
