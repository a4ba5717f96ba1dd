/*
 * reader_json: the records of a JSON dump.
 *
 * Walks what stands around the records token by token, strictly (RFC 8259), and cuts each record
 * out whole.  A dump is a sequence of values: lines, one array, one object, or several of them.
 */
#include <assert.h>
#include <string.h>

#include "reader_json_impl.h"

#define GROW_MIN  ((size_t)64 << 10)
#define STRAY_MAX ((size_t)64 << 10)

enum status json_grow(struct json_reader *j, bool *more)
{
    size_t have = window_view(j->w).n, need = have < GROW_MIN ? GROW_MIN : 2 * have;
    enum status st;

    *more = false;
    if (have >= RECORD_MAX + GROW_MIN)
        return ST_OK;
    if (need > RECORD_MAX + GROW_MIN)
        need = RECORD_MAX + GROW_MIN;
    st = window_fill(j->w, need, j->err);
    *more = window_view(j->w).n > have;
    return st;
}

enum status json_reject(struct json_reader *j, size_t n)
{
    j->strayed = true;
    window_place(j->w, j->rec);
    if (j->err->line == 0)
        j->err->line = j->rec->line;
    enclosing_view(j->around, j->rec);
    window_take(j->w, n, true, j->rec);
    j->rec->tree = NULL;
    return ST_REJECT;
}

static struct frame *innermost(struct json_reader *j)
{
    return j->depth ? &j->frames[j->depth - 1] : NULL;
}

enum status json_push(struct json_reader *j, bool object, int step)
{
    struct frame *f;

    if (j->depth == JSON_DEPTH) {
        err_set(j->err, ST_REJECT, "JSON-DEPTH", "nested deeper than %d levels", JSON_DEPTH);
        return json_drop_rest(j);
    }
    f = innermost(j);
    if (f != NULL && !f->object && step >= 0) {
        enum status st = window_fill(j->w, MARK_AHEAD, j->err);

        if (st != ST_OK)
            return st;
        json_mark(j, window_view(j->w), &f->mark);
    }
    if (object && step >= 0)
        enclosing_push(j->around);
    f = &j->frames[j->depth++];
    f->object = object;
    f->step = step;
    f->need = FRAME_FIRST;
    f->mark.n = 0;
    f->mark.indent = -1;
    window_consume(j->w, 1);
    return ST_OK;
}

static void pop(struct json_reader *j)
{
    struct frame *f = innermost(j);

    if (f->object && f->step >= 0)
        enclosing_pop(j->around);
    if (--j->depth > 0)
        return;
    j->closed_line = j->w->line;
    if (!j->top_first)
        return; /* what damage left in the middle of a line tells nothing of the dump's shape */
    j->closed++;
    if (j->n_steps > 0 || !j->starts.known || j->starts.in_list)
        j->shape = j->w->line == j->top_line ? SHAPE_LINES : SHAPE_PRETTY;
}

void json_leave(struct json_reader *j, size_t depth)
{
    enum shape shape = j->shape;

    while (j->depth > depth)
        pop(j);
    j->shape = shape;
}

/* A bracket closes what it does not belong to: it closes the nearest that it fits. */
static void close_nearest(struct json_reader *j, bool object)
{
    size_t i = j->depth;

    while (i > 0 && j->frames[i - 1].object != object)
        i--;
    while (i > 0 && j->depth >= i)
        pop(j);
}

/* How many bytes at the front, at most STRAY_MAX, lie before the next that is one of stops. */
static enum status stray_length(struct json_reader *j, const char *stops, size_t *n)
{
    bool more = true;

    for (*n = 1; more && *n < STRAY_MAX;) {
        struct slice view = window_view(j->w);
        enum status st;

        for (; *n < view.n && *n < STRAY_MAX; ++*n)
            if (view.p[*n] != 0 && strchr(stops, view.p[*n]) != NULL)
                return ST_OK;
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

/* Has damage closed the list of records, so that its next one stands in an object around it? */
static enum status list_goes_on(struct json_reader *j, bool *yes)
{
    *yes = false;
    if (!innermost(j)->object || !j->starts.in_list || innermost(j)->step != j->n_steps - 1)
        return ST_OK;
    return json_start_follows(j, 0, false, true, yes);
}

/* Bytes that cannot stand between values: up to where reading may go on. */
static enum status stray(struct json_reader *j, unsigned char c)
{
    enum status st;
    bool goes_on;
    size_t n;

    err_set(j->err, ST_REJECT, "JSON-ENVELOPE", "this cannot stand between records");
    if (j->shape == SHAPE_LINES)
        return json_drop_line(j);
    if (json_in_record_list(j) && c != ']') {
        json_learn_broken(j);
        return json_skip_to_start(j);
    }
    st = list_goes_on(j, &goes_on);
    if (st != ST_OK || goes_on)
        return st == ST_OK ? json_skip_to_start(j) : st;
    if (c == '}' || c == ']') {
        close_nearest(j, c == '}');
        return json_reject(j, 1);
    }
    st = stray_length(j, innermost(j)->object ? "\"}]" : "\"{[]}", &n);
    return st == ST_OK ? json_reject(j, n) : st;
}

/* The tree of the scalar that the next n bytes are, in scratch; NULL if they are none: rejected. */
static enum status scalar_tree(struct json_reader *j, size_t n, struct node **node)
{
    struct slice text = {window_view(j->w).p, n};

    arena_reset(&j->scratch);
    if (tree_from_json(&j->scratch, text, node, j->err) == ST_OK)
        return ST_OK;
    *node = NULL;
    json_locate(j, text);
    return j->shape == SHAPE_LINES ? json_drop_line(j) : json_reject(j, n);
}

static enum status read_scalar(struct json_reader *j, struct frame *f, unsigned char c)
{
    struct node *node;
    size_t n;
    enum status st = json_scalar(j, &n);

    if (st != ST_OK)
        return st;
    if (n == 0)
        return stray(j, c);
    st = scalar_tree(j, n, &node);
    if (node == NULL)
        return st;
    if (f->object && f->step >= 0) {
        node->name = buf_view(&j->key);
        enclosing_add(j->around, node);
    }
    window_consume(j->w, n);
    return ST_OK;
}

static enum status read_key(struct json_reader *j, struct frame *f)
{
    struct node *node;
    size_t n;
    enum status st = json_scalar(j, &n);

    if (st != ST_OK)
        return st;
    if (n == 0)
        return stray(j, '"');
    f->need = FRAME_COLON;
    f->next_step = -1;
    buf_clear(&j->key);
    st = scalar_tree(j, n, &node);
    if (node == NULL)
        return st;
    buf_slice(&j->key, node->text);
    if (f->step >= 0 && f->step < j->n_steps && slice_equal(node->text, j->steps[f->step]))
        f->next_step = f->step + 1;
    window_consume(j->w, n);
    return ST_OK;
}

static enum status value(struct json_reader *j, struct frame *f, unsigned char c)
{
    int step = f->object ? f->next_step : f->step;

    f->need = FRAME_MORE;
    if (step == j->n_steps) {
        j->found = true;
        if (!f->object || c == '{')
            return json_element(j);
    }
    if (c == '{' || c == '[')
        return json_push(j, c == '{', step);
    return read_scalar(j, f, c);
}

/* The list ends here, unless the bracket is damage: then what stands behind it cannot, and another
 * record follows, or the dump ends. */
static enum status list_end(struct json_reader *j, struct frame *f)
{
    bool well = true, goes_on = false;
    enum status st = ST_OK;

    if (json_in_record_list(j))
        st = json_list_ends_well(j, &well);
    if (st == ST_OK && json_in_record_list(j) && (!well || f->need == FRAME_VALUE)) {
        json_learn_broken(j);
        st = json_start_follows(j, 1, false, j->depth > 1, &goes_on);
        goes_on |= !well && j->depth > 1 && j->w->end;
    }
    if (st != ST_OK)
        return st;
    if (goes_on) {
        err_set(j->err, ST_REJECT, "JSON-ENVELOPE", "this cannot stand between records");
        return json_skip_to_start(j);
    }
    if (f->need == FRAME_VALUE)
        return stray(j, ']');
    window_consume(j->w, 1);
    pop(j);
    return ST_OK;
}

/* In a list of objects something else: an element of its own, or what is left of one? */
static enum status odd_element(struct json_reader *j, unsigned char c)
{
    bool opens = false;
    unsigned char next;
    enum status st;
    size_t n;

    innermost(j)->need = FRAME_MORE;
    if (c == '[') {
        st = json_record_is_next(j, &opens);
        if (st != ST_OK || !opens)
            return st == ST_OK ? json_element(j) : st;
        err_set(j->err, ST_REJECT, "JSON-ENVELOPE", "this cannot stand between records");
        innermost(j)->need = FRAME_VALUE;
        return json_reject(j, 1);
    }
    st = json_scalar(j, &n);
    if (st == ST_OK && n > 0) {
        st = json_next_byte(j, &n, &next);
        if (st == ST_OK && (next == ',' || next == ']'))
            return json_element(j);
    }
    j->err->line = j->err->column = 0;
    return st == ST_OK ? stray(j, c) : st;
}

static enum status list_token(struct json_reader *j, struct frame *f, unsigned char c)
{
    if (c == ']')
        return list_end(j, f);
    if (c == ',' && f->need == FRAME_MORE) {
        window_consume(j->w, 1);
        f->need = FRAME_VALUE;
        return ST_OK;
    }
    if (c == '}' || c == ',' || c == ':')
        return stray(j, c);
    if (f->need == FRAME_MORE) {
        if (j->shape == SHAPE_LINES ||
            (c != '{' && (c != '[' || (json_in_record_list(j) && j->starts.known))))
            return stray(j, c);
        if (c == '{' && json_in_record_list(j)) {
            enum status st = window_fill(j->w, START_AHEAD, j->err);

            if (st != ST_OK || !json_is_start(j, window_view(j->w), 0, START_ANYWHERE))
                return st == ST_OK ? stray(j, c) : st;
        }
        j->recovered = true; /* a comma is missing */
    }
    return c != '{' && json_in_record_list(j) && (j->starts.known || c != '[') ? odd_element(j, c)
                                                                               : value(j, f, c);
}

static enum status object_token(struct json_reader *j, struct frame *f, unsigned char c)
{
    if (f->need == FRAME_VALUE && c != ',' && c != '}' && c != ']' && c != ':')
        return value(j, f, c);
    if (f->need == FRAME_MORE && c == '"' && j->shape != SHAPE_LINES) {
        j->recovered = true; /* a comma is missing */
        return read_key(j, f);
    }
    if ((f->need == FRAME_FIRST || f->need == FRAME_KEY) && c == '"')
        return read_key(j, f);
    if ((f->need == FRAME_FIRST || f->need == FRAME_MORE) && c == '}') {
        window_consume(j->w, 1);
        pop(j);
        return ST_OK;
    }
    if ((f->need == FRAME_COLON && c == ':') || (f->need == FRAME_MORE && c == ',')) {
        window_consume(j->w, 1);
        f->need = c == ':' ? FRAME_VALUE : FRAME_KEY;
        return ST_OK;
    }
    f->need = FRAME_KEY;
    return stray(j, c);
}

/* Blanks away, and how far the next byte is indented.  Inside a line's envelope the line's end is
 * no blank: there the envelope was cut. */
static enum status skip_blanks(struct json_reader *j)
{
    bool line_bound = j->depth > 0 && j->shape == SHAPE_LINES, more = true;

    j->indent = j->w->offset == input_start(j->w->in) ? 0 : -1;
    while (more) {
        struct slice view = window_view(j->w);
        enum status st;
        size_t i = 0;

        for (; i < view.n; i++) {
            if (is_line_end(view.p[i])) {
                if (line_bound)
                    break;
                j->indent = 0;
            } else if (view.p[i] == ' ' || view.p[i] == '\t') {
                j->indent += j->indent >= 0;
            } else {
                break;
            }
        }
        window_consume(j->w, i);
        if (i < view.n)
            return ST_OK;
        st = json_grow(j, &more);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

static enum status at_end(struct json_reader *j)
{
    if (j->depth > 0) {
        json_leave(j, 0);
        err_set(j->err, ST_REJECT, "JSON-CUT", "the dump ends inside a list or an object");
        return json_reject(j, 0);
    }
    if (j->n_steps > 0 && !j->found && j->w->offset > input_start(j->w->in))
        return err_set(j->err, ST_FAIL, "JSON-PATH",
                       "no member \"%.*s\" was found where the profile looks for records; correct "
                       "its read.record",
                       (int)j->steps[0].n, (const char *)j->steps[0].p);
    return ST_END;
}

static enum status advance(struct json_reader *j)
{
    struct slice view;
    enum status st;
    unsigned char c;

    if (j->skip != SKIP_NONE)
        return json_go_on_skipping(j);
    st = skip_blanks(j);
    if (st != ST_OK)
        return st;
    view = window_view(j->w);
    if (view.n == 0)
        return at_end(j);
    c = view.p[0];
    if (j->resume)
        return json_resume_list(j);
    if (j->depth == 0)
        return json_top_value(j, c);
    if (is_line_end(c)) {
        err_set(j->err, ST_REJECT, "JSON-CUT", "the line ends inside a list or an object");
        json_leave(j, 0);
        return json_reject(j, 1);
    }
    return innermost(j)->object ? object_token(j, innermost(j), c) : list_token(j, innermost(j), c);
}

static enum status json_next_record(struct reader *r, struct arena *arena, struct record *rec,
                                    struct err *err)
{
    struct json_reader *j = r->state;
    enum status st = ST_OK;

    j->ready = false;
    j->arena = arena;
    j->rec = rec;
    j->err = err;
    err_clear(err);
    while (st == ST_OK && !j->ready)
        st = advance(j);
    if (st == ST_OK) {
        rec->recovered = j->recovered;
        j->recovered = false;
    }
    if (st == ST_FAIL && r->number > 0 && strcmp(err->code, "JSON-PATH") == 0)
        return ST_END; /* all that there was has been rejected */
    return st;
}

/* "items.events" in its steps. */
static void split_path(struct json_reader *j, struct slice path)
{
    size_t at = 0;

    j->steps = arena_zero(&j->paths, path.n + 1, sizeof(*j->steps));
    while (at < path.n) {
        size_t end = at;

        while (end < path.n && path.p[end] != '.')
            end++;
        if (end > at)
            j->steps[j->n_steps++] = (struct slice){path.p + at, end - at};
        at = end + 1;
    }
}

static enum status json_open(struct reader *r, struct err *err)
{
    struct json_reader *j = mem_zero(1, sizeof(*j));

    (void)err;
    r->state = j;
    j->options = &r->options;
    j->w = &r->window;
    j->frames = mem_zero(JSON_DEPTH, sizeof(*j->frames));
    j->around = enclosing_new();
    buf_init(&j->key, BUF_CAP);
    split_path(j, r->options.record);
    return ST_OK;
}

static void json_close(struct reader *r)
{
    struct json_reader *j = r->state;

    if (j == NULL)
        return;
    enclosing_free(j->around);
    arena_release(&j->paths);
    arena_release(&j->scratch);
    buf_release(&j->key);
    mem_free(j->frames);
    mem_free(j);
}

/* A retry reads one record's bytes, which need no path: nothing to describe. */
const struct reader_ops reader_json_ops = {.open = json_open, .next = json_next_record, .close = json_close};
