# caller.mk - the program that calls ours, by the same compiler and linker.
include Makefile
$(P)/caller.so: $(P)/obj/caller.o $(P)/obj/account.o $(P)/obj/ids.o $(P)/link
	$(P)/link -o $@ $(filter %.o,$^)
$(P)/obj/caller.o: tests/fixtures/caller/caller.c
	@mkdir -p $(@D)
	$(BPF_CC) $(BPF_C) -MMD -MP -c $< -o $@
.DEFAULT_GOAL := $(P)/caller.so
