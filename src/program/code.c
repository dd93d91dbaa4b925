#include "program/code.h"

#include "program/abi.h"
#include "program/address.h"
#include "program/ids.h"

enum { TAG_BUFFER = 1, TAG_PROGRAM = 2, TAG_PROGRAM_DATA = 3 };
enum { PROGRAM_LEN = 36 };

static bool
is_loaders(const struct account *a, uint64_t len, uint32_t tag)
{
	return key_equal(account_owner(a), id_loader) && account_len(a) >= len &&
		bytes_u32(account_data(a)) == tag;
}

uint64_t
code_program(const struct account *program, const uint8_t *key,
	const struct account *program_data)
{
	REQUIRE(key_equal(account_key(program), key), WRONG_ADDRESS);
	REQUIRE(key_equal(account_owner(program), id_loader), WRONG_OWNER);
	REQUIRE(is_loaders(program, PROGRAM_LEN, TAG_PROGRAM), WRONG_TAG);
	REQUIRE(key_equal(account_data(program) + 4, account_key(program_data)),
		WRONG_PROGRAM_DATA);
	REQUIRE(address_is_program_data(account_key(program_data), key), WRONG_PROGRAM_DATA);
	REQUIRE(is_loaders(program_data, CODE_PROGRAM_DATA_HEADER, TAG_PROGRAM_DATA),
		WRONG_PROGRAM_DATA);
	return 0;
}

uint64_t
code_authority(const struct account *program_data, const uint8_t *authority)
{
	const uint8_t *d = account_data(program_data);

	REQUIRE(d[12] != 0, IMMUTABLE);
	REQUIRE(key_equal(d + 13, authority), WRONG_AUTHORITY);
	return 0;
}

static uint64_t
check_len(uint32_t code_len, uint64_t room)
{
	REQUIRE(code_len > 0 && code_len <= KT_CODE_LEN_MAX && code_len <= room, CODE_LEN);
	return 0;
}

uint64_t
code_is_buffer(const struct account *a, const uint8_t *key)
{
	REQUIRE(key_equal(account_key(a), key), WRONG_BUFFER);
	REQUIRE(is_loaders(a, CODE_BUFFER_HEADER, TAG_BUFFER), NOT_A_BUFFER);
	return 0;
}

uint64_t
code_buffer(const struct account *a, const uint8_t *key, uint32_t code_len,
	const struct account *program_data)
{
	uint64_t len = account_len(a);

	TRY(code_is_buffer(a, key));
	REQUIRE(len - CODE_BUFFER_HEADER <= KT_BUFFER_LEN_MAX, BUFFER_TOO_LARGE);
	TRY(check_len(code_len, len - CODE_BUFFER_HEADER));
	REQUIRE(len - CODE_BUFFER_HEADER <= account_len(program_data) - CODE_PROGRAM_DATA_HEADER,
		NO_ROOM);
	return 0;
}

bool
is_code_buffer_of(const struct account *a, const uint8_t *authority)
{
	const uint8_t *d = account_data(a);

	return d[4] == 1 && key_equal(d + 5, authority);
}

uint64_t
code_prove(const struct account *a, uint32_t header, uint32_t code_len, const uint8_t *hash)
{
	uint64_t room = account_len(a) - header;
	struct sys_slice code = { account_data(a) + header, code_len };
	uint8_t digest[HASH_LEN];

	TRY(check_len(code_len, room));
	REQUIRE(code.p[code_len - 1] != 0, CODE_NOT_TRIMMED);
	REQUIRE(bytes_all_zero(code.p + code_len, room - code_len), TAIL_NOT_ZERO);
	(void)sol_sha256(&code, 1, digest);
	REQUIRE(bytes_equal(digest, hash, HASH_LEN), CODE_HASH);
	return 0;
}

void
code_mark(const struct account *buffer, uint32_t code_len, struct code_mark *out)
{
	const uint8_t *code = account_data(buffer) + CODE_BUFFER_HEADER;

	out->len = code_len < CODE_MARK ? code_len : CODE_MARK;
	out->code_len = code_len;
	bytes_copy(out->first, code, out->len);
	bytes_copy(out->last, code + code_len - out->len, out->len);
}

uint64_t
code_deployed(const struct account *program_data, const struct account *buffer,
	const uint8_t *authority, uint64_t slot, const struct code_mark *mark)
{
	const uint8_t *d = account_data(program_data), *code = d + CODE_PROGRAM_DATA_HEADER;
	uint64_t end = (uint64_t)CODE_PROGRAM_DATA_HEADER + mark->code_len;

	REQUIRE(is_loaders(program_data, end, TAG_PROGRAM_DATA), READ_BACK);
	REQUIRE(bytes_u64(d + 4) == slot && d[12] == 1, READ_BACK);
	REQUIRE(key_equal(d + 13, authority), READ_BACK);
	REQUIRE(bytes_equal(code, mark->first, mark->len), READ_BACK);
	REQUIRE(bytes_equal(code + mark->code_len - mark->len, mark->last, mark->len), READ_BACK);
	REQUIRE(account_len(program_data) == end || d[end] == 0, READ_BACK);
	REQUIRE(account_lamports(buffer) == 0, READ_BACK);
	return 0;
}
