#include "base/wire.h"
#include "test.h"

/* One field of each kind, little-endian, and what it must read as. */
static const uint8_t sample[] = {
	0xab, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12, 8, 7, 6, 5, 4, 3, 2, 1,
	0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 'x', 'y', 'z',
};

struct fields {
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;
	int64_t i64;
	uint8_t bytes[3];
};

static struct fields
read_all(struct rd *r)
{
	struct fields f;

	f.u8 = rd_u8(r);
	f.u16 = rd_u16(r);
	f.u32 = rd_u32(r);
	f.u64 = rd_u64(r);
	f.i64 = rd_i64(r);
	rd_bytes(r, f.bytes, sizeof f.bytes);
	return f;
}

static void
reading(void)
{
	struct rd r = rd_from(sample, sizeof sample);
	struct fields f = read_all(&r);
	unsigned refused = 0;

	CHECK(f.u8 == 0xab && f.u16 == 0x1234 && f.u32 == 0x12345678, "small integers are little-endian");
	CHECK(f.u64 == 0x0102030405060708 && f.i64 == -2, "64-bit integers are little-endian, two's complement");
	CHECK(memcmp(f.bytes, "xyz", 3) == 0 && rd_done(&r) && rd_end(&r), "all fields read, nothing is left");
	for (size_t n = 0; n < sizeof sample; n++) {
		r = rd_from(sample, n);
		f = read_all(&r);
		refused += !rd_done(&r) && !rd_end(&r) && memcmp(f.bytes, "\0\0\0", 3) == 0;
	}
	CHECK(refused == sizeof sample, "each of %zu shorter prefixes is refused and reads as zero", sizeof sample);
}

static void
sticking(void)
{
	struct rd r = rd_from(sample, 3);

	CHECK(rd_u32(&r) == 0 && !rd_done(&r), "a short read is zero");
	CHECK(rd_u8(&r) == 0 && r.left == 3 && !rd_done(&r), "after a short read nothing moves, though bytes are left");
	CHECK(rd_take(&r, 0) == NULL, "after a short read not even nothing can be taken");
	r = rd_from(sample, 3);
	CHECK(rd_take(&r, 2) == sample && r.left == 1, "taken bytes stay where they are");
	CHECK(!rd_end(&r) && rd_done(&r), "a byte left over is no end");
	CHECK(rd_take(&r, SIZE_MAX) == NULL, "an absurd length is refused");
	r = rd_from(NULL, 0);
	CHECK(rd_end(&r) && rd_u8(&r) == 0 && !rd_done(&r), "nothing at all is at its end");
}

static void
write_all(struct wr *w)
{
	wr_u8(w, 0xab);
	wr_u16(w, 0x1234);
	wr_u32(w, 0x12345678);
	wr_u64(w, 0x0102030405060708);
	wr_i64(w, -2);
	wr_bytes(w, "xyz", 3);
}

static void
writing(void)
{
	uint8_t out[sizeof sample + 1];
	struct wr w = wr_to(out, sizeof sample);
	unsigned refused = 0;

	write_all(&w);
	CHECK(wr_done(&w) && w.len == sizeof sample && memcmp(out, sample, sizeof sample) == 0,
		"what is written is what is read");
	for (size_t n = 0; n < sizeof sample; n++) {
		memset(out, 0x55, sizeof out);
		w = wr_to(out, n);
		write_all(&w);
		refused += !wr_done(&w) && w.len <= n && out[n] == 0x55;
	}
	CHECK(refused == sizeof sample, "each of %zu smaller rooms overflows and is not overrun", sizeof sample);
	w = wr_to(out, 2);
	wr_u32(&w, 1);
	wr_u8(&w, 1);
	CHECK(w.len == 0 && !wr_done(&w), "after an overflow nothing more is written, though it would fit");
}

int
main(void)
{
	reading();
	sticking();
	writing();
	return test_done();
}
