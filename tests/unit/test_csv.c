/* CSV: dialects, headers, damage, limits; a slow reading of the rules says what must come out. */
#include "csv_account.h"
#include "reader_csv.h"

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void fill(unsigned char *p, size_t n, const char *from, uint32_t *seed)
{
    size_t kinds = strlen(from);

    for (size_t i = 0; i < n; i++)
        p[i] = (unsigned char)from[draw(seed) % kinds];
}

static void test_marks(void)
{
    const struct csv_dialect dialects[] = {
        {';', '\'', false}, {',', '"', true}, {'\t', '"', false}};
    unsigned char p[CSV_BLOCK];
    uint32_t seed = 7;

    for (int k = 0; k < 2000; k++) {
        const struct csv_dialect *d = &dialects[k % 3];
        struct csv_marks fast, slow;

        fill(p, sizeof(p), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x01\x7f\x80\xff,;'\"\t\r\n", &seed);
        p[draw(&seed) % sizeof(p)] = 0;
        fast = csv_marks(d, p);
        slow = csv_marks_plain(d, p);
        CHECK(memcmp(&fast, &slow, sizeof(fast)) == 0);
    }
}

/* Writes text as a quoted cell to out; returns its length. */
static size_t put_quoted(struct slice text, unsigned char *out)
{
    size_t n = 0;

    out[n++] = '"';
    for (size_t i = 0; i < text.n; i++) {
        out[n++] = text.p[i];
        if (text.p[i] == '"')
            out[n++] = '"';
    }
    out[n++] = '"';
    return n;
}

/* Scanned by blocks and byte by byte, any text is the same record or error. */
static void test_scan(void)
{
    static const char *const kinds[] = {"aaaa,\"\"\n", "aaaaaaaaaaaaaaaa,,\"\"\"\"", "a,\"\r\n",
                                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,,\"\n\x80"};
    const struct csv_dialect dialects[] = {
        {',', '"', false}, {',', '"', true}, {',', '\0', false}};
    struct csv_row fast = {.keep = 20}, slow = {.keep = 20};
    unsigned char p[300], text[100];
    uint32_t seed = 5;

    for (int k = 0; k < 40000; k++) {
        const struct csv_dialect *d = &dialects[k % 7 < 2 ? k % 7 : 0];
        struct slice s = {p, draw(&seed) % (k % 3 ? 20 : sizeof(p))};
        bool last = draw(&seed) % 2;
        enum csv_found a, b;

        fill(p, s.n, kinds[k % 4], &seed);
        if (k % 5 == 0 && s.n > 2 * sizeof(text)) {
            struct slice inner = {text, draw(&seed) % (sizeof(text) - 1)};

            fill(text, inner.n, kinds[k % 4], &seed);
            p[put_quoted(inner, p)] = ',';
        }
        a = csv_scan(d, s, last, &fast);
        b = csv_scan_plain(d, s, last, &slow);
        CHECK_INT(a, b);
        CHECK_INT(fast.end, slow.end);
        if (a == b && a == CSV_RECORD) {
            CHECK_INT(fast.n, slow.n);
            for (size_t i = 0; i < fast.n && i < fast.keep; i++)
                CHECK(memcmp(&fast.cells[i], &slow.cells[i], sizeof(*fast.cells)) == 0);
            CHECK_INT(fast.lines, window_lines((struct slice){p, fast.end}, false));
        }
    }
    mem_free(fast.cells);
    mem_free(slow.cells);
}

static void test_undouble(void)
{
    const struct csv_dialect d = {',', '"', false};
    unsigned char quoted[242], single[120];
    struct arena a = ARENA_INIT;
    uint32_t seed = 11;

    for (int k = 0; k < 2000; k++) {
        struct slice want = {single, draw(&seed) % sizeof(single)};
        size_t n;

        fill(single, want.n, k % 2 ? "aaaaaaaaaaaa\"" : "a\"", &seed);
        n = put_quoted(want, quoted) - 2;
        CHECK(slice_equal(csv_undouble(&d, (struct slice){quoted + 1, n}, &a), want));
        arena_reset(&a);
    }
    arena_release(&a);
}

/*
 * The rules, read slowly: byte by byte, trying every line after damage anew.  A header "a,b,c" is
 * taken as read; s is what follows.
 */
struct slow {
    struct slice s;
    size_t base; /* offset of s in the dump */
    struct buf *log;
};

static bool ends_line(struct slice s, size_t i)
{
    return i >= s.n || s.p[i] == '\n' || s.p[i] == '\r';
}

/* True if a record starts at: its end, its cells; else what is wrong. */
static bool slow_parse(struct slice s, size_t at, size_t *end, size_t *cells, const char **code)
{
    size_t i = at;

    for (*cells = 1;; (*cells)++, i++) {
        if (i < s.n && s.p[i] == '"') {
            *code = "CSV-QUOTE-OPEN";
            for (i++; i < s.n; i++) {
                if (s.p[i] != '"')
                    continue;
                if (i + 1 >= s.n || s.p[i + 1] != '"')
                    break;
                i++;
            }
            if (i++ >= s.n)
                return false;
            *code = "CSV-QUOTE-AFTER";
        } else {
            while (!ends_line(s, i) && s.p[i] != ',' && s.p[i] != '"')
                i++;
            *code = "CSV-QUOTE-STRAY";
        }
        *end = i;
        if (ends_line(s, i))
            return true;
        if (s.p[i] != ',')
            return false;
    }
}

static void slow_say(struct slow *w, size_t at, size_t end, const char *what)
{
    buf_format(w->log, "%zu+%zu %s\n", w->base + at, end - at, what);
}

static void slow_read(struct slow *w)
{
    bool lost = false, recovered = false;
    size_t at = 0;

    for (;;) {
        size_t end, cells, line;
        const char *code;
        bool ok;

        while (at < w->s.n && ends_line(w->s, at))
            at++;
        if (at == w->s.n)
            return;
        for (line = at; !ends_line(w->s, line);)
            line++;
        ok = slow_parse(w->s, at, &end, &cells, &code);
        if (ok && memchr(w->s.p + at, 0, end - at) && (ok = !lost))
            slow_say(w, at, end, "CSV-NUL");
        else if (ok && cells == 3) {
            recovered = recovered || lost;
            lost = false;
            slow_say(w, at, end, recovered ? "recovered" : "");
        } else if (ok && (ok = !lost))
            slow_say(w, at, end, "CSV-CELLS");
        if (!ok) {
            slow_say(w, at, line, lost ? "CSV-SKIPPED" : code);
            lost = true;
        }
        at = ok || (!lost) ? end : line;
    }
}

/* The fast reader's log without its trees. */
static void drop_trees(struct buf *log)
{
    size_t n = 0;
    bool tree = false;

    for (size_t i = 0; i < log->n; i++) {
        if (log->p[i] == '{')
            tree = true;
        if (log->p[i] == '\n') {
            tree = false;
            while (n > 0 && log->p[n - 1] == ' ' && n > 1 && log->p[n - 2] == ' ')
                n--; /* "a+b  {" */
            if (n > 0 && log->p[n - 1] == ' ' && log->p[n - 2] >= 'A')
                n--;
        }
        if (!tree)
            log->p[n++] = log->p[i];
    }
    log->n = n;
}

static void compare(struct slice file, uint32_t *seed)
{
    const struct read_options options = {.format = FORMAT_CSV, .delimiter = ','};
    struct buf got, again, want;
    struct slow w = {{file.p + 6, file.n - 6}, 6, &want};

    buf_init(&got, BUF_CAP);
    buf_init(&again, BUF_CAP);
    buf_init(&want, BUF_CAP);
    csv_account(file, 65536, NULL, &options, &got);
    csv_account(file, 1 + draw(seed) % 9, NULL, &options, &again);
    CHECK(slice_equal(buf_view(&got), buf_view(&again)));
    drop_trees(&got);
    slow_read(&w);
    if (!slice_equal(buf_view(&got), buf_view(&want))) {
        fprintf(stderr, "dump:\n%.*s\ngot:\n%s\nwant:\n%s\n", (int)file.n, (const char *)file.p,
                buf_string(&got), buf_string(&want));
        CHECK(slice_equal(buf_view(&got), buf_view(&want)));
    }
    buf_release(&got);
    buf_release(&again);
    buf_release(&want);
}

static void test_rules(int rounds)
{
    static const char *const kinds[] = {"a,,,\"\n\r", "aaaa,,\n\n\"", "a,\"\"\n,,",
                                        "ab,,\"\n\r\n\0,"};
    unsigned char file[80] = "a,b,c\n";
    uint32_t seed = 3;

    for (int k = 0; k < rounds; k++) {
        size_t n = draw(&seed) % (sizeof(file) - 6);

        fill(file + 6, n, kinds[k % 4], &seed);
        if (k % 4 == 3 && n > 0)
            file[6 + draw(&seed) % n] = 0;
        compare((struct slice){file, n + 6}, &seed);
        if (harness_failures > 0)
            return;
    }
}

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
    in = csv_blocks_input(slice_text(dump), 1000);
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
    expect("x\"\n1,2\n3,4", &o,
           "CSV-QUOTE-STRAY {\"1\":\"1\",\"2\":\"2\"}! {\"1\":\"3\",\"2\":\"4\"}! ");
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
    struct read_options o = {
        .format = FORMAT_CSV, .plausible = starts_with_2, .plausible_ctx = &asked};

    /* asked of what follows damage only: the note's second line must not pass for a record */
    expect("t,n\n1,x\n2,\"open\nnote,x\n2,y\n1,z\n", &o,
           "{\"t\":\"1\",\"n\":\"x\"} CSV-QUOTE-OPEN CSV-SKIPPED {\"t\":\"2\",\"n\":\"y\"}! "
           "{\"t\":\"1\",\"n\":\"z\"}! ");
    CHECK_INT(asked, 2);
}

static void resume(const char *dump, const struct read_options *options, const char *record,
                   const char *want)
{
    struct input *in = csv_blocks_input(slice_text(dump), 10), *again;
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
    again = csv_blocks_input(slice_text(record), 10);
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
        struct input *in = csv_blocks_input(SLICE("1"), 10);
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
    struct input *in = csv_blocks_input(dump, SIZE_MAX);
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
    static const char *const patterns[] = {
        "\"", "\"\n", "\"\"\n", "x,\"\n",  "\"x\n",  "\",\n",        "x",    "\n",
        "\r", ",",    "\"x",    "1,2\n\"", "a\"b\n", "\"a\"\nb\"\n", "\"\r", "\n\"x,\""};

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
    static const char dump[] =
        "n\0a\0m\0e\0;\0b\0\r\0\n\0\xe9\0;\0\x3d\xd8\x00\xde\r\0\n\0\"\0x\0\n\0"
        "\x3d\xd8;\0;\0\"\0;\0x\0\n\0\0\0;\0\n\0y\0;\0z\0\n\0\n\0x";
    struct read_options options = {.format = FORMAT_CSV};
    struct encoding *e = NULL;
    struct err err = ERR_INIT;
    struct csv_totals t;

    CHECK(encoding_new("utf-16le", &e, &err) == ST_OK);
    for (size_t block = 1; block < 60; block += 7) {
        t = csv_account((struct slice){(const unsigned char *)dump, sizeof(dump) - 1}, block, e,
                        &options, NULL);
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
        test_rules(20000);
        return harness_end();
    }
    test_marks();
    test_scan();
    test_undouble();
    test_rules(1500);
    test_options();
    test_plausible();
    test_resume();
    test_sizes();
    test_wide();
    test_encodings();
    return harness_end();
}
