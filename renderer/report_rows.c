/* report_rows: one page's rows of events, collected until the page is full.  See report_rows.h. */
#include <stdio.h>
#include <string.h>

#include "report_rows.h"
#include "utf8.h"

#define ROWS_BULK 600 /* bytes of the heading of a bulk operation, but for its texts */
#define ROWS_HOUR (STAMP_DAY / 24)
#define ROWS_TEXT 200 /* bytes of each of its texts that are shown */

void rows_init(struct rows *r)
{
    memset(r, 0, sizeof(*r));
    r->values = mem_zero(REPORT_ROWS, sizeof(*r->values));
    r->at = mem_zero(REPORT_ROWS, sizeof(*r->at));
    r->outcomes = mem_zero(REPORT_ROWS, 1);
    r->costs = mem_zero(REPORT_ROWS, sizeof(*r->costs));
    r->kin = mem_zero(REPORT_ROWS, sizeof(*r->kin));
}

void rows_release(struct rows *r)
{
    mem_free(r->values);
    mem_free(r->at);
    mem_free(r->outcomes);
    mem_free(r->costs);
    mem_free(r->kin);
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

static bool same_request(const struct row_kin *a, const struct row_kin *b)
{
    return a->request.n > 0 && slice_equal(a->request, b->request) && slice_equal(a->source, b->source);
}

static const struct store_party *actor_of(const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++)
        if (e->parties[i].role == ROLE_ACTOR)
            return &e->parties[i];
    return NULL;
}

/* What the next row shares with others of its request; *cost grows by the heading that it may need.
 * A request goes on under a heading of its own where an hour or a day begins. */
static struct row_kin take_kin(struct rows *r, const struct store_event *e, size_t *cost)
{
    const struct store_party *actor = actor_of(e);
    const struct row_kin *last = r->n > 0 ? &r->kin[r->n - 1] : NULL;
    struct row_kin k = {.source = e->source,
                        .request = e->ev.request,
                        .action = e->action_id,
                        .actor = actor != NULL ? actor->item : 0};
    const struct row_kin *same = last != NULL && same_request(last, &k) ? last : NULL;
    struct arena *a = &r->arena;

    if (k.request.n == 0)
        return (struct row_kin){0};
    k.source = same != NULL ? same->source : slice_copy(a, k.source);
    k.request = same != NULL ? same->request : slice_copy(a, k.request);
    if (same == NULL && last != NULL)
        return k;
    k.label = shorten(a, e->ev.label.n > 0 ? e->ev.label : e->ev.action, ROWS_TEXT);
    if (actor != NULL)
        k.by = slice_copy(a, item_name(a, actor->label.n > 0 ? actor->label : actor->latest, actor->key));
    if (r->n < 2 || !same_request(&r->kin[r->n - 2], &k) ||
        r->at[r->n - 2] / ROWS_HOUR != e->ev.time.at / ROWS_HOUR)
        *cost += ROWS_BULK + row_cost(k.label) + row_cost(k.by) + row_cost(utf8_prefix(k.request, ROWS_TEXT));
    return k;
}

bool rows_add(struct rows *r, const struct store_event *e, int64_t self)
{
    struct row_kin kin;
    size_t cost;

    if (r->n == REPORT_ROWS || r->cost > REPORT_BUDGET)
        return false;
    r->values[r->n] = row_value(&r->page, e, self, &cost);
    kin = take_kin(r, e, &cost);
    if (r->n > 0 && r->cost + cost > REPORT_BUDGET)
        return false;
    r->at[r->n] = e->ev.time.at;
    r->outcomes[r->n] = (unsigned char)e->ev.outcome;
    r->sums[e->ev.outcome]++;
    r->costs[r->n] = cost;
    r->kin[r->n] = kin;
    r->cost += cost;
    r->n++;
    count_chip(r, e);
    return true;
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

static const struct row_kin *walk_kin(const struct walk *w, size_t i)
{
    size_t at;
    const struct rows *r = walk_row(w, i, &at);

    return &r->kin[at];
}

/* What is said above rows from to to - 1, all of one request: an action and an actor only if all
 * have the same. */
static struct value bulk_value(struct arena *a, const struct walk *w, size_t from, size_t to)
{
    struct row_kin all = *walk_kin(w, from);
    uint64_t bad = 0;
    struct value_builder b;

    for (size_t i = from; i < to; i++) {
        const struct row_kin *k = walk_kin(w, i);
        size_t at;
        const struct rows *r = walk_row(w, i, &at);

        bad += outcome_is_bad(r->outcomes[at]);
        all.action = k->action == all.action ? all.action : 0;
        all.actor = k->actor == all.actor ? all.actor : 0;
        all.label = all.label.n > 0 ? all.label : k->label;
        all.by = all.by.n > 0 ? all.by : k->by;
    }
    value_begin(&b, a, 6);
    value_add(&b, "n", number_value(a, to - from));
    value_add_text(&b, "count", say_plural(a, to - from, "event", "events"));
    value_add_text(&b, "label", all.action != 0 ? all.label : SLICE_NONE);
    value_add_text(&b, "by", all.actor != 0 ? all.by : SLICE_NONE);
    value_add(&b, "bad_n", bad > 0 ? number_value(a, bad) : VALUE_MISSING);
    value_add_text(&b, "request", shorten(a, all.request, ROWS_TEXT));
    return value_built(&b);
}

static struct value part_value(struct arena *a, struct value bulk, const struct value *rows, size_t n)
{
    return pair_value(a, "bulk", bulk, "rows", value_list_of(a, rows, n));
}

/* rows from to to - 1 of w, cut where a request with more than one of them begins or ends. */
static struct value parts_value(struct arena *a, const struct walk *w, const struct value *rows, size_t from,
                                size_t to)
{
    struct value *parts = arena_zero(a, to - from, sizeof(*parts));
    size_t n = 0, plain = from, end;

    for (size_t i = from; i < to; i = end) {
        for (end = i + 1; end < to && same_request(walk_kin(w, i), walk_kin(w, end));)
            end++;
        if (end - i < 2)
            continue;
        if (plain < i)
            parts[n++] = part_value(a, VALUE_MISSING, rows + (plain - from), i - plain);
        parts[n++] = part_value(a, bulk_value(a, w, i, end), rows + (i - from), end - i);
        plain = end;
    }
    if (plain < to)
        parts[n++] = part_value(a, VALUE_MISSING, rows + (plain - from), to - plain);
    return value_list_of(a, parts, n);
}

static int hour_of(int64_t at)
{
    return at == STAMP_UNKNOWN ? -1 : stamp_civil(at).hour;
}

static struct value hour_value(const struct rows *r, int hour, size_t from, size_t to)
{
    const struct walk w = {NULL, r, 0, r->n, false};
    struct arena *a = r->page.arena;
    size_t n = to - from;
    struct value_builder b;

    value_begin(&b, a, 5);
    value_add_text(&b, "title", hour < 0 ? SLICE("Time unknown") : say_format(a, "%02d h", hour));
    value_add_text(&b, "id", hour < 0 ? SLICE("h-unknown") : say_format(a, "h-%02d", hour));
    value_add_text(&b, "count", say_plural(a, n, "event", "events"));
    value_add(&b, "rows", value_list_of(a, r->values + from, n));
    value_add(&b, "parts", parts_value(a, &w, r->values + from, from, to));
    return value_built(&b);
}

struct value rows_by_hour(const struct rows *r)
{
    struct arena *a = r->page.arena;
    struct value groups[25];
    size_t n = 0, from = 0;

    for (size_t i = 1; i <= r->n; i++)
        if (i == r->n || hour_of(r->at[i]) != hour_of(r->at[from])) {
            groups[n++] = hour_value(r, hour_of(r->at[from]), from, i);
            from = i;
        }
    return value_list_of(a, groups, n);
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
    value_begin(&b, a, 5);
    value_add(&b, "date", day_value(a, day));
    value_add_string(&b, "weekday", day == INT64_MIN ? NULL : say_weekday(day));
    value_add_text(&b, "count", say_plural(a, to - from, "event", "events"));
    value_add(&b, "rows", value_list_of(a, rows, to - from));
    value_add(&b, "parts", parts_value(a, w, rows, from, to));
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
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (r->sums[order[i]] > 0)
            list[n++] = chip(a, say_format(a, "outcome:%s", outcome_name(order[i])),
                             value_string(outcome_word(order[i])), outcome_name(order[i]), r->sums[order[i]]);
    for (size_t i = 0; r->n_chips > 1 && i < r->n_chips; i++)
        list[n++] = chip(a,
                         say_format(a, "category:%.*s", (int)r->chips[i].class.as.text.n,
                                    (const char *)r->chips[i].class.as.text.p),
                         value_text(r->chips[i].name), NULL, r->chips[i].n);
    return some_value(a, list, n);
}
