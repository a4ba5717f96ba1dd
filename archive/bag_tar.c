/*
 * bag_tar: the files of a bag that lies in a tar.  See bag_files.h.
 *
 * POSIX.1-1988 ustar: 512 bytes of header, then the file's bytes, padded to 512; at the end blocks of zeros.
 * Pax and GNU extensions are refused: two readers may take them differently.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bag_files_impl.h"
#include "bag_path.h"
#include "mem.h"

#define BLOCK   512
#define PADDING ((uint64_t)1 << 20) /* bytes at the end: GNU tar pads to 10,240 */

struct bag_tar {
    int fd;
    const char *name;
    uint64_t size, walk; /* where bag_tar_next() goes on */
    uint64_t end;        /* of the last member */
    bool payload;
    uint64_t seed;
    struct place {
        uint64_t hash, at; /* of a file's path; its header */
    } * places;            /* in that order */
    size_t n, room;
    char root[101]; /* the one folder in it, with its '/' */
};

struct member {
    char path[257]; /* below the root; "": the root itself */
    bool folder;
    uint64_t at, size, next; /* of its bytes; of the header behind */
};

static enum status bad(const struct bag_tar *t, uint64_t at, const char *what, struct err *err)
{
    return err_at(err, ST_FAIL, t->name, 0, 0, "BAG-TAR",
                  "at byte %llu: %s; get it again, or make it with tar "
                  "--format=ustar",
                  (unsigned long long)at, what);
}

/* Octal digits, ended by NUL or blank. */
static bool octal(const unsigned char *p, size_t n, uint64_t *v)
{
    size_t i = 0;

    *v = 0;
    while (i < n && p[i] == ' ')
        i++;
    if (i == n || p[i] < '0' || p[i] > '7')
        return false;
    for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
        *v = *v * 8 + (uint64_t)(p[i] - '0');
    return i == n || p[i] == 0 || p[i] == ' ';
}

static bool sum_is_right(const unsigned char h[BLOCK])
{
    uint64_t sum = 0, said;

    for (size_t i = 0; i < BLOCK; i++)
        sum += i >= 148 && i < 156 ? ' ' : h[i];
    return octal(h + 148, 8, &said) && said == sum;
}

static bool all_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

/* prefix/name; the prefix of GNU's own headers is something else. */
static void name_of(const unsigned char h[BLOCK], char out[257])
{
    const char *prefix = memcmp(h + 257, "ustar", 6) == 0 ? (const char *)h + 345 : "";
    size_t n = 0;

    for (size_t i = 0; i < 155 && prefix[i] != 0; i++)
        out[n++] = prefix[i];
    if (n > 0)
        out[n++] = '/';
    for (size_t i = 0; i < 100 && h[i] != 0; i++)
        out[n++] = (char)h[i];
    out[n] = 0;
}

/* Takes the root off the name, and finds it first. */
static const char *below_root(struct bag_tar *t, char name[257])
{
    const char *slash;

    if (strncmp(name, "./", 2) == 0)
        memmove(name, name + 2, strlen(name + 2) + 1);
    slash = strchr(name, '/');
    if (t->root[0] == 0 && slash != NULL && slash > name && slash - name < 100)
        snprintf(t->root, sizeof(t->root), "%.*s", (int)(slash - name) + 1, name);
    if (t->root[0] == 0 || strncmp(name, t->root, strlen(t->root)) != 0)
        return NULL;
    return name + strlen(t->root);
}

static enum status refuse_kind(const struct bag_tar *t, uint64_t at, unsigned char kind, const char *name,
                               struct err *err)
{
    if (kind >= '1' && kind <= '6')
        return err_at(err, ST_REJECT, t->name, 0, 0, "BAG-SPECIAL",
                      "%s is a link, device or pipe; a bag holds regular files, and nothing else is followed",
                      name);
    return bad(t, at, "this is a pax or GNU extension", err);
}

static enum status read_member(struct bag_tar *t, uint64_t at, const unsigned char h[BLOCK], struct member *m,
                               struct err *err)
{
    unsigned char kind = h[156];
    const char *path;
    char name[257];
    size_t n;

    if (!sum_is_right(h) || memcmp(h + 257, "ustar", 5) != 0 || !octal(h + 124, 12, &m->size))
        return bad(t, at, "the header of a file is damaged", err);
    m->at = at + BLOCK;
    if (m->size > t->size - m->at)
        return bad(t, at, "the tar ends within a file", err);
    m->next = m->at + (m->size + BLOCK - 1) / BLOCK * BLOCK;
    name_of(h, name);
    if (kind != '0' && kind != 0 && kind != '5')
        return refuse_kind(t, at, kind, name, err);
    m->folder = kind == '5';
    path = below_root(t, name);
    if (path == NULL || (m->folder && m->size > 0))
        return bad(t, at, "it does not lie in the tar's first folder", err);
    n = strlen(path);
    snprintf(m->path, sizeof(m->path), "%.*s", (int)(m->folder && n > 0 && path[n - 1] == '/' ? n - 1 : n),
             path);
    if ((m->path[0] != 0 || !m->folder) && bag_path_fault(slice_text(m->path)) != NULL)
        return err_at(err, ST_REJECT, t->name, 0, 0, "BAG-PATH", "%s %s; it is not followed", path,
                      bag_path_fault(slice_text(m->path)));
    return ST_OK;
}

/* Behind the last member stand zeros, two blocks at least. */
static enum status check_end(struct bag_tar *t, uint64_t at, struct err *err)
{
    unsigned char zeros[8 * BLOCK];
    size_t got;

    if (t->size - at < 2 * BLOCK || t->size - at > PADDING)
        return bad(t, at, "the tar does not end as one", err);
    for (uint64_t i = at; i < t->size; i += got) {
        if (bag_pread(t->fd, zeros, sizeof(zeros), i, &got) != ST_OK)
            return bag_unreadable(t->name, "", err);
        if (got == 0 || !all_zero(zeros, got))
            return bad(t, i, "something stands behind its end", err);
    }
    t->end = at;
    return ST_END;
}

/* The member whose header is at *at, which moves on, also behind one that is refused. */
static enum status step(struct bag_tar *t, uint64_t *at, struct member *m, struct err *err)
{
    unsigned char h[BLOCK];
    enum status st;
    size_t got;

    if (t->end != 0 && *at == t->end)
        return ST_END;
    if (bag_pread(t->fd, h, BLOCK, *at, &got) != ST_OK)
        return bag_unreadable(t->name, "", err);
    if (got != BLOCK)
        return bad(t, *at, "the tar ends early", err);
    if (all_zero(h, BLOCK))
        return check_end(t, *at, err);
    st = read_member(t, *at, h, m, err);
    *at = m->next;
    return st;
}

static uint64_t hash_of(const struct bag_tar *t, const char *path)
{
    return slice_hash_from(t->seed, slice_text(path));
}

static void take(struct bag_tar *t, uint64_t at, const struct member *m)
{
    bool payload = bag_path_is_payload(slice_text(m->path));

    t->payload = t->payload || payload || (m->folder && strcmp(m->path, "data") == 0);
    if (m->folder)
        return;
    t->places = mem_grow(t->places, t->n, &t->room, sizeof(*t->places));
    t->places[t->n++] = (struct place){hash_of(t, m->path), at};
}

static int place_order(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

enum status bag_tar_open(int fd, uint64_t size, const char *name, struct bag_tar **out, struct err *err)
{
    struct bag_tar *t = mem_zero(1, sizeof(*t));
    struct member m = {.next = 0};
    enum status st;
    uint64_t at = 0, header = 0;

    t->fd = fd;
    t->size = size;
    t->name = name;
    t->seed = slice_hash_seed();
    for (; (st = step(t, &at, &m, err)) == ST_OK || st == ST_REJECT; header = at)
        if (st == ST_OK)
            take(t, header, &m);
    if (st != ST_END) {
        mem_free(t->places);
        mem_free(t);
        return st;
    }
    if (t->n > 0)
        qsort(t->places, t->n, sizeof(*t->places), place_order);
    err_clear(err);
    *out = t;
    return ST_OK;
}

void bag_tar_free(struct bag_tar *t)
{
    if (t == NULL)
        return;
    close(t->fd);
    mem_free(t->places);
    mem_free(t);
}

bool bag_tar_payload(const struct bag_tar *t)
{
    return t->payload;
}

static struct bag_file *file_of(const struct bag_tar *t, const struct member *m)
{
    return bag_file_new(t->fd, false, m->at, m->size, t->name, slice_text(m->path));
}

enum status bag_tar_next(struct bag_tar *t, struct bag_file **out, struct err *err)
{
    struct member m = {.next = 0};
    enum status st;

    while ((st = step(t, &t->walk, &m, err)) == ST_OK && m.folder)
        ;
    if (st == ST_OK)
        *out = file_of(t, &m);
    return st;
}

/* The first of the places whose hash is not below. */
static size_t search(const struct bag_tar *t, uint64_t hash)
{
    size_t from = 0, to = t->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (t->places[middle].hash < hash)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

enum status bag_tar_find(struct bag_tar *t, const char *path, struct bag_file **out, struct err *err)
{
    uint64_t hash = hash_of(t, path);

    for (size_t i = search(t, hash); i < t->n && t->places[i].hash == hash; i++) {
        struct member m = {.next = 0};
        uint64_t at = t->places[i].at;
        enum status st = step(t, &at, &m, err);

        if (st != ST_OK)
            return st;
        if (strcmp(m.path, path) == 0) {
            *out = file_of(t, &m);
            return ST_OK;
        }
    }
    return ST_END;
}
