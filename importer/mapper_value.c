/* mapper_value: what a VALUE and a WHEN find in a record.  See mapper_steps.h. */
#include <string.h>

#include "mapper_steps.h"
#include "tree_layout.h"
#include "utf8.h"

/* ---- normalising ---- */

/* Simple case pairs of Latin-1, Latin Extended-A, Greek and Cyrillic (Unicode's UnicodeData.txt);
 * all else stays as it is.  Independent of the locale. */
static uint32_t to_lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) ||
        (c >= 0x410 && c <= 0x42f))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f)
        return c + 80;
    if (c == 0x178)
        return 0xff;
    if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14a && c <= 0x177))
        return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
        return c + (c & 1);
    return c;
}

static uint32_t to_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    if ((c >= 0xe0 && c <= 0xfe && c != 0xf7) || (c >= 0x3b1 && c <= 0x3c9 && c != 0x3c2) ||
        (c >= 0x430 && c <= 0x44f))
        return c - 32;
    if (c >= 0x450 && c <= 0x45f)
        return c - 80;
    if (c == 0xff)
        return 0x178;
    if ((c >= 0x100 && c <= 0x137 && c != 0x131) || (c >= 0x14a && c <= 0x177))
        return c & ~1u;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
        return c - (c & 1 ? 0 : 1);
    return c;
}

static unsigned char *put(unsigned char *p, uint32_t c)
{
    if (c < 0x80) {
        *p++ = (unsigned char)c;
    } else { /* the pairs above all have two bytes */
        *p++ = (unsigned char)(0xc0 | c >> 6);
        *p++ = (unsigned char)(0x80 | (c & 0x3f));
    }
    return p;
}

static struct slice recase(struct mapper *m, struct slice s, uint32_t (*to)(uint32_t))
{
    unsigned char *start = arena_alloc(&m->scratch, s.n + 1), *p = start;

    for (size_t i = 0; i < s.n;) {
        if (s.p[i] < 0x80) {
            *p++ = (unsigned char)to(s.p[i++]);
        } else if ((s.p[i] & 0xe0) == 0xc0 && i + 1 < s.n && (s.p[i + 1] & 0xc0) == 0x80) {
            p = put(p, to((uint32_t)(s.p[i] & 0x1f) << 6 | (s.p[i + 1] & 0x3f)));
            i += 2;
        } else {
            *p++ = s.p[i++];
        }
    }
    return (struct slice){start, (size_t)(p - start)};
}

static struct slice without_dashes(struct mapper *m, struct slice s)
{
    unsigned char *p;
    size_t n = 0;

    if (!s.n || !memchr(s.p, '-', s.n))
        return s;
    p = arena_alloc(&m->scratch, s.n);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '-')
            p[n++] = s.p[i];
    return (struct slice){p, n};
}

/* 192.0.2.1:443, [2001:db8::1]:443 and host:443 without the port; a bare IPv6 address stays. */
static struct slice without_port(struct slice s)
{
    const unsigned char *colon = s.n ? memchr(s.p, ':', s.n) : NULL, *close;
    size_t at;

    if (s.n && s.p[0] == '[') {
        close = memchr(s.p, ']', s.n);
        return close ? (struct slice){s.p + 1, (size_t)(close - s.p) - 1} : s;
    }
    if (!colon)
        return s;
    at = (size_t)(colon - s.p);
    for (size_t i = at + 1; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return s;
    return at + 1 < s.n ? (struct slice){s.p, at} : s;
}

static struct slice normal(struct mapper *m, struct slice s, enum norm how)
{
    switch (how) {
    case NORM_LOWER: return recase(m, s, to_lower);
    case NORM_UPPER: return recase(m, s, to_upper);
    case NORM_TRIM: return slice_trim(s);
    case NORM_NODASH: return without_dashes(m, s);
    case NORM_NOPORT: return without_port(s);
    }
    return s;
}

/* ---- values ---- */

struct emit {
    struct mapper *m;
    const struct profile_value *v;
    bool whole;
    value_take *take;
    void *ctx;
    size_t n; /* emitted so far */
};

static inline bool is_empty(const struct profile *p, struct slice s)
{
    if (!s.n)
        return true;
    for (size_t i = 0; i < p->n_empty; i++)
        if (slice_equal(s, p->empty[i]))
            return true;
    return false;
}

static struct slice mapped(const struct profile_value *v, struct slice s)
{
    size_t low = 0, high = v->n_map;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = slice_order(v->map[mid].from, s);

        if (!c)
            return v->map[mid].to;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return v->otherwise ? *v->otherwise : s;
}

static bool same_text(struct slice a, struct slice b)
{
    return a.p == b.p ? a.n == b.n : slice_equal(a, b);
}

/* Through map and norm to whoever asked. */
static bool hand_out(struct emit *e, struct slice text, struct node *node, struct slice original)
{
    const struct profile_value *v = e->v;

    if (v->n_map || v->otherwise)
        text = mapped(v, text);
    for (size_t i = 0; i < v->n_norm; i++)
        text = normal(e->m, text, v->norm[i]);
    if (!text.n)
        return true;
    e->n++;
    return e->take(e->ctx, text, same_text(text, original) ? node : NULL);
}

static void reject_pattern(struct emit *e, struct slice text)
{
    struct slice path = e->v->kind == VALUE_PATH ? e->v->path.text : SLICE("first or join");

    mapper_reject(e->m, "MAP-PATTERN",
                  "the profile's pattern for '%.*s' takes too many steps on a text of %zu bytes; "
                  "write it without nested repeats, then: trailbook rejects retry",
                  (int)path.n, (const char *)path.p, text.n);
}

static bool emit_text(struct emit *e, struct slice text, struct node *node)
{
    enum pattern_search found;
    struct slice part;
    size_t from = 0;

    if (is_empty(e->m->p, text))
        return true;
    if (!e->v->match)
        return hand_out(e, text, node, text);
    while ((found = pattern_find(e->m->matcher, e->v->match, text, &from, &part)) == PATTERN_FOUND)
        if (part.n && !hand_out(e, part, node, text))
            return false;
    if (found == PATTERN_LIMIT)
        reject_pattern(e, text);
    return true;
}

/* The last condition of a path, as in Data[@Name=x]. */
static const struct path_step *last_test(const struct path *p)
{
    for (size_t i = p->n_steps; i-- > 0;)
        if (p->steps[i].test.n)
            return &p->steps[i];
    return NULL;
}

/* What to mark when leaf is taken over: the whole of a pair of name and value, whose name is the
 * profile's anyway, else the leaf. */
static struct node *markable(const struct path *p, struct node *leaf, struct node *holder)
{
    const struct path_step *s = holder ? last_test(p) : NULL;
    struct node *a = holder ? holder->child : NULL, *b = a ? a->next : NULL;

    if (!s || !b || b->next || holder->kind != NODE_MAP)
        return leaf;
    if ((a == leaf && slice_equal(b->name, s->test)) || (b == leaf && slice_equal(a->name, s->test)))
        return holder;
    return leaf;
}

static bool visit(void *ctx, struct node *n, struct node *holder)
{
    struct emit *e = ctx;
    struct node *leaf = n;

    if (n->kind == NODE_MAP)
        leaf = tree_member(n, SLICE("#text"));
    if (e->whole && (n->kind == NODE_LIST || (n->kind == NODE_MAP && !leaf)))
        return !n->child || emit_text(e, mapper_json(e->m, n, TREE_FILLED), n);
    if (!leaf || leaf->kind == NODE_LIST || leaf->kind == NODE_MAP)
        return true;
    return emit_text(e, tree_text(leaf), markable(&e->v->path, leaf, holder));
}

/* The member of the root that the path's first step names, or NULL. */
static inline struct node *column(struct mapper *m, const struct path *p)
{
    size_t *at = &m->columns[p->slot], n = m->layout->n;

    if (*at == 0) {
        while (*at < n && !slice_equal(m->layout->names[*at], p->steps[0].name))
            ++*at;
        ++*at;
    }
    return *at <= n ? m->root->child + (*at - 1) : NULL;
}

/* The scalar that a path leads to, or NULL; false if it takes a walk to tell. */
static inline bool scalar_at(struct mapper *m, const struct path *p, const struct scope *s, struct node **out)
{
    if (!p->straight)
        return false;
    if (m->layout && s->node == m->root)
        return path_follow(p, 1, column(m, p), out);
    return path_follow(p, 0, s->node, out);
}

static void emit_path(struct emit *e, const struct scope *s)
{
    const struct path *p = &e->v->path;
    struct node *n;

    if (!scalar_at(e->m, p, s, &n))
        path_walk(p, s, e->whole, visit, e);
    else if (n)
        emit_text(e, n->text, n);
}

static void emit_join(struct emit *e, const struct scope *s)
{
    const struct profile_value *v = e->v;
    struct buf *b = &e->m->json;
    struct slice parts[VALUE_MAX_PARTS];
    size_t n = 0, any = 0;

    for (size_t i = 0; i < v->n_parts; i++) {
        struct hit f = value_one(e->m, &v->parts[i], s, e->whole);

        any += f.text.n > 0 && v->parts[i].kind != VALUE_CONST;
        mapper_used(e->m, f);
        if (f.text.n || v->keep_empty)
            parts[n++] = f.text;
    }
    if (!any)
        return;
    buf_clear(b);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_slice(b, v->text);
        buf_slice(b, parts[i]);
    }
    emit_text(e, slice_copy(&e->m->scratch, buf_view(b)), NULL);
}

/* What is found is handed out as it stands. */
static inline bool is_bare(const struct profile_value *v)
{
    return !v->match && !v->n_map && !v->otherwise && !v->n_norm;
}

void value_each(struct mapper *m, const struct profile_value *v, const struct scope *s, bool whole,
                value_take *take, void *ctx)
{
    struct emit e = {.m = m, .v = v, .whole = whole, .take = take, .ctx = ctx};

    switch (v->kind) {
    case VALUE_NONE: break;
    case VALUE_PATH: emit_path(&e, s); break;
    case VALUE_JOIN: emit_join(&e, s); break;
    case VALUE_CONST: emit_text(&e, v->text, NULL); break;
    case VALUE_FIRST:
        for (size_t i = 0; i < v->n_parts; i++) {
            struct hit f = value_one(m, &v->parts[i], s, whole);

            if (!f.text.n)
                continue;
            if (is_bare(v))
                value_each(m, &v->parts[i], s, whole, take, ctx);
            else
                emit_text(&e, f.text, f.node);
            break;
        }
        break;
    }
}

static bool keep_first(void *ctx, struct slice text, struct node *node)
{
    *(struct hit *)ctx = (struct hit){text, node};
    return false;
}

static struct hit first_of(struct mapper *m, const struct profile_value *v, const struct scope *s, bool whole)
{
    struct hit f = {0};

    value_each(m, v, s, whole, keep_first, &f);
    return f;
}

/* Most values are the text of one scalar, or a constant, as it stands. */
struct hit value_one(struct mapper *m, const struct profile_value *v, const struct scope *s, bool whole)
{
    const struct slice *text = &v->text;
    struct node *n = NULL;

    if (!is_bare(v) || (v->kind == VALUE_PATH ? !scalar_at(m, &v->path, s, &n) : v->kind != VALUE_CONST))
        return first_of(m, v, s, whole);
    if (v->kind == VALUE_PATH) {
        if (!n)
            return (struct hit){0};
        text = &n->text;
    }
    if (is_empty(m->p, *text))
        return (struct hit){0};
    return (struct hit){*text, n};
}

bool value_known(const struct profile_value *v, const struct scope *s)
{
    bool any = v->kind == VALUE_CONST;

    if (v->kind == VALUE_PATH)
        return path_present(&v->path, s);
    for (size_t i = 0; i < v->n_parts && !any; i++)
        any = value_known(&v->parts[i], s);
    return any;
}

/* ---- conditions ---- */

struct asking {
    const struct mapper *m;
    const struct condition *c;
    bool met;
    bool text; /* some was there */
};

/* "x*" is every text that starts with x. */
static bool fits(struct slice text, struct slice wanted)
{
    if (wanted.n && wanted.p[wanted.n - 1] == '*')
        return slice_starts(text, (struct slice){wanted.p, wanted.n - 1});
    return slice_equal(text, wanted);
}

static bool ask(void *ctx, struct node *n, struct node *holder)
{
    struct asking *a = ctx;
    struct slice text = tree_text(n);
    bool inner = (n->kind == NODE_MAP || n->kind == NODE_LIST) && n->child;

    (void)holder;
    if (a->c->kind != WHEN_IS) {
        a->met = inner || !is_empty(a->m->p, text);
        return !a->met;
    }
    a->text |= text.n > 0;
    for (size_t i = 0; i < a->c->n_texts && text.n && !a->met; i++)
        a->met = fits(text, a->c->texts[i]);
    return !a->met;
}

/* Empty and missing are one, "" the text of both. */
static bool asks_for_empty(const struct condition *c)
{
    for (size_t i = 0; i < c->n_texts; i++)
        if (!c->texts[i].n)
            return true;
    return false;
}

bool when_holds(struct mapper *m, const struct when *w, const struct scope *s)
{
    for (size_t i = 0; i < w->n; i++) {
        struct asking a = {.m = m, .c = &w->all[i]};

        path_walk(&w->all[i].path, s, false, ask, &a);
        if (a.c->kind == WHEN_IS && !a.text)
            a.met = asks_for_empty(a.c);
        if (a.met == (w->all[i].kind == WHEN_ABSENT))
            return false;
    }
    return true;
}
