/* mapper_explain_text: an explanation as text for people.  See mapper.h. */
#include <string.h>

#include "mapper_explain.h"
#include "utf8.h"

#define LEAST 40   /* columns of a line, however narrow the terminal */
#define NAME  11   /* columns of a field's name, with the blank behind it */
#define SHOWN 4096 /* bytes of a value */

/* A text of the dump or the profile, which must not reach a terminal as it is. */
static void put_text(struct buf *b, struct slice s)
{
    for (size_t at = 0; at < s.n;)
        at += utf8_show(b, s, at);
}

/* The length of text's next piece: to behind a blank or a comma, or before what a bracket opens. */
static size_t piece(struct slice text)
{
    size_t n = 0;

    while (n < text.n && (text.p[n] == '{' || text.p[n] == '['))
        n++;
    while (n < text.n && memchr(" ,{[", text.p[n], 4) == NULL)
        n++;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == ','))
        n++;
    return n;
}

/* How many bytes of text, which is UTF-8, take no more than so many columns. */
static size_t fitting(struct slice text, size_t columns)
{
    size_t n = 0;

    for (size_t end = 1; end <= text.n; end++)
        if (end == text.n || (text.p[end] & 0xc0) != 0x80) {
            if (utf8_columns((struct slice){text.p + n, end - n}) > columns)
                return n;
            columns -= utf8_columns((struct slice){text.p + n, end - n});
            n = end;
        }
    return n;
}

/* As flow_text(), of a text that is shown already. */
static size_t flow(struct buf *b, size_t width, size_t at, struct slice text)
{
    size_t gap = 0; /* blanks that are put if the line goes on */

    while (text.n) {
        size_t n = piece(text), seen = n, columns;

        while (seen && text.p[seen - 1] == ' ')
            seen--;
        columns = utf8_columns((struct slice){text.p, seen});
        if (at + gap > NAME && at + gap + columns > width) {
            buf_format(b, "\n%*s", NAME, "");
            at = NAME;
            gap = 0;
        }
        if (at + gap + columns > width) { /* on no line does it fit as a whole */
            n = seen = fitting((struct slice){text.p, seen}, width - at - gap);
            columns = utf8_columns((struct slice){text.p, seen});
        }
        buf_format(b, "%*s", (int)gap, "");
        buf_add(b, text.p, seen);
        at += gap + columns;
        gap = n - seen;
        text.p += n;
        text.n -= n;
    }
    return at;
}

/* Appends text at column at, broken after blanks and commas and before brackets, and where none of them is
 * near enough, on lines that start at the values; gives the column behind it.  No line end is put. */
static size_t flow_text(struct buf *b, size_t width, size_t at, struct slice text)
{
    struct buf shown;

    buf_init(&shown, BUF_CAP);
    put_text(&shown, text);
    at = flow(b, width, at, buf_view(&shown));
    buf_release(&shown);
    return at;
}

/* "<- a, lower (line 7)" */
static void source_text(struct buf *b, const struct explained *e)
{
    buf_format(b, "<- %.*s", (int)e->from.n, (const char *)e->from.p);
    if (e->line)
        buf_format(b, " (line %llu)", (unsigned long long)e->line);
}

/* Where a value comes from, on its line if it fits there. */
static void put_source(struct buf *b, size_t width, size_t at, const struct explained *e)
{
    struct buf source;
    bool fits;

    buf_init(&source, BUF_CAP);
    source_text(&source, e);
    fits = at + 3 + utf8_columns(buf_view(&source)) <= width;
    if (fits)
        buf_text(b, "   ");
    else
        buf_format(b, "\n%*s", NAME, "");
    flow_text(b, width, fits ? at + 3 : NAME, buf_view(&source));
    buf_release(&source);
}

static size_t put_value(struct buf *b, size_t width, const struct explained *e, bool noted)
{
    struct slice shown = utf8_prefix(e->value, SHOWN);
    size_t start = b->n, at = NAME;

    if (e->words)
        at = flow_text(b, width, NAME, shown);
    else
        put_text(b, shown);
    if (!e->words)
        at = NAME + utf8_columns((struct slice){b->p + start, b->n - start});
    start = b->n;
    if (e->value.n > SHOWN)
        buf_format(b, "... (%zu bytes)", e->value.n);
    at += b->n - start;
    if (!noted)
        return at;
    buf_byte(b, ' ');
    return flow_text(b, width, at + 1, e->note);
}

/* Where there is no path: the profile's line. */
static void put_line(struct buf *b, size_t width, size_t at, uint64_t line)
{
    struct buf text;

    buf_init(&text, BUF_CAP);
    buf_format(&text, "(line %llu)", (unsigned long long)line);
    if (at + 1 + text.n > width)
        buf_format(b, "\n%*s", NAME, "");
    else
        buf_byte(b, ' ');
    buf_slice(b, buf_view(&text));
    buf_release(&text);
}

/* A note stands behind words that come from somewhere, else on a line of its own. */
static void put_found(struct buf *b, size_t width, const struct explained *e)
{
    bool noted = e->words && e->from.n && e->note.n;
    size_t at;

    buf_format(b, "%-*s", NAME, e->field);
    at = put_value(b, width, e, noted);
    if (e->from.n)
        put_source(b, width, at, e);
    else if (e->line)
        put_line(b, width, at, e->line);
    buf_byte(b, '\n');
    if (!e->note.n || noted)
        return;
    buf_format(b, "%*s", NAME, "");
    flow_text(b, width, NAME, e->note);
    buf_byte(b, '\n');
}

/* "name  type <- source (line n): why" */
static void put_nothing(struct buf *b, size_t width, const struct explained *e)
{
    struct buf text;

    buf_init(&text, BUF_CAP);
    if (e->value.n)
        buf_format(&text, "%.*s ", (int)e->value.n, (const char *)e->value.p);
    source_text(&text, e);
    if (e->note.n)
        buf_format(&text, ": %.*s", (int)e->note.n, (const char *)e->note.p);
    buf_format(b, "%-*s", NAME, e->field);
    flow_text(b, width, NAME, buf_view(&text));
    buf_byte(b, '\n');
    buf_release(&text);
}

/* "rejected: why [CODE]" */
static void put_reject(struct buf *b, size_t width, const struct err *why)
{
    struct buf text;

    buf_init(&text, BUF_CAP);
    buf_format(&text, "rejected: %s [%s]", why->text, why->code);
    flow_text(b, width, 0, buf_view(&text));
    buf_byte(b, '\n');
    buf_release(&text);
}

void explanation_text(const struct explanation *x, size_t columns, struct buf *b)
{
    const struct explained *before = NULL;
    size_t width = columns < LEAST ? LEAST : columns;

    if (x->result == MAPPED_SKIP)
        buf_text(b, "skipped by the profile\n");
    if (x->result == MAPPED_REJECT)
        put_reject(b, width, &x->why);
    for (size_t i = 0; i < x->n; i++) {
        const struct explained *e = &x->at[i];
        bool first = before == NULL || before->event != e->event;

        if (first && x->n_events > 1)
            buf_format(b, "event %zu of %zu\n", e->event, x->n_events);
        if (e->nothing && (first || !before->nothing))
            buf_text(b, "found nothing for\n");
        if (e->nothing)
            put_nothing(b, width, e);
        else
            put_found(b, width, e);
        before = e;
    }
}
