/* The vectors of RFC 4648 section 10, and what only a lenient reader takes. */
#include "base64.h"
#include "harness.h"

static void both_ways(const char *bytes, const char *text)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    base64_write(&b, bytes, strlen(bytes));
    CHECK_SLICE(buf_view(&b), text);
    buf_clear(&b);
    CHECK(base64_read(slice_text(text), &b));
    CHECK_SLICE(buf_view(&b), bytes);
    buf_release(&b);
}

static void refused(const char *text)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "before");
    CHECK(!base64_read(slice_text(text), &b));
    CHECK_SLICE(buf_view(&b), "before");
    buf_release(&b);
}

static void url(void)
{
    static const unsigned char bytes[] = {0xfb, 0xff, 0xfe, 0x01};
    struct buf b;

    buf_init(&b, BUF_CAP);
    base64_url_write(&b, bytes, sizeof(bytes));
    CHECK_SLICE(buf_view(&b), "-__-AQ");
    buf_clear(&b);
    CHECK(base64_url_read(SLICE("-__-AQ"), &b));
    CHECK(b.n == sizeof(bytes) && memcmp(b.p, bytes, b.n) == 0);
    CHECK(!base64_url_read(SLICE("-__-AQ=="), &b));
    CHECK(!base64_url_read(SLICE("+//+AQ"), &b));
    CHECK(!base64_url_read(SLICE("-__-AR"), &b)); /* bits that no byte has */
    CHECK_INT(b.n, sizeof(bytes));
    buf_release(&b);
}

int main(void)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    static const char *const bad[] = {"Zg",       "Zg=",  "Zg===", "Zh==", "Zm9=",  "Zm9v\n", " Zm9v",
                                      "Zm9v====", "Z===", "====",  "Zm-_", "Zm9vY", "Z=g="};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        both_ways(pairs[i][0], pairs[i][1]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        refused(bad[i]);
    url();
    return harness_end();
}
