/* CSV: dialects, headers, resumed dumps, limits, encodings. */
#include "blocks.h"
#include "csv_account.h"
#include "harness.h"
#include "reader_csv.h"
#include "tree_json.h"

/* Records one by one, as JSON or by their codes. */
static void expect(const char *dump, const struct read_options *options, const char *want)
{
    struct buf log, got;
    struct input *in;
    struct reader *r = NULL;
    struct arena arena = ARENA_INIT;
    struct record rec;
    struct err err = ERR_INIT;
    enum status st;

    buf_init(&log, BUF_CAP);
    buf_init(&got, BUF_CAP);
    in = blocks_input(slice_text(dump), 1000, "test.csv");
    input_set_encoding(in, NULL);
    st = reader_open(in, options, &r, &err);
    while (r != NULL && ((st = reader_next(r, &arena, &rec, &err)) == ST_OK || st == ST_REJECT)) {
        if (rec.tree != NULL)
            tree_json(&got, rec.tree);
        else
            buf_text(&got, err.code);
        buf_text(&got, rec.recovered ? "! " : " ");
    }
    if (st == ST_FAIL)
        buf_text(&got, err.code);
    CHECK_SLICE(buf_view(&got), want);
    reader_close(r);
    input_close(in);
    arena_release(&arena);
    buf_release(&log);
    buf_release(&got);
}

static void test_options(void)
{
    struct read_options o = {.format = FORMAT_CSV};

    expect("a|b\n1|2", &o, "{\"a\":\"1\",\"b\":\"2\"} ");
    expect("\"x,y,z\";b\n1;2", &o, "{\"x,y,z\":\"1\",\"b\":\"2\"} ");
    o.no_quote = true;
    expect("a;b\n\"1;2\"", &o, "{\"a\":\"\\\"1\",\"b\":\"2\\\"\"} ");
    o.no_quote = false;
    o.no_header = true;
    expect("x;y\n1;2\n3", &o, "{\"1\":\"x\",\"2\":\"y\"} {\"1\":\"1\",\"2\":\"2\"} CSV-CELLS ");
    expect("x\"\n1,2\n3,4", &o, "CSV-QUOTE-STRAY {\"1\":\"1\",\"2\":\"2\"}! {\"1\":\"3\",\"2\":\"4\"}! ");
    o.no_header = false;
    o.quote = '\'';
    expect("a,b\n'1''s',\"2", &o, "{\"a\":\"1's\",\"b\":\"\\\"2\"} ");
    o.delimiter = ' ';
    expect("a,b c\n1 2", &o, "{\"a,b\":\"1\",\"c\":\"2\"} ");
    o.delimiter = '\'';
    expect("a", &o, "CSV-DIALECT");
    o.delimiter = '\n';
    expect("a", &o, "CSV-DIALECT");
    o.delimiter = 0xa7;
    expect("a", &o, "CSV-DIALECT");
    o.delimiter = 0;
    o.quote = 0;
    expect("a\",b\n1,2", &o, "CSV-HEADER");
}

static bool starts_with_2(void *ctx, struct node *tree)
{
    ++*(int *)ctx;
    return tree->child->text.n > 0 && tree->child->text.p[0] == '2';
}

static void test_plausible(void)
{
    int asked = 0;
    struct read_options o = {.format = FORMAT_CSV, .plausible = starts_with_2, .plausible_ctx = &asked};

    /* asked of what follows damage only: the note's second line must not pass for a record */
    expect("t,n\n1,x\n2,\"open\nnote,x\n2,y\n1,z\n", &o,
           "{\"t\":\"1\",\"n\":\"x\"} CSV-QUOTE-OPEN CSV-SKIPPED {\"t\":\"2\",\"n\":\"y\"}! "
           "{\"t\":\"1\",\"n\":\"z\"}! ");
    CHECK_INT(asked, 2);
}

static void resume(const char *dump, const struct read_options *options, const char *record, const char *want)
{
    struct input *in = blocks_input(slice_text(dump), 10, "test.csv"), *again;
    struct reader *r = NULL, *r2 = NULL;
    struct arena arena = ARENA_INIT;
    struct record rec;
    struct err err = ERR_INIT;
    struct buf described, json;
    const struct slice *names;

    buf_init(&described, BUF_CAP);
    buf_init(&json, BUF_CAP);
    CHECK(reader_open(in, options, &r, &err) == ST_OK);
    CHECK_INT(reader_header(r, &names), 0);
    CHECK(reader_next(r, &arena, &rec, &err) != ST_FAIL);
    CHECK(reader_header(r, &names) > 0);
    reader_describe(r, &described);
    again = blocks_input(slice_text(record), 10, "test.csv");
    CHECK(reader_resume(again, buf_view(&described), &r2, &err) == ST_OK);
    CHECK(reader_next(r2, &arena, &rec, &err) == ST_OK);
    tree_json(&json, rec.tree);
    CHECK_SLICE(buf_view(&json), want);
    CHECK(reader_next(r2, &arena, &rec, &err) == ST_END);
    reader_close(r);
    reader_close(r2);
    input_close(in);
    input_close(again);
    arena_release(&arena);
    buf_release(&described);
    buf_release(&json);
}

static void test_resume(void)
{
    static const char *const bad[] = {"",
                                      "csvx",
                                      "csv",
                                      "csv delimiter=\",\"",
                                      "csv delimiter=\"\" quote=\"\" header=[\"a\"]",
                                      "csv delimiter=\",\" quote=\",\" header=[\"a\"]",
                                      "csv delimiter=\",\" quote=\"\" header=[]",
                                      "csv delimiter=\",\" quote=\"\" header=[1]",
                                      "csv delimiter=\"\\\" quote=\"\" header=[\"a\"]",
                                      "csv delimiter=\"\\n\" quote=\"\" header=[\"a\"]"};
    struct read_options o = {.format = FORMAT_CSV};

    resume("a,a,\xc3\xa9 \"x\"\n1,2,3", &(struct read_options){.no_quote = true}, "4,5,\"6",
           "{\"a\":\"4\",\"a#2\":\"5\",\"\xc3\xa9 \\\"x\\\"\":\"\\\"6\"}");
    resume("a\tb\n1\t2\t3", &o, "\"1\n\"\t2", "{\"a\":\"1\\n\",\"b\":\"2\"}");
    o.quote = '\\';
    resume("a,b\n1", &o, "\\1,\\,2", "{\"a\":\"1,\",\"b\":\"2\"}");
    o.quote = 0;
    o.no_header = true;
    resume("a,b\n1", &o, "5,6", "{\"1\":\"5\",\"2\":\"6\"}");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct input *in = blocks_input(SLICE("1"), 10, "test.csv");
        struct reader *r = NULL;
        struct err err = ERR_INIT;

        CHECK(reader_resume(in, slice_text(bad[i]), &r, &err) == ST_FAIL && r == NULL);
        CHECK_SLICE(slice_text(err.code), "READER-RESUME");
        input_close(in);
    }
}

/* The header of two cells, then n bytes that repeat a pattern. */
static struct buf repeated(const char *pattern, size_t n)
{
    struct buf b;
    size_t step = strlen(pattern);

    buf_init(&b, BUF_CAP);
    buf_text(&b, "a,b\n");
    for (size_t i = 0; i < n; i += step)
        buf_add(&b, pattern, step);
    return b;
}

static struct csv_totals read_log(const struct buf *b, struct buf *log)
{
    const struct read_options options = {.format = FORMAT_CSV, .delimiter = ','};

    return csv_account(buf_view(b), SIZE_MAX, NULL, &options, log);
}

static void test_sizes(void)
{
    struct buf b = repeated("x", RECORD_MAX - 2), log;
    struct csv_totals t;

    buf_init(&log, BUF_CAP);
    buf_text(&b, ",y\n1,2\n");
    t = read_log(&b, NULL);
    CHECK_INT(t.records, 2); /* exactly the limit */
    b.n -= 7;
    buf_text(&b, ",yy\n1,2\n");
    t = read_log(&b, &log);
    CHECK_INT(t.records, 1);
    CHECK_INT(t.rejects, 1);
    CHECK(strstr(buf_string(&log), "4+16777217 CSV-SIZE") != NULL);
    CHECK(strstr(buf_string(&log), "16777222+3 recovered {\"a\":\"1\",\"b\":\"2\"}") != NULL);
    buf_release(&b);
    buf_release(&log);

    b = repeated("x", RECORD_MAX - 1); /* a quoted cell over many lines, one byte too long */
    buf_init(&log, BUF_CAP);
    for (size_t i = 4; i < b.n; i += 1000)
        b.p[i] = '\n';
    b.p[4] = '"';
    buf_text(&b, "\",\n1,2\n");
    t = read_log(&b, NULL);
    CHECK_INT(t.records, 1);
    CHECK_INT(t.rejects, 1 + (RECORD_MAX - 1) / 1000);
    buf_release(&b);
    buf_release(&log);
}

static void read_through(struct slice dump)
{
    const struct read_options options = {.format = FORMAT_CSV, .delimiter = ','};
    struct input *in = blocks_input(dump, SIZE_MAX, "test.csv");
    struct arena arena = ARENA_INIT;
    struct reader *r = NULL;
    struct record rec;
    struct err err = ERR_INIT;
    uint64_t end = 0;
    enum status st;

    CHECK(reader_open(in, &options, &r, &err) == ST_OK);
    while ((st = reader_next(r, &arena, &rec, &err)) == ST_OK || st == ST_REJECT) {
        CHECK(rec.offset >= end && rec.offset + rec.length <= dump.n);
        end = rec.offset + rec.length;
        arena_reset(&arena);
    }
    CHECK(st == ST_END);
    CHECK_INT(input_bytes(in), dump.n);
    reader_close(r);
    input_close(in);
    arena_release(&arena);
}

/* Hostile dumps of 20 MB: with a cost that grows with the square they would take days. */
static void test_hostile(void)
{
    static const char *const patterns[] = {"\"",     "\"\n",         "\"\"\n", "x,\"\n",  "\"x\n", "\",\n",
                                           "x",      "\n",           "\r",     ",",       "\"x",   "1,2\n\"",
                                           "a\"b\n", "\"a\"\nb\"\n", "\"\r",   "\n\"x,\""};

    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        struct buf b = repeated(patterns[i], (size_t)20 << 20);

        if (strchr(patterns[i], '"') == NULL)
            b.p[4] = '"'; /* and everything behind it within quotes */
        read_through(buf_view(&b));
        buf_release(&b);
    }
}

/* As many equal names as may be, and one more. */
static void test_wide(void)
{
    struct buf b, log;
    struct csv_totals t;

    buf_init(&b, BUF_CAP);
    buf_init(&log, BUF_CAP);
    for (size_t i = 1; i < CSV_COLUMNS; i++)
        buf_text(&b, "a,");
    buf_text(&b, "a\n1,2\n");
    t = read_log(&b, NULL);
    CHECK(t.end == ST_END && t.rejects == 1);
    b.n -= 5;
    buf_text(&b, ",\n1,2\n");
    t = read_log(&b, NULL);
    CHECK(t.end == ST_FAIL);
    CHECK_SLICE(slice_text(t.err.code), "CSV-HEADER");
    buf_release(&b);
    buf_release(&log);
}

static void test_encodings(void)
{
    static const char dump[] = "n\0a\0m\0e\0;\0b\0\r\0\n\0\xe9\0;\0\x3d\xd8\x00\xde\r\0\n\0\"\0x\0\n\0"
                               "\x3d\xd8;\0;\0\"\0;\0x\0\n\0\0\0;\0\n\0y\0;\0z\0\n\0\n\0x";
    struct read_options options = {.format = FORMAT_CSV};
    struct encoding *e = NULL;
    struct err err = ERR_INIT;
    struct csv_totals t;

    CHECK(encoding_new("utf-16le", &e, &err) == ST_OK);
    for (size_t block = 1; block < 60; block += 7) {
        t = csv_account((struct slice){(const unsigned char *)dump, sizeof(dump) - 1}, block, e, &options,
                        NULL);
        CHECK_INT(t.records, 2);
        CHECK_INT(t.rejects, 3); /* a lone surrogate, a zero, an odd byte */
    }
    encoding_free(e);
    CHECK(encoding_new("windows-1252", &e, &err) == ST_OK);
    t = csv_account(SLICE("a;b\n\x80;\xe4\n\x81;x\n"), 3, e, &options, NULL);
    CHECK_INT(t.records, 1);
    CHECK_INT(t.rejects, 1);
    encoding_free(e);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        test_hostile();
        return harness_end();
    }
    test_options();
    test_plausible();
    test_resume();
    test_sizes();
    test_wide();
    test_encodings();
    return harness_end();
}
