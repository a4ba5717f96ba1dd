/* csv_out: rows of CSV to a sink.  See csv_out.h. */
#include "csv_out.h"
#include "utf8.h"

#define FLUSH_AT 16384

void csv_out_init(struct csv_out *o, enum csv_mode mode, template_sink sink, void *ctx)
{
    *o = (struct csv_out){.mode = mode, .sink = sink, .ctx = ctx};
    buf_init(&o->buf, BUF_CAP);
}

void csv_out_release(struct csv_out *o)
{
    buf_release(&o->buf);
}

void csv_write_name(struct buf *b, enum csv_mode mode, struct slice name)
{
    struct buf whole;
    size_t length;

    if (utf8_valid(name) == name.n) {
        csv_write_cell(b, mode, name);
        return;
    }
    buf_init(&whole, BUF_CAP);
    for (size_t at = 0; at < name.n; at += length) {
        int32_t code = utf8_at(name, at, &length);

        utf8_add(&whole, code < 0 ? 0xfffd : (uint32_t)code);
    }
    csv_write_cell(b, mode, buf_view(&whole));
    buf_release(&whole);
}

static void begin_cell(struct csv_out *o, struct slice cell)
{
    if (o->cells++ > 0)
        buf_byte(&o->buf, ',');
    o->only_empty = o->cells == 1 && cell.n == 0;
}

void csv_out_cell(struct csv_out *o, struct slice cell)
{
    begin_cell(o, cell);
    csv_write_cell(&o->buf, o->mode, cell);
}

void csv_out_name(struct csv_out *o, struct slice name)
{
    begin_cell(o, name);
    csv_write_name(&o->buf, o->mode, name);
}

void csv_out_text(struct csv_out *o, const char *cell)
{
    csv_out_cell(o, slice_text(cell));
}

void csv_out_int(struct csv_out *o, int64_t cell)
{
    char digits[24];
    size_t at = sizeof(digits) - 1;
    uint64_t left = cell < 0 ? 0 - (uint64_t)cell : (uint64_t)cell;

    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (cell < 0)
        digits[--at] = '-';
    csv_out_text(o, digits + at);
}

enum status csv_out_row(struct csv_out *o, struct err *err)
{
    if (o->only_empty)
        buf_text(&o->buf, "\"\""); /* or the row would be a blank line */
    buf_text(&o->buf, "\r\n");
    o->cells = 0;
    o->only_empty = false;
    return o->buf.n >= FLUSH_AT ? csv_out_flush(o, err) : ST_OK;
}

enum status csv_out_flush(struct csv_out *o, struct err *err)
{
    enum status st = ST_OK;

    if (o->buf.n > 0)
        st = o->sink(o->ctx, buf_view(&o->buf), err);
    buf_clear(&o->buf);
    return st;
}
