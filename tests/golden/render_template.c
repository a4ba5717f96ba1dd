/* render_template FOLDER NAME: FOLDER/NAME.mustache over FOLDER/NAME.json in HTML, or why not. */
#include <stdio.h>

#include "harness.h"
#include "json_value.h"
#include "template.h"

struct folder {
    const char *path;
    struct arena *arena;
};

static enum status load(void *ctx, struct slice name, struct slice *text, struct slice *where,
                        struct err *err)
{
    const struct folder *f = ctx;
    struct buf path;

    (void)err;
    buf_init(&path, 4096);
    buf_format(&path, "%s/%.*s.mustache", f->path, (int)name.n, (const char *)name.p);
    *text = json_value_file(buf_string(&path), f->arena);
    buf_clear(&path);
    buf_format(&path, "%.*s.mustache", (int)name.n, (const char *)name.p);
    *where = slice_copy(f->arena, buf_view(&path));
    buf_release(&path);
    return text->p == NULL ? ST_END : ST_OK;
}

int main(int argc, char **argv)
{
    struct arena a = ARENA_INIT;
    struct folder folder = {argc == 3 ? argv[1] : "", &a};
    struct template_set *set = template_set_new(TEMPLATE_HTML, load, &folder);
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;
    struct buf out, path;
    enum status st;

    if (argc != 3)
        return 2;
    buf_init(&path, 4096);
    buf_init(&out, BUF_CAP);
    buf_format(&path, "%s/%s.json", argv[1], argv[2]);
    st = template_get(set, argv[2], &t, &err);
    if (st == ST_OK)
        st = template_render_buf(t, json_value(json_value_file(buf_string(&path), &a), &a), &out, &err);
    if (st == ST_OK)
        fwrite(out.p, 1, out.n, stdout);
    else
        printf("%s:%d:%d: %s: %s\n", err.where, (int)err.line, (int)err.column, err.code, err.text);
    buf_release(&out);
    buf_release(&path);
    template_set_free(set);
    arena_release(&a);
    return st == ST_OK ? 0 : 1;
}
