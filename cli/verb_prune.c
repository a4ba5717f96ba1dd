/* verb_prune: trailbook prune. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "act.h"
#include "cli_pepper.h"
#include "jsonw.h"
#include "prune_certificate.h"
#include "store_clean.h"
#include "store_retention.h"

struct run {
    struct cli *cli;
    struct act act; /* the key and the store */
    struct pepper *pepper;
    struct prune wish;
    struct prune_told told;
};

static enum status needed(const struct cli *cli, struct err *err)
{
    const char *certificate = cli->args.value[OPT_CERTIFICATE];

    if (!cli_has(cli, OPT_SOURCE) || !cli_has(cli, OPT_REASON))
        return err_set(err, ST_FAIL, "USAGE-OPTION",
                       "say what is to be erased and why: --source S --reason CODE");
    if (certificate != NULL && access(certificate, F_OK) == 0)
        return err_set(err, ST_FAIL, "FILE-EXISTS", "%s is there already; name a new file", certificate);
    return act_code(cli, err);
}

static void put_day(struct buf *b, int64_t day)
{
    struct stamp_civil c = stamp_date(day);

    buf_format(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static enum status check_minimum(const struct run *r, const struct store_rule *rule, int64_t today,
                                 struct err *err)
{
    const int64_t young = stamp_period_cutoff(today, rule->min);
    struct buf day;

    if (rule->min.n == 0 || r->wish.what.before <= stamp_midnight(young))
        return ST_OK;
    buf_init(&day, BUF_CAP);
    put_day(&day, young);
    (void)err_set(err, ST_FAIL, "PRUNE-MINIMUM",
                  "what is of %s or later is to be kept for %d%c, as entry %llu of the ledger says; give "
                  "--before %s, or an earlier day",
                  buf_string(&day), rule->min.n, rule->min.unit, (unsigned long long)rule->entry,
                  buf_string(&day));
    buf_release(&day);
    return ST_FAIL;
}

struct rules {
    struct store_rule own; /* the category's, or else the source's; its texts are gone */
    bool exact;
    uint64_t categories; /* of the source, with rules of their own */
};

static enum status take_maximum(struct run *r, const struct rules *found, int64_t today, struct err *err)
{
    if (r->wish.what.category.n == 0 && found->categories > 0)
        return err_set(err, ST_FAIL, "USAGE-OPTION",
                       "categories of the source have rules of their own; name one: --category C, or say "
                       "--before T");
    if (found->own.max.n == 0)
        return err_set(err, ST_FAIL, "PRUNE-RULE",
                       "no rule says how long these events are kept at most; give --before T, or set one: "
                       "trailbook retention --source S --max P");
    r->wish.what.before = stamp_midnight(stamp_period_cutoff(today, found->own.max));
    return ST_OK;
}

typedef enum status (*rule_fn)(struct run *r, const struct store_rule *rule, struct rules *found,
                               struct err *err);

/* Those of the source. */
static enum status each_rule(struct run *r, rule_fn each, struct rules *found, struct err *err)
{
    struct store_rules *c = NULL;
    struct store_rule rule;
    enum status st = store_rules_open(r->act.store, stamp_day(cli_now()), &c, err);

    while (st == ST_OK && (st = store_rules_next(c, &rule, err)) == ST_OK)
        if (slice_equal(rule.source, r->wish.what.source))
            st = each(r, &rule, found, err);
    store_rules_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status find(struct run *r, const struct store_rule *rule, struct rules *found, struct err *err)
{
    bool exact = slice_equal(rule->category, r->wish.what.category);

    (void)err;
    found->categories += rule->category.n > 0;
    if (exact || (rule->category.n == 0 && !found->exact)) {
        found->own = *rule;
        found->exact = exact;
    }
    return ST_OK;
}

/* Of all of a source, each of its rules counts. */
static enum status check_each(struct run *r, const struct store_rule *rule, struct rules *found,
                              struct err *err)
{
    if (r->wish.what.category.n > 0 && rule->entry != found->own.entry)
        return ST_OK;
    return check_minimum(r, rule, stamp_day(cli_now()), err);
}

static enum status take_period(struct run *r, struct err *err)
{
    struct rules found = {.exact = false};
    enum status st = each_rule(r, find, &found, err);

    if (st == ST_OK)
        st = cli_has(r->cli, OPT_BEFORE) ? cli_time(r->cli, OPT_BEFORE, &r->wish.what.before, err)
                                         : take_maximum(r, &found, stamp_day(cli_now()), err);
    return st == ST_OK ? each_rule(r, check_each, &found, err) : st;
}

static const char *events_word(uint64_t n)
{
    return n == 1 ? "event" : "events";
}

static void print_counts(const struct run *r, bool trial)
{
    const struct store_prune_told *what = &r->told.what;
    const uint64_t n = r->told.erased.counts.events;
    struct term *t = &r->cli->term;
    struct buf b;

    buf_init(&b, BUF_CAP);
    stamp_write(&b, r->wish.what.before, STAMP_RES_S);
    term_out(t, "%s: %" PRIu64 " %s before %s\n", trial ? "Would be erased; nothing was changed" : "Erased",
             n, events_word(n), buf_string(&b));
    if (what->held > 0)
        term_out(t, "  held        %" PRIu64 " %s more, which stay; the first hold is entry %" PRIu64 "\n",
                 what->held, events_word(what->held), what->hold);
    if (what->versions > 0)
        term_out(t, "  versions    %" PRIu64 " %s more, of which another version stays\n", what->versions,
                 events_word(what->versions));
    buf_release(&b);
}

static void print_json(const struct run *r, bool trial)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_bool(&w, "dry_run", trial);
    jsonw_time(&w, "before", r->wish.what.before);
    jsonw_count(&w, "events", r->told.erased.counts.events);
    jsonw_count(&w, "values", r->told.erased.counts.values);
    jsonw_count(&w, "held", r->told.what.held);
    if (r->told.what.held > 0)
        jsonw_count(&w, "hold", r->told.what.hold);
    jsonw_count(&w, "versions", r->told.what.versions);
    if (r->told.erased.acts > 0) {
        jsonw_count(&w, "entry", r->told.erased.first);
        jsonw_count(&w, "acts", r->told.erased.acts);
        jsonw_slice(&w, "checkpoint", buf_view(&r->told.seal.note));
    }
    jsonw_end(&w);
    term_bytes(&r->cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static void print(const struct run *r, bool trial)
{
    struct term *t = &r->cli->term;

    if (cli_has(r->cli, OPT_JSON)) {
        print_json(r, trial);
    } else if (!t->quiet) {
        print_counts(r, trial);
        if (r->told.erased.acts == 0)
            return;
        term_out(t, "Entry %" PRIu64 " of the ledger says so. Keep this checkpoint elsewhere:\n\n",
                 r->told.erased.first);
        term_bytes(t, buf_view(&r->told.seal.note));
    }
}

/* Nothing goes: because nothing is that old, or because all of it must stay. */
static enum status nothing(const struct run *r, bool trial, struct err *err)
{
    if (r->told.what.held > 0)
        return err_set(err, ST_FAIL, "PRUNE-HELD",
                       "all that is past its time is held, %llu %s; the first hold is entry %llu: trailbook "
                       "hold --list tells it, and --release %llu ends it",
                       (unsigned long long)r->told.what.held, events_word(r->told.what.held),
                       (unsigned long long)r->told.what.hold, (unsigned long long)r->told.what.hold);
    print(r, trial);
    return ST_OK;
}

/* All but the changes. */
static enum status try_it(struct run *r, struct err *err)
{
    struct store_erase *x = NULL;
    enum status st = cli_pepper(r->cli, r->act.store, &r->pepper, err);

    if (st == ST_OK)
        st = store_begin(r->act.store, err);
    if (st != ST_OK)
        return st;
    st = store_erase_open(r->act.store, &x, err);
    if (st == ST_OK)
        st = prune_choose(x, &r->wish, &r->told, err);
    store_erase_close(x);
    store_rollback(r->act.store);
    if (st == ST_OK && r->told.erased.counts.events == 0)
        return nothing(r, true, err);
    if (st == ST_OK)
        print(r, true);
    return st;
}

static enum status do_it(struct run *r, struct err *err)
{
    const int64_t now = cli_now() / STAMP_SECOND;
    bool made = false;
    enum status st = cli_pepper_make(r->cli, r->act.store, &r->pepper, &made, err);

    if (st == ST_OK)
        st = prune_run(r->act.store, cli_has(r->cli, OPT_KEY) ? &r->act.key : NULL, now, &r->wish, &r->told,
                       err);
    if (made && (st == ST_END || st == ST_FAIL))
        cli_pepper_unmake(r->pepper);
    if (st == ST_END)
        return nothing(r, false, err);
    if (st == ST_OK)
        print(r, false);
    if (st == ST_OK && cli_has(r->cli, OPT_CERTIFICATE))
        st = prune_certificate(r->cli->args.value[OPT_CERTIFICATE], &r->wish, &r->told, now, err);
    return st == ST_OK ? store_clean(r->act.store, err) : st;
}

static enum status prune(struct run *r, struct err *err)
{
    enum status st = act_open(&r->act, err);

    if (st == ST_OK)
        st = act_class(&r->act, err);
    if (st == ST_OK)
        st = take_period(r, err);
    if (st != ST_OK)
        return st;
    return cli_has(r->cli, OPT_DRY_RUN) ? try_it(r, err) : do_it(r, err);
}

static int run(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct run r = {.cli = cli,
                    .wish = {.what = {.source = slice_text(cli->args.value[OPT_SOURCE]),
                                      .category = slice_text(cli->args.value[OPT_CATEGORY])},
                             .reason = cli->args.value[OPT_REASON],
                             .by = cli->args.value[OPT_BY]}};
    enum status st = needed(cli, &err);

    act_init(&r.act, cli);
    buf_init(&r.told.seal.note, BUF_CAP);
    if (st == ST_OK)
        st = prune(&r, &err);
    act_close(&r.act);
    pepper_free(r.pepper);
    buf_release(&r.told.seal.note);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_prune = {
    .name = "prune",
    .operands = "",
    .summary = "erase what is past its time, with a certificate",
    .examples = "  trailbook prune --source doors --reason retention --dry-run\n"
                "  trailbook prune --source doors --reason retention --key audit.key \\\n"
                "      --certificate prune-2026.txt\n"
                "  trailbook prune --source doors --before 2019-01-01 --reason retention \\\n"
                "      --by 'A. Smith' --key audit.key\n",
    .about = "Erases all values of a source's events that are older than the maximum of\n"
             "their rule of retention, or before a time, but never what is under a minimum,\n"
             "what a hold covers, or what has no known time. Times, actions and counts stay,\n"
             "and every checkpoint and proof stays valid: an entry of the ledger says what\n"
             "was erased, and why. Older records that come again are left out from then on;\n"
             "for that the pepper is needed: keep that file, beside the store, and apart\n"
             "from it.\n",
    .options = OPT_BIT(OPT_SOURCE) | OPT_BIT(OPT_CATEGORY) | OPT_BIT(OPT_BEFORE) | OPT_BIT(OPT_REASON) |
               OPT_BIT(OPT_BY) | OPT_BIT(OPT_KEY) | OPT_BIT(OPT_PEPPER) | OPT_BIT(OPT_CERTIFICATE) |
               OPT_BIT(OPT_DRY_RUN),
    .run = run,
};
