/* The order of imports, of records and of batches leaves no trace: random events, cut into random
 * dumps, imported in random order, give the store that one sorted dump gives.  Equal events keep the
 * places of their records, in order.
 * Argument: number of rounds. */
#include <stdlib.h>
#include <unistd.h>

#include "store_random.h"
#include "store_read.h"
#include "store_text.h"

static void put_part(struct store_writer *w, const char *source, const struct made *events, size_t n,
                     size_t size)
{
    struct err err = ERR_INIT;
    struct batch b;

    batch_init(&b);
    for (size_t i = 0; i < n; i += size) {
        for (size_t k = i; k < n && k < i + size; k++)
            make_event(&b, source, &events[k])->record = k + 1;
        MUST(store_put(w, &b, &err));
        batch_reset(&b);
    }
    batch_release(&b);
}

/* Two consecutive parts of one export, cut anywhere. */
static void make_parts(struct store *s, const struct made *events, size_t n, size_t cut, size_t size)
{
    struct err err = ERR_INIT;
    struct store_import first = make_import("lic", "part one"), second = make_import("lic", "part two");
    struct import_counts c = {.records = cut, .mapped = cut};
    struct store_writer *w = NULL;

    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &first, false, &w, &err));
    put_part(w, "lic", events, cut, size);
    MUST(store_next_part(w, &first, &c, &err));
    CHECK(c.made == cut);
    put_part(w, "lic", events + cut, n - cut, size);
    c = (struct import_counts){.records = n - cut, .mapped = n - cut};
    MUST(store_writer_end(w, &second, &c, &err));
    CHECK(c.made == n - cut);
    store_writer_free(w);
    MUST(store_commit(s, &err));
}

static void one_round(uint64_t seed, bool ids)
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    static struct texts t;
    struct made events[MADE_MAX], dump[MADE_MAX];
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
    if (below(&x, 2) == 0)
        make_parts(s, events, n, below(&x, n + 1), 1 + below(&x, 50));
    else
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

/* Far more events than are stored at a time, and only fifty different ones. */
static void equal_events(void)
{
    enum { N = 20000 };
    struct err err = ERR_INIT;
    struct store_events *c = NULL;
    const struct store_event *e;
    struct made *events = mem_zero(N, sizeof(*events));
    uint64_t x = 5, last = 0;
    char path[64];
    struct store *s;

    for (size_t i = 0; i < N; i++)
        events[i] = (struct made){.at = T0 + (int64_t)below(&x, 50) * STAMP_SECOND, .record = "same"};
    make_path(path, sizeof(path), "equal");
    s = make_store(path);
    make_parts(s, events, N, N, 1000);
    MUST(store_events_open(s, &(struct store_filter){0}, &c, &err));
    while (store_events_next(c, &e, &err) == ST_OK) {
        CHECK(e->n == 1 || e->ev.record > last);
        last = e->ev.record;
    }
    store_events_close(c);
    store_close(s);
    unlink(path);
    mem_free(events);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 12;

    for (int i = 1; i <= rounds && harness_failures == 0; i++) {
        one_round((uint64_t)i, false);
        one_round((uint64_t)i, true);
    }
    equal_events();
    return harness_end();
}
