/*
 * reader_csv_scan: where the cells of a CSV record are.  Private to importer/reader_csv*.c and tests.
 *
 * Knows RFC 4180 and nothing of windows or records.
 */
#ifndef READER_CSV_SCAN_H
#define READER_CSV_SCAN_H

#include "mem.h"
#include "slice.h"

struct csv_dialect {
    unsigned char delimiter, quote;
    bool no_quote;
};

struct csv_cell { /* offsets from the record's first byte, without the quotes */
    uint32_t from, to;
    bool quoted; /* may hold doubled quotes */
};

struct csv_row {
    struct csv_cell *cells; /* the first min(n, keep) */
    size_t room, keep;
    size_t n;       /* cells that the record has */
    size_t end;     /* of the record, its line end not included; on an error, the byte in error */
    uint64_t lines; /* of a record: line ends in it */
    bool odd;       /* of a record: it holds a NUL or a byte that is not ASCII */
};

enum csv_found {
    CSV_RECORD, /* a whole record */
    CSV_MORE,   /* the text ends within it */
    CSV_STRAY,  /* a quote in an unquoted cell */
    CSV_AFTER,  /* text after a closing quote */
    CSV_OPEN    /* the end of the input inside quotes */
};

/* The record at the start of text; LF, CRLF and CR end one.  last: nothing follows text. */
enum csv_found csv_scan(const struct csv_dialect *d, struct slice text, bool last, struct csv_row *row);

/* The same read byte by byte, but for lines and odd; it alone tells errors. */
enum csv_found csv_scan_plain(const struct csv_dialect *d, struct slice text, bool last, struct csv_row *row);

/* What the bytes of a block are, a bit for each.  odd: NUL, or not ASCII.  By 16 bytes at a step,
 * and by one. */
#define CSV_BLOCK 64
struct csv_marks {
    uint64_t delimiters, quotes, lines, odd;
};
struct csv_marks csv_marks(const struct csv_dialect *d, const unsigned char *p);
struct csv_marks csv_marks_plain(const struct csv_dialect *d, const unsigned char *p);

/* The length of the first physical line without its end; s.n if none ends in it. */
size_t csv_line(struct slice s);

/* A copy of text with one quote for each two; text itself if it has none. */
struct slice csv_undouble(const struct csv_dialect *d, struct slice text, struct arena *arena);

/* A cell's text: borrowed, or in the arena where doubled quotes had to be undone. */
static inline struct slice csv_text(const struct csv_dialect *d, struct slice record,
                                    const struct csv_cell *cell, struct arena *arena)
{
    struct slice s = {record.p + cell->from, cell->to - cell->from};

    return cell->quoted ? csv_undouble(d, s, arena) : s;
}

/* The most frequent of , ; TAB | outside quotes in the first record of text; ',' if none. */
unsigned char csv_find_delimiter(const struct csv_dialect *d, struct slice text);

#endif
