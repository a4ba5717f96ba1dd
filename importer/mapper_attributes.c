/* mapper_attributes: all leaves of a record that nothing took.  See mapper_steps.h. */
#include <string.h>

#include "json.h"
#include "mapper_steps.h"
#include "tree_layout.h"

#define SHARED_MAX ((size_t)16 << 20) /* bytes of attributes repeated in all events of a record */

/* Sorted: the order of columns must not show. */
struct slice mapper_json(struct mapper *m, const struct node *n, enum tree_part part)
{
    const struct layout *layout = n == m->root ? m->layout : NULL;

    buf_clear(&m->json);
    if (!tree_write_sorted(&m->json, n, layout, part, &m->scratch))
        return SLICE_NONE;
    return slice_copy(&m->scratch, buf_view(&m->json));
}

/* "ignored", made longer than the event's own part and all members that begin like it, so that no name
 * stands twice. */
static struct slice ignored_name(struct mapper *m, const struct node *root, struct slice own)
{
    struct slice plain = SLICE("ignored");
    size_t n = slice_starts(own, plain) ? own.n + 1 : plain.n;
    unsigned char *name;

    for (const struct node *c = root->child; c; c = c->next)
        if (c->name.n >= n && slice_starts(c->name, plain))
            n = c->name.n + 1;
    name = arena_alloc(&m->scratch, n);
    memset(name, '_', n);
    memcpy(name, plain.p, plain.n);
    return (struct slice){name, n};
}

struct member {
    struct slice name, json; /* json.n = 0: it is not there */
};

/* {shared members, "name": own, "ignored": ignored} */
static void put_attributes(struct mapper *m, struct event *ev, struct slice shared, struct member own,
                           struct member ignored)
{
    const struct member more[] = {own, ignored};
    struct buf *b = &m->json;

    if (!own.json.n && !ignored.json.n) {
        ev->attributes = mapper_copy(m, shared);
        return;
    }
    buf_clear(b);
    if (shared.n > 2)
        buf_slice(b, (struct slice){shared.p, shared.n - 1});
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
        if (!more[i].json.n)
            continue;
        buf_byte(b, b->n ? ',' : '{');
        json_write_string(b, more[i].name);
        buf_byte(b, ':');
        buf_slice(b, more[i].json);
    }
    buf_byte(b, '}');
    ev->attributes = mapper_copy(m, buf_view(b));
    ev->flags |= ignored.json.n ? EVENT_IGNORES : 0;
}

void mapper_attributes(struct mapper *m, const struct node *root, size_t first, const struct slice *own,
                       size_t n)
{
    const struct path *each = &m->p->each;
    struct member part = {SLICE("part"), SLICE_NONE}, ignored = {SLICE_NONE, m->ignored};
    struct slice shared;

    for (size_t i = 0; own && i < n; i++)
        m->scopes[i]->used = true;
    shared = mapper_json(m, root, TREE_UNUSED);
    if (each->n_steps)
        part.name = each->steps[each->n_steps - 1].name;
    if (ignored.json.n)
        ignored.name = ignored_name(m, root, part.name);
    for (size_t i = 0; i < n && !m->reject; i++) {
        bool give = i == 0 || shared.n * n <= SHARED_MAX;

        part.json = own ? own[i] : SLICE_NONE;
        if (i > 0 && ignored.json.n * n > SHARED_MAX)
            ignored.json = SLICE_NONE;
        put_attributes(m, &m->out->events[first + i], give ? shared : SLICE_NONE, part, ignored);
    }
}
