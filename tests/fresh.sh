#!/bin/sh
# fresh.sh - does `make check` work on a fresh Debian 12 with only git and make?
#   fresh.sh [TARGET...]     default target: check
# Makes an otherwise empty root with debootstrap, carries over where this
# machine gets its packages from, clones the commit at HEAD and runs make there.
# Needs root and debootstrap, about 3 GB under TMPDIR; leaves nothing behind.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || exec sudo --preserve-env=TMPDIR sh "$0" "$@"
release=bookworm
mirror=$(awk '$1 == "URIs:" { print $2; exit } $1 == "deb" { print $2; exit }' \
	$(ls /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/sources.list 2>/dev/null))
[ -n "$mirror" ] || { echo "fresh: no package source found in /etc/apt" >&2; exit 2; }

root=$(mktemp -d "${TMPDIR:-/tmp}/fresh.XXXXXX")
chmod 755 "$root" # or the package downloads cannot drop their rights
mounted=
cleanup() {
	for m in $mounted; do umount "$m" || umount -l "$m"; done
	rm -rf --one-file-system "$root"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# carry FILE - the same path there, where it exists here
carry() {
	for f in "$@"; do
		[ ! -e "$f" ] || { mkdir -p "$root$(dirname "$f")" && cp -aL "$f" "$root$f"; }
	done
}
mount_there() {
	mkdir -p "$root$3"
	mount -t "$1" "$2" "$root$3"
	mounted="$root$3 $mounted"
}

main() {
	echo "fresh: making a $release root" >&2
	debootstrap --variant=minbase --include=git,make,ca-certificates "$release" "$root" "$mirror" >"$root.log" 2>&1 ||
		{ tail -20 "$root.log" >&2; rm -f "$root.log"; exit 1; }
	rm -f "$root.log" "$root"/etc/apt/sources.list
	carry /etc/resolv.conf /etc/hosts /etc/apt/sources.list /etc/apt/auth.conf
	for f in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/auth.conf.d/* /etc/apt/trusted.gpg.d/* \
		/etc/apt/apt.conf.d/* /usr/local/share/ca-certificates/*; do
		carry "$f"
	done
	# npm's own settings, and the certificates this machine trusts, under a name no
	# package will write over
	bundle=/etc/ssl/certs/ca-certificates.crt
	there=/etc/ssl/carried-ca.crt
	cp -L "$bundle" "$root$there"
	for f in "$(npm config get globalconfig 2>/dev/null || :)" "$(npm config get userconfig 2>/dev/null || :)"; do
		[ ! -f "$f" ] || sed "s|$bundle|$there|" "$f" >>"$root/root/.npmrc"
	done
	mount_there proc proc /proc
	mount_there devpts devpts /dev/pts
	[ -e "$root/dev/ptmx" ] || ln -s pts/ptmx "$root/dev/ptmx"

	git clone -q --no-hardlinks . "$root/keyturn"
	echo "fresh: make ${*:-check}" >&2
	registry=$(npm config get registry 2>/dev/null || :)
	chroot "$root" env -i HOME=/root TERM=xterm LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		npm_config_cafile=$there NODE_EXTRA_CA_CERTS=$there ${registry:+npm_config_registry="$registry"} make -C /keyturn "${@:-check}"
}

# read whole before it runs: a run is long, and this file may change under it
main "$@"; exit
