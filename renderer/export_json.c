/* export_json: events as JSON lines, for machines and for comparing stores.  See export_impl.h. */
#include "export_impl.h"
#include "json.h"

/* Members are written with a comma before each but the first. */
static void name(struct buf *out, const char *key)
{
    if (out->n > 0 && out->p[out->n - 1] != '{' && out->p[out->n - 1] != '[')
        buf_byte(out, ',');
    buf_byte(out, '"');
    buf_text(out, key);
    buf_text(out, "\":");
}

/* Empty texts are left out: empty and missing are the same to an event. */
static void text(struct buf *out, const char *key, struct slice value)
{
    if (value.n == 0)
        return;
    name(out, key);
    json_write_string(out, value);
}

static void number(struct buf *out, const char *key, int64_t value)
{
    name(out, key);
    buf_int(out, value);
}

static void hex(struct buf *out, const char *key, const unsigned char *p, size_t n)
{
    name(out, key);
    buf_byte(out, '"');
    buf_hex(out, p, n);
    buf_byte(out, '"');
}

void export_json_items(struct buf *out, const struct store_event *e)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        if (i > 0)
            buf_byte(out, ',');
        buf_byte(out, '{');
        text(out, "role", slice_text(role_name(p->role)));
        text(out, "type", p->type);
        text(out, "key", p->key);
        text(out, "label", p->label);
        if (p->how != FOUND_FIELD)
            text(out, "found", slice_text(found_name(p->how)));
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

/* A value that was known to be empty is "", one that was not recorded is left out. */
static void known(struct buf *out, const char *key, struct slice value, bool is_known)
{
    if (!is_known)
        return;
    name(out, key);
    json_write_string(out, value);
}

static void changes(struct buf *out, const struct store_event *e, bool canonical)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < e->ev.n_changes; i++) {
        const struct change *c = &e->ev.changes[i];

        if (i > 0)
            buf_byte(out, ',');
        buf_byte(out, '{');
        text(out, "field", c->field);
        known(out, "old", c->old, c->known & CHANGE_OLD_KNOWN && (c->old.n > 0 || !canonical));
        known(out, "new", c->new_, c->known & CHANGE_NEW_KNOWN && (c->new_.n > 0 || !canonical));
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

void export_json_changes(struct buf *out, const struct store_event *e)
{
    changes(out, e, false);
}

static void time_members(struct buf *out, const struct event *ev)
{
    if (ev->time.at != STAMP_UNKNOWN) {
        name(out, "time");
        buf_byte(out, '"');
        stamp_write(out, ev->time.at, ev->time.resolution);
        buf_byte(out, '"');
    }
    text(out, "time_text", ev->time_text);
    text(out, "resolution", slice_text(export_resolution(ev->time.resolution)));
    text(out, "zone", slice_text(export_zone(ev->time.zone)));
    text(out, "time_doubt", slice_text(stamp_doubt(&ev->time)));
}

static void origin(struct buf *out, const struct event *ev)
{
    if (ev->ip.n + ev->agent.n + ev->location.n + ev->channel.n == 0)
        return;
    name(out, "origin");
    buf_byte(out, '{');
    text(out, "ip", ev->ip);
    text(out, "agent", ev->agent);
    text(out, "location", ev->location);
    text(out, "channel", ev->channel);
    buf_byte(out, '}');
}

/* The spelling of a scalar is not part of what was recorded: 1 and "1" make equal events. */
static void canonical_token(struct buf *out, const struct json_scan *scan, enum json_token token)
{
    switch (token) {
    case JSON_KEY:
        json_write_string(out, scan->value);
        buf_byte(out, ':');
        break;
    case JSON_OBJECT: buf_byte(out, '{'); break;
    case JSON_OBJECT_END: buf_byte(out, '}'); break;
    case JSON_ARRAY: buf_byte(out, '['); break;
    case JSON_ARRAY_END: buf_byte(out, ']'); break;
    case JSON_TRUE: buf_text(out, "\"true\""); break;
    case JSON_FALSE: buf_text(out, "\"false\""); break;
    case JSON_NULL: buf_text(out, "\"\""); break;
    default: json_write_string(out, scan->value); break;
    }
}

static void canonical_json(struct buf *out, struct slice json, struct arena *arena)
{
    struct json_scan scan;
    enum json_token token;

    json_start(&scan, json, arena);
    while ((token = json_next(&scan)) != JSON_END && token != JSON_ERROR) {
        unsigned char last = out->p[out->n - 1];

        if (token != JSON_OBJECT_END && token != JSON_ARRAY_END && last != '{' && last != '[' && last != ':')
            buf_byte(out, ',');
        canonical_token(out, &scan, token);
    }
}

static void attributes(struct buf *out, const struct event *ev, bool canonical)
{
    struct arena arena = ARENA_INIT;
    struct slice json = canonical ? event_counted(ev, &arena) : ev->attributes;

    if (json.n > 0)
        name(out, "attributes");
    if (canonical)
        canonical_json(out, json, &arena);
    else
        buf_slice(out, json);
    arena_release(&arena);
}

/* All that the mapping made of the record.  Records that differ only in what is no content of theirs
 * (the type of a scalar; empty or missing; what identity ignores) are canonically equal, whichever was
 * stored. */
static void meaning(struct buf *out, const struct store_event *e, bool canonical)
{
    const struct event *ev = &e->ev;

    text(out, "action", ev->action);
    text(out, "category", ev->category);
    text(out, "label", ev->label);
    text(out, "outcome", slice_text(outcome_name(ev->outcome)));
    text(out, "reason", ev->reason);
    if (ev->count != 1)
        number(out, "count", ev->count);
    if (e->n_parties > 0) {
        name(out, "items");
        export_json_items(out, e);
    }
    if (ev->n_changes > 0) {
        name(out, "changes");
        changes(out, e, canonical);
    }
    origin(out, ev);
    text(out, "request", ev->request);
    text(out, "message", ev->message);
    attributes(out, ev, canonical);
}

static void place(struct buf *out, const struct store_event *e)
{
    name(out, "record");
    buf_byte(out, '{');
    text(out, "dump", e->dump_name);
    if (!e->dump_erased)
        hex(out, "dump_sha256", e->dump, DIGEST_SIZE);
    number(out, "number", (int64_t)e->ev.record);
    number(out, "part", e->ev.sub);
    number(out, "offset", (int64_t)e->ev.offset);
    number(out, "length", (int64_t)e->ev.length);
    if (!e->veiled && (e->ev.flags & EVENT_ERASED) == 0)
        hex(out, "sha256", e->ev.digest, DIGEST_SIZE);
    buf_byte(out, '}');
}

static void flags(struct buf *out, const struct store_event *e)
{
    if ((e->ev.flags & EXPORT_FLAGS) == 0)
        return;
    name(out, "flags");
    buf_byte(out, '"');
    export_flags(out, e);
    buf_byte(out, '"');
}

static void head(struct buf *out)
{
    (void)out;
}

static void event(struct buf *out, const struct store_event *e)
{
    buf_byte(out, '{');
    text(out, "id", slice_text(e->public_id));
    text(out, "source", e->source);
    text(out, "native", e->ev.native);
    time_members(out, &e->ev);
    meaning(out, e, false);
    place(out, e);
    flags(out, e);
    buf_text(out, "}\n");
}

void export_canonical(struct buf *out, const struct store_event *e, uint32_t n)
{
    buf_byte(out, '{');
    text(out, "source", e->source);
    hex(out, "ident", e->ev.ident, IDENT_SIZE);
    number(out, "n", n);
    text(out, "native", e->ev.native);
    time_members(out, &e->ev);
    meaning(out, e, true);
    if (e->ev.flags & EVENT_SUPERSEDED)
        text(out, "version", SLICE("superseded"));
    buf_text(out, "}\n");
}

const struct export_writer export_jsonl = {head, event, head};
