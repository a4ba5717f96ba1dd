/* reader_soon: stands in for the formats whose readers are not written yet. */
#include "reader_impl.h"

static enum status soon_open(struct reader *r, struct err *err)
{
    return err_set(err, ST_FAIL, "READER-FORMAT", "%s cannot be read yet",
                   format_name(r->options.format));
}

static enum status soon_next(struct reader *r, struct arena *arena, struct record *rec,
                             struct err *err)
{
    (void)arena;
    (void)rec;
    return soon_open(r, err);
}

static void soon_close(struct reader *r)
{
    (void)r;
}

const struct reader_ops reader_xml_ops = {
    .open = soon_open, .next = soon_next, .close = soon_close};
