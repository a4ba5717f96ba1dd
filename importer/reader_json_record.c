/* reader_json_record: cuts and parses the records of a JSON dump.  See reader_json_impl.h. */
#include <string.h>

#include "reader_json_impl.h"

#define TAIL_MAX ((size_t)64 << 10) /* blanks behind a value that are looked through */
#define QUICK    ((size_t)64 << 10) /* a longer record takes two passes */

enum found { FOUND_WHOLE, FOUND_BROKEN, FOUND_SIBLING, FOUND_OUTER, FOUND_LINE, FOUND_CUT, FOUND_LONG };

static const char *const why[] = {
    [FOUND_BROKEN] = "a token stands where it cannot, or a quote is missing",
    [FOUND_SIBLING] = "the next record begins before this one is closed",
    [FOUND_OUTER] = "a closing bracket of something further out comes before its own",
    [FOUND_LINE] = "its line ends inside it",
    [FOUND_CUT] = "the dump ends inside it",
    [FOUND_LONG] = "it is longer than 16 MiB",
};

/* What the end of a scan tells. */
static enum found found_at(enum extent e)
{
    switch (e) {
    case EXTENT_DONE: return FOUND_WHOLE;
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

    if (found == FOUND_WHOLE)
        return found;
    if (found == FOUND_LONG || found == FOUND_CUT)
        code = found == FOUND_LONG ? "JSON-LONG" : "JSON-CUT";
    j->spent += at;
    j->err->column = at + 1;
    err_set(j->err, ST_REJECT, code, "this record is broken: %s", why[found]);
    json_locate(j, read);
    return found;
}

/* The extent of the value at the front: n is its length, or where the scan stopped.  A sibling that
 * does not look like m belongs to the value. */
static enum status find_extent(struct json_reader *j, const struct mark *m, size_t *n, enum found *found)
{
    struct extent_scan x;
    bool more = true;

    extent_start(&x, m == NULL);
    for (*n = 0;;) {
        struct slice view = window_view(j->w);
        enum extent e = extent_scan(&x, view.p, view.n, n);
        enum status st;

        if (*n > RECORD_MAX) {
            *found = conclude(j, FOUND_LONG, *n);
            return ST_OK;
        }
        if (e == EXTENT_SIBLING) {
            st = window_fill(j->w, *n + MARK_AHEAD, j->err);
            if (st != ST_OK)
                return st;
            if (!json_looks_like(m, window_view(j->w), *n)) {
                extent_take_brace(&x, n);
                continue;
            }
        }
        if (e != EXTENT_MORE) {
            *found = conclude(j, found_at(e), *n);
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
    enum status st = find_extent(j, NULL, n, &found);

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
    if ((view.p[0] != '{' && view.p[0] != '[') || json_out_of_patience(j))
        return false;
    if (tree_from_json_start(j->arena, view, n, &j->rec->tree, &ignored) == ST_OK &&
        !(in_line && has_line_end((struct slice){view.p, *n})))
        return true;
    j->spent += *n;
    j->rec->tree = NULL;
    return false;
}

/* The same for a value of the top level: what stands behind it, in view, lets it stand. */
static bool read_top_quickly(struct json_reader *j, bool in_line, size_t *n)
{
    struct slice view = window_view(j->w);
    size_t i;

    if (!read_quickly(j, in_line, n))
        return false;
    for (i = *n; i < view.n && (view.p[i] == ' ' || view.p[i] == '\t');)
        i++;
    if (i < view.n ? is_line_end(view.p[i]) || view.p[i] == '{' || view.p[i] == '[' : j->w->end)
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

/* The value at the front is broken at at: its line is dropped, or, where values have many lines,
 * everything up to the next start. */
static enum status broken_top(struct json_reader *j, size_t at)
{
    struct slice view;
    uint64_t end;
    struct mark m;
    enum status st = window_fill(j->w, 2 * TAIL_MAX, j->err);

    if (st != ST_OK)
        return st;
    view = window_view(j->w);
    if (j->shape == SHAPE_PRETTY || (j->shape == SHAPE_UNKNOWN && opens_pretty(view))) {
        json_mark(j, view, &m);
        return json_skip_to_start(j, &m, at);
    }
    end = j->w->offset + input_original_length(j->w->in, (struct slice){view.p, at});
    if (end > j->single_until)
        j->single_until = end;
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

enum status json_top_record(struct json_reader *j)
{
    bool in_line = j->w->offset < j->single_until, lines;
    enum found found;
    enum tail tail;
    size_t n;
    enum status st;

    if (read_top_quickly(j, in_line, &n)) {
        lines = !has_line_end((struct slice){window_view(j->w).p, n});
        j->shape = lines ? SHAPE_LINES : SHAPE_PRETTY;
        return hand_out(j, n);
    }
    st = in_line ? find_in_line(j, &n, &found) : find_extent(j, NULL, &n, &found);
    if (st != ST_OK)
        return st;
    if (found != FOUND_WHOLE)
        return broken_top(j, n);
    st = look_behind(j, n, &tail);
    if (st != ST_OK)
        return st;
    lines = !has_line_end((struct slice){window_view(j->w).p, n});
    if (tail == TAIL_STRAY) {
        j->err->column = n + 1;
        err_set(j->err, ST_REJECT, "JSON-STRAY", "text stands behind the record in its line");
        json_locate(j, (struct slice){window_view(j->w).p, n});
        return broken_top(j, n);
    }
    if (parse(j, n) == ST_OK) {
        j->shape = lines ? SHAPE_LINES : SHAPE_PRETTY;
        return hand_out(j, n);
    }
    if (tail == TAIL_VALUE || (!lines && j->shape != SHAPE_LINES))
        return json_reject(j, n);
    j->shape = j->shape == SHAPE_UNKNOWN && lines ? SHAPE_LINES : j->shape;
    return j->shape == SHAPE_LINES ? json_drop_line(j) : json_reject(j, n);
}

/* A broken element: skipped to the next of its list.  Lists within lists: to the next element of
 * the outermost, so that no record lands under the wrong parent. */
static enum status broken_element(struct json_reader *j, const struct mark *m, enum found found, size_t n)
{
    if (j->shape == SHAPE_LINES)
        return json_drop_line(j);
    if (found == FOUND_OUTER)
        return json_reject(j, n);
    if (found == FOUND_SIBLING) {
        j->frames[j->depth - 1].need = FRAME_VALUE;
        j->recovered = true;
        return json_reject(j, n);
    }
    for (size_t i = 0; i < j->depth; i++) {
        if (j->frames[i].object || j->frames[i].step < 0)
            continue;
        if (i + 1 == j->depth)
            return json_skip_to_start(j, m, n);
        json_leave(j, i + 1);
        return json_skip_to_start(j, &j->frames[i].mark, n);
    }
    return json_drop_rest(j); /* the only one, at the end of the path */
}

/* Lists within lists do not go on after damage closed them: whose records they would hold is lost. */
static void keep_mark(struct json_reader *j, const struct mark *m)
{
    for (size_t i = 0; i + 1 < j->depth; i++)
        if (!j->frames[i].object)
            return;
    if (j->list.n == 0)
        j->list = *m;
}

static enum status element(struct json_reader *j, const struct mark *m, size_t n)
{
    enclosing_view(j->around, j->rec);
    keep_mark(j, m);
    return hand_out(j, n);
}

enum status json_element(struct json_reader *j)
{
    enum status st;
    enum found found;
    struct mark m;
    size_t n;

    st = window_fill(j->w, MARK_AHEAD, j->err);
    if (st != ST_OK)
        return st;
    json_mark(j, window_view(j->w), &m);
    if (read_quickly(j, j->shape == SHAPE_LINES, &n))
        return element(j, &m, n);
    st = j->shape == SHAPE_LINES ? find_in_line(j, &n, &found) : find_extent(j, &m, &n, &found);
    if (st != ST_OK)
        return st;
    if (found != FOUND_WHOLE)
        return broken_element(j, &m, found, n);
    if (parse(j, n) != ST_OK)
        return j->shape == SHAPE_LINES ? json_drop_line(j) : json_reject(j, n);
    return element(j, &m, n);
}
