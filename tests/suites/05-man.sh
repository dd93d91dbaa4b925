#!/bin/sh
# Manual pages are well formed, and say what there is: every command has its
# entry in keyturn(1), and no page names a command that is not there.
for page in man/*.[1-8]; do
	mandoc -T lint -W warning "$page" >&2 && echo "ok - $page has no warning" || echo "not ok - $page"
done

make -s -j2 all >&2 || { echo "not ok - keyturn does not build"; exit; }
build/release/keyturn --help | awk '/^  [a-z]/ { print substr($0, 3, 17) }' | sed 's/ *$//' >build/commands
[ "$(wc -l <build/commands)" -gt 20 ] || echo "not ok - keyturn --help lists its commands"
back=$(printf '\b') # bold is a letter, a step back, and the letter again
mandoc -T ascii man/keyturn.1 | sed "s|.$back||g" | tr -s ' \n' ' ' >build/keyturn.txt
while read -r command; do
	grep -q "$command" build/keyturn.txt && echo "ok - keyturn(1) has $command" || echo "not ok - keyturn(1) has no $command"
done <build/commands

# A command as a page writes it: .Ic keyturn WORD [WORD] or .Dl keyturn WORD [WORD]
sed -n 's/^\.\(Ic\|Dl\) keyturn \([a-z]*\) \{0,1\}\([a-z]*\).*/\2 \3/p' man/*.[1-8] | sort -u >build/named
while read -r group name; do
	grep -qx -e "$group" -e "$group $name" build/commands && echo "ok - there is a command $group $name" ||
		echo "not ok - a page names keyturn $group $name, which is not there"
done <build/named
