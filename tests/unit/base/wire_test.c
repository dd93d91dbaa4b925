#include "base/wire.h"
#include "test.h"

int
main(void)
{
	const uint8_t in[] = { 1, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0 };
	struct rd r = rd_from(in, sizeof in);

	CHECK(rd_u8(&r) == 1 && rd_u32(&r) == 2 && rd_u64(&r) == 3 && rd_done(&r), "little-endian fields in order");
	CHECK(rd_u8(&r) == 0 && !rd_done(&r), "a short read sticks");
	return test_done();
}
