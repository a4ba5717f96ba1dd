/* encoding: what was read as UTF-8 can be turned back into exactly what was there. */
#include "encoding.h"
#include "harness.h"
#include "input.h"
#include "mem.h"
#include "utf8.h"

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void read_all(struct input *in, size_t step, struct buf *out)
{
    struct err err = ERR_INIT;
    size_t got;

    do {
        CHECK(input_read(in, buf_space(out, step), step, &got, &err) == ST_OK);
        buf_grew(out, got);
    } while (got > 0);
}

/* Reads bytes in steps and turns them back; the UTF-8 goes to text. */
static void round_trip(const struct encoding *e, struct slice bytes, size_t step, struct buf *text)
{
    struct input *in;
    struct buf back;

    buf_init(&back, BUF_CAP);
    buf_clear(text);
    in = input_from_memory(bytes, "x");
    input_set_encoding(in, e);
    read_all(in, step, text);
    buf_add(&back, bytes.p, (size_t)input_start(in));
    input_original_bytes(in, buf_view(text), &back);
    CHECK(slice_equal(buf_view(&back), bytes));
    CHECK_INT(input_start(in) + input_original_length(in, buf_view(text)), bytes.n);
    CHECK_INT(input_bytes(in), bytes.n);
    for (size_t cut = 0; cut <= text->n; cut++) { /* lengths sum up wherever it is cut */
        struct slice a = {text->p, cut}, b = {text->p + cut, text->n - cut};

        if (input_original_length(in, a) + input_original_length(in, b) + input_start(in) != bytes.n)
            CHECK(false && "lengths do not sum up");
    }
    input_close(in);
    buf_release(&back);
}

static const char *const names[] = {"utf-8",      "utf-16",       "utf-16le",  "utf-16be",
                                    "iso-8859-1", "windows-1252", "koi8-r",    "cp437",
                                    "ibm037",     "windows-1258", "iso-8859-8"};

/* Random bytes, of which some come often: surrogates, zeros, line ends. */
static void fill(unsigned char *p, size_t n, uint32_t *seed)
{
    static const unsigned char often[] = {0xd8, 0xdc, 0xdf, 0, '\n', '\r', '"', ',', 0x81, 0xfe};

    for (size_t i = 0; i < n; i++) {
        uint32_t r = draw(seed);

        p[i] = r % 3 == 0 ? (unsigned char)(r >> 4) : often[(r >> 4) % sizeof(often)];
    }
}

static void test_round_trips(void)
{
    unsigned char bytes[64];
    struct buf text, again;
    struct err err = ERR_INIT;
    uint32_t seed = 1;

    buf_init(&text, BUF_CAP);
    buf_init(&again, BUF_CAP);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct encoding *e = NULL;

        CHECK(encoding_new(names[i], &e, &err) == ST_OK);
        for (int k = 0; k < 400; k++) {
            struct slice s = {bytes, draw(&seed) % sizeof(bytes)};

            fill(bytes, s.n, &seed);
            round_trip(e, s, 4096, &text);
            round_trip(e, s, 1 + draw(&seed) % 7, &again);
            CHECK(slice_equal(buf_view(&text), buf_view(&again)));
        }
        encoding_free(e);
    }
    buf_release(&text);
    buf_release(&again);
}

/* Longer than the block that is decoded at a time, so that characters straddle its end. */
static void test_long(void)
{
    size_t n = 300001;
    unsigned char *bytes = mem_alloc(n);
    struct encoding *e = NULL;
    struct buf text;
    struct err err = ERR_INIT;
    struct input *in;
    struct buf back;

    buf_init(&text, BUF_CAP);
    buf_init(&back, BUF_CAP);
    for (size_t i = 0; i < n; i++) /* one unit, then only pairs: all of them straddle */
        bytes[i] = i < 2 ? 'a' : (const unsigned char[]){0x3d, 0xd8, 0x00, 0xde}[(i - 2) % 4];
    CHECK(encoding_new("utf-16le", &e, &err) == ST_OK);
    in = input_from_memory((struct slice){bytes, n}, "x");
    input_set_encoding(in, e);
    read_all(in, 1000, &text);
    input_original_bytes(in, buf_view(&text), &back);
    CHECK(slice_equal(buf_view(&back), (struct slice){bytes, n}));
    CHECK_INT(utf8_valid(buf_view(&text)), text.n - 5); /* a lone half pair and an odd byte */
    input_close(in);
    encoding_free(e);
    buf_release(&text);
    buf_release(&back);
    mem_free(bytes);
}

static void expect(const char *name, struct slice bytes, const char *want, bool valid)
{
    struct encoding *e = NULL;
    struct err err = ERR_INIT;
    struct buf text;

    buf_init(&text, BUF_CAP);
    if (name != NULL)
        CHECK(encoding_new(name, &e, &err) == ST_OK);
    round_trip(e, bytes, 100, &text);
    if (want != NULL)
        CHECK_SLICE(buf_view(&text), want);
    CHECK((utf8_valid(buf_view(&text)) == text.n) == valid);
    encoding_free(e);
    buf_release(&text);
}

static void test_texts(void)
{
    expect("windows-1252", SLICE("\x80 \x93x\x94"), "\xe2\x82\xac \xe2\x80\x9cx\xe2\x80\x9d", true);
    expect("windows-1252", SLICE("a\x81"), NULL, false);
    expect("KOI8-R", SLICE("\xc1"), "\xd0\xb0", true);
    expect("utf-16le", SLICE("a\0\x3d\xd8\x00\xde"), "a\xf0\x9f\x98\x80", true);
    expect("utf-16be", SLICE("\0a\xd8\x3d\xde\x00"), "a\xf0\x9f\x98\x80", true);
    expect("utf-16", SLICE("a\0"), "a", true);
    expect("utf-16", SLICE("\0a"), "a", true);
    expect("utf-16le", SLICE("a\0\x3d\xd8"), NULL, false);
    expect("utf-16le", SLICE("a\0b"), NULL, false);
    expect("windows-1252", SLICE("\xef\xbb\xbf\xc3\xa9"), "\xc3\xa9", true); /* the mark wins */
    expect(NULL,
           SLICE("\xff\xfe"
                 "a\0"),
           "a", true);
    expect(NULL, SLICE("\xfe\xff\0a"), "a", true);
    expect(NULL, SLICE("a\xff"), "a\xff", false);
    expect("utf-8", SLICE(""), "", true);
}

static void test_refused(void)
{
    static const char *const bad[] = {"shift_jis",   "gb18030", "utf-7", "utf-32",
                                      "iso-2022-jp", "no-such", "",      "latin1//TRANSLIT"};
    struct encoding *e = NULL;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct err err = ERR_INIT;

        CHECK(encoding_new(bad[i], &e, &err) == ST_FAIL);
        CHECK_SLICE(slice_text(err.code), "INPUT-ENCODING");
    }
}

int main(void)
{
    test_texts();
    test_round_trips();
    test_long();
    test_refused();
    return harness_end();
}
