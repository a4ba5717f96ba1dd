/*
 * JSON: what is broken spoils itself alone.
 *
 * Random damage to dumps of many layouts: every record that it left alone is handed out, unless it
 * became part of one that parses, or would but for a value (which is never split); every byte belongs
 * to a record, to a reject or to what stands around records.
 *
 * Bytes put between records that by themselves end the list and begin something else ("]}[" in an
 * envelope) cannot always be told from an end: of 20,000 dumps two may lose a record to that.
 *
 *   test_json_damage [CASES [SEED]]
 */
#include <stdlib.h>

#include "blocks.h"
#include "harness.h"
#include "reader.h"
#include "reader_json_extent.h"

enum { RECORDS_MAX = 64 };

struct layout {
    const char *name, *path;
    const char *open, *between, *close; /* around and between records */
    int pretty;                         /* blanks before each brace of a record; -1: it is one line */
    bool lines;                         /* a line with damage is spoiled as a whole */
};

static const struct layout layouts[] = {
    {"lines", "", "", "\n", "\n", -1, true},
    {"lines, CRLF", "", "", "\r\n", "\r\n", -1, true},
    {"compact array", "", "[", ",", "]", -1, false},
    {"spaced array", "", "[ ", " , ", " ]\n", -1, false},
    {"array, a record a line", "", "[\n", ",\n", "\n]\n", -1, false},
    {"pretty array", "", "[\n  ", ",\n  ", "\n]\n", 2, false},
    {"concatenated", "", "", "", "", -1, false},
    {"pretty objects", "", "", "\n", "\n", 0, false},
    {"compact envelope", "results", "{\"n\":1,\"results\":[", ",", "],\"next\":null}", -1, false},
    {"envelope, a record a line", "results", "{\"n\":1,\"results\":[\n", ",\n", "\n],\"next\":null}\n", -1,
     false},
    {"pretty envelope", "results", "{\n  \"n\": 1,\n  \"results\": [\n    ", ",\n    ",
     "\n  ],\n  \"next\": null\n}\n", 4, false},
};

struct place {
    size_t from, to;
    bool touched, met;
};

struct dump {
    const struct layout *layout;
    struct buf text;
    struct place records[RECORDS_MAX];
    size_t n;
    struct buf log; /* of the edits */
    int losses;     /* dumps that lost a good record */
};

static uint32_t draw(uint32_t *seed, size_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)((*seed >> 8) % below);
}

/* A line end and its indent, where the record is pretty-printed. */
static void put_break(struct dump *d, int deeper)
{
    if (d->layout->pretty < 0)
        return;
    buf_byte(&d->text, '\n');
    for (int i = 0; i < d->layout->pretty + 2 * deeper; i++)
        buf_byte(&d->text, ' ');
}

static void put_targets(struct dump *d, uint32_t *seed)
{
    uint32_t n = draw(seed, 4);

    buf_text(&d->text, ",");
    put_break(d, 1);
    buf_text(&d->text, "\"targets\":[");
    for (uint32_t i = 0; i < n; i++) {
        buf_text(&d->text, i > 0 ? "," : "");
        put_break(d, 2);
        buf_format(&d->text, "{\"id\":%u}", draw(seed, 9));
    }
    if (n > 0)
        put_break(d, 1);
    buf_text(&d->text, "]");
}

static void put_record(struct dump *d, size_t nth, uint32_t *seed)
{
    static const char *const texts[] = {"", "made", "a \\\"quoted\\\" word", "{\\\"ts\\\":1}", "[], {}: "};
    struct place *e = &d->records[d->n++];

    *e = (struct place){.from = d->text.n};
    buf_text(&d->text, "{");
    put_break(d, 1);
    buf_format(&d->text, "\"ts\":\"2024-01-01T00:00:%02u\",", (unsigned)(nth % 60));
    put_break(d, 1);
    buf_format(&d->text, "\"text\":\"%s\",", texts[draw(seed, 5)]);
    put_break(d, 1);
    buf_format(&d->text, "\"data\":{\"ip\":\"::%u\"}", draw(seed, 99));
    if (draw(seed, 2) == 0)
        put_targets(d, seed);
    put_break(d, 0);
    buf_text(&d->text, "}");
    e->to = d->text.n;
}

static void make(struct dump *d, const struct layout *layout, size_t n, uint32_t *seed)
{
    d->layout = layout;
    d->n = 0;
    buf_clear(&d->text);
    buf_clear(&d->log);
    buf_text(&d->text, layout->open);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_text(&d->text, layout->between);
        put_record(d, i, seed);
    }
    buf_text(&d->text, layout->close);
}

/* In place of the bytes from..to comes with. */
static void edit(struct dump *d, size_t from, size_t to, struct slice with)
{
    struct buf was;

    buf_init(&was, BUF_CAP);
    buf_slice(&was, buf_view(&d->text));
    d->text.n = from;
    buf_slice(&d->text, with);
    buf_add(&d->text, was.p + to, was.n - to);
    buf_release(&was);
    for (size_t i = 0; i < d->n; i++) {
        struct place *e = &d->records[i];
        size_t edge = d->layout->lines ? 2 : 0;

        if (from < e->to + edge && to + edge > e->from)
            e->touched = true;
        if (from <= e->from && to <= e->from) {
            e->from += with.n + from - to;
            e->to += with.n + from - to;
        }
    }
}

/* Somewhere in or between records; mostly near where one begins or ends. */
static size_t draw_place(const struct dump *d, uint32_t *seed)
{
    const struct place *e = &d->records[draw(seed, d->n)];
    size_t first = d->records[0].from, last = d->text.n - strlen(d->layout->close), at;

    switch (draw(seed, 4)) {
    case 0: at = e->from + draw(seed, 8); break;
    case 1: at = e->to - draw(seed, 8); break;
    case 2: at = e->to + draw(seed, 3); break;
    default: at = first + draw(seed, last - first + 1); break;
    }
    return at < first ? first : at > last ? last : at;
}

static struct slice draw_bytes(unsigned char *p, size_t most, uint32_t *seed)
{
    static const char kinds[] = "\"\"\"{{}}[[]],,::\\\n\r ax0-";
    size_t n = 1 + (draw(seed, 3) == 0 ? draw(seed, most) : 0);
    bool binary = draw(seed, 5) == 0;

    for (size_t i = 0; i < n; i++)
        p[i] = (unsigned char)(binary ? draw(seed, 256) : (uint32_t)kinds[draw(seed, sizeof(kinds) - 1)]);
    return (struct slice){p, n};
}

/* Line ends would make lines of values that follow each other directly. */
static void leave_out_line_ends(struct dump *d)
{
    if (strcmp(d->layout->between, "") != 0)
        return;
    for (size_t i = 0; i < d->text.n; i++)
        if (d->text.p[i] == '\n' || d->text.p[i] == '\r')
            d->text.p[i] = 'x';
}

static void damage(struct dump *d, uint32_t *seed)
{
    size_t last = d->text.n - strlen(d->layout->close), from = draw_place(d, seed), to;
    unsigned char p[40];
    struct buf copy;

    to = from + 1 + (draw(seed, 2) ? draw(seed, 60) : 0);
    to = to > last ? last : to;
    buf_init(&copy, BUF_CAP);
    buf_format(&d->log, " %zu", from);
    switch (draw(seed, 4)) {
    case 0: edit(d, from, from, draw_bytes(p, sizeof(p), seed)); break;
    case 1: edit(d, from, to, (struct slice){p, 0}); break;
    case 2: edit(d, from, to, draw_bytes(p, sizeof(p), seed)); break;
    default:
        buf_add(&copy, d->text.p + from, to - from);
        edit(d, to, to, buf_view(&copy));
        break;
    }
    buf_release(&copy);
    leave_out_line_ends(d);
}

static bool has_time(void *ctx, struct node *tree)
{
    const struct node *ts = tree->kind == NODE_MAP ? tree_member(tree, SLICE("ts")) : NULL;

    (void)ctx;
    return ts != NULL && ts->kind == NODE_TEXT && ts->text.n == 19 && memcmp(ts->text.p, "20", 2) == 0;
}

static bool fail(const struct dump *d, const char *what, size_t from, size_t to)
{
    static int told;

    if (told++ >= 40)
        return true;
    fprintf(stderr, "%s: %s: bytes %zu to %zu; edits at%.*s\n%.*s\n", d->layout->name, what, from, to,
            (int)d->log.n, (const char *)d->log.p, (int)d->text.n, (const char *)d->text.p);
    return true;
}

/* Takes token off the front of s if it stands there. */
static bool take(struct slice *s, const char *token)
{
    size_t n = strlen(token);

    if (s->n < n || memcmp(s->p, token, n) != 0)
        return false;
    s->p += n;
    s->n -= n;
    return true;
}

/* What stands around records: brackets, commas, blanks, and an envelope's members.  Behind damage that
 * closed the list, what is left of a record may look like such a member. */
static bool is_around(const struct dump *d, size_t from, size_t to, bool rejected)
{
    const struct layout *l = d->layout;
    struct slice gap = {d->text.p + from, to - from};

    if (rejected && l->path[0] != 0)
        return true;
    while (gap.n > 0) {
        if (slice_blank(gap.p[0]) || strchr("[]{},", gap.p[0]) != NULL)
            gap.p++, gap.n--;
        else if (l->path[0] == 0 ||
                 !(take(&gap, "\"n\"") || take(&gap, "\"results\"") || take(&gap, "\"next\"") ||
                   take(&gap, "null") || take(&gap, "1") || take(&gap, ":")))
            return false;
    }
    return true;
}

/* Does a value begin here whose brackets and quotes are all where they may be, up to its end? */
static bool is_one_value(struct slice s)
{
    struct extent_scan x;
    size_t n = 0;

    extent_start(&x, true);
    return extent_scan(&x, s.p, s.n, &n) == EXTENT_DONE && n == s.n;
}

/* The records that what stands at from..to is or holds. */
static void meet(struct dump *d, size_t from, size_t to)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->records[i].from >= from && d->records[i].to <= to)
            d->records[i].met = true;
}

/* Reads the dump and checks what came out; how many rejects. */
static size_t read_all(struct dump *d, size_t block)
{
    struct read_options options = {
        .format = FORMAT_JSON, .record = slice_text(d->layout->path), .plausible = has_time};
    struct input *in = blocks_input(buf_view(&d->text), block, "test");
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct reader *r = NULL;
    struct record rec;
    bool rejected = false;
    size_t at = 0, rejects = 0;
    enum status st;

    for (size_t i = 0; i < d->n; i++)
        d->records[i].met = false;
    input_set_encoding(in, NULL);
    CHECK(reader_open(in, &options, &r, &err) == ST_OK);
    while ((st = reader_next(r, &arena, &rec, &err)) == ST_OK || st == ST_REJECT) {
        size_t from = (size_t)rec.offset, to = from + (size_t)rec.length;

        if (from < at || to > d->text.n || !is_around(d, at, from, rejected || st == ST_REJECT))
            CHECK(!fail(d, "lost", at, from));
        if (!slice_equal(rec.raw, (struct slice){d->text.p + from, to - from}))
            CHECK(!fail(d, "not kept", from, to));
        rejected = st == ST_REJECT;
        rejects += rejected;
        if (st == ST_OK || is_one_value(rec.raw))
            meet(d, from, to);
        at = to;
        arena_reset(&arena);
    }
    CHECK(st == ST_END);
    if (!is_around(d, at, d->text.n, rejected))
        CHECK(!fail(d, "lost at the end", at, d->text.n));
    reader_close(r);
    input_close(in);
    arena_release(&arena);
    for (size_t i = 0; i < d->n; i++)
        if (!d->records[i].touched && !d->records[i].met) {
            d->losses += fail(d, "a good record is lost", d->records[i].from, d->records[i].to);
            break;
        }
    return rejects;
}

/* Dumps without damage, one or two behind each other: nothing is rejected. */
static void test_clean(struct dump *d)
{
    uint32_t seed = 3;

    for (size_t k = 0; k < 2 * sizeof(layouts) / sizeof(layouts[0]); k++) {
        struct buf twice;

        make(d, &layouts[k / 2], 6, &seed);
        buf_init(&twice, BUF_CAP);
        buf_slice(&twice, buf_view(&d->text));
        if (k % 2 == 1)
            buf_slice(&d->text, buf_view(&twice));
        buf_release(&twice);
        CHECK_INT(read_all(d, SIZE_MAX), 0);
        CHECK_INT(read_all(d, 7), 0);
    }
}

static void test_random(struct dump *d, int cases, uint32_t seed)
{
    const size_t n = sizeof(layouts) / sizeof(layouts[0]);

    for (int k = 0; k < cases; k++) {
        uint32_t edits = 1 + draw(&seed, 3);

        make(d, &layouts[(size_t)k % n], 4 + draw(&seed, 12), &seed);
        for (uint32_t i = 0; i < edits; i++)
            damage(d, &seed);
        read_all(d, draw(&seed, 2) ? SIZE_MAX : 1 + draw(&seed, 200));
    }
    CHECK(d->losses * 10000 <= cases);
}

int main(int argc, char **argv)
{
    struct dump d = {.losses = 0};

    buf_init(&d.text, BUF_CAP);
    buf_init(&d.log, BUF_CAP);
    test_clean(&d);
    test_random(&d, argc > 1 ? atoi(argv[1]) : 3000, argc > 2 ? (uint32_t)atoi(argv[2]) : 1);
    buf_release(&d.text);
    buf_release(&d.log);
    return harness_end();
}
