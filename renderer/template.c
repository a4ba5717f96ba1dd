/* template: loading and compiling.  See template.h. */
#include <string.h>

#include "template_set.h"

#define UNITS_MAX 1024 /* names that the templates of one set may include */

struct template_set *template_set_new(enum template_place place, template_load load, void *ctx)
{
    struct template_set *set = mem_zero(1, sizeof(*set));

    set->place = place;
    set->load = load;
    set->ctx = ctx;
    return set;
}

void template_set_free(struct template_set *set)
{
    if (set == NULL)
        return;
    arena_release(&set->arena);
    mem_free(set);
}

struct unit *template_unit(struct template_set *set, struct slice name)
{
    struct unit **at = &set->units, *u;

    for (; *at != NULL; at = &(*at)->next)
        if (slice_equal((*at)->name, name))
            return *at;
    if (set->n_units == UNITS_MAX)
        return NULL;
    set->n_units++;
    u = arena_zero(&set->arena, 1, sizeof(*u));
    u->name = slice_copy(&set->arena, name);
    u->where = (const char *)arena_copy(&set->arena, name.p, name.n);
    *at = u;
    return u;
}

static void take_source(struct template_set *set, struct unit *u, struct slice text)
{
    static const unsigned char bom[] = {0xef, 0xbb, 0xbf};

    if (slice_starts(text, (struct slice){bom, sizeof(bom)})) {
        text.p += sizeof(bom);
        text.n -= sizeof(bom);
    }
    u->source = slice_copy(&set->arena, text);
}

static enum status unknown(const struct unit *u, struct err *err)
{
    return err_at(err, ST_FAIL, u->asked_by ? u->asked_by : u->where, u->asked_line, u->asked_column,
                  "TEMPLATE-UNKNOWN", "there is no template '%.*s'; add it to the theme or correct the name",
                  (int)(u->name.n < 80 ? u->name.n : 80), (const char *)u->name.p);
}

static enum status load_unit(struct template_set *set, struct unit *u, struct err *err)
{
    struct slice text = SLICE_NONE, where = SLICE_NONE;
    enum status st = ST_END;

    if (!u->missing && set->load != NULL)
        st = set->load(set->ctx, u->name, &text, &where, err);
    if (st == ST_END) {
        u->missing = true;
        if (set->place == TEMPLATE_HTML)
            return unknown(u, err);
        text = SLICE_NONE;
        st = ST_OK;
    }
    if (st != ST_OK)
        return st;
    if (where.n > 0)
        u->where = (const char *)arena_copy(&set->arena, where.p, where.n);
    take_source(set, u, text);
    st = template_parse(set, u, err);
    u->loaded = st == ST_OK;
    return st;
}

static void want(struct template_set *set, struct unit **todo, struct unit *u)
{
    if (u->round == set->round)
        return;
    u->round = set->round;
    u->todo = *todo;
    *todo = u;
}

/* Loads what u includes, and what that includes. */
static enum status load_includes(struct template_set *set, struct unit *u, struct err *err)
{
    struct unit *todo = NULL;

    set->round++;
    want(set, &todo, u);
    while (todo != NULL) {
        enum status st = ST_OK;

        u = todo;
        todo = u->todo;
        if (!u->loaded)
            st = load_unit(set, u, err);
        if (st != ST_OK)
            return st;
        for (uint32_t i = 0; i < u->n_ops; i++)
            if (u->ops[i].kind == OP_PARTIAL || u->ops[i].kind == OP_PARENT)
                want(set, &todo, u->ops[i].as.unit);
    }
    return ST_OK;
}

static enum status finish(struct template_set *set, struct unit *u, const struct tmpl **out, struct err *err)
{
    enum status st = load_includes(set, u, err);
    struct tmpl *t;

    if (st == ST_OK)
        st = template_check(set, u, err);
    if (st != ST_OK)
        return st;
    t = arena_zero(&set->arena, 1, sizeof(*t));
    t->unit = u;
    t->set = set;
    t->start = template_variant(u->body, 0);
    t->next = set->templates;
    set->templates = t;
    *out = t;
    return ST_OK;
}

enum status template_get(struct template_set *set, const char *name, const struct tmpl **out, struct err *err)
{
    struct unit *u = template_unit(set, slice_text(name));
    enum status st = ST_OK;

    if (u == NULL)
        return err_set(err, ST_FAIL, "TEMPLATE-TOO-LARGE", "more templates than one theme may have (%d)",
                       UNITS_MAX);
    for (const struct tmpl *t = set->templates; t != NULL; t = t->next)
        if (t->unit == u) {
            *out = t;
            return ST_OK;
        }
    if (!u->loaded)
        st = load_unit(set, u, err);
    if (st == ST_OK && u->missing)
        st = unknown(u, err);
    return st == ST_OK ? finish(set, u, out, err) : st;
}

enum status template_compile(struct template_set *set, const char *where, struct slice text,
                             const struct tmpl **out, struct err *err)
{
    struct unit *u = arena_zero(&set->arena, 1, sizeof(*u));
    enum status st;

    u->where = (const char *)arena_copy(&set->arena, where, strlen(where));
    take_source(set, u, text);
    st = template_parse(set, u, err);
    u->loaded = st == ST_OK;
    return st == ST_OK ? finish(set, u, out, err) : st;
}

static bool has_block(const struct template_set *set, struct slice name)
{
    for (const struct unit *u = set->units; u != NULL; u = u->next)
        for (uint32_t i = 0; i < u->n_ops; i++)
            if (u->ops[i].kind == OP_BLOCK && !(u->ops[i].flags & OP_ARGUMENT) &&
                slice_equal(u->ops[i].as.body->name, name))
                return true;
    return false;
}

void template_names(const struct template_set *set, template_name f, void *ctx)
{
    for (const struct unit *u = set->units; u != NULL; u = u->next)
        for (uint32_t i = 0; i < u->n_ops; i++) {
            const struct op *o = &u->ops[i];

            if (o->kind == OP_VALUE || o->kind == OP_SECTION || o->kind == OP_INVERTED)
                for (size_t k = 0; k < o->as.path.n; k++)
                    f(ctx, u->where, o->line, o->column, o->as.path.parts[k], false);
            else if (o->kind == OP_BLOCK && (o->flags & OP_ARGUMENT) && !has_block(set, o->as.body->name))
                f(ctx, u->where, o->line, o->column, o->as.body->name, true);
        }
}
