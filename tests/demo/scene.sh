# scene.sh - a chain with a past, for the demo and the console's tests: sourced.
#
#   scene_begin              a temporary folder in $scene, and keys in it
#   scene_chain UNIX         starts the local chain with that time; $url, $admin
#   scene_build NOW          everything below, through the keyturn command, ending at chain time NOW
#   scene_past               all three for a suite: 49 hours that end now, in $now; without them the suite ends
#   scene_end                ends the chain and removes the folder
#
# Five members, threshold 3, lock 48 h.  1: ledger v2, executed.  2: vault v2,
# ready.  3: oracle v2, approved 47 h 58 min before NOW.  4: ledger v3, approved
# by carol and dave, waiting for alice.
#
# Needs $top, the folder of the makefile, and $keyturn, the program.

node=$top/build/node
programs=$top/build/program
members="alice bob carol dave erin"
governed="ledger vault oracle"

scene_begin() {
	scene=$(mktemp -d)
	mkdir -m 700 "$scene/keys"
	# shellcheck disable=SC2086
	"$node" "$top/tests/demo/keys.mjs" "$scene/keys" $members $governed governance council
}

# The chain ends when this shell does: it holds the other end of the chain's input.
scene_chain() {
	mkfifo "$scene/hold"
	"$node" "$top/tests/localnet/main.mjs" --clock "$1" --slot-ms "${SCENE_SLOT_MS:-100}" --ready-file "$scene/ready" --with-parent \
		<"$scene/hold" >/dev/null 2>"$scene/chain.err" &
	chain=$!
	exec 9>"$scene/hold"
	until [ -f "$scene/ready" ]; do
		kill -0 "$chain" 2>/dev/null || { cat "$scene/chain.err" >&2; echo "the local chain did not start" >&2; return 1; }
		sleep 0.05
	done
	url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$scene/ready")
	admin=$(sed 's/.*"adminUrl":"\([^"]*\)".*/\1/' "$scene/ready")
	KEYTURN_URL=$url KEYTURN_GOVERNANCE=$(address governance)
	KEYTURN_GENESIS=$(admin state '{}' | sed 's/.*"genesis":"\([^"]*\)".*/\1/')
	XDG_CONFIG_HOME=$scene/config XDG_STATE_HOME=$scene/state
	export KEYTURN_URL KEYTURN_GOVERNANCE KEYTURN_GENESIS XDG_CONFIG_HOME XDG_STATE_HOME
}

scene_end() {
	exec 9>&-
	[ -z "${chain:-}" ] || { kill "$chain" 2>/dev/null; wait "$chain" 2>/dev/null; }
	[ -z "${scene:-}" ] || rm -rf "$scene"
	scene='' chain=''
}

# admin ROUTE JSON
admin() {
	curl -sS --noproxy '*' -d "$2" "$admin/$1"
}
warp_to() {
	admin warp "{\"unix\":$1}" >/dev/null
}
landed() { # transactions on the chain so far
	admin counters '{}' | sed 's/.*"landed":\([0-9]*\).*/\1/'
}

address() {
	cat "$scene/keys/$1.address"
}

# as MEMBER ARGUMENTS... - the keyturn command with that member's key and memory
as() {
	who=$1
	shift
	"$keyturn" -k "$scene/keys/$who.json" --data-dir "$scene/$who" "$@" 9>&-
}

# quietly WHAT COMMAND... - its output only when it fails
quietly() {
	what=$1
	shift
	out=$(mktemp "$scene/out.XXXXXX")
	"$@" >"$out" 2>&1 || { echo "$what failed:" >&2; cat "$out" >&2; return 1; }
}

say() {
	[ -n "${SCENE_QUIET:-}" ] || printf '%s\n' "$*"
}

scene_deploy() {
	say "deploying the governance program and three programs to govern"
	quietly "deploying governance" as alice --yes program deploy "$programs/keyturn.so" --program-id "$scene/keys/governance.json" || return
	for p in $governed; do
		quietly "deploying $p" as alice --yes program deploy "$programs/demo_v1.so" --max-len 16384 --program-id "$scene/keys/$p.json" || return
	done
}

scene_council() {
	say "making a multisig, 3 of 5, lock 48 h, and handing it the programs"
	# shellcheck disable=SC2046
	quietly "multisig create" as alice --yes multisig create $(for m in $members; do echo "--member $(address "$m")"; done) \
		--threshold 3 --timelock 48h --create-key "$scene/keys/council.json" --allow-plain-governance-key || return
	KEYTURN_MULTISIG=$(as alice --output json multisig list | grep -o '"address": *"[^"]*"' | head -1 | sed 's/.*"\([^"]*\)"$/\1/')
	export KEYTURN_MULTISIG
	for p in $governed; do
		quietly "adopting $p" as alice --yes program adopt "$(address "$p")" --allow-plain-governance-key || return
	done
}

# upgrade PROGRAM FILE DESCRIPTION
upgrade() {
	quietly "proposing for $1" as bob --yes propose upgrade "$(address "$1")" "$programs/$2" --description "$3"
}
# approve NUMBER MEMBER... - all at once
approve() {
	n=$1 jobs=
	shift
	for m in "$@"; do
		quietly "approval of $n by $m" as "$m" --yes approve "$n" &
		jobs="$jobs $!"
	done
	for job in $jobs; do
		wait "$job" || return
	done
}

scene_labels() {
	for who in "$@"; do
		for name in $members $governed; do
			quietly "label" as "$who" label "$(address "$name")" "$name" || return
		done
		quietly "label" as "$who" label "$KEYTURN_MULTISIG" ledger-council || return
	done
}

scene_build() {
	now=$1
	say "giving five members some SOL on a chain of their own"
	for m in $members; do
		admin airdrop "{\"address\":\"$(address "$m")\",\"lamports\":20000000000}" >/dev/null || return
	done
	scene_deploy && scene_council || return
	say "proposing, approving, and letting 48 hours pass"
	upgrade ledger demo_v2.so "Fix rounding in interest accrual" && approve 1 alice bob carol || return
	upgrade vault demo_v2.so "Cap withdrawals per slot" && approve 2 alice bob dave || return
	warp_to $((now - 172680))
	upgrade oracle demo_v2.so "Reject prices older than 30 s" && approve 3 bob carol erin || return
	warp_to $((now - 1200))
	quietly "executing 1" as alice --yes execute 1 || return
	upgrade ledger demo_v3.so "Add improved liquidation checks" && approve 4 carol dave || return
	scene_labels alice || return
	warp_to "$now"
}

until_true() { # TENTHS COMMAND... - waits until it is
	left=$1
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}

scene_past() {
	now=$(date +%s)
	scene_begin
	scene_chain $((now - 49 * 3600)) && scene_build "$now" || { echo "not ok - a chain with a past, made by commands"; exit 1; }
}
