/* The accounts reader, which decodes in place, against the same read from a
 * tree: where it accepts, the tree must hold exactly the same. */
#include "reply.h"

#include "base/text.h"
#include "rpc/json.h"
#include "rpc/shape.h"

#define KEY "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"
#define OWNER "11111111111111111111111111111111"
#define ACCOUNT "{\"data\":[\"AAECAwQFBgc=\",\"base64\"],\"executable\":false,\"lamports\":18446744073709551615," \
	"\"owner\":\"" OWNER "\",\"rentEpoch\":18446744073709551615,\"space\":8}"
#define EMPTY "{\"lamports\":1,\"data\":[\"\",\"base64\"],\"owner\":\"" OWNER "\",\"executable\":true,\"space\":0}"

static const char *const sample[] = {
	"{\"context\":{\"slot\":447552000,\"apiVersion\":\"4.3.0\"},\"value\":[" ACCOUNT ",null," EMPTY "]}",
	"{\"context\":{\"slot\":3},\"value\":[{\"pubkey\":\"" KEY "\",\"account\":" ACCOUNT "},{\"account\":" EMPTY
		",\"pubkey\":\"" OWNER "\"}]}",
	"{\"value\":[],\"context\":{\"slot\":3}}",
};

static void
same_account(const struct json *v, const struct rpc_account *a)
{
	char word[PUBKEY_TEXT], text[PUBKEY_TEXT];
	uint8_t bytes[REPLY_MAX];
	struct span data;
	uint64_t n;
	bool flag;
	size_t len = 0;

	HOLDS(json_u64(json_get(v, "lamports"), &n) && n == a->lamports);
	HOLDS(json_flag(json_get(v, "executable"), &flag) && flag == a->executable);
	HOLDS(json_word(json_get(v, "owner"), word, sizeof word) && strcmp(word, pubkey_text(text, &a->owner)) == 0);
	HOLDS(json_get(v, "space") == NULL || (json_u64(json_get(v, "space"), &n) && n == a->space));
	HOLDS(json_str(json_at(json_get(v, "data"), 0), &data));
	HOLDS(text_unbase64(bytes, sizeof bytes, &len, data.p, data.len) && len == a->len);
	HOLDS(memcmp(bytes, a->data, len) == 0);
}

static void
same(const struct json *doc, const struct shape_asked *asked, const struct rpc_accounts *got)
{
	const struct json *list = json_get(doc, "value");
	uint64_t slot;
	size_t n = 0;

	HOLDS(json_u64(json_get(json_get(doc, "context"), "slot"), &slot) && slot == got->slot);
	HOLDS(json_array(list, &n) && n == got->n);
	for (size_t i = 0; i < n; i++) {
		const struct json *v = json_at(list, i);
		char word[PUBKEY_TEXT], text[PUBKEY_TEXT];

		if (asked->key != NULL && json_is_null(v)) {
			HOLDS(!got->account[i].exists);
			continue;
		}
		HOLDS(got->account[i].exists);
		if (asked->key == NULL)
			HOLDS(json_word(json_get(v, "pubkey"), word, sizeof word)
				&& strcmp(word, pubkey_text(text, &got->account[i].address)) == 0);
		same_account(asked->key == NULL ? json_get(v, "account") : v, &got->account[i]);
	}
}

static void
read_as(struct span text, const struct shape_asked *asked)
{
	struct rpc_accounts got;
	struct err e = ERR_INIT;
	struct json *doc = NULL;
	char *copy = malloc(text.len == 0 ? 1 : text.len);
	size_t used = 0;

	HOLDS(copy != NULL && json_open(text, &doc, &e) == ERR_OK);
	memcpy(copy, text.p, text.len);
	if (shape_accounts(copy, text.len, asked, &got, &used, &e) == ERR_OK) {
		HOLDS(used <= text.len);
		got.bytes = (uint8_t *)copy;
		shape_place(&got);
		same(doc, asked, &got);
		rpc_accounts_free(&got);
	} else {
		HOLDS(e.code == ERR_WIRE && got.account == NULL);
		free(copy);
	}
	json_close(doc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct pubkey key[3];
	struct span text = reply_text(sample, sizeof sample / sizeof sample[0], data, len);
	struct shape_asked listed = { .key = NULL }, wanted = { .key = key, .n = 3, .min_slot = 2 },
		sliced = { .key = key, .n = 3, .slice = { .offset = 0, .len = 8, .on = true } };
	const char *why;

	if (scan_valid(text, &why)) {
		read_as(text, &listed);
		read_as(text, &wanted);
		read_as(text, &sliced);
	}
	reply_free(text);
	return 0;
}
