/*
 * reader_csv: records of CSV (RFC 4180).
 *
 * A record that parses is never split: guessing inside valid cells would let a note of several
 * lines forge records.  After an error only the first physical line is rejected, and each further
 * line until one that is a record: the header's number of cells, and plausible.
 *
 * That takes linear time.  An attempt that crossed the starts of lines did so inside quotes, so
 * each line between two of them holds an even number of quotes; an attempt that starts at one of
 * them is therefore not inside quotes where that line ends, and looks no further.  Only the last
 * line that an attempt touched can send another one beyond it.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reader_csv.h"

#define FIRST_LOOK ((size_t)64 << 10) /* bytes in which the delimiter is looked for */

struct csv {
    struct csv_dialect dialect;
    struct csv_row row;
    struct csv_header header; /* n = 0 until it is known */
    bool begun;
    bool lost;          /* behind damage, looking for a record */
    bool recovered;     /* a record was found behind damage */
    uint64_t lost_line; /* where the damage is */
    struct buf start;   /* of a reject that does not fit the window */
};

/* The record at the front; it may be cut short by the window's end only if it is too long. */
static enum status scan(struct reader *r, enum csv_found *found, struct err *err)
{
    struct csv *c = r->state;
    struct slice s;

    for (;;) {
        enum status st;

        s = window_view(&r->window);
        if (s.n > RECORD_MAX + 1)
            s.n = RECORD_MAX + 1; /* an end behind a record of full length can still be seen */
        *found = csv_scan(&c->dialect, s, r->window.end && s.n <= RECORD_MAX, &c->row);
        if (*found != CSV_MORE || s.n > RECORD_MAX)
            return ST_OK;
        st = window_fill(&r->window, 2 * s.n < RECORD_MAX ? 2 * s.n + 1 : RECORD_MAX + 1, err);
        if (st != ST_OK)
            return st;
    }
}

/* Rejects a line whose end lies beyond the window: its start is kept, the rest passes by. */
static enum status reject_long_line(struct reader *r, struct record *rec, struct err *err)
{
    struct csv *c = r->state;
    struct window *w = &r->window;
    struct err read_err = ERR_INIT;
    struct slice s = window_view(w);

    buf_clear(&c->start);
    buf_slice(&c->start, window_prefix(s));
    while (s.n > 0) {
        size_t n = csv_line(s);

        window_consume(w, n);
        if (n < s.n)
            break;
        if (window_fill(w, 1, &read_err) != ST_OK) {
            *err = read_err;
            return ST_FAIL;
        }
        s = window_view(w);
    }
    rec->length = w->offset - rec->offset;
    rec->raw = buf_view(&c->start);
    return ST_REJECT;
}

/* Rejects the first physical line at the front; err has been set. */
static enum status reject_line(struct reader *r, struct record *rec, struct err *err)
{
    struct err read_err = ERR_INIT;

    for (;;) {
        struct slice s = window_view(&r->window);
        size_t n = csv_line(s);

        if (n < s.n || r->window.end) {
            window_take(&r->window, n, true, rec);
            return ST_REJECT;
        }
        if (n > REJECT_WHOLE)
            return reject_long_line(r, rec, err);
        if (window_fill(&r->window, 2 * n + 1, &read_err) != ST_OK) {
            *err = read_err;
            return ST_FAIL;
        }
    }
}

/* The first byte of the record that has been scanned that cannot be text, or its end. */
static size_t bad_byte(const struct csv *c, struct slice record, const char **code)
{
    return c->row.odd ? csv_bad_byte(record, code) : record.n;
}

/* The record that has been scanned as a tree. */
static void make_tree(const struct csv *c, struct slice record, struct arena *arena, struct record *rec)
{
    size_t n = c->header.n;
    struct node *cells = arena_alloc(arena, n * sizeof(*cells));

    for (size_t i = 0; i < n; i++)
        cells[i] = (struct node){
            .kind = NODE_TEXT,
            .name = c->header.names[i],
            .text = csv_text(&c->dialect, record, &c->row.cells[i], arena),
            .next = &cells[i + 1],
        };
    cells[n - 1].next = NULL;
    rec->tree = tree_node(arena, NODE_MAP);
    rec->tree->child = cells;
    rec->tree->last = &cells[n - 1];
    rec->layout = &c->header.layout;
}

static bool is_plausible(const struct reader *r, struct node *tree)
{
    return r->options.plausible == NULL || r->options.plausible(r->options.plausible_ctx, tree);
}

/* Behind damage: the front is a record, or one more line to reject. */
static enum status look_for_record(struct reader *r, struct arena *arena, enum csv_found found,
                                   struct record *rec, struct err *err)
{
    struct csv *c = r->state;
    struct slice s = {window_view(&r->window).p, c->row.end};
    const char *code, *why = "";

    if (found == CSV_RECORD && (c->header.n == 0 || c->row.n == c->header.n) &&
        bad_byte(c, s, &code) == s.n) {
        if (c->header.n == 0)
            csv_header_number(&c->header, c->row.n);
        c->row.keep = c->header.n;
        make_tree(c, s, arena, rec);
        if (is_plausible(r, rec->tree)) {
            c->lost = false;
            c->recovered = rec->recovered = true;
            window_take_counted(&r->window, s.n, c->row.lines, rec);
            return ST_OK;
        }
        rec->tree = NULL;
        why = "; this one has a record's cells but no time that can be read, "
              "so it may be the inside of a cell";
    }
    err_at(err, ST_REJECT, input_path(r->window.in), rec->line, 0, "CSV-SKIPPED",
           "skipped after the damage in line %" PRIu64
           "; reading goes on at the next line that is a record%s",
           c->lost_line, why);
    return reject_line(r, rec, err);
}

static enum status lose(struct reader *r, struct record *rec, enum csv_found found, struct err *err)
{
    struct csv *c = r->state;

    c->lost = true;
    c->lost_line = rec->line;
    csv_explain(&r->window, rec, found, c->row.end, ST_REJECT, err);
    return reject_line(r, rec, err);
}

static enum status take_record(struct reader *r, struct arena *arena, struct record *rec, struct err *err)
{
    struct csv *c = r->state;
    struct slice s = {window_view(&r->window).p, c->row.end};
    const char *code;
    size_t bad = bad_byte(c, s, &code);

    if (bad == s.n && c->row.n == c->header.n) {
        make_tree(c, s, arena, rec);
        rec->recovered = c->recovered;
        window_take_counted(&r->window, s.n, c->row.lines, rec);
        return ST_OK;
    }
    if (bad < s.n) {
        csv_explain_byte(&r->window, rec, bad, code, ST_REJECT, err);
    } else {
        err_at(err, ST_REJECT, input_path(r->window.in), rec->line, 0, "CSV-CELLS",
               "%zu cell%s where the header has %zu; is the delimiter right "
               "and are cells that hold it quoted?",
               c->row.n, c->row.n == 1 ? "" : "s", c->header.n);
    }
    window_take(&r->window, s.n, true, rec);
    return ST_REJECT;
}

/* Consumes blank lines and line ends; ST_END if nothing else is left. */
static enum status skip_line_ends(struct reader *r, struct err *err)
{
    for (;;) {
        struct slice s;
        size_t n = 0;
        enum status st = window_fill(&r->window, 1, err);

        if (st != ST_OK)
            return st;
        s = window_view(&r->window);
        if (s.n == 0)
            return ST_END;
        while (n < s.n && (s.p[n] == '\n' || s.p[n] == '\r'))
            n++;
        window_consume(&r->window, n);
        if (n < s.n)
            return ST_OK;
    }
}

static bool is_mark(unsigned char c)
{
    return c < 0x80 && c != 0 && c != '\n' && c != '\r';
}

/* A delimiter of 0 will be found. */
static bool is_dialect(const struct csv_dialect *d)
{
    return (d->delimiter == 0 || is_mark(d->delimiter)) &&
           (d->no_quote || (is_mark(d->quote) && d->quote != d->delimiter));
}

/* U+FEFF behind the byte order mark, which some exporters write again. */
static enum status skip_marks(struct reader *r, struct err *err)
{
    enum status st;

    while ((st = window_fill(&r->window, FIRST_LOOK, err)) == ST_OK &&
           slice_starts(window_view(&r->window), SLICE("\xef\xbb\xbf")))
        window_consume(&r->window, 3);
    return st;
}

static void name_columns(struct csv *c, struct slice record)
{
    struct slice *raw = mem_zero(c->row.n, sizeof(*raw));
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < c->row.n; i++)
        raw[i] = csv_text(&c->dialect, record, &c->row.cells[i], &a);
    while (slice_starts(raw[0], SLICE("\xef\xbb\xbf")))
        raw[0] = (struct slice){raw[0].p + 3, raw[0].n - 3};
    csv_header_set(&c->header, raw, c->row.n);
    mem_free(raw);
    arena_release(&a);
}

static enum status header_failed(struct err *err)
{
    char why[sizeof(err->text)];

    memcpy(why, err->text, sizeof(why));
    return err_set(err, ST_FAIL, "CSV-HEADER", "the header cannot be read: %.900s", why);
}

static enum status read_header(struct reader *r, struct err *err)
{
    struct csv *c = r->state;
    struct record rec = {0};
    const char *code = "";
    enum csv_found found;
    struct slice s;
    size_t bad;
    enum status st = scan(r, &found, err);

    if (st != ST_OK)
        return st;
    window_place(&r->window, &rec);
    if (found != CSV_RECORD) {
        csv_explain(&r->window, &rec, found, c->row.end, ST_FAIL, err);
        return header_failed(err);
    }
    s = (struct slice){window_view(&r->window).p, c->row.end};
    bad = bad_byte(c, s, &code);
    if (bad < s.n) {
        csv_explain_byte(&r->window, &rec, bad, code, ST_FAIL, err);
        return header_failed(err);
    }
    if (c->row.n > CSV_COLUMNS)
        return err_at(err, ST_FAIL, input_path(r->window.in), rec.line, 0, "CSV-HEADER",
                      "the header has %zu columns, %zu are the most", c->row.n, CSV_COLUMNS);
    name_columns(c, s);
    window_consume(&r->window, s.n);
    return skip_line_ends(r, err);
}

/* Delimiter and header, before the first record. */
static enum status begin(struct reader *r, struct err *err)
{
    struct csv *c = r->state;
    enum status st = skip_marks(r, err);

    if (st == ST_OK)
        st = skip_line_ends(r, err);
    if (st == ST_OK)
        st = window_fill(&r->window, FIRST_LOOK, err);
    if (st != ST_OK)
        return st;
    c->begun = true;
    if (c->dialect.delimiter == 0) {
        struct slice s = window_view(&r->window);

        s.n = s.n < FIRST_LOOK ? s.n : FIRST_LOOK;
        c->dialect.delimiter = csv_find_delimiter(&c->dialect, s);
    }
    return c->header.n > 0 || r->options.no_header ? ST_OK : read_header(r, err);
}

static enum status csv_next(struct reader *r, struct arena *arena, struct record *rec, struct err *err)
{
    struct csv *c = r->state;
    enum csv_found found;
    enum status st = c->begun ? skip_line_ends(r, err) : begin(r, err);

    if (st != ST_OK)
        return st;
    c->row.keep = c->header.n > 0 ? c->header.n : CSV_COLUMNS;
    window_place(&r->window, rec);
    st = scan(r, &found, err);
    if (st != ST_OK)
        return st;
    if (found == CSV_RECORD && c->row.n > CSV_COLUMNS && c->header.n == 0)
        found = CSV_MORE; /* too long to tell the columns from it */
    if (c->lost)
        return look_for_record(r, arena, found, rec, err);
    if (found != CSV_RECORD)
        return lose(r, rec, found, err);
    if (c->header.n == 0)
        csv_header_number(&c->header, c->row.n);
    return take_record(r, arena, rec, err);
}

static enum status csv_open(struct reader *r, struct err *err)
{
    const struct read_options *o = &r->options;
    struct csv *c = r->state;

    if (c != NULL) /* resumed */
        return ST_OK;
    c = r->state = mem_zero(1, sizeof(*c));
    buf_init(&c->start, BUF_CAP);
    c->row.keep = CSV_COLUMNS;
    c->dialect.delimiter = o->delimiter;
    c->dialect.quote = o->quote != 0 ? o->quote : '"';
    c->dialect.no_quote = o->no_quote;
    if (!is_dialect(&c->dialect))
        return err_set(err, ST_FAIL, "CSV-DIALECT",
                       "delimiter and quote must be two different ASCII characters other than line ends");
    return ST_OK;
}

static void csv_close(struct reader *r)
{
    struct csv *c = r->state;

    if (c == NULL)
        return;
    csv_header_release(&c->header);
    buf_release(&c->start);
    mem_free(c->row.cells);
    mem_free(c);
}

static void csv_describe_reader(const struct reader *r, struct buf *out)
{
    const struct csv *c = r->state;

    csv_describe(&c->dialect, &c->header, out);
}

static enum status csv_resume(struct reader *r, struct slice described, struct err *err)
{
    enum status st = csv_open(r, err);
    struct csv *c = r->state;

    if (st == ST_OK && csv_described(described, &c->dialect, &c->header) && is_dialect(&c->dialect))
        return ST_OK;
    return err_set(err, ST_FAIL, "READER-RESUME",
                   "the stored description of a CSV reader is damaged; import the dump again");
}

static size_t csv_header_cells(const struct reader *r, const struct slice **cells)
{
    const struct csv *c = r->state;

    *cells = c->header.names;
    return c->header.n;
}

const struct reader_ops reader_csv_ops = {
    .open = csv_open,
    .next = csv_next,
    .close = csv_close,
    .describe = csv_describe_reader,
    .resume = csv_resume,
    .header = csv_header_cells,
};
