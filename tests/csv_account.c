/* csv_account: every byte of a CSV dump is accounted for.  See csv_account.h. */
#include "blocks.h"
#include "csv_account.h"
#include "harness.h"
#include "tree_json.h"

/* Line ends in original bytes; wide: of UTF-16. */
static uint64_t csv_line_ends(struct slice s, bool wide, bool *only)
{
    uint64_t n = 0;
    unsigned char last = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == 0 && wide)
            continue; /* the other half */
        n += s.p[i] == '\r' || (s.p[i] == '\n' && last != '\r');
        if (s.p[i] != '\r' && s.p[i] != '\n')
            *only = false;
        last = s.p[i];
    }
    return n;
}

static void csv_account_record(const struct input *in, struct slice file, uint64_t from, bool wide,
                               const struct record *rec, struct buf *b)
{
    bool only = true, first = from == 0;
    struct slice gap = {file.p + from, 0}, bytes = {NULL, (size_t)rec->length};

    CHECK(rec->offset >= from && rec->length <= file.n && rec->offset <= file.n - rec->length);
    if (rec->offset < from || rec->offset > file.n || rec->length > file.n - rec->offset)
        return;
    gap.n = (size_t)(rec->offset - from);
    bytes.p = file.p + rec->offset;
    csv_line_ends(gap, wide, &only);
    CHECK(only || first);
    CHECK_INT(input_original_length(in, rec->raw) <= rec->length, true);
    buf_clear(b);
    input_original_bytes(in, rec->raw, b);
    if (b->n < bytes.n)
        CHECK(rec->tree == NULL && bytes.n > ((size_t)1 << 20));
    bytes.n = b->n;
    CHECK(slice_equal(bytes, buf_view(b)));
}

struct csv_totals csv_account(struct slice file, size_t block, const struct encoding *encoding,
                              const struct read_options *options, struct buf *log)
{
    struct input *in = blocks_input(file, block, "test.csv");
    struct csv_totals t = {.err = ERR_INIT};
    struct arena arena = ARENA_INIT;
    struct reader *r = NULL;
    struct record rec;
    uint64_t at = 0, line = 1, counted = 0;
    bool only = true, wide;
    struct buf b;

    buf_init(&b, BUF_CAP);
    input_set_encoding(in, encoding);
    wide = input_original_length(in, SLICE("x")) > 1;
    CHECK(reader_open(in, options, &r, &t.err) == ST_OK);
    while ((t.end = reader_next(r, &arena, &rec, &t.err)) == ST_OK || t.end == ST_REJECT) {
        csv_account_record(in, file, at, wide, &rec, &b);
        if (rec.offset >= counted && rec.offset <= file.n)
            line +=
                csv_line_ends((struct slice){file.p + counted, (size_t)(rec.offset - counted)}, wide, &only);
        CHECK_INT(rec.line, line);
        counted = rec.offset;
        at = rec.offset + rec.length;
        t.records += t.end == ST_OK;
        t.rejects += t.end == ST_REJECT;
        t.recovered += t.end == ST_OK && rec.recovered;
        CHECK_INT(rec.number, t.records + t.rejects);
        if (log != NULL) {
            buf_format(log, "%" PRIu64 "+%" PRIu64 " %s%s ", rec.offset, rec.length,
                       t.end == ST_OK ? "" : t.err.code, rec.recovered ? "recovered" : "");
            if (rec.tree != NULL)
                tree_json(log, rec.tree);
            buf_byte(log, '\n');
        }
        arena_reset(&arena);
    }
    if (t.end == ST_END) {
        only = at > 0; /* with no record at all, the rest is the header */
        if (only)
            csv_line_ends((struct slice){file.p + at, (size_t)(file.n - at)}, wide, &only);
        CHECK(only || at == 0);
        CHECK_INT(input_bytes(in), file.n);
    }
    reader_close(r);
    input_close(in);
    arena_release(&arena);
    buf_release(&b);
    return t;
}
