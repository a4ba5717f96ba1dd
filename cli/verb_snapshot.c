/* verb_snapshot: trailbook snapshot. */
#include "jsonw.h"
#include "seal.h"
#include "sealed_report.h"
#include "snapshot.h"
#include "with_key.h"

static void print(struct cli *cli, const struct snapshot_told *told)
{
    struct jsonw w;

    if (told->left)
        term_note(&cli->term, "a run that was killed had left a part of this snapshot; it was taken away");
    if (cli_has(cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_slice(&w, "path", buf_view(&told->path));
        jsonw_count(&w, "entries", told->entries);
        jsonw_slice(&w, "checkpoint", buf_view(&told->note));
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!cli->term.quiet) {
        term_show(&cli->term, buf_string(&told->path));
        term_out(&cli->term, ": %llu entries; its VERIFY.txt tells how to check it\n",
                 (unsigned long long)told->entries);
        term_out(&cli->term, "Keep this checkpoint where nobody can change it and the store:\n\n");
        term_bytes(&cli->term, buf_view(&told->note));
    }
}

/* What was imported since the last time is sealed first. */
static enum status seal(struct cli *cli, const struct seal_key *key, struct err *err)
{
    struct seal_told told = {0};
    struct store *s = NULL;
    enum status st = cli_store_write(cli, &s, err);

    buf_init(&told.note, BUF_CAP);
    if (st == ST_OK)
        st = seal_run(s, key, cli_now() / STAMP_SECOND, NULL, &told, err);
    store_close(s);
    buf_release(&told.note);
    return st;
}

static enum status report(void *ctx, struct store *s, const char *folder, struct err *err)
{
    struct cli *cli = ctx;

    return sealed_report(s, folder, cli_has(cli, OPT_WITH_ITEMS), err);
}

static enum status put(struct cli *cli, const struct seal_key *key, struct snapshot_told *told,
                       struct err *err)
{
    const struct snapshot_wish wish = {.out = cli->args.value[OPT_OUT],
                                       .key = key,
                                       .ledger_only = cli_has(cli, OPT_LEDGER_ONLY),
                                       .bare = cli_has(cli, OPT_BARE),
                                       .report = report,
                                       .ctx = cli,
                                       .tool = "trailbook " TRAILBOOK_VERSION};
    struct store *s = NULL;
    enum status st = seal(cli, key, err);

    if (st == ST_OK)
        st = cli_store_read(cli, &s, err);
    if (st == ST_OK)
        st = snapshot_write(s, &wish, told, err);
    store_close(s);
    return st;
}

static enum status snapshot(struct cli *cli, const struct seal_key *key, struct err *err)
{
    struct snapshot_told told = {0};
    enum status st;

    buf_init(&told.path, BUF_CAP);
    buf_init(&told.note, BUF_CAP);
    st = put(cli, key, &told, err);
    if (st == ST_OK)
        print(cli, &told);
    buf_release(&told.path);
    buf_release(&told.note);
    return st;
}

static int run(struct cli *cli)
{
    struct err err = ERR_INIT;

    if (cli_has(cli, OPT_OUT))
        return cli_with_key(cli, snapshot);
    err_set(&err, ST_FAIL, "USAGE-OPTION", "where to? give the folder that it will be in: --out DIR");
    return cli_fail(cli, &err);
}

const struct verb verb_snapshot = {
    .name = "snapshot",
    .operands = "",
    .summary = "write a sealed copy that anyone can check",
    .examples = "  trailbook snapshot --out archive --key audit.key\n"
                "  trailbook snapshot --out public --key audit.key --ledger-only\n",
    .about = "Seals what was imported, then writes a folder into --out that holds every event\n"
             "with what proves it, and says how to check it without trailbook. Personal data\n"
             "stands apart in it, so that it can be erased; --ledger-only leaves it out. For\n"
             "reading it has the report, a table and a database of all events, unless --bare.\n"
             "A folder that is there is never replaced.\n",
    .options = OPT_BIT(OPT_OUT) | OPT_BIT(OPT_KEY) | OPT_BIT(OPT_LEDGER_ONLY) | OPT_BIT(OPT_BARE) |
               OPT_BIT(OPT_WITH_ITEMS),
    .run = run,
};
