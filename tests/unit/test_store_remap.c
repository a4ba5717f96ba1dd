/* A corrected profile with remap gives the store that it would have given at first: for random
 * events in random dumps, with the same rules of identity and time, and with others. Argument:
 * number of rounds. */
#include <stdlib.h>
#include <unistd.h>

#include "store_random.h"
#include "store_read.h"
#include "store_text.h"
#include "store_totals.h"

#define DUMPS 4

/* What the corrected profile makes of the same records. */
static void correct(struct made *e, size_t n, bool rules)
{
    for (size_t i = 0; i < n; i++) {
        size_t what = (size_t)(e[i].record[2] - '0');

        if (what == 1)
            e[i].target = "L1 corrected";
        if (what == 0)
            e[i].label = "corrected label";
        if (what == 2) {
            e[i].action = "action_corrected";
            e[i].outcome = OUTCOME_DENIED;
        }
        if (rules && e[i].at != STAMP_UNKNOWN)
            e[i].at += 3600 * STAMP_SECOND;
        if (rules)
            e[i].rule = "new rule ";
    }
}

struct dumps {
    struct made events[DUMPS][MADE_MAX];
    size_t n[DUMPS];
};

static struct store_import profile(bool corrected, bool rules)
{
    struct store_import info = make_import("lic", "dump");

    if (corrected)
        make_digest("profile", "corrected", info.profile_digest);
    if (corrected && rules)
        make_digest("rule", "corrected", info.rule);
    return info;
}

/* which: of the dumps, as they were when they were taken. */
static void import_all(const char *path, const char *which, const struct dumps *d, bool corrected, bool rules,
                       bool remap, uint64_t *x)
{
    static const char *const names[DUMPS] = {"dump 0", "dump 1", "dump 2", "dump 3"};
    struct store *s = make_store(path);

    for (size_t i = 0; i < DUMPS; i++) {
        struct store_import info = profile(corrected, rules);

        make_digest(which, names[i], info.dump);
        make_dump(s, &info, remap, d->events[i], d->n[i], 1 + below(x, 60));
    }
    store_close(s);
}

/* The stores in the two paths show the same; how: the round, for the message.  Removes them. */
static void check_equal(const char *path, const char *other, const char *how, uint64_t seed, bool ids,
                        bool rules)
{
    struct buf want, got;
    bool equal;

    buf_init(&want, BUF_CAP);
    buf_init(&got, BUF_CAP);
    text_store(&got, path);
    text_store(&want, other);
    equal = slice_equal(buf_view(&want), buf_view(&got));
    CHECK(equal);
    if (!equal)
        fprintf(stderr, "%s seed %" PRIu64 " ids %d rules %d:\n%s\n--- not\n%s\n", how, seed, ids, rules,
                buf_string(&got), buf_string(&want));
    buf_release(&want);
    buf_release(&got);
    unlink(path);
    unlink(other);
}

/* The dump as it was when it had some of its records only. */
static size_t take_some(uint64_t *x, struct made *e, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (below(x, 2) == 0)
            e[kept++] = e[i];
    return kept;
}

/* grown: the corrected profile comes with dumps that hold new records before and after the old ones. */
static void one_round(uint64_t seed, bool ids, bool rules, bool grown)
{
    static struct texts t;
    static struct dumps d, old;
    static struct made events[MADE_MAX];
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 7;
    size_t n = random_events(&x, ids, &t, events);
    char a[64], b[64];

    make_path(a, sizeof(a), "remap-a");
    make_path(b, sizeof(b), "remap-b");
    for (size_t i = 0; i < DUMPS; i++)
        d.n[i] = random_dump(&x, ids, events, n, d.events[i]);
    old = d;
    for (size_t i = 0; i < DUMPS && grown; i++)
        old.n[i] = take_some(&x, old.events[i], old.n[i]);
    import_all(a, grown ? "old" : "dump", &old, false, rules, false, &x);
    for (size_t i = 0; i < DUMPS; i++)
        correct(d.events[i], d.n[i], rules);
    import_all(a, "dump", &d, true, rules, true, &x);
    import_all(b, "dump", &d, true, rules, false, &x);
    check_equal(a, b, grown ? "grown" : "same", seed, ids, rules);
}

/* The dump without what the corrected profile skips. */
static size_t skip(struct made *e, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (e[i].record[2] != '3' && e[i].record[2] != '1')
            e[kept++] = e[i];
    return kept;
}

static void import_some(const char *path, const struct dumps *d, size_t from, size_t to, bool corrected,
                        bool rules, uint64_t *x)
{
    static const char *const names[DUMPS] = {"dump 0", "dump 1", "dump 2", "dump 3"};
    struct store *s = make_store(path);

    for (size_t i = from; i < to; i++) {
        struct store_import info = profile(corrected, rules);
        struct import_counts c;

        make_digest("dump", names[i], info.dump);
        c = make_dump(s, &info, corrected, d->events[i], d->n[i], 1 + below(x, 60));
        CHECK_INT(c.made, c.stored + c.duplicate);
    }
    store_close(s);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The records that the store's events are made of, sorted. */
static size_t records_of(const char *path, struct arena *a, char **out)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;
    struct store_events *c = NULL;
    const struct store_event *e;
    size_t n = 0;

    MUST(store_open(path, STORE_READ, &s, &err));
    MUST(store_events_open(s, &(struct store_filter){.superseded = true}, &c, &err));
    while (store_events_next(c, &e, &err) == ST_OK) {
        out[n] = arena_zero(a, e->ev.message.n + 1, 1);
        memcpy(out[n++], e->ev.message.p, e->ev.message.n);
    }
    store_events_close(c);
    store_close(s);
    qsort(out, n, sizeof(*out), compare_texts);
    return n;
}

/* All records of the one store are in the other too, as many times. */
static bool has_all(const char *path, const char *less)
{
    static char *all[DUMPS * MADE_MAX], *some[DUMPS * MADE_MAX];
    struct arena a = ARENA_INIT;
    size_t n = records_of(path, &a, all), m = records_of(less, &a, some), k = 0;

    for (size_t i = 0; i < n && k < m; i++)
        k += strcmp(all[i], some[k]) == 0;
    arena_release(&a);
    return k == m;
}

/* What each reading of the dumps makes is in the store, and it tells so. */
static void check_totals(const char *path)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;
    struct store_totals t;

    MUST(store_open(path, STORE_READ, &s, &err));
    MUST(store_totals(s, &t, &err));
    CHECK_INT(t.earlier, 0);
    CHECK_INT(t.sums.stored, t.events + t.versions);
    CHECK_INT(t.sums.made, t.sums.stored + t.sums.duplicate);
    store_close(s);
}

/* Dumps that overlap are given one by one to a profile that skips some of their records: when one has
 * been, all that the others made is there still; in the end the store is what it would have been at
 * first. */
static void skip_round(uint64_t seed, bool ids, bool rules)
{
    static struct texts t;
    static struct dumps old, new_;
    static struct made events[MADE_MAX];
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 11;
    size_t n = random_events(&x, ids, &t, events), first = below(&x, DUMPS);
    char a[64], b[64];

    make_path(a, sizeof(a), "skip-a");
    make_path(b, sizeof(b), "skip-b");
    for (size_t i = 0; i < DUMPS; i++)
        old.n[i] = random_dump(&x, ids, events, n, old.events[i]);
    new_ = old;
    for (size_t i = 0; i < DUMPS; i++) {
        correct(new_.events[i], new_.n[i], rules);
        new_.n[i] = skip(new_.events[i], new_.n[i]);
    }
    import_some(a, &old, 0, DUMPS, false, rules, &x);
    for (size_t i = 0; i < DUMPS; i++)
        if (i != first)
            import_some(b, &old, i, i + 1, false, rules, &x);
    for (size_t i = first; i < first + DUMPS; i++) {
        import_some(a, &new_, i % DUMPS, i % DUMPS + 1, true, rules, &x);
        CHECK(i > first || has_all(a, b));
        if (!rules)
            check_totals(a);
    }
    make_path(b, sizeof(b), "skip-b");
    import_some(b, &new_, 0, DUMPS, true, rules, &x);
    check_equal(a, b, "skip", seed, ids, rules);
}

/* Without remap a corrected profile is told, not applied; its catalog is. */
static void check_differ(void)
{
    static const struct made e[] = {
        {.at = T0, .record = "0 1 one", .actor = "ann", .target = "L1"},
        {.at = T0 + 1, .record = "0 3 two", .actor = "ann", .target = "L2"},
    };
    struct made corrected[2];
    struct store_import info = profile(false, false);
    struct import_counts c;
    char path[64];
    struct store *s;

    memcpy(corrected, e, sizeof(e));
    correct(corrected, 2, false);
    make_path(path, sizeof(path), "differ");
    s = make_store(path);
    make_dump(s, &info, false, e, 2, 9);
    info = profile(true, false);
    c = make_dump(s, &info, false, corrected, 2, 9);
    CHECK_INT(c.duplicate, 2);
    CHECK_INT(c.differ, 1);
    CHECK_INT(c.remapped, 0);
    c = make_dump(s, &info, true, corrected, 2, 9);
    CHECK_INT(c.differ, 0);
    CHECK_INT(c.remapped, 1);
    c = make_dump(s, &info, true, corrected, 2, 9);
    CHECK_INT(c.remapped, 0);
    store_close(s);
    unlink(path);
}

static void refused(struct store *s, const struct store_import *info, const char *code)
{
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;

    MUST(store_begin(s, &err));
    CHECK_INT(store_writer_open(s, info, false, &w, &err), ST_FAIL);
    CHECK_SLICE(slice_text(err.code), code);
    CHECK(w == NULL);
    store_rollback(s);
}

/* The greatest id of an event, by which it is kept. */
static int64_t greatest_id(struct store *s)
{
    struct err err = ERR_INIT;
    struct store_events *c = NULL;
    const struct store_event *e;
    int64_t id = 0;

    MUST(store_events_open(s, &(struct store_filter){0}, &c, &err));
    while (store_events_next(c, &e, &err) == ST_OK)
        id = e->id > id ? e->id : id;
    store_events_close(c);
    return id;
}

/* Other rules need remap, and until every dump was given again, so does the next import. */
static void check_rules(void)
{
    static const struct made e[] = {
        {.at = T0, .record = "0 1 one", .actor = "ann"},
        {.at = T0 + 1, .record = "0 3 two", .actor = "ann"},
    };
    struct made corrected[2];
    struct store_import info = profile(false, true);
    struct import_counts c;
    struct store_totals t;
    struct err err = ERR_INIT;
    char path[64];
    int64_t last;
    struct store *s;

    memcpy(corrected, e, sizeof(e));
    correct(corrected, 2, true);
    make_path(path, sizeof(path), "rules");
    s = make_store(path);
    make_dump(s, &info, false, e, 2, 9);
    info = profile(true, true);
    refused(s, &info, "STORE-RULE");
    make_digest("dump", "a part of it", info.dump);
    c = make_dump(s, &info, true, corrected, 1, 9);
    CHECK_INT(c.duplicate, 1);
    CHECK_INT(c.remapped, 1);
    MUST(store_totals(s, &t, &err));
    CHECK_INT(t.stale, 1);
    CHECK_INT(t.events, 2);
    refused(s, &info, "STORE-STALE");
    make_digest("dump", "dump", info.dump);
    c = make_dump(s, &info, true, corrected, 2, 9);
    CHECK_INT(c.stored, 0);
    CHECK_INT(info.removed, 0);
    MUST(store_totals(s, &t, &err));
    CHECK_INT(t.stale, 0);
    c = make_dump(s, &info, false, corrected, 2, 9);
    CHECK_INT(c.duplicate, 2);
    last = greatest_id(s);
    /* the same bytes, of which the profile makes the first only */
    make_dump(s, &info, true, corrected, 1, 9);
    CHECK_INT(info.removed, 1);
    MUST(store_totals(s, &t, &err));
    CHECK_INT(t.events, 1);
    /* an id that was used is never used again */
    CHECK(greatest_id(s) < last);
    c = make_dump(s, &info, false, corrected, 2, 9);
    CHECK_INT(c.stored, 1);
    CHECK(greatest_id(s) > last);
    store_close(s);
    unlink(path);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 5;

    check_differ();
    check_rules();
    for (int i = 1; i <= rounds && harness_failures == 0; i++)
        for (int k = 0; k < 4 && harness_failures == 0; k++) {
            one_round((uint64_t)i, (k & 1) != 0, (k & 2) != 0, i % 2 == 0);
            if (i % 2 == 1)
                skip_round((uint64_t)i, (k & 1) != 0, (k & 2) != 0);
        }
    return harness_end();
}
