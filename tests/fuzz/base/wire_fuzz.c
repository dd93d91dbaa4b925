#include "base/wire.h"
#include "fuzz/fuzz.h"

/* The first half says what to read, the second is read; what was read is
 * written again and must be the same bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t half = len / 2;
	struct rd r = rd_from(data + half, len - half);
	uint8_t out[4096], bytes[256];
	struct wr w = wr_to(out, sizeof out);

	for (size_t i = 0; i < half && rd_done(&r); i++) {
		struct rd before = r;
		size_t n = data[i] >> 3;

		switch (data[i] & 7) {
		case 0: wr_u8(&w, rd_u8(&r)); break;
		case 1: wr_u16(&w, rd_u16(&r)); break;
		case 2: wr_u32(&w, rd_u32(&r)); break;
		case 3: wr_u64(&w, rd_u64(&r)); break;
		case 4: wr_i64(&w, rd_i64(&r)); break;
		case 5: rd_bytes(&r, bytes, n); wr_bytes(&w, bytes, n); break;
		default: {
			const uint8_t *p = rd_take(&r, n);

			HOLDS((p != NULL) == rd_done(&r));
			if (p != NULL)
				wr_bytes(&w, p, n);
		}
		}
		if (!rd_done(&r)) {
			HOLDS(r.p == before.p && r.left == before.left && rd_u64(&r) == 0 && rd_take(&r, 0) == NULL);
			return 0;
		}
	}
	HOLDS(!wr_done(&w) || (w.len == len - half - r.left && memcmp(out, data + half, w.len) == 0));
	return 0;
}
