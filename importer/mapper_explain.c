/* mapper_explain: how one record was read, for people. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "event_sentence.h"
#include "mapper_explain.h"
#include "utf8.h"

/* What is known of an event only while it is made; in the arena. */
struct known {
    const struct item_rule *const *rules; /* behind each party */
    struct slice outcome, nothing;
};

struct listening {
    struct mapper *m;
    struct arena arena;
    struct known *found; /* one an event */
    size_t n;
};

/* ---- where a value comes from ---- */

void explain_source(struct buf *b, const struct value *v)
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

/* A text of the dump or the profile, which must not reach a terminal as it is. */
static void put_text(struct buf *b, struct slice s)
{
    for (size_t at = 0; at < s.n;)
        at += utf8_show(b, s, at);
}

/* The length of text's next piece: to behind a blank or a comma. */
static size_t piece(struct slice text)
{
    size_t n = 0;

    while (n < text.n && text.p[n] != ' ' && text.p[n] != ',')
        n++;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == ','))
        n++;
    return n;
}

/* As explain_flow(), of a text that is shown already. */
static size_t flow(struct buf *b, size_t at, struct slice text)
{
    size_t gap = 0; /* blanks that are put if the line goes on */

    while (text.n) {
        size_t n = piece(text), seen = n;

        while (seen && text.p[seen - 1] == ' ')
            seen--;
        if (at > EXPLAIN_NAME && at + gap + seen > EXPLAIN_WIDTH) {
            buf_format(b, "\n%*s", EXPLAIN_NAME, "");
            at = EXPLAIN_NAME;
            gap = 0;
        }
        buf_format(b, "%*s", (int)gap, "");
        buf_add(b, text.p, seen);
        at += gap + seen;
        gap = n - seen;
        text.p += n;
        text.n -= n;
    }
    return at;
}

size_t explain_flow(struct buf *b, size_t at, struct slice text)
{
    struct buf shown;

    buf_init(&shown, BUF_CAP);
    put_text(&shown, text);
    at = flow(b, at, buf_view(&shown));
    buf_release(&shown);
    return at;
}

/* Where a value comes from, on its line if it fits there. */
static void put_source(struct buf *b, size_t at, const struct value *v)
{
    struct buf source;

    buf_init(&source, BUF_CAP);
    buf_text(&source, "<- ");
    explain_source(&source, v);
    buf_format(&source, " (line %llu)", (unsigned long long)v->line);
    if (at + 3 + source.n <= EXPLAIN_WIDTH)
        buf_text(b, "   ");
    else
        buf_format(b, "\n%*s", EXPLAIN_NAME, "");
    explain_flow(b, at + 3 + source.n <= EXPLAIN_WIDTH ? at + 3 : EXPLAIN_NAME, buf_view(&source));
    buf_release(&source);
}

/* A field, as it is, and where it comes from. */
static void put_line(struct buf *b, const char *field, struct slice text, const struct value *v)
{
    size_t start = b->n;

    if (!text.n)
        return;
    buf_format(b, "%-*s", EXPLAIN_NAME, field);
    put_text(b, utf8_prefix(text, 4096));
    if (text.n > 4096)
        buf_format(b, "... (%zu bytes)", text.n);
    if (v)
        put_source(b, b->n - start, v);
    buf_byte(b, '\n');
}

/* Words of ours, or a text whose breaks do not matter. */
static void put_words(struct buf *b, const char *field, struct slice text)
{
    if (!text.n)
        return;
    buf_format(b, "%-*s", EXPLAIN_NAME, field);
    explain_flow(b, EXPLAIN_NAME, text);
    buf_byte(b, '\n');
}

/* ---- what was found ---- */

/* "unknown (why)" */
static void put_no_time(struct buf *b, const struct profile *p, const struct event *ev)
{
    if (ev->time.out_of_range) {
        buf_text(b, "unknown (outside 1678 to 2262)");
    } else if (ev->time_text.n) {
        buf_text(b, "unknown (no format of the profile fits: ");
        for (size_t i = 0; i < p->time.n_formats; i++) {
            buf_text(b, i > 0 ? ", " : "");
            buf_slice(b, p->time.texts[i]);
        }
        buf_byte(b, ')');
    } else {
        buf_text(b, "unknown (there is none)");
    }
}

static void put_time(struct buf *b, const struct profile *p, const struct event *ev)
{
    static const char *const zones[] = {"", "zone from the text", "zone stated by the profile",
                                        "zone assumed"};
    struct buf t;

    buf_init(&t, BUF_CAP);
    if (ev->time.at == STAMP_UNKNOWN)
        put_no_time(&t, p, ev);
    else
        stamp_write(&t, ev->time.at, ev->time.resolution);
    if (ev->time_text.n)
        buf_format(&t, " from \"%.*s\"", (int)(ev->time_text.n < 200 ? ev->time_text.n : 200),
                   (const char *)ev->time_text.p);
    if (ev->time.at != STAMP_UNKNOWN && ev->time.zone != STAMP_ZONE_NONE)
        buf_format(&t, ", %s", zones[ev->time.zone]);
    buf_format(b, "%-*s", EXPLAIN_NAME, "time");
    put_source(b, explain_flow(b, EXPLAIN_NAME, buf_view(&t)), &p->time.at);
    buf_byte(b, '\n');
    buf_release(&t);
}

static void put_catalog(struct buf *b, const struct profile *p, const struct event *ev)
{
    const struct catalog_entry *c = profile_catalog(p, ev->action);

    if (!c) {
        buf_text(b, "catalog    no entry\n");
        return;
    }
    buf_text(b, "catalog    [");
    put_text(b, ev->category);
    buf_text(b, ", ");
    put_text(b, ev->label);
    buf_format(b, "] (line %llu)\n", (unsigned long long)c->line);
    put_words(b, "sentence", ev->sentence);
    if (ev->sentence.n && (ev->outcome == OUTCOME_FAILURE || ev->outcome == OUTCOME_DENIED) &&
        !sentence_asks(ev->sentence))
        put_words(b, "",
                  SLICE("not said: the event did not succeed, and the sentence has no {{#failed}}, "
                        "{{#denied}} or {{#succeeded}}"));
}

static void put_parties(struct buf *b, const struct event *ev, const struct item_rule *const *rules)
{
    struct buf t;

    assert(ev->n_parties == 0 || rules != NULL);
    buf_init(&t, BUF_CAP);
    for (size_t i = 0; i < ev->n_parties; i++) {
        const struct party *a = &ev->parties[i];

        buf_clear(&t);
        buf_format(&t, "%.*s %.*s", (int)a->type.n, (const char *)a->type.p, (int)a->key.n,
                   (const char *)a->key.p);
        if (a->label.n)
            buf_format(&t, " \"%.*s\"", (int)a->label.n, (const char *)a->label.p);
        if (a->how != FOUND_FIELD)
            buf_format(&t, " (%s)", found_name(a->how));
        put_line(b, role_name(a->role), buf_view(&t), &rules[i]->key);
    }
    buf_release(&t);
}

/* A change's old or new value. */
static void put_side(struct buf *b, bool known, struct slice text)
{
    if (!known) {
        buf_text(b, "(not recorded)");
        return;
    }
    buf_byte(b, '"');
    put_text(b, text);
    buf_byte(b, '"');
}

static void put_changes(struct buf *b, const struct event *ev)
{
    for (size_t i = 0; i < ev->n_changes; i++) {
        const struct change *c = &ev->changes[i];

        buf_format(b, "%-*s", EXPLAIN_NAME, "change");
        put_text(b, c->field);
        buf_text(b, ": ");
        put_side(b, (c->known & CHANGE_OLD_KNOWN) != 0, c->old);
        buf_text(b, " -> ");
        put_side(b, (c->known & CHANGE_NEW_KNOWN) != 0, c->new_);
        buf_byte(b, '\n');
    }
}

static void put_identity(struct buf *b, const struct profile *p, const struct event *ev)
{
    if (ev->native.n) {
        put_line(b, "id", ev->native, &p->id);
    } else if (p->n_fields) {
        buf_text(b, "identity   of the fields");
        for (size_t i = 0; i < p->n_fields; i++) {
            buf_byte(b, ' ');
            put_text(b, p->fields[i].text);
        }
        buf_byte(b, '\n');
    } else {
        buf_text(b, "identity   the whole record\n");
    }
}

static void put_event(struct buf *b, const struct profile *p, const struct event *ev,
                      const struct known *more)
{
    put_identity(b, p, ev);
    put_time(b, p, ev);
    put_line(b, "action", ev->action, &p->action);
    put_catalog(b, p, ev);
    put_line(b, "outcome", slice_text(outcome_name(ev->outcome)),
             p->has_outcome && p->outcome.of.kind != VALUE_NONE ? &p->outcome.of : NULL);
    put_words(b, "", more->outcome);
    put_line(b, "reason", ev->reason, &p->reason);
    put_line(b, "request", ev->request, &p->request);
    put_line(b, "message", ev->message, &p->message);
    put_line(b, "ip", ev->ip, &p->ip);
    put_line(b, "agent", ev->agent, &p->agent);
    put_line(b, "location", ev->location, &p->location);
    put_line(b, "channel", ev->channel, &p->channel);
    if (ev->count > 1)
        buf_format(b, "%-10s %lld\n", "count", (long long)ev->count);
    put_parties(b, ev, more->rules);
    put_changes(b, ev);
    put_words(b, "attributes", ev->attributes);
    buf_slice(b, more->nothing);
}

/* ---- while an event is made ---- */

static void listen(void *ctx, const struct event *ev, const struct scope *s)
{
    struct listening *l = ctx;
    struct known *f;
    struct buf text;

    l->found = mem_resize(l->found, l->n + 1, sizeof(*l->found));
    f = &l->found[l->n++];
    f->rules = arena_copy(&l->arena, l->m->rules, ev->n_parties * sizeof(*f->rules));
    buf_init(&text, BUF_CAP);
    explain_outcome(l->m, s, &text);
    f->outcome = slice_copy(&l->arena, buf_view(&text));
    buf_clear(&text);
    explain_nothing(l->m, ev, s, &text);
    f->nothing = slice_copy(&l->arena, buf_view(&text));
    buf_release(&text);
}

void mapper_explain(struct mapper *m, struct record *rec, struct slice original, struct buf *out)
{
    struct listening l = {.m = m, .arena = ARENA_INIT};
    struct batch batch;
    struct err err = ERR_INIT;
    enum mapped result;

    batch_init(&batch);
    m->explain = listen;
    m->explain_ctx = &l;
    result = mapper_map(m, rec, original, &batch, &err);
    m->explain = NULL;
    m->explain_ctx = NULL;
    buf_format(out, "record %llu, line %llu, %llu bytes at %llu\n", (unsigned long long)rec->number,
               (unsigned long long)rec->line, (unsigned long long)rec->length,
               (unsigned long long)rec->offset);
    if (result == MAPPED_SKIP)
        buf_text(out, "skipped by the profile\n");
    if (result == MAPPED_REJECT) {
        buf_text(out, "rejected: ");
        put_text(out, slice_text(err.text));
        buf_format(out, " [%s]\n", err.code);
    }
    for (size_t i = 0; i < batch.n_events; i++) {
        if (batch.n_events > 1)
            buf_format(out, "event %zu of %zu\n", i + 1, batch.n_events);
        put_event(out, m->p, &batch.events[i], &l.found[i]);
    }
    mem_free(l.found);
    arena_release(&l.arena);
    batch_release(&batch);
}
