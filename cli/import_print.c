/* import_print: what an import tells.  See import_print.h. */
#include <stdio.h>
#include <string.h>

#include "import_print.h"

#define NAME_LEAST 12 /* columns of a dump's name in the progress line */
#define NAME_MOST  28

void import_print_start(struct import_print *p, struct cli *cli)
{
    memset(p, 0, sizeof(*p));
    p->cli = cli;
    buf_init(&p->stale_names, BUF_CAP);
    if (!cli_has(cli, OPT_JSON))
        return;
    jsonw_init(&p->json);
    jsonw_object(&p->json, NULL);
    jsonw_array(&p->json, "dumps");
}

/* "license.csv  42%  118.0 MB/s  1,204,000 records", or as much of it as there is room for, the part
 * first; nothing if there is no room for that. */
static void progress_line(struct buf *b, const char *path, const char *part, const char *rate,
                          const char *records)
{
    const char *slash = strrchr(path, '/');
    size_t width = term_progress_width(), room;
    char tail[3 * TERM_NUMBER + 16];

    snprintf(tail, sizeof(tail), "  %s  %s/s  %s records", part, rate, records);
    if (strlen(tail) + NAME_LEAST > width)
        snprintf(tail, sizeof(tail), "  %s  %s records", part, records);
    if (strlen(tail) + NAME_LEAST > width)
        snprintf(tail, sizeof(tail), "  %s", part);
    room = width > strlen(tail) ? width - strlen(tail) : 0;
    if (width + 2 < strlen(tail))
        return; /* a number must not be cut */
    if (room >= NAME_LEAST / 2)
        term_safe(b, slice_text(slash ? slash + 1 : path), room < NAME_MOST ? room : NAME_MOST);
    buf_text(b, b->n > 0 ? tail : tail + 2);
}

void import_print_progress(struct import_print *p, const char *path, uint64_t bytes, int64_t size,
                           uint64_t records)
{
    char number[TERM_NUMBER], rate[TERM_NUMBER], part[TERM_NUMBER];
    int64_t now = phases_clock();
    struct buf line;

    if (p->started == 0) {
        p->started = now;
        p->started_bytes = bytes;
        return;
    }
    term_size((uint64_t)((double)(bytes - p->started_bytes) * 1e9 / (double)(now - p->started + 1)), rate);
    if (size > 0)
        snprintf(part, sizeof(part), "%d%%", (int)((double)bytes * 100.0 / (double)size));
    else
        term_size(bytes, part);
    buf_init(&line, BUF_CAP);
    progress_line(&line, path, part, rate, term_number(records, number));
    term_progress(&p->cli->term, "%s", buf_string(&line));
    buf_release(&line);
}

/* "  records    " */
static void label(struct buf *b, const char *name)
{
    buf_format(b, "  %-10s ", name);
}

static void number(struct buf *b, uint64_t v)
{
    char text[TERM_NUMBER];

    buf_text(b, term_number(v, text));
}

/* " + 3 skipped": zero terms are left out, so that what stands there matters. */
static void term(struct buf *b, bool *some, uint64_t v, const char *what)
{
    if (v == 0)
        return;
    buf_text(b, *some ? " + " : " = ");
    number(b, v);
    buf_format(b, " %s", what);
    *some = true;
}

static void records_line(struct buf *b, const struct import_counts *c)
{
    bool some = false;

    label(b, "records");
    number(b, c->records);
    term(b, &some, c->mapped, "mapped");
    term(b, &some, c->skipped, "skipped");
    term(b, &some, c->rejected, "rejected");
    buf_byte(b, '\n');
}

static void made_line(struct buf *b, const struct import_counts *c)
{
    bool some = false;

    label(b, "made");
    number(b, c->made);
    term(b, &some, c->stored, "stored");
    term(b, &some, c->duplicate, "duplicate");
    term(b, &some, c->suppressed, "suppressed");
    buf_byte(b, '\n');
}

static void count_line(struct buf *b, const char *name, uint64_t v, const char *what)
{
    if (v == 0)
        return;
    label(b, name);
    number(b, v);
    buf_format(b, " %s\n", what);
}

static void time_line(struct buf *b, const struct import_counts *c)
{
    if (c->first_at == STAMP_UNKNOWN || c->made == 0)
        return;
    label(b, "time");
    stamp_write(b, c->first_at, STAMP_RES_S);
    buf_text(b, " to ");
    stamp_write(b, c->last_at, STAMP_RES_S);
    buf_byte(b, '\n');
}

static void window_line(struct buf *b, const struct import_result *r)
{
    if (r->info.has_window) {
        label(b, "window");
        stamp_write(b, r->info.window_from, STAMP_RES_S);
        buf_text(b, " to ");
        stamp_write(b, r->info.window_to, STAMP_RES_S);
        if (r->window_zone != NULL) {
            buf_text(b, ", as times of ");
            term_safe(b, slice_text(r->window_zone), 0);
        }
        buf_byte(b, '\n');
    }
    count_line(b, "taken back", r->info.unclaimed,
               r->info.unclaimed == 1 ? "window that an earlier reading of this dump claimed"
                                      : "windows that earlier readings of this dump claimed");
}

static void finding_lines(struct buf *b, const struct import_counts *c, bool parts)
{
    count_line(b, "conflicts", c->conflicts, "under a stored id, with another content; all kept");
    count_line(b, "untimed", c->untimed, "without a readable time; profile explain shows what was tried");
    count_line(b, "recovered", c->recovered,
               c->recovered == 1 ? "record read after damage" : "records read after damage");
    count_line(b, "outside", c->outside, "outside the window, kept all the same");
    count_line(b, "absent", c->absent,
               parts ? "stored earlier inside the window, absent from all parts"
                     : "stored earlier inside the window, absent here");
    count_line(b, "remapped", c->remapped,
               c->remapped == 1 ? "duplicate got the new mapping" : "duplicates got the new mapping");
    count_line(b, "differ", c->differ,
               c->differ == 1 ? "duplicate maps differently; renew it with --remap"
                              : "duplicates map differently; renew them with --remap");
}

/* After --remap: what the dump said by the earlier rules, and does not say now. */
static void left_over_line(struct buf *b, uint64_t n)
{
    count_line(b, "left over", n,
               n == 1 ? "stored event of this dump is not what it says now; it stays, marked as stale"
                      : "stored events of this dump are not what it says now; they stay, marked as stale");
}

static void removed_line(struct buf *b, uint64_t n)
{
    count_line(b, "removed", n,
               n == 1 ? "stored event of this dump that the profile no longer makes"
                      : "stored events of this dump that the profile no longer makes");
}

static void kept_line(struct buf *b, uint64_t n)
{
    count_line(b, "kept", n,
               n == 1 ? "stored event that the profile no longer makes; to remove it, "
                        "give all parts of the export together: --parts --remap"
                      : "stored events that the profile no longer makes; to remove them, "
                        "give all parts of the export together: --parts --remap");
}

static void profile_line(struct buf *b, const struct import_result *r)
{
    label(b, "profile");
    term_safe(b, slice_text(r->profile), 0);
    if (r->detected)
        buf_text(b, " (detected)");
    if (strcmp(r->profile, r->source) != 0) {
        buf_text(b, ", source ");
        term_safe(b, slice_text(r->source), 0);
    }
    buf_byte(b, '\n');
}

static void head(struct import_print *p, struct buf *b, const char *path)
{
    buf_text(b, term_on(&p->cli->term, PAINT_BOLD));
    term_safe(b, slice_text(path), 0);
    buf_text(b, term_off(&p->cli->term));
}

static void detail_lines(struct buf *b, const struct import_result *r)
{
    count_line(b, "bytes", r->info.bytes, "uncompressed");
    label(b, "sha256");
    if (r->info.dump_erased)
        buf_text(b, "[erased]");
    else
        buf_hex(b, r->info.dump, DIGEST_SIZE);
    buf_byte(b, '\n');
}

static void lacks_line(struct buf *b, const struct import_result *r)
{
    if (r->lacks == NULL)
        return;
    label(b, "lacks");
    term_safe(b, slice_text(r->lacks), 0);
    buf_text(b, ", which the profile looks for\n");
}

static void zone_line(struct buf *b, const struct import_result *r)
{
    if (r->zone_assumed == 0)
        return;
    label(b, "zone");
    number(b, r->zone_assumed);
    buf_text(b, " without a zone, read as ");
    term_safe(b, slice_text(r->info.zone), 0);
    buf_text(b, " (assumed)\n");
}

static void print_block(struct import_print *p, const struct import_result *r)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    head(p, &b, r->path);
    buf_text(&b, p->cli->args.value[OPT_DRY_RUN] ? "  (dry run: nothing is kept)\n" : "\n");
    profile_line(&b, r);
    if (p->cli->term.verbose)
        detail_lines(&b, r);
    lacks_line(&b, r);
    if (r->counts.records == 0)
        buf_text(&b, "  records    0: the dump holds no records\n");
    else
        records_line(&b, &r->counts);
    made_line(&b, &r->counts);
    time_line(&b, &r->counts);
    window_line(&b, r);
    finding_lines(&b, &r->counts, cli_has(p->cli, OPT_PARTS));
    removed_line(&b, r->info.removed);
    kept_line(&b, r->info.kept);
    left_over_line(&b, r->info.left_over);
    zone_line(&b, r);
    count_line(&b, "ambiguous", r->ambiguous, "at a local time that occurred twice, or never");
    term_bytes(&p->cli->term, buf_view(&b));
    buf_release(&b);
}

static void print_line(struct import_print *p, const char *path, const char *what)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    head(p, &b, path);
    buf_format(&b, ": %s\n", what);
    term_bytes(&p->cli->term, buf_view(&b));
    buf_release(&b);
}

/* Of a dump that was in: what it left behind may still wait. */
static void print_again(struct import_print *p, const struct import_result *r)
{
    char n[TERM_NUMBER];
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "already imported");
    if (r->waiting > 0) {
        buf_format(&b, "; %s reject%s: ", term_number(r->waiting, n), r->waiting == 1 ? " waits" : "s wait");
        cli_command(p->cli, &b, "rejects list");
    } else {
        buf_text(&b, ", nothing to do");
    }
    print_line(p, r->path, buf_string(&b));
    buf_release(&b);
}

static void print_text(struct import_print *p, enum status st, const struct import_result *r)
{
    if (st == ST_OK) {
        print_block(p, r);
        import_print_warn(p, r);
    } else if (st == ST_END && r->profile == NULL) {
        print_line(p, r->path, "empty dump, not on record: import it with one --profile for that");
    } else if (st == ST_END) {
        print_again(p, r);
    }
}

void import_print_dump(struct import_print *p, enum status st, const struct import_result *r,
                       const struct err *err)
{
    struct cli *cli = p->cli;

    p->dumps++;
    p->started = 0;
    p->failed += st == ST_FAIL;
    p->again += st == ST_END && r->profile != NULL;
    p->empty += st == ST_END && r->profile == NULL;
    if (st == ST_OK)
        import_counts_add(&p->sum, &r->counts);
    if (st == ST_FAIL)
        term_error(&cli->term, r->path, err);
    if (st == ST_FAIL && cli_has(cli, OPT_PARTS))
        term_note(&cli->term, "parts are stored together or not at all: none of them is");
    if (cli_has(cli, OPT_JSON))
        import_print_json_dump(p, st, r, err);
    else if (!cli->term.quiet)
        print_text(p, st, r);
    else if (st == ST_OK || (st == ST_END && r->profile == NULL))
        import_print_alert(p, r);
}

static void part(struct buf *b, bool *some, uint64_t v, const char *what)
{
    if (v == 0)
        return;
    buf_text(b, *some ? ", " : ": ");
    number(b, v);
    buf_format(b, " %s", what);
    *some = true;
}

static void print_sum(struct import_print *p)
{
    struct buf b;
    uint64_t in = p->dumps - p->again - p->empty - p->failed;
    bool some = false;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "%stotal%s of ", term_on(&p->cli->term, PAINT_BOLD), term_off(&p->cli->term));
    number(&b, p->dumps);
    buf_text(&b, " dumps");
    part(&b, &some, in, cli_has(p->cli, OPT_DRY_RUN) ? "tried" : "imported");
    part(&b, &some, p->again, "already in");
    part(&b, &some, p->empty, "empty");
    part(&b, &some, p->failed, "failed");
    buf_byte(&b, '\n');
    if (in > 0) {
        records_line(&b, &p->sum);
        made_line(&b, &p->sum);
        finding_lines(&b, &p->sum, cli_has(p->cli, OPT_PARTS));
    }
    term_bytes(&p->cli->term, buf_view(&b));
    buf_release(&b);
}

/* A source takes other dumps only when all of its own have been read by the new rules. */
static void print_stale(struct import_print *p)
{
    struct buf b, what;

    buf_init(&b, BUF_CAP);
    buf_init(&what, BUF_CAP);
    buf_text(&what, p->stale == 1
                        ? "event is still mapped by the old rules; import its dump with --remap too: "
                        : "events are still mapped by the old rules; import their dumps with --remap too: ");
    term_safe(&what, buf_view(&p->stale_names), 0);
    count_line(&b, "stale", p->stale, buf_string(&what));
    term_bytes(&p->cli->term, buf_view(&b));
    buf_release(&what);
    buf_release(&b);
}

/* What stood in the folders and is no dump. */
static void print_passed(struct import_print *p)
{
    const struct input_passed *d = &p->passed;
    bool some = false;
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "passed over");
    part(&b, &some, d->hidden, d->hidden == 1 ? "hidden file" : "hidden files");
    part(&b, &some, d->links, d->links == 1 ? "link to a folder" : "links to folders");
    part(&b, &some, d->pipes, d->pipes == 1 ? "pipe" : "pipes");
    part(&b, &some, d->sockets, d->sockets == 1 ? "socket" : "sockets");
    part(&b, &some, d->devices, d->devices == 1 ? "device" : "devices");
    part(&b, &some, d->stores, d->stores == 1 ? "file of this store" : "files of this store");
    buf_byte(&b, '\n');
    if (some)
        term_bytes(&p->cli->term, buf_view(&b));
    buf_release(&b);
}

/* Phases that took no time are left out. */
static void print_phases(struct import_print *p)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "%-14s %10s %10s\n", "phase", "seconds", "CPU");
    for (int i = 0; i < PHASE_COUNT; i++)
        if (p->phases.of[i].wall > 0)
            buf_format(&b, "%-14s %10.3f %10.3f\n", phase_name((enum phase)i),
                       (double)p->phases.of[i].wall / 1e9, (double)p->phases.of[i].cpu / 1e9);
    term_usage(&p->cli->term, buf_string(&b));
    buf_release(&b);
}

int import_print_end(struct import_print *p, const struct err *err)
{
    if (cli_has(p->cli, OPT_JSON))
        import_print_json_sum(p, err);
    else if (p->dumps > 1 && !p->cli->term.quiet)
        print_sum(p);
    if (!cli_has(p->cli, OPT_JSON) && !p->cli->term.quiet) {
        print_passed(p);
        print_stale(p);
    }
    buf_release(&p->stale_names);
    if (cli_has(p->cli, OPT_TIMINGS) && !cli_has(p->cli, OPT_JSON))
        print_phases(p);
    if (p->failed)
        return EXIT_FAILED;
    return p->sum.rejected || p->sum.conflicts ? EXIT_REJECTS : EXIT_DONE;
}
