/* report_completeness: what the report covers, what it does not, and how one can tell.  See
 * report_run.h. */
#include <stdio.h>
#include <string.h>

#include "report_checks.h"
#include "report_csv.h"
#include "report_row.h"
#include "report_summary.h"
#include "store_imports.h"

#define EVENT_ROWS 50 /* absent events on the page */

/* A claimed window: in days, both within, or its times, of which the last is not within. */
static void add_claim(struct value_builder *b, struct arena *a, int64_t from, int64_t to)
{
    if (from % STAMP_DAY == 0 && to % STAMP_DAY == 0) {
        value_add_text(b, "from", say_day_iso(a, stamp_day(from)));
        value_add_text(b, "to", say_day_iso(a, stamp_day(to - 1)));
    } else {
        struct slice end = say_datetime(a, to, STAMP_RES_S);

        value_add_text(b, "from", say_datetime(a, from, STAMP_RES_S));
        value_add_text(b, "to", say_format(a, "before %.*s", (int)end.n, (const char *)end.p));
    }
}

static struct value claim_value(struct arena *a, int64_t from, int64_t to)
{
    struct value_builder b;

    value_begin(&b, a, 2);
    add_claim(&b, a, from, to);
    return value_built(&b);
}

/* Its own, or on the last reading of a dump the one that an earlier reading bears. */
static bool tells_claim(const struct store_import_row *row)
{
    return row->claim != 0 && (row->claim == row->info.id || row->latest);
}

static struct value window_value(const struct page *p, const struct store_import_row *row)
{
    bool claimed = tells_claim(row);
    struct value_builder b;

    if (!claimed && row->counts.first_at == STAMP_UNKNOWN)
        return VALUE_MISSING;
    value_begin(&b, p->arena, 3);
    if (claimed) {
        add_claim(&b, p->arena, row->claim_from, row->claim_to);
    } else {
        value_add_text(&b, "from", say_day_iso(p->arena, stamp_day(row->counts.first_at)));
        value_add_text(&b, "to", say_day_iso(p->arena, stamp_day(row->counts.last_at)));
    }
    value_add_bool(&b, "claimed", claimed);
    return value_built(&b);
}

/* The number of the reading that its window stands with, if that is another. */
static struct slice stands_with(const struct page *p, const struct store_import_row *row)
{
    const struct fact_import *bears = facts_import(p->run->all, row->claim);

    if (!tells_claim(row) || row->claim == row->info.id || bears == NULL)
        return SLICE_NONE;
    return say_number(p->arena, bears->reading);
}

/* How many a source has, whatever the filter. */
static struct slice imports_of(const struct page *p, int64_t source)
{
    const struct facts *f = p->run->all;

    for (size_t i = 0; i < f->n_sources; i++)
        if (f->sources[i].id == source)
            return say_plural(p->arena, f->sources[i].imports, "import", "imports");
    return SLICE_NONE;
}

/* What makes up the difference, where what is made is not stored or duplicate. */
static struct slice suppressed_text(struct arena *a, uint64_t n)
{
    return n > 0 ? say_plural(a, n, "suppressed, as erased before", "suppressed, as erased before")
                 : SLICE_NONE;
}

static struct value import_value(const struct page *p, const struct store_import_row *row, bool head)
{
    struct arena *a = p->arena;
    static const char *const kinds[] = {
        [IMPORT_AGAIN] = "the same bytes again",
        [IMPORT_REMAPPED] = "the same bytes again, with another profile than before",
    };
    const struct fact_import *known = facts_import(p->run->all, row->info.id);
    const struct import_counts *c = &row->counts;
    struct value_builder b;
    struct buf hex;

    buf_init(&hex, 128);
    buf_hex(&hex, row->info.dump, 4);
    value_begin(&b, a, 20);
    value_add_text(&b, "source", head ? slice_copy(a, slice_text(row->info.source)) : SLICE_NONE);
    if (head)
        value_add_text(&b, "source_imports", imports_of(p, row->source_id));
    value_add_text(&b, "name", slice_copy(a, slice_text(row->info.name)));
    value_add(&b, "dump", known != NULL ? dump_value(p, known) : VALUE_MISSING);
    value_add_string(&b, "again", known != NULL ? kinds[known->kind] : NULL);
    value_add_text(&b, "reading", which_reading(p, row->info.id));
    value_add_text(&b, "differ",
                   c->differ > 0 ? say_plural(a, c->differ, "duplicate maps", "duplicates map") : SLICE_NONE);
    value_add_text(&b, "removed", removed_text(a, row->info.removed));
    value_add_bool(&b, "earlier", !row->latest);
    value_add(&b, "window", window_value(p, row));
    value_add_text(&b, "stands_with", stands_with(p, row));
    value_add(&b, "records", number_value(a, c->records));
    value_add(&b, "mapped", cell_value(a, c->mapped));
    value_add(&b, "skipped", cell_value(a, c->skipped));
    value_add(&b, "rejected", cell_value(a, c->rejected));
    value_add(&b, "made", cell_value(a, c->made));
    value_add(&b, "stored", cell_value(a, c->stored));
    value_add(&b, "duplicate", cell_value(a, c->duplicate));
    value_add_text(&b, "suppressed", suppressed_text(a, c->suppressed));
    value_add_text(&b, "digest", markup_take(a, &hex));
    buf_release(&hex);
    return value_built(&b);
}

/* When an event was, or on which day only: it may not pass the filter. */
static void event_time(struct csv_out *row, int64_t at, bool filtered)
{
    if (filtered)
        csv_day(row, at == STAMP_UNKNOWN ? INT64_MIN : stamp_day(at));
    else
        csv_time(row, at, STAMP_RES_NONE);
}

static void reading_cell(struct csv_out *row, const struct fact_import *i)
{
    if (i != NULL)
        csv_out_int(row, (int64_t)i->reading);
    else
        csv_out_cell(row, SLICE_NONE);
}

static void import_csv(const struct run *run, struct csv_out *row, const struct store_import_row *i)
{
    const struct import_counts *c = &i->counts;
    const uint64_t counts[] = {i->info.bytes, c->records,     c->mapped,    c->skipped,    c->rejected,
                               c->made,       c->stored,      c->duplicate, c->suppressed, c->conflicts,
                               c->untimed,    c->outside,     c->absent,    c->recovered,  c->remapped,
                               c->differ,     i->info.removed};
    bool claimed = tells_claim(i);
    const char *texts[] = {i->info.source, i->info.name, i->info.profile, i->info.tool};
    struct buf hex;

    buf_init(&hex, 256);
    for (int t = 0; t < 4; t++)
        csv_out_name(row, slice_text(texts[t]));
    buf_hex(&hex, i->info.profile_digest, DIGEST_SIZE);
    csv_out_cell(row, buf_view(&hex));
    buf_clear(&hex);
    if (i->info.dump_erased)
        buf_text(&hex, run->o->pseudonyms != NULL ? "[left out]" : "[erased]");
    else
        buf_hex(&hex, i->info.dump, DIGEST_SIZE);
    csv_out_cell(row, buf_view(&hex));
    csv_time(row, claimed ? i->claim_from : STAMP_UNKNOWN, STAMP_RES_S);
    csv_time(row, claimed ? i->claim_to : STAMP_UNKNOWN, STAMP_RES_S);
    event_time(row, c->first_at, run->filtered);
    event_time(row, c->last_at, run->filtered);
    csv_out_cell(row, i->latest ? SLICE("yes") : SLICE("no"));
    for (size_t n = 0; n < sizeof(counts) / sizeof(counts[0]); n++)
        csv_out_int(row, (int64_t)counts[n]);
    reading_cell(row, facts_import(run->all, i->info.id));
    reading_cell(row, claimed ? facts_import(run->all, i->claim) : NULL);
    buf_release(&hex);
}

/* The table of imports, and its CSV. */
static enum status add_imports(struct page *p, struct csv_file *csv, struct err *err)
{
    struct value *list = arena_zero(p->arena, p->run->facts.n_listed, sizeof(*list));
    const struct store_import_row *row;
    struct store_imports *c;
    int64_t source = INT64_MIN;
    uint64_t all = 0;
    size_t n = 0;
    enum status st = store_imports_open(p->run->store, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_imports_next(c, &row, err)) == ST_OK) {
        if (!import_shown(p->run, row->info.id))
            continue;
        all++;
        import_csv(p->run, &csv->row, row);
        st = csv_row(csv, err);
        if (st != ST_OK)
            break;
        if (!facts_listed(&p->run->facts, row->info.id))
            continue;
        list[n++] = import_value(p, row, source != row->source_id);
        source = row->source_id;
    }
    store_imports_close(c);
    value_add(&p->map, "imports", some_value(p->arena, list, n));
    value_add(&p->map, "imports_shown", number_value(p->arena, n));
    value_add_text(&p->map, "imports_total",
                   say_plural(p->arena, p->run->all->totals.imports, "import", "imports"));
    value_add_text(&p->map, "imports_earlier", earlier_text(p, all));
    value_add_text(&p->map, "imports_left",
                   left_out(p, p->run->all->totals.imports, all, "import", "imports"));
    return st == ST_END ? ST_OK : st;
}

/* What the columns of the table come to: every reading of a dump counts, and all that the windows span. */
static void add_history(struct page *p)
{
    const struct facts *f = p->run->all;
    const struct store_totals *t = &f->totals;
    const struct import_counts *c = &t->history;
    struct value_builder b;

    if (t->removed > 0) {
        value_add_text(&p->map, "removed", say_plural(p->arena, t->removed, "was", "were"));
        value_add_text(&p->map, "left", say_plural(p->arena, c->stored - t->removed, "is", "are"));
    }
    value_begin(&b, p->arena, 9);
    if (f->n_cover > 0)
        value_add(&b, "window", claim_value(p->arena, f->cover[0].from, f->cover[f->n_cover - 1].to));
    value_add(&b, "records", number_value(p->arena, c->records));
    value_add(&b, "mapped", number_value(p->arena, c->mapped));
    value_add(&b, "skipped", number_value(p->arena, c->skipped));
    value_add(&b, "rejected", number_value(p->arena, c->rejected));
    value_add(&b, "made", number_value(p->arena, c->made));
    value_add(&b, "stored", number_value(p->arena, c->stored));
    value_add(&b, "duplicate", number_value(p->arena, c->duplicate));
    value_add_text(&b, "suppressed", suppressed_text(p->arena, c->suppressed));
    value_add(&p->map, "history", value_built(&b));
}

static enum status imports(struct page *p, struct err *err)
{
    static const char columns[] =
        "source,dump,profile,tool,profile_sha256,sha256,window_from,window_to,first,last,latest,"
        "bytes,records,mapped,skipped,rejected,made,stored,duplicate,suppressed,conflicts,"
        "untimed,outside,absent,recovered,remapped,differ,removed,reading,window_reading";
    struct csv_file *csv;
    enum status st = csv_open(p->run, "csv/imports.csv", columns, &csv, err);

    if (st != ST_OK)
        return st;
    st = add_imports(p, csv, err);
    if (st == ST_OK)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}

static struct value absent_value(const struct page *p, const struct store_absent *row)
{
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 3);
    value_add(&b, "brief", row_brief(p, row->event, 0));
    value_add_text(&b, "dump", slice_copy(a, row->dump_name));
    value_add(&b, "window", claim_value(a, row->window_from, row->window_to));
    return value_built(&b);
}

static enum status absent_csv(struct csv_file *csv, const struct store_absent *row, struct err *err)
{
    csv_out_name(&csv->row, row->dump_name);
    csv_time(&csv->row, row->window_from, STAMP_RES_S);
    csv_time(&csv->row, row->window_to, STAMP_RES_S);
    return csv_event_with(csv, row->event, err);
}

/* An event may be missing in several dumps. */
static struct slice absent_total(const struct page *p, uint64_t shown)
{
    const struct store_totals *t = &p->run->all->totals;
    struct slice events = say_plural(p->arena, t->absent, "event", "events");
    struct slice findings = say_plural(p->arena, t->absences, "finding", "findings");

    if (p->run->filtered)
        return say_plural(p->arena, shown, "finding", "findings");
    if (t->absences == t->absent)
        return events;
    return say_format(p->arena, "%.*s of %.*s", (int)findings.n, (const char *)findings.p, (int)events.n,
                      (const char *)events.p);
}

static enum status add_absent(struct page *p, struct csv_file *csv, struct err *err)
{
    struct value *list = arena_zero(p->arena, EVENT_ROWS, sizeof(*list));
    const struct store_absent *row;
    struct store_absents *c;
    uint64_t all = 0;
    size_t n = 0;
    enum status st = store_absents_open(p->run->store, 0, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_absents_next(c, &row, err)) == ST_OK) {
        if (!event_shown(p->run, row->event))
            continue;
        all++;
        st = absent_csv(csv, row, err);
        if (st != ST_OK)
            break;
        if (n < EVENT_ROWS)
            list[n++] = absent_value(p, row);
    }
    store_absents_close(c);
    value_add(&p->map, "absent", some_value(p->arena, list, n));
    value_add(&p->map, "absent_shown", number_value(p->arena, n));
    value_add_text(&p->map, "absent_total", absent_total(p, all));
    value_add_text(&p->map, "absent_left",
                   left_out(p, p->run->all->totals.absences, all, "finding", "findings"));
    return st == ST_END ? ST_OK : st;
}

typedef enum status (*add_events)(struct page *p, struct csv_file *csv, struct err *err);

/* A section of events with its CSV, which has more columns. */
static enum status with_csv(struct page *p, const char *path, const char *more, add_events add,
                            struct err *err)
{
    struct csv_file *csv;
    enum status st = csv_events_open_with(p->run, path, more, &csv, err);

    if (st != ST_OK)
        return st;
    st = add(p, csv, err);
    if (st == ST_OK)
        return csv_close(csv, err);
    csv_drop(csv);
    return st;
}

/* Of the rejects that became events since. */
static struct slice later_text(struct arena *a, const struct store_totals *t)
{
    struct slice all = say_plural(a, t->rejects + t->rejects_solved, "record", "records");
    struct slice some = say_number(a, t->rejects_solved);

    if (t->rejects == 0)
        return say_format(a, "%.*s could not become %s at first, but did on a later reading.", (int)all.n,
                          (const char *)all.p, t->rejects_solved == 1 ? "an event" : "events");
    return say_format(a, "%.*s could not become events at first; %.*s of them did on a later reading.",
                      (int)all.n, (const char *)all.p, (int)some.n, (const char *)some.p);
}

static void add_numbers(struct page *p)
{
    const struct facts *f = p->run->all;
    const struct store_totals *t = &f->totals;
    struct arena *a = p->arena;
    struct value_builder *b = &p->map;

    value_add_text(b, "dumps", say_plural(a, f->dumps, "dump that was", "dumps that were"));
    value_add_text(b, "events", say_plural(a, t->events, "event", "events"));
    value_add(b, "skipped", number_value(a, t->sums.skipped));
    value_add_bool(b, "any_skipped", t->sums.skipped > 0);
    value_add_text(b, "skipped_records", say_plural(a, t->sums.skipped, "record", "records"));
    value_add_bool(b, "any_open", t->rejects > 0);
    value_add_bool(b, "one_open", t->rejects == 1);
    value_add_text(b, "open_records", say_plural(a, t->rejects, "record", "records"));
    if (t->rejects_solved > 0)
        value_add_text(b, "later", later_text(a, t));
    value_add(b, "assumed", number_value(a, t->assumed_zone));
    value_add(b, "untimed", number_value(a, t->untimed));
    value_add_bool(b, "any_untimed", p->run->facts.untimed > 0); /* the page that is linked */
    value_add(b, "far", number_value(a, t->far));
    value_add_bool(b, "any_far", t->far > 0);
    value_add(b, "ambiguous", number_value(a, t->ambiguous));
    value_add_text(b, "recovered", say_plural(a, t->recovered, "event was", "events were"));
    value_add_bool(b, "any_recovered", t->recovered > 0);
    value_add(b, "outside", number_value(a, t->outside));
    value_add(b, "solved", number_value(a, t->rejects_solved));
    value_add(b, "open", number_value(a, t->rejects));
}

/* The profiles' notes: a list of lines for each source that has any. */
static void add_notes(struct page *p)
{
    const struct facts *f = p->run->all;
    struct value *list = arena_zero(p->arena, f->n_sources + 1, sizeof(*list));
    size_t n = 0;

    for (size_t i = 0; i < f->n_sources; i++) {
        struct slice rest = f->sources[i].notes;
        struct value *lines = NULL;
        size_t k = 0;

        while (rest.n > 0) {
            const unsigned char *end = memchr(rest.p, '\n', rest.n);
            size_t length = end != NULL ? (size_t)(end - rest.p) : rest.n;

            lines = arena_grow(p->arena, lines, k, sizeof(*lines));
            lines[k++] = value_text((struct slice){rest.p, length});
            rest.p += length + (end != NULL);
            rest.n -= length + (end != NULL);
        }
        if (k > 0)
            list[n++] = pair_value(p->arena, "source", value_text(f->sources[i].name), "lines",
                                   value_list_of(p->arena, lines, k));
    }
    value_add(&p->map, "notes", some_value(p->arena, list, n));
}

enum status report_completeness(struct run *run, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct page p;
    enum status st;

    page_begin(&p, run, &a, "completeness.html", "completeness", SLICE("Completeness"));
    page_trail(&p, SLICE("Completeness"), NULL);
    add_numbers(&p);
    add_account(&p, &p.map);
    add_checks(&p, &p.map);
    add_history(&p);
    st = imports(&p, err);
    add_coverage(&p);
    add_gaps(&p);
    add_notes(&p);
    if (st == ST_OK)
        st = add_overlaps(&p, err);
    if (st == ST_OK)
        st = gaps_csv(run, err);
    if (st == ST_OK)
        st = with_csv(&p, "csv/conflicts.csv", "", add_conflicts, err);
    if (st == ST_OK)
        st = with_csv(&p, "csv/absent.csv", ",missing_in,window_from,window_to", add_absent, err);
    if (st == ST_OK)
        st = page_write(&p, "completeness", err);
    arena_release(&a);
    return st;
}
