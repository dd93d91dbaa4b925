#include "native.h"

#include "program/instructions.h"
#include "program/ids.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 88, GROWTH = 10240 };

static struct {
	struct native_chain *chain;
	uint8_t *input;
	size_t len;
	jmp_buf out;
} run;

static uint64_t
get(const uint8_t *p, size_t len)
{
	uint64_t v = 0;

	for (size_t i = len; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

static void
put(uint8_t *p, uint64_t v, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

/* --- plain system calls ------------------------------------------------- */

uint64_t
sol_memcpy_(uint8_t *to, const uint8_t *from, uint64_t len)
{
	if (len)
		memcpy(to, from, len);
	return 0;
}

uint64_t
sol_memmove_(uint8_t *to, const uint8_t *from, uint64_t len)
{
	memmove(to, from, len);
	return 0;
}

uint64_t
sol_memset_(uint8_t *to, uint8_t byte, uint64_t len)
{
	if (len)
		memset(to, byte, len);
	return 0;
}

uint64_t
sol_memcmp_(const uint8_t *a, const uint8_t *b, uint64_t len, int32_t *result)
{
	*result = len ? memcmp(a, b, len) : 0;
	return 0;
}

uint64_t
sol_sha256(const struct sys_slice *slice, uint64_t n, uint8_t *out)
{
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	for (uint64_t i = 0; i < n; i++)
		if (slice[i].len)
			crypto_hash_sha256_update(&st, slice[i].p, slice[i].len);
	crypto_hash_sha256_final(&st, out);
	return 0;
}

uint64_t
sol_curve_validate_point(uint64_t curve, const uint8_t *point, uint8_t *result)
{
	uint8_t sum[32];

	(void)result;
	return curve == 0 && crypto_core_ed25519_add(sum, point, point) == 0 ? 0 : 1;
}

uint64_t
sol_create_program_address(const struct sys_slice *seed, uint64_t n, const uint8_t *program,
	uint8_t *out)
{
	struct sys_slice part[18];

	for (uint64_t i = 0; i < n; i++)
		part[i] = seed[i];
	part[n].p = program;
	part[n].len = 32;
	part[n + 1].p = (const uint8_t *)"ProgramDerivedAddress";
	part[n + 1].len = 21;
	(void)sol_sha256(part, n + 2, out);
	return sol_curve_validate_point(0, out, NULL) == 0 ? 1 : 0;
}

uint64_t
sol_get_clock_sysvar(uint64_t *five)
{
	memset(five, 0, 40);
	five[0] = run.chain->slot;
	five[4] = (uint64_t)run.chain->now;
	return 0;
}

uint64_t
sol_get_rent_sysvar(uint64_t *three)
{
	three[0] = 5080;
	three[1] = 0x3ff0000000000000ull;
	three[2] = 50;
	return 0;
}

uint64_t
sol_get_stack_height(void)
{
	return run.chain->stack_height;
}

uint64_t
sol_log_(const char *text, uint64_t len)
{
	(void)text;
	(void)len;
	return 0;
}

uint64_t
sol_log_data(const struct sys_slice *slice, uint64_t n)
{
	run.chain->event_len = n == 1 && slice->len == sizeof run.chain->event ? (uint32_t)slice->len : 0;
	memcpy(run.chain->event, slice->p, run.chain->event_len);
	return 0;
}

uint64_t
sol_set_return_data(const uint8_t *p, uint64_t len)
{
	(void)p;
	(void)len;
	return 0;
}

/* --- calls of other programs --------------------------------------------- */

static _Noreturn void
refuse(void)
{
	longjmp(run.out, 1);
}

static bool
is_inside(const uint8_t *p)
{
	return p >= run.input && p < run.input + run.len;
}

/* One account of a call: its info, and whether it signs there. */
struct party {
	struct sys_info info;
	bool signer, writable;
};

static bool
signs_by_seeds(const uint8_t *key, const struct sys_signer *signer, uint64_t n)
{
	uint8_t at[32];

	for (uint64_t i = 0; i < n; i++)
		if (sol_create_program_address(signer[i].seed, signer[i].seed_n,
				run.chain->program_id, at) == 0 && memcmp(at, key, 32) == 0)
			return true;
	return false;
}

static void
find_party(struct party *p, const struct sys_meta *m, const struct sys_info *info, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		if (memcmp(info[i].key, m->key, 32) == 0) {
			p->info = info[i];
			p->signer = m->is_signer;
			p->writable = m->is_writable;
			return;
		}
	run.chain->misuse++;
	refuse();
}

static void
need(bool ok)
{
	if (!ok)
		refuse();
}

static void
system_call(struct party *p, const uint8_t *data, uint64_t len)
{
	uint64_t amount = len >= 12 ? get(data + 4, 8) : 0;
	uint8_t *lamports = p[0].info.lamports;

	need(p[0].signer && p[0].writable);
	switch (get(data, 4)) {
	case 2:
		need(p[1].writable && get(lamports, 8) >= amount && p[0].info.data_len == 0);
		put(lamports, get(lamports, 8) - amount, 8);
		put(p[1].info.lamports, get(p[1].info.lamports, 8) + amount, 8);
		break;
	case 8:
		need(p[0].info.data_len == 0 && amount <= GROWTH &&
			memcmp(p[0].info.owner, id_system, 32) == 0);
		memset(p[0].info.data, 0, amount);
		put(p[0].info.data - 8, amount, 8);
		break;
	case 1:
		need(memcmp(p[0].info.owner, id_system, 32) == 0);
		memcpy(p[0].info.data - 48, data + 4, 32);
		break;
	default:
		refuse();
	}
}

/* Buffer: authority flag at 4; program data: at 12. */
static void
set_authority(struct party *p, uint64_t n, bool checked)
{
	bool is_buffer = get(p[0].info.data, 4) == 1;
	uint8_t *flag = p[0].info.data + (is_buffer ? 4 : 12);

	need(memcmp(p[0].info.owner, id_loader, 32) == 0 && p[0].writable);
	need(*flag == 1 && memcmp(flag + 1, p[1].info.key, 32) == 0 && p[1].signer);
	need(n == 3 || (!is_buffer && !checked));
	need(!checked || p[2].signer);
	*flag = n == 3;
	if (n == 3)
		memcpy(flag + 1, p[2].info.key, 32);
}

static void
upgrade(struct party *p, uint64_t n)
{
	struct sys_info *d = &p[0].info, *b = &p[2].info;
	uint64_t len = b->data_len - 37;

	need(n == 7 && p[0].writable && p[1].writable && p[2].writable && p[3].writable);
	need(memcmp(p[4].info.key, id_rent, 32) == 0 && memcmp(p[5].info.key, id_clock, 32) == 0);
	need(p[6].signer && get(b->data, 4) == 1 && b->data[4] == 1 && d->data[12] == 1);
	need(memcmp(b->data + 5, p[6].info.key, 32) == 0 && memcmp(d->data + 13, p[6].info.key, 32) == 0);
	need(d->data_len >= 45 + len);
	memcpy(d->data + 45, b->data + 37, len);
	memset(d->data + 45 + len, 0, d->data_len - 45 - len);
	put(d->data + 4, run.chain->slot, 8);
	put(p[3].info.lamports, get(p[3].info.lamports, 8) + get(b->lamports, 8), 8);
	put(b->lamports, 0, 8);
	memset(b->data, 0, b->data_len);
	put(b->data - 8, 0, 8);
}

uint64_t
sol_invoke_signed_c(const struct sys_instruction *ix, const struct sys_info *info,
	uint64_t info_n, const struct sys_signer *signer, uint64_t signer_n)
{
	struct party p[8];
	bool has_callee = false;

	run.chain->calls++;
	need(ix->meta_n <= 8);
	for (uint64_t i = 0; i < info_n; i++) {
		run.chain->misuse += !is_inside(info[i].key) || !is_inside(info[i].lamports) ||
			!is_inside(info[i].data - 8) || !is_inside(info[i].owner) ||
			info[i].data != info[i].key + 80 || get(info[i].data - 8, 8) != info[i].data_len;
		has_callee |= memcmp(info[i].key, ix->program, 32) == 0;
	}
	need(has_callee);
	for (uint64_t i = 0; i < ix->meta_n; i++) {
		find_party(&p[i], &ix->meta[i], info, info_n);
		if ((p[i].writable && !p[i].info.is_writable) || (p[i].signer && !p[i].info.is_signer &&
				!signs_by_seeds(p[i].info.key, signer, signer_n))) {
			run.chain->misuse++;
			refuse();
		}
	}
	if (memcmp(ix->program, id_system, 32) == 0)
		system_call(p, ix->data, ix->data_len);
	else if (memcmp(ix->program, id_loader, 32) != 0)
		refuse();
	else if (get(ix->data, 4) == 3)
		upgrade(p, ix->meta_n);
	else
		set_authority(p, ix->meta_n, get(ix->data, 4) == 7);
	return 0;
}

/* --- one instruction ------------------------------------------------------ */

static uint32_t
first_use(const struct native_use *use, uint32_t i)
{
	uint32_t j = 0;

	while (use[j].account != use[i].account)
		j++;
	return j;
}

static size_t
entry_len(const struct native_account *a)
{
	return HEADER + ((a->len + 7) & ~(size_t)7) + GROWTH + 8;
}

static size_t
lay_out(uint8_t *p, const struct native_use *use, uint32_t n, uint8_t *entry[])
{
	uint8_t *at = p + 8;

	put(p, n, 8);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = first_use(use, i);
		const struct native_account *a = use[i].account;
		entry[i] = at;
		if (j != i) {
			entry[i] = entry[j];
			memset(at, 0, 8);
			at[0] = (uint8_t)j;
			entry[j][1] |= use[i].signer;
			entry[j][2] |= use[i].writable;
			at += 8;
			continue;
		}
		memset(at, 0, entry_len(a));
		at[0] = 0xff;
		at[1] = use[i].signer;
		at[2] = use[i].writable;
		at[3] = a->executable;
		memcpy(at + 8, a->key, 32);
		memcpy(at + 40, a->owner, 32);
		put(at + 72, a->lamports, 8);
		put(at + 80, a->len, 8);
		if (a->len)
			memcpy(at + HEADER, a->data, a->len);
		at += entry_len(a);
	}
	return (size_t)(at - p);
}

static size_t
input_len(const struct native_use *use, uint32_t n)
{
	size_t len = 8;

	for (uint32_t i = 0; i < n; i++)
		len += first_use(use, i) == i ? entry_len(use[i].account) : 8;
	return len;
}

void
native_account_set(struct native_account *a, const uint8_t *data, uint64_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	if (len)
		memcpy(copy, data, len);
	free(a->data);
	a->data = copy;
	a->len = len;
}

/* What the runtime would refuse: changes to an account that is not writable,
 * or of the data of one that belongs to another program, unless a callee of
 * ours made them. */
static void
check_writes(const uint8_t *before, const uint8_t *entry, const uint8_t *input)
{
	const uint8_t *old = before + (entry - input);

	if (entry[2] == 0)
		run.chain->foreign += memcmp(old + 40, entry + 40, 48 + get(old + 80, 8)) != 0;
}

static void
commit(const struct native_use *use, uint32_t n, uint8_t *entry[], const uint8_t *before)
{
	for (uint32_t i = 0; i < n; i++) {
		if (first_use(use, i) != i)
			continue;
		check_writes(before, entry[i], run.input);
		memcpy(use[i].account->owner, entry[i] + 40, 32);
		use[i].account->lamports = get(entry[i] + 72, 8);
		native_account_set(use[i].account, entry[i] + HEADER, get(entry[i] + 80, 8));
	}
}

/* A block of exactly `len` bytes, so that ASan sees one too far; kept for the
 * next run, which mostly wants as many. */
static struct block {
	uint8_t *p;
	size_t len;
} blocks[2];

static uint8_t *
block(struct block *b, size_t len)
{
	if (!b->p || b->len != len) {
		free(b->p);
		b->p = malloc(len);
		b->len = len;
	}
	if (!b->p)
		abort();
	return b->p;
}

static uint64_t
enter(uint8_t *data)
{
	return setjmp(run.out) == 0 ? entrypoint(run.input, data) : NATIVE_CALL_REFUSED;
}

uint64_t
native_run(struct native_chain *c, const struct native_use *use, uint32_t n,
	const uint8_t *data, uint32_t len)
{
	size_t accounts = input_len(use, n), total = accounts + 8 + len + 32;
	uint8_t *input = block(&blocks[0], total), *before = block(&blocks[1], total);
	uint8_t *entry[NATIVE_USES_MAX];
	uint64_t rc;

	(void)lay_out(input, use, n, entry);
	put(input + accounts, len, 8);
	if (len)
		memcpy(input + accounts + 8, data, len);
	memcpy(input + accounts + 8 + len, c->program_id, 32);
	memcpy(before, input, total);
	run.chain = c;
	run.input = input;
	run.len = total;
	c->calls = c->event_len = 0;
	rc = enter(input + accounts + 8);
	if (rc == 0)
		commit(use, n, entry, before);
	else if (rc != NATIVE_CALL_REFUSED)
		c->dirty += memcmp(before, input, total) != 0;
	return rc;
}

/* --- keys ------------------------------------------------------------------ */

void
native_key(uint8_t out[32], const char *name)
{
	uint8_t sum[32];

	crypto_hash_sha256(out, (const uint8_t *)name, strlen(name));
	while (crypto_core_ed25519_add(sum, out, out) != 0)
		out[0]++;
}

uint8_t
native_derive(uint8_t out[32], const uint8_t program[32], const char *name,
	const uint8_t *second, size_t second_len, const uint8_t *third, size_t third_len)
{
	uint8_t bump = 255;
	struct sys_slice s[4] = { { (const uint8_t *)name, strlen(name) }, { second, second_len },
		{ third, third_len }, { &bump, 1 } };

	while (sol_create_program_address(s, 4, program, out) != 0)
		bump--;
	return bump;
}
