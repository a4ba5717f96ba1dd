/* report_items: every item's pages and the indexes by type, by one pass over the events of all items.
 * See report_run.h. */
#include <stdio.h>
#include <string.h>

#include "report_heads.h"
#include "report_item.h"
#include "report_sparks.h"
#include "utf8.h"

#define INDEX_ROWS 400 /* items on one page of an index */
#define INDEX_BAD  5   /* items told first: most failures and denials */

struct index_page { /* rows collected until the page is full */
    struct arena arena;
    struct page page;
    struct value rows[INDEX_ROWS];
    size_t n;
    bool labels, met; /* has a row one? */
};

struct bad_item {
    int64_t item;
    uint64_t events, failed, denied;
    struct stamp last;
    struct slice type, key, label; /* in the type's arena */
};

struct index_state {
    struct run *run;
    struct item_state item;
    struct index_page first, later;
    struct arena arena; /* one type's */
    bool open;
    struct slice type;
    char slug[PLACE_SLUG];
    unsigned page;
    uint64_t items, events, with_bad;
    struct bad_item bad[INDEX_BAD];
    size_t n_bad;
    struct heads heads;
    struct csv_file *csv;
};

static const struct fact_type *type_fact(const struct run *run, struct slice type)
{
    for (size_t i = 0; i < run->facts.n_types; i++)
        if (slice_equal(run->facts.types[i].type, type))
            return &run->facts.types[i];
    return NULL;
}

/* A page's number follows a dot, which no type's name has. */
static void index_path(const struct index_state *x, unsigned page, char out[PLACE_SIZE])
{
    if (page > 1)
        snprintf(out, PLACE_SIZE, "items/%s.%u.html", x->slug, page);
    else
        snprintf(out, PLACE_SIZE, "items/%s.html", x->slug);
}

/* [{href, title, n, current}]: the types of item, for the head of each index. */
static struct value types_value(const struct page *p, struct slice current)
{
    const struct facts *f = &p->run->facts;
    struct value *list = arena_zero(p->arena, f->n_types + 1, sizeof(*list));

    for (size_t i = 0; i < f->n_types; i++) {
        char path[PLACE_SIZE], slug[PLACE_SLUG];
        struct value_builder b;

        place_type(p->run->digest, f->types[i].type, slug);
        snprintf(path, sizeof(path), "items/%s.html", slug);
        value_begin(&b, p->arena, 4);
        value_add_text(&b, "href", page_href(p, path));
        value_add_text(&b, "title", say_types(p->arena, f->types[i].type));
        value_add(&b, "n", number_value(p->arena, f->types[i].items));
        value_add_bool(&b, "current", slice_equal(f->types[i].type, current));
        list[i] = value_built(&b);
    }
    return some_value(p->arena, list, f->n_types);
}

static void start_index_page(struct index_state *x, struct index_page *ip)
{
    struct slice name;
    char path[PLACE_SIZE];

    arena_reset(&ip->arena);
    ip->n = 0;
    ip->labels = ip->met = false;
    index_path(x, x->page, path);
    name = say_types(&ip->arena, x->type);
    if (x->page > 1)
        name = say_format(&ip->arena, "%.*s, page %u", (int)name.n, (const char *)name.p, x->page);
    page_begin(&ip->page, x->run, &ip->arena, path, "items", name);
    page_trail(&ip->page, SLICE("Items"), "items.html");
    if (x->page > 1) {
        index_path(x, 1, path);
        page_trail(&ip->page, say_types(&ip->arena, x->type), path);
        name = say_format(&ip->arena, "Page %u", x->page);
    }
    page_trail(&ip->page, name, NULL);
}

static void add_index(struct index_state *x, struct index_page *ip)
{
    struct page *p = &ip->page;
    struct slice types = say_types(p->arena, x->type);
    uint64_t from = x->page > 1 && ip == &x->later ? (uint64_t)(x->page - 1) * INDEX_ROWS + 1 : 1;
    const struct fact_type *t = type_fact(x->run, x->type);
    char csv[PLACE_SIZE];

    snprintf(csv, sizeof(csv), "csv/items-%s.csv", x->slug);
    sparks_add(p);
    value_add_bool(&p->map, "labels", ip->labels);
    value_add_bool(&p->map, "met", ip->met);
    value_add_text(&p->map, "types_name", types);
    value_add_text(&p->map, "types_lower", say_lower(p->arena, types));
    value_add_text(&p->map, "type_name", say_type(p->arena, x->type));
    value_add(&p->map, "rows", value_list_of(p->arena, ip->rows, ip->n));
    value_add(&p->map, "from", number_value(p->arena, from));
    value_add(&p->map, "to", number_value(p->arena, from + ip->n - 1));
    value_add(&p->map, "total", number_value(p->arena, t != NULL ? t->items : x->items));
    value_add_text(&p->map, "csv", page_href(p, csv));
    value_add(&p->map, "types", types_value(p, x->type));
}

static enum status write_later(struct index_state *x, bool last, struct err *err)
{
    struct page *p = &x->later.page;
    char path[PLACE_SIZE];

    add_index(x, &x->later);
    index_path(x, x->page - 1, path);
    page_turn(p, "prev", path, say_format(p->arena, "Page %u", x->page - 1));
    if (!last) {
        index_path(x, x->page + 1, path);
        page_turn(p, "next", path, say_format(p->arena, "Page %u", x->page + 1));
    }
    return page_write(p, "items-type", err);
}

static struct value bad_value(const struct index_state *x, struct page *p)
{
    struct value list[INDEX_BAD];

    for (size_t i = 0; i < x->n_bad; i++) {
        const struct bad_item *bad = &x->bad[i];
        struct chart_part parts[2] = {{"f-failure", bad->failed}, {"f-denied", bad->denied}};
        struct value_builder b;

        value_begin(&b, p->arena, 6);
        value_add(&b, "name", item_link(p, bad->item, bad->type, bad->key, bad->label));
        value_add(&b, "events", number_value(p->arena, bad->events));
        value_add(&b, "failed", cell_value(p->arena, bad->failed));
        value_add(&b, "denied", cell_value(p->arena, bad->denied));
        value_add(&b, "bar", chart_bar(p->arena, parts, 2, x->bad[0].failed + x->bad[0].denied));
        value_add(&b, "last", time_value(p->arena, bad->last.at, bad->last.resolution));
        list[i] = value_built(&b);
    }
    return some_value(p->arena, list, x->n_bad);
}

/* "1 license", "1,199 licenses" */
static struct slice items_text(struct arena *a, struct slice type, uint64_t n)
{
    struct slice name = say_lower(a, n == 1 ? say_type(a, type) : say_types(a, type));
    struct slice number = say_number(a, n);

    return say_format(a, "%.*s %.*s", (int)number.n, (const char *)number.p, (int)name.n,
                      (const char *)name.p);
}

static enum status write_first(struct index_state *x, struct err *err)
{
    struct page *p = &x->first.page;
    char path[PLACE_SIZE];

    add_index(x, &x->first);
    value_add_text(&p->map, "events", say_plural(p->arena, x->events, "time", "times"));
    value_add_text(&p->map, "items", items_text(p->arena, x->type, x->items));
    value_add(&p->map, "bad", bad_value(x, p));
    value_add(&p->map, "bad_n", number_value(p->arena, x->with_bad));
    value_add(&p->map, "bad_shown", number_value(p->arena, x->n_bad));
    value_add_bool(&p->map, "first_page", true);
    heads_add(&x->heads, p, x->items);
    if (x->page > 1) {
        index_path(x, 2, path);
        page_turn(p, "next", path, SLICE("Page 2"));
    }
    return page_write(p, "items-type", err);
}

static enum status end_type(struct index_state *x, struct err *err)
{
    enum status st;

    if (!x->open)
        return ST_OK;
    x->open = false;
    st = csv_close(x->csv, err);
    x->csv = NULL;
    if (st == ST_OK && x->page > 1)
        st = write_later(x, true, err);
    return st == ST_OK ? write_first(x, err) : st;
}

static enum status start_type(struct index_state *x, struct slice type, struct err *err)
{
    char csv[PLACE_SIZE];

    arena_reset(&x->arena);
    x->type = slice_copy(&x->arena, type);
    place_type(x->run->digest, type, x->slug);
    x->open = true;
    x->page = 1;
    x->items = x->events = x->with_bad = 0;
    x->n_bad = 0;
    heads_start(&x->heads, &x->arena);
    start_index_page(x, &x->first);
    snprintf(csv, sizeof(csv), "csv/items-%s.csv", x->slug);
    return csv_open(x->run, csv,
                    "type,key,label,events,failed,denied,succeeded,unknown,acted,first,last,page,met_type,"
                    "met_key,met_label,met_events",
                    &x->csv, err);
}

static void note_bad(struct index_state *x, const struct item_state *it)
{
    uint64_t failed = it->outcomes[OUTCOME_FAILURE], denied = it->outcomes[OUTCOME_DENIED];
    size_t at = x->n_bad;

    if (failed + denied == 0)
        return;
    x->with_bad++;
    while (at > 0 && x->bad[at - 1].failed + x->bad[at - 1].denied < failed + denied)
        at--;
    if (at == INDEX_BAD)
        return;
    if (x->n_bad < INDEX_BAD)
        x->n_bad++;
    memmove(&x->bad[at + 1], &x->bad[at], (x->n_bad - at - 1) * sizeof(x->bad[0]));
    x->bad[at] = (struct bad_item){it->item,
                                   it->events,
                                   failed,
                                   denied,
                                   it->last_bad,
                                   x->type,
                                   slice_copy(&x->arena, it->key),
                                   slice_copy(&x->arena, utf8_prefix(it->label, 400))};
}

static struct value day_cell(struct arena *a, int64_t at)
{
    int64_t day = at == STAMP_UNKNOWN ? 0 : stamp_day(at);

    if (at == STAMP_UNKNOWN)
        return VALUE_MISSING;
    return value_text(say_day_iso(a, day));
}

static struct value index_row(struct index_state *x, struct index_page *ip, const struct item_state *it,
                              struct slice anchor)
{
    struct page *p = &ip->page;
    struct arena *a = p->arena;
    struct value_builder b;
    const char *what;
    size_t months = sparks_months(&x->run->facts, &what);

    value_begin(&b, a, 12);
    value_add_text(&b, "anchor", anchor);
    value_add(&b, "link", item_link(p, it->item, it->type, it->key, SLICE_NONE));
    if (it->label.n > 0 && !slice_equal(it->label, it->key)) {
        value_add_text(&b, "label", slice_copy(a, item_name(a, it->label, it->key)));
        ip->labels = true;
    }
    value_add(&b, "events", number_value(a, it->events));
    value_add(&b, "failed", cell_value(a, it->outcomes[OUTCOME_FAILURE]));
    value_add(&b, "denied", cell_value(a, it->outcomes[OUTCOME_DENIED]));
    value_add_bool(&b, "bad", outcomes_bad(it->outcomes) > 0);
    if (it->met_most) {
        const struct item_near *met = &it->met[0];

        value_add(&b, "with", item_link(p, met->item, met->type, met->key, met->label));
        value_add_text(&b, "with_type", say_lower(a, say_type(a, met->type)));
        ip->met = true;
    }
    value_add(&b, "spark", chart_spark(a, it->months, months, what));
    value_add(&b, "first", day_cell(a, it->first.at));
    value_add(&b, "last", day_cell(a, it->last.at));
    return value_built(&b);
}

static enum status index_csv(struct index_state *x, const struct item_state *it, struct err *err)
{
    static const struct item_near none = {0};
    const struct item_near *met = it->met_most ? &it->met[0] : &none;
    struct csv_out *row = &x->csv->row;
    char path[PLACE_SIZE];

    csv_out_cell(row, it->type);
    csv_out_cell(row, it->key);
    csv_out_cell(row, it->label);
    csv_out_int(row, (int64_t)it->events);
    csv_out_int(row, (int64_t)it->outcomes[OUTCOME_FAILURE]);
    csv_out_int(row, (int64_t)it->outcomes[OUTCOME_DENIED]);
    csv_out_int(row, (int64_t)it->outcomes[OUTCOME_SUCCESS]);
    csv_out_int(row, (int64_t)it->outcomes[OUTCOME_UNKNOWN]);
    csv_out_int(row, (int64_t)it->by);
    csv_time(row, it->first.at, it->first.resolution);
    csv_time(row, it->last.at, it->last.resolution);
    snprintf(path, sizeof(path), "%.110s.html", it->path);
    csv_out_cell(row, x->run->o->no_items ? SLICE_NONE : slice_text(path));
    csv_out_cell(row, met->type);
    csv_out_cell(row, met->key);
    csv_out_cell(row, met->label);
    csv_out_int(row, (int64_t)met->together);
    return csv_row(x->csv, err);
}

/* The item is complete: its page, and its row in the index. next may be NULL. */
static enum status end_item(struct index_state *x, const struct store_item_event *next, struct err *err)
{
    struct item_state *it = &x->item;
    struct index_page *ip = x->page == 1 ? &x->first : &x->later;
    char path[PLACE_SIZE];
    enum status st;

    if (!it->open)
        return ST_OK;
    st = item_end(it, next, err);
    if (st == ST_OK)
        st = index_csv(x, it, err);
    if (st != ST_OK)
        return st;
    if (ip->n == INDEX_ROWS) {
        if (x->page > 1)
            st = write_later(x, false, err);
        x->page++;
        ip = &x->later;
        start_index_page(x, ip);
    }
    index_path(x, x->page, path);
    if (ip->n == 0)
        heads_page(&x->heads, x->page, path, item_name(&x->arena, SLICE_NONE, it->key));
    ip->rows[ip->n] = index_row(x, ip, it, slice_copy(ip->page.arena, heads_item(&x->heads, path, it->key)));
    ip->n++;
    x->items++;
    x->events += it->events;
    note_bad(x, it);
    return st;
}

static enum status take(void *ctx, const struct store_item_event *ie, struct err *err)
{
    struct index_state *x = ctx;
    enum status st = ST_OK;

    if (!x->item.open || x->item.item != ie->item) {
        struct slice type = item_party(ie)->type;

        st = end_item(x, ie, err);
        if (st == ST_OK && (!x->open || !slice_equal(x->type, type))) {
            st = end_type(x, err);
            if (st == ST_OK)
                st = start_type(x, type, err);
        }
        if (st == ST_OK)
            st = item_start(&x->item, ie, err);
    }
    return st == ST_OK ? item_event(&x->item, ie, err) : st;
}

static enum status all_items(struct run *run, item_take each, void *ctx, struct err *err)
{
    const struct store_item_event *ie;
    struct store_item_events *c;
    enum status st = store_item_events_open(run->store, &run->o->filter, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_item_events_next(c, &ie, err)) == ST_OK) {
        st = each(ctx, ie, err);
        if (st != ST_OK)
            break;
    }
    store_item_events_close(c);
    return st == ST_END ? ST_OK : st;
}

/* A report about one item: its events only, and no other item has a page. */
static enum status one_item(struct run *run, item_take each, void *ctx, struct err *err)
{
    const struct store_event *e;
    struct store_events *c;
    enum status st = store_events_open(run->store, &run->o->filter, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_events_next(c, &e, err)) == ST_OK) {
        struct store_item_event ie = {.item = run->o->filter.item, .event = *e};

        for (size_t i = 0; i < e->n_parties; i++)
            if (e->parties[i].item == ie.item)
                ie.roles |= 1u << e->parties[i].role;
        st = each(ctx, &ie, err);
        if (st != ST_OK)
            break;
    }
    store_events_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status items_each(struct run *run, item_take each, void *ctx, struct err *err)
{
    return run->o->filter.item != 0 ? one_item(run, each, ctx, err) : all_items(run, each, ctx, err);
}

/* items.html: the types, with the items of each that have most events. */
static enum status write_types(struct run *run, struct err *err)
{
    struct facts *f = &run->facts;
    struct arena a = ARENA_INIT;
    struct page p;
    struct value *list = arena_zero(&a, f->n_types + 1, sizeof(*list));
    enum status st;

    page_begin(&p, run, &a, "items.html", "items", SLICE("Items"));
    page_trail(&p, SLICE("Items"), NULL);
    for (size_t i = 0; i < f->n_types; i++) {
        struct fact_type *t = &f->types[i];
        struct value top[FACTS_TOP];
        char path[PLACE_SIZE], slug[PLACE_SLUG];
        struct value_builder b;

        for (size_t k = 0; k < t->n_top; k++) {
            const struct store_item *it = &t->top[k];
            struct chart_part parts[3] = {{"f-failure", it->failures},
                                          {"f-denied", it->denials},
                                          {"f-success", it->events - it->failures - it->denials}};
            struct value_builder r;

            value_begin(&r, &a, 4);
            value_add(&r, "name", item_link(&p, it->id, it->type, it->key, it->label));
            value_add(&r, "events", number_value(&a, it->events));
            value_add(&r, "bad", cell_value(&a, it->failures + it->denials));
            value_add(&r, "bar", chart_bar(&a, parts, 3, t->top[0].events));
            top[k] = value_built(&r);
        }
        place_type(run->digest, t->type, slug);
        snprintf(path, sizeof(path), "items/%s.html", slug);
        value_begin(&b, &a, 9);
        value_add_text(&b, "href", page_href(&p, path));
        value_add_text(&b, "title", say_types(&a, t->type));
        value_add_text(&b, "one", say_type(&a, t->type));
        value_add_text(&b, "id", say_format(&a, "t-%zu", i + 1));
        value_add(&b, "items", number_value(&a, t->items));
        value_add(&b, "events", number_value(&a, t->events));
        value_add(&b, "top", value_list_of(&a, top, t->n_top));
        value_add(&b, "shown", number_value(&a, t->n_top));
        value_add_bool(&b, "more", t->items > t->n_top);
        list[i] = value_built(&b);
    }
    value_add(&p.map, "types", types_value(&p, SLICE_NONE));
    value_add(&p.map, "kinds", value_list_of(&a, list, f->n_types));
    value_add_text(&p.map, "items", say_plural(&a, f->items, "item", "items"));
    value_add_text(&p.map, "types_n", say_plural(&a, f->n_types, "type", "types"));
    st = page_write(&p, "items", err);
    arena_release(&a);
    return st;
}

enum status report_items(struct run *run, struct err *err)
{
    struct index_state *x = mem_zero(1, sizeof(*x));
    enum status st;

    x->run = run;
    item_init(&x->item, run);
    st = items_each(run, take, x, err);
    if (st == ST_OK)
        st = end_item(x, NULL, err);
    if (st == ST_OK)
        st = end_type(x, err);
    if (st != ST_OK)
        csv_drop(x->csv);
    item_release(&x->item);
    arena_release(&x->first.arena);
    arena_release(&x->later.arena);
    arena_release(&x->arena);
    mem_free(x);
    return st == ST_OK ? write_types(run, err) : st;
}
