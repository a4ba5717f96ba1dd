/* JSON text, read and written.  Also built with the scanner's plain C path. */
#include <stdlib.h>

#include "harness.h"
#include "json.h"

/* The tokens of a text, one letter each, values in parentheses; at an error its code and column. */
static struct slice tokens(const char *text, size_t n, struct buf *b, struct arena *a)
{
    static const char letters[] = ".?ntf0s:[]{}";
    struct json_scan scan;
    enum json_token token;

    buf_clear(b);
    json_start(&scan, (struct slice){(const unsigned char *)text, n}, a);
    while ((token = json_next(&scan)) != JSON_END && token != JSON_ERROR) {
        buf_byte(b, (unsigned char)letters[token]);
        if (token == JSON_NUMBER || token == JSON_STRING || token == JSON_KEY) {
            buf_byte(b, '(');
            buf_slice(b, scan.value);
            buf_byte(b, ')');
        }
    }
    if (token == JSON_ERROR)
        buf_format(b, "%s@%d", scan.err.code, (int)scan.err.column);
    return buf_view(b);
}

static void check_text(const char *text, const char *want)
{
    struct arena a = ARENA_INIT;
    struct buf b;
    char *exact = malloc(strlen(text) + 1); /* so that a sanitizer sees a read past the end */

    buf_init(&b, BUF_CAP);
    memcpy(exact, text, strlen(text));
    CHECK_SLICE(tokens(exact, strlen(text), &b, &a), want);
    free(exact);
    buf_release(&b);
    arena_release(&a);
}

static void check_values(void)
{
    check_text("null", "n");
    check_text(" [true, false ,null]\r\n", "[tfn]");
    check_text("{\"a\":1,\"b\":{\"c\":[]},\"a\":\"\"}", "{:(a)0(1):(b){:(c)[]}:(a)s()}");
    check_text("[[],[[]],{}]", "[[][[]]{}]");
    check_text("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00z\"",
               "s(a\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z)");
    check_text("{\"\\u006bey\" : 0}", "{:(key)0(0)}");
}

static void check_numbers(void)
{
    static const char *const good[] = {
        "0",       "-0",  "7",     "-9214364837600034816", "18446744073709551615",
        "0.10",    "1e5", "1E+05", "-1.50e-300",           "123456789012345678901234567890.123456789",
        "1e999999"};
    static const char *const bad[] = {"-",  "01",  "-01",  "1.",  ".5",       "+1",  "1e",  "1e+",
                                      "-a", "0x1", "1.e5", "NaN", "Infinity", "--1", "1 2", "1,2"};
    struct arena a = ARENA_INIT;
    struct buf b, want;

    buf_init(&b, BUF_CAP);
    buf_init(&want, BUF_CAP);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        buf_clear(&want);
        buf_format(&want, "0(%s)", good[i]);
        CHECK_SLICE(tokens(good[i], strlen(good[i]), &b, &a), buf_string(&want));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        tokens(bad[i], strlen(bad[i]), &b, &a);
        CHECK(strstr(buf_string(&b), "JSON-") != NULL);
    }
    buf_release(&b);
    buf_release(&want);
    arena_release(&a);
}

static void check_errors(void)
{
    check_text("", "JSON-END@1");
    check_text("[1,", "[0(1)JSON-END@4");
    check_text("[1,]", "[0(1)JSON-SYNTAX@4");
    check_text("[,1]", "[JSON-SYNTAX@2");
    check_text("[1 2]", "[0(1)JSON-SYNTAX@4");
    check_text("[1}", "[0(1)JSON-SYNTAX@3");
    check_text("{\"a\"}", "{JSON-SYNTAX@5");
    check_text("{\"a\":}", "{:(a)JSON-SYNTAX@6");
    check_text("{\"a\":1,}", "{:(a)0(1)JSON-SYNTAX@8");
    check_text("{a:1}", "{JSON-SYNTAX@2");
    check_text("1 1", "0(1)JSON-TRAILING@3");
    check_text("tru", "JSON-SYNTAX@1");
    check_text("\"abc", "JSON-STRING-OPEN@1");
    check_text("\"abc\\", "JSON-STRING-OPEN@1");
    check_text("\"a\nb\"", "JSON-CONTROL@3");
    check_text("\"a\\xb\"", "JSON-ESCAPE@3");
    check_text("\"\\u12g4\"", "JSON-ESCAPE@2");
    check_text("\"\\u12\"", "JSON-ESCAPE@2");
    check_text("\"\\ud800\"", "JSON-SURROGATE@2");
    check_text("\"\\ude00\\ud83d\"", "JSON-SURROGATE@2");
    check_text("\"\\ud83d\\u0041\"", "JSON-SURROGATE@2");
    check_text("\"a\xff\"", "JSON-UTF8@3");
    check_text("\"\xed\xa0\x80\"", "JSON-UTF8@2");
    check_text("\"\xe2\x82\"", "JSON-UTF8@2");
    check_text("\xef\xbb\xbf{}", "JSON-SYNTAX@1");
}

/* What ends a string, or must not be in it, is found at every place within a 16-byte step. */
static void check_places(void)
{
    static const char *const ends[] = {"\"", "\\n\"", "\x1f\"", "\xc3\xa9\"", "\xc3\""};
    static const char *const wants[] = {"s(%s)", "s(%s\n)", "JSON-CONTROL@%d", "s(%s\xc3\xa9)",
                                        "JSON-UTF8@%d"};
    char run[64] = "", text[128], want[128];

    for (int length = 0; length < 50; length++) {
        for (size_t i = 0; i < 5; i++) {
            snprintf(text, sizeof(text), "\"%s%s", run, ends[i]);
            if (i == 2 || i == 4) {
                snprintf(want, sizeof(want), i == 2 ? "JSON-CONTROL@%d" : "JSON-UTF8@%d", length + 2);
            } else {
                const char *slot = strchr(wants[i], '%');

                snprintf(want, sizeof(want), "s(%s%s", run, slot + 2);
            }
            check_text(text, want);
        }
        run[length] = "abcdefghij"[length % 10];
        run[length + 1] = 0;
    }
}

static void check_depth(void)
{
    struct arena a = ARENA_INIT;
    struct buf b, text;

    buf_init(&b, BUF_CAP);
    buf_init(&text, BUF_CAP);
    for (int i = 0; i < JSON_DEPTH; i++)
        buf_byte(&text, '[');
    for (int i = 0; i < JSON_DEPTH; i++)
        buf_byte(&text, ']');
    CHECK_INT(tokens(buf_string(&text), text.n, &b, &a).n, 2 * JSON_DEPTH);
    CHECK_SLICE(buf_view(&b), buf_string(&text));
    buf_clear(&text);
    for (int i = 0; i < JSON_DEPTH; i++)
        buf_text(&text, "{\"\":");
    buf_text(&text, "[");
    tokens(buf_string(&text), text.n, &b, &a);
    CHECK(strstr(buf_string(&b), "JSON-DEPTH@2049") != NULL);
    buf_release(&b);
    buf_release(&text);
    arena_release(&a);
}

static void check_borrowed(void)
{
    struct slice text = SLICE("[\"plain\",\"es\\u0063aped\"]");
    struct arena a = ARENA_INIT;
    struct json_scan scan;

    json_start(&scan, text, &a);
    json_next(&scan);
    CHECK(json_next(&scan) == JSON_STRING);
    CHECK(scan.value.p == text.p + 2 && scan.start == 1);
    CHECK(json_next(&scan) == JSON_STRING);
    CHECK_SLICE(scan.value, "escaped");
    CHECK(scan.value.p < text.p || scan.value.p >= text.p + text.n);
    CHECK_INT(scan.start, 9);
    arena_release(&a);
}

static void check_error_stays(void)
{
    struct arena a = ARENA_INIT;
    struct json_scan scan;

    json_start(&scan, SLICE("[1,[2,x]]"), &a);
    for (int i = 0; i < 4; i++)
        CHECK(json_next(&scan) != JSON_ERROR);
    CHECK(json_next(&scan) == JSON_ERROR);
    CHECK(json_next(&scan) == JSON_ERROR);
    arena_release(&a);
}

static void check_write(void)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    json_write_string(&b, SLICE("a\"b\\c\b\f\n\r\t\x01\x1f/\x7f \xe2\x82\xac\xc2\x9b\xc2\xa0\xe2\xc2\x85"));
    CHECK_SLICE(buf_view(&b), "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0001\\u001f/\\u007f \xe2\x82\xac"
                              "\\u009b\xc2\xa0\xef\xbf\xbd\\u0085\"");
    buf_clear(&b);
    json_write_string(&b, SLICE("x\xff\xe2\x82y\xc3\xa9"));
    CHECK_SLICE(buf_view(&b), "\"x\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdy\xc3\xa9\"");
    buf_clear(&b);
    json_write_string(&b, SLICE_NONE);
    CHECK_SLICE(buf_view(&b), "\"\"");
    buf_release(&b);
}

/* A text is written as its characters are, one by one, whatever stands where in it. */
static void check_write_parts(void)
{
    static const char *const chars[] = {"a",    "b",    "c",        "d",        "\"",           "\\",  "\n",
                                        "\x1f", "\x7f", "\xc2\x85", "\xc3\xa9", "\xe2\x82\xac", "\xff"};
    struct buf text, whole, parts;
    uint32_t seed = 1;

    buf_init(&text, BUF_CAP);
    buf_init(&whole, BUF_CAP);
    buf_init(&parts, BUF_CAP);
    for (int k = 0; k < 5000; k++) {
        size_t n = (size_t)k % 70, kinds = k % 3 ? 40 : sizeof(chars) / sizeof(chars[0]);

        buf_clear(&text);
        buf_clear(&whole);
        buf_clear(&parts);
        buf_byte(&parts, '"');
        for (size_t i = 0; i < n; i++) {
            size_t which = (seed = seed * 1664525u + 1013904223u) >> 8, from = parts.n;
            const char *c = chars[which % kinds < sizeof(chars) / sizeof(chars[0]) ? which % kinds : 0];

            buf_text(&text, c);
            json_write_string(&parts, slice_text(c));
            memmove(parts.p + from, parts.p + from + 1, parts.n - from - 2); /* without quotes */
            parts.n -= 2;
        }
        buf_byte(&parts, '"');
        json_write_string(&whole, buf_view(&text));
        CHECK(slice_equal(buf_view(&whole), buf_view(&parts)));
    }
    buf_release(&text);
    buf_release(&whole);
    buf_release(&parts);
}

/* Any bytes that are UTF-8 come back as they were. */
static void check_round_trip(void)
{
    struct arena a = ARENA_INIT;
    struct json_scan scan;
    unsigned char raw[128];
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < 128; i++)
        raw[i] = (unsigned char)i;
    json_write_string(&b, (struct slice){raw, 128});
    json_start(&scan, buf_view(&b), &a);
    CHECK(json_next(&scan) == JSON_STRING);
    CHECK(slice_equal(scan.value, (struct slice){raw, 128}));
    CHECK(json_next(&scan) == JSON_END);
    buf_release(&b);
    arena_release(&a);
}

int main(void)
{
    check_values();
    check_numbers();
    check_errors();
    check_places();
    check_depth();
    check_borrowed();
    check_error_stays();
    check_write();
    check_write_parts();
    check_round_trip();
    return harness_end();
}
