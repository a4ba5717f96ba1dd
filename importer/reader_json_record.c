/* reader_json_record: cuts and parses the records of a JSON dump.  See reader_json_impl.h. */
#include <string.h>

#include "reader_json_impl.h"

#define TAIL_MAX ((size_t)64 << 10) /* blanks behind a value that are looked through */
#define QUICK    ((size_t)64 << 10) /* a longer record takes two passes */

enum found {
    FOUND_WHOLE,
    FOUND_DAMAGED, /* whole, but with a token where it cannot stand */
    FOUND_BROKEN,
    FOUND_SIBLING,
    FOUND_OUTER,
    FOUND_LINE,
    FOUND_CUT,
    FOUND_LONG,
    FOUND_FAR
};

static const char *const why[] = {
    [FOUND_BROKEN] = "a token stands where it cannot, or a quote is missing",
    [FOUND_SIBLING] = "the next record begins before this one is closed",
    [FOUND_OUTER] = "a closing bracket of something further out comes before its own",
    [FOUND_LINE] = "its line ends inside it",
    [FOUND_CUT] = "the dump ends inside it",
    [FOUND_LONG] = "it is longer than 16 MiB",
    [FOUND_FAR] = "no end of it was found near enough, behind so much damage",
};

/* What the end of a scan tells. */
static enum found found_at(const struct extent_scan *x, enum extent e)
{
    switch (e) {
    case EXTENT_DONE: return x->damaged ? FOUND_DAMAGED : FOUND_WHOLE;
    case EXTENT_SIBLING: return FOUND_SIBLING;
    case EXTENT_OUTER: return FOUND_OUTER;
    default: return FOUND_BROKEN;
    }
}

/* Ends the scan at at, with the reason in err for all but FOUND_WHOLE. */
static enum found conclude(struct json_reader *j, enum found found, size_t at)
{
    struct slice read = {window_view(j->w).p, at};
    const char *code = "JSON-RECORD";

    if (found == FOUND_WHOLE || found == FOUND_DAMAGED)
        return found;
    if (found == FOUND_LONG || found == FOUND_CUT)
        code = found == FOUND_LONG ? "JSON-LONG" : "JSON-CUT";
    j->spent += at;
    j->err->column = at + 1;
    err_set(j->err, ST_REJECT, code, "this record is broken: %s", why[found]);
    json_locate(j, read);
    return found;
}

/* The extent of the value at the front: n is its length, or where the scan stopped.  Lenient: a
 * sibling that does not look like a record belongs to the value. */
static enum status find_extent(struct json_reader *j, bool lenient, size_t *n, enum found *found)
{
    struct extent_scan x;
    size_t ahead = json_ahead(j);
    bool more = true;

    extent_start(&x, !lenient);
    for (*n = 0;;) {
        struct slice view = window_view(j->w);
        enum extent e = extent_scan(&x, view.p, view.n < ahead ? view.n : ahead, n);
        enum status st;

        if (e == EXTENT_SIBLING) {
            st = window_fill(j->w, *n + START_AHEAD, j->err);
            if (st != ST_OK)
                return st;
            if (!json_is_start(j, window_view(j->w), *n, START_ANYWHERE)) {
                extent_take_brace(&x, n);
                continue;
            }
        }
        if (e != EXTENT_MORE || (*n >= ahead && view.n > ahead)) {
            *found = e != EXTENT_MORE ? found_at(&x, e) : ahead == RECORD_MAX ? FOUND_LONG : FOUND_FAR;
            *found = conclude(j, *found, *n);
            return ST_OK;
        }
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
        if (!more) {
            *found = extent_whole_at_end(&x) ? FOUND_WHOLE : FOUND_CUT;
            *found = conclude(j, j->w->end ? *found : FOUND_LONG, *n);
            return ST_OK;
        }
    }
}

enum status json_scalar(struct json_reader *j, size_t *n)
{
    enum found found;
    enum status st = find_extent(j, false, n, &found);

    if (st == ST_OK && found != FOUND_WHOLE)
        *n = 0;
    return st;
}

void json_locate(struct json_reader *j, struct slice text)
{
    uint64_t at = j->err->column ? j->err->column - 1 : 0;
    struct slice before = {text.p, at < text.n ? (size_t)at : text.n};
    size_t start = before.n;

    while (start > 0 && text.p[start - 1] != '\n' && text.p[start - 1] != '\r')
        start--;
    j->err->line = j->w->line + window_lines((struct slice){text.p, start}, j->w->after_cr);
    j->err->column = start > 0 || j->indent == 0 ? before.n - start + 1 : 0;
}

static enum status parse(struct json_reader *j, size_t n)
{
    struct slice text = {window_view(j->w).p, n};
    enum status st = tree_from_json(j->arena, text, &j->rec->tree, j->err);

    if (st == ST_OK)
        return ST_OK;
    json_locate(j, text);
    j->rec->tree = NULL;
    return ST_REJECT;
}

static enum status hand_out(struct json_reader *j, size_t n)
{
    window_place(j->w, j->rec);
    window_take(j->w, n, false, j->rec);
    j->found = true;
    j->ready = true;
    return ST_OK;
}

static bool has_line_end(struct slice s)
{
    return memchr(s.p, '\n', s.n) != NULL || memchr(s.p, '\r', s.n) != NULL;
}

enum tail { TAIL_CLEAN, TAIL_VALUE, TAIL_STRAY };

/* What stands behind the n bytes at the front in their line. */
static enum status look_behind(struct json_reader *j, size_t n, enum tail *tail)
{
    unsigned char last = window_view(j->w).p[n - 1];
    bool more = true;

    *tail = TAIL_CLEAN;
    for (size_t i = n; more && i < n + TAIL_MAX;) {
        struct slice view = window_view(j->w);
        enum status st;

        while (i < view.n && (view.p[i] == ' ' || view.p[i] == '\t'))
            i++;
        if (i < view.n) {
            bool opens = view.p[i] == '{' || view.p[i] == '[';

            if (!is_line_end(view.p[i]))
                *tail = opens && (last == '}' || last == ']') ? TAIL_VALUE : TAIL_STRAY;
            return ST_OK;
        }
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

/* Most records are good: one pass finds the end, checks and builds.  False: nothing is said, and the
 * way of many passes finds out. */
static bool read_quickly(struct json_reader *j, bool in_line, size_t *n)
{
    struct slice view = window_view(j->w);
    struct err ignored;

    err_clear(&ignored);
    if (view.n > QUICK)
        view.n = QUICK;
    if (view.n > json_ahead(j))
        view.n = json_ahead(j);
    if (view.p[0] != '{' && view.p[0] != '[')
        return false;
    if (tree_from_json_start(j->arena, view, n, &j->rec->tree, &ignored) == ST_OK &&
        !(in_line && has_line_end((struct slice){view.p, *n})))
        return true;
    j->spent += *n;
    j->rec->tree = NULL;
    return false;
}

/* The same for a value of the top level: what stands behind it, in view, lets it stand. */
static bool read_top_quickly(struct json_reader *j, bool in_line, size_t *n, enum tail *tail)
{
    struct slice view = window_view(j->w);
    size_t i;

    if (!read_quickly(j, in_line, n))
        return false;
    for (i = *n; i < view.n && (view.p[i] == ' ' || view.p[i] == '\t');)
        i++;
    *tail = i < view.n && !is_line_end(view.p[i]) ? TAIL_VALUE : TAIL_CLEAN;
    if (i < view.n ? *tail == TAIL_CLEAN || view.p[i] == '{' || view.p[i] == '[' : j->w->end)
        return true;
    j->rec->tree = NULL;
    return false;
}

/* Does the value at the front look pretty-printed: its first line ends behind an opening bracket or
 * a comma, and the next one begins no value of its own? */
static bool opens_pretty(struct slice view)
{
    size_t n = 0;
    struct slice line, next;

    while (n < view.n && n < TAIL_MAX && !is_line_end(view.p[n]))
        n++;
    line = slice_trim((struct slice){view.p, n});
    next = slice_trim((struct slice){view.p + n, view.n - n < TAIL_MAX ? view.n - n : TAIL_MAX});
    return line.n > 0 && strchr("{[,", line.p[line.n - 1]) != NULL && next.n > 0 && next.p[0] != '{' &&
           next.p[0] != '[';
}

/* The value at the front is broken at at: its line is dropped, or, where values have many lines or
 * lines have many values, everything up to the next start. */
static enum status broken_top(struct json_reader *j, size_t at)
{
    struct slice view;
    uint64_t end;
    enum status st = window_fill(j->w, 2 * TAIL_MAX, j->err);

    if (st != ST_OK)
        return st;
    json_learn_broken(j);
    view = window_view(j->w);
    if (j->shape == SHAPE_PRETTY || (j->shape == SHAPE_UNKNOWN && opens_pretty(view)))
        return json_skip_to_start(j);
    end = j->w->offset + input_original_length(j->w->in, (struct slice){view.p, at});
    if (end > j->single_until)
        j->single_until = end;
    if (j->shape == SHAPE_UNKNOWN && j->options->plausible != NULL)
        return json_skip_in_line(j);
    return json_drop_line(j);
}

/* As find_extent(), but the value must end in its line: what reached beyond it failed before. */
static enum status find_in_line(struct json_reader *j, size_t *n, enum found *found)
{
    struct extent_scan x;
    enum extent e = EXTENT_MORE;
    bool more = true, ended = false;

    extent_start(&x, true);
    for (*n = 0; e == EXTENT_MORE && more && !ended;) {
        struct slice view = window_view(j->w);
        size_t end = *n;
        enum status st;

        while (end < view.n && !is_line_end(view.p[end]))
            end++;
        ended = end < view.n;
        e = extent_scan(&x, view.p, end, n);
        if (e != EXTENT_MORE || ended)
            break;
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    if (e == EXTENT_MORE && extent_whole_at_end(&x))
        e = EXTENT_DONE;
    *found = conclude(j, e == EXTENT_DONE ? FOUND_WHOLE : e == EXTENT_MORE ? FOUND_LINE : FOUND_BROKEN, *n);
    return ST_OK;
}

/* A good record of the top level; tail: what stands behind it. */
static enum status top_record(struct json_reader *j, size_t n, enum tail tail)
{
    bool lines = tail == TAIL_CLEAN && !has_line_end((struct slice){window_view(j->w).p, n});

    if (window_view(j->w).p[0] == '{')
        j->shape = lines ? SHAPE_LINES : SHAPE_PRETTY;
    json_learn(j);
    return hand_out(j, n);
}

/* Behind the n bytes of a value text stands that cannot: in a line of its own, that spoils the line;
 * where records are not lines, the value stands. */
static enum status strayed_behind(struct json_reader *j, size_t n)
{
    bool lines = !has_line_end((struct slice){window_view(j->w).p, n});
    bool stands = j->shape == SHAPE_PRETTY || (j->shape == SHAPE_UNKNOWN && !lines);
    enum status st = ST_OK;

    if (j->shape == SHAPE_UNKNOWN && lines && j->options->plausible != NULL &&
        window_view(j->w).p[0] == '{') {
        json_learn_broken(j);
        st = json_start_follows(j, n, true, false, &stands);
    }
    if (st != ST_OK)
        return st;
    if (stands && parse(j, n) == ST_OK)
        return top_record(j, n, TAIL_STRAY);
    err_clear(j->err);
    j->err->column = n + 1;
    err_set(j->err, ST_REJECT, "JSON-STRAY", "text stands behind the record in its line");
    json_locate(j, (struct slice){window_view(j->w).p, n});
    return broken_top(j, n);
}

enum status json_top_record(struct json_reader *j)
{
    bool in_line = j->w->offset < j->single_until, lines;
    enum found found;
    enum tail tail;
    size_t n;
    enum status st = window_fill(j->w, MARK_AHEAD, j->err);

    if (st != ST_OK)
        return st;
    if (read_top_quickly(j, in_line, &n, &tail))
        return top_record(j, n, tail);
    st = in_line ? find_in_line(j, &n, &found) : find_extent(j, false, &n, &found);
    if (st != ST_OK)
        return st;
    if (found != FOUND_WHOLE)
        return broken_top(j, n);
    st = look_behind(j, n, &tail);
    if (st != ST_OK)
        return st;
    if (tail == TAIL_STRAY)
        return strayed_behind(j, n);
    if (parse(j, n) == ST_OK)
        return top_record(j, n, tail);
    lines = !has_line_end((struct slice){window_view(j->w).p, n});
    if (tail == TAIL_VALUE || (!lines && j->shape != SHAPE_LINES))
        return json_reject(j, n);
    j->shape = j->shape == SHAPE_UNKNOWN && lines ? SHAPE_LINES : j->shape;
    return j->shape == SHAPE_LINES ? json_drop_line(j) : json_reject(j, n);
}

/* The list within which lists lie that hold the records: its depth; 0 if there is none. */
static size_t outer_list(const struct json_reader *j)
{
    for (size_t i = 0; i + 1 < j->depth; i++)
        if (!j->frames[i].object && j->frames[i].step >= 0)
            return i + 1;
    return 0;
}

/* A broken element whose end is known, n bytes on, unless it swallowed a record or a stray bracket
 * only seems to end it. */
static enum status reject_element(struct json_reader *j, enum found found, size_t n)
{
    struct frame *f = &j->frames[j->depth - 1];
    size_t start = n;
    bool goes_on = false;
    enum status st = ST_OK;

    if (outer_list(j) == 0 && !f->object)
        st = json_start_inside(j, n, found == FOUND_WHOLE, &start);
    if (st == ST_OK && start == n && found == FOUND_OUTER && outer_list(j) == 0 && !f->object)
        st = json_start_follows(j, n, false, true, &goes_on);
    if (st != ST_OK)
        return st;
    if (found == FOUND_OUTER && j->n_steps > 0 && j->w->end)
        goes_on = true; /* the rest of the dump is near: it may be the record's, not the envelope's */
    if (goes_on)
        return json_skip_to_start(j);
    if (found == FOUND_SIBLING || start < n) {
        f->need = FRAME_VALUE;
        j->recovered = true;
    }
    return start < n || found == FOUND_SIBLING ? json_reject_trimmed(j, start) : json_reject(j, n);
}

/* A broken element: skipped to the next of its list.  Lists within lists: to the next element of
 * the outermost, so that no record lands under the wrong parent. */
static enum status broken_element(struct json_reader *j, enum found found, size_t n)
{
    size_t outer = outer_list(j);

    if (j->shape == SHAPE_LINES)
        return json_drop_line(j);
    if (found == FOUND_OUTER || found == FOUND_SIBLING || found == FOUND_DAMAGED || found == FOUND_WHOLE)
        return reject_element(j, found, n);
    if (outer > 0) {
        json_leave(j, outer);
        return json_skip_to_mark(j, &j->frames[outer - 1].mark);
    }
    if (!j->frames[j->depth - 1].object)
        return json_skip_to_start(j);
    return json_drop_rest(j); /* the only one, at the end of the path */
}

/* Lists within lists do not go on after damage closed them: whose records they would hold is lost. */
static enum status element(struct json_reader *j, size_t n)
{
    enclosing_view(j->around, j->rec);
    if (outer_list(j) == 0)
        json_learn(j);
    return hand_out(j, n);
}

enum status json_element(struct json_reader *j)
{
    bool in_line = j->shape == SHAPE_LINES;
    enum found found;
    size_t n;
    enum status st = window_fill(j->w, MARK_AHEAD, j->err);

    if (st != ST_OK)
        return st;
    if (read_quickly(j, in_line, &n))
        return element(j, n);
    if (outer_list(j) == 0)
        json_learn_broken(j);
    st = in_line ? find_in_line(j, &n, &found) : find_extent(j, true, &n, &found);
    if (st != ST_OK)
        return st;
    if ((found == FOUND_WHOLE || found == FOUND_DAMAGED) && parse(j, n) == ST_OK)
        return element(j, n);
    return broken_element(j, found, n);
}
