/*
 * harness: the checks that unit tests are written with.
 *
 * A check that fails prints its place and goes on; harness_end() gives the exit status.
 * SKIP_CODE tells ctest that a test had nothing to run on.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"

#define SKIP_CODE 77

extern int harness_checks, harness_failures; /* of the whole program */

void harness_fail(const char *file, int line, const char *what);
void harness_int(const char *file, int line, int64_t got, int64_t want);
void harness_slice(const char *file, int line, struct slice got, const char *want);
int harness_end(void);

#define CHECK(cond)                                                                                          \
    do {                                                                                                     \
        harness_checks++;                                                                                    \
        if (!(cond))                                                                                         \
            harness_fail(__FILE__, __LINE__, "not true: " #cond);                                            \
    } while (0)

#define CHECK_INT(got, want)   harness_int(__FILE__, __LINE__, (int64_t)(got), (int64_t)(want))
#define CHECK_SLICE(got, want) harness_slice(__FILE__, __LINE__, (got), (want))

#endif
