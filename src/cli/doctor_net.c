#include "cli/doctor.h"

#include <string.h>

#include "base/text.h"

enum { BURST = 12, SKEW_WARN_S = 30, LAG_WARN = 150 };

/* One endpoint's answers, all asked at once. */
struct asked {
	struct rpc *rpc;
	struct rpc_call *health, *genesis, *tip, *final, *clock;
};

static void
ask(struct asked *a)
{
	struct rpc_slice all = { 0, 0, false };

	a->health = rpc_get_health(a->rpc);
	a->genesis = rpc_get_genesis(a->rpc);
	a->tip = rpc_get_epoch(a->rpc, COMMITMENT_PROCESSED);
	a->final = rpc_get_epoch(a->rpc, COMMITMENT_FINALIZED);
	a->clock = rpc_get_accounts(a->rpc, &PUBKEY_CLOCK, 1, all, COMMITMENT_CONFIRMED, 0);
}

static void
forget(struct asked *a)
{
	rpc_call_free(a->health);
	rpc_call_free(a->genesis);
	rpc_call_free(a->tip);
	rpc_call_free(a->final);
	rpc_call_free(a->clock);
	rpc_free(a->rpc);
}

/* The loop turns the session's endpoint; this one is turned beside it. */
static enum err_code
await(struct doctor *d, struct asked *a, struct rpc_call *call, struct err *e)
{
	while (rpc_pending(call)) {
		int due = rpc_deadline_ms(a->rpc);

		rpc_turn(a->rpc);
		if (rpc_pending(call) && cli_wait(d->c, due < 0 ? 100 : due, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static void
look_at_genesis(struct doctor *d, struct asked *a, bool *same)
{
	char has[PUBKEY_TEXT], want[PUBKEY_TEXT];
	struct err e = ERR_INIT;
	struct hash h, none = { { 0 } };

	*same = false;
	if (await(d, a, a->genesis, &e) != ERR_OK || rpc_genesis_result(a->genesis, &h, &e) != ERR_OK) {
		doctor_err(d, "genesis hash", &e);
		return;
	}
	*same = hash_eq(&h, &d->c->s.genesis) || hash_eq(&d->c->s.genesis, &none);
	if (*same)
		doctor_ok(d, "genesis hash", "%s, %s", hash_text58(has, &h), cluster_name(&h));
	else
		doctor_bad(d, ERR_CONFIG, "genesis hash", "name the endpoint of the cluster you mean, or run \"keyturn init\" for this one",
			"the endpoint is cluster %s, configured is %s", hash_text58(has, &h), hash_text58(want, &d->c->s.genesis));
}

static void
look_at_slots(struct doctor *d, struct asked *a, uint64_t *slot)
{
	struct rpc_epoch tip, final;
	struct err e = ERR_INIT;

	if (await(d, a, a->tip, &e) != ERR_OK || rpc_epoch_result(a->tip, &tip, &e) != ERR_OK ||
		await(d, a, a->final, &e) != ERR_OK || rpc_epoch_result(a->final, &final, &e) != ERR_OK) {
		doctor_err(d, "slot lag", &e);
		return;
	}
	*slot = tip.slot;
	if (tip.slot > final.slot && tip.slot - final.slot > LAG_WARN)
		doctor_warn(d, "slot lag", "the cluster does not finalize, or the node lags: wait, or name another endpoint",
			"slot %llu, finalized only %llu", (unsigned long long)tip.slot, (unsigned long long)final.slot);
	else
		doctor_ok(d, "slot lag", "slot %llu, finalized %llu", (unsigned long long)tip.slot, (unsigned long long)final.slot);
}

static void
look_at_clock(struct doctor *d, struct asked *a)
{
	struct cluster_time t = { .known = true, .mono_ms = clock_mono_ms(&d->c->s.clock) };
	struct rpc_accounts got = { .n = 0 };
	struct err e = ERR_INIT;
	int64_t skew;

	if (await(d, a, a->clock, &e) != ERR_OK || rpc_accounts_result(a->clock, &got, &e) != ERR_OK ||
		clock_sysvar_decode(got.account[0].data, got.account[0].len, &t.slot, &t.unix_s, &e) != ERR_OK) {
		rpc_accounts_free(&got);
		doctor_err(d, "clock", &e);
		return;
	}
	rpc_accounts_free(&got);
	skew = cluster_skew(&t, &d->c->s.clock);
	if (skew > SKEW_WARN_S || skew < -SKEW_WARN_S)
		doctor_warn(d, "clock", "set this machine's clock; every lock here is reckoned by the chain's", "this machine is %lld s %s the chain",
			(long long)(skew < 0 ? -skew : skew), skew < 0 ? "behind" : "ahead of");
	else
		doctor_ok(d, "clock", "within %lld s of the chain's", (long long)(skew < 0 ? -skew : skew));
}

/* As many small questions at once as a screen asks in a second. */
static void
look_at_limit(struct doctor *d, struct asked *a)
{
	struct rpc_call *call[BURST];
	struct rpc_epoch ignored;
	struct err e = ERR_INIT;
	unsigned limited = 0;

	for (unsigned i = 0; i < BURST; i++)
		call[i] = rpc_get_epoch(a->rpc, COMMITMENT_CONFIRMED);
	for (unsigned i = 0; i < BURST; i++) {
		int64_t code;

		if (await(d, a, call[i], &e) == ERR_OK && rpc_epoch_result(call[i], &ignored, &e) != ERR_OK) {
			code = rpc_error_code(call[i]);
			limited += code == 429 || code == -32429;
		}
		rpc_call_free(call[i]);
	}
	if (limited > 0)
		doctor_warn(d, "rate limit", "a buffer upload will take long here: use an endpoint with a higher limit",
			"%u of %u questions at once were refused", limited, (unsigned)BURST);
	else
		doctor_ok(d, "rate limit", "%u questions at once were answered", (unsigned)BURST);
}

void
doctor_endpoint(struct doctor *d, const char *url, uint64_t *slot)
{
	static const struct rpc_limits once = { 5000, 1, 500, 5000 };
	struct asked a = { .rpc = rpc_new(d->c->s.transport, &d->c->s.clock, url) };
	struct err e = ERR_INIT;
	bool same = false;

	rpc_limit(a.rpc, &once);
	ask(&a);
	if (await(d, &a, a.health, &e) != ERR_OK || rpc_health_result(a.health, &e) != ERR_OK) {
		doctor_err(d, "endpoint", &e);
	} else {
		doctor_ok(d, "endpoint", "%s is healthy", rpc_url(a.rpc));
		look_at_genesis(d, &a, &same);
		look_at_slots(d, &a, slot);
		look_at_clock(d, &a);
		look_at_limit(d, &a);
	}
	if (url == d->c->url)
		d->reached = same;
	forget(&a);
}

/* --- features of the chain --------------------------------------------------- */

static const struct feature {
	const char *id, *what;
	const char *on, *off; /* what either means for us; NULL: nothing to do */
	bool needed;
} features[] = {
	{ "5cC3foj77CWun58pC51ebHFUWavHWKarWyR5UUik7dnC", "SBPFv3 programs", NULL,
		"the governance program is SBPFv3 and cannot be deployed here", true },
	{ "B8JJXCy5amZyWG9r7EnUYLwzXSXTxG7GZ1qZ1qggo83g", "only SBPFv3 is deployed (SIMD-0500)",
		"programs of SBPF v0 to v2 can no longer be deployed or gone back to: rebuild them", NULL, false },
	{ "YbbRLkvenrocjGPGyoQE4wjnvYzTgfsk38NFmcYK7a5", "extensions of 10,240 bytes or more (SIMD-0431)", NULL, NULL, false },
	{ "EhisBfVtGvEA8bVCVN5VMaYEaX6iTfoUrmcDi8LY7Kxy", "an upgrade resizes the program (SIMD-0433)", NULL, NULL, false },
	{ "7VgiehxNxu53KdxgLspGQY8myE6f7UokaWa4jsGcaSz", "strict account writes (SIMD-0460)", NULL, NULL, false },
};
enum { FEATURE_N = sizeof features / sizeof features[0] };
#define FEATURE_OWNER "Feature111111111111111111111111111111111111"

static void
judge_feature(struct doctor *d, const struct feature *f, const struct rpc_account *a)
{
	char owner[PUBKEY_TEXT];
	bool there = a->exists && strcmp(pubkey_text(owner, &a->owner), FEATURE_OWNER) == 0 && a->len > 0;
	bool on = there && a->data[0] == 1;
	const char *means = on ? f->on : f->off;

	if (!on && f->needed)
		doctor_bad(d, ERR_CHAIN, "feature", "", "%s: %s; %s", f->what, there ? "pending" : "not active", means);
	else if (means != NULL)
		doctor_warn(d, "feature", means, "%s: %s", f->what, on ? "active" : there ? "pending" : "not active");
	else
		doctor_ok(d, "feature", "%s: %s", f->what, on ? "active" : there ? "pending" : "not active");
}

void
doctor_features(struct doctor *d)
{
	struct rpc_slice head = { 0, 9, true };
	struct rpc_accounts a = { .n = 0 };
	struct pubkey id[FEATURE_N];
	struct err e = ERR_INIT;

	for (unsigned i = 0; i < FEATURE_N; i++)
		if (pubkey_parse(features[i].id, &id[i], &e) != ERR_OK)
			die("feature %s is no address", features[i].id);
	if (cli_accounts(d->c, id, FEATURE_N, head, &a, &e) != ERR_OK)
		doctor_err(d, "feature", &e);
	for (unsigned i = 0; i < a.n; i++)
		judge_feature(d, &features[i], &a.account[i]);
	rpc_accounts_free(&a);
}
