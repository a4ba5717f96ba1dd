/* bag: writes a BagIt 1.0 bag.  See bag.h. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bag.h"
#include "bag_tree.h"
#include "digest.h"
#include "lock.h"
#include "mem.h"
#include "outfile.h"
#include "sorter.h"

#define PART_BUFFER ((size_t)256 << 10)
#define MEMORY      ((size_t)16 << 20)
#define PATH_MOST   140 /* bytes: a tar has room for them and the folder's name */
#define BOTH        (DIGEST_SIZE + DIGEST512_SIZE)

struct bag {
    char *target, *temp, *lock; /* NAME, .NAME.tmp, .NAME.lock */
    int fd;                     /* of the lock */
    int64_t at;
    bool finished;
    unsigned open; /* parts */
    uint64_t bytes, files;
    struct sorter *sorter;          /* path to both digests, of what is below data/ */
    struct buf info, tags, tags512; /* bag-info.txt and the tag manifests */
    char made[PATH_MOST + 1];       /* the folder that was made last */
};

struct bag_part {
    struct bag *bag;
    int fd;
    bool payload, listed;
    uint64_t size;
    char *place; /* on disk */
    char path[PATH_MOST + 1];
    struct buf buf;
    struct digest *digest;
    struct digest512 *digest512;
};

/* "folder/.NAME" and the suffix, for "folder/NAME". */
static char *beside(const char *target, const char *suffix)
{
    const char *slash = strrchr(target, '/');
    int folder = slash != NULL ? (int)(slash - target) + 1 : 0;
    size_t n = strlen(target) + strlen(suffix) + 2;
    char *path = mem_alloc(n);

    snprintf(path, n, "%.*s.%s%s", folder, target, target + folder, suffix);
    return path;
}

static void bag_free(struct bag *b)
{
    assert(b->open == 0);
    sorter_free(b->sorter);
    buf_release(&b->info);
    buf_release(&b->tags);
    buf_release(&b->tags512);
    mem_free(b->target);
    mem_free(b->temp);
    mem_free(b->lock);
    mem_free(b);
}

static void unlock(struct bag *b)
{
    unlink(b->lock);
    close(b->fd);
}

/* Under the lock: a part that is there was left by a run that was killed, if its lock was there too. */
static enum status start(struct bag *b, bool first, bool *left, struct err *err)
{
    struct stat st;

    if (lstat(b->target, &st) == 0)
        return err_set(err, ST_FATAL, "FILE-EXISTS", "%s is there already; name another, or move it away",
                       b->target);
    *left = lstat(b->temp, &st) == 0;
    if (*left && first)
        return err_set(err, ST_FATAL, "FILE-EXISTS", "%s is in the way; move it away, or remove it", b->temp);
    if (*left && bag_tree_remove(b->temp, err) != ST_OK)
        return ST_FATAL;
    if (mkdir(b->temp, 0700) != 0)
        return err_set(err, ST_FATAL, "FILE-CREATE",
                       "cannot make the folder %s: %s; check its folder and rights", b->temp,
                       strerror(errno));
    return ST_OK;
}

enum status bag_create(const char *target, int64_t at, struct bag **out, bool *left, struct err *err)
{
    struct bag *b = mem_zero(1, sizeof(*b));
    size_t n = strlen(target);
    enum status st;
    bool first;

    b->target = mem_text(target);
    while (n > 1 && b->target[n - 1] == '/')
        b->target[--n] = '\0';
    b->temp = beside(b->target, ".tmp");
    b->lock = beside(b->target, ".lock");
    b->at = at;
    buf_init(&b->info, BUF_CAP);
    buf_init(&b->tags, BUF_CAP);
    buf_init(&b->tags512, BUF_CAP);
    st = lock_take(b->lock, b->target, &b->fd, &first, err);
    if (st == ST_OK) {
        st = start(b, first, left, err);
        if (st != ST_OK)
            unlock(b);
    }
    if (st != ST_OK) {
        bag_free(b);
        return st;
    }
    b->sorter = sorter_new(b->temp, MEMORY);
    *out = b;
    return ST_OK;
}

/* Names that every system keeps as they are; another one is a mistake of the program. */
static bool is_plain(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
    const char *last = strrchr(path, '/');
    size_t n = strlen(path);

    if (n == 0 || n > PATH_MOST || strspn(path, plain) != n || (last != NULL && last[1] == 0))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((i == 0 || path[i - 1] == '/') && (path[i] == '.' || path[i] == '/'))
            return false;
    return true;
}

/* Makes the folders above path. */
static enum status make_folders(struct bag *b, const char *path, struct err *err)
{
    const char *last = strrchr(path, '/');
    size_t n = last != NULL ? (size_t)(last - path) : 0;
    char folder[PATH_MOST + 1];

    snprintf(folder, sizeof(folder), "%.*s", (int)n, path);
    if (strcmp(folder, b->made) == 0)
        return ST_OK;
    for (size_t i = 1; i <= n; i++) {
        size_t size = strlen(b->temp) + i + 2;
        char *place;
        bool ok;

        if (folder[i] != '/' && folder[i] != 0)
            continue;
        place = mem_alloc(size);
        snprintf(place, size, "%s/%.*s", b->temp, (int)i, folder);
        ok = mkdir(place, 0700) == 0 || errno == EEXIST;
        if (!ok)
            err_set(err, ST_FATAL, "FILE-CREATE",
                    "cannot make the folder %s: %s; free some space and run again", place, strerror(errno));
        mem_free(place);
        if (!ok)
            return ST_FATAL;
    }
    memcpy(b->made, folder, sizeof(b->made));
    return ST_OK;
}

static void part_free(struct bag_part *p)
{
    p->bag->open--;
    buf_release(&p->buf);
    digest_free(p->digest);
    digest512_free(p->digest512);
    mem_free(p->place);
    mem_free(p);
}

static enum status part_open(struct bag *b, const char *path, struct bag_part **out, struct err *err)
{
    size_t n = strlen(b->temp) + strlen(path) + 2;
    struct bag_part *p;
    enum status st;

    assert(is_plain(path));
    st = make_folders(b, path, err);
    if (st != ST_OK)
        return st;
    p = mem_zero(1, sizeof(*p));
    p->bag = b;
    b->open++;
    snprintf(p->path, sizeof(p->path), "%s", path);
    p->place = mem_alloc(n);
    snprintf(p->place, n, "%s/%s", b->temp, path);
    buf_init(&p->buf, PART_BUFFER + 1);
    p->digest = digest_new();
    digest_start(p->digest);
    p->digest512 = digest512_new();
    p->payload = strncmp(path, "data/", 5) == 0;
    p->fd = open(p->place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (p->fd < 0) {
        err_set(err, ST_FATAL, "FILE-CREATE", "cannot create %s: %s; free some space and run again", p->place,
                strerror(errno));
        part_free(p);
        return ST_FATAL;
    }
    *out = p;
    return ST_OK;
}

enum status bag_place(struct bag *b, const char *path, struct buf *place, struct err *err)
{
    assert(is_plain(path) && strncmp(path, "data/", 5) == 0 && !b->finished);
    buf_format(place, "%s/%s", b->temp, path);
    return make_folders(b, path, err);
}

enum status bag_open(struct bag *b, const char *path, struct bag_part **out, struct err *err)
{
    assert(strncmp(path, b->finished ? "signatures/" : "data/", b->finished ? 11 : 5) == 0);
    return part_open(b, path, out, err);
}

static enum status cannot_write(const struct bag_part *p, int why, struct err *err)
{
    return err_set(err, ST_FATAL, "FILE-WRITE", "cannot write %s: %s; free some space and run again",
                   p->place, strerror(why));
}

/* Every byte of the bag passes here. */
static enum status put(struct bag_part *p, struct slice bytes, struct err *err)
{
    digest_add(p->digest, bytes.p, bytes.n);
    digest512_add(p->digest512, bytes.p, bytes.n);
    p->size += bytes.n;
    while (bytes.n > 0) {
        ssize_t did = write(p->fd, bytes.p, bytes.n);

        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0)
            return cannot_write(p, did < 0 ? errno : ENOSPC, err);
        bytes = (struct slice){bytes.p + did, bytes.n - (size_t)did};
    }
    return ST_OK;
}

static enum status flush(struct bag_part *p, struct err *err)
{
    enum status st = put(p, buf_view(&p->buf), err);

    buf_clear(&p->buf);
    return st;
}

enum status bag_write(struct bag_part *p, struct slice bytes, struct err *err)
{
    if (p->buf.n + bytes.n > PART_BUFFER) {
        enum status st = flush(p, err);

        if (st != ST_OK)
            return st;
    }
    if (bytes.n > PART_BUFFER)
        return put(p, bytes, err);
    buf_slice(&p->buf, bytes);
    return ST_OK;
}

static void add_line(struct buf *b, const unsigned char *digest, size_t n, const char *path)
{
    buf_hex(b, digest, n);
    buf_format(b, "  %s\n", path);
}

enum status bag_list(struct bag *b, const char *path, uint64_t size, const unsigned char both[BOTH],
                     struct err *err)
{
    assert(is_plain(path) && strncmp(path, "data/", 5) == 0 && !b->finished);
    b->files++;
    b->bytes += size;
    return sorter_add(b->sorter, slice_text(path), (struct slice){both, BOTH}, err);
}

/* Payload files go to the manifests, tag files to the tag manifests; signatures and these themselves to none.
 */
static enum status list(struct bag_part *p, struct err *err)
{
    struct bag *b = p->bag;
    unsigned char both[BOTH];

    digest_end(p->digest, both);
    digest512_end(p->digest512, both + DIGEST_SIZE);
    if (!p->payload) {
        add_line(&b->tags, both, DIGEST_SIZE, p->path);
        add_line(&b->tags512, both + DIGEST_SIZE, DIGEST512_SIZE, p->path);
        return ST_OK;
    }
    return bag_list(b, p->path, p->size, both, err);
}

enum status bag_close(struct bag_part *p, struct err *err)
{
    enum status st = flush(p, err);

    if (close(p->fd) != 0 && st == ST_OK)
        st = cannot_write(p, errno, err);
    if (st == ST_OK && (p->payload || p->listed))
        st = list(p, err);
    part_free(p);
    return st;
}

void bag_drop(struct bag_part *p)
{
    if (p == NULL)
        return;
    close(p->fd);
    part_free(p);
}

static enum status put_part(struct bag *b, const char *path, bool listed, struct slice bytes, struct err *err)
{
    struct bag_part *p;
    enum status st = part_open(b, path, &p, err);

    if (st != ST_OK)
        return st;
    p->listed = listed;
    st = bag_write(p, bytes, err);
    if (st == ST_OK)
        return bag_close(p, err);
    bag_drop(p);
    return st;
}

enum status bag_put(struct bag *b, const char *path, struct slice bytes, struct err *err)
{
    assert(strncmp(path, b->finished ? "signatures/" : "data/", b->finished ? 11 : 5) == 0);
    return put_part(b, path, false, bytes, err);
}

void bag_oxum(const struct bag *b, struct buf *out)
{
    buf_format(out, "%llu.%llu", (unsigned long long)b->bytes, (unsigned long long)b->files);
}

void bag_info(struct bag *b, const char *label, struct slice value)
{
    assert(!b->finished && label[0] != 0 && strchr(label, ':') == NULL);
    buf_format(&b->info, "%s: ", label);
    for (size_t i = 0; i < value.n; i++)
        buf_byte(&b->info, value.p[i] < ' ' || value.p[i] == 0x7f ? ' ' : value.p[i]);
    buf_byte(&b->info, '\n');
}

/* Both manifests in one pass over the names, which the sorter gives in order of their bytes. */
static enum status write_manifests(struct bag *b, struct err *err)
{
    struct bag_part *m[2] = {NULL, NULL};
    struct slice path, both;
    enum status st = part_open(b, "manifest-sha256.txt", &m[0], err);
    struct buf line;

    buf_init(&line, BUF_CAP);
    if (st == ST_OK)
        st = part_open(b, "manifest-sha512.txt", &m[1], err);
    if (st == ST_OK)
        st = sorter_start(b->sorter, err);
    while (st == ST_OK && (st = sorter_next(b->sorter, &path, &both, err)) == ST_OK)
        for (size_t i = 0; i < 2 && st == ST_OK; i++) {
            buf_clear(&line);
            buf_hex(&line, both.p + i * DIGEST_SIZE, i == 0 ? DIGEST_SIZE : DIGEST512_SIZE);
            buf_text(&line, "  ");
            buf_slice(&line, path);
            buf_byte(&line, '\n');
            st = bag_write(m[i], buf_view(&line), err);
        }
    buf_release(&line);
    st = st == ST_END ? ST_OK : st;
    for (size_t i = 0; i < 2; i++) {
        if (st != ST_OK) {
            bag_drop(m[i]);
            continue;
        }
        assert(m[i] != NULL);
        m[i]->listed = true;
        st = bag_close(m[i], err);
    }
    return st;
}

enum status bag_finish(struct bag *b, struct err *err)
{
    static const char declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    enum status st;

    assert(!b->finished && b->open == 0);
    b->finished = true;
    st = put_part(b, "bag-info.txt", true, buf_view(&b->info), err);
    if (st == ST_OK)
        st = put_part(b, "bagit.txt", true, slice_text(declaration), err);
    if (st == ST_OK)
        st = write_manifests(b, err);
    if (st == ST_OK)
        st = put_part(b, "tagmanifest-sha256.txt", false, buf_view(&b->tags), err);
    if (st == ST_OK)
        st = put_part(b, "tagmanifest-sha512.txt", false, buf_view(&b->tags512), err);
    return st;
}

struct slice bag_tagmanifest(const struct bag *b)
{
    assert(b->finished);
    return buf_view(&b->tags);
}

/* All is on disk before it has its name; and the name before that is told. */
static enum status publish(struct bag *b, struct err *err)
{
    struct stat there;
    enum status st = bag_tree_settle(b->temp, b->at, err);

    if (st == ST_OK)
        st = outfile_sync_files(b->temp, err);
    if (st == ST_OK && lstat(b->target, &there) == 0)
        st = err_set(err, ST_FATAL, "FILE-EXISTS", "%s has come there meanwhile; move it away, and run again",
                     b->target);
    if (st == ST_OK && rename(b->temp, b->target) != 0)
        st = err_set(err, ST_FATAL, "FILE-RENAME", "cannot rename %s to %s: %s", b->temp, b->target,
                     strerror(errno));
    return st;
}

enum status bag_publish(struct bag *b, struct err *err)
{
    enum status st;

    assert(b->finished && b->open == 0);
    st = publish(b, err);
    if (st != ST_OK) {
        bag_abandon(b);
        return st;
    }
    st = outfile_sync_name(b->target, err);
    unlock(b);
    bag_free(b);
    return st;
}

void bag_abandon(struct bag *b)
{
    struct err ignored = ERR_INIT;

    if (b == NULL)
        return;
    /* A lock that stays tells the next run that the part which stays is ours. */
    if (bag_tree_remove(b->temp, &ignored) == ST_OK)
        unlock(b);
    else
        close(b->fd);
    bag_free(b);
}
