/* store_window: windows that are claimed, and the readings that they stand with.  See
 * store_absent.h. */
#include "store_absent.h"
#include "store_writer.h"

/* The earlier readings of these bytes whose claims this one replaces.  A dump that is exported again says
 * something of another time, be its bytes the same: each window that its readings claim stands, once.  Only
 * remap, which reads again what was read, replaces others: those that were claimed under this name, for many
 * nights' empty exports are the same bytes. */
#define REPLACED                                                                                             \
    "source=?1 AND bytes=?2 AND dump=?3 AND id<?4"                                                           \
    " AND (name=?5 OR (window_from,window_to)=(?6,?7))"

enum claim_query { CQ_STANDS, CQ_ABSENT, CQ_SETTLE, CQ_UNCLAIM, CQ_COUNT };

/* Of several claims the last is taken to be the one that is corrected. */
static const char *const claim_texts[CQ_COUNT] = {
    [CQ_STANDS] =
        "SELECT coalesce(max(iif(window_from IS NULL,NULL,id)),min(id),0) FROM import WHERE " REPLACED,
    [CQ_ABSENT] = "DELETE FROM absent WHERE import IN (SELECT id FROM import WHERE " REPLACED ")",
    /* What it listed may be another claim's to list. */
    [CQ_SETTLE] = "INSERT OR IGNORE INTO settled SELECT id,0 FROM import"
                  " WHERE window_from IS NOT NULL AND " REPLACED,
    [CQ_UNCLAIM] = "UPDATE import SET window_from=NULL,window_to=NULL,outside=0,absent=0"
                   " WHERE window_from IS NOT NULL AND " REPLACED,
};

static void bind_replaced(const struct store_writer *w, const struct store_import *info,
                          struct sqlite3_stmt *q)
{
    sql_int(q, 1, w->source);
    sql_int(q, 2, (int64_t)info->bytes);
    sql_blob(q, 3, info->dump, DIGEST_SIZE);
    sql_int(q, 4, w->import);
    if (w->remap)
        sql_texts(q, 5, slice_text(info->name));
    sql_time(q, 6, w->has_window ? w->window_from : STAMP_UNKNOWN);
    sql_time(q, 7, w->has_window ? w->window_to : STAMP_UNKNOWN);
}

enum status window_claim(struct store_writer *w, struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q[CQ_COUNT] = {NULL};
    int64_t stands = 0;
    enum status st;

    w->claim = w->import;
    if (w->resumed)
        return ST_OK;
    st = sql_prepare_all(w->s, claim_texts, CQ_COUNT, q, err);
    for (int i = 0; i < CQ_COUNT && st == ST_OK; i++) {
        bind_replaced(w, info, q[i]);
        st = i == CQ_STANDS ? sql_one(w->s, q[i], &stands, err) : sql_run(w->s, q[i], err);
    }
    if (st == ST_OK && w->remap)
        info->unclaimed = (uint64_t)sql_changes(w->s);
    sql_free_all(q, CQ_COUNT);
    if (!w->has_window || stands == 0)
        return st;
    w->claim = stands;
    return st == ST_OK ? absent_claim(w, stands, err) : st;
}

enum status window_write(struct store_writer *w, struct err *err)
{
    const int64_t numbers[] = {w->claim, w->window_from, w->window_to, (int64_t)w->counts.outside};

    if (w->claim == w->import)
        return ST_OK;
    return sql_run_text(w->s, "UPDATE import SET window_from=?2,window_to=?3,outside=?4 WHERE id=?1", numbers,
                        4, err);
}
