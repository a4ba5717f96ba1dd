/* report_facts: what must be known of the whole store before the first page.  See report_facts.h;
 * the filtered way is report_scan.c. */
#include <stdlib.h>
#include <string.h>

#include "report_facts.h"
#include "report_scan.h"
#include "say.h"

size_t facts_source(struct facts *f, struct slice name)
{
    for (size_t i = f->n_sources; i > 0; i--)
        if (slice_equal(f->sources[i - 1].name, name))
            return i - 1;
    return SIZE_MAX;
}

static struct fact_source *new_source(struct facts *f, const struct store_import_row *row)
{
    struct fact_source *s;

    f->sources = mem_grow(f->sources, f->n_sources, &f->size_sources, sizeof(*f->sources));
    s = &f->sources[f->n_sources++];
    memset(s, 0, sizeof(*s));
    s->id = row->source_id;
    s->name = slice_copy(&f->arena, slice_text(row->info.source));
    s->first_day = s->last_day = INT64_MIN;
    return s;
}

/* Imports come in order of source. */
static enum status gather_imports(struct facts *f, struct store *s, struct err *err)
{
    const struct store_import_row *row;
    struct fact_source *source = NULL;
    struct store_imports *c;
    enum status st = store_imports_open(s, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_imports_next(c, &row, err)) == ST_OK) {
        if (source == NULL || source->id != row->source_id)
            source = new_source(f, row);
        source->imports++;
        source->profile = slice_copy(&f->arena, slice_text(row->info.profile));
        source->notes = slice_copy(&f->arena, slice_text(row->info.notes));
        if (row->latest)
            import_counts_add(&source->sums, &row->counts);
        facts_add_import(f, f->n_sources - 1, row);
    }
    store_imports_close(c);
    facts_settle_dumps(f);
    return st == ST_END ? ST_OK : st;
}

/* The entry of day and source: among the last ones, since days come in order. */
static struct fact_source_day *source_day(struct facts *f, int64_t day, size_t source)
{
    const size_t size = sizeof(*f->source_days);

    for (size_t i = f->n_source_days; i > 0 && f->source_days[i - 1].day == day; i--)
        if (f->source_days[i - 1].source == source)
            return &f->source_days[i - 1];
    f->source_days = mem_grow(f->source_days, f->n_source_days, &f->size_source_days, size);
    f->source_days[f->n_source_days] = (struct fact_source_day){day, source, 0};
    return &f->source_days[f->n_source_days++];
}

void facts_count(struct facts *f, int64_t day, size_t source, enum outcome outcome, uint64_t events)
{
    struct fact_source *s = source < f->n_sources ? &f->sources[source] : NULL;
    struct fact_source_day *sd;

    f->events += events;
    f->outcomes[outcome] += events;
    if (s != NULL) {
        s->events += events;
        s->outcomes[outcome] += events;
    }
    if (day == INT64_MIN) {
        f->untimed += events;
        f->untimed_outcomes[outcome] += events;
        return;
    }
    if (f->n_days == 0 || f->days[f->n_days - 1].day != day) {
        f->days = mem_grow(f->days, f->n_days, &f->size_days, sizeof(*f->days));
        f->days[f->n_days++] = (struct fact_day){.day = day};
    }
    f->days[f->n_days - 1].outcomes[outcome] += events;
    if (s == NULL)
        return;
    s->first_day = s->first_day == INT64_MIN ? day : s->first_day;
    s->last_day = day;
    sd = source_day(f, day, source);
    sd->events += events;
}

static enum status gather_tallies(struct facts *f, struct store *s, struct err *err)
{
    struct store_tallies *c;
    struct store_tally t;
    size_t source = SIZE_MAX;
    enum status st = store_tallies_open(s, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_tallies_next(c, &t, err)) == ST_OK) {
        if (source >= f->n_sources || f->sources[source].id != t.source)
            for (source = 0; source < f->n_sources && f->sources[source].id != t.source;)
                source++;
        facts_count(f, t.day, source, t.outcome, t.events);
        f->counted += t.counted;
    }
    store_tallies_close(c);
    return st == ST_END ? ST_OK : st;
}

struct fact_action *facts_add_action(struct facts *f, const struct store_action *a)
{
    struct fact_action *fa;

    f->all_actions++;
    if (f->n_actions >= FACTS_ACTIONS)
        return NULL;
    f->actions = mem_grow(f->actions, f->n_actions, &f->size_actions, sizeof(*f->actions));
    fa = &f->actions[f->n_actions++];
    fa->a = *a;
    fa->a.source = slice_copy(&f->arena, a->source);
    fa->a.name = slice_copy(&f->arena, a->name);
    fa->a.category = slice_copy(&f->arena, a->category);
    fa->a.label = slice_copy(&f->arena, a->label.n > 0 ? a->label : a->name);
    fa->a.sentence = slice_copy(&f->arena, a->sentence);
    fa->source = facts_source(f, a->source);
    return fa;
}

static enum status gather_actions(struct facts *f, struct store *s, struct err *err)
{
    const struct store_action *a;
    struct store_actions *c;
    enum status st = store_actions_open(s, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_actions_next(c, &a, err)) == ST_OK)
        if (a->events > 0)
            facts_add_action(f, a);
    store_actions_close(c);
    return st == ST_END ? ST_OK : st;
}

size_t facts_spans(const struct facts *f, int64_t edges[STORE_SPANS + 1], int64_t *months)
{
    int64_t first, all;
    size_t n;

    *months = 1;
    if (f->n_days == 0)
        return 0;
    first = stamp_month_of(f->first_day);
    all = stamp_month_of(f->last_day) - first + 1;
    *months = (all + STORE_SPANS - 1) / STORE_SPANS;
    n = (size_t)((all + *months - 1) / *months);
    for (size_t i = 0; i < n; i++)
        edges[i] = stamp_midnight(stamp_month_day(first + (int64_t)i * *months));
    edges[n] = stamp_midnight(f->last_day + 1);
    return n;
}

/* The index of an action, which are in order of source and name; SIZE_MAX if it is not held. */
static size_t action_at(const struct facts *f, struct slice source, struct slice name)
{
    size_t from = 0, to = f->n_actions;

    while (from < to) {
        size_t mid = from + (to - from) / 2;
        int order = slice_order(source, f->actions[mid].a.source);

        if (order == 0)
            order = slice_order(name, f->actions[mid].a.name);
        if (order == 0)
            return mid;
        if (order < 0)
            to = mid;
        else
            from = mid + 1;
    }
    return SIZE_MAX;
}

static enum status gather_reasons(struct facts *f, struct store *s, const struct store_filter *filter,
                                  struct err *err)
{
    int64_t edges[STORE_SPANS + 1], months;
    size_t n = facts_spans(f, edges, &months);
    const struct store_reason *r;
    struct store_reasons *c;
    enum status st = store_reasons_open(s, filter, edges, n, &c, err);

    if (st != ST_OK)
        return st;
    f->reasons = mem_zero(FACTS_REASONS, sizeof(*f->reasons));
    while ((st = store_reasons_next(c, &r, err)) == ST_OK) {
        struct fact_reason *to = &f->reasons[f->n_reasons];

        f->all_reasons++;
        if (f->n_reasons == FACTS_REASONS)
            continue;
        f->n_reasons++;
        *to = (struct fact_reason){
            .source = slice_copy(&f->arena, utf8_prefix(r->source, 400)),
            .label = slice_copy(&f->arena,
                                utf8_prefix(r->action_label.n > 0 ? r->action_label : r->action_name, 400)),
            .reason = slice_copy(&f->arena, utf8_prefix(r->reason, 400)),
            .action = action_at(f, r->source, r->action_name),
            .outcome = r->outcome,
            .events = r->events,
            .last = r->last};
        memcpy(to->spans, r->spans, sizeof(to->spans));
    }
    store_reasons_close(c);
    return st == ST_END ? ST_OK : st;
}

void facts_keep_item(struct facts *f, struct store_item *to, const struct store_item *i)
{
    *to = *i;
    to->type = slice_copy(&f->arena, i->type);
    to->key = slice_copy(&f->arena, i->key);
    to->label = slice_copy(&f->arena, utf8_prefix(i->label, 400));
}

static enum status gather_top(struct facts *f, struct store *s, struct slice type, bool actors,
                              struct store_item *top, size_t *n, struct err *err)
{
    const struct store_item *i;
    struct store_items *c;
    enum status st = store_items_open(s, type, ITEMS_BY_EVENTS, actors, FACTS_TOP, &c, err);

    if (st != ST_OK)
        return st;
    while (*n < FACTS_TOP && (st = store_items_next(c, &i, err)) == ST_OK)
        facts_keep_item(f, &top[(*n)++], i);
    store_items_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status gather_items(struct facts *f, struct store *s, struct err *err)
{
    struct store_type *types;
    size_t n;
    enum status st = store_types(s, &f->arena, &types, &n, err);

    if (st != ST_OK)
        return st;
    f->types = mem_zero(n, sizeof(*f->types));
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        struct fact_type *t = &f->types[f->n_types++];

        t->type = types[i].type;
        t->items = types[i].items;
        t->events = types[i].events;
        f->items += t->items;
        if (i < 50) /* rankings beyond that are not shown */
            st = gather_top(f, s, t->type, false, t->top, &t->n_top, err);
    }
    if (st == ST_OK)
        st = gather_top(f, s, SLICE_NONE, true, f->actors, &f->n_actors, err);
    return st;
}

static void settle_days(struct facts *f)
{
    f->first_day = f->n_days > 0 ? f->days[0].day : INT64_MIN;
    f->last_day = f->n_days > 0 ? f->days[f->n_days - 1].day : INT64_MIN;
}

enum status facts_gather(struct facts *f, struct store *s, const struct store_filter *filter, bool filtered,
                         struct err *err)
{
    enum status st = store_totals(s, &f->totals, err);

    if (st == ST_OK)
        st = gather_imports(f, s, err);
    if (st == ST_OK && filtered) {
        st = facts_scan(f, s, filter, err);
    } else if (st == ST_OK) {
        st = gather_tallies(f, s, err);
        if (st == ST_OK)
            st = gather_actions(f, s, err);
        if (st == ST_OK)
            st = gather_items(f, s, err);
    }
    settle_days(f);
    if (st == ST_OK)
        st = gather_reasons(f, s, filter, err);
    return st == ST_OK && !filtered ? facts_ids(f, s, err) : st;
}

enum status facts_whole(struct facts *f, const struct facts *part, struct store *s, struct err *err)
{
    enum status st;

    f->totals = part->totals;
    st = gather_imports(f, s, err);
    if (st == ST_OK)
        st = gather_tallies(f, s, err);
    settle_days(f);
    return st == ST_OK ? facts_ids(f, s, err) : st;
}

void facts_release(struct facts *f)
{
    for (size_t i = 0; i < f->n_sources; i++) {
        mem_free(f->sources[i].windows);
        mem_free(f->sources[i].cover);
    }
    mem_free(f->cover);
    mem_free(f->imports);
    mem_free(f->sources);
    mem_free(f->days);
    mem_free(f->source_days);
    mem_free(f->actions);
    mem_free(f->reasons);
    mem_free(f->types);
    arena_release(&f->arena);
}

/* Index of the first day that is not before day. */
static size_t day_index(const struct facts *f, int64_t day)
{
    size_t low = 0, high = f->n_days;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct fact_day *facts_day(const struct facts *f, int64_t day)
{
    size_t i = day_index(f, day);

    return i < f->n_days && f->days[i].day == day ? &f->days[i] : NULL;
}

int64_t facts_near(const struct facts *f, int64_t day, int step)
{
    size_t i = day_index(f, step > 0 ? day + 1 : day);

    if (step < 0)
        return i > 0 ? f->days[i - 1].day : INT64_MIN;
    return i < f->n_days ? f->days[i].day : INT64_MIN;
}

enum fact_covered facts_covered(const struct facts *f, int64_t day)
{
    int64_t from = stamp_midnight(day), to = stamp_midnight(day + 1);
    size_t low = 0, high = f->n_cover;
    int64_t first, last;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->cover[middle].to <= from)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == f->n_cover || f->cover[low].from >= to)
        return COVERED_NOT;
    first = f->cover[0].from > from ? f->cover[0].from : from;
    last = f->cover[f->n_cover - 1].to < to ? f->cover[f->n_cover - 1].to : to;
    if (f->cover[low].from > first || f->cover[low].to < last)
        return COVERED_PARTLY;
    return first > from || last < to ? COVERED_TO_EDGE : COVERED_WHOLLY;
}

unsigned facts_sources_of_day(const struct facts *f, int64_t day)
{
    size_t low = 0, high = f->n_source_days;
    unsigned n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->source_days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < f->n_source_days && f->source_days[low].day == day; low++)
        n++;
    return n;
}

uint64_t facts_between(const struct facts *f, int64_t from, int64_t to, uint64_t outcomes[OUTCOME_COUNT])
{
    uint64_t all = 0;

    memset(outcomes, 0, OUTCOME_COUNT * sizeof(outcomes[0]));
    for (size_t i = day_index(f, from); i < f->n_days && f->days[i].day <= to; i++)
        for (int o = 0; o < OUTCOME_COUNT; o++) {
            outcomes[o] += f->days[i].outcomes[o];
            all += f->days[i].outcomes[o];
        }
    return all;
}
