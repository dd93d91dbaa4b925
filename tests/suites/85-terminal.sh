#!/bin/sh
# The console and its terminal: resizes while typing, hostile texts, signals and a
# lost terminal at random moments.  STORM, ENDS and SEED for more and others.
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
seed=${SEED:-1}
TERM=xterm-256color LC_ALL=C.UTF-8
export TERM LC_ALL

ok() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2"; fi; }
# check NAME MODE COUNT COMMAND... - the lines of console_check, named
check() {
	name=$1 mode=$2 count=$3
	shift 3
	timeout 300 "$scene/check" "$mode" "$count" "$seed" "$@" 9>&- >"$scene/$name.tap" 2>&1 || echo "not ok - it ran to its end" >>"$scene/$name.tap"
	sed "s/^\(\(not \)\{0,1\}ok\) *[0-9]* - /\1 - $name: /" "$scene/$name.tap"
}

scene_past
${CC:-cc} -O2 -D_GNU_SOURCE -Isrc tests/terminal/console_check.c build/release/libbase.a -o "$scene/check" -lutil || { echo "not ok - build"; exit 1; }
before=$(landed)

# --- R15
check storm storm "${STORM:-2000}" "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice"

# --- R21, two at a time, each with a memory of its own
cp -rp "$scene/alice" "$scene/alice2"
half=$((${ENDS:-200} / 2))
check ends ends $half "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice" &
(seed=$((seed + 1)); check "ends again" ends $half "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/alice2") >"$scene/second"
wait $!
cat "$scene/second"
[ "$(landed)" = "$before" ]
ok $? "nothing was sent by any of it"
for d in alice alice2; do
	"$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/$d" --output json proposals --all 9>&- >"$scene/list" 2>"$scene/said" &&
		[ "$(grep -o '"index"' "$scene/list" | wc -l)" = 4 ] && [ ! -s "$scene/said" ]
	ok $? "the database of $d is whole"
done
[ -z "$(find "$scene/alice" "$scene/alice2" -name '*damaged*')" ]
ok $? "and nothing was set aside"
as alice --yes approve 4 >"$scene/said" 2>&1 && [ "$(landed)" = "$((before + 1))" ]
ok $? "a vote after it is sent once"

# --- R17: accounts of a chain, labels, and what a server says
HOSTILE=1 "$node" tests/bench/seed.mjs "$admin" "$KEYTURN_GENESIS" 300 20 $(for m in $members; do address "$m"; echo; done) 9>&- >"$scene/world"
read -r governance multisig <"$scene/world"
i=0
for m in $members; do
	i=$((i + 1))
	"$keyturn" --data-dir "$scene/hostile" label "$(address "$m")" "$("$node" -e "import('./tests/terminal/hostile.mjs').then((m) => process.stdout.write(m.hostile($i, 30)))" | tr -d '\000')" 9>&- >/dev/null 2>&1
done
check "hostile accounts" look 100 "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/hostile" --governance "$governance" --multisig "$multisig"
mkfifo "$scene/server"
"$node" tests/terminal/hostile.mjs <"$scene/server" >"$scene/port" 9>&- &
server=$!
exec 8>"$scene/server"
until [ -s "$scene/port" ]; do sleep 0.05; done
check "hostile server" look 50 "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/hostile" --governance "$governance" --multisig "$multisig" \
	-u "http://127.0.0.1:$(cat "$scene/port")" 8>&-
check "hostile server, nothing known" look 16 "$keyturn" -k "$scene/keys/alice.json" --data-dir "$scene/new" --governance "$governance" \
	--multisig "$multisig" -u "http://127.0.0.1:$(cat "$scene/port")" 8>&-
exec 8>&-
wait "$server"
