/* value_make: values in the making.  See value_make.h. */
#include <assert.h>
#include <string.h>

#include "escape.h"
#include "value_make.h"

struct value value_bool(bool b)
{
    return (struct value){.kind = b ? VALUE_TRUE : VALUE_FALSE};
}

struct value value_text(struct slice text)
{
    return (struct value){.kind = VALUE_TEXT, .as.text = text};
}

struct value value_string(const char *text)
{
    return text == NULL ? VALUE_MISSING : value_text(slice_text(text));
}

struct value value_int(struct arena *a, int64_t v)
{
    unsigned char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do {
        digits[--at] = (unsigned char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (v < 0)
        digits[--at] = '-';
    return value_text(slice_copy(a, (struct slice){digits + at, sizeof(digits) - at}));
}

struct value value_of_map(const struct value_map *map)
{
    return (struct value){.kind = VALUE_MAP, .as.map = map};
}

struct value value_markup(struct arena *a, struct slice markup, struct slice text)
{
    struct value_html *html = arena_alloc(a, sizeof(*html));

    *html = (struct value_html){markup, text};
    return (struct value){.kind = VALUE_HTML, .as.html = html};
}

struct value value_link(struct arena *a, struct slice href, struct slice text)
{
    struct buf b;
    struct value v;

    buf_init(&b, BUF_CAP);
    if (href.n > 0) {
        buf_text(&b, "<a href=\"");
        escape_url(&b, href, ESCAPE_URL_WHOLE);
        buf_text(&b, "\">");
    }
    escape_text(&b, text);
    if (href.n > 0)
        buf_text(&b, "</a>");
    v = value_markup(a, slice_copy(a, buf_view(&b)), slice_copy(a, text));
    buf_release(&b);
    return v;
}

void value_begin(struct value_builder *b, struct arena *a, size_t max)
{
    b->fields = arena_zero(a, max, sizeof(*b->fields));
    b->map = (struct value_map){b->fields, 0};
    b->max = max;
    b->arena = a;
}

struct value *value_add(struct value_builder *b, const char *name, struct value v)
{
    struct value_field *f = &b->fields[b->map.n];

    assert(b->map.n < b->max);
    *f = (struct value_field){slice_text(name), v};
    b->map.n++;
    return &f->value;
}

struct value *value_add_text(struct value_builder *b, const char *name, struct slice text)
{
    return value_add(b, name, value_text(text));
}

struct value *value_add_string(struct value_builder *b, const char *name, const char *text)
{
    return value_add(b, name, value_string(text));
}

struct value *value_add_bool(struct value_builder *b, const char *name, bool v)
{
    return value_add(b, name, value_bool(v));
}

struct value value_built(const struct value_builder *b)
{
    struct value_map *map = arena_alloc(b->arena, sizeof(*map));

    *map = b->map;
    return value_of_map(map);
}

struct value value_list_of(struct arena *a, const struct value *items, size_t n)
{
    struct value_list *list = arena_alloc(a, sizeof(*list));
    struct value *copy = arena_zero(a, n, sizeof(*copy));

    if (n > 0)
        memcpy(copy, items, n * sizeof(*items));
    *list = (struct value_list){copy, n};
    return (struct value){.kind = VALUE_LIST, .as.list = list};
}

struct value value_of_rows(struct arena *a, struct value_rows rows)
{
    struct value_rows *copy = arena_alloc(a, sizeof(*copy));

    *copy = rows;
    return (struct value){.kind = VALUE_ROWS, .as.rows = copy};
}
