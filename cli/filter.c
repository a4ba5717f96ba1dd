/* filter: what the store shall give.  See filter.h. */
#include <stdio.h>
#include <string.h>

#include "filter.h"
#include "nearest.h"
#include "store_items.h"
#include "store_lists.h"

#define NEAR_SHOWN 5

struct called {            /* items that bear a name */
    size_t n;              /* NEAR_SHOWN + 1: or more */
    int64_t item;          /* the first */
    struct buf name, list; /* its TYPE:KEY; all for a message */
    size_t type_n;
};

/* Does one contain the other? */
static bool near(struct slice name, struct slice word)
{
    struct slice a = name.n < word.n ? name : word, b = name.n < word.n ? word : name;

    if (a.n < 3)
        return false;
    for (size_t i = 0; i + a.n <= b.n; i++)
        if (memcmp(b.p + i, a.p, a.n) == 0)
            return true;
    return false;
}

static void add_near(struct buf *out, const struct store_item *item, bool with_label)
{
    buf_text(out, out->n > 0 ? ", " : "");
    term_safe(out, item->type, 60);
    buf_byte(out, ':');
    term_safe(out, item->key, 60);
    if (!with_label || item->label.n == 0)
        return;
    buf_text(out, " (");
    term_safe(out, item->label, 60);
    buf_byte(out, ')');
}

enum status filter_near(struct store *store, struct slice type, struct slice word, struct buf *out,
                        struct err *err)
{
    struct store_items *c;
    const struct store_item *item;
    size_t met = 0;
    enum status st = store_items_near(store, type, word, NEAR_SHOWN + 1, &c, err);

    if (st != ST_OK)
        return st;
    while (met <= NEAR_SHOWN && (st = store_items_next(c, &item, err)) == ST_OK) {
        if (met++ == NEAR_SHOWN)
            buf_text(out, " and others");
        else
            add_near(out, item, true);
    }
    store_items_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum filter_type look_for(struct slice type, const char *const *names, size_t n, struct buf *out)
{
    const char *near = nearest_word(type, names, n);

    for (size_t i = 0; i < n; i++)
        if (slice_equal(slice_text(names[i]), type))
            return TYPE_KNOWN;
    if (near != NULL) {
        buf_text(out, "did you mean ");
        term_safe(out, slice_text(near), 60);
        buf_byte(out, '?');
        return TYPE_NEAR;
    }
    buf_text(out, n ? "there are " : "there are none yet");
    for (size_t i = 0; i < n; i++) {
        buf_text(out, i ? ", " : "");
        term_safe(out, slice_text(names[i]), 60);
    }
    return TYPE_STRANGE;
}

enum status filter_types(struct store *store, struct slice type, enum filter_type *is, struct buf *out,
                         struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct store_type *types;
    const char **names;
    size_t n;
    enum status st = store_types(store, &arena, &types, &n, err);

    *is = TYPE_STRANGE;
    if (st == ST_OK) {
        names = arena_zero(&arena, n + 1, sizeof(*names));
        for (size_t i = 0; i < n; i++) {
            char *name = arena_zero(&arena, types[i].type.n + 1, 1);

            memcpy(name, types[i].type.p, types[i].type.n);
            names[i] = name;
        }
        *is = look_for(type, names, n, out);
    }
    arena_release(&arena);
    return st;
}

/* The items whose key or label is the word, of a type or (type n = 0) of any. */
static enum status called(struct store *store, struct slice type, struct slice word, struct called *to,
                          struct err *err)
{
    struct store_items *c;
    const struct store_item *item;
    enum status st = store_items_called(store, type, word, NEAR_SHOWN + 1, &c, err);

    if (st != ST_OK)
        return st;
    while (to->n <= NEAR_SHOWN && (st = store_items_next(c, &item, err)) == ST_OK) {
        if (to->n++ == NEAR_SHOWN) {
            buf_text(&to->list, " and others");
            break;
        }
        add_near(&to->list, item, false);
        if (to->n > 1)
            continue;
        to->item = item->id;
        to->type_n = item->type.n;
        buf_slice(&to->name, item->type);
        buf_byte(&to->name, ':');
        buf_slice(&to->name, item->key);
    }
    store_items_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status refuse_item(struct store *store, const char *word, struct slice type, struct slice key,
                               struct err *err)
{
    int n = (int)type.n;
    struct buf list;
    enum filter_type is;
    enum status st;

    buf_init(&list, BUF_CAP);
    st = filter_types(store, type, &is, &list, err);
    if (st == ST_OK && is == TYPE_KNOWN) {
        buf_clear(&list);
        st = filter_near(store, type, key, &list, err);
    }
    if (st == ST_OK && is != TYPE_KNOWN)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN", "there is no item %s: no type '%.*s'; %s", word, n,
                     (const char *)type.p, buf_string(&list));
    else if (st == ST_OK)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN",
                     "there is no item %s; %s%s%strailbook show %.*s lists all keys", word,
                     list.n ? "is it one of " : "", buf_string(&list), list.n ? "? " : "", n,
                     (const char *)type.p);
    buf_release(&list);
    return st;
}

/* Splits the word at its next colon that has something before and behind it.  *at: 0 at first. */
static bool split_next(const char *word, size_t *at, struct slice *type, struct slice *key)
{
    const char *colon = strchr(word + *at, ':');

    if (colon == word)
        colon = strchr(word + 1, ':');
    if (colon == NULL || colon[1] == 0)
        return false;
    *at = (size_t)(colon - word) + 1;
    *type = (struct slice){(const unsigned char *)word, *at - 1};
    *key = slice_text(word + *at);
    return true;
}

/* A type that a dump or a profile of one's own names may hold colons, as keys may: the first split that
 * an item bears is meant, ... */
static enum status split_item(struct store *store, const char *word, struct slice *type, int64_t *item,
                              struct err *err)
{
    enum status st = ST_OK;
    struct slice key;
    size_t at = 0;

    *item = 0;
    while (st == ST_OK && *item == 0 && split_next(word, &at, type, &key))
        st = store_item_find(store, *type, key, item, err);
    return st;
}

/* ... or where there is no such item, the first one whose type there is, or else the first. */
static enum status split_type(struct store *store, const char *word, struct slice *type, struct slice *key,
                              struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct slice t, k;
    struct store_type *types;
    size_t n, at = 0;
    bool known = false;
    enum status st = store_types(store, &arena, &types, &n, err);

    while (st == ST_OK && !known && split_next(word, &at, &t, &k)) {
        for (size_t i = 0; i < n && !known; i++)
            known = slice_equal(types[i].type, t);
        if (known || type->n == 0) {
            *type = t;
            *key = k;
        }
    }
    arena_release(&arena);
    return st;
}

/* What is no TYPE:KEY may be a label, or a key without its type. */
static enum status item_called(struct cli *cli, struct store *store, const char *word,
                               struct filter_named *to, struct err *err)
{
    struct slice type = SLICE_NONE, key = SLICE_NONE;
    struct called found = {.n = 0};
    enum status st = split_type(store, word, &type, &key, err);

    buf_init(&found.name, BUF_CAP);
    buf_init(&found.list, BUF_CAP);
    if (st == ST_OK && type.n > 0)
        st = called(store, type, key, &found, err);
    if (st == ST_OK && found.n == 0)
        st = called(store, SLICE_NONE, slice_text(word), &found, err);
    if (st == ST_OK && found.n == 0 && type.n > 0)
        st = refuse_item(store, word, type, key, err);
    else if (st == ST_OK && found.n > 1)
        st = err_set(err, ST_FAIL, "ITEM-UNKNOWN", "several items are called '%s': %s; name one of them",
                     word, buf_string(&found.list));
    else if (st == ST_OK && found.n == 1) {
        to->item = found.item;
        to->type_n = found.type_n;
        buf_slice(&to->name, buf_view(&found.name));
        term_note(&cli->term, "'%s' is %s", word, buf_string(&found.list));
    }
    buf_release(&found.name);
    buf_release(&found.list);
    return st;
}

enum status filter_item(struct cli *cli, struct store *store, const char *word, struct filter_named *to,
                        struct err *err)
{
    struct slice type = SLICE_NONE;
    enum status st = split_item(store, word, &type, &to->item, err);

    to->type_n = type.n;
    if (st == ST_OK && to->item != 0)
        buf_text(&to->name, word);
    else if (st == ST_OK)
        st = item_called(cli, store, word, to, err);
    return st;
}

enum status filter_known(struct cli *cli, struct store *store, const char *word, struct filter_named *to,
                         struct err *err)
{
    enum status st = filter_item(cli, store, word, to, err);

    if (st != ST_OK || to->item != 0)
        return st;
    return err_set(err, ST_FAIL, "USAGE-VALUE",
                   "'%s' is not an item; write TYPE:KEY, such as license:1234 "
                   "(trailbook show TYPE lists the keys)",
                   word);
}

static bool is_near(const struct store_action *a, struct slice word)
{
    char name[64];
    const char *candidate = name;

    if (near(a->name, word) || near(a->label, word) || a->name.n >= sizeof(name))
        return near(a->name, word) || near(a->label, word);
    snprintf(name, sizeof(name), "%.*s", (int)a->name.n, (const char *)a->name.p);
    return nearest_word(word, &candidate, 1) != NULL;
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

/* The action that the word is a label of, if it is of one alone: appended to out. */
static enum status labelled_action(struct store *store, struct slice word, struct buf *out, struct err *err)
{
    struct store_actions *c;
    const struct store_action *a;
    bool several = false;
    enum status st = store_actions_open(store, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_actions_next(c, &a, err)) == ST_OK) {
        if (word.n == 0 || !slice_equal(a->label, word))
            continue;
        several = several || (out->n > 0 && !slice_equal(buf_view(out), a->name));
        buf_clear(out);
        buf_slice(out, a->name);
    }
    store_actions_close(c);
    if (several)
        buf_clear(out);
    return st == ST_END ? ST_OK : st;
}

/* A label, as a report shows it, stands for its action. */
static enum status take_label(struct cli *cli, struct store *store, bool *known, struct err *err)
{
    enum status st = labelled_action(store, slice_text(cli->args.value[OPT_ACTION]), &cli->action, err);

    if (st != ST_OK || cli->action.n == 0)
        return st;
    *known = true;
    cli->args.value[OPT_ACTION] = buf_string(&cli->action);
    return ST_OK;
}

/* An action that no event has is a slip, not an empty report. */
static enum status check_action(struct cli *cli, struct store *store, struct err *err)
{
    struct slice word = slice_text(cli->args.value[OPT_ACTION]);
    bool known = false;
    struct buf list;
    enum status st;

    buf_init(&list, BUF_CAP);
    st = near_actions(store, word, true, &known, &list, err);
    if (st == ST_OK && !known)
        st = take_label(cli, store, &known, err);
    if (st == ST_OK && !known && list.n == 0)
        st = near_actions(store, word, false, &known, &list, err);
    if (st == ST_OK && !known)
        st = err_set(err, ST_FAIL, "ACTION-UNKNOWN", "no event has the action '%.*s'; %s%s", (int)word.n,
                     (const char *)word.p, list.n ? "there are, among others, " : "the store has no events",
                     buf_string(&list));
    buf_release(&list);
    return st;
}

static void note(const struct cli *cli, enum opt o, const char *name, const char *value, struct buf *text)
{
    if (cli_has(cli, o))
        buf_format(text, "%s%s %s", text->n ? ", " : "", name, value);
}

enum status filter_read(struct cli *cli, struct store *store, struct store_filter *f, struct buf *text,
                        struct err *err)
{
    struct filter_named item = {.item = 0};
    enum status st = ST_OK;

    buf_init(&item.name, BUF_CAP);
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
        st = filter_known(cli, store, cli->args.value[OPT_ITEM], &item, err);
    f->item = item.item;
    if (st == ST_OK && cli_has(cli, OPT_ACTION))
        st = check_action(cli, store, err);
    f->action_name = slice_text(cli->args.value[OPT_ACTION]);
    note(cli, OPT_SINCE, "since", cli->args.value[OPT_SINCE], text);
    note(cli, OPT_UNTIL, "until", cli->args.value[OPT_UNTIL], text);
    note(cli, OPT_ITEM, "item", buf_string(&item.name), text);
    note(cli, OPT_ACTION, "action", cli->args.value[OPT_ACTION], text);
    buf_release(&item.name);
    return st;
}
