#ifndef PROGRAM_CPI_H
#define PROGRAM_CPI_H

/* cpi.h - the calls this program makes: three of System, three of the
 * loader.  The callee's address is a constant; its account is passed because
 * the runtime wants it among the infos.  A call that fails ends the
 * transaction. */

#include "program/address.h"

/* cpi_create makes `made`, at the address of `seeds`, an account of this
 * program with `len` zero bytes, rent-exempt: `payer` transfers what is
 * short, then allocate, then assign, so that lamports sent there in advance
 * block nothing.  The caller has checked account_vacant. */
struct creation {
	const struct account *payer, *made, *system;
	const struct seeds *seeds;
	uint64_t len;
};
uint64_t cpi_create(const struct context *c, const struct creation *n);

/* cpi_set_authority gives program data or a buffer another authority. */
struct handing {
	const struct account *target, *current, *next, *loader; /* next NULL: none, for ever */
	const struct seeds *signer;  /* of our authority */
	const struct seeds *signer2; /* of a second authority of ours, or NULL */
	bool checked;                /* `next` signs */
};
void cpi_set_authority(const struct handing *h);

/* cpi_upgrade deploys the buffer: the accounts in the loader's order are
 * program data, program, buffer, spill, Rent, Clock, authority. */
enum { CPI_UPGRADE_N = 7 };
void cpi_upgrade(const struct account *seven, const struct account *loader,
	const struct seeds *authority);

#endif
