/* verb_verify: trailbook verify. */
#include "cli.h"
#include "jsonw.h"
#include "keyfile.h"
#include "sealed_report.h"
#include "store_doubt.h"
#include "verify.h"

#define SHOWN 20 /* messages, unless --verbose asks for all */

struct telling {
    struct cli *cli;
    uint64_t told, kept;
};

/* What is odd or wrong, as it is found. */
static void tell(void *ctx, bool warning, const struct err *e)
{
    struct telling *t = ctx;

    if (t->told == SHOWN && !t->cli->term.verbose) {
        t->kept++;
        return;
    }
    t->told++;
    if (warning)
        term_warn(&t->cli->term, NULL, e);
    else
        term_error(&t->cli->term, NULL, e);
}

static const char *conclusion(const struct verification *v)
{
    return v->bad ? "does not verify" : v->verified ? "verified" : "fixity only, not verified";
}

static void item_text(struct cli *cli, const struct verify_item *i)
{
    struct term *t = &cli->term;

    term_out(t, "item %.*s:%.*s ", (int)i->type.n, (const char *)i->type.p, (int)i->key.n,
             (const char *)i->key.p);
    if (!i->told) {
        term_out(t, "not verifiable: what entries commit to is withheld, or bad\n");
        return;
    }
    term_out(t, "is disclosed by %llu %s", (unsigned long long)i->events,
             i->events == 1 ? "event" : "events");
    if (i->events > 0)
        term_out(t, ", entries %llu to %llu", (unsigned long long)i->first, (unsigned long long)i->last);
    term_out(t, "; %llu not attributable, for items of them are erased\n", (unsigned long long)i->lost);
}

static void print_text(struct cli *cli, const struct verification *v)
{
    static const enum paint paint[] = {PAINT_GREEN, PAINT_RED, PAINT_YELLOW};
    struct slice open = buf_view(&v->open);
    const char *label = "not checked: ";

    for (size_t i = 0; i < v->n; i++) {
        const struct verify_check *c = &v->checks[i];

        if (c->name == NULL)
            continue;
        term_out(&cli->term, "%-*s %s%s%s%s%s", v->n > VERIFY_ANY_BAG ? 11 : 9, c->name,
                 term_on(&cli->term, paint[c->verdict]), verdict_name(c->verdict), term_off(&cli->term),
                 c->says.n > 0 ? ": " : "", buf_string(&c->says));
        if (c->found > 0)
            term_out(&cli->term, "%s%llu found", c->says.n > 0 ? "; " : ": ", (unsigned long long)c->found);
        term_out(&cli->term, "\n");
    }
    while (open.n > 0) {
        size_t n = (size_t)((const unsigned char *)memchr(open.p, '\n', open.n) - open.p) + 1;

        term_out(&cli->term, "%s%.*s", label, (int)n, (const char *)open.p);
        label = "             ";
        open = (struct slice){open.p + n, open.n - n};
    }
    if (v->wish->item != NULL)
        item_text(cli, v->wish->item);
    term_out(&cli->term, "%s%s%s\n", term_on(&cli->term, v->bad ? PAINT_RED : PAINT_BOLD), conclusion(v),
             term_off(&cli->term));
}

static void check_json(struct jsonw *w, const struct verify_check *c)
{
    jsonw_object(w, NULL);
    jsonw_text(w, "check", c->name);
    jsonw_text(w, "verdict", verdict_name(c->verdict));
    jsonw_slice(w, "says", buf_view(&c->says));
    jsonw_count(w, "found", c->found);
    if (c->found > 0) {
        jsonw_object(w, "first");
        jsonw_text(w, "code", c->first.code);
        jsonw_text(w, "message", c->first.text);
        if (c->first.where[0] != 0)
            jsonw_text(w, "file", c->first.where);
        if (c->first.line != 0)
            jsonw_count(w, "line", c->first.line);
        jsonw_end(w);
    }
    jsonw_end(w);
}

/* Entries that disclose the item that is asked for, as JSON has them. */
struct wanted {
    struct verify_item item;
    struct buf entries;
};

static void take_entry(void *ctx, uint64_t entry)
{
    struct wanted *w = ctx;

    buf_add(&w->entries, &entry, sizeof(entry));
}

static void item_json(struct jsonw *w, const struct wanted *g)
{
    const struct verify_item *i = &g->item;

    jsonw_object(w, "item");
    jsonw_slice(w, "type", i->type);
    jsonw_slice(w, "key", i->key);
    jsonw_text(w, "verdict", verdict_name(i->told ? VERDICT_OK : VERDICT_OPEN));
    jsonw_count(w, "events", i->events);
    jsonw_count(w, "not_attributable", i->lost);
    jsonw_array(w, "entries");
    for (size_t at = 0; at < g->entries.n; at += sizeof(uint64_t)) {
        uint64_t entry;

        memcpy(&entry, g->entries.p + at, sizeof(entry));
        jsonw_count(w, NULL, entry);
    }
    jsonw_end(w);
    jsonw_end(w);
}

static void print_json(struct cli *cli, const struct verification *v)
{
    struct slice open = buf_view(&v->open);
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "path", cli->args.operand[0]);
    jsonw_text(&w, "result", conclusion(v));
    jsonw_array(&w, "checks");
    for (size_t i = 0; i < v->n; i++)
        if (v->checks[i].name != NULL)
            check_json(&w, &v->checks[i]);
    jsonw_end(&w);
    jsonw_array(&w, "not_checked");
    while (open.n > 0) {
        size_t n = (size_t)((const unsigned char *)memchr(open.p, '\n', open.n) - open.p);

        jsonw_slice(&w, NULL, (struct slice){open.p, n});
        open = (struct slice){open.p + n + 1, open.n - n - 1};
    }
    jsonw_end(&w);
    if (v->wish->item != NULL)
        item_json(&w, v->wish->item->ctx);
    jsonw_count(&w, "files", v->bag.files);
    jsonw_count(&w, "bytes", v->bag.bytes);
    jsonw_count(&w, "warnings", v->bag.found[BAG_WARNING]);
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

/* What else was given: the key, and a checkpoint from before. */
struct given {
    struct digest *digest;
    struct buf text, since;
    struct note_key key;
};

static enum status read_given(struct cli *cli, struct given *g, struct verify_wish *w, struct err *err)
{
    const char *key = cli->args.value[OPT_KEY], *since = cli->args.value[OPT_SINCE];
    enum status st = ST_OK;

    if (key != NULL)
        st = keyfile_public(g->digest, key, &g->text, &g->key, err);
    w->key = key != NULL ? &g->key : NULL;
    if (st != ST_OK || since == NULL)
        return st;
    if (!keyfile_text(since, NOTE_MAX, &g->since) || g->since.n == 0)
        return err_at(err, ST_FAIL, since, 0, 0, "VERIFY-SINCE",
                      "the checkpoint cannot be read, or is empty; check its name and rights");
    w->since = buf_view(&g->since);
    w->since_name = since;
    return ST_OK;
}

static int print(struct cli *cli, const struct verification *v)
{
    if (cli_has(cli, OPT_JSON))
        print_json(cli, v);
    else if (!cli->term.quiet)
        print_text(cli, v);
    return v->bad ? EXIT_EVIDENCE : EXIT_DONE;
}

static int check(struct cli *cli, struct verify_wish *w, struct telling *t)
{
    struct verification v;
    struct err err = ERR_INIT;
    const char *path = cli->args.operand[0];
    enum status st = (store_doubt_is(path) ? verify_store : verify_bag)(path, w, &v, &err);
    int code;

    if (t->kept > 0)
        term_note(&cli->term, "and %llu more; --verbose tells all", (unsigned long long)t->kept);
    code = st == ST_OK ? print(cli, &v) : cli_fail(cli, &err);
    verification_release(&v);
    return code;
}

static enum status render(void *ctx, const char *path, bool items, const char *folder, struct err *err)
{
    struct store *s = NULL;
    enum status st = store_open(path, STORE_READ, &s, err);

    (void)ctx;
    if (st == ST_OK)
        st = sealed_report(s, folder, items, err);
    store_close(s);
    return st;
}

/* TYPE:KEY; a key is compared as it stands. */
static enum status read_item(struct cli *cli, struct wanted *g, struct verify_wish *w, struct err *err)
{
    const char *text = cli->args.value[OPT_ITEM], *colon = text != NULL ? strchr(text, ':') : NULL;

    if (text == NULL)
        return ST_OK;
    if (colon == NULL || colon == text || colon[1] == 0)
        return err_set(err, ST_FAIL, "USAGE-VALUE", "--item %s: give the item as TYPE:KEY", text);
    g->item = (struct verify_item){.type = {(const unsigned char *)text, (size_t)(colon - text)},
                                   .key = slice_text(colon + 1),
                                   .found = cli_has(cli, OPT_JSON) ? take_entry : NULL,
                                   .ctx = g};
    w->item = &g->item;
    return ST_OK;
}

static int run(struct cli *cli)
{
    struct telling t = {.cli = cli};
    struct wanted wanted = {.item = {.events = 0}};
    struct verify_wish w = {.all = cli_has(cli, OPT_ALL),
                            .found = tell,
                            .render = render,
                            .tool = "trailbook " TRAILBOOK_VERSION,
                            .ctx = &t};
    struct given g = {.digest = digest_new()};
    struct err err = ERR_INIT;
    int code;

    buf_init(&g.text, BUF_CAP);
    buf_init(&g.since, BUF_CAP);
    buf_init(&wanted.entries, BUF_CAP);
    code = read_item(cli, &wanted, &w, &err) == ST_OK && read_given(cli, &g, &w, &err) == ST_OK
               ? check(cli, &w, &t)
               : cli_fail(cli, &err);
    buf_release(&wanted.entries);
    buf_release(&g.text);
    buf_release(&g.since);
    digest_free(g.digest);
    return code;
}

const struct verb verb_verify = {
    .name = "verify",
    .operands = "PATH",
    .summary = "check a snapshot or store: nothing changed, missing or added",
    .examples = "  trailbook verify archive/audit-000000000300 --key audit.key.vkey\n"
                "  trailbook verify trailbook.db --key audit.key.vkey --since last.checkpoint\n"
                "  trailbook verify audit-000000000300.tar --key audit.key.vkey --since last.checkpoint\n",
    .about = "Checks a snapshot, a folder or a tar of one, or a store: with the public key, that its owner\n"
             "sealed and signed it and that the entries are those that were signed; with a\n"
             "checkpoint that you kept (--since), that nothing before it was changed. Take both\n"
             "from elsewhere, never from the snapshot. Without them, and of any other BagIt bag,\n"
             "it shows damage alone: whoever changes a file can make the manifests anew.\n"
             "Exit status 4: it does not verify.\n",
    .options = OPT_BIT(OPT_KEY) | OPT_BIT(OPT_ITEM) | OPT_BIT(OPT_SINCE) | OPT_BIT(OPT_ALL),
    .min = 1,
    .max = 1,
    .run = run,
};
