#!/bin/sh
# layers.sh - fail when a file includes a header from a layer above its own.
# One line per folder: its name, then every folder it may include from.
set -eu
root=${1:-.}
awk -v root="$root" '
BEGIN {
	allow["base"]    = "base"
	allow["solana"]  = "base solana"
	allow["keys"]    = "base solana keys"
	allow["data"]    = "base solana data"
	allow["rpc"]     = "base solana rpc"
	allow["gov"]     = "base solana rpc gov"
	allow["ops"]     = "base solana keys data rpc gov ops"
	allow["cli"]     = "base solana keys data rpc gov ops cli"
	allow["ui"]      = "base solana keys data rpc gov ops ui"
	outside["curl/curl.h"] = "src/rpc/libcurl.h"
	outside["ncurses.h"]   = "ui/term_caps.c"
	outside["dlfcn.h"]     = "src/base/library.c"
	outside["sqlite3.h"]   = "data/store.c"
	outside["sodium.h"]    = "keys/ src/solana/"
	outside["json-c/json.h"] = "src/rpc/json.c"
}
FNR == 1 {
	path = substr(FILENAME, length(root) + 2)
	n = split(path, part, "/")
	dir = part[1] == "src" ? part[2] : part[1]
}
/^#include "/ {
	split($2, q, /["\/]/)
	if ((dir in allow) && (q[2] in allow) && index(" " allow[dir] " ", " " q[2] " ") == 0) {
		printf "%s:%d: %s must not include %s\n", path, FNR, dir, $2
		bad = 1
	}
}
/^#include </ {
	h = $2; gsub(/[<>]/, "", h)
	if (h in outside) {
		ok = 0
		m = split(outside[h], w, " ")
		for (i = 1; i <= m; i++) if (index(path, w[i]) == 1) ok = 1
		if (!ok) { printf "%s:%d: only %s may include <%s>\n", path, FNR, outside[h], h; bad = 1 }
	}
}
END { exit bad }
' $(find "$root/src" "$root/ui" "$root/keys" "$root/data" -name '*.[ch]' 2>/dev/null || true)
