/* path: where in a record's tree a value stands.  See path.h. */
#include <assert.h>
#include <string.h>

#include "path.h"

/* ---- compiling ---- */

struct compiling {
    struct slice text;
    size_t at;
    struct arena *arena;
    struct err *err;
};

static enum status mistake(struct compiling *c, const char *what)
{
    return err_set(c->err, ST_FAIL, "PROFILE-PATH", "path '%.*s': %s",
                   (int)(c->text.n < 200 ? c->text.n : 200), (const char *)c->text.p, what);
}

static int peek(const struct compiling *c)
{
    return c->at < c->text.n ? c->text.p[c->at] : -1;
}

/* 'quoted', a quote inside doubled. */
static enum status quoted(struct compiling *c, struct slice *out)
{
    unsigned char *p = arena_alloc(c->arena, c->text.n);
    size_t n = 0;

    c->at++;
    for (;;) {
        if (peek(c) < 0)
            return mistake(c, "a quote is not closed");
        if (peek(c) == '\'') {
            c->at++;
            if (peek(c) != '\'')
                break;
        }
        p[n++] = c->text.p[c->at++];
    }
    if (!n)
        return mistake(c, "a quoted name is empty");
    *out = (struct slice){p, n};
    return ST_OK;
}

static enum status bare(struct compiling *c, const char *ends, struct slice *out)
{
    size_t start = c->at;

    while (peek(c) >= 0 && !memchr(ends, peek(c), strlen(ends)))
        c->at++;
    *out = (struct slice){c->text.p + start, c->at - start};
    if (!out->n)
        return mistake(c, "a name is missing");
    return ST_OK;
}

static enum status name(struct compiling *c, const char *ends, struct slice *out)
{
    return peek(c) == '\'' ? quoted(c, out) : bare(c, ends, out);
}

/* {uri} before a name: XML's namespace, exactly. */
static enum status wanted_uri(struct compiling *c, struct path_step *s)
{
    size_t start = c->at + 1;

    if (peek(c) != '{')
        return ST_OK;
    while (peek(c) >= 0 && peek(c) != '}')
        c->at++;
    if (peek(c) < 0)
        return mistake(c, "'{' is not closed");
    s->has_ns = true;
    s->ns = (struct slice){c->text.p + start, c->at - start};
    c->at++;
    return ST_OK;
}

/* '@' and the name, as trees name attributes. */
static enum status attribute(struct compiling *c, const char *ends, struct path_step *s)
{
    struct slice plain;
    unsigned char *p;

    c->at++;
    if (wanted_uri(c, s) != ST_OK || name(c, ends, &plain) != ST_OK)
        return ST_FAIL;
    p = arena_alloc(c->arena, plain.n + 1);
    p[0] = '@';
    memcpy(p + 1, plain.p, plain.n);
    s->name = (struct slice){p, plain.n + 1};
    return ST_OK;
}

/* #12; false if it is a name that begins with '#', such as #text. */
static bool column(struct compiling *c, struct path_step *s)
{
    size_t i = c->at + 1, n = 0;

    while (i < c->text.n && c->text.p[i] >= '0' && c->text.p[i] <= '9' && n < 1000000)
        n = n * 10 + (size_t)(c->text.p[i++] - '0');
    if (i == c->at + 1 || (i < c->text.n && c->text.p[i] != '.'))
        return false;
    s->column = n;
    c->at = i;
    return true;
}

/* [name=value] or [@name=value]. */
static enum status condition(struct compiling *c, struct path_step *s)
{
    struct path_step test = {0};

    if (peek(c) != '[')
        return ST_OK;
    c->at++;
    if ((peek(c) == '@' ? attribute(c, "=]", &test) : name(c, "=]", &test.name)) != ST_OK)
        return ST_FAIL;
    s->test = test.name;
    if (peek(c) != '=')
        return mistake(c, "a condition is [name=value] or [@name=value]");
    c->at++;
    if (name(c, "]", &s->value) != ST_OK)
        return ST_FAIL;
    if (peek(c) != ']')
        return mistake(c, "']' is missing");
    c->at++;
    return ST_OK;
}

static enum status step(struct compiling *c, struct path_step *s)
{
    enum status st = ST_OK;

    if (peek(c) == '#' && column(c, s)) {
        if (s->column > 0)
            return ST_OK;
        return mistake(c, "columns count from 1: #1 is the first; a name that is '#0' stands in quotes");
    }
    if (peek(c) == '@')
        st = attribute(c, ".[", s);
    else if (wanted_uri(c, s) == ST_OK)
        st = name(c, ".[]", &s->name);
    else
        st = ST_FAIL;
    return st == ST_OK ? condition(c, s) : st;
}

static enum status steps(struct compiling *c, struct path *p)
{
    for (;;) {
        struct path_step *s = &p->steps[p->n_steps];

        if (peek(c) == '^' && (c->at + 1 == c->text.n || c->text.p[c->at + 1] == '.')) {
            if (p->n_steps)
                return mistake(c, "'^' may stand only in front");
            p->up++;
            c->at++;
        } else if (p->n_steps == PATH_MAX_STEPS) {
            return mistake(c, "it has more than 32 steps");
        } else {
            if (step(c, s) != ST_OK)
                return ST_FAIL;
            p->n_steps++;
        }
        if (c->at == c->text.n)
            return ST_OK;
        if (peek(c) != '.')
            return mistake(c, "'.' is missing between two steps");
        c->at++;
    }
}

static bool is_straight(const struct path *p)
{
    for (size_t i = 0; i < p->n_steps; i++) {
        const struct path_step *s = &p->steps[i];

        if (s->has_ns || s->column || s->test.n || slice_is(s->name, "#text"))
            return false;
    }
    return p->n_steps && !p->up;
}

enum status path_compile(struct slice text, struct arena *a, struct path *out, size_t *at, struct err *err)
{
    struct compiling c = {.text = text, .arena = a, .err = err};
    enum status st = ST_OK;

    memset(out, 0, sizeof(*out));
    out->text = text;
    out->steps = arena_zero(a, PATH_MAX_STEPS + 1, sizeof(*out->steps));
    if (!text.n)
        st = mistake(&c, "it is empty");
    else if (!slice_is(text, "."))
        st = steps(&c, out);
    out->straight = st == ST_OK && is_straight(out);
    *at = c.at;
    return st;
}

/* ---- walking ---- */

struct walking {
    const struct path *path;
    bool whole;
    path_visit *visit;
    void *ctx;
};

static bool passes(const struct path_step *s, const struct node *n)
{
    const struct node *m;

    if (s->has_ns && !slice_equal(n->ns, s->ns))
        return false;
    if (!s->test.n)
        return true;
    if (n->kind != NODE_MAP)
        return false;
    m = tree_member(n, s->test);
    return m && slice_equal(tree_text(m), s->value);
}

static struct node *nth(const struct node *map, size_t n)
{
    struct node *c = map->child;

    while (c && --n)
        c = c->next;
    return c;
}

static bool walk(const struct walking *w, size_t i, struct node *n, struct node *holder);

/* A member that step i - 1 named, or one of a list there: through its condition. */
static bool enter(const struct walking *w, size_t i, struct node *n)
{
    const struct path_step *s = &w->path->steps[i - 1];

    if (n->kind == NODE_LIST && (s->test.n || s->has_ns)) {
        for (struct node *c = n->child; c; c = c->next)
            if (!enter(w, i, c))
                return false;
        return true;
    }
    return !passes(s, n) || walk(w, i, n, s->test.n ? n : NULL);
}

static bool walk(const struct walking *w, size_t i, struct node *n, struct node *holder)
{
    const struct path_step *s = &w->path->steps[i];
    struct node *next;

    if (n->hidden)
        return true;
    if (n->kind == NODE_LIST && (i < w->path->n_steps || !w->whole)) {
        for (struct node *c = n->child; c; c = c->next)
            if (!walk(w, i, c, NULL))
                return false;
        return true;
    }
    if (i == w->path->n_steps)
        return w->visit(w->ctx, n, holder);
    if (n->kind != NODE_MAP) /* an element without attributes is its own text */
        return !slice_is(s->name, "#text") || i + 1 < w->path->n_steps || w->visit(w->ctx, n, holder);
    next = s->column ? nth(n, s->column) : tree_member(n, s->name);
    if (!next)
        return true;
    if (s->test.n || s->has_ns)
        return enter(w, i + 1, next);
    return walk(w, i + 1, next, next->kind == NODE_LIST ? NULL : holder);
}

/* The node that up steps outwards lead to, or NULL. */
static struct node *outwards(const struct scope *scope, size_t up)
{
    struct node *n = scope->node;

    for (; up && n; up--) {
        if (scope && scope->outer) {
            scope = scope->outer;
            n = scope->node;
        } else {
            n = n->kind == NODE_MAP ? tree_member(n, SLICE("^")) : NULL;
            scope = NULL;
        }
    }
    return n;
}

bool path_walk(const struct path *p, const struct scope *scope, bool whole, path_visit *visit, void *ctx)
{
    struct walking w = {.path = p, .whole = whole, .visit = visit, .ctx = ctx};
    struct node *n = outwards(scope, p->up);

    return !n || walk(&w, 0, n, NULL);
}

bool path_follow(const struct path *p, size_t i, struct node *n, struct node **end)
{
    for (; n && i < p->n_steps; i++) {
        if (n->kind == NODE_LIST)
            return false;
        n = tree_member(n, p->steps[i].name);
    }
    *end = n;
    return !n || (n->kind != NODE_LIST && n->kind != NODE_MAP);
}

static bool stop(void *ctx, struct node *n, struct node *holder)
{
    (void)ctx;
    (void)n;
    (void)holder;
    return false;
}

bool path_present(const struct path *p, const struct scope *scope)
{
    return !path_walk(p, scope, true, stop, NULL);
}
