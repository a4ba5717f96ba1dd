/* site_state: what is remembered about the files of a site.  See site_state.h. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "site_state.h"

#define MET        UINT64_C(1)
#define READ_BLOCK ((size_t)64 << 10)

static void path_key(const struct site_table *t, const char *path, uint64_t key[2])
{
    unsigned char digest[DIGEST_SIZE];

    digest_of(t->digest, path, strlen(path), digest);
    memcpy(key, digest, 2 * sizeof(key[0]));
    key[0] &= ~MET;
    if (key[0] == 0)
        key[0] = 2;
}

uint64_t site_stat_hash(uint64_t size, int64_t time)
{
    uint64_t both[2] = {size, (uint64_t)time};

    return slice_hash((struct slice){(const unsigned char *)both, sizeof(both)});
}

uint64_t site_content_hash(const unsigned char digest[DIGEST_SIZE])
{
    uint64_t h = 0;

    for (int i = 0; i < 8; i++)
        h = h << 8 | digest[i];
    return h != 0 ? h : 1;
}

int64_t site_stat_time(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* The content hash of the file on disk; 0 if it cannot be read. */
static uint64_t disk_hash(const char *path, struct digest *d)
{
    unsigned char block[16384], digest[DIGEST_SIZE];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = 0;

    if (fd < 0)
        return 0;
    digest_start(d);
    while ((n = read(fd, block, sizeof(block))) > 0)
        digest_add(d, block, (size_t)n);
    digest_end(d, digest);
    close(fd);
    return n < 0 ? 0 : site_content_hash(digest);
}

bool site_entry_agrees(const struct site_entry *e, const char *path, struct digest *bytes, struct stat *st)
{
    if (lstat(path, st) != 0 || !S_ISREG(st->st_mode))
        return false;
    if (e->stat != site_stat_hash((uint64_t)st->st_size, site_stat_time(st)))
        return false;
    return bytes == NULL || disk_hash(path, bytes) == e->content;
}

bool site_entry_altered(const struct site_entry *e, const char *path, struct digest *d)
{
    return e->content != 0 && disk_hash(path, d) != e->content;
}

/* Where the path of that key is, or where it would go. */
static struct site_entry *slot_of(const struct site_table *t, const uint64_t key[2])
{
    size_t at = (size_t)key[1] & (t->size - 1);

    while (t->entries[at].path[0] != 0 &&
           ((t->entries[at].path[0] & ~MET) != (key[0] & ~MET) || t->entries[at].path[1] != key[1]))
        at = (at + 1) & (t->size - 1);
    return &t->entries[at];
}

struct site_entry *site_table_find(const struct site_table *t, const char *path)
{
    struct site_entry *e;
    uint64_t key[2];

    if (t->size == 0)
        return NULL;
    path_key(t, path, key);
    e = slot_of(t, key);
    return e->path[0] != 0 ? e : NULL;
}

static void table_grow(struct site_table *t)
{
    struct site_table bigger = {NULL, t->n, t->size > 0 ? t->size * 2 : 1024, t->digest};

    bigger.entries = mem_zero(bigger.size, sizeof(*bigger.entries));
    for (size_t i = 0; i < t->size; i++)
        if (t->entries[i].path[0] != 0)
            *slot_of(&bigger, t->entries[i].path) = t->entries[i];
    mem_free(t->entries);
    *t = bigger;
}

struct site_entry *site_table_add(struct site_table *t, const char *path)
{
    struct site_entry *e;
    uint64_t key[2];

    if (t->n * 4 >= t->size * 3)
        table_grow(t);
    path_key(t, path, key);
    e = slot_of(t, key);
    if (e->path[0] == 0) {
        memcpy(e->path, key, sizeof(key));
        t->n++;
    }
    return e;
}

void site_table_release(struct site_table *t)
{
    mem_free(t->entries);
    *t = (struct site_table){0};
}

/* Paths come back from disk and are removed by name: only what site_begin() takes is believed. */
static bool path_is_ours(const char *path)
{
    if (path[0] == '/' || path[0] == '\0' || strstr(path, "..") != NULL)
        return false;
    return path[strspn(path, "abcdefghijklmnopqrstuvwxyzREADME0123456789./-")] == '\0';
}

static bool parse_line(char *text, struct site_line *l)
{
    int at = 0;

    /* NOLINTNEXTLINE(cert-err34-c): the widths keep each number in its type */
    if (sscanf(text, "%16" SCNx64 " %20" SCNu64 " %20" SCNd64 " %n", &l->content, &l->size, &l->time, &at) <
            3 ||
        at == 0)
        return false;
    l->path = text + at;
    return path_is_ours(l->path);
}

/* Hands over the whole lines in b and drops them. */
static enum status take_lines(struct buf *b, enum status (*each)(void *ctx, const struct site_line *l),
                              void *ctx)
{
    enum status st = ST_OK;
    size_t at = 0;
    unsigned char *end;

    while (st == ST_OK && (end = memchr(b->p + at, '\n', b->n - at)) != NULL) {
        struct site_line l;

        *end = '\0';
        if (parse_line((char *)b->p + at, &l))
            st = each(ctx, &l);
        at = (size_t)(end - b->p) + 1;
    }
    buf_drop(b, at);
    if (b->n > SITE_PATH_MAX + 64) /* no line of ours */
        buf_clear(b);
    return st;
}

enum status site_state_read(int fd, const char *name,
                            enum status (*each)(void *ctx, const struct site_line *l), void *ctx,
                            struct err *err)
{
    enum status st = ST_OK;
    struct buf b;
    off_t at = 0;
    ssize_t n;

    buf_init(&b, 2 * READ_BLOCK);
    do {
        n = pread(fd, buf_space(&b, READ_BLOCK), READ_BLOCK, at);
        if (n > 0) {
            buf_grew(&b, (size_t)n);
            at += n;
            st = take_lines(&b, each, ctx);
        }
    } while (st == ST_OK && (n > 0 || (n < 0 && errno == EINTR)));
    if (n < 0)
        st = err_set(err, ST_FATAL, "SITE-STATE", "cannot read %s: %s", name, strerror(errno));
    buf_release(&b);
    return st;
}

enum status site_state_load(const char *path, enum status (*each)(void *ctx, const struct site_line *l),
                            void *ctx, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum status st;

    if (fd < 0 && errno == ENOENT)
        return ST_OK;
    if (fd < 0)
        return err_set(err, ST_FATAL, "SITE-STATE", "cannot read %s: %s", path, strerror(errno));
    st = site_state_read(fd, path, each, ctx, err);
    close(fd);
    return st;
}

void site_line_write(struct buf *b, const struct site_line *l)
{
    buf_format(b, "%016" PRIx64 " %" PRIu64 " %" PRId64 " %s\n", l->content, l->size, l->time, l->path);
}
