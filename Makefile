# keyturn - one makefile, no recursion.
#   make | make check | make demo | make bench | make VARIANT=asan ...
PREFIX  ?= /usr/local
VARIANT ?= release
B       := build/$(VARIANT)

WARN := -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow -Wvla -Wundef \
        -Wformat=2 -Wcast-qual -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes
HARD := -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2
SAN  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
OPT.release  = $(if $(filter $(SMALL),$@),-Os,-O2) -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections $(HARD)
# what waits for a person, the disk or the network is made small; what takes apart what came, fast
SMALL       := $(B)/src/cli/% $(B)/src/ops/% $(B)/src/gov/% $(B)/ui/% $(B)/keys/% $(B)/data/%
OPT.asan    := $(SAN)
OPT.clang   := -O2 -g $(HARD)
OPT.fuzz    := $(SAN) -fsanitize=fuzzer-no-link
# what nothing calls is left out, and relative relocations take one bit each
LD.release  := -pie -Wl,-z,relro,-z,now,-z,pack-relative-relocs,--gc-sections
LD.clang    := -pie -Wl,-z,relro,-z,now
LD.asan     := -fsanitize=address,undefined
LD.fuzz     := -fsanitize=address,undefined
CC          := $(if $(filter clang fuzz,$(VARIANT)),clang-19,gcc)

# libcurl and ncurses are compiled against and loaded when needed, src/rpc/libcurl.h and ui/term_caps.c.
PKGS     := json-c libsodium sqlite3
ALL_CPP  := -Isrc -I. -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE $(CPPFLAGS)
ALL_C     = -std=c11 $(WARN) $(OPT.$(VARIANT)) $(CFLAGS)
LDLIBS   += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm

# Lowest layer first.  A test in tests/unit/LAYER links that layer and those
# it may look down on, so a call to a higher layer is a link error.
LAYERS := src/base src/solana keys data src/rpc src/gov src/ops src/cli ui
DOWN.base   := base
DOWN.solana := solana base
DOWN.keys   := keys solana base
DOWN.data   := data solana base
DOWN.rpc    := rpc solana base
DOWN.gov    := gov rpc solana base
DOWN.ops    := ops gov rpc data keys solana base
DOWN.cli    := cli $(DOWN.ops)
DOWN.ui     := ui $(DOWN.ops)

lib     = $(B)/lib$(notdir $(1)).a
objs    = $(patsubst %.c,$(B)/%.o,$(wildcard $(1)/*.c))
USED   := $(foreach d,$(LAYERS),$(if $(wildcard $(d)/*.c),$(d)))
rev     = $(if $(1),$(call rev,$(wordlist 2,99,$(1))) $(firstword $(1)))
LIBS   := $(foreach d,$(call rev,$(USED)),$(call lib,$(d)))
below   = $(foreach l,$(DOWN.$(1)),$(if $(filter %/$(l) $(l),$(USED)),$(B)/lib$(l).a))

all: $(B)/keyturn
define LAYER
$(call lib,$(1)): $(call objs,$(1)); @$$(RM) $$@; $$(AR) rcs $$@ $$^
endef
$(foreach d,$(USED),$(eval $(call LAYER,$(d))))

$(B)/keyturn: $(B)/src/main.o $(LIBS)
	$(CC) $(LD.$(VARIANT)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPP) $(ALL_C) -Itests -MMD -MP -c $< -o $@

# --- unit tests, fuzz targets: tests/unit/LAYER/NAME_test.c, tests/fuzz/LAYER/NAME_fuzz.c; and
# tests/live/LAYER/NAME_live.c, which a suite runs against a local chain, or the bench
UNIT := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/*/*_test.c))
FUZZ := $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/*/*_fuzz.c))
.SECONDEXPANSION:
$(B)/tests/unit/%_test: $(B)/tests/unit/%_test.o $$(call below,$$(firstword $$(subst /, ,$$*)))
	$(CC) $(LD.$(VARIANT)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/tests/fuzz/%_fuzz: $(B)/tests/fuzz/%_fuzz.o $$(call below,$$(firstword $$(subst /, ,$$*)))
	$(CC) $(LD.$(VARIANT)) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/tests/differential/%_check: $(B)/tests/differential/%_check.o $$(call below,$$(firstword $$(subst /, ,$$*)))
	$(CC) $(LD.$(VARIANT)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/tests/live/%_live: $(B)/tests/live/%_live.o $$(call below,$$(firstword $$(subst /, ,$$*)))
	$(CC) $(LD.$(VARIANT)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
# what a suite preloads into the program under test
$(B)/tests/%.so: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPP) $(ALL_C) -fPIC -shared $(LDFLAGS) -o $@ $< -ldl
unit: $(UNIT)
fuzz: $(FUZZ)

# --- parts with rules of their own
-include src/program/program.mk tests/bench/bench.mk
-include tests/demo/demo.mk data/data.mk keys/keys.mk

# --- the whole truth: every tests/suites/*.sh prints TAP; run.sh adds it up
check:
	@sh tests/setup.sh
	@sh tests/run.sh
# --- the same on a fresh Debian 12, made for the purpose; needs root
fresh:
	@sh tests/fresh.sh

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 0755 $(B)/keyturn $(DESTDIR)$(PREFIX)/bin/keyturn
	for page in man/*.[1-8]; do \
		install -D -m 0644 "$$page" "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}"; done
clean:
	$(RM) -r build
.PHONY: all unit fuzz check fresh install clean
.DELETE_ON_ERROR:
-include $(shell find build -name '*.d' 2>/dev/null)
