/*
 * outcome: how what was tried came out.
 *
 * Sums by outcome are arrays of OUTCOME_COUNT, which stay the caller's.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

enum outcome { OUTCOME_UNKNOWN, OUTCOME_SUCCESS, OUTCOME_FAILURE, OUTCOME_DENIED, OUTCOME_COUNT };

const char *outcome_name(enum outcome o); /* "success" */

/* A failure or a denial: what a reader is told of first.  n: events by outcome. */
bool outcome_is_bad(enum outcome o);
uint64_t outcomes_all(const uint64_t n[OUTCOME_COUNT]);
uint64_t outcomes_bad(const uint64_t n[OUTCOME_COUNT]);

#endif
