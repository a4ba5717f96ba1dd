/* export_csv: events as CSV (RFC 4180), cells verbatim.  See export_impl.h.
 *
 * Lists stay in one cell, as JSON, so that the columns are the same for every store. */
#include "csv_out.h"
#include "export_impl.h"

static void next_cell(struct buf *out, struct slice value)
{
    buf_byte(out, ',');
    csv_write_cell(out, CSV_VERBATIM, value);
}

static void next_int(struct buf *out, int64_t value)
{
    buf_byte(out, ',');
    buf_int(out, value);
}

static void next_digest(struct buf *out, const unsigned char *p, bool erased)
{
    buf_byte(out, ',');
    if (!erased)
        buf_hex(out, p, DIGEST_SIZE);
}

static void next_list(struct buf *out, const struct store_event *e, size_t n,
                      void (*write)(struct buf *, const struct store_event *))
{
    struct buf list;

    buf_init(&list, BUF_CAP);
    if (n > 0)
        write(&list, e);
    next_cell(out, buf_view(&list));
    buf_release(&list);
}

static void head(struct buf *out)
{
    buf_text(out, "id,source,native,time,time_text,resolution,zone,time_doubt,action,category,label,outcome,"
                  "reason,count,items,changes,ip,agent,location,channel,request,message,attributes,"
                  "dump,dump_sha256,record,part,offset,length,sha256,flags\r\n");
}

static void event(struct buf *out, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    buf_text(out, e->public_id);
    next_cell(out, e->source);
    next_cell(out, ev->native);
    buf_byte(out, ',');
    if (ev->time.at != STAMP_UNKNOWN)
        stamp_write(out, ev->time.at, ev->time.resolution);
    next_cell(out, ev->time_text);
    next_cell(out, slice_text(export_resolution(ev->time.resolution)));
    next_cell(out, slice_text(export_zone(ev->time.zone)));
    next_cell(out, slice_text(stamp_doubt(&ev->time)));
    next_cell(out, ev->action);
    next_cell(out, ev->category);
    next_cell(out, ev->label);
    next_cell(out, slice_text(outcome_name(ev->outcome)));
    next_cell(out, ev->reason);
    next_int(out, ev->count);
    next_list(out, e, e->n_parties, export_json_items);
    next_list(out, e, ev->n_changes, export_json_changes);
    next_cell(out, ev->ip);
    next_cell(out, ev->agent);
    next_cell(out, ev->location);
    next_cell(out, ev->channel);
    next_cell(out, ev->request);
    next_cell(out, ev->message);
    next_cell(out, ev->attributes);
    buf_byte(out, ',');
    csv_write_name(out, CSV_VERBATIM, e->dump_name);
    next_digest(out, e->dump, e->dump_erased);
    next_int(out, (int64_t)ev->record);
    next_int(out, ev->sub);
    next_int(out, (int64_t)ev->offset);
    next_int(out, (int64_t)ev->length);
    next_digest(out, ev->digest, e->veiled || (ev->flags & EVENT_ERASED) != 0);
    buf_byte(out, ',');
    export_flags(out, e);
    buf_text(out, "\r\n");
}

static void tail(struct buf *out)
{
    (void)out;
}

const struct export_writer export_csv = {head, event, tail};
