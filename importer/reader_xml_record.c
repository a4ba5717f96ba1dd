/* reader_xml_record: cuts the records of an XML dump.  See reader_xml_impl.h. */
#include <string.h>

#include "reader_xml_impl.h"

/* Failed attempts may read ahead so much against what the dump advances: so time stays linear.  Where
 * records were seen to hold records, far; else a sixteenth, which a damaged dump's import hardly feels. */
#define SPENT_BASE   ((uint64_t)64 << 20)
#define SPENT_NESTED 4
#define SPENT_FLAT   16

#define AHEAD_MIN ((size_t)2 << 10) /* bytes of records that are parsed at once, at least */

enum found { FOUND_WHOLE, FOUND_OUTER, FOUND_NESTED, FOUND_CUT, FOUND_LONG, FOUND_DTD };

/* The state of one cut.  Lengths are from the record's start, which is the window's front. */
struct cut {
    size_t name_n;
    size_t at;          /* behind the last token */
    size_t depth, over; /* open elements, the record among them */
    size_t namespaces;  /* declared by them */
    size_t values;      /* elements and attributes, all of the record's */
    size_t nested;      /* where the first element of the record's name starts in it, or 0 */
    size_t outer;       /* where what stands around it ended first, or 0 */
    bool hasty;         /* that is taken for the next record at once */
    bool damaged;       /* tags do not match */
    const char *code;   /* a limit that was passed, and its words; or NULL */
    const char *why;
    bool own; /* it was passed before the first element of the record's name */
};

bool xml_out_of_patience(const struct xml_reader *x)
{
    if (x->nests)
        return x->spent / SPENT_NESTED > x->w->offset + SPENT_BASE;
    return x->spent > x->w->offset / SPENT_FLAT + RECORD_MAX;
}

static void pass_limit(struct cut *c, const char *code, const char *why)
{
    if (c->code != NULL)
        return;
    c->code = code;
    c->why = why;
    c->own = c->nested == 0;
}

static void push(struct xml_reader *x, struct cut *c, const struct xml_tag *tag, const unsigned char *p,
                 bool empty)
{
    struct xml_open *e;

    if (tag->attributes > XML_ATTRIBUTES)
        pass_limit(c, "XML-ATTRIBUTES", "an element has more than 4096 attributes");
    if (c->namespaces + tag->namespaces > XML_NAMESPACES)
        pass_limit(c, "XML-NAMESPACES", "more than 256 namespaces are declared at one place");
    c->values += 1 + tag->attributes;
    if (c->values > TREE_MAX_VALUES)
        pass_limit(c, "XML-VALUES", "more than 1000000 values stand in it");
    if (c->depth + !empty > XML_DEPTH)
        pass_limit(c, "XML-DEPTH", "elements are nested deeper than 256 levels");
    if (empty)
        return;
    if (c->depth == XML_DEPTH) {
        c->over++;
        return;
    }
    e = &x->open[c->depth++];
    e->name = (size_t)(tag->name.p - p);
    e->name_n = tag->name.n;
    e->namespaces = tag->namespaces;
    c->namespaces += tag->namespaces;
}

static void pop_to(struct xml_reader *x, struct cut *c, size_t depth)
{
    while (c->depth > depth)
        c->namespaces -= x->open[--c->depth].namespaces;
}

/* An end tag: of the innermost element, of one further out whose children were left open, of
 * something around the record (false), or of nothing. */
static bool pop(struct xml_reader *x, struct cut *c, struct slice name, const unsigned char *p)
{
    if (c->over > 0) {
        c->over--;
        return true;
    }
    for (size_t i = c->depth; i-- > 0;)
        if (slice_equal(name, (struct slice){p + x->open[i].name, x->open[i].name_n})) {
            c->damaged |= i + 1 < c->depth;
            pop_to(x, c, i);
            return true;
        }
    c->damaged = true;
    return xml_find_ancestor(x, name) == x->depth;
}

/* Of its very name, or one that is a record anywhere. */
static bool is_namesake(const struct xml_reader *x, const struct cut *c, const struct xml_tag *tag,
                        const unsigned char *p)
{
    if (tag->name.n == c->name_n && memcmp(tag->name.p, p + 1, c->name_n) == 0)
        return true;
    return x->record.n > 0 && xml_is_record(x, tag->name, 0);
}

/* Steps over the end tag of the innermost element, as most end tags are. */
static bool skip_end_tag(struct xml_reader *x, struct cut *c, struct slice view)
{
    const struct xml_open *e = &x->open[c->depth - 1];
    const unsigned char *p = view.p + c->at;

    if (view.n - c->at < e->name_n + 3 || p[0] != '<' || p[1] != '/' || p[e->name_n + 2] != '>' ||
        memcmp(p + 2, view.p + e->name, e->name_n) != 0 || c->over > 0)
        return false;
    c->at += e->name_n + 3;
    c->namespaces -= e->namespaces;
    c->depth--;
    return true;
}

static bool end_at(struct xml_reader *x, struct cut *c, size_t at)
{
    x->spent += c->at - at;
    c->at = at;
    return true;
}

/* One token of the record; true if that ends the cut.  The end tag of what stands around it ends it,
 * unless its own end comes before another record: then that tag does not belong there. */
static bool take_token(struct xml_reader *x, struct cut *c, const unsigned char *p, enum xml_token token,
                       const struct xml_tag *tag, size_t start, enum found *found)
{
    bool opens = token == XML_START || token == XML_EMPTY ||
                 (token == XML_STRAY && tag->name.n > 0 && p[start + 1] != '/');

    if (opens && c->outer > 0 && (x->record.n == 0 || xml_is_record(x, tag->name, 0))) {
        *found = FOUND_OUTER;
        return end_at(x, c, c->outer);
    }
    switch (token) {
    case XML_START:
    case XML_EMPTY:
        if (c->nested == 0 && is_namesake(x, c, tag, p))
            c->nested = start;
        push(x, c, tag, p, token == XML_EMPTY);
        *found = FOUND_NESTED;
        return c->hasty && c->nested > 0;
    case XML_END:
        *found = FOUND_OUTER;
        if (pop(x, c, tag->name, p)) {
            *found = FOUND_WHOLE;
            return c->depth == 0;
        }
        if (c->outer > 0 || c->nested > 0 || c->hasty)
            return end_at(x, c, c->outer > 0 ? c->outer : start);
        c->outer = start;
        return false;
    case XML_DOCTYPE: *found = FOUND_DTD; return true;
    case XML_STRAY: /* a start tag that was cut short has its end tag all the same */
        c->damaged = true;
        if (!opens)
            return false;
        if (c->nested == 0 && is_namesake(x, c, tag, p))
            c->nested = start;
        push(x, c, tag, p, false);
        *found = FOUND_NESTED;
        return c->hasty && c->nested > 0;
    default: return false;
    }
}

static void end_early(struct xml_reader *x, struct cut *c, enum found why, enum found *found)
{
    *found = c->outer > 0 ? FOUND_OUTER : why;
    if (c->outer > 0)
        end_at(x, c, c->outer);
}

/* Cuts from behind the record's start tag on. */
static enum status cut(struct xml_reader *x, struct cut *c, enum found *found)
{
    struct slice view = window_view(x->w);
    bool more = true;

    for (;;) {
        struct xml_tag tag;
        size_t start = c->at;
        enum xml_token token = XML_MORE;
        enum status st;

        if (start > RECORD_MAX) {
            end_early(x, c, FOUND_LONG, found);
            return ST_OK;
        }
        if (skip_end_tag(x, c, view)) {
            if (c->depth > 0)
                continue;
            *found = FOUND_WHOLE;
            return ST_OK;
        }
        if (start < view.n)
            token = xml_next_token(&x->search, view.p, view.n, !more, &c->at, &tag);
        if (token != XML_MORE) {
            if (take_token(x, c, view.p, token, &tag, start, found))
                return ST_OK;
            continue;
        }
        if (more) {
            st = xml_grow(x, &more);
            if (st != ST_OK)
                return st;
            view = window_view(x->w);
        } else if (start < view.n) {
            c->damaged = true; /* it has no end: its '<' is a stray one */
            c->at++;
        } else {
            end_early(x, c, x->w->end ? FOUND_CUT : FOUND_LONG, found);
            return ST_OK;
        }
    }
}

enum status xml_reject(struct xml_reader *x, size_t n)
{
    window_place(x->w, x->rec);
    if (x->err->line == 0)
        x->err->line = x->rec->line;
    enclosing_view(x->around, x->rec);
    x->search.base += n;
    window_take(x->w, n, true, x->rec);
    return ST_REJECT;
}

/* The record has no end of its own: it ends where its first namesake starts, or was seen to end. */
static enum status reject_open(struct xml_reader *x, const struct cut *c, enum found found)
{
    size_t n = c->nested ? c->nested : c->at < RECORD_MAX ? c->at : RECORD_MAX;

    x->spent += c->at;
    x->recovered = true;
    if (c->own)
        err_set(x->err, ST_REJECT, c->code, "%s", c->why);
    else if (c->nested > 0)
        err_set(x->err, ST_REJECT, "XML-RECORD", "the next record starts before this one ends");
    else if (found == FOUND_OUTER)
        err_set(x->err, ST_REJECT, "XML-RECORD", "what stands around it ends before it does");
    else if (found == FOUND_CUT)
        err_set(x->err, ST_REJECT, "XML-CUT", "the dump ends inside this record");
    else
        err_set(x->err, ST_REJECT, "XML-LONG", "this record is longer than 16 MiB");
    return xml_reject(x, n);
}

static void locate(struct xml_reader *x)
{
    if (x->err->line <= 1 && x->err->column > 0)
        x->err->column = x->indent >= 0 ? x->err->column + (uint64_t)x->indent : 0;
    x->err->line = x->w->line + (x->err->line > 0 ? x->err->line - 1 : 0);
}

static void hand_out(struct xml_reader *x, struct node *node, size_t n)
{
    enclosing_view(x->around, x->rec);
    window_place(x->w, x->rec);
    x->search.base += n;
    window_take(x->w, n, false, x->rec);
    x->rec->tree = node;
    x->ready = true;
}

static enum status parse(struct xml_reader *x, const struct cut *c)
{
    struct slice text = {window_view(x->w).p, c->at};
    struct node *node;
    enum status st;

    if (c->code != NULL) {
        err_set(x->err, ST_REJECT, c->code, "%s", c->why);
        return xml_reject(x, c->at);
    }
    st = xml_tree_parse(x->tree, text, x->arena, &node, x->err);
    if (st == ST_OK && x->over > 0)
        st = err_set(x->err, ST_REJECT, "XML-DEPTH", "it stands deeper than 256 levels of elements");
    if (st != ST_OK) {
        size_t n = c->at;
        enum status rest = ST_OK;

        locate(x);
        if (st == ST_REJECT && c->damaged)
            rest = xml_gap_rest(x, &n);
        if (rest != ST_OK)
            return rest;
        return st == ST_REJECT ? xml_reject(x, n) : st;
    }
    x->nests |= c->nested > 0;
    hand_out(x, node, c->at);
    return ST_OK;
}

/* How much of text there is up to the last end tag of that name. */
static size_t last_end(struct slice text, struct slice name)
{
    for (size_t i = text.n; i-- > 0;)
        if (text.p[i] == '<' && text.n - i > name.n + 2 && text.p[i + 1] == '/' &&
            text.p[i + name.n + 2] == '>' && memcmp(text.p + i + 2, name.p, name.n) == 0)
            return i + name.n + 3;
    return 0;
}

/* Parses the records at hand from the front on: as many as are without damage, nested ones and all
 * else that takes the closer look of a cut.  Where few are, fewer are tried the next time. */
static void look_ahead(struct xml_reader *x, struct slice name)
{
    struct slice text = window_view(x->w);
    size_t used;

    if (text.n > x->ahead_bytes)
        text.n = x->ahead_bytes;
    text.n = last_end(text, name);
    arena_reset(&x->ahead_arena);
    x->ahead_n = 0;
    if (text.n > 0)
        x->ahead_n = xml_tree_parse_several(x->tree, text, x->record, &x->ahead_arena, x->ahead);
    x->ahead_next = 0;
    x->ahead_base = x->search.base;
    x->ahead_text = text.p;
    used = x->ahead_n > 0 ? x->ahead[x->ahead_n - 1].end : 0;
    x->ahead_bytes = 2 * (used < text.n ? used : x->ahead_bytes);
    if (x->ahead_bytes < AHEAD_MIN)
        x->ahead_bytes = AHEAD_MIN;
    if (x->ahead_bytes > XML_SEVERAL_BYTES)
        x->ahead_bytes = XML_SEVERAL_BYTES;
}

/* The record at the front is the next of those that were parsed. */
static bool take_ahead(struct xml_reader *x)
{
    const struct xml_element *e = &x->ahead[x->ahead_next];
    size_t at = (size_t)(x->search.base - x->ahead_base);

    if (x->ahead_next >= x->ahead_n || e->end <= at || window_view(x->w).p != x->ahead_text + at)
        return false;
    x->ahead_next++;
    hand_out(x, e->node, e->end - at);
    return true;
}

enum status xml_record(struct xml_reader *x, const struct xml_tag *tag, enum xml_token token, size_t tag_end)
{
    struct cut c = {
        .name_n = tag->name.n, .at = tag_end, .hasty = xml_out_of_patience(x), .damaged = token == XML_STRAY};
    bool empty = token == XML_EMPTY;
    enum found found = FOUND_WHOLE;
    enum status st = ST_OK;

    xml_around_show(x);
    x->holding = x->depth + 1;
    x->twice = false;
    if (token != XML_STRAY && !x->nests && x->over == 0) {
        if (take_ahead(x))
            return ST_OK;
        look_ahead(x, tag->name);
        if (take_ahead(x))
            return ST_OK;
    }
    push(x, &c, tag, window_view(x->w).p, empty);
    if (!empty)
        st = cut(x, &c, &found);
    if (st != ST_OK)
        return st;
    if (found == FOUND_DTD)
        return err_set(x->err, ST_FAIL, "XML-DTD",
                       "the dump has a document type declaration, which is not accepted");
    if (found != FOUND_WHOLE || (c.damaged && c.nested > 0))
        return reject_open(x, &c, found);
    return parse(x, &c);
}
