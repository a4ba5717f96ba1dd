/* Escapes: each character in each place, every alignment, and bytes that are no text. */
#include "escape.h"
#include "harness.h"
#include "utf8.h"

#define GROWTH 9 /* a byte of input gives at most so many, %EF%BF%BD */

typedef void (*escape_fn)(struct buf *out, struct slice s);

static void check(escape_fn fn, struct slice in, const char *want)
{
    struct buf out;

    buf_init(&out, BUF_CAP);
    fn(&out, in);
    CHECK_SLICE(buf_view(&out), want);
    CHECK(out.n <= in.n * GROWTH);
    buf_release(&out);
}

static void check_url(enum escape_url part, struct slice in, const char *want)
{
    struct buf out;

    buf_init(&out, BUF_CAP);
    escape_url(&out, in, part);
    CHECK_SLICE(buf_view(&out), want);
    buf_release(&out);
}

static void check_characters(void)
{
    check(escape_text, SLICE("a<b>&\"'c"), "a&lt;b&gt;&amp;\"'c");
    check(escape_mustache, SLICE("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;'c");
    check(escape_attribute, SLICE("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
    check(escape_text, SLICE("\t\n\r"), "\t\n\n");
    check(escape_text, SLICE("a\r\nb\rc\r\r\nd"), "a\nb\nc\n\nd");
    check(escape_text, SLICE("\0\x01\x0b\x1f\x7f"),
          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check(escape_text, SLICE("\xff\xc0\x80\xe2\x82"),
          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check(escape_text, SLICE("\xc2\x85\xef\xbf\xbe\xf0\x9f\xbf\xbf\xef\xb7\x90"),
          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check(escape_text, SLICE("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80"), "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80");
    check(escape_text, SLICE_NONE, "");
}

/* A character that must be escaped is found wherever it stands. */
static void check_alignment(void)
{
    static const struct {
        unsigned char c;
        const char *want;
    } special[] = {
        {'&', "&amp;"},         {'<', "&lt;"},          {'>', "&gt;"},       {'"', "&quot;"}, {'\'', "&#39;"},
        {0x7f, "\xef\xbf\xbd"}, {0x80, "\xef\xbf\xbd"}, {0, "\xef\xbf\xbd"}, {'x', "x"},      {'\n', "\n"}};

    for (size_t k = 0; k < sizeof(special) / sizeof(*special); k++)
        for (size_t n = 1; n < 70; n++) {
            unsigned char in[70];
            char want[256];
            size_t at = n * 7 % n;

            at = (n * 13) % n == 0 ? n / 2 : at;
            memset(in, 'a', n);
            in[at] = special[k].c;
            snprintf(want, sizeof(want), "%.*s%s%.*s", (int)at,
                     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                     special[k].want, (int)(n - at - 1),
                     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
            check(escape_attribute, (struct slice){in, n}, want);
        }
}

/* Whatever the bytes: valid UTF-8, no markup, nothing that HTML forbids. */
static void check_any_bytes(void)
{
    uint32_t x = 12345;
    unsigned wrong = 0;
    struct buf out;

    buf_init(&out, BUF_CAP);
    for (int round = 0; round < 20000; round++) {
        unsigned char in[48];
        size_t n = (size_t)round % 48;

        for (size_t i = 0; i < n; i++) {
            x = x * 1664525 + 1013904223;
            in[i] = (unsigned char)(x >> (x >> 30 ? 24 : 18));
        }
        buf_clear(&out);
        escape_attribute(&out, (struct slice){in, n});
        wrong += utf8_valid(buf_view(&out)) != out.n;
        for (size_t i = 0; i < out.n; i++)
            wrong += strchr("<>\"'", out.p[i]) != NULL; /* NUL too */
        buf_clear(&out);
        escape_url(&out, (struct slice){in, n}, ESCAPE_URL_PATH);
        for (size_t i = 0; i < out.n; i++)
            wrong += out.p[i] <= 0x20 || out.p[i] >= 0x7f || strchr("<>\"'\\", out.p[i]) != NULL;
    }
    CHECK_INT(wrong, 0);
    buf_release(&out);
}

static void check_urls(void)
{
    static const char *const blocked[] = {"javascript:alert(1)",
                                          "JAVASCRIPT:x",
                                          " javascript:x",
                                          "java\nscript:x",
                                          "\x01javascript:x",
                                          "data:text/html,x",
                                          "vbscript:x",
                                          "file:///etc/passwd",
                                          ":x",
                                          "a:b",
                                          "httpss:x",
                                          "ht\ttp:x"};

    for (size_t i = 0; i < sizeof(blocked) / sizeof(*blocked); i++) {
        check_url(ESCAPE_URL_WHOLE, slice_text(blocked[i]), ESCAPE_BLOCKED);
        check_url(ESCAPE_URL_OWN, slice_text(blocked[i]), ESCAPE_BLOCKED);
    }
    check_url(ESCAPE_URL_WHOLE, SLICE("HTTPS://h/p?a=1&b=[2]"), "HTTPS://h/p?a=1&amp;b=%5B2%5D");
    check_url(ESCAPE_URL_WHOLE, SLICE("mailto:a@b.c"), "mailto:a@b.c");
    check_url(ESCAPE_URL_WHOLE, SLICE("a/b:c"), "a/b:c");
    check_url(ESCAPE_URL_WHOLE, SLICE("?a:b"), "?a:b");
    check_url(ESCAPE_URL_WHOLE, SLICE("100%"), "100%25");
    check_url(ESCAPE_URL_WHOLE, SLICE("%41%4"), "%41%254");
    check_url(ESCAPE_URL_WHOLE, SLICE("//host/x"), "//host/x");
    check_url(ESCAPE_URL_OWN, SLICE("//host/x"), ESCAPE_BLOCKED);
    check_url(ESCAPE_URL_OWN, SLICE("/\\host/x"), ESCAPE_BLOCKED);
    check_url(ESCAPE_URL_OWN, SLICE("https://host/x"), ESCAPE_BLOCKED);
    check_url(ESCAPE_URL_OWN, SLICE("/"), ESCAPE_BLOCKED);
    check_url(ESCAPE_URL_OWN, SLICE("../x.js"), "../x.js");
    check_url(ESCAPE_URL_MORE, SLICE("script:x/y:z"), "script%3Ax/y:z");
    check_url(ESCAPE_URL_OWN_MORE, SLICE("//x/y"), "%2F%2Fx/y");
    check_url(ESCAPE_URL_QUERY, SLICE("a&b=c/\xc3\xbc \xff"), "a%26b%3Dc%2F%C3%BC%20%EF%BF%BD");
}

int main(void)
{
    check_characters();
    check_alignment();
    check_any_bytes();
    check_urls();
    return harness_end();
}
