#!/bin/sh
# The on-chain program and its linker: the same bytes twice, what the file must
# be, and every kind of object the linker refuses, by name.
set -u
cd "$(dirname "$0")/../.."
out=build/check/link
rm -rf "$out"
mkdir -p "$out"
ok() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2"; fi; }

make -s program >"$out/first" 2>"$out/err" && [ ! -s "$out/err" ]
ok $? "the program builds without warnings"
grep -q "^$(sha256sum <build/program/keyturn.so | cut -d' ' -f1)  $(wc -c <build/program/keyturn.so) bytes  build/program/keyturn.so$" "$out/first"
ok $? "make program prints code hash and size"
make -s P="$out/again" program >/dev/null 2>&1
for f in keyturn demo_v1 demo_v2 demo_v3 demo_big; do
	cmp -s "build/program/$f.so" "$out/again/$f.so"
	ok $? "$f built again elsewhere is the same, byte for byte"
done
[ "$(od -An -tu1 -j48 -N1 build/program/keyturn.so | tr -d ' ')" = 3 ]
ok $? "the program is SBPF version 3"
[ "$(tail -c1 build/program/keyturn.so | od -An -tu1 | tr -d ' ')" -ne 0 ]
ok $? "the file ends in no zero: its SHA-256 is its code hash"
! grep -qF "$(pwd)" build/program/keyturn.so
ok $? "no path of this machine is in it"
[ "$(wc -c <build/program/demo_big.so)" -eq 2600000 ]
ok $? "the big demo is as large as code may be"

link=build/program/link
for f in tests/fixtures/link/*; do
	clang-19 --target=bpf -mcpu=v2 -O2 -std=c11 -Isrc -ffreestanding -fno-builtin -Wall -Wextra -Werror \
		-Wno-unused-command-line-argument \
		-c "$f" -o "$out/$(basename "$f").o" 2>>"$out/err" || echo "not ok - $f compiles"
done
$link -o "$out/good.so" "$out/good.c.o" "$out/other.c.o" >"$out/said" 2>&1 && [ ! -s "$out/said" ]
ok $? "two good objects link in silence"
$link -o "$out/twice.so" "$out/good.c.o" "$out/other.c.o" && cmp -s "$out/good.so" "$out/twice.so"
ok $? "and give the same bytes again"

# refused WORDS OBJECT... - linking them fails with these words and leaves no file
refused() {
	words=$1
	shift
	rm -f "$out/no.so"
	if (cd "$out" && ! ../../../$link -o no.so "$@" >said 2>&1) && grep -qF "$words" "$out/said" && [ ! -e "$out/no.so" ]; then
		echo "ok - refused: $(head -1 "$out/said")"
	else
		echo "not ok - refused with \"$words\": $(head -1 "$out/said")"
	fi
}
refused "good.c.o: undefined symbol other" good.c.o
refused "other.c.o: symbol other is defined in other.c.o already" good.c.o other.c.o other.c.o
refused "data.c.o: writable data in section .data" good.c.o other.c.o data.c.o
refused "bss.c.o: writable data in section .bss" good.c.o other.c.o bss.c.o
refused "syscall.c.o: unknown system call sol_alloc_free_" good.c.o other.c.o syscall.c.o
refused "undefined.c.o: undefined symbol elsewhere" good.c.o other.c.o undefined.c.o
refused "weak.c.o: weak symbol perhaps" good.c.o other.c.o weak.c.o
refused "section.c.o: unknown section .config" good.c.o other.c.o section.c.o
refused "address.c.o: system call sol_log_ has no address" good.c.o other.c.o address.c.o
refused "narrow.s.o: unknown relocation 3 of narrow in section .rodata" good.c.o other.c.o narrow.s.o
refused "unnamed.s.o: call without a name in section .text" good.c.o other.c.o unnamed.s.o
refused "no function entrypoint" other.c.o
refused "missing.o: No such file" missing.o
gcc -c -x c tests/fixtures/link/other.c -o "$out/host.o"
refused "host.o: type 1 machine" good.c.o host.o
head -c 200 "$out/other.c.o" >"$out/short.o"
refused "short.o:" good.c.o short.o
refused "usage: link" good.c.o -x

# every row of abi.h's tables and every error is in the manual, word for word
page=man/keyturn-program.7
sed -n 's/^.*X( *\([0-9]*\), *\([0-9A-Z_]*\), *\([a-z_]*,\)\{0,1\} *"\(.*\)").*$/.It \1 Ta \2 Ta \3 Ta \4/p' src/program/abi.h |
	sed 's/, Ta / Ta /; s/ Ta  Ta / Ta /; s/ Ta $/ Ta \\\&/' | grep -v ' Ta tag Ta KT_\(RECLAIM\|CLOSE\)$' >"$out/rows"
grep -vxFf "$page" "$out/rows" >"$out/missing"
[ "$(wc -l <"$out/rows")" -gt 150 ] && [ ! -s "$out/missing" ]
ok $? "keyturn-program(7) has all $(wc -l <"$out/rows") fields and errors of abi.h"
mandoc -T lint -W warning "$page" >"$out/lint"
ok $? "and is a good manual page"
