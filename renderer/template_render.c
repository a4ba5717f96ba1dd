/* template_render: ops run over values.  See template.h. */
#include <assert.h>
#include <string.h>

#include "escape.h"
#include "template_context.h"
#include "template_html.h"
#include "utf8.h"

#define FRAMES_MAX  (4 * TEMPLATE_DEPTH) /* files and blocks within each other */
#define INDENT_MAX  65536                /* bytes that indent one line */
#define FLUSH_AT    16384
#define VALUE_PIECE 8192 /* a long value is escaped in pieces of so many bytes */

struct frame { /* a body that is running */
    const struct variant *variant;
    const struct op *ops;
    uint32_t back;                 /* op of the frame below to go on with */
    unsigned calls;                /* files within each other, this one included */
    size_t indent_from, indent_n;  /* its lines' indentation, in render.indent */
    const struct op *arguments;    /* the PARENT op that called it, or NULL */
    const struct op *argument_ops; /* the ops that it stands among */
    struct frame *env;             /* the nearest frame whose arguments replace blocks of this one */
    struct frame *outer;           /* of a frame with arguments: the env of the text that wrote them */
};

struct render {
    const struct template_set *set;
    struct context context;
    struct frame frames[FRAMES_MAX];
    size_t n_frames;
    struct buf indent, out;
    uint64_t runs;    /* bodies started */
    bool skip_indent; /* the next line start is one already */
    template_sink sink;
    void *ctx;
    struct err *err;
};

static struct frame *top(struct render *r)
{
    return &r->frames[r->n_frames - 1];
}

static enum status flush(struct render *r)
{
    enum status st = ST_OK;

    if (r->out.n > 0)
        st = r->sink(r->ctx, buf_view(&r->out), r->err);
    buf_clear(&r->out);
    return st;
}

static void put_indent(struct render *r)
{
    const struct frame *f = top(r);

    if (!r->skip_indent)
        buf_add(&r->out, r->indent.p + f->indent_from, f->indent_n - f->indent_from);
    r->skip_indent = false;
}

/* Text whose lines are indented. */
static void put_lines(struct render *r, const struct op *o)
{
    size_t at = 0;

    if (o->flags & OP_LINE)
        put_indent(r);
    for (size_t i = 0; i < o->text.n; i++) {
        if (o->text.p[i] != '\n')
            continue;
        buf_add(&r->out, o->text.p + at, i + 1 - at);
        at = i + 1;
        if (at < o->text.n || (o->flags & OP_TAIL))
            put_indent(r);
    }
    buf_add(&r->out, o->text.p + at, o->text.n - at);
}

static void put_text(struct render *r, const struct op *o)
{
    const struct frame *f = top(r);

    if (f->indent_n != f->indent_from) {
        put_lines(r, o);
        return;
    }
    r->skip_indent = false;
    buf_slice(&r->out, o->text);
}

static void escape_piece(struct render *r, const struct op *o, enum html_place place, struct slice s)
{
    if (r->set->place == TEMPLATE_PLAIN || (o->flags & OP_RAW))
        buf_slice(&r->out, s);
    else if (r->set->place == TEMPLATE_TEXT)
        escape_mustache(&r->out, s);
    else if (place == HTML_ATTRIBUTE)
        escape_attribute(&r->out, s);
    else
        escape_text(&r->out, s);
}

static enum status put_slice(struct render *r, const struct op *o, enum html_place place, struct slice s)
{
    enum status st = ST_OK;

    while (st == ST_OK && s.n > VALUE_PIECE) {
        struct slice piece = utf8_prefix(s, VALUE_PIECE);

        if (piece.n == 0)
            piece.n = VALUE_PIECE;
        escape_piece(r, o, place, piece);
        s.p += piece.n;
        s.n -= piece.n;
        st = flush(r);
    }
    escape_piece(r, o, place, s);
    return st;
}

static unsigned state_at(const struct frame *f, uint32_t pc)
{
    return f->variant->states == NULL ? 0 : f->variant->states[pc - f->variant->body->first];
}

static enum status put_value(struct render *r, const struct op *o, uint32_t pc)
{
    struct value v = context_find(&r->context, &o->as.path);
    enum html_place place = HTML_TEXT;
    enum escape_url part = ESCAPE_URL_WHOLE;
    struct slice s = SLICE_NONE;

    if (r->set->place == TEMPLATE_HTML)
        place = html_place(state_at(top(r), pc), &part);
    assert(place != HTML_REFUSED); /* template_check() has seen to that */
    if (v.kind == VALUE_HTML && r->set->place == TEMPLATE_HTML && place == HTML_TEXT) {
        buf_slice(&r->out, v.as.html->markup);
        return ST_OK;
    }
    if (v.kind == VALUE_TEXT)
        s = v.as.text;
    else if (v.kind == VALUE_HTML)
        s = v.as.html->text;
    if (place == HTML_URL) {
        escape_url(&r->out, s, part);
        return ST_OK;
    }
    return put_slice(r, o, place, s);
}

static enum status fail_at(struct render *r, const struct op *o, const char *code, const char *text)
{
    return err_at(r->err, ST_FAIL, top(r)->variant->body->unit->where, o->line, o->column, code, "%s", text);
}

/* A page may start so many bodies: thirty partials that include the next one twice would not end in a
 * lifetime. */
static enum status count_run(struct render *r, const struct op *o)
{
    if (++r->runs <= TEMPLATE_RUNS)
        return ST_OK;
    return fail_at(r, o, "TEMPLATE-ENDLESS",
                   "partials, parents and blocks run more than 1,000,000 times in one page; do they "
                   "include each other several times?");
}

/* Starts a body; indented, its lines get op o's indentation on top of those of the frame below. */
static enum status push_frame(struct render *r, const struct op *o, const struct body *b, unsigned state,
                              bool indented)
{
    struct frame *below = top(r), *f = below + 1;
    enum status st;

    if (r->n_frames == FRAMES_MAX)
        return fail_at(r, o, "TEMPLATE-DEPTH",
                       "partials, parents and blocks go too deep into each other here");
    *f = (struct frame){.variant = template_variant(b, state),
                        .ops = b->unit->ops,
                        .back = o->kind == OP_PARTIAL ? (uint32_t)(o - below->ops) + 1 : o->end + 1,
                        .calls = below->calls,
                        .env = below->env};
    assert(f->variant != NULL);
    f->indent_from = indented ? below->indent_from : r->indent.n;
    if (indented)
        buf_slice(&r->indent, o->text);
    f->indent_n = r->indent.n;
    if (f->indent_n - f->indent_from > INDENT_MAX)
        return fail_at(r, o, "TEMPLATE-DEPTH", "lines are indented too far here");
    st = count_run(r, o);
    r->n_frames += st == ST_OK;
    return st;
}

static enum status run_include(struct render *r, const struct op *o, unsigned state)
{
    struct frame *caller = top(r), *f;
    enum status st;

    if (caller->calls == TEMPLATE_DEPTH)
        return fail_at(r, o, "TEMPLATE-DEPTH",
                       "partials and parents go more than 64 deep into each other here; a partial "
                       "that names itself needs a section that ends it");
    st = push_frame(r, o, o->as.unit->body, state, (o->flags & OP_ALONE) != 0);
    if (st != ST_OK)
        return st;
    f = top(r);
    f->calls = caller->calls + 1;
    if (o->kind == OP_PARENT) {
        f->arguments = o;
        f->argument_ops = caller->ops;
        f->outer = caller->env;
        f->env = f;
    }
    return ST_OK;
}

static const struct body *argument(const struct frame *f, struct slice name)
{
    uint32_t i = (uint32_t)(f->arguments - f->argument_ops) + 1;

    while (i < f->arguments->end) {
        const struct op *o = &f->argument_ops[i];

        if (o->kind == OP_BLOCK && slice_equal(o->as.body->name, name))
            return o->as.body;
        i = o->kind == OP_BLOCK ? o->end + 1 : i + 1;
    }
    return NULL;
}

/* Of several arguments for a block the outermost wins; blocks within it are then those of the text
 * that wrote it. */
static enum status run_block(struct render *r, const struct op *o, unsigned state)
{
    const struct body *b = o->as.body, *found;
    struct frame *env = top(r)->env;
    enum status st;

    for (struct frame *f = top(r)->env; f != NULL; f = f->outer) {
        found = argument(f, o->as.body->name);
        if (found != NULL) {
            b = found;
            env = f->outer;
        }
    }
    st = push_frame(r, o, b, state, true);
    if (st != ST_OK)
        return st;
    top(r)->env = env;
    if ((o->flags & OP_ALONE) && !b->own_line && b->first < b->end)
        put_indent(r);
    else if (!(o->flags & OP_ALONE) && b->own_line)
        r->skip_indent = true;
    return ST_OK;
}

static uint32_t pop_frame(struct render *r)
{
    uint32_t back = top(r)->back;

    r->n_frames--;
    r->skip_indent = false;
    if (r->n_frames > 0)
        r->indent.n = top(r)->indent_n;
    return back;
}

/* Enters, or passes over, the section at *pc. */
static enum status run_section(struct render *r, const struct op *o, uint32_t *pc)
{
    enum status st = context_enter(&r->context, context_find(&r->context, &o->as.path), r->err);

    if (st == ST_OK && o->kind == OP_INVERTED)
        context_leave(&r->context);
    *pc = (st == ST_OK) == (o->kind == OP_SECTION) ? *pc + 1 : o->end + 1;
    return st == ST_END ? ST_OK : st;
}

static enum status run_end(struct render *r, const struct op *o, uint32_t *pc)
{
    enum status st = ST_END;

    if (top(r)->ops[o->end].kind == OP_SECTION)
        st = context_next(&r->context, r->err);
    *pc = st == ST_OK ? o->end + 1 : *pc + 1;
    return st == ST_END ? ST_OK : st;
}

static enum status run_op(struct render *r, uint32_t *pc)
{
    const struct op *o = &top(r)->ops[*pc];
    unsigned state = state_at(top(r), *pc);
    enum status st = ST_OK;

    switch ((enum op_kind)o->kind) {
    case OP_TEXT: put_text(r, o); break;
    case OP_VALUE: st = put_value(r, o, *pc); break;
    case OP_SECTION:
    case OP_INVERTED: return run_section(r, o, pc);
    case OP_END: return run_end(r, o, pc);
    case OP_PARTIAL:
    case OP_PARENT: st = run_include(r, o, state); break;
    case OP_BLOCK: st = run_block(r, o, state); break;
    }
    *pc = o->kind == OP_TEXT || o->kind == OP_VALUE ? *pc + 1 : top(r)->variant->body->first;
    return st;
}

static enum status run(struct render *r)
{
    uint32_t pc = 0;
    enum status st = ST_OK;

    while (st == ST_OK && r->n_frames > 0) {
        if (pc == top(r)->variant->body->end)
            pc = pop_frame(r);
        else
            st = run_op(r, &pc);
        if (st == ST_OK && r->out.n >= FLUSH_AT)
            st = flush(r);
    }
    return st == ST_OK ? flush(r) : st;
}

enum status template_render(const struct tmpl *t, struct value root, template_sink sink, void *ctx,
                            struct err *err)
{
    struct render *r = mem_alloc(sizeof(*r));
    enum status st;

    r->set = t->set;
    r->n_frames = 1;
    r->frames[0] = (struct frame){.variant = t->start, .ops = t->unit->ops};
    r->runs = 0;
    r->skip_indent = false;
    r->sink = sink;
    r->ctx = ctx;
    r->err = err;
    buf_init(&r->out, BUF_CAP);
    buf_init(&r->indent, BUF_CAP);
    context_init(&r->context, root);
    st = run(r);
    context_release(&r->context);
    buf_release(&r->indent);
    buf_release(&r->out);
    mem_free(r);
    return st;
}

static enum status sink_buf(void *ctx, struct slice bytes, struct err *err)
{
    struct buf *out = ctx;

    if (!buf_room(out, bytes.n))
        return err_set(err, ST_FAIL, "TEMPLATE-TOO-LARGE",
                       "what a template gives does not fit into %zu bytes", out->cap);
    buf_slice(out, bytes);
    return ST_OK;
}

enum status template_render_buf(const struct tmpl *t, struct value root, struct buf *out, struct err *err)
{
    return template_render(t, root, sink_buf, out, err);
}
