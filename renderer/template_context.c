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

static bool is_true(struct value v)
{
    switch (v.kind) {
    case VALUE_NONE:
    case VALUE_FALSE: return false;
    case VALUE_TRUE:
    case VALUE_MAP:
    case VALUE_ROWS: return true; /* if there is a first one */
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

static enum status pull_open(const struct value_rows *rows, struct value_pull **out, struct err *err)
{
    struct value_pull *p = mem_zero(1, sizeof(*p));
    enum status st = ST_OK;

    p->rows = rows;
    if (rows->open != NULL)
        st = rows->open(p, err);
    if (st == ST_OK)
        *out = p;
    else
        mem_free(p);
    return st;
}

static enum status pull_next(struct value_pull *p, struct value *row, struct err *err)
{
    enum status st = ST_END;

    arena_reset(&p->arena);
    if (p->i < p->rows->max)
        st = p->rows->next(p, row, err);
    p->i++;
    return st;
}

static void pull_close(struct value_pull *p)
{
    if (p->rows->close != NULL)
        p->rows->close(p->cursor);
    arena_release(&p->arena);
    mem_free(p);
}

void context_leave(struct context *c)
{
    struct scope *s = &c->scopes[--c->n];

    assert(c->n > 0);
    if (s->pull != NULL)
        pull_close(s->pull);
}

void context_release(struct context *c)
{
    while (c->n > 1)
        context_leave(c);
    mem_free(c->scopes);
}

enum status context_next(struct context *c, struct err *err)
{
    struct scope *s = &c->scopes[c->n - 1];
    enum status st = ST_END;

    if (s->pull != NULL) {
        st = pull_next(s->pull, &s->value, err);
    } else if (s->list != NULL && s->i < s->list->n) {
        s->value = s->list->items[s->i++];
        st = ST_OK;
    }
    if (st != ST_OK)
        context_leave(c);
    return st;
}

enum status context_enter(struct context *c, struct value v, struct err *err)
{
    struct scope s = {.value = v};
    enum status st = ST_OK;

    if (!is_true(v))
        return ST_END;
    if (v.kind == VALUE_LIST)
        s.list = v.as.list;
    if (v.kind == VALUE_ROWS)
        st = pull_open(v.as.rows, &s.pull, err);
    if (st != ST_OK)
        return st;
    push(c, s);
    return s.list != NULL || s.pull != NULL ? context_next(c, err) : ST_OK;
}
