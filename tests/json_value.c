/* json_value: a JSON text as a struct value.  See json_value.h. */
#include <assert.h>
#include <stdio.h>

#include "json.h"
#include "json_value.h"
#include "value_make.h"

#define JSON_VALUE_MAX 4096 /* members of one list or map */

static struct value json_value_of(struct json_scan *s, enum json_token t, struct arena *a);

static struct value json_value_list(struct json_scan *s, struct arena *a)
{
    struct value *items = mem_zero(JSON_VALUE_MAX, sizeof(*items)), v;
    size_t n = 0;

    for (enum json_token t = json_next(s); t != JSON_ARRAY_END; t = json_next(s)) {
        assert(n < JSON_VALUE_MAX && t != JSON_ERROR);
        items[n++] = json_value_of(s, t, a);
    }
    v = value_list_of(a, items, n);
    mem_free(items);
    return v;
}

static struct value json_value_map(struct json_scan *s, struct arena *a)
{
    struct value_field *fields = mem_zero(JSON_VALUE_MAX, sizeof(*fields));
    struct value_map *map = arena_alloc(a, sizeof(*map));
    size_t n = 0;

    for (enum json_token t = json_next(s); t != JSON_OBJECT_END; t = json_next(s)) {
        assert(n < JSON_VALUE_MAX && t == JSON_KEY);
        fields[n].name = slice_copy(a, s->value);
        t = json_next(s);
        fields[n++].value = json_value_of(s, t, a);
    }
    *map = (struct value_map){arena_copy(a, fields, n * sizeof(*fields)), n};
    mem_free(fields);
    return value_of_map(map);
}

/* The value whose first token t was just read. */
static struct value json_value_of(struct json_scan *s, enum json_token t, struct arena *a)
{
    switch (t) {
    case JSON_TRUE: return value_bool(true);
    case JSON_FALSE: return value_bool(false);
    case JSON_NUMBER:
    case JSON_STRING: return value_text(slice_copy(a, s->value));
    case JSON_ARRAY: return json_value_list(s, a);
    case JSON_OBJECT: return json_value_map(s, a);
    default: assert(t == JSON_NULL); return VALUE_MISSING;
    }
}

struct value json_value(struct slice text, struct arena *a)
{
    struct json_scan *s = arena_zero(a, 1, sizeof(*s));

    json_start(s, text, a);
    return json_value_of(s, json_next(s), a);
}

struct value json_value_get(struct value v, const char *name)
{
    assert(v.kind == VALUE_MAP);
    for (size_t i = 0; i < v.as.map->n; i++)
        if (slice_is(v.as.map->fields[i].name, name))
            return v.as.map->fields[i].value;
    return VALUE_MISSING;
}

struct slice json_value_file(const char *path, struct arena *a)
{
    FILE *f = fopen(path, "rb");
    struct buf b;
    struct slice s = SLICE_NONE;
    char piece[4096];
    size_t n;

    if (f == NULL)
        return s;
    buf_init(&b, BUF_CAP);
    while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
        buf_add(&b, piece, n);
    fclose(f);
    s = slice_copy(a, buf_view(&b));
    buf_release(&b);
    return s;
}
