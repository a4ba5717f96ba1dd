/* The order of imports, of records and of batches leaves no trace: random events, cut into random
 * dumps, imported in random order, give the store that one sorted dump gives.
 * Argument: number of rounds. */
#include "store_random.h"
#include "store_text.h"

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
