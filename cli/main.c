/* main: finds the verb, reads its options, runs it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "jsonw.h"
#include "nearest.h"

/* In the order of the help.  A verb that is not here does not exist. */
/* clang-format off */
static const struct verb *const verbs[] = {
    &verb_import,
    &verb_report,
    &verb_export,
    &verb_show,
    &verb_status,
    &verb_rejects_list,
    &verb_rejects_export,
    &verb_rejects_retry,
    &verb_profile_list,
    &verb_profile_show,
    &verb_profile_check,
    &verb_profile_explain,
    &verb_profile_test,
    &verb_theme_export,
    &verb_key_new,
    &verb_key_rotate,
    &verb_seal,
    &verb_review,
    &verb_hold,
    &verb_redact,
    &verb_retention,
    &verb_prune,
    &verb_snapshot,
    &verb_verify,
    &verb_prove,
};
/* clang-format on */
#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static void list_verb(const struct verb *v, struct buf *b)
{
    char words[32];

    snprintf(words, sizeof(words), "%s%s%s", v->name, v->sub ? " " : "", v->sub ? v->sub : "");
    buf_format(b, "  %-16s %s\n", words, v->summary);
}

static void describe_program(struct buf *b)
{
    buf_text(b, "Examples:\n"
                "  trailbook import license.csv      read a dump into trailbook.db\n"
                "  trailbook report --out site       write the audit report to site/index.html\n"
                "  trailbook show license:1234       what happened to one item\n"
                "\n"
                "Reads audit-trail dumps (CSV, JSON, XML) into one file and writes audit reports\n"
                "(HTML, CSV) from it.\n"
                "\n"
                "Verbs:\n");
    for (size_t i = 0; i < VERBS; i++)
        list_verb(verbs[i], b);
    buf_text(b, "\n'trailbook VERB --help' tells more of each.\n\nCommon options:\n");
    options_describe(OPT_COMMON, b);
    buf_text(b, "\nExit status: 0 done, 1 failed, 2 usage, 3 done, with rejects, conflicts,\n"
                "or pages that had been changed by hand, 4 evidence does not verify, 5 another\n"
                "run holds the lock.\n");
}

static void describe_verb(const struct verb *v, struct buf *b)
{
    buf_format(b, "Examples:\n%s\n", v->examples);
    buf_format(b, "Usage: trailbook %s%s%s [OPTION...]%s%s\n\n%s", v->name, v->sub ? " " : "",
               v->sub ? v->sub : "", v->operands[0] ? " " : "", v->operands, v->about);
    if (v->options != 0) {
        buf_text(b, "\nOptions:\n");
        options_describe(v->options, b);
    }
    buf_text(b, "\nCommon options:\n");
    options_describe(v->data && v->turns == 0 ? OPT_COMMON & ~OPT_BIT(OPT_JSON) : OPT_COMMON, b);
}

/* Of a verb that needs a second word, all that it takes. */
static void describe_subs(const char *name, struct buf *b)
{
    buf_text(b, "Examples:\n");
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            buf_text(b, verbs[i]->examples);
    buf_text(b, "\nVerbs:\n");
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            list_verb(verbs[i], b);
    buf_format(b, "\n'trailbook %s WORD --help' tells more of each.\n", name);
}

static const struct verb *find_verb(const char *name, const char *sub)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i]->name, name) == 0 &&
            (verbs[i]->sub == NULL || (sub != NULL && strcmp(verbs[i]->sub, sub) == 0)))
            return verbs[i];
    return NULL;
}

static bool verb_exists(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return true;
    return false;
}

/* name: the first word where the second is unknown, else NULL. */
static enum status refuse_word(const char *name, const char *word, struct err *err)
{
    const char *words[VERBS], *near;
    size_t n = 0;

    for (size_t i = 0; i < VERBS; i++)
        if (name == NULL || strcmp(verbs[i]->name, name) == 0)
            words[n++] = name ? verbs[i]->sub : verbs[i]->name;
    near = nearest_word(slice_text(word), words, n);
    if (near != NULL)
        return err_set(err, ST_FAIL, "USAGE-VERB", "there is no verb '%s%s%s'; did you mean %s%s%s?",
                       name ? name : "", name ? " " : "", word, name ? name : "", name ? " " : "", near);
    return err_set(err, ST_FAIL, "USAGE-VERB", "there is no verb '%s%s%s'; trailbook %s%s--help lists them",
                   name ? name : "", name ? " " : "", word, name ? name : "", name ? " " : "");
}

static bool wants(int argc, char **argv, const char *option, const char *letter)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], option) == 0 || (letter != NULL && strcmp(argv[i], letter) == 0))
            return true;
    return false;
}

static int print_help(struct cli *cli, void (*describe)(const char *, struct buf *), const char *name)
{
    struct err err = ERR_INIT;
    struct buf b;

    if (cli->json) {
        err_set(&err, ST_FAIL, "USAGE-OPTION", "what this prints is a text; leave out --json");
        return cli_fail(cli, &err);
    }
    buf_init(&b, BUF_CAP);
    if (cli->verb != NULL)
        describe_verb(cli->verb, &b);
    else if (describe != NULL)
        describe(name, &b);
    else
        describe_program(&b);
    term_bytes(&cli->term, buf_view(&b));
    buf_release(&b);
    return EXIT_DONE;
}

static int print_version(struct cli *cli)
{
    struct jsonw w;

    if (!cli->json) {
        term_out(&cli->term, "trailbook %s\n", TRAILBOOK_VERSION);
        return EXIT_DONE;
    }
    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "version", TRAILBOOK_VERSION);
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
    return EXIT_DONE;
}

/* Without a verb: --version, or what is missing. */
static int run_bare(struct cli *cli, int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct buf b;

    if (options_parse(argc, argv, OPT_COMMON, 0, &cli->args, &err) != ST_OK)
        return cli_fail(cli, &err);
    if (cli_has(cli, OPT_VERSION))
        return print_version(cli);
    if (cli->json) {
        err_set(&err, ST_FAIL, "USAGE-VERB", "no verb is given; trailbook --help lists them");
        return cli_fail(cli, &err);
    }
    buf_init(&b, BUF_CAP);
    describe_program(&b);
    term_usage(&cli->term, buf_string(&b));
    buf_release(&b);
    return EXIT_USAGE;
}

static enum status check_operands(const struct cli *cli, struct err *err)
{
    const struct verb *v = cli->verb;
    size_t n = cli->args.n_operands;

    if (n < v->min)
        return err_set(err, ST_FAIL, "USAGE-OPERANDS", "%s%s%s needs %s; --help shows how", v->name,
                       v->sub ? " " : "", v->sub ? v->sub : "", v->operands);
    if (n > v->max)
        return err_set(err, ST_FAIL, "USAGE-OPERANDS", "'%s' is one too many for %s%s%s; --help shows how",
                       cli->args.operand[v->max], v->name, v->sub ? " " : "", v->sub ? v->sub : "");
    return ST_OK;
}

/* --json is refused where, as asked for, what is printed is data. */
static enum status check_json(const struct cli *cli, struct err *err)
{
    bool data = cli->verb->data;

    for (enum opt o = 0; o < OPT_COUNT; o++)
        if ((cli->verb->turns & OPT_BIT(o)) != 0 && cli_has(cli, o))
            data = !cli->verb->data;
    if (!data || !cli_has(cli, OPT_JSON))
        return ST_OK;
    return err_set(err, ST_FAIL, "USAGE-OPTION", "what this prints is the data itself; leave out --json");
}

static int run_verb(struct cli *cli, int argc, char **argv)
{
    struct err err = ERR_INIT;
    size_t words = cli->verb->sub ? 2 : 1;

    if (options_parse(argc, argv, cli->verb->options | OPT_COMMON, words, &cli->args, &err) != ST_OK)
        return cli_fail(cli, &err);
    if (cli_has(cli, OPT_VERSION))
        return print_version(cli);
    cli->term.quiet = cli_has(cli, OPT_QUIET);
    cli->term.verbose = cli_has(cli, OPT_VERBOSE);
    if (check_operands(cli, &err) != ST_OK || check_json(cli, &err) != ST_OK)
        return cli_fail(cli, &err);
    return cli->verb->run(cli);
}

/* "help VERB" is "VERB --help". */
static int dispatch(struct cli *cli, int argc, char **argv)
{
    int first = options_operand(argc, argv, 1), second;
    bool help = wants(argc, argv, "--help", "-h");
    const char *name, *sub;
    struct err err = ERR_INIT;

    if (first < argc && strcmp(argv[first], "help") == 0) {
        help = true;
        first = options_operand(argc, argv, first + 1);
    }
    if (first == argc)
        return help ? print_help(cli, NULL, NULL) : run_bare(cli, argc, argv);
    name = argv[first];
    second = options_operand(argc, argv, first + 1);
    sub = second < argc ? argv[second] : NULL;
    cli->verb = find_verb(name, sub);
    if (cli->verb != NULL)
        return help ? print_help(cli, NULL, NULL) : run_verb(cli, argc, argv);
    if (!verb_exists(name)) {
        refuse_word(NULL, name, &err);
        return cli_fail(cli, &err);
    }
    if (help)
        return print_help(cli, describe_subs, name);
    if (sub != NULL)
        refuse_word(name, sub, &err);
    else
        err_set(&err, ST_FAIL, "USAGE-VERB", "%s needs one more word; trailbook %s --help lists them", name,
                name);
    return cli_fail(cli, &err);
}

/* A standard stream that was closed is filled up, or a file opened later would take its number and get
 * what is printed.  Standard input then fails to read, and standard output to take what is printed;
 * messages are lost, as was asked for. */
static bool fill_streams(void)
{
    static const int mode[] = {O_WRONLY, O_RDONLY, O_RDWR};

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", mode[fd]) != fd)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct cli cli;
    struct err err = ERR_INIT;
    int status;

    memset(&cli, 0, sizeof(cli));
    if (!fill_streams())
        return EXIT_FAILED;
    signal(SIGPIPE, SIG_IGN); /* a reader that has gone is seen as EPIPE */
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files, as EFBIG */
    buf_init(&cli.action, BUF_CAP);
    cli.json = wants(argc, argv, "--json", NULL);
    term_init(&cli.term, wants(argc, argv, "--no-color", NULL));
    status = dispatch(&cli, argc, argv);
    if (term_finish(&cli.term, &err) != ST_OK)
        status = cli_fail(&cli, &err);
    args_release(&cli.args);
    buf_release(&cli.action);
    return status;
}
