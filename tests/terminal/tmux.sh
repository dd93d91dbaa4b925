# tmux.sh - a program in a terminal of tmux, looked at and typed into: sourced, after scene.sh.
# $socket names the server of the terminal that is meant.

t() {
	tmux -L "$socket" -f /dev/null "$@" 9>&-
}
check() { # WHAT COMMAND... - one test
	claim=$1
	shift
	if "$@"; then echo "ok - $claim"; else
		echo "not ok - $claim"
		screen | sed 's/^/# /'
	fi
}
screen() {
	t capture-pane -p 2>/dev/null
}
on_screen() { # TEXT
	screen | grep -qF -- "$1"
}
not_on_screen() {
	! on_screen "$1"
}
shows() { # TEXT [TENTHS] - waits until it is on the screen
	until_true "${2:-60}" on_screen "$1"
}
hides() { # TEXT [TENTHS] - waits until it is not
	until_true "${2:-60}" not_on_screen "$1"
}
press() {
	t send-keys "$@"
}
row() { # NUMBER - the board's line of that proposal
	screen | grep -E "^[ *][ >] +$1 " | head -1
}
row_says() { # NUMBER TEXT
	row "$1" | grep -qF -- "$2"
}
row_has() { # NUMBER TEXT [TENTHS] - waits until it does
	until_true "${3:-60}" row_says "$1" "$2"
}
on_top() { # NUMBER
	screen | sed -n 4p | grep -qE "^[ *]> +$1 "
}
read_card() { # pages down until the card's end was on the screen
	left=60
	until screen | grep -qF "To sign this, type "; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		! screen | grep -qF "read to the end first" || press NPage
		sleep 0.2
	done
}
sign_card() { # reads it and types what it asks for
	read_card || return 1
	want=$(screen | sed -n 's/^ To sign this, type \(.*\) and press enter.*/\1/p')
	press -l "$want"
	press Enter
}
choose() { # NUMBER - moves the selection there
	press g
	for _ in 1 2 3 4 5 6 7 8; do
		sleep 0.15
		screen | grep -qE "^[ *]> +$1 " && return 0
		press j
	done
	return 1
}
