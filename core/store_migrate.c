/* store_migrate: stores that an earlier trailbook wrote.  See store_schema.h.
 *
 * Version 1 had a row of by_item for each event of an item, and another index of item.  Who only
 * reads sees such rows as those of one event that later versions have too.  Neither 1 nor 2 knew
 * what a dump met: any of the events of its time; nor how many events a reading removed.  3 had no
 * ledger, 4 nothing that was erased, and no text of a profile.  The first run that writes brings the store to
 * STORE_VERSION, in its own transaction.
 */
#include <stdio.h>
#include <string.h>

#include "store_links.h"
#include "store_writer.h"

#define IMPORT_COUNTED                                                                                       \
    "id,source,part_of,dump,name,bytes,profile,title,notes,profile_digest,reader,tool,zone,"                 \
    "done_at,window_from,window_to,records,skipped,rejected,mapped,made,stored,duplicate,"                   \
    "suppressed,conflicts,untimed,outside,absent,recovered,remapped,differ,"
#define IMPORT_ENDS   "first_at,last_at,retried,retry_profile,retry_digest"
#define IMPORT_BEFORE IMPORT_COUNTED IMPORT_ENDS

static const struct {
    const char *name, *columns;
    int64_t from, to; /* the versions that had it so */
} earlier[] = {
    {"meta", "name,value", 1, 4},
    {"source", "id,name,stale,rule", 1, 4},
    {"import", IMPORT_BEFORE, 1, 2},
    {"import", IMPORT_COUNTED "removed," IMPORT_ENDS, 3, 4},
    {"reject", "id,import,record,offset,length,line,column_at,code,reason,digest,raw,around,retried", 1, 4},
    {"action", "id,source,name,category,label,sentence", 1, 4},
    {"term", "id,text", 1, 4},
    {"item", ROWS_ITEM_COLUMNS, 1, 4},
    {"event",
     "id,at,ident,variant,n,content,leaves,native,time_text,time_how,action,outcome,reason,"
     "request,count,ip,agent,location,channel,message,attributes,parties,record,sub,offset,"
     "length,digest,flags,import",
     1, 4},
    {"native", "h,event", 1, 4},
    {"by_item", "period,item,second,event", 1, 1},
    {"by_item", "period,item,second,event,last,events", 2, 4},
    {"change", "event,ord,field,old,new,known", 1, 4},
    {"tally", "day,source,action,outcome,events,counted", 1, 4},
    {"met", "import,first,last", 3, 4},
    {"absent", "import,event", 1, 4},
    {"act", "id,at,kind,clear,hidden", 4, 4},
    {"entry", "idx,event,act,leaf,salts", 4, 4},
    {"catalog", "action,since,category,label,sentence", 4, 4},
    {"tile", "level,n,hashes", 4, 4},
    {"checkpoint", "size,note,created", 4, 4},
};

static enum status refuse(struct store *s, struct err *err)
{
    return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-VERSION",
                  "is of a trailbook whose stores are not known (store version %lld); nothing was "
                  "changed. Import its dumps into a new store: give another --db",
                  (long long)s->version);
}

enum status migrate_check(struct store *s, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    bool known = s->version >= 1 && s->version < STORE_VERSION;
    enum status st = sql_prepare(s, "SELECT group_concat(name) FROM pragma_table_info(?1,'main')", &q, err);

    for (size_t i = 0; i < sizeof(earlier) / sizeof(earlier[0]) && known && st == ST_OK; i++) {
        if (s->version < earlier[i].from || s->version > earlier[i].to)
            continue;
        sql_text(q, 1, slice_text(earlier[i].name));
        st = sql_step(s, q, err);
        known = st == ST_OK && slice_equal(sql_column(q, 0), slice_text(earlier[i].columns));
        sql_reset(q);
    }
    sql_free(q);
    if (st != ST_OK)
        return st;
    return known ? ST_OK : refuse(s, err);
}

/* What an import met is not known, so it may be any event of its time. */
#define MET_BEFORE                                                                                           \
    "SELECT id,1,(SELECT value-1 FROM meta WHERE name='next_event') FROM import WHERE duplicate>0"

enum status migrate_view(struct store *s, struct err *err)
{
    enum status st = sql_exec(s, "CREATE TEMP VIEW erased(mark) AS SELECT x'' WHERE 0", err);

    if (st != ST_OK)
        return st;
    if (s->version == 4)
        return sql_exec(s,
                        "CREATE TEMP VIEW kept(idx,line) AS SELECT 0,'' WHERE 0;"
                        "CREATE TEMP VIEW renumbered(event,n) AS SELECT 0,0 WHERE 0",
                        err);
    if (s->version >= 3)
        return ST_OK;
    st = sql_exec(s,
                  "CREATE TEMP VIEW met(import,first,last) AS " MET_BEFORE ";"
                  "CREATE TEMP VIEW import AS SELECT *,0 AS removed FROM main.import",
                  err);

    if (st != ST_OK || s->version > 1)
        return st;
    return sql_exec(s,
                    "CREATE TEMP VIEW by_item AS SELECT period,item,second,event,NULL AS last,"
                    "NULL AS events FROM main.by_item;"
                    "CREATE TEMP VIEW item_event AS SELECT period,item,event FROM main.by_item",
                    err);
}

/* The table under another name; views and triggers of others that name it stay as they are.  Indexes and
 * triggers upon it go with it: see make_saved(). */
static enum status put_aside(struct store *s, const char *table, struct err *err)
{
    char text[160];

    snprintf(text, sizeof(text),
             "PRAGMA legacy_alter_table=ON;ALTER TABLE %s RENAME TO %s_before;"
             "PRAGMA legacy_alter_table=OFF",
             table, table);
    return sql_exec(s, text, err);
}

/* Makes table and index by the present schema; copy fills it from what was put aside, and drops that. */
static enum status remake(struct store *s, const char *table, const char *copy, const char *index,
                          struct err *err)
{
    char what[64];
    enum status st = put_aside(s, table, err);

    snprintf(what, sizeof(what), "TABLE %s", table);
    if (st == ST_OK)
        st = schema_make(s, what, err);
    if (st == ST_OK)
        st = sql_exec(s, copy, err);
    return st == ST_OK ? schema_make(s, index, err) : st;
}

static enum status copy_imports(struct store *s, struct err *err)
{
    return remake(s, "import",
                  "INSERT INTO import(" IMPORT_BEFORE ",removed) SELECT " IMPORT_BEFORE
                  ",0 FROM import_before ORDER BY id;DROP TABLE import_before",
                  "INDEX import_dump", err);
}

/* The index is made of all items at once, in order. */
static enum status copy_items(struct store *s, struct err *err)
{
    return remake(s, "item",
                  "INSERT INTO item(" ROWS_ITEM_COLUMNS ") SELECT " ROWS_ITEM_COLUMNS
                  " FROM item_before ORDER BY id;DROP TABLE item_before",
                  "UNIQUE INDEX item_key", err);
}

static enum status add_links(struct store_writer *w, struct sqlite3_stmt *q, struct err *err)
{
    enum status st;

    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        struct link link;

        if (!link_of(&link, sql_column_int(q, 0), sql_column_int(q, 1), sql_column_int(q, 2),
                     sql_column_int(q, 3)))
            return sql_damaged(w->s, "a number of by_item", err);
        st = chunks_add(w, &link, err);
        if (st != ST_OK)
            return st;
    }
    return st == ST_END ? chunks_flush(w, err) : st;
}

/* The old rows come in the order of their key, which is that of the new ones. */
static enum status copy_links(struct store *s, struct err *err)
{
    struct store_writer *w = NULL;
    struct sqlite3_stmt *q = NULL;
    enum status st = put_aside(s, "by_item", err);

    if (st == ST_OK)
        st = schema_make(s, "TABLE by_item", err);
    if (st == ST_OK)
        st = writer_new(s, &w, err);
    if (st == ST_OK)
        st = sql_prepare(s,
                         "SELECT period,item,second,event FROM by_item_before"
                         " ORDER BY period,item,second,event",
                         &q, err);
    if (st == ST_OK)
        st = add_links(w, q, err);
    sql_free(q);
    store_writer_free(w);
    return st == ST_OK ? sql_exec(s, "DROP TABLE by_item_before", err) : st;
}

/* Events that imports stored and that are no more: earlier versions did not count them. */
static enum status note_removed(struct store *s, struct err *err)
{
    return sql_exec(s,
                    "INSERT INTO meta SELECT 'removed_before',(SELECT coalesce(sum(stored),0) FROM import)"
                    "-(SELECT count(*) FROM event)",
                    err);
}

static enum status from_1(struct store *s, struct err *err)
{
    enum status st = copy_items(s, err);

    if (st == ST_OK)
        st = copy_links(s, err);
    return st;
}

/* Of which some go with the tables and views that are made anew. */
static enum status keep_indexes(struct store *s, struct err *err)
{
    return sql_exec(s,
                    "CREATE TEMP TABLE saved AS SELECT type,name,sql FROM main.sqlite_schema"
                    " WHERE type IN ('index','trigger') AND sql IS NOT NULL ORDER BY rowid",
                    err);
}

/* Those that others made and that are no more. */
static enum status make_saved(struct store *s, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s,
                                 "SELECT sql FROM saved WHERE (type,name) NOT IN"
                                 " (SELECT type,name FROM main.sqlite_schema) ORDER BY rowid",
                                 &q, err);

    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK)
        st = sql_exec(s, sql_column_text(q, 0), err);
    sql_free(q);
    return st == ST_END ? sql_exec(s, "DROP TABLE saved", err) : st;
}

static enum status to_3(struct store *s, struct err *err)
{
    enum status st = copy_imports(s, err);

    if (st == ST_OK)
        st = note_removed(s, err);
    if (st == ST_OK)
        st = schema_make(s, "TABLE met", err);
    if (st == ST_OK)
        st = sql_exec(s, "INSERT INTO met " MET_BEFORE, err);
    return st == ST_OK && s->version == 1 ? from_1(s, err) : st;
}

static enum status make_tables(struct store *s, const char *const *made, size_t n, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < n && st == ST_OK; i++)
        st = schema_make(s, made[i], err);
    return st;
}

static enum status to_4(struct store *s, struct err *err)
{
    static const char *const made[] = {"TABLE act", "TABLE catalog", "TABLE tile", "TABLE checkpoint"};

    return make_tables(s, made, sizeof(made) / sizeof(made[0]), err);
}

/* An act's entry had an index of all events' too. */
static enum status copy_entries(struct store *s, struct err *err)
{
    static const char *const made[] = {"TABLE entry", "UNIQUE INDEX entry_event", "UNIQUE INDEX entry_act"};
    enum status st = s->version == 4 ? put_aside(s, "entry", err) : ST_OK;

    if (st == ST_OK)
        st = make_tables(s, made, 1, err);
    if (st == ST_OK && s->version == 4)
        st = sql_exec(s, "INSERT INTO entry SELECT * FROM entry_before; DROP TABLE entry_before", err);
    return st == ST_OK ? make_tables(s, made + 1, 2, err) : st;
}

static enum status to_5(struct store *s, struct err *err)
{
    static const char *const made[] = {"TABLE kept",    "TABLE erased",         "TABLE profile",
                                       "TABLE fate",    "TABLE public_id",      "TABLE renumbered",
                                       "TABLE amended", "TRIGGER event_renamed"};
    enum status st = copy_entries(s, err);

    return st == ST_OK ? make_tables(s, made, sizeof(made) / sizeof(made[0]), err) : st;
}

enum status migrate_store(struct store *s, struct err *err)
{
    enum status st = keep_indexes(s, err);

    if (st == ST_OK)
        st = schema_drop_views(s, err);
    if (st == ST_OK && s->version < 3)
        st = to_3(s, err);
    if (st == ST_OK && s->version < 4)
        st = to_4(s, err);
    if (st == ST_OK)
        st = to_5(s, err);
    if (st == ST_OK)
        st = schema_make(s, "VIEW", err);
    if (st == ST_OK)
        st = make_saved(s, err);
    return st == ST_OK ? schema_stamp(s, err) : st;
}

enum status migrate_views(struct store *s, struct err *err)
{
    bool stand = true;
    enum status st = schema_stands(s, false, &stand, err);

    if (st != ST_OK || stand)
        return st;
    st = keep_indexes(s, err);
    if (st == ST_OK)
        st = schema_drop_views(s, err);
    if (st == ST_OK)
        st = schema_make(s, "VIEW", err);
    return st == ST_OK ? make_saved(s, err) : st;
}
