/* template_check: HTML followed through a template and all that it includes.  See template_set.h.
 *
 * Every body is walked once for each HTML state that it is entered in.  A section, partial, parent
 * or block must end where it starts, so what follows it does not depend on what it holds, and a
 * cycle of partials needs no more than one walk.  Which arguments may land in which block is found
 * by collecting, for every variant, the blocks that can be reached from it, until nothing is added.
 */
#include "template_html.h"
#include "template_set.h"

#define VARIANTS_MAX 4096 /* of one template with all that it includes */
#define SITES_MAX    1024 /* blocks reached from one variant */

struct check {
    struct template_set *set;
    struct variant *first, **last; /* made by this check, in order */
    size_t n;
    bool changed;
    struct err *err;
};

struct walk { /* of one variant */
    struct check *c;
    struct variant *v;
    const struct unit *unit;
    struct html html;
    const unsigned char *construct; /* where the markup that is open now began; NULL if unknown */
    struct {
        const struct op *op;
        unsigned state;
    } sections[TEMPLATE_NEST];
    size_t depth;
};

const struct variant *template_variant(const struct body *b, unsigned state)
{
    for (const struct variant *v = b->variants; v != NULL; v = v->next)
        if (v->state == state)
            return v;
    return NULL;
}

/* The variant, made if need be; NULL if there are too many. */
static struct variant *need_variant(struct check *c, struct body *b, unsigned state)
{
    struct variant *v;

    for (v = b->variants; v != NULL; v = v->next)
        if (v->state == state)
            return v;
    if (c->n++ == VARIANTS_MAX)
        return NULL;
    v = arena_zero(&c->set->arena, 1, sizeof(*v));
    v->body = b;
    v->state = state;
    v->states = arena_zero(&c->set->arena, b->end - b->first + 1, sizeof(*v->states));
    v->next = b->variants;
    b->variants = v;
    *c->last = v;
    c->last = &v->queue;
    return v;
}

static enum status too_large(struct check *c, const struct op *o, const struct unit *u)
{
    return err_at(c->err, ST_FAIL, u->where, o->line, o->column, "TEMPLATE-TOO-LARGE",
                  "too many blocks and partials in different places of a page from here on");
}

static enum status fail_op(struct walk *w, const struct op *o, const struct html_fault *f)
{
    return err_at(w->c->err, ST_FAIL, w->unit->where, o->line, o->column, f->code, "%s", f->text);
}

/* At a byte of the literal text. */
static enum status fail_byte(struct walk *w, const unsigned char *p, const char *code, const char *text)
{
    const struct unit *u = w->unit;
    size_t at = (size_t)(p - u->literal.p), low = 0, high = u->n_pieces;

    while (high - low > 1) { /* the last piece that starts at or before at */
        size_t middle = low + (high - low) / 2;

        if (u->pieces[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return err_at(w->c->err, ST_FAIL, u->where, u->pieces[low].line,
                  u->pieces[low].column + (at - u->pieces[low].at), code, "%s", text);
}

static enum status walk_text(struct walk *w, const struct op *o)
{
    for (size_t i = 0; i < o->text.n; i++) {
        const struct html_fault *f;

        if (w->html.mode == HTML_START && o->text.p[i] == '<')
            w->construct = o->text.p + i;
        f = html_feed(&w->html, o->text.p[i]);
        if (f != NULL)
            return fail_byte(w, o->text.p + i, f->code, f->text);
    }
    return ST_OK;
}

static enum status walk_value(struct walk *w, const struct op *o, unsigned *state)
{
    static const struct html_fault raw = {
        "TEMPLATE-RAW", "{{{x}}} and {{&x}} would put a value into the page as it is; write {{x}}"};
    const struct html_fault *f = o->flags & OP_RAW ? &raw : html_settle(&w->html, true, state);

    if (f != NULL)
        return fail_op(w, o, f);
    html_resume(&w->html, html_after_value(*state));
    return ST_OK;
}

static enum status unbalanced(struct walk *w, const struct op *o, const char *what, unsigned from,
                              const char *to)
{
    return err_at(w->c->err, ST_FAIL, w->unit->where, o->line, o->column, "TEMPLATE-STATE",
                  "this %s starts in %s and ends in %s; it must end where it starts", what, html_name(from),
                  to);
}

static enum status walk_end(struct walk *w)
{
    const struct op *start = w->sections[--w->depth].op;
    unsigned from = w->sections[w->depth].state, to = 0;
    const struct html_fault *f = html_settle(&w->html, false, &to);

    if (f != NULL || !html_balanced(from, to))
        return unbalanced(w, start, "section", from, f != NULL ? "unfinished HTML" : html_name(to));
    html_resume(&w->html, html_join(from, to));
    return ST_OK;
}

static enum status add_site(struct check *c, struct variant *v, struct site s)
{
    for (size_t i = 0; i < v->n_sites; i++)
        if (v->sites[i].state == s.state && slice_equal(v->sites[i].name, s.name))
            return ST_OK;
    if (v->n_sites == SITES_MAX)
        return ST_FAIL;
    v->sites = arena_grow(&c->set->arena, v->sites, v->n_sites, sizeof(*v->sites));
    v->sites[v->n_sites++] = s;
    c->changed = true;
    return ST_OK;
}

/* A partial, parent or block: what it holds is walked as a variant of its own. */
static enum status walk_include(struct walk *w, const struct op *o, unsigned state)
{
    struct body *b = o->kind == OP_BLOCK ? o->as.body : o->as.unit->body;
    enum status st = ST_OK;

    if (o->kind == OP_BLOCK)
        st = add_site(w->c, w->v, (struct site){b->name, state});
    if (st != ST_OK || need_variant(w->c, b, state) == NULL)
        return too_large(w->c, o, w->unit);
    html_resume(&w->html, html_after_include(state));
    return ST_OK;
}

static enum status walk_op(struct walk *w, uint32_t *pc)
{
    const struct op *o = &w->unit->ops[*pc];
    uint16_t *state = &w->v->states[*pc - w->v->body->first];
    const struct html_fault *f;
    unsigned now = 0;
    enum status st;

    if (o->kind == OP_TEXT)
        return walk_text(w, o);
    if (o->kind == OP_END)
        return walk_end(w);
    if (o->kind == OP_VALUE) {
        st = walk_value(w, o, &now);
        *state = (uint16_t)now;
        return st;
    }
    f = html_settle(&w->html, false, &now);
    if (f != NULL)
        return fail_op(w, o, f);
    *state = (uint16_t)now;
    if (o->kind != OP_SECTION && o->kind != OP_INVERTED) {
        if (o->kind != OP_PARTIAL)
            *pc = o->end;
        return walk_include(w, o, now);
    }
    w->sections[w->depth].op = o;
    w->sections[w->depth++].state = now;
    html_resume(&w->html, now);
    return ST_OK;
}

/* The end of a body: of a file, or of a block whose op stands before it. */
static enum status walk_last(struct walk *w)
{
    const struct body *b = w->v->body;
    unsigned to = 0;
    const struct html_fault *f = html_settle(&w->html, false, &to);
    static const struct op file = {.line = 1, .column = 1};

    if (f == NULL && html_balanced(w->v->state, to))
        return ST_OK;
    if (b != w->unit->body)
        return unbalanced(w, &w->unit->ops[b->first - 1], "block", w->v->state,
                          f != NULL ? "unfinished HTML" : html_name(to));
    if (w->construct != NULL && to != HTML_START)
        return fail_byte(w, w->construct, "TEMPLATE-HTML-OPEN",
                         "what starts here is not closed at the end of the template");
    return unbalanced(w, &file, "template", w->v->state, f != NULL ? "unfinished HTML" : html_name(to));
}

static enum status walk_variant(struct check *c, struct variant *v)
{
    struct walk *w = mem_zero(1, sizeof(*w));
    enum status st = ST_OK;

    w->c = c;
    w->v = v;
    w->unit = v->body->unit;
    html_resume(&w->html, v->state);
    for (uint32_t pc = v->body->first; st == ST_OK && pc < v->body->end; pc++)
        st = walk_op(w, &pc);
    if (st == ST_OK)
        st = walk_last(w);
    mem_free(w);
    return st;
}

static enum status merge(struct check *c, struct variant *to, const struct variant *from)
{
    enum status st = ST_OK;

    for (size_t i = 0; st == ST_OK && i < from->n_sites && from != to; i++)
        st = add_site(c, to, from->sites[i]);
    return st;
}

/* Arguments of the parent op o, each in every place where the parent may show it. */
static enum status place_arguments(struct check *c, struct variant *v, const struct op *o,
                                   const struct variant *parent)
{
    const struct unit *u = v->body->unit;
    enum status st = ST_OK;

    for (const struct op *a = o + 1; st == ST_OK && a < u->ops + o->end; a++) {
        if (a->kind != OP_BLOCK)
            continue;
        for (size_t i = 0; st == ST_OK && i < parent->n_sites; i++) {
            struct variant *w;

            if (!slice_equal(parent->sites[i].name, a->as.body->name))
                continue;
            w = need_variant(c, a->as.body, parent->sites[i].state);
            st = w == NULL ? ST_FAIL : merge(c, v, w);
        }
        a = u->ops + a->end;
    }
    return st;
}

/* Adds to v what its includes reach. */
static enum status reach(struct check *c, struct variant *v)
{
    const struct unit *u = v->body->unit;

    for (uint32_t pc = v->body->first; pc < v->body->end; pc++) {
        const struct op *o = &u->ops[pc];
        const struct variant *from;
        enum status st;

        if (o->kind != OP_PARTIAL && o->kind != OP_PARENT && o->kind != OP_BLOCK)
            continue;
        from = template_variant(o->kind == OP_BLOCK ? o->as.body : o->as.unit->body,
                                v->states[pc - v->body->first]);
        if (from == NULL)
            continue; /* not walked yet */
        st = merge(c, v, from);
        if (st == ST_OK && o->kind == OP_PARENT)
            st = place_arguments(c, v, o, from);
        if (st != ST_OK)
            return too_large(c, o, u);
        if (o->kind != OP_PARTIAL)
            pc = o->end;
    }
    return ST_OK;
}

/* Forgets the variants of a check that failed: they are not complete. */
static void undo(struct check *c)
{
    for (struct variant *v = c->first; v != NULL; v = v->queue)
        while (v->body->variants != NULL && !v->body->variants->complete)
            v->body->variants = v->body->variants->next;
}

static enum status run(struct check *c)
{
    struct variant **walked = &c->first;
    enum status st = ST_OK;

    while (st == ST_OK && (c->changed || *walked != NULL)) {
        c->changed = false;
        for (; st == ST_OK && *walked != NULL; walked = &(*walked)->queue)
            st = walk_variant(c, *walked);
        for (struct variant *v = c->first; st == ST_OK && v != NULL; v = v->queue)
            st = reach(c, v);
    }
    return st;
}

enum status template_check(struct template_set *set, struct unit *u, struct err *err)
{
    struct check c = {.set = set, .err = err};
    enum status st;

    if (set->place != TEMPLATE_HTML)
        return ST_OK;
    c.last = &c.first;
    need_variant(&c, u->body, HTML_START);
    st = run(&c);
    if (st != ST_OK)
        undo(&c);
    for (struct variant *v = c.first; v != NULL; v = v->queue)
        v->complete = true;
    return st;
}
