/* store_holds: what must be kept.  See store_holds.h. */
#include "mem.h"
#include "store_filter.h"
#include "store_held.h"

struct store_holds {
    struct store *s;
    struct sqlite3_stmt *q; /* NULL: there are none */
};

/* A hold is released once; were it twice, the first counts. */
#define RELEASES                                                                                             \
    "(SELECT a.clear->>'hold' AS hold,min(n.idx) AS idx,a.at,a.hidden->>'reason' AS reason,"                 \
    "a.hidden->>'by' AS by FROM act a JOIN entry n ON n.act=a.id WHERE a.kind='release' GROUP BY 1)"

enum status store_holds_open(struct store *s, struct store_holds **out, struct err *err)
{
    static const char text[] =
        "SELECT n.idx,a.at,a.clear->>'src',a.clear->>'category',a.hidden->>'$.item[0]',"
        "a.hidden->>'$.item[1]',a.hidden->>'reason',a.hidden->>'by',r.idx,r.at,r.reason,r.by,"
        "(SELECT i.id FROM item i WHERE i.type=a.hidden->>'$.item[0]' AND i.key=a.hidden->>'$.item[1]'"
        " AND i.events>0)"
        " FROM act a JOIN entry n ON n.act=a.id LEFT JOIN " RELEASES " r ON r.hold=n.idx"
        " WHERE a.kind='hold' ORDER BY n.idx";
    struct store_holds *c = mem_zero(1, sizeof(*c));
    enum status st = ST_OK;

    c->s = s;
    if (!s->older && !s->blank)
        st = sql_prepare(s, text, &c->q, err);
    if (st == ST_OK)
        *out = c;
    else
        store_holds_close(c);
    return st;
}

enum status store_holds_next(struct store_holds *c, struct store_hold *out, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    enum status st = q != NULL ? sql_step(c->s, q, err) : ST_END;

    if (st != ST_OK)
        return st;
    *out = (struct store_hold){.entry = (uint64_t)sql_column_int(q, 0),
                               .at = sql_column_int(q, 1),
                               .source = sql_column(q, 2),
                               .category = sql_column(q, 3),
                               .type = sql_column(q, 4),
                               .key = sql_column(q, 5),
                               .reason = sql_column(q, 6),
                               .by = sql_column(q, 7),
                               .release = (uint64_t)sql_column_int(q, 8),
                               .released_at = sql_column_int(q, 9),
                               .release_reason = sql_column(q, 10),
                               .release_by = sql_column(q, 11),
                               .item = sql_column_int(q, 12)};
    return ST_OK;
}

void store_holds_close(struct store_holds *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

enum status store_holds_count(struct store *s, struct store_holds_count *out, struct err *err)
{
    struct store_holds *c = NULL;
    struct store_hold h;
    enum status st = store_holds_open(s, &c, err);

    *out = (struct store_holds_count){0};
    while (st == ST_OK && (st = store_holds_next(c, &h, err)) == ST_OK)
        if (h.release == 0)
            out->in_force++;
        else
            out->released++;
    store_holds_close(c);
    return st == ST_END ? ST_OK : st;
}

/* A released number that is not readable releases nothing. */
#define IN_FORCE                                                                                             \
    " FROM act a JOIN entry n ON n.act=a.id WHERE a.kind='hold' AND n.idx NOT IN"                            \
    " (SELECT coalesce(clear->>'hold',-1) FROM act WHERE kind='release')"

enum status held_gather(struct store *s, bool *any, struct err *err)
{
    static const char text[] =
        "CREATE TEMP TABLE IF NOT EXISTS held_item(item INTEGER PRIMARY KEY,hold INTEGER);"
        "CREATE TEMP TABLE IF NOT EXISTS held_action(action INTEGER PRIMARY KEY,hold INTEGER);"
        "DELETE FROM held_item;DELETE FROM held_action;"
        "INSERT INTO held_item SELECT i.id,min(h.idx) FROM (SELECT n.idx,a.hidden->>'$.item[0]' AS type,"
        "a.hidden->>'$.item[1]' AS key" IN_FORCE ") h CROSS JOIN item i ON i.type=h.type AND i.key=h.key"
        " GROUP BY i.id;"
        "INSERT INTO held_action SELECT x.id,min(h.idx) FROM (SELECT n.idx,a.clear->>'src' AS src,"
        "a.clear->>'category' AS category" IN_FORCE ") h JOIN source s ON s.name=h.src"
        " JOIN action x ON x.source=s.id WHERE h.category IS NULL OR x.category=h.category"
        " OR EXISTS(SELECT 1 FROM catalog c WHERE c.action=x.id AND c.category=h.category) GROUP BY x.id";
    int64_t some = 0;
    enum status st;

    *any = false;
    if (s->older || s->blank)
        return ST_OK;
    st = sql_exec(s, text, err);
    if (st == ST_OK)
        st = sql_one_text(s, "SELECT EXISTS(SELECT 1 FROM held_item) OR EXISTS(SELECT 1 FROM held_action)",
                          &some, err);
    *any = some != 0;
    return st;
}

enum status store_held_item(struct store *s, int64_t item, uint64_t *hold, struct err *err)
{
    const struct store_filter f = {.item = item, .superseded = true};
    struct sqlite3_stmt *q = NULL;
    int64_t found = 0;
    struct buf text;
    bool any = false;
    enum status st = held_gather(s, &any, err);

    *hold = 0;
    if (st != ST_OK || !any)
        return st;
    buf_init(&text, BUF_CAP);
    buf_format(&text,
               "SELECT coalesce((SELECT hold FROM temp.held_item WHERE item=?3),"
               "(SELECT hold FROM (SELECT " HELD_BY " AS hold%s) WHERE hold IS NOT NULL LIMIT 1),0)",
               filter_events(&f));
    st = sql_prepare(s, buf_string(&text), &q, err);
    if (st == ST_OK) {
        sql_int(q, 3, item);
        st = sql_one(s, q, &found, err);
    }
    sql_free(q);
    buf_release(&text);
    *hold = (uint64_t)found;
    return st;
}

enum status store_held_chosen(struct store *s, uint64_t *hold, struct err *err)
{
    int64_t found = 0;
    bool any = false;
    enum status st = held_gather(s, &any, err);

    if (st == ST_OK && any)
        st = sql_one_text(s,
                          "SELECT coalesce((SELECT hold FROM (SELECT " HELD_BY
                          " AS hold FROM temp.erase_event x"
                          " CROSS JOIN event e ON e.id=x.event) WHERE hold IS NOT NULL LIMIT 1),0)",
                          &found, err);
    *hold = (uint64_t)found;
    return st;
}
