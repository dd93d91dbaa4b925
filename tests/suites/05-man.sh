#!/bin/sh
# Manual pages are well formed and say what there is: every command with its options,
# every page and action of the console, every setting, number and name; and no page,
# no hint in the code, no README names what is not there.
set -u
cd "$(dirname "$0")/../.." || exit 1
make -s -j2 all >&2 || { echo "not ok - keyturn does not build"; exit 1; }
keyturn=$PWD/build/release/keyturn
out=$PWD/build/man
mkdir -p "$out"

# ok WHAT, by the last command's status
ok() { [ "$1" -eq 0 ] && echo "ok - $2" || echo "not ok - $2"; }
# each FILE WHAT COMMAND: COMMAND is true of every line of FILE, of which there are some
each() {
	n=0
	while IFS= read -r line; do
		n=$((n + 1))
		"$3" "$line" || echo "not ok - $2: $line"
	done <"$1"
	[ "$n" -gt 0 ]
	ok $? "$2: $n looked at"
}
# section NAME PAGE: its lines
section() { awk -v name="$1" '/^\.Sh/ { on = $0 == ".Sh " name } on' "$2"; }

for page in man/*.[1-8]; do
	mandoc -T lint -W warning "$page" >&2
	ok $? "$page has no warning"
done

# --- commands and their options ---------------------------------------------------
"$keyturn" --help | awk '/^  [a-z]/ { print substr($0, 3, 17) }' | sed 's/ *$//' >"$out/commands"
[ "$(wc -l <"$out/commands")" -gt 20 ]
ok $? "keyturn --help lists its commands"
section COMMANDS man/keyturn.1 | sed -n 's/^\.It Cm //p' | sed 's/ \(Ar\|Fl\|Op\|Oo\|Ns\).*//' | tr ',' '\n' | sed 's/^ *//; s/ *$//' | sort -u >"$out/entries"
has_entry() { grep -qxF "$1" "$out/entries"; }
each "$out/commands" "a command has an entry in keyturn(1)" has_entry
is_command() { grep -qxF "$1" "$out/commands"; }
each "$out/entries" "an entry of keyturn(1) is a command" is_command

! grep -q '^\.It .* Op .* O[op] ' man/keyturn.1 # Op takes the rest of its line
ok $? "what may be left out of a command stands beside the rest, not within it"
# "COMMAND --option" for every option of every command, as its own help has it
while IFS= read -r command; do
	"$keyturn" $command --help | sed -n 1p | grep -o -- '--[a-z-]*' | sort -u | sed "s/^/$command /"
done <"$out/commands" >"$out/options"
entry_names() { # the entry of the command, all of it, has the option
	option=${1##* --} command=${1% --*}
	section COMMANDS man/keyturn.1 | awk -v want="$command" '
		/^\.It Cm / { line = substr($0, 8); sub(/ (Ar|Fl|Op|Oo|Ns).*/, "", line); n = split(line, name, / *, */); on = 0
			for (i = 1; i <= n; i++) on = on || name[i] == want }
		on' | grep -Eq "(Fl|,) -$option( |\$)"
}
each "$out/options" "an option is in the entry of its command" entry_names
grep -oh '"--[a-z-]*"' src/cli/*.c src/main.c | tr -d '"' | sort -u >"$out/taken"
is_told() { "$keyturn" --help | grep -q -e "$1\b" || grep -q -e " $1\$" "$out/options" || grep -q -e "Fl $(echo "$1" | cut -c2-)\b" man/keyturn.1; }
each "$out/taken" "an option the code takes is told of" is_told
{ "$keyturn" --help | grep -o -- '--[a-z-]*'; cut -d' ' -f2- "$out/options" | grep -o -- '--[a-z-]*'; printf '%s\n' --script --frames; } | sort -u >"$out/known"
grep -h '^\.' man/keyturn.1 man/keyturn.conf.5 man/keyturn-runbook.7 | grep -o 'Fl -[a-z][a-z-]*\|^\.Fl.*' | grep -o ' -[a-z][a-z-]\+' | sed 's/^ /-/' | sort -u >"$out/named_options"
is_known() { grep -qxF -e "$1" "$out/known"; }
each "$out/named_options" "an option a page names is there" is_known

# --- what pages, hints and the README call commands ---------------------------------
# A command as a page writes it: .Ic keyturn WORD [WORD] or .Dl keyturn WORD [WORD]; in C in a text; in the README as code.
{
	sed -n 's/^\.\(Ic\|Dl\) keyturn \([a-z]*\) \{0,1\}\([a-z]*\).*/\2 \3/p' man/*.[1-8]
	grep -oh '\\"keyturn [a-z]* \{0,1\}[a-z]*' src/*/*.c ui/*.c keys/*.c | sed 's/^.*"keyturn //' # a command in a sentence
	grep -oh '"keyturn [a-z]* \{0,1\}[a-z]*' src/gov/*.c src/ops/ready.c | sed 's/^"keyturn //'      # a cure is one
	{ grep -oh '`keyturn [^`]*`' README.md | tr -d '`'; grep '^    keyturn ' README.md; } | grep -o 'keyturn [a-z]* \{0,1\}[a-z]*' | sed 's/^keyturn //'
} | sed 's/ *$//; /^$/d' | sort -u >"$out/named"
is_there() { grep -qx -e "$1" -e "${1%% *}" "$out/commands" || grep -q "^$1 " "$out/commands"; }
each "$out/named" "a command that is named is there" is_there
[ "$(wc -l <"$out/named")" -gt 30 ]
ok $? "they are found where they are named"

# --- the console -----------------------------------------------------------------
ls ui/screen_*.c | sed 's/.*screen_\(.*\)\.c/\1/' >"$out/pages"
has_page() { section CONSOLE man/keyturn.1 | grep -qxF ".It $1"; }
each "$out/pages" "a page of the console is in keyturn(1)" has_page
sed -n 's/^\tX([A-Z_]*, .*, *"\([^"]*\)", *"[^"]*", *"\([^"]*\)",.*/\1 \2/p' ui/action.h >"$out/actions"
[ "$(wc -l <"$out/actions")" -eq "$(grep -c '^	X([A-Z]' ui/action.h)" ]
ok $? "every action of ui/action.h is read"
has_action() { grep -xFA1 ".It Ic \\&${1%% *}" man/keyturn.1 | grep -qxF "${1#* }"; }
each "$out/actions" "an action is in keyturn(1), word for word" has_action
grep -ho '^\.Ic \(\\&\)\{0,1\}[^ ]\( \|$\)' man/*.[1-8] | sed 's/^\.Ic //; s/^\\&//; s/ $//' | sort -u >"$out/keys"
is_key() { grep -q -e "^[$1] " "$out/actions"; }
each "$out/keys" "a key a page names is one" is_key
back=$(printf '\b') # bold is a letter, a step back, and the letter again
for page in man/*.[1-8]; do
	mandoc -T ascii "$page" | sed "s|.$back||g" | tr -s ' \n' ' ' >"$out/$(basename "$page").txt"
done
grep -o '"[^"]*"' src/gov/next.c | tr -d '"' | sed 's/%[a-z]*/\n/g' | sed 's/^[;, ]*//; s/[ ,]*$//' | awk 'length > 9' | grep -v '\.h$' | sort -u >"$out/next"
says_next() { grep -qF -e "$1" "$out/keyturn.1.txt"; }
each "$out/next" "what comes next is in keyturn(1)" says_next

# --- numbers and names -------------------------------------------------------------
sed -n '/^enum err_code {/,/^}/s/.*ERR_[A-Z_]* *= *\([0-9]*\).*/\1/p' src/base/err.h | awk '$1 <= 12' | sort -un >"$out/exits"
[ "$(wc -l <"$out/exits")" -eq 13 ]
ok $? "all exit statuses are read"
has_exit() { section "EXIT STATUS" man/keyturn.1 | grep -qx ".It $1"; }
each "$out/exits" "an exit status is in keyturn(1)" has_exit
{
	sed -n '/^err_name/,/^}/p' src/base/err.c | grep -o '\] = "[a-z_]*"' | sed 's/.*"\(.*\)"/\1/' | grep -v '^ok$'
	grep -oh 'json[a-z_0-9]*([^,;"]*, "[a-z_0-9]*"' src/cli/*.c | sed 's/.*"\(.*\)"/\1/'
} | sort -u >"$out/json"
{ section "JSON OUTPUT" man/keyturn.1; section "EXIT STATUS" man/keyturn.1; } | tr -s ' ,()' '\n' | sort -u >"$out/json_words"
has_json() { grep -qxF "$1" "$out/json_words"; }
each "$out/json" "a name of the JSON output is in keyturn(1)" has_json

# --- settings ----------------------------------------------------------------------
sed -n 's/.*\[CONFIG_[A-Z_]*\] = { "\([a-z-]*\)", "\([A-Z_]*\)" }.*/\1 \2/p' src/ops/config.c | sort >"$out/settings"
[ "$(wc -l <"$out/settings")" -eq "$(sed -n '/^enum config_key/,/^}/p' src/ops/config.h | grep -o 'CONFIG_[A-Z_]*' | grep -vc COUNT)" ]
ok $? "every setting of ops/config.h is read"
section KEYS man/keyturn.conf.5 | awk '/^\.It Cm / { key = $3 } /^\.Ev KEYTURN_/ && !seen[key]++ { print key, $2 }' | sort >"$out/described"
cmp -s "$out/settings" "$out/described"
ok $? "keyturn.conf(5) has every setting with its variable, and no other"
diff "$out/settings" "$out/described" >&2

# "name value" of every default, and of every word a setting may be
sed -n 's/.*config_set(c, CONFIG_\([A-Z_]*\), "\([^"]*\)", FROM_DEFAULT.*/\1 \2/p' src/ops/config.c | while read -r name value; do
	echo "$(echo "$name" | tr 'A-Z_' 'a-z-') $value"
done >"$out/defaults"
has_default() { # the last thing the entry says
	section KEYS man/keyturn.conf.5 | awk -v want="${1%% *}" '/^\.It Cm / { on = $3 == want } on' | tr '\n' ' ' |
		grep -q "Default: \(\.[A-Z][a-z] \)\{0,1\}${1#* }[ .]"
}
each "$out/defaults" "a default is in the entry of its setting" has_default
sed -n 's/^\t\[NAME_[A-Z_]*\] = { "\([a-z-]*\)", { \(.*\) } },$/\1 \2/p' ui/settings.c | sed 's/NULL//g' | tr -d '",' |
	awk '{ for (i = 2; i <= NF; i++) print $1, $i }' >"$out/choices"
has_choice() {
	section KEYS man/keyturn.conf.5 | awk -v want="${1%% *}" '/^\.It Cm / { on = $3 == want } on' | grep -q "^\.Cm.* ${1#* }\b"
}
each "$out/choices" "a word a setting may be is in its entry" has_choice

# --- the wire formats: fields and errors are compared by 20-program -------------------
# "3 members" for KT_KIND_MEMBERS = 3, and so on
grep -o 'KT_\(KIND\|STATUS\|ROLE\|RECORD\|VERSION\|DEPLOY\|CHOICE\)_[A-Z_]* = [0-9]*' src/program/abi.h |
	sed 's/KT_[A-Z]*_\([A-Z_]*\) = \([0-9]*\)/\2 \1/' | tr 'A-Z_' 'a-z ' >"$out/enums"
sed -n '/^enum kt_instruction/,/^}/s/.*KT_\([A-Z_]*\) = \([0-9]*\).*/\2 \1/p' src/program/abi.h | tr 'A-Z_' 'a-z ' >>"$out/enums"
has_value() { grep -qF -e "$1" "$out/keyturn-program.7.txt"; }
each "$out/enums" "a value of abi.h is in keyturn-program(7)" has_value
