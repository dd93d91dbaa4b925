#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

/* doctor.h - what the parts of the doctor share: a list of findings. */

#include "cli/cli.h"

#define DOCTOR_FINDINGS_MAX 200u

enum doctor_level { DOCTOR_OK, DOCTOR_WARN, DOCTOR_BAD };

struct finding {
	enum doctor_level level;
	enum err_code code; /* of a bad one: what the exit says */
	char name[24];
	char text[ERR_TEXT_MAX];
	char cure[ERR_TEXT_MAX];
};
struct doctor {
	struct cli *c;
	unsigned n;
	struct finding *found; /* DOCTOR_FINDINGS_MAX of them */
	bool has_key;          /* `key` is the address of the configured key file */
	struct pubkey key;
	bool reached;          /* the session's endpoint answers, and is the cluster that is meant */
};

/* doctor_ok, _warn and _bad add a line; the cure ("" for none) is what to do. */
void doctor_ok(struct doctor *d, const char *name, const char *fmt, ...) PRINTF_LIKE(3, 4);
void doctor_warn(struct doctor *d, const char *name, const char *cure, const char *fmt, ...) PRINTF_LIKE(4, 5);
void doctor_bad(struct doctor *d, enum err_code code, const char *name, const char *cure, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* doctor_err is doctor_bad of an error with its hint. */
void doctor_err(struct doctor *d, const char *name, const struct err *e);

/* doctor_endpoint asks one endpoint; the session's own is asked as well when it is that. */
void doctor_endpoint(struct doctor *d, const char *url, uint64_t *slot);
/* doctor_chain: features that matter, the governance program, the multisig, its members and programs. */
void doctor_features(struct doctor *d);
void doctor_governance(struct doctor *d);

#endif
