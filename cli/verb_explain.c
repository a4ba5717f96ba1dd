/* verb_explain: trailbook profile explain: how one record of a dump was read, field by field. */
#include <string.h>

#include "import.h"
#include "profiles.h"

struct explain {
    struct cli *cli;
    struct profiles profiles;
    const struct profile *profile;
    uint64_t number; /* of the record */
    struct input_set *set;
    struct input *in;
    struct encoding *encoding;
    struct mapper *mapper;
    struct reader *reader;
};

static enum status read_number(struct explain *e, struct err *err)
{
    const char *text = e->cli->args.value[OPT_RECORD];
    int64_t n = 1;

    if (text != NULL && (!slice_int(slice_text(text), &n) || n < 1))
        return err_set(err, ST_FAIL, "USAGE-VALUE", "'%s' is not a record's number; they start at 1",
                       text);
    e->number = (uint64_t)n;
    return ST_OK;
}

static enum status choose(struct explain *e, struct err *err)
{
    struct import_options o;
    struct slice beginning;
    char name[IMPORT_ENCODING];
    enum status st = input_peek(e->in, &beginning, err);

    memset(&o, 0, sizeof(o));
    profiles_offer(&e->profiles, &o);
    e->profile = o.profile;
    if (st == ST_OK && e->profile == NULL)
        st = import_detect(&o, beginning, beginning.n < INPUT_PEEK, &e->profile, err);
    if (st == ST_OK && import_encoding(e->profile, beginning, name))
        st = encoding_new(name, &e->encoding, err);
    return st;
}

static enum status open_dump(struct explain *e, struct err *err)
{
    struct read_options read;
    enum status st = input_set_open(e->cli->args.operand, 1, &e->set, err);

    if (st == ST_OK)
        st = input_set_next(e->set, &e->in, err);
    if (st == ST_END)
        return err_set(err, ST_FAIL, "EXPLAIN-NONE", "there is no dump in it");
    if (st == ST_OK)
        st = choose(e, err);
    if (st != ST_OK)
        return st;
    input_set_encoding(e->in, e->encoding);
    e->mapper = mapper_new(e->profile, profile_name(e->profile));
    read = *profile_read(e->profile);
    read.plausible = mapper_plausible;
    read.plausible_ctx = e->mapper;
    return reader_open(e->in, &read, &e->reader, err);
}

static void print_record(struct explain *e, struct record *rec)
{
    struct term *t = &e->cli->term;
    struct buf original, text;
    struct slice bytes = rec->raw;

    buf_init(&original, BUF_CAP);
    buf_init(&text, BUF_CAP);
    if (!input_is_utf8(e->in)) {
        input_original_bytes(e->in, rec->raw, &original);
        bytes = buf_view(&original);
    }
    term_out(t, "%s", term_on(t, PAINT_BOLD));
    term_show(t, input_path(e->in));
    term_out(t, "%s, read by ", term_off(t));
    term_show(t, profile_name(e->profile));
    term_out(t, "%s\n", e->profiles.named ? "" : " (detected)");
    mapper_explain(e->mapper, rec, bytes, &text);
    term_bytes(t, buf_view(&text));
    buf_release(&original);
    buf_release(&text);
}

/* Reads on to the record; one that is spoiled is told as the import would. */
static enum status explain_record(struct explain *e, struct err *err)
{
    struct arena tree = ARENA_INIT;
    struct record rec;
    enum status st;

    do {
        arena_reset(&tree);
        memset(&rec, 0, sizeof(rec));
        err_clear(err);
        st = reader_next(e->reader, &tree, &rec, err);
    } while ((st == ST_OK || st == ST_REJECT) && rec.number < e->number);
    if (st == ST_OK)
        print_record(e, &rec);
    arena_release(&tree);
    if (st == ST_END)
        return err_set(err, ST_FAIL, "EXPLAIN-NONE", "the dump has no record %llu",
                       (unsigned long long)e->number);
    if (st == ST_REJECT && err->line == 0)
        err->line = rec.line;
    return st;
}

static void explain_release(struct explain *e)
{
    reader_close(e->reader);
    mapper_free(e->mapper);
    input_set_close(e->set);
    encoding_free(e->encoding);
    profiles_release(&e->profiles);
}

static int run(struct cli *cli)
{
    struct explain e;
    struct err err = ERR_INIT;
    int status = EXIT_DONE;

    memset(&e, 0, sizeof(e));
    e.cli = cli;
    if (read_number(&e, &err) != ST_OK || profiles_load(cli, &e.profiles, &err) != ST_OK) {
        status = cli_fail(cli, &err);
    } else if (open_dump(&e, &err) != ST_OK || explain_record(&e, &err) != ST_OK) {
        term_error(&cli->term, cli->args.operand[0], &err);
        status = EXIT_FAILED;
    }
    explain_release(&e);
    return status;
}

const struct verb verb_profile_explain = {
    .name = "profile",
    .sub = "explain",
    .operands = "DUMP",
    .summary = "how one record of a dump is read, field by field",
    .examples = "  trailbook profile explain license.csv               the first record\n"
                "  trailbook profile explain --record 17 license.csv\n"
                "  trailbook profile explain --profile ./my.yaml trail.xml\n",
    .about = "Shows each field of the event that a record becomes, where its value comes from,\n"
             "what went to the attributes, and what the profile looks for in vain.\n"
             "Stores nothing.\n",
    .options = OPT_BIT(OPT_PROFILE) | OPT_BIT(OPT_RECORD),
    .min = 1,
    .max = 1,
    .run = run,
};
