/*
 * reader_xml: the records of an XML dump.
 *
 * Walks what stands around the records tag by tag, with or without a root, and finds the elements
 * that are records.  A document type declaration anywhere refuses the dump.
 */
#include <string.h>

#include "reader_xml_impl.h"

#define XML_NAMED      8  /* elements that are named where no record is found */
#define XML_NAME_SHOWN 60 /* a longer name is not told */

enum status xml_grow(struct xml_reader *x, bool *more)
{
    size_t have = window_view(x->w).n, need = have < XML_AHEAD ? XML_AHEAD : 2 * have;
    enum status st;

    *more = false;
    if (have >= RECORD_MAX + XML_AHEAD)
        return ST_OK;
    if (need > RECORD_MAX + XML_AHEAD)
        need = RECORD_MAX + XML_AHEAD;
    st = window_fill(x->w, need, x->err);
    *more = window_view(x->w).n > have;
    return st;
}

static void consume(struct xml_reader *x, size_t n)
{
    x->search.base += n;
    window_consume(x->w, n);
}

bool xml_is_record(const struct xml_reader *x, struct slice name, size_t depth)
{
    return x->record.n > 0 ? slice_equal(xml_local_name(name), x->record) : depth == 1;
}

/* How far the byte behind text is indented. */
static void follow_indent(struct xml_reader *x, struct slice text)
{
    size_t i = text.n;

    while (i > 0 && text.p[i - 1] != '\n' && text.p[i - 1] != '\r')
        i--;
    if (i > 0)
        x->indent = (int64_t)(text.n - i);
    else if (x->indent >= 0)
        x->indent += (int64_t)text.n;
}

/* The innermost ancestor has no end tag: its start tag is a reject, long behind its place. */
static enum status reject_unclosed(struct xml_reader *x, const char *code, const char *why)
{
    const struct xml_ancestor *a = &x->ancestors[x->depth - 1];
    struct slice name = xml_ancestor_name(x, x->depth - 1);

    err_set(x->err, ST_REJECT, code, "the element '%.*s' that begins here has no end tag%s",
            (int)(name.n < XML_NAME_SHOWN ? name.n : XML_NAME_SHOWN), (const char *)name.p, why);
    x->err->line = x->rec->line = a->line;
    x->rec->offset = a->offset;
    x->rec->length = a->length;
    x->rec->raw = (struct slice){x->tags.p + a->tag, x->tags.n - a->tag};
    xml_around_close(x, SLICE_NONE);
    return ST_REJECT;
}

/* An end tag ends the innermost of its name; what was left open in that is told first, one by one. */
static enum status end_element(struct xml_reader *x, struct slice bytes, struct slice name)
{
    size_t i;

    if (x->over > 0) {
        x->over--;
        return ST_OK;
    }
    i = xml_find_ancestor(x, name);
    if (i == x->depth)
        return ST_OK;
    if (x->depth > i + 1)
        return reject_unclosed(x, "XML-OPEN", ", though what is around it ends");
    xml_around_close(x, bytes);
    x->twice = i > 0 && slice_equal(name, xml_ancestor_name(x, i - 1));
    return ST_OK;
}

/* Keeps the name of an element that is no record, for the message that there is none. */
static void note_other(struct xml_reader *x, struct slice name)
{
    struct slice rest = buf_view(&x->others);

    name = xml_local_name(name);
    if (x->found || x->depth == 0 || x->n_others == XML_NAMED || name.n == 0 || name.n > XML_NAME_SHOWN ||
        memchr(name.p, ',', name.n) != NULL) /* no name at all */
        return;
    while (rest.n > 0) {
        const unsigned char *end = memchr(rest.p, ',', rest.n);
        size_t n = end ? (size_t)(end - rest.p) : rest.n;

        if (slice_equal((struct slice){rest.p, n}, name))
            return;
        n += end ? 2 : 0; /* ", " */
        rest = (struct slice){rest.p + n, rest.n - n};
    }
    buf_text(&x->others, x->n_others++ > 0 ? ", " : "");
    buf_slice(&x->others, name);
}

static enum status token(struct xml_reader *x, enum xml_token t, const struct xml_tag *tag, size_t n)
{
    struct slice bytes = {window_view(x->w).p, n};

    if (t == XML_START || t == XML_EMPTY || (t == XML_STRAY && tag->name.n > 0 && bytes.p[1] != '/')) {
        x->elements |= t != XML_STRAY;
        if (xml_is_record(x, tag->name, x->depth + x->over)) {
            x->found = true;
            x->bare |= x->depth == 0 && !x->behind;
            return xml_record(x, tag, t, n);
        }
        note_other(x, tag->name);
    }
    x->twice &= t == XML_TEXT || t == XML_SKIP;
    switch (t) {
    case XML_DOCTYPE:
        return err_set(x->err, ST_FAIL, "XML-DTD",
                       "the dump has a document type declaration, which is not accepted");
    case XML_START: xml_around_open(x, bytes, tag); break;
    case XML_EMPTY: xml_around_empty(x, bytes, tag); break;
    case XML_END:
        if (end_element(x, bytes, tag->name) != ST_OK)
            return ST_REJECT;
        break;
    case XML_STRAY: x->recovered = true; break;
    default:
        if (!x->after_gap || xml_blanks(bytes) < n) /* the blanks before a reject are enough */
            xml_around_text(x, bytes);
        break;
    }
    x->after_gap = false;
    x->behind |= x->depth == 0 && (t == XML_END || t == XML_EMPTY);
    if (t == XML_TEXT)
        follow_indent(x, bytes);
    else
        x->indent = -1;
    consume(x, n);
    return ST_OK;
}

static enum status at_end(struct xml_reader *x)
{
    if (x->depth > 0 && x->twice) {
        x->twice = false;
        return reject_unclosed(x, "XML-OPEN", "; does its start tag stand there twice?");
    }
    if (x->depth > 0 && !x->cut_told) {
        x->cut_told = true;
        err_set(x->err, ST_REJECT, "XML-CUT", "the dump ends inside an element");
        window_place(x->w, x->rec);
        x->err->line = x->rec->line;
        window_take(x->w, 0, true, x->rec);
        return ST_REJECT;
    }
    if (!x->elements && x->w->offset > input_start(x->w->in))
        return err_set(x->err, ST_FAIL, "XML-NONE", "no element was found: this is not XML");
    if (!x->found && x->n_others > 0 && x->record.n > 0)
        return err_set(x->err, ST_FAIL, "XML-PATH",
                       "no element '%.*s' was found, as which the profile looks for records; there are %s%s; "
                       "correct its read.record",
                       (int)x->record.n, (const char *)x->record.p, buf_string(&x->others),
                       x->n_others == XML_NAMED ? ", ..." : "");
    return ST_END;
}

/* Looks over what is to come where the token at the front is not plainly fine. */
static enum status pass(struct xml_reader *x, enum xml_token t, const struct xml_tag *tag, size_t n)
{
    struct slice bytes = {window_view(x->w).p, n};
    bool opens = t == XML_START || t == XML_EMPTY || (t == XML_STRAY && tag->name.n > 0 && bytes.p[1] != '/');
    size_t first = t == XML_TEXT ? xml_blanks(bytes) : 0;

    if (x->search.base < x->checked) { /* it was looked over, if not all of a text */
        uint64_t left = x->checked - x->search.base;

        return token(x, t, tag, left < n ? (size_t)left : n);
    }
    if (x->over > 0 || x->depth == XML_DEPTH || first == n ||
        (opens && xml_is_record(x, tag->name, x->depth)) || xml_gap_fine(x, t, bytes, tag->name))
        return token(x, t, tag, n);
    return first > 0 ? token(x, t, tag, first) : xml_gap(x);
}

/* A token has no end: its '<' is a stray one, unless it is the tag of a record, which is rejected with
 * it, or the dump was cut in a tag. */
static enum status without_end(struct xml_reader *x, struct xml_tag *tag, struct slice view)
{
    bool start = tag->name.n > 0 && view.p[1] != '/';

    if (start && xml_is_record(x, tag->name, x->depth + x->over))
        return token(x, XML_STRAY, tag, 1 + tag->name.n);
    tag->name = SLICE_NONE;
    if (!x->w->end || (!start && view.n > 1))
        return pass(x, XML_STRAY, tag, 1);
    x->cut_told = true;
    err_set(x->err, ST_REJECT, "XML-CUT", "the dump ends inside a tag");
    return xml_reject(x, view.n);
}

static enum status advance(struct xml_reader *x)
{
    struct slice view = window_view(x->w);
    struct xml_tag tag;
    enum xml_token t = XML_MORE;
    bool more = true;
    size_t n = 0;

    while (more) {
        enum status st;

        if (view.n > 0)
            t = xml_next_token(&x->search, view.p, view.n, x->w->end, &n, &tag);
        if (t != XML_MORE)
            return pass(x, t, &tag, n);
        st = xml_grow(x, &more);
        if (st != ST_OK)
            return st;
        view = window_view(x->w);
    }
    if (view.n == 0)
        return at_end(x);
    return without_end(x, &tag, view);
}

static enum status xml_next_record(struct reader *r, struct arena *arena, struct record *rec, struct err *err)
{
    struct xml_reader *x = r->state;
    enum status st = ST_OK;

    x->ready = false;
    x->arena = arena;
    x->rec = rec;
    x->err = err;
    err_clear(err);
    while (st == ST_OK && !x->ready)
        st = advance(x);
    if (st == ST_OK) {
        rec->recovered = x->recovered;
        x->recovered = false;
        x->indent = -1;
    }
    return st;
}

static enum status xml_open(struct reader *r, struct err *err)
{
    struct xml_reader *x = mem_zero(1, sizeof(*x));

    (void)err;
    r->state = x;
    x->w = &r->window;
    x->record = r->options.record;
    x->tree = xml_tree_new();
    x->around = enclosing_new();
    x->ahead_bytes = XML_SEVERAL_BYTES;
    buf_init(&x->tags, BUF_CAP);
    buf_init(&x->pending, BUF_CAP);
    buf_init(&x->scope, BUF_CAP);
    buf_init(&x->scope_text, BUF_CAP);
    buf_init(&x->others, BUF_CAP);
    return ST_OK;
}

static void xml_close(struct reader *r)
{
    struct xml_reader *x = r->state;

    if (x == NULL)
        return;
    xml_tree_free(x->tree);
    enclosing_free(x->around);
    buf_release(&x->tags);
    buf_release(&x->pending);
    buf_release(&x->scope);
    buf_release(&x->scope_text);
    buf_release(&x->others);
    arena_release(&x->scratch);
    arena_release(&x->ahead_arena);
    mem_free(x);
}

static void xml_describe(const struct reader *r, struct buf *out)
{
    const struct xml_reader *x = r->state;

    buf_text(out, " record=");
    buf_slice(out, x->record);
}

static enum status xml_resume(struct reader *r, struct slice described, struct err *err)
{
    struct slice key = SLICE(" record=");

    if (!slice_starts(described, key))
        return err_set(err, ST_FAIL, "READER-RESUME",
                       "the stored description of the XML dump lacks its record's name; "
                       "import the dump again");
    r->options.record = (struct slice){described.p + key.n, described.n - key.n};
    return ST_OK;
}

const struct reader_ops reader_xml_ops = {.open = xml_open,
                                          .next = xml_next_record,
                                          .close = xml_close,
                                          .describe = xml_describe,
                                          .resume = xml_resume};
