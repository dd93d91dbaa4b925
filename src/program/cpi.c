#include "program/cpi.h"

#include "program/abi.h"
#include "program/ids.h"

enum { SYSTEM_ASSIGN = 1, SYSTEM_TRANSFER = 2, SYSTEM_ALLOCATE = 8 };
enum { LOADER_UPGRADE = 3, LOADER_SET_AUTHORITY = 4, LOADER_SET_AUTHORITY_CHECKED = 7 };
enum { RENT_ACCOUNT_OVERHEAD = 128, RENT_THRESHOLD_MAX = 1024 };

static void
meta(struct sys_meta *m, const struct account *a, uint8_t is_writable, uint8_t is_signer)
{
	m->key = account_key(a);
	m->is_writable = is_writable;
	m->is_signer = is_signer;
}

/* A non-negative double rounded up to a whole number, or 0 when it is not
 * one we can believe; there is no floating point here. */
static uint64_t
double_up(uint64_t bits)
{
	uint64_t fraction = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
	uint64_t exponent = bits >> 52;
	uint64_t shift, whole;

	if (exponent >= 1023 + 10)
		return exponent == 1023 + 10 && fraction == (uint64_t)1 << 52 ? RENT_THRESHOLD_MAX : 0;
	if (exponent < 1023)
		return bits != 0;
	shift = 52 - (exponent - 1023);
	whole = fraction >> shift;
	return whole + ((fraction & (((uint64_t)1 << shift) - 1)) != 0);
}

/* Lamports that keep `len` bytes for ever. */
static uint64_t
rent_minimum(uint64_t len)
{
	uint64_t rent[3];

	(void)sol_get_rent_sysvar(rent);
	return (RENT_ACCOUNT_OVERHEAD + len) * rent[0] * double_up(rent[1]);
}

static void
system_transfer(const struct creation *n, uint64_t lamports)
{
	uint8_t data[12];
	struct sys_meta m[2];
	struct sys_info info[3];
	struct sys_instruction ix = { id_system, m, 2, data, sizeof data };

	bytes_put(data, SYSTEM_TRANSFER, 4);
	bytes_put(data + 4, lamports, 8);
	meta(&m[0], n->payer, 1, 1);
	meta(&m[1], n->made, 1, 0);
	account_info(n->payer, &info[0]);
	account_info(n->made, &info[1]);
	account_info(n->system, &info[2]);
	(void)sol_invoke_signed_c(&ix, info, 3, 0, 0);
}

/* Allocate or assign: the new account signs for itself. */
static void
system_own(const struct creation *n, const uint8_t *data, uint64_t len)
{
	struct sys_meta m;
	struct sys_info info[2];
	struct sys_signer signer;
	struct sys_instruction ix = { id_system, &m, 1, data, len };

	meta(&m, n->made, 1, 1);
	account_info(n->made, &info[0]);
	account_info(n->system, &info[1]);
	seeds_signer(n->seeds, &signer);
	(void)sol_invoke_signed_c(&ix, info, 2, &signer, 1);
}

uint64_t
cpi_create(const struct context *c, const struct creation *n)
{
	uint8_t allocate[12], assign[36];
	uint64_t want = rent_minimum(n->len);
	uint64_t have = account_lamports(n->made);

	if (have < want)
		system_transfer(n, want - have);
	bytes_put(allocate, SYSTEM_ALLOCATE, 4);
	bytes_put(allocate + 4, n->len, 8);
	system_own(n, allocate, sizeof allocate);
	bytes_put(assign, SYSTEM_ASSIGN, 4);
	bytes_copy(assign + 4, c->program_id, KEY_LEN);
	system_own(n, assign, sizeof assign);
	REQUIRE(account_len(n->made) == n->len &&
		key_equal(account_owner(n->made), c->program_id), READ_BACK);
	return 0;
}

void
cpi_set_authority(const struct handing *h)
{
	uint8_t data[4];
	struct sys_meta m[3];
	struct sys_info info[4];
	struct sys_signer signer[2];
	uint64_t n = 2;
	struct sys_instruction ix = { id_loader, m, 2, data, sizeof data };

	bytes_put(data, h->checked ? LOADER_SET_AUTHORITY_CHECKED : LOADER_SET_AUTHORITY, 4);
	meta(&m[0], h->target, 1, 0);
	meta(&m[1], h->current, 0, 1);
	account_info(h->target, &info[0]);
	account_info(h->current, &info[1]);
	if (h->next) {
		meta(&m[2], h->next, 0, h->checked);
		account_info(h->next, &info[2]);
		n = ix.meta_n = 3;
	}
	account_info(h->loader, &info[n]);
	seeds_signer(h->signer, &signer[0]);
	if (h->signer2)
		seeds_signer(h->signer2, &signer[1]);
	(void)sol_invoke_signed_c(&ix, info, n + 1, signer, h->signer2 ? 2 : 1);
}

void
cpi_upgrade(const struct account *seven, const struct account *loader,
	const struct seeds *authority)
{
	enum { WRITABLE_N = 4, AUTHORITY = CPI_UPGRADE_N - 1 };
	uint8_t data[4];
	struct sys_meta m[CPI_UPGRADE_N];
	struct sys_info info[CPI_UPGRADE_N + 1];
	struct sys_signer signer;
	struct sys_instruction ix = { id_loader, m, CPI_UPGRADE_N, data, sizeof data };

	bytes_put(data, LOADER_UPGRADE, 4);
	for (uint32_t i = 0; i < CPI_UPGRADE_N; i++) {
		meta(&m[i], &seven[i], i < WRITABLE_N, i == AUTHORITY);
		account_info(&seven[i], &info[i]);
	}
	account_info(loader, &info[CPI_UPGRADE_N]);
	seeds_signer(authority, &signer);
	(void)sol_invoke_signed_c(&ix, info, CPI_UPGRADE_N + 1, &signer, 1);
}
