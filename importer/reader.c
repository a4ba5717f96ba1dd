/* reader: one interface over the formats.  See reader.h. */
#include <assert.h>
#include <string.h>

#include "reader_impl.h"
#include "tree_layout.h"

static const struct {
    const char *name;
    const struct reader_ops *ops;
} formats[] = {
    [FORMAT_CSV] = {"csv", &reader_csv_ops},
    [FORMAT_JSON] = {"json", &reader_json_ops},
    [FORMAT_XML] = {"xml", &reader_xml_ops},
};

const char *format_name(enum format f)
{
    return formats[f].name;
}

static struct reader *reader_new(struct input *in, enum format format)
{
    struct reader *r = mem_zero(1, sizeof(*r));

    r->ops = formats[format].ops;
    r->options.format = format;
    buf_init(&r->resumed, BUF_CAP);
    window_open(&r->window, in);
    r->layouts = layouts_new();
    return r;
}

static enum status start(struct reader *r, struct reader **out, struct err *err)
{
    enum status st = r->ops->open(r, err);

    if (st != ST_OK) {
        reader_close(r);
        return st;
    }
    *out = r;
    return ST_OK;
}

enum status reader_open(struct input *in, const struct read_options *options, struct reader **out,
                        struct err *err)
{
    struct reader *r = reader_new(in, options->format);

    r->options = *options;
    return start(r, out, err);
}

void reader_close(struct reader *r)
{
    if (r == NULL)
        return;
    r->ops->close(r);
    layouts_free(r->layouts);
    window_close(&r->window);
    buf_release(&r->resumed);
    mem_free(r);
}

enum status reader_next(struct reader *r, struct arena *arena, struct record *rec, struct err *err)
{
    enum status st;

    mem_clear(rec, sizeof(*rec));
    st = r->ops->next(r, arena, rec, err);
    assert(st == ST_OK ? rec->tree != NULL : rec->tree == NULL);
    if (st == ST_OK && rec->layout == NULL)
        rec->layout = layouts_find(r->layouts, rec->tree, arena);
    if (st == ST_OK || st == ST_REJECT)
        rec->number = ++r->number;
    return st;
}

size_t reader_header(const struct reader *r, const struct slice **cells)
{
    *cells = NULL;
    return r->ops->header ? r->ops->header(r, cells) : 0;
}

void reader_describe(const struct reader *r, struct buf *out)
{
    buf_text(out, format_name(r->options.format));
    if (r->ops->describe)
        r->ops->describe(r, out);
}

enum status reader_resume(struct input *in, struct slice described, struct reader **out, struct err *err)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct slice name = slice_text(formats[i].name), rest;
        struct reader *r;
        enum status st = ST_OK;

        if (!slice_starts(described, name) || (described.n > name.n && described.p[name.n] != ' '))
            continue;
        r = reader_new(in, (enum format)i);
        buf_slice(&r->resumed, described);
        rest = (struct slice){r->resumed.p + name.n, r->resumed.n - name.n};
        if (r->ops->resume)
            st = r->ops->resume(r, rest, err);
        if (st == ST_OK)
            return start(r, out, err);
        reader_close(r);
        return st;
    }
    return err_set(err, ST_FAIL, "READER-RESUME",
                   "the stored description \"%.*s\" names no known format; import the dump again",
                   (int)(described.n < 80 ? described.n : 80), (const char *)described.p);
}
