/*
 * csv_out: rows of CSV (RFC 4180) to a sink.
 *
 * Lines end with CRLF; a cell is quoted if it holds a comma, a quote, CR or LF, or blanks at an
 * end, or if it is empty and alone in its row.  Bytes are written as they are.  Knows neither
 * columns nor files.  csv_cell.h tells how a cell is written and guarded.
 */
#ifndef CSV_OUT_H
#define CSV_OUT_H

#include "csv_cell.h"
#include "err.h"
#include "template.h"

struct csv_out { /* csv_out_init() to csv_out_release() */
    enum csv_mode mode;
    template_sink sink;
    void *ctx;
    struct buf buf;
    size_t cells;    /* in the current row */
    bool only_empty; /* its first cell is empty */
};

void csv_out_init(struct csv_out *o, enum csv_mode mode, template_sink sink, void *ctx);
void csv_out_release(struct csv_out *o); /* what was not flushed is lost */

/* One cell of the current row. */
void csv_out_cell(struct csv_out *o, struct slice cell);
void csv_out_name(struct csv_out *o, struct slice name); /* of a file: bytes that are no UTF-8 as U+FFFD */
void csv_out_text(struct csv_out *o, const char *cell);  /* NULL: empty */
void csv_out_int(struct csv_out *o, int64_t cell);

/* Ends the row; gives the sink what has gathered.  Fails with what the sink returns. */
enum status csv_out_row(struct csv_out *o, struct err *err);

/* Gives the sink the rest. */
enum status csv_out_flush(struct csv_out *o, struct err *err);

/* As csv_write_cell(), of the name of a file. */
void csv_write_name(struct buf *b, enum csv_mode mode, struct slice name);

#endif
