/* store_pack: events as bytes.  See store_pack.h. */
#include <assert.h>
#include <string.h>

#include "store_pack.h"

/* LEB128, as small numbers are the rule. */
static void put(struct buf *b, uint64_t v)
{
    unsigned char bytes[10];
    size_t n = 0;

    for (; v >= 128; v >>= 7)
        bytes[n++] = (unsigned char)(v | 128);
    bytes[n++] = (unsigned char)v;
    buf_add(b, bytes, n);
}

static uint64_t get(struct slice *from)
{
    uint64_t v = 0;

    for (unsigned shift = 0;; shift += 7) {
        unsigned char c;

        assert(from->n > 0 && shift < 64);
        c = *from->p++;
        from->n--;
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128)
            return v;
    }
}

static void get_bytes(struct slice *from, void *p, size_t n)
{
    assert(from->n >= n);
    memcpy(p, from->p, n);
    from->p += n;
    from->n -= n;
}

static void put_text(struct buf *b, struct slice s)
{
    put(b, s.n);
    if (s.n > 0)
        buf_slice(b, s);
}

static struct slice get_text(struct slice *from)
{
    struct slice s = {from->p, (size_t)get(from)};

    assert(s.n <= from->n);
    s.p = from->p;
    from->p += s.n;
    from->n -= s.n;
    return s;
}

/* All texts of an event, in one order for both ways. */
#define TEXTS 15
static void list_texts(struct event *v, struct slice *out[TEXTS])
{
    struct slice *const all[TEXTS] = {&v->native,   &v->time_text, &v->action,  &v->category,   &v->label,
                                      &v->sentence, &v->reason,    &v->request, &v->message,    &v->ip,
                                      &v->agent,    &v->location,  &v->channel, &v->attributes, NULL};

    memcpy(out, all, sizeof(all));
}

static void put_numbers(struct buf *b, const struct event *v)
{
    const uint64_t numbers[] = {(uint64_t)v->content,
                                v->leaves,
                                v->by_fields,
                                (uint64_t)v->time.at,
                                (uint64_t)v->time.resolution,
                                (uint64_t)v->time.zone,
                                v->time.ambiguous,
                                v->time.out_of_range,
                                v->spelling,
                                (uint64_t)v->outcome,
                                (uint64_t)v->count,
                                v->record,
                                v->sub,
                                v->offset,
                                v->length,
                                v->flags,
                                v->n_parties,
                                v->n_changes};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        put(b, numbers[i]);
}

static void get_numbers(struct slice *from, struct event *v)
{
    v->content = (int64_t)get(from);
    v->leaves = (uint32_t)get(from);
    v->by_fields = get(from) != 0;
    v->time.at = (int64_t)get(from);
    v->time.resolution = (enum stamp_resolution)get(from);
    v->time.zone = (enum stamp_zone)get(from);
    v->time.ambiguous = get(from) != 0;
    v->time.out_of_range = get(from) != 0;
    v->spelling = (unsigned)get(from);
    v->outcome = (enum outcome)get(from);
    v->count = (int64_t)get(from);
    v->record = get(from);
    v->sub = (uint32_t)get(from);
    v->offset = get(from);
    v->length = get(from);
    v->flags = (unsigned)get(from);
    v->n_parties = (size_t)get(from);
    v->n_changes = (size_t)get(from);
}

void pack_event(struct buf *out, const struct event *v)
{
    struct event copy = *v;
    struct slice *texts[TEXTS];

    put_numbers(out, v);
    buf_add(out, v->ident, IDENT_SIZE);
    buf_add(out, v->digest, DIGEST_SIZE);
    list_texts(&copy, texts);
    for (size_t i = 0; texts[i] != NULL; i++)
        put_text(out, *texts[i]);
    for (size_t i = 0; i < v->n_parties; i++) {
        const struct party *p = &v->parties[i];

        put(out, (uint64_t)p->role << 2 | (uint64_t)p->how);
        put_text(out, p->type);
        put_text(out, p->key);
        put_text(out, p->label);
    }
    for (size_t i = 0; i < v->n_changes; i++) {
        const struct change *c = &v->changes[i];

        put(out, c->known);
        put_text(out, c->field);
        put_text(out, c->old);
        put_text(out, c->new_);
    }
}

static struct party get_party(struct slice *from)
{
    uint64_t bits = get(from);
    struct party p = {.role = (enum role)(bits >> 2), .how = (enum found)(bits & 3)};

    p.type = get_text(from);
    p.key = get_text(from);
    p.label = get_text(from);
    return p;
}

static struct change get_change(struct slice *from)
{
    struct change c = {.known = (unsigned)get(from)};

    c.field = get_text(from);
    c.old = get_text(from);
    c.new_ = get_text(from);
    return c;
}

void unpack_event(struct slice bytes, struct arena *a, struct event *out)
{
    struct slice *texts[TEXTS];

    memset(out, 0, sizeof(*out));
    get_numbers(&bytes, out);
    get_bytes(&bytes, out->ident, IDENT_SIZE);
    get_bytes(&bytes, out->digest, DIGEST_SIZE);
    list_texts(out, texts);
    for (size_t i = 0; texts[i] != NULL; i++)
        *texts[i] = get_text(&bytes);
    out->parties = arena_alloc(a, out->n_parties * sizeof(*out->parties));
    for (size_t i = 0; i < out->n_parties; i++)
        out->parties[i] = get_party(&bytes);
    out->changes = arena_alloc(a, out->n_changes * sizeof(*out->changes));
    for (size_t i = 0; i < out->n_changes; i++)
        out->changes[i] = get_change(&bytes);
    assert(bytes.n == 0);
}

void pack_stored(struct buf *out, const struct store_event *e)
{
    put(out, (uint64_t)e->id);
    put(out, (uint64_t)e->import);
    put(out, e->n);
    put(out, (uint64_t)e->action_id);
    put(out, (uint64_t)e->erased_by);
    put(out, e->dump_erased);
    put(out, e->veiled);
    buf_add(out, e->public_id, EVENT_ID_SIZE);
    buf_add(out, e->dump, DIGEST_SIZE);
    put_text(out, e->source);
    put_text(out, e->dump_name);
    put(out, e->n_parties);
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        put(out, (uint64_t)p->role << 2 | (uint64_t)p->how);
        put(out, (uint64_t)p->item);
        put_text(out, p->type);
        put_text(out, p->key);
        put_text(out, p->label);
        put_text(out, p->latest);
    }
    pack_event(out, &e->ev);
}

static struct store_party get_stored_party(struct slice *from)
{
    uint64_t bits = get(from);
    struct store_party p = {.role = (enum role)(bits >> 2), .how = (enum found)(bits & 3)};

    p.item = (int64_t)get(from);
    p.type = get_text(from);
    p.key = get_text(from);
    p.label = get_text(from);
    p.latest = get_text(from);
    return p;
}

void unpack_stored(struct slice bytes, struct arena *a, struct store_event *out)
{
    memset(out, 0, sizeof(*out));
    out->id = (int64_t)get(&bytes);
    out->import = (int64_t)get(&bytes);
    out->n = (uint32_t)get(&bytes);
    out->action_id = (int64_t)get(&bytes);
    out->erased_by = (int64_t)get(&bytes);
    out->dump_erased = get(&bytes) != 0;
    out->veiled = get(&bytes) != 0;
    get_bytes(&bytes, out->public_id, EVENT_ID_SIZE);
    get_bytes(&bytes, out->dump, DIGEST_SIZE);
    out->source = get_text(&bytes);
    out->dump_name = get_text(&bytes);
    out->n_parties = (size_t)get(&bytes);
    out->parties = arena_alloc(a, out->n_parties * sizeof(*out->parties));
    for (size_t i = 0; i < out->n_parties; i++)
        out->parties[i] = get_stored_party(&bytes);
    unpack_event(bytes, a, &out->ev);
}
