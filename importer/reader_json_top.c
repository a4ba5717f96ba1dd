/* reader_json_top: values of the top level, and what can be none.  See reader_json_impl.h. */
#include <string.h>

#include "reader_json_impl.h"

enum status json_resume_list(struct json_reader *j)
{
    struct frame *f = &j->frames[j->depth++];

    *f = (struct frame){.step = j->n_steps, .next_step = -1, .need = FRAME_MORE, .mark = {.indent = -1}};
    j->resume = false;
    j->recovered = true;
    return json_element(j);
}

/* What can begin no value at the top level.  In a line of its own it spoils that alone. */
static enum status stray_top(struct json_reader *j)
{
    bool follows = j->w->line == j->closed_line;

    if (j->closed == 1)
        j->shape = SHAPE_PRETTY; /* of one value it cannot be told */

    err_set(j->err, ST_REJECT, "JSON-ENVELOPE",
            j->n_steps > 0 ? "an object or a list had to stand here" : "this cannot stand between records");
    if (!j->starts.known || (j->shape == SHAPE_LINES && !follows))
        return json_drop_line(j);
    return j->shape == SHAPE_LINES ? json_skip_in_line(j) : json_skip_to_start(j);
}

/* An object at the top level that holds a list of records; or a record of one that damage closed. */
static enum status top_object(struct json_reader *j)
{
    enum status st = window_fill(j->w, MARK_AHEAD, j->err);

    if (st != ST_OK)
        return st;
    if (j->strayed && j->starts.in_list && j->shape != SHAPE_LINES && json_front_is_record(j))
        return json_resume_list(j);
    if (j->starts.outer.n == 0)
        json_mark(j, window_view(j->w), &j->starts.outer);
    return json_push(j, true, 0);
}

/* Among objects something else: a value in a line of its own, or what is left of one? */
static enum status odd_top(struct json_reader *j)
{
    unsigned char next = 0;
    struct slice view;
    enum status st;
    size_t n;

    if (j->closed != 1 &&
        (j->shape == SHAPE_UNKNOWN || (j->shape == SHAPE_LINES && j->w->line != j->closed_line)))
        return json_top_record(j);
    st = json_scalar(j, &n);
    j->err->line = j->err->column = 0;
    if (st != ST_OK || n == 0 || !j->top_first)
        return st == ST_OK ? stray_top(j) : st;
    st = window_fill(j->w, n + START_AHEAD, j->err);
    view = window_view(j->w);
    while (n < view.n && (view.p[n] == ' ' || view.p[n] == '\t'))
        n++;
    next = n < view.n ? view.p[n] : '\n';
    return st != ST_OK ? st : is_line_end(next) ? json_top_record(j) : stray_top(j);
}

enum status json_top_value(struct json_reader *j, unsigned char c)
{
    j->top_line = j->w->line;
    j->top_first = j->indent >= 0;
    if (c == '[' && !j->top_first && j->strayed && j->starts.known && j->shape != SHAPE_LINES)
        return stray_top(j);
    if (c == '[')
        return json_push(j, false, 0);
    if (c == '{' && j->n_steps > 0)
        return top_object(j);
    if (j->n_steps > 0)
        return stray_top(j);
    return c == '{' || !j->starts.known ? json_top_record(j) : odd_top(j);
}
