#ifndef OPS_PIECES_H
#define OPS_PIECES_H

/* pieces.h - a program's file cut into transactions that write it to a buffer.
 *
 * Each piece is one transaction: legacy with one Write, or version 1 with as
 * many as fit, the bytes of a piece lying together.  Pure: what is on chain is
 * told to pieces_seen, and a piece lacks what differs from that. */

#include "solana/message.h"

enum pieces_format { PIECES_LEGACY, PIECES_V1 };

enum piece_state { PIECE_LACKING, PIECE_FLYING, PIECE_THERE };

struct piece {
	enum piece_state state;
	struct signature id;   /* FLYING: of the transaction sent last */
	uint64_t sent_ms;      /* FLYING: when, the first time with this signature; monotonic */
	uint64_t again_ms;     /* FLYING: from when on a status that does not know it means that it got lost */
	bool missed;           /* FLYING: such a status was there: those bytes are sent again */
	unsigned hash;         /* FLYING: which of the caller's blockhashes it is signed with */
	bool polled;           /* FLYING: a status of it was asked for once */
	bool seen;             /* FLYING: in a block, not final enough yet */
	bool asked;            /* a send of it is not answered yet */
};

struct pieces {
	enum pieces_format format;
	const uint8_t *file;       /* borrowed */
	size_t len, each, n;       /* bytes; bytes of a piece; pieces */
	struct pubkey payer, buffer;
	uint64_t price;            /* micro-lamports per compute unit, 0 none */
	size_t there, flying;      /* pieces of that state */
	struct piece *piece;       /* owned */
};

/* pieces_cut borrows the file; every piece lacks.  pieces_free frees. */
void pieces_cut(struct pieces *p, enum pieces_format f, const struct pubkey *payer, const struct pubkey *buffer,
	const uint8_t *file, size_t len, uint64_t price);
void pieces_free(struct pieces *p);

/* pieces_amount says how many of `n` lack: "1 piece", "66 pieces", "33 of 66 pieces". */
#define PIECES_AMOUNT 64
char *pieces_amount(char out[PIECES_AMOUNT], uint64_t lacks, uint64_t n);

/* pieces_zero: the buffer is new, so that pieces of zero bytes are there already. */
void pieces_zero(struct pieces *p);
/* pieces_seen_begin, then pieces_seen for all the buffer's code in order, say
 * what is on chain: every piece not equal to it lacks, but one that flies. */
void pieces_seen_begin(struct pieces *p);
void pieces_seen(struct pieces *p, size_t at, const uint8_t *code, size_t len);

void pieces_mark(struct pieces *p, size_t i, enum piece_state s);
size_t pieces_bytes_there(const struct pieces *p);
uint64_t pieces_priority(const struct pieces *p);           /* lamports of priority fee of one transaction, at most */
uint64_t pieces_fee(const struct pieces *p);                /* and with its signature's */
#define PIECES_PRICE_MAX 10000000u /* micro-lamports per unit: four Writes then pay 94,800 lamports, below the guard's most */

/* pieces_first is a legacy message that writes the beginning of piece i: to be
 * described where an upload goes on, whatever the format. */
MUST_CHECK enum err_code pieces_first(const struct pieces *p, size_t i, const struct hash *blockhash,
	uint8_t out[PACKET_V1_MAX], size_t *len, struct err *e);
/* pieces_message is the message that writes piece i. */
MUST_CHECK enum err_code pieces_message(const struct pieces *p, size_t i, const struct hash *blockhash,
	uint8_t out[PACKET_V1_MAX], size_t *len, struct err *e);

#endif
