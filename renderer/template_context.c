/* template_context: the values that names are looked up in.  See template_context.h. */
#include <assert.h>
#include <string.h>

#include "template_context.h"

void context_init(struct context *c, struct value root)
{
    c->room = 32;
    c->scopes = mem_zero(c->room, sizeof(*c->scopes));
    c->scopes[0] = (struct scope){.value = root};
    c->n = 1;
}

void context_release(struct context *c)
{
    mem_free(c->scopes);
}

static const struct value *map_find(const struct value_map *map, struct slice name)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct value_field *f = &map->fields[i];

        if (f->name.n == name.n && memcmp(f->name.p, name.p, name.n) == 0)
            return &f->value;
    }
    return NULL;
}

struct value context_find(const struct context *c, const struct path *path)
{
    const struct value *v = NULL;

    if (path->n == 0)
        return c->scopes[c->n - 1].value;
    for (size_t i = c->n; v == NULL && i-- > 0;)
        if (c->scopes[i].value.kind == VALUE_MAP)
            v = map_find(c->scopes[i].value.as.map, path->parts[0]);
    for (size_t k = 1; v != NULL && k < path->n; k++)
        v = v->kind == VALUE_MAP ? map_find(v->as.map, path->parts[k]) : NULL;
    return v == NULL ? VALUE_MISSING : *v;
}

bool context_truth(struct value v)
{
    switch (v.kind) {
    case VALUE_NONE:
    case VALUE_FALSE: return false;
    case VALUE_TRUE:
    case VALUE_MAP: return true;
    case VALUE_TEXT: return v.as.text.n > 0;
    case VALUE_HTML: return v.as.html->markup.n > 0;
    case VALUE_LIST: return v.as.list->n > 0;
    }
    return false;
}

static void push(struct context *c, struct scope s)
{
    if (c->n == c->room) {
        c->room *= 2;
        c->scopes = mem_resize(c->scopes, c->room, sizeof(*c->scopes));
    }
    c->scopes[c->n++] = s;
}

bool context_enter(struct context *c, struct value v)
{
    if (!context_truth(v))
        return false;
    if (v.kind == VALUE_LIST)
        push(c, (struct scope){v.as.list->items[0], v.as.list, 1});
    else
        push(c, (struct scope){.value = v});
    return true;
}

bool context_next(struct context *c)
{
    struct scope *s = &c->scopes[c->n - 1];

    assert(c->n > 1);
    if (s->list == NULL || s->i == s->list->n) {
        c->n--;
        return false;
    }
    s->value = s->list->items[s->i++];
    return true;
}
