# program.mk - the on-chain program, its linker, and the programs the tests deploy.
#   make program    build/program/keyturn.so and build/program/demo_*.so
P          := build/program
BPF_CC     := clang-19
BPF_C      := --target=bpf -mcpu=v2 -O2 -std=c11 -Isrc -ffreestanding -fno-builtin -mllvm -bpf-stack-size=4096 \
              -ffile-prefix-map=$(CURDIR)=. $(WARN)
LINK_SRC   := $(wildcard src/program/link*.c)
CHAIN_SRC  := $(filter-out $(LINK_SRC),$(wildcard src/program/*.c))
CHAIN_OBJ  := $(patsubst src/program/%.c,$(P)/obj/%.o,$(CHAIN_SRC))
BIG_LEN    := 2600000
DEMO_OBJ   := $(P)/obj/demo_v1.o $(P)/obj/demo_v2.o $(P)/obj/demo_v3.o
DEMO_SO    := $(P)/demo_v1.so $(P)/demo_v2.so $(P)/demo_v3.so $(P)/demo_big.so

program: $(P)/keyturn.so $(DEMO_SO)
	@for f in $^; do \
		printf '%s  %s bytes  %s\n' "$$(sha256sum <$$f | cut -d' ' -f1)" "$$(wc -c <$$f)" $$f; done

$(P)/link: $(LINK_SRC) $(wildcard src/program/link*.h) src/base/err.c src/base/err.h
	@mkdir -p $(@D)
	gcc $(ALL_CPP) -std=c11 $(WARN) -O2 -g -o $@ $(LINK_SRC) src/base/err.c
$(CHAIN_OBJ): $(P)/obj/%.o: src/program/%.c
	@mkdir -p $(@D)
	$(BPF_CC) $(BPF_C) -MMD -MP -c $< -o $@
$(DEMO_OBJ): $(P)/obj/demo_v%.o: tests/fixtures/demo/demo.c
	@mkdir -p $(@D)
	$(BPF_CC) $(BPF_C) -DDEMO_VERSION=$* -MMD -MP -c $< -o $@
$(P)/keyturn.so: $(CHAIN_OBJ) $(P)/link
	$(P)/link -o $@ $(CHAIN_OBJ)
$(filter-out %_big.so,$(DEMO_SO)): $(P)/demo_v%.so: $(P)/obj/demo_v%.o $(P)/link
	$(P)/link -o $@ $<
$(P)/demo_big.so: $(P)/obj/demo_v3.o $(P)/link
	$(P)/link -s $(BIG_LEN) -o $@ $<
.PHONY: program

# --- the same source on this machine: unit tests and fuzz targets
NATIVE_OBJ := $(patsubst %.c,$(B)/%.o,$(CHAIN_SRC) $(filter-out src/program/link.c,$(LINK_SRC)) \
              $(addprefix tests/unit/program/,native.c object.c world.c))
$(B)/libprogram.a: $(NATIVE_OBJ)
	@$(RM) $@; $(AR) rcs $@ $^
$(B)/tests/unit/program/%_test: $(B)/tests/unit/program/%_test.o $(B)/libprogram.a $(B)/libbase.a
	$(CC) $(LD.$(VARIANT)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/tests/fuzz/program/%_fuzz: $(B)/tests/fuzz/program/%_fuzz.o $(B)/libprogram.a $(B)/libbase.a
	$(CC) $(LD.$(VARIANT)) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)
