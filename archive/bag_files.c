/* bag_files: the files of a bag, wherever they lie.  See bag_files.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bag_files_impl.h"
#include "mem.h"

struct bag_files {
    char *name;
    struct bag_folder *folder; /* or */
    struct bag_tar *tar;
};

struct bag_file {
    int fd; /* -1: it lies in memory */
    bool own;
    uint64_t at, left;
    struct slice bytes;
    char *shown;      /* bag/path */
    const char *path; /* within shown */
};

enum status bag_unreadable(const char *bag, const char *path, struct err *err)
{
    int why = errno;

    return err_set(err, ST_FATAL, "BAG-READ", "cannot read %s%s%s: %s", bag, path[0] != 0 ? "/" : "", path,
                   strerror(why));
}

enum status bag_pread(int fd, void *p, size_t n, uint64_t at, size_t *got)
{
    *got = 0;
    while (*got < n) {
        ssize_t did = pread(fd, (unsigned char *)p + *got, n - *got, (off_t)(at + *got));

        if (did < 0 && errno == EINTR)
            continue;
        if (did < 0)
            return ST_FATAL;
        if (did == 0)
            break;
        *got += (size_t)did;
    }
    return ST_OK;
}

struct bag_file *bag_file_new(int fd, bool own, uint64_t at, uint64_t left, const char *bag,
                              struct slice path)
{
    struct bag_file *f = mem_zero(1, sizeof(*f));
    size_t n = bag[0] != 0 ? strlen(bag) + 1 : 0;

    f->fd = fd;
    f->own = own;
    f->at = at;
    f->left = left;
    f->shown = mem_alloc(n + path.n + 1);
    snprintf(f->shown, n + path.n + 1, "%s%s%.*s", bag, n > 0 ? "/" : "", (int)path.n, (const char *)path.p);
    f->path = f->shown + n;
    return f;
}

struct bag_file *bag_file_of(struct slice bytes, const char *path)
{
    struct bag_file *f = bag_file_new(-1, false, 0, bytes.n, "", slice_text(path));

    f->bytes = bytes;
    return f;
}

const char *bag_file_path(const struct bag_file *f)
{
    return f->path;
}

const char *bag_file_shown(const struct bag_file *f)
{
    return f->shown;
}

enum status bag_file_read(struct bag_file *f, void *p, size_t n, size_t *got, struct err *err)
{
    n = n < f->left ? n : (size_t)f->left;
    if (f->fd < 0) {
        if (n > 0)
            memcpy(p, f->bytes.p + f->at, n);
        *got = n;
    } else if (bag_pread(f->fd, p, n, f->at, got) != ST_OK) {
        return bag_unreadable(f->shown, "", err);
    }
    f->at += *got;
    f->left -= f->left != UINT64_MAX ? *got : 0;
    return ST_OK;
}

void bag_file_close(struct bag_file *f)
{
    if (f == NULL)
        return;
    if (f->own)
        close(f->fd);
    mem_free(f->shown);
    mem_free(f);
}

/* A folder, or a file that begins as a tar does. */
static enum status take(struct bag_files *b, int fd, struct err *err)
{
    struct stat st;
    char magic[5];
    size_t got;

    if (fstat(fd, &st) != 0)
        return bag_unreadable(b->name, "", err);
    if (S_ISDIR(st.st_mode)) {
        b->folder = bag_folder_new(fd, b->name);
        return ST_OK;
    }
    if (!S_ISREG(st.st_mode) || bag_pread(fd, magic, sizeof(magic), 257, &got) != ST_OK ||
        got != sizeof(magic) || memcmp(magic, "ustar", sizeof(magic)) != 0)
        return err_set(err, ST_FATAL, "BAG-NONE",
                       "%s is neither a folder nor a tar; name a bag, or a tar of one", b->name);
    return bag_tar_open(fd, (uint64_t)st.st_size, b->name, &b->tar, err);
}

enum status bag_files_open(const char *path, struct bag_files **out, struct err *err)
{
    struct bag_files *b = mem_zero(1, sizeof(*b));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    size_t n = strlen(path);
    enum status st;

    b->name = mem_text(path);
    while (n > 1 && b->name[n - 1] == '/')
        b->name[--n] = '\0';
    st = fd < 0 ? bag_unreadable(path, "", err) : take(b, fd, err);
    if (st == ST_OK) {
        *out = b;
        return ST_OK;
    }
    if (fd >= 0)
        close(fd);
    mem_free(b->name);
    mem_free(b);
    return st;
}

void bag_files_close(struct bag_files *b)
{
    if (b == NULL)
        return;
    bag_folder_free(b->folder);
    bag_tar_free(b->tar);
    mem_free(b->name);
    mem_free(b);
}

const char *bag_files_name(const struct bag_files *b)
{
    return b->name;
}

bool bag_files_payload(const struct bag_files *b)
{
    return b->folder != NULL ? bag_folder_payload(b->folder) : bag_tar_payload(b->tar);
}

enum status bag_files_next(struct bag_files *b, struct bag_file **out, struct err *err)
{
    return b->folder != NULL ? bag_folder_next(b->folder, out, err) : bag_tar_next(b->tar, out, err);
}

enum status bag_files_find(struct bag_files *b, const char *path, struct bag_file **out, struct err *err)
{
    return b->folder != NULL ? bag_folder_find(b->folder, path, out, err)
                             : bag_tar_find(b->tar, path, out, err);
}
