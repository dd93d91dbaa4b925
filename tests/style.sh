#!/bin/sh
# style.sh - what the compiler does not see: banned calls, file and function length.
set -eu
root=${1:-.}
files=$(find "$root/src" "$root/ui" "$root/keys" "$root/data" -name '*.[ch]' 2>/dev/null || true)
bad=0
# shellcheck disable=SC2086
if grep -nE '(^|[^_[:alnum:]])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gmtime|localtime|gets|system|popen|alloca|rand)[[:space:]]*\(' $files; then
	echo "banned call above" >&2
	bad=1
fi
# shellcheck disable=SC2086
awk '
FNR == 1 { open = 0 }
FNR == 501 { printf "%s: more than 500 lines\n", FILENAME; bad = 1 }
/^{/ { open = FNR }
/^}/ && open { if (FNR - open > 61) { printf "%s:%d: function of %d lines\n", FILENAME, open, FNR - open - 1; bad = 1 } open = 0 }
END { exit bad }
' $files >&2 || bad=1
exit $bad
