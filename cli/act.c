/* act: words for the ledger, appended.  See act.h. */
#include <string.h>

#include "act.h"
#include "jsonw.h"
#include "store_lists.h"
#include "utf8.h"

#define CODE_MAX 40 /* characters of a reason */

void act_init(struct act *a, struct cli *cli)
{
    *a = (struct act){.cli = cli, .digest = digest_new()};
    buf_init(&a->clear, BUF_CAP);
    buf_init(&a->hidden, BUF_CAP);
    buf_init(&a->told.note, BUF_CAP);
}

void act_close(struct act *a)
{
    store_close(a->store);
    seal_key_close(&a->key);
    buf_release(&a->clear);
    buf_release(&a->hidden);
    buf_release(&a->told.note);
    digest_free(a->digest);
}

enum status act_text(struct act *a, struct buf *to, const char *name, enum opt o, struct err *err)
{
    const char *text = a->cli->args.value[o];

    if (text == NULL)
        return ST_OK;
    if (utf8_valid(slice_text(text)) < strlen(text))
        return err_set(err, ST_FAIL, "USAGE-VALUE", "what --%s says is not UTF-8; write it in UTF-8", name);
    members_text(to, name, slice_text(text));
    return ST_OK;
}

enum status act_code(const struct cli *cli, struct err *err)
{
    const char *code = cli->args.value[OPT_REASON];
    size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789.-");

    if (code[n] == 0 && n > 0 && n <= CODE_MAX)
        return ST_OK;
    return err_set(
        err, ST_FAIL, "USAGE-VALUE",
        "'%s' is no code; all may read it in the ledger, so give a short one of small letters, digits, "
        "'.' and '-', such as gdpr-17%s",
        code,
        cli->args.value[OPT_NOTE] != NULL || (cli->verb->options & OPT_BIT(OPT_NOTE))
            ? "; more goes into --note"
            : "");
}

struct classes {
    bool source, category; /* what was asked for is there */
    struct buf sources, categories;
};

static void list(struct buf *to, struct slice name)
{
    struct buf safe;

    buf_init(&safe, BUF_CAP);
    term_safe(&safe, name, 60);
    if (name.n > 0 && !slice_listed(buf_view(to), buf_view(&safe))) {
        buf_text(to, to->n > 0 ? ", " : "");
        buf_slice(to, buf_view(&safe));
    }
    buf_release(&safe);
}

static enum status look(struct act *a, struct classes *c, struct err *err)
{
    struct slice source = slice_text(a->cli->args.value[OPT_SOURCE]);
    struct slice category = slice_text(a->cli->args.value[OPT_CATEGORY]);
    struct store_actions *rows = NULL;
    const struct store_action *row;
    enum status st = store_actions_open(a->store, &rows, err);

    while (st == ST_OK && (st = store_actions_next(rows, &row, err)) == ST_OK) {
        list(&c->sources, row->source);
        if (!slice_equal(row->source, source))
            continue;
        c->source = true;
        c->category = c->category || slice_equal(row->category, category);
        list(&c->categories, row->category);
    }
    store_actions_close(rows);
    return st == ST_END ? ST_OK : st;
}

static enum status refuse_class(struct act *a, const struct classes *c, struct err *err)
{
    const char *source = a->cli->args.value[OPT_SOURCE], *category = a->cli->args.value[OPT_CATEGORY];

    if (!c->source)
        return err_set(err, ST_FAIL, "SOURCE-UNKNOWN", "no event is of source '%s'; %s%s", source,
                       c->sources.n > 0 ? "there are " : "the store has no events", buf_string(&c->sources));
    if (category != NULL && !c->category)
        return err_set(err, ST_FAIL, "SOURCE-UNKNOWN", "source '%s' has no category '%s'; it has %s", source,
                       category, c->categories.n > 0 ? buf_string(&c->categories) : "none");
    return ST_OK;
}

enum status act_class(struct act *a, struct err *err)
{
    struct classes c = {.source = false};
    enum status st;

    if (!cli_has(a->cli, OPT_SOURCE))
        return ST_OK;
    buf_init(&c.sources, BUF_CAP);
    buf_init(&c.categories, BUF_CAP);
    st = look(a, &c, err);
    if (st == ST_OK)
        st = refuse_class(a, &c, err);
    buf_release(&c.sources);
    buf_release(&c.categories);
    if (st == ST_OK)
        st = act_text(a, &a->clear, "src", OPT_SOURCE, err);
    return st == ST_OK ? act_text(a, &a->clear, "category", OPT_CATEGORY, err) : st;
}

enum status act_open(struct act *a, struct err *err)
{
    const char *path = a->cli->args.value[OPT_KEY];
    enum status st = path != NULL ? seal_key_open(&a->key, path, a->digest, err) : ST_OK;

    return st == ST_OK ? cli_store_write(a->cli, &a->store, err) : st;
}

static void print(struct act *a, const char *what)
{
    uint64_t entry = a->told.sealed.size - 1;
    struct jsonw w;

    if (cli_has(a->cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_count(&w, "entry", entry);
        jsonw_slice(&w, "checkpoint", buf_view(&a->told.note));
        jsonw_end(&w);
        term_bytes(&a->cli->term, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!a->cli->term.quiet) {
        term_out(&a->cli->term, "The %s is entry %llu of the ledger. Keep this checkpoint elsewhere:\n\n",
                 what, (unsigned long long)entry);
        term_bytes(&a->cli->term, buf_view(&a->told.note));
    }
}

/* An object also of no members. */
static void end_object(struct buf *b)
{
    buf_text(b, b->n == 0 ? "{}" : "}");
}

enum status act_append(struct act *a, const char *kind, bool bound, const char *what, struct err *err)
{
    struct ledger_act act;
    enum status st;

    end_object(&a->clear);
    end_object(&a->hidden);
    act = (struct ledger_act){kind, buf_view(&a->clear), buf_view(&a->hidden), bound};
    st = seal_run(a->store, cli_has(a->cli, OPT_KEY) ? &a->key : NULL, cli_now() / STAMP_SECOND, &act,
                  &a->told, err);
    if (st == ST_OK)
        print(a, what);
    return st;
}
