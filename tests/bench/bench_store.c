/* Seconds that the store takes for N made events: bench_store N [DB] [ids] [shuffled] [write]
 * [keep]. Prints writing (write: that alone), a second import of the same (all duplicates), and the
 * two scans that a report makes. */
#define _DEFAULT_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "store_read.h"
#include "store_totals.h"

#define BATCH 1024
#define T0    INT64_C(1767225600000000000)

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void need(enum status st, const struct err *err)
{
    if (st == ST_OK)
        return;
    fprintf(stderr, "%s: %s: %s\n", err->where, err->code, err->text);
    exit(1);
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ x >> 33;
}

static struct slice text(struct arena *a, const char *before, uint64_t n, const char *after)
{
    char line[200];
    int len = snprintf(line, sizeof(line), "%s%" PRIu64 "%s", before, n, after);

    return slice_copy(a, (struct slice){(unsigned char *)line, (size_t)len});
}

static void make(struct batch *b, uint64_t i, bool ids)
{
    static const char *const actions[] = {"license_created", "license_updated", "order_created",
                                          "device_reset", "customer_updated"};
    struct event *ev = batch_event(b);
    uint64_t r = mix(i + 1), q = mix(r);

    memcpy(ev->ident, &r, 8);
    memcpy(ev->ident + 8, &q, 8);
    ev->content = (int64_t)q;
    ev->leaves = 9;
    if (ids)
        ev->native = text(&b->arena, "", r, "");
    ev->time = (struct stamp){T0 + (int64_t)i * 7777777777, STAMP_RES_MS, STAMP_ZONE_TEXT, false, false};
    ev->time_text = text(&b->arena, "2026-01-01T00:00:0", i % 10, ".123Z");
    ev->action = slice_text(actions[r % 5]);
    ev->category = SLICE("Licenses");
    ev->label = SLICE("Something happened");
    ev->sentence = SLICE("{{actor}} did something");
    ev->outcome = r % 97 == 0 ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
    ev->message = text(&b->arena, "a message of ordinary length, number ", i, "");
    ev->ip = text(&b->arena, "10.0.0.", r % 250, "");
    ev->agent = SLICE("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36");
    ev->attributes =
        text(&b->arena,
             "{\"company\":17,\"plan\":\"gold\",\"note\":\"ordinary attributes\",\"n\":", r % 100000, "}");
    ev->parties = arena_zero(&b->arena, 3, sizeof(*ev->parties));
    ev->n_parties = 3;
    ev->parties[0] = (struct party){ROLE_ACTOR, FOUND_FIELD, SLICE("user"),
                                    text(&b->arena, "user-", r % 500, "@example.com"), SLICE("A user")};
    ev->parties[1] = (struct party){ROLE_TARGET, FOUND_FIELD, SLICE("license"),
                                    text(&b->arena, "LIC-", q % 100000, "-ABCD"), SLICE("")};
    ev->parties[2] = (struct party){ROLE_RELATED, FOUND_FIELD, SLICE("customer"),
                                    text(&b->arena, "customer ", q % 10000, ""), SLICE("A customer")};
    if (r % 4 == 0) {
        ev->changes = arena_zero(&b->arena, 1, sizeof(*ev->changes));
        ev->changes[0] = (struct change){SLICE("status"), SLICE("off"), SLICE("on"), 3};
        ev->n_changes = 1;
    }
    ev->record = i + 1;
    ev->offset = i * 300;
    ev->length = 299;
    memcpy(ev->digest, &q, 8);
}

static double in_put;

static void import(struct store *s, uint64_t n, bool ids, bool shuffled, const char *what)
{
    struct err err = ERR_INIT;
    struct store_import info = {.source = "bench",
                                .name = what,
                                .profile = "bench",
                                .title = "",
                                .reader = "",
                                .tool = "",
                                .notes = ""};
    struct import_counts c = {.records = n, .mapped = n};
    struct store_writer *w = NULL;
    struct batch b;
    double start = now(), end, commit;

    in_put = 0;
    batch_init(&b);
    need(store_begin(s, &err), &err);
    need(store_writer_open(s, &info, false, &w, &err), &err);
    for (uint64_t i = 0; i < n; i += BATCH) {
        double t;

        for (uint64_t k = i; k < n && k < i + BATCH; k++)
            make(&b, shuffled ? k * 611953 % n : k, ids);
        t = now();
        need(store_put(w, &b, &err), &err);
        in_put += now() - t;
        batch_reset(&b);
    }
    end = now();
    need(store_writer_end(w, &info, &c, &err), &err);
    store_writer_free(w);
    commit = now();
    need(store_commit(s, &err), &err);
    batch_release(&b);
    printf("%-10s %8.2f s: put %.2f, end %.2f, commit %.2f (stored %" PRIu64 ", duplicate %" PRIu64
           ") %.2f us an event\n",
           what, now() - start, in_put, commit - end, now() - commit, c.stored, c.duplicate,
           (in_put + now() - end) * 1e6 / (double)n);
}

static void scan(const char *path)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;
    struct store_events *c = NULL;
    struct store_item_events *l = NULL;
    const struct store_event *e;
    const struct store_item_event *i;
    struct store_totals t;
    uint64_t n = 0;
    double start = now();

    need(store_open(path, STORE_READ, &s, &err), &err);
    need(store_totals(s, &t, &err), &err);
    printf("totals     %8.2f s\n", now() - start);
    start = now();
    need(store_events_open(s, &(struct store_filter){0}, &c, &err), &err);
    for (n = 0; store_events_next(c, &e, &err) == ST_OK; n++)
        ;
    store_events_close(c);
    printf("events     %8.2f s (%" PRIu64 ")\n", now() - start, n);
    start = now();
    need(store_item_events_open(s, &(struct store_filter){0}, &l, &err), &err);
    printf("sort links %8.2f s\n", now() - start);
    for (n = 0; store_item_events_next(l, &i, &err) == ST_OK; n++)
        ;
    store_item_events_close(l);
    printf("by item    %8.2f s (%" PRIu64 ")\n", now() - start, n);
    store_close(s);
}

static bool has(int argc, char **argv, const char *word)
{
    for (int i = 3; i < argc; i++)
        if (strcmp(argv[i], word) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
    const char *path = argc > 2 ? argv[2] : "bench-store.db";
    bool ids = has(argc, argv, "ids"), shuffled = has(argc, argv, "shuffled");
    struct err err = ERR_INIT;
    struct store *s = NULL;
    struct rusage use;

    unlink(path);
    need(store_open(path, STORE_WRITE, &s, &err), &err);
    import(s, n, ids, shuffled, "import");
    if (!has(argc, argv, "write"))
        import(s, n, ids, shuffled, "again");
    store_close(s);
    if (!has(argc, argv, "write"))
        scan(path);
    getrusage(RUSAGE_SELF, &use);
    printf("peak memory %ld MiB\n", use.ru_maxrss / 1024);
    if (!has(argc, argv, "keep"))
        unlink(path);
    return 0;
}
