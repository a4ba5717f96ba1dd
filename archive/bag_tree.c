/* bag_tree: a folder with all that is in it.  See bag_tree.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bag_tree.h"
#include "mem.h"

#define DEPTH 64 /* a bag that this program wrote is at most a few deep */

typedef bool visit(const char *path, const struct stat *st, void *ctx);

/* Calls f for all that is below path, and then for path itself; false, with errno, at the first that fails.
 */
static bool walk(const char *path, unsigned depth, visit *f, void *ctx)
{
    struct stat st;
    struct dirent *e;
    bool ok = true;
    DIR *d;

    if (lstat(path, &st) != 0)
        return false;
    if (!S_ISDIR(st.st_mode))
        return f(path, &st, ctx);
    d = depth < DEPTH ? opendir(path) : NULL;
    if (d == NULL)
        return false;
    while (ok && (errno = 0, e = readdir(d)) != NULL) {
        size_t n = strlen(path) + strlen(e->d_name) + 2;
        char *name;

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        name = mem_alloc(n);
        snprintf(name, n, "%s/%s", path, e->d_name);
        ok = walk(name, depth + 1, f, ctx);
        mem_free(name);
    }
    ok = ok && errno == 0;
    closedir(d);
    return ok && f(path, &st, ctx);
}

struct files {
    bool (*f)(const char *path, void *ctx);
    void *ctx;
};

static bool only_files(const char *path, const struct stat *st, void *ctx)
{
    const struct files *files = ctx;

    return S_ISDIR(st->st_mode) || files->f(path, files->ctx);
}

bool bag_tree_files(const char *path, bool (*f)(const char *path, void *ctx), void *ctx)
{
    struct files files = {f, ctx};

    return walk(path, 0, only_files, &files);
}

static bool settle(const char *path, const struct stat *st, void *ctx)
{
    const int64_t *at = ctx;
    struct timespec times[2] = {{.tv_sec = (time_t)*at}, {.tv_sec = (time_t)*at}};

    return chmod(path, S_ISDIR(st->st_mode) ? 0755 : 0644) == 0 && utimensat(AT_FDCWD, path, times, 0) == 0;
}

enum status bag_tree_settle(const char *path, int64_t at, struct err *err)
{
    if (walk(path, 0, settle, &at))
        return ST_OK;
    return err_set(err, ST_FATAL, "FILE-WRITE", "cannot set modes and times in %s: %s", path,
                   strerror(errno));
}

static bool take_away(const char *path, const struct stat *st, void *ctx)
{
    (void)ctx;
    return (S_ISDIR(st->st_mode) ? rmdir(path) : unlink(path)) == 0;
}

enum status bag_tree_remove(const char *path, struct err *err)
{
    struct stat st;

    if ((lstat(path, &st) != 0 && errno == ENOENT) || walk(path, 0, take_away, NULL))
        return ST_OK;
    return err_set(err, ST_FATAL, "FILE-REMOVE", "cannot remove %s: %s; remove it and run again", path,
                   strerror(errno));
}
