/* sorter_merge: sorted runs in files, and their merge.  See sorter_merge.h. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "sorter_merge.h"
#include "tempfile.h"

#define READ_BYTES ((size_t)64 << 10)

static size_t record_size(const unsigned char *record)
{
    return HEAD + (size_t)length_at(record) + length_at(record + 4);
}

static enum status failed(struct sorter *s, const char *what, struct err *err)
{
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        return err_at(err, ST_FATAL, s->beside, 0, 0, "SORT-FULL",
                      "the disk is full: sorting needs room beside this file; make room and run again");
    return err_at(err, ST_FATAL, s->beside, 0, 0, "SORT-IO",
                  "a temporary file beside this file cannot be %s: %s", what, strerror(errno));
}

/* A folder that is read only is no obstacle to reading. */
static enum status open_level(struct sorter *s, struct level *l, struct err *err)
{
    const char *folder = getenv("TMPDIR");

    if (l->fd >= 0)
        return ST_OK;
    l->fd = tempfile_open(s->beside);
    if (l->fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
        struct buf name;

        buf_init(&name, BUF_CAP);
        buf_format(&name, "%s/trailbook", folder != NULL && folder[0] != 0 ? folder : "/var/tmp");
        l->fd = tempfile_open(buf_string(&name));
        buf_release(&name);
    }
    return l->fd >= 0 ? ST_OK : failed(s, "made", err);
}

static enum status write_bytes(struct sorter *s, struct level *l, const void *from, size_t left,
                               struct err *err)
{
    const unsigned char *p = from;

    while (left > 0) {
        ssize_t n = pwrite(l->fd, p, left, l->end);

        if (n < 0 && errno != EINTR)
            return failed(s, "written", err);
        if (n > 0) {
            p += n;
            left -= (size_t)n;
            l->end += n;
        }
    }
    return ST_OK;
}

enum status run_begin(struct writing *w, struct sorter *s, struct level *l, struct err *err)
{
    *w = (struct writing){.s = s, .level = l, .from = l->end};
    buf_init(&w->out, BUF_CAP);
    return open_level(s, l, err);
}

enum status run_record(struct writing *w, const unsigned char *record, struct err *err)
{
    enum status st = ST_OK;

    buf_add(&w->out, record, record_size(record));
    if (w->out.n >= READ_BYTES) {
        st = write_bytes(w->s, w->level, w->out.p, w->out.n, err);
        buf_clear(&w->out);
    }
    return st;
}

enum status run_end(struct writing *w, enum status st, struct err *err)
{
    struct level *l = w->level;

    if (st == ST_OK)
        st = write_bytes(w->s, l, w->out.p, w->out.n, err);
    buf_release(&w->out);
    assert(l->n < FAN);
    if (st == ST_OK)
        l->runs[l->n++] = (struct run){w->from, (uint64_t)(l->end - w->from)};
    return st;
}

/* Makes n bytes available from the source's position on. */
static enum status source_need(struct sorter *s, struct source *c, size_t n, struct err *err)
{
    size_t have = c->n - c->pos;

    if (have >= n)
        return ST_OK;
    memmove(c->bytes, c->bytes + c->pos, have);
    c->pos = 0;
    c->n = have;
    if (c->size < n) {
        c->size = n;
        c->bytes = mem_resize(c->bytes, n, 1);
    }
    while (c->n < c->size && c->left > 0) {
        size_t want = c->size - c->n < c->left ? c->size - c->n : (size_t)c->left;
        ssize_t got = pread(c->fd, c->bytes + c->n, want, c->at);

        if (got == 0)
            errno = EIO;
        if (got == 0 || (got < 0 && errno != EINTR))
            return failed(s, "read", err);
        if (got > 0) {
            c->n += (size_t)got;
            c->at += got;
            c->left -= (size_t)got;
        }
    }
    return ST_OK;
}

/* Stands on its next record, or on none. */
static enum status source_next(struct sorter *s, struct source *c, struct err *err)
{
    enum status st;

    if (c->fd < 0) {
        c->record = s->next < s->n ? s->bytes + s->entries[s->next++].at : NULL;
        return ST_OK;
    }
    if (c->record != NULL)
        c->pos += record_size(c->record);
    c->record = NULL;
    if (c->pos == c->n && c->left == 0)
        return ST_OK;
    st = source_need(s, c, HEAD, err);
    if (st == ST_OK)
        st = source_need(s, c, record_size(c->bytes + c->pos), err);
    if (st == ST_OK)
        c->record = c->bytes + c->pos;
    return st;
}

static bool before(const struct sorter *s, size_t a, size_t b)
{
    const struct source *x = &s->sources[a], *y = &s->sources[b];
    int c = slice_order(key_of(x->record), key_of(y->record));

    return c != 0 ? c < 0 : x->order < y->order;
}

static void sift(struct sorter *s, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1, swap;

        if (left < s->n_heap && before(s, s->heap[left], s->heap[least]))
            least = left;
        if (left + 1 < s->n_heap && before(s, s->heap[left + 1], s->heap[least]))
            least = left + 1;
        if (least == i)
            return;
        swap = s->heap[i];
        s->heap[i] = s->heap[least];
        s->heap[least] = swap;
        i = least;
    }
}

static enum status add_source(struct sorter *s, int fd, const struct run *run, struct err *err)
{
    size_t i = s->n_heap;
    struct source *c = &s->sources[i];
    enum status st;

    c->fd = fd;
    c->at = run->at;
    c->left = run->bytes;
    c->n = c->pos = 0;
    c->record = NULL;
    c->order = i;
    if (fd >= 0 && c->bytes == NULL) {
        c->size = READ_BYTES;
        c->bytes = mem_alloc(READ_BYTES);
    }
    st = source_next(s, c, err);
    if (st == ST_OK && c->record != NULL)
        s->heap[s->n_heap++] = i;
    return st;
}

static enum status add_level(struct sorter *s, const struct level *l, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < l->n && st == ST_OK; i++)
        st = add_source(s, l->fd, &l->runs[i], err);
    return st;
}

static void make_heap(struct sorter *s)
{
    for (size_t i = s->n_heap / 2; i > 0; i--)
        sift(s, i - 1);
    s->moved = false;
}

/* The smallest record; it stays until the next call. */
enum status merge_next(struct sorter *s, const unsigned char **record, struct err *err)
{
    enum status st = ST_OK;

    if (s->moved && s->n_heap > 0) {
        struct source *c = &s->sources[s->heap[0]];

        st = source_next(s, c, err);
        if (st == ST_OK && c->record == NULL)
            s->heap[0] = s->heap[--s->n_heap];
        if (st == ST_OK)
            sift(s, 0);
    }
    if (st != ST_OK)
        return st;
    s->moved = true;
    if (s->n_heap == 0)
        return ST_END;
    *record = s->sources[s->heap[0]].record;
    return ST_OK;
}

static enum status empty_level(struct sorter *s, struct level *l, struct err *err)
{
    l->n = 0;
    l->end = 0;
    if (l->fd >= 0 && ftruncate(l->fd, 0) != 0)
        return failed(s, "emptied", err);
    return ST_OK;
}

/* A full level becomes one run of the next: every record is written once per level. */
enum status merge_level(struct sorter *s, size_t i, struct err *err)
{
    struct writing w;
    const unsigned char *record;
    enum status st = ST_OK;

    assert(i + 1 < LEVELS);
    if (s->levels[i + 1].n == FAN)
        st = merge_level(s, i + 1, err);
    if (st != ST_OK)
        return st;
    s->n_heap = 0;
    st = add_level(s, &s->levels[i], err);
    if (st != ST_OK)
        return st;
    make_heap(s);
    st = run_begin(&w, s, &s->levels[i + 1], err);
    while (st == ST_OK && (st = merge_next(s, &record, err)) == ST_OK)
        st = run_record(&w, record, err);
    st = run_end(&w, st == ST_END ? ST_OK : st, err);
    return st == ST_OK ? empty_level(s, &s->levels[i], err) : st;
}

/* Higher levels are older; memory is newest. */
enum status merge_start(struct sorter *s, struct err *err)
{
    enum status st = ST_OK;

    s->next = 0;
    s->n_heap = 0;
    for (size_t i = LEVELS; i > 0 && st == ST_OK; i--)
        st = add_level(s, &s->levels[i - 1], err);
    if (st == ST_OK)
        st = add_source(s, -1, &(struct run){0, 0}, err);
    make_heap(s);
    return st;
}

enum status merge_end(struct sorter *s, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < LEVELS && st == ST_OK; i++)
        st = empty_level(s, &s->levels[i], err);
    return st;
}
