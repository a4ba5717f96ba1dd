/*
 * fuzz_reader: reads a dump twice, in blocks of two sizes, and compares what came out.
 *
 * Asserted: all but start tags without an end come in the order of the dump and do not overlap, all lies
 * within it, every reject has a code, and the size of the blocks makes no difference.
 */
#ifndef FUZZ_READER_H
#define FUZZ_READER_H

#include <stdlib.h>
#include <string.h>

#include "../blocks.h"
#include "../tree_json.h"
#include "reader.h"

static void must(int cond)
{
    if (!cond)
        abort();
}

static void fuzz_add(struct buf *out, enum status st, const struct record *rec, const struct err *err)
{
    buf_format(out, "%d %llu %llu %llu %llu %d %s ", (int)st, (unsigned long long)rec->number,
               (unsigned long long)rec->line, (unsigned long long)rec->offset,
               (unsigned long long)rec->length, rec->recovered, st == ST_OK ? "" : err->code);
    if (st == ST_OK && rec->tree != NULL)
        tree_json(out, rec->tree);
    if (st == ST_OK && rec->enclosing != NULL)
        tree_json(out, rec->enclosing);
    buf_byte(out, '\n');
}

static void fuzz_run(const uint8_t *p, size_t n, size_t block, const struct read_options *options,
                     struct buf *out)
{
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct record rec;
    struct reader *r;
    struct input *in = blocks_input((struct slice){p, n}, block, "fuzz");
    uint64_t end = 0;
    enum status st;

    input_set_encoding(in, NULL);
    st = reader_open(in, options, &r, &err);
    must(st == ST_OK);
    while ((st = reader_next(r, &arena, &rec, &err)) == ST_OK || st == ST_REJECT) {
        must(st == ST_OK || err.code[0] != 0);
        must(rec.offset >= end || strcmp(err.code, "XML-OPEN") == 0); /* known late */
        must(rec.offset + rec.length <= n);
        end = rec.offset >= end ? rec.offset + rec.length : end;
        fuzz_add(out, st, &rec, &err);
        arena_reset(&arena);
    }
    must(st == ST_END || st == ST_FAIL);
    buf_format(out, "%d", (int)st);
    reader_close(r);
    input_close(in);
    arena_release(&arena);
}

/* In one piece and in small ones, a dump gives the same. */
static inline void fuzz_dump(const uint8_t *p, size_t n, size_t block, const struct read_options *options)
{
    struct buf whole, small;

    buf_init(&whole, BUF_CAP);
    buf_init(&small, BUF_CAP);
    fuzz_run(p, n, SIZE_MAX, options, &whole);
    fuzz_run(p, n, block, options, &small);
    must(slice_equal(buf_view(&whole), buf_view(&small)));
    buf_release(&whole);
    buf_release(&small);
}

static inline int fuzz_reader(const uint8_t *data, size_t size, enum format format,
                              const char *const *records, size_t n_records)
{
    struct read_options options = {.format = format};

    if (size < 2)
        return 0;
    options.record = slice_text(records[data[0] % n_records]);
    fuzz_dump(data + 2, size - 2, 1 + data[1] % 8, &options);
    return 0;
}

#endif
