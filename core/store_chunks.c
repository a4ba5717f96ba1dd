/* store_chunks: rows of by_item.  See store_links.h.
 *
 * A row holds what one flush of links has of an item and month, which takes a third of the time and
 * of the bytes that a row per event took; its length is bounded, so that reading some of a busy
 * item's month is cheap.  Events of a row are in order of second and id.
 */
#include "store_links.h"
#include "store_writer.h"

#define CHUNK_EVENTS 256  /* of a row, and */
#define CHUNK_BYTES  4096 /* of its list at most: 15 an event, as ids have 42 bits */
#define CHUNKS       4096 /* written at a time */
#define CHUNKS_ROOM  ((size_t)256 << 10)

struct chunks {
    struct chunk all[CHUNKS];
    size_t n;
    struct buf lists; /* CHUNKS_ROOM of it: never moves */
};

void chunks_open(struct store_writer *w)
{
    w->chunks = mem_zero(1, sizeof(*w->chunks));
    buf_init(&w->chunks->lists, BUF_CAP);
    (void)buf_space(&w->chunks->lists, CHUNKS_ROOM);
}

void chunks_close(struct store_writer *w)
{
    buf_release(&w->chunks->lists);
    mem_free(w->chunks);
}

enum status chunks_flush(struct store_writer *w, struct err *err)
{
    struct chunks *c = w->chunks;
    enum status st = rows_feed(w, FEED_CHUNK, c->all, c->n, err);

    c->n = 0;
    buf_clear(&c->lists);
    return st;
}

static enum status start(struct store_writer *w, const struct link *link, struct err *err)
{
    struct chunks *c = w->chunks;
    enum status st = ST_OK;

    if (c->n == CHUNKS || c->lists.n + CHUNK_BYTES > CHUNKS_ROOM)
        st = chunks_flush(w, err);
    c->all[c->n++] = (struct chunk){.first = *link, .n = 1};
    return st;
}

/* The list is whole after each event. */
static void prolong(struct chunks *c, struct chunk *k, const struct link *link)
{
    struct buf *b = &c->lists;

    if (k->n++ == 1) {
        k->list.p = b->p + b->n;
        buf_text(b, "[0");
    } else {
        b->n--;
    }
    buf_byte(b, ',');
    buf_int(b, link_event(link) - link_event(&k->first));
    buf_byte(b, ']');
    k->list.n = (size_t)(b->p + b->n - k->list.p);
    k->last = link_second(link);
}

enum status chunks_add(struct store_writer *w, const struct link *link, struct err *err)
{
    struct chunks *c = w->chunks;
    struct chunk *k = c->n > 0 ? &c->all[c->n - 1] : NULL;

    if (k == NULL || k->first.word[LINK_WHERE] != link->word[LINK_WHERE] || k->n == CHUNK_EVENTS)
        return start(w, link, err);
    prolong(c, k, link);
    return ST_OK;
}

/* The list's next distance. */
static bool next_event(struct slice *list, int64_t *out)
{
    size_t n = 1;

    while (n < list->n && list->p[n] != ',' && list->p[n] != ']')
        n++;
    if (n >= list->n || !slice_int((struct slice){list->p + 1, n - 1}, out))
        return false;
    *list = (struct slice){list->p + n, list->n - n};
    return true;
}

/* The list without that event, as distances from the first that is left, in *from; empty if none is.
 * False: the event is not in it. */
static bool list_without(struct slice list, int64_t gone, struct buf *out, int64_t *from)
{
    int64_t event;
    bool found = false;

    buf_clear(out);
    while (next_event(&list, &event)) {
        if (event == gone) {
            found = true;
            continue;
        }
        if (out->n == 0)
            *from = event;
        buf_byte(out, out->n == 0 ? '[' : ',');
        buf_int(out, event - *from);
    }
    if (out->n > 0)
        buf_byte(out, ']');
    return found;
}

/* The row's new first event is in no other row of the item, so its key is free. */
static enum status rewrite(struct store_writer *w, const struct link *key, int64_t from, struct slice list,
                           struct err *err)
{
    struct sqlite3_stmt *q = w->q[list.n == 0 ? WQ_CHUNK_GONE : WQ_CHUNK_LESS];

    sql_int(q, 1, link_period(key));
    sql_int(q, 2, link_item(key));
    sql_int(q, 3, link_second(key));
    sql_int(q, 4, link_event(key));
    if (list.n > 0) {
        sql_int(q, 5, link_event(key) + from);
        sql_text(q, 6, list);
    }
    return sql_run(w->s, q, err);
}

/* Most often the last row that does not start later has it. */
enum status chunks_remove(struct store_writer *w, const struct link *link, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_CHUNK_FIND];
    struct link key = *link;
    struct buf list;
    int64_t from = 0;
    bool found = false;
    enum status st = ST_OK;

    buf_init(&list, BUF_CAP);
    sql_int(q, 1, link_period(link));
    sql_int(q, 2, link_item(link));
    sql_int(q, 3, link_second(link));
    while (!found && (st = sql_step(w->s, q, err)) == ST_OK) {
        struct slice events = sql_column_null(q, 2) ? SLICE("[0]") : sql_column(q, 2);

        link_move(&key, sql_column_int(q, 0), sql_column_int(q, 1));
        found = list_without(events, link_event(link) - link_event(&key), &list, &from);
    }
    sql_reset(q);
    if (st == ST_OK)
        st = rewrite(w, &key, from, buf_view(&list), err);
    buf_release(&list);
    return st == ST_END ? sql_damaged(w->s, "an item lacks one of its events", err) : st;
}
