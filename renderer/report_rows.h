/*
 * report_rows: one page's rows of events, collected until the page is full.
 *
 * A page is full at REPORT_ROWS rows or when they cost REPORT_BUDGET bytes.  Where it ends depends
 * on the rows before only, so a full page never changes.  Private to renderer/report*.c.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "report_row.h"

#define ROWS_CHIPS 10 /* categories offered as filters */

/* What rows of one bulk operation share; the texts of a row that has a request are in its page's
 * arena.  label and by: of rows that may follow one of the same request. */
struct row_kin {
    struct slice source, request, label, by;
    int64_t action, actor; /* actor: 0 if none is named */
};

struct rows {
    struct arena arena;
    struct page page;     /* begun in the arena */
    struct value *values; /* REPORT_ROWS of each */
    int64_t *at;
    unsigned char *outcomes;
    size_t *costs;
    struct row_kin *kin;
    size_t n, cost;
    uint64_t sums[OUTCOME_COUNT]; /* by outcome */
    struct {
        struct slice name;
        struct value class;
        uint64_t n;
    } chips[ROWS_CHIPS];
    size_t n_chips;
};

void rows_init(struct rows *r);
void rows_release(struct rows *r);

/* Forgets all rows and begins a page. */
void rows_start(struct rows *r, struct run *run, const char *path, const char *nav, struct slice title);

/* False if the row does not fit: the page is full.  An empty page takes any row. */
bool rows_add(struct rows *r, const struct store_event *e, int64_t self);

/* [{title, id, count, rows, parts}] by hour, oldest first.  parts: the rows once more, cut where a
 * request begins or ends: [{bulk, rows}]; bulk tells of two rows or more of one request. */
struct value rows_by_hour(const struct rows *r);

/* [{date, weekday, count, rows, parts}] by day; rows from to to - 1, newest first if backwards; a
 * before b. a is NULL or the page before b. */
struct value rows_by_day(struct arena *arena, const struct rows *a, size_t from, const struct rows *b,
                         bool backwards);

/* [{token, label, class, n}]: filters that the page's script offers. */
struct value rows_chips(struct rows *r);

#endif
