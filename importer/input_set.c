/* input_set: finds the dumps that paths name, one at a time.  See input_set.h. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input_impl.h"
#include "input_set.h"
#include "mem.h"

#define LAYERS 4 /* a dump packed more often than this is no dump */

/* An open folder: what is left of its names, in their order. */
struct folder {
    char **names;
    size_t n, at;
    size_t path_n; /* of set->path, that names it */
};

struct input_set {
    const char *const *paths; /* borrowed */
    size_t n_paths, at;
    struct buf avoid;       /* a file that must not be opened; empty: none */
    struct folder *folders; /* from the named one down to the current one */
    size_t n_folders, room;
    struct buf path; /* of the current file */

    struct input *input; /* handed out last */
    struct pack *pack;   /* open archive, whose members come next */
    struct expansion expansion;
    struct input_passed passed;
};

struct input_set *input_set_open(const char *const *paths, size_t n)
{
    struct input_set *set = mem_zero(1, sizeof(*set));

    set->paths = paths;
    set->n_paths = n;
    buf_init(&set->path, BUF_CAP);
    buf_init(&set->avoid, BUF_CAP);
    return set;
}

void input_set_avoid(struct input_set *set, const char *store)
{
    char *real = realpath(store, NULL);

    buf_clear(&set->avoid);
    buf_text(&set->avoid, real != NULL ? real : store);
    free(real);
}

static void pop_folder(struct input_set *set)
{
    struct folder *f = &set->folders[--set->n_folders];

    for (size_t i = 0; i < f->n; i++)
        mem_free(f->names[i]);
    mem_free(f->names);
}

void input_set_close(struct input_set *set)
{
    if (set == NULL)
        return;
    input_close(set->input);
    pack_close(set->pack);
    while (set->n_folders > 0)
        pop_folder(set);
    mem_free(set->folders);
    buf_release(&set->path);
    buf_release(&set->avoid);
    mem_free(set);
}

static enum status cannot_open(const char *path, const char *why, struct err *err)
{
    return err_at(err, ST_FAIL, path, 0, 0, "INPUT-OPEN", "cannot be opened: %s", why);
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
}

static enum status read_names(struct folder *f, DIR *d, struct input_passed *passed)
{
    const struct dirent *entry;
    size_t room = 0;

    errno = 0;
    while ((entry = readdir(d)) != NULL) {
        if (entry->d_name[0] == '.') {
            passed->hidden += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
            continue;
        }
        f->names = mem_grow(f->names, f->n, &room, sizeof(*f->names));
        f->names[f->n++] = mem_text(entry->d_name);
        errno = 0;
    }
    if (errno != 0)
        return ST_FAIL;
    if (f->n > 1)
        qsort(f->names, f->n, sizeof(*f->names), by_name);
    return ST_OK;
}

/* The folder that set->path names becomes the current one. */
static enum status push_folder(struct input_set *set, struct err *err)
{
    DIR *d = opendir(buf_string(&set->path));
    struct folder *f;
    enum status st;

    if (d == NULL)
        return cannot_open(buf_string(&set->path), strerror(errno), err);
    set->folders = mem_grow(set->folders, set->n_folders, &set->room, sizeof(*set->folders));
    f = &set->folders[set->n_folders++];
    *f = (struct folder){.path_n = set->path.n};
    st = read_names(f, d, &set->passed);
    if (st != ST_OK)
        cannot_open(buf_string(&set->path), strerror(errno), err);
    (void)closedir(d);
    if (st != ST_OK)
        pop_folder(set);
    return st;
}

/* The next file's path; folders are gone into.  ST_END after the last. */
static enum status next_path(struct input_set *set, bool *named)
{
    struct folder *f;

    while (set->n_folders > 0) {
        f = &set->folders[set->n_folders - 1];
        if (f->at == f->n) {
            pop_folder(set);
            continue;
        }
        set->path.n = f->path_n;
        if (set->path.n > 0 && set->path.p[set->path.n - 1] != '/')
            buf_byte(&set->path, '/');
        buf_text(&set->path, f->names[f->at++]);
        *named = false;
        return ST_OK;
    }
    if (set->at == set->n_paths)
        return ST_END;
    buf_clear(&set->path);
    buf_text(&set->path, set->paths[set->at++]);
    *named = true;
    return ST_OK;
}

/* Whether a folder's entry is a dump or a folder; what is not is counted. */
static bool is_wanted(const char *path, struct input_passed *passed)
{
    struct stat st;
    bool link;

    if (lstat(path, &st) != 0)
        return true; /* opening it tells what is wrong */
    link = S_ISLNK(st.st_mode);
    if (link && stat(path, &st) != 0)
        return true;
    if (S_ISREG(st.st_mode) || (S_ISDIR(st.st_mode) && !link))
        return true;
    passed->links += S_ISDIR(st.st_mode);
    passed->pipes += S_ISFIFO(st.st_mode);
    passed->sockets += S_ISSOCK(st.st_mode);
    passed->devices += S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode);
    return false;
}

static bool ends_with(struct slice b, const char *suffix)
{
    size_t n = strlen(suffix);

    return b.n > n && memcmp(b.p + b.n - n, suffix, n) == 0 && strchr("/:", b.p[b.n - n - 1]) == NULL;
}

static struct slice without_suffix(struct slice name)
{
    static const char *const suffixes[] = {".gz", ".GZ", ".bz2", ".xz", ".zst"};

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
        if (ends_with(name, suffixes[i]))
            return (struct slice){name.p, name.n - strlen(suffixes[i])};
    return name;
}

/* Undoes compression until something else comes to light; *suffix is how many bytes of path's end
 * tell of the layers. */
static enum status unpack(struct input_set *set, struct stream **s, const struct buf *path, size_t *suffix,
                          enum packing *packing, struct err *err)
{
    struct slice name = buf_view(path);

    *suffix = 0;
    *packing = PACKING_NONE;
    for (int layer = 0; layer < LAYERS; layer++) {
        struct slice head;
        enum status st = stream_sniff(*s, s, &head, err);

        if (st != ST_OK)
            return st;
        *packing = packing_of(head);
        if (*packing == PACKING_GZIP)
            *s = stream_gunzip(*s, &set->expansion);
        else if (*packing == PACKING_BZIP2 || *packing == PACKING_XZ || *packing == PACKING_ZSTD)
            *s = stream_unpack(*s, *packing, &set->expansion);
        else
            return ST_OK;
        name = without_suffix(name);
        *suffix = path->n - name.n;
    }
    return err_set(err, ST_FAIL, "INPUT-ARCHIVE", "is packed more than %d times; unpack it first",
                   LAYERS - 1);
}

/* Names the dump in a message, keeping a place that is already there. */
static enum status name_it(enum status st, const char *path, struct err *err)
{
    if (err->where[0] == 0 && st != ST_OK) {
        size_t n = strlen(path);

        if (n >= sizeof(err->where))
            path += n - sizeof(err->where) + 1; /* the end tells more than the start */
        memcpy(err->where, path, strlen(path) + 1);
    }
    return st;
}

static enum status next_member(struct input_set *set, struct err *err)
{
    struct stream *s;
    const char *name = "";
    enum packing packing;
    struct buf path;
    size_t suffix;
    enum status st = pack_next(set->pack, &name, &s, err);

    if (st == ST_END)
        return st;
    if (st != ST_OK)
        return name_it(st, buf_string(&set->path), err);
    buf_init(&path, BUF_CAP);
    buf_slice(&path, buf_view(&set->path));
    buf_byte(&path, ':');
    buf_text(&path, name);
    st = unpack(set, &s, &path, &suffix, &packing, err);
    if (st == ST_OK && packing != PACKING_NONE)
        st = err_set(err, ST_FAIL, "INPUT-ARCHIVE",
                     "is an archive within an archive; unpack the outer one first");
    if (st == ST_OK)
        set->input = input_from_stream(s, buf_string(&path), suffix, -1, -1);
    else
        s->close(s);
    st = name_it(st, buf_string(&path), err);
    buf_release(&path);
    return st;
}

static enum status open_stream(struct input_set *set, int fd, const struct stat *info, struct err *err)
{
    bool plain = S_ISREG(info->st_mode);
    struct stream *s;
    enum packing packing;
    size_t suffix;
    enum status st;

    set->expansion = (struct expansion){0};
    s = stream_of_fd(fd, plain && fd != STDIN_FILENO, &set->expansion);
    st = unpack(set, &s, &set->path, &suffix, &packing, err);
    if (st == ST_OK && packing == PACKING_OTHER)
        st = err_set(err, ST_FAIL, "INPUT-ARCHIVE", "is a 7z or rar archive; unpack it first");
    if (st != ST_OK) {
        s->close(s);
        return st;
    }
    if (packing != PACKING_NONE) {
        set->pack = pack_open(s, packing, &set->expansion);
        return ST_OK;
    }
    plain = plain && s->seek != NULL; /* nothing was unpacked */
    set->input = input_from_stream(s, buf_string(&set->path), suffix, plain ? (int64_t)info->st_size : -1,
                                   plain ? fd : -1);
    return ST_OK;
}

static bool is_file(const char *path, const struct stat *info)
{
    struct stat other;

    return stat(path, &other) == 0 && other.st_dev == info->st_dev && other.st_ino == info->st_ino;
}

/* The store, by whatever name, its journal, which comes and goes, or the secret beside it. */
static bool is_avoided(const struct input_set *set, const struct stat *info)
{
    static const char *const suffixes[] = {"", "-journal", ".pepper"};
    bool is = false;
    struct buf name;

    if (set->avoid.n == 0)
        return false;
    buf_init(&name, BUF_CAP);
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]) && !is; i++) {
        buf_clear(&name);
        buf_slice(&name, buf_view(&set->avoid));
        buf_text(&name, suffixes[i]);
        is = is_file(buf_string(&name), info);
    }
    buf_release(&name);
    return is;
}

static enum status refuse_store(const char *path, struct err *err)
{
    return err_at(err, ST_FAIL, path, 0, 0, "INPUT-STORE",
                  "is the store that this import fills, not a dump; leave it out, or give another --db");
}

static enum status open_path(struct input_set *set, bool named, struct err *err)
{
    const char *path = buf_string(&set->path);
    struct stat info;
    int fd = STDIN_FILENO;

    if (named && strcmp(path, "-") == 0) {
        if (fstat(fd, &info) != 0)
            return cannot_open("-", strerror(errno), err);
        if (is_avoided(set, &info))
            return refuse_store("-", err);
        return name_it(open_stream(set, fd, &info, err), "-", err);
    }
    if (!named && !is_wanted(path, &set->passed))
        return ST_OK;
    if (set->avoid.n > 0 && stat(path, &info) == 0 && is_avoided(set, &info)) {
        set->passed.stores += !named;
        return named ? refuse_store(path, err) : ST_OK;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot_open(path, strerror(errno), err);
    if (fstat(fd, &info) != 0) {
        cannot_open(path, strerror(errno), err);
        (void)close(fd);
        return ST_FAIL;
    }
    if (S_ISDIR(info.st_mode)) {
        (void)close(fd);
        return push_folder(set, err);
    }
    return name_it(open_stream(set, fd, &info, err), path, err);
}

enum status input_set_next(struct input_set *set, struct input **out, struct err *err)
{
    enum status st = ST_OK;
    bool named = false;

    input_close(set->input);
    set->input = NULL;
    while (st == ST_OK && set->input == NULL) {
        if (set->pack != NULL) {
            st = next_member(set, err);
            if (st != ST_OK && pack_over(set->pack)) {
                pack_close(set->pack);
                set->pack = NULL;
                st = st == ST_END ? ST_OK : st;
            }
            continue;
        }
        st = next_path(set, &named);
        if (st == ST_OK)
            st = open_path(set, named, err);
    }
    if (st == ST_OK)
        *out = set->input;
    return st;
}

bool input_set_several(const struct input_set *set)
{
    return set->n_paths > 1 || set->n_folders > 0 || set->pack != NULL;
}

struct input_passed input_set_passed(const struct input_set *set)
{
    return set->passed;
}
