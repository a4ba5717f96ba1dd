/* dump_index: which dumps lie in a folder.  See dump_index.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dump_index.h"
#include "input_set.h"
#include "mem.h"

struct dump_index {
    struct arena arena;
    struct found {
        unsigned char digest[DIGEST_SIZE];
        const char *file, *name;
        bool known; /* was asked for */
    } * dumps;
    size_t n, room;
};

/* To its end, for its digest. */
static enum status read_all(struct input *in, struct err *err)
{
    unsigned char *chunk = mem_alloc((size_t)64 << 10);
    size_t got = 1;
    enum status st = ST_OK;

    while (st == ST_OK && got > 0)
        st = input_read(in, chunk, (size_t)64 << 10, &got, err);
    mem_free(chunk);
    return st;
}

/* "folder/a.zip:inner/b.csv" lies in the file folder/a.zip. */
static const char *file_of(struct dump_index *x, const char *path)
{
    struct stat info;
    char *file = (char *)arena_copy(&x->arena, path, strlen(path) + 1);

    for (char *colon = file + strlen(file); lstat(file, &info) != 0 || !S_ISREG(info.st_mode);) {
        while (colon > file && *colon != ':')
            colon--;
        if (colon == file)
            return path;
        *colon = '\0';
    }
    return file;
}

static void add(struct dump_index *x, struct input *in)
{
    struct found *f;

    x->dumps = mem_grow(x->dumps, x->n, &x->room, sizeof(*x->dumps));
    f = &x->dumps[x->n++];
    input_digest(in, f->digest);
    f->name = (const char *)arena_copy(&x->arena, input_name(in), strlen(input_name(in)) + 1);
    f->file = file_of(x, input_path(in));
    f->known = false;
}

enum status dump_index_open(const char *folder, const char *avoid, struct dump_index **out, struct err *err)
{
    struct dump_index *x = mem_zero(1, sizeof(*x));
    struct input_set *set;
    struct input *in;
    struct stat info;
    enum status st;

    *out = x;
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
        return err_at(err, ST_FAIL, folder, 0, 0, "DUMPS-READ",
                      "is no folder that can be read; give --dumps the folder where the dumps lie");
    set = input_set_open(&folder, 1);
    input_set_avoid(set, avoid);
    while ((st = input_set_next(set, &in, err)) == ST_OK || st == ST_FAIL) {
        if (st == ST_OK && read_all(in, err) == ST_OK)
            add(x, in);
        else
            err_clear(err);
    }
    input_set_close(set);
    return st == ST_END ? ST_OK : st;
}

void dump_index_close(struct dump_index *x)
{
    if (x == NULL)
        return;
    arena_release(&x->arena);
    mem_free(x->dumps);
    mem_free(x);
}

/* An archive may hold what is no dump of the store, or no more: that is not handed out with the others. */
static bool all_known(const struct dump_index *x, const char *file)
{
    for (size_t i = 0; i < x->n; i++)
        if (!x->dumps[i].known && strcmp(x->dumps[i].file, file) == 0)
            return false;
    return true;
}

const char *dump_index_find(void *ctx, const unsigned char digest[DIGEST_SIZE], const char *name,
                            bool *changed)
{
    struct dump_index *x = ctx;
    const char *file = NULL;

    *changed = false;
    for (size_t i = 0; i < x->n; i++) {
        struct found *f = &x->dumps[i];

        if (memcmp(f->digest, digest, DIGEST_SIZE) == 0) {
            f->known = true;
            file = file == NULL && all_known(x, f->file) ? f->file : file;
        }
        *changed = *changed || strcmp(f->name, name) == 0;
    }
    return file;
}
