/* store_erase: what goes is chosen here.  See store_erase.h. */
#include <string.h>

#include "mem.h"
#include "store_erase_parts.h"

static const char scratch[] =
    "CREATE TEMP TABLE IF NOT EXISTS erase_event(event INTEGER PRIMARY KEY,names TEXT);"
    "CREATE TEMP TABLE IF NOT EXISTS erase_act(act INTEGER PRIMARY KEY,names TEXT);"
    "CREATE TEMP TABLE IF NOT EXISTS erase_reject(reject INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE IF NOT EXISTS erase_import(import INTEGER PRIMARY KEY,named INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS erase_record(import INTEGER,record INTEGER,shared INTEGER,"
    "PRIMARY KEY(import,record)) WITHOUT ROWID;"
    "CREATE TEMP TABLE IF NOT EXISTS erase_item(item INTEGER PRIMARY KEY,name TEXT);"
    "CREATE TEMP TABLE IF NOT EXISTS gone(kind INTEGER,id INTEGER,PRIMARY KEY(kind,id)) WITHOUT ROWID;"
    "DELETE FROM erase_event; DELETE FROM erase_act; DELETE FROM erase_reject; DELETE FROM erase_import;"
    "DELETE FROM erase_record; DELETE FROM erase_item; DELETE FROM gone";

/* Flags that an event keeps which loses its identity: all of it, or some values. */
#define WHOLE_STAYS  "(" FLAG_CONFLICT "|" FLAG_RECOVERED "|" FLAG_SUPERSEDED ")"
#define PARTLY_STAYS "(" WHOLE_STAYS "|" SQL_NUMBER(ROW_CHANGES) "|" SQL_NUMBER(EVENT_IGNORES) ")"
#define ROW_CHANGES  16 /* ROW_HAS_CHANGES as SQL reads it */

static const char *const texts[EQ_COUNT] = {
    [EQ_WHOLE] = "INSERT INTO erase_event VALUES(?1,NULL) ON CONFLICT DO UPDATE SET names=NULL",
    [EQ_PART] = "INSERT INTO erase_event VALUES(?1,?2) ON CONFLICT DO UPDATE SET names=excluded.names"
                " WHERE names='record'",
    [EQ_BESIDE] = "INSERT OR IGNORE INTO erase_event VALUES(?1,'record')",
    [EQ_IDENT] = "SELECT ident,flags FROM event WHERE id=?1",
    [EQ_ACT] =
        "INSERT INTO erase_act VALUES(?1,?2) ON CONFLICT DO UPDATE SET names=names||' '||excluded.names",
    [EQ_REJECT] = "INSERT OR IGNORE INTO erase_reject VALUES(?1)",
    [EQ_IMPORT] = "INSERT OR IGNORE INTO erase_import VALUES(?1,1)",
    [EQ_GONE] = "INSERT OR IGNORE INTO gone VALUES(?1,?2)",
    [EQ_CHANGES] = "DELETE FROM change WHERE event=?1",
    [EQ_CHANGE] = "UPDATE change SET field=?3,old=?4,new=?5 WHERE event=?1 AND ord=?2",
    [EQ_NATIVE] = "DELETE FROM native WHERE h=?1 AND event=?2",
    [EQ_UNSTALE] = "UPDATE source SET stale=stale-1 WHERE id=(SELECT source FROM action WHERE id=?1)",
    [EQ_EMPTY] = "UPDATE event SET ident=randomblob(16),variant=0,content=0,leaves=0,native=NULL,"
                 "time_text=NULL,time_how=time_how&127,action=?2,reason=NULL,request=NULL,ip=NULL,agent=NULL,"
                 "location=NULL,channel=NULL,message=NULL,attributes=NULL,parties=NULL,offset=0,length=0,"
                 "digest=NULL,flags=(flags&" WHOLE_STAYS ")|" FLAG_ERASED " WHERE id=?1",
    [EQ_REWRITE] =
        "UPDATE event SET ident=randomblob(16),variant=0,content=0,leaves=0,native=NULL,"
        "time_text=iif(?3=127,?2,time_text),time_how=time_how&?3,action=?4,reason=?5,request=?6,"
        "ip=?7,agent=coalesce(?8,agent),"
        "location=?9,channel=?10,message=?11,attributes=?12,parties=?13,offset=0,length=0,"
        "digest=NULL,flags=(flags&" PARTLY_STAYS ")|" FLAG_ERASED "|" SQL_NUMBER(EVENT_PARTLY) " WHERE id=?1",
    [EQ_LINK] = "INSERT OR IGNORE INTO by_item(period,item,second,event) VALUES(?1,?2,?3,?4)",
    [EQ_ITEM_FIND] = "SELECT id FROM item WHERE type=?1 AND key='" ERASED_TEXT "'",
    [EQ_ITEM_MAKE] = "INSERT INTO item(type,key,events,failures,denials,acted) VALUES(?1,'" ERASED_TEXT
                     "',0,0,0,0) RETURNING id",
    [EQ_ACTION_FIND] = "SELECT id FROM action WHERE source=(SELECT source FROM action WHERE id=?1)"
                       " AND name='" ERASED_TEXT "'",
    [EQ_ACTION_MAKE] = "INSERT INTO action(source,name,category,label,sentence)"
                       " SELECT source,'" ERASED_TEXT "','','','' FROM action WHERE id=?1 RETURNING id",
    [EQ_TALLY_LESS] = "UPDATE tally SET events=events-1,counted=counted-?5 WHERE day=?1"
                      " AND source=(SELECT source FROM action WHERE id=?2) AND action=?2 AND outcome=?4",
    [EQ_TALLY_MORE] = "INSERT INTO tally SELECT ?1,source,id,?4,1,?5 FROM action WHERE id=?3"
                      " ON CONFLICT DO UPDATE SET events=events+1,counted=counted+excluded.counted",
    [EQ_TERM] = "INSERT INTO term(text) VALUES(?1) ON CONFLICT DO UPDATE SET text=text RETURNING id",
    [EQ_FIRST_LABEL] = "SELECT first_label FROM item WHERE id=?1",
    [EQ_FIRST_LOST] = "UPDATE item SET first_label=NULL WHERE id=?1",
    [EQ_SHARED] = "SELECT shared FROM erase_record WHERE import=?1 AND record=?2",
    [EQ_KEEP] = "INSERT OR IGNORE INTO kept VALUES(?1,?2)",
    [EQ_SALTS] = "SELECT salts,leaf FROM entry WHERE idx=?1",
    [EQ_SALTS_PUT] = "UPDATE entry SET salts=?2 WHERE idx=?1",
};

enum status store_erase_open(struct store *s, struct store_erase **out, struct err *err)
{
    struct store_erase *x = mem_zero(1, sizeof(*x));
    enum status st;

    x->s = s;
    buf_init(&x->text, BUF_CAP);
    buf_init(&x->other, BUF_CAP);
    st = writer_new(s, &x->w, err);
    if (st == ST_OK)
        st = sql_exec(s, scratch, err);
    if (st == ST_OK)
        st = loader_open(&x->loader, s, err);
    if (st == ST_OK && s->pepper != NULL)
        st = store_marks_open(s, &x->marks, err);
    if (st == ST_OK)
        st = sql_prepare_all(s, texts, EQ_COUNT, x->q, err);
    if (st == ST_OK)
        *out = x;
    else
        store_erase_close(x);
    return st;
}

void store_erase_close(struct store_erase *x)
{
    if (x == NULL)
        return;
    sql_free_all(x->q, EQ_COUNT);
    loader_close(&x->loader);
    store_marks_close(x->marks);
    store_writer_free(x->w);
    arena_release(&x->arena);
    buf_release(&x->text);
    buf_release(&x->other);
    mem_free(x);
}

enum status erase_note_gone(struct store_erase *x, enum gone_kind kind, int64_t id, struct err *err)
{
    sql_int(x->q[EQ_GONE], 1, kind);
    sql_int(x->q[EQ_GONE], 2, id);
    return sql_run(x->s, x->q[EQ_GONE], err);
}

/* All versions of an id, but for the event itself. */
static enum status choose_versions(struct store_erase *x, int64_t event, const unsigned char *ident,
                                   struct sqlite3_stmt *choose, struct err *err)
{
    struct sqlite3_stmt *q = x->w->q[WQ_VERSIONS];
    enum status st;

    sql_int(q, 1, ident_head(ident));
    sql_blob(q, 2, ident, IDENT_SIZE);
    while ((st = sql_step(x->s, q, err)) == ST_OK) {
        int64_t other = sql_column_int(q, 0);

        if (other == event)
            continue;
        sql_int(choose, 1, other);
        st = sql_run(x->s, choose, err);
        if (st != ST_OK) {
            sql_reset(q);
            return st;
        }
    }
    return st == ST_END ? ST_OK : st;
}

enum status erase_choose_part(struct store_erase *x, const struct store_event *e, struct slice names,
                              struct err *err)
{
    enum status st;

    sql_int(x->q[EQ_PART], 1, e->id);
    sql_text(x->q[EQ_PART], 2, names);
    st = sql_run(x->s, x->q[EQ_PART], err);
    if (st != ST_OK || (e->ev.flags & EVENT_CONFLICT) == 0)
        return st;
    return choose_versions(x, e->id, e->ev.ident, x->q[EQ_BESIDE], err);
}

/* With all versions of its id. */
static enum status choose_event(struct store_erase *x, int64_t event, struct err *err)
{
    unsigned char ident[IDENT_SIZE];
    struct sqlite3_stmt *q = x->q[EQ_IDENT];
    bool conflict;
    enum status st;

    sql_int(q, 1, event);
    st = sql_step(x->s, q, err);
    if (st != ST_OK)
        return st == ST_END ? sql_damaged(x->s, "an event is missing", err) : st;
    sql_column_bytes(q, 0, ident, sizeof(ident));
    conflict = (sql_column_int(q, 1) & EVENT_CONFLICT) != 0;
    sql_reset(q);
    sql_int(x->q[EQ_WHOLE], 1, event);
    st = sql_run(x->s, x->q[EQ_WHOLE], err);
    return st == ST_OK && conflict ? choose_versions(x, event, ident, x->q[EQ_WHOLE], err) : st;
}

static enum status choose_of_item(struct store_erase *x, struct err *err)
{
    static const char events[] =
        "WITH RECURSIVE m(p) AS (SELECT min(period) FROM by_item UNION ALL SELECT"
        " (SELECT min(period) FROM by_item WHERE period>m.p) FROM m WHERE m.p IS NOT NULL)"
        "SELECT b.event+j.value FROM m CROSS JOIN by_item b ON b.period=m.p AND b.item=?1"
        " CROSS JOIN json_each(coalesce(b.events,'[0]')) j";
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s, events, &q, err);

    if (st == ST_OK)
        sql_int(q, 1, x->item);
    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK)
        st = choose_event(x, sql_column_int(q, 0), err);
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_erase_item(struct store_erase *x, struct slice type, struct slice key, bool *found,
                             struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s, "SELECT id FROM item WHERE type=?1 AND key=?2", &q, err);

    x->type = slice_copy(&x->arena, type);
    x->key = slice_copy(&x->arena, key);
    if (st == ST_OK) {
        sql_text(q, 1, type);
        sql_text(q, 2, key);
        st = sql_one(x->s, q, &x->item, err);
    }
    sql_free(q);
    *found = st == ST_OK;
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    return choose_of_item(x, err);
}

enum status store_erase_known(struct store_erase *x, bool *known, unsigned char mark[PEPPER_MARK],
                              struct err *err)
{
    *known = false;
    memset(mark, 0, PEPPER_MARK);
    if (x->marks == NULL)
        return ST_OK;
    pepper_item(x->s->pepper, x->type, x->key, mark);
    return store_marks_find(x->marks, mark, known, err);
}

static enum status too_many(struct store_erase *x, struct err *err)
{
    return err_at(
        err, ST_FAIL, x->s->path, 0, 0, "ERASE-LABELS",
        "the item was called by so many names that they cannot be searched for at once; nothing was "
        "erased. Please report this");
}

/* Labels that its events give it; the events are chosen. */
enum status store_erase_needles(struct store_erase *x, struct needles *n, struct err *err)
{
    static const char labels[] =
        "SELECT " ITEM_LABEL("i") " FROM item i WHERE i.id=?1 UNION SELECT first_label FROM item WHERE id=?1"
                                  " UNION SELECT " PARTY_LABEL
                                  " FROM erase_event h CROSS JOIN event e ON e.id=h.event" EACH_PARTY
                                  " WHERE h.names IS NULL AND " PARTY_ITEM "=?1";
    struct sqlite3_stmt *q = NULL;
    enum status st = needles_add(n, x->key) ? ST_OK : too_many(x, err);

    if (st == ST_OK)
        st = sql_prepare(x->s, labels, &q, err);
    if (st == ST_OK)
        sql_int(q, 1, x->item);
    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK)
        if (!needles_add(n, slice_trim(sql_column(q, 0))))
            st = too_many(x, err);
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

static enum status count(struct store_erase *x, const char *text, uint64_t *out, struct err *err)
{
    int64_t n = 0;
    enum status st = sql_one_text(x->s, text, &n, err);

    *out = (uint64_t)n;
    return st;
}

#define NAMES "length(names)-length(replace(names,' ',''))+1" /* how many */

enum status store_erase_count(struct store_erase *x, struct store_erase_counts *out, struct err *err)
{
    enum status st = erase_settle_choice(x, err);

    *out = (struct store_erase_counts){0};
    if (st == ST_OK)
        st = count(x, "SELECT count(*) FROM erase_event WHERE names IS NULL", &out->events, err);
    if (st == ST_OK)
        st = count(x, "SELECT count(names) FROM erase_event", &out->partly, err);
    if (st == ST_OK)
        st = count(x,
                   "SELECT coalesce(sum(" NAMES "),0) FROM (SELECT names FROM erase_event WHERE names IS NOT"
                   " NULL UNION ALL SELECT names FROM erase_act)",
                   &out->values, err);
    if (st == ST_OK)
        st = count(x, "SELECT count(*) FROM erase_reject", &out->rejects, err);
    return st == ST_OK ? count(x, "SELECT count(*) FROM erase_import", &out->dumps, err) : st;
}

struct store_erase_rows {
    struct store *s;
    struct sqlite3_stmt *q;
};

/* In a table of their own: entries are changed while they are read. */
static const char lines[] =
    "DROP TABLE IF EXISTS erase_line;"
    "CREATE TEMP TABLE erase_line AS SELECT 0 AS kind,n.idx,h.event AS id,h.names FROM erase_event h"
    " LEFT JOIN entry n ON n.event=h.event UNION ALL SELECT 1,n.idx,0,a.names FROM erase_act a"
    " CROSS JOIN entry n ON n.act=a.act ORDER BY 2 NULLS LAST,3";
static const char more_lines[] =
    "INSERT INTO erase_line SELECT 2,NULL,reject,NULL FROM erase_reject ORDER BY reject;"
    "INSERT INTO erase_line SELECT 3,NULL,import,NULL FROM erase_import ORDER BY import;"
    "INSERT INTO erase_line SELECT 4,NULL,item,name FROM erase_item ORDER BY name";

enum status store_erase_rows_open(struct store_erase *x, bool all, struct store_erase_rows **out,
                                  struct err *err)
{
    struct store_erase_rows *c = mem_zero(1, sizeof(*c));
    enum status st = sql_exec(x->s, lines, err);

    c->s = x->s;
    if (st == ST_OK && all)
        st = sql_exec(x->s, more_lines, err);
    if (st == ST_OK)
        st = sql_prepare(x->s,
                         "SELECT l.kind,l.idx,iif(l.kind=4,NULL,l.names),iif(l.kind=4,l.names,i.name),"
                         "coalesce(e.record,r.record) FROM erase_line l LEFT JOIN event e ON l.kind=0 AND"
                         " e.id=l.id LEFT JOIN reject r ON l.kind=2 AND r.id=l.id LEFT JOIN import i"
                         " ON i.id=iif(l.kind=3,l.id,coalesce(e.import,r.import)) ORDER BY l.rowid",
                         &c->q, err);
    if (st == ST_OK)
        *out = c;
    else
        store_erase_rows_close(c);
    return st;
}

enum status store_erase_rows_next(struct store_erase_rows *c, struct store_erase_row *out, struct err *err)
{
    enum status st = sql_step(c->s, c->q, err);

    if (st == ST_OK)
        *out = (struct store_erase_row){.kind = (enum erase_kind)sql_column_int(c->q, 0),
                                        .seq = sql_column_null(c->q, 1) ? UINT64_MAX
                                                                        : (uint64_t)sql_column_int(c->q, 1),
                                        .names = sql_column(c->q, 2),
                                        .where = sql_column(c->q, 3),
                                        .record = (uint64_t)sql_column_int(c->q, 4)};
    return st;
}

void store_erase_rows_close(struct store_erase_rows *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

enum status store_erase_entry(struct store_erase *x, uint64_t seq, struct slice *salts,
                              unsigned char leaf[DIGEST_SIZE], struct err *err)
{
    struct sqlite3_stmt *q = x->q[EQ_SALTS];
    enum status st;

    sql_int(q, 1, (int64_t)seq);
    st = sql_step(x->s, q, err);
    if (st != ST_OK)
        return st == ST_END ? sql_damaged(x->s, "an entry is missing", err) : st;
    buf_clear(&x->text);
    buf_slice(&x->text, sql_column(q, 0));
    sql_column_bytes(q, 1, leaf, DIGEST_SIZE);
    *salts = buf_view(&x->text);
    sql_reset(q);
    return ST_OK;
}

enum status store_erase_keep(struct store_erase *x, uint64_t seq, struct slice line, struct slice salts,
                             struct err *err)
{
    enum status st;

    sql_int(x->q[EQ_KEEP], 1, (int64_t)seq);
    sql_text(x->q[EQ_KEEP], 2, line);
    st = sql_run(x->s, x->q[EQ_KEEP], err);
    sql_int(x->q[EQ_SALTS_PUT], 1, (int64_t)seq);
    sql_blob(x->q[EQ_SALTS_PUT], 2, salts.p, salts.n);
    return st == ST_OK ? sql_run(x->s, x->q[EQ_SALTS_PUT], err) : st;
}
