/* verb_export: trailbook export. */
#include <string.h>

#include "cli_pepper.h"
#include "export.h"
#include "filter.h"

static enum status read_format(struct cli *cli, struct export_options *o, struct err *err)
{
    static const char *const names[] = {[EXPORT_JSONL] = "jsonl", [EXPORT_CSV] = "csv", [EXPORT_XML] = "xml"};
    const char *given = cli->args.value[OPT_FORMAT];

    o->canonical = cli_has(cli, OPT_CANONICAL);
    if (o->canonical && cli_has(cli, OPT_PSEUDONYMS))
        return err_set(
            err, ST_FAIL, "USAGE-VALUE",
            "--canonical tells identities, which are made of what --pseudonyms hides; leave out one");
    if (given == NULL)
        return ST_OK;
    if (o->canonical && strcmp(given, "jsonl") != 0)
        return err_set(err, ST_FAIL, "USAGE-VALUE", "--canonical is JSON lines; leave out --format %s",
                       given);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], given) != 0)
            continue;
        o->format = (enum export_format)i;
        return ST_OK;
    }
    return err_set(err, ST_FAIL, "USAGE-VALUE", "'%s' is not a format; there are csv, jsonl and xml", given);
}

/* What stands behind stdout ends the export; term_finish() tells what is to be told. */
static enum status to_stdout(void *ctx, struct slice bytes, struct err *err)
{
    struct cli *cli = ctx;

    (void)err;
    term_bytes(&cli->term, bytes);
    return term_takes(&cli->term) ? ST_OK : ST_FATAL;
}

static int run(struct cli *cli)
{
    struct export_options o;
    struct store *store = NULL;
    struct pepper *pepper = NULL;
    struct err err = ERR_INIT;
    struct buf text;
    char number[TERM_NUMBER];
    uint64_t events = 0;
    enum status st;

    memset(&o, 0, sizeof(o));
    buf_init(&text, BUF_CAP);
    st = read_format(cli, &o, &err);
    if (st == ST_OK)
        st = cli_store_read(cli, &store, &err);
    if (st == ST_OK)
        st = cli_pseudonyms(cli, store, &pepper, &err);
    if (st == ST_OK)
        st = filter_read(cli, store, &o.filter, &text, &err);
    if (st == ST_OK)
        st = export_write(store, &o, to_stdout, cli, &events, &err);
    buf_release(&text);
    store_close(store);
    pepper_free(pepper);
    if (!term_takes(&cli->term))
        return EXIT_DONE; /* term_finish() tells */
    if (st != ST_OK)
        return cli_fail(cli, &err);
    term_detail(&cli->term, "%s events", term_number(events, number));
    return EXIT_DONE;
}

const struct verb verb_export = {
    .name = "export",
    .operands = "",
    .summary = "the events themselves, as JSON lines, CSV or XML",
    .examples = "  trailbook export > events.jsonl\n"
                "  trailbook export --format csv --since 2026-01-01 > events.csv\n"
                "  trailbook export --canonical | sha256sum      equal for equal stores\n",
    .about = "Writes events to standard output, verbatim: nothing is shortened, and formulas\n"
             "are not guarded.  --canonical leaves out what depends on how the events arrived.\n",
    .data = true,
    .options = OPT_FILTERS | OPT_BIT(OPT_FORMAT) | OPT_BIT(OPT_CANONICAL) | OPT_BIT(OPT_PSEUDONYMS) |
               OPT_BIT(OPT_PEPPER),
    .run = run,
};
