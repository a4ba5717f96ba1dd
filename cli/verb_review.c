/* verb_review: trailbook review. */
#include <string.h>

#include "cli.h"
#include "jsonw.h"
#include "members.h"
#include "seal.h"

static enum status needed(const struct cli *cli, enum opt o, const char *what, struct err *err)
{
    return cli_has(cli, o) && cli->args.value[o][0] != 0
               ? ST_OK
               : err_set(err, ST_FAIL, "USAGE-OPTION", "a review tells %s", what);
}

static enum status check_verdict(const struct cli *cli, struct err *err)
{
    const char *v = cli->args.value[OPT_VERDICT];

    if (strcmp(v, "accepted") == 0 || strcmp(v, "exceptions") == 0)
        return ST_OK;
    return err_set(err, ST_FAIL, "USAGE-VALUE", "'%s' is no verdict; give accepted or exceptions", v);
}

/* What is for all to read, and what the entry commits to. */
static enum status take_words(const struct cli *cli, struct buf *clear, struct buf *hidden, struct err *err)
{
    int64_t from = 0, to = 0;
    enum status st = needed(cli, OPT_SINCE, "the period's beginning: --since T", err);

    if (st == ST_OK)
        st = needed(cli, OPT_UNTIL, "the period's end, half-open: --until T", err);
    if (st == ST_OK)
        st = needed(cli, OPT_VERDICT, "a verdict: --verdict accepted, or exceptions", err);
    if (st == ST_OK)
        st = needed(cli, OPT_BY, "who looked: --by NAME", err);
    if (st == ST_OK)
        st = check_verdict(cli, err);
    if (st == ST_OK)
        st = cli_time(cli, OPT_SINCE, &from, err);
    if (st == ST_OK)
        st = cli_time(cli, OPT_UNTIL, &to, err);
    if (st == ST_OK && from >= to)
        st = err_set(err, ST_FAIL, "USAGE-VALUE",
                     "the period ends before it begins; turn --since and --until");
    if (st != ST_OK)
        return st;
    members_time(clear, "from", from);
    members_time(clear, "to", to);
    members_text(clear, "verdict", slice_text(cli->args.value[OPT_VERDICT]));
    buf_byte(clear, '}');
    members_text(hidden, "by", slice_text(cli->args.value[OPT_BY]));
    members_text(hidden, "findings", slice_text(cli->args.value[OPT_FINDINGS]));
    buf_byte(hidden, '}');
    return ST_OK;
}

static void print(struct cli *cli, const struct seal_told *told)
{
    struct jsonw w;

    if (cli_has(cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_count(&w, "entry", told->sealed.size - 1);
        jsonw_slice(&w, "checkpoint", buf_view(&told->note));
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!cli->term.quiet) {
        term_out(&cli->term, "The review is entry %llu of the ledger. Keep this checkpoint elsewhere:\n\n",
                 (unsigned long long)told->sealed.size - 1);
        term_bytes(&cli->term, buf_view(&told->note));
    }
}

static enum status record(struct cli *cli, const struct seal_key *key, const struct ledger_act *act,
                          struct err *err)
{
    struct seal_told told = {0};
    struct store *s = NULL;
    enum status st = cli_store_write(cli, &s, err);

    buf_init(&told.note, BUF_CAP);
    if (st == ST_OK)
        st = seal_run(s, key, cli_now() / STAMP_SECOND, act, &told, err);
    if (st == ST_OK)
        print(cli, &told);
    store_close(s);
    buf_release(&told.note);
    return st;
}

static int run(struct cli *cli)
{
    const char *path = cli->args.value[OPT_KEY];
    struct err err = ERR_INIT;
    struct digest *d = digest_new();
    struct seal_key key = {0};
    struct buf clear, hidden;
    enum status st;

    buf_init(&clear, BUF_CAP);
    buf_init(&hidden, BUF_CAP);
    st = take_words(cli, &clear, &hidden, &err);
    if (st == ST_OK && path != NULL)
        st = seal_key_open(&key, path, d, &err);
    if (st == ST_OK) {
        const struct ledger_act act = {"review", buf_view(&clear), buf_view(&hidden), true};

        st = record(cli, path != NULL ? &key : NULL, &act, &err);
    }
    seal_key_close(&key);
    buf_release(&clear);
    buf_release(&hidden);
    digest_free(d);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_review = {
    .name = "review",
    .operands = "",
    .summary = "record in the ledger who looked at which period",
    .examples = "  trailbook review --since 2026-01-01 --until 2026-02-01 --by 'A. Smith' \\\n"
                "      --verdict accepted --key audit.key\n"
                "  trailbook review --since 2026-01-01 --until 2026-02-01 --by 'A. Smith' \\\n"
                "      --verdict exceptions --findings 'see ticket 12' --key audit.key\n",
    .about = "Seals what was imported, then appends an entry that says who looked at the\n"
             "events of that time, at this state of the ledger, and what came of it.\n"
             "The report and status tell up to when all is reviewed, and how many events are\n"
             "not. It records what it is told, by this machine's clock: it is no signature.\n",
    .options = OPT_BIT(OPT_SINCE) | OPT_BIT(OPT_UNTIL) | OPT_BIT(OPT_VERDICT) | OPT_BIT(OPT_BY) |
               OPT_BIT(OPT_FINDINGS) | OPT_BIT(OPT_KEY),
    .run = run,
};
