/*
 * mapper_identity: what makes an event itself.  See mapper_steps.h.
 *
 * ident is the first 16 bytes of SHA-256 over, with every length and number u32 LE:
 *   length of the source's name, the name,
 *   one byte for the kind and what belongs to it:
 *     'i'  length of the source's own id, the id
 *     'r'  the 32 bytes of the canonical record's digest
 *     'f'  number of fields; for each: number of its non-empty texts, and length and bytes of each
 *          (if none has a text, 'r' it is: records without the fields are not all the same)
 *   the number of the event within its record.
 *
 * content is the first 8 bytes, big-endian, of the canonical record's digest; if the record gives
 * several events, of SHA-256 over that digest and the event's number.
 *
 * What the profile's identity ignores is no leaf of the canonical record.
 *
 * Stores keep both.  If one of these bytes changed, what they hold would be new, or in conflict, when
 * it is imported again: so they never change, whatever a change would gain.
 */
#include <string.h>

#include "mapper_steps.h"

static void add_number(struct digest *d, size_t n)
{
    unsigned char le[4];

    for (size_t i = 0; i < sizeof(le); i++)
        le[i] = (unsigned char)(n >> 8 * i);
    digest_add(d, le, sizeof(le));
}

static void add_text(struct digest *d, struct slice s)
{
    add_number(d, s.n);
    digest_add(d, s.p, s.n);
}

void mapper_canonical(struct mapper *m, const struct node *root)
{
    digest_start(m->digest);
    m->leaves = tree_canonical(&m->scratch, root, root == m->root ? m->layout : NULL, m->digest);
    digest_end(m->digest, m->canonical);
}

struct field_texts {
    struct digest *digest; /* NULL: only count */
    size_t n;
};

static bool field_text(void *ctx, struct node *n, struct node *holder)
{
    struct field_texts *f = ctx;
    struct slice text = tree_text(n);

    (void)holder;
    if (!text.n)
        return true;
    f->n++;
    if (f->digest)
        add_text(f->digest, text);
    return true;
}

static bool has_fields(const struct profile *p, const struct scope *s)
{
    struct field_texts f = {0};

    for (size_t i = 0; i < p->n_fields && !f.n; i++)
        path_walk(&p->fields[i], s, false, field_text, &f);
    return f.n > 0;
}

static void add_fields(struct mapper *m, const struct scope *s)
{
    const struct profile *p = m->p;

    digest_add(m->digest, "f", 1);
    add_number(m->digest, p->n_fields);
    for (size_t i = 0; i < p->n_fields; i++) {
        struct field_texts f = {0};

        path_walk(&p->fields[i], s, false, field_text, &f);
        add_number(m->digest, f.n);
        f.digest = m->digest;
        path_walk(&p->fields[i], s, false, field_text, &f);
    }
}

static bool is_plain(const struct profile_value *v)
{
    for (size_t i = 0; i < v->n_parts; i++)
        if (!is_plain(&v->parts[i]))
            return false;
    return v->kind != VALUE_JOIN;
}

/* The source's own id; its parts stay among the attributes if it was put together. */
static struct slice native_id(struct mapper *m, const struct scope *s)
{
    bool marking = m->marking;
    struct hit f;

    m->marking = marking && is_plain(&m->p->id);
    f = value_one(m, &m->p->id, s, false);
    mapper_used(m, f);
    m->marking = marking;
    return f.text;
}

static int64_t first_8(const unsigned char *p)
{
    uint64_t v = 0;

    for (size_t i = 0; i < 8; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

void mapper_identify(struct mapper *m, const struct scope *s, struct event *ev, size_t n)
{
    struct slice id = native_id(m, s);
    unsigned char sum[DIGEST_SIZE];

    digest_start(m->digest);
    add_text(m->digest, m->source);
    if (id.n) {
        digest_add(m->digest, "i", 1);
        add_text(m->digest, id);
    } else if (has_fields(m->p, s)) {
        add_fields(m, s);
        ev->by_fields = true;
    } else {
        digest_add(m->digest, "r", 1);
        digest_add(m->digest, m->canonical, sizeof(m->canonical));
    }
    add_number(m->digest, ev->sub);
    digest_end(m->digest, sum);
    memcpy(ev->ident, sum, IDENT_SIZE);
    ev->native = mapper_copy(m, id);
    ev->leaves = m->leaves;
    ev->content = first_8(m->canonical);
    if (n > 1) {
        digest_start(m->digest);
        digest_add(m->digest, m->canonical, sizeof(m->canonical));
        add_number(m->digest, ev->sub);
        digest_end(m->digest, sum);
        ev->content = first_8(sum);
    }
}
