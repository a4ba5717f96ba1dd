/* reader_csv_error: what is wrong with a record, and where.  See reader_csv.h. */
#include <string.h>

#include "reader_csv.h"
#include "utf8.h"

static enum status fail_at(const struct window *w, const struct record *rec, enum status st, struct err *err,
                           const char *code, const char *text)
{
    return err_at(err, st, input_path(w->in), rec->line, 0, code, "%s", text);
}

/* Sets err's place to that of the byte at. */
static void place_error(const struct window *w, const struct record *rec, size_t at, struct err *err)
{
    struct slice s = {window_view(w).p, at};
    size_t start = at;

    while (start > 0 && s.p[start - 1] != '\n' && s.p[start - 1] != '\r')
        start--;
    err->line = rec->line + window_lines((struct slice){s.p, start}, false);
    err->column = at - start + 1;
}

size_t csv_bad_byte(struct slice s, const char **code)
{
    size_t valid = utf8_valid(s);
    const unsigned char *nul = valid > 0 ? memchr(s.p, 0, valid) : NULL;

    *code = nul ? "CSV-NUL" : "CSV-UTF8";
    return nul ? (size_t)(nul - s.p) : valid;
}

enum status csv_explain_byte(const struct window *w, const struct record *rec, size_t at, const char *code,
                             enum status st, struct err *err)
{
    if (strcmp(code, "CSV-NUL") == 0)
        fail_at(w, rec, st, err, code, "a NUL byte; if the dump is UTF-16, name its encoding in the profile");
    else if (!input_is_utf8(w->in))
        fail_at(w, rec, st, err, code,
                "bytes that are no character in the dump's encoding; is the profile's the right one?");
    else
        err_at(err, st, input_path(w->in), 0, 0, code,
               "byte 0x%02x is not valid UTF-8; name the dump's encoding in the profile",
               (unsigned)window_view(w).p[at]);
    place_error(w, rec, at, err);
    return st;
}

/* Does anything stand behind the first line? */
static bool more_lines(struct slice s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
        n++;
    while (n < s.n && (s.p[n] == '\n' || s.p[n] == '\r'))
        n++;
    return n < s.n;
}

enum status csv_explain(const struct window *w, const struct record *rec, enum csv_found found, size_t at,
                        enum status st, struct err *err)
{
    const char *path = input_path(w->in);

    switch (found) {
    case CSV_STRAY:
        err_at(err, st, path, 0, 0, "CSV-QUOTE-STRAY",
               "a quote inside a cell that does not start with one; such a cell must be quoted and "
               "its quotes doubled, or the profile must say that this dump has no quoting");
        break;
    case CSV_AFTER:
        err_at(err, st, path, 0, 0, "CSV-QUOTE-AFTER",
               "text after a cell's closing quote; a quote within a cell must be doubled");
        break;
    case CSV_OPEN:
        if (st == ST_REJECT && more_lines(window_view(w)))
            return fail_at(w, rec, st, err, "CSV-QUOTE-OPEN",
                           "a quoted cell opens in this line and is closed nowhere behind it; "
                           "reading goes on at the next line that is a record; double the quote "
                           "if it is text, or export the dump again if it was cut short");
        return fail_at(w, rec, st, err, "CSV-QUOTE-OPEN",
                       "a quoted cell is still open where the dump ends; was the dump cut short?");
    default:
        err_at(err, st, path, rec->line, 0, "CSV-SIZE", "longer than %zu bytes, the most of a record",
               RECORD_MAX);
        return st;
    }
    place_error(w, rec, at, err);
    return st;
}
