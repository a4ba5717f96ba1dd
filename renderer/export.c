/* export: the events of a store, verbatim.  See export.h. */
#include <string.h>

#include "export_impl.h"

#define EXPORT_PIECE ((size_t)64 << 10) /* bytes handed to the sink at a time */

const char *export_resolution(enum stamp_resolution r)
{
    static const char *const names[] = {"", "day", "minute", "s", "ms", "us", "ns"};

    return names[r];
}

const char *export_zone(enum stamp_zone z)
{
    static const char *const names[] = {"", "text", "profile", "assumed"};

    return names[z];
}

static void erased_flag(struct buf *out, const struct store_event *e)
{
    buf_text(out, (e->ev.flags & EVENT_PARTLY) != 0 ? "partly-erased" : "erased");
    if (e->erased_by >= 0)
        buf_format(out, "(%lld)", (long long)e->erased_by);
}

void export_flags(struct buf *out, const struct store_event *e)
{
    static const struct {
        unsigned bit;
        const char *name;
    } flags[] = {{EVENT_CONFLICT, "conflict"},     {EVENT_RECOVERED, "recovered"},
                 {EVENT_SUPERSEDED, "superseded"}, {EVENT_STALE, "stale"},
                 {EVENT_DIFFERS, "differs"},       {EVENT_IGNORES, "ignores"},
                 {EVENT_ABSENT, "absent"}};
    bool first = true;

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (!(e->ev.flags & flags[i].bit))
            continue;
        if (!first)
            buf_byte(out, ' ');
        buf_text(out, flags[i].name);
        first = false;
    }
    if ((e->ev.flags & EVENT_ERASED) == 0)
        return;
    if (!first)
        buf_byte(out, ' ');
    erased_flag(out, e);
}

/* The number of e among the events of its time and identity; last is the one before it. */
struct numbering {
    int64_t at;
    unsigned char ident[IDENT_SIZE];
    uint32_t n;
};

static uint32_t number(struct numbering *last, const struct event *ev)
{
    if (last->n == 0 || last->at != ev->time.at || memcmp(last->ident, ev->ident, IDENT_SIZE) != 0) {
        last->at = ev->time.at;
        memcpy(last->ident, ev->ident, IDENT_SIZE);
        last->n = 0;
    }
    return ++last->n;
}

static enum status flush(struct buf *out, size_t least, export_sink sink, void *ctx, struct err *err)
{
    enum status st = ST_OK;

    if (out->n > least) {
        st = sink(ctx, buf_view(out), err);
        buf_clear(out);
    }
    return st;
}

static const struct export_writer *writer_of(enum export_format format)
{
    switch (format) {
    case EXPORT_CSV: return &export_csv;
    case EXPORT_XML: return &export_xml;
    case EXPORT_JSONL: break;
    }
    return &export_jsonl;
}

static enum status write_events(struct store_events *events, const struct export_options *o, struct buf *out,
                                export_sink sink, void *ctx, uint64_t *count, struct err *err)
{
    const struct export_writer *w = writer_of(o->format);
    struct numbering last = {0};
    const struct store_event *e;
    enum status st;

    if (!o->canonical)
        w->head(out);
    while ((st = store_events_next(events, &e, err)) == ST_OK) {
        if (o->canonical)
            export_canonical(out, e, number(&last, &e->ev));
        else
            w->event(out, e);
        (*count)++;
        if ((st = flush(out, EXPORT_PIECE, sink, ctx, err)) != ST_OK)
            return st;
    }
    if (st != ST_END)
        return st;
    if (!o->canonical)
        w->tail(out);
    return flush(out, 0, sink, ctx, err);
}

enum status export_write(struct store *s, const struct export_options *o, export_sink sink, void *ctx,
                         uint64_t *count, struct err *err)
{
    struct store_filter filter = o->filter;
    struct store_events *events = NULL;
    struct buf out;
    enum status st;

    *count = 0;
    filter.superseded = true; /* every version is kept, and every version goes out */
    st = store_events_open(s, &filter, &events, err);
    if (st != ST_OK)
        return st;
    buf_init(&out, BUF_CAP);
    st = write_events(events, o, &out, sink, ctx, count, err);
    buf_release(&out);
    store_events_close(events);
    return st;
}
