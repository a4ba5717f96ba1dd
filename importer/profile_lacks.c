/* profile_lacks: what a dump lacks of what a profile needs.  See profile.h. */
#include <string.h>

#include "mapper_explain.h"

#define TRIES 8   /* records that are looked at, should the first ones be damaged or skipped */
#define TOLD  300 /* bytes of a list, ... */
#define NAMES 12  /* ... and names in it */

struct list {
    struct buf *to;
    size_t n, left; /* names; those that found no room */
    size_t of;      /* how many might have been named */
};

static void name(struct list *l, struct slice s)
{
    l->n++;
    if (l->left > 0 || l->n > NAMES || l->to->n + s.n > TOLD) {
        l->left++;
        return;
    }
    buf_text(l->to, l->to->n ? ", " : "");
    buf_slice(l->to, s);
}

static void end(struct list *l)
{
    if (l->left && l->to->n)
        buf_format(l->to, " and %zu more", l->left);
    else if (!l->to->n)
        buf_text(l->to, "nothing that can be named");
}

/* "first of a, b (time)" */
static void needed(struct list *l, const char *what, const struct profile_value *v, const struct scope *s)
{
    struct buf text;

    if (v->kind == VALUE_NONE)
        return;
    l->of++;
    if (value_known(v, s))
        return;
    buf_init(&text, BUF_CAP);
    explain_source(&text, v);
    buf_format(&text, " (%s)", what);
    name(l, buf_view(&text));
    buf_release(&text);
}

/* Is it told of as action, time or id anyway? */
static bool is_needed(const struct profile *p, struct slice path)
{
    const struct profile_value *const all[] = {&p->action, &p->time.at, &p->id};

    for (size_t i = 0; i < 3 && !p->has_each; i++)
        if (all[i]->kind == VALUE_PATH && slice_equal(all[i]->path.text, path))
            return true;
    return false;
}

static bool among(struct slice column, const struct slice *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_equal(slice_trim(cells[i]), column))
            return true;
    return false;
}

/* A dot parts the steps of a path, unless its name stands in quotes. */
static void dotted(struct list *l, struct slice path)
{
    struct buf text;

    buf_init(&text, BUF_CAP);
    buf_format(&text, "%.*s (a column: write \"'%.*s'\")", (int)path.n, (const char *)path.p, (int)path.n,
               (const char *)path.p);
    name(l, buf_view(&text));
    buf_release(&text);
}

/* some: a record told already of action, time and id. */
static void lacks_columns(const struct profile *p, const struct slice *cells, size_t n, bool some,
                          struct list *l)
{
    l->of += p->detect.n_header;
    for (size_t i = 0; i < p->detect.n_header; i++)
        if (!among(p->detect.header[i], cells, n) && (!some || !is_needed(p, p->detect.header[i])))
            name(l, p->detect.header[i]);
    for (const struct written *w = p->paths; w; w = w->next)
        if (profile_dotted(&w->path, cells, n))
            dotted(l, w->path.text);
}

/* With `each` at the top the paths start at parts, which differ: there the signature must do. */
static void lacks_fields(const struct profile *p, const struct scope *s, struct list *l)
{
    l->of += p->detect.n_has + (p->has_each ? 1 : p->n_fields);
    if (p->has_each && !path_present(&p->each, s))
        name(l, p->each.text);
    if (!p->has_each) {
        needed(l, "action", &p->action, s);
        needed(l, "time", &p->time.at, s);
        needed(l, "id", &p->id, s);
    }
    for (size_t i = 0; i < p->n_fields && !p->has_each; i++)
        if (!path_present(&p->fields[i], s))
            name(l, p->fields[i].text);
    for (size_t i = 0; i < p->detect.n_has; i++)
        if (!path_present(&p->detect.has[i], s) && !is_needed(p, p->detect.has[i].text))
            name(l, p->detect.has[i].text);
}

static void has_names(const struct node *tree, struct list *l)
{
    for (const struct node *c = tree->child; c; c = c->next)
        if (c->name.n)
            name(l, c->name);
}

/* The record is told of unless the profile skips it. */
static bool look_in(struct mapper *m, const struct record *rec, struct list *lacks)
{
    struct scope around = {rec->enclosing, NULL};
    struct scope s = {rec->tree, rec->enclosing ? &around : NULL};
    bool skipped;

    mapper_embed(m, &s);
    skipped = m->p->skip.n && when_holds(m, &m->p->skip, &s);
    if (!skipped)
        lacks_fields(m->p, &s, lacks);
    mapper_restore(m);
    return !skipped;
}

static bool look(struct mapper *m, struct reader *r, struct list *lacks, struct list *has)
{
    struct arena arena = ARENA_INIT;
    struct record rec;
    struct err err = ERR_INIT;
    enum status st = ST_OK;
    const struct slice *cells;
    size_t n;
    bool found = false;

    for (int i = 0; i < TRIES && !found && (st == ST_OK || st == ST_REJECT); i++) {
        arena_reset(&arena);
        memset(&rec, 0, sizeof(rec));
        st = reader_next(r, &arena, &rec, &err);
        found = st == ST_OK && look_in(m, &rec, lacks);
    }
    n = reader_header(r, &cells);
    if (n)
        lacks_columns(m->p, cells, n, found, lacks);
    else if (found)
        has_names(rec.tree, has);
    for (size_t i = 0; i < n; i++)
        name(has, slice_trim(cells[i]));
    arena_release(&arena);
    return found || n;
}

bool profile_lacks(const struct profile *p, const struct encoding *encoding, struct slice beginning,
                   struct buf *lacks, struct buf *has, size_t *missed, size_t *of)
{
    struct list missing = {.to = lacks}, there = {.to = has};
    struct mapper *m = mapper_new(p, "");
    struct input *in = input_from_memory(beginning, p->name);
    struct reader *r;
    struct err err = ERR_INIT;
    bool found = false;

    input_set_encoding(in, encoding);
    if (reader_open(in, &p->read, &r, &err) == ST_OK) {
        found = look(m, r, &missing, &there);
        reader_close(r);
    }
    input_close(in);
    if (lacks->n || missing.left)
        end(&missing);
    end(&there);
    *missed = missing.n;
    *of = missing.of;
    mapper_free(m);
    return found;
}

void profile_show_time(const struct profile *p, struct buf *out)
{
    buf_text(out, "at ");
    explain_source(out, &p->time.at);
    for (size_t i = 0; i < p->time.n_formats; i++) {
        buf_text(out, i > 0 ? ", " : ", for ");
        buf_slice(out, p->time.texts[i]);
    }
}

void profile_show_id(const struct profile *p, struct buf *out)
{
    explain_source(out, &p->id);
}
