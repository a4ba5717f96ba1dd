/*
 * reader_impl: what the readers of all formats are built on.  Private to importer/reader*.c.
 *
 * A window is a bounded look-ahead in UTF-8 over input_read(): fill it, look at it, consume from
 * its front.  It knows the front's place in the original bytes and its line, so that a format's
 * reader counts neither.  A format gives a struct reader_ops; reader.c numbers the records.
 */
#ifndef READER_IMPL_H
#define READER_IMPL_H

#include "reader.h"

#define RECORD_MAX   ((size_t)16 << 20)               /* bytes of one record, UTF-8 */
#define WINDOW_MAX   (RECORD_MAX + ((size_t)1 << 20)) /* the most that can be asked for */
#define REJECT_WHOLE ((size_t)1 << 20)                /* a reject up to this is kept whole */
#define REJECT_START ((size_t)64 << 10)               /* of a longer one, this much */

struct window {
    struct input *in; /* borrowed */
    unsigned char *p; /* bytes from..to are read and not yet consumed */
    size_t from, to, size;
    bool end;        /* the input has no more than what lies in the window */
    bool after_cr;   /* the last consumed byte was a CR: its LF is the same line end */
    uint64_t offset; /* original bytes before the front */
    uint64_t line;   /* of the front, from 1; LF, CRLF and CR each end one */
};

void window_open(struct window *w, struct input *in); /* after the encoding has been set */
void window_close(struct window *w);

/* The bytes at hand, borrowed until the next window_fill(): consuming does not move them. */
static inline struct slice window_view(const struct window *w)
{
    return (struct slice){w->p + w->from, w->to - w->from};
}

/* Reads until at least need <= WINDOW_MAX bytes are at hand, or all that there are.  One read at
 * most brings more than asked for.  A growing record asks for twice what it has. */
enum status window_fill(struct window *w, size_t need, struct err *err);

/* Takes n bytes off the front. */
void window_consume(struct window *w, size_t n);

static inline bool is_line_end(unsigned char c)
{
    return c == '\n' || c == '\r';
}

/* Line ends in s: LF, CRLF and CR each one; an LF at its start counts unless after_cr. */
uint64_t window_lines(struct slice s, bool after_cr);

/* Sets rec's line and offset to the front. */
void window_place(const struct window *w, struct record *rec);

/* Sets rec's length and raw to the n bytes that a record has at the front, and consumes them; for a
 * reject beyond REJECT_WHOLE, raw is its start. */
void window_take(struct window *w, size_t n, bool reject, struct record *rec);

/* The same for a record in which so many line ends have been counted. */
void window_take_counted(struct window *w, size_t n, uint64_t lines, struct record *rec);

/* What is kept of a reject: all of it, or its start if it is longer than REJECT_WHOLE. */
struct slice window_prefix(struct slice s);

struct reader_ops {
    /* r->window and r->options stand; sets r->state.  After a failure close() is called too. */
    enum status (*open)(struct reader *r, struct err *err);
    /* As reader_next(), all of *rec zeroed before; the number is reader.c's. */
    enum status (*next)(struct reader *r, struct arena *arena, struct record *rec, struct err *err);
    void (*close)(struct reader *r); /* r->state may be NULL */
    /* Appends to "csv", "json", "xml" what resume needs, with a space before it; may be NULL. */
    void (*describe)(const struct reader *r, struct buf *out);
    /* Before open(): sets r->options from that; may be NULL.  Code: READER-RESUME. */
    enum status (*resume)(struct reader *r, struct slice described, struct err *err);
    size_t (*header)(const struct reader *r, const struct slice **cells); /* may be NULL */
};

struct reader {
    const struct reader_ops *ops;
    struct read_options options;
    struct window window;
    uint64_t number;         /* of the last record */
    struct buf resumed;      /* the description that resume() got, for slices to point into */
    struct layouts *layouts; /* of records, where the format has none */
    void *state;             /* the format's own */
};

extern const struct reader_ops reader_csv_ops, reader_json_ops, reader_xml_ops;

#endif
