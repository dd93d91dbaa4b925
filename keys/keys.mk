# Programs that look at the signer from outside: tests/suites/65-keys.sh runs them.
KEYS_TESTS := $(patsubst %.c,$(B)/%,$(wildcard tests/keys/*_check.c))
$(B)/tests/keys/%_check: $(B)/tests/keys/%_check.o $(B)/libkeys.a $(B)/libsolana.a $(B)/libbase.a
	$(CC) $(LD.$(VARIANT)) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/tests/keys/%.o: ALL_CPP += -D_GNU_SOURCE # memmem
keys-tests: $(KEYS_TESTS)
.PHONY: keys-tests
