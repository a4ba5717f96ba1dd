/* show_event: one event in the terminal, and as JSON.  See show.h. */
#include <string.h>

#include "sentence.h"
#include "show.h"
#include "store_amend.h"
#include "store_lists.h"

void show_party(struct buf *b, const struct store_party *p)
{
    term_safe(b, p->type, 0);
    buf_byte(b, ':');
    term_safe(b, p->key, 0);
    if (p->label.n > 0) {
        buf_text(b, " (");
        term_safe(b, p->label, 0);
        buf_byte(b, ')');
    }
}

void show_sentence(struct buf *b, struct sentences *s, const struct store_event *e)
{
    struct arena arena = ARENA_INIT;
    struct sentence_result r;

    sentence_of(s, e, &arena, &r);
    for (size_t i = 0; i < r.n; i++) {
        const struct sentence_part *part = &r.parts[i];
        const struct store_party *p;

        if (part->kind != SENTENCE_PARTY) {
            term_safe(b, part->text, 0);
            continue;
        }
        p = &e->parties[part->party];
        term_safe(b, p->label.n ? p->label : p->key, 0);
    }
    arena_release(&arena);
}

static void label(struct buf *b, const char *name)
{
    buf_format(b, "  %-11s ", name);
}

static void field(struct buf *b, const char *name, struct slice value)
{
    if (value.n == 0)
        return;
    label(b, name);
    term_safe(b, value, 0);
    buf_byte(b, '\n');
}

static void sentence_field(struct buf *b, const struct store_event *e)
{
    struct sentences *s = sentences_new();

    label(b, "sentence");
    show_sentence(b, s, e);
    buf_byte(b, '\n');
    sentences_free(s);
}

static void zone_text(struct buf *b, const struct store_event *e)
{
    if (e->ev.time.zone == STAMP_ZONE_PROFILE)
        buf_text(b, ", zone from the profile");
    if (e->ev.time.zone != STAMP_ZONE_ASSUMED)
        return;
    buf_text(b, ", zone assumed");
    if (e->zone.n > 0) {
        buf_text(b, ": ");
        term_safe(b, e->zone, 0);
    }
}

static void time_fields(struct buf *b, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    label(b, "time");
    if (ev->time.at == STAMP_UNKNOWN)
        buf_text(b, "unknown");
    else
        stamp_tell(b, ev->time.at, ev->time.resolution);
    if (ev->time_text.n > 0) {
        buf_text(b, "  (in the dump: ");
        term_safe(b, ev->time_text, 0);
        zone_text(b, e);
        buf_text(b, ev->time.ambiguous ? ", ambiguous)" : ")");
    }
    buf_byte(b, '\n');
}

static void action_fields(struct buf *b, const struct event *ev)
{
    field(b, "action", ev->action);
    field(b, "label", ev->label);
    field(b, "category", ev->category);
    label(b, "outcome");
    buf_text(b, outcome_name(ev->outcome));
    if (ev->reason.n > 0) {
        buf_text(b, ": ");
        term_safe(b, ev->reason, 0);
    }
    buf_byte(b, '\n');
}

static void party_fields(struct buf *b, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        label(b, role_name(p->role));
        show_party(b, p);
        if (p->how != FOUND_FIELD)
            buf_format(b, "  [%s]", found_name(p->how));
        buf_byte(b, '\n');
    }
}

static void show_side(struct buf *b, bool known, struct slice text, size_t width)
{
    if (!known)
        buf_text(b, "?");
    else if (text.n == 0)
        buf_text(b, "\"\"");
    else
        term_safe(b, text, width);
}

void show_change(struct buf *b, const struct change *c, size_t width)
{
    term_safe(b, c->field, 0);
    buf_text(b, ": ");
    show_side(b, (c->known & CHANGE_OLD_KNOWN) != 0, c->old, width);
    buf_text(b, " -> ");
    show_side(b, (c->known & CHANGE_NEW_KNOWN) != 0, c->new_, width);
}

static void change_fields(struct buf *b, const struct event *ev)
{
    for (size_t i = 0; i < ev->n_changes; i++) {
        label(b, "change");
        show_change(b, &ev->changes[i], 0);
        buf_byte(b, '\n');
    }
}

static void digest_field(struct buf *b, const char *name, const unsigned char *digest, bool erased)
{
    label(b, name);
    if (erased)
        buf_text(b, "[erased]");
    else
        buf_hex(b, digest, DIGEST_SIZE);
    buf_byte(b, '\n');
}

static void place_fields(struct buf *b, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    label(b, "dump");
    term_safe(b, e->dump_name, 0);
    buf_format(b, ", record %llu", (unsigned long long)ev->record);
    if ((ev->flags & EVENT_ERASED) == 0)
        buf_format(b, ", bytes %llu to %llu", (unsigned long long)ev->offset,
                   (unsigned long long)ev->offset + ev->length);
    buf_byte(b, '\n');
    digest_field(b, "dump sha256", e->dump, e->dump_erased);
    digest_field(b, "sha256", ev->digest, (ev->flags & EVENT_ERASED) != 0);
}

static void flag_fields(struct buf *b, const struct event *ev)
{
    static const struct {
        unsigned flag;
        const char *what;
    } flags[] = {{EVENT_CONFLICT, "conflict: its id is stored with another content too"},
                 {EVENT_RECOVERED, "read after damage in the dump"},
                 {EVENT_SUPERSEDED, "superseded: another version of it is shown"},
                 {EVENT_STALE, "mapped by rules that have changed since"},
                 {EVENT_IGNORES, "the last of its attributes is what identity ignores"}};

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (ev->flags & flags[i].flag)
            field(b, "note", slice_text(flags[i].what));
}

static void erased_field(struct buf *b, const struct store_event *e)
{
    if ((e->ev.flags & EVENT_ERASED) == 0)
        return;
    label(b, "note");
    buf_text(b, (e->ev.flags & EVENT_PARTLY) != 0 ? "[erased] in part" : "[erased]");
    if (e->erased_by >= 0)
        buf_format(b, " by entry %lld of the ledger", (long long)e->erased_by);
    buf_byte(b, '\n');
}

enum status show_amended_text(struct store *store, const struct store_event *e, struct buf *b,
                              struct err *err)
{
    uint64_t entry, act;
    enum status st = store_amended(store, e->id, &entry, &act, err);

    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    label(b, "note");
    buf_format(b, "sealed as entry %llu and mapped anew since, ", (unsigned long long)entry);
    if (act > 0)
        buf_format(b, "as entry %llu of the ledger tells\n", (unsigned long long)act);
    else
        buf_text(b, "which the next seal tells\n");
    return ST_OK;
}

void show_event_text(struct cli *cli, const struct store_event *e, struct buf *b)
{
    const struct event *ev = &e->ev;

    buf_format(b, "%sevent %s%s\n", term_on(&cli->term, PAINT_BOLD), e->public_id, term_off(&cli->term));
    time_fields(b, e);
    sentence_field(b, e);
    field(b, "source", e->source);
    field(b, "id", ev->native);
    action_fields(b, ev);
    party_fields(b, e);
    change_fields(b, ev);
    field(b, "message", ev->message);
    field(b, "ip", ev->ip);
    field(b, "agent", ev->agent);
    field(b, "location", ev->location);
    field(b, "channel", ev->channel);
    field(b, "request", ev->request);
    if (ev->count != 1)
        buf_format(b, "  %-11s %lld\n", "count", (long long)ev->count);
    field(b, "attributes", ev->attributes);
    flag_fields(b, ev);
    erased_field(b, e);
    place_fields(b, e);
}

static void json_if(struct jsonw *w, const char *name, struct slice value)
{
    if (value.n > 0)
        jsonw_slice(w, name, value);
}

static void json_parties(struct jsonw *w, const struct store_event *e)
{
    jsonw_array(w, "items");
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        jsonw_object(w, NULL);
        jsonw_text(w, "role", role_name(p->role));
        jsonw_slice(w, "type", p->type);
        jsonw_slice(w, "key", p->key);
        json_if(w, "label", p->label);
        jsonw_text(w, "found", found_name(p->how));
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void json_changes(struct jsonw *w, const struct event *ev)
{
    jsonw_array(w, "changes");
    for (size_t i = 0; i < ev->n_changes; i++) {
        const struct change *c = &ev->changes[i];

        jsonw_object(w, NULL);
        jsonw_slice(w, "field", c->field);
        if (c->known & CHANGE_OLD_KNOWN)
            jsonw_slice(w, "old", c->old);
        if (c->known & CHANGE_NEW_KNOWN)
            jsonw_slice(w, "new", c->new_);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void json_place(struct jsonw *w, const struct store_event *e)
{
    jsonw_object(w, "record");
    jsonw_slice(w, "dump", e->dump_name);
    if (!e->dump_erased)
        jsonw_hex(w, "dump_sha256", e->dump, DIGEST_SIZE);
    jsonw_count(w, "number", e->ev.record);
    jsonw_count(w, "offset", e->ev.offset);
    jsonw_count(w, "length", e->ev.length);
    if ((e->ev.flags & EVENT_ERASED) == 0)
        jsonw_hex(w, "sha256", e->ev.digest, DIGEST_SIZE);
    jsonw_end(w);
}

static void json_erased(struct jsonw *w, const struct store_event *e)
{
    if ((e->ev.flags & EVENT_ERASED) == 0)
        return;
    jsonw_object(w, "erased");
    jsonw_bool(w, "in_part", (e->ev.flags & EVENT_PARTLY) != 0);
    if (e->erased_by >= 0)
        jsonw_count(w, "entry", (uint64_t)e->erased_by);
    jsonw_end(w);
}

void show_event_json(struct jsonw *w, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    jsonw_text(w, "event", e->public_id);
    jsonw_slice(w, "source", e->source);
    json_if(w, "id", ev->native);
    jsonw_time(w, "time", ev->time.at);
    json_if(w, "time_text", ev->time_text);
    jsonw_bool(w, "zone_assumed", ev->time.zone == STAMP_ZONE_ASSUMED);
    if (ev->time.zone == STAMP_ZONE_ASSUMED)
        json_if(w, "zone", e->zone);
    jsonw_slice(w, "action", ev->action);
    json_if(w, "category", ev->category);
    json_if(w, "label", ev->label);
    jsonw_text(w, "outcome", outcome_name(ev->outcome));
    json_if(w, "reason", ev->reason);
    json_parties(w, e);
    json_changes(w, ev);
    json_if(w, "message", ev->message);
    json_if(w, "ip", ev->ip);
    json_if(w, "agent", ev->agent);
    json_if(w, "location", ev->location);
    json_if(w, "channel", ev->channel);
    json_if(w, "request", ev->request);
    jsonw_count(w, "count", (uint64_t)ev->count);
    if (ev->attributes.n > 0)
        jsonw_raw(w, "attributes", ev->attributes);
    jsonw_bool(w, "conflict", (ev->flags & EVENT_CONFLICT) != 0);
    jsonw_bool(w, "recovered", (ev->flags & EVENT_RECOVERED) != 0);
    jsonw_bool(w, "superseded", (ev->flags & EVENT_SUPERSEDED) != 0);
    jsonw_bool(w, "ignores", (ev->flags & EVENT_IGNORES) != 0);
    jsonw_bool(w, "absent", (ev->flags & EVENT_ABSENT) != 0);
    json_erased(w, e);
    json_place(w, e);
}

typedef void (*put_absent)(void *out, const struct store_absent *row);

static void absent_line(void *out, const struct store_absent *row)
{
    struct buf *b = out;

    label(b, "absent");
    buf_text(b, "from ");
    term_safe(b, row->dump_name, 0);
    buf_text(b, ", a later export that claims ");
    stamp_write(b, row->window_from, STAMP_RES_S);
    buf_text(b, " to ");
    stamp_write(b, row->window_to, STAMP_RES_S);
    buf_byte(b, '\n');
}

static void absent_object(void *out, const struct store_absent *row)
{
    struct jsonw *w = out;

    jsonw_object(w, NULL);
    jsonw_slice(w, "dump", row->dump_name);
    jsonw_time(w, "window_from", row->window_from);
    jsonw_time(w, "window_to", row->window_to);
    jsonw_end(w);
}

static enum status each_absent(struct store *store, const struct store_event *e, put_absent put, void *out,
                               struct err *err)
{
    const struct store_absent *row;
    struct store_absents *c;
    enum status st = store_absents_open(store, e->id, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_absents_next(c, &row, err)) == ST_OK)
        put(out, row);
    store_absents_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status show_absent_text(struct store *store, const struct store_event *e, struct buf *b, struct err *err)
{
    return (e->ev.flags & EVENT_ABSENT) != 0 ? each_absent(store, e, absent_line, b, err) : ST_OK;
}

enum status show_absent_json(struct store *store, const struct store_event *e, struct jsonw *w,
                             struct err *err)
{
    enum status st = ST_OK;

    if ((e->ev.flags & EVENT_ABSENT) == 0)
        return ST_OK;
    jsonw_array(w, "absent_from");
    st = each_absent(store, e, absent_object, w, err);
    jsonw_end(w);
    return st;
}
