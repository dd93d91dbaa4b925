#ifndef TESTS_NATIVE_H
#define TESTS_NATIVE_H

/* native.h - the program's system calls on this machine, so that its own
 * source runs under ASan and UBSan.  Accounts are laid out as the runtime
 * does, in a block of exactly that size; calls to System and to the loader do
 * what those would for the few instructions the program uses.  The real ones
 * run in tests/program; here the subject is what our own code reads and
 * writes. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct native_account {
	uint8_t key[32], owner[32];
	uint64_t lamports, len;
	uint8_t *data; /* heap */
	bool executable;
};

struct native_use {
	struct native_account *account;
	bool signer, writable;
};

enum { NATIVE_USES_MAX = 20 };
#define NATIVE_CALL_REFUSED UINT64_MAX /* a callee said no: the transaction ends */

struct native_chain {
	uint8_t program_id[32];
	uint64_t slot, stack_height;
	int64_t now;
	uint32_t calls;      /* CPIs of the last run */
	uint32_t dirty;      /* runs refused by an error of ours after something was written */
	uint32_t misuse;     /* info pointers outside the input region, or privileges raised */
	uint32_t foreign;    /* writes to accounts not writable or not ours */
	uint8_t event[75];   /* of the last run */
	uint32_t event_len;
};

/* native_run runs one instruction.  On success the accounts take what it
 * wrote; otherwise they stay.  The result is entrypoint's, or
 * NATIVE_CALL_REFUSED. */
uint64_t native_run(struct native_chain *c, const struct native_use *use, uint32_t n,
	const uint8_t *data, uint32_t len);

/* native_account_set replaces an account's data. */
void native_account_set(struct native_account *a, const uint8_t *data, uint64_t len);

/* native_key is a key on the curve made from a name; native_derive an address
 * of the program, and its bump. */
void native_key(uint8_t out[32], const char *name);
uint8_t native_derive(uint8_t out[32], const uint8_t program[32], const char *name,
	const uint8_t *second, size_t second_len, const uint8_t *third, size_t third_len);

#endif
