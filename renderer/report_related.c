/* report_related: the items met in the same events as one item.  See report_item.h. */
#include <string.h>

#include "report_item.h"
#include "utf8.h"

static struct item_near *near_of(struct item_state *s, const struct store_party *p)
{
    uint64_t key = (uint64_t)p->item;
    size_t at = (size_t)slice_hash((struct slice){(const unsigned char *)&key, sizeof(key)});

    for (;; at++) {
        size_t *slot = &s->slots[at & (2 * ITEM_RELATED - 1)];

        if (*slot != 0 && s->near[*slot - 1].item == p->item)
            return &s->near[*slot - 1];
        if (*slot != 0)
            continue;
        if (s->n_near == ITEM_RELATED) { /* those that were met go on being counted */
            s->near_full = true;
            return NULL;
        }
        s->near[s->n_near] = (struct item_near){.item = p->item,
                                                .type = slice_copy(&s->arena, p->type),
                                                .key = slice_copy(&s->arena, p->key),
                                                .label = slice_copy(&s->arena, utf8_prefix(p->latest, 400))};
        *slot = ++s->n_near;
        return &s->near[s->n_near - 1];
    }
}

void item_near_add(struct item_state *s, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++) {
        struct item_near *n = e->parties[i].item != s->item ? near_of(s, &e->parties[i]) : NULL;

        if (n == NULL || n->event == e->id) /* in another role of this event */
            continue;
        n->together++;
        n->event = e->id;
    }
}

/* Most first, then by type and key. */
static bool before(const struct item_near *a, const struct item_near *b)
{
    int order;

    if (a->together != b->together)
        return a->together > b->together;
    order = slice_order(a->type, b->type);
    return order != 0 ? order < 0 : slice_order(a->key, b->key) < 0;
}

/* Brings the first ITEM_SHOWN of near to the front. */
static size_t rank(struct item_state *s)
{
    size_t shown = s->n_near < ITEM_SHOWN ? s->n_near : ITEM_SHOWN;

    for (size_t n = 0; n < shown; n++) {
        struct item_near best = s->near[n];
        size_t at = n;

        for (size_t i = n + 1; i < s->n_near; i++)
            if (before(&s->near[i], &best)) {
                best = s->near[i];
                at = i;
            }
        s->near[at] = s->near[n];
        s->near[n] = best;
    }
    return shown;
}

/* There were too many to tell apart here: the store knows. */
static enum status ask_store(struct item_state *s, size_t *shown, uint64_t *total, struct err *err)
{
    struct store_related *r;
    enum status st = store_related(s->run->store, s->item, &s->arena, ITEM_SHOWN, &r, shown, total, err);

    for (size_t i = 0; st == ST_OK && i < *shown; i++)
        s->near[i] = (struct item_near){.item = r[i].item.id,
                                        .together = r[i].together,
                                        .type = r[i].item.type,
                                        .key = r[i].item.key,
                                        .label = r[i].item.label};
    return st;
}

/* Does the report show all events of the item, so that the store's sums are its own? */
static bool has_all_events(const struct item_state *s)
{
    const struct store_filter *f = &s->run->o->filter;

    return !s->run->filtered || (f->item == s->item && store_filter_is_open(f));
}

/* Of each other type the one that was met most, if no second was met as often.  The first n of near, which
 * are ranked; if they are not all, more may have been met as often as the last of them. */
static void note_met(struct item_state *s, size_t n, bool all)
{
    struct {
        const struct item_near *best;
        bool twice;
    } types[ITEM_TYPES];
    size_t n_types = 0;

    for (size_t i = 0; i < n; i++) {
        const struct item_near *near = &s->near[i];
        size_t t = 0;

        if (slice_equal(near->type, s->type) || (!all && near->together == s->near[n - 1].together))
            continue;
        while (t < n_types && !slice_equal(types[t].best->type, near->type))
            t++;
        if (t == ITEM_TYPES)
            continue;
        if (t == n_types || near->together > types[t].best->together) {
            types[t].best = near;
            types[t].twice = false;
            n_types += t == n_types;
        } else if (near->together == types[t].best->together) {
            types[t].twice = true;
        }
    }
    while (s->n_met < ITEM_MET) {
        size_t best = n_types;

        for (size_t t = 0; t < n_types; t++)
            if (!types[t].twice && (best == n_types || before(types[t].best, types[best].best)))
                best = t;
        if (best == n_types)
            break;
        s->met[s->n_met++] = *types[best].best;
        types[best].twice = true; /* told */
    }
    s->met_most = s->n_met > 0 && s->met[0].together == s->near[0].together;
}

struct value item_met_value(struct item_state *s)
{
    struct value list[ITEM_MET];

    for (size_t i = 0; i < s->n_met; i++) {
        const struct item_near *n = &s->met[i];
        struct value_builder b;

        value_begin(&b, &s->arena, 5);
        value_add_string(&b, "sep", i == 0 ? "" : i + 1 == s->n_met ? " and " : ", ");
        value_add_text(&b, "type", say_lower(&s->arena, say_type(&s->arena, n->type)));
        value_add(&b, "name", item_link(&s->page, n->item, n->type, n->key, n->label));
        value_add(&b, "together", number_value(&s->arena, n->together));
        value_add_bool(&b, "of_all", i == 0);
        list[i] = value_built(&b);
    }
    return some_value(&s->arena, list, s->n_met);
}

enum status item_near_value(struct item_state *s, struct value *out, struct err *err)
{
    struct value list[ITEM_SHOWN];
    uint64_t total = s->n_near;
    size_t shown;
    struct value_builder b;
    enum status st = ST_OK;

    if (s->near_full && has_all_events(s))
        st = ask_store(s, &shown, &total, err);
    else
        shown = rank(s);
    s->n_met = 0;
    s->met_most = false;
    if (st == ST_OK && (!s->near_full || has_all_events(s)))
        note_met(s, s->near_full ? shown : s->n_near, !s->near_full);
    if (st != ST_OK || shown == 0)
        return st;
    for (size_t i = 0; i < shown; i++) {
        const struct item_near *n = &s->near[i];
        struct chart_part part = {"f-success", n->together};

        value_begin(&b, &s->arena, 4);
        value_add(&b, "name", item_link(&s->page, n->item, n->type, n->key, n->label));
        value_add_text(&b, "type", say_type(&s->arena, n->type));
        value_add(&b, "n", number_value(&s->arena, n->together));
        value_add(&b, "bar", chart_bar(&s->arena, &part, 1, s->near[0].together));
        list[i] = value_built(&b);
    }
    value_begin(&b, &s->arena, 4);
    value_add(&b, "rows", value_list_of(&s->arena, list, shown));
    value_add(&b, "shown", number_value(&s->arena, shown));
    value_add(&b, "total", number_value(&s->arena, total));
    value_add_bool(&b, "at_least", s->near_full && !has_all_events(s));
    *out = value_built(&b);
    return ST_OK;
}
