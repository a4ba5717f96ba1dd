/* mapper_attributes: all leaves of a record that nothing took.  See mapper_parts.h. */
#include "json.h"
#include "mapper_steps.h"

#define SHARED_MAX ((size_t)16 << 20) /* bytes of attributes repeated in all events of a record */

struct slice mapper_json(struct mapper *m, const struct node *n, enum tree_part part)
{
    const struct layout *layout = n == m->root ? m->layout : NULL;

    buf_clear(&m->json);
    if (!tree_write_sorted(&m->json, n, layout, part, &m->scratch))
        return SLICE_NONE; /* sorted: the order of columns must not show */
    return slice_copy(&m->scratch, buf_view(&m->json));
}

/* {shared members, "name": own} */
static void put_attributes(struct mapper *m, struct event *ev, struct slice shared,
                           struct slice name, struct slice own)
{
    struct buf *b = &m->json;

    if (!own.n) {
        ev->attributes = mapper_copy(m, shared);
        return;
    }
    buf_clear(b);
    buf_byte(b, '{');
    if (shared.n > 2) {
        buf_slice(b, (struct slice){shared.p + 1, shared.n - 2});
        buf_byte(b, ',');
    }
    json_write_string(b, name);
    buf_byte(b, ':');
    buf_slice(b, own);
    buf_byte(b, '}');
    ev->attributes = mapper_copy(m, buf_view(b));
}

void mapper_attributes(struct mapper *m, const struct node *root, size_t first,
                       const struct slice *own, size_t n)
{
    const struct path *each = &m->p->each;
    struct slice shared, name = SLICE("part");

    for (size_t i = 0; own && i < n; i++)
        m->scopes[i]->used = true;
    shared = mapper_json(m, root, TREE_UNUSED);
    if (each->n_steps)
        name = each->steps[each->n_steps - 1].name;
    for (size_t i = 0; i < n && !m->reject; i++) {
        bool give = i == 0 || shared.n * n <= SHARED_MAX;

        put_attributes(m, &m->out->events[first + i], give ? shared : SLICE_NONE, name,
                       own ? own[i] : SLICE_NONE);
    }
}
