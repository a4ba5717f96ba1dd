/* Links are sorted right, and by_item is the same whether months are written while a dump is read or
 * all of it at its end, from memory or from files. */
#include <stdlib.h>
#include <unistd.h>

#include "store_random.h"
#include "store_sql.h"
#include "store_links.h"
#include "store_writer.h"

#define EVENTS  132
#define PARTIES 4096 /* of each: more links than the writer gathers in memory */
#define MONTH   (INT64_C(31) * 86400 * STAMP_SECOND)

static size_t compared; /* words that link_order() looks at */

static int link_order(const void *a, const void *b)
{
    const struct link *x = a, *y = b;

    for (size_t i = 0; i < compared; i++)
        if (x->word[i] != y->word[i])
            return x->word[i] < y->word[i] ? -1 : 1;
    return 0;
}

/* Words of few or of many values, with bits that are the same in all. */
static void check_sort(uint64_t seed)
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    size_t n = below(&x, 3000);
    struct link *all = mem_zero(n + 1, sizeof(*all)), *scratch = mem_zero(n + 1, sizeof(*all));
    struct link *want = mem_zero(n + 1, sizeof(*all)), *got;
    uint64_t mask[LINK_WORDS];

    compared = 1 + below(&x, LINK_WORDS);
    for (size_t k = 0; k < LINK_WORDS; k++)
        mask[k] = next_random(&x) << below(&x, 30) & next_random(&x) << below(&x, 60);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < LINK_WORDS; k++)
            all[i].word[k] =
                k < compared ? UINT64_C(1) << 63 >> seed % 3 ^ (next_random(&x) << 16 & mask[k]) : i;
    memcpy(want, all, n * sizeof(*all));
    qsort(want, n, sizeof(*want), link_order);
    got = links_sort(all, scratch, n, compared);
    for (size_t i = 0; i < n; i++)
        CHECK(link_order(&got[i], &want[i]) == 0);
    for (size_t i = 1; i < n && compared < LINK_WORDS; i++) /* stable */
        CHECK(link_order(&got[i - 1], &got[i]) < 0 || got[i - 1].word[LINK_WHEN] < got[i].word[LINK_WHEN]);
    mem_free(all);
    mem_free(scratch);
    mem_free(want);
}

static struct party *many_parties(struct batch *b, size_t event)
{
    struct party *p = arena_zero(&b->arena, PARTIES, sizeof(*p));

    for (size_t i = 0; i < PARTIES; i++) {
        char key[32];
        int n = snprintf(key, sizeof(key), "%zu", i * 7 % PARTIES + event % 3);

        p[i] = (struct party){.role = (enum role)(i % ROLE_COUNT), .type = SLICE("device")};
        p[i].key = slice_copy(&b->arena, (struct slice){(const unsigned char *)key, (size_t)n});
    }
    return p;
}

/* A store with the events in the given order, in batches of 8. */
static void fill_store(const char *path, const size_t *order)
{
    struct err err = ERR_INIT;
    struct store_import info = make_import("many", "dump");
    struct import_counts c = {.records = EVENTS, .mapped = EVENTS};
    struct store *s = make_store(path);
    struct store_writer *w = NULL;
    struct batch b;

    batch_init(&b);
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &info, false, &w, &err));
    for (size_t i = 0; i < EVENTS; i++) {
        size_t k = order[i];
        char record[32];
        struct event *ev;

        snprintf(record, sizeof(record), "%zu", k);
        ev = make_event(&b, "many", &(struct made){.record = record});
        ev->time.at = k % 11 == 0 ? STAMP_UNKNOWN : T0 + (int64_t)k * 4 * MONTH / EVENTS;
        ev->message = SLICE_NONE;
        ev->parties = many_parties(&b, k);
        ev->n_parties = PARTIES;
        if (i % 8 == 7 || i + 1 == EVENTS) {
            MUST(store_put(w, &b, &err));
            batch_reset(&b);
        }
    }
    MUST(store_writer_end(w, &info, &c, &err));
    store_writer_free(w);
    MUST(store_commit(s, &err));
    batch_release(&b);
    store_close(s);
}

#define LINKS(schema)                                                                                        \
    "SELECT b.period,i.type,i.key,e.at,e.ident FROM " schema ".item_event b"                                 \
    " JOIN " schema ".item i ON i.id=b.item JOIN " schema ".event e ON e.id=b.event"

static void check_same(const char *path, const char *other)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;
    struct buf attach;
    int64_t n = 0;

    buf_init(&attach, BUF_CAP);
    buf_format(&attach, "COMMIT; ATTACH '%s' AS other", other);
    MUST(store_open(path, STORE_READ, &s, &err));
    MUST(sql_exec(s, buf_string(&attach), &err));
    MUST(sql_one_text(s, "SELECT count(*) FROM item_event", &n, &err));
    CHECK_INT(n, EVENTS * PARTIES);
    MUST(sql_one_text(s, "SELECT count(*) FROM (" LINKS("main") " EXCEPT " LINKS("other") ")", &n, &err));
    CHECK_INT(n, 0);
    MUST(sql_one_text(s, "SELECT count(*) FROM other.item_event", &n, &err));
    CHECK_INT(n, EVENTS * PARTIES);
    store_close(s);
    buf_release(&attach);
}

static void check_orders(void)
{
    size_t order[EVENTS];
    char rising[64], other[64];
    uint64_t x = 5;

    make_path(rising, sizeof(rising), "links-rising");
    make_path(other, sizeof(other), "links-other");
    for (size_t i = 0; i < EVENTS; i++)
        order[i] = i;
    fill_store(rising, order);
    for (size_t i = 0; i < EVENTS; i++)
        order[i] = EVENTS - 1 - i;
    fill_store(other, order);
    check_same(rising, other);
    unlink(other);
    for (size_t i = EVENTS; i > 1; i--) {
        size_t k = below(&x, i), swap = order[i - 1];

        order[i - 1] = order[k];
        order[k] = swap;
    }
    fill_store(other, order);
    check_same(rising, other);
    unlink(rising);
    unlink(other);
}

/* An item that is several parties of one event takes part once. */
static void check_several_roles(void)
{
    static const enum role roles[] = {ROLE_TARGET, ROLE_ACTOR, ROLE_ACTOR, ROLE_OWNER};
    static const char *const keys[] = {"a", "a", "a", "b"};
    struct err err = ERR_INIT;
    struct store_import info = make_import("roles", "dump");
    struct import_counts c = {.records = 2, .mapped = 2};
    struct store_writer *w = NULL;
    struct store *s;
    struct batch b;
    char path[64];
    int64_t n = 0;

    make_path(path, sizeof(path), "links-roles");
    s = make_store(path);
    batch_init(&b);
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &info, false, &w, &err));
    for (size_t i = 0; i < 2; i++) {
        struct event *ev = make_event(&b, "roles", &(struct made){.at = T0, .record = i ? "x" : "y"});

        ev->n_parties = 4;
        ev->parties = arena_zero(&b.arena, 4, sizeof(*ev->parties));
        for (size_t k = 0; k < 4; k++)
            ev->parties[k] =
                (struct party){.role = roles[k], .type = SLICE("device"), .key = slice_text(keys[k])};
    }
    MUST(store_put(w, &b, &err));
    MUST(store_writer_end(w, &info, &c, &err));
    store_writer_free(w);
    MUST(store_commit(s, &err));
    batch_release(&b);
    MUST(sql_one_text(s, "SELECT events*10+acted FROM item WHERE key='a'", &n, &err));
    CHECK_INT(n, 22);
    MUST(sql_one_text(s, "SELECT events*10+acted FROM item WHERE key='b'", &n, &err));
    CHECK_INT(n, 20);
    MUST(sql_one_text(s, "SELECT count(*) FROM item_event", &n, &err));
    CHECK_INT(n, 4);
    store_close(s);
    unlink(path);
}

int main(void)
{
    for (uint64_t seed = 1; seed <= 60; seed++)
        check_sort(seed);
    check_orders();
    check_several_roles();
    return harness_end();
}
