#ifndef PROGRAM_IDS_H
#define PROGRAM_IDS_H

/* ids.h - the addresses this program knows.  Whatever an account list says,
 * nothing but these is called or believed. */

#include <stdint.h>

extern const uint8_t id_system[32];
extern const uint8_t id_loader[32]; /* the upgradeable loader, version 3 */
extern const uint8_t id_clock[32];
extern const uint8_t id_rent[32];
extern const uint8_t id_instructions[32];

#endif
