/* verb_rejects: trailbook rejects list, retry. */
#include <string.h>

#include "cli_pepper.h"
#include "import.h"
#include "import_print.h"
#include "jsonw.h"
#include "profiles.h"
#include "stop.h"
#include "store_imports.h"

#define RAW_SHOWN 200 /* bytes of a reject that --verbose shows */

static void list_head(struct cli *cli)
{
    term_out(&cli->term, "%s%6s %12s %12s  %s%s\n", term_on(&cli->term, PAINT_DIM), "ID", "RECORD", "LINE",
             "DUMP", term_off(&cli->term));
}

static void list_text(struct cli *cli, const struct store_reject *r)
{
    const struct reject *j = &r->reject;
    struct slice raw = j->raw;
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "%6lld %12llu %12llu  ", (long long)r->id, (unsigned long long)j->record,
               (unsigned long long)j->line);
    term_safe(&b, r->dump_name, 44);
    buf_text(&b, r->solved_by ? ", solved" : r->also_in.n > 0 ? ", also in " : "");
    term_safe(&b, r->also_in, 44);
    buf_text(&b, "\n       ");
    term_safe(&b, j->reason, 0);
    buf_format(&b, " [%s]\n", j->code);
    if (cli->term.verbose && raw.n > 0) {
        buf_text(&b, "       ");
        term_safe(&b, slice_trim((struct slice){raw.p, raw.n < RAW_SHOWN ? raw.n : RAW_SHOWN}), 0);
        buf_text(&b, raw.n > RAW_SHOWN ? "...\n" : "\n");
    }
    term_lines(&cli->term, buf_view(&b), 7);
    buf_release(&b);
}

static void list_json(struct cli *cli, struct jsonw *w, const struct store_reject *r)
{
    const struct reject *j = &r->reject;

    jsonw_object(w, NULL);
    jsonw_count(w, "id", (uint64_t)r->id);
    jsonw_slice(w, "source", r->source);
    jsonw_slice(w, "dump", r->dump_name);
    if (!r->dump_erased)
        jsonw_hex(w, "sha256", r->dump, DIGEST_SIZE);
    jsonw_count(w, "record", j->record);
    jsonw_count(w, "line", j->line);
    if (j->column > 0)
        jsonw_count(w, "column", j->column);
    jsonw_count(w, "offset", j->offset);
    jsonw_count(w, "length", j->length);
    jsonw_text(w, "code", j->code);
    jsonw_slice(w, "reason", j->reason);
    jsonw_bool(w, "solved", r->solved_by != 0);
    if (r->also_in.n > 0)
        jsonw_slice(w, "also_in", r->also_in);
    jsonw_end(w);
    term_bytes(&cli->term, buf_view(&w->text));
    buf_clear(&w->text);
}

static enum status list_all(struct cli *cli, struct store *store, struct jsonw *w, struct err *err)
{
    struct store_rejects *c;
    const struct store_reject *r;
    bool some = false;
    enum status st = store_rejects_open(store, !cli_has(cli, OPT_ALL), cli->term.verbose, &c, err);

    if (st != ST_OK)
        return st;
    while (term_takes(&cli->term) && (st = store_rejects_next(c, &r, err)) == ST_OK) {
        if (w != NULL) {
            list_json(cli, w, r);
            continue;
        }
        if (!some)
            list_head(cli);
        some = true;
        list_text(cli, r);
    }
    store_rejects_close(c);
    if (st == ST_END && w == NULL && !some)
        term_note(&cli->term, "no rejects");
    return st == ST_END ? ST_OK : st;
}

static enum status list_as_json(struct cli *cli, struct store *store, struct err *err)
{
    struct jsonw w;
    enum status st;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_array(&w, "rejects");
    st = list_all(cli, store, &w, err);
    cli_json_end(cli, &w, st, err);
    return st;
}

static int run_list(struct cli *cli)
{
    struct store *store = NULL;
    struct err err = ERR_INIT;
    enum status st = cli_store_read(cli, &store, &err);

    if (st == ST_OK)
        st = cli_has(cli, OPT_JSON) ? list_as_json(cli, store, &err) : list_all(cli, store, NULL, &err);
    store_close(store);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

static void warn_left(struct cli *cli, const struct import_retried *r)
{
    char n[TERM_NUMBER];
    struct buf list;

    for (size_t i = 0; i < r->n_first; i++)
        term_warn(&cli->term, NULL, &r->first[i]);
    if (r->left <= r->n_first)
        return;
    buf_init(&list, BUF_CAP);
    cli_command(cli, &list, "rejects list");
    term_note(&cli->term, "and %s more: %s", term_number(r->left - r->n_first, n), buf_string(&list));
    buf_release(&list);
}

static void tell_others(struct cli *cli, const struct import_retried *r)
{
    char n[TERM_NUMBER];
    struct buf b;

    if (r->not_tried == 0)
        return;
    buf_init(&b, BUF_CAP);
    buf_format(&b, "%s of %s, not tried: ", term_number(r->not_tried, n),
               cli->args.n_profiles ? "other profiles" : "profiles that do not ship");
    term_safe(&b, buf_view(&r->others), 0);
    buf_text(&b, "; name each with --profile");
    term_note(&cli->term, "%s", buf_string(&b));
    buf_release(&b);
}

static void print_retried(struct cli *cli, const struct import_retried *r)
{
    char n[4][TERM_NUMBER];

    import_print_returned(cli, NULL, r->returned);
    if (cli->term.quiet)
        return;
    term_out(&cli->term, "  rejects    %s = %s solved + %s left", term_number(r->tried + r->not_tried, n[0]),
             term_number(r->solved, n[1]), term_number(r->left, n[2]));
    if (r->not_tried)
        term_out(&cli->term, " + %s not tried", term_number(r->not_tried, n[3]));
    term_out(&cli->term, "\n");
    if (r->solved)
        term_out(&cli->term, "  made       %s = %s stored + %s duplicate",
                 term_number(r->stored + r->duplicate + r->suppressed, n[0]), term_number(r->stored, n[1]),
                 term_number(r->duplicate, n[2]));
    if (r->suppressed)
        term_out(&cli->term, " + %s suppressed", term_number(r->suppressed, n[3]));
    if (r->solved)
        term_out(&cli->term, "\n");
    tell_others(cli, r);
    warn_left(cli, r);
}

static void json_retried(struct cli *cli, const struct import_retried *r)
{
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_count(&w, "tried", r->tried);
    jsonw_count(&w, "solved", r->solved);
    jsonw_count(&w, "left", r->left);
    jsonw_count(&w, "not_tried", r->not_tried);
    if (r->not_tried)
        jsonw_slice(&w, "not_tried_of", buf_view(&r->others));
    jsonw_count(&w, "stored", r->stored);
    jsonw_count(&w, "duplicate", r->duplicate);
    jsonw_count(&w, "suppressed", r->suppressed);
    if (r->returned > 0)
        jsonw_count(&w, "of_erased_items", r->returned);
    jsonw_array(&w, "reasons");
    for (size_t i = 0; i < r->n_first; i++) {
        jsonw_object(&w, NULL);
        jsonw_text(&w, "dump", r->first[i].where);
        jsonw_count(&w, "line", r->first[i].line);
        jsonw_text(&w, "code", r->first[i].code);
        jsonw_text(&w, "reason", r->first[i].text);
        jsonw_end(&w);
    }
    jsonw_end(&w);
    jsonw_end(&w);
    term_bytes(&cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

/* Like cli_store_read(), for writing: a retry makes no store. */
static enum status open_existing(struct cli *cli, struct store **out, struct err *err)
{
    enum status st = cli_store_read(cli, out, err);

    if (st != ST_OK)
        return st;
    store_close(*out);
    *out = NULL;
    return cli_store_write(cli, out, err);
}

static int run_retry(struct cli *cli)
{
    struct import_options o;
    struct import_retried r;
    struct profiles profiles;
    struct store *store = NULL;
    struct pepper *pepper = NULL;
    struct err err = ERR_INIT;
    enum status st;

    memset(&o, 0, sizeof(o));
    buf_init(&r.others, BUF_CAP);
    st = profiles_load(cli, &profiles, &err);
    profiles_offer(&profiles, &o);
    o.remap = cli_has(cli, OPT_REMAP);
    o.now = cli_now();
    if (st == ST_OK)
        st = open_existing(cli, &store, &err);
    if (st == ST_OK)
        st = cli_pepper(cli, store, &pepper, &err);
    if (st == ST_OK)
        st = import_retry(store, &o, &r, &err);
    if (st == ST_OK && cli_has(cli, OPT_JSON))
        json_retried(cli, &r);
    else if (st == ST_OK)
        print_retried(cli, &r);
    store_close(store);
    pepper_free(pepper);
    profiles_release(&profiles);
    buf_release(&r.others);
    if (st != ST_OK)
        return cli_fail(cli, &err);
    return r.left + r.not_tried ? EXIT_REJECTS : EXIT_DONE;
}

const struct verb verb_rejects_list = {
    .name = "rejects",
    .sub = "list",
    .operands = "",
    .summary = "records that could not become events",
    .examples = "  trailbook rejects list\n"
                "  trailbook rejects list --verbose      with the records' beginnings\n"
                "  trailbook rejects list --json\n",
    .about = "Lists the rejects that are kept: their place in their dump, and the reason.\n"
             "A record that several dumps hold is a reject of each; all but the last name that\n"
             "one.\n",
    .options = OPT_BIT(OPT_ALL),
    .run = run_list,
};

const struct verb verb_rejects_retry = {
    .name = "rejects",
    .sub = "retry",
    .operands = "",
    .summary = "read the kept rejects again, with a better profile",
    .examples = "  trailbook rejects retry                        with the profiles that ship\n"
                "  trailbook rejects retry --profile ./my.yaml    with the one you mended\n",
    .about = "Maps the bytes that rejects have kept once more; those that become events now\n"
             "are stored as their own dump's and marked as solved.  A profile is tried on the\n"
             "rejects of dumps that one of its name read, and of the source of that name.  No\n"
             "dump is needed, but for records that take something from around them: they are\n"
             "left, import it again.\n",
    .options = OPT_BIT(OPT_PROFILE) | OPT_BIT(OPT_REMAP) | OPT_BIT(OPT_DRY_RUN),
    .run = run_retry,
};
