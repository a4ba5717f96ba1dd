/*
 * reader_csv: what the files of the CSV reader share.  Private to importer/reader_csv*.c and tests.
 *
 * The scanner knows RFC 4180 and nothing of windows or records; the header names the columns; the
 * reader proper cuts, rejects and finds its way back after damage.
 */
#ifndef READER_CSV_H
#define READER_CSV_H

#include "reader_impl.h"

#define CSV_COLUMNS ((size_t)1 << 16) /* the most that a header may have */

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

/* Offset of the first byte that cannot be text, or s.n; *code then says why. */
size_t csv_bad_byte(struct slice s, const char **code);

/* Set err to what is wrong at the byte at of the record at the window's front, and return st. */
enum status csv_explain_byte(const struct window *w, const struct record *rec, size_t at, const char *code,
                             enum status st, struct err *err);
enum status csv_explain(const struct window *w, const struct record *rec, enum csv_found found, size_t at,
                        enum status st, struct err *err);

struct csv_header { /* names and their texts are owned */
    struct slice *names;
    size_t n;
    struct layout layout; /* of the records */
    struct arena texts;
};

void csv_header_release(struct csv_header *h);

/* Names for the n raw ones: an empty one is "#7" by its position, a repeated one "name#2". */
void csv_header_set(struct csv_header *h, const struct slice *raw, size_t n);

/* "1", "2", ... */
void csv_header_number(struct csv_header *h, size_t n);

/* " delimiter=, quote=\" header=[...]" and back; false if text is nothing of the kind. */
void csv_describe(const struct csv_dialect *d, const struct csv_header *h, struct buf *out);
bool csv_described(struct slice text, struct csv_dialect *d, struct csv_header *h);

#endif
