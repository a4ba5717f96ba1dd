/* report_rows: one page's rows of events, collected until the page is full.  See report_rows.h. */
#include <stdio.h>
#include <string.h>

#include "report_rows.h"

void rows_init(struct rows *r)
{
    memset(r, 0, sizeof(*r));
    r->values = mem_zero(REPORT_ROWS, sizeof(*r->values));
    r->at = mem_zero(REPORT_ROWS, sizeof(*r->at));
    r->outcomes = mem_zero(REPORT_ROWS, 1);
    r->costs = mem_zero(REPORT_ROWS, sizeof(*r->costs));
}

void rows_release(struct rows *r)
{
    mem_free(r->values);
    mem_free(r->at);
    mem_free(r->outcomes);
    mem_free(r->costs);
    arena_release(&r->arena);
}

void rows_start(struct rows *r, struct run *run, const char *path, const char *nav, struct slice title)
{
    arena_reset(&r->arena);
    r->n = r->cost = r->n_chips = 0;
    memset(r->sums, 0, sizeof(r->sums));
    page_begin(&r->page, run, &r->arena, path, nav, title);
}

static void count_chip(struct rows *r, const struct store_event *e)
{
    size_t i = 0;
    char slug[PLACE_SLUG + 1];

    while (i < r->n_chips && !slice_equal(r->chips[i].name, e->ev.category))
        i++;
    if (i == ROWS_CHIPS || e->ev.category.n == 0)
        return;
    if (i == r->n_chips) {
        size_t n = place_slug(e->ev.category, PLACE_SLUG, slug);

        r->chips[i].name = slice_copy(&r->arena, e->ev.category);
        r->chips[i].class = value_text((struct slice){arena_copy(&r->arena, slug, n), n});
        r->chips[i].n = 0;
        r->n_chips++;
    }
    r->chips[i].n++;
}

bool rows_add(struct rows *r, const struct store_event *e, int64_t self)
{
    size_t cost;

    if (r->n == REPORT_ROWS || r->cost > REPORT_BUDGET)
        return false;
    r->values[r->n] = row_value(&r->page, e, self, &cost);
    if (r->n > 0 && r->cost + cost > REPORT_BUDGET)
        return false;
    r->at[r->n] = e->ev.time.at;
    r->outcomes[r->n] = (unsigned char)e->ev.outcome;
    r->sums[e->ev.outcome]++;
    r->costs[r->n] = cost;
    r->cost += cost;
    r->n++;
    count_chip(r, e);
    return true;
}

static int hour_of(int64_t at)
{
    return at == STAMP_UNKNOWN ? -1 : stamp_civil(at).hour;
}

static struct value hour_value(struct arena *a, int hour, const struct value *rows, size_t n)
{
    struct value_builder b;

    value_begin(&b, a, 4);
    value_add_text(&b, "title", hour < 0 ? SLICE("Time unknown") : say_format(a, "%02d h", hour));
    value_add_text(&b, "id", hour < 0 ? SLICE("h-unknown") : say_format(a, "h-%02d", hour));
    value_add_text(&b, "count", say_plural(a, n, "event", "events"));
    value_add(&b, "rows", value_list_of(a, rows, n));
    return value_built(&b);
}

struct value rows_by_hour(const struct rows *r)
{
    struct arena *a = r->page.arena;
    struct value groups[25];
    size_t n = 0, from = 0;

    for (size_t i = 1; i <= r->n; i++)
        if (i == r->n || hour_of(r->at[i]) != hour_of(r->at[from])) {
            groups[n++] = hour_value(a, hour_of(r->at[from]), r->values + from, i - from);
            from = i;
        }
    return value_list_of(a, groups, n);
}

struct walk { /* rows of two pages as one list */
    const struct rows *a, *b;
    size_t from, n; /* from: first of a that counts */
    bool backwards;
};

static const struct rows *walk_row(const struct walk *w, size_t i, size_t *at)
{
    size_t in_a = w->a != NULL ? w->a->n - w->from : 0;

    if (w->backwards)
        i = w->n - 1 - i;
    if (i < in_a) {
        *at = w->from + i;
        return w->a;
    }
    *at = i - in_a + (w->a == NULL ? w->from : 0);
    return w->b;
}

static int64_t walk_day(const struct walk *w, size_t i)
{
    size_t at;
    const struct rows *r = walk_row(w, i, &at);

    return r->at[at] == STAMP_UNKNOWN ? INT64_MIN : stamp_day(r->at[at]);
}

static struct value day_group(struct arena *a, const struct walk *w, size_t from, size_t to)
{
    struct value *rows = arena_zero(a, to - from, sizeof(*rows));
    int64_t day = walk_day(w, from);
    struct value_builder b;

    for (size_t i = from; i < to; i++) {
        size_t at;
        const struct rows *r = walk_row(w, i, &at);

        rows[i - from] = r->values[at];
    }
    value_begin(&b, a, 4);
    value_add(&b, "date", day_value(a, day));
    value_add_string(&b, "weekday", day == INT64_MIN ? NULL : say_weekday(day));
    value_add_text(&b, "count", say_plural(a, to - from, "event", "events"));
    value_add(&b, "rows", value_list_of(a, rows, to - from));
    return value_built(&b);
}

struct value rows_by_day(struct arena *arena, const struct rows *a, size_t from, const struct rows *b,
                         bool backwards)
{
    struct walk w = {a, b, from, (a != NULL ? a->n : 0) + b->n - from, backwards};
    struct value *groups = arena_zero(arena, w.n + 1, sizeof(*groups));
    size_t n = 0, start = 0;

    for (size_t i = 1; i <= w.n; i++)
        if (i == w.n || walk_day(&w, i) != walk_day(&w, start)) {
            groups[n++] = day_group(arena, &w, start, i);
            start = i;
        }
    return value_list_of(arena, groups, n);
}

static struct value chip(struct arena *a, struct slice token, struct value label, const char *class,
                         uint64_t n)
{
    struct value_builder b;

    value_begin(&b, a, 5);
    value_add_text(&b, "token", token);
    value_add(&b, "label", label);
    value_add_string(&b, "class", class);
    value_add(&b, "n", number_value(a, n));
    value_add_bool(&b, "pressed", token.n == 0);
    return value_built(&b);
}

struct value rows_chips(struct rows *r)
{
    static const enum outcome order[] = {OUTCOME_FAILURE, OUTCOME_DENIED, OUTCOME_UNKNOWN, OUTCOME_SUCCESS};
    struct arena *a = r->page.arena;
    struct value list[5 + ROWS_CHIPS];
    size_t n = 0;

    if (r->n < 2)
        return VALUE_MISSING;
    list[n++] = chip(a, SLICE_NONE, value_string("All"), NULL, r->n);
    for (int i = 0; i < 4; i++)
        if (r->sums[order[i]] > 0)
            list[n++] = chip(a, say_format(a, "outcome:%s", outcome_name(order[i])),
                             value_string(outcome_word(order[i])), outcome_name(order[i]),
                             r->sums[order[i]]);
    for (size_t i = 0; r->n_chips > 1 && i < r->n_chips; i++)
        list[n++] = chip(a,
                         say_format(a, "category:%.*s", (int)r->chips[i].class.as.text.n,
                                    (const char *)r->chips[i].class.as.text.p),
                         value_text(r->chips[i].name), NULL, r->chips[i].n);
    return some_value(a, list, n);
}
