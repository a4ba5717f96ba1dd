/* show_versions: the other versions of an event, and what they say differently.  See show.h. */
#include <string.h>

#include "leaves.h"
#include "show.h"

#define LEAVES 100000 /* of one version */

struct versions {
    const struct store_event *e; /* the one at hand */
    struct arena arena;
    const struct difference *d; /* in the arena */
    size_t n;
};

typedef void (*put_version)(void *out, const struct versions *v);

static void side(struct buf *b, struct slice text, bool there, const char *where)
{
    if (there) {
        buf_byte(b, '"');
        term_safe(b, text, 0);
        buf_format(b, "\" %s", where);
    } else {
        buf_format(b, "nothing %s", where);
    }
}

static void put_text(void *out, const struct versions *v)
{
    struct buf *b = out;

    buf_format(b, "  %-11s %s, record %llu of ", "version", v->e->public_id,
               (unsigned long long)v->e->ev.record);
    term_safe(b, v->e->dump_name, 0);
    buf_text(b, v->e->ev.flags & EVENT_SUPERSEDED ? "\n" : ", the one that is shown\n");
    for (size_t i = 0; i < v->n; i++) {
        buf_text(b, "    ");
        term_safe(b, v->d[i].name, 0);
        buf_text(b, ": ");
        side(b, v->d[i].one, v->d[i].in_one, "here, ");
        side(b, v->d[i].other, v->d[i].in_other, "there\n");
    }
    if (!v->n)
        buf_text(b, "    no field differs\n");
}

static void put_json(void *out, const struct versions *v)
{
    struct jsonw *w = out;

    jsonw_object(w, NULL);
    jsonw_text(w, "event", v->e->public_id);
    jsonw_slice(w, "dump", v->e->dump_name);
    jsonw_count(w, "record", v->e->ev.record);
    jsonw_bool(w, "superseded", (v->e->ev.flags & EVENT_SUPERSEDED) != 0);
    jsonw_array(w, "differences");
    for (size_t i = 0; i < v->n; i++) {
        jsonw_object(w, NULL);
        jsonw_slice(w, "field", v->d[i].name);
        if (v->d[i].in_one)
            jsonw_slice(w, "here", v->d[i].one);
        if (v->d[i].in_other)
            jsonw_slice(w, "there", v->d[i].other);
        jsonw_end(w);
    }
    jsonw_end(w);
    jsonw_end(w);
}

/* Every event that has e's identity, but e. */
static enum status each_version(struct store *store, const struct store_event *e, put_version put, void *out,
                                struct err *err)
{
    struct store_filter filter = {.superseded = true};
    struct versions v = {.arena = ARENA_INIT};
    struct leaves mine, other;
    struct arena kept = ARENA_INIT;
    struct store_events *c;
    enum status st = store_events_open(store, &filter, &c, err);

    if (st != ST_OK)
        return st;
    leaves_of_event(e, LEAVES, &kept, &mine);
    while ((st = store_events_next(c, &v.e, err)) == ST_OK) {
        struct difference *d = NULL;

        if (memcmp(v.e->ev.ident, e->ev.ident, IDENT_SIZE) != 0 || v.e->id == e->id)
            continue;
        arena_reset(&v.arena);
        leaves_of_event(v.e, LEAVES, &v.arena, &other);
        v.n = leaves_differ(&mine, &other, &v.arena, &d);
        v.d = d;
        put(out, &v);
    }
    store_events_close(c);
    arena_release(&v.arena);
    arena_release(&kept);
    return st == ST_END ? ST_OK : st;
}

static bool has_versions(const struct store_event *e)
{
    return (e->ev.flags & (EVENT_CONFLICT | EVENT_SUPERSEDED)) != 0 && (e->ev.flags & EVENT_ERASED) == 0;
}

enum status show_versions_text(struct store *store, const struct store_event *e, struct buf *b,
                               struct err *err)
{
    return has_versions(e) ? each_version(store, e, put_text, b, err) : ST_OK;
}

enum status show_versions_json(struct store *store, const struct store_event *e, struct jsonw *w,
                               struct err *err)
{
    enum status st = ST_OK;

    if (!has_versions(e))
        return ST_OK;
    jsonw_array(w, "versions");
    st = each_version(store, e, put_json, w, err);
    jsonw_end(w);
    return st;
}
