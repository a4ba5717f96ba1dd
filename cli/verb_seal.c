/* verb_seal: trailbook seal. */
#include "jsonw.h"
#include "seal.h"
#include "with_key.h"

static void print_json(struct cli *cli, const struct seal_told *told)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_count(&w, "entries", told->sealed.size);
    jsonw_count(&w, "events", told->sealed.events);
    jsonw_count(&w, "imports", told->sealed.imports);
    jsonw_hex(&w, "root", told->sealed.root.bytes, DIGEST_SIZE);
    jsonw_slice(&w, "checkpoint", buf_view(&told->note));
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

/* The checkpoint as it is: to be kept elsewhere. */
static void print(struct cli *cli, const struct seal_told *told)
{
    if (cli_has(cli, OPT_JSON)) {
        print_json(cli, told);
        return;
    }
    if (cli->term.quiet)
        return;
    term_out(&cli->term, "%llu events of %llu imports sealed; %llu entries in the ledger\n",
             (unsigned long long)told->sealed.events, (unsigned long long)told->sealed.imports,
             (unsigned long long)told->sealed.size);
    if (!cli_has(cli, OPT_KEY))
        term_out(&cli->term, "Nobody has signed it: only who keeps the checkpoint can tell a change\n");
    term_out(&cli->term, "Keep this checkpoint where nobody can change it and the store:\n\n");
    term_bytes(&cli->term, buf_view(&told->note));
}

static enum status seal(struct cli *cli, const struct seal_key *key, struct err *err)
{
    struct seal_told told = {0};
    struct store *s = NULL;
    enum status st = cli_store_write(cli, &s, err);

    buf_init(&told.note, BUF_CAP);
    if (st == ST_OK)
        st = seal_run(s, key, cli_now() / STAMP_SECOND, NULL, &told, err);
    if (st == ST_OK)
        print(cli, &told);
    store_close(s);
    buf_release(&told.note);
    return st;
}

static int run(struct cli *cli)
{
    return cli_with_key(cli, seal);
}

const struct verb verb_seal = {
    .name = "seal",
    .operands = "",
    .summary = "append what was imported to the ledger, and sign it",
    .examples = "  trailbook seal --key audit.key\n"
                "  trailbook seal                    a ledger that is not signed\n",
    .about = "Each import and each event that the ledger does not have yet becomes an entry\n"
             "of it. The checkpoint that is printed names all of them: whoever keeps it can\n"
             "tell later whether one was changed, dropped or put in between. The ledger is\n"
             "signed by the key that it began with, or by none.\n",
    .options = OPT_BIT(OPT_KEY),
    .run = run,
};
