/* leaves: an event, field by field.  See leaves.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "leaves.h"
#include "utf8.h"

/* ---- a list being made ---- */

struct making {
    struct leaves *out;
    size_t max;
    struct arena *a;
};

static void put(struct making *m, unsigned rank, struct slice name, struct slice text)
{
    struct leaves *l = m->out;

    if (l->n == m->max) {
        l->more = true;
        return;
    }
    l->v = arena_grow(m->a, l->v, l->n, sizeof(*l->v));
    l->v[l->n++] = (struct leaf){name, text, rank};
}

/* ---- attributes ---- */

struct level {
    size_t length; /* of the path up to here */
    size_t index;  /* the next member of a list */
    bool list;
};

struct walk {
    struct making *m;
    struct json_scan scan;
    struct level levels[JSON_DEPTH + 1];
    size_t depth;
    struct buf path; /* of what is read, cut where it is longer than any name that is shown */
    unsigned rank;
};

static struct slice name_of(struct walk *w)
{
    struct slice name = buf_view(&w->path), cut = utf8_prefix(name, LEAVES_NAME);
    struct buf b;

    if (cut.n == name.n)
        return slice_copy(w->m->a, name);
    buf_init(&b, 2 * LEAVES_NAME);
    buf_slice(&b, cut);
    buf_text(&b, "\xe2\x80\xa6");
    name = slice_copy(w->m->a, buf_view(&b));
    buf_release(&b);
    return name;
}

static void leaf(struct walk *w, struct slice text)
{
    put(w->m, w->rank, name_of(w), text);
}

static void cut_path(struct walk *w, size_t length)
{
    w->path.n = length;
    w->path.p[length] = 0;
}

/* The path of the value that begins: members of a list are numbered, from 1 as people count. */
static void begin_value(struct walk *w)
{
    struct level *l;

    if (!w->depth || !(l = &w->levels[w->depth - 1])->list)
        return;
    cut_path(w, l->length);
    if (w->path.n <= LEAVES_NAME)
        buf_format(&w->path, "[%zu]", l->index);
    l->index++;
}

static void begin_key(struct walk *w)
{
    cut_path(w, w->levels[w->depth - 1].length);
    if (w->path.n > LEAVES_NAME)
        return;
    if (w->path.n)
        buf_byte(&w->path, '.');
    buf_slice(&w->path, utf8_prefix(w->scan.value, 2 * LEAVES_NAME));
}

static void open_level(struct walk *w, bool list)
{
    w->levels[w->depth++] = (struct level){w->path.n, 1, list};
}

/* The last token opened a list or map: what closes it at once makes a leaf of it. */
static void close_level(struct walk *w, enum json_token before)
{
    if (before == JSON_ARRAY)
        leaf(w, SLICE("[]"));
    else if (before == JSON_OBJECT && w->depth > 1)
        leaf(w, SLICE("{}"));
    w->depth--;
}

static void value(struct walk *w, enum json_token token)
{
    begin_value(w);
    switch (token) {
    case JSON_STRING:
    case JSON_NUMBER: leaf(w, w->scan.value); break;
    case JSON_TRUE: leaf(w, SLICE("true")); break;
    case JSON_FALSE: leaf(w, SLICE("false")); break;
    case JSON_NULL:
        if (!w->depth || !w->levels[w->depth - 1].list)
            leaf(w, SLICE("null"));
        break;
    default: open_level(w, token == JSON_ARRAY);
    }
}

static void walk_attributes(struct making *m, unsigned rank, struct slice json)
{
    struct walk *w;
    enum json_token token, before = JSON_END;

    if (!json.n)
        return;
    w = mem_zero(1, sizeof(*w));
    w->m = m;
    w->rank = rank;
    buf_init(&w->path, (size_t)16 * LEAVES_NAME);
    json_start(&w->scan, json, m->a);
    while (!m->out->more && (token = json_next(&w->scan)) != JSON_END && token != JSON_ERROR) {
        if (token == JSON_KEY)
            begin_key(w);
        else if (token == JSON_ARRAY_END || token == JSON_OBJECT_END)
            close_level(w, before);
        else
            value(w, token);
        before = token;
    }
    buf_release(&w->path);
    mem_free(w);
}

void leaves_of_attributes(struct slice json, size_t max, struct arena *a, struct leaves *out)
{
    struct making m = {out, max, a};

    *out = (struct leaves){NULL, 0, false};
    walk_attributes(&m, 0, json);
}

/* ---- the whole event ---- */

enum { RANK_TIME = 4, RANK_ITEMS = 16, RANK_CHANGES, RANK_ATTRIBUTES };

static struct slice text_of(struct arena *a, struct buf *b)
{
    struct slice text = slice_copy(a, buf_view(b));

    buf_release(b);
    return text;
}

static void put_time(struct making *m, const struct event *ev)
{
    struct slice text;
    struct buf b;

    buf_init(&b, 256);
    if (ev->time.at != STAMP_UNKNOWN)
        stamp_write(&b, ev->time.at, ev->time.resolution);
    else
        buf_text(&b, "unknown");
    text = text_of(m->a, &b);
    put(m, 0, SLICE("time"), text);
    if (ev->time_text.n && !slice_equal(text, ev->time_text))
        put(m, 1, SLICE("time as it stands"), ev->time_text);
}

static void put_fields(struct making *m, const struct event *ev)
{
    const struct {
        const char *name;
        struct slice text;
    } all[] = {{"action", ev->action},
               {"outcome", slice_text(outcome_name(ev->outcome))},
               {"reason", ev->reason},
               {"message", ev->message},
               {"ip", ev->ip},
               {"agent", ev->agent},
               {"location", ev->location},
               {"channel", ev->channel},
               {"request", ev->request}};
    struct buf b;

    for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (all[i].text.n)
            put(m, RANK_TIME + i, slice_text(all[i].name), all[i].text);
    if (ev->count == 1)
        return;
    buf_init(&b, 64);
    buf_format(&b, "%lld", (long long)ev->count);
    put(m, RANK_ITEMS - 1, SLICE("count"), text_of(m->a, &b));
}

static void put_items(struct making *m, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties && !m->out->more; i++) {
        const struct store_party *p = &e->parties[i];
        struct buf name, text;

        buf_init(&name, BUF_CAP);
        buf_init(&text, BUF_CAP);
        buf_format(&name, "%s %.*s", role_name(p->role), (int)p->type.n, (const char *)p->type.p);
        buf_slice(&text, p->key);
        if (p->label.n)
            buf_format(&text, " (%.*s)", (int)p->label.n, (const char *)p->label.p);
        put(m, RANK_ITEMS, text_of(m->a, &name), text_of(m->a, &text));
    }
}

static void put_changes(struct making *m, const struct event *ev)
{
    for (size_t i = 0; i < ev->n_changes && !m->out->more; i++) {
        const struct change *c = &ev->changes[i];
        struct buf name, text;

        buf_init(&name, BUF_CAP);
        buf_init(&text, BUF_CAP);
        buf_text(&name, "change of ");
        buf_slice(&name, utf8_prefix(c->field, LEAVES_NAME));
        if (c->known & CHANGE_OLD_KNOWN)
            buf_slice(&text, c->old);
        buf_text(&text, c->known & CHANGE_OLD_KNOWN ? " \xe2\x86\x92 " : "? \xe2\x86\x92 ");
        if (c->known & CHANGE_NEW_KNOWN)
            buf_slice(&text, c->new_);
        else
            buf_byte(&text, '?');
        put(m, RANK_CHANGES, text_of(m->a, &name), text_of(m->a, &text));
    }
}

static int by_place(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    int c;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    c = slice_order(x->name, y->name);
    return c ? c : slice_order(x->text, y->text);
}

void leaves_of_event(const struct store_event *e, size_t max, struct arena *a, struct leaves *out)
{
    struct making m = {out, max, a};

    *out = (struct leaves){NULL, 0, false};
    put_time(&m, &e->ev);
    put_fields(&m, &e->ev);
    put_items(&m, e);
    put_changes(&m, &e->ev);
    walk_attributes(&m, RANK_ATTRIBUTES, e->ev.attributes);
    if (out->n)
        qsort(out->v, out->n, sizeof(*out->v), by_place);
}

/* ---- differences ---- */

static bool same_name(const struct leaf *a, const struct leaf *b)
{
    return a->rank == b->rank && slice_equal(a->name, b->name);
}

/* The leaves of one name: from at on, up to the one behind. */
static size_t run_end(const struct leaves *l, size_t at)
{
    size_t end = at;

    while (end < l->n && same_name(&l->v[end], &l->v[at]))
        end++;
    return end;
}

struct differing {
    struct difference *v;
    size_t n;
    struct arena *a;
    size_t ones, others; /* of the name at hand */
    size_t first;        /* its first difference */
};

static void differ(struct differing *d, const struct leaf *l, bool one)
{
    size_t *mine = one ? &d->ones : &d->others, at = d->first + *mine;

    if (at == d->n) {
        d->v = arena_grow(d->a, d->v, d->n, sizeof(*d->v));
        d->v[d->n++] = (struct difference){.name = l->name};
    }
    ++*mine;
    if (one) {
        d->v[at].one = l->text;
        d->v[at].in_one = true;
    } else {
        d->v[at].other = l->text;
        d->v[at].in_other = true;
    }
}

/* Those of one name: what both have is passed over, the rest stands side by side. */
static void differ_run(struct differing *d, const struct leaf *x, const struct leaf *x_end,
                       const struct leaf *y, const struct leaf *y_end)
{
    d->first = d->n;
    d->ones = d->others = 0;
    while (x < x_end || y < y_end) {
        int c = x == x_end ? 1 : y == y_end ? -1 : slice_order(x->text, y->text);

        if (c < 0)
            differ(d, x++, true);
        else if (c > 0)
            differ(d, y++, false);
        else
            ++x, ++y;
    }
}

size_t leaves_differ(const struct leaves *one, const struct leaves *other, struct arena *a,
                     struct difference **out)
{
    struct differing d = {.a = a};
    size_t i = 0, k = 0;

    while (i < one->n || k < other->n) {
        size_t i_end = i, k_end = k;
        bool both = i < one->n && k < other->n && same_name(&one->v[i], &other->v[k]);
        struct leaf x = i < one->n ? one->v[i] : (struct leaf){.rank = UINT32_MAX};
        struct leaf y = k < other->n ? other->v[k] : (struct leaf){.rank = UINT32_MAX};

        x.text = y.text = SLICE_NONE;
        if (both || by_place(&x, &y) < 0)
            i_end = run_end(one, i);
        if (both || by_place(&x, &y) > 0)
            k_end = run_end(other, k);
        differ_run(&d, one->v + i, one->v + i_end, other->v + k, other->v + k_end);
        i = i_end;
        k = k_end;
    }
    *out = d.v;
    return d.n;
}
