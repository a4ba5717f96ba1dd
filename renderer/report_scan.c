/* report_scan: the facts of a filtered report, by a scan of the events.  See report_scan.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "report_scan.h"

#define SLOTS (4 * 65536) /* of the index below: more than FACTS_ACTIONS */

struct slot { /* where a thing with an id stands in its array */
    int64_t id;
    size_t at; /* from 1; 0 = free */
};

struct scan {
    struct facts *f;
    struct slot *actions;
    struct slot *acting; /* index over actors, of a report about one item */
    struct store_item *actors;
    size_t n_actors, size_actors;
};

static struct slot *slot_of(struct slot *slots, int64_t id)
{
    size_t at = (size_t)slice_hash((struct slice){(const unsigned char *)&id, sizeof(id)}) & (SLOTS - 1);

    while (slots[at].at != 0 && slots[at].id != id)
        at = (at + 1) & (SLOTS - 1);
    return &slots[at];
}

static void scan_action(struct scan *sc, const struct store_event *e, int64_t day)
{
    struct slot *slot = slot_of(sc->actions, e->action_id);
    struct fact_action *a;

    if (slot->at == 0) {
        struct store_action one = {.id = e->action_id,
                                   .source = e->source,
                                   .name = e->ev.action,
                                   .category = e->ev.category,
                                   .label = e->ev.label,
                                   .sentence = e->ev.sentence,
                                   .first_day = day,
                                   .last_day = day};

        if (facts_add_action(sc->f, &one) == NULL)
            return;
        *slot = (struct slot){e->action_id, sc->f->n_actions};
    }
    a = &sc->f->actions[slot->at - 1];
    a->a.events++;
    a->a.counted += (uint64_t)e->ev.count;
    a->a.outcomes[e->ev.outcome]++;
    if (a->a.first_day == INT64_MIN)
        a->a.first_day = day;
    a->a.last_day = day;
}

static int order_actions(const void *x, const void *y)
{
    const struct fact_action *a = x, *b = y;
    int order = slice_order(a->a.source, b->a.source);

    return order != 0 ? order : slice_order(a->a.name, b->a.name);
}

/* Who acted in the events of a report about one item: the items themselves are not scanned then. */
static void scan_actors(struct scan *sc, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *party = &e->parties[i];
        struct slot *slot = slot_of(sc->acting, party->item);
        struct store_item *item;

        if (party->role != ROLE_ACTOR || (slot->at == 0 && sc->n_actors == FACTS_ACTIONS))
            continue;
        if (slot->at == 0) {
            struct store_item one = {
                .id = party->item, .type = party->type, .key = party->key, .label = party->latest};

            sc->actors = mem_grow(sc->actors, sc->n_actors, &sc->size_actors, sizeof(*sc->actors));
            facts_keep_item(sc->f, &sc->actors[sc->n_actors++], &one);
            *slot = (struct slot){party->item, sc->n_actors};
        }
        assert(sc->actors != NULL);
        item = &sc->actors[slot->at - 1];
        item->events++;
        item->failures += e->ev.outcome == OUTCOME_FAILURE;
        item->denials += e->ev.outcome == OUTCOME_DENIED;
    }
}

static int order_items(const void *x, const void *y)
{
    const struct store_item *a = x, *b = y;
    int order;

    if (a->events != b->events)
        return a->events > b->events ? -1 : 1;
    order = slice_order(a->type, b->type);
    return order != 0 ? order : slice_order(a->key, b->key);
}

static void take_actors(struct scan *sc)
{
    if (sc->n_actors > 0)
        qsort(sc->actors, sc->n_actors, sizeof(*sc->actors), order_items);
    for (size_t i = 0; i < sc->n_actors && i < FACTS_TOP; i++)
        sc->f->actors[sc->f->n_actors++] = sc->actors[i];
}

/* The only item of a report about one. */
static void scan_one(struct facts *f, const struct store_event *e, int64_t item)
{
    struct fact_type *t;

    for (size_t i = 0; f->types == NULL && i < e->n_parties; i++) {
        struct store_item one = {.id = item,
                                 .type = e->parties[i].type,
                                 .key = e->parties[i].key,
                                 .label = e->parties[i].latest,
                                 .first_at = e->ev.time.at};

        if (e->parties[i].item != item)
            continue;
        f->types = mem_zero(1, sizeof(*f->types));
        f->n_types = f->items = 1;
        f->types[0].type = slice_copy(&f->arena, one.type);
        f->types[0].items = f->types[0].n_top = 1;
        facts_keep_item(f, &f->types[0].top[0], &one);
    }
    if (f->types == NULL)
        return;
    t = &f->types[0];
    t->events++;
    t->top[0].events++;
    t->top[0].failures += e->ev.outcome == OUTCOME_FAILURE;
    t->top[0].denials += e->ev.outcome == OUTCOME_DENIED;
    t->top[0].last_at = e->ev.time.at;
}

static enum status scan_events(struct scan *sc, struct store *s, const struct store_filter *filter,
                               struct err *err)
{
    struct store_filter versions = *filter;
    const struct store_event *e;
    struct store_events *c;
    size_t source = SIZE_MAX;
    enum status st;

    versions.superseded = true;
    st = store_events_open(s, &versions, &c, err);
    if (st != ST_OK)
        return st;
    while ((st = store_events_next(c, &e, err)) == ST_OK) {
        int64_t day = e->ev.time.at == STAMP_UNKNOWN ? INT64_MIN : stamp_day(e->ev.time.at);

        facts_show_import(sc->f, e->import);
        if (e->ev.flags & EVENT_SUPERSEDED)
            continue;
        if (source >= sc->f->n_sources || !slice_equal(sc->f->sources[source].name, e->source))
            source = facts_source(sc->f, e->source);
        facts_count(sc->f, day, source, e->ev.outcome, 1);
        sc->f->counted += (uint64_t)e->ev.count;
        scan_action(sc, e, day);
        if (filter->item != 0) {
            scan_one(sc->f, e, filter->item);
            scan_actors(sc, e);
        }
    }
    store_events_close(c);
    return st == ST_END ? ST_OK : st;
}

static int order_source_days(const void *x, const void *y)
{
    const struct fact_source_day *a = x, *b = y;

    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return a->source < b->source ? -1 : a->source > b->source;
}

/* Keeps item among the FACTS_TOP with most events. */
static void rank(struct facts *f, struct store_item *top, size_t *n, const struct store_item *item)
{
    size_t at = *n;

    while (at > 0 && top[at - 1].events < item->events)
        at--;
    if (at == FACTS_TOP)
        return;
    if (*n < FACTS_TOP)
        (*n)++;
    memmove(&top[at + 1], &top[at], (*n - at - 1) * sizeof(*top));
    facts_keep_item(f, &top[at], item);
}

struct one_item { /* the item whose events are passing */
    struct store_item item;
    struct buf type, key, label;
    bool actor, any;
};

static void end_item(struct facts *f, struct one_item *one, size_t *size)
{
    struct fact_type *t = f->n_types > 0 ? &f->types[f->n_types - 1] : NULL;

    if (!one->any)
        return;
    one->item.type = buf_view(&one->type);
    one->item.key = buf_view(&one->key);
    one->item.label = buf_view(&one->label);
    if (t == NULL || !slice_equal(t->type, one->item.type)) {
        f->types = mem_grow(f->types, f->n_types, size, sizeof(*f->types));
        t = &f->types[f->n_types++];
        memset(t, 0, sizeof(*t));
        t->type = slice_copy(&f->arena, one->item.type);
    }
    t->items++;
    f->items++;
    t->events += one->item.events;
    rank(f, t->top, &t->n_top, &one->item);
    if (one->actor)
        rank(f, f->actors, &f->n_actors, &one->item);
    one->any = false;
}

static void start_item(struct one_item *one, const struct store_item_event *ie)
{
    one->item = (struct store_item){.id = ie->item, .first_at = ie->event.ev.time.at};
    one->any = true;
    one->actor = false;
    buf_clear(&one->type);
    buf_clear(&one->key);
    buf_clear(&one->label);
    for (size_t i = 0; i < ie->event.n_parties; i++)
        if (ie->event.parties[i].item == ie->item) {
            buf_slice(&one->type, ie->event.parties[i].type);
            buf_slice(&one->key, ie->event.parties[i].key);
            buf_slice(&one->label, ie->event.parties[i].latest);
            return;
        }
}

static enum status scan_items(struct facts *f, struct store *s, const struct store_filter *filter,
                              struct err *err)
{
    const struct store_item_event *ie;
    struct store_item_events *c;
    struct one_item one = {.any = false};
    size_t size = 0;
    enum status st = store_item_events_open(s, filter, &c, err);

    if (st != ST_OK)
        return st;
    buf_init(&one.type, BUF_CAP);
    buf_init(&one.key, BUF_CAP);
    buf_init(&one.label, BUF_CAP);
    while ((st = store_item_events_next(c, &ie, err)) == ST_OK) {
        if (!one.any || one.item.id != ie->item) {
            end_item(f, &one, &size);
            start_item(&one, ie);
        }
        one.item.events++;
        one.item.failures += ie->event.ev.outcome == OUTCOME_FAILURE;
        one.item.denials += ie->event.ev.outcome == OUTCOME_DENIED;
        one.item.last_at = ie->event.ev.time.at;
        one.actor |= (ie->roles & 1u << ROLE_ACTOR) != 0;
    }
    end_item(f, &one, &size);
    buf_release(&one.type);
    buf_release(&one.key);
    buf_release(&one.label);
    store_item_events_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status facts_scan(struct facts *f, struct store *s, const struct store_filter *filter, struct err *err)
{
    struct scan sc = {.f = f,
                      .actions = mem_zero(SLOTS, sizeof(struct slot)),
                      .acting = filter->item != 0 ? mem_zero(SLOTS, sizeof(struct slot)) : NULL};
    enum status st;

    st = scan_events(&sc, s, filter, err);
    facts_settle_shown(f);
    take_actors(&sc);
    mem_free(sc.actions);
    mem_free(sc.acting);
    mem_free(sc.actors);
    if (st != ST_OK)
        return st;
    if (f->n_source_days > 0)
        qsort(f->source_days, f->n_source_days, sizeof(*f->source_days), order_source_days);
    if (f->n_actions > 0)
        qsort(f->actions, f->n_actions, sizeof(*f->actions), order_actions);
    return filter->item != 0 ? ST_OK : scan_items(f, s, filter, err);
}
