/* The order of imports, of records and of batches leaves no trace: random events, cut into random
 * dumps, imported in random order, give the store that one sorted dump gives.
 * Argument: number of rounds. */
#include "store_text.h"

#define MAX 400

static uint64_t next_random(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

static size_t below(uint64_t *x, size_t n)
{
    return (size_t)(next_random(x) % n);
}

struct texts { /* what made events point to */
    char text[MAX][6][64];
};

/* Few values of everything, so that all kinds of meetings happen.  A record's text tells all that is
 * made of it, for its content decides whether two events are one. */
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

static size_t random_events(uint64_t *x, bool ids, struct texts *t, struct made *out)
{
    size_t n = 1 + below(x, MAX);

    for (size_t i = 0; i < n; i++)
        random_event(x, ids, n, t->text[i], &out[i]);
    return n;
}

static void shuffle(uint64_t *x, struct made *e, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = below(x, i);
        struct made swap = e[i - 1];

        e[i - 1] = e[k];
        e[k] = swap;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct made *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

/* Events of [from, to), or with ids any of them, in random order. */
static size_t random_dump(uint64_t *x, bool ids, const struct made *e, size_t n, struct made *out)
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

static void one_round(uint64_t seed, bool ids)
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    static struct texts t;
    struct made events[MAX], dump[MAX];
    struct store_import info = make_import("lic", "whole");
    struct buf want, got;
    char a[64], b[64];
    size_t n = random_events(&x, ids, &t, events);
    struct store *s;

    buf_init(&want, BUF_CAP);
    buf_init(&got, BUF_CAP);
    make_path(a, sizeof(a), "order-a");
    make_path(b, sizeof(b), "order-b");
    qsort(events, n, sizeof(*events), by_time);
    s = make_store(a);
    make_dump(s, &info, false, events, n, 1000);
    store_close(s);
    s = make_store(b);
    for (size_t i = below(&x, 6); i > 0; i--) {
        size_t k = random_dump(&x, ids, events, n, dump);

        make_dump(s, &info, false, dump, k, 1 + below(&x, 50));
    }
    shuffle(&x, events, n);
    make_dump(s, &info, false, events, n, 1 + below(&x, 50));
    store_close(s);
    text_store(&want, a);
    text_store(&got, b);
    CHECK(slice_equal(buf_view(&want), buf_view(&got)));
    if (!slice_equal(buf_view(&want), buf_view(&got)))
        fprintf(stderr, "seed %" PRIu64 " ids %d:\n%s\n--- not\n%s\n", seed, ids, buf_string(&got),
                buf_string(&want));
    buf_release(&want);
    buf_release(&got);
    unlink(a);
    unlink(b);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 12;

    for (int i = 1; i <= rounds && harness_failures == 0; i++) {
        one_round((uint64_t)i, false);
        one_round((uint64_t)i, true);
    }
    return harness_end();
}
