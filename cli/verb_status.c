/* verb_status: trailbook status: what is in the store. */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "import_print.h"
#include "jsonw.h"
#include "status_ledger.h"
#include "store_imports.h"
#include "store_totals.h"

#define INDENT 13 /* where a line's text starts */

struct telling {
    struct cli *cli;
    struct store *store;
    struct store_totals totals;
    uint64_t bytes;   /* of the store's file */
    struct buf zones; /* "Europe/Berlin, UTC" */
    struct buf stale; /* dumps of stale events */
    struct store_sealed sealed;
    struct arena arena; /* what sealed lies in */
    struct jsonw json;
};

struct coverage { /* of one source: from its imports, and the times of its events */
    struct buf source, profile;
    int64_t id;
    uint64_t imports, dumps, records, rejected, windows;
    int64_t first_at, last_at;
};

/* Lines that a terminal is too narrow for go on under their text. */
static void put_lines(const struct telling *s, const struct buf *lines)
{
    size_t width = term_out_width(&s->cli->term);
    struct slice rest = buf_view(lines);
    struct buf b;

    buf_init(&b, BUF_CAP);
    while (rest.n > 0) {
        const unsigned char *end = memchr(rest.p, '\n', rest.n);
        size_t n = end != NULL ? (size_t)(end - rest.p) : rest.n;

        term_wrap(&b, (struct slice){rest.p, n}, 0, INDENT, width);
        buf_byte(&b, '\n');
        n += end != NULL;
        rest = (struct slice){rest.p + n, rest.n - n};
    }
    term_bytes(&s->cli->term, buf_view(&b));
    buf_release(&b);
}

static void span(struct buf *b, int64_t first, int64_t last)
{
    if (first == STAMP_UNKNOWN) {
        buf_text(b, "no known time");
        return;
    }
    stamp_write(b, first, STAMP_RES_S);
    buf_text(b, " to ");
    stamp_write(b, last, STAMP_RES_S);
}

static void line(struct buf *b, const char *name, uint64_t v, const char *what)
{
    char text[TERM_NUMBER];

    buf_format(b, "  %-10s %s%s%s\n", name, term_number(v, text), what[0] ? " " : "", what);
}

static void line_if(struct buf *b, const char *name, uint64_t v, const char *what)
{
    if (v > 0)
        line(b, name, v, what);
}

static void sum_lines(struct telling *s, struct buf *b)
{
    const struct import_counts *c = &s->totals.sums;
    char n[6][TERM_NUMBER];

    buf_format(b, "  %-10s %s = %s mapped + %s skipped + %s rejected\n", "records",
               term_number(c->records, n[0]), term_number(c->mapped, n[1]), term_number(c->skipped, n[2]),
               term_number(c->rejected, n[3]));
    buf_format(b, "  %-10s %s = %s stored + %s duplicate", "made", term_number(c->made, n[0]),
               term_number(c->stored, n[1]), term_number(c->duplicate, n[2]));
    if (c->suppressed)
        buf_format(b, " + %s suppressed", term_number(c->suppressed, n[3]));
    if (s->totals.earlier)
        buf_format(b, "\n  %-10s %s more stored, made by earlier readings only", "earlier",
                   term_number(s->totals.earlier, n[0]));
    buf_format(b, "\n  %-10s %s", "events", term_number(s->totals.events, n[0]));
    if (s->totals.versions)
        buf_format(b, ", and %s superseded version%s of them, which export and event_view tell too",
                   term_number(s->totals.versions, n[1]), s->totals.versions == 1 ? "" : "s");
    buf_byte(b, '\n');
}

/* "2 dumps, read 8 times": a dump may be read again. */
static void imports_line(struct buf *b, uint64_t dumps, uint64_t imports)
{
    char n[2][TERM_NUMBER];

    if (dumps == imports)
        buf_format(b, "  %-10s %s", "imports", term_number(imports, n[0]));
    else
        buf_format(b, "  %-10s %s dump%s, read %s times", "imports", term_number(dumps, n[0]),
                   dumps == 1 ? "" : "s", term_number(imports, n[1]));
}

static void total_lines(struct telling *s, struct buf *b)
{
    const struct store_totals *t = &s->totals;
    char size[TERM_NUMBER];

    buf_format(b, "%s%s%s, %s\n", term_on(&s->cli->term, PAINT_BOLD), cli_store_path(s->cli),
               term_off(&s->cli->term), term_size(s->bytes, size));
    imports_line(b, t->dumps, t->imports);
    buf_text(b, t->dumps < t->imports ? "; a dump counts once, as it was read last\n" : "\n");
    sum_lines(s, b);
    buf_format(b, "  %-10s ", "time");
    span(b, t->first_at, t->last_at);
    buf_byte(b, '\n');
    line(b, "items", t->items, "");
    line(b, "actions", t->actions, "");
}

/* The zones that imports assumed. */
static enum status gather_zones(struct telling *s, struct err *err)
{
    struct store_imports *rows;
    const struct store_import_row *row;
    struct buf *b = &s->zones;
    enum status st = store_imports_open(s->store, &rows, err);

    if (st != ST_OK)
        return st;
    while ((st = store_imports_next(rows, &row, err)) == ST_OK) {
        struct slice zone = slice_text(row->info.zone);

        if (zone.n == 0 || slice_listed(buf_view(b), zone))
            continue;
        buf_text(b, b->n ? ", " : "");
        buf_slice(b, zone);
    }
    store_imports_close(rows);
    return st == ST_END ? ST_OK : st;
}

static void zone_line(struct telling *s, struct buf *b)
{
    char n[TERM_NUMBER];

    if (s->totals.assumed_zone == 0)
        return;
    buf_format(b, "  %-10s %s without a zone, read as ", "zone", term_number(s->totals.assumed_zone, n));
    term_safe(b, buf_view(&s->zones), 0);
    buf_text(b, " (assumed)\n");
}

/* Their source takes no other dump until these have been read by its new rules. */
static void stale_line(struct telling *s, struct buf *b)
{
    struct buf what;

    buf_init(&what, BUF_CAP);
    buf_text(&what, "mapped by rules that have changed, of ");
    term_safe(&what, buf_view(&s->stale), 0);
    buf_text(&what, ": renew them with ");
    cli_command(s->cli, &what, "import --remap DUMP...");
    line_if(b, "stale", s->totals.stale, buf_string(&what));
    buf_release(&what);
}

static void know_lines(struct telling *s, struct buf *b)
{
    const struct store_totals *t = &s->totals;
    struct buf waiting;

    line_if(b, "failures", t->outcomes[OUTCOME_FAILURE], "with outcome failure");
    line_if(b, "denials", t->outcomes[OUTCOME_DENIED], "with outcome denied");
    buf_init(&waiting, BUF_CAP);
    buf_text(&waiting, "waiting: ");
    cli_command(s->cli, &waiting, "rejects list");
    line_if(b, "rejects", t->rejects, buf_string(&waiting));
    buf_release(&waiting);
    line_if(b, "solved", t->rejects_solved, "solved by a retry or a later import");
    line_if(b, "conflicts", t->conflicts, "with several contents under one id");
    line_if(b, "untimed", t->untimed, "without a readable time");
    zone_line(s, b);
    line_if(b, "ambiguous", t->ambiguous, "at a local time that occurred twice, or never");
    line_if(b, "recovered", t->recovered,
            t->recovered == 1 ? "event read after damage" : "events read after damage");
    line_if(b, "outside", t->outside, "outside their dump's window");
    line_if(b, "absent", t->absent, "absent from a later export");
    line_if(b, "removed", t->removed,
            "taken out by import --remap, as their profile made them no more; "
            "some may be stored again since");
    stale_line(s, b);
    line_if(b, "differ", t->differing,
            t->differing == 1
                ? "is mapped differently by the profile that read it last: import --remap renews it"
                : "are mapped differently by the profile that read them last: import --remap renews them");
}

static void source_line(struct telling *s, const struct coverage *c)
{
    char n[2][TERM_NUMBER];
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "\n%s", term_on(&s->cli->term, PAINT_BOLD));
    term_safe(&b, buf_view(&c->source), 0);
    buf_format(&b, "%s", term_off(&s->cli->term));
    if (!slice_equal(buf_view(&c->source), buf_view(&c->profile))) {
        buf_text(&b, ", profile ");
        term_safe(&b, buf_view(&c->profile), 0);
    }
    buf_byte(&b, '\n');
    imports_line(&b, c->dumps, c->imports);
    buf_format(&b, ", with %s record%s, %s rejected\n  %-10s ", term_number(c->records, n[0]),
               c->records == 1 ? "" : "s", term_number(c->rejected, n[1]), "time");
    span(&b, c->first_at, c->last_at);
    buf_byte(&b, '\n');
    line_if(&b, "windows", c->windows, "claimed");
    put_lines(s, &b);
    buf_release(&b);
}

static void source_json(struct telling *s, const struct coverage *c)
{
    struct jsonw *w = &s->json;

    jsonw_object(w, NULL);
    jsonw_slice(w, "source", buf_view(&c->source));
    jsonw_slice(w, "profile", buf_view(&c->profile));
    jsonw_count(w, "imports", c->imports);
    jsonw_count(w, "dumps", c->dumps);
    jsonw_count(w, "records", c->records);
    jsonw_count(w, "rejected", c->rejected);
    jsonw_count(w, "windows", c->windows);
    jsonw_time(w, "first", c->first_at);
    jsonw_time(w, "last", c->last_at);
    jsonw_end(w);
}

static enum status tell_source(struct telling *s, struct coverage *c, struct err *err)
{
    enum status st;

    if (c->imports == 0)
        return ST_OK;
    st = store_source_times(s->store, c->id, &c->first_at, &c->last_at, err);
    if (st != ST_OK)
        return st;
    if (cli_has(s->cli, OPT_JSON))
        source_json(s, c);
    else
        source_line(s, c);
    return ST_OK;
}

static void cover(struct coverage *c, const struct store_import_row *row)
{
    const struct import_counts *n = &row->counts;

    if (c->imports == 0 || !slice_is(buf_view(&c->source), row->info.source)) {
        buf_clear(&c->source);
        buf_clear(&c->profile);
        buf_text(&c->source, row->info.source);
        buf_text(&c->profile, row->info.profile);
        c->imports = c->dumps = c->records = c->rejected = c->windows = 0;
        c->id = row->source_id;
    }
    c->imports++;
    c->windows += row->info.has_window;
    if (!row->latest)
        return;
    c->dumps++;
    c->records += n->records;
    c->rejected += n->rejected;
}

/* Imports come in order of their source. */
static enum status tell_sources(struct telling *s, struct err *err)
{
    struct coverage c;
    struct store_imports *rows;
    const struct store_import_row *row;
    enum status st = store_imports_open(s->store, &rows, err);

    if (st != ST_OK)
        return st;
    memset(&c, 0, sizeof(c));
    buf_init(&c.source, BUF_CAP);
    buf_init(&c.profile, BUF_CAP);
    while ((st = store_imports_next(rows, &row, err)) == ST_OK) {
        if (!slice_is(buf_view(&c.source), row->info.source))
            st = tell_source(s, &c, err);
        if (st != ST_OK)
            break;
        cover(&c, row);
    }
    if (st == ST_END)
        st = tell_source(s, &c, err);
    buf_release(&c.source);
    buf_release(&c.profile);
    store_imports_close(rows);
    return st;
}

static void totals_json(struct telling *s)
{
    const struct store_totals *t = &s->totals;
    struct jsonw *w = &s->json;

    jsonw_text(w, "store", cli_store_path(s->cli));
    jsonw_count(w, "bytes", s->bytes);
    jsonw_count(w, "imports", t->imports);
    jsonw_count(w, "dumps", t->dumps);
    jsonw_count(w, "events", t->events);
    jsonw_count(w, "earlier", t->earlier);
    jsonw_count(w, "versions", t->versions);
    jsonw_count(w, "counted", t->counted);
    jsonw_count(w, "items", t->items);
    jsonw_count(w, "actions", t->actions);
    jsonw_count(w, "rejects", t->rejects);
    jsonw_count(w, "rejects_solved", t->rejects_solved);
    jsonw_count(w, "conflicts", t->conflicts);
    jsonw_count(w, "untimed", t->untimed);
    jsonw_count(w, "assumed_zone", t->assumed_zone);
    if (t->assumed_zone)
        jsonw_slice(w, "zones", buf_view(&s->zones));
    jsonw_count(w, "ambiguous", t->ambiguous);
    jsonw_count(w, "recovered", t->recovered);
    jsonw_count(w, "outside", t->outside);
    jsonw_count(w, "absent", t->absent);
    jsonw_count(w, "removed", t->removed);
    jsonw_count(w, "stale", t->stale);
    jsonw_count(w, "differing", t->differing);
    jsonw_object(w, "outcomes");
    for (int o = 0; o < 4; o++)
        jsonw_count(w, outcome_name((enum outcome)o), t->outcomes[o]);
    jsonw_end(w);
    jsonw_time(w, "first", t->first_at);
    jsonw_time(w, "last", t->last_at);
    jsonw_object(w, "sums");
    import_print_sums(w, &t->sums);
    jsonw_end(w);
}

static enum status stale_json(struct telling *s, struct err *err)
{
    struct store_imports *rows;
    const struct store_import_row *row;
    enum status st = store_imports_stale(s->store, 0, &rows, err);

    if (st != ST_OK)
        return st;
    jsonw_array(&s->json, "stale_dumps");
    while ((st = store_imports_next(rows, &row, err)) == ST_OK)
        jsonw_text(&s->json, NULL, row->info.name);
    jsonw_end(&s->json);
    store_imports_close(rows);
    return st == ST_END ? ST_OK : st;
}

static enum status tell_json(struct telling *s, struct err *err)
{
    enum status st;

    jsonw_init(&s->json);
    jsonw_object(&s->json, NULL);
    totals_json(s);
    st = status_ledger_json(s->store, &s->sealed, &s->json, err);
    jsonw_array(&s->json, "sources");
    if (st == ST_OK)
        st = tell_sources(s, err);
    jsonw_end(&s->json);
    if (st == ST_OK && s->totals.stale > 0)
        st = stale_json(s, err);
    jsonw_end(&s->json);
    if (st == ST_OK)
        term_bytes(&s->cli->term, buf_view(&s->json.text));
    jsonw_release(&s->json);
    return st;
}

static enum status tell_text(struct telling *s, struct err *err)
{
    struct buf b;
    enum status st;

    buf_init(&b, BUF_CAP);
    total_lines(s, &b);
    st = status_ledger_lines(s->store, &s->sealed, &b, err);
    know_lines(s, &b);
    if (st == ST_OK)
        put_lines(s, &b);
    buf_release(&b);
    return st == ST_OK ? tell_sources(s, err) : st;
}

static int run(struct cli *cli)
{
    struct telling s;
    struct stat file;
    struct err err = ERR_INIT;
    enum status st;

    memset(&s, 0, sizeof(s));
    s.cli = cli;
    buf_init(&s.zones, BUF_CAP);
    buf_init(&s.stale, BUF_CAP);
    st = cli_store_read(cli, &s.store, &err);
    if (st == ST_OK)
        st = store_totals(s.store, &s.totals, &err);
    if (st == ST_OK)
        st = store_sealed(s.store, &s.sealed, &s.arena, &err);
    if (st == ST_OK)
        st = gather_zones(&s, &err);
    if (st == ST_OK && s.totals.stale > 0)
        st = store_stale_names(s.store, 0, &s.stale, &err);
    if (st == ST_OK && stat(cli_store_path(cli), &file) == 0)
        s.bytes = (uint64_t)file.st_size;
    if (st == ST_OK)
        st = cli_has(cli, OPT_JSON) ? tell_json(&s, &err) : tell_text(&s, &err);
    store_close(s.store);
    arena_release(&s.arena);
    buf_release(&s.zones);
    buf_release(&s.stale);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_status = {
    .name = "status",
    .operands = "",
    .summary = "what is in the store",
    .examples = "  trailbook status\n"
                "  trailbook status --db archive.db --json\n",
    .about = "Tells how many dumps, records and events there are, how they add up, what each\n"
             "source covers, and what one should know about them.\n",
    .run = run,
};
