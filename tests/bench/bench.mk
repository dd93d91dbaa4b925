# Figures beside their goals, with the peers in the same run.
bench: all program build/release/tests/live/data/history_live
	@sh tests/setup.sh git tig htop ncdu nnn
	@tests/localnet/with.sh --slot-ms 400 -- sh tests/bench/bench.sh
.PHONY: bench
