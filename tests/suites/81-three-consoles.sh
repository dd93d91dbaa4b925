#!/bin/sh
# The whole rollback by three members in three consoles, each with a configuration,
# a database and a key of its own, on one chain; one of them loses its terminal in
# mid-signing.  Then a console that loses it at every step of a signature.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
keyturn=$top/build/release/keyturn
step=$top/build/release/tests/kills/step.so
make -s all program build/release/tests/live/data/journal_live "$(echo "$step" | sed "s|^$top/||")" >&2 || { echo "not ok - build"; exit 1; }
. tests/demo/scene.sh
. tests/terminal/tmux.sh
SCENE_QUIET=1
scene='' chain=''
three="alice bob carol"
socket=none starts=0

at() { # WHO - whose terminal is meant from now on
	socket=$(cat "$scene/socket-$1")
}
finish() {
	for file in "$scene"/socket-*; do
		[ ! -f "$file" ] || tmux -L "$(cat "$file")" kill-server 2>/dev/null
	done
	scene_end
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

# A home with a configuration that says everything: nothing comes from the environment.
home() { # WHO
	mkdir -m 700 "$scene/home-$1"
	cat >"$scene/keyturn-$1" <<END
exec env -i PATH="$PATH" HOME='$scene/home-$1' LC_ALL=C.UTF-8 TERM="\${TERM:-dumb}" \${WITH:-} '$keyturn' "\$@" 9>&-
END
	quietly "configuration of $1" sh "$scene/keyturn-$1" init -u "$url" -k "$scene/keys/$1.json" --governance "$KEYTURN_GOVERNANCE" --multisig "$KEYTURN_MULTISIG"
	for name in $members $governed; do
		quietly "label" sh "$scene/keyturn-$1" label "$(address "$name")" "$name"
	done
}
by() { # WHO ARGUMENTS... - the command as that member
	who=$1
	shift
	sh "$scene/keyturn-$who" "$@"
}
console() { # WHO [NAME=VALUE] - the console as that member
	[ ! -f "$scene/socket-$1" ] || { at "$1" && t kill-server 2>/dev/null; }
	starts=$((starts + 1)) # a server that ends still holds its name
	socket=keyturn-$$-$starts
	echo "$socket" >"$scene/socket-$1"
	t new-session -d -x 100 -y 30 "WITH='${2:-}' sh '$scene/keyturn-$1'; echo ended with \$?; sleep 1000"
}
state() { # WHO - the folder of its database
	echo "$scene/home-$1/.local/state/keyturn"
}
journal() { # WHO - rows: id, action, outcome, signature, attempts
	"$top/build/release/tests/live/data/journal_live" "$(state "$1")"
}
is_over() { # WHO - no intent without an outcome
	journal "$1" | awk -F'\t' '$3 == 0 || $3 == 4 { bad = 1 } END { exit bad || NR == 0 }'
}
top_row() { # TEXT... - what is first on the board has all of it, within 10 s
	left=100
	for text in "$@"; do
		until screen | sed -n 4p | grep -qF -- "$text"; do
			left=$((left - 1))
			[ "$left" -gt 0 ] || return 1
			sleep 0.1
		done
	done
}
votes_of() { # NUMBER MEMBER - how that member stands to it: approve, reject, ...
	by erin --output json show "$1" | "$node" -e '
		const p = JSON.parse(require("fs").readFileSync(0, "utf8")).proposal, v = p.votes.find((x) => x.member === process.argv[1]);
		console.log(v?.vote ?? "none")' "$(address "$2")"
}
answers_v1() {
	"$node" tests/demo/answer.mjs "$url" "$scene/keys/alice.json" "$(address ledger)" 9>&- | grep -qF "demo v1"
}
scene_past
for who in $members; do
	home "$who" || { echo "not ok - a home for $who"; exit 1; }
done

# In the drill alice had it ready: the build saved in her database, a buffer staged.
check "the way back is staged in alice's home" quietly "stage" by alice --yes rollback --stage "$(address ledger)" --file "$programs/demo_v1.so"

# --- three consoles, one chain
for who in $three; do
	console "$who"
	check "$who's console shows the council" shows "1/1 agree" 100
	check "as $who" shows "you: $who" 100
done
check "each has a database of its own" test "$(ls -d "$scene"/home-*/.local/state/keyturn/keyturn.db | wc -l)" -ge 3

at alice
choose 1
press R
check "alice sees what is live and what it goes back to" shows "live now      version 2" 100
check "and that the buffer is there already" shows "the staged buffer, 3 approvals" 100
press Enter
shows "Why? Type the reason" >/dev/null
press -l "withdrawals fail since 14:02"
press Enter
check "so that the first card is the proposal's" shows "rollback: propose it" 300
sign_card
check "then her vote" shows "rollback: approve proposal 5" 300
for who in bob carol; do
	at "$who"
	check "$who has it on top of the board by itself" top_row " 5 " "ledger" "rollback" "withdrawals fail"
done
at alice
sign_card
check "alice waits for the others by name" shows "1 of 3: you; not yet: bob, carol, dave, erin" 300

# --- bob's terminal is lost in mid-signing
console bob "LD_PRELOAD=$step KEYTURN_STEP_LOG=$scene/steps KEYTURN_STEP=3 KEYTURN_STEP_SIGNAL=1"
shows "you: bob" 100 >/dev/null
top_row " 5 " >/dev/null
press g
press a
sign_card
check "bob's console ends with its terminal" shows "ended with 11" 150
echo "# bob's terminal went at: $(tr '\n' ',' <"$scene/steps")"
check "as the vote was signed" grep -q "^3 attempt before" "$scene/steps"
check "bob's journal knows the vote it began" test "$(journal bob | awk -F'\t' 'NR == 1 { print $2 }')" = approve
admin mine '{"slots":160}' >/dev/null
bobs=$(votes_of 5 bob)
console bob
check "bob is back" shows "you: bob" 100
top_row " 5 " >/dev/null
if [ "$bobs" = approve ]; then
	check "his vote had gone out and is counted" row_has 5 "2/" 100
else
	press g
	press a
	sign_card
	check "it had not gone out: bob votes once more" shows "Done: approve of proposal 5" 300
fi
at alice
check "votes count live at alice's" shows "2 of 3: you, bob; not yet: carol, dave, erin" 200

at carol
top_row " 5 " >/dev/null
choose 1
press R
check "carol goes the same way as alice, and joins what is open" shows "proposal 5" 100
press Enter
shows "Why? Type the reason" >/dev/null
press -l "same here"
press Enter
check "the first card is that of her vote" shows "rollback: approve proposal 5" 300
sign_card
check "with the last vote she may execute it as well" shows "rollback: execute proposal 5" 300
at alice
check "with the last vote alice executes at once" shows "rollback: execute proposal 5" 200
sign_card
check "the code is read back before success is said" shows "The code hash on chain was read back" 300
check "with the number of transactions and the time it took" shows "3 transactions from here, over "
check "the ledger answers with its first version" answers_v1
check "and any member finds the code hash there" quietly "verify" by carol program verify "$(address ledger)" "$programs/demo_v1.so"
at carol
read_card
press -l "5"
press Enter
check "carol, who comes later with hers, is told that the code is back" shows "The code hash on chain was read back" 300
for who in bob carol; do
	at "$who"
	press Escape
	check "$who's board has it done" row_has 5 "done" 200
done
for who in $three; do
	at "$who"
	t kill-server 2>/dev/null
	by "$who" show 5 >/dev/null 2>&1
done
check "alice's journal has the reason" sh -c '"$@" | grep -qF "withdrawals fail since 14:02"' - sh "$scene/keyturn-alice" history search "withdrawals"
check "and no intent without an outcome" is_over alice
check "carol's neither" is_over carol

# --- a console loses its terminal at every step of a signature
quietly "a proposal for erin" as bob --yes propose upgrade "$(address oracle)" "$programs/demo_v3.so" --description "Average the feeds" || exit 1
rounds=0 seen=''
for n in 1 2 3 4 5 6 7 8; do
	[ $((n % 2)) = 1 ] && key=a vote=approve || { key=r vote=reject; }
	rm -f "$scene/steps"
	before=$(votes_of 6 erin)
	console erin "LD_PRELOAD=$step KEYTURN_STEP_LOG=$scene/steps KEYTURN_STEP=$n KEYTURN_STEP_SIGNAL=1"
	shows "you: erin" 100 >/dev/null
	row_has 6 "voting" 100
	choose 6
	press $key
	sign_card
	check "$vote, its terminal lost at step $n: the console ends" shows "ended with 11" 150
	where=$(sed -n "${n}p" "$scene/steps" | cut -d' ' -f2-)
	after=$(votes_of 6 erin)
	check "$vote, lost at $where: the chain has the vote or the one before" test "$after" = "$before" -o "$after" = "$vote"
	admin mine '{"slots":160}' >/dev/null
	by erin --yes "$vote" 6 >"$scene/said" 2>&1
	code=$?
	check "the same by command is done, or was ($code)" test $code = 0 -o $code = 6
	check "it is her vote" test "$(votes_of 6 erin)" = "$vote"
	check "and her journal has an outcome for all of it" is_over erin
	seen="$seen $where;"
	rounds=$((rounds + 1))
done
echo "# terminals lost at:$seen"
check "every kind of step was among them" sh -c 'for s in "intent before" "intent after" "attempt before" "attempt after" "send before" "send after" "outcome before" "outcome after"; do
	case $1 in *"$s"*) ;; *) exit 1 ;; esac; done' - "$seen"
check "and of each of her signatures that landed there is a row" test "$(journal erin | awk -F'\t' '$3 == 1' | wc -l)" = "$rounds"
