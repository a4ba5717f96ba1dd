/* fates: the map of an import's records.  See fates.h. */
#include "fates.h"

void fates_line(struct buf *b, const struct fate_run *run)
{
    buf_int(b, (int64_t)run->first);
    buf_byte(b, '\t');
    buf_int(b, (int64_t)run->count);
    buf_byte(b, '\t');
    buf_int(b, run->fate);
    buf_byte(b, '\n');
}

static enum status sum(struct store *s, int64_t import, struct digest *d, struct fates_told *out,
                       struct err *err)
{
    struct store_fates *f = NULL;
    struct fate_run run;
    struct buf line;
    enum status st = store_fates_open(s, import, 0, &f, err);

    *out = (struct fates_told){0};
    buf_init(&line, BUF_CAP);
    digest_start(d);
    while (st == ST_OK && (st = store_fates_next(f, &run, err)) == ST_OK) {
        buf_clear(&line);
        fates_line(&line, &run);
        digest_add(d, line.p, line.n);
        out->records += run.count;
        out->of[run.fate] += run.count;
    }
    digest_end(d, out->digest);
    buf_release(&line);
    store_fates_close(f);
    return st == ST_END ? ST_OK : st;
}

enum status fates_of(struct store *s, int64_t import, bool whole, int64_t after, struct digest *d,
                     struct fates_told *out, struct err *err)
{
    enum status st = sum(s, import, d, out, err);

    if (st != ST_OK || whole || out->records == 0)
        return st;
    st = store_fates_settle(s, import, after, err);
    return st == ST_OK ? sum(s, import, d, out, err) : st;
}
