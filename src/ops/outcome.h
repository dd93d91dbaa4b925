#ifndef OPS_OUTCOME_H
#define OPS_OUTCOME_H

/* outcome.h - why the chain refused, as an error with its cure. */

#include "rpc/rpc.h"

/* outcome_error makes the error of a failed outcome: the governance program's
 * own words for its numbers, exit codes as design gives them, a next step. */
enum err_code outcome_error(const struct rpc_outcome *o, struct err *e);

/* outcome_is_money: did it fail because the key that pays has too little? */
bool outcome_is_money(const struct rpc_outcome *o);
/* outcome_is_taken: did it fail because the account that it makes is there already? */
bool outcome_is_taken(const struct rpc_outcome *o);
/* outcome_is_overtaken: did it fail because a proposal that landed first took the number or the buffer? */
bool outcome_is_overtaken(const struct rpc_outcome *o);

#endif
