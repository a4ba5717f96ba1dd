/* input: bytes pass once, in order, counted and hashed. */
#include "harness.h"
#include "input.h"
#include "mem.h"

static void test_memory(void)
{
    struct input *in;
    struct err err = ERR_INIT;
    struct slice ahead;
    unsigned char p[8], sum[DIGEST_SIZE], want[DIGEST_SIZE];
    struct digest *d = digest_new();
    size_t got;

    CHECK(input_from_memory(SLICE("\xef\xbb\xbfhello"), "a/b.csv", &in) == ST_OK);
    CHECK_SLICE(slice_text(input_name(in)), "b.csv");
    CHECK_INT(input_size_hint(in), 8);
    CHECK(input_peek(in, &ahead, &err) == ST_OK);
    CHECK_SLICE(ahead, "\xef\xbb\xbfhello");
    input_set_encoding(in, NULL);
    CHECK_INT(input_start(in), 3);
    CHECK(input_is_utf8(in));
    CHECK(input_read(in, p, 8, &got, &err) == ST_OK);
    CHECK_SLICE(((struct slice){p, got}), "hello");
    CHECK(input_read(in, p, 8, &got, &err) == ST_OK && got == 0);
    CHECK_INT(input_bytes(in), 8);
    input_digest(in, sum);
    digest_of(d, "\xef\xbb\xbfhello", 8, want);
    CHECK(memcmp(sum, want, sizeof(sum)) == 0);
    digest_free(d);
    input_close(in);
}

int main(void)
{
    test_memory();
    return harness_end();
}
