/*
 * XML with random damage: no record and no byte is lost.
 *
 * The records that the damage did not touch are read.  What is left of a dump when each record is a mark
 * and each reject is taken out is well-formed, and no text stands beside records: a slow reading of it,
 * written for this test, says so.
 */
#include <stdlib.h>

#include "blocks.h"
#include "harness.h"
#include "reader.h"

#define MARK     1 /* in place of a record */
#define RECORDS  12
#define DEPTH    64
#define FRAGMENT 40

struct spot {
    size_t from, to;
};

struct dump {
    struct buf text;
    struct spot records[RECORDS]; /* where they stand */
    size_t n;
    size_t first,
        last; /* what the damage touched, of the text as it was, and how far what followed it moved */
    long moved;
};

static uint64_t seed;

static size_t draw(size_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % n;
}

static void add_record(struct dump *d, size_t i)
{
    static const char *const bodies[] = {"<text>a note</text>", "<text a='1' b=\"2\">x &lt; y</text>\n<n/>",
                                         "<!-- c --><text><![CDATA[<event>]]></text>",
                                         "<p:d xmlns:p='u'><e><f>1</f></e></p:d>", "text <b>bold</b> tail"};

    d->records[i].from = d->text.n;
    buf_text(&d->text, draw(3) ? "<event>" : "<event k='v'>");
    buf_format(&d->text, "<id>%zu</id>", i);
    buf_text(&d->text, bodies[draw(5)]);
    buf_text(&d->text, "</event>");
    d->records[i].to = d->text.n;
    buf_text(&d->text, draw(8) ? "\n" : "");
}

/* With or without a root, members beside the records, or groups of them. */
static void make_dump(struct dump *d)
{
    size_t kind = draw(4);

    buf_clear(&d->text);
    if (draw(2))
        buf_text(&d->text, "<?xml version=\"1.0\"?>\n<!-- a <event> -->\n");
    if (kind > 0)
        buf_text(&d->text, "<events v=\"1\">\n");
    if (kind > 1)
        buf_text(&d->text, "<meta><by>me</by> and you</meta>\n");
    for (d->n = 0; d->n < RECORDS; d->n++) {
        if (kind == 3 && d->n % 4 == 0)
            buf_text(&d->text, d->n > 0 ? "</group>\n<group g='2'><title>t</title>\n" : "<group g='1'>\n");
        add_record(d, d->n);
        if (draw(8) == 0)
            buf_text(&d->text, draw(2) && kind > 0 ? "<o>member</o>" : "<?pi x?>");
    }
    if (kind == 3)
        buf_text(&d->text, "</group>\n");
    if (kind > 0)
        buf_text(&d->text, "</events>\n");
}

/* n bytes at from become the text. */
static void replace(struct dump *d, size_t from, size_t n, struct slice by)
{
    struct buf out;

    buf_init(&out, BUF_CAP);
    buf_slice(&out, (struct slice){d->text.p, from});
    buf_slice(&out, by);
    buf_slice(&out, (struct slice){d->text.p + from + n, d->text.n - from - n});
    buf_release(&d->text);
    d->text = out;
    d->first = from;
    d->last = from + n;
    d->moved = (long)by.n - (long)n;
}

/* At a record's front or end, near one of these, or anywhere. */
static size_t pick_place(const struct dump *d)
{
    const struct spot *r = &d->records[draw(d->n)];
    size_t at = draw(2) ? r->from : r->to;

    switch (draw(4)) {
    case 0: return at;
    case 1: return at + draw(8);
    case 2: return at > 8 ? at - draw(8) : at;
    default: return draw(d->text.n);
    }
}

static void damage(struct dump *d)
{
    static const char *const junk[] = {"x",
                                       "<",
                                       ">",
                                       "/",
                                       "\"",
                                       "&",
                                       "<?",
                                       "<!--",
                                       "-->",
                                       "]]>",
                                       "<![CDATA[",
                                       "</event>",
                                       "<event>",
                                       "</events>",
                                       "<events>",
                                       "<x>",
                                       "</x>",
                                       "<x/>",
                                       "<?xml version='1.0'?>",
                                       "\xff",
                                       "event>",
                                       "some text",
                                       "<evnt>",
                                       "</",
                                       "<group>",
                                       "</group>"};
    size_t from = pick_place(d), n = draw(3) ? 1 + draw(3) : 1 + draw(FRAGMENT), kind = draw(6), other;
    unsigned char copy[2 * FRAGMENT];

    from = from < d->text.n ? from : d->text.n - 1;
    n = n < d->text.n - from ? n : d->text.n - from;
    switch (kind) {
    case 0: replace(d, from, n, SLICE_NONE); return;
    case 1:
    case 2: replace(d, from, kind == 1 ? 0 : n, slice_text(junk[draw(sizeof(junk) / sizeof(*junk))])); return;
    case 3: /* twice */
        memcpy(copy, d->text.p + from, n);
        replace(d, from, 0, (struct slice){copy, n});
        return;
    case 4: /* a NUL, or another byte */
        copy[0] = (unsigned char)(draw(2) ? 0 : draw(256));
        replace(d, from, draw(2), (struct slice){copy, 1});
        return;
    default: /* two spans change places */
        other = n / 2;
        memcpy(copy, d->text.p + from + other, n - other);
        memcpy(copy + (n - other), d->text.p + from, other);
        replace(d, from, n, (struct slice){copy, n});
        return;
    }
}

/* What the reader made of a dump: where records and rejects stand. */
struct outcome {
    struct buf records, rejects; /* of struct spot */
    bool cut, failed;
};

static size_t count(const struct buf *b)
{
    return b->n / sizeof(struct spot);
}

static struct spot spot_at(const struct buf *b, size_t i)
{
    struct spot s;

    memcpy(&s, b->p + i * sizeof(s), sizeof(s));
    return s;
}

static void read_dump(struct slice text, size_t block, struct outcome *o)
{
    struct read_options options = {.format = FORMAT_XML, .record = SLICE("event")};
    struct input *in = blocks_input(text, block, "test");
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct record rec;
    struct reader *r;
    enum status st;

    buf_clear(&o->records);
    buf_clear(&o->rejects);
    o->cut = false;
    input_set_encoding(in, NULL);
    CHECK_INT(reader_open(in, &options, &r, &err), ST_OK);
    while ((st = reader_next(r, &arena, &rec, &err)) == ST_OK || st == ST_REJECT) {
        struct spot s = {(size_t)rec.offset, (size_t)(rec.offset + rec.length)};

        CHECK(s.to <= text.n && rec.raw.n == rec.length &&
              memcmp(rec.raw.p, text.p + s.from, rec.raw.n) == 0);
        buf_slice(st == ST_OK ? &o->records : &o->rejects,
                  (struct slice){(const unsigned char *)&s, sizeof(s)});
        o->cut |= strcmp(err.code, "XML-CUT") == 0 && st == ST_REJECT;
        arena_reset(&arena);
    }
    o->failed = st != ST_END;
    CHECK(!o->failed || strcmp(err.code, "XML-NONE") == 0 || strcmp(err.code, "XML-PATH") == 0);
    reader_close(r);
    input_close(in);
    arena_release(&arena);
}

/* The dump with a mark for each record and without the rejects; false if they overlap. */
static bool leave_out(struct slice text, const struct outcome *o, struct buf *out)
{
    unsigned char *of = mem_zero(text.n + 1, 1);
    bool apart = true;

    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < count(k ? &o->records : &o->rejects); i++) {
            struct spot s = spot_at(k ? &o->records : &o->rejects, i);

            for (size_t j = s.from; j < s.to; j++) {
                apart &= of[j] == 0;
                of[j] = k && j == s.from ? 2 : 1;
            }
        }
    buf_clear(out);
    for (size_t j = 0; j < text.n; j++)
        if (of[j] != 1)
            buf_byte(out, of[j] == 2 ? MARK : text.p[j]);
    mem_free(of);
    return apart;
}

/* The slow reading.  An element is open; it holds text, or records. */
struct element {
    struct slice name;
    bool text, records;
};

struct reading {
    struct slice rest;
    struct element open[DEPTH];
    size_t depth;
    const char *wrong;
};

/* Over a mark of n bytes, and up to behind its end. */
static bool skip_to(struct reading *r, size_t n, const char *end)
{
    struct slice e = slice_text(end);

    r->rest = (struct slice){r->rest.p + n, r->rest.n - n};
    for (; r->rest.n >= e.n; r->rest.p++, r->rest.n--)
        if (slice_starts(r->rest, e)) {
            r->rest = (struct slice){r->rest.p + e.n, r->rest.n - e.n};
            return true;
        }
    r->wrong = end;
    return false;
}

static void end_of(struct reading *r)
{
    const struct element *e = &r->open[r->depth];

    if (e->text && e->records)
        r->wrong = "text beside records";
    r->open[r->depth - 1].records |= e->records;
    r->depth--;
}

static struct slice tag_name(struct slice tag)
{
    size_t n = 0;

    while (n < tag.n && !slice_blank(tag.p[n]) && tag.p[n] != '/' && tag.p[n] != '>')
        n++;
    return (struct slice){tag.p, n};
}

/* A '>' in quotes does not end it. */
static void skip_tag(struct reading *r)
{
    unsigned char quote = 0;

    while (r->rest.n > 0 && (quote != 0 || r->rest.p[0] != '>')) {
        unsigned char c = r->rest.p[0];

        if (quote == 0 && (c == '"' || c == '\''))
            quote = c;
        else if (c == quote)
            quote = 0;
        r->rest.p++;
        r->rest.n--;
    }
    skip_to(r, 0, ">");
}

static void read_tag(struct reading *r)
{
    struct slice tag = {r->rest.p + 1, 0}, name;

    skip_tag(r);
    if (r->wrong != NULL)
        return;
    tag.n = (size_t)(r->rest.p - 1 - tag.p);
    if (tag.n > 0 && memchr(tag.p, '<', tag.n) != NULL)
        r->wrong = "< in a tag";
    if (tag.n > 0 && tag.p[0] == '/') {
        name = tag_name((struct slice){tag.p + 1, tag.n - 1});
        if (r->depth == 0 || !slice_equal(name, r->open[r->depth].name))
            r->wrong = "an end tag of nothing";
        else
            end_of(r);
        return;
    }
    name = tag_name(tag);
    if (name.n == 0 || slice_equal(name, SLICE("event")))
        r->wrong = "a tag of no name, or of a record";
    if (tag.n > 0 && tag.p[tag.n - 1] == '/')
        return;
    if (r->depth + 1 < DEPTH)
        r->open[++r->depth] = (struct element){.name = name};
}

static void read_text(struct reading *r)
{
    struct element *e = &r->open[r->depth];

    if (r->rest.p[0] == MARK)
        e->records = true;
    else if (!slice_blank(r->rest.p[0]))
        e->text = true;
    r->rest.p++;
    r->rest.n--;
}

/* NULL, or what is wrong with what was left. */
static const char *read_slowly(struct slice left, bool cut)
{
    struct reading r = {.rest = left};

    while (r.rest.n > 0 && r.wrong == NULL) {
        if (slice_starts(r.rest, SLICE("<?xml ")) && r.depth > 0)
            r.wrong = "a declaration";
        else if (slice_starts(r.rest, SLICE("<!--")))
            skip_to(&r, 4, "-->");
        else if (slice_starts(r.rest, SLICE("<?")))
            skip_to(&r, 2, "?>");
        else if (slice_starts(r.rest, SLICE("<![CDATA["))) {
            r.open[r.depth].text = true;
            skip_to(&r, 9, "]]>");
        } else if (r.rest.p[0] == '<')
            read_tag(&r);
        else
            read_text(&r);
    }
    if (r.wrong == NULL && r.depth > 0 && !cut)
        r.wrong = "an open element";
    while (r.wrong == NULL && r.depth > 0)
        end_of(&r);
    if (r.wrong == NULL && r.open[0].text)
        r.wrong = "text outside of all";
    return r.wrong;
}

/* A comment, CDATA or instruction runs on to that place. */
static bool runs_on(struct slice text, size_t at)
{
    static const char *const marks[3][2] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

    for (int k = 0; k < 3; k++) {
        bool open = false;

        for (size_t i = 0; i < at; i++) {
            struct slice rest = {text.p + i, text.n - i};

            open |= slice_starts(rest, slice_text(marks[k][0]));
            open &= !slice_starts(rest, slice_text(marks[k][1]));
        }
        if (open)
            return true;
    }
    return false;
}

/* An untouched record is read, unless a comment, CDATA or instruction that the damage opened holds it. */
static bool is_kept(const struct dump *d, const struct outcome *o, size_t i)
{
    struct spot want = d->records[i];

    if (want.to > d->first && want.from < d->last)
        return true;
    if (d->first == d->last && want.from < d->first && d->first < want.to)
        return true;
    if (want.from >= d->last) {
        want.from = (size_t)((long)want.from + d->moved);
        want.to = (size_t)((long)want.to + d->moved);
    }
    for (size_t k = 0; k < count(&o->records); k++) {
        struct spot s = spot_at(&o->records, k);

        if (s.from == want.from && s.to == want.to)
            return true;
    }
    return runs_on(buf_view(&d->text), want.from);
}

static void show(const struct dump *d, const struct buf *left, const char *wrong)
{
    if (harness_failures > 20)
        return;
    fprintf(stderr, "%s; the dump:\n%.*s\nwhat is left of it:\n%.*s\n", wrong, (int)d->text.n,
            (const char *)d->text.p, (int)left->n, (const char *)left->p);
}

static void check_round(struct dump *d, struct outcome *o, struct outcome *again, struct buf *left)
{
    bool several = draw(3) == 0; /* then which records they touched is not asked */
    const char *wrong;

    make_dump(d);
    damage(d);
    if (several)
        for (size_t i = draw(3); i > 0; i--)
            damage(d);
    read_dump(buf_view(&d->text), SIZE_MAX, o);
    read_dump(buf_view(&d->text), 1 + draw(9), again);
    CHECK(slice_equal(buf_view(&o->records), buf_view(&again->records)));
    CHECK(slice_equal(buf_view(&o->rejects), buf_view(&again->rejects)));
    CHECK(leave_out(buf_view(&d->text), o, left));
    wrong = o->failed ? NULL : read_slowly(buf_view(left), o->cut); /* no record: all of it is told */
    for (size_t i = 0; i < d->n && wrong == NULL && !several; i++)
        if (!is_kept(d, o, i))
            wrong = "an untouched record is lost";
    if (wrong != NULL)
        show(d, left, wrong);
    CHECK(wrong == NULL);
}

/* test_xml_damage [ROUNDS [SEED]]: so many dumps with some damage each */
int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 4000;
    struct outcome o = {0}, again = {0};
    struct dump d = {0};
    struct buf left;

    seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    buf_init(&d.text, BUF_CAP);
    buf_init(&left, BUF_CAP);
    buf_init(&o.records, BUF_CAP);
    buf_init(&o.rejects, BUF_CAP);
    buf_init(&again.records, BUF_CAP);
    buf_init(&again.rejects, BUF_CAP);
    for (size_t i = 0; i < rounds && harness_failures == 0; i++)
        check_round(&d, &o, &again, &left);
    buf_release(&d.text);
    buf_release(&left);
    buf_release(&o.records);
    buf_release(&o.rejects);
    buf_release(&again.records);
    buf_release(&again.rejects);
    return harness_end();
}
