/* report_evidence: rejects, sources, integrity and provenance.  See report_run.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report_csv.h"
#include "report_ledger.h"
#include "report_summary.h"
#include "store_imports.h"
#include "utf8.h"

#define REJECT_ROWS 300 /* of one page */
#define SOURCES     500

struct rejects { /* the pages of rejects, being made */
    struct run *run;
    struct arena arena;
    struct page page;
    struct value rows[REJECT_ROWS];
    size_t n;
    uint64_t listed; /* on all pages */
    unsigned number;
    struct csv_file *csv;
};

/* A reject does not tell which items it is of, so a report of one item lists none. */
static bool reject_shown(const struct run *run, const struct store_reject *row)
{
    return !run->filtered || (run->o->filter.item == 0 && import_shown(run, row->import));
}

static void rejects_path(unsigned number, char out[PLACE_SIZE])
{
    if (number > 1)
        snprintf(out, PLACE_SIZE, "rejects-%u.html", number);
    else
        snprintf(out, PLACE_SIZE, "rejects.html");
}

static void rejects_start(struct rejects *r)
{
    struct slice title = SLICE("Rejects");
    char path[PLACE_SIZE];

    arena_reset(&r->arena);
    r->n = 0;
    r->number++;
    if (r->number > 1)
        title = say_format(&r->arena, "Rejects, page %u", r->number);
    rejects_path(r->number, path);
    page_begin(&r->page, r->run, &r->arena, path, "rejects", title);
    page_trail(&r->page, title, NULL);
}

static enum status rejects_write(struct rejects *r, bool last, struct err *err)
{
    const struct store_totals *t = &r->run->facts.totals;
    struct page *p = &r->page;
    char path[PLACE_SIZE];

    if (r->number > 1) {
        rejects_path(r->number - 1, path);
        page_turn(p, "prev", path, say_format(p->arena, "Page %u", r->number - 1));
    }
    if (!last) {
        rejects_path(r->number + 1, path);
        page_turn(p, "next", path, say_format(p->arena, "Page %u", r->number + 1));
    }
    value_add(&p->map, "list", some_value(p->arena, r->rows, r->n));
    value_add(&p->map, "shown", number_value(p->arena, r->n));
    value_add(&p->map, "total", number_value(p->arena, r->listed));
    value_add_text(&p->map, "rejects_left",
                   left_out(p, t->rejects + t->rejects_solved, r->listed, "record", "records"));
    value_add_text(&p->map, "open", say_plural(p->arena, t->rejects, "record", "records"));
    value_add_bool(&p->map, "any_open", t->rejects > 0);
    value_add_bool(&p->map, "one_open", t->rejects == 1);
    if (t->rejects_solved > 0)
        value_add_text(&p->map, "solved",
                       say_plural(p->arena, t->rejects_solved,
                                  "record was rejected at first and became an event",
                                  "records were rejected at first and became events"));
    return page_write(p, "rejects", err);
}

static struct value reject_value(struct arena *a, const struct store_reject *row)
{
    const struct reject *j = &row->reject;
    struct value_builder b;

    value_begin(&b, a, 10);
    value_add_text(&b, "source", slice_copy(a, row->source));
    value_add_text(&b, "dump", slice_copy(a, row->dump_name));
    value_add(&b, "record", number_value(a, j->record));
    value_add(&b, "offset", number_value(a, j->offset));
    value_add(&b, "length", number_value(a, j->length));
    value_add(&b, "line", j->line > 0 ? number_value(a, j->line) : VALUE_MISSING);
    value_add_text(&b, "code", slice_copy(a, slice_text(j->code)));
    value_add_text(&b, "reason", shorten(a, j->reason, 400));
    value_add_bool(&b, "solved", row->solved_by != 0);
    return value_built(&b);
}

static enum status reject_csv(struct rejects *r, const struct store_reject *row, struct err *err)
{
    const struct reject *j = &row->reject;
    const struct slice texts[] = {row->source, row->dump_name, slice_text(j->code), j->reason};
    struct buf hex;

    for (int i = 0; i < 4; i++)
        csv_out_name(&r->csv->row, texts[i]);
    csv_out_int(&r->csv->row, (int64_t)j->record);
    csv_out_int(&r->csv->row, (int64_t)j->offset);
    csv_out_int(&r->csv->row, (int64_t)j->length);
    csv_out_int(&r->csv->row, (int64_t)j->line);
    if (j->column > 0)
        csv_out_int(&r->csv->row, (int64_t)j->column);
    else
        csv_out_cell(&r->csv->row, SLICE_NONE);
    buf_init(&hex, 128);
    buf_hex(&hex, j->digest, DIGEST_SIZE);
    csv_out_cell(&r->csv->row, buf_view(&hex));
    buf_release(&hex);
    csv_out_cell(&r->csv->row, row->solved_by != 0 ? SLICE("yes") : SLICE("no"));
    return csv_row(r->csv, err);
}

static enum status reject_add(struct rejects *r, const struct store_reject *row, struct err *err)
{
    enum status st = ST_OK;

    if (r->n == REJECT_ROWS) {
        st = rejects_write(r, false, err);
        rejects_start(r);
    }
    if (st == ST_OK)
        st = reject_csv(r, row, err);
    if (st == ST_OK)
        r->rows[r->n++] = reject_value(&r->arena, row);
    return st;
}

static enum status reject_count(struct rejects *r, const struct store_reject *row, struct err *err)
{
    (void)row;
    (void)err;
    r->listed++;
    return ST_OK;
}

typedef enum status (*reject_fn)(struct rejects *r, const struct store_reject *row, struct err *err);

/* Calls each with the rejects that are shown. */
static enum status each_reject(struct rejects *r, reject_fn each, struct err *err)
{
    const struct store_reject *row;
    struct store_rejects *c;
    enum status st = store_rejects_open(r->run->store, false, false, &c, err);

    if (st != ST_OK)
        return st;
    while (st == ST_OK && (st = store_rejects_next(c, &row, err)) == ST_OK)
        if (reject_shown(r->run, row))
            st = each(r, row, err);
    store_rejects_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status rejects_all(struct rejects *r, struct err *err)
{
    enum status st = each_reject(r, reject_count, err);

    if (st != ST_OK)
        return st;
    rejects_start(r);
    st = each_reject(r, reject_add, err);
    return st == ST_OK ? rejects_write(r, true, err) : st;
}

static enum status rejects(struct run *run, struct err *err)
{
    static const char columns[] = "source,dump,code,reason,record,offset,length,line,column,sha256,solved";
    struct rejects *r = mem_zero(1, sizeof(*r));
    enum status st = csv_open(run, "csv/rejects.csv", columns, &r->csv, err);

    r->run = run;
    if (st == ST_OK)
        st = rejects_all(r, err);
    if (st == ST_OK)
        st = csv_close(r->csv, err);
    else
        csv_drop(r->csv);
    arena_release(&r->arena);
    mem_free(r);
    return st;
}

static struct slice hex_text(struct arena *a, const unsigned char digest[DIGEST_SIZE])
{
    struct slice text;
    struct buf b;

    buf_init(&b, 128);
    buf_hex(&b, digest, DIGEST_SIZE);
    text = markup_take(a, &b);
    buf_release(&b);
    return text;
}

static struct value input_value(const struct page *p, const struct store_import_row *row)
{
    const struct fact_import *known = facts_import(p->run->all, row->info.id);
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 18);
    if (known != NULL)
        value_add_text(&b, "anchor", dump_anchor(p, known));
    value_add_text(&b, "name", slice_copy(a, slice_text(row->info.name)));
    value_add_text(&b, "zone", slice_copy(a, slice_text(row->info.zone)));
    value_add_text(&b, "source", slice_copy(a, slice_text(row->info.source)));
    value_add_text(&b, "reading", which_reading(p, row->info.id));
    value_add_bool(&b, "earlier", !row->latest);
    value_add_text(&b, "removed", removed_text(a, row->info.removed));
    value_add(&b, "bytes", number_value(a, row->info.bytes));
    value_add(&b, "records", number_value(a, row->counts.records));
    value_add_text(&b, "digest",
                   row->info.dump_erased
                       ? p->run->o->pseudonyms != NULL ? SLICE("[left out]") : SLICE("[erased]")
                       : hex_text(a, row->info.dump));
    value_add_text(&b, "profile", slice_copy(a, slice_text(row->info.profile)));
    value_add_text(&b, "profile_digest", hex_text(a, row->info.profile_digest));
    if (row->info.retry_profile[0] != '\0') {
        value_add_text(&b, "retry_profile", slice_copy(a, slice_text(row->info.retry_profile)));
        value_add_text(&b, "retry_digest", hex_text(a, row->info.retry_digest));
    }
    value_add_text(&b, "title", slice_copy(a, slice_text(row->info.title)));
    value_add_text(&b, "tool", slice_copy(a, slice_text(row->info.tool)));
    value_add(&b, "range",
              row->counts.first_at != STAMP_UNKNOWN
                  ? value_text(say_days(a, stamp_day(row->counts.first_at), stamp_day(row->counts.last_at)))
                  : VALUE_MISSING);
    return value_built(&b);
}

static enum status inputs_open(struct value_pull *pull, struct err *err)
{
    const struct page *p = pull->rows->ctx;
    struct store_imports *c = NULL;
    enum status st = store_imports_open(p->run->store, &c, err);

    pull->cursor = c;
    return st;
}

static enum status inputs_next(struct value_pull *pull, struct value *out, struct err *err)
{
    struct page p = page_of_row(pull->rows->ctx, pull);
    const struct store_import_row *row;
    enum status st;

    while ((st = store_imports_next(pull->cursor, &row, err)) == ST_OK &&
           !facts_listed(&p.run->facts, row->info.id))
        ;
    if (st == ST_OK)
        *out = input_value(&p, row);
    return st;
}

static void inputs_close(void *cursor)
{
    store_imports_close(cursor);
}

/* The imports with their digests: "inputs". */
static void add_inputs(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct value_rows rows = {inputs_open, inputs_next, inputs_close, p, 0};
    uint64_t all = 0;

    for (size_t i = 0; i < f->n_imports; i++)
        all += import_shown(p->run, f->imports[i].id);
    rows.max = f->n_listed;
    value_add(&p->map, "inputs", pulled_value(p->arena, rows));
    value_add(&p->map, "inputs_shown", number_value(p->arena, rows.max));
    value_add_text(&p->map, "dumps_total", say_plural(p->arena, f->dumps, "dump", "dumps"));
    value_add_bool(&p->map, "read_again", f->dumps < f->totals.imports);
    value_add_text(&p->map, "inputs_total", say_plural(p->arena, f->totals.imports, "import", "imports"));
    value_add_text(&p->map, "inputs_earlier", earlier_text(p, all));
    value_add_text(&p->map, "inputs_left", left_out(p, f->totals.imports, all, "import", "imports"));
}

static enum status plain_page(struct run *run, const char *name, const char *title, bool fingerprint,
                              bool ledger, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct page p;
    char path[PLACE_SIZE];
    enum status st;

    snprintf(path, sizeof(path), "%s.html", name);
    page_begin(&p, run, &a, path, name, slice_text(title));
    page_trail(&p, slice_text(title), NULL);
    add_sources(&p, SOURCES);
    value_add_text(&p.map, "events", say_plural(&a, run->facts.events, "event", "events"));
    value_add_text(&p.map, "all_events", say_plural(&a, run->facts.totals.events, "event", "events"));
    value_add_text(&p.map, "items", say_plural(&a, run->facts.items, "item", "items"));
    if (run->facts.n_days > 0)
        value_add_text(&p.map, "range", say_days(&a, run->facts.first_day, run->facts.last_day));
    if (fingerprint)
        value_add_text(&p.map, "fingerprint", run->fingerprint);
    value_add_string(&p.map, "store", run->o->store_name);
    value_add_string(&p.map, "theme", run->o->theme != NULL ? "a folder of its own" : "the default");
    value_add_text(&p.map, "epoch", run->epoch);
    add_inputs(&p);
    st = ledger ? report_ledger(&p, err) : ST_OK;
    if (st == ST_OK)
        st = page_write(&p, name, err);
    arena_release(&a);
    return st;
}

enum status report_evidence(struct run *run, struct err *err)
{
    enum status st = rejects(run, err);

    if (st == ST_OK)
        st = plain_page(run, "sources", "Sources", false, false, err);
    if (st == ST_OK)
        st = plain_page(run, "integrity", "Integrity", false, true, err);
    return st == ST_OK ? plain_page(run, "provenance", "Provenance", true, false, err) : st;
}
