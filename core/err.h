/*
 * err: what went wrong, made where it is detected.
 *
 * A ladder of consequences says what must stop; struct err says why.  Its code is stable and is
 * explained in cli/trailbook.1, section DIAGNOSTICS; the text tells what is wrong, where, and what
 * to do.  Callers pass it up unchanged; only cli prints it.
 */
#ifndef ERR_H
#define ERR_H

#include <stdarg.h>
#include <stdint.h>

enum status {
    ST_OK = 0,
    ST_END = 1,     /* there is no more */
    ST_REJECT = -1, /* this record cannot be used; reading goes on */
    ST_FAIL = -2,   /* this dump, page or file is given up; others go on */
    ST_FATAL = -3   /* the run must stop: disk, store, lock */
};

struct err {
    const char *code;      /* "CSV-QUOTE-OPEN"; "" while nothing went wrong */
    char where[256];       /* file or profile, "" if it does not matter */
    uint64_t line, column; /* from 1, in bytes; 0 = not known */
    char text[1024];
};

/* clang-format off */
#define ERR_INIT {.code = ""}
/* clang-format on */

/* Fills e; keeps where, line and column as they stand.  Returns st, so that a caller can write
 * return err_set(e, ST_FAIL, "CODE", "...").  code must be a string literal. */
enum status err_set(struct err *e, enum status st, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with a place. */
enum status err_at(struct err *e, enum status st, const char *where, uint64_t line, uint64_t column,
                   const char *code, const char *format, ...) __attribute__((format(printf, 7, 8)));

/* As ERR_INIT, without the cost of zeroing what nobody reads. */
static inline void err_clear(struct err *e)
{
    e->code = "";
    e->where[0] = e->text[0] = 0;
    e->line = e->column = 0;
}

#endif
