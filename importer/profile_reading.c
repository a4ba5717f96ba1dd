/* profile_reading: the small parts that a profile is written in: texts, paths, VALUE, WHEN.
 * See profile_reading.h. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "profile_reading.h"
#include "utf8.h"

#define FOUND_SHOWN 40 /* bytes of a text */

bool reading_fail(struct reading *r, const struct yaml *at, const char *code, const char *format, ...)
{
    va_list ap;
    char text[900];
    struct buf b;

    buf_init(&b, BUF_CAP);
    va_start(ap, format);
    buf_formatv(&b, format, ap);
    va_end(ap);
    snprintf(text, sizeof(text), "%s", buf_string(&b));
    buf_release(&b);
    (void)err_at(r->err, ST_FAIL, r->name, at->line, at->column, code, "%s", text);
    return false;
}

bool reading_expected(struct reading *r, const struct yaml *at, const char *what)
{
    struct slice text = utf8_prefix(at->text, FOUND_SHOWN);

    if (at->kind == YAML_MAP)
        return reading_fail(r, at, "PROFILE-VALUE", "write %s here; found a map", what);
    if (at->kind == YAML_LIST)
        return reading_fail(r, at, "PROFILE-VALUE", "write %s here; found a list of %zu", what, at->n);
    if (at->text.n == 0)
        return reading_fail(r, at, "PROFILE-VALUE", "write %s here; found nothing", what);
    return reading_fail(r, at, "PROFILE-VALUE", "write %s here; found '%.*s'%s", what, (int)text.n,
                        (const char *)text.p, at->text.n > text.n ? "..." : "");
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void list_names(struct buf *b, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        buf_format(b, "%s'%s'", i ? ", " : "", names[i]);
}

/* Keys are many: where one is near, the others are left out. */
static bool unknown(struct reading *r, const struct yaml *at, const char *code, const char *what,
                    const char *const *names)
{
    const char *near;
    int n = (int)least(at->text.n, 100);
    size_t count = 0;
    struct buf b;

    while (names[count])
        count++;
    near = nearest_word(at->text, names, count);
    buf_init(&b, BUF_CAP);
    list_names(&b, names);
    if (near && strcmp(what, "key") == 0)
        reading_fail(r, at, code, "unknown %s '%.*s': did you mean '%s'?", what, n, (const char *)at->text.p,
                     near);
    else if (near)
        reading_fail(r, at, code, "unknown %s '%.*s': did you mean '%s'? It is one of %s", what, n,
                     (const char *)at->text.p, near, buf_string(&b));
    else
        reading_fail(r, at, code, "unknown %s '%.*s': it is one of %s", what, n, (const char *)at->text.p,
                     buf_string(&b));
    buf_release(&b);
    return false;
}

static bool no_map(struct reading *r, const struct yaml *at, const char *const *names)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "a map, {key: value}, with keys among ");
    list_names(&b, names);
    reading_expected(r, at, buf_string(&b));
    buf_release(&b);
    return false;
}

static bool no_word(struct reading *r, const struct yaml *at, const char *const *names)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "one of ");
    list_names(&b, names);
    reading_expected(r, at, buf_string(&b));
    buf_release(&b);
    return false;
}

bool reading_keys(struct reading *r, const struct yaml *map, const char *const *names,
                  const struct yaml **got)
{
    if (map->kind != YAML_MAP)
        return no_map(r, map, names);
    for (size_t i = 0; names[i]; i++)
        got[i] = NULL;
    for (const struct yaml *k = map->child; k; k = k->next) {
        size_t i = 0;

        while (names[i] && !slice_is(k->text, names[i]))
            i++;
        if (!names[i])
            return unknown(r, k, "PROFILE-KEY", "key", names);
        got[i] = k->value;
    }
    return true;
}

bool reading_text(struct reading *r, const struct yaml *y, struct slice *out)
{
    if (y->kind != YAML_TEXT)
        return reading_expected(r, y, "a text");
    *out = y->text;
    return true;
}

bool reading_word(struct reading *r, const struct yaml *y, const char *const *names, size_t *out)
{
    if (y->kind != YAML_TEXT)
        return no_word(r, y, names);
    for (*out = 0; names[*out]; (*out)++)
        if (slice_is(y->text, names[*out]))
            return true;
    return unknown(r, y, "PROFILE-VALUE", "word", names);
}

bool reading_texts(struct reading *r, const struct yaml *y, struct slice **out, size_t *n)
{
    *n = 0;
    if (y->kind == YAML_MAP)
        return reading_expected(r, y, "a text or a list of texts");
    *out = arena_zero(&r->p->arena, y->kind == YAML_LIST ? y->n + 1 : 1, sizeof(**out));
    if (y->kind == YAML_TEXT)
        return reading_text(r, y, &(*out)[(*n)++]);
    for (const struct yaml *c = y->child; c; c = c->next)
        if (!reading_text(r, c, &(*out)[(*n)++]))
            return false;
    return true;
}

static void note_path(struct reading *r, const struct yaml *y, const struct path *out)
{
    struct written *w = arena_zero(&r->p->arena, 1, sizeof(*w));

    *w = (struct written){*out, y->line, y->column, r->reach, NULL};
    if (r->p->last_path)
        r->p->last_path->next = w;
    else
        r->p->paths = w;
    r->p->last_path = w;
}

bool reading_path(struct reading *r, const struct yaml *y, struct path *out)
{
    struct slice text;
    struct err e = ERR_INIT;
    size_t at = 0;

    if (y->kind != YAML_TEXT)
        return reading_expected(r, y, "a path, such as actor.id,");
    text = y->text;
    if (path_compile(text, &r->p->arena, out, &at, &e) != ST_OK) {
        struct yaml place = *y;

        if (!y->quoted)
            place.column += at;
        return reading_fail(r, &place, e.code, "%s", e.text);
    }
    note_path(r, y, out);
    out->slot = r->p->n_slots++;
    r->p->looks_around |= out->up > 0;
    return true;
}

bool reading_paths(struct reading *r, const struct yaml *y, struct path **out, size_t *n)
{
    *n = 0;
    if (y->kind == YAML_MAP)
        return reading_expected(r, y, "a path or a list of paths");
    *out = arena_zero(&r->p->arena, y->kind == YAML_LIST ? y->n + 1 : 1, sizeof(**out));
    if (y->kind == YAML_TEXT)
        return reading_path(r, y, &(*out)[(*n)++]);
    for (const struct yaml *c = y->child; c; c = c->next)
        if (!reading_path(r, c, &(*out)[(*n)++]))
            return false;
    return true;
}

static bool norm_word(struct reading *r, const struct yaml *y, struct profile_value *v)
{
    static const char *const names[] = {"lower", "upper", "trim", "nodash", "noport", NULL};
    size_t word = 0;

    if (v->n_norm == NORM_MAX)
        return reading_fail(r, y, "PROFILE-VALUE", "more than 5 normalisations for one value");
    if (!reading_word(r, y, names, &word))
        return false;
    v->norm[v->n_norm++] = (enum norm)word;
    return true;
}

bool reading_norm(struct reading *r, const struct yaml *y, struct profile_value *v)
{
    if (y->kind == YAML_TEXT)
        return norm_word(r, y, v);
    if (y->kind == YAML_MAP)
        return reading_expected(r, y, "a list such as [lower, trim]");
    for (const struct yaml *c = y->child; c; c = c->next)
        if (!norm_word(r, c, v))
            return false;
    return true;
}

static bool read_match(struct reading *r, const struct yaml *y, struct profile_value *v)
{
    struct profile *p = r->p;
    struct pattern *made;
    struct slice text = SLICE_NONE;
    struct err e = ERR_INIT;
    size_t at = 0;

    if (!reading_text(r, y, &text))
        return false;
    if (pattern_new(text, &made, &at, &e) != ST_OK) {
        struct yaml place = *y;

        place.column += at + (y->quoted ? 1 : 0);
        return reading_fail(r, &place, e.code, "%s", e.text);
    }
    p->patterns = mem_grow(p->patterns, p->n_patterns, &p->size_patterns, sizeof(struct pattern *));
    p->patterns[p->n_patterns++] = made;
    v->match = made;
    return true;
}

static int by_from(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    return slice_order(x->from, y->from);
}

static bool read_map(struct reading *r, const struct yaml *y, struct profile_value *v)
{
    if (y->kind != YAML_MAP)
        return reading_expected(r, y, "a map, {from: to},");
    v->map = arena_zero(&r->p->arena, y->n + 1, sizeof(*v->map));
    for (const struct yaml *k = y->child; k; k = k->next) {
        struct slice to;

        if (!reading_text(r, k->value, &to))
            return false;
        if (slice_is(k->text, "*")) {
            struct slice *kept = arena_zero(&r->p->arena, 1, sizeof(*kept));

            *kept = to;
            v->otherwise = kept;
        } else {
            v->map[v->n_map++] = (struct pair){k->text, to};
        }
    }
    if (v->n_map)
        qsort(v->map, v->n_map, sizeof(*v->map), by_from);
    return true;
}

static bool read_parts(struct reading *r, const struct yaml *y, struct profile_value *v)
{
    if (y->kind != YAML_LIST || !y->n)
        return reading_expected(r, y, "a list of values");
    if (y->n > VALUE_MAX_PARTS)
        return reading_fail(r, y, "PROFILE-VALUE", "more than 64 values");
    v->parts = arena_zero(&r->p->arena, y->n, sizeof(*v->parts));
    for (const struct yaml *c = y->child; c; c = c->next)
        if (!reading_value(r, c, &v->parts[v->n_parts++]))
            return false;
    return true;
}

enum { V_PATH, V_FIRST, V_JOIN, V_CONST, V_MATCH, V_MAP, V_NORM, V_WITH, V_COUNT };

static bool read_kind(struct reading *r, const struct yaml *y, const struct yaml **got,
                      struct profile_value *v)
{
    size_t kinds = 0;

    for (size_t i = V_PATH; i <= V_CONST; i++)
        kinds += got[i] != NULL;
    if (kinds != 1)
        return reading_fail(r, y, "PROFILE-VALUE", "a value has exactly one of path, first, join, const");
    if (got[V_WITH] && !got[V_JOIN])
        return reading_fail(r, got[V_WITH], "PROFILE-VALUE", "'with' belongs to 'join'");
    if (got[V_PATH]) {
        v->kind = VALUE_PATH;
        return reading_path(r, got[V_PATH], &v->path);
    }
    if (got[V_CONST]) {
        v->kind = VALUE_CONST;
        return reading_text(r, got[V_CONST], &v->text);
    }
    v->kind = got[V_FIRST] ? VALUE_FIRST : VALUE_JOIN;
    if (got[V_WITH] && !reading_text(r, got[V_WITH], &v->text))
        return false;
    return read_parts(r, got[V_FIRST] ? got[V_FIRST] : got[V_JOIN], v);
}

bool reading_value(struct reading *r, const struct yaml *y, struct profile_value *out)
{
    static const char *const names[] = {"path", "first", "join", "const", "match",
                                        "map",  "norm",  "with", NULL};
    const struct yaml *got[V_COUNT] = {0};

    memset(out, 0, sizeof(*out));
    out->line = y->line;
    if (y->kind == YAML_TEXT) {
        out->kind = VALUE_PATH;
        return reading_path(r, y, &out->path);
    }
    if (y->kind == YAML_LIST)
        return reading_fail(r, y, "PROFILE-VALUE",
                            "a list is no value: write {first: [...]} or {join: [...]}");
    return reading_keys(r, y, names, got) && read_kind(r, y, got, out) &&
           (!got[V_MATCH] || read_match(r, got[V_MATCH], out)) &&
           (!got[V_MAP] || read_map(r, got[V_MAP], out)) &&
           (!got[V_NORM] || reading_norm(r, got[V_NORM], out));
}

/* Is the one the other but for a character put in, left out or changed, or two swapped? */
static bool slip(struct slice a, struct slice b)
{
    size_t least_n = least(a.n, b.n), most = a.n + b.n - least_n, front = 0, back = 0;

    while (front < least_n && a.p[front] == b.p[front])
        front++;
    while (back < least_n - front && a.p[a.n - 1 - back] == b.p[b.n - 1 - back])
        back++;
    return front + back + 1 >= most || (a.n == b.n && front + back + 2 == a.n &&
                                        a.p[front] == b.p[front + 1] && a.p[front + 1] == b.p[front]);
}

/* A condition's text that is likely no text. */
static void note_doubt(struct reading *r, const struct yaml *y)
{
    static const char *const words[] = {"present", "absent"};

    for (size_t i = 0; i < 2; i++)
        if (slip(y->text, slice_text(words[i]))) {
            struct doubt *d = arena_zero(&r->p->arena, 1, sizeof(*d));

            *d = (struct doubt){y->text, words[i], y->line, y->column, NULL};
            if (r->p->last_doubt)
                r->p->last_doubt->next = d;
            else
                r->p->doubts = d;
            r->p->last_doubt = d;
        }
}

bool reading_when(struct reading *r, const struct yaml *y, struct when *out)
{
    if (y->kind != YAML_MAP)
        return reading_expected(r, y, "a map, {path: a text, a list of texts, present or absent},");
    out->all = arena_zero(&r->p->arena, y->n + 1, sizeof(*out->all));
    for (const struct yaml *k = y->child; k; k = k->next) {
        struct condition *c = &out->all[out->n++];

        c->kind = WHEN_IS;
        if (k->value->kind == YAML_TEXT && !k->value->quoted && k->value->text.n == 0)
            return reading_expected(r, k->value,
                                    "a text, a list of texts, present or absent ('' is the empty text)");
        if (!reading_path(r, k, &c->path) || !reading_texts(r, k->value, &c->texts, &c->n_texts))
            return false;
        if (k->value->kind == YAML_TEXT && !k->value->quoted) {
            if (slice_is(k->value->text, "present"))
                c->kind = WHEN_PRESENT;
            else if (slice_is(k->value->text, "absent"))
                c->kind = WHEN_ABSENT;
            else
                note_doubt(r, k->value);
        }
    }
    return true;
}
