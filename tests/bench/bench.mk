# Figures beside their goals, with the peers in the same run.
bench: all program
	@sh tests/setup.sh git tig htop ncdu nnn
	@tests/localnet/with.sh --slot-ms 400 -- sh tests/bench/bench.sh
.PHONY: bench
