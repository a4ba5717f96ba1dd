/* verb_prove: trailbook prove. */
#include <string.h>

#include "filter.h"
#include "prove.h"
#include "show.h"

/* The events that the word names: of an item, superseded versions too, or one. */
static enum status find_events(struct cli *cli, struct store *store, const char *word,
                               struct store_events **out, struct err *err)
{
    struct store_filter f = {.superseded = true};
    struct filter_named item;
    int64_t event = 0;
    enum status st;

    if (strlen(word) == EVENT_ID_SIZE - 1 && strchr(word, ':') == NULL) { /* no item is called so by chance */
        st = store_event_find(store, slice_text(word), &event, err);
        if (st != ST_END)
            return st == ST_OK ? store_event_get(store, event, out, err) : st;
    }
    buf_init(&item.name, BUF_CAP);
    st = filter_item(cli, store, word, &item, err);
    buf_release(&item.name);
    if (st != ST_OK)
        return st;
    f.item = item.item;
    if (f.item != 0)
        return store_events_open(store, &f, out, err);
    st = strchr(word, ':') == NULL && strlen(word) >= SHOW_ID_LEAST
             ? store_event_find(store, slice_text(word), &event, err)
             : ST_END;
    if (st == ST_END)
        return show_unknown(store, word, err);
    return st == ST_OK ? store_event_get(store, event, out, err) : st;
}

static void print_json(struct cli *cli, const struct prove_told *told)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "folder", cli->args.value[OPT_OUT]);
    jsonw_count(&w, "proofs", told->proofs);
    jsonw_count(&w, "unsealed", told->unsealed);
    jsonw_count(&w, "entries", told->size);
    jsonw_slice(&w, "checkpoint", buf_view(&told->note));
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static void print(struct cli *cli, const struct prove_told *told)
{
    if (cli_has(cli, OPT_JSON)) {
        print_json(cli, told);
        return;
    }
    if (told->unsealed > 0)
        term_note(&cli->term, "not sealed yet, so without a proof: %llu; trailbook seal seals",
                  (unsigned long long)told->unsealed);
    if (cli->term.quiet)
        return;
    term_show(&cli->term, cli->args.value[OPT_OUT]);
    term_out(&cli->term, ": proofs of %llu events, entries of a ledger of %llu. Each is checked by\n",
             (unsigned long long)told->proofs, (unsigned long long)told->size);
    term_out(&cli->term, "sh verify-inclusion.sh N.tlog-proof N.json KEY\n");
}

static enum status prove(struct cli *cli, struct store *store, struct err *err)
{
    struct prove_told told = {0};
    struct store_events *events = NULL;
    enum status st;

    if (!cli_has(cli, OPT_OUT))
        return err_set(err, ST_FAIL, "USAGE-OPTION", "where to? give a new folder: --out DIR");
    if (cli->args.n_operands > 1)
        return err_set(err, ST_FAIL, "USAGE-OPERANDS", "'%s' is one too many for prove; --help shows how",
                       cli->args.operand[1]);
    buf_init(&told.note, BUF_CAP);
    st = find_events(cli, store, cli->args.operand[0], &events, err);
    if (st == ST_OK)
        st = prove_events(store, events, cli->args.value[OPT_OUT], &told, err);
    if (st == ST_OK)
        print(cli, &told);
    store_events_close(events);
    buf_release(&told.note);
    return st;
}

static enum status read_size(const char *text, uint64_t *out, struct err *err)
{
    int64_t n;

    if (!slice_int(slice_text(text), &n) || n < 0)
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "'%s' is no number of entries; give those of two checkpoints, the older one first",
                       text);
    *out = (uint64_t)n;
    return ST_OK;
}

static enum status prove_history(struct cli *cli, struct store *store, struct err *err)
{
    uint64_t old = 0, new_ = 0;
    struct buf text;
    enum status st;

    if (cli_has(cli, OPT_OUT))
        return err_set(err, ST_FAIL, "USAGE-OPTION", "--consistency prints the proof; leave out --out");
    if (cli->args.n_operands < 2)
        return err_set(err, ST_FAIL, "USAGE-OPERANDS",
                       "--consistency needs OLD NEW, how many entries two checkpoints have");
    st = read_size(cli->args.operand[0], &old, err);
    if (st == ST_OK)
        st = read_size(cli->args.operand[1], &new_, err);
    buf_init(&text, BUF_CAP);
    if (st == ST_OK)
        st = prove_consistency(store, old, new_, &text, err);
    if (st == ST_OK)
        term_bytes(&cli->term, buf_view(&text));
    buf_release(&text);
    return st;
}

static int run(struct cli *cli)
{
    struct store *store = NULL;
    struct err err = ERR_INIT;
    enum status st = cli_store_read(cli, &store, &err);

    if (st == ST_OK)
        st = cli_has(cli, OPT_CONSISTENCY) ? prove_history(cli, store, &err) : prove(cli, store, &err);
    store_close(store);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_prove = {
    .name = "prove",
    .operands = "TYPE:KEY|NAME|EVENT",
    .summary = "write proofs that events are in the sealed ledger",
    .examples = "  trailbook prove kq2xv7bdm4sp3tna --out proof         of one event\n"
                "  trailbook prove license:1234 --out proofs            of each event of an item\n"
                "  trailbook prove --consistency 260 300                between two checkpoints\n",
    .about = "Writes a new folder with the entry and the proof of each event, and a short\n"
             "script that checks them against the last checkpoint without trailbook. Proofs\n"
             "hold the values that entries commit to, personal data among them.\n"
             "With --consistency OLD NEW, how many entries two checkpoints have, it prints the\n"
             "proof that the later one continues the earlier, as a witness takes it.\n",
    .options = OPT_BIT(OPT_OUT) | OPT_BIT(OPT_CONSISTENCY),
    .turns = OPT_BIT(OPT_CONSISTENCY),
    .min = 1,
    .max = 2,
    .run = run,
};
