#ifndef SOLANA_CHANGE_H
#define SOLANA_CHANGE_H

/* change.h - members and numbers of a multisig, changed, and what that means.
 *
 * The one place with the words: the signing card, the commands and the console
 * show these lines.  Pure. */

#include "solana/keyturn.h"

/* How a line weighs; CHANGE_DANGER is what lets somebody in. */
enum change_weight { CHANGE_NOTE, CHANGE_WARNING, CHANGE_DANGER };

#define CHANGE_LINES_MAX 16u
#define CHANGE_TEXT 160u /* bytes, NUL included */
struct change_line {
	enum change_weight weight;
	bool weakens; /* easier to act, or harder to stop, than before */
	char text[CHANGE_TEXT];
};
struct change {
	unsigned line_n;
	struct change_line line[CHANGE_LINES_MAX];
};

/* change_words says what `now` means, and where `old` is not NULL what is
 * different: who can upgrade, who stops it, how many lost keys end it.  Both
 * pass kt_governance_check. */
void change_words(const struct kt_governance *old, const struct kt_governance *now, struct change *out);
bool change_weakens(const struct change *c);

/* change_number is "two" for 2; digits beyond twenty. */
#define CHANGE_NUMBER 12
const char *change_number(unsigned n, char out[CHANGE_NUMBER]);

/* Editing a list.  change_add puts a member in, or gives one that is there
 * another role; change_replace keeps role and place.  ERR_USAGE when it is
 * there already or the list is full, ERR_NOT_FOUND when it is no member. */
MUST_CHECK enum err_code change_add(struct kt_governance *g, const struct pubkey *k, enum kt_role role, struct err *e);
MUST_CHECK enum err_code change_remove(struct kt_governance *g, const struct pubkey *k, struct err *e);
MUST_CHECK enum err_code change_replace(struct kt_governance *g, const struct pubkey *k, const struct pubkey *by,
	struct err *e);

/* change_check names the rule that `g` breaks, its numbers and what would do: ERR_USAGE. */
MUST_CHECK enum err_code change_check(const struct kt_governance *g, struct err *e);

/* change_same is true when nothing differs, not even the order. */
bool change_same(const struct kt_governance *a, const struct kt_governance *b);

#endif
