# demo.mk - make demo: the console on a local chain of its own.
demo:
	@sh tests/setup.sh
	@$(MAKE) --no-print-directory -s all program >/dev/null
	@sh tests/demo/demo.sh
.PHONY: demo
# captures - renews the pictures of the console in README.md and keyturn(1)
captures:
	@sh tests/setup.sh
	@$(MAKE) --no-print-directory -s all program >/dev/null
	@sh tests/demo/captures.sh
.PHONY: captures
