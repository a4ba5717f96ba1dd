/* store_rows: the rows of a batch.  See store_rows.h.
 *
 * Every table gets its rows by one INSERT ... SELECT, in order of its key.
 */
#include <assert.h>
#include <string.h>

#include "json.h"
#include "store_links.h"
#include "store_writer.h"

struct list_row { /* a change of an event */
    const struct slot *slot;
    size_t ord;
};

static int64_t time_how(const struct slot *slot)
{
    const struct stamp *t = &slot->ev->time;

    return (int64_t)t->resolution | (int64_t)t->zone << HOW_ZONE_SHIFT | (t->ambiguous ? HOW_AMBIGUOUS : 0) |
           (t->out_of_range ? HOW_OUT_OF_RANGE : 0) | (int64_t)slot->ev->spelling << HOW_SPELL_SHIFT;
}

static struct slice time_text(const struct slot *slot)
{
    return slot->ev->spelling == 0 ? slot->ev->time_text : SLICE_NONE;
}

enum event_column {
    COL_ID,
    COL_AT,
    COL_IDENT,
    COL_VARIANT,
    COL_N,
    COL_CONTENT,
    COL_LEAVES,
    COL_NATIVE,
    COL_TIME_TEXT,
    COL_TIME_HOW,
    COL_ACTION,
    COL_OUTCOME,
    COL_REASON,
    COL_REQUEST,
    COL_COUNT,
    COL_IP,
    COL_AGENT,
    COL_LOCATION,
    COL_CHANNEL,
    COL_MESSAGE,
    COL_ATTRIBUTES,
    COL_PARTIES,
    COL_RECORD,
    COL_SUB,
    COL_OFFSET,
    COL_LENGTH,
    COL_DIGEST,
    COL_FLAGS,
    EVENT_COLUMNS
};

/* In the order of the table, which saves SQLite a copy of each.  usual: what a column holds that a
 * dump does not fill; that of id, the next one, is SQLite's choice where none is given. */
static const struct {
    const char *name, *usual;
} event_columns[EVENT_COLUMNS] = {
    [COL_ID] = {"id", ""},
    [COL_AT] = {"at", NULL},
    [COL_IDENT] = {"ident", NULL},
    [COL_VARIANT] = {"variant", "0"},
    [COL_N] = {"n", "1"},
    [COL_CONTENT] = {"content", NULL},
    [COL_LEAVES] = {"leaves", NULL},
    [COL_NATIVE] = {"native", "NULL"},
    [COL_TIME_TEXT] = {"time_text", "NULL"},
    [COL_TIME_HOW] = {"time_how", NULL},
    [COL_ACTION] = {"action", NULL},
    [COL_OUTCOME] = {"outcome", "0"},
    [COL_REASON] = {"reason", "NULL"},
    [COL_REQUEST] = {"request", "NULL"},
    [COL_COUNT] = {"count", "1"},
    [COL_IP] = {"ip", "NULL"},
    [COL_AGENT] = {"agent", "NULL"},
    [COL_LOCATION] = {"location", "NULL"},
    [COL_CHANNEL] = {"channel", "NULL"},
    [COL_MESSAGE] = {"message", "NULL"},
    [COL_ATTRIBUTES] = {"attributes", "NULL"},
    [COL_PARTIES] = {"parties", "NULL"},
    [COL_RECORD] = {"record", NULL},
    [COL_SUB] = {"sub", "0"},
    [COL_OFFSET] = {"offset", NULL},
    [COL_LENGTH] = {"length", NULL},
    [COL_DIGEST] = {"digest", NULL},
    [COL_FLAGS] = {"flags", "0"},
};

static int64_t flags(const struct event *ev)
{
    return (ev->flags & (EVENT_RECOVERED | EVENT_IGNORES)) | (ev->n_changes > 0 ? ROW_HAS_CHANGES : 0);
}

static void event_column(const struct feed *f, size_t row, int column, struct sqlite3_context *to)
{
    const struct slot *slot = ((const struct slot *const *)f->rows)[row];
    const struct event *ev = slot->ev;

    switch ((enum event_column)column) {
    case COL_ID: feed_int(to, slot->id); break;
    case COL_AT: feed_int(to, ev->time.at); break;
    case COL_IDENT: feed_blob(to, ev->ident, IDENT_SIZE); break;
    case COL_VARIANT: feed_int(to, slot->variant); break;
    case COL_N: feed_int(to, slot->n); break;
    case COL_CONTENT: feed_int(to, ev->content); break;
    case COL_LEAVES: feed_int(to, ev->leaves); break;
    case COL_NATIVE: feed_text(to, ev->native); break;
    case COL_TIME_TEXT: feed_text(to, time_text(slot)); break;
    case COL_TIME_HOW: feed_int(to, time_how(slot)); break;
    case COL_ACTION: feed_int(to, slot->action); break;
    case COL_OUTCOME: feed_int(to, (int64_t)ev->outcome); break;
    case COL_REASON: feed_text(to, ev->reason); break;
    case COL_REQUEST: feed_text(to, ev->request); break;
    case COL_COUNT: feed_int(to, ev->count); break;
    case COL_IP: feed_text(to, ev->ip); break;
    case COL_AGENT:
        if (slot->agent != 0)
            feed_int(to, slot->agent);
        break;
    case COL_LOCATION: feed_text(to, ev->location); break;
    case COL_CHANNEL: feed_text(to, ev->channel); break;
    case COL_MESSAGE: feed_text(to, ev->message); break;
    case COL_ATTRIBUTES: feed_text(to, ev->attributes); break;
    case COL_PARTIES: feed_text(to, slot->parties); break;
    case COL_RECORD: feed_int(to, (int64_t)ev->record); break;
    case COL_SUB: feed_int(to, ev->sub); break;
    case COL_OFFSET: feed_int(to, (int64_t)ev->offset); break;
    case COL_LENGTH: feed_int(to, (int64_t)ev->length); break;
    case COL_DIGEST: feed_blob(to, ev->digest, DIGEST_SIZE); break;
    case COL_FLAGS: feed_int(to, flags(ev)); break;
    case EVENT_COLUMNS: break;
    }
}

/* Those of the columns with a usual value that hold another in this row, a bit each. */
static uint32_t unusual(const struct slot *slot)
{
    const struct event *ev = slot->ev;

    return (uint32_t)(slot->variant != 0) << COL_VARIANT | (uint32_t)(slot->n != 1) << COL_N |
           (uint32_t)(ev->native.n > 0) << COL_NATIVE | (uint32_t)(time_text(slot).n > 0) << COL_TIME_TEXT |
           (uint32_t)(ev->outcome != OUTCOME_UNKNOWN) << COL_OUTCOME |
           (uint32_t)(ev->reason.n > 0) << COL_REASON | (uint32_t)(ev->request.n > 0) << COL_REQUEST |
           (uint32_t)(ev->count != 1) << COL_COUNT | (uint32_t)(ev->ip.n > 0) << COL_IP |
           (uint32_t)(slot->agent != 0) << COL_AGENT | (uint32_t)(ev->location.n > 0) << COL_LOCATION |
           (uint32_t)(ev->channel.n > 0) << COL_CHANNEL | (uint32_t)(ev->message.n > 0) << COL_MESSAGE |
           (uint32_t)(ev->attributes.n > 0) << COL_ATTRIBUTES |
           (uint32_t)(slot->parties.n > 0) << COL_PARTIES | (uint32_t)(ev->sub != 0) << COL_SUB |
           (uint32_t)(flags(ev) != 0) << COL_FLAGS;
}

static void change_column(const struct feed *f, size_t row, int column, struct sqlite3_context *to)
{
    const struct list_row *r = (const struct list_row *)f->rows + row;
    const struct change *c = &r->slot->ev->changes[r->ord];

    switch (column) {
    case 0: feed_int(to, r->slot->id); break;
    case 1: feed_int(to, (int64_t)r->ord); break;
    case 2: feed_texts(to, c->field); break;
    case 3: feed_text(to, c->old); break;
    case 4: feed_text(to, c->new_); break;
    default: feed_int(to, (int64_t)c->known); break;
    }
}

static void chunk_column(const struct feed *f, size_t row, int column, struct sqlite3_context *to)
{
    const struct chunk *c = (const struct chunk *)f->rows + row;

    switch (column) {
    case 0: feed_int(to, link_period(&c->first)); break;
    case 1: feed_int(to, link_item(&c->first)); break;
    case 2: feed_int(to, link_second(&c->first)); break;
    case 3: feed_int(to, link_event(&c->first)); break;
    case 4:
        if (c->n > 1)
            feed_int(to, c->last);
        break;
    default: feed_text(to, c->list); break;
    }
}

static void native_column(const struct feed *f, size_t row, int column, struct sqlite3_context *to)
{
    const struct fresh *r = (const struct fresh *)f->rows + row;

    feed_int(to, column == 0 ? r->h : r->event);
}

static void feed_time(struct sqlite3_context *to, int64_t at)
{
    if (at != STAMP_UNKNOWN)
        feed_int(to, at);
}

static void label_column(const struct item_entry *e, int column, struct sqlite3_context *to)
{
    if (!e->labelled)
        return;
    switch (column) {
    case 3: feed_text(to, slice_equal(e->label, e->first_label) ? SLICE_NONE : e->label); break;
    case 4: feed_int(to, e->label_at); break;
    default: feed_blob(to, e->label_ident, IDENT_SIZE); break;
    }
}

/* Columns in the order of ROWS_ITEM_COLUMNS. */
static void item_column(const struct feed *f, size_t row, int column, struct sqlite3_context *to)
{
    const struct item_entry *e = ((const struct item_entry *const *)f->rows)[row];

    switch (column) {
    case 0: feed_int(to, e->id); break;
    case 1: feed_texts(to, e->type->text); break;
    case 2: feed_texts(to, (struct slice){e->key, e->n_key}); break;
    case 6: feed_text(to, e->first_label); break;
    case 7: feed_int(to, e->events); break;
    case 8: feed_int(to, e->failures); break;
    case 9: feed_int(to, e->denials); break;
    case 10: feed_int(to, e->acted); break;
    case 11: feed_time(to, e->first_at == INT64_MAX ? STAMP_UNKNOWN : e->first_at); break;
    case 12: feed_time(to, e->last_at); break;
    default: label_column(e, column, to); break;
    }
}

static void name_event_columns(struct store_writer *w)
{
    buf_init(&w->event_table, BUF_CAP);
    for (size_t i = 0; i < EVENT_COLUMNS; i++) {
        buf_text(&w->event_table, i == 0 ? "CREATE TABLE x(" : ",");
        buf_text(&w->event_table, event_columns[i].name);
    }
    buf_byte(&w->event_table, ')');
}

static const struct feed feeds[FEED_COUNT] = {
    [FEED_EVENT] = {.name = "feed_event", .column = event_column}, /* its columns: event_table */
    [FEED_CHANGE] = {.name = "feed_change",
                     .columns = "CREATE TABLE x(event,ord,field,old,new,known)",
                     .column = change_column},
    [FEED_CHUNK] = {.name = "feed_chunk",
                    .columns = "CREATE TABLE x(period,item,second,event,last,events)",
                    .column = chunk_column},
    [FEED_NATIVE] = {.name = "feed_native", .columns = "CREATE TABLE x(h,event)", .column = native_column},
    [FEED_ITEM] = {.name = "feed_item",
                   .columns = "CREATE TABLE x(" ROWS_ITEM_COLUMNS ")",
                   .column = item_column},
};

enum status rows_open(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;

    name_event_columns(w);
    buf_init(&w->text, BUF_CAP);
    for (int i = 0; i < FEED_COUNT; i++)
        w->feeds[i] = feeds[i];
    w->feeds[FEED_EVENT].columns = buf_string(&w->event_table);
    for (int i = 0; i < FEED_COUNT && st == ST_OK; i++)
        st = feed_open(w->s, &w->feeds[i], err);
    return st;
}

void rows_close(struct store_writer *w)
{
    for (int i = 0; i < FEED_COUNT; i++)
        if (w->feeds[i].name != NULL)
            feed_close(w->s, &w->feeds[i]);
    buf_release(&w->event_table);
    buf_release(&w->text);
}

enum status rows_feed(struct store_writer *w, enum writer_feed which, const void *rows, size_t n,
                      struct err *err)
{
    static const enum writer_query queries[] = {WQ_EVENT, WQ_CHANGE, WQ_CHUNK, WQ_NATIVE_NEW, WQ_ITEM_NEW};

    if (n == 0)
        return ST_OK;
    w->feeds[which].rows = rows;
    w->feeds[which].n = n;
    return sql_run(w->s, w->q[queries[which]], err);
}

/* Most labels are their item's only one ever: they are told by a bit. */
static void pack_party(struct buf *b, const struct party *p, const struct slot_item *item)
{
    int64_t code = item->id << PARTY_SHIFT | (int64_t)p->role | (item->first ? PARTY_FIRST : 0);

    if (p->how == FOUND_FIELD && (item->first || p->label.n == 0)) {
        buf_int(b, code);
        return;
    }
    buf_byte(b, '[');
    buf_int(b, code);
    buf_byte(b, ',');
    buf_int(b, (int64_t)p->how);
    if (p->label.n > 0 && !item->first) {
        buf_byte(b, ',');
        json_write_string(b, p->label);
    }
    buf_byte(b, ']');
}

void rows_pack(struct store_writer *w, struct slot *slot, struct arena *a)
{
    struct buf *b = &w->text;

    if (slot->ev->n_parties == 0)
        return;
    buf_clear(b);
    for (size_t k = 0; k < slot->ev->n_parties; k++) {
        buf_byte(b, k == 0 ? '[' : ',');
        pack_party(b, &slot->ev->parties[k], &slot->items[k]);
    }
    buf_byte(b, ']');
    slot->parties = slice_copy(a, buf_view(b));
}

static bool is_read(uint32_t columns, size_t i)
{
    return event_columns[i].usual == NULL || (columns >> i & 1) != 0;
}

/* Reads what is in columns, and writes what is usual where it is not. */
static enum status prepare_events(struct store_writer *w, uint32_t columns, struct err *err)
{
    size_t first = is_read(columns, COL_ID) ? COL_ID : COL_ID + 1;
    struct buf text;
    enum status st;

    buf_init(&text, BUF_CAP);
    buf_text(&text, "INSERT OR ROLLBACK INTO event(");
    for (size_t i = first; i < EVENT_COLUMNS; i++)
        buf_format(&text, "%s,", event_columns[i].name);
    buf_text(&text, "import) SELECT ");
    for (size_t i = first; i < EVENT_COLUMNS; i++)
        buf_format(&text, "%s,", is_read(columns, i) ? event_columns[i].name : event_columns[i].usual);
    buf_text(&text, "?1 FROM feed_event");
    sql_free(w->q[WQ_EVENT]);
    w->q[WQ_EVENT] = NULL;
    st = sql_prepare(w->s, buf_string(&text), &w->q[WQ_EVENT], err);
    buf_release(&text);
    return st;
}

/* A row that SQLite appends under the next id is not looked for first.  It takes the id after the last
 * row's, which is another than ours if the last events went. */
static enum status unusual_id(struct store_writer *w, int64_t id, uint32_t *columns, struct err *err)
{
    int64_t last = 0;
    enum status st = sql_one(w->s, w->q[WQ_LAST], &last, err);

    *columns |= (uint32_t)(id != last + 1) << COL_ID;
    return st;
}

/* SQLite asks for each column of each row, so a column that no event filled so far is not asked for. */
static enum status write_events(struct store_writer *w, struct arena *a, struct err *err)
{
    const struct slot **rows = arena_alloc(a, w->n_slots * sizeof(*rows));
    uint32_t columns = w->event_filled;
    size_t n = 0;
    enum status st;

    for (size_t i = 0; i < w->n_slots; i++) {
        if (!w->slots[i].is_new)
            continue;
        rows[n++] = &w->slots[i];
        columns |= unusual(&w->slots[i]);
    }
    if (n == 0)
        return ST_OK;
    assert(rows[n - 1]->id - rows[0]->id == (int64_t)n - 1);
    st = unusual_id(w, rows[0]->id, &columns, err);
    if (st == ST_OK && (w->q[WQ_EVENT] == NULL || columns != w->event_filled))
        st = prepare_events(w, columns, err);
    w->event_filled = columns;
    if (st != ST_OK)
        return st;
    sql_int(w->q[WQ_EVENT], 1, w->import);
    return rows_feed(w, FEED_EVENT, rows, n, err);
}

static size_t n_changes(const struct slot *slot)
{
    return slot->is_new || slot->rewrite ? slot->ev->n_changes : 0;
}

static enum status write_changes(struct store_writer *w, struct arena *a, struct err *err)
{
    struct list_row *rows;
    size_t n = 0, all = 0;

    for (size_t i = 0; i < w->n_slots; i++)
        all += n_changes(&w->slots[i]);
    rows = arena_alloc(a, all * sizeof(*rows));
    for (size_t i = 0; i < w->n_slots; i++)
        for (size_t k = 0; k < n_changes(&w->slots[i]); k++)
            rows[n++] = (struct list_row){&w->slots[i], k};
    return rows_feed(w, FEED_CHANGE, rows, n, err);
}

enum status rows_write(struct store_writer *w, struct arena *a, struct err *err)
{
    enum status st = write_events(w, a, err);

    if (st == ST_OK)
        st = write_changes(w, a, err);
    phases_lap(w->s->phases, PHASE_ROWS);
    for (size_t i = 0; i < w->n_slots && st == ST_OK; i++)
        if (w->slots[i].is_new || w->slots[i].rewrite)
            st = links_count(w, &w->slots[i], a, err);
    phases_lap(w->s->phases, PHASE_LINKS);
    return st;
}

/* The same columns for one event: parameters 2 to 16. */
void rows_bind_mapping(struct sqlite3_stmt *q, const struct slot *slot)
{
    const struct event *ev = slot->ev;

    sql_text(q, 2, ev->native);
    sql_text(q, 3, time_text(slot));
    sql_int(q, 4, time_how(slot));
    sql_int(q, 5, slot->action);
    sql_int(q, 6, (int64_t)ev->outcome);
    sql_text(q, 7, ev->reason);
    sql_text(q, 8, ev->request);
    sql_int(q, 9, ev->count);
    sql_text(q, 10, ev->ip);
    if (slot->agent == 0)
        sql_null(q, 11);
    else
        sql_int(q, 11, slot->agent);
    sql_text(q, 12, ev->location);
    sql_text(q, 13, ev->channel);
    sql_text(q, 14, ev->message);
    sql_text(q, 15, ev->attributes);
    sql_text(q, 16, slot->parties);
}

enum status rows_reject(struct store_writer *w, const struct reject *r, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_REJECT];

    sql_int(q, 1, w->import);
    sql_int(q, 2, (int64_t)r->record);
    sql_int(q, 3, (int64_t)r->offset);
    sql_int(q, 4, (int64_t)r->length);
    sql_int(q, 5, (int64_t)r->line);
    sql_int(q, 6, (int64_t)r->column);
    sql_texts(q, 7, slice_text(r->code));
    sql_texts(q, 8, r->reason);
    sql_blob(q, 9, r->digest, DIGEST_SIZE);
    sql_blob(q, 10, r->raw.p, r->raw.n);
    sql_int(q, 11, r->around);
    return sql_run(w->s, q, err);
}
