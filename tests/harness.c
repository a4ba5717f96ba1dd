/* harness: the checks that unit tests are written with.  See harness.h. */
#include "harness.h"

int harness_checks, harness_failures;

void harness_fail(const char *file, int line, const char *what)
{
    harness_failures++;
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
}

void harness_int(const char *file, int line, int64_t got, int64_t want)
{
    harness_checks++;
    if (got == want)
        return;
    harness_failures++;
    fprintf(stderr, "%s:%d: got %" PRId64 ", want %" PRId64 "\n", file, line, got, want);
}

void harness_slice(const char *file, int line, struct slice got, const char *want)
{
    harness_checks++;
    if (slice_is(got, want))
        return;
    harness_failures++;
    fprintf(stderr, "%s:%d: got '%.*s', want '%s'\n", file, line, (int)got.n, (const char *)got.p, want);
}

int harness_end(void)
{
    printf("%d checks, %d failed\n", harness_checks, harness_failures);
    return harness_failures ? 1 : 0;
}
