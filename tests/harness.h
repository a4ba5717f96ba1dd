/*
 * harness: the checks that unit tests are written with.
 *
 * A check that fails prints its place and goes on; HARNESS_END gives the exit status.
 * SKIP_CODE tells ctest that a test had nothing to run on.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"

#define SKIP_CODE 77

static int harness_checks, harness_failures;

static inline void harness_fail(const char *file, int line, const char *what)
{
    harness_failures++;
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
}

#define CHECK(cond)                                                                                          \
    do {                                                                                                     \
        harness_checks++;                                                                                    \
        if (!(cond))                                                                                         \
            harness_fail(__FILE__, __LINE__, "not true: " #cond);                                            \
    } while (0)

static inline void harness_int(const char *file, int line, int64_t got, int64_t want)
{
    harness_checks++;
    if (got == want)
        return;
    harness_failures++;
    fprintf(stderr, "%s:%d: got %" PRId64 ", want %" PRId64 "\n", file, line, got, want);
}

static inline void harness_slice(const char *file, int line, struct slice got, const char *want)
{
    harness_checks++;
    if (slice_is(got, want))
        return;
    harness_failures++;
    fprintf(stderr, "%s:%d: got '%.*s', want '%s'\n", file, line, (int)got.n, (const char *)got.p, want);
}

#define CHECK_INT(got, want)   harness_int(__FILE__, __LINE__, (int64_t)(got), (int64_t)(want))
#define CHECK_SLICE(got, want) harness_slice(__FILE__, __LINE__, (got), (want))

static inline int harness_end(void)
{
    printf("%d checks, %d failed\n", harness_checks, harness_failures);
    return harness_failures ? 1 : 0;
}

#endif
