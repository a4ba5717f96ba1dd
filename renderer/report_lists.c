/* report_lists: the pages of actions and of failures and denials.  See report_run.h. */
#include <stdio.h>
#include <string.h>

#include "report_checks.h"
#include "report_csv.h"
#include "report_sparks.h"
#include "report_row.h"
#include "report_summary.h"

#define ACTION_ROWS 250 /* of one page */
#define FAILURES    200 /* newest ones on their page */

/* "license-created-" and 24 hex digits: as its CSV is called */
static struct slice action_anchor(const struct page *p, const struct store_action *act)
{
    char path[PLACE_SIZE];

    place_action(p->run->digest, act->source, act->name, path);
    return slice_copy(p->arena, slice_text(strrchr(path, '/') + 1));
}

static void actions_path(size_t page, char out[PLACE_SIZE])
{
    if (page > 1)
        snprintf(out, PLACE_SIZE, "actions-%zu.html", page);
    else
        snprintf(out, PLACE_SIZE, "actions.html");
}

/* Where an action stands, by its index in the facts, or SIZE_MAX. */
static struct slice action_href(const struct page *p, size_t action)
{
    char path[PLACE_SIZE];
    struct slice page, anchor;

    actions_path(action == SIZE_MAX ? 1 : action / ACTION_ROWS + 1, path);
    page = page_href(p, path);
    if (action == SIZE_MAX || p->run->single)
        return page;
    anchor = action_anchor(p, &p->run->facts.actions[action].a);
    return say_format(p->arena, "%.*s#%.*s", (int)page.n, (const char *)page.p, (int)anchor.n,
                      (const char *)anchor.p);
}

static struct value action_row(const struct page *p, const struct fact_action *fa, uint64_t max)
{
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 16);
    value_add_text(&b, "anchor", action_anchor(p, &fa->a));
    if (fan_wanted(p->run)) {
        char path[PLACE_SIZE];

        place_action(p->run->digest, fa->a.source, fa->a.name, path);
        value_add_text(&b, "csv", page_href(p, (const char *)say_format(a, "%s.csv", path).p));
    } else {
        value_add(&b, "csv", VALUE_MISSING);
    }
    value_add_text(&b, "label", shorten(a, fa->a.label, 160));
    value_add_text(&b, "name", shorten(a, fa->a.name, 160));
    value_add_text(&b, "category", shorten(a, fa->a.category, 160));
    value_add_text(&b, "source", shorten(a, fa->a.source, 160));
    value_add_text(&b, "sentence", sentence_sample(p->run->sentences, fa->a.sentence, a));
    value_add(&b, "events", number_value(a, fa->a.events));
    add_outcomes(&b, fa->a.outcomes);
    value_add(&b, "bar", chart_outcomes(a, fa->a.outcomes, max));
    value_add(&b, "first",
              fa->a.first_day != INT64_MIN ? value_text(say_day_iso(a, fa->a.first_day)) : VALUE_MISSING);
    value_add(&b, "last",
              fa->a.last_day != INT64_MIN ? value_text(say_day_iso(a, fa->a.last_day)) : VALUE_MISSING);
    return value_built(&b);
}

static struct value top_actions(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct value list[FACTS_TOP];
    bool *used = mem_zero(f->n_actions + 1, 1);
    size_t n = 0;
    uint64_t max = 0;

    while (n < FACTS_TOP && n < f->n_actions) {
        const struct store_action *a;
        size_t best = SIZE_MAX;
        struct value_builder b;

        for (size_t i = 0; i < f->n_actions; i++)
            if (!used[i] && (best == SIZE_MAX || f->actions[i].a.events > f->actions[best].a.events))
                best = i;
        used[best] = true;
        a = &f->actions[best].a;
        max = n == 0 ? a->events : max;
        value_begin(&b, p->arena, 10);
        value_add_text(&b, "label", say_visible(p->arena, a->label));
        value_add_text(&b, "href", action_href(p, best));
        value_add_text(&b, "category", a->category);
        value_add_text(&b, "source", f->n_sources > 1 ? a->source : SLICE_NONE);
        value_add(&b, "n", number_value(p->arena, a->events));
        value_add(&b, "bar", chart_outcomes(p->arena, a->outcomes, max));
        add_outcomes(&b, a->outcomes);
        list[n++] = value_built(&b);
    }
    mem_free(used);
    return some_value(p->arena, list, n);
}

void add_actions(struct page *p)
{
    const struct facts *f = &p->run->facts;

    value_add(&p->map, "actions", top_actions(p));
    value_add_text(&p->map, "actions_total", say_plural(p->arena, f->all_actions, "action", "actions"));
    value_add(&p->map, "actions_shown",
              number_value(p->arena, f->n_actions < FACTS_TOP ? f->n_actions : FACTS_TOP));
}

static enum status actions_csv(struct run *run, struct err *err)
{
    static const char columns[] = "source,action,label,category,sentence_template,events,counted,"
                                  "succeeded,failed,denied,unknown,first_day,last_day";
    struct csv_file *c;
    enum status st = csv_open(run, "csv/actions.csv", columns, &c, err);

    if (st != ST_OK)
        return st;
    for (size_t i = 0; st == ST_OK && i < run->facts.n_actions; i++) {
        const struct store_action *a = &run->facts.actions[i].a;
        const struct slice texts[] = {a->source, a->name, a->label, a->category, a->sentence};

        for (int t = 0; t < 5; t++)
            csv_out_cell(&c->row, texts[t]);
        csv_out_int(&c->row, (int64_t)a->events);
        csv_out_int(&c->row, (int64_t)a->counted);
        csv_out_int(&c->row, (int64_t)a->outcomes[OUTCOME_SUCCESS]);
        csv_out_int(&c->row, (int64_t)a->outcomes[OUTCOME_FAILURE]);
        csv_out_int(&c->row, (int64_t)a->outcomes[OUTCOME_DENIED]);
        csv_out_int(&c->row, (int64_t)a->outcomes[OUTCOME_UNKNOWN]);
        csv_day(&c->row, a->first_day);
        csv_day(&c->row, a->last_day);
        st = csv_row(c, err);
    }
    if (st == ST_OK)
        return csv_close(c, err);
    csv_drop(c);
    return st;
}

static enum status actions_page(struct run *run, size_t page, size_t pages, uint64_t max, struct err *err)
{
    const struct facts *f = &run->facts;
    size_t from = (page - 1) * ACTION_ROWS;
    size_t n = f->n_actions - from < ACTION_ROWS ? f->n_actions - from : ACTION_ROWS;
    struct arena a = ARENA_INIT;
    struct page p;
    struct value *rows = arena_zero(&a, n + 1, sizeof(*rows));
    struct slice title = page > 1 ? say_format(&a, "Actions, page %zu", page) : SLICE("Actions");
    char path[PLACE_SIZE];
    enum status st;

    actions_path(page, path);
    page_begin(&p, run, &a, path, "actions", title);
    page_trail(&p, title, NULL);
    for (int step = -1; step <= 1; step += 2) {
        size_t other = step < 0 ? page - 1 : page + 1;

        actions_path(other, path);
        if (other >= 1 && other <= pages)
            page_turn(&p, step < 0 ? "prev" : "next", path, say_format(&a, "Page %zu", other));
    }
    for (size_t i = 0; i < n; i++)
        rows[i] = action_row(&p, &f->actions[from + i], max);
    value_add(&p.map, "list", some_value(&a, rows, n));
    value_add(&p.map, "shown", number_value(&a, n));
    value_add(&p.map, "total", number_value(&a, f->all_actions));
    value_add_text(&p.map, "actions_n", say_plural(&a, f->all_actions, "action", "actions"));
    value_add_text(&p.map, "events", say_plural(&a, f->events, "event", "events"));
    value_add_text(&p.map, "csv", page_href(&p, "csv/actions.csv"));
    value_add_bool(&p.map, "lists", fan_wanted(run) || f->n_actions == 0);
    st = page_write(&p, "actions", err);
    arena_release(&a);
    return st;
}

static struct value reasons_value(const struct page *p, size_t max)
{
    const struct facts *f = &p->run->facts;
    size_t n = f->n_reasons < max ? f->n_reasons : max, spans;
    struct value *list = arena_zero(p->arena, n + 1, sizeof(*list));
    int64_t edges[STORE_SPANS + 1], months;

    spans = facts_spans(f, edges, &months);
    for (size_t i = 0; i < n; i++) {
        const struct fact_reason *r = &f->reasons[i];
        struct chart_part part = {r->outcome == OUTCOME_DENIED ? "f-denied" : "f-failure", r->events};
        struct value_builder b;

        value_begin(&b, p->arena, 10);
        value_add(&b, "mark", mark_value(p->arena, r->outcome));
        value_add_text(&b, "source", f->n_sources > 1 ? shorten(p->arena, r->source, 160) : SLICE_NONE);
        value_add_text(&b, "action", say_visible(p->arena, shorten(p->arena, r->label, 160)));
        value_add_text(&b, "href", action_href(p, r->action));
        value_add_text(&b, "reason", r->reason);
        value_add(&b, "n", number_value(p->arena, r->events));
        value_add(&b, "bar", chart_bar(p->arena, &part, 1, f->reasons[0].events));
        value_add(&b, "spark", chart_spark(p->arena, r->spans, spans, sparks_what(months)));
        value_add(&b, "last", time_value(p->arena, r->last.at, r->last.resolution));
        list[i] = value_built(&b);
    }
    return some_value(p->arena, list, n);
}

void add_reasons(struct page *p, size_t max)
{
    const struct facts *f = &p->run->facts;
    size_t n = f->n_reasons < max ? f->n_reasons : max;
    uint64_t bad = outcomes_bad(f->outcomes), told = 0;

    sparks_add(p);
    for (size_t i = 0; i < n; i++)
        told += f->reasons[i].events;
    value_add(&p->map, "reasons", reasons_value(p, n));
    value_add(&p->map, "reasons_shown", number_value(p->arena, n));
    value_add_text(&p->map, "reasons_total", say_plural(p->arena, f->all_reasons, "kind", "kinds"));
    value_add(&p->map, "reasons_told", number_value(p->arena, told));
    value_add_text(&p->map, "bad_events", say_plural(p->arena, bad, "event", "events"));
    if (f->all_reasons > n) {
        value_add_text(&p->map, "reasons_more",
                       say_plural(p->arena, f->all_reasons - n, "other has", "others have"));
        value_add(&p->map, "reasons_rest", number_value(p->arena, bad - told));
    }
}

static enum status failures_open(struct value_pull *pull, struct err *err)
{
    const struct page *p = pull->rows->ctx;
    struct store_filter filter = p->run->o->filter;
    struct store_events *c = NULL;
    enum status st;

    filter.bad = filter.newest_first = true;
    filter.limit = pull->rows->max;
    st = store_events_open(p->run->store, &filter, &c, err);
    pull->cursor = c;
    return st;
}

static enum status failures_next(struct value_pull *pull, struct value *row, struct err *err)
{
    struct page p = page_of_row(pull->rows->ctx, pull);
    const struct store_event *e;
    enum status st = store_events_next(pull->cursor, &e, err);

    if (st == ST_OK)
        *row = row_brief(&p, e, 0);
    return st;
}

static void failures_close(void *cursor)
{
    store_events_close(cursor);
}

struct value failures_value(struct page *p, uint64_t n)
{
    return pulled_value(p->arena, (struct value_rows){failures_open, failures_next, failures_close, p, n});
}

static enum status reasons_csv(struct run *run, struct err *err)
{
    const struct store_reason *r;
    struct store_reasons *c;
    struct csv_file *f = NULL;
    enum status st = store_reasons_open(run->store, &run->o->filter, NULL, 0, &c, err);

    if (st != ST_OK)
        return st;
    st = csv_open(run, "csv/reasons.csv", "outcome,source,action,label,reason,events,last", &f, err);
    while (st == ST_OK && (st = store_reasons_next(c, &r, err)) == ST_OK) {
        csv_out_cell(&f->row, slice_text(outcome_name(r->outcome)));
        csv_out_cell(&f->row, r->source);
        csv_out_cell(&f->row, r->action_name);
        csv_out_cell(&f->row, r->action_label);
        csv_out_cell(&f->row, r->reason);
        csv_out_int(&f->row, (int64_t)r->events);
        csv_time(&f->row, r->last.at, r->last.resolution);
        st = csv_row(f, err);
    }
    store_reasons_close(c);
    if (st == ST_END)
        return csv_close(f, err);
    csv_drop(f);
    return st;
}

static enum status failures_page(struct run *run, struct err *err)
{
    const struct facts *f = &run->facts;
    uint64_t bad = outcomes_bad(f->outcomes);
    uint64_t shown = bad < FAILURES ? bad : FAILURES;
    struct arena a = ARENA_INIT;
    struct page p;
    enum status st;

    page_begin(&p, run, &a, "failures.html", "timeline", SLICE("Failures and denials"));
    page_trail(&p, SLICE("Failures and denials"), NULL);
    value_add(&p.map, "list", failures_value(&p, shown));
    value_add(&p.map, "shown", number_value(&a, shown));
    value_add(&p.map, "total", number_value(&a, bad));
    value_add_text(&p.map, "share", say_percent(&a, bad, f->events));
    value_add_text(&p.map, "events", say_plural(&a, f->events, "event", "events"));
    add_reasons(&p, FACTS_REASONS);
    st = page_write(&p, "failures", err);
    arena_release(&a);
    return st;
}

enum status report_lists(struct run *run, struct err *err)
{
    const struct facts *f = &run->facts;
    size_t pages = f->n_actions == 0 ? 1 : (f->n_actions + ACTION_ROWS - 1) / ACTION_ROWS;
    uint64_t max = 0;
    enum status st = actions_csv(run, err);

    for (size_t i = 0; i < f->n_actions; i++)
        max = f->actions[i].a.events > max ? f->actions[i].a.events : max;
    for (size_t page = pages; st == ST_OK && page >= 1; page--)
        st = actions_page(run, page, pages, max, err);
    if (st == ST_OK)
        st = reasons_csv(run, err);
    return st == ST_OK ? failures_page(run, err) : st;
}
