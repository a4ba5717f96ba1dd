/* store_runs: links sorted outside of memory.  See store_runs.h. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "mem.h"
#include "store_runs.h"

#define RUN_LINKS 131072 /* links of one run: 4 MiB */
#define RUNS_MAX  256    /* merged at once */
#define READ_MIN  256    /* links read at a time, at least */

struct run { /* what is left of one run, in the file and in memory */
    off_t at;
    uint64_t left; /* in the file */
    struct link *links;
    size_t n, pos, size;
};

struct runs {
    char *path;
    int fd; /* -1: no file yet */
    struct link *links, *scratch;
    size_t n;
    off_t end;
    uint64_t count;
    struct run runs[RUNS_MAX];
    size_t n_runs;
    size_t heap[RUNS_MAX]; /* runs that are not exhausted, smallest first link on top */
    size_t n_heap;
};

struct runs *runs_new(const char *path)
{
    struct runs *r = mem_zero(1, sizeof(*r));

    r->path = mem_text(path);
    r->fd = -1;
    return r;
}

void runs_free(struct runs *r)
{
    if (r == NULL)
        return;
    if (r->fd >= 0)
        close(r->fd);
    mem_free(r->links);
    mem_free(r->scratch);
    mem_free(r->path);
    mem_free(r);
}

uint64_t runs_count(const struct runs *r)
{
    return r->count;
}

bool runs_full(const struct runs *r)
{
    return r->n_runs == RUNS_MAX - 1 && r->n == RUN_LINKS;
}

static enum status failed(struct runs *r, const char *what, struct err *err)
{
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        return err_at(err, ST_FATAL, r->path, 0, 0, "STORE-FULL",
                      "the disk is full; nothing was changed. Make room beside the store and run again");
    return err_at(err, ST_FATAL, r->path, 0, 0, "STORE-IO",
                  "a temporary file beside the store cannot be %s: %s; nothing was changed", what,
                  strerror(errno));
}

/* A file without a name: whatever happens, it is gone with the process. */
static enum status make_file(struct runs *r, struct err *err)
{
    struct buf name;
    char *path;

    buf_init(&name, BUF_CAP);
    buf_format(&name, "%s-sort-XXXXXX", r->path);
    path = mem_text(buf_string(&name));
    buf_release(&name);
    r->fd = mkstemp(path);
    if (r->fd >= 0)
        unlink(path);
    mem_free(path);
    return r->fd >= 0 ? ST_OK : failed(r, "made", err);
}

static int link_order(const struct link *a, const struct link *b)
{
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

static void merge(const struct link *a, size_t na, const struct link *b, size_t nb, struct link *to)
{
    while (na > 0 && nb > 0) {
        if (link_order(a, b) <= 0) {
            *to++ = *a++;
            na--;
        } else {
            *to++ = *b++;
            nb--;
        }
    }
    memcpy(to, a, na * sizeof(*a));
    memcpy(to + na, b, nb * sizeof(*b));
}

/* Merge sort in memory; libc's would call link_order through a pointer, which takes three times as
 * long. */
static void sort_links(struct runs *r)
{
    for (size_t width = 1; width < r->n; width *= 2) {
        struct link *swap = r->links;

        for (size_t i = 0; i < r->n; i += 2 * width) {
            size_t na = r->n - i < width ? r->n - i : width;
            size_t nb = r->n - i - na < width ? r->n - i - na : width;

            merge(r->links + i, na, r->links + i + na, nb, r->scratch + i);
        }
        r->links = r->scratch;
        r->scratch = swap;
    }
}

static enum status write_run(struct runs *r, struct err *err)
{
    const char *p = (const char *)r->links;
    size_t left = r->n * sizeof(*r->links);
    enum status st = r->fd >= 0 ? ST_OK : make_file(r, err);

    if (st != ST_OK)
        return st;
    sort_links(r);
    assert(r->n_runs < RUNS_MAX - 1);
    r->runs[r->n_runs++] = (struct run){.at = r->end, .left = r->n};
    while (left > 0) {
        ssize_t n = pwrite(r->fd, p, left, r->end);

        if (n < 0 && errno != EINTR)
            return failed(r, "written", err);
        if (n > 0) {
            p += n;
            left -= (size_t)n;
            r->end += n;
        }
    }
    r->n = 0;
    return ST_OK;
}

enum status runs_add(struct runs *r, const struct link *link, struct err *err)
{
    if (r->links == NULL) {
        r->links = mem_alloc(RUN_LINKS * sizeof(*r->links));
        r->scratch = mem_alloc(RUN_LINKS * sizeof(*r->links));
    }
    if (r->n == RUN_LINKS) {
        enum status st = write_run(r, err);

        if (st != ST_OK)
            return st;
    }
    r->links[r->n++] = *link;
    r->count++;
    return ST_OK;
}

/* Reads on in one run; afterwards it has links, or is exhausted. */
static enum status fill(struct runs *r, struct run *run, struct err *err)
{
    size_t n = run->left < run->size ? (size_t)run->left : run->size;
    char *to = (char *)run->links;
    size_t left = n * sizeof(struct link);

    run->pos = 0;
    run->n = n;
    run->left -= n;
    while (left > 0) {
        ssize_t got = pread(r->fd, to, left, run->at);

        if (got == 0)
            errno = EIO;
        if (got == 0 || (got < 0 && errno != EINTR))
            return failed(r, "read", err);
        if (got > 0) {
            to += got;
            left -= (size_t)got;
            run->at += got;
        }
    }
    return ST_OK;
}

static const struct link *top_of(const struct runs *r, size_t i)
{
    const struct run *run = &r->runs[r->heap[i]];

    return &run->links[run->pos];
}

static void sift(struct runs *r, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1, swap;

        if (left < r->n_heap && link_order(top_of(r, left), top_of(r, least)) < 0)
            least = left;
        if (left + 1 < r->n_heap && link_order(top_of(r, left + 1), top_of(r, least)) < 0)
            least = left + 1;
        if (least == i)
            return;
        swap = r->heap[i];
        r->heap[i] = r->heap[least];
        r->heap[least] = swap;
        i = least;
    }
}

/* The links in memory are the last run; the scratch buffer is shared out for reading the others. */
enum status runs_start(struct runs *r, struct err *err)
{
    size_t share = r->n_runs > 0 ? RUN_LINKS / r->n_runs : 0;
    enum status st = ST_OK;

    assert(share == 0 || share >= READ_MIN);
    if (r->n > 0)
        sort_links(r);
    for (size_t i = 0; i < r->n_runs && st == ST_OK; i++) {
        r->runs[i].links = r->scratch + i * share;
        r->runs[i].size = share;
        st = fill(r, &r->runs[i], err);
    }
    if (r->n > 0)
        r->runs[r->n_runs++] = (struct run){.links = r->links, .n = r->n};
    r->n_heap = r->n_runs;
    for (size_t i = 0; i < r->n_heap; i++)
        r->heap[i] = i;
    for (size_t i = r->n_heap / 2; i > 0 && st == ST_OK; i--)
        sift(r, i - 1);
    return st;
}

static void empty(struct runs *r)
{
    r->n = 0;
    r->n_runs = 0;
    r->end = 0;
    r->count = 0;
}

static enum status advance(struct runs *r, struct err *err)
{
    struct run *run = &r->runs[r->heap[0]];
    enum status st = ST_OK;

    if (++run->pos == run->n && run->left > 0)
        st = fill(r, run, err);
    if (st == ST_OK && run->pos == run->n)
        r->heap[0] = r->heap[--r->n_heap];
    if (st == ST_OK)
        sift(r, 0);
    return st;
}

enum status runs_next(struct runs *r, struct link *out, size_t max, size_t *n, struct err *err)
{
    enum status st = ST_OK;

    for (*n = 0; *n < max && r->n_heap > 0 && st == ST_OK; ++*n) {
        out[*n] = *top_of(r, 0);
        st = advance(r, err);
    }
    if (*n == 0)
        empty(r);
    return st;
}
