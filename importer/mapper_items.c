/* mapper_items: the parties and the changes of an event.  See mapper_steps.h. */
#include <string.h>

#include "mapper_steps.h"

#define ITEMS_MAX 4096                    /* parties of one event: above it, a reject */
#define SEEN_SIZE ((size_t)4 * ITEMS_MAX) /* a power of two */
#define FEW       16                      /* parties that are compared one by one */

/* ---- parties: each (role, type, key) once; "related" only what has no other role ---- */

static bool same(const struct party *there, const struct party *a)
{
    return (there->role == a->role || a->role == ROLE_RELATED) && slice_equal(there->key, a->key) &&
           slice_equal(there->type, a->type);
}

static size_t place_of(const struct mapper *m, const struct party *a)
{
    return (size_t)slice_hash_from(slice_hash_from(m->seed, a->type), a->key) & (SEEN_SIZE - 1);
}

/* The slot of a party that is there already, or the free one for it; slots hold number + 1. */
static uint16_t *slot(const struct mapper *m, const struct party *a)
{
    size_t i = place_of(m, a);

    while (m->seen[i] && !same(&m->parties[m->seen[i] - 1], a))
        i = (i + 1) & (SEEN_SIZE - 1);
    return &m->seen[i];
}

static void build_table(struct mapper *m)
{
    if (!m->seen) {
        m->seen = mem_zero(SEEN_SIZE, sizeof(*m->seen));
        m->seed = slice_hash_seed();
    }
    memset(m->seen, 0, SEEN_SIZE * sizeof(*m->seen));
    for (size_t i = 0; i < m->n_parties; i++)
        *slot(m, &m->parties[i]) = (uint16_t)(i + 1);
}

static struct party *find(struct mapper *m, const struct party *a)
{
    if (m->n_parties < FEW) {
        for (size_t i = 0; i < m->n_parties; i++)
            if (same(&m->parties[i], a))
                return &m->parties[i];
        return NULL;
    }
    return *slot(m, a) ? &m->parties[*slot(m, a) - 1] : NULL;
}

static void add_party(struct mapper *m, const struct party *a, const struct item_rule *rule)
{
    if (m->n_parties == ITEMS_MAX) {
        mapper_reject(m, "MAP-ITEMS", "the event has more than %d items", ITEMS_MAX);
        return;
    }
    if (m->n_parties == m->size_parties) {
        m->size_parties = m->size_parties ? 2 * m->size_parties : FEW;
        m->parties = mem_resize(m->parties, m->size_parties, sizeof(*m->parties));
        m->rules = mem_resize(m->rules, m->size_parties, sizeof(*m->rules));
    }
    m->rules[m->n_parties] = rule;
    m->parties[m->n_parties++] = *a;
    if (m->n_parties == FEW)
        build_table(m);
    else if (m->n_parties > FEW)
        *slot(m, a) = (uint16_t)m->n_parties;
}

struct keys {
    struct mapper *m;
    const struct item_rule *rule;
    struct hit type, label;
    size_t n;
};

static bool take_key(void *ctx, struct slice text, struct node *node)
{
    struct keys *k = ctx;
    struct mapper *m = k->m;
    struct party a = {.role = k->rule->role, .how = k->rule->how, .type = k->type.text, .key = text};
    struct party *there;

    if (!slice_trim(text).n)
        return true;
    if (text.n > EVENT_MAX_KEY || a.type.n > EVENT_MAX_KEY) {
        bool key = text.n > EVENT_MAX_KEY;

        mapper_reject(m, "MAP-KEY", "the %s of an item has %zu bytes, and %d are allowed",
                      key ? "key" : "type", key ? text.n : a.type.n, EVENT_MAX_KEY);
        return false;
    }
    k->n++;
    mapper_used(m, (struct hit){text, node});
    mapper_used(m, k->type);
    there = find(m, &a);
    if (!there)
        add_party(m, &a, k->rule);
    return !m->reject;
}

/* A label stands for one item only: with several keys nobody knows whose it is. */
static void put_label(struct mapper *m, const struct item_rule *rule, size_t first, struct keys *k,
                      const struct scope *s)
{
    struct hit label;

    if (k->n != 1 || m->n_parties != first + 1)
        return;
    label = value_one(m, &rule->label, s, false);
    m->parties[first].label = label.text;
    mapper_used(m, label);
}

static void item_in(struct mapper *m, const struct item_rule *rule, const struct scope *s)
{
    struct keys k = {.m = m, .rule = rule};
    size_t first = m->n_parties;

    if (!when_holds(m, &rule->when, s))
        return;
    k.type = value_one(m, &rule->type, s, false);
    if (!k.type.text.n)
        return;
    value_each(m, &rule->key, s, false, take_key, &k);
    put_label(m, rule, first, &k, s);
}

struct scoping {
    struct mapper *m;
    const void *rule;
    const struct scope *outer;
};

static bool item_scope(void *ctx, struct node *n, struct node *holder)
{
    const struct scoping *c = ctx;
    struct scope s = {n, c->outer};

    (void)holder;
    item_in(c->m, c->rule, &s);
    return !c->m->reject;
}

static void items_by(struct mapper *m, const struct item_rule *rule, const struct scope *s)
{
    struct scoping c = {m, rule, s};

    if (rule->has_each)
        path_walk(&rule->each, s, false, item_scope, &c);
    else
        item_in(m, rule, s);
}

/* "related" comes last, since it is told of no item that has another role. */
void mapper_items(struct mapper *m, const struct scope *s)
{
    m->n_parties = 0;
    for (int related = 0; related < 2; related++)
        for (size_t i = 0; i < m->p->n_items && !m->reject; i++)
            if ((m->p->items[i].role == ROLE_RELATED) == related)
                items_by(m, &m->p->items[i], s);
}

/* ---- changes ---- */

struct matching {
    struct mapper *m;
    const struct pattern *match;
    bool met;
};

static bool try_match(void *ctx, struct node *n, struct node *holder)
{
    struct matching *c = ctx;
    struct slice text = tree_text(n), ignored;
    size_t from = 0;

    (void)holder;
    c->met = text.n > 0 && pattern_find(c->m->matcher, c->match, text, &from, &ignored) == PATTERN_FOUND;
    return !c->met;
}

/* Whether the record says what v is: found, or matched with an empty group. */
static bool is_said(struct mapper *m, const struct profile_value *v, const struct scope *s, struct hit found)
{
    struct matching c = {.m = m, .match = v->match};

    if (found.text.n)
        return true;
    if (v->kind == VALUE_PATH && v->match)
        path_walk(&v->path, s, true, try_match, &c);
    for (size_t i = 0; i < v->n_parts && !v->match && !c.met; i++)
        c.met = is_said(m, &v->parts[i], s, value_one(m, &v->parts[i], s, true));
    return c.met;
}

/* Whether v stands for "empty" where nothing is found: empty and missing are one (tree_canonical()),
 * so a side is known if the profile names it.  A text that a match does not fit says nothing. */
static bool may_be_empty(const struct profile_value *v)
{
    bool any = (v->kind == VALUE_PATH || v->kind == VALUE_CONST) && !v->match;

    for (size_t i = 0; i < v->n_parts && !v->match && !any; i++)
        any = may_be_empty(&v->parts[i]);
    return any;
}

static void change_in(struct mapper *m, const struct change_rule *rule, const struct scope *s)
{
    struct change *c;
    struct hit field, old, new_;
    bool was, is;

    if (!when_holds(m, &rule->when, s))
        return;
    field = value_one(m, &rule->field, s, false);
    if (!field.text.n)
        return;
    old = value_one(m, &rule->old, s, true);
    new_ = value_one(m, &rule->new_, s, true);
    was = is_said(m, &rule->old, s, old);
    is = is_said(m, &rule->new_, s, new_);
    if (!was && !is)
        return;
    m->changes = mem_grow(m->changes, m->n_changes, &m->size_changes, sizeof(*m->changes));
    c = &m->changes[m->n_changes++];
    *c = (struct change){.field = field.text, .old = old.text, .new_ = new_.text};
    c->known = (was || may_be_empty(&rule->old) ? CHANGE_OLD_KNOWN : 0) |
               (is || may_be_empty(&rule->new_) ? CHANGE_NEW_KNOWN : 0);
    mapper_used(m, field);
    mapper_used(m, old);
    mapper_used(m, new_);
}

static bool change_scope(void *ctx, struct node *n, struct node *holder)
{
    const struct scoping *c = ctx;
    struct scope s = {n, c->outer};

    (void)holder;
    change_in(c->m, c->rule, &s);
    return !c->m->reject;
}

void mapper_changes(struct mapper *m, const struct scope *s)
{
    m->n_changes = 0;
    for (size_t i = 0; i < m->p->n_changes && !m->reject; i++) {
        const struct change_rule *rule = &m->p->changes[i];
        struct scoping c = {m, rule, s};

        if (rule->has_each)
            path_walk(&rule->each, s, false, change_scope, &c);
        else
            change_in(m, rule, s);
    }
}
