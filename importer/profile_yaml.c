/* profile_yaml: a YAML file as a small tree.  See profile_yaml.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "profile_yaml.h"

struct level {
    struct yaml *node; /* LIST or MAP */
    struct yaml *last; /* last member or key */
    bool wants_value;  /* MAP: a key stands alone so far */
};

struct loading {
    yaml_parser_t parser;
    const char *name;
    struct arena *arena;
    struct err *err;
    struct level levels[YAML_MAX_DEPTH];
    size_t depth;
    struct yaml *root;
};

static enum status fail(struct loading *l, yaml_mark_t at, const char *what)
{
    return err_at(l->err, ST_FAIL, l->name, at.line + 1, at.column + 1, "PROFILE-YAML", "%s", what);
}

static int by_text(const void *a, const void *b)
{
    const struct yaml *const *x = a, *const *y = b;
    int c = slice_order((*x)->text, (*y)->text);

    if (c)
        return c;
    if ((*x)->line != (*y)->line)
        return (*x)->line < (*y)->line ? -1 : 1;
    return (*x)->column < (*y)->column ? -1 : (*x)->column > (*y)->column;
}

const struct yaml **yaml_twice(const struct yaml **nodes, size_t n)
{
    if (n > 1)
        qsort(nodes, n, sizeof(*nodes), by_text);
    for (size_t i = 1; i < n; i++)
        if (slice_equal(nodes[i - 1]->text, nodes[i]->text))
            return &nodes[i];
    return NULL;
}

/* A key that occurs twice would silently win or lose: refused. */
static enum status check_unique(struct loading *l, const struct yaml *map)
{
    const struct yaml **keys, **twice;
    size_t n = 0;
    enum status st = ST_OK;

    if (map->n < 2)
        return ST_OK;
    keys = mem_zero(map->n, sizeof(*keys));
    for (const struct yaml *k = map->child; k; k = k->next)
        keys[n++] = k;
    twice = yaml_twice(keys, n);
    if (twice)
        st = err_at(l->err, ST_FAIL, l->name, (*twice)->line, (*twice)->column, "PROFILE-KEY",
                    "the key '%s' stands already in line %llu: keep one of them",
                    (const char *)(*twice)->text.p, (unsigned long long)twice[-1]->line);
    mem_free(keys);
    return st;
}

/* Hangs a node into the innermost level. */
static enum status place(struct loading *l, struct yaml *node, yaml_mark_t at)
{
    struct level *top;

    if (!l->depth) {
        l->root = node;
        return ST_OK;
    }
    top = &l->levels[l->depth - 1];
    if (top->wants_value) {
        top->last->value = node;
        top->wants_value = false;
        return ST_OK;
    }
    if (top->node->kind == YAML_MAP && node->kind != YAML_TEXT)
        return fail(l, at, "a key must be a text; a text that starts with '{' or '[' must stand in quotes");
    if (top->last)
        top->last->next = node;
    else
        top->node->child = node;
    top->last = node;
    top->node->n++;
    top->wants_value = top->node->kind == YAML_MAP;
    return ST_OK;
}

static struct yaml *node_new(struct loading *l, enum yaml_kind kind, yaml_mark_t at)
{
    struct yaml *y = arena_zero(l->arena, 1, sizeof(*y));

    y->kind = kind;
    y->line = at.line + 1;
    y->column = at.column + 1;
    return y;
}

static enum status scalar(struct loading *l, const yaml_event_t *ev)
{
    struct yaml *y = node_new(l, YAML_TEXT, ev->start_mark);

    if (ev->data.scalar.anchor)
        return fail(l, ev->start_mark, "anchors are not allowed in a profile: write the value out");
    if (ev->data.scalar.tag)
        return fail(l, ev->start_mark, "tags are not allowed in a profile: every value is text");
    if (memchr(ev->data.scalar.value, 0, ev->data.scalar.length))
        return fail(l, ev->start_mark, "NUL is not allowed in a text");
    y->text.n = ev->data.scalar.length;
    y->text.p = arena_copy(l->arena, ev->data.scalar.value, y->text.n);
    y->quoted = ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return place(l, y, ev->start_mark);
}

static enum status open_level(struct loading *l, enum yaml_kind kind, const yaml_char_t *anchor,
                              const yaml_char_t *tag, yaml_mark_t at)
{
    struct yaml *y = node_new(l, kind, at);

    if (anchor)
        return fail(l, at, "anchors are not allowed in a profile: write the value out");
    if (tag)
        return fail(l, at, "tags are not allowed in a profile: every value is text");
    if (l->depth == YAML_MAX_DEPTH)
        return fail(l, at, "lists and maps are nested more than 32 deep");
    if (place(l, y, at) != ST_OK)
        return ST_FAIL;
    l->levels[l->depth++] = (struct level){.node = y};
    return ST_OK;
}

static enum status close_level(struct loading *l)
{
    const struct yaml *done = l->levels[--l->depth].node;

    return done->kind == YAML_MAP ? check_unique(l, done) : ST_OK;
}

/* ST_END at the end of the stream. */
static enum status take(struct loading *l, const yaml_event_t *ev)
{
    switch (ev->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (l->root)
            return fail(l, ev->start_mark, "a second document begins here: one profile a file");
        return ST_OK;
    case YAML_ALIAS_EVENT:
        return fail(l, ev->start_mark, "aliases are not allowed in a profile: write the value out");
    case YAML_SCALAR_EVENT: return scalar(l, ev);
    case YAML_SEQUENCE_START_EVENT:
        return open_level(l, YAML_LIST, ev->data.sequence_start.anchor, ev->data.sequence_start.tag,
                          ev->start_mark);
    case YAML_MAPPING_START_EVENT:
        return open_level(l, YAML_MAP, ev->data.mapping_start.anchor, ev->data.mapping_start.tag,
                          ev->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_level(l);
    case YAML_STREAM_END_EVENT: return ST_END;
    default: return ST_OK;
    }
}

/* Does a tab stand in the line's indentation?  Lines count from 0. */
static bool tab_indents(struct slice text, size_t line)
{
    size_t i = 0;

    for (; line > 0 && i < text.n; i++)
        line -= text.p[i] == '\n';
    while (i < text.n && text.p[i] == ' ')
        i++;
    return i < text.n && text.p[i] == '\t';
}

/* libyaml tells what it met, not what to do; NULL: what that is cannot be told. */
static const char *in_plain_words(struct slice text, const yaml_parser_t *p, const char *problem)
{
    const char *context = p->context ? p->context : "";

    if (tab_indents(text, p->problem_mark.line))
        return "a tab stands in the indentation: write blanks";
    if (strstr(problem, "mapping values are not allowed"))
        return "a ':' is not allowed here: put a text that holds ': ' in quotes, "
               "or correct the indentation";
    if (strstr(problem, "cannot start any token"))
        return "this character cannot start a text: put the text in quotes";
    if (strstr(context, "quoted scalar") && strstr(problem, "end of stream"))
        return "this is no YAML: a quote that is opened above is not closed: close it";
    if (strstr(problem, "escape") || strstr(problem, "hexdecimal"))
        return "this is no YAML: in double quotes a '\\\\' begins an escape: write two of them for one, or "
               "take "
               "single quotes";
    if (strstr(context, "flow"))
        return "this is no YAML: a list '[' or a map '{' that is opened above is not closed, or a ',' is "
               "missing "
               "in it: put in what is missing, or put a text that starts with '[' or '{' in quotes";
    if (strstr(context, "block") || strstr(context, "simple key"))
        return "this is no YAML: what stands above is a list or map, and this line is no member of it: "
               "indent it "
               "as the others are, and write 'key: value' or '- member'";
    return NULL;
}

/* Tells a byte's line and column: libyaml has an offset alone where a byte is no character. */
static enum status bad_byte(struct loading *l, struct slice text, size_t offset, const char *problem)
{
    yaml_mark_t at = {0};

    if (strstr(problem, "trailing")) /* the offset is that of a byte behind the one that starts it */
        while (offset > 0 && (text.p[--offset] & 0xc0) == 0x80)
            ;
    for (size_t i = 0; i < offset && i < text.n; i++) {
        bool ends = text.p[i] == '\n';

        at.line += ends;
        at.column = ends ? 0 : at.column + ((text.p[i] & 0xc0) != 0x80);
    }
    return fail(l, at, strstr(problem, "UTF-8") ? "this byte is not UTF-8: save the file as UTF-8" : problem);
}

static enum status syntax(struct loading *l, struct slice text)
{
    const yaml_parser_t *p = &l->parser;
    const char *problem = p->problem ? p->problem : "not YAML", *plain;

    if (p->error == YAML_READER_ERROR)
        return bad_byte(l, text, p->problem_offset, problem);
    plain = in_plain_words(text, p, problem);
    if (plain)
        return fail(l, p->problem_mark, plain);
    return err_at(l->err, ST_FAIL, l->name, p->problem_mark.line + 1, p->problem_mark.column + 1,
                  "PROFILE-YAML", "this is no YAML (%s): correct it, or put the text in quotes", problem);
}

enum status yaml_read(struct slice text, const char *name, struct arena *a, struct yaml **out,
                      struct err *err)
{
    struct loading l = {.name = name, .arena = a, .err = err};
    enum status st = ST_OK;

    if (text.n > YAML_MAX_SIZE)
        return err_at(err, ST_FAIL, name, 0, 0, "PROFILE-YAML", "the file is larger than 1 MiB");
    /* libyaml would take a comment behind the byte order mark for the document. */
    if (slice_starts(text, SLICE("\xef\xbb\xbf")))
        text = (struct slice){text.p + 3, text.n - 3};
    if (!yaml_parser_initialize(&l.parser))
        mem_exhausted();
    yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&l.parser, text.p ? text.p : (const unsigned char *)"", text.n);
    while (st == ST_OK) {
        yaml_event_t ev;

        if (!yaml_parser_parse(&l.parser, &ev)) {
            st = syntax(&l, text);
            break;
        }
        st = take(&l, &ev);
        yaml_event_delete(&ev);
    }
    yaml_parser_delete(&l.parser);
    if (st != ST_END)
        return st;
    if (!l.root)
        return err_at(err, ST_FAIL, name, 1, 1, "PROFILE-YAML", "the file holds no profile");
    *out = l.root;
    return ST_OK;
}
