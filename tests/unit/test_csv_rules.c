/* CSV: slow readings of the rules, byte by byte, say what must come out for random text. */
#include <stdlib.h>

#include "csv_account.h"
#include "harness.h"
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
    const struct csv_dialect dialects[] = {{';', '\'', false}, {',', '"', true}, {'\t', '"', false}};
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
    const struct csv_dialect dialects[] = {{',', '"', false}, {',', '"', true}, {',', '\0', false}};
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
    static const char *const kinds[] = {"a,,,\"\n\r", "aaaa,,\n\n\"", "a,\"\"\n,,", "ab,,\"\n\r\n\0,"};
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

/* test_csv_rules [ROUNDS]: so many random dumps */
int main(int argc, char **argv)
{
    test_marks();
    test_scan();
    test_undouble();
    test_rules(argc > 1 ? atoi(argv[1]) : 1500);
    return harness_end();
}
