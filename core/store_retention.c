/* store_retention: how long events are to be kept.  See store_retention.h. */
#include "mem.h"
#include "store_retention.h"
#include "store_schema.h"

struct store_rules {
    struct store *s;
    struct sqlite3_stmt *q, *days; /* NULL: there are none */
    int64_t day;
};

/* The latest of each source and category. */
#define RULES                                                                                                \
    "(SELECT n.idx,max(a.id) AS id,a.at,a.clear->>'src' AS src,coalesce(a.clear->>'category','') AS"         \
    " category,a.clear->>'min' AS least,a.clear->>'max' AS most,a.hidden->>'reason' AS reason,"              \
    "a.hidden->>'by' AS by FROM act a JOIN entry n ON n.act=a.id WHERE a.kind='retention' GROUP BY 4,5)"

/* Days and actions of what is stored: tallies, without what was erased, of which they still tell. */
#define STORED                                                                                               \
    "(SELECT day,action,events FROM tally UNION ALL SELECT iif(at=" NO_TIME ",at,"                           \
    "(at-((at%86400000000000)+86400000000000)%86400000000000)/86400000000000),action,-1 FROM event"          \
    " WHERE (flags&(" FLAG_ERASED "|" FLAG_SUPERSEDED                                                        \
    "|" SQL_NUMBER(EVENT_PARTLY) "))=" FLAG_ERASED                                                           \
                                 " AND EXISTS(SELECT 1 FROM act WHERE kind IN ('redact','prune')))"

/* Days of events by rule, as temp.ruled_day.  An action is of its category's rule, or else of its
 * source's. */
static enum status gather(struct store *s, struct err *err)
{
    static const char text[] =
        "CREATE TEMP TABLE IF NOT EXISTS ruled(action INTEGER PRIMARY KEY,rule INTEGER);"
        "CREATE TEMP TABLE IF NOT EXISTS ruled_day(rule INTEGER,day INTEGER,n INTEGER,PRIMARY KEY(rule,day))"
        " WITHOUT ROWID;"
        "DELETE FROM ruled;DELETE FROM ruled_day;"
        "INSERT INTO ruled SELECT x.id,r.idx FROM " RULES " r JOIN source s ON s.name=r.src"
        " JOIN action x ON x.source=s.id WHERE coalesce(r.least,r.most) IS NOT NULL"
        " AND x.category=r.category ON CONFLICT DO NOTHING;"
        "INSERT INTO ruled SELECT x.id,r.idx FROM " RULES " r JOIN source s ON s.name=r.src"
        " JOIN action x ON x.source=s.id WHERE coalesce(r.least,r.most) IS NOT NULL"
        " AND r.category='' ON CONFLICT DO NOTHING;"
        "INSERT INTO ruled_day SELECT r.rule,t.day,sum(t.events) FROM " STORED " t"
        " JOIN ruled r ON r.action=t.action GROUP BY r.rule,t.day HAVING sum(t.events)>0";

    return sql_exec(s, text, err);
}

static enum status prepare(struct store_rules *c, struct err *err)
{
    enum status st = gather(c->s, err);

    if (st == ST_OK)
        st = sql_prepare(c->s,
                         "SELECT idx,at,src,category,least,most,reason,by FROM " RULES
                         " WHERE coalesce(least,most) IS NOT NULL ORDER BY src,category",
                         &c->q, err);
    return st == ST_OK ? sql_prepare(c->s, "SELECT day,n FROM temp.ruled_day WHERE rule=?1 ORDER BY day",
                                     &c->days, err)
                       : st;
}

enum status store_rules_open(struct store *s, int64_t day, struct store_rules **out, struct err *err)
{
    struct store_rules *c = mem_zero(1, sizeof(*c));
    int64_t some = 0;
    enum status st = ST_OK;

    c->s = s;
    c->day = day;
    if (!s->older && !s->blank)
        st = sql_one_text(s, "SELECT EXISTS(SELECT 1 FROM act WHERE kind='retention')", &some, err);
    if (st == ST_OK && some != 0)
        st = prepare(c, err);
    if (st == ST_OK)
        *out = c;
    else
        store_rules_close(c);
    return st;
}

static void count_day(struct store_rule *r, int64_t day, uint64_t n, int64_t past, int64_t young)
{
    if (day == STAMP_UNKNOWN) {
        r->untimed += n;
        return;
    }
    r->events += n;
    if (r->first == STAMP_UNKNOWN)
        r->first = day;
    if (r->max.n > 0 && day < past)
        r->past += n;
    else if (r->max.n > 0 && r->due == STAMP_UNKNOWN)
        r->due = stamp_period_after(day, r->max);
    if (r->min.n > 0 && day >= young)
        r->young += n;
}

static enum status count(struct store_rules *c, struct store_rule *r, struct err *err)
{
    const bool known = c->day != STAMP_UNKNOWN;
    const int64_t past = known ? stamp_period_cutoff(c->day, r->max) : INT64_MIN;
    const int64_t young = known ? stamp_period_cutoff(c->day, r->min) : INT64_MAX;
    enum status st;

    sql_int(c->days, 1, (int64_t)r->entry);
    while ((st = sql_step(c->s, c->days, err)) == ST_OK)
        count_day(r, sql_column_int(c->days, 0), (uint64_t)sql_column_int(c->days, 1), past, young);
    return st == ST_END ? ST_OK : st;
}

static bool read_period(struct sqlite3_stmt *q, int i, struct stamp_period *out)
{
    return sql_column_null(q, i) || stamp_period_read(sql_column(q, i), out);
}

enum status store_rules_next(struct store_rules *c, struct store_rule *out, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    enum status st = q != NULL ? sql_step(c->s, q, err) : ST_END;

    if (st != ST_OK)
        return st;
    *out = (struct store_rule){.entry = (uint64_t)sql_column_int(q, 0),
                               .at = sql_column_int(q, 1),
                               .source = sql_column(q, 2),
                               .category = sql_column(q, 3),
                               .reason = sql_column(q, 6),
                               .by = sql_column(q, 7),
                               .first = STAMP_UNKNOWN,
                               .due = STAMP_UNKNOWN};
    if (!read_period(q, 4, &out->min) || !read_period(q, 5, &out->max))
        return sql_damaged(c->s, "a rule of retention", err);
    return count(c, out, err);
}

void store_rules_close(struct store_rules *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    sql_free(c->days);
    mem_free(c);
}
enum status store_newest_day(struct store *s, int64_t *day, struct err *err)
{
    int64_t at = STAMP_UNKNOWN;
    enum status st = ST_END;

    if (!s->blank)
        st = sql_one_text(s, /* stamp_is_far() */
                          "SELECT at FROM event WHERE at>=315532800000000000 AND at<7258118400000000000"
                          " ORDER BY at DESC LIMIT 1",
                          &at, err);
    *day = st == ST_OK ? stamp_day(at) : STAMP_UNKNOWN;
    return st == ST_END ? ST_OK : st;
}
