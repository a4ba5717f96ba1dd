/*
 * print_events: the events that a shipped profile makes of dumps, as JSON lines.
 *
 * print_events [--count] PROFILE DUMP...: PROFILE "-" takes the one whose signature the dump bears;
 * none or several of them are an error.  --count prints one line of totals a dump instead:
 *   PROFILE records mapped skipped rejected events untimed itemless nanoseconds-a-record
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <time.h>

#include "encoding.h"
#include "input_set.h"
#include "json.h"
#include "mapper.h"
#include "profile.h"

#define MAX_SHIPPED 64

struct totals {
    uint64_t records, mapped, skipped, rejected, events, untimed, itemless, ns;
};

struct run {
    struct profile *shipped[MAX_SHIPPED];
    size_t n;
    const struct profile *p;
    bool count;
    struct totals t;
    struct buf line;
};

static void die(const char *what, const struct err *err)
{
    fprintf(stderr, "%s: %s\n", what, err ? err->text : "");
    exit(2);
}

static void load_shipped(struct run *r)
{
    struct err err = ERR_INIT;

    for (r->n = 0; r->n < profile_shipped_count() && r->n < MAX_SHIPPED; r->n++)
        if (profile_parse(profile_shipped_text(r->n), profile_shipped_name(r->n), &r->shipped[r->n], &err) !=
            ST_OK)
            die(profile_shipped_name(r->n), &err);
}

static const struct profile *choose(const struct run *r, const char *name, struct input *in)
{
    const struct profile *found = NULL;
    struct slice beginning;
    struct err err = ERR_INIT;

    if (input_peek(in, &beginning, &err) != ST_OK)
        die(input_path(in), &err);
    for (size_t i = 0; i < r->n; i++) {
        if (strcmp(name, "-") != 0 && strcmp(name, profile_name(r->shipped[i])) != 0)
            continue;
        if (!profile_detect(r->shipped[i], beginning, beginning.n < INPUT_PEEK))
            continue;
        if (found) {
            fprintf(stderr, "%s: both %s and %s\n", input_path(in), profile_name(found),
                    profile_name(r->shipped[i]));
            exit(2);
        }
        found = r->shipped[i];
    }
    if (!found) {
        fprintf(stderr, "%s: not recognised\n", input_path(in));
        exit(2);
    }
    return found;
}

static void field(struct buf *b, const char *name, struct slice text)
{
    if (!text.n)
        return;
    buf_format(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", name);
    json_write_string(b, text);
}

static void put_time(struct buf *b, const struct event *ev)
{
    static const char *const zones[] = {"none", "text", "profile", "assumed"};
    struct buf t;

    buf_init(&t, BUF_CAP);
    if (ev->time.at == STAMP_UNKNOWN)
        buf_text(&t, "unknown");
    else
        stamp_write(&t, ev->time.at, ev->time.resolution);
    field(b, "time", buf_view(&t));
    field(b, "zone", slice_text(zones[ev->time.zone]));
    field(b, "time_text", ev->time_text);
    buf_release(&t);
}

static void put_lists(struct buf *b, const struct event *ev)
{
    buf_text(b, ",\"items\":[");
    for (size_t i = 0; i < ev->n_parties; i++) {
        const struct party *a = &ev->parties[i];

        buf_format(b, "%s{", i ? "," : "");
        field(b, "role", slice_text(role_name(a->role)));
        if (a->how != FOUND_FIELD)
            field(b, "how", slice_text(found_name(a->how)));
        field(b, "type", a->type);
        field(b, "key", a->key);
        field(b, "label", a->label);
        buf_byte(b, '}');
    }
    buf_text(b, "]");
    for (size_t i = 0; i < ev->n_changes; i++) {
        const struct change *c = &ev->changes[i];

        buf_text(b, i ? ",{" : ",\"changes\":[{");
        field(b, "field", c->field);
        if (c->known & CHANGE_OLD_KNOWN)
            field(b, "old", c->old.n ? c->old : SLICE("(empty)"));
        if (c->known & CHANGE_NEW_KNOWN)
            field(b, "new", c->new_.n ? c->new_ : SLICE("(empty)"));
        buf_text(b, i + 1 == ev->n_changes ? "}]" : "}");
    }
}

static void print_event(struct run *r, const struct event *ev)
{
    struct buf *b = &r->line;

    buf_clear(b);
    buf_byte(b, '{');
    buf_text(b, "\"ident\":\"");
    buf_hex(b, ev->ident, IDENT_SIZE);
    buf_byte(b, '"');
    field(b, "id", ev->native);
    put_time(b, ev);
    field(b, "action", ev->action);
    field(b, "category", ev->category);
    field(b, "label", ev->label);
    field(b, "sentence", ev->sentence);
    field(b, "outcome", slice_text(outcome_name(ev->outcome)));
    field(b, "reason", ev->reason);
    field(b, "request", ev->request);
    field(b, "message", ev->message);
    field(b, "ip", ev->ip);
    field(b, "agent", ev->agent);
    field(b, "location", ev->location);
    field(b, "channel", ev->channel);
    if (ev->count != 1)
        buf_format(b, ",\"count\":%" PRId64, ev->count);
    put_lists(b, ev);
    if (ev->attributes.n)
        buf_text(b, ",\"attributes\":");
    buf_slice(b, ev->attributes);
    buf_text(b, "}\n");
    fwrite(b->p, 1, b->n, stdout);
}

static uint64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void take(struct run *r, const struct batch *b)
{
    for (size_t i = 0; i < b->n_events; i++) {
        r->t.events++;
        r->t.untimed += b->events[i].time.at == STAMP_UNKNOWN;
        r->t.itemless += b->events[i].n_parties == 0;
        if (!r->count)
            print_event(r, &b->events[i]);
    }
}

static void map_record(struct run *r, struct mapper *m, struct record *rec, struct batch *b)
{
    struct err err = ERR_INIT;
    uint64_t start = now();
    enum mapped result = mapper_map(m, rec, rec->raw, b, &err);

    r->t.ns += now() - start;
    r->t.mapped += result == MAPPED;
    r->t.skipped += result == MAPPED_SKIP;
    r->t.rejected += result == MAPPED_REJECT;
    if (result == MAPPED_SKIP && !r->count)
        printf("{\"skipped\":%" PRIu64 "}\n", rec->number);
    if (result == MAPPED_REJECT && !r->count)
        printf("{\"rejected\":%" PRIu64 ",\"code\":\"%s\"}\n", rec->number, err.code);
    take(r, b);
    batch_reset(b);
}

static void read_all(struct run *r, struct reader *reader)
{
    struct mapper *m = mapper_new(r->p, profile_name(r->p));
    struct arena arena = ARENA_INIT;
    struct batch b;
    struct record rec;
    struct err err = ERR_INIT;
    enum status st;

    batch_init(&b);
    while ((st = reader_next(reader, &arena, &rec, &err)) != ST_END) {
        if (st == ST_FAIL || st == ST_FATAL)
            die("reading", &err);
        r->t.records++;
        if (st == ST_REJECT) {
            r->t.rejected++;
            if (!r->count)
                printf("{\"rejected\":%" PRIu64 ",\"code\":\"%s\"}\n", rec.number, err.code);
        } else {
            map_record(r, m, &rec, &b);
        }
        arena_reset(&arena);
    }
    batch_release(&b);
    arena_release(&arena);
    mapper_free(m);
}

static void run_input(struct run *r, const char *name, struct input *in)
{
    struct encoding *encoding = NULL;
    struct reader *reader;
    struct err err = ERR_INIT;

    memset(&r->t, 0, sizeof(r->t));
    r->p = choose(r, name, in);
    if (profile_encoding(r->p) && encoding_new(profile_encoding(r->p), &encoding, &err) != ST_OK)
        die(profile_encoding(r->p), &err);
    input_set_encoding(in, encoding);
    if (reader_open(in, profile_read(r->p), &reader, &err) != ST_OK)
        die(input_path(in), &err);
    read_all(r, reader);
    reader_close(reader);
    encoding_free(encoding);
    if (r->count)
        printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
               " %" PRIu64 "\n",
               profile_name(r->p), r->t.records, r->t.mapped, r->t.skipped, r->t.rejected, r->t.events,
               r->t.untimed, r->t.itemless, r->t.records ? r->t.ns / r->t.records : 0);
}

int main(int argc, char **argv)
{
    struct run r = {.count = argc > 1 && strcmp(argv[1], "--count") == 0};
    const char **args = mem_zero((size_t)argc, sizeof(*args));
    int first = r.count ? 2 : 1;
    struct input_set *set;
    struct input *in;
    struct err err = ERR_INIT;
    enum status st;

    if (argc < first + 2)
        die("print_events [--count] PROFILE DUMP...", NULL);
    for (int i = first + 1; i < argc; i++)
        args[i - first - 1] = argv[i];
    load_shipped(&r);
    buf_init(&r.line, BUF_CAP);
    set = input_set_open(args, (size_t)(argc - first - 1));
    while ((st = input_set_next(set, &in, &err)) == ST_OK)
        run_input(&r, argv[first], in);
    if (st != ST_END)
        die("dumps", &err);
    input_set_close(set);
    buf_release(&r.line);
    for (size_t i = 0; i < r.n; i++)
        profile_free(r.shipped[i]);
    mem_free(args);
    return 0;
}
