/* verb_verify: trailbook verify. */
#include "cli.h"
#include "jsonw.h"
#include "verify.h"

#define SHOWN 20 /* messages, unless --verbose asks for all */

struct telling {
    struct cli *cli;
    uint64_t told, kept;
};

/* What is odd or wrong, as it is found. */
static void tell(void *ctx, enum bag_kind kind, const struct err *e)
{
    struct telling *t = ctx;

    if (t->told == SHOWN && !t->cli->term.verbose) {
        t->kept++;
        return;
    }
    t->told++;
    if (kind == BAG_WARNING)
        term_warn(&t->cli->term, NULL, e);
    else
        term_error(&t->cli->term, NULL, e);
}

static const char *conclusion(const struct verification *v)
{
    return v->bad ? "does not verify" : "fixity only, not verified";
}

static void print_text(struct cli *cli, const struct verification *v)
{
    static const enum paint paint[] = {PAINT_GREEN, PAINT_RED, PAINT_YELLOW};
    struct slice open = buf_view(&v->open);
    const char *label = "not checked: ";

    for (size_t i = 0; i < VERIFY_CHECKS; i++) {
        const struct verify_check *c = &v->checks[i];

        term_out(&cli->term, "%-9s %s%s%s%s%s", c->name, term_on(&cli->term, paint[c->verdict]),
                 verdict_name(c->verdict), term_off(&cli->term), c->says.n > 0 ? ": " : "",
                 buf_string(&c->says));
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

static void print_json(struct cli *cli, const struct verification *v)
{
    struct slice open = buf_view(&v->open);
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "path", cli->args.operand[0]);
    jsonw_text(&w, "result", conclusion(v));
    jsonw_array(&w, "checks");
    for (size_t i = 0; i < VERIFY_CHECKS; i++)
        check_json(&w, &v->checks[i]);
    jsonw_end(&w);
    jsonw_array(&w, "not_checked");
    while (open.n > 0) {
        size_t n = (size_t)((const unsigned char *)memchr(open.p, '\n', open.n) - open.p);

        jsonw_slice(&w, NULL, (struct slice){open.p, n});
        open = (struct slice){open.p + n + 1, open.n - n - 1};
    }
    jsonw_end(&w);
    jsonw_count(&w, "files", v->bag.files);
    jsonw_count(&w, "bytes", v->bag.bytes);
    jsonw_count(&w, "warnings", v->bag.found[BAG_WARNING]);
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static int run(struct cli *cli)
{
    struct telling t = {.cli = cli};
    struct verification v;
    struct err err = ERR_INIT;
    enum status st = verify_bag(cli->args.operand[0], cli_has(cli, OPT_ALL), tell, &t, &v, &err);

    if (t.kept > 0)
        term_note(&cli->term, "and %llu more; --verbose tells all", (unsigned long long)t.kept);
    if (st == ST_OK && cli_has(cli, OPT_JSON))
        print_json(cli, &v);
    else if (st == ST_OK && !cli->term.quiet)
        print_text(cli, &v);
    verification_release(&v);
    return st != ST_OK ? cli_fail(cli, &err) : v.bad ? EXIT_EVIDENCE : EXIT_DONE;
}

const struct verb verb_verify = {
    .name = "verify",
    .operands = "PATH",
    .summary = "check a snapshot: nothing changed, missing or added",
    .examples = "  trailbook verify audit-000000000300\n"
                "  trailbook verify audit-000000000300.tar --json\n",
    .about = "Checks a BagIt bag, a folder or a tar of one, against its manifests.  That shows\n"
             "damage, not who made it: whoever changes a file can make the manifests anew.\n"
             "Exit status 4: it does not verify.\n",
    .options = OPT_BIT(OPT_ALL),
    .min = 1,
    .max = 1,
    .run = run,
};
