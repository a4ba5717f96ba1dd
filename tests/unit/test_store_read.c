/* What a store shows: filters, orders, sums, and the lists that a report is made of. */
#include <unistd.h>

#include "store_items.h"
#include "store_lists.h"
#include "store_make.h"
#include "store_read.h"
#include "store_sql.h"
#include "store_totals.h"

#define SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DAY     STAMP_DAY

static const struct made events[] = {
    {.at = T0 + 3,
     .record = "c",
     .action = "license_updated",
     .actor = "ann",
     .target = "L1",
     .label = "second",
     .outcome = OUTCOME_FAILURE},
    {.at = T0, .record = "a", .actor = "ann", .target = "L1", .label = "first"},
    {.at = T0 + 40 * DAY, .record = "d", .actor = "bob", .target = "L2", .outcome = OUTCOME_DENIED},
    {.at = T0 + 1, .record = "b", .actor = "bob", .target = "L1", .label = "first"},
    {.at = STAMP_UNKNOWN, .record = "u", .actor = "ann"},
};

/* The records of what a filter lets through, in order. */
static void expect(struct store *s, struct store_filter f, const char *want)
{
    struct err err = ERR_INIT;
    struct store_events *c = NULL;
    const struct store_event *e;
    struct buf got;
    uint64_t n = 0, limit = f.limit;

    buf_init(&got, BUF_CAP);
    MUST(store_events_open(s, &f, &c, &err));
    while (store_events_next(c, &e, &err) == ST_OK)
        buf_slice(&got, e->ev.message);
    CHECK(store_events_next(c, &e, &err) == ST_END);
    store_events_close(c);
    CHECK_SLICE(buf_view(&got), want);
    f.limit = 0;
    MUST(store_events_count(s, &f, &n, &err));
    CHECK(limit != 0 ? n >= got.n : n == got.n);
    buf_release(&got);
}

static int64_t find(struct store *s, const char *type, const char *key)
{
    struct err err = ERR_INIT;
    int64_t id = -1;

    MUST(store_item_find(s, slice_text(type), slice_text(key), &id, &err));
    return id;
}

static void check_filters(struct store *s)
{
    int64_t l1 = find(s, "license", "L1"), ann = find(s, "user", "ann");

    expect(s, (struct store_filter){0}, "uabcd");
    expect(s, (struct store_filter){.newest_first = true}, "dcbau");
    expect(s, (struct store_filter){.newest_first = true, .limit = 2}, "dc");
    expect(s, (struct store_filter){.has_since = true, .since = T0 + 1}, "bcd");
    expect(s, (struct store_filter){.has_until = true, .until = T0 + 3}, "ab");
    expect(s, (struct store_filter){.untimed = true}, "u");
    expect(s, (struct store_filter){.bad = true}, "cd");
    expect(s, (struct store_filter){.item = l1}, "abc");
    expect(s, (struct store_filter){.item = l1, .newest_first = true, .limit = 1}, "c");
    expect(s, (struct store_filter){.item = ann}, "uac");
    expect(s, (struct store_filter){.item = ann, .newest_first = true}, "cau");
    expect(s, (struct store_filter){.item = ann, .has_since = true, .since = T0}, "ac");
    expect(s, (struct store_filter){.item = ann, .untimed = true}, "u");
    expect(s, (struct store_filter){.item = find(s, "user", "bob"), .has_since = true, .since = T0 + 2}, "d");
    expect(s,
           (struct store_filter){
               .item = find(s, "user", "bob"), .has_until = true, .until = T0 + 2, .newest_first = true},
           "b");
    expect(s, (struct store_filter){.action_name = SLICE("license_updated")}, "c");
    expect(s, (struct store_filter){.source = 99}, "");
    CHECK_INT(find(s, "license", "nothing"), 0);
}

static void check_items(struct store *s)
{
    struct err err = ERR_INIT;
    struct store_items *c = NULL;
    const struct store_item *i;
    struct arena a = ARENA_INIT;
    struct store_type *types;
    struct store_label *labels;
    struct store_related *related;
    size_t n;
    uint64_t total;

    MUST(store_items_open(s, SLICE_NONE, ITEMS_BY_EVENTS, false, 1, &c, &err));
    CHECK(store_items_next(c, &i, &err) == ST_OK);
    CHECK_SLICE(i->key, "L1");
    CHECK_SLICE(i->label, "second");
    CHECK(i->events == 3 && i->failures == 1 && i->denials == 0);
    CHECK(i->first_at == T0 && i->last_at == T0 + 3);
    CHECK(store_items_next(c, &i, &err) == ST_END);
    store_items_close(c);
    MUST(store_items_open(s, SLICE("license"), ITEMS_BY_KEY, true, 0, &c, &err));
    CHECK(store_items_next(c, &i, &err) == ST_END);
    store_items_close(c);
    MUST(store_types(s, &a, &types, &n, &err));
    CHECK(n == 2 && types[0].items == 2 && types[0].events == 4 && slice_is(types[1].type, "user"));
    MUST(store_labels(s, find(s, "license", "L1"), &a, 0, &labels, &n, &err));
    CHECK(n == 2 && labels[0].last.at == T0 + 1 && slice_is(labels[1].label, "second"));
    MUST(store_labels(s, find(s, "license", "L1"), &a, 1, &labels, &n, &err));
    CHECK_INT(n, 1);
    MUST(store_related(s, find(s, "license", "L1"), &a, 1, &related, &n, &total, &err));
    CHECK(n == 1 && total == 2 && related[0].together == 2 && slice_is(related[0].item.key, "ann"));
    arena_release(&a);
}

static void check_totals(struct store *s)
{
    struct err err = ERR_INIT;
    struct store_totals t;
    const struct store_filter everything = {0}, later = {.has_since = true, .since = T0 + 41 * DAY};
    const int64_t edges[] = {T0 - DAY, T0, T0 + 41 * DAY};
    struct store_reasons *c = NULL;
    const struct store_reason *r;

    MUST(store_totals(s, &t, &err));
    CHECK(t.events == 5 && t.items == 4 && t.actions == 2 && t.untimed == 1 && t.imports == 1 &&
          t.dumps == 1);
    CHECK(t.outcomes[OUTCOME_FAILURE] == 1 && t.outcomes[OUTCOME_DENIED] == 1);
    CHECK(t.first_at == T0 && t.last_at == T0 + 40 * DAY && t.sums.made == 5);
    MUST(store_reasons_open(s, &everything, edges, 2, &c, &err));
    CHECK(store_reasons_next(c, &r, &err) == ST_OK && r->events == 1);
    CHECK(r->spans[0] == 0 && r->spans[1] == (r->last.at != STAMP_UNKNOWN));
    store_reasons_close(c);
    MUST(store_reasons_open(s, &later, NULL, 0, &c, &err));
    CHECK(store_reasons_next(c, &r, &err) == ST_END);
    store_reasons_close(c);
}

static void check_ids(struct store *s)
{
    struct err err = ERR_INIT;
    struct store_events *c = NULL;
    const struct store_event *e;
    int64_t id = 0;
    char public_id[EVENT_ID_SIZE];

    MUST(store_events_open(s, &(struct store_filter){.newest_first = true}, &c, &err));
    CHECK(store_events_next(c, &e, &err) == ST_OK);
    memcpy(public_id, e->public_id, sizeof(public_id));
    store_events_close(c);
    CHECK(store_event_find(s, slice_text(public_id), &id, &err) == ST_OK);
    public_id[9] = 0;
    CHECK(store_event_find(s, slice_text(public_id), &id, &err) == ST_OK);
    MUST(store_event_get(s, id, &c, &err));
    CHECK(store_events_next(c, &e, &err) == ST_OK && slice_is(e->ev.message, "d"));
    CHECK(store_events_next(c, &e, &err) == ST_END);
    store_events_close(c);
    CHECK(store_event_find(s, SLICE("aaaaaaaaaaaaaaaa"), &id, &err) == ST_END);
    CHECK(store_event_find(s, SLICE("aaa"), &id, &err) == ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "STORE-ID-SHORT");
}

/* Two ids that share their first 8 characters. */
static void check_ambiguous(const char *path)
{
    struct err err = ERR_INIT;
    struct digest *d = digest_new();
    unsigned char ident[IDENT_SIZE] = {0};
    char one[EVENT_ID_SIZE], other[EVENT_ID_SIZE];
    struct store *s = make_store(path);
    int64_t id = 0;

    event_public_id(d, ident, 316553, one);
    event_public_id(d, ident, 1272730, other);
    CHECK(memcmp(one, other, 8) == 0 && memcmp(one, other, 9) != 0);
    MUST(sql_exec(s,
                  "UPDATE event SET ident=zeroblob(16),n=CASE id WHEN 1 THEN 316553 ELSE 1272730 END"
                  " WHERE id<3",
                  &err));
    one[9] = 0;
    MUST(store_event_find(s, slice_text(one), &id, &err));
    CHECK_INT(id, 1);
    one[8] = 0;
    CHECK(store_event_find(s, slice_text(one), &id, &err) == ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "STORE-AMBIGUOUS");
    CHECK(sql_exec(s, "SELECT no_such_function()", &err) == ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "STORE-SQL");
    MUST(sql_exec(s, "DROP TABLE reject", &err));
    CHECK(sql_exec(s, "DELETE FROM reject", &err) == ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "STORE-DAMAGED");
    store_close(s);
    digest_free(d);
}

/* A store that another hand spoiled is told, not believed. */
static void check_spoiled(const char *path)
{
    static const char *const spoiled[] = {
        "",       "7",        "{}",         "[",    "[7]", "[-16]",    "[\"x\"]",
        "[[17]]", "[[17,9]]", "[[17,0,1]]", "[[]]", "[17", "[160001]", "[[17,0,\"a\",\"b\"]]"};
    struct err err = ERR_INIT;
    struct buf sql;
    struct store *s = make_store(path);

    buf_init(&sql, BUF_CAP);
    for (size_t i = 0; i < SIZE(spoiled); i++) {
        struct store_events *c = NULL;
        const struct store_event *e;

        buf_clear(&sql);
        buf_format(&sql, "UPDATE event SET parties='%s'", spoiled[i]);
        MUST(sql_exec(s, buf_string(&sql), &err));
        MUST(store_events_open(s, &(struct store_filter){0}, &c, &err));
        CHECK(store_events_next(c, &e, &err) == ST_FATAL);
        CHECK_SLICE(slice_text(err.code), "STORE-DAMAGED");
        store_events_close(c);
    }
    store_close(s);
    buf_release(&sql);
}

/* The number of the next event is none that was used, nor one far beyond. */
static void check_next_event(const char *path)
{
    static const char *const spoiled[] = {"-7", "0", "1", "9223372036854775807", "1000000", "'abc'", "NULL"};
    struct store_import info = make_import("next", "next");
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;
    struct buf sql;
    struct store *s = make_store(path);

    buf_init(&sql, BUF_CAP);
    for (size_t i = 0; i < SIZE(spoiled); i++) {
        buf_clear(&sql);
        buf_format(&sql, "UPDATE meta SET value=%s WHERE name='next_event'", spoiled[i]);
        MUST(sql_exec(s, buf_string(&sql), &err));
        MUST(store_begin(s, &err));
        CHECK(store_writer_open(s, &info, false, &w, &err) == ST_FATAL);
        CHECK_SLICE(slice_text(err.code), "STORE-DAMAGED");
        store_rollback(s);
    }
    store_close(s);
    buf_release(&sql);
}

/* Fields that an event leaves empty and the next one fills: all that a row may hold, or nothing. */
static void fill(struct event *ev, bool whole)
{
    ev->native = whole ? SLICE("id") : SLICE_NONE;
    ev->reason = whole ? SLICE("why") : SLICE_NONE;
    ev->request = whole ? SLICE("q") : SLICE_NONE;
    ev->ip = whole ? SLICE("::1") : SLICE_NONE;
    ev->agent = whole ? SLICE("curl") : SLICE_NONE;
    ev->location = whole ? SLICE("Bonn") : SLICE_NONE;
    ev->channel = whole ? SLICE("api") : SLICE_NONE;
    ev->attributes = whole ? SLICE("{}") : SLICE_NONE;
    ev->time_text = whole ? SLICE("then") : SLICE_NONE;
    ev->count = whole ? 7 : 1;
    ev->sub = whole ? 2 : 0;
    ev->n_changes = whole ? 1 : 0;
    ev->flags = whole ? EVENT_RECOVERED : 0;
}

static void check_filled(const struct store_event *e, bool whole)
{
    const struct event *ev = &e->ev;

    CHECK_SLICE(ev->native, whole ? "id" : "");
    CHECK_SLICE(ev->reason, whole ? "why" : "");
    CHECK_SLICE(ev->request, whole ? "q" : "");
    CHECK_SLICE(ev->ip, whole ? "::1" : "");
    CHECK_SLICE(ev->agent, whole ? "curl" : "");
    CHECK_SLICE(ev->location, whole ? "Bonn" : "");
    CHECK_SLICE(ev->channel, whole ? "api" : "");
    CHECK_SLICE(ev->attributes, whole ? "{}" : "");
    CHECK_SLICE(ev->time_text, whole ? "then" : "");
    CHECK_INT(ev->count, whole ? 7 : 1);
    CHECK_INT(ev->sub, whole ? 2 : 0);
    CHECK_INT(ev->n_changes, whole ? 1 : 0);
    CHECK_INT(ev->outcome, whole ? OUTCOME_DENIED : OUTCOME_UNKNOWN);
    CHECK_INT(e->n_parties, whole ? 1 : 0);
    CHECK_INT((ev->flags & EVENT_RECOVERED) != 0, whole);
}

/* Batches that fill what those before them left empty, and that leave it empty again. */
static void check_columns(void)
{
    static const struct made one[] = {
        {.at = T0, .record = "a"},
        {.at = T0 + 1, .record = "b", .actor = "ann", .outcome = OUTCOME_DENIED},
        {.at = T0 + 2, .record = "c"},
    };
    struct store_import info = make_import("lic", "one");
    struct import_counts counts = {.records = SIZE(one), .mapped = SIZE(one)};
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;
    struct store_events *c = NULL;
    const struct store_event *e;
    struct batch b;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "columns");
    s = make_store(path);
    batch_init(&b);
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &info, false, &w, &err));
    for (size_t i = 0; i < SIZE(one); i++) {
        fill(make_event(&b, "lic", &one[i]), i == 1);
        MUST(store_put(w, &b, &err));
        batch_reset(&b);
    }
    MUST(store_writer_end(w, &info, &counts, &err));
    store_writer_free(w);
    MUST(store_commit(s, &err));
    MUST(store_events_open(s, &(struct store_filter){0}, &c, &err));
    for (size_t i = 0; i < SIZE(one); i++) {
        MUST(store_events_next(c, &e, &err));
        check_filled(e, i == 1);
    }
    store_events_close(c);
    batch_release(&b);
    store_close(s);
    unlink(path);
}

int main(void)
{
    struct store_import info = make_import("lic", "one");
    struct err err = ERR_INIT;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "read");
    s = make_store(path);
    make_dump(s, &info, false, events, SIZE(events), 2);
    store_close(s);
    MUST(store_open(path, STORE_READ, &s, &err));
    check_filters(s);
    check_items(s);
    check_totals(s);
    check_ids(s);
    store_close(s);
    check_spoiled(path);
    check_next_event(path);
    check_ambiguous(path);
    unlink(path);
    check_columns();
    return harness_end();
}
