/* report_ledger: the ledger on a page.  See report_ledger.h. */
#include "report_csv.h"
#include "report_keep.h"
#include "report_ledger.h"
#include "report_summary.h"
#include "store_ledger.h"
#include "store_reviews.h"

#define REVIEWS 500 /* the newest */

/* A time of the log is what a clock said: nobody has attested it. */
static enum status add_ledger(struct page *p, bool *begun, struct err *err)
{
    struct store_sealed l;
    struct value_builder b;
    enum status st = store_sealed(p->run->store, &l, p->arena, err);

    *begun = st == ST_OK && l.ledger.begun;
    if (!*begun)
        return st;
    value_begin(&b, p->arena, 8);
    value_add_text(&b, "origin", l.ledger.origin);
    value_add_text(&b, "entries", say_plural(p->arena, l.ledger.size, "entry", "entries"));
    value_add_bool(&b, "signed", l.ledger.vkey.n > 0);
    value_add_text(&b, "key", l.ledger.vkey);
    value_add_text(&b, "checkpoint", l.note);
    value_add_text(&b, "checkpoints", say_plural(p->arena, l.checkpoints, "checkpoint", "checkpoints"));
    value_add_text(&b, "unsealed",
                   l.unsealed > 0 ? say_plural(p->arena, l.unsealed, "event is", "events are") : SLICE_NONE);
    value_add(&p->map, "ledger", value_built(&b));
    return ST_OK;
}

static struct value review_value(struct arena *a, const struct store_review *r)
{
    struct value_builder b;

    value_begin(&b, a, 6);
    value_add_text(&b, "period", say_span(a, r->from, r->to));
    value_add_text(&b, "recorded", say_moment(a, r->at * STAMP_SECOND));
    value_add_text(&b, "verdict", slice_copy(a, r->verdict));
    value_add_text(&b, "by", slice_copy(a, r->by));
    value_add_text(&b, "findings", shorten(a, slice_copy(a, r->findings), REPORT_VALUE));
    return value_built(&b);
}

static void review_cells(struct csv_out *row, const struct store_review *r)
{
    csv_time(row, r->from, STAMP_RES_S);
    csv_time(row, r->to, STAMP_RES_S);
    csv_out_cell(row, r->verdict);
    csv_out_cell(row, r->by);
    csv_time(row, r->at * STAMP_SECOND, STAMP_RES_S);
    csv_out_int(row, (int64_t)r->size);
    csv_out_cell(row, r->findings);
}

/* All in the CSV, the newest on the page. */
static enum status list_reviews(struct page *p, uint64_t total, struct err *err)
{
    struct value *rows = arena_alloc(p->arena, REVIEWS * sizeof(*rows));
    uint64_t skip = total > REVIEWS ? total - REVIEWS : 0;
    struct store_reviews *c = NULL;
    struct store_review r;
    struct csv_file *csv = NULL;
    size_t n = 0;
    enum status st =
        csv_open(p->run, "csv/reviews.csv", "from,to,verdict,by,recorded,size,findings", &csv, err);

    if (st == ST_OK)
        st = store_reviews_open(p->run->store, &c, err);
    while (st == ST_OK && (st = store_reviews_next(c, &r, err)) == ST_OK) {
        review_cells(&csv->row, &r);
        st = csv_row(csv, err);
        if (skip > 0)
            skip--;
        else if (n < REVIEWS)
            rows[n++] = review_value(p->arena, &r);
    }
    store_reviews_close(c);
    value_add(&p->map, "reviews", some_value(p->arena, rows, n));
    if (total > REVIEWS)
        value_add_text(&p->map, "reviews_earlier",
                       say_plural(p->arena, total - REVIEWS, "earlier one", "earlier ones"));
    if (st == ST_END)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}

static enum status add_reviews(struct page *p, struct err *err)
{
    struct store_reviewed sum;
    enum status st = store_reviewed(p->run->store, &sum, err);

    if (st != ST_OK || sum.reviews == 0)
        return st;
    value_add_text(&p->map, "reviews_total", say_plural(p->arena, sum.reviews, "review", "reviews"));
    value_add_text(&p->map, "unreviewed",
                   sum.open > 0 ? say_plural(p->arena, sum.open, "event has", "events have") : SLICE_NONE);
    if (sum.through != STAMP_UNKNOWN)
        value_add_text(&p->map, "reviewed_through", say_moment(p->arena, sum.through));
    return list_reviews(p, sum.reviews, err);
}

enum status report_ledger(struct page *p, struct err *err)
{
    bool begun;
    enum status st = add_ledger(p, &begun, err);

    if (st == ST_OK && begun)
        st = add_reviews(p, err);
    return st == ST_OK && begun ? report_keep(p, err) : st;
}
