/* site_folder: where a site stands.  See site_folder.h. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "outfile.h"
#include "site_folder.h"

#define PART_DEPTH 32 /* a site's own folders are at most a few deep */

static char *take_real(const char *path)
{
    char *real = realpath(path, NULL), *own = real != NULL ? mem_text(real) : NULL;

    free(real);
    return own;
}

/* The folder above is resolved, the last name is still to be made. */
static char *resolve_new(const char *out)
{
    char *copy = mem_text(out), *slash, *above, *path = NULL;
    size_t n = strlen(copy), size;

    while (n > 1 && copy[n - 1] == '/')
        copy[--n] = '\0';
    slash = strrchr(copy, '/');
    if (slash != NULL)
        *slash = '\0';
    above = take_real(slash == NULL ? "." : slash == copy ? "/" : copy);
    if (above != NULL) {
        size = strlen(above) + n + 2;
        path = mem_alloc(size);
        snprintf(path, size, "%s/%s", above[1] != '\0' ? above : "", slash != NULL ? slash + 1 : copy);
    }
    mem_free(above);
    mem_free(copy);
    return path;
}

enum status site_folder_resolve(const char *out, char **path, struct err *err)
{
    struct stat st;
    DIR *d = opendir(out);

    if (d != NULL)
        closedir(d);
    else if (errno != ENOENT)
        return err_set(err, ST_FATAL, "SITE-FOLDER", "%s is not a folder that can be read: %s", out,
                       strerror(errno));
    else if (lstat(out, &st) == 0)
        return err_set(err, ST_FATAL, "SITE-FOLDER",
                       "%s is a link to nothing; make the folder it names, or remove the link", out);
    *path = d != NULL ? take_real(out) : resolve_new(out);
    if (*path == NULL)
        return err_set(err, ST_FATAL, "SITE-FOLDER", "cannot make the folder %s: %s", out, strerror(errno));
    return ST_OK;
}

enum site_folder_state site_folder_look(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    bool some = false;

    if (d == NULL)
        return errno == ENOENT ? SITE_NONE : SITE_FULL;
    while (!some && (e = readdir(d)) != NULL)
        some = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return some ? SITE_FULL : SITE_EMPTY;
}

static void mark_of(const struct stat *st, char mark[64])
{
    snprintf(mark, 64, "part %llu %llu\n", (unsigned long long)st->st_dev, (unsigned long long)st->st_ino);
}

/* Does the journal begin with the mark?  It is written before any other line. */
static bool marked(int journal, const struct stat *st)
{
    char mark[64], have[64] = {0};
    size_t n;

    mark_of(st, mark);
    n = strlen(mark);
    return pread(journal, have, n, 0) == (ssize_t)n && memcmp(have, mark, n) == 0;
}

/* Only regular files that known tells of stay: nothing else may be published. */
static bool clean(const char *path, size_t skip, int depth, const struct site_table *known)
{
    DIR *d = depth < PART_DEPTH ? opendir(path) : NULL;
    struct dirent *e;
    bool ok = d != NULL;

    while (ok && (e = readdir(d)) != NULL) {
        size_t n = strlen(path) + strlen(e->d_name) + 2;
        char *name;
        struct stat st;

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        name = mem_alloc(n);
        snprintf(name, n, "%s/%s", path, e->d_name);
        if (lstat(name, &st) != 0)
            ok = false;
        else if (S_ISDIR(st.st_mode))
            ok = clean(name, skip, depth + 1, known) &&
                 (rmdir(name) == 0 || errno == ENOTEMPTY || errno == EEXIST);
        else if (!S_ISREG(st.st_mode) || site_table_find(known, name + skip) == NULL)
            ok = unlink(name) == 0;
        mem_free(name);
    }
    if (d != NULL)
        closedir(d);
    return ok;
}

enum status site_part_open(const char *part, int journal, const struct site_table *known, struct err *err)
{
    struct stat st;
    char mark[64];
    bool made = mkdir(part, 0777) == 0;

    if (!made && errno != EEXIST)
        return err_set(err, ST_FATAL, "SITE-FOLDER", "cannot make the folder %s: %s", part, strerror(errno));
    if (lstat(part, &st) != 0 || !S_ISDIR(st.st_mode) ||
        (!marked(journal, &st) && site_folder_look(part) != SITE_EMPTY))
        return err_set(err, ST_FATAL, "SITE-PART",
                       "%s is in the way and not known to be a report's; move it away, or remove "
                       "it, and run again",
                       part);
    if (marked(journal, &st))
        return clean(part, strlen(part) + 1, 0, known)
                   ? ST_OK
                   : err_set(err, ST_FATAL, "SITE-PART", "cannot clear %s; remove it and run again", part);
    mark_of(&st, mark);
    if (ftruncate(journal, 0) != 0 || pwrite(journal, mark, strlen(mark), 0) != (ssize_t)strlen(mark))
        return err_set(err, ST_FATAL, "SITE-STATE",
                       "cannot write the journal of %s; free some space and run again", part);
    return ST_OK;
}

enum status site_part_publish(const char *part, const char *out, struct err *err)
{
    if (rename(part, out) != 0)
        return err_set(err, ST_FATAL, "SITE-FOLDER", "cannot rename %s to %s: %s", part, out,
                       strerror(errno));
    return outfile_sync_name(out, err);
}

void site_temp_remove(const char *work, const char *path)
{
    size_t n = strlen(work) + strlen(path) + 8;
    const char *slash = strrchr(path, '/');
    int folder = slash != NULL ? (int)(slash - path) + 1 : 0;
    char *temp = mem_alloc(n);

    snprintf(temp, n, "%s/%.*s.%s.tmp", work, folder, path, path + folder);
    unlink(temp); /* mostly there is none */
    mem_free(temp);
}

/* The first of the folders above path that make cannot make, or that is no folder; 0: there is none.
 * Without make, one that is missing is no matter. */
static size_t odd_folder(const char *work, const char *path, bool make)
{
    char folder[SITE_PATH_MAX + 4096];

    for (size_t i = 1; path[i] != '\0'; i++) {
        struct stat st;

        if (path[i] != '/')
            continue;
        snprintf(folder, sizeof(folder), "%s/%.*s", work, (int)i, path);
        if (make && mkdir(folder, 0777) == 0)
            continue;
        if (make && errno != EEXIST)
            return i;
        if (lstat(folder, &st) != 0 ? make : !S_ISDIR(st.st_mode)) {
            errno = ENOTDIR;
            return i;
        }
    }
    return 0;
}

bool site_folder_foreign(const char *work, const char *path)
{
    return odd_folder(work, path, false) > 0;
}

enum status site_folders_make(struct site_folders *f, const char *work, const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    struct slice name = {(const unsigned char *)path, slash != NULL ? (size_t)(slash - path) : 0};
    char **known = &f->known[slice_hash(name) & (SITE_FOLDERS - 1)];
    const char *why;
    size_t odd;

    if (name.n == 0 || (*known != NULL && slice_equal(slice_text(*known), name)))
        return ST_OK;
    odd = odd_folder(work, path, true);
    if (odd > 0) {
        why = errno == ENOTDIR ? "what stands there is no folder of its own; move it away" : strerror(errno);
        return err_set(err, ST_FATAL, "SITE-FOLDER", "cannot make the folder %s/%.*s: %s", work, (int)odd,
                       path, why);
    }
    mem_free(*known);
    *known = mem_alloc(name.n + 1);
    snprintf(*known, name.n + 1, "%.*s", (int)name.n, path);
    return ST_OK;
}

void site_folders_release(struct site_folders *f)
{
    for (size_t i = 0; i < SITE_FOLDERS; i++)
        mem_free(f->known[i]);
}
