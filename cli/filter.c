/* filter: what the store shall give.  See filter.h. */
#include <stdio.h>
#include <string.h>

#include "filter.h"

#define NEAR_SHOWN   5
#define NEAR_SEARCH  20000 /* items looked at for a suggestion */

/* Adds a key to a list of those that contain, or are contained in, the word. */
static bool near(struct slice key, struct slice word)
{
    struct slice a = key.n < word.n ? key : word, b = key.n < word.n ? word : key;

    if (a.n < 3)
        return false;
    for (size_t i = 0; i + a.n <= b.n; i++)
        if (memcmp(b.p + i, a.p, a.n) == 0)
            return true;
    return false;
}

/* True if both share at least half of the word from its start. */
static bool same_start(struct slice key, struct slice word)
{
    size_t n = 0;

    while (n < key.n && n < word.n && key.p[n] == word.p[n])
        n++;
    return n > 0 && n * 2 >= word.n;
}

static enum status near_keys(struct store *store, struct slice type, struct slice key,
                             struct buf *out, struct err *err)
{
    struct store_items *c;
    const struct store_item *item;
    size_t shown = 0;
    enum status st = store_items_open(store, type, ITEMS_BY_KEY, false, NEAR_SEARCH, &c, err);

    if (st != ST_OK)
        return st;
    while (shown < NEAR_SHOWN && (st = store_items_next(c, &item, err)) == ST_OK) {
        if (!near(item->key, key) && !same_start(item->key, key) && !near(item->label, key))
            continue;
        buf_text(out, shown++ ? ", " : "");
        term_safe(out, item->key, 60);
    }
    store_items_close(c);
    return st == ST_END ? ST_OK : st;
}

/* The types there are; *known tells whether type is one of them. */
static enum status list_types(struct store *store, struct slice type, bool *known, struct buf *out,
                              struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct store_type *types;
    size_t n;
    enum status st = store_types(store, &arena, &types, &n, err);

    *known = false;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        *known |= slice_equal(types[i].type, type);
        buf_text(out, i ? ", " : "");
        term_safe(out, types[i].type, 60);
    }
    arena_release(&arena);
    return st;
}

static enum status refuse_item(struct store *store, const char *word, struct slice type,
                               struct slice key, struct err *err)
{
    struct buf list;
    bool known;
    enum status st;

    buf_init(&list, BUF_CAP);
    st = list_types(store, type, &known, &list, err);
    if (st == ST_OK && known) {
        buf_clear(&list);
        st = near_keys(store, type, key, &list, err);
    }
    if (st == ST_OK && !known)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN", "there is no item %s: no type '%.*s'; there are %s",
                     word, (int)type.n, (const char *)type.p, list.n ? buf_string(&list) : "none yet");
    else if (st == ST_OK && list.n > 0)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN", "there is no item %s; is it one of %s?", word,
                     buf_string(&list));
    else if (st == ST_OK)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN",
                     "there is no item %s; the report's item index lists all keys", word);
    buf_release(&list);
    return st;
}

enum status filter_item(struct store *store, const char *word, int64_t *item, struct err *err)
{
    struct slice type, key;
    enum status st;

    if (!cli_split_item(word, &type, &key))
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "'%s' is not an item; write TYPE:KEY, such as license:1234", word);
    st = store_item_find(store, type, key, item, err);
    if (st == ST_OK && *item == 0)
        st = refuse_item(store, word, type, key, err);
    return st;
}

static bool is_near(const struct store_action *a, struct slice word)
{
    char name[64], wanted[64];
    const char *candidate = name;

    if (near(a->name, word) || near(a->label, word) || a->name.n >= sizeof(name) ||
        word.n >= sizeof(wanted))
        return near(a->name, word) || near(a->label, word);
    snprintf(name, sizeof(name), "%.*s", (int)a->name.n, (const char *)a->name.p);
    snprintf(wanted, sizeof(wanted), "%.*s", (int)word.n, (const char *)word.p);
    return options_nearest(wanted, &candidate, 1) != NULL;
}

/* Lists some actions, only near ones if so wanted; *known tells whether word is one. */
static enum status near_actions(struct store *store, struct slice word, bool near_only, bool *known,
                                struct buf *out, struct err *err)
{
    struct store_actions *c;
    const struct store_action *a;
    size_t shown = 0;
    enum status st = store_actions_open(store, &c, err);

    if (st != ST_OK)
        return st;
    while (!*known && (st = store_actions_next(c, &a, err)) == ST_OK) {
        *known = slice_equal(a->name, word);
        if (shown >= NEAR_SHOWN || (near_only && !is_near(a, word)))
            continue;
        buf_text(out, shown++ ? ", " : "");
        term_safe(out, a->name, 60);
    }
    store_actions_close(c);
    return st == ST_END ? ST_OK : st;
}

/* An action that no event has is a slip, not an empty report. */
static enum status check_action(struct store *store, struct slice word, struct err *err)
{
    bool known = false;
    struct buf list;
    enum status st;

    buf_init(&list, BUF_CAP);
    st = near_actions(store, word, true, &known, &list, err);
    if (st == ST_OK && !known && list.n == 0)
        st = near_actions(store, word, false, &known, &list, err);
    if (st == ST_OK && !known)
        st = err_set(err, ST_FAIL, "ACTION-UNKNOWN", "no event has the action '%.*s'; %s%s",
                     (int)word.n, (const char *)word.p,
                     list.n ? "there are, among others, " : "the store has no events",
                     buf_string(&list));
    buf_release(&list);
    return st;
}

static void note(const struct cli *cli, enum opt o, const char *name, struct buf *text)
{
    if (cli_has(cli, o))
        buf_format(text, "%s%s %s", text->n ? ", " : "", name, cli->args.value[o]);
}

enum status filter_read(struct cli *cli, struct store *store, struct store_filter *f, struct buf *text,
                        struct err *err)
{
    enum status st = ST_OK;

    memset(f, 0, sizeof(*f));
    f->has_since = cli_has(cli, OPT_SINCE);
    f->has_until = cli_has(cli, OPT_UNTIL);
    if (f->has_since)
        st = cli_time(cli, OPT_SINCE, &f->since, err);
    if (st == ST_OK && f->has_until)
        st = cli_time(cli, OPT_UNTIL, &f->until, err);
    if (st == ST_OK && f->has_since && f->has_until && f->since >= f->until)
        st = err_set(err, ST_FAIL, "USAGE-VALUE", "--since %s is not before --until %s",
                     cli->args.value[OPT_SINCE], cli->args.value[OPT_UNTIL]);
    if (st == ST_OK && cli_has(cli, OPT_ITEM))
        st = filter_item(store, cli->args.value[OPT_ITEM], &f->item, err);
    f->action_name = slice_text(cli->args.value[OPT_ACTION]);
    if (st == ST_OK && cli_has(cli, OPT_ACTION))
        st = check_action(store, f->action_name, err);
    note(cli, OPT_SINCE, "since", text);
    note(cli, OPT_UNTIL, "until", text);
    note(cli, OPT_ITEM, "item", text);
    note(cli, OPT_ACTION, "action", text);
    return st;
}
