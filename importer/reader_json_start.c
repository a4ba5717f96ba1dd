/* reader_json_start: by what the start of a record is known again.  See reader_json_start.h. */
#include <string.h>

#include "reader_json_impl.h"

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

    m->indent = j->indent;
    m->indented = false;
    m->n = m->lead = 0;
    if (view.n == 0 || view.p[0] != '{')
        return;
    key = first_key(view, 0, &m->lead);
    m->indented = m->indent >= 0 && indent_in((struct slice){view.p + 1, m->lead}) > m->indent;
    if (key.n <= MARK_KEY) {
        m->n = key.n;
        if (key.n > 0)
            memcpy(m->key, key.p, key.n);
    }
}

/* Is m what json_mark() would make of the value at the front, as far as it matters? */
static bool is_marked(const struct mark *m, int64_t indent, struct slice view)
{
    size_t at = 1 + m->lead;

    return m->n > 0 && m->indent == indent && view.n >= at + m->n && view.p[0] == '{' &&
           memcmp(view.p + at, m->key, m->n) == 0;
}

static bool is_plausible(const struct json_reader *j, struct node *tree)
{
    return j->options->plausible(j->options->plausible_ctx, tree);
}

void json_learn(struct json_reader *j)
{
    struct slice view = window_view(j->w);
    struct starts *s = &j->starts;
    bool plausible;

    for (size_t i = 0; i < s->n; i++)
        if (is_marked(&s->marks[i], j->indent, view))
            return;
    if (s->n == START_MARKS || view.p[0] != '{' || (s->n > 0 && j->recovered && s->tells_apart))
        return;
    plausible = j->options->plausible != NULL && is_plausible(j, j->rec->tree);
    if (!plausible && s->tells_apart)
        return;
    if (plausible && !s->tells_apart) {
        s->n = 0; /* what left marks so far may have been no records */
        s->tells_apart = true;
    }
    if (s->n == 0)
        s->in_list = j->depth > 0 && !j->frames[j->depth - 1].object;
    s->known = true;
    json_mark(j, view, &s->marks[s->n++]);
}

void json_learn_broken(struct json_reader *j)
{
    struct starts *s = &j->starts;

    if (s->n > 0)
        return;
    if (!s->known || j->depth > 0)
        s->in_list = j->depth > 0 && !j->frames[j->depth - 1].object;
    s->known = true;
    json_mark(j, window_view(j->w), &s->own);
}

/* What stands before a brace. */
struct before {
    int64_t indent;     /* as in struct mark */
    unsigned char last; /* the last byte that is no blank; 0: none is at hand */
};

static struct before look_before(struct slice view, size_t i)
{
    size_t n = i;

    while (n > 0 && slice_blank(view.p[n - 1]))
        n--;
    return (struct before){indent_in((struct slice){view.p + n, i - n}), n > 0 ? view.p[n - 1] : '\0'};
}

static bool same_column(const struct mark *m, int64_t indent)
{
    return m->indent >= 0 && m->indent == indent;
}

static bool has_key(const struct mark *m, struct slice key)
{
    return m->n > 0 && slice_equal(key, (struct slice){m->key, m->n});
}

/* Two signs: it stands in the same column of an indented dump; or it follows a comma (or begins a
 * line in the same column), and its first key is the same. */
bool json_looks_like(const struct mark *m, struct slice view, size_t i)
{
    struct before b = look_before(view, i);
    size_t blanks;

    if (same_column(m, b.indent) && m->indented)
        return true;
    if (b.last != ',' && !same_column(m, b.indent))
        return false;
    return has_key(m, first_key(view, i, &blanks));
}

enum verdict { VERDICT_BROKEN, VERDICT_RECORD, VERDICT_OTHER };

/* Is the object at view.p[i] whole, and may it be a record? */
static enum verdict judge(struct json_reader *j, struct slice view, size_t i)
{
    struct slice text = {view.p + i, view.n - i < START_AHEAD ? view.n - i : START_AHEAD};
    struct node *tree = NULL;
    struct err ignored;
    size_t n = 0;
    enum status st;

    if (json_out_of_patience(j))
        return VERDICT_BROKEN;
    err_clear(&ignored);
    arena_reset(&j->scratch);
    st = tree_from_json_start(&j->scratch, text, &n, &tree, &ignored);
    j->spent += n;
    if (st != ST_OK)
        return VERDICT_BROKEN;
    return j->options->plausible == NULL || is_plausible(j, tree) ? VERDICT_RECORD : VERDICT_OTHER;
}

bool json_is_start(struct json_reader *j, struct slice view, size_t i, enum start_place place)
{
    const struct starts *s = &j->starts;
    const struct mark *marks = s->n > 0 ? s->marks : &s->own;
    struct before b = look_before(view, i);
    size_t blanks, n = s->n > 0 ? s->n : 1;
    struct slice key = first_key(view, i, &blanks);
    bool member = b.last == ':' || b.last == '[', keyed = false, placed = false;
    bool inside = place != START_ANYWHERE;
    enum verdict v;

    for (size_t k = 0; k < n; k++) {
        bool same = has_key(&marks[k], key);

        if (same_column(&marks[k], b.indent) && (same || marks[k].indented))
            return true;
        keyed |= same;
        placed |= same_column(&marks[k], b.indent);
    }
    if (place == START_IN_WHOLE)
        return false;
    if (j->options->plausible == NULL) {
        if (keyed || inside)
            return keyed && !member && !inside;
        return !member && (s->n == 0 || placed) && judge(j, view, i) == VERDICT_RECORD;
    }
    if (s->n > 0 && !s->tells_apart && keyed && !member && !inside)
        return true;
    if (!keyed && !placed && member && s->tells_apart)
        return false;
    v = judge(j, view, i);
    return v == VERDICT_RECORD || (v == VERDICT_BROKEN && keyed && !member && !inside);
}

bool json_front_is_record(const struct json_reader *j)
{
    size_t blanks;
    struct slice key = first_key(window_view(j->w), 0, &blanks);

    if (has_key(&j->starts.outer, key))
        return false;
    for (size_t i = 0; i < j->starts.n; i++)
        if (has_key(&j->starts.marks[i], key))
            return true;
    return false;
}
