/* store_random: random events and dumps.  See store_random.h. */
#include "store_random.h"

uint64_t next_random(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

size_t below(uint64_t *x, size_t n)
{
    return (size_t)(next_random(x) % n);
}

/* Few values of everything, so that all kinds of meetings happen.  A record's text tells all that
 * is made of it, for its content decides whether two events are one. */
static void random_event(uint64_t *x, bool ids, size_t n, char (*s)[64], struct made *out)
{
    int64_t at = T0 + (int64_t)below(x, 60) * 43200 * STAMP_SECOND;
    int what = (int)below(x, 4), target = what + (ids ? (int)below(x, 5) : 0);
    int name = (int)(at / STAMP_SECOND / 43200 % 7), leaves = ids ? (int)below(x, 3) : 0;

    if (ids && below(x, 20) == 0)
        at = STAMP_UNKNOWN;
    snprintf(s[0], 64, "%zu", below(x, n));
    snprintf(s[1], 64, "%d %d %d %d %" PRId64, leaves, what, target, name, at);
    snprintf(s[2], 64, "action_%d", what);
    snprintf(s[3], 64, "u%d", what % 3);
    snprintf(s[4], 64, "L%d", target);
    snprintf(s[5], 64, "name %d", name);
    *out = (struct made){.at = at,
                         .native = ids ? s[0] : NULL,
                         .record = s[1],
                         .leaves = (uint32_t)leaves,
                         .action = s[2],
                         .actor = what == 0 ? NULL : s[3],
                         .target = what == 3 ? NULL : s[4],
                         .label = what == 2 ? NULL : s[5],
                         .outcome = (enum outcome)what};
}

size_t random_events(uint64_t *x, bool ids, struct texts *t, struct made *out)
{
    size_t n = 1 + below(x, MADE_MAX);

    for (size_t i = 0; i < n; i++)
        random_event(x, ids, n, t->text[i], &out[i]);
    return n;
}

void shuffle(uint64_t *x, struct made *e, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = below(x, i);
        struct made swap = e[i - 1];

        e[i - 1] = e[k];
        e[k] = swap;
    }
}

int by_time(const void *a, const void *b)
{
    const struct made *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

size_t random_dump(uint64_t *x, bool ids, const struct made *e, size_t n, struct made *out)
{
    int64_t from = T0 + (int64_t)below(x, 60) * 43200 * STAMP_SECOND;
    int64_t to = from + (int64_t)below(x, 40) * 43200 * STAMP_SECOND;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (ids ? below(x, 3) == 0 : e[i].at >= from && e[i].at < to)
            out[k++] = e[i];
    shuffle(x, out, k);
    return k;
}
