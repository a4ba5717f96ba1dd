/* report_overlaps: which dumps of a source cover the same time.  See report_checks.h. */
#include <stdlib.h>
#include <string.h>

#include "report_checks.h"
#include "report_csv.h"

#define OVERLAP_ROWS 50

struct overlap {
    const struct fact_import *dump, *with; /* with: of those that begin before it, the one that ends last */
    size_t others;                         /* of those that overlap it besides */
    int64_t from, to;                      /* of all of them together: one span, since all begin before it */
};

struct overlaps {
    const struct fact_import **spans; /* one for each dump, by source and begin */
    struct overlap *list;
    size_t n_spans, n;
};

static int order_spans(const void *x, const void *y)
{
    const struct fact_import *a = *(const struct fact_import *const *)x,
                             *b = *(const struct fact_import *const *)y;

    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (memcmp(a->digest, b->digest, DIGEST_SIZE) != 0)
        return memcmp(a->digest, b->digest, DIGEST_SIZE);
    return a->id < b->id ? -1 : a->id > b->id;
}

static int order_times(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return a < b ? -1 : a > b;
}

/* n dumps of one source; ends: room for so many times. */
static void find_of_source(struct overlaps *o, const struct fact_import **spans, size_t n, int64_t *ends)
{
    const struct fact_import *reach = spans[0];
    size_t over = 0; /* so many end before the one that is looked at begins */

    for (size_t i = 0; i < n; i++)
        ends[i] = spans[i]->to;
    qsort(ends, n, sizeof(*ends), order_times);
    for (size_t i = 1; i < n; i++) {
        const struct fact_import *s = spans[i];

        while (ends[over] <= s->from)
            over++;
        if (reach->to > s->from)
            o->list[o->n++] =
                (struct overlap){s, reach, i - over - 1, s->from, reach->to < s->to ? reach->to : s->to};
        if (s->to > reach->to)
            reach = s;
    }
}

static void find(struct overlaps *o, const struct facts *f)
{
    int64_t *ends = mem_zero(f->n_imports + 1, sizeof(*ends));

    *o = (struct overlaps){.spans = mem_zero(f->n_imports + 1, sizeof(*o->spans)),
                           .list = mem_zero(f->n_imports + 1, sizeof(*o->list))};
    for (size_t i = 0; i < f->n_imports; i++)
        if (f->imports[i].stands && f->imports[i].from < f->imports[i].to)
            o->spans[o->n_spans++] = &f->imports[i];
    if (o->n_spans > 0)
        qsort(o->spans, o->n_spans, sizeof(struct fact_import *), order_spans);
    for (size_t from = 0, n; from < o->n_spans; from += n) {
        for (n = 1; from + n < o->n_spans && o->spans[from + n]->source == o->spans[from]->source;)
            n++;
        find_of_source(o, &o->spans[from], n, ends);
    }
    mem_free(ends);
}

static uint64_t days_of(const struct overlap *v)
{
    return (uint64_t)(stamp_day(v->to - 1) - stamp_day(v->from) + 1);
}

/* The first reading of the one that was imported later: it met the duplicates. */
static const struct fact_import *later_of(const struct facts *f, const struct overlap *v)
{
    return facts_import(f, v->dump->dump > v->with->dump ? v->dump->dump : v->with->dump);
}

static struct value dump_map(const struct page *p, const struct fact_import *i)
{
    return pair_value(p->arena, "dump", dump_value(p, i), "claimed", value_bool(i->claimed));
}

static struct value overlap_value(const struct page *p, const struct overlap *v)
{
    const struct fact_import *later = later_of(p->run->all, v);
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 7);
    value_add(&b, "dump", dump_value(p, v->dump));
    value_add(&b, "with", dump_map(p, v->with));
    if (v->others > 0)
        value_add_text(&b, "others", say_plural(a, v->others, "other", "others"));
    value_add_text(&b, "time", say_span(a, v->from, v->to));
    value_add(&b, "days", number_value(a, days_of(v)));
    value_add(&b, "duplicates", number_value(a, later->duplicates));
    value_add(&b, "met_in", dump_map(p, later));
    return value_built(&b);
}

static enum status overlap_csv(struct csv_file *c, const struct facts *f, const struct overlap *v,
                               struct err *err)
{
    const struct fact_import *later = later_of(f, v);

    csv_out_name(&c->row, f->sources[v->dump->source].name);
    csv_out_name(&c->row, v->dump->name);
    csv_out_name(&c->row, v->with->name);
    csv_out_int(&c->row, (int64_t)v->others);
    csv_time(&c->row, v->from, STAMP_RES_NONE);
    csv_time(&c->row, v->to, STAMP_RES_NONE);
    csv_out_int(&c->row, (int64_t)days_of(v));
    csv_out_int(&c->row, (int64_t)later->duplicates);
    csv_out_name(&c->row, later->name);
    return csv_row(c, err);
}

static enum status add_rows(struct page *p, struct csv_file *csv, const struct overlaps *o, struct err *err)
{
    struct value *list = arena_zero(p->arena, OVERLAP_ROWS, sizeof(*list));
    uint64_t all = 0;
    size_t n = 0;
    enum status st = ST_OK;

    for (size_t i = 0; i < o->n && st == ST_OK; i++) {
        const struct overlap *v = &o->list[i];

        if (!import_shown(p->run, v->dump->id) || !import_shown(p->run, v->with->id))
            continue;
        all++;
        st = overlap_csv(csv, p->run->all, v, err);
        if (n < OVERLAP_ROWS)
            list[n++] = overlap_value(p, v);
    }
    value_add(&p->map, "overlaps", some_value(p->arena, list, n));
    value_add(&p->map, "overlaps_shown", number_value(p->arena, n));
    value_add(&p->map, "overlaps_total", number_value(p->arena, all));
    value_add_text(&p->map, "overlaps_left", left_out(p, o->n, all, "overlap", "overlaps"));
    return st;
}

enum status add_overlaps(struct page *p, struct err *err)
{
    struct csv_file *csv;
    struct overlaps o;
    enum status st = csv_open(p->run, "csv/overlaps.csv",
                              "source,dump,overlaps,others,from,until,days,duplicates,met_in", &csv, err);

    if (st != ST_OK)
        return st;
    find(&o, p->run->all);
    st = add_rows(p, csv, &o, err);
    mem_free(o.spans);
    mem_free(o.list);
    if (st == ST_OK)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}
