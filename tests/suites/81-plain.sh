#!/bin/sh
# The console in lines: the real program between pipes, and once on a terminal,
# on a local chain.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
make -s all program >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
SCENE_QUIET=1
scene='' chain='' pid='' socket=keyturn-plain-$$
LC_ALL=C.UTF-8
export LC_ALL

finish() {
	tmux -L "$socket" kill-server 2>/dev/null
	scene_end
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

check() { # WHAT COMMAND... - one test
	what=$1
	shift
	if "$@"; then echo "ok - $what"; else
		echo "not ok - $what"
		tail -25 "$scene/out" | sed 's/^/# /'
	fi
}
start() { # [NAME=VALUE...] [OPTION...] - the console in lines, its input kept open
	rm -f "$scene/in" "$scene/rc"
	mkfifo "$scene/in"
	: >"$scene/out"
	from=1
	(env "$@" <"$scene/in" >"$scene/out" 2>"$scene/err" 9>&-; echo $? >"$scene/rc") &
	pid=$!
	exec 7>"$scene/in"
}
plain() { # [NAME=VALUE...] - as alice
	start "$@" "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice" --plain
}
type() { # LINE - from here on is what it hears
	from=$(($(wc -l <"$scene/out") + 1))
	printf '%s\n' "$1" >&7
}
mark() { # what comes next is what is heard
	from=$(($(wc -l <"$scene/out") + 1))
}
heard() {
	tail -n "+$from" "$scene/out"
}
has_heard() {
	heard | grep -qF -- "$1"
}
hears() { # TEXT [TENTHS] - waits until it is told
	until_true "${2:-80}" has_heard "$1"
}
told() { # TEXT TIMES - so often, in all of it
	[ "$(grep -cF -- "$1" "$scene/out")" = "$2" ]
}
leave() { # the end of input; then it has ended with that code
	exec 7>&-
	wait "$pid"
	[ "$(cat "$scene/rc")" = "$1" ]
}
sent() { # N - so many more transactions have landed
	[ "$(landed)" = "$((before + $1))" ]
}
only_lines() { # FILE - UTF-8 text in lines: nothing a terminal would obey, nothing invisible or turned around
	"$node" -e '
		const bytes = require("fs").readFileSync(process.argv[1]), text = bytes.toString("utf8");
		const bad = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u2500-\u259f]/.exec(text);
		if (!Buffer.from(text).equals(bytes) || bad || text.length === 0) { console.error(bad); process.exit(1); }' "$1"
}

scene_past
before=$(landed)

# --- to look
plain
check "it says who and where this is" hears "local, ledger-council, 3 of 5 approve, lock 2 days."
check "and who may sign" hears "You are alice, member 1 of 5."
check "and what waits" hears "1 needs you, 1 voting, 1 locked, 1 ready, 0 stuck."
type list
check "list tells what needs this key" hears "proposal 4, upgrade of ledger, voting, 2 of 3 approvals, a lock of 2 days begins with approval 3, needs your vote: Add improved"
check "first" sh -c 'echo "$1" | grep ^proposal | head -1 | grep -q "^proposal 4"' - "$(hears "proposal 1, "; heard)"
check "a countdown in words" sh -c 'echo "$1" | grep -Eq "^proposal 3, .* its lock ends in [0-9]+ (minute|second)"' - "$(heard)"
type approve
check "on the board a move needs a number" hears "which one?"
type 4
check "a number opens a proposal, and its checks are told once they are read" hears "yes, capacity, the buffer is 3 600 bytes, the program has room for 16 384"
check "who voted" hears "approve, carol, $(address carol)"
type members
check "members" hears "1, approver, you, alice, $(address alice), has yet to vote on 1"
type programs
check "programs, with the room they have" hears "16 384 bytes of code fit"
type buffers
check "buffers, each with what it is for" hears "for, proposal 4 holds it and may still execute it" 100
type close
check "what is selected there has to be told first" hears "which one?"
type down
check "as it is when somebody goes to it" hears "Selected: "
type close
check "and what is needed is not closed" hears "may still execute it"
type history
check "history, the newest first" hears "the newest first"
check "a row in one line" hears "landed"
type down
hears "Selected:" >/dev/null
type open
check "and whole" hears "signature, "
type board
type "search oracle"
check "search tells what it finds" hears "1 found"
type "filter ready"
check "filter too" hears "Only ready; esc shows all."
type esc
check "and esc shows all" hears "The board"
type aprove
check "what is not known is told with what is near" hears "near it: approve"
type nonsense
check "or with where to look" hears "help lists them"
type "set mouse on"
check "a setting of the full screen is not said to be set" hears "mouse does nothing here"
type "set"
check "set tells what can be set in lines" hears "idle-lock 10m"
type "set idle-lock 0"
check "and it is" hears "idle-lock never"
type "set idle-lock 10m"
type help
check "help has the table's actions" hears "execute NUMBER, or x: carry it out"
check "nothing was signed by looking" sent 0

# --- a card
type "approve 4"
type 4
check "what is typed before the card is read out is not taken" hears "Not taken: the card is not read out yet."
check "the card is read out" hears "Signing card: approve proposal 4, to be signed as alice on local."
check "to its end" hears "End of the card. To sign this, type 4 as a line."
check "with its check words" hears "check words, "
type 5
check "another number signs nothing" hears "That is not what is asked for; nothing was signed."
type "4 4"
check "nor does more than it" hears "That is not what is asked for; nothing was signed."
type back
check "back leaves it" hears "nothing was signed"
sleep 0.5
check "and nothing was sent" sent 0
type "approve 4"
hears "End of the card" >/dev/null
type 4
check "what it asks for signs" hears "Done: approve of proposal 4 is on the chain." 200
check "the vote is told as it is seen on the chain" hears "Vote on proposal 4, upgrade of ledger: you approved, 3 of 3." 200
check "and what it led to" hears "Now approved: proposal 4, upgrade of ledger; may be executed from"
check "once" told "Now approved" 1
check "and sent once" sent 1

# --- time, and what others do
warp_to $((now + 117))
mark
check "a lock that ends is told" hears "Lock over: proposal 3, upgrade of oracle is ready" 200
as bob --yes cancel 4 >/dev/null 2>&1
check "and another's vote" hears "Vote on proposal 4, upgrade of ledger: bob voted to cancel, 1 of 2." 200
type "execute 2"
hears "End of the card" 200
type 2
check "an act that is ready is executed" hears "Done: execute of proposal 2 is on the chain." 200
check "and so it is told" hears "Now executed: proposal 2, upgrade of vault" 200

# --- the endpoint
mark
admin down '{}' >/dev/null
check "a lost endpoint is told" hears "No connection, the data is" 200
type list
check "what is known is told all the same" hears "proposal 2, upgrade of vault, done"
check "with its age" sh -c 'echo "$1" | grep -Eq "^No connection, the data is [0-9]+ seconds old"' - "$(heard)"
mark
admin up '{}' >/dev/null
check "it comes back by itself" hears "Connected again, the data is new: 1 of 1 endpoints agree." 200

# --- the way back
type "rollback 1"
check "a rollback reads its plan" hears "must sign, any 3 of you, bob, carol, dave, erin"
type enter
check "asks for the reason" hears "Why? Type the reason as a line"
type ''
check "which cannot be empty" hears "A few words are needed."
type "$(printf '%0141d' 0)"
check "nor longer than a proposal keeps" hears "Not taken: a reason has at most 140 bytes."
type "it pays out twice"
check "and has its cards signed" hears "Signing card: rollback: write the buffer" 200
hears "End of the card" >/dev/null
type yes
check "one after the other" hears "Signing card: rollback: propose it" 200
mark
hears "End of the card" >/dev/null
type 5
check "until the others are waited for" hears "Signing card: rollback: approve proposal 5" 200
mark
hears "End of the card" >/dev/null
type 5
check "which is told" hears "waiting for the others to approve the rollback" 200
sleep 6
check "once" test "$(heard | grep -c "waiting for the others")" = 1
mark
approve 5 bob carol
check "with the last vote the execution is to be signed" hears "Signing card: rollback: execute proposal 5" 300
hears "End of the card" >/dev/null
type 5
check "and the code is read back" hears "The code hash on chain was read back: it is the one gone back to." 300
type back
check "back leaves to the board" hears "The board"
type quit
check "quit ends it" leave 0
check "without a word on standard error" test ! -s "$scene/err"
check "all it told are lines of text" only_lines "$scene/out"

# --- the lock
plain KEYTURN_IDLE_LOCK=2s
check "left alone, it locks its signer" hears "the signer is locked" 100
type "reject 4"
check "which signs nothing then" hears "nothing can be signed"
type lock
check "and is opened again" hears "the key is open again"
mark
check "a card nobody answers" hears "the signer is locked" 100
type "status"
check "status says so" hears "The signer is locked"
leave 0
before=$(landed)

# --- the end of input, and signals
start "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice" --plain
printf 'list\nmembers\n' >&7
exec 7>&-
wait "$pid"
check "commands before the end of a pipe are all done" sh -c 'grep -q "^proposal 1, " "$1" && grep -q "^epoch, " "$1"' - "$scene/out"
plain
hears "1 of 1 endpoints agree" >/dev/null
type "execute 3"
hears "End of the card" >/dev/null
check "an open card at the end of input signs nothing" leave 0
check "and says so" hears "Nothing was signed."
check "nothing was sent" sent 0
plain
hears "1 of 1 endpoints agree" >/dev/null
kill -TERM "$(pgrep -P "$pid" -x keyturn | head -1)"
wait "$pid"
check "SIGTERM ends it with 11" test "$(cat "$scene/rc")" = 11
exec 7>&-
start "$keyturn" --read-only --data-dir "$scene/alice" --plain
check "without a key it says so" hears "No key: nothing can be signed."
type "approve 4"
check "and signs nothing" hears "there is no key"
leave 0

# --- nothing configured
start -u KEYTURN_MULTISIG "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/none" --plain
check "without a multisig it finds the one this key is a member of" hears "chosen, $KEYTURN_MULTISIG, 3 of 5" 100
type ''
check "and enter opens it" hears "3 of 5 approve, lock 2 days." 100
leave 0

# --- ASCII, and hostile texts
start LC_ALL=C "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice" --plain
hears "1 of 1 endpoints agree" >/dev/null
printf 'list\nopen 4\nmembers\nprograms\nhelp\n' >&7
leave 0
check "where the locale is not UTF-8 all is ASCII" sh -c '! LC_ALL=C grep -q "[^ -~]" "$1"' - "$scene/out"
HOSTILE=1 "$node" tests/bench/seed.mjs "$admin" "$KEYTURN_GENESIS" 120 20 $(for m in $members; do address "$m"; echo; done) 9>&- >"$scene/world"
read -r governance multisig <"$scene/world"
i=0
for m in $members; do
	i=$((i + 1))
	"$keyturn" --data-dir "$scene/hostile" label "$(address "$m")" "$("$node" -e "import('./tests/terminal/hostile.mjs').then((m) => process.stdout.write(m.hostile($i, 30)))" | tr -d '\000')" 9>&- >/dev/null 2>&1
done
start "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/hostile" --governance "$governance" --multisig "$multisig" --plain
hears "1 of 1 endpoints agree" 200
{
	printf 'list\n'
	for i in 1 2 3 4 5; do printf 'more\n'; done
	for i in $(seq 1 60); do printf 'open %d\n' "$i"; done
	printf 'members\nprograms\nsearch \033[31m\nopen \342\200\256\n\377\376\nlist\n'
} >&7
leave 0
check "hostile texts are told harmlessly" only_lines "$scene/out"
check "all of them" sh -c '[ "$(grep -c "^proposal " "$1")" -ge 120 ]' - "$scene/out"

# --- whatever is typed
for seed in 1 2 3; do
	"$node" tests/terminal/lines.mjs $seed 300 2>/dev/null 9>&- |
		"$keyturn" -k "$scene/keys/carol.json" --data-dir "$scene/carol" --plain >"$scene/out" 2>"$scene/err" 9>&-
	check "300 lines of anything end as they should" test $? = 0
	check "are answered" sh -c '[ "$(wc -l <"$1")" -gt 300 ]' - "$scene/out"
	check "in lines of text" only_lines "$scene/out"
	check "and sign nothing" sh -c '! grep -q "^Done" "$1"' - "$scene/out"
done

# --- a terminal
tmux -L "$socket" -f /dev/null new-session -d -x 100 -y 40 "LC_ALL=C.UTF-8 '$keyturn' -k '$scene/keys/alice.json' --data-dir '$scene/alice' --plain 2>&1; echo ended with \$?; exec cat" 9>&-
: >"$scene/out"
on_terminal() { # TEXT
	tmux -L "$socket" capture-pane -p -S -200 >"$scene/out" && grep -qF -- "$1" "$scene/out"
}
on_screen() { # TEXT [TENTHS]
	until_true "${2:-80}" on_terminal "$1"
}
check "on a terminal it is the same" on_screen "You are alice, member 1 of 5."
check "which is not taken over" test "$(tmux -L "$socket" display-message -p '#{alternate_on}')" = 0
tmux -L "$socket" send-keys "execute 3" Enter 3
check "a card there" on_screen "End of the card"
tmux -L "$socket" send-keys Enter
sleep 1
check "what was typed before it is not its answer" sent 0
tmux -L "$socket" send-keys C-d
check "and the end of input ends it" on_screen "ended with 0"
