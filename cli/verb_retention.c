/* verb_retention: trailbook retention. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "jsonw.h"
#include "store_retention.h"

#define NO_PERIOD ((struct stamp_period){0, 'd'})

static enum status take_period(const struct cli *cli, enum opt o, struct stamp_period *out, struct err *err)
{
    const char *word = cli->args.value[o];

    if (word == NULL)
        return ST_OK;
    if (strcmp(word, "none") == 0)
        *out = NO_PERIOD;
    else if (!stamp_period_read(slice_text(word), out))
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "'%s' is no length of time; write 90d, 12m (months) or 7y, up to 100 years, or none",
                       word);
    return ST_OK;
}

/* The rule that is in force now; what is not told stays as it is. */
static enum status keep_told(struct act *a, struct stamp_period *min, struct stamp_period *max,
                             struct err *err)
{
    struct slice source = slice_text(a->cli->args.value[OPT_SOURCE]);
    struct slice category = slice_text(a->cli->args.value[OPT_CATEGORY]);
    struct store_rules *c = NULL;
    struct store_rule r;
    enum status st = store_rules_open(a->store, 0, &c, err);

    while (st == ST_OK && (st = store_rules_next(c, &r, err)) == ST_OK)
        if (slice_equal(r.source, source) && slice_equal(r.category, category)) {
            *min = cli_has(a->cli, OPT_MIN) ? *min : r.min;
            *max = cli_has(a->cli, OPT_MAX) ? *max : r.max;
        }
    store_rules_close(c);
    if (st != ST_END)
        return st;
    if (min->n > 0 && max->n > 0 && stamp_period_after(0, *min) > stamp_period_after(0, *max))
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "the maximum is over before the minimum is; give both anew: --min P --max P");
    return ST_OK;
}

static void add_period(struct buf *to, const char *name, struct stamp_period p)
{
    char text[16];

    snprintf(text, sizeof(text), "%d%c", p.n, p.unit);
    if (p.n > 0)
        members_text(to, name, slice_text(text));
}

static enum status needed(const struct cli *cli, struct err *err)
{
    if (!cli_has(cli, OPT_SOURCE))
        return err_set(err, ST_FAIL, "USAGE-OPTION", "name the source whose events it is for: --source S");
    if (!cli_has(cli, OPT_MIN) && !cli_has(cli, OPT_MAX))
        return err_set(err, ST_FAIL, "USAGE-OPTION", "say how long: --min P, --max P, or both");
    return ST_OK;
}

static enum status record(struct act *a, struct err *err)
{
    struct stamp_period min = NO_PERIOD, max = NO_PERIOD;
    enum status st = needed(a->cli, err);

    if (st == ST_OK)
        st = take_period(a->cli, OPT_MIN, &min, err);
    if (st == ST_OK)
        st = take_period(a->cli, OPT_MAX, &max, err);
    if (st == ST_OK)
        st = act_text(a, &a->hidden, "reason", OPT_REASON, err);
    if (st == ST_OK)
        st = act_text(a, &a->hidden, "by", OPT_BY, err);
    if (st == ST_OK)
        st = act_open(a, err);
    if (st == ST_OK)
        st = act_class(a, err);
    if (st == ST_OK)
        st = keep_told(a, &min, &max, err);
    if (st != ST_OK)
        return st;
    add_period(&a->clear, "min", min);
    add_period(&a->clear, "max", max);
    return act_append(a, "retention", false, "rule", err);
}

static void rule_json(struct jsonw *w, const struct store_rule *r)
{
    char text[16];

    jsonw_object(w, NULL);
    jsonw_slice(w, "source", r->source);
    if (r->category.n > 0)
        jsonw_slice(w, "category", r->category);
    snprintf(text, sizeof(text), "%d%c", r->min.n, r->min.unit);
    jsonw_text(w, "min", r->min.n > 0 ? text : NULL);
    snprintf(text, sizeof(text), "%d%c", r->max.n, r->max.unit);
    jsonw_text(w, "max", r->max.n > 0 ? text : NULL);
    jsonw_count(w, "entry", r->entry);
    jsonw_time(w, "set", r->at * STAMP_SECOND);
    jsonw_slice(w, "reason", r->reason);
    jsonw_slice(w, "by", r->by);
    jsonw_end(w);
}

static void add(struct buf *b, const char *before, struct slice text)
{
    if (text.n == 0)
        return;
    buf_text(b, before);
    term_safe(b, text, 0);
}

static void rule_text(struct cli *cli, const struct store_rule *r)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    add(&b, "", r->source);
    add(&b, ", category ", r->category);
    buf_text(&b, ":");
    if (r->min.n > 0)
        buf_format(&b, " at least %d%c", r->min.n, r->min.unit);
    if (r->max.n > 0)
        buf_format(&b, "%s at most %d%c", r->min.n > 0 ? "," : "", r->max.n, r->max.unit);
    buf_format(&b, "; entry %llu, ", (unsigned long long)r->entry);
    stamp_write(&b, r->at * STAMP_SECOND, STAMP_RES_S);
    add(&b, ", by ", r->by);
    add(&b, ": ", r->reason);
    buf_byte(&b, '\n');
    term_lines(&cli->term, buf_view(&b), 4);
    buf_release(&b);
}

static enum status list(struct cli *cli, struct jsonw *w, struct err *err)
{
    struct store *s = NULL;
    struct store_rules *c = NULL;
    struct store_rule r;
    enum status st = cli_store_read(cli, &s, err);

    if (st == ST_OK)
        st = store_rules_open(s, 0, &c, err);
    while (st == ST_OK && (st = store_rules_next(c, &r, err)) == ST_OK)
        if (cli_has(cli, OPT_JSON))
            rule_json(w, &r);
        else
            rule_text(cli, &r);
    store_rules_close(c);
    store_close(s);
    return st == ST_END ? ST_OK : st;
}

static int run_list(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct jsonw w;
    enum status st;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_array(&w, "rules");
    st = list(cli, &w, &err);
    if (cli_has(cli, OPT_JSON))
        cli_json_end(cli, &w, st, &err);
    jsonw_release(&w);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

static bool nothing_told(const struct cli *cli)
{
    for (int o = 0; o < OPT_DB; o++)
        if (cli_has(cli, (enum opt)o))
            return false;
    return true;
}

static int run(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct act a;
    enum status st;

    if (nothing_told(cli))
        return run_list(cli);
    act_init(&a, cli);
    st = record(&a, &err);
    act_close(&a);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_retention = {
    .name = "retention",
    .operands = "",
    .summary = "how long the events of a source are to be kept",
    .examples = "  trailbook retention --source doors --min 12m --max 7y --key audit.key\n"
                "  trailbook retention --source doors --category Badges --max 90d --key audit.key\n"
                "  trailbook retention --source doors --max none --key audit.key\n"
                "  trailbook retention               the rules in force\n",
    .about = "Seals what was imported, then appends an entry that says how long events are to\n"
             "be kept at least and at most. What is not told stays as it is; none lifts it.\n"
             "A category with a rule of its own is under that one only. status and the report\n"
             "tell what is past its maximum, and when the next will be; nothing is removed by\n"
             "itself.\n",
    .options = OPT_BIT(OPT_SOURCE) | OPT_BIT(OPT_CATEGORY) | OPT_BIT(OPT_MIN) | OPT_BIT(OPT_MAX) |
               OPT_BIT(OPT_REASON) | OPT_BIT(OPT_BY) | OPT_BIT(OPT_KEY),
    .run = run,
};
