/* mapper_explain: how one record was read, field by field.  See mapper.h and mapper_explain.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "event_sentence.h"
#include "mapper_explain.h"

/* What is known of an event only while it is made; in the arena. */
struct known {
    const struct item_rule *const *rules; /* behind each party */
    struct slice outcome;
};

struct listening {
    struct mapper *m;
    struct explanation *x;
    struct known *found; /* one an event */
    size_t n;
    struct explanation nothing; /* lines alone, in x's arena */
};

/* ---- where a value comes from ---- */

void explain_source(struct buf *b, const struct profile_value *v)
{
    static const char *const norms[] = {"lower", "upper", "trim", "nodash", "noport"};

    if (v->kind == VALUE_PATH)
        buf_slice(b, v->path.text);
    if (v->kind == VALUE_CONST)
        buf_format(b, "the profile's '%.*s'", (int)v->text.n, (const char *)v->text.p);
    if (v->kind == VALUE_FIRST || v->kind == VALUE_JOIN) {
        buf_text(b, v->kind == VALUE_FIRST ? "first of " : "joined ");
        for (size_t i = 0; i < v->n_parts; i++) {
            if (i)
                buf_text(b, ", ");
            explain_source(b, &v->parts[i]);
        }
    }
    if (v->match)
        buf_text(b, ", matched");
    if (v->n_map || v->otherwise)
        buf_text(b, ", mapped");
    for (size_t i = 0; i < v->n_norm; i++)
        buf_format(b, ", %s", norms[v->norm[i]]);
}

/* ---- lines ---- */

struct explained *explain_add(struct explanation *x, size_t event, const char *field)
{
    x->at = mem_grow(x->at, x->n, &x->room, sizeof(*x->at));
    x->at[x->n] = (struct explained){.event = event, .field = field};
    return &x->at[x->n++];
}

static struct slice taken(struct explanation *x, struct buf *b)
{
    struct slice text = slice_copy(&x->arena, buf_view(b));

    buf_release(b);
    return text;
}

void explain_from(struct explained *e, struct arena *arena, const struct profile_value *v)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    explain_source(&b, v);
    e->from = slice_copy(arena, buf_view(&b));
    e->line = v->line;
    buf_release(&b);
}

/* What is being explained: one event of a record. */
struct telling {
    struct explanation *x;
    const struct profile *p;
    const struct event *ev;
    size_t number;
    struct slice ignored; /* by identity, as JSON */
};

/* A field, as it is, and where it comes from; NULL if it is empty. */
static struct explained *field(struct telling *t, const char *name, struct slice text,
                               const struct profile_value *v)
{
    struct explained *e;

    if (!text.n)
        return NULL;
    e = explain_add(t->x, t->number, name);
    e->value = slice_copy(&t->x->arena, text);
    if (v)
        explain_from(e, &t->x->arena, v);
    return e;
}

/* Words of ours, or a text whose breaks do not matter. */
static struct explained *words(struct telling *t, const char *name, struct slice text)
{
    struct explained *e = field(t, name, text, NULL);

    if (e)
        e->words = true;
    return e;
}

/* A text of the record that reads as well on several lines. */
static void prose(struct telling *t, const char *name, struct slice text, const struct profile_value *v)
{
    struct explained *e = field(t, name, text, v);

    if (e)
        e->words = true;
}

/* ---- what was found ---- */

/* Why there is no time. */
static void no_time(struct buf *b, const struct profile *p, const struct event *ev)
{
    if (ev->time.out_of_range) {
        buf_text(b, "(outside 1678 to 2262)");
    } else if (ev->time_text.n) {
        buf_text(b, "(no format of the profile fits: ");
        for (size_t i = 0; i < p->time.n_formats; i++) {
            buf_text(b, i > 0 ? ", " : "");
            buf_slice(b, p->time.texts[i]);
        }
        buf_byte(b, ')');
    } else {
        buf_text(b, "(there is none)");
    }
}

/* %Y takes the year 26 for one. */
static bool reads_years(const struct profile *p)
{
    for (size_t i = 0; i < p->time.n_formats; i++)
        if (strstr((const char *)p->time.texts[i].p, "%Y") != NULL)
            return true;
    return false;
}

static void tell_time(struct telling *t)
{
    static const char *const zones[] = {"", "zone from the text", "zone stated by the profile",
                                        "zone assumed"};
    const struct event *ev = t->ev;
    bool known = ev->time.at != STAMP_UNKNOWN;
    struct explained *e;
    struct buf at, note;

    buf_init(&at, BUF_CAP);
    buf_init(&note, BUF_CAP);
    if (known) {
        stamp_write(&at, ev->time.at, ev->time.resolution);
    } else {
        buf_text(&at, "unknown");
        no_time(&note, t->p, ev);
    }
    if (ev->time_text.n)
        buf_format(&note, "%sfrom \"%.*s\"", note.n ? " " : "",
                   (int)(ev->time_text.n < 200 ? ev->time_text.n : 200), (const char *)ev->time_text.p);
    if (known && ev->time.zone != STAMP_ZONE_NONE)
        buf_format(&note, ", %s", zones[ev->time.zone]);
    if (ev->time.ambiguous)
        buf_text(&note, ", ambiguous: this local time occurred twice, or never");
    if (known ? stamp_is_far(ev->time.at) : ev->time.out_of_range)
        buf_text(&note, reads_years(t->p) ? "; has its year two digits, which are %y, not %Y?"
                                          : "; is the format's unit right?");
    e = words(t, "time", buf_view(&at));
    explain_from(e, &t->x->arena, &t->p->time.at);
    e->unread = !known;
    e->text = slice_copy(&t->x->arena, ev->time_text);
    e->note = taken(t->x, &note);
    buf_release(&at);
}

static void tell_catalog(struct telling *t)
{
    const struct event *ev = t->ev;
    const struct catalog_entry *c = profile_catalog(t->p, ev->action);
    struct explained *e;
    struct buf b;

    if (!c) {
        field(t, "catalog", SLICE("no entry"), NULL);
        return;
    }
    buf_init(&b, BUF_CAP);
    buf_format(&b, "[%.*s, %.*s]", (int)ev->category.n, (const char *)ev->category.p, (int)ev->label.n,
               (const char *)ev->label.p);
    words(t, "catalog", buf_view(&b))->line = c->line;
    buf_release(&b);
    e = words(t, "sentence", ev->sentence);
    if (e && outcome_is_bad(ev->outcome) && !sentence_asks(ev->sentence))
        e->note = SLICE("not said: the event did not succeed, and the sentence has no {{#failed}}, "
                        "{{#denied}} or {{#succeeded}}");
}

static void tell_parties(struct telling *t, const struct item_rule *const *rules)
{
    struct buf b;

    assert(t->ev->n_parties == 0 || rules != NULL);
    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < t->ev->n_parties; i++) {
        const struct party *a = &t->ev->parties[i];

        buf_clear(&b);
        buf_format(&b, "%.*s %.*s", (int)a->type.n, (const char *)a->type.p, (int)a->key.n,
                   (const char *)a->key.p);
        if (a->label.n)
            buf_format(&b, " \"%.*s\"", (int)a->label.n, (const char *)a->label.p);
        if (a->how != FOUND_FIELD)
            buf_format(&b, " (%s)", found_name(a->how));
        explain_from(words(t, role_name(a->role), buf_view(&b)), &t->x->arena, &rules[i]->key);
    }
    buf_release(&b);
}

/* A change's old or new value. */
static void put_side(struct buf *b, bool known, struct slice text)
{
    if (known)
        buf_format(b, "\"%.*s\"", (int)text.n, (const char *)text.p);
    else
        buf_text(b, "(not recorded)");
}

static void tell_changes(struct telling *t)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < t->ev->n_changes; i++) {
        const struct change *c = &t->ev->changes[i];

        buf_clear(&b);
        buf_slice(&b, c->field);
        buf_text(&b, ": ");
        put_side(&b, (c->known & CHANGE_OLD_KNOWN) != 0, c->old);
        buf_text(&b, " -> ");
        put_side(&b, (c->known & CHANGE_NEW_KNOWN) != 0, c->new_);
        words(t, "change", buf_view(&b));
    }
    buf_release(&b);
}

static void tell_identity(struct telling *t)
{
    const struct profile *p = t->p;
    struct buf b;

    if (t->ev->native.n) {
        field(t, "id", t->ev->native, &p->id);
        return;
    }
    buf_init(&b, BUF_CAP);
    buf_text(&b, p->n_fields ? "of the fields" : "the whole record");
    for (size_t i = 0; i < p->n_fields; i++) {
        buf_byte(&b, ' ');
        buf_slice(&b, p->fields[i].text);
    }
    words(t, "identity", buf_view(&b));
    buf_release(&b);
}

static void tell_count(struct telling *t)
{
    struct buf b;

    if (t->ev->count <= 1)
        return;
    buf_init(&b, BUF_CAP);
    buf_format(&b, "%lld", (long long)t->ev->count);
    field(t, "count", buf_view(&b), NULL);
    buf_release(&b);
}

static void tell_event(struct telling *t, const struct known *more)
{
    const struct profile *p = t->p;
    const struct event *ev = t->ev;
    bool told = p->has_outcome && p->outcome.of.kind != VALUE_NONE;
    struct explained *outcome, *ignored;

    tell_identity(t);
    tell_time(t);
    field(t, "action", ev->action, &p->action);
    tell_catalog(t);
    outcome = field(t, "outcome", slice_text(outcome_name(ev->outcome)), told ? &p->outcome.of : NULL);
    outcome->note = more->outcome;
    prose(t, "reason", ev->reason, &p->reason);
    field(t, "request", ev->request, &p->request);
    prose(t, "message", ev->message, &p->message);
    field(t, "ip", ev->ip, &p->ip);
    prose(t, "agent", ev->agent, &p->agent);
    prose(t, "location", ev->location, &p->location);
    field(t, "channel", ev->channel, &p->channel);
    tell_count(t);
    tell_parties(t, more->rules);
    tell_changes(t);
    words(t, "attributes", event_counted(ev, &t->x->arena));
    ignored = words(t, "ignored", t->ignored);
    if (ignored)
        ignored->note = SLICE("by identity: no other rule sees it, "
                              "and records that differ in nothing else are one event");
}

/* ---- while an event is made ---- */

static void listen(void *ctx, const struct event *ev, const struct scope *s)
{
    struct listening *l = ctx;
    struct arena *arena = &l->x->arena;
    struct known *f;
    struct buf text;

    l->found = mem_resize(l->found, l->n + 1, sizeof(*l->found));
    f = &l->found[l->n++];
    f->rules = arena_copy(arena, l->m->rules, ev->n_parties * sizeof(*f->rules));
    buf_init(&text, BUF_CAP);
    explain_outcome(l->m, s, &text);
    f->outcome = slice_copy(arena, buf_view(&text));
    buf_release(&text);
    explain_nothing(l->m, ev, s, l->n, &l->nothing, arena);
}

void mapper_explain(struct mapper *m, struct record *rec, struct slice original, struct explanation *x)
{
    struct listening l = {.m = m, .x = x};
    struct batch batch;
    size_t at = 0;

    memset(x, 0, sizeof(*x));
    err_clear(&x->why);
    batch_init(&batch);
    m->explain = listen;
    m->explain_ctx = &l;
    x->result = mapper_map(m, rec, original, &batch, &x->why);
    m->explain = NULL;
    m->explain_ctx = NULL;
    x->n_events = batch.n_events;
    for (size_t i = 0; i < batch.n_events; i++) {
        struct telling t = {x, m->p, &batch.events[i], i + 1, m->ignored};

        tell_event(&t, &l.found[i]);
        for (; at < l.nothing.n && l.nothing.at[at].event == i + 1; at++)
            *explain_add(x, i + 1, "") = l.nothing.at[at];
    }
    mem_free(l.nothing.at);
    mem_free(l.found);
    batch_release(&batch);
}

void explanation_release(struct explanation *x)
{
    mem_free(x->at);
    arena_release(&x->arena);
}
