/* template_context: the values that names are looked up in.  See template_context.h. */
#include <assert.h>
#include <string.h>

#include "template_context.h"

void context_init(struct context *c, struct value root)
{
    c->room = 32;
    c->rows = 0;
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

static enum status rows_pull(struct value_rows *rows, struct value *out, struct err *err)
{
    enum status st = rows->next(rows->ctx, out, err);

    if (st == ST_OK)
        rows->any = true;
    rows->state = st == ST_OK ? ROWS_RUNNING : ROWS_DONE;
    return st;
}

static enum status rows_again(struct err *err)
{
    return err_set(err, ST_FAIL, "TEMPLATE-ROWS-AGAIN", "the rows have been read");
}

/* The first row.  Rows that ran before run again if they can. */
static enum status rows_start(struct value_rows *rows, struct value *out, struct err *err)
{
    if (rows->state == ROWS_PEEKED) {
        *out = rows->first;
        rows->state = ROWS_RUNNING;
        return ST_OK;
    }
    if (rows->state == ROWS_RUNNING)
        return rows_again(err);
    if (rows->state == ROWS_DONE) {
        enum status st = ST_OK;

        if (!rows->any)
            return ST_END;
        st = rows->rewind == NULL ? rows_again(err) : rows->rewind(rows->ctx, err);
        if (st != ST_OK)
            return st;
        rows->again = true;
    }
    return rows_pull(rows, out, err);
}

enum status context_truth(struct value v, bool *truth, struct err *err)
{
    enum status st = ST_OK;

    switch (v.kind) {
    case VALUE_NONE:
    case VALUE_FALSE: *truth = false; break;
    case VALUE_TRUE:
    case VALUE_MAP: *truth = true; break;
    case VALUE_TEXT: *truth = v.as.text.n > 0; break;
    case VALUE_HTML: *truth = v.as.html->markup.n > 0; break;
    case VALUE_LIST: *truth = v.as.list->n > 0; break;
    case VALUE_ROWS:
        if (v.as.rows->state == ROWS_FRESH) {
            st = rows_pull(v.as.rows, &v.as.rows->first, err);
            if (st == ST_OK)
                v.as.rows->state = ROWS_PEEKED;
        }
        *truth = v.as.rows->any;
        break;
    }
    return st == ST_END ? ST_OK : st;
}

static void push(struct context *c, struct scope s)
{
    if (c->n == c->room) {
        c->room *= 2;
        c->scopes = mem_resize(c->scopes, c->room, sizeof(*c->scopes));
    }
    c->scopes[c->n++] = s;
}

enum status context_enter(struct context *c, struct value v, struct err *err)
{
    struct scope s = {.value = v};
    bool truth = false;
    enum status st = ST_OK;

    if (v.kind == VALUE_ROWS) {
        s.source = v;
        st = rows_start(v.as.rows, &s.value, err);
        c->rows += !v.as.rows->again;
    } else {
        st = context_truth(v, &truth, err);
        if (st == ST_OK && !truth)
            st = ST_END;
        if (v.kind == VALUE_LIST && truth) {
            s.source = v;
            s.value = v.as.list->items[0];
            s.i = 1;
        }
    }
    if (st == ST_OK)
        push(c, s);
    return st;
}

enum status context_next(struct context *c, struct err *err)
{
    struct scope *s = &c->scopes[c->n - 1];
    enum status st = ST_END;

    assert(c->n > 1);
    if (s->source.kind == VALUE_ROWS) {
        st = rows_pull(s->source.as.rows, &s->value, err);
        c->rows += !s->source.as.rows->again;
    } else if (s->source.kind == VALUE_LIST && s->i < s->source.as.list->n) {
        s->value = s->source.as.list->items[s->i++];
        st = ST_OK;
    }
    if (st != ST_OK)
        c->n--;
    return st;
}
