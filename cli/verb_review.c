/* verb_review: trailbook review. */
#include <string.h>

#include "act.h"

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

static enum status check_words(const struct cli *cli, int64_t *from, int64_t *to, struct err *err)
{
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
        st = cli_time(cli, OPT_SINCE, from, err);
    if (st == ST_OK)
        st = cli_time(cli, OPT_UNTIL, to, err);
    if (st == ST_OK && *from >= *to)
        st = err_set(err, ST_FAIL, "USAGE-VALUE",
                     "the period ends before it begins; turn --since and --until");
    return st;
}

/* What is for all to read, and what the entry commits to. */
static enum status take_words(struct act *a, struct err *err)
{
    int64_t from = 0, to = 0;
    enum status st = check_words(a->cli, &from, &to, err);

    if (st != ST_OK)
        return st;
    members_time(&a->clear, "from", from);
    members_time(&a->clear, "to", to);
    st = act_text(a, &a->clear, "verdict", OPT_VERDICT, err);
    if (st == ST_OK)
        st = act_text(a, &a->hidden, "by", OPT_BY, err);
    if (st == ST_OK && !cli_has(a->cli, OPT_FINDINGS))
        members_text(&a->hidden, "findings", SLICE_NONE);
    return st == ST_OK ? act_text(a, &a->hidden, "findings", OPT_FINDINGS, err) : st;
}

static int run(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct act a;
    enum status st;

    act_init(&a, cli);
    st = take_words(&a, &err);
    if (st == ST_OK)
        st = act_open(&a, &err);
    if (st == ST_OK)
        st = act_append(&a, "review", true, "review", &err);
    act_close(&a);
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
