/* verb_profile: trailbook profile list, show, check, test. */
#include <string.h>
#include <sys/stat.h>

#include "jsonw.h"
#include "profiles.h"

#define FAULTS_SHOWN 10 /* of an example */

static void list_text(struct cli *cli, const struct profiles *p)
{
    size_t width = term_out_width(&cli->term);
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < p->n; i++) {
        buf_format(&b, "%-32s ", profile_name(p->all[i]));
        term_wrap(&b, slice_text(profile_title(p->all[i])), 33, 33, width);
        buf_byte(&b, '\n');
    }
    term_bytes(&cli->term, buf_view(&b));
    buf_release(&b);
}

static void list_json(struct cli *cli, const struct profiles *p)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_array(&w, "profiles");
    for (size_t i = 0; i < p->n; i++) {
        jsonw_object(&w, NULL);
        jsonw_text(&w, "name", profile_name(p->all[i]));
        jsonw_text(&w, "title", profile_title(p->all[i]));
        jsonw_text(&w, "format", format_name(profile_read(p->all[i])->format));
        jsonw_end(&w);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static int run_list(struct cli *cli)
{
    struct profiles p;
    struct err err = ERR_INIT;
    int status = EXIT_DONE;

    if (profiles_load(cli, &p, &err) != ST_OK)
        status = cli_fail(cli, &err);
    else if (cli_has(cli, OPT_JSON))
        list_json(cli, &p);
    else
        list_text(cli, &p);
    profiles_release(&p);
    return status;
}

static void show_json(struct cli *cli, size_t i)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "name", profile_shipped_name(i));
    jsonw_slice(&w, "yaml", profile_shipped_text(i));
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static int run_show(struct cli *cli)
{
    struct err err = ERR_INIT;
    size_t i;

    if (profiles_find(cli->args.operand[0], &i, &err) != ST_OK)
        return cli_fail(cli, &err);
    if (cli_has(cli, OPT_JSON))
        show_json(cli, i);
    else
        term_bytes(&cli->term, profile_shipped_text(i));
    return EXIT_DONE;
}

/* How many warnings there were. */
static size_t warn(struct cli *cli, const char *name, const struct profile *p)
{
    struct err err = ERR_INIT;
    size_t at = 0, n = 0;

    for (; profile_stray(p, &at, &err); n++)
        term_warn(&cli->term, name, &err);
    at = 0;
    for (; profile_doubt(p, &at, &err); n++)
        term_warn(&cli->term, name, &err);
    return n;
}

struct verdicts { /* of profiles, one after the other */
    struct cli *cli;
    struct jsonw w;
    bool json;
    uint64_t total; /* faults of the one at hand, those that are not told too */
    int status;
};

static void verdicts_start(struct verdicts *v, struct cli *cli)
{
    *v = (struct verdicts){.cli = cli, .json = cli_has(cli, OPT_JSON), .status = EXIT_DONE};
    jsonw_init(&v->w);
    jsonw_object(&v->w, NULL);
    jsonw_array(&v->w, "profiles");
}

static void verdict_start(struct verdicts *v, const char *name)
{
    v->total = 0;
    jsonw_object(&v->w, NULL);
    jsonw_text(&v->w, "profile", name);
    jsonw_array(&v->w, "errors");
}

static void verdict_fault(struct verdicts *v, const char *name, const struct err *err)
{
    term_error(&v->cli->term, name, err);
    v->status = EXIT_FAILED;
    v->total++;
    cli_error_json(&v->w, NULL, err);
}

static void verdict_end(struct verdicts *v)
{
    jsonw_end(&v->w);
    jsonw_count(&v->w, "total", v->total);
    jsonw_end(&v->w);
}

static int verdicts_end(struct verdicts *v)
{
    jsonw_end(&v->w);
    jsonw_end(&v->w);
    if (v->json)
        term_bytes(&v->cli->term, buf_view(&v->w.text));
    jsonw_release(&v->w);
    return v->status;
}

static bool tells(const struct verdicts *v)
{
    return !v->json && !v->cli->term.quiet;
}

/* A file of one's own, or the name of one that ships. */
static enum status take(const char *word, struct profile **out, struct err *err)
{
    struct stat st;
    size_t i;

    if (profiles_is_path(word) || (stat(word, &st) == 0 && S_ISREG(st.st_mode)))
        return profile_load(word, out, err);
    if (profiles_find(word, &i, err) != ST_OK)
        return ST_FAIL;
    return profile_parse(profile_shipped_text(i), word, out, err);
}

static void tell_good(struct cli *cli, const char *name, const struct profile *p, size_t warnings)
{
    term_show(&cli->term, name);
    term_out(&cli->term, ": profile ");
    term_show(&cli->term, profile_name(p));
    if (warnings > 0)
        term_out(&cli->term, " is usable, with %zu warning%s\n", warnings, warnings == 1 ? "" : "s");
    else
        term_out(&cli->term, " is good\n");
}

/* A mistake is printed with its place; every file is checked. */
static int run_check(struct cli *cli)
{
    struct verdicts v;

    verdicts_start(&v, cli);
    for (size_t i = 0; i < cli->args.n_operands; i++) {
        const char *name = cli->args.operand[i];
        struct profile *p = NULL;
        struct err err = ERR_INIT;
        size_t warnings = 0;

        verdict_start(&v, name);
        if (take(name, &p, &err) != ST_OK)
            verdict_fault(&v, name, &err);
        else
            warnings = warn(cli, name, p);
        if (p != NULL && tells(&v))
            tell_good(cli, name, p, warnings);
        verdict_end(&v);
        profile_free(p);
    }
    return verdicts_end(&v);
}

/* True if the i-th example is mapped as it expects. */
static bool test_example(struct verdicts *v, const char *name, const struct profile *p, size_t i)
{
    struct err faults[FAULTS_SHOWN];
    size_t n;

    for (n = 0; n < FAULTS_SHOWN; n++)
        faults[n] = (struct err)ERR_INIT;
    n = profile_test(p, i, faults, FAULTS_SHOWN);
    for (size_t k = 0; k < n && k < FAULTS_SHOWN; k++)
        verdict_fault(v, name, &faults[k]);
    if (n > FAULTS_SHOWN) {
        v->total += n - FAULTS_SHOWN;
        term_note(&v->cli->term, "and %zu more differences of this example", n - FAULTS_SHOWN);
    }
    return n == 0;
}

/* Every example, and what is wrong with it. */
static void test_one(struct verdicts *v, const char *name, const struct profile *p)
{
    struct term *t = &v->cli->term;
    size_t n = profile_examples(p), failed = 0;

    for (size_t i = 0; i < n; i++)
        failed += !test_example(v, name, p, i);
    if (!tells(v) || failed > 0)
        return;
    term_show(t, name);
    if (n == 0)
        term_out(t, ": it has no examples; add one:\n"
                    "examples:\n"
                    "  - record: \"a record of your dump, for CSV below its header\"\n"
                    "    event: {action: what it should become}\n");
    else
        term_out(t, ": %zu %s as expected\n", n, n == 1 ? "example is" : "examples are");
}

static enum status test_shipped(struct verdicts *v, struct err *err)
{
    struct profiles p;
    enum status st = profiles_load(v->cli, &p, err);

    for (size_t i = 0; st == ST_OK && i < p.n; i++) {
        verdict_start(v, profile_name(p.all[i]));
        test_one(v, profile_name(p.all[i]), p.all[i]);
        verdict_end(v);
    }
    profiles_release(&p);
    return st;
}

static void test_named(struct verdicts *v, const char *name)
{
    struct profile *p = NULL;
    struct err err = ERR_INIT;

    verdict_start(v, name);
    if (take(name, &p, &err) == ST_OK)
        test_one(v, name, p);
    else
        verdict_fault(v, name, &err);
    verdict_end(v);
    profile_free(p);
}

static int run_test(struct cli *cli)
{
    struct verdicts v;
    struct err err = ERR_INIT;

    verdicts_start(&v, cli);
    if (cli->args.n_operands == 0 && test_shipped(&v, &err) != ST_OK) {
        jsonw_release(&v.w);
        return cli_fail(cli, &err);
    }
    for (size_t i = 0; i < cli->args.n_operands; i++)
        test_named(&v, cli->args.operand[i]);
    return verdicts_end(&v);
}

const struct verb verb_profile_list = {
    .name = "profile",
    .sub = "list",
    .operands = "",
    .summary = "the profiles that ship",
    .examples = "  trailbook profile list\n"
                "  trailbook profile list --json\n",
    .about = "Lists the profiles that are built in, with their titles.\n",
    .run = run_list,
};

const struct verb verb_profile_show = {
    .name = "profile",
    .sub = "show",
    .operands = "NAME",
    .summary = "print a profile, to read it or to start from it",
    .examples = "  trailbook profile show qlm-audit-trail-csv\n"
                "  trailbook profile show windows-event-xml > my.yaml    a start for your own\n",
    .about = "Prints a built-in profile as YAML.\n",
    .min = 1,
    .max = 1,
    .run = run_show,
};

const struct verb verb_profile_check = {
    .name = "profile",
    .sub = "check",
    .operands = "FILE|NAME...",
    .summary = "look for mistakes in a profile of your own",
    .examples = "  trailbook profile check my.yaml\n",
    .about = "Reads a profile and tells the first mistake with file, line and column.\n",
    .min = 1,
    .max = SIZE_MAX,
    .run = run_check,
};

const struct verb verb_profile_test = {
    .name = "profile",
    .sub = "test",
    .operands = "[NAME|FILE...]",
    .summary = "map a profile's examples and compare",
    .examples = "  trailbook profile test my.yaml\n"
                "  trailbook profile test          all that ship\n",
    .about = "Maps the record of each of a profile's examples and compares the event with what\n"
             "the example expects.\n",
    .max = SIZE_MAX,
    .run = run_test,
};
