/* Templates of any bytes: the first byte is the place, then the page, the partial a and the partial
 * b, separated by 0x1f.  A value must never add markup to an HTML page. */
#include <assert.h>
#include <string.h>

#include "template.h"
#include "value_make.h"

struct files {
    struct slice part[3];
};

static enum status load(void *ctx, struct slice name, struct slice *text, struct slice *where,
                        struct err *err)
{
    const struct files *files = ctx;

    (void)where;
    (void)err;
    if (name.n != 1 || (name.p[0] != 'a' && name.p[0] != 'b'))
        return ST_END;
    *text = files->part[name.p[0] - 'a' + 1];
    return ST_OK;
}

static enum status next_row(struct value_pull *p, struct value *row, struct err *err)
{
    (void)p;
    (void)err;
    *row = value_string("row");
    return ST_OK;
}

struct seen {
    size_t bytes, less;
};

static enum status look(void *ctx, struct slice bytes, struct err *err)
{
    struct seen *seen = ctx;

    seen->bytes += bytes.n;
    for (size_t i = 0; i < bytes.n; i++)
        seen->less += bytes.p[i] == '<';
    return seen->bytes < 1u << 22 ? ST_OK : err_set(err, ST_FAIL, "FUZZ-LONG", "long");
}

static enum status show(const struct tmpl *t, const char *x, struct arena *a, struct seen *seen)
{
    struct value item;
    struct value_builder b, m;
    struct err err = ERR_INIT;

    value_begin(&b, a, 6);
    value_begin(&m, a, 2);
    value_add_string(&m, "y", x);
    value_add_string(&b, "x", x);
    value_add_bool(&b, "f", false);
    value_add(&b, "m", value_of_map(&m.map));
    item = value_of_map(&m.map);
    value_add(&b, "l", value_list_of(a, &item, 1));
    value_add(&b, "r", value_of_rows(a, (struct value_rows){.next = next_row, .max = 3}));
    return template_render(t, value_of_map(&b.map), look, seen, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct files files = {0};
    struct arena a = ARENA_INIT;
    struct template_set *set;
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;
    struct seen plain = {0}, hostile = {0};
    size_t k = 0;

    if (size == 0)
        return 0;
    set = template_set_new((enum template_place)(data[0] % 3), load, &files);
    files.part[0].p = data + 1;
    for (size_t i = 1; i < size; i++)
        if (data[i] == 0x1f && k < 2)
            files.part[++k].p = data + i + 1;
        else
            files.part[k].n++;
    if (template_compile(set, "fuzz", files.part[0], &t, &err) == ST_OK) {
        enum status st = show(t, "harmless", &a, &plain);

        if (show(t, "<\"javascript:'>&\xff\n=`", &a, &hostile) == ST_OK && st == ST_OK)
            assert(data[0] % 3 != TEMPLATE_HTML || plain.less == hostile.less);
    } else {
        assert(strncmp(err.code, "TEMPLATE-", 9) == 0 && err.text[0] != 0);
    }
    template_set_free(set);
    arena_release(&a);
    return 0;
}
