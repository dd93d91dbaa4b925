#!/bin/sh
# bench.sh - figures beside their goals; peers run in the same call.  Prints, never fails on a time.
# Inside tests/localnet/with.sh, from the top folder, after `make all program`.
set -eu
top=$(pwd)
node=$top/build/node
keyturn=$top/build/release/keyturn
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 700 "$dir"
mkdir -m 700 "$dir/keys"
"$node" tests/demo/keys.mjs "$dir/keys" alice bob carol dave erin
${CC:-cc} -O2 -D_GNU_SOURCE tests/bench/terminal.c -o "$dir/terminal" -lutil
${CC:-cc} -O2 -D_GNU_SOURCE tests/bench/key_to_wire.c -o "$dir/key_to_wire" -lutil

admin() { curl -sS --noproxy '*' -d "$2" "$KEYTURN_TEST_ADMIN/$1"; }
counter() { admin counters '{}' | "$node" -e 'let s="";process.stdin.on("data",(d)=>s+=d).on("end",()=>{const c=JSON.parse(s);console.log(eval("c."+process.argv[1]))})' "$1"; }
row() { printf '%-58s %-34s %s\n' "$1" "$2" "$3"; }
now_ms() { "$node" -e 'console.log(process.hrtime.bigint()/1000000n+"")'; }

# median_ms RUNS COMMAND... - a fresh memory each time
median_ms() {
	runs=$1
	shift
	i=0
	while [ $i -lt "$runs" ]; do
		rm -rf "$dir/state"
		a=$(date +%s%N)
		"$@" >/dev/null
		b=$(date +%s%N)
		echo $(((b - a) / 100000))
		i=$((i + 1))
	done | sort -n | sed -n "$(((runs + 1) / 2))p" | sed 's/.$/.&/'
}

genesis=$(admin state '{}' | sed 's/.*"genesis":"\([^"]*\)".*/\1/')
seed() {
	# shellcheck disable=SC2046
	set -- $(VOTES="$dir/votes" "$node" tests/bench/seed.mjs "$KEYTURN_TEST_ADMIN" "$genesis" "$1" 20 $(for a in "$dir"/keys/*.address; do cat "$a"; echo; done))
	governance=$1 multisig=$2
	export KEYTURN_URL="$KEYTURN_TEST_URL" KEYTURN_GENESIS="$genesis" KEYTURN_GOVERNANCE="$governance" KEYTURN_MULTISIG="$multisig"
	export KEYTURN_KEYPAIR="$dir/keys/alice.json" KEYTURN_DATA_DIR="$dir/state"
}
list() { "$keyturn" proposals --all --output json; }

echo "machine: $(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(uname -sr)"
row "what" "figure" "goal"

seed 1000
ours=$(median_ms 5 list)
gpa=$(median_ms 3 "$node" tests/bench/peer.mjs all "$KEYTURN_TEST_URL" "$governance" "$multisig" 1000)
one=$(median_ms 1 "$node" tests/bench/peer.mjs one "$KEYTURN_TEST_URL" "$governance" "$multisig" 1000)
row "list 1,000, cold" "$ours ms" ""
row "  @solana/web3.js, getProgramAccounts" "$gpa ms" ""
row "  @solana/web3.js, one by one" "$one ms" ""
id=$(admin fault '{"kind":"delay","ms":40}' | sed 's/.*"id":\([0-9]*\).*/\1/')
row "P3 list 1,000 at 40 ms latency" "$(median_ms 5 list) ms" "one round trip + 40 ms"
admin faults/clear "{\"id\":$id}" >/dev/null

seed 10000
rm -rf "$dir/state"
admin counters/reset '{}' >/dev/null
list >/dev/null
row "P2 requests to list 10,000, cold" "$(counter requests)" "2"
admin counters/reset '{}' >/dev/null
list >/dev/null
row "P2 requests to list 10,000, warm" "$(counter requests), $(counter bodyBytesOut) bytes" "1, at most 100,000 bytes"
row "P1 list 10,000, cold" "$(median_ms 3 list) ms" ""
row "  @solana/web3.js, getProgramAccounts" "$(median_ms 3 "$node" tests/bench/peer.mjs all "$KEYTURN_TEST_URL" "$governance" "$multisig" 10000) ms" "1/25 of it"
list >/dev/null
. tests/bench/console.sh

# A chain of its own, with votes to give; the three confirmations are one each of three consoles.
confirm() {
	for _ in 1 2 3; do
		(
			. tests/demo/scene.sh
			SCENE_QUIET=1
			trap scene_end EXIT
			unset KEYTURN_MULTISIG KEYTURN_KEYPAIR KEYTURN_DATA_DIR
			scene_begin
			now=$(date +%s)
			scene_chain $((now - 49 * 3600)) && scene_build "$now" || exit 1
			"$dir/key_to_wire" "$(echo "$url" | sed 's/.*:\([0-9]*\).*/\1/')" 4 "$keyturn" -k "$scene/keys/alice.json" \
				--data-dir "$scene/alice" 9>&-
		)
	done | sort -n | sed -n 2p
}
row "P15 confirming key to bytes on the wire; other requests" "$(confirm | sed 's/ / ms; /')" "5 ms; 0"

"$node" tests/bench/upload.mjs

# Of the journal alone: no chain is asked.
mkdir -m 700 "$dir/history"
build/release/tests/live/data/history_live "$dir/history" 1000000 | while IFS="	" read -r what figure goal; do row "$what" "$figure" "$goal"; done
rm -rf "$dir/history"

copy=$dir/copy
git archive --prefix=copy/ HEAD | tar -C "$dir" -x
a=$(now_ms)
CCACHE_DISABLE=1 make -s -j2 -C "$copy" all >/dev/null 2>&1
row "P19 clean build on $(nproc) cores" "$(($(now_ms) - a)) ms" "20,000 ms"
strip -o "$dir/stripped" "$copy/build/release/keyturn"
row "P19 stripped binary" "$(stat -c %s "$dir/stripped") bytes" "800,000 bytes"
