/* Texts found in bytes: whatever the case, in UTF-16, escaped, short ones as words. */
#include "harness.h"
#include "needles.h"

static bool found_in(const char *needle, struct slice bytes)
{
    struct needles *n = needles_new();
    bool found;

    CHECK(needles_add(n, slice_text(needle)));
    found = needles_in(n, bytes);
    needles_free(n);
    return found;
}

#define FOUND(needle, text)  CHECK(found_in(needle, SLICE(text)))
#define ABSENT(needle, text) CHECK(!found_in(needle, SLICE(text)))

static void plain(void)
{
    FOUND("ann@example.com", "ann@example.com");
    FOUND("ann@example.com", "mail to Ann@Example.COM, please");
    FOUND("ann@example.com", "xann@example.comx");
    ABSENT("ann@example.com", "ann@example.co");
    ABSENT("ann@example.com", "");
    FOUND("J\xc3\xbcrgen", "Herr J\xc3\xbcrgen");
    FOUND("aaaaab", "aaaaaaaab");
}

static void words(void)
{
    FOUND("ann", "by ann.");
    FOUND("ann", "ANN");
    FOUND("ann", "_ann_");
    ABSENT("ann", "anna, joann, 1ann");
    FOUND("ann", "anna and ann");
    FOUND("42", "{\"id\":42}");
    ABSENT("42", "142");
    FOUND("ann", "a\0n\0n\0");
    ABSENT("ann", "a\0n\0n\0a\0");
    FOUND("ann", "\0j\0 \0a\0n\0n\0 ");
    ABSENT("ann", "\0j\0a\0n\0n\0 ");
}

static void spellings(void)
{
    FOUND("J\xc3\xbcrgen", "J\xfc\0r\0g\0" /* no */ "J\0\xfc\0r\0g\0e\0n\0");
    FOUND("J\xc3\xbcrgen", "\0J\0\xfc\0r\0g\0e\0n");
    FOUND("smile \xf0\x9f\x98\x80", "s\0m\0i\0l\0e\0 \0\x3d\xd8\x00\xde");
    FOUND("smile \xf0\x9f\x98\x80", "smile \\uD83D\\ude00");
    FOUND("J\xc3\xbcrgen", "J\\u00FCrgen");
    FOUND("O'Brien", "O\\u0027Brien");
    FOUND("O'Brien", "O&#39;Brien");
    FOUND("O'Brien", "O&#x27;Brien");
    FOUND("A & B Ltd", "<name>A &amp; B Ltd</name>");
    FOUND("a \"b\" c", "x,\"a \"\"b\"\" c\",y");
    FOUND("a \"b\" c", "{\"n\":\"a \\\"b\\\" c\"}");
    FOUND("a \"b\" c", "{\"n\":\"{\\\"m\\\":\\\"a \\\\\\\"b\\\\\\\" c\\\"}\"}");
    FOUND("a\\b/c d", "a\\\\b\\/c d");
    ABSENT("a\\b/c d", "a\\\\b\\/c");
    ABSENT("J\xc3\xbcrgen", "J\\u00F rgen &#x; &#9999999999; \\");
}

static void many(void)
{
    struct needles *n = needles_new();

    CHECK(needles_add(n, SLICE("he said")));
    CHECK(needles_add(n, SLICE("e said so")));
    CHECK(needles_add(n, SLICE("id")));
    CHECK(needles_add(n, SLICE("HE SAID")));
    CHECK(needles_add(n, SLICE("")));
    CHECK_INT(needles_count(n), 3);
    CHECK_INT(needles_longest(n), 18);
    CHECK(needles_in(n, SLICE("she said")));
    CHECK(needles_in(n, SLICE("we said so")));
    CHECK(needles_in(n, SLICE("an id")));
    CHECK(!needles_in(n, SLICE("we say so, ids")));
    needles_free(n);
}

static void too_many(void)
{
    struct needles *n = needles_new();
    char text[16];
    int i = 0;

    do
        snprintf(text, sizeof(text), "label %08d", i++);
    while (i < 100000 && needles_add(n, slice_text(text)));
    CHECK_INT(i, NEEDLES_ROOM / 70 + 1);
    CHECK(needles_in(n, SLICE("the label 00000900 of it")));
    CHECK(!needles_in(n, SLICE("the label 0000090 of it")));
    needles_free(n);
    n = needles_new();
    CHECK(!needles_in(n, SLICE("anything")));
    needles_free(n);
}

int main(void)
{
    plain();
    words();
    spellings();
    many();
    too_many();
    return harness_end();
}
