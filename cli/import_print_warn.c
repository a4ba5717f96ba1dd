/* import_print_warn: what needs attention in a dump that is in.  See import_print.h. */
#include "import_print.h"

void import_print_returned(struct cli *cli, const char *path, uint64_t n)
{
    char text[TERM_NUMBER];
    struct err e = ERR_INIT;

    if (n == 0)
        return;
    err_set(&e, ST_OK, "IMPORT-ERASED-ITEM",
            "%s event%s came in of items that were erased; erase these again if they are not to be kept: "
            "trailbook redact",
            term_number(n, text), n == 1 ? "" : "s");
    term_alert(&cli->term, path, &e);
}

void import_print_warn(struct import_print *p, const struct import_result *r)
{
    char text[TERM_NUMBER];
    struct buf list;

    if (r->times.code != NULL)
        term_warn(&p->cli->term, NULL, &r->times);
    if (r->ids.code != NULL)
        term_warn(&p->cli->term, NULL, &r->ids);
    import_print_returned(p->cli, r->path, r->info.returned);
    for (size_t i = 0; i < r->n_first; i++) {
        const struct reject *j = &r->first[i];
        struct err e = ERR_INIT;

        err_at(&e, ST_REJECT, r->path, j->line, j->column, j->code, "%.*s", (int)j->reason.n,
               (const char *)j->reason.p);
        term_warn(&p->cli->term, NULL, &e);
    }
    if (r->counts.rejected <= r->n_first)
        return;
    buf_init(&list, BUF_CAP);
    cli_command(p->cli, &list, "rejects list");
    term_note(&p->cli->term, "and %s more%s%s", term_number(r->counts.rejected - r->n_first, text),
              cli_has(p->cli, OPT_DRY_RUN) ? ", which a dry run does not keep" : ": ",
              cli_has(p->cli, OPT_DRY_RUN) ? "" : buf_string(&list));
    buf_release(&list);
}

/* What a dry run finds is nowhere to be looked at. */
static void where_to_look(struct import_print *p, struct buf *b, bool rejects, bool conflicts)
{
    if (cli_has(p->cli, OPT_DRY_RUN))
        return;
    buf_text(b, rejects ? "; look at " : "; look at the report's completeness page");
    if (rejects)
        cli_command(p->cli, b, "rejects list");
    if (rejects && conflicts)
        buf_text(b, ", and at the report's completeness page");
}

/* "3 rejects, 1 conflict; look at ..." */
static void alert_findings(struct import_print *p, const struct import_result *r)
{
    uint64_t rejects = r->counts.rejected, conflicts = r->counts.conflicts;
    char n[TERM_NUMBER];
    struct err e = ERR_INIT;
    struct buf b;

    if (rejects == 0 && conflicts == 0)
        return;
    buf_init(&b, BUF_CAP);
    if (rejects > 0)
        buf_format(&b, "%s reject%s", term_number(rejects, n), rejects == 1 ? "" : "s");
    if (conflicts > 0)
        buf_format(&b, "%s%s conflict%s", rejects > 0 ? ", " : "", term_number(conflicts, n),
                   conflicts == 1 ? "" : "s");
    where_to_look(p, &b, rejects > 0, conflicts > 0);
    err_set(&e, ST_OK, "IMPORT-FINDINGS", "%s", buf_string(&b));
    term_alert(&p->cli->term, r->path, &e);
    buf_release(&b);
}

void import_print_alert(struct import_print *p, const struct import_result *r)
{
    const struct import_counts *c = &r->counts;
    struct err e = ERR_INIT;
    char n[TERM_NUMBER];

    if (c->records == 0) {
        err_set(&e, ST_OK, "IMPORT-EMPTY",
                "the dump holds no records; if there should be some, look at where it was exported%s",
                r->profile == NULL ? "; it is not on record: import it with one --profile for that" : "");
        term_alert(&p->cli->term, r->path, &e);
    }
    alert_findings(p, r);
    if (c->absent > 0) {
        err_set(&e, ST_OK, "IMPORT-ABSENT", "%s stored event%s inside the window %s missing %s%s",
                term_number(c->absent, n), c->absent == 1 ? "" : "s", c->absent == 1 ? "is" : "are",
                cli_has(p->cli, OPT_PARTS) ? "from all parts" : "here",
                cli_has(p->cli, OPT_DRY_RUN) ? "" : "; the report's completeness page lists what is absent");
        term_alert(&p->cli->term, r->path, &e);
    }
    if (c->differ > 0) {
        err_set(&e, ST_OK, "IMPORT-DIFFERS", "%s duplicate%s differently than stored; renew %s with --remap",
                term_number(c->differ, n), c->differ == 1 ? " maps" : "s map",
                c->differ == 1 ? "it" : "them");
        term_alert(&p->cli->term, r->path, &e);
    }
    import_print_returned(p->cli, r->path, r->info.returned);
    if (r->mistimed)
        term_alert(&p->cli->term, NULL, &r->times);
    if (r->ids.code != NULL)
        term_alert(&p->cli->term, NULL, &r->ids);
}
