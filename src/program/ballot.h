#ifndef PROGRAM_BALLOT_H
#define PROGRAM_BALLOT_H

/* ballot.h - votes on an act, and the times between which they and its
 * execution are legal.  Works on kt_proposal's bytes; `now` is cluster unix
 * time and not negative, nor are the stored times. */

#include "program/rules.h"

/* ballot_vote casts `choice` (approve, reject or cancel) of member `who`, an
 * approver, at `now`: one bit is set, the member's others are cleared, and
 * when a number is reached the status moves.  Writes only when it returns 0. */
uint64_t ballot_vote(uint8_t *proposal, const uint8_t *rules, uint32_t who, uint8_t choice,
	uint64_t now);

/* ballot_withdraw ends an act that is still open for votes. */
uint64_t ballot_withdraw(uint8_t *proposal, uint64_t now);

/* ballot_ripe checks that the act may be executed at `now`: status, lock,
 * window, and the approvals counted again. */
uint64_t ballot_ripe(const uint8_t *proposal, const uint8_t *rules, uint64_t now);

/* ballot_end writes a status after which nothing happens, and when. */
void ballot_end(uint8_t *proposal, uint8_t status, uint64_t now);

/* ballot_ended_at is when an act came or comes to its end by itself: the
 * stored time of a terminal status, else the end of its window. */
uint64_t ballot_ended_at(const uint8_t *proposal);

/* is_ballot_over: rejected, cancelled, withdrawn, executed, or past its window. */
bool is_ballot_over(const uint8_t *proposal, uint64_t now);

#endif
