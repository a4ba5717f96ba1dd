/* outcome: how what was tried came out.  See outcome.h. */
#include <assert.h>

#include "outcome.h"

const char *outcome_name(enum outcome o)
{
    static const char *const names[] = {"unknown", "success", "failure", "denied"};

    assert(o < OUTCOME_COUNT);
    return names[o];
}

bool outcome_is_bad(enum outcome o)
{
    return o == OUTCOME_FAILURE || o == OUTCOME_DENIED;
}

uint64_t outcomes_all(const uint64_t n[OUTCOME_COUNT])
{
    return n[OUTCOME_UNKNOWN] + n[OUTCOME_SUCCESS] + outcomes_bad(n);
}

uint64_t outcomes_bad(const uint64_t n[OUTCOME_COUNT])
{
    return n[OUTCOME_FAILURE] + n[OUTCOME_DENIED];
}
