/* store_window: windows that are claimed, events that they cover and the dump lacks, and items whose
 * label and times must be found anew.  See store_settle.h. */
#include <assert.h>
#include <string.h>

#include "store_spans.h"
#include "store_links.h"
#include "store_settle.h"
#include "store_writer.h"

/* Is another version of that id in this dump? */
static enum status version_met(struct store_writer *w, const unsigned char ident[IDENT_SIZE], bool *met,
                               struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_VERSIONS];
    enum status st;

    *met = false;
    sql_int(q, 1, ident_head(ident));
    sql_blob(q, 2, ident, IDENT_SIZE);
    while ((st = sql_step(w->s, q, err)) == ST_OK && !*met)
        *met = ident_met(w, sql_column_int(q, 0));
    sql_reset(q);
    return st == ST_END || st == ST_OK ? ST_OK : st;
}

static enum status note_absent(struct store_writer *w, int64_t event, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ABSENT];

    sql_int(q, 1, w->claim);
    sql_int(q, 2, event);
    w->counts.absent++;
    return sql_run(w->s, q, err);
}

/* Is the event of q's row in this dump, or another version of its id?  Columns: flags, ident. */
static enum status row_met(struct store_writer *w, struct sqlite3_stmt *q, int64_t event, int flags,
                           bool *met, struct err *err)
{
    unsigned char ident[IDENT_SIZE];

    *met = ident_met(w, event);
    if (*met || (sql_column_int(q, flags) & EVENT_CONFLICT) == 0)
        return ST_OK;
    sql_column_bytes(q, flags + 1, ident, IDENT_SIZE);
    return version_met(w, ident, met, err);
}

static enum status drop_absent(struct store_writer *w, int64_t import, int64_t event, struct err *err)
{
    enum status st;

    sql_int(w->q[WQ_PRESENT], 1, import);
    sql_int(w->q[WQ_PRESENT], 2, event);
    st = sql_run(w->s, w->q[WQ_PRESENT], err);
    if (st != ST_OK)
        return st;
    sql_int(w->q[WQ_PRESENT_COUNT], 1, import);
    return sql_run(w->s, w->q[WQ_PRESENT_COUNT], err);
}

enum status settle_present(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ABSENTS];
    enum status st;
    bool met = false;

    sql_int(q, 1, w->import);
    sql_int(q, 2, w->first_id);
    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        int64_t event = sql_column_int(q, 1);

        st = row_met(w, q, event, 2, &met, err);
        if (st == ST_OK && met)
            st = drop_absent(w, sql_column_int(q, 0), event, err);
        if (st != ST_OK)
            break;
    }
    sql_reset(q);
    return st == ST_END ? ST_OK : st;
}

/* The earlier readings of these bytes whose claims this one replaces.  A dump that is exported again says
 * something of another time, be its bytes the same: each window that its readings claim stands, once.  Only
 * remap, which reads again what was read, replaces others: those that were claimed under this name, for many
 * nights' empty exports are the same bytes. */
#define REPLACED                                                                                             \
    "source=?1 AND bytes=?2 AND dump=?3 AND id<?4"                                                           \
    " AND (name=?5 OR (window_from,window_to)=(?6,?7))"

enum claim_query { CQ_STANDS, CQ_ABSENT, CQ_UNCLAIM, CQ_COUNT };

/* Of several claims the last is taken to be the one that is corrected. */
static const char *const claim_texts[CQ_COUNT] = {
    [CQ_STANDS] =
        "SELECT coalesce(max(iif(window_from IS NULL,NULL,id)),min(id),0) FROM import WHERE " REPLACED,
    [CQ_ABSENT] = "DELETE FROM absent WHERE import IN (SELECT id FROM import WHERE " REPLACED ")",
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

enum status settle_claims(struct store_writer *w, struct store_import *info, struct err *err)
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
    if (w->has_window && stands != 0)
        w->claim = stands;
    sql_free_all(q, CQ_COUNT);
    return st;
}

enum status settle_claimed(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    if (w->claim == w->import)
        return ST_OK;
    st = sql_prepare(w->s, "UPDATE import SET window_from=?2,window_to=?3,outside=?4,absent=?5 WHERE id=?1",
                     &q, err);
    if (st == ST_OK) {
        sql_int(q, 1, w->claim);
        sql_int(q, 2, w->window_from);
        sql_int(q, 3, w->window_to);
        sql_int(q, 4, (int64_t)w->counts.outside);
        sql_int(q, 5, (int64_t)w->counts.absent);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

enum status settle_absent(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_WINDOW];
    enum status st;
    bool met = false;

    if (!w->has_window || w->resumed)
        return ST_OK;
    sql_int(q, 1, w->window_from);
    sql_int(q, 2, w->window_to);
    sql_int(q, 3, w->first_id);
    sql_int(q, 4, w->source);
    sql_int(q, 5, w->claim != w->import ? w->claim : 0); /* of dumps that were exported before only */
    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        int64_t event = sql_column_int(q, 0);

        st = row_met(w, q, event, 1, &met, err);
        if (st == ST_OK && !met)
            st = note_absent(w, event, err);
        if (st != ST_OK)
            break;
    }
    sql_reset(q);
    return st == ST_END ? ST_OK : st;
}

enum edge_query { EQ_LABEL, EQ_LABELLED, EQ_CLEAR, EQ_TIMES, EQ_DIRTY, EQ_COUNT };

static const char *const edge_texts[EQ_COUNT] = {
    [EQ_LABEL] = "SELECT max(" PARTY_LABEL ") FROM event e" EACH_PARTY " WHERE e.id=?1"
                 " AND " PARTY_ITEM "=?2",
    [EQ_LABELLED] = "SELECT label_at IS NOT NULL FROM item WHERE id=?1",
    [EQ_CLEAR] = "UPDATE item SET label=NULL,label_at=NULL,label_ident=NULL WHERE id=?1",
    [EQ_TIMES] = "UPDATE item SET first_at=?2,last_at=?3 WHERE id=?1",
    [EQ_DIRTY] = "SELECT item FROM dirty ORDER BY item",
};

struct edges { /* of one item */
    struct store_writer *w;
    struct sqlite3_stmt *q[EQ_COUNT];
    struct spans rising, falling; /* its events: at, ident, id; those that rise have a known time */
    int64_t item, first, last;
    bool had, labelled; /* a label; it has been found again */
    int64_t label_at;   /* where */
    unsigned char label_ident[IDENT_SIZE];
};

static enum status open_edges(struct edges *e, struct err *err)
{
    struct store_filter rising = {.item = 1, .has_since = true, .since = STAMP_UNKNOWN + 1};
    struct store_filter falling = {.item = 1, .newest_first = true};
    enum status st = spans_open(&e->rising, e->w->s, &rising, "e.at", err);

    if (st == ST_OK)
        st = spans_open(&e->falling, e->w->s, &falling, "e.at,e.ident,e.id", err);
    return st == ST_OK ? sql_prepare_all(e->w->s, edge_texts, EQ_COUNT, e->q, err) : st;
}

static void close_edges(struct edges *e)
{
    sql_free_all(e->q, EQ_COUNT);
    spans_close(&e->rising);
    spans_close(&e->falling);
}

static enum status take_first(struct edges *e, struct err *err)
{
    enum status st;

    spans_start(&e->rising, e->item);
    st = spans_step(&e->rising, err);
    e->first = st == ST_OK ? sql_column_int(e->rising.rows, 0) : STAMP_UNKNOWN;
    return st == ST_END ? ST_OK : st;
}

/* Events of one time and ident have an equal say. */
static bool past_label(const struct edges *e)
{
    unsigned char ident[IDENT_SIZE];

    if (!e->had || !e->labelled)
        return !e->had;
    sql_column_bytes(e->falling.rows, 1, ident, IDENT_SIZE);
    return sql_column_int(e->falling.rows, 0) != e->label_at ||
           memcmp(ident, e->label_ident, IDENT_SIZE) != 0;
}

/* The event's greatest label of the item, if it has one: the row gets the greatest of all. */
static enum status take_label(struct edges *e, struct err *err)
{
    struct sqlite3_stmt *q = e->q[EQ_LABEL];
    enum status st;

    sql_int(q, 1, sql_column_int(e->falling.rows, 2));
    sql_int(q, 2, e->item);
    st = sql_step(e->w->s, q, err);
    assert(st != ST_END);
    if (st == ST_OK && !sql_column_null(q, 0)) {
        e->labelled = true;
        e->label_at = sql_column_int(e->falling.rows, 0);
        sql_column_bytes(e->falling.rows, 1, e->label_ident, IDENT_SIZE);
        st = intern_write_label(e->w, e->item, e->label_at, e->label_ident, sql_column(q, 0), err);
    }
    sql_reset(q);
    return st;
}

/* From the newest event to those with the item's label. */
static enum status take_last(struct edges *e, struct err *err)
{
    enum status st;

    spans_start(&e->falling, e->item);
    st = spans_step(&e->falling, err);
    e->last = st == ST_OK ? sql_column_int(e->falling.rows, 0) : STAMP_UNKNOWN;
    while (st == ST_OK && !past_label(e)) {
        st = take_label(e, err);
        if (st == ST_OK)
            st = spans_step(&e->falling, err);
    }
    return st == ST_END ? ST_OK : st;
}

/* An item that never had a label is not searched for one. */
static enum status start_item(struct edges *e, struct err *err)
{
    int64_t had = 0;
    enum status st;

    sql_int(e->q[EQ_LABELLED], 1, e->item);
    st = sql_one(e->w->s, e->q[EQ_LABELLED], &had, err);
    e->had = had != 0;
    e->labelled = false;
    if (st != ST_OK || had == 0)
        return st == ST_END ? ST_OK : st;
    sql_int(e->q[EQ_CLEAR], 1, e->item);
    return sql_run(e->w->s, e->q[EQ_CLEAR], err);
}

static enum status walk_item(struct edges *e, struct err *err)
{
    enum status st = start_item(e, err);

    if (st == ST_OK)
        st = take_first(e, err);
    if (st == ST_OK)
        st = take_last(e, err);
    if (st != ST_OK)
        return st;
    sql_int(e->q[EQ_TIMES], 1, e->item);
    sql_time(e->q[EQ_TIMES], 2, e->first);
    sql_time(e->q[EQ_TIMES], 3, e->last);
    return sql_run(e->w->s, e->q[EQ_TIMES], err);
}

/* Links and items must be written out. */
enum status settle_items(struct store_writer *w, struct err *err)
{
    struct edges e = {.w = w};
    enum status st;

    if (!w->dirty)
        return ST_OK;
    assert(links_pending(w) == 0 && w->items.n == 0);
    st = open_edges(&e, err);
    while (st == ST_OK && (st = sql_step(w->s, e.q[EQ_DIRTY], err)) == ST_OK) {
        e.item = sql_column_int(e.q[EQ_DIRTY], 0);
        st = walk_item(&e, err);
    }
    close_edges(&e);
    if (st == ST_END)
        st = sql_exec(w->s, "DELETE FROM dirty", err);
    w->dirty = false;
    return st;
}
