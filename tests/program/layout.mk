# layout.mk - a program whose accounts change their layout, by the same compiler and linker.
include Makefile
$(P)/layout_v%.so: $(P)/obj/layout_v%.o $(P)/obj/account.o $(P)/obj/ids.o $(P)/link
	$(P)/link -o $@ $(filter %.o,$^)
$(P)/obj/layout_v%.o: tests/fixtures/layout/layout.c
	@mkdir -p $(@D)
	$(BPF_CC) $(BPF_C) -DLAYOUT=$* -MMD -MP -c $< -o $@
layouts: $(P)/layout_v1.so $(P)/layout_v2.so
.PHONY: layouts
.DEFAULT_GOAL := layouts
