/*
 * reader_csv: what the files of the CSV reader share.  Private to importer/reader_csv*.c and tests.
 *
 * The scanner (reader_csv_scan.h) finds the cells; the header names the columns; the reader proper cuts,
 * rejects and finds its way back after damage.
 */
#ifndef READER_CSV_H
#define READER_CSV_H

#include "reader_csv_scan.h"
#include "reader_impl.h"
#include "tree_layout.h"

#define CSV_COLUMNS ((size_t)1 << 16) /* the most that a header may have */

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
