/* err: what went wrong, made where it is detected.  See err.h. */
#include <assert.h>
#include <stdio.h>

#include "err.h"
#include "utf8.h"

static void fill(struct err *e, const char *code, const char *format, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void fill(struct err *e, const char *code, const char *format, va_list ap)
{
    assert(code != NULL && code[0] != 0);
    e->code = code;
    if (vsnprintf(e->text, sizeof(e->text), format, ap) >= (int)sizeof(e->text)) /* cut between characters */
        e->text[utf8_prefix(slice_text(e->text), sizeof(e->text) - 2).n] = 0;
}

enum status err_set(struct err *e, enum status st, const char *code, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fill(e, code, format, ap);
    va_end(ap);
    return st;
}

enum status err_at(struct err *e, enum status st, const char *where, uint64_t line, uint64_t column,
                   const char *code, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fill(e, code, format, ap);
    va_end(ap);
    snprintf(e->where, sizeof(e->where), "%s", where);
    e->line = line;
    e->column = column;
    return st;
}
