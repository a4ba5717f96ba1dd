/* Names and text files of bags. */
#include "bag_path.h"
#include "bag_tags.h"
#include "harness.h"

static void check_fault(const char *path, bool safe)
{
    CHECK_INT(bag_path_fault(slice_text(path)) == NULL, safe);
}

static void test_faults(void)
{
    check_fault("data/a", true);
    check_fault("data/..a/.b/~c/C:/d e", true);
    check_fault("data/a\\b", true);
    check_fault("", false);
    check_fault("/data", false);
    check_fault("~/data", false);
    check_fault("~root", false);
    check_fault("..", false);
    check_fault("data/../../a", false);
    check_fault("data/./a", false);
    check_fault("data//a", false);
    check_fault("data/a/", false);
    check_fault("C:\\data", false);
    check_fault("c:/data", false);
    check_fault("\\\\?\\C:\\data", false);
    CHECK(bag_path_fault((struct slice){(const unsigned char *)"a\0b", 3}) != NULL);
}

static void check_decoded(const char *written, bool percent, const char *path)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    bag_path_decode(slice_text(written), percent, &b);
    CHECK_SLICE(buf_view(&b), path);
    buf_release(&b);
}

static void test_decoding(void)
{
    check_decoded("a%0Ab%0dc", true, "a\nb\rc");
    check_decoded("a%0Ab%0dc%25", false, "a\nb\rc%25");
    check_decoded("100%25", true, "100%");
    check_decoded("%2541", true, "%41");
    check_decoded("%7E%41%", true, "%7E%41%");
    check_decoded("%0", true, "%0");
}

static void check_same(const char *a, const char *b, bool same)
{
    struct buf x, y;

    buf_init(&x, BUF_CAP);
    buf_init(&y, BUF_CAP);
    bag_path_fold(slice_text(a), &x);
    bag_path_fold(slice_text(b), &y);
    CHECK_INT(slice_equal(buf_view(&x), buf_view(&y)), same);
    buf_release(&x);
    buf_release(&y);
}

static void test_folding(void)
{
    check_same("Data/X", "data/x", true);
    check_same("N\u00fa\u00f1ez", "Nu\u0301n\u0303ez", true);
    check_same("\u00c9t\u00e9", "e\u0301TE\u0301", true);
    check_same("\u0150\u0151", "O\u030bo\u030b", true);
    check_same("\u017d", "z\u030c", true);
    check_same("resume", "r\u00e9sum\u00e9", false);
    check_same("\u00e6", "ae", false);
    check_same("a\xff", "A\xff", true);
}

/* The lines that text has in that encoding, with '|' between them; those that are refused as '!'. */
static void check_lines(const void *text, size_t n, enum bag_encoding encoding, const char *want)
{
    struct bag_text *t = bag_text_new(bag_file_of((struct slice){text, n}, "x.txt"), encoding);
    struct err err = ERR_INIT;
    struct slice line;
    enum status st;
    struct buf b;

    buf_init(&b, BUF_CAP);
    while ((st = bag_text_next(t, &line, &err)) == ST_OK || st == ST_REJECT) {
        if (st == ST_OK)
            buf_slice(&b, line);
        else
            buf_byte(&b, '!');
        buf_byte(&b, '|');
    }
    CHECK_INT(st, ST_END);
    CHECK_SLICE(buf_view(&b), want);
    buf_release(&b);
    bag_text_close(t);
}

#define LINES(text, encoding, want) check_lines(text, sizeof(text) - 1, encoding, want)

static void test_lines(void)
{
    LINES("", BAG_BYTES, "");
    LINES("a\nb\rc\r\nd", BAG_BYTES, "a|b|c|d|");
    LINES("\n\r\n\r", BAG_BYTES, "|||");
    LINES("a\n\0b\nc\n", BAG_BYTES, "a|!|c|");
    LINES("\xe9\n", BAG_LATIN1, "\u00e9|");
    LINES("\xfe\xff\0a\0\n\x20\xac\0\r\0\n", BAG_UTF16, "a|\u20ac|");
    LINES("\xff\xfe\x61\0\r\0\n\0\x3d\xd8\x00\xde\n\0", BAG_UTF16, "a|\U0001f600|");
    LINES("\0a\0\n", BAG_UTF16, "a|");
    LINES("a\0\n\0", BAG_UTF16LE, "a|");
    LINES("\xd8\0\0\n\0b\0\n", BAG_UTF16, "!|b|");
    LINES("\0a\0", BAG_UTF16, "!|");
}

static void test_long_lines(void)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < BAG_LINE_MAX; i++)
        buf_byte(&b, 'x');
    buf_text(&b, "\nb\n");
    CHECK(b.n > BAG_LINE_MAX);
    for (size_t more = 0; more < 2; more++) {
        struct bag_text *t = bag_text_new(bag_file_of(buf_view(&b), "x.txt"), BAG_BYTES);
        struct err err = ERR_INIT;
        struct slice line;

        CHECK_INT(bag_text_next(t, &line, &err), more ? ST_REJECT : ST_OK);
        CHECK_INT(bag_text_next(t, &line, &err), ST_OK);
        CHECK_SLICE(line, "b");
        CHECK_INT(bag_text_line(t), 2);
        CHECK_INT(bag_text_next(t, &line, &err), ST_END);
        bag_text_close(t);
        b.p[BAG_LINE_MAX] = 'x';
        buf_drop(&b, 0);
        b.p[BAG_LINE_MAX + 1] = '\n';
        b.p[BAG_LINE_MAX + 2] = 'b';
    }
    buf_release(&b);
}

/* FIPS 180-4 and RFC 1321: of "abc", the first four bytes. */
static void test_digests(void)
{
    static const unsigned char want[DIGEST_ANY_NAMES][4] = {
        {0x90, 0x01, 0x50, 0x98}, {0xa9, 0x99, 0x3e, 0x36}, {0x23, 0x09, 0x7d, 0x22},
        {0xba, 0x78, 0x16, 0xbf}, {0xcb, 0x00, 0x75, 0x3f}, {0xdd, 0xaf, 0x35, 0xa1}};

    for (size_t i = 0; i < DIGEST_ANY_NAMES; i++) {
        struct digest_any *d = digest_any_new(i);
        unsigned char out[DIGEST_ANY_MAX];

        CHECK(d != NULL);
        for (int twice = 0; d != NULL && twice < 2; twice++) {
            digest_any_start(d);
            digest_any_add(d, "a", 1);
            digest_any_add(d, "bc", 2);
            digest_any_end(d, out);
            CHECK(memcmp(out, want[i], 4) == 0);
        }
        digest_any_free(d);
    }
}

int main(void)
{
    test_faults();
    test_decoding();
    test_folding();
    test_lines();
    test_long_lines();
    test_digests();
    return harness_end();
}
