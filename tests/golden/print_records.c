/*
 * print_records: the records of a dump as JSON lines, for golden pairs.
 *
 * print_records [--count] [--block N] FORMAT RECORD FILE: a record is its place and tree, a reject
 * its place, code and bytes.  --block hands the reader N bytes at a time; --count prints totals.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

#include "input_impl.h"
#include "reader.h"
#include "reader_xml_encoding.h"
#include "../tree_json.h"
#include "input_set.h"

struct blocks { /* a file, n bytes at a time */
    struct stream stream;
    FILE *file;
    size_t n;
};

struct totals {
    uint64_t records, rejects, recovered, bytes;
};

static enum status blocks_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    struct blocks *b = (struct blocks *)s;

    (void)err;
    *got = fread(p, 1, n < b->n ? n : b->n, b->file);
    return ST_OK;
}

static void blocks_close(struct stream *s)
{
    struct blocks *b = (struct blocks *)s;

    fclose(b->file);
    mem_free(b);
}

static struct input *open_blocks(const char *path, size_t n)
{
    struct blocks *b = mem_zero(1, sizeof *b);

    b->stream.read = blocks_read;
    b->stream.close = blocks_close;
    b->file = fopen(path, "rb");
    b->n = n;
    if (b->file == NULL) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        exit(2);
    }
    return input_from_stream(&b->stream, path, 0, -1, -1);
}

static void add_tree(struct buf *b, const char *name, const struct node *n)
{
    if (n == NULL)
        return;
    buf_format(b, ",\"%s\":", name);
    tree_json(b, n);
}

static void add_text(struct buf *b, const char *name, struct slice text)
{
    buf_format(b, ",\"%s\":\"", name);
    for (size_t i = 0; i < text.n && i < 200; i++)
        if (text.p[i] < 0x20 || text.p[i] > 0x7e || text.p[i] == '"' || text.p[i] == '\\')
            buf_format(b, "\\u%04x", (unsigned)text.p[i]);
        else
            buf_byte(b, text.p[i]);
    buf_byte(b, '"');
}

static void print_record(const struct record *rec, enum status st, const struct err *err)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "{\"%s\":%" PRIu64 ",\"line\":%" PRIu64 ",\"at\":[%" PRIu64 ",%" PRIu64 "]",
               st == ST_OK ? "record" : "reject", rec->number, rec->line, rec->offset, rec->length);
    if (st == ST_OK) {
        if (rec->recovered)
            buf_text(&b, ",\"recovered\":true");
        add_tree(&b, "tree", rec->tree);
        add_tree(&b, "enclosing", rec->enclosing);
        add_tree(&b, "identity", rec->enclosing_identity);
    } else {
        buf_format(&b, ",\"code\":\"%s\",\"place\":[%" PRIu64 ",%" PRIu64 "]", err->code, err->line,
                   err->column);
        add_text(&b, "why", slice_text(err->text));
        add_text(&b, "raw", rec->raw);
    }
    buf_text(&b, "}\n");
    fwrite(b.p, 1, b.n, stdout);
    buf_release(&b);
}

static enum status print_all(struct reader *r, bool count, struct totals *t, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct record rec;
    enum status st;

    while ((st = reader_next(r, &arena, &rec, err)) == ST_OK || st == ST_REJECT) {
        t->records += st == ST_OK;
        t->rejects += st == ST_REJECT;
        t->recovered += st == ST_OK && rec.recovered;
        t->bytes += rec.length;
        if (!count)
            print_record(&rec, st, err);
        arena_reset(&arena);
    }
    arena_release(&arena);
    return st;
}

static void set_encoding(struct input *in, enum format format, struct encoding **declared)
{
    struct err err = ERR_INIT;
    struct slice beginning;
    char name[40];

    *declared = NULL;
    if (format == FORMAT_XML && input_peek(in, &beginning, &err) == ST_OK &&
        xml_declared_encoding(beginning, name) && encoding_new(name, declared, &err) != ST_OK)
        fprintf(stderr, "%s\n", err.text);
    input_set_encoding(in, *declared);
}

static void print_input(struct input *in, const struct read_options *options, bool count)
{
    struct totals t = {0};
    struct err err = ERR_INIT;
    struct encoding *declared;
    struct reader *r;
    enum status st;

    set_encoding(in, options->format, &declared);
    st = reader_open(in, options, &r, &err);
    if (st == ST_OK) {
        st = print_all(r, count, &t, &err);
        reader_close(r);
    }
    if (st != ST_END)
        printf("{\"failed\":\"%s\",\"why\":\"%s\"}\n", err.code, err.text);
    if (count)
        printf("%s records=%" PRIu64 " rejects=%" PRIu64 " recovered=%" PRIu64 " bytes=%" PRIu64 "\n",
               input_name(in), t.records, t.rejects, t.recovered, t.bytes);
    encoding_free(declared);
}

static void print_file(const char *path, const struct read_options *options, bool count)
{
    struct err err = ERR_INIT;
    struct input_set *set = input_set_open(&path, 1);
    struct input *in;
    enum status st;

    while ((st = input_set_next(set, &in, &err)) != ST_END) {
        if (st == ST_OK)
            print_input(in, options, count);
        else
            printf("{\"failed\":\"%s\",\"why\":\"%s\"}\n", err.code, err.text);
    }
    input_set_close(set);
}

static enum format format_of(const char *name)
{
    for (int f = FORMAT_CSV; f <= FORMAT_XML; f++)
        if (strcmp(format_name((enum format)f), name) == 0)
            return (enum format)f;
    fprintf(stderr, "%s: no such format\n", name);
    exit(2);
}

int main(int argc, char **argv)
{
    struct read_options options = {0};
    bool count = false;
    size_t block = 0;
    struct input *in;

    for (; argc > 1 && strncmp(argv[1], "--", 2) == 0; argc--, argv++)
        if (strcmp(argv[1], "--count") == 0) {
            count = true;
        } else if (strcmp(argv[1], "--block") == 0 && argc > 2) {
            block = (size_t)strtoul(argv[2], NULL, 10);
            argc--;
            argv++;
        }
    if (argc != 4) {
        fprintf(stderr, "usage: print_records [--count] [--block N] FORMAT RECORD FILE\n");
        return 2;
    }
    options.format = format_of(argv[1]);
    options.record = slice_text(argv[2]);
    if (block == 0) {
        print_file(argv[3], &options, count);
        return 0;
    }
    in = open_blocks(argv[3], block);
    print_input(in, &options, count);
    input_close(in);
    return 0;
}
