#include "fuzz/fuzz.h"
#include "unit/program/world.h"

/* Any instruction, changed by the input: first byte which one, second how far
 * the clock went, then triples.  A triple with place 0xff names an account and
 * privileges for one position, 0xfe changes a byte of an account, anything
 * else a byte of the instruction.  Nothing is written before a refusal, no
 * privilege is forged, no foreign account touched, no lamport made or lost, and
 * the program's authority moves only by an executed handover. */

enum { KINDS = 7 };

static struct world *
scene(uint8_t which, struct call *c)
{
	static struct world open[KINDS + 1], approved[KINDS + 1], fresh;
	static bool is_made;
	uint8_t kind = (uint8_t)(1 + which / 8 % KINDS);

	for (uint8_t k = 1; k <= KINDS && !is_made; k++) {
		world_ready(&open[k]);
		world_approved(&open[k], KT_KIND_UPGRADE, 1);
		open[k].chain.now += WORLD_LOCK;
		world_execute(&open[k], c, 1);
		world_must(&open[k], c, "execute");
		if (k == KT_KIND_UPGRADE) { /* so that an upgrade finds other code than it brings */
			world_free(&open[k]);
			world_ready(&open[k]);
		}
		world_copy(&approved[k], &open[k]);
		world_propose(&open[k], c, k, k == KT_KIND_UPGRADE ? 1 : 2);
		world_must(&open[k], c, "propose");
		world_approved(&approved[k], k, k == KT_KIND_UPGRADE ? 1 : 2);
	}
	if (!is_made)
		world_init(&fresh);
	is_made = true;
	switch (which % 8) {
	case 0: world_create(&fresh, c, false); return &fresh;
	case 1: world_propose(&open[kind], c, kind, kind == KT_KIND_UPGRADE ? 2 : 3); return &open[kind];
	case 2: world_vote(&open[kind], c, kind == KT_KIND_UPGRADE ? 1 : 2, MEMBER1, 1); return &open[kind];
	case 3: world_vote(&approved[kind], c, kind == KT_KIND_UPGRADE ? 1 : 2, MEMBER2, 3); return &approved[kind];
	case 4: world_reclaim(&open[kind], c, kind == KT_KIND_UPGRADE ? 1 : 2); return &open[kind];
	case 5: world_close(&open[kind], c, kind == KT_KIND_UPGRADE ? 1 : 2); return &open[kind];
	case 6: world_adopt(&open[kind], c); return &open[kind];
	default: world_execute(&approved[kind], c, kind == KT_KIND_UPGRADE ? 1 : 2); return &approved[kind];
	}
}

static void
change(struct world *w, struct call *c, const uint8_t *data, size_t len)
{
	for (; len >= 3; data += 3, len -= 3) {
		uint32_t position = data[1] % NATIVE_USES_MAX;
		struct native_account *a = &w->account[data[1] % SYSTEM];

		if (data[0] == 0xff) {
			c->who[position] = data[2] % WORLD_N;
			c->signer[position] = data[2] >> 6 & 1;
			c->writable[position] = data[2] >> 7;
			c->n = data[2] == 0xff ? position : c->n;
		} else if (data[0] == 0xfe) {
			if (a->len > 0)
				a->data[(data[2] * 7u) % a->len] ^= data[2];
		} else {
			c->data[((size_t)(data[0] & 3) << 8 | data[1]) % sizeof c->data] = data[2];
		}
	}
}

static uint64_t
lamports(const struct world *w)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < WORLD_N; i++)
		sum += w->account[i].lamports;
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct world w;
	struct call c;
	uint8_t before[33];
	uint64_t sum;

	if (len < 2)
		return 0;
	world_copy(&w, scene(data[0], &c));
	w.chain.now += (int64_t)data[1] * 12345;
	change(&w, &c, data + 2, len - 2);
	sum = lamports(&w);
	memcpy(before, w.account[PROGRAM_DATA].data + 12, sizeof before);
	(void)world_send(&w, &c);
	HOLDS(w.chain.dirty == 0 && w.chain.misuse == 0 && w.chain.foreign == 0);
	HOLDS(lamports(&w) == sum);
	HOLDS(memcmp(before, w.account[PROGRAM_DATA].data + 12, sizeof before) == 0 ||
		c.data[0] == KT_EXECUTE || c.data[0] == KT_ADOPT);
	world_free(&w);
	return 0;
}
