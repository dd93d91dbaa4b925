#include "program/account.h"

#include "program/abi.h"
#include "program/ids.h"

enum { NOT_DUPLICATE = 0xff, HEADER = 88 };

uint64_t
account_entries(uint8_t *input, struct account *out, uint32_t max, uint32_t *n)
{
	uint64_t count = bytes_u64(input);
	uint8_t *p = input + 8;

	if (count > max)
		return KT_E_BAD_ACCOUNT_COUNT;
	for (uint32_t i = 0; i < count; i++) {
		if (p[0] != NOT_DUPLICATE) {
			if (p[0] >= i)
				return KT_E_BAD_ACCOUNT_COUNT;
			out[i] = out[p[0]];
			p += 8;
			continue;
		}
		out[i].entry = p;
		p += HEADER + ((account_len(&out[i]) + 7) & ~(uint64_t)7) + ACCOUNT_GROWTH + 8;
	}
	*n = (uint32_t)count;
	return 0;
}

uint64_t
account_signed(const struct account *a)
{
	return a->entry[1] ? 0 : KT_E_NOT_SIGNER;
}

uint64_t
account_writable(const struct account *a)
{
	return a->entry[2] ? 0 : KT_E_NOT_WRITABLE;
}

uint64_t
account_vacant(const struct account *a)
{
	if (account_len(a) != 0 || !key_equal(account_owner(a), id_system))
		return KT_E_ALREADY_EXISTS;
	return 0;
}

uint64_t
account_ours(const struct account *a, const uint8_t *program_id, uint8_t tag)
{
	const uint8_t *data = account_data(a);

	if (!key_equal(account_owner(a), program_id))
		return KT_E_WRONG_OWNER;
	if (account_len(a) < 2)
		return KT_E_WRONG_SIZE;
	if (data[0] != tag)
		return KT_E_WRONG_TAG;
	return data[1] == KT_ABI_VERSION ? 0 : KT_E_WRONG_VERSION;
}

void
account_info(const struct account *a, struct sys_info *out)
{
	out->key = account_key(a);
	out->lamports = a->entry + 72;
	out->data_len = account_len(a);
	out->data = account_data(a);
	out->owner = account_owner(a);
	out->rent_epoch = UINT64_MAX;
	out->is_signer = a->entry[1];
	out->is_writable = a->entry[2];
	out->executable = a->entry[3];
}
