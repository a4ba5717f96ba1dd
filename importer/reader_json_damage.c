/* reader_json_damage: where reading goes on behind what is broken.  See reader_json_damage.h. */
#include <string.h>

#include "reader_json_impl.h"

/* Failed attempts may read ahead this much more than the dump advances: so time stays linear. */
#define SPENT_BASE  ((uint64_t)64 << 20)
#define SPENT_RATIO 4

/* The first key with its quotes, of the object at view.p[i]; n = 0 if it cannot be told. */
static struct slice first_key(struct slice view, size_t i, size_t *blanks)
{
    size_t start = i + 1, end;

    while (start < view.n && start - i <= MARK_BLANK && slice_blank(view.p[start]))
        start++;
    *blanks = start - i - 1;
    if (start >= view.n || view.p[start] != '"')
        return SLICE_NONE;
    for (end = start + 1; end < view.n && end - start < MARK_KEY; end++)
        if (view.p[end] == '"')
            return (struct slice){view.p + start, end + 1 - start};
        else if (view.p[end] == '\\' || is_line_end(view.p[end]))
            break;
    return SLICE_NONE;
}

/* Bytes behind the last line end in s, or -1 if there is none. */
static int64_t indent_in(struct slice s)
{
    size_t i = s.n;

    while (i > 0 && !is_line_end(s.p[i - 1]))
        i--;
    return i > 0 ? (int64_t)(s.n - i) : -1;
}

void json_mark(const struct json_reader *j, struct slice view, struct mark *m)
{
    struct slice key;
    size_t blanks = 0;

    m->indent = j->indent;
    m->indented = false;
    m->n = 0;
    if (view.n == 0 || view.p[0] != '{')
        return;
    key = first_key(view, 0, &blanks);
    m->indented = m->indent >= 0 && indent_in((struct slice){view.p + 1, blanks}) > m->indent;
    if (key.n <= MARK_KEY) {
        m->n = key.n;
        if (key.n > 0)
            memcpy(m->key, key.p, key.n);
    }
}

/* Two signs: it stands in the same column of an indented dump; or it follows a comma (or begins a
 * line in the same column), and its first key is the same. */
bool json_looks_like(const struct mark *m, struct slice view, size_t i)
{
    size_t before = i, blanks;
    int64_t indent;

    while (before > 0 && slice_blank(view.p[before - 1]))
        before--;
    indent = indent_in((struct slice){view.p + before, i - before});
    if (m->indent >= 0 && indent == m->indent && m->indented)
        return true;
    if (m->n == 0 || !((before > 0 && view.p[before - 1] == ',') || (m->indent >= 0 && indent == m->indent)))
        return false;
    return slice_equal(first_key(view, i, &blanks), (struct slice){m->key, m->n});
}

bool json_resembles_list(const struct json_reader *j)
{
    struct mark now;

    if (!j->strayed || j->shape == SHAPE_LINES)
        return false;
    json_mark(j, window_view(j->w), &now);
    return (now.indented && j->list.indented && now.indent == j->list.indent) ||
           (now.n > 0 && now.n == j->list.n && memcmp(now.key, j->list.key, now.n) == 0);
}

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

bool json_out_of_patience(const struct json_reader *j)
{
    return j->spent / SPENT_RATIO > j->w->offset + SPENT_BASE;
}

/* From index *i on: the next brace that looks like a start, or where the search must go on. */
static bool find_start(const struct mark *m, struct slice view, bool all, size_t *i)
{
    while (*i < view.n) {
        const unsigned char *brace = memchr(view.p + *i, '{', view.n - *i);

        *i = brace ? (size_t)(brace - view.p) : view.n;
        if (!all && view.n - *i < MARK_AHEAD)
            return false;
        if (brace != NULL && json_looks_like(m, view, *i))
            return true;
        *i += brace != NULL;
    }
    return false;
}

static enum status skip_to_start(struct json_reader *j)
{
    bool more = true;
    size_t i = j->searched;

    j->searched = 0;
    while (i <= RECORD_MAX) {
        struct slice view = window_view(j->w);
        enum status st;

        if (find_start(&j->mark, view, j->w->end, &i)) {
            if (i > RECORD_MAX)
                break;
            j->skip = SKIP_NONE;
            j->recovered = true;
            return json_reject(j, i);
        }
        if (!more) {
            j->skip = SKIP_NONE;
            json_leave(j, 0);
            return view.n > 0 ? json_reject(j, view.n) : ST_OK;
        }
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    return json_reject(j, RECORD_MAX);
}

enum status json_skip_to_start(struct json_reader *j, const struct mark *m, size_t at)
{
    j->mark = *m;
    j->searched = json_out_of_patience(j) && at > 0 ? at : 1;
    j->skip = SKIP_TO_START;
    if (j->depth > 0)
        j->frames[j->depth - 1].need = FRAME_VALUE;
    return skip_to_start(j);
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
