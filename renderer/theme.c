/* theme: the templates and files that pages are made with.  See theme.h. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "nearest.h"
#include "outfile.h"
#include "report.h"
#include "theme.h"

#define THEME_PATH 4096
#define NAMES_MAX  1024
#define EMBEDDED   "built-in " /* before the name of a file that the folder lacks */

struct theme {
    char *folder; /* or NULL */
    struct template_set *set;
    struct buf file; /* the last one read from the folder */
    struct buf own;  /* names of files that its templates include and the embedded theme has not, "/a/b/" */
    char where[THEME_PATH];
};

static const struct theme_file *embedded(const char *name)
{
    for (size_t i = 0; i < theme_embedded_count; i++)
        if (strcmp(theme_embedded[i].name, name) == 0)
            return &theme_embedded[i];
    return NULL;
}

/* Opens a regular file: a pipe would keep the report waiting. */
static FILE *open_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fdopen(fd, "r");
    close(fd);
    errno = EINVAL;
    return NULL;
}

/* Reads path whole into b.  ST_END if there is no such file. */
static enum status read_file(const char *path, struct buf *b, struct err *err)
{
    FILE *f = open_file(path);
    size_t n = 0;

    buf_clear(b);
    if (f == NULL && errno == ENOENT)
        return ST_END;
    if (f == NULL)
        return err_set(err, ST_FATAL, "THEME-FOLDER", "cannot read %s: %s", path,
                       errno == EINVAL ? "it is no regular file" : strerror(errno));
    do {
        if (!buf_room(b, 16384)) {
            fclose(f);
            return err_set(err, ST_FATAL, "THEME-FOLDER",
                           "%s is larger than %zu MiB, the most that a file of a theme may have; "
                           "make it smaller",
                           path, TEMPLATE_MAX >> 20);
        }
        n = fread(buf_space(b, 16384), 1, 16384, f);
        buf_grew(b, n);
    } while (n > 0);
    if (ferror(f)) {
        fclose(f);
        return err_set(err, ST_FATAL, "THEME-FOLDER", "cannot read %s: %s", path, strerror(errno));
    }
    fclose(f);
    return ST_OK;
}

/* The file of that name, from the folder or else embedded. */
static enum status find(struct theme *t, const char *name, struct slice *out, struct err *err)
{
    const struct theme_file *f = embedded(name);

    if (f == NULL)
        buf_format(&t->own, "%s/", name);

    if (t->folder != NULL) {
        enum status st;

        snprintf(t->where, sizeof(t->where), "%s/%s", t->folder, name);
        st = read_file(t->where, &t->file, err);
        if (st == ST_OK)
            *out = buf_view(&t->file);
        if (st != ST_END)
            return st;
    }
    snprintf(t->where, sizeof(t->where), EMBEDDED "%s", name);
    if (f == NULL)
        return ST_END;
    *out = (struct slice){f->bytes, f->n};
    return ST_OK;
}

/* A template_load: names of templates are file names without their ending. */
static enum status load(void *ctx, struct slice name, struct slice *text, struct slice *where,
                        struct err *err)
{
    struct theme *t = ctx;
    char file[128];
    enum status st;

    if (name.n == 0 || name.n > 64 || memchr(name.p, '/', name.n) != NULL || name.p[0] == '.')
        return ST_END;
    snprintf(file, sizeof(file), "%.*s.mustache", (int)name.n, (const char *)name.p);
    st = find(t, file, text, err);
    *where = slice_text(t->where);
    return st;
}

/* Reads every file and compiles every template: a mistake is told before anything is made on disk. */
static enum status read_all(struct theme *t, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; st == ST_OK && i < theme_embedded_count; i++) {
        const char *name = theme_embedded[i].name, *ending = strstr(name, ".mustache");
        const struct tmpl *compiled;
        struct slice bytes;
        char stem[128];

        if (ending == NULL) {
            st = find(t, name, &bytes, err);
            continue;
        }
        snprintf(stem, sizeof(stem), "%.*s", (int)(ending - name), name);
        st = template_get(t->set, stem, &compiled, err);
    }
    return st;
}

void theme_free(struct theme *t)
{
    if (t == NULL)
        return;
    template_set_free(t->set);
    buf_release(&t->file);
    buf_release(&t->own);
    mem_free(t->folder);
    mem_free(t);
}

enum status theme_open(const char *folder, struct theme **out, struct err *err)
{
    struct theme *t;
    struct stat info;
    enum status st;

    if (folder != NULL && (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)))
        return err_set(err, ST_FATAL, "THEME-FOLDER",
                       "%s is not a folder with templates; "
                       "\"trailbook theme export\" writes one to start from",
                       folder);
    t = mem_zero(1, sizeof(*t));
    t->folder = folder != NULL ? mem_text(folder) : NULL;
    buf_init(&t->file, TEMPLATE_MAX + 32768);
    buf_init(&t->own, BUF_CAP);
    buf_byte(&t->own, '/');
    t->set = template_set_new(TEMPLATE_HTML, load, t);
    st = read_all(t, err);
    if (st == ST_OK)
        *out = t;
    else
        theme_free(t);
    return st;
}

/* Hidden files and an editor's copies are nobody's slip. */
static bool is_unused(const struct theme *t, const char *name)
{
    size_t n = strlen(name);
    const char *own = buf_string(&t->own);

    if (name[0] == '.' || name[n - 1] == '~' || embedded(name) != NULL)
        return false;
    for (const char *at = strstr(own, name); at != NULL; at = strstr(at + 1, name))
        if (at[-1] == '/' && at[n] == '/')
            return false;
    return true;
}

/* ST_OK: err tells of files in the folder that no page uses.  ST_END: there are none. */
static enum status find_unused(struct theme *t, struct err *err)
{
    DIR *d = opendir(t->folder);
    struct dirent *e;
    char first[256] = "", more[64] = "";
    uint64_t n = 0;

    if (d == NULL)
        return ST_END;
    while ((e = readdir(d)) != NULL) {
        if (!is_unused(t, e->d_name))
            continue;
        if (n++ == 0 || strcmp(e->d_name, first) < 0)
            snprintf(first, sizeof(first), "%s", e->d_name);
    }
    closedir(d);
    if (n == 0)
        return ST_END;
    if (n > 1)
        snprintf(more, sizeof(more), ", nor %llu more here", (unsigned long long)(n - 1));
    snprintf(t->where, sizeof(t->where), "%s/%s", t->folder, first);
    return err_at(err, ST_OK, t->where, 0, 0, "THEME-UNUSED",
                  "no page uses this file%s; trailbook theme export shows the names that files of a theme "
                  "have (the summary is index.mustache)",
                  more);
}

struct names { /* that pages have */
    struct arena arena;
    const char *v[NAMES_MAX];
    size_t n;
    void (*warned)(void *ctx, const struct err *e);
    void *ctx;
};

/* `site.title` is two names. */
static void add_names(struct names *l, const char *p, size_t n)
{
    for (size_t i = 0, from = 0; i <= n; i++) {
        if (i < n && p[i] != '.')
            continue;
        assert(l->n < NAMES_MAX);
        l->v[l->n++] = (const char *)arena_copy(&l->arena, p + from, i - from);
        from = i + 1;
    }
}

/* README.md lists them, each as `name`; a test holds it to what the pages give. */
static void read_names(struct names *l)
{
    const char *p = strstr((const char *)embedded("README.md")->bytes, "\n## What a page sees\n");
    const char *end = p != NULL ? strstr(p + 1, "\n## ") : NULL;

    assert(end != NULL);
    while ((p = strchr(p, '`')) != NULL && p < end) {
        size_t n = strspn(++p, "abcdefghijklmnopqrstuvwxyz_.");
        const char *close = p + strcspn(p, "`");

        if (p + n == close)
            add_names(l, p, n);
        p = close + 1;
    }
}

/* Is `name` in README.md? A frame may leave out blocks that pages fill. */
static bool is_told(struct slice name)
{
    char quoted[80];

    snprintf(quoted, sizeof(quoted), "`%.*s`", (int)(name.n < 64 ? name.n : 64), (const char *)name.p);
    return strstr((const char *)embedded("README.md")->bytes, quoted) != NULL;
}

/* A template_name. */
static void check_name(void *ctx, const char *where, uint64_t line, uint64_t column, struct slice name,
                       bool block)
{
    struct names *l = ctx;
    struct err e = ERR_INIT;
    int width = (int)(name.n < 80 ? name.n : 80);
    char hint[80] = "trailbook theme export writes a README.md that lists the names";
    const char *near;

    if (strncmp(where, EMBEDDED, strlen(EMBEDDED)) == 0 || (block && is_told(name)))
        return;
    for (size_t i = 0; !block && i < l->n; i++)
        if (slice_is(name, l->v[i]))
            return;
    near = nearest_word(name, l->v, l->n);
    if (near != NULL)
        snprintf(hint, sizeof(hint), "did you mean '%s'?", near);
    if (block)
        err_at(&e, ST_OK, where, line, column, "THEME-UNKNOWN",
               "no template has a block '%.*s', so this is never shown; correct the name", width,
               (const char *)name.p);
    else
        err_at(&e, ST_OK, where, line, column, "THEME-UNKNOWN",
               "no page has '%.*s', so it is always empty; %s", width, (const char *)name.p, hint);
    l->warned(l->ctx, &e);
}

static void warn_unknown(struct theme *t, void (*warned)(void *ctx, const struct err *e), void *ctx)
{
    struct names *l = mem_zero(1, sizeof(*l));

    l->warned = warned;
    l->ctx = ctx;
    read_names(l);
    template_names(t->set, check_name, l);
    arena_release(&l->arena);
    mem_free(l);
}

void theme_warn(struct theme *t, void (*warned)(void *ctx, const struct err *e), void *ctx)
{
    struct err e = ERR_INIT;

    if (t->folder == NULL)
        return;
    if (find_unused(t, &e) == ST_OK)
        warned(ctx, &e);
    warn_unknown(t, warned, ctx);
}

enum status theme_template(struct theme *t, const char *name, const struct tmpl **out, struct err *err)
{
    return template_get(t->set, name, out, err);
}

enum status theme_asset(struct theme *t, const char *name, struct slice *out, struct err *err)
{
    enum status st = find(t, name, out, err);

    assert(st != ST_END);
    return st;
}

/* 0: a folder without files, or none yet. */
static int folder_in_use(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    int used = 0;

    if (d == NULL)
        return errno != ENOENT;
    while (!used && (e = readdir(d)) != NULL)
        used = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return used;
}

static enum status export_file(const char *folder, const struct theme_file *f, struct err *err)
{
    char path[THEME_PATH];

    snprintf(path, sizeof(path), "%s/%s", folder, f->name);
    return outfile_put(path, (struct slice){f->bytes, f->n}, err);
}

/* A half would be in the way of the next try. */
static void undo_export(const char *folder, size_t n, bool made)
{
    for (size_t i = 0; i < n; i++) {
        char path[THEME_PATH];

        snprintf(path, sizeof(path), "%s/%s", folder, theme_embedded[i].name);
        unlink(path);
    }
    if (made)
        rmdir(folder);
}

enum status theme_export(const char *folder, uint64_t *files, struct err *err)
{
    enum status st = ST_OK;
    bool made;
    size_t n = 0;

    if (folder_in_use(folder))
        return err_set(err, ST_FATAL, "THEME-IN-USE", "%s is not an empty folder; name a new one", folder);
    made = mkdir(folder, 0777) == 0;
    if (!made && errno != EEXIST)
        return err_set(err, ST_FATAL, "THEME-FOLDER", "cannot make the folder %s: %s", folder,
                       strerror(errno));
    while (st == ST_OK && n < theme_embedded_count)
        st = export_file(folder, &theme_embedded[n++], err);
    if (st != ST_OK)
        undo_export(folder, n, made);
    if (files != NULL)
        *files = theme_embedded_count;
    return st;
}
