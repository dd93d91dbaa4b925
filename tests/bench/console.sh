# console.sh - P4 to P9: the console with 10,000 proposals, and full-screen programs
# of Debian, by one driver in one run.  Sourced by bench.sh: $dir, $keyturn, row, admin.
TERM=xterm-256color LC_ALL=C.UTF-8
export TERM LC_ALL

# things for the peers to show: 10,000 files, and a repository of 3,000 commits
mkdir "$dir/tree"
(cd "$dir/tree" && seq -f 'file%05.0f' 1 10000 | xargs touch)
commits() {
	i=1
	while [ $i -le 3000 ]; do
		printf 'commit refs/heads/main\ncommitter bench <bench@localhost> %d +0000\ndata <<E\nChange number %d\nE\n' $((1700000000 + i)) $i
		i=$((i + 1))
	done
}
git init -q -b main "$dir/repository"
commits | git -C "$dir/repository" fast-import --quiet

# drive NAME OPTIONS... - the driver's lines, kept as $dir/NAME
drive() {
	name=$1
	shift
	"$dir/terminal" "$@" >"$dir/$name" || echo "the driver failed for $name" >&2
}
# of NAME LINE FIELD [DIVISOR] - a number of it, "-" where the driver failed
of() {
	awk -v l="$2" -v f="$3" -v d="${4:-0}" '$1 == l { v = d ? sprintf("%.1f", $(f + 1) / d) : $(f + 1) } END { print v == "" ? "-" : v }' "$dir/$1"
}

board="-t NEEDS -l agree"
# shellcheck disable=SC2086
{
	drive keyturn $board -r 11 -p G -k kkkkkjjjjj -n 300 -i 30 "$keyturn"
	drive ticking $board -k jjjjjkkkkk -n 50 -i 30 "$keyturn"
	drive refresh $board -p G -k kkkkkjjjjj -b u -n 200 "$keyturn"
	drive found $board -p /number -k 44445555 -n 8 "$keyturn"
	drive next $board -p '/number\r' -k nnnnnNNNNN -n 100 "$keyturn"
	drive fresh $board -k u -n 41 -x "curl -sS --noproxy '*' -d @$dir/votes.\$((N % 2)) $KEYTURN_TEST_ADMIN/account >/dev/null" "$keyturn"
}
peer() {
	name=$1
	shift
	! command -v "$name" >/dev/null || drive "$name" -r 11 -n 300 -i 30 "$@"
}
peer nnn -t file00010 -k jjjjjkkkkk nnn "$dir/tree"
peer ncdu -t 'Total disk' -k jjjjjkkkkk ncdu "$dir/tree"
peer tig -t '[main]' -k jjjjjkkkkk env -C "$dir/repository" tig
peer htop -t F10 -k '\eOB\eOB\eOB\eOA\eOA\eOA' htop

row "P4 refresh to new frame, 10,000 known, 20 open" "$(of fresh key 1) ms, CPU $(of fresh frame 4) ms" "8 ms"
row "P5 start to first frame, 10,000 cached" "$(of keyturn first 1) ms ($(of keyturn first 2) to $(of keyturn first 3))" "20 ms"
row "P6 key to complete frame, 10,000 rows, p50 and p99" "$(of keyturn key 1), $(of keyturn key 2) ms" "1, 5 ms"
row "P6   during a refresh" "$(of refresh key 1), $(of refresh key 2) ms" "p99 8 ms"
row "P6   letter of a search; next found" "$(of found key 1); $(of next key 1), $(of next key 2) ms" ""
row "P7 write calls and bytes of a cursor move" "$(of keyturn frame 1), $(of keyturn frame 2) bytes, at most $(of keyturn frame 3)" "1, at most 250 bytes"
row "P7   nothing changed, 30 s" "$(of keyturn idle 3) bytes" "0"
row "P7   10 countdowns, 30 s, each second" "$(of ticking idle 3 30) bytes" "10 per changed countdown"
row "P8 idle 30 s: wake-ups, CPU" "$(of keyturn idle 1), $(of keyturn idle 2) ms" "18, 30 ms"
row "P8   with 10 countdowns" "$(of ticking idle 1), $(of ticking idle 2) ms" "51, 30 ms"
row "P9 memory, RSS and PSS of console and signer" "$(of keyturn memory 1 1024), $(of keyturn memory 2 1024) MiB" "18 MiB"

peer_row() {
	printf '%-10s %10s %8s %8s %8s %8s %10s %8s %8s\n' "$@"
}
echo
peer_row "" "first, ms" "key p50" "p99" "writes" "bytes" "wake/30s" "CPU, ms" "PSS, MiB"
for p in keyturn nnn ncdu tig htop; do
	[ ! -s "$dir/$p" ] || peer_row $p "$(of $p first 1)" "$(of $p key 1)" "$(of $p key 2)" "$(of $p frame 1)" "$(of $p frame 2)" \
		"$(of $p idle 1)" "$(of $p idle 2)" "$(of $p memory 2 1024)"
done
echo
