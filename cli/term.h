/*
 * term: what people see: data on stdout, messages on stderr, progress where both are a terminal's.
 *
 * The only module that writes to stderr.  Texts that come from dumps go through term_safe(), so that
 * no control character of theirs reaches a terminal.  A reader of stdout that has gone (EPIPE) is no
 * error: what is written after that is dropped.
 */
#ifndef TERM_H
#define TERM_H

#include "buf.h"
#include "err.h"
#include "term_text.h"

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_DIM, PAINT_RED, PAINT_YELLOW, PAINT_GREEN };

struct term {
    bool quiet, verbose;
    bool color_out, color_err; /* terminals that want colour */
    bool progress;             /* stderr is a terminal that can erase a line */
    bool line;                 /* a progress line stands there */
    bool out_tty;
    bool printed;       /* something went to stdout */
    bool gone;          /* the reader of stdout has gone */
    int64_t progressed; /* the clock, ns, when the line was last due */
    int failed;         /* errno of the first write that failed, or 0 */
};

/* Looks at the streams, NO_COLOR and TERM. */
void term_init(struct term *t, bool no_color);

/* Escape sequences for stdout, "" where colour is not wanted. */
const char *term_on(const struct term *t, enum paint p);
const char *term_off(const struct term *t);

/* stdout. */
void term_out(struct term *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void term_bytes(struct term *t, struct slice s);
/* A name or another text that is not ours: as term_safe(). */
void term_show(struct term *t, const char *text);

/* Does stdout still take what is printed?  A list that nobody gets may end early. */
static inline bool term_takes(const struct term *t)
{
    return !t->gone && t->failed == 0;
}

/* Writes out what is buffered.  ST_FATAL (OUT-WRITE): stdout is closed, or what is behind it refused. */
enum status term_finish(struct term *t, struct err *err);

/* stderr: "file:line:column: text [CODE]"; where: used if e has none, may be NULL. */
void term_error(struct term *t, const char *where, const struct err *e);
void term_warn(struct term *t, const char *where, const struct err *e);
/* The same of what needs attention though the run is done: also with --quiet. */
void term_alert(struct term *t, const char *where, const struct err *e);
/* One line; not with --quiet. */
void term_note(struct term *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One line; only with --verbose. */
void term_detail(struct term *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A usage text, or a table that was asked for: also with --quiet. */
void term_usage(struct term *t, const char *text);

/* Is there a progress line, and has it stood for a tenth of a second? */
bool term_progress_due(struct term *t);

/* How many columns it may take: one less than the terminal has just now, for it may be resized; 0: there
 * is no room for one. */
size_t term_progress_width(void);

/* Replaces the progress line; what is too wide is cut. */
void term_progress(struct term *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Columns of the terminal that stdout is; 0: it is none, or does not tell. */
size_t term_out_width(const struct term *t);

/* Appends text, which may hold colours, broken at blanks into lines of at most width columns where its
 * words allow (less than 20 for them, or 0: one line): from column at on, then from column indent on. */
void term_wrap(struct buf *b, struct slice text, size_t at, size_t indent, size_t width);

/* stdout: lines of text, on a terminal broken like that, and words too wide for one line too; as they
 * stand elsewhere. */
void term_lines(struct term *t, struct slice text, size_t indent);

#endif
