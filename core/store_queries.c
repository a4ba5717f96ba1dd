/* store_queries: the statements of a writer.  See store_queries.h. */
#include "store_queries.h"
#include "store_rows.h"
#include "store_schema.h"

#define ITEM_SUMS                                                                                            \
    "events=events+?5,failures=failures+?6,denials=denials+?7,acted=acted+?8,"                               \
    "first_at=min(coalesce(first_at,?9),coalesce(?9,first_at)),"                                             \
    "last_at=max(coalesce(last_at,?10),coalesce(?10,last_at))"
/* Is the item's label less than ?2? */
#define ITEM_LESS "(label_at IS NULL OR (label_at,label_ident,coalesce(label,first_label))<(?3,?4,?2))"

#define CHUNK_KEY " WHERE period=?1 AND item=?2 AND second=?3 AND event=?4"

static const char *const texts[WQ_EVENT] = {
    [WQ_SEEK] = "SELECT at,ident,variant,n,id FROM event WHERE (at,ident,variant)>=(?1,?2,?3)"
                " ORDER BY at,ident,variant,n",
    [WQ_OCCURRENCE] = "SELECT id FROM event WHERE at=?1 AND ident=?2 AND variant=?3 AND n=?4",
    [WQ_LAST] = "SELECT coalesce(max(id),0) FROM event",
    /* OR ROLLBACK: a row that breaks a rule is a damaged store; without it SQLite would journal
     * each statement too. */
    [WQ_CHANGE] = "INSERT OR ROLLBACK INTO change(event,ord,field,old,new,known)"
                  " SELECT * FROM feed_change",
    [WQ_CHUNK] = "INSERT OR ROLLBACK INTO by_item(period,item,second,event,last,events)"
                 " SELECT * FROM feed_chunk",
    [WQ_CHUNK_FIND] = "SELECT second,event,events FROM by_item WHERE period=?1 AND item=?2"
                      " AND second<=?3 AND coalesce(last,second)>=?3 ORDER BY second DESC,event DESC",
    [WQ_CHUNK_LESS] = "UPDATE by_item SET event=?5,events=?6" CHUNK_KEY,
    [WQ_CHUNK_GONE] = "DELETE FROM by_item" CHUNK_KEY,
    [WQ_REJECT] = "INSERT INTO reject(import,record,offset,length,line,column_at,code,reason,digest,raw,"
                  "around) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
    [WQ_ACTION_FIND] = "SELECT id,category,label,sentence FROM action WHERE source=?1 AND name=?2",
    [WQ_ACTION_NEW] = "INSERT INTO action(id,source,name,category,label,sentence)"
                      " VALUES(?1,?2,?3,?4,?5,?6)",
    [WQ_ACTION_RENEW] = "UPDATE action SET category=?2,label=?3,sentence=?4 WHERE id=?1",
    [WQ_TERM_FIND] = "SELECT id FROM term WHERE text=?1",
    [WQ_TERM_NEW] = "INSERT INTO term(id,text) VALUES(?1,?2)",
    [WQ_ITEM_FIND] = "SELECT id,first_label FROM item WHERE type=?1 AND key=?2",
    [WQ_ITEM_FIRST_SET] = "UPDATE item SET first_label=?2 WHERE id=?1",
    [WQ_ITEM_NEW] = "INSERT OR ROLLBACK INTO item(" ROWS_ITEM_COLUMNS ") SELECT * FROM feed_item",
    [WQ_ITEM_MERGE] = "UPDATE item SET " ITEM_SUMS " WHERE id=?1",
    [WQ_ITEM_MERGE_LABEL] = "UPDATE item SET " ITEM_SUMS ",label=iif(" ITEM_LESS
                            ",nullif(?2,first_label),label),label_at=iif(" ITEM_LESS ",?3,label_at),"
                            "label_ident=iif(" ITEM_LESS ",?4,label_ident) WHERE id=?1",
    [WQ_ITEM_LABEL] = "UPDATE item SET label=nullif(?2,first_label),label_at=?3,label_ident=?4"
                      " WHERE id=?1 AND " ITEM_LESS,
    [WQ_ITEM_DIRTY] = "INSERT OR IGNORE INTO dirty SELECT id FROM item WHERE id=?1"
                      " AND (first_at=?2 OR last_at=?2 OR label_at=?2)",
    [WQ_TALLY_GONE] = "DELETE FROM tally WHERE day=?1 AND source=?2 AND action=?3 AND outcome=?4"
                      " AND events=0",
    [WQ_TALLY] = "INSERT INTO tally(day,source,action,outcome,events,counted) VALUES(?1,?2,?3,?4,?5,?6)"
                 " ON CONFLICT DO UPDATE SET events=events+excluded.events,"
                 "counted=counted+excluded.counted",
    [WQ_NATIVE_SEEK] = "SELECT h FROM native WHERE h>=?1 ORDER BY h LIMIT 1",
    [WQ_NATIVE_NEW] = "INSERT OR ROLLBACK INTO native(h,event) SELECT * FROM feed_native",
    [WQ_CLASH] = "INSERT OR IGNORE INTO clash VALUES(?1)",
    [WQ_VERSION] = "SELECT e.id,e.ident,e.flags,e.n FROM clash c CROSS JOIN native v ON v.h=c.h"
                   " CROSS JOIN event e ON e.id=v.event"
                   " ORDER BY e.ident,e.leaves DESC,e.content,e.at,e.id",
    [WQ_COUNTED] = "SELECT at,action,outcome,count,ident FROM event WHERE id=?1",
    [WQ_COUNTED_PARTIES] = "SELECT " PARTY_ITEM "," PARTY_ROLE "," PARTY_LABEL " FROM event e" EACH_PARTY
                           " WHERE e.id=?1 ORDER BY 1",
    [WQ_SHOWN] = "UPDATE event SET flags=?2,n=?3 WHERE id=?1",
    [WQ_VERSIONS] = "SELECT v.event FROM native v CROSS JOIN event e ON e.id=v.event"
                    " WHERE v.h=?1 AND e.ident=?2",
    [WQ_ABSENT] = "INSERT INTO absent(import,event) VALUES(?1,?2)",
    [WQ_DOUBT] = "INSERT OR IGNORE INTO doubt VALUES(?1)",
    [WQ_DOUBT_MET] = "INSERT OR IGNORE INTO doubt SELECT e.id FROM event e WHERE e.id BETWEEN ?1 AND ?2"
                     " AND NOT EXISTS(SELECT 1 FROM before b WHERE b.import=e.import"
                     " OR " STORE_MET("b.import", "e.id") ")",
    [WQ_MOVED] = "INSERT OR IGNORE INTO moved VALUES(?1,?2,?3)",
    [WQ_WINDOW] = "SELECT e.id,e.flags,e.ident FROM event e CROSS JOIN import i ON i.id=e.import"
                  " WHERE e.at>=?1 AND e.at<?2 AND e.id<?3 AND i.source=?4"
                  " AND (e.flags&(" FLAG_SUPERSEDED "|" FLAG_ERASED "))=0",
    [WQ_IMPORT] =
        "INSERT INTO import(id,source,part_of,dump,name,bytes,profile,title,notes,"
        "profile_digest,reader,tool,done_at,window_from,window_to,records,skipped,rejected,"
        "mapped,made,stored,duplicate,suppressed,conflicts,untimed,outside,absent,recovered,"
        "remapped,differ,first_at,last_at,zone,removed) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,"
        "?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?29,?30,?31,?32,?33,?34)",
};

enum status queries_prepare(struct store *s, struct sqlite3_stmt **q, struct err *err)
{
    return sql_prepare_all(s, texts, WQ_EVENT, q, err);
}
