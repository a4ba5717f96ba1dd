/* report_conflicts: events that came in several versions, and what their versions say differently.
 * See report_checks.h. */
#include <string.h>

#include "leaves.h"
#include "report_checks.h"
#include "report_csv.h"
#include "report_row.h"

#define GROUPS   50                 /* events on the page; the CSV has all versions */
#define VERSIONS 5                  /* of one event, on the page */
#define FIELDS   20                 /* told of one version */
#define LEAVES   5000               /* looked at, of one version */
#define TEXT     300                /* bytes of a text */
#define HELD     ((size_t)16 << 20) /* bytes of versions that are compared; more are only listed */

struct version {
    struct value brief;
    struct slice dump;
    uint64_t record;
    bool shown, held; /* held: its leaves are known */
    struct leaves leaves;
};

struct group { /* of one event */
    unsigned char ident[IDENT_SIZE];
    struct slice native;
    struct version versions[VERSIONS];
    size_t n;
    uint64_t all; /* that pass the report's filter */
};

struct groups {
    struct page *page;
    struct group *v;
    size_t n;
};

static struct group *find(struct groups *g, const struct store_event *e)
{
    struct group *new_;

    for (size_t i = 0; i < g->n; i++)
        if (memcmp(g->v[i].ident, e->ev.ident, IDENT_SIZE) == 0)
            return &g->v[i];
    if (g->n == GROUPS)
        return NULL;
    new_ = &g->v[g->n++];
    memcpy(new_->ident, e->ev.ident, IDENT_SIZE);
    new_->native = slice_copy(g->page->arena, e->ev.native);
    return new_;
}

static size_t size_of(const struct store_event *e)
{
    size_t n = e->ev.attributes.n + e->ev.message.n + 200 * e->n_parties;

    for (size_t i = 0; i < e->ev.n_changes; i++)
        n += 200 + e->ev.changes[i].old.n + e->ev.changes[i].new_.n;
    return n;
}

/* The event's texts are gone with the next one: leaves that stay are copies. */
static void hold(struct arena *a, struct leaves *l)
{
    for (size_t i = 0; i < l->n; i++) {
        l->v[i].name = slice_copy(a, l->v[i].name);
        l->v[i].text = slice_copy(a, l->v[i].text);
    }
}

/* The shown version takes the place of another if there is no room. */
static struct version *room(struct group *g, bool shown)
{
    g->all++;
    if (g->n < VERSIONS)
        return &g->versions[g->n++];
    return shown ? &g->versions[VERSIONS - 1] : NULL;
}

static void take(struct groups *gs, const struct store_event *e)
{
    struct arena *a = gs->page->arena;
    struct group *g = find(gs, e);
    struct version *v = g ? room(g, !(e->ev.flags & EVENT_SUPERSEDED)) : NULL;

    if (!v)
        return;
    *v = (struct version){.brief = row_brief(gs->page, e, 0),
                          .dump = slice_copy(a, e->dump_name),
                          .record = e->ev.record,
                          .shown = !(e->ev.flags & EVENT_SUPERSEDED)};
    if (arena_used(a) + 4 * size_of(e) > HELD)
        return;
    v->held = true;
    leaves_of_event(e, LEAVES, a, &v->leaves);
    hold(a, &v->leaves);
}

/* {text} or {empty} or {lacking}; not absent, which the page has, and which would be found instead. */
static struct value side(struct arena *a, struct slice text, bool there)
{
    struct value_builder b;

    value_begin(&b, a, 1);
    if (!there)
        value_add_bool(&b, "lacking", true);
    else if (!text.n)
        value_add_bool(&b, "empty", true);
    else
        value_add_text(&b, "text", shorten(a, text, TEXT));
    return value_built(&b);
}

static struct value differences_value(struct arena *a, const struct difference *d, size_t n)
{
    struct value *list = arena_zero(a, FIELDS, sizeof(*list));
    size_t k = 0;

    for (; k < n && k < FIELDS; k++) {
        struct value_builder b;

        value_begin(&b, a, 3);
        value_add_text(&b, "field", shorten(a, d[k].name, TEXT));
        value_add(&b, "shown", side(a, d[k].one, d[k].in_one));
        value_add(&b, "other", side(a, d[k].other, d[k].in_other));
        list[k] = value_built(&b);
    }
    return value_list_of(a, list, k);
}

/* What v says differently than the version that counts: shown, NULL if that one does not pass the filter. */
static void add_compared(struct value_builder *b, struct arena *a, const struct version *shown,
                         const struct version *v)
{
    struct difference *d = NULL;
    bool beside = shown != NULL && shown != v, compared = beside && shown->held && v->held;
    size_t n = compared ? leaves_differ(&shown->leaves, &v->leaves, a, &d) : 0;

    if (beside)
        value_add(b, "shown",
                  pair_value(a, "dump", value_text(shown->dump), "record", number_value(a, shown->record)));
    value_add_bool(b, "uncounted", shown == NULL);
    value_add(b, "fields", differences_value(a, d, n));
    value_add_bool(b, "uncompared", beside && !compared);
    value_add_bool(b, "alike", compared && n == 0);
    value_add(b, "more", n > FIELDS ? number_value(a, n - FIELDS) : VALUE_MISSING);
}

/* hidden: how many versions do not pass the filter, told here; not the one that counts. */
static struct value version_value(const struct page *p, const struct group *g, const struct version *shown,
                                  const struct version *v, uint64_t hidden)
{
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 12);
    value_add_text(&b, "native", g->native);
    value_add(&b, "brief", (shown ? shown : v)->brief);
    value_add_text(&b, "dump", v->dump);
    value_add(&b, "record", number_value(a, v->record));
    add_compared(&b, a, shown, v);
    if (hidden > 0)
        value_add_text(&b, "hidden", say_plural(a, hidden, "other version does", "other versions do"));
    return value_built(&b);
}

/* A row for each version that does not count; one for the version that does, if no other passes. */
static enum status add_group(const struct page *p, const struct group *g, struct value *list, size_t *n,
                             struct err *err)
{
    const struct version *shown = NULL;
    size_t last = g->n - 1;
    uint64_t all = g->all, told, hidden;
    enum status st = p->run->filtered ? store_versions(p->run->store, g->ident, &all, err) : ST_OK;

    for (size_t k = 0; k < g->n; k++)
        shown = g->versions[k].shown ? &g->versions[k] : shown;
    if (g->n > 1 && &g->versions[last] == shown)
        last--;
    told = g->all + (shown == NULL);
    hidden = all > told ? all - told : 0;
    for (size_t k = 0; st == ST_OK && k < g->n; k++)
        if (&g->versions[k] != shown || g->n == 1)
            list[(*n)++] = version_value(p, g, shown, &g->versions[k], k == last ? hidden : 0);
    return st;
}

/* passing: how many versions pass the filter, those that count among them; beside: those that do not. */
static enum status add_groups(const struct groups *gs, uint64_t passing, uint64_t beside, struct err *err)
{
    struct page *p = gs->page;
    const struct store_totals *t = &p->run->all->totals;
    struct value *list = arena_zero(p->arena, GROUPS * VERSIONS, sizeof(*list));
    bool filtered = p->run->filtered;
    size_t n = 0, told = 0;
    enum status st = ST_OK;

    for (size_t i = 0; i < gs->n && st == ST_OK; i++) {
        st = add_group(p, &gs->v[i], list, &n, err);
        told += gs->v[i].n;
    }
    value_add(&p->map, "conflicts", some_value(p->arena, list, n));
    value_add(&p->map, "conflicts_shown", number_value(p->arena, filtered ? told : n));
    value_add_text(&p->map, "conflicts_total",
                   say_plural(p->arena, filtered ? passing : beside, "version", "versions"));
    value_add_text(&p->map, "conflicts_left",
                   left_out(p, t->conflicts + t->versions, passing, "version", "versions"));
    return st;
}

enum status add_conflicts(struct page *p, struct csv_file *csv, struct err *err)
{
    struct store_filter filter = p->run->o->filter;
    struct groups gs = {.page = p};
    const struct store_event *e;
    struct store_events *c;
    uint64_t passing = 0, beside = 0;
    enum status st;

    if (p->run->all->totals.conflicts + p->run->all->totals.versions == 0)
        return ST_OK;
    gs.v = arena_zero(p->arena, GROUPS, sizeof(*gs.v));
    filter.superseded = true;
    st = store_events_open(p->run->store, &filter, &c, err);
    if (st != ST_OK)
        return st;
    while ((st = store_events_next(c, &e, err)) == ST_OK) {
        if (!(e->ev.flags & (EVENT_CONFLICT | EVENT_SUPERSEDED)))
            continue;
        passing++;
        beside += (e->ev.flags & EVENT_SUPERSEDED) != 0;
        if (!(e->ev.flags & EVENT_ERASED)) /* what it was a version of is not known any more */
            take(&gs, e);
        st = csv_event(csv, e, err);
        if (st != ST_OK)
            break;
    }
    store_events_close(c);
    return st == ST_END ? add_groups(&gs, passing, beside, err) : st;
}
