/* verb_show: trailbook show. */
#include <string.h>

#include "filter.h"
#include "show.h"

static enum status print_json(struct cli *cli, struct store *store, const struct store_event *e,
                              struct err *err)
{
    struct jsonw w;
    enum status st;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    show_event_json(&w, e);
    st = show_absent_json(store, e, &w, err);
    if (st == ST_OK)
        st = show_versions_json(store, e, &w, err);
    jsonw_end(&w);
    if (st == ST_OK)
        term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
    return st;
}

static enum status print_text(struct cli *cli, struct store *store, const struct store_event *e,
                              struct err *err)
{
    struct buf b;
    enum status st;

    buf_init(&b, BUF_CAP);
    show_event_text(cli, e, &b);
    st = show_amended_text(store, e, &b, err);
    if (st == ST_OK)
        st = show_absent_text(store, e, &b, err);
    if (st == ST_OK)
        st = show_versions_text(store, e, &b, err);
    if (st == ST_OK)
        term_lines(&cli->term, buf_view(&b), 14);
    buf_release(&b);
    return st;
}

static enum status print_event(struct cli *cli, struct store *store, const struct store_event *e,
                               struct err *err)
{
    if (cli_has(cli, OPT_DUMP))
        return show_raw(cli, e, cli->args.value[OPT_DUMP], err);
    return cli_has(cli, OPT_JSON) ? print_json(cli, store, e, err) : print_text(cli, store, e, err);
}

/* ST_END: no event has such an id. */
static enum status show_event(struct cli *cli, struct store *store, const char *word, struct err *err)
{
    struct store_events *c = NULL;
    const struct store_event *e;
    int64_t id;
    enum status st = store_event_find(store, slice_text(word), &id, err);

    if (st == ST_OK)
        st = store_event_get(store, id, &c, err);
    if (st == ST_OK)
        st = store_events_next(c, &e, err);
    if (st == ST_OK)
        st = print_event(cli, store, e, err);
    store_events_close(c);
    return st;
}

/* "is it one of license:L1, license:L2? " of what the word may mean, unless it is near a type's name. */
static enum status near_names(struct store *store, const char *word, bool near, struct buf *out,
                              struct err *err)
{
    struct buf list;
    enum status st = ST_OK;

    buf_init(&list, BUF_CAP);
    if (!near && word[strcspn(word, ":")] == 0)
        st = filter_near(store, SLICE_NONE, slice_text(word), &list, err);
    if (list.n > 0)
        buf_format(out, "is it one of %s? ", buf_string(&list));
    buf_release(&list);
    return st;
}

static enum status name_unknown(const char *word, bool event, bool near, const char *types, const char *names,
                                struct err *err)
{
    size_t n = strcspn(word, ":");

    if (event)
        return err_set(err, ST_FAIL, "EVENT-UNKNOWN", "there is no event %s; %s%s", word, names,
                       near ? types : "for an item write TYPE:KEY, such as license:1234");
    return err_set(err, ST_FAIL, "ITEM-UNKNOWN", "there is no type of items '%.*s'%s%s; %s%s", (int)n, word,
                   word[n] == 0 ? ", nor an item of that key or label" : "",
                   word[n] == 0 && !near ? ", and an event's id needs at least 8 of its 16 characters" : "",
                   names, types);
}

static enum status tell_unknown(struct store *store, const char *word, bool near, const char *types,
                                struct err *err)
{
    size_t n = strcspn(word, ":");
    struct buf names;
    enum status st;

    buf_init(&names, BUF_CAP);
    st = near_names(store, word, near, &names, err);
    if (st == ST_OK)
        st = name_unknown(word, word[n] == 0 && n >= SHOW_ID_LEAST, near, types, buf_string(&names), err);
    buf_release(&names);
    return st;
}

enum status show_unknown(struct store *store, const char *word, struct err *err)
{
    struct buf types;
    enum filter_type is;
    enum status st;

    buf_init(&types, BUF_CAP);
    st = filter_types(store, slice_text(word), &is, &types, err);
    if (st == ST_OK && is == TYPE_KNOWN)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN", "'%s' is a type of items; name one of them, TYPE:KEY",
                     word);
    else if (st == ST_OK)
        st = tell_unknown(store, word, is == TYPE_NEAR, buf_string(&types), err);
    buf_release(&types);
    return st;
}

/* No type of items: a label or key, or an event.  types: as of filter_types(). */
static enum status show_name(struct cli *cli, struct store *store, const char *word, bool near,
                             const char *types, struct err *err)
{
    size_t n = strcspn(word, ":");
    enum status st = cli_has(cli, OPT_DUMP) ? ST_END : show_item(cli, store, word, err);

    if (st == ST_END && word[n] == 0 && n >= SHOW_ID_LEAST)
        st = show_event(cli, store, word, err);
    return st == ST_END ? tell_unknown(store, word, near, types, err) : st;
}

/* "license:1234", "license", "license:" and what looks like the one or the other. */
static enum status show_word(struct cli *cli, struct store *store, const char *word, struct err *err)
{
    size_t n = strlen(word), colon = strcspn(word, ":");
    bool typed = colon > 0 && colon + 1 < n;
    struct slice type = {(const unsigned char *)word, n > 0 && word[n - 1] == ':' ? n - 1 : n};
    struct buf types;
    enum filter_type is;
    enum status st;

    buf_init(&types, BUF_CAP);
    st = filter_types(store, type, &is, &types, err);
    if (st == ST_OK && is == TYPE_KNOWN)
        st = show_type(cli, store, type, err);
    else if (st == ST_OK)
        st = typed ? show_item(cli, store, word, err)
                   : show_name(cli, store, word, is == TYPE_NEAR, buf_string(&types), err);
    buf_release(&types);
    return st;
}

static int run(struct cli *cli)
{
    struct store *store = NULL;
    struct err err = ERR_INIT;
    enum status st = cli_store_read(cli, &store, &err);

    if (st == ST_OK)
        st = show_word(cli, store, cli->args.operand[0], &err);
    store_close(store);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_show = {
    .name = "show",
    .operands = "TYPE:KEY|TYPE|NAME|EVENT",
    .summary = "one item's history, or one event, in the terminal",
    .examples = "  trailbook show license:1234                          an item and its events\n"
                "  trailbook show license                               the licenses there are\n"
                "  trailbook show 'Anna Berg'                           of that label or key\n"
                "  trailbook show user:anna@example.com --since 2026-01-01\n"
                "  trailbook show kq2xv7bdm4sp3tna                      one event, every field\n"
                "  trailbook show kq2xv7bdm4 --dump license.csv         its record's bytes\n",
    .about = "An event's id is the one that the report shows; a beginning of 8 characters or\n"
             "more will do if no other event's id starts with it.  With --dump the record is\n"
             "taken from the dump and checked against its digest.\n",
    .options = OPT_BIT(OPT_SINCE) | OPT_BIT(OPT_UNTIL) | OPT_BIT(OPT_ACTION) | OPT_BIT(OPT_DUMP),
    .turns = OPT_BIT(OPT_DUMP),
    .min = 1,
    .max = 1,
    .run = run,
};
