/* Lines of the ledger: only what would be written is read. */
#include <stdio.h>

#include "entry_read.h"
#include "harness.h"

#define SUM "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void good(struct entry_reader *r, const char *line, uint64_t seq, size_t commitments)
{
    const struct entry_read *e;
    const char *wrong = entry_read(r, slice_text(line), &e);

    CHECK(wrong == NULL && e->seq == seq && e->n == commitments);
    if (wrong != NULL)
        printf("%s: %s\n", line, wrong);
}

static void refused(struct entry_reader *r, const char *line)
{
    const struct entry_read *e;

    if (entry_read(r, slice_text(line), &e) != NULL) {
        CHECK(true);
        return;
    }
    CHECK(false);
    printf("read: %s\n", line);
}

static void spellings(struct entry_reader *r)
{
    static const char *const lines[] = {
        "",
        "[]",
        "1",
        "\"seq\"",
        "{}",
        "{\"seq\":1}",
        "{\"v\":1}",
        "{\"seq\":1,\"v\":2}",
        "{\"seq\":1,\"v\":1} ",
        " {\"seq\":1,\"v\":1}",
        "{\"seq\": 1,\"v\":1}",
        "{\"v\":1,\"seq\":1}",
        "{\"seq\":1,\"seq\":1,\"v\":1}",
        "{\"seq\":01,\"v\":1}",
        "{\"seq\":1.0,\"v\":1}",
        "{\"seq\":1e0,\"v\":1}",
        "{\"seq\":-0,\"v\":1}",
        "{\"seq\":true,\"v\":1}",
        "{\"seq\":\"1\",\"v\":1}",
        "{\"seq\":-1,\"v\":1}",
        "{\"seq\":1,\"v\":1}{}",
        "{\"seq\":1,\"v\":1",
        "{\"seq\":1,\"v\":1,}",
        "{\"a\":null,\"seq\":1,\"v\":1}",
        "{\"a\":false,\"seq\":1,\"v\":1}",
        "{\"a\":9007199254740992,\"seq\":1,\"v\":1}",
        "{\"a\":\"\\u0041\",\"seq\":1,\"v\":1}",
        "{\"a\":\"\\/\",\"seq\":1,\"v\":1}",
        "{\"a\":\"\\u001F\",\"seq\":1,\"v\":1}",
        "{\"a\":\"\\u000a\",\"seq\":1,\"v\":1}",
        "{\"a\":\"\\ud800\",\"seq\":1,\"v\":1}",
        "{\"a\":\"\xff\",\"seq\":1,\"v\":1}",
        "{\"\\u0061\":1,\"seq\":1,\"v\":1}",
        "{\"a\":[[[[[[[[[1]]]]]]]]],\"seq\":1,\"v\":1}",
        "{\"_sd\":\"\",\"seq\":1,\"v\":1}",
        "{\"_sd\":1,\"seq\":1,\"v\":1}",
        "{\"_sd\":[],\"seq\":1,\"v\":1}",
        "{\"_sd\":{\"a\":1},\"seq\":1,\"v\":1}",
        "{\"_sd\":{\"a\":\"short\"},\"seq\":1,\"v\":1}",
        "{\"_sd\":{\"a\":{}},\"seq\":1,\"v\":1}",
        "{\"_sd\":{\"b\":\"" SUM "\",\"a\":\"" SUM "\"},\"seq\":1,\"v\":1}",
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        refused(r, lines[i]);
}

int main(void)
{
    struct entry_reader *r = entry_reader_new();

    good(r, "{\"seq\":0,\"v\":1}", 0, 0);
    good(r, "{\"_sd\":{},\"seq\":7,\"v\":1}", 7, 0);
    good(r, "{\"_sd\":{\"a\":\"" SUM "\",\"b\":\"" SUM "\"},\"seq\":9007199254740991,\"v\":1}",
         9007199254740991, 2);
    good(r, "{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\xc3\xbc\x7f\",\"seq\":1,\"v\":1,\"w\":[\"x\",[],{}]}",
         1, 0);
    good(r, "{\"a\":{\"_sd\":{\"a\":\"x\"},\"seq\":5,\"v\":2},\"seq\":1,\"v\":1}", 1, 0);
    spellings(r);
    entry_reader_free(r);
    return harness_end();
}
