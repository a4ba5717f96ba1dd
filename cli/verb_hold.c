/* verb_hold: trailbook hold. */
#include <string.h>

#include "act.h"
#include "filter.h"
#include "jsonw.h"
#include "store_holds.h"

static enum status needed(const struct cli *cli, struct err *err)
{
    const bool item = cli_has(cli, OPT_ITEM), source = cli_has(cli, OPT_SOURCE);

    if (cli_has(cli, OPT_RELEASE) && (item || source))
        return err_set(err, ST_FAIL, "USAGE-OPTION", "--release ends a hold; leave --item and --source out");
    if (!cli_has(cli, OPT_RELEASE) && item == source)
        return err_set(err, ST_FAIL, "USAGE-OPTION",
                       "a hold is of an item or of a source: --item TYPE:KEY, or --source S");
    if (cli_has(cli, OPT_CATEGORY) && !source)
        return err_set(err, ST_FAIL, "USAGE-OPTION", "a category is one of a source: add --source S");
    if (!cli_has(cli, OPT_REASON))
        return err_set(err, ST_FAIL, "USAGE-OPTION", "say why: --reason TEXT");
    return ST_OK;
}

static enum status take_who(struct act *a, struct err *err)
{
    enum status st = act_text(a, &a->hidden, "reason", OPT_REASON, err);

    return st == ST_OK ? act_text(a, &a->hidden, "by", OPT_BY, err) : st;
}

/* The item by type and key, as the store has it. */
static enum status take_item(struct act *a, struct err *err)
{
    struct filter_named named = {.item = 0};
    enum status st;

    buf_init(&named.name, BUF_CAP);
    st = filter_known(a->cli, a->store, a->cli->args.value[OPT_ITEM], &named, err);
    if (st == ST_OK) {
        const struct slice name = buf_view(&named.name);

        members_name(&a->hidden, "item");
        buf_byte(&a->hidden, '[');
        entry_string(&a->hidden, (struct slice){name.p, named.type_n});
        buf_byte(&a->hidden, ',');
        entry_string(&a->hidden, (struct slice){name.p + named.type_n + 1, name.n - named.type_n - 1});
        buf_byte(&a->hidden, ']');
    }
    buf_release(&named.name);
    return st;
}

static enum status hold(struct act *a, struct err *err)
{
    enum status st = act_class(a, err);

    if (st == ST_OK && cli_has(a->cli, OPT_ITEM))
        st = take_item(a, err);
    return st == ST_OK ? act_append(a, "hold", false, "hold", err) : st;
}

/* Only what is in force can be released. */
static enum status take_number(struct act *a, struct err *err)
{
    const char *word = a->cli->args.value[OPT_RELEASE];
    struct store_holds *c = NULL;
    struct store_hold h = {.entry = 0};
    int64_t number = -1;
    bool known = false;
    enum status st;

    if (!slice_int(slice_text(word), &number) || number < 0)
        return err_set(err, ST_FAIL, "USAGE-VALUE", "'%s' is no number of an entry; --list tells it", word);
    st = store_holds_open(a->store, &c, err);
    while (st == ST_OK && !known && (st = store_holds_next(c, &h, err)) == ST_OK)
        known = h.entry == (uint64_t)number;
    store_holds_close(c);
    if (st != ST_OK && st != ST_END)
        return st;
    if (!known)
        return err_set(err, ST_FAIL, "HOLD-UNKNOWN", "entry %s of the ledger is no hold; --list tells them",
                       word);
    if (h.release != 0)
        return err_set(err, ST_FAIL, "HOLD-UNKNOWN", "the hold of entry %s was released by entry %llu", word,
                       (unsigned long long)h.release);
    members_number(&a->clear, "hold", (uint64_t)number);
    return ST_OK;
}

static enum status record(struct act *a, struct err *err)
{
    enum status st = needed(a->cli, err);

    if (st == ST_OK)
        st = take_who(a, err);
    if (st == ST_OK)
        st = act_open(a, err);
    if (st != ST_OK || !cli_has(a->cli, OPT_RELEASE))
        return st == ST_OK ? hold(a, err) : st;
    st = take_number(a, err);
    return st == ST_OK ? act_append(a, "release", false, "release", err) : st;
}

static void list_json(struct jsonw *w, const struct store_hold *h)
{
    jsonw_object(w, NULL);
    jsonw_count(w, "entry", h->entry);
    jsonw_time(w, "since", h->at * STAMP_SECOND);
    if (h->source.n > 0)
        jsonw_slice(w, "source", h->source);
    if (h->category.n > 0)
        jsonw_slice(w, "category", h->category);
    if (h->source.n == 0) {
        jsonw_slice(w, "type", h->type);
        jsonw_slice(w, "key", h->key);
    }
    jsonw_slice(w, "reason", h->reason);
    jsonw_slice(w, "by", h->by);
    jsonw_bool(w, "in_force", h->release == 0);
    if (h->release != 0) {
        jsonw_count(w, "release", h->release);
        jsonw_time(w, "released", h->released_at * STAMP_SECOND);
        jsonw_slice(w, "release_reason", h->release_reason);
        jsonw_slice(w, "release_by", h->release_by);
    }
    jsonw_end(w);
}

static void add(struct buf *b, const char *before, struct slice text)
{
    if (text.n == 0)
        return;
    buf_text(b, before);
    term_safe(b, text, 0);
}

static void list_text(struct cli *cli, const struct store_hold *h)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "%llu  ", (unsigned long long)h->entry);
    add(&b, "source ", h->source);
    add(&b, ", category ", h->category);
    if (h->source.n == 0) {
        add(&b, "", h->type.n > 0 ? h->type : SLICE("an item that was erased"));
        add(&b, ":", h->key);
    }
    buf_text(&b, h->release == 0 ? "; in force since " : "; in force from ");
    stamp_write(&b, h->at * STAMP_SECOND, STAMP_RES_S);
    add(&b, ", by ", h->by);
    add(&b, ": ", h->reason);
    if (h->release != 0) {
        buf_format(&b, "; released by entry %llu on ", (unsigned long long)h->release);
        stamp_write(&b, h->released_at * STAMP_SECOND, STAMP_RES_S);
        add(&b, ", by ", h->release_by);
        add(&b, ": ", h->release_reason);
    }
    buf_byte(&b, '\n');
    term_lines(&cli->term, buf_view(&b), 4);
    buf_release(&b);
}

static enum status list(struct cli *cli, struct jsonw *w, struct err *err)
{
    struct store *s = NULL;
    struct store_holds *c = NULL;
    struct store_hold h;
    enum status st = cli_store_read(cli, &s, err);

    if (st == ST_OK)
        st = store_holds_open(s, &c, err);
    while (st == ST_OK && (st = store_holds_next(c, &h, err)) == ST_OK)
        if (cli_has(cli, OPT_JSON))
            list_json(w, &h);
        else
            list_text(cli, &h);
    store_holds_close(c);
    store_close(s);
    return st == ST_END ? ST_OK : st;
}

static int run_list(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct jsonw w;
    enum status st;

    if (cli_has(cli, OPT_ITEM) || cli_has(cli, OPT_SOURCE) || cli_has(cli, OPT_RELEASE)) {
        (void)err_set(&err, ST_FAIL, "USAGE-OPTION", "--list lists all holds; leave the other options out");
        return cli_fail(cli, &err);
    }
    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_array(&w, "holds");
    st = list(cli, &w, &err);
    if (cli_has(cli, OPT_JSON))
        cli_json_end(cli, &w, st, &err);
    jsonw_release(&w);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

static int run(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct act a;
    enum status st;

    if (cli_has(cli, OPT_LIST))
        return run_list(cli);
    act_init(&a, cli);
    st = record(&a, &err);
    act_close(&a);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_hold = {
    .name = "hold",
    .operands = "",
    .summary = "keep events of an item or a source from being erased",
    .examples = "  trailbook hold --item license:1234 --by 'A. Smith' --reason 'case 7' \\\n"
                "      --key audit.key\n"
                "  trailbook hold --source doors --category Doors --reason 'case 8' \\\n"
                "      --key audit.key\n"
                "  trailbook hold --list\n"
                "  trailbook hold --release 1205 --reason 'case 7 is closed' --key audit.key\n",
    .about = "Seals what was imported, then appends an entry that says what must be kept and\n"
             "why. What an item in force takes part in, or what is of that source, is neither\n"
             "redacted nor pruned until the hold is released, which is an entry too. A hold is\n"
             "called by the number of its entry.\n",
    .options = OPT_BIT(OPT_ITEM) | OPT_BIT(OPT_SOURCE) | OPT_BIT(OPT_CATEGORY) | OPT_BIT(OPT_REASON) |
               OPT_BIT(OPT_BY) | OPT_BIT(OPT_KEY) | OPT_BIT(OPT_RELEASE) | OPT_BIT(OPT_LIST),
    .run = run,
};
