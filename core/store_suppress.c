/* store_suppress: what was erased and comes again with a dump.  See store_suppress.h.
 *
 * An event is known by its identity, which the same record has in another spelling too, and by its record's
 * bytes, which stay the same where a profile makes another identity of them.
 */
#include <string.h>

#include "store_horizon.h"
#include "store_marks.h"
#include "store_suppress.h"
#include "store_writer.h"

enum status suppress_open(struct store_writer *w, const char *source, struct err *err)
{
    bool any = false;
    enum status st = store_marks_any(w->s, &any, err);

    if (st != ST_OK || !any)
        return st;
    if (w->s->pepper == NULL)
        return err_at(err, ST_FATAL, w->s->path, 0, 0, "PEPPER-MISSING",
                      "the store was erased from since this run began; run it again, with --pepper");
    st = store_marks_use(w->s, w->s->pepper, err);
    buf_init(&w->source_name, BUF_CAP);
    buf_text(&w->source_name, source);
    if (st == ST_OK)
        st = store_marks_open(w->s, &w->marks, err);
    return st == ST_OK ? horizon_open(w->s, slice_text(source), &w->horizon, err) : st;
}

void suppress_close(struct store_writer *w)
{
    store_marks_close(w->marks);
    horizon_close(w->horizon);
    buf_release(&w->source_name);
}

static enum status is_erased(struct store_writer *w, const struct event *ev, bool *erased, struct err *err)
{
    unsigned char mark[PEPPER_MARK];
    enum status st;

    pepper_event(w->s->pepper, buf_view(&w->source_name), ev->ident, mark);
    st = store_marks_find(w->marks, mark, erased, err);
    if (st != ST_OK || *erased)
        return st;
    pepper_record(w->s->pepper, buf_view(&w->source_name), ev->digest, mark);
    st = store_marks_find(w->marks, mark, erased, err);
    return st == ST_OK && !*erased && w->horizon != NULL ? horizon_passed(w->horizon, ev, erased, err) : st;
}

/* A reject of an erased record is counted, and tells nothing of it; its digest becomes the mark. */
static enum status empty_reject(struct store_writer *w, struct reject *r, struct err *err)
{
    unsigned char mark[PEPPER_MARK];
    bool erased = false;
    enum status st;

    pepper_record(w->s->pepper, buf_view(&w->source_name), r->digest, mark);
    st = store_marks_find(w->marks, mark, &erased, err);
    if (!erased)
        return st;
    memcpy(r->digest, mark, sizeof(mark));
    r->reason = SLICE("erased");
    r->raw = SLICE_NONE;
    w->emptied++;
    return ST_OK;
}

enum status suppress_batch(struct store_writer *w, struct batch *b, struct err *err)
{
    size_t kept = 0;
    enum status st = ST_OK;

    for (size_t i = 0; i < b->n_events && st == ST_OK; i++) {
        bool erased = false;

        st = is_erased(w, &b->events[i], &erased, err);
        if (erased) {
            writer_count(w, b->events[i].time.at);
            w->counts.suppressed++;
            fates_note(&w->fates, PLANE_SUPPRESSED, b->events[i].record);
            continue;
        }
        if (kept != i)
            b->events[kept] = b->events[i];
        kept++;
    }
    b->n_events = kept;
    for (size_t i = 0; i < b->n_rejects && st == ST_OK; i++)
        st = empty_reject(w, &b->rejects[i], err);
    return st;
}

enum status suppress_dump(struct store_writer *w, struct store_import *info, struct err *err)
{
    unsigned char mark[PEPPER_MARK];

    if (info->dump_erased || w->counts.suppressed + w->emptied == 0)
        return ST_OK;
    pepper_dump(w->s->pepper, info->dump, mark);
    memcpy(info->dump, mark, sizeof(mark));
    info->dump_erased = true;
    return store_marks_add(w->marks, mark, err);
}

enum status suppress_item(struct store_writer *w, struct slice type, struct slice key, bool *erased,
                          struct err *err)
{
    unsigned char mark[PEPPER_MARK];

    pepper_item(w->s->pepper, type, key, mark);
    return store_marks_find(w->marks, mark, erased, err);
}
