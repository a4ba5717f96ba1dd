/* verb_redact: trailbook redact. */
#include <string.h>

#include "act.h"
#include "cli_pepper.h"
#include "filter.h"
#include "jsonw.h"
#include "redact.h"
#include "store_clean.h"
#include "store_items.h"

struct run {
    struct cli *cli;
    struct store *s;
    struct pepper *pepper;
    struct seal_key key;
    struct redact wish;
    struct redact_told told;
    struct needles *any; /* of those, the ones that are looked for in the file */
    uint64_t left;       /* pieces of the file that hold one of them */
};

static enum status check_reason(const struct cli *cli, struct err *err)
{
    if (!cli_has(cli, OPT_ITEM) || !cli_has(cli, OPT_REASON))
        return err_set(err, ST_FAIL, "USAGE-OPTION",
                       "say what is to be erased and why: --item TYPE:KEY --reason CODE");
    return act_code(cli, err);
}

/* Only a key as it is stored: what is erased is not guessed.  Types may hold ':', and so may keys. */
static enum status split_item(struct run *r, struct err *err)
{
    const char *word = r->cli->args.value[OPT_ITEM], *colon = strchr(word, ':');
    int64_t item = 0;
    enum status st = ST_OK;

    if (colon == NULL || colon == word || colon[1] == 0 || strcmp(colon + 1, ERASED_TEXT) == 0)
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "'%s' is no item; write TYPE:KEY, such as user:anna@example.com", word);
    for (const char *at = colon; at != NULL && item == 0 && st == ST_OK; at = strchr(at + 1, ':')) {
        struct slice type = {(const unsigned char *)word, (size_t)(at - word)};

        st = store_item_find(r->s, type, slice_text(at + 1), &item, err);
        colon = item != 0 ? at : colon;
    }
    r->wish.type = (struct slice){(const unsigned char *)word, (size_t)(colon - word)};
    r->wish.key = slice_text(colon + 1);
    return st;
}

static void print_counts(struct term *t, const struct store_erase_counts *c)
{
    term_out(t, "  events, as a whole   %llu\n", (unsigned long long)c->events);
    term_out(t, "  events, in part      %llu\n", (unsigned long long)c->partly);
    term_out(t, "  values of those      %llu\n", (unsigned long long)c->values);
    term_out(t, "  rejects              %llu\n", (unsigned long long)c->rejects);
    term_out(t, "  dumps' digests       %llu\n", (unsigned long long)c->dumps);
    term_out(t, "  items                %llu\n", (unsigned long long)c->items);
}

static void json_counts(struct jsonw *w, const struct store_erase_counts *c)
{
    jsonw_count(w, "events", c->events);
    jsonw_count(w, "partly", c->partly);
    jsonw_count(w, "values", c->values);
    jsonw_count(w, "rejects", c->rejects);
    jsonw_count(w, "dumps", c->dumps);
    jsonw_count(w, "items", c->items);
}

static const char *const kinds[] = {[ERASE_EVENT] = "event",
                                    [ERASE_ACT] = "act",
                                    [ERASE_REJECT] = "reject",
                                    [ERASE_DUMP] = "dump",
                                    [ERASE_ITEM] = "item"};

static void print_row(struct term *t, const struct store_erase_row *row)
{
    struct buf where;

    buf_init(&where, BUF_CAP);
    term_safe(&where, row->where, 200);
    if (row->record > 0)
        buf_format(&where, " record %llu", (unsigned long long)row->record);
    if (row->seq != UINT64_MAX)
        buf_format(&where, "%sentry %llu", where.n > 0 ? ", " : "", (unsigned long long)row->seq);
    term_out(t, "%s %s", kinds[row->kind], buf_string(&where));
    if (row->names.n > 0)
        term_out(t, ": %.*s", (int)row->names.n, (const char *)row->names.p);
    term_out(t, "\n");
    buf_release(&where);
}

static void json_names(struct jsonw *w, struct slice names)
{
    jsonw_array(w, "values");
    while (names.n > 0) {
        const unsigned char *blank = memchr(names.p, ' ', names.n);
        size_t n = blank != NULL ? (size_t)(blank - names.p) : names.n;

        jsonw_slice(w, NULL, (struct slice){names.p, n});
        n += blank != NULL;
        names = (struct slice){names.p + n, names.n - n};
    }
    jsonw_end(w);
}

static void json_row(struct jsonw *w, const struct store_erase_row *row)
{
    jsonw_object(w, NULL);
    jsonw_text(w, "kind", kinds[row->kind]);
    if (row->seq != UINT64_MAX)
        jsonw_count(w, "entry", row->seq);
    if (row->where.n > 0)
        jsonw_slice(w, row->kind == ERASE_ITEM ? "item" : "dump", row->where);
    if (row->record > 0)
        jsonw_count(w, "record", row->record);
    if (row->names.n > 0)
        json_names(w, row->names);
    jsonw_end(w);
}

static void hand_on(struct run *r, struct jsonw *w)
{
    term_bytes(&r->cli->term, buf_view(&w->text));
    buf_clear(&w->text);
}

static enum status list(struct run *r, struct store_erase *x, struct jsonw *w, struct err *err)
{
    struct store_erase_rows *c = NULL;
    struct store_erase_row row;
    enum status st = store_erase_rows_open(x, true, &c, err);

    while (st == ST_OK && (st = store_erase_rows_next(c, &row, err)) == ST_OK)
        if (w == NULL) {
            print_row(&r->cli->term, &row);
        } else {
            json_row(w, &row);
            hand_on(r, w);
        }
    store_erase_rows_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status print_trial(struct run *r, struct store_erase *x, struct err *err)
{
    const struct store_erase_counts *c = &r->told.erased.counts;
    struct jsonw w;
    enum status st;

    if (!cli_has(r->cli, OPT_JSON)) {
        st = list(r, x, NULL, err);
        term_out(&r->cli->term, "Would be erased; nothing was changed:\n");
        print_counts(&r->cli->term, c);
        return st;
    }
    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_bool(&w, "dry_run", true);
    json_counts(&w, c);
    jsonw_array(&w, "touched");
    st = list(r, x, &w, err);
    jsonw_end(&w);
    jsonw_end(&w);
    hand_on(r, &w);
    jsonw_release(&w);
    return st;
}

/* All of it, and back. */
static enum status try_it(struct run *r, struct err *err)
{
    struct store_erase *x = NULL;
    enum status st = store_begin(r->s, err);

    if (st != ST_OK)
        return st;
    st = store_erase_open(r->s, &x, err);
    if (st == ST_OK)
        st = redact_choose(r->s, x, &r->wish, &r->told, err);
    if (st == ST_OK && redact_nothing(&r->told))
        st = ST_END;
    if (st == ST_OK)
        st = store_erase_apply(x, &r->told.erased.counts, err);
    if (st == ST_OK)
        st = print_trial(r, x, err);
    store_erase_close(x);
    store_rollback(r->s);
    return st;
}

/* What was erased is gone from the file too, unless another program put it there, or a name that cannot go.
 */
static enum status clean(struct run *r, struct err *err)
{
    enum status st = store_clean(r->s, err);

    r->any = needles_of_any(r->told.needles);
    return st == ST_OK && needles_count(r->any) > 0 ? store_scan(r->s, r->any, &r->left, err) : st;
}

static void print_file(struct run *r)
{
    struct term *t = &r->cli->term;
    size_t words = needles_count(r->told.needles) - needles_count(r->any);
    struct err err = ERR_INIT;

    if (r->left > 0) {
        (void)err_at(
            &err, ST_FAIL, cli_store_path(r->cli), 0, 0, "REDACT-LEFT",
            "one of its names still stands in %llu of the file's pieces, of a MiB: a source, a profile or a "
            "listed action is called so, which all may read in the ledger",
            (unsigned long long)r->left);
        term_warn(t, NULL, &err);
    } else if (needles_count(r->any) > 0) {
        term_out(t, "The store's file was written anew; no name of it is found in there.\n");
    }
    if (words > 0)
        term_note(
            t,
            "%zu of its names %s shorter than %d bytes: found as whole words only, and not looked for in "
            "the file",
            words, words == 1 ? "is" : "are", NEEDLE_WHOLE);
    term_out(
        t, "Not reached from here: dumps, reports, snapshots and proofs written before, copies of the store, "
           "and what the disk has not overwritten. Write the report and the snapshot anew, and see to the "
           "others.\n");
}

static void print(struct run *r)
{
    struct term *t = &r->cli->term;

    if (t->quiet)
        return;
    term_out(t, "Erased:\n");
    print_counts(t, &r->told.erased.counts);
    term_out(t, "Entry %llu of the ledger says so. Keep this checkpoint elsewhere:\n\n",
             (unsigned long long)r->told.erased.first);
    term_bytes(t, buf_view(&r->told.seal.note));
    term_out(t, "\n");
}

static void print_json(struct run *r)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    json_counts(&w, &r->told.erased.counts);
    jsonw_count(&w, "entry", r->told.erased.first);
    jsonw_count(&w, "acts", r->told.erased.acts);
    jsonw_slice(&w, "checkpoint", buf_view(&r->told.seal.note));
    jsonw_count(&w, "left", r->left);
    jsonw_end(&w);
    term_bytes(&r->cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static enum status finish(struct run *r, struct err *err)
{
    enum status st = clean(r, err);

    if (st == ST_OK && cli_has(r->cli, OPT_JSON))
        print_json(r);
    else if (st == ST_OK && !r->cli->term.quiet)
        print_file(r);
    return st;
}

/* A run that was cut off may not have come to the file. */
static enum status nothing(struct run *r, struct err *err)
{
    struct buf near;
    enum status st;

    if (r->told.known) {
        if (!r->cli->term.quiet && !cli_has(r->cli, OPT_JSON))
            term_out(&r->cli->term, "It was erased before; nothing of it is left.\n");
        return cli_has(r->cli, OPT_DRY_RUN) ? ST_OK : finish(r, err);
    }
    buf_init(&near, BUF_CAP);
    st = filter_near(r->s, r->wish.type, r->wish.key, &near, err);
    if (st == ST_OK)
        st = err_set(err, ST_FAIL, "REDACT-NONE",
                     "there is no item %s, and nothing names it%s%s; nothing was erased",
                     r->cli->args.value[OPT_ITEM], near.n > 0 ? "; did you mean " : "", buf_string(&near));
    buf_release(&near);
    return st;
}

static enum status do_it(struct run *r, struct err *err)
{
    bool made = false;
    enum status st = cli_pepper_make(r->cli, r->s, &r->pepper, &made, err);

    if (st == ST_OK)
        st = redact_run(r->s, cli_has(r->cli, OPT_KEY) ? &r->key : NULL, cli_now() / STAMP_SECOND, &r->wish,
                        &r->told, err);
    if (made && (st == ST_END || st == ST_FAIL))
        cli_pepper_unmake(r->pepper);
    if (st != ST_OK)
        return st;
    if (!cli_has(r->cli, OPT_JSON))
        print(r);
    return finish(r, err);
}

static enum status redact(struct run *r, struct err *err)
{
    bool trial = cli_has(r->cli, OPT_DRY_RUN);
    enum status st = cli_store_read(r->cli, &r->s, err); /* there must be one */

    if (st == ST_OK)
        st = split_item(r, err);
    store_close(r->s);
    r->s = NULL;
    if (st == ST_OK)
        st = cli_store_write(r->cli, &r->s, err);
    if (st == ST_OK && trial)
        st = cli_pepper(r->cli, r->s, &r->pepper, err);
    if (st == ST_OK)
        st = trial ? try_it(r, err) : do_it(r, err);
    if (st == ST_END)
        st = nothing(r, err);
    store_close(r->s);
    pepper_free(r->pepper);
    return st;
}

static int run(struct cli *cli)
{
    const char *path = cli->args.value[OPT_KEY];
    struct digest *d = digest_new();
    struct err err = ERR_INIT;
    struct run r = {.cli = cli,
                    .wish = {.reason = cli->args.value[OPT_REASON],
                             .by = cli->args.value[OPT_BY],
                             .note = cli->args.value[OPT_NOTE]}};
    enum status st = check_reason(cli, &err);

    buf_init(&r.told.seal.note, BUF_CAP);
    if (st == ST_OK && path != NULL)
        st = seal_key_open(&r.key, path, d, &err);
    if (st == ST_OK)
        st = redact(&r, &err);
    seal_key_close(&r.key);
    needles_free(r.told.needles);
    needles_free(r.any);
    buf_release(&r.told.seal.note);
    digest_free(d);
    return st != ST_OK ? cli_fail(cli, &err) : r.left > 0 ? EXIT_REJECTS : EXIT_DONE;
}

const struct verb verb_redact = {
    .name = "redact",
    .operands = "",
    .summary = "erase an item, and what tells of it, for good",
    .examples = "  trailbook redact --item user:anna@example.com --reason gdpr-17 --dry-run\n"
                "  trailbook redact --item user:anna@example.com --reason gdpr-17 \\\n"
                "      --by 'A. Smith' --note 'request 12' --key audit.key\n",
    .about = "Erases all values of events in which the item takes part, and each value,\n"
             "reject and name of a dump in which its key or one of its labels stands. Times,\n"
             "actions and counts stay, and every checkpoint and proof stays valid: an entry of\n"
             "the ledger says what was erased, and why. What comes again with a dump is\n"
             "known by marks, for which the pepper is needed: keep that file, beside the\n"
             "store, and apart from it. What cannot be undone is worth a --dry-run first.\n",
    .options = OPT_BIT(OPT_ITEM) | OPT_BIT(OPT_REASON) | OPT_BIT(OPT_NOTE) | OPT_BIT(OPT_BY) |
               OPT_BIT(OPT_KEY) | OPT_BIT(OPT_PEPPER) | OPT_BIT(OPT_DRY_RUN),
    .run = run,
};
