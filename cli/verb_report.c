/* verb_report: trailbook report. */
#include <string.h>
#include <sys/stat.h>

#include "cli_pepper.h"
#include "filter.h"
#include "jsonw.h"
#include "mem.h"
#include "report.h"

static void on_progress(void *ctx, const char *what, uint64_t pages)
{
    struct cli *cli = ctx;
    char number[TERM_NUMBER];

    if (term_progress_due(&cli->term))
        term_progress(&cli->term, "%s  %s pages", what, term_number(pages, number));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void print_json(struct cli *cli, const struct report_options *o, const struct report_result *r)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "report", o->single_file ? o->single_file : o->out);
    jsonw_count(&w, "events", r->events);
    jsonw_count(&w, "files", r->pages);
    jsonw_count(&w, "written", r->written);
    jsonw_count(&w, "unchanged", r->unchanged);
    jsonw_count(&w, "removed", r->removed);
    jsonw_count(&w, "repaired", r->repaired);
    if (r->repaired)
        jsonw_array(&w, "altered");
    for (size_t i = 0; i < r->repaired && i < SITE_ALTERED; i++)
        jsonw_text(&w, NULL, r->altered[i]);
    if (r->repaired)
        jsonw_end(&w);
    jsonw_count(&w, "bytes", r->bytes);
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static void print_text(struct cli *cli, const struct report_options *o, const struct report_result *r)
{
    struct term *t = &cli->term;
    char a[TERM_NUMBER], b[TERM_NUMBER], c[TERM_NUMBER], d[TERM_NUMBER];

    if (t->quiet)
        return;
    term_out(t, "%s", term_on(t, PAINT_BOLD));
    term_show(t, o->single_file ? o->single_file : o->out);
    term_out(t, "%s%s\n", o->single_file ? "" : "/index.html", term_off(t));
    if (o->filter_text[0] != 0 && r->events == 0)
        term_out(t, "  events     none passes the filter, and the pages say so\n");
    term_out(t, "  files      %s, %s\n", term_number(r->pages, a), term_size(r->bytes, b));
    term_out(t, "  changes    %s written, %s unchanged, %s removed\n", term_number(r->written, a),
             term_number(r->unchanged, c), term_number(r->removed, d));
}

/* What was published has been changed: whoever did it, that needs attention. */
static void alert_altered(struct cli *cli, const struct report_options *o, const struct report_result *r)
{
    struct err err = ERR_INIT;
    char n[TERM_NUMBER];
    struct buf names;

    buf_init(&names, BUF_CAP);
    for (size_t i = 0; i < r->repaired && i < SITE_ALTERED; i++)
        buf_format(&names, "%s%s", i ? ", " : "", r->altered[i]);
    if (r->repaired > SITE_ALTERED)
        buf_format(&names, " and %s other%s", term_number(r->repaired - SITE_ALTERED, n),
                   r->repaired == SITE_ALTERED + 1 ? "" : "s");
    err_at(&err, ST_OK, o->out, 0, 0, "SITE-CHANGED",
           "%s file%s of the report had been changed or removed by other hands: %s; "
           "the report is as the store has it again: find out who did that",
           term_number(r->repaired, n), r->repaired == 1 ? "" : "s", buf_string(&names));
    term_alert(&cli->term, NULL, &err);
    buf_release(&names);
}

static void on_warning(void *ctx, const struct err *e)
{
    struct cli *cli = ctx;

    term_warn(&cli->term, NULL, e);
}

static void read_options(struct cli *cli, struct report_options *o)
{
    const char *const *v = cli->args.value;

    o->out = v[OPT_OUT];
    o->theme = v[OPT_THEME];
    o->single_file = v[OPT_SINGLE_FILE];
    o->rebuild = cli_has(cli, OPT_REBUILD);
    o->check = cli_has(cli, OPT_CHECK);
    o->title = v[OPT_TITLE];
    o->filter_text = "";
    o->pseudonyms = v[OPT_PSEUDONYMS];
    o->organisation = v[OPT_ORGANISATION];
    o->store_name = base_name(cli_store_path(cli));
    o->progress = on_progress;
    o->warned = on_warning;
    o->ctx = cli;
}

/* Would path be the journal that SQLite makes beside the store? */
static bool is_journal(const char *path, const char *store)
{
    static const char *const ends[] = {"-journal", "-wal", "-shm"};
    struct slice name = slice_text(path);
    struct stat a, b;
    bool same = false;

    for (size_t i = 0; !same && i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t n = strlen(ends[i]);
        char *start;

        if (name.n <= n || strcmp(path + name.n - n, ends[i]) != 0)
            continue;
        start = mem_text(path);
        start[name.n - n] = '\0';
        same = stat(start, &a) == 0 && stat(store, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
        mem_free(start);
    }
    return same;
}

static enum status write_report(struct cli *cli, struct report_options *o, struct report_result *r,
                                struct buf *filter, struct err *err)
{
    struct store *store = NULL;
    struct pepper *pepper = NULL;
    enum status st;

    if ((o->out == NULL) == (o->single_file == NULL))
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "say where the report goes: either --out DIR or --single-file FILE");
    if (o->single_file != NULL && is_journal(o->single_file, cli_store_path(cli)))
        return err_set(err, ST_FATAL, "SITE-NOT-OURS",
                       "%s is the name of the store's journal; name another file", o->single_file);
    st = cli_store_read(cli, &store, err);
    if (st == ST_OK)
        st = cli_pseudonyms(cli, store, &pepper, err);
    if (st == ST_OK)
        st = filter_read(cli, store, &o->filter, filter, err);
    o->filter_text = buf_string(filter);
    if (st == ST_OK)
        st = report_write(store, o, r, err);
    store_close(store);
    pepper_free(pepper);
    return st;
}

static int run(struct cli *cli)
{
    struct report_options o;
    struct report_result r;
    struct err err = ERR_INIT;
    struct buf filter;
    int status = EXIT_DONE;

    memset(&o, 0, sizeof(o));
    memset(&r, 0, sizeof(r));
    buf_init(&filter, BUF_CAP);
    read_options(cli, &o);
    if (write_report(cli, &o, &r, &filter, &err) != ST_OK)
        status = cli_fail(cli, &err);
    else if (cli_has(cli, OPT_JSON))
        print_json(cli, &o, &r);
    else
        print_text(cli, &o, &r);
    if (status == EXIT_DONE && r.repaired > 0) {
        alert_altered(cli, &o, &r);
        status = EXIT_REJECTS;
    }
    buf_release(&filter);
    return status;
}

const struct verb verb_report = {
    .name = "report",
    .operands = "",
    .summary = "write the audit report, HTML and CSV",
    .examples = "  trailbook report --out site                          open site/index.html\n"
                "  trailbook report --out q1 --since 2026-01-01 --until 2026-04-01\n"
                "  trailbook report --single-file license.html --item license:1234\n"
                "  trailbook report --out site --title 'Licenses' --organisation 'Example Ltd'\n",
    .about = "Writes a folder of static pages, or brings one up to date: pages that did not\n"
             "change are left alone.  It opens from the disk and needs no server.  Pages that\n"
             "were changed by hand are mended and named, and the exit status is 3: it sees\n"
             "them by size and time, with --check by their bytes.\n",
    .options = OPT_FILTERS | OPT_BIT(OPT_OUT) | OPT_BIT(OPT_THEME) | OPT_BIT(OPT_SINGLE_FILE) |
               OPT_BIT(OPT_REBUILD) | OPT_BIT(OPT_CHECK) | OPT_BIT(OPT_TITLE) | OPT_BIT(OPT_ORGANISATION) |
               OPT_BIT(OPT_PSEUDONYMS) | OPT_BIT(OPT_PEPPER),
    .run = run,
};
