/* report_keep: holds and rules of retention on a page.  See report_keep.h. */
#include <stdio.h>

#include "report_csv.h"
#include "report_keep.h"
#include "store_erasures.h"
#include "store_holds.h"
#include "store_retention.h"

#define LISTED 500 /* the newest holds, the first rules */

/* The held item, linked if it has a page; or the class. */
static struct value held_value(const struct page *p, const struct store_hold *h)
{
    if (h->source.n > 0)
        return value_text(h->category.n > 0 ? say_format(p->arena, "%.*s, %.*s", (int)h->source.n,
                                                         (const char *)h->source.p, (int)h->category.n,
                                                         (const char *)h->category.p)
                                            : slice_copy(p->arena, h->source));
    if (p->run->filtered || h->item == 0)
        return value_text(SLICE("an item"));
    return item_link(p, h->item, h->type, h->key, SLICE_NONE);
}

static struct value hold_value(const struct page *p, const struct store_hold *h)
{
    const bool told = !p->run->filtered || h->source.n > 0;
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 10);
    value_add(&b, "entry", number_value(a, h->entry));
    value_add(&b, "held", held_value(p, h));
    value_add_text(&b, "kind", h->source.n > 0 ? SLICE("source") : told ? say_type(a, h->type) : SLICE_NONE);
    value_add_text(&b, "recorded", say_moment(a, h->at * STAMP_SECOND));
    value_add_text(&b, "reason", told ? shorten(a, slice_copy(a, h->reason), REPORT_VALUE) : SLICE_NONE);
    value_add_text(&b, "by", slice_copy(a, h->by));
    value_add_bool(&b, "released", h->release != 0);
    if (h->release != 0) {
        value_add(&b, "release", number_value(a, h->release));
        value_add_text(&b, "release_recorded", say_moment(a, h->released_at * STAMP_SECOND));
        value_add_text(&b, "release_reason",
                       told ? shorten(a, slice_copy(a, h->release_reason), REPORT_VALUE) : SLICE_NONE);
    }
    return value_built(&b);
}

static void hold_cells(struct page *p, struct csv_out *row, const struct store_hold *h)
{
    const bool told = !p->run->filtered || h->source.n > 0;

    csv_out_int(row, (int64_t)h->entry);
    csv_out_cell(row, h->source);
    csv_out_cell(row, h->category);
    csv_out_cell(row, told ? h->type : SLICE_NONE);
    csv_out_cell(row, told ? h->key : SLICE_NONE);
    csv_time(row, h->at * STAMP_SECOND, STAMP_RES_S);
    csv_out_cell(row, told ? h->reason : SLICE_NONE);
    csv_out_cell(row, h->by);
    if (h->release == 0) {
        for (int i = 0; i < 4; i++)
            csv_out_cell(row, SLICE_NONE);
        return;
    }
    csv_out_int(row, (int64_t)h->release);
    csv_time(row, h->released_at * STAMP_SECOND, STAMP_RES_S);
    csv_out_cell(row, told ? h->release_reason : SLICE_NONE);
    csv_out_cell(row, h->release_by);
}

/* All in the CSV, the newest on the page. */
static enum status each_hold(struct page *p, struct csv_file *csv, uint64_t skip, struct value *rows,
                             size_t *n, struct err *err)
{
    struct store_holds *c = NULL;
    struct store_hold h;
    enum status st = store_holds_open(p->run->store, &c, err);

    while (st == ST_OK && (st = store_holds_next(c, &h, err)) == ST_OK) {
        hold_cells(p, &csv->row, &h);
        st = csv_row(csv, err);
        if (skip > 0)
            skip--;
        else if (*n < LISTED)
            rows[(*n)++] = hold_value(p, &h);
    }
    store_holds_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status add_holds(struct page *p, struct err *err)
{
    static const char columns[] =
        "entry,source,category,item_type,item_key,recorded,reason,by,release,released,"
        "release_reason,released_by";
    struct value *rows = arena_alloc(p->arena, LISTED * sizeof(*rows));
    struct store_holds_count sum;
    struct csv_file *csv = NULL;
    size_t n = 0;
    uint64_t all;
    enum status st = store_holds_count(p->run->store, &sum, err);

    all = sum.in_force + sum.released;
    if (st != ST_OK || all == 0)
        return st;
    st = csv_open(p->run, "csv/holds.csv", columns, &csv, err);
    if (st != ST_OK)
        return st;
    st = each_hold(p, csv, all > LISTED ? all - LISTED : 0, rows, &n, err);
    value_add(&p->map, "holds", some_value(p->arena, rows, n));
    value_add_text(&p->map, "holds_total", say_plural(p->arena, all, "hold", "holds"));
    value_add_text(&p->map, "holds_in_force",
                   sum.in_force > 0 ? say_plural(p->arena, sum.in_force, "is", "are") : SLICE_NONE);
    if (st == ST_OK)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}

static struct slice period_text(struct arena *a, struct stamp_period p)
{
    const char *unit = p.unit == 'd' ? "day" : p.unit == 'm' ? "month" : "year";

    return p.n > 0 ? say_format(a, "%d %s%s", p.n, unit, p.n == 1 ? "" : "s") : SLICE_NONE;
}

static struct slice date_text(struct arena *a, int64_t day)
{
    return day != STAMP_UNKNOWN ? say_date(a, day) : SLICE_NONE;
}

static struct value rule_value(struct arena *a, const struct store_rule *r)
{
    struct value_builder b;

    value_begin(&b, a, 14);
    value_add(&b, "entry", number_value(a, r->entry));
    value_add_text(&b, "source", slice_copy(a, r->source));
    value_add_text(&b, "category", slice_copy(a, r->category));
    value_add_text(&b, "min", period_text(a, r->min));
    value_add_text(&b, "max", period_text(a, r->max));
    value_add(&b, "events", number_value(a, r->events + r->untimed));
    value_add_text(&b, "untimed", r->untimed > 0 ? say_number(a, r->untimed) : SLICE_NONE);
    value_add_text(&b, "oldest", date_text(a, r->first));
    value_add(&b, "young", cell_value(a, r->young));
    value_add(&b, "past", cell_value(a, r->past));
    value_add_text(&b, "due", date_text(a, r->due));
    return value_built(&b);
}

static void period_cell(struct csv_out *row, struct stamp_period p)
{
    char text[16];

    snprintf(text, sizeof(text), "%d%c", p.n, p.unit);
    csv_out_text(row, p.n > 0 ? text : NULL);
}

static void day_cell(struct csv_out *row, int64_t day)
{
    if (day != STAMP_UNKNOWN)
        csv_day(row, day);
    else
        csv_out_cell(row, SLICE_NONE);
}

static void rule_cells(struct csv_out *row, const struct store_rule *r, int64_t as_of)
{
    csv_out_cell(row, r->source);
    csv_out_cell(row, r->category);
    period_cell(row, r->min);
    period_cell(row, r->max);
    csv_out_int(row, (int64_t)r->entry);
    csv_time(row, r->at * STAMP_SECOND, STAMP_RES_S);
    csv_out_cell(row, r->reason);
    csv_out_cell(row, r->by);
    csv_out_int(row, (int64_t)r->events);
    csv_out_int(row, (int64_t)r->untimed);
    day_cell(row, r->first);
    day_cell(row, as_of);
    csv_out_int(row, (int64_t)r->young);
    csv_out_int(row, (int64_t)r->past);
    day_cell(row, r->due);
}

/* From the first one, which was read already. */
static enum status each_rule(struct page *p, struct store_rules *c, struct store_rule *r, int64_t as_of,
                             struct err *err)
{
    static const char columns[] =
        "source,category,min,max,entry,recorded,reason,by,events,untimed,oldest,as_of,"
        "below_min,past_max,next_due";
    struct value *rows = arena_alloc(p->arena, LISTED * sizeof(*rows));
    struct csv_file *csv = NULL;
    uint64_t n = 0;
    enum status st = csv_open(p->run, "csv/retention.csv", columns, &csv, err);

    while (st == ST_OK) {
        rule_cells(&csv->row, r, as_of);
        st = csv_row(csv, err);
        if (n < LISTED)
            rows[n] = rule_value(p->arena, r);
        n++;
        if (st == ST_OK)
            st = store_rules_next(c, r, err);
    }
    value_add(&p->map, "rules", some_value(p->arena, rows, n < LISTED ? (size_t)n : LISTED));
    value_add_text(&p->map, "rules_total", say_plural(p->arena, n, "rule", "rules"));
    value_add_text(&p->map, "rules_as_of", date_text(p->arena, as_of));
    if (st == ST_END)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}

/* A report has no clock: what is due is told as of the day of the newest event. */
static enum status add_rules(struct page *p, struct err *err)
{
    struct store_rules *c = NULL;
    struct store_rule r;
    int64_t as_of = STAMP_UNKNOWN;
    enum status st = store_newest_day(p->run->store, &as_of, err);

    if (st == ST_OK)
        st = store_rules_open(p->run->store, as_of, &c, err);
    if (st == ST_OK && (st = store_rules_next(c, &r, err)) == ST_OK)
        st = each_rule(p, c, &r, as_of, err);
    store_rules_close(c);
    return st == ST_END ? ST_OK : st;
}

static struct value erasure_value(struct arena *a, const struct store_erasure *e)
{
    struct value_builder b;

    value_begin(&b, a, 10);
    value_add(&b, "entry", number_value(a, e->entry));
    value_add_bool(&b, "prune", e->prune);
    value_add_text(&b, "reason", slice_copy(a, e->reason));
    value_add_text(&b, "by", slice_copy(a, e->by));
    value_add_text(&b, "recorded", say_moment(a, e->at * STAMP_SECOND));
    value_add(&b, "events", cell_value(a, e->events));
    value_add(&b, "values", cell_value(a, e->values));
    value_add_text(&b, "source", slice_copy(a, e->source));
    value_add_text(&b, "category", slice_copy(a, e->category));
    value_add_text(&b, "before", e->before != STAMP_UNKNOWN ? say_moment(a, e->before) : SLICE_NONE);
    return value_built(&b);
}

static void erasure_cells(struct csv_out *row, const struct store_erasure *e)
{
    csv_out_int(row, (int64_t)e->entry);
    csv_out_text(row, e->prune ? "prune" : "redact");
    csv_time(row, e->at * STAMP_SECOND, STAMP_RES_S);
    csv_out_cell(row, e->reason);
    csv_out_cell(row, e->by);
    csv_out_int(row, (int64_t)e->events);
    csv_out_int(row, (int64_t)e->values);
    csv_out_cell(row, e->source);
    csv_out_cell(row, e->category);
    if (e->before != STAMP_UNKNOWN)
        csv_time(row, e->before, STAMP_RES_S);
    else
        csv_out_cell(row, SLICE_NONE);
}

/* All in the CSV, the newest on the page. */
static enum status each_erasure(struct page *p, struct csv_file *csv, uint64_t skip, struct value *rows,
                                size_t *n, struct err *err)
{
    struct store_erasures *c = NULL;
    struct store_erasure e;
    enum status st = store_erasures_open(p->run->store, &c, err);

    while (st == ST_OK && (st = store_erasures_next(c, &e, err)) == ST_OK) {
        erasure_cells(&csv->row, &e);
        st = csv_row(csv, err);
        if (skip > 0)
            skip--;
        else if (*n < LISTED)
            rows[(*n)++] = erasure_value(p->arena, &e);
    }
    store_erasures_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status add_erasures(struct page *p, struct err *err)
{
    static const char columns[] = "entry,act,recorded,reason,by,events,values,source,category,before";
    struct store_erasures_sum sum;
    struct csv_file *csv = NULL;
    struct value *rows;
    size_t n = 0;
    uint64_t all;
    enum status st = store_erasures_sum(p->run->store, &sum, err);

    all = sum.redactions + sum.prunes;
    if (st != ST_OK || all == 0)
        return st;
    st = csv_open(p->run, "csv/erased.csv", columns, &csv, err);
    if (st != ST_OK)
        return st;
    rows = arena_alloc(p->arena, LISTED * sizeof(*rows));
    st = each_erasure(p, csv, all > LISTED ? all - LISTED : 0, rows, &n, err);
    value_add(&p->map, "erasures", some_value(p->arena, rows, n));
    value_add_text(&p->map, "erasures_total", say_plural(p->arena, all, "act", "acts"));
    value_add_text(&p->map, "erased_events", say_plural(p->arena, sum.events, "event", "events"));
    value_add_text(&p->map, "erased_values", say_plural(p->arena, sum.values, "value", "values"));
    if (st == ST_OK)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}

enum status report_keep(struct page *p, struct err *err)
{
    enum status st = add_erasures(p, err);

    if (st == ST_OK)
        st = add_holds(p, err);
    return st == ST_OK ? add_rules(p, err) : st;
}
