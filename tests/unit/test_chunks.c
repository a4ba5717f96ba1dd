/* Rows of by_item hold many events each: an item's come in order whatever the dumps that brought
 * them, and links can be taken out of them and put back. */
#include <stdlib.h>
#include <unistd.h>

#include "store_items.h"
#include "store_links.h"
#include "store_random.h"
#include "store_read.h"
#include "store_sql.h"
#include "store_writer.h"

#define DUMPS  4
#define EVENTS 900
#define SPAN   (70 * STAMP_DAY)

/* Events of one item, by one user, anywhere in three months; a few have no time. */
static void busy_dump(struct store *s, uint64_t *x, const char *name)
{
    static struct made made[EVENTS];
    static char records[EVENTS][64];
    struct store_import info = make_import("busy", name);
    size_t n = 1 + below(x, EVENTS);
    int64_t from = T0 + (int64_t)below(x, SPAN), span = 1 + (int64_t)below(x, SPAN);

    for (size_t i = 0; i < n; i++) {
        snprintf(records[i], sizeof(records[i]), "%s %zu", name, i);
        made[i] = (struct made){.at = from + (int64_t)below(x, (size_t)span),
                                .record = records[i],
                                .actor = "ann",
                                .target = "L1"};
        if (below(x, 50) == 0)
            made[i].at = below(x, 2) == 0 ? STAMP_UNKNOWN : from;
    }
    if (below(x, 2) == 0)
        qsort(made, n, sizeof(*made), by_time);
    make_dump(s, &info, false, made, n, 1 + below(x, 200));
}

/* The item is in all events: its own are all of them. */
static void check_filter(struct store *s, int64_t item, struct store_filter f)
{
    struct err err = ERR_INIT;
    struct store_events *all = NULL, *its = NULL;
    const struct store_event *a, *b;
    enum status st;

    MUST(store_events_open(s, &f, &all, &err));
    f.item = item;
    MUST(store_events_open(s, &f, &its, &err));
    while ((st = store_events_next(all, &a, &err)) == ST_OK) {
        CHECK(store_events_next(its, &b, &err) == ST_OK);
        CHECK_INT(b->id, a->id);
    }
    CHECK(st == ST_END && store_events_next(its, &b, &err) == ST_END);
    store_events_close(all);
    store_events_close(its);
}

static void check_reading(struct store *s, uint64_t *x)
{
    struct err err = ERR_INIT;
    int64_t item = 0;

    MUST(store_item_find(s, SLICE("license"), SLICE("L1"), &item, &err));
    for (int i = 0; i < 16; i++) {
        struct store_filter f = {.newest_first = i % 2 == 1,
                                 .limit = i % 3 == 0 ? 1 + below(x, 400) : 0,
                                 .has_since = i % 8 > 3,
                                 .has_until = i > 7,
                                 .since = T0 + (int64_t)below(x, 2 * SPAN),
                                 .until = T0 + (int64_t)below(x, 2 * SPAN)};

        check_filter(s, item, f);
    }
    check_filter(s, item, (struct store_filter){.untimed = true});
}

static int64_t count(struct store *s, const char *text)
{
    struct err err = ERR_INIT;
    int64_t n = -1;

    MUST(sql_one_text(s, text, &n, &err));
    return n;
}

static void check_rows(struct store *s)
{
    int64_t events = count(s, "SELECT count(*) FROM event");

    CHECK_INT(count(s, "SELECT count(*) FROM item_event"), 2 * events);
    CHECK_INT(count(s, "SELECT count(*) FROM (SELECT event,item FROM item_event"
                       " INTERSECT SELECT event,item FROM party)"),
              2 * events);
    CHECK(count(s, "SELECT max(coalesce(json_array_length(events),1)) FROM by_item") <= 256);
    CHECK(events < 2000 || count(s, "SELECT count(*) FROM by_item") < events);
}

struct taken {
    struct link *all;
    size_t n;
};

static int link_order(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    size_t w = x->word[LINK_WHERE] != y->word[LINK_WHERE] ? LINK_WHERE : LINK_WHEN;

    return x->word[w] < y->word[w] ? -1 : x->word[w] > y->word[w];
}

/* Links of the store, one in so many, in random order. */
static struct taken some_links(struct store *s, uint64_t *x, size_t one_in)
{
    struct err err = ERR_INIT;
    struct sqlite3_stmt *q = NULL;
    struct taken t = {mem_zero(2 * DUMPS * EVENTS, sizeof(struct link)), 0};

    MUST(sql_prepare(s, "SELECT e.at,p.item,e.id FROM party p JOIN event e ON e.id=p.event", &q, &err));
    while (sql_step(s, q, &err) == ST_OK)
        if (below(x, one_in) == 0)
            t.all[t.n++] = link_make(sql_column_int(q, 0), sql_column_int(q, 1), sql_column_int(q, 2));
    sql_free(q);
    for (size_t i = t.n; i > 1; i--) {
        size_t k = below(x, i);
        struct link swap = t.all[i - 1];

        t.all[i - 1] = t.all[k];
        t.all[k] = swap;
    }
    return t;
}

static void check_removal(struct store *s, uint64_t *x, size_t one_in)
{
    struct err err = ERR_INIT;
    struct store_import info = make_import("busy", "removal");
    struct taken t = some_links(s, x, one_in);
    int64_t before = count(s, "SELECT count(*) FROM item_event");
    struct store_writer *w = NULL;

    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &info, true, &w, &err));
    for (size_t i = 0; i < t.n; i++) {
        MUST(chunks_remove(w, &t.all[i], &err));
        CHECK_INT(chunks_remove(w, &t.all[i], &err), ST_FATAL); /* is gone already */
        CHECK_SLICE(slice_text(err.code), "STORE-DAMAGED");
    }
    CHECK_INT(count(s, "SELECT count(*) FROM item_event"), before - (int64_t)t.n);
    CHECK(one_in > 1 || count(s, "SELECT count(*) FROM by_item") == 0);
    if (t.n > 1)
        qsort(t.all, t.n, sizeof(*t.all), link_order);
    for (size_t i = 0; i < t.n; i++)
        MUST(chunks_add(w, &t.all[i], &err));
    MUST(chunks_flush(w, &err));
    store_writer_free(w);
    MUST(store_commit(s, &err));
    mem_free(t.all);
}

static void check_store(uint64_t seed)
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    char path[64], name[16];
    struct store *s;

    make_path(path, sizeof(path), "chunks");
    s = make_store(path);
    for (int i = 0; i < DUMPS; i++) {
        snprintf(name, sizeof(name), "dump%d", i);
        busy_dump(s, &x, name);
    }
    check_rows(s);
    check_reading(s, &x);
    for (size_t one_in = 1; one_in <= 3; one_in++) {
        check_removal(s, &x, one_in);
        check_rows(s);
        check_reading(s, &x);
    }
    store_close(s);
    unlink(path);
}

int main(void)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        check_store(seed);
    return harness_end();
}
