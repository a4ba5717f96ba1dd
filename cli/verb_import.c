/* verb_import: trailbook import. */
#include <stdlib.h>
#include <string.h>

#include "amend.h"
#include "cli_pepper.h"
#include "import.h"
#include "import_print.h"
#include "profiles.h"
#include "stop.h"
#include "store_imports.h"
#include "store_totals.h"
#include "utf8.h"

struct importing {
    struct cli *cli;
    struct profiles profiles;
    struct amend_lines *lines;
    struct import_options options;
    struct import_print print;
    struct store *store;
    struct pepper *pepper;
    struct input_set *set;
};

/* "100" or "0.5%". */
static enum status read_max_rejects(const char *text, struct import_options *o, struct err *err)
{
    size_t n = strlen(text);
    char *end;

    o->max_rejects = -1;
    o->max_rejects_percent = -1;
    if (slice_int(slice_text(text), &o->max_rejects) && o->max_rejects >= 0)
        return ST_OK;
    o->max_rejects = -1;
    if (n > 1 && text[n - 1] == '%' && strspn(text, "0123456789.") == n - 1) {
        o->max_rejects_percent = strtod(text, &end);
        if (end == text + n - 1 && o->max_rejects_percent <= 100)
            return ST_OK;
    }
    return err_set(err, ST_FAIL, "USAGE-VALUE",
                   "'%s' is not a number of rejects; write --max-rejects 100 or --max-rejects 0.5%%", text);
}

static void on_progress(void *ctx, const char *path, uint64_t bytes, int64_t size, uint64_t records)
{
    struct importing *im = ctx;

    import_print_progress(&im->print, path, bytes, size, records);
}

static void on_done(void *ctx, enum status st, const struct import_result *result, const struct err *err)
{
    struct importing *im = ctx;

    import_print_dump(&im->print, st, result, err);
}

static enum status read_options(struct importing *im, struct err *err)
{
    struct import_options *o = &im->options;
    struct cli *cli = im->cli;
    enum status st = ST_OK;

    o->source = cli->args.value[OPT_SOURCE];
    o->parts = cli_has(cli, OPT_PARTS);
    o->remap = cli_has(cli, OPT_REMAP);
    o->max_rejects = -1;
    o->max_rejects_percent = -1;
    o->now = cli_now();
    o->stop = stop_watch();
    o->progress = on_progress;
    o->done = on_done;
    o->ctx = im;
    o->phases = cli_has(cli, OPT_TIMINGS) ? &im->print.phases : NULL;
    if (o->source != NULL && utf8_valid(slice_text(o->source)) < strlen(o->source))
        return err_set(err, ST_FAIL, "USAGE-VALUE", "'%s' is no UTF-8; give the source a name that is",
                       o->source);
    if (cli_has(cli, OPT_WINDOW))
        st = cli_window(cli, &o->window, err);
    if (st == ST_OK && cli_has(cli, OPT_MAX_REJECTS))
        st = read_max_rejects(cli->args.value[OPT_MAX_REJECTS], o, err);
    if (st == ST_OK)
        st = profiles_load(cli, &im->profiles, err);
    if (st == ST_OK)
        st = profiles_tell(cli, &im->profiles, err);
    profiles_offer(&im->profiles, o);
    return st;
}

static enum status run_import(struct importing *im, struct err *err)
{
    struct cli *cli = im->cli;
    enum status st = cli_store_write(cli, &im->store, err);

    im->set = input_set_open(cli->args.operand, cli->args.n_operands);
    if (st == ST_OK)
        st = cli_pepper(cli, im->store, &im->pepper, err);
    if (st == ST_OK) {
        input_set_avoid(im->set, cli_store_path(cli));
        im->lines = im->options.remap ? amend_lines_new(im->store) : NULL;
        store_keep_lines(im->store, im->lines != NULL ? amend_line : NULL, im->lines);
        st = import_run(im->store, im->set, &im->options, err);
    }
    if (st == ST_OK && im->options.remap)
        st = store_stale(im->store, &im->print.stale, err);
    if (st == ST_OK && im->print.stale > 0)
        st = store_stale_names(im->store, 0, &im->print.stale_names, err);
    amend_lines_free(im->lines);
    store_close(im->store);
    pepper_free(im->pepper);
    return st;
}

/* After a stop a thread may still read from the set. */
static void interrupted(struct importing *im, const struct err *err)
{
    struct err ignored = ERR_INIT;

    if (cli_has(im->cli, OPT_JSON))
        import_print_end(&im->print, err);
    cli_fail(im->cli, err);
    term_finish(&im->cli->term, &ignored);
    stop_leave();
}

static void nothing(struct cli *cli)
{
    struct err err = ERR_INIT;

    (void)err_at(&err, ST_OK, cli->args.n_operands == 1 ? cli->args.operand[0] : "", 0, 0, "IMPORT-NOTHING",
                 "there is no dump in it, so nothing was imported; name a dump, or a folder that holds some");
    term_warn(&cli->term, NULL, &err);
}

static int run(struct cli *cli)
{
    struct importing im;
    struct err err = ERR_INIT;
    enum status st;
    bool failed;
    int status;

    memset(&im, 0, sizeof(im));
    im.cli = cli;
    import_print_start(&im.print, cli);
    st = read_options(&im, &err);
    if (st == ST_OK)
        st = run_import(&im, &err);
    if (st == ST_FATAL && strcmp(err.code, "IMPORT-STOPPED") == 0)
        interrupted(&im, &err);
    if (im.set != NULL)
        im.print.passed = input_set_passed(im.set);
    input_set_close(im.set);
    failed = st == ST_FATAL || (st == ST_FAIL && err.code[0] != 0);
    status = import_print_end(&im.print, failed ? &err : NULL);
    if (st == ST_OK && im.print.dumps == 0)
        nothing(cli);
    if (failed)
        status = cli_fail(cli, &err);
    profiles_release(&im.profiles);
    return status;
}

const struct verb verb_import = {
    .name = "import",
    .operands = "DUMP...",
    .summary = "read dumps into the store",
    .examples = "  trailbook import license.csv                    the profile is found\n"
                "  trailbook import --profile qlm-audit-trail-csv trail.csv\n"
                "  trailbook import --profile ./my.yaml dumps/     all files below a folder\n"
                "  trailbook import --profile a.yaml --profile b.yaml dumps/\n"
                "  trailbook import --window 2026-01-01/2026-02-01 january.json.gz\n"
                "  trailbook import --parts a.csv b.csv c.csv      one export in several files\n"
                "  zcat trail.csv.gz | trailbook import -          standard input\n",
    .about = "Reads dumps (CSV, JSON, XML; gzip, xz, zstd, bzip2; members of zip and tar) and\n"
             "stores their events.  Each dump is taken whole or not at all; when one fails,\n"
             "the others go on.  A dump that is in already is a no-op, and events that dumps\n"
             "have in common are stored once.  A record that cannot become an event is kept\n"
             "as a reject.  In a folder, hidden files, pipes and links to folders are\n"
             "passed over and counted.\n"
             "\n"
             "One dump is read by the --profile that is given.  Of several dumps, or of a\n"
             "folder, each gets the given profile whose 'detect' recognises it, else one that\n"
             "ships.  The same bytes under a second source are refused without --source.\n",
    .options = OPT_BIT(OPT_PROFILE) | OPT_BIT(OPT_SOURCE) | OPT_BIT(OPT_WINDOW) | OPT_BIT(OPT_PARTS) |
               OPT_BIT(OPT_REMAP) | OPT_BIT(OPT_DRY_RUN) | OPT_BIT(OPT_MAX_REJECTS) | OPT_BIT(OPT_TIMINGS) |
               OPT_BIT(OPT_PEPPER),
    .min = 1,
    .max = SIZE_MAX,
    .run = run,
};
