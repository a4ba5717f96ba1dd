/* phases: where an import's time goes.  See phases.h. */
#include <stddef.h>
#include <time.h>

#include "phases.h"

const char *phase_name(enum phase p)
{
    static const char *const names[PHASE_COUNT] = {
        [PHASE_OPEN] = "open",         [PHASE_READ] = "read and map", [PHASE_READ_WAIT] = "reader waits",
        [PHASE_WAIT] = "writer waits", [PHASE_ORDER] = "order",       [PHASE_IDENTITY] = "identity",
        [PHASE_INTERN] = "intern",     [PHASE_ROWS] = "rows",         [PHASE_LINKS] = "links",
        [PHASE_IDS] = "ids",           [PHASE_SETTLE] = "settle",     [PHASE_COMMIT] = "commit",
    };

    return names[p];
}

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int64_t phases_clock(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

void phases_start(struct phases *p)
{
    if (p == NULL)
        return;
    p->wall = phases_clock();
    p->cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

void phases_lap(struct phases *p, enum phase phase)
{
    int64_t wall, cpu;

    if (p == NULL)
        return;
    wall = p->wall;
    cpu = p->cpu;
    phases_start(p);
    p->of[phase].wall += p->wall - wall;
    p->of[phase].cpu += p->cpu - cpu;
}

void phases_add(struct phases *p, const struct phases *other)
{
    if (p == NULL)
        return;
    for (int i = 0; i < PHASE_COUNT; i++) {
        p->of[i].wall += other->of[i].wall;
        p->of[i].cpu += other->of[i].cpu;
    }
}
