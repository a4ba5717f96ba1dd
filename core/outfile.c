/* outfile: a file that appears whole or not at all.  See outfile.h. */
#ifdef __linux__
#define _GNU_SOURCE /* syncfs */
#endif
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "outfile.h"

#define OUT_BUFFER ((size_t)256 * 1024)

struct outfile {
    int fd;
    char *path, *temp;
    uint64_t written;
    struct buf buf;
};

static void outfile_free(struct outfile *f)
{
    buf_release(&f->buf);
    mem_free(f->path);
    mem_free(f->temp);
    mem_free(f);
}

/* ".NAME.tmp" beside the file: hidden, and never mistaken for a finished one. */
static char *temp_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    size_t n = strlen(path) + 8;
    char *temp = mem_alloc(n);

    snprintf(temp, n, "%.*s.%s.tmp", (int)folder, path, path + folder);
    return temp;
}

/* A rename would put the file in the place of a device, a pipe or a link, and be refused by a
 * folder only after all the work. */
static enum status check_place(const char *path, struct err *err)
{
    struct stat st;
    const char *what = "a pipe or socket";

    if (lstat(path, &st) != 0 || S_ISREG(st.st_mode))
        return ST_OK;
    if (S_ISDIR(st.st_mode))
        what = "a folder";
    else if (S_ISLNK(st.st_mode))
        what = "a symbolic link";
    else if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
        what = "a device";
    return err_set(err, ST_FATAL, "FILE-NOT-REGULAR",
                   "%s is %s, not a regular file; name another file, or move this one away", path, what);
}

bool outfile_may_take(const char *path, const char *start)
{
    char have[512];
    size_t n = strlen(start);
    struct stat st;
    ssize_t did;
    int fd;

    assert(n <= sizeof(have));
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        return true;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return false;
    did = read(fd, have, n);
    close(fd);
    return did == (ssize_t)n && memcmp(have, start, n) == 0;
}

enum status outfile_open(const char *path, struct outfile **out, struct err *err)
{
    struct outfile *f;
    enum status st = check_place(path, err);

    if (st != ST_OK)
        return st;
    f = mem_zero(1, sizeof(*f));
    f->path = mem_text(path);
    f->temp = temp_path(path);
    buf_init(&f->buf, OUT_BUFFER + 1);
    f->fd = open(f->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (f->fd < 0) {
        err_set(err, ST_FATAL, "FILE-CREATE", "cannot create %s: %s; check the folder and its rights",
                f->temp, strerror(errno));
        outfile_free(f);
        return ST_FATAL;
    }
    *out = f;
    return ST_OK;
}

static enum status write_all(struct outfile *f, const unsigned char *p, size_t n, struct err *err)
{
    while (n > 0) {
        ssize_t did = write(f->fd, p, n);

        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0)
            return err_set(err, ST_FATAL, "FILE-WRITE", "cannot write %s: %s; free some space and run again",
                           f->path, strerror(did < 0 ? errno : ENOSPC));
        p += did;
        n -= (size_t)did;
    }
    return ST_OK;
}

static enum status flush(struct outfile *f, struct err *err)
{
    enum status st = write_all(f, f->buf.p, f->buf.n, err);

    buf_clear(&f->buf);
    return st;
}

enum status outfile_write(struct outfile *f, struct slice bytes, struct err *err)
{
    f->written += bytes.n;
    if (f->buf.n + bytes.n > OUT_BUFFER) {
        enum status st = flush(f, err);

        if (st != ST_OK)
            return st;
    }
    if (bytes.n > OUT_BUFFER)
        return write_all(f, bytes.p, bytes.n, err);
    buf_slice(&f->buf, bytes);
    return ST_OK;
}

uint64_t outfile_size(const struct outfile *f)
{
    return f->written;
}

static enum status sync_failed(const char *path, struct err *err)
{
    return err_set(err, ST_FATAL, "FILE-SYNC",
                   "cannot bring %s safely to disk: %s; check the disk and run again", path, strerror(errno));
}

/* Some file systems cannot sync a folder and say EINVAL: there is nothing more to be had there. */
static enum status folder_sync(const char *path, int (*sync)(int fd), struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum status st = ST_OK;

    if (fd < 0 || (sync(fd) != 0 && errno != EINVAL))
        st = sync_failed(path, err);
    if (fd >= 0)
        close(fd);
    return st;
}

enum status outfile_sync_name(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = mem_text(path);
    enum status st;

    folder[slash != NULL ? slash - path + (slash == path) : 0] = '\0';
    st = folder_sync(slash != NULL ? folder : ".", fsync, err);
    mem_free(folder);
    return st;
}

enum status outfile_sync_files(const char *folder, struct err *err)
{
#ifdef __linux__
    return folder_sync(folder, syncfs, err);
#else
    return folder_sync(folder, fsync, err);
#endif
}

static enum status commit(struct outfile *f, bool safe, struct err *err)
{
    enum status st = flush(f, err);

    if (st == ST_OK && safe && fdatasync(f->fd) != 0 && errno != EINVAL)
        st = sync_failed(f->path, err);
    if (close(f->fd) != 0 && st == ST_OK)
        st = err_set(err, ST_FATAL, "FILE-WRITE", "cannot finish %s: %s; free some space and run again",
                     f->path, strerror(errno));
    if (st == ST_OK && rename(f->temp, f->path) != 0)
        st = err_set(err, ST_FATAL, "FILE-RENAME", "cannot rename %s to %s: %s", f->temp, f->path,
                     strerror(errno));
    if (st != ST_OK)
        unlink(f->temp);
    else if (safe)
        st = outfile_sync_name(f->path, err);
    outfile_free(f);
    return st;
}

enum status outfile_commit(struct outfile *f, struct err *err)
{
    return commit(f, false, err);
}

enum status outfile_publish(struct outfile *f, struct err *err)
{
    return commit(f, true, err);
}

void outfile_abandon(struct outfile *f)
{
    if (f == NULL)
        return;
    close(f->fd);
    unlink(f->temp);
    outfile_free(f);
}

/* Its temporary name is its own: renaming it changes nothing. */
enum status outfile_new(const char *path, mode_t mode, struct slice bytes, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    struct outfile *f;
    enum status st;

    if (fd < 0 && errno == EEXIST)
        return err_set(err, ST_FATAL, "FILE-EXISTS",
                       "%s is there already; name another file, or move it away", path);
    if (fd < 0)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot create %s: %s; check the folder and its rights",
                       path, strerror(errno));
    f = mem_zero(1, sizeof(*f));
    f->fd = fd;
    f->path = mem_text(path);
    f->temp = mem_text(path);
    buf_init(&f->buf, OUT_BUFFER + 1);
    st = write_all(f, bytes.p, bytes.n, err);
    if (st != ST_OK) {
        outfile_abandon(f);
        return st;
    }
    st = outfile_publish(f, err);
    if (st != ST_OK)
        unlink(path);
    return st;
}

enum status outfile_put(const char *path, struct slice bytes, struct err *err)
{
    struct outfile *f;
    enum status st = outfile_open(path, &f, err);

    if (st != ST_OK)
        return st;
    st = outfile_write(f, bytes, err);
    if (st == ST_OK)
        return outfile_commit(f, err);
    outfile_abandon(f);
    return st;
}
