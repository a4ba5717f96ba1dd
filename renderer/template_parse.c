/* template_parse: tags matched, lines judged, ops made.  See template_set.h. */
#include <assert.h>
#include <string.h>

#include "template_scan.h"
#include "utf8.h"

struct open_tag {
    size_t token;
    uint32_t op;
    size_t dedent; /* bytes of indentation that lines within lose */
};

struct parse {
    struct template_set *set;
    struct unit *unit;
    struct tokens tokens;
    struct err *err;
    struct op *ops;
    size_t n_ops, room_ops;
    struct buf literal;
    struct piece *pieces;
    size_t n_pieces, room_pieces;
    struct open_tag open[TEMPLATE_NEST];
    size_t depth;
    bool fresh; /* the next token is the first of its line */
};

static bool is_opener(enum token_kind k)
{
    return k == TOKEN_SECTION || k == TOKEN_INVERTED || k == TOKEN_PARENT || k == TOKEN_BLOCK;
}

static const char *sigil(enum token_kind k)
{
    switch (k) {
    case TOKEN_RAW: return "&";
    case TOKEN_SECTION: return "#";
    case TOKEN_INVERTED: return "^";
    case TOKEN_CLOSE: return "/";
    case TOKEN_PARTIAL: return ">";
    case TOKEN_PARENT: return "<";
    case TOKEN_BLOCK: return "$";
    default: return "";
    }
}

static int width(struct slice s)
{
    return (int)(s.n < 80 ? s.n : 80);
}

/* Matches the closing tag t with the opener on top of the stack. */
static enum status match_close(struct parse *p, size_t *stack, size_t *depth, size_t i)
{
    struct token *t = &p->tokens.v[i], *o;

    if (*depth == 0)
        return err_at(p->err, ST_FAIL, p->unit->where, t->line, t->column, "TEMPLATE-CLOSE",
                      "{{/%.*s}} closes nothing; remove it", width(t->text), (const char *)t->text.p);
    o = &p->tokens.v[stack[--*depth]];
    if (!slice_equal(o->text, t->text))
        return err_at(p->err, ST_FAIL, p->unit->where, t->line, t->column, "TEMPLATE-CLOSE",
                      "{{/%.*s}} stands where {{%s%.*s}} of line %u must be closed first", width(t->text),
                      (const char *)t->text.p, sigil(o->kind), width(o->text), (const char *)o->text.p,
                      o->line);
    o->match = i;
    t->match = stack[*depth];
    return ST_OK;
}

static enum status check_ignored(struct parse *p, const struct token *t, const struct token *parent)
{
    if (t->kind == TOKEN_TEXT || t->kind == TOKEN_COMMENT || t->kind == TOKEN_DELIMITERS ||
        t->kind == TOKEN_BLOCK)
        return ST_OK;
    return err_at(p->err, ST_FAIL, p->unit->where, t->line, t->column, "TEMPLATE-PARENT-CONTENT",
                  "{{%s%.*s}} stands in {{<%.*s}} outside of any block and would never be shown; "
                  "move it into a block",
                  sigil(t->kind), width(t->text), (const char *)t->text.p, width(parent->text),
                  (const char *)parent->text.p);
}

static enum status match_tags(struct parse *p)
{
    size_t stack[TEMPLATE_NEST], depth = 0;
    enum status st = ST_OK;

    for (size_t i = 0; st == ST_OK && i < p->tokens.n; i++) {
        struct token *t = &p->tokens.v[i], *top = depth ? &p->tokens.v[stack[depth - 1]] : NULL;

        if (t->kind == TOKEN_CLOSE) {
            st = match_close(p, stack, &depth, i);
            continue;
        }
        t->ignored = top != NULL && top->kind == TOKEN_PARENT;
        if (t->ignored)
            st = check_ignored(p, t, top);
        if (!is_opener(t->kind))
            continue;
        if (depth == TEMPLATE_NEST)
            return err_at(p->err, ST_FAIL, p->unit->where, t->line, t->column, "TEMPLATE-NEST",
                          "more than %d sections and blocks within each other", TEMPLATE_NEST);
        stack[depth++] = i;
    }
    if (st == ST_OK && depth > 0) {
        const struct token *o = &p->tokens.v[stack[depth - 1]];

        return err_at(p->err, ST_FAIL, p->unit->where, o->line, o->column, "TEMPLATE-OPEN",
                      "{{%s%.*s}} is never closed; add {{/%.*s}}", sigil(o->kind), width(o->text),
                      (const char *)o->text.p, width(o->text), (const char *)o->text.p);
    }
    return st;
}

/* True if the line of tokens i to j - 1 holds nothing to show: blanks and one tag that prints
 * nothing, or blanks and any tags of inheritance.  The pair of a parent, or of an argument, counts
 * as one tag; that of a block is shown where it stands. */
static bool line_alone(const struct tokens *ts, size_t i, size_t j)
{
    size_t inherit = 0, other = 0;

    for (; i < j; i++) {
        const struct token *t = &ts->v[i];
        enum token_kind kind = t->kind == TOKEN_CLOSE ? ts->v[t->match].kind : t->kind;

        if (kind == TOKEN_VALUE || kind == TOKEN_RAW)
            return false;
        if (kind == TOKEN_TEXT) {
            if (!t->ignored && !template_blank(t->text))
                return false;
        } else if (kind == TOKEN_PARENT || kind == TOKEN_BLOCK) {
            inherit++;
            if (t->kind == TOKEN_CLOSE || t->match >= j)
                continue;
            if (kind == TOKEN_BLOCK && !t->ignored)
                return false;
            i = t->match;
        } else {
            other++;
        }
    }
    return inherit > 0 ? other == 0 : other == 1;
}

/* Judges the line of tokens i to j - 1. */
static void mark_line(struct tokens *ts, size_t i, size_t j)
{
    bool alone = line_alone(ts, i, j);
    struct slice indent = SLICE_NONE;

    if (ts->v[i].kind == TOKEN_TEXT && template_blank(ts->v[i].text))
        indent = ts->v[i].text;
    if (!alone) {
        size_t tag = ts->v[i].kind == TOKEN_TEXT ? i + 1 : i;

        if (tag < j && (tag == i || template_blank(ts->v[i].text)))
            ts->v[tag].indent = indent;
        return;
    }
    for (; i < j; i++) {
        struct token *t = &ts->v[i];

        t->dropped = t->kind == TOKEN_TEXT;
        t->alone = t->kind != TOKEN_TEXT;
        t->indent = indent;
        t->next_line = j;
        if ((t->kind == TOKEN_PARENT || t->kind == TOKEN_BLOCK) && t->match < j) {
            i = t->match;
            ts->v[i].alone = true;
        }
    }
}

static bool ends_line(const struct token *t)
{
    return t->kind == TOKEN_TEXT && t->text.p[t->text.n - 1] == '\n';
}

static void mark_lines(struct tokens *ts)
{
    for (size_t i = 0, j; i < ts->n; i = j) {
        for (j = i; j < ts->n && !ends_line(&ts->v[j]);)
            j++;
        if (j < ts->n)
            j++;
        mark_line(ts, i, j);
    }
}

static struct slice leading_blanks(struct slice s)
{
    size_t n = 0;

    while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
        n++;
    return (struct slice){s.p, n};
}

static struct slice without(struct slice s, size_t n)
{
    if (n == 0 || s.n == 0)
        return s;
    n = n < s.n ? n : s.n;
    return (struct slice){s.p + n, s.n - n};
}

/* What indents the lines of the block at token k, whose body starts on the next line: the blanks
 * before its first line that is not blank; of an empty body, those before the tag. */
static struct slice intrinsic_indent(const struct tokens *ts, size_t k)
{
    size_t close = ts->v[k].match;

    for (size_t i = ts->v[k].next_line; i < close; i++) {
        if (ts->v[i].kind != TOKEN_TEXT)
            return SLICE_NONE;
        if (!template_blank(ts->v[i].text) || (i + 1 < close && !ends_line(&ts->v[i])))
            return leading_blanks(ts->v[i].text);
    }
    return ts->v[k].indent;
}

static struct op *add_op(struct parse *p, enum op_kind kind, const struct token *t)
{
    struct op *o;

    p->ops = mem_grow(p->ops, p->n_ops, &p->room_ops, sizeof(*p->ops));
    o = &p->ops[p->n_ops++];
    *o = (struct op){.kind = (unsigned char)kind, .line = t->line, .column = t->column};
    return o;
}

static size_t dedent_now(const struct parse *p)
{
    return p->depth ? p->open[p->depth - 1].dedent : 0;
}

/* Literal text, joined with what stands before it.  Until the end, op.end holds its offset. */
static void add_text(struct parse *p, const struct token *t, struct slice s, bool starts_line)
{
    struct op *o = p->n_ops ? &p->ops[p->n_ops - 1] : NULL;

    p->pieces = mem_grow(p->pieces, p->n_pieces, &p->room_pieces, sizeof(*p->pieces));
    p->pieces[p->n_pieces++] = (struct piece){
        p->literal.n, t->line, t->column + (uint32_t)(t->kind == TOKEN_TEXT ? t->text.n - s.n : 0)};
    if (o == NULL || o->kind != OP_TEXT) {
        o = add_op(p, OP_TEXT, t);
        o->end = (uint32_t)p->literal.n;
        o->flags = starts_line ? OP_LINE : 0;
    } else if (s.n > 0) {
        o->flags &= (unsigned char)~OP_TAIL;
    } else if (starts_line && o->text.n > 0) {
        o->flags |= OP_TAIL;
    }
    o->text.n += s.n;
    buf_slice(&p->literal, s);
}

static enum status open_tag(struct parse *p, size_t i, uint32_t op, size_t dedent)
{
    assert(p->depth < TEMPLATE_NEST); /* match_tags() has counted */
    p->open[p->depth++] = (struct open_tag){i, op, dedent};
    return ST_OK;
}

/* Without HTML a body has one variant. */
static void add_variant(struct template_set *set, struct body *b)
{
    b->variants = arena_zero(&set->arena, 1, sizeof(*b->variants));
    b->variants->body = b;
}

static enum status build_block(struct parse *p, size_t i)
{
    const struct token *t = &p->tokens.v[i];
    bool own_line = t->alone && t->match >= t->next_line;
    struct slice indent = own_line ? intrinsic_indent(&p->tokens, i) : t->indent;
    size_t around = dedent_now(p), dedent = indent.n;
    struct op *o = add_op(p, OP_BLOCK, t);

    if (!own_line && dedent < around)
        dedent = around;
    o->flags = (unsigned char)((t->alone ? OP_ALONE : 0) | (t->ignored ? OP_ARGUMENT : 0));
    o->text = without(indent, around);
    o->as.body = arena_zero(&p->set->arena, 1, sizeof(*o->as.body));
    o->as.body->unit = p->unit;
    o->as.body->name = t->text;
    o->as.body->first = (uint32_t)p->n_ops;
    o->as.body->own_line = own_line;
    if (p->set->place != TEMPLATE_HTML)
        add_variant(p->set, o->as.body);
    return open_tag(p, i, (uint32_t)p->n_ops - 1, dedent);
}

static enum status build_include(struct parse *p, size_t i)
{
    const struct token *t = &p->tokens.v[i];
    struct op *o = add_op(p, t->kind == TOKEN_PARENT ? OP_PARENT : OP_PARTIAL, t);
    struct unit *u = template_unit(p->set, t->text);

    if (u == NULL)
        return err_at(p->err, ST_FAIL, p->unit->where, t->line, t->column, "TEMPLATE-TOO-LARGE",
                      "more templates than one theme may have");
    if (u->asked_by == NULL) {
        u->asked_by = p->unit->where;
        u->asked_line = t->line;
        u->asked_column = t->column;
    }
    o->as.unit = u;
    if (t->alone) {
        o->flags = OP_ALONE;
        o->text = without(t->indent, dedent_now(p));
    }
    return t->kind == TOKEN_PARENT ? open_tag(p, i, (uint32_t)p->n_ops - 1, dedent_now(p)) : ST_OK;
}

static enum status build_close(struct parse *p, const struct token *t)
{
    const struct open_tag *open = &p->open[--p->depth];
    uint32_t end = (uint32_t)p->n_ops;
    struct op *start;

    add_op(p, OP_END, t)->end = open->op;
    start = &p->ops[open->op];
    start->end = end;
    if (start->kind == OP_BLOCK)
        start->as.body->end = end;
    return ST_OK;
}

static enum status build_tag(struct parse *p, size_t i)
{
    const struct token *t = &p->tokens.v[i];
    enum op_kind kind = OP_VALUE;
    struct op *o;

    switch (t->kind) {
    case TOKEN_COMMENT:
    case TOKEN_DELIMITERS: return ST_OK;
    case TOKEN_PARTIAL:
    case TOKEN_PARENT: return build_include(p, i);
    case TOKEN_BLOCK: return build_block(p, i);
    case TOKEN_CLOSE: return build_close(p, t);
    case TOKEN_SECTION: kind = OP_SECTION; break;
    case TOKEN_INVERTED: kind = OP_INVERTED; break;
    default: break;
    }
    o = add_op(p, kind, t);
    o->flags = t->kind == TOKEN_RAW ? OP_RAW : 0;
    if (kind != OP_VALUE)
        open_tag(p, i, (uint32_t)p->n_ops - 1, dedent_now(p));
    return template_path(p->set, p->unit, t, &o->as.path, p->err);
}

static enum status build(struct parse *p)
{
    enum status st = ST_OK;

    p->fresh = true;
    for (size_t i = 0; st == ST_OK && i < p->tokens.n; i++) {
        const struct token *t = &p->tokens.v[i];
        bool fresh = p->fresh && !t->dropped && !t->alone && !t->ignored;

        p->fresh = ends_line(t);
        if (t->kind != TOKEN_TEXT) {
            if (fresh)
                add_text(p, t, SLICE_NONE, true);
            st = build_tag(p, i);
        } else if (!t->dropped && !t->ignored) {
            struct slice blanks = leading_blanks(t->text);
            size_t cut = dedent_now(p) < blanks.n ? dedent_now(p) : blanks.n;

            add_text(p, t, fresh ? without(t->text, cut) : t->text, fresh);
        }
    }
    return st;
}

/* Moves what was built into the set's arena. */
static void keep(struct parse *p)
{
    struct unit *u = p->unit;

    u->literal = slice_copy(&p->set->arena, buf_view(&p->literal));
    for (size_t i = 0; i < p->n_ops; i++)
        if (p->ops[i].kind == OP_TEXT)
            p->ops[i].text.p = u->literal.p + p->ops[i].end;
    u->ops = arena_copy(&p->set->arena, p->ops, p->n_ops * sizeof(*p->ops));
    u->n_ops = (uint32_t)p->n_ops;
    u->pieces = arena_copy(&p->set->arena, p->pieces, p->n_pieces * sizeof(*p->pieces));
    u->n_pieces = p->n_pieces;
    u->body = arena_zero(&p->set->arena, 1, sizeof(*u->body));
    u->body->unit = u;
    u->body->end = u->n_ops;
    u->body->own_line = true;
    if (p->set->place != TEMPLATE_HTML)
        add_variant(p->set, u->body);
}

/* A browser shows a NUL byte as damage, and a validator refuses the page. */
static enum status check_text(const struct unit *u, struct err *err)
{
    size_t bad = utf8_valid(u->source);
    const unsigned char *nul = bad > 0 ? memchr(u->source.p, '\0', bad) : NULL;
    uint64_t line = 1;

    if (u->source.n > TEMPLATE_MAX)
        return err_at(err, ST_FAIL, u->where, 0, 0, "TEMPLATE-TOO-LARGE",
                      "the template has more than %zu bytes", TEMPLATE_MAX);
    if (nul != NULL)
        bad = (size_t)(nul - u->source.p);
    if (bad == u->source.n)
        return ST_OK;
    for (size_t i = 0; i < bad; i++)
        line += u->source.p[i] == '\n';
    if (nul != NULL)
        return err_at(err, ST_FAIL, u->where, line, 0, "TEMPLATE-NUL",
                      "a NUL byte, which no page can hold; take it out");
    return err_at(err, ST_FAIL, u->where, line, 0, "TEMPLATE-UTF8", "not UTF-8; save the template as UTF-8");
}

enum status template_parse(struct template_set *set, struct unit *u, struct err *err)
{
    struct parse *p = mem_zero(1, sizeof(*p));
    enum status st = check_text(u, err);

    p->set = set;
    p->unit = u;
    p->err = err;
    buf_init(&p->literal, BUF_CAP);
    if (st == ST_OK)
        st = template_scan(u, &p->tokens, err);
    if (st == ST_OK)
        st = match_tags(p);
    if (st == ST_OK) {
        mark_lines(&p->tokens);
        st = build(p);
    }
    if (st == ST_OK)
        keep(p);
    buf_release(&p->literal);
    mem_free(p->tokens.v);
    mem_free(p->ops);
    mem_free(p->pieces);
    mem_free(p);
    return st;
}
