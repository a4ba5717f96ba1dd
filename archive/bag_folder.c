/* bag_folder: the files of a bag that lies in a folder.  See bag_files.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bag_files_impl.h"
#include "bag_path.h"
#include "mem.h"

#define DEPTH 64 /* folders in folders, each of which takes a descriptor while it is read */

struct bag_folder {
    int fd;
    const char *name;
    size_t depth; /* of open folders; 0: at the end, or not begun */
    bool begun;
    struct level {
        DIR *dir;
        size_t length; /* of path, up to this folder */
    } levels[DEPTH];
    struct buf path;
};

struct bag_folder *bag_folder_new(int fd, const char *name)
{
    struct bag_folder *f = mem_zero(1, sizeof(*f));

    f->fd = fd;
    f->name = name;
    buf_init(&f->path, BUF_CAP);
    return f;
}

void bag_folder_free(struct bag_folder *f)
{
    if (f == NULL)
        return;
    while (f->depth > 0)
        closedir(f->levels[--f->depth].dir);
    close(f->fd);
    buf_release(&f->path);
    mem_free(f);
}

bool bag_folder_payload(const struct bag_folder *f)
{
    struct stat st;

    return fstatat(f->fd, "data", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

/* fd: of a folder, taken; -1: it could not be opened. */
static enum status enter(struct bag_folder *f, int fd, struct err *err)
{
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (dir == NULL) {
        bag_unreadable(f->name, buf_string(&f->path), err);
        if (fd >= 0)
            close(fd);
        return ST_FATAL;
    }
    f->levels[f->depth++] = (struct level){dir, f->path.n};
    return ST_OK;
}

static enum status refuse_special(const char *bag, const char *path, mode_t mode, struct err *err)
{
    const char *what = S_ISLNK(mode)   ? "a symbolic link"
                       : S_ISDIR(mode) ? "a folder"
                                       : "a device, pipe or socket";

    return err_at(err, ST_REJECT, bag, 0, 0, "BAG-SPECIAL",
                  "%s is %s; a bag holds regular files, and nothing else is followed", path, what);
}

/* A file that still is the regular one that was looked at. */
static enum status open_file(int folder, const char *base, const char *bag, struct slice path,
                             struct bag_file **out, struct err *err)
{
    int fd = openat(folder, base, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    struct stat st;

    if (fd < 0)
        return bag_unreadable(bag, (const char *)path.p, err);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return refuse_special(bag, (const char *)path.p, S_IFIFO, err);
    }
    *out = bag_file_new(fd, true, 0, UINT64_MAX, bag, path);
    return ST_OK;
}

/* ST_OK with *out NULL: it was a folder, which is entered. */
static enum status take(struct bag_folder *f, const char *base, struct bag_file **out, struct err *err)
{
    int folder = dirfd(f->levels[f->depth - 1].dir);
    struct stat st;

    *out = NULL;
    if (f->path.n > 0)
        buf_byte(&f->path, '/');
    buf_text(&f->path, base);
    if (fstatat(folder, base, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return bag_unreadable(f->name, buf_string(&f->path), err);
    if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
        return refuse_special(f->name, buf_string(&f->path), st.st_mode, err);
    if (f->path.n > BAG_PATH_MAX || (S_ISDIR(st.st_mode) && f->depth == DEPTH))
        return err_at(err, ST_REJECT, f->name, 0, 0, "BAG-PATH",
                      "%.64s... lies too deep: %d folders and %d bytes are the most", buf_string(&f->path),
                      DEPTH, BAG_PATH_MAX);
    if (S_ISDIR(st.st_mode))
        return enter(f, openat(folder, base, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), err);
    return open_file(folder, base, f->name, buf_view(&f->path), out, err);
}

enum status bag_folder_next(struct bag_folder *f, struct bag_file **out, struct err *err)
{
    enum status st = ST_OK;

    *out = NULL;
    if (!f->begun) {
        f->begun = true;
        st = enter(f, openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), err);
    }
    while (st == ST_OK && *out == NULL && f->depth > 0) {
        struct level *l = &f->levels[f->depth - 1];
        struct dirent *e;

        f->path.n = l->length;
        f->path.p[f->path.n] = 0;
        errno = 0;
        e = readdir(l->dir);
        if (e == NULL && errno != 0)
            return bag_unreadable(f->name, buf_string(&f->path), err);
        if (e == NULL)
            closedir(f->levels[--f->depth].dir);
        else if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            st = take(f, e->d_name, out, err);
    }
    return st != ST_OK ? st : *out != NULL ? ST_OK : ST_END;
}

/* Follows path part by part, as openat() would follow links in the middle of it. */
static enum status find_in(struct bag_folder *f, int folder, const char *path, const char *rest,
                           struct bag_file **out, struct err *err)
{
    size_t n = strcspn(rest, "/");
    bool last = rest[n] == 0;
    char base[256];
    struct stat st;
    enum status r;
    int fd;

    snprintf(base, sizeof(base), "%.*s", (int)n, rest);
    if (fstatat(folder, base, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? ST_END : bag_unreadable(f->name, path, err);
    if (last && S_ISREG(st.st_mode))
        return open_file(folder, base, f->name, slice_text(path), out, err);
    if (!last && S_ISREG(st.st_mode))
        return ST_END;
    if (last || !S_ISDIR(st.st_mode))
        return refuse_special(f->name, path, st.st_mode, err);
    fd = openat(folder, base, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return bag_unreadable(f->name, path, err);
    r = find_in(f, fd, path, rest + n + 1, out, err);
    close(fd);
    return r;
}

enum status bag_folder_find(struct bag_folder *f, const char *path, struct bag_file **out, struct err *err)
{
    return find_in(f, f->fd, path, path, out, err);
}
