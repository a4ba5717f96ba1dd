/* verb_explain: trailbook profile explain: how one record of a dump was read, field by field. */
#include <stdio.h>
#include <string.h>

#include "encoding.h"
#include "import.h"
#include "import_detect.h"
#include "jsonw.h"
#include "mapper.h"
#include "profiles.h"
#include "utf8.h"

#define PIPE_WIDTH 80 /* columns where there is no terminal */

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
        return err_set(err, ST_FAIL, "USAGE-VALUE", "'%s' is not a record's number; they start at 1", text);
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
    if (st != ST_OK) /* of a stream that broke off at once, that is what is wrong */
        return input_failed(e->in, err) != ST_OK ? ST_FAIL : st;
    if (import_encoding(e->profile, beginning, name))
        st = encoding_new(name, &e->encoding, err);
    return st;
}

static enum status open_dump(struct explain *e, struct err *err)
{
    struct read_options read;
    enum status st;

    e->set = input_set_open(e->cli->args.operand, 1);
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

/* "dump, read by profile (detected)", on two lines if that is too wide. */
static void print_head(struct explain *e, size_t width)
{
    struct term *t = &e->cli->term;
    struct buf dump, reading;
    bool fits;

    buf_init(&dump, BUF_CAP);
    buf_init(&reading, BUF_CAP);
    term_safe(&dump, slice_text(input_path(e->in)), 0);
    buf_text(&reading, "read by ");
    term_safe(&reading, slice_text(profile_name(e->profile)), 0);
    buf_text(&reading, e->profiles.named ? "" : " (detected)");
    fits = utf8_columns(buf_view(&dump)) + 2 + utf8_columns(buf_view(&reading)) <= width;
    term_out(t, "%s%s%s,%s%s\n", term_on(t, PAINT_BOLD), buf_string(&dump), term_off(t), fits ? " " : "\n",
             buf_string(&reading));
    buf_release(&dump);
    buf_release(&reading);
}

static void print_text(struct explain *e, const struct record *rec, const struct explanation *x)
{
    struct term *t = &e->cli->term;
    size_t columns = term_out_width(t), width = columns != 0 ? columns : PIPE_WIDTH;
    struct buf text;

    print_head(e, width);
    buf_init(&text, BUF_CAP);
    term_out(t, "record %llu, line %llu, %llu bytes at %llu\n", (unsigned long long)rec->number,
             (unsigned long long)rec->line, (unsigned long long)rec->length, (unsigned long long)rec->offset);
    explanation_text(x, width, &text);
    term_bytes(t, buf_view(&text));
    buf_release(&text);
}

static void field_json(struct jsonw *w, const struct explained *e)
{
    jsonw_object(w, NULL);
    jsonw_count(w, "event", e->event);
    jsonw_text(w, "field", e->field);
    jsonw_bool(w, "found", !e->nothing && !e->unread);
    if (e->text.n)
        jsonw_slice(w, "text", e->text);
    if (e->value.n && !e->unread)
        jsonw_slice(w, e->nothing ? "type" : "value", e->value);
    if (e->note.n)
        jsonw_slice(w, "note", e->note);
    if (e->from.n)
        jsonw_slice(w, "from", e->from);
    if (e->line)
        jsonw_count(w, "profile_line", e->line);
    jsonw_end(w);
}

static void print_json(struct explain *e, const struct record *rec, const struct explanation *x)
{
    static const char *const results[] = {
        [MAPPED] = "mapped", [MAPPED_SKIP] = "skipped", [MAPPED_REJECT] = "rejected"};
    struct jsonw w;

    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_text(&w, "dump", input_path(e->in));
    jsonw_text(&w, "profile", profile_name(e->profile));
    jsonw_bool(&w, "detected", e->profiles.named == NULL);
    jsonw_count(&w, "record", rec->number);
    jsonw_count(&w, "line", rec->line);
    jsonw_count(&w, "offset", rec->offset);
    jsonw_count(&w, "length", rec->length);
    jsonw_text(&w, "result", results[x->result]);
    if (x->result == MAPPED_REJECT) {
        jsonw_text(&w, "code", x->why.code);
        jsonw_text(&w, "message", x->why.text);
    }
    jsonw_count(&w, "events", x->n_events);
    jsonw_array(&w, "fields");
    for (size_t i = 0; i < x->n; i++)
        field_json(&w, &x->at[i]);
    jsonw_end(&w);
    jsonw_end(&w);
    term_bytes(&e->cli->term, buf_view(&w.text));
    jsonw_release(&w);
}

static void print_record(struct explain *e, struct record *rec)
{
    struct explanation x;
    struct buf original;
    struct slice bytes = rec->raw;

    buf_init(&original, BUF_CAP);
    if (!input_is_utf8(e->in)) {
        input_original_bytes(e->in, rec->raw, &original);
        bytes = buf_view(&original);
    }
    mapper_explain(e->mapper, rec, bytes, &x);
    if (cli_has(e->cli, OPT_JSON))
        print_json(e, rec, &x);
    else
        print_text(e, rec, &x);
    explanation_release(&x);
    buf_release(&original);
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

/* What goes wrong is the dump's, unless it says otherwise. */
static enum status explain_dump(struct explain *e, struct err *err)
{
    enum status st = open_dump(e, err);

    if (st == ST_OK)
        st = explain_record(e, err);
    if (st != ST_OK && err->where[0] == 0)
        snprintf(err->where, sizeof(err->where), "%s", e->cli->args.operand[0]);
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
    enum status st;
    int status = EXIT_DONE;

    memset(&e, 0, sizeof(e));
    e.cli = cli;
    st = read_number(&e, &err);
    if (st == ST_OK)
        st = profiles_load(cli, &e.profiles, &err);
    if (st == ST_OK)
        st = profiles_tell(cli, &e.profiles, &err);
    if (st == ST_OK)
        st = explain_dump(&e, &err);
    if (st != ST_OK)
        status = cli_fail(cli, &err);
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
