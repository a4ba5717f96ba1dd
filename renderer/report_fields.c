/* report_fields: what an event's record holds besides what was mapped.  See report_row.h. */
#include <string.h>

#include "leaves.h"
#include "report_row.h"
#include "utf8.h"

#define FIELDS 60                 /* shown of one event */
#define BYTES  ((size_t)16 << 10) /* of them together */
#define SMALL  ((size_t)64 << 10) /* attributes that may leave copies in the page's arena */
#define NEVER  120                /* attributes shorter than that are shown whole */

/* How many are shown; *cut: something of them is not. */
static size_t shown(const struct leaves *l, bool *cut)
{
    size_t n = 0, sum = 0;

    *cut = l->more;
    while (n < l->n && sum < BYTES) {
        *cut |= l->v[n].text.n > REPORT_VALUE;
        sum += utf8_prefix(l->v[n].text, REPORT_VALUE).n;
        n++;
    }
    *cut |= n < l->n;
    return n;
}

static struct value more_value(const struct page *p, const struct store_event *e, size_t *cost)
{
    char path[PLACE_SIZE];

    row_value_path(e, "fields", SIZE_MAX, path);
    *cost += 200;
    return pair_value(p->arena, "size", value_text(say_plural(p->arena, e->ev.attributes.n, "byte", "bytes")),
                      "href", value_text(page_href(p, path)));
}

struct value fields_value(const struct page *p, const struct store_event *e, size_t *cost)
{
    struct arena large = ARENA_INIT, *a = e->ev.attributes.n > SMALL ? &large : p->arena;
    struct value rows[FIELDS];
    struct value_builder b;
    struct leaves l;
    bool cut;
    size_t n;

    leaves_of_attributes(e->ev.attributes, FIELDS, a, &l);
    n = shown(&l, &cut);
    for (size_t i = 0; i < n; i++) {
        struct slice text = utf8_prefix(l.v[i].text, REPORT_VALUE);

        rows[i] = pair_value(p->arena, "name", value_text(slice_copy(p->arena, l.v[i].name)), "text",
                             value_text(slice_copy(p->arena, text)));
        *cost += row_cost(l.v[i].name) + row_cost(text) + 30;
    }
    if (n > 0) {
        value_begin(&b, p->arena, 3);
        value_add_text(&b, "n", say_plural(p->arena, n, "more field", "more fields"));
        value_add(&b, "rows", value_list_of(p->arena, rows, n));
        value_add(&b, "more", cut ? more_value(p, e, cost) : VALUE_MISSING);
        *cost += 120;
    }
    arena_release(&large);
    return n > 0 ? value_built(&b) : VALUE_MISSING;
}

enum status fields_write(struct run *run, const struct store_event *e, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct leaves l;
    char path[PLACE_SIZE];
    bool cut;

    if (e->ev.attributes.n < NEVER)
        return ST_OK;
    leaves_of_attributes(e->ev.attributes, FIELDS, &a, &l);
    shown(&l, &cut);
    arena_release(&a);
    if (!cut)
        return ST_OK;
    row_value_path(e, "fields", SIZE_MAX, path);
    return site_put(run->site, path, e->ev.attributes, err);
}
