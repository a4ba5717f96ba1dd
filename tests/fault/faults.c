/* faults: which call fails.  See faults.h. */
#include <errno.h>
#include <stdio.h>
#include <stddef.h>

#include "faults.h"

static const struct faults_plan *plan;
static struct faults_seen *seen;

void faults_start(const struct faults_plan *p, struct faults_seen *s)
{
    plan = p;
    seen = s;
}

bool faults_hit(enum faults_plane plane, enum faults_kind kind, const char *what)
{
    uint64_t n;

    if (plan == NULL || plan->plane != plane || (plan->kinds & kind) == 0)
        return false;
    n = atomic_fetch_add(&seen->calls, 1) + 1;
    if (plan->at == 0 || n < plan->at || (n > plan->at && !plan->stays))
        return false;
    if (n == plan->at) {
        snprintf(seen->what, sizeof(seen->what), "%s", what);
        atomic_store(&seen->hit, true);
    }
    errno = plan->error;
    return true;
}

int faults_error(void)
{
    return plan->error;
}

uint64_t faults_seed(void)
{
    return plan->seed;
}

bool faults_power(void)
{
    return plan != NULL && plan->power;
}

/* splitmix64, https://prng.di.unimi.it/splitmix64.c */
uint64_t faults_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}
