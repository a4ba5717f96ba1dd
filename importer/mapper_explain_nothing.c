/* mapper_explain_nothing: what a profile looks for and a record does not have.  See mapper_explain.h. */
#include <stdio.h>
#include <string.h>

#include "mapper_explain.h"

struct nothing {
    struct mapper *m;
    const struct event *ev;
    const struct scope *s;
    size_t event;
    struct explanation *out;
    struct arena *arena;
};

static void put(struct nothing *n, const char *name, struct slice type, const struct profile_value *v,
                const char *why)
{
    struct explained *e = explain_add(n->out, n->event, name);

    e->nothing = true;
    e->value = slice_copy(n->arena, type);
    e->note = slice_text(why);
    explain_from(e, n->arena, v);
}

static void fields(struct nothing *n)
{
    const struct profile *p = n->m->p;
    const struct event *ev = n->ev;
    const struct {
        const char *name;
        const struct profile_value *v;
        struct slice found;
    } all[] = {{"id", &p->id, ev->native},
               {"time", &p->time.at, ev->time_text},
               {"reason", &p->reason, ev->reason},
               {"request", &p->request, ev->request},
               {"message", &p->message, ev->message},
               {"ip", &p->ip, ev->ip},
               {"agent", &p->agent, ev->agent},
               {"location", &p->location, ev->location},
               {"channel", &p->channel, ev->channel}};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (all[i].v->kind != VALUE_NONE && !all[i].found.n)
            put(n, all[i].name, SLICE_NONE, all[i].v, "");
    for (size_t i = 0; i < p->n_fields; i++) {
        struct profile_value v = {.kind = VALUE_PATH, .path = p->fields[i]};

        if (!value_one(n->m, &v, n->s, false).text.n)
            put(n, "identity", SLICE_NONE, &v, "");
    }
}

/* These leave what they found in the attributes. */
static void numbers(struct nothing *n)
{
    const struct profile *p = n->m->p;
    struct slice text;
    int64_t count;

    if (p->has_outcome && p->outcome.of.kind != VALUE_NONE &&
        !value_one(n->m, &p->outcome.of, n->s, false).text.n)
        put(n, "outcome", SLICE_NONE, &p->outcome.of, "");
    if (p->count.kind == VALUE_NONE)
        return;
    text = value_one(n->m, &p->count, n->s, false).text;
    if (!text.n)
        put(n, "count", SLICE_NONE, &p->count, "");
    else if (!slice_int(text, &count) || count < 1 || count > EVENT_MAX_COUNT)
        put(n, "count", SLICE_NONE, &p->count, "not a number from 1 to 1,000,000,000");
}

/* ---- rules with a scope of their own ---- */

struct looking {
    struct nothing *n;
    const struct profile_value *v, *type;
    const struct when *when;
    const struct scope *outer;
    bool scope, held, typed, found;
};

static void look(struct looking *l, const struct scope *s)
{
    struct mapper *m = l->n->m;

    l->scope = true;
    if (!when_holds(m, l->when, s))
        return;
    l->held = true;
    if (l->type && !value_one(m, l->type, s, false).text.n)
        return;
    l->typed = true;
    l->found |= slice_trim(value_one(m, l->v, s, false).text).n > 0;
}

static bool look_there(void *ctx, struct node *node, struct node *holder)
{
    struct looking *l = ctx;
    struct scope s = {node, l->outer};

    (void)holder;
    look(l, &s);
    return !l->found;
}

static void rule(struct looking *l, const char *name, struct slice type, const struct path *each)
{
    if (each)
        path_walk(each, l->outer, false, look_there, l);
    else
        look(l, l->outer);
    if (l->found)
        return;
    put(l->n, name, type, l->v,
        !l->scope   ? "its 'each' is not there"
        : !l->held  ? "its 'when' does not hold"
        : !l->typed ? "its type is empty"
                    : "");
}

static void rules(struct nothing *n)
{
    const struct profile *p = n->m->p;

    for (size_t i = 0; i < p->n_items; i++) {
        const struct item_rule *r = &p->items[i];
        struct looking l = {.n = n, .v = &r->key, .type = &r->type, .when = &r->when, .outer = n->s};

        rule(&l, role_name(r->role), r->type.kind == VALUE_CONST ? r->type.text : SLICE_NONE,
             r->has_each ? &r->each : NULL);
    }
    for (size_t i = 0; i < p->n_changes; i++) {
        const struct change_rule *r = &p->changes[i];
        struct looking l = {.n = n, .v = &r->field, .when = &r->when, .outer = n->s};

        rule(&l, "change", SLICE_NONE, r->has_each ? &r->each : NULL);
    }
}

void explain_outcome(struct mapper *m, const struct scope *s, struct buf *out)
{
    const struct outcome_rule *o = &m->p->outcome;
    bool marking = m->marking;
    enum outcome outcome;
    struct slice text;

    if (!m->p->has_outcome || o->of.kind == VALUE_NONE)
        return;
    m->marking = false;
    text = value_one(m, &o->of, s, false).text;
    m->marking = marking;
    if (text.n && !outcome_listed(o, text, &outcome) && !o->has_star)
        buf_format(out, "the default: '%.*s' is in none of the profile's lists",
                   (int)(text.n < 200 ? text.n : 200), (const char *)text.p);
}

void explain_nothing(struct mapper *m, const struct event *ev, const struct scope *s, size_t event,
                     struct explanation *out, struct arena *arena)
{
    struct nothing n = {m, ev, s, event, out, arena};
    bool marking = m->marking;

    m->marking = false;
    fields(&n);
    numbers(&n);
    rules(&n);
    m->marking = marking;
}
