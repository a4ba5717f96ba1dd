/* verb_snapshot: trailbook snapshot. */
#include "dump_index.h"
#include "dumps.h"
#include "jsonw.h"
#include "seal.h"
#include "sealed_report.h"
#include "snapshot.h"
#include "with_key.h"

static void dumps_json(struct jsonw *w, const struct dumps_told *dumps)
{
    jsonw_object(w, "dumps");
    jsonw_slice(w, "path", buf_view(&dumps->path));
    jsonw_count(w, "packed", dumps->packed);
    jsonw_count(w, "missing", dumps->missing);
    jsonw_count(w, "changed", dumps->changed);
    jsonw_count(w, "erased", dumps->erased);
    jsonw_end(w);
}

static void print_dumps(struct cli *cli, const struct dumps_told *dumps)
{
    term_show(&cli->term, buf_string(&dumps->path));
    term_out(&cli->term, ": dumps, %llu packed", (unsigned long long)dumps->packed);
    if (dumps->missing > 0)
        term_out(&cli->term, ", %llu missing", (unsigned long long)dumps->missing);
    if (dumps->changed > 0)
        term_out(&cli->term, ", %llu changed", (unsigned long long)dumps->changed);
    if (dumps->erased > 0)
        term_out(&cli->term, ", %llu left out, for something in them was erased",
                 (unsigned long long)dumps->erased);
    term_out(&cli->term, "; its dumps.jsonl names them\n");
}

static void print(struct cli *cli, const struct snapshot_told *told, const struct dumps_told *dumps)
{
    struct jsonw w;

    if (told->left || dumps->left)
        term_note(&cli->term, "a run that was killed had left a part of this snapshot; it was taken away");
    if (cli_has(cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_slice(&w, "path", buf_view(&told->path));
        jsonw_count(&w, "entries", told->entries);
        jsonw_slice(&w, "checkpoint", buf_view(&told->note));
        if (dumps->path.n > 0)
            dumps_json(&w, dumps);
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!cli->term.quiet) {
        term_show(&cli->term, buf_string(&told->path));
        term_out(&cli->term, ": %llu entries; its VERIFY.txt tells how to check it\n",
                 (unsigned long long)told->entries);
        if (dumps->path.n > 0)
            print_dumps(cli, dumps);
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

/* What lies in the folder is looked at first: the snapshot is there or not, and so are they. */
static enum status put(struct cli *cli, const struct seal_key *key, struct dump_index *index,
                       struct snapshot_told *told, struct dumps_told *dumps, struct err *err)
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
    if (st == ST_OK && index != NULL)
        st = dumps_write(s, buf_string(&told->path), told->created, dump_index_find, index, dumps, err);
    store_close(s);
    return st;
}

static enum status snapshot(struct cli *cli, const struct seal_key *key, struct err *err)
{
    struct snapshot_told told = {0};
    struct dumps_told dumps = {0};
    struct dump_index *index = NULL;
    enum status st = ST_OK;

    buf_init(&told.path, BUF_CAP);
    buf_init(&told.note, BUF_CAP);
    buf_init(&dumps.path, BUF_CAP);
    if (cli_has(cli, OPT_DUMPS))
        st = dump_index_open(cli->args.value[OPT_DUMPS], cli_store_path(cli), &index, err);
    if (st == ST_OK)
        st = put(cli, key, index, &told, &dumps, err);
    if (st == ST_OK)
        print(cli, &told, &dumps);
    dump_index_close(index);
    buf_release(&told.path);
    buf_release(&told.note);
    buf_release(&dumps.path);
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
                "  trailbook snapshot --out public --key audit.key --ledger-only\n"
                "  trailbook snapshot --out archive --key audit.key --dumps exports\n",
    .about = "Seals what was imported, then writes a folder into --out that holds every event\n"
             "with what proves it, and says how to check it without trailbook. Personal data\n"
             "stands apart in it, so that it can be erased; --ledger-only leaves it out. For\n"
             "reading it has the report, a table and a database of all events, unless --bare.\n"
             "A folder that is there is never replaced. With --dumps the original dumps are in\n"
             "another folder beside it, which can be deleted alone.\n",
    .options = OPT_BIT(OPT_OUT) | OPT_BIT(OPT_KEY) | OPT_BIT(OPT_LEDGER_ONLY) | OPT_BIT(OPT_BARE) |
               OPT_BIT(OPT_WITH_ITEMS) | OPT_BIT(OPT_DUMPS),
    .run = run,
};
