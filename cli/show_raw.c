/* show_raw: a record's bytes, out of the dump that it came from.  See show.h. */
#include <string.h>

#include "input.h"
#include "input_set.h"
#include "show.h"

#define CHUNK ((size_t)64 << 10)

struct finding {
    const struct store_event *event;
    struct buf bytes;  /* of the record, from the dump at hand */
    bool record, dump; /* its digest is the record's; the dump's is the import's */
};

/* Adds what of this chunk, which starts at from, belongs to the record. */
static void take(struct finding *f, struct slice chunk, uint64_t from)
{
    uint64_t start = f->event->ev.offset, end = start + f->event->ev.length;
    uint64_t stop = from + chunk.n;

    if (stop <= start || from >= end)
        return;
    if (from > start)
        start = from;
    if (stop < end)
        end = stop;
    buf_add(&f->bytes, chunk.p + (start - from), (size_t)(end - start));
}

static enum status read_dump(struct finding *f, struct input *in, struct err *err)
{
    unsigned char *p = mem_alloc(CHUNK);
    struct buf original;
    uint64_t at;
    size_t got = 0;
    enum status st;

    buf_init(&original, BUF_CAP);
    input_set_encoding(in, NULL);
    at = input_start(in);
    while ((st = input_read(in, p, CHUNK, &got, err)) == ST_OK && got > 0) {
        struct slice utf8 = {p, got};

        buf_clear(&original);
        input_original_bytes(in, utf8, &original);
        take(f, buf_view(&original), at);
        at += original.n;
    }
    buf_release(&original);
    mem_free(p);
    return st;
}

static enum status check_dump(struct finding *f, struct input *in, struct err *err)
{
    unsigned char digest[DIGEST_SIZE];
    struct digest *d;
    enum status st;

    buf_clear(&f->bytes);
    st = read_dump(f, in, err);
    if (st != ST_OK)
        return st;
    input_digest(in, digest);
    f->dump = memcmp(digest, f->event->dump, DIGEST_SIZE) == 0;
    d = digest_new();
    digest_of(d, f->bytes.p, f->bytes.n, digest);
    digest_free(d);
    f->record = memcmp(digest, f->event->ev.digest, DIGEST_SIZE) == 0;
    return ST_OK;
}

static enum status refuse(const struct finding *f, const char *path, struct err *err)
{
    if (f->dump)
        return err_set(err, ST_FAIL, "SHOW-OTHER-DUMP",
                       "%s is the dump that was imported, yet the record's digest does not match: "
                       "the store was changed",
                       path);
    return err_set(err, ST_FAIL, "SHOW-OTHER-DUMP",
                   "%s is another dump than the one imported (%.*s), and this record is not at its place",
                   path, (int)f->event->dump_name.n, (const char *)f->event->dump_name.p);
}

/* A terminal gets no control characters; a file or pipe gets the bytes. */
static void print_bytes(struct cli *cli, struct slice bytes)
{
    struct buf b;

    if (!cli->term.out_tty) {
        term_bytes(&cli->term, bytes);
        return;
    }
    buf_init(&b, BUF_CAP);
    term_safe(&b, bytes, 0);
    buf_byte(&b, '\n');
    term_bytes(&cli->term, buf_view(&b));
    buf_release(&b);
}

/* Looks at every dump in path (an archive has several) until one bears the record. */
static enum status search(struct finding *f, struct input_set *set, struct err *err)
{
    struct input *in;
    enum status st;

    while ((st = input_set_next(set, &in, err)) == ST_OK) {
        st = check_dump(f, in, err);
        if (st != ST_OK || f->record)
            return st;
    }
    return st;
}

enum status show_raw(struct cli *cli, const struct store_event *e, const char *path, struct err *err)
{
    struct finding f = {.event = e};
    struct input_set *set;
    enum status st;

    if ((e->ev.flags & EVENT_ERASED) != 0)
        return err_set(err, ST_FAIL, "SHOW-ERASED",
                       "event %s was erased from, so nothing tells whether a record is its own",
                       e->public_id);
    set = input_set_open(&path, 1);
    buf_init(&f.bytes, BUF_CAP);
    st = search(&f, set, err);
    if (st == ST_END)
        st = refuse(&f, path, err);
    if (st == ST_OK) {
        if (!f.dump)
            term_note(&cli->term, "%s is another dump than the one imported; the record is the same", path);
        print_bytes(cli, buf_view(&f.bytes));
    }
    buf_release(&f.bytes);
    input_set_close(set);
    return st;
}
