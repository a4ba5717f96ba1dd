/* mapper: from a record's tree to events.  See mapper.h and mapper_steps.h. */
#include <stdarg.h>
#include <string.h>

#include "mapper_explain.h"
#include "stamp_format.h"
#include "stamp_spell.h"
#include "tree_layout.h"

#define KEPT_MAX   4096  /* bytes of a record that is kept whole */
#define EVENTS_MAX 65536 /* of one record: above it, a reject */

struct mapper *mapper_new(const struct profile *p, const char *source)
{
    struct mapper *m = mem_zero(1, sizeof(*m));

    m->p = p;
    m->source = slice_text(mem_text(source));
    m->matcher = matcher_new();
    m->digest = digest_new();
    m->columns = mem_zero(p->n_slots + 1, sizeof(*m->columns));
    buf_init(&m->json, BUF_CAP);
    return m;
}

void mapper_free(struct mapper *m)
{
    if (!m)
        return;
    mem_free((void *)(uintptr_t)m->source.p);
    matcher_free(m->matcher);
    digest_free(m->digest);
    arena_release(&m->scratch);
    buf_release(&m->json);
    mem_free(m->columns);
    mem_free(m->spots);
    mem_free(m->scopes);
    mem_free(m->parties);
    mem_free(m->rules);
    mem_free(m->seen);
    mem_free(m->changes);
    mem_free(m);
}

/* ---- what all steps share ---- */

void mapper_reject(struct mapper *m, const char *code, const char *format, ...)
{
    va_list ap;
    struct buf b;

    if (m->reject)
        return;
    m->reject = code;
    buf_init(&b, BUF_CAP);
    va_start(ap, format);
    buf_formatv(&b, format, ap);
    va_end(ap);
    (void)err_set(m->err, ST_REJECT, code, "%s", buf_string(&b));
    buf_release(&b);
}

/* Where text lies in the record's bytes, or would if that is none of them. */
static size_t place_in_record(const struct mapper *m, struct slice text)
{
    uintptr_t from = (uintptr_t)m->raw.p, at = (uintptr_t)text.p;

    return at >= from && at - from < m->raw.n ? (size_t)(at - from) : m->raw.n;
}

/* Most texts are part of the record: one copy of it serves them all, unless it is long and may have
 * few. */
struct slice mapper_copy(struct mapper *m, struct slice text)
{
    size_t at = place_in_record(m, text);

    m->output += text.n;
    if (m->output > MAPPER_MAX_OUTPUT) {
        mapper_reject(m, "MAP-SIZE", "the events of this one record take more than 64 MiB");
        return SLICE_NONE;
    }
    if (!text.n)
        return SLICE_NONE;
    if (at == m->raw.n || m->raw.n > KEPT_MAX)
        return slice_copy(&m->out->arena, text);
    if (!m->kept)
        m->kept = arena_copy(&m->out->arena, m->raw.p, m->raw.n);
    return (struct slice){m->kept + at, text.n};
}

/* ---- single fields ---- */

/* whole: a list or map there is taken over as its JSON. */
static struct slice take(struct mapper *m, const struct profile_value *v, const struct scope *s, bool whole)
{
    struct hit f = {0};

    if (v->kind == VALUE_NONE)
        return SLICE_NONE;
    f = value_one(m, v, s, whole);
    mapper_used(m, f);
    return mapper_copy(m, f.text);
}

static void set_time(struct mapper *m, const struct scope *s, struct event *ev)
{
    const struct time_rule *t = &m->p->time;
    struct hit f = value_one(m, &t->at, s, false);
    struct slice text = slice_trim(f.text);

    ev->time.at = STAMP_UNKNOWN;
    mapper_used(m, f);
    ev->time_text = mapper_copy(m, f.text);
    for (size_t i = 0; i < t->n_formats && text.n; i++)
        if (stamp_read(t->formats[i], text, t->zone, t->how, &ev->time)) {
            ev->spelling = stamp_spelling(ev->time_text, &ev->time);
            return;
        }
    ev->time = (struct stamp){.at = STAMP_UNKNOWN};
}

static void reject_action(struct mapper *m)
{
    struct buf source;

    buf_init(&source, BUF_CAP);
    explain_source(&source, &m->p->action);
    mapper_reject(m, "MAP-ACTION", "the record has no action: nothing stands at '%s'", buf_string(&source));
    buf_release(&source);
}

/* The catalog's texts are the profile's, which outlives the batch. */
static void set_action(struct mapper *m, const struct scope *s, struct event *ev)
{
    const struct catalog_entry *c;

    ev->action = take(m, &m->p->action, s, false);
    if (!ev->action.n)
        reject_action(m);
    if (ev->action.n > EVENT_MAX_KEY)
        mapper_reject(m, "MAP-ACTION", "the action has %zu bytes, and %d are allowed", ev->action.n,
                      EVENT_MAX_KEY);
    c = profile_catalog(m->p, ev->action);
    ev->label = ev->action;
    if (!c)
        return;
    ev->category = c->category;
    ev->sentence = c->sentence;
    if (c->label.n)
        ev->label = c->label;
}

bool outcome_listed(const struct outcome_rule *o, struct slice text, enum outcome *out)
{
    for (size_t which = OUTCOME_SUCCESS; which < OUTCOME_COUNT; which++)
        for (size_t i = 0; i < o->n_texts[which]; i++)
            if (slice_equal(text, o->texts[which][i])) {
                *out = (enum outcome)which;
                return true;
            }
    *out = text.n && o->has_star ? o->star : o->otherwise;
    return false;
}

/* The text behind the outcome stays in attributes. */
static void set_outcome(struct mapper *m, const struct scope *s, struct event *ev)
{
    bool marking = m->marking;

    if (!m->p->has_outcome)
        return;
    m->marking = false;
    outcome_listed(&m->p->outcome, value_one(m, &m->p->outcome.of, s, false).text, &ev->outcome);
    m->marking = marking;
}

static void set_count(struct mapper *m, const struct scope *s, struct event *ev)
{
    struct hit f;
    int64_t n;

    ev->count = 1;
    if (m->p->count.kind == VALUE_NONE)
        return;
    f = value_one(m, &m->p->count, s, false);
    if (!slice_int(f.text, &n) || n < 1 || n > EVENT_MAX_COUNT)
        return;
    ev->count = n;
    mapper_used(m, f);
}

static void copy_parties(struct mapper *m, struct event *ev)
{
    ev->n_parties = m->n_parties;
    ev->parties = arena_alloc(&m->out->arena, m->n_parties * sizeof(*ev->parties));
    for (size_t i = 0; i < m->n_parties; i++) {
        struct party *a = &ev->parties[i];

        *a = m->parties[i];
        if (m->rules[i]->type.kind != VALUE_CONST) /* a constant is the profile's */
            a->type = mapper_copy(m, a->type);
        a->key = mapper_copy(m, a->key);
        a->label = mapper_copy(m, a->label);
    }
}

static void copy_changes(struct mapper *m, struct event *ev)
{
    ev->n_changes = m->n_changes;
    ev->changes = arena_alloc(&m->out->arena, m->n_changes * sizeof(*ev->changes));
    for (size_t i = 0; i < m->n_changes; i++) {
        struct change *c = &ev->changes[i];

        *c = m->changes[i];
        c->field = mapper_copy(m, c->field);
        c->old = mapper_copy(m, c->old);
        c->new_ = mapper_copy(m, c->new_);
    }
}

/* ---- events ---- */

static void set_places(struct mapper *m, const struct record *rec, struct slice original, size_t first)
{
    unsigned char sum[DIGEST_SIZE];

    digest_of(m->digest, original.p, original.n, sum);
    for (size_t i = first; i < m->out->n_events; i++) {
        struct event *ev = &m->out->events[i];

        ev->record = rec->number;
        ev->offset = rec->offset;
        ev->length = rec->length;
        ev->flags |= rec->recovered ? EVENT_RECOVERED : 0;
        memcpy(ev->digest, sum, sizeof(sum));
    }
}

static void map_event(struct mapper *m, const struct scope *s, size_t sub, size_t n)
{
    const struct profile *p = m->p;
    struct event *ev = batch_event(m->out);

    ev->sub = (uint32_t)sub;
    mapper_identify(m, s, ev, n);
    set_time(m, s, ev);
    set_action(m, s, ev);
    set_outcome(m, s, ev);
    ev->reason = take(m, &p->reason, s, true);
    ev->request = take(m, &p->request, s, false);
    ev->message = take(m, &p->message, s, true);
    ev->ip = take(m, &p->ip, s, false);
    ev->agent = take(m, &p->agent, s, false);
    ev->location = take(m, &p->location, s, false);
    ev->channel = take(m, &p->channel, s, false);
    set_count(m, s, ev);
    if (m->reject)
        return;
    mapper_items(m, s);
    mapper_changes(m, s);
    if (m->reject)
        return;
    copy_parties(m, ev);
    copy_changes(m, ev);
    if (m->explain)
        m->explain(m->explain_ctx, ev, s);
}

/* ---- the record ---- */

static bool keep_scope(void *ctx, struct node *n, struct node *holder)
{
    struct mapper *m = ctx;

    (void)holder;
    if (m->n_scopes == EVENTS_MAX) {
        mapper_reject(m, "MAP-SUB", "the record holds more than %d events", EVENTS_MAX);
        return false;
    }
    m->scopes = mem_grow(m->scopes, m->n_scopes, &m->size_scopes, sizeof(struct node *));
    m->scopes[m->n_scopes++] = n;
    return true;
}

static void map_parts(struct mapper *m, struct node *root, const struct scope *s)
{
    size_t first = m->out->n_events;
    struct slice *own;

    m->n_scopes = 0;
    path_walk(&m->p->each, s, false, keep_scope, m);
    if (!m->n_scopes)
        mapper_reject(m, "MAP-EACH", "the record has no event: nothing stands at '%.*s'",
                      (int)m->p->each.text.n, (const char *)m->p->each.text.p);
    own = arena_zero(&m->scratch, m->n_scopes + 1, sizeof(*own));
    for (size_t i = 0; i < m->n_scopes && !m->reject; i++) {
        struct scope part = {m->scopes[i], s};

        map_event(m, &part, i, m->n_scopes);
        if (!m->scopes[i]->used && (m->scopes[i]->kind == NODE_MAP || m->scopes[i]->kind == NODE_LIST))
            own[i] = mapper_json(m, m->scopes[i], TREE_UNUSED);
    }
    if (!m->reject)
        mapper_attributes(m, root, first, own, m->n_scopes);
}

static void map_record(struct mapper *m, struct node *root, const struct scope *s)
{
    size_t first = m->out->n_events;

    if (m->p->has_each) {
        map_parts(m, root, s);
        return;
    }
    map_event(m, s, 0, 1);
    if (!m->reject)
        mapper_attributes(m, root, first, NULL, 1);
}

/* Where the paths lead is looked up anew for records of another layout. */
static void set_root(struct mapper *m, struct node *tree, const struct layout *layout)
{
    m->root = tree;
    m->layout = layout;
    if (layout == NULL || memcmp(layout->digest, m->columns_of, DIGEST_SIZE) == 0)
        return;
    memcpy(m->columns_of, layout->digest, DIGEST_SIZE);
    memset(m->columns, 0, m->p->n_slots * sizeof(*m->columns));
}

static void clear_used(struct node *n)
{
    n->used = false;
    for (struct node *c = n->child; c; c = c->next)
        clear_used(c);
}

/* What canonical record and attributes are made of: a map, with the identity's part of what is
 * around the record as its last member "^". */
static struct node *whole_record(struct mapper *m, const struct record *rec)
{
    struct node *root = rec->tree, *around;

    if (root->kind != NODE_MAP) {
        struct node *copy = tree_node(&m->scratch, root->kind);

        *copy = *root;
        copy->name = SLICE("value");
        copy->next = NULL;
        root = tree_node(&m->scratch, NODE_MAP);
        tree_append(root, copy);
    }
    if (!rec->enclosing_identity)
        return root;
    clear_used(rec->enclosing_identity);
    around = tree_node(&m->scratch, NODE_MAP);
    *around = *rec->enclosing_identity;
    around->name = SLICE("^");
    around->next = NULL;
    tree_append(root, around);
    return root;
}

/* The tree as it was before the "^". */
static void part_record(const struct record *rec, struct node *last)
{
    if (rec->tree->kind != NODE_MAP || !rec->enclosing_identity)
        return;
    rec->tree->last = last;
    if (last)
        last->next = NULL;
    else
        rec->tree->child = NULL;
}

static enum mapped map_whole(struct mapper *m, const struct record *rec, struct slice original,
                             struct node *root)
{
    struct scope around = {rec->enclosing, NULL};
    struct scope s = {rec->tree, rec->enclosing ? &around : NULL};
    size_t first = m->out->n_events;

    mapper_hide(m, &s);
    mapper_canonical(m, root);
    mapper_embed(m, &s);
    if (m->p->skip.n && when_holds(m, &m->p->skip, &s))
        return MAPPED_SKIP;
    map_record(m, root, &s);
    if (m->reject) {
        m->out->n_events = first;
        return MAPPED_REJECT;
    }
    set_places(m, rec, original, first);
    return MAPPED;
}

enum mapped mapper_map(struct mapper *m, struct record *rec, struct slice original, struct batch *out,
                       struct err *err)
{
    struct node *last = rec->tree->last, *root;
    enum mapped result;

    arena_reset(&m->scratch);
    m->out = out;
    m->err = err;
    m->reject = NULL;
    m->output = 0;
    m->marking = true;
    root = whole_record(m, rec);
    set_root(m, rec->tree, rec->enclosing_identity ? NULL : rec->layout); /* or it has a "^" too */
    m->raw = rec->raw;
    m->kept = NULL;
    result = map_whole(m, rec, original, root);
    mapper_restore(m);
    part_record(rec, last);
    m->out = NULL;
    return result;
}

bool mapper_plausible(void *ctx, struct node *tree)
{
    struct mapper *m = ctx;
    const struct time_rule *t = &m->p->time;
    struct scope s = {tree, NULL};
    struct stamp stamp;
    struct slice text;
    struct err err = ERR_INIT;
    bool readable = m->p->has_each; /* then the time may stand in the parts */

    arena_reset(&m->scratch);
    m->err = &err;
    m->reject = NULL;
    m->marking = false;
    set_root(m, tree, NULL);
    mapper_embed(m, &s);
    text = slice_trim(value_one(m, &t->at, &s, false).text);
    for (size_t i = 0; i < t->n_formats && text.n && !readable; i++)
        readable = stamp_read(t->formats[i], text, t->zone, t->how, &stamp) && stamp.at != STAMP_UNKNOWN;
    mapper_restore(m);
    m->err = NULL;
    return readable;
}
