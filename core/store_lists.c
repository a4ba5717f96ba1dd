/* store_lists: actions, tallies, reasons and absent events.  See store_lists.h. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "store_filter.h"
#include "store_lists.h"
#include "store_load.h"

struct store_actions {
    struct store *s;
    struct sqlite3_stmt *q;
    struct store_action row;
};

/* Actions of superseded versions only have no tally and are left out. */
enum status store_actions_open(struct store *s, struct store_actions **out, struct err *err)
{
    static const char query[] =
        "SELECT a.id,s.name,a.name,a.category,a.label,a.sentence,t.events,t.counted,t.o0,t.o1,t.o2,t.o3,"
        "t.first,t.last FROM (SELECT action,sum(events) AS events,sum(counted) AS counted,"
        "sum(iif(outcome=0,events,0)) AS o0,sum(iif(outcome=1,events,0)) AS o1,"
        "sum(iif(outcome=2,events,0)) AS o2,sum(iif(outcome=3,events,0)) AS o3,"
        "min(iif(day>" NO_TIME ",day,NULL)) AS first,"
        "max(iif(day>" NO_TIME ",day,NULL)) AS last FROM tally GROUP BY action) t"
        " CROSS JOIN action a ON a.id=t.action CROSS JOIN source s ON s.id=a.source"
        " ORDER BY s.name,a.name";
    struct store_actions *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    st = sql_prepare(s, query, &c->q, err);
    if (st == ST_OK)
        *out = c;
    else
        store_actions_close(c);
    return st;
}

enum status store_actions_next(struct store_actions *c, const struct store_action **out, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    enum status st = sql_step(c->s, q, err);

    if (st == ST_OK && !sql_columns_utf8(q, 1, 5))
        st = sql_damaged_row(c->s, "action", sql_column_int(q, 0), "a text that is no UTF-8", err);
    if (st == ST_OK && !sql_columns_count(q, 6, 6))
        st = sql_damaged_row(c->s, "action", sql_column_int(q, 0), "tallies below 0", err);
    if (st != ST_OK)
        return st;
    c->row = (struct store_action){
        .id = sql_column_int(q, 0),
        .source = sql_column(q, 1),
        .name = sql_column(q, 2),
        .category = sql_column(q, 3),
        .label = sql_column(q, 4),
        .sentence = sql_column(q, 5),
        .events = (uint64_t)sql_column_int(q, 6),
        .counted = (uint64_t)sql_column_int(q, 7),
        .first_day = sql_column_time(q, 12),
        .last_day = sql_column_time(q, 13),
    };
    for (int i = 0; i < OUTCOME_COUNT; i++)
        c->row.outcomes[i] = (uint64_t)sql_column_int(q, 8 + i);
    *out = &c->row;
    return ST_OK;
}

void store_actions_close(struct store_actions *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

struct store_tallies {
    struct store *s;
    struct sqlite3_stmt *q;
};

/* Sources and actions in order of their names: their ids tell who came first. */
enum status store_tallies_open(struct store *s, struct store_tallies **out, struct err *err)
{
    struct store_tallies *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    st = sql_prepare(s,
                     "SELECT t.day,t.source,t.action,t.outcome,t.events,t.counted FROM tally t"
                     " CROSS JOIN source s ON s.id=t.source CROSS JOIN action a ON a.id=t.action"
                     " WHERE t.events<>0 ORDER BY t.day,s.name,a.name,t.outcome",
                     &c->q, err);
    if (st == ST_OK)
        *out = c;
    else
        store_tallies_close(c);
    return st;
}

static bool tally_holds(struct sqlite3_stmt *q)
{
    int64_t day = sql_column_int(q, 0), outcome = sql_column_int(q, 3);

    return (day == INT64_MIN || (day >= stamp_day(INT64_MIN + 1) && day <= stamp_day(INT64_MAX))) &&
           outcome >= 0 && outcome < OUTCOME_COUNT && sql_column_int(q, 4) >= 0 && sql_column_int(q, 5) >= 0;
}

enum status store_tallies_next(struct store_tallies *c, struct store_tally *out, struct err *err)
{
    enum status st = sql_step(c->s, c->q, err);

    if (st != ST_OK)
        return st;
    if (!tally_holds(c->q))
        return sql_damaged(c->s, "a tally of a day, outcome or number that none has", err);
    *out = (struct store_tally){sql_column_int(c->q, 0),           sql_column_int(c->q, 1),
                                sql_column_int(c->q, 2),           (enum outcome)sql_column_int(c->q, 3),
                                (uint64_t)sql_column_int(c->q, 4), (uint64_t)sql_column_int(c->q, 5)};
    return ST_OK;
}

void store_tallies_close(struct store_tallies *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

enum status store_ids(struct store *s, struct arena *arena, struct store_ids **out, size_t *n,
                      struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct store_ids *rows = NULL;
    enum status st =
        sql_prepare(s,
                    "SELECT DISTINCT i.source,e.has FROM"
                    " (SELECT DISTINCT import,variant<>0 AS has FROM event) e"
                    " JOIN import i ON i.id=e.import JOIN source s ON s.id=i.source ORDER BY s.name,e.has",
                    &q, err);

    *n = 0;
    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK) {
        rows = arena_grow(arena, rows, *n, sizeof(*rows));
        rows[(*n)++] = (struct store_ids){sql_column_int(q, 0), sql_column_int(q, 1) != 0};
    }
    sql_free(q);
    *out = rows;
    return st == ST_END ? ST_OK : st;
}

struct store_reasons {
    struct store *s;
    struct sqlite3_stmt *q;
    struct store_reason row;
    int spans;
};

/* Reasons are free text: SQLite groups them, outside of memory where they are many.  The resolution of the
 * last time takes the place of its lowest bits, which nothing but nanoseconds fills: of equal times the
 * finest counts, whichever came first. */
static void reasons_query(struct buf *sql, const struct store_filter *f, bool veiled, const int64_t *edges,
                          size_t n)
{
    buf_text(sql, "SELECT r.action,s.name,a.name,a.label,r.reason,r.outcome,r.events,r.last,r.fine");
    for (size_t i = 0; i < n; i++)
        buf_format(sql, ",r.n%zu", i);
    buf_format(sql,
               " FROM (SELECT e.action,e.outcome,%s AS reason,count(*) AS events,max(e.at) AS last,"
               "max((e.at&~7)|(e.time_how&7)) AS fine",
               veiled ? "NULL" : "e.reason");
    for (size_t i = 0; i < n; i++)
        buf_format(sql, ",sum(e.at>=%" PRId64 " AND e.at<%" PRId64 ") AS n%zu", edges[i], edges[i + 1], i);
    buf_text(sql, filter_events(f));
}

enum status store_reasons_open(struct store *s, const struct store_filter *f, const int64_t *edges, size_t n,
                               struct store_reasons **out, struct err *err)
{
    static const char rest[] = " GROUP BY 1,2,3) r"
                               " CROSS JOIN action a ON a.id=r.action CROSS JOIN source s ON s.id=a.source"
                               " ORDER BY r.events DESC,a.name,s.name,r.outcome,r.reason";
    struct store_reasons *c = mem_zero(1, sizeof(*c));
    struct store_filter bad = *f;
    struct buf sql;
    enum status st;

    assert(n <= STORE_SPANS);
    bad.bad = true;
    c->s = s;
    c->spans = (int)n;
    buf_init(&sql, BUF_CAP);
    reasons_query(&sql, f, s->veil != NULL, edges, n);
    st = filter_prepare(s, buf_string(&sql), &bad, rest, &c->q, err);
    if (st == ST_OK && f->item != 0)
        sql_int(c->q, 3, f->item);
    buf_release(&sql);
    if (st == ST_OK)
        *out = c;
    else
        store_reasons_close(c);
    return st;
}

enum status store_reasons_next(struct store_reasons *c, const struct store_reason **out, struct err *err)
{
    enum status st = sql_step(c->s, c->q, err);

    if (st == ST_OK && !sql_columns_utf8(c->q, 1, 4))
        st = sql_damaged_row(c->s, "action", sql_column_int(c->q, 0),
                             "a text of it, or a reason of its events, that is no UTF-8", err);
    if (st != ST_OK)
        return st;
    c->row = (struct store_reason){
        .action = sql_column_int(c->q, 0),
        .source = sql_column(c->q, 1),
        .action_name = sql_column(c->q, 2),
        .action_label = sql_column(c->q, 3),
        .reason = sql_column(c->q, 4),
        .outcome = (enum outcome)sql_column_int(c->q, 5),
        .events = (uint64_t)sql_column_int(c->q, 6),
        .last = {.at = sql_column_int(c->q, 7), .resolution = sql_column_resolution(c->q, 8)},
    };
    for (int i = 0; i < c->spans; i++)
        c->row.spans[i] = (uint64_t)sql_column_int(c->q, 9 + i);
    *out = &c->row;
    return ST_OK;
}

void store_reasons_close(struct store_reasons *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

struct store_absents {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *q;
    struct store_absent row;
};

/* In order of the event, then of the import. */
enum status store_absents_open(struct store *s, int64_t event, struct store_absents **out, struct err *err)
{
    struct store_absents *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK)
        st = sql_prepare(s,
                         "SELECT b.import,s.name,i.name,b.event,i.window_from,i.window_to FROM import i"
                         " CROSS JOIN absent b ON b.import=i.id AND b.event BETWEEN ?1 AND ?2"
                         " CROSS JOIN source s ON s.id=i.source"
                         " CROSS JOIN event e ON e.id=b.event WHERE (e.flags&(" FLAG_SUPERSEDED
                         "|" FLAG_ERASED "))=0"
                         " ORDER BY e.at,e.ident,e.variant,e.n,i.window_from,i.window_to,i.dump,i.id",
                         &c->q, err);
    if (st != ST_OK) {
        store_absents_close(c);
        return st;
    }
    sql_int(c->q, 1, event != 0 ? event : INT64_MIN);
    sql_int(c->q, 2, event != 0 ? event : INT64_MAX);
    *out = c;
    return ST_OK;
}

enum status store_absents_next(struct store_absents *c, const struct store_absent **out, struct err *err)
{
    enum status st = sql_step(c->s, c->q, err);

    if (st == ST_OK)
        st = loader_get(&c->loader, sql_column_int(c->q, 3), err);
    if (st != ST_OK)
        return st;
    c->row = (struct store_absent){sql_column_int(c->q, 0), sql_column(c->q, 1),     sql_column(c->q, 2),
                                   sql_column_int(c->q, 4), sql_column_int(c->q, 5), &c->loader.row};
    *out = &c->row;
    return ST_OK;
}

void store_absents_close(struct store_absents *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    loader_close(&c->loader);
    mem_free(c);
}
