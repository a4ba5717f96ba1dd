/* verify_lines: a file of a snapshot, line by line.  See verify_pass.h. */
#include "mem.h"
#include "verify_pass.h"

#define ROOM ((size_t)256 << 10) /* more than any entry has */

struct verify_lines {
    struct bag_file *file;
    uint64_t line;
    bool begun; /* the line goes on */
    size_t at, n;
    unsigned char bytes[ROOM];
};

static struct verify_lines *lines_new(struct bag_file *f)
{
    struct verify_lines *l = mem_alloc(sizeof(*l));

    l->file = f;
    l->line = 0;
    l->begun = false;
    l->at = l->n = 0;
    return l;
}

enum status verify_lines_open(struct verify_log *x, const char *path, struct verify_lines **out,
                              struct err *err)
{
    struct bag_file *f;
    enum status st = verify_find(x, path, &f, err);

    if (st == ST_OK)
        *out = lines_new(f);
    return st;
}

struct verify_lines *verify_lines_of(struct slice bytes)
{
    return lines_new(bag_file_of(bytes, ""));
}

void verify_lines_close(struct verify_lines *l)
{
    if (l == NULL)
        return;
    bag_file_close(l->file);
    mem_free(l);
}

uint64_t verify_lines_at(const struct verify_lines *l)
{
    return l->line;
}

const char *verify_lines_shown(const struct verify_lines *l)
{
    return bag_file_path(l->file);
}

/* Until there is no more, or no room. */
static enum status fill(struct verify_lines *l, struct err *err)
{
    enum status st = ST_OK;
    size_t got = 1;

    memmove(l->bytes, l->bytes + l->at, l->n - l->at);
    l->n -= l->at;
    l->at = 0;
    while (st == ST_OK && got > 0 && l->n < ROOM) {
        st = bag_file_read(l->file, l->bytes + l->n, ROOM - l->n, &got, err);
        l->n += st == ST_OK ? got : 0;
    }
    return st;
}

enum status verify_lines_next(struct verify_lines *l, struct verify_piece *out, struct err *err)
{
    unsigned char *end = memchr(l->bytes + l->at, '\n', l->n - l->at);
    enum status st = ST_OK;
    size_t n;

    if (end == NULL) {
        st = fill(l, err);
        end = memchr(l->bytes, '\n', l->n);
    }
    if (st != ST_OK)
        return st;
    if (l->at == l->n)
        return ST_END;
    n = end == NULL ? l->n - l->at : (size_t)(end - l->bytes) - l->at;
    out->text = (struct slice){l->bytes + l->at, n};
    out->more = end == NULL && l->n == ROOM;
    out->cut = end == NULL && !out->more;
    l->line += !l->begun;
    l->begun = out->more;
    l->at += n + (end != NULL);
    return ST_OK;
}
