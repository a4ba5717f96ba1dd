/* reader_json_damage: where reading goes on behind what is broken.  See reader_json_damage.h. */
#include <string.h>

#include "reader_json_impl.h"

/* Failed attempts may read ahead this much more than the dump advances: so time stays linear. */
#define SPENT_BASE  ((uint64_t)64 << 20)
#define SPENT_RATIO 4

/* What every attempt may read: no record up to this is ever lost behind damage. */
#define AHEAD_MIN ((size_t)4 << 10)

static enum status drop_line(struct json_reader *j)
{
    bool more = true;
    size_t n = 0;

    for (j->skip = SKIP_NONE; more;) {
        struct slice view = window_view(j->w);
        enum status st;

        while (n < view.n && n < RECORD_MAX && !is_line_end(view.p[n]))
            n++;
        if (n == RECORD_MAX)
            j->skip = SKIP_LINE;
        if (n < view.n || n == RECORD_MAX)
            break;
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    return n > 0 ? json_reject(j, n) : ST_OK;
}

enum status json_drop_line(struct json_reader *j)
{
    json_leave(j, 0);
    return drop_line(j);
}

static uint64_t patience(const struct json_reader *j)
{
    uint64_t may = SPENT_RATIO * (j->w->offset + SPENT_BASE);

    return may > j->spent ? may - j->spent : 0;
}

bool json_out_of_patience(const struct json_reader *j)
{
    return patience(j) == 0;
}

size_t json_ahead(const struct json_reader *j)
{
    uint64_t left = patience(j);

    return left > RECORD_MAX ? RECORD_MAX : left < AHEAD_MIN ? AHEAD_MIN : (size_t)left;
}

enum status json_reject_trimmed(struct json_reader *j, size_t n)
{
    struct slice view = window_view(j->w);

    while (n > 0 && slice_blank(view.p[n - 1]))
        n--;
    return n > 0 ? json_reject(j, n) : ST_OK;
}

enum search { SEARCH_START, SEARCH_MORE, SEARCH_LINE_END };

/* From index *i on: the next brace that is a start, the end of the line, or where the search must go on. */
static enum search find_start(struct json_reader *j, struct slice view, bool all, size_t *i)
{
    while (*i < view.n) {
        const unsigned char *brace = memchr(view.p + *i, '{', view.n - *i);
        size_t at = brace != NULL ? (size_t)(brace - view.p) : view.n;

        for (; j->in_line && *i < at; ++*i)
            if (is_line_end(view.p[*i]))
                return SEARCH_LINE_END;
        *i = at;
        if (!all && view.n - at < START_AHEAD)
            return SEARCH_MORE;
        if (brace == NULL)
            break;
        if (j->to_mark ? json_looks_like(&j->mark, view, at) : json_is_start(j, view, at, START_ANYWHERE))
            return SEARCH_START;
        ++*i;
    }
    return SEARCH_MORE;
}

/* The search ended at a start, n bytes on. */
static enum status at_start(struct json_reader *j, size_t n)
{
    bool in_list = j->depth > 0 && !j->frames[j->depth - 1].object;

    if (j->in_line && j->depth == 0)
        j->shape = SHAPE_PRETTY;
    j->skip = SKIP_NONE;
    j->recovered = true;
    j->resume = !j->to_mark && !in_list && j->starts.in_list;
    return json_reject_trimmed(j, n);
}

static enum status skip_to_start(struct json_reader *j)
{
    bool more = true;
    size_t i = j->searched;

    j->searched = 0;
    while (i <= RECORD_MAX) {
        struct slice view = window_view(j->w);
        enum search found = find_start(j, view, j->w->end, &i);
        enum status st;

        if (i > RECORD_MAX)
            break;
        if (found == SEARCH_START)
            return at_start(j, i);
        if (found == SEARCH_LINE_END || !more) {
            j->skip = SKIP_NONE;
            json_leave(j, 0);
            return json_reject_trimmed(j, found == SEARCH_LINE_END ? i : view.n);
        }
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    return json_reject(j, RECORD_MAX);
}

static enum status begin_search(struct json_reader *j, bool in_line, bool to_mark)
{
    j->in_line = in_line;
    j->to_mark = to_mark;
    j->searched = 1;
    j->skip = SKIP_TO_START;
    if (j->depth > 0 && !j->frames[j->depth - 1].object)
        j->frames[j->depth - 1].need = FRAME_VALUE;
    return skip_to_start(j);
}

enum status json_skip_to_start(struct json_reader *j)
{
    return begin_search(j, false, false);
}

enum status json_skip_in_line(struct json_reader *j)
{
    return begin_search(j, true, false);
}

enum status json_skip_to_mark(struct json_reader *j, const struct mark *m)
{
    j->mark = *m;
    return begin_search(j, false, true);
}

enum status json_start_follows(struct json_reader *j, size_t from, bool in_line, bool apart, bool *yes)
{
    enum status st = window_fill(j->w, from + 2 * START_AHEAD, j->err);
    struct slice view = window_view(j->w);
    size_t i = from;

    *yes = false;
    if (st != ST_OK || json_out_of_patience(j))
        return st;
    if (view.n > from + 2 * START_AHEAD)
        view.n = from + 2 * START_AHEAD;
    j->in_line = in_line;
    j->to_mark = false;
    if (find_start(j, view, j->w->end && view.n < from + 2 * START_AHEAD, &i) == SEARCH_START) {
        size_t before = i;

        while (before > 0 && slice_blank(view.p[before - 1]))
            before--;
        *yes = !apart || before == 0 || (view.p[before - 1] != '[' && view.p[before - 1] != ':');
    }
    j->spent += i - from;
    return ST_OK;
}

enum status json_start_inside(struct json_reader *j, size_t n, bool whole, size_t *start)
{
    enum status st = window_fill(j->w, n + START_AHEAD, j->err);
    struct slice view = window_view(j->w);

    for (*start = 1; st == ST_OK && *start < n; ++*start) {
        const unsigned char *brace = memchr(view.p + *start, '{', n - *start);

        *start = brace != NULL ? (size_t)(brace - view.p) : n;
        if (brace != NULL && json_is_start(j, view, *start, whole ? START_IN_WHOLE : START_INSIDE))
            return ST_OK;
    }
    *start = n;
    return st;
}

bool json_in_record_list(const struct json_reader *j)
{
    for (size_t i = 0; i + 1 < j->depth; i++)
        if (!j->frames[i].object)
            return false;
    return j->depth > 0 && !j->frames[j->depth - 1].object && j->frames[j->depth - 1].step == j->n_steps &&
           j->shape != SHAPE_LINES;
}

enum status json_next_byte(struct json_reader *j, size_t *from, unsigned char *c)
{
    enum status st = window_fill(j->w, *from + START_AHEAD, j->err);
    struct slice view = window_view(j->w);
    size_t end = *from + START_AHEAD < view.n ? *from + START_AHEAD : view.n;

    while (*from < end && slice_blank(view.p[*from]))
        ++*from;
    *c = *from < end ? view.p[*from] : '\0';
    return st;
}

enum status json_record_is_next(struct json_reader *j, bool *yes)
{
    unsigned char c;
    size_t i = 1;
    enum status st = json_next_byte(j, &i, &c);

    if (st == ST_OK && c == '{')
        st = window_fill(j->w, i + START_AHEAD, j->err);
    *yes = st == ST_OK && c == '{' && json_is_start(j, window_view(j->w), i, START_ANYWHERE);
    return st;
}

enum status json_list_ends_well(struct json_reader *j, bool *yes)
{
    unsigned char c, first;
    size_t i = 1;
    enum status st = json_next_byte(j, &i, &c);

    *yes = c == '\0' || (j->depth > 1 && c == '}') ||
           (j->depth == 1 && c == '{' && window_lines((struct slice){window_view(j->w).p, i}, false) > 0);
    if (st != ST_OK || c != (j->depth > 1 ? ',' : '['))
        return st;
    i++;
    st = json_next_byte(j, &i, &first);
    *yes = first != '\0' && strchr(j->depth > 1 ? "\"" : "{[]", first) != NULL;
    return st;
}

static enum status drop_rest(struct json_reader *j)
{
    bool more = true;
    struct slice view;

    while (more) {
        enum status st = json_grow(j, &more);

        if (st != ST_OK)
            return st;
    }
    view = window_view(j->w);
    if (view.n > RECORD_MAX)
        view.n = RECORD_MAX;
    if (view.n == 0) {
        j->skip = SKIP_NONE;
        return ST_OK;
    }
    return json_reject(j, view.n);
}

enum status json_drop_rest(struct json_reader *j)
{
    json_leave(j, 0);
    j->skip = SKIP_REST;
    return drop_rest(j);
}

enum status json_go_on_skipping(struct json_reader *j)
{
    err_set(j->err, ST_REJECT, "JSON-SKIPPED", "skipped: the record before it is broken");
    switch (j->skip) {
    case SKIP_LINE: return drop_line(j);
    case SKIP_TO_START: return skip_to_start(j);
    default: return drop_rest(j);
    }
}
