# demo.mk - make demo: the console on a local chain of its own.
demo:
	@sh tests/setup.sh
	@$(MAKE) --no-print-directory -s all program >/dev/null
	@sh tests/demo/demo.sh
.PHONY: demo
# picture - renews the console in README.md
picture:
	@sh tests/setup.sh
	@$(MAKE) --no-print-directory -s all program >/dev/null
	@sh tests/demo/picture.sh
.PHONY: picture
