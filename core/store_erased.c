/* store_erased: which entry of the ledger erased from an event.  See store_erased.h.
 *
 * Acts list what they erased as stretches of entries: those of whole events, of which none is erased twice,
 * stay stretches; those of single values, which may lie over each other, are taken apart.  Filled once for
 * all that is read.
 */
#include "store_erased.h"

#define LISTED                                                                                               \
    " FROM act a JOIN entry n ON n.act=a.id CROSS JOIN json_each(a.hidden->>'erased') r"                     \
    " WHERE a.kind IN ('redact','prune') AND "

static const char fill[] =
    "CREATE TEMP TABLE IF NOT EXISTS erased_whole(first INTEGER PRIMARY KEY,last INTEGER,entry INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS erased_part(idx INTEGER PRIMARY KEY,entry INTEGER);"
    "DELETE FROM erased_whole; DELETE FROM erased_part;"
    "INSERT OR REPLACE INTO erased_whole SELECT r.value->>0,(r.value->>0)+(r.value->>1)-1,n.idx" LISTED
    "json_array_length(r.value)=2;"
    "WITH RECURSIVE p(idx,n,entry) AS (SELECT r.value->>0,r.value->>1,n.idx" LISTED
    "json_array_length(r.value)>2 UNION ALL SELECT idx+1,n-1,entry FROM p WHERE n>1 AND idx<entry)"
    "INSERT INTO erased_part SELECT idx,max(entry) FROM p GROUP BY idx";

static const char find[] =
    "SELECT coalesce((SELECT iif(w.last>=n.idx,w.entry,NULL) FROM erased_whole w WHERE w.first<=n.idx"
    " ORDER BY w.first DESC LIMIT 1),(SELECT p.entry FROM erased_part p WHERE p.idx=n.idx),-1)"
    " FROM entry n WHERE n.event=?1";

enum status erased_open(struct store *s, struct sqlite3_stmt **q, struct err *err)
{
    int64_t some = 0;
    enum status st = ST_OK;

    *q = NULL;
    if (!s->begun && !s->blank && !s->older)
        st = sql_one_text(s, "SELECT EXISTS(SELECT 1 FROM act WHERE kind IN ('redact','prune'))", &some, err);
    if (st != ST_OK || some == 0)
        return st;
    if (!s->erased)
        st = sql_exec(s, fill, err);
    s->erased = st == ST_OK;
    return st == ST_OK ? sql_prepare(s, find, q, err) : st;
}

enum status erased_find(struct store *s, struct sqlite3_stmt *q, int64_t event, int64_t *entry,
                        struct err *err)
{
    enum status st;

    *entry = -1;
    sql_int(q, 1, event);
    st = sql_one(s, q, entry, err);
    return st == ST_END ? ST_OK : st;
}
