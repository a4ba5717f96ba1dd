/* Templates over rows of any number: lists, and rows that are pulled one by one. */
#include <sys/resource.h>

#include "harness.h"
#include "template.h"
#include "value_make.h"

#define NEVER   SIZE_MAX
#define AT_ONCE (SIZE_MAX - 1)

/* Renders text over root; out holds the page, or the code of the error. */
static void render(const char *text, struct value root, struct buf *out)
{
    struct template_set *set = template_set_new(TEMPLATE_HTML, NULL, NULL);
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;

    buf_clear(out);
    CHECK_INT(template_compile(set, "page", slice_text(text), &t, &err), ST_OK);
    if (template_render_buf(t, root, out, &err) != ST_OK) {
        buf_clear(out);
        buf_text(out, err.code);
    }
    template_set_free(set);
}

struct counter {
    uint64_t bytes, pieces;
    size_t largest;
};

static enum status count(void *ctx, struct slice bytes, struct err *err)
{
    struct counter *c = ctx;

    (void)err;
    c->bytes += bytes.n;
    c->pieces++;
    c->largest = bytes.n > c->largest ? bytes.n : c->largest;
    return ST_OK;
}

static enum status refuse(void *ctx, struct slice bytes, struct err *err)
{
    (void)ctx;
    (void)bytes;
    return err_set(err, ST_FATAL, "FILE-WRITE", "full");
}

/* n maps with the numbers from 0. */
static struct value numbered(struct arena *a, size_t n)
{
    struct value *items = arena_zero(a, n + 1, sizeof(*items));

    for (size_t i = 0; i < n; i++) {
        struct value_builder row;

        value_begin(&row, a, 1);
        value_add(&row, "n", value_int(a, (int64_t)i));
        items[i] = value_built(&row);
    }
    return value_list_of(a, items, n);
}

/* n rows with the numbers from 0, pulled. */
struct pulled {
    size_t n, fails; /* fails: the row that does; NEVER; AT_ONCE, as they are opened */
    int opened, closed;
    size_t made;
};

static enum status pull_open(struct value_pull *p, struct err *err)
{
    struct pulled *of = p->rows->ctx;

    if (of->fails == AT_ONCE)
        return err_set(err, ST_FATAL, "STORE-READ", "not there");
    of->opened++;
    p->cursor = of;
    return ST_OK;
}

static enum status pull_next(struct value_pull *p, struct value *row, struct err *err)
{
    struct pulled *of = p->cursor;
    struct value_builder b;

    if (p->i == of->fails)
        return err_set(err, ST_FATAL, "STORE-READ", "broken");
    if (p->i == of->n)
        return ST_END;
    value_begin(&b, &p->arena, 1);
    value_add(&b, "n", value_int(&p->arena, (int64_t)p->i));
    *row = value_built(&b);
    of->made++;
    return ST_OK;
}

static void pull_close(void *cursor)
{
    ((struct pulled *)cursor)->closed++;
}

static struct value pulled_value(struct arena *a, struct pulled *of, uint64_t max)
{
    return value_of_rows(a, (struct value_rows){pull_open, pull_next, pull_close, of, max});
}

/* 400,000 rows: none is kept, and what they give is passed on in pieces. */
static void check_many_rows(struct arena *a)
{
    struct template_set *set = template_set_new(TEMPLATE_HTML, NULL, NULL);
    const struct tmpl *t = NULL;
    struct counter c = {0};
    struct pulled p = {.n = 400000, .fails = NEVER};
    struct value_builder root;
    struct err err = ERR_INIT;
    struct rusage before, after;

    value_begin(&root, a, 1);
    value_add(&root, "rows", pulled_value(a, &p, UINT64_MAX));
    CHECK_INT(template_compile(set, "t",
                               SLICE("{{#rows}}{{$row}}<p>{{$cell}}{{n}}{{/cell}}</p>{{/row}}\n{{/rows}}"),
                               &t, &err),
              ST_OK);
    getrusage(RUSAGE_SELF, &before);
    CHECK_INT(template_render(t, value_of_map(&root.map), count, &c, &err), ST_OK);
    getrusage(RUSAGE_SELF, &after);
    CHECK_INT(c.bytes, 400000 * 8 + 2288890);
    CHECK(c.pieces > 200 && c.largest < 32768);
    CHECK(after.ru_maxrss - before.ru_maxrss < 2048); /* KiB */
    CHECK_INT(template_render(t, value_of_map(&root.map), refuse, &c, &err), ST_FATAL);
    CHECK(strcmp(err.code, "FILE-WRITE") == 0);
    CHECK(p.opened == 2 && p.closed == 2 && p.made < 410000);
    template_set_free(set);
}

/* A list and pulled rows look the same to a template. */
static void check_rows(struct arena *a)
{
    static const struct {
        const char *text;
        size_t n;
        const char *want;
    } cases[] = {
        {"{{^rows}}none{{/rows}}{{#rows}}{{n}},{{/rows}}{{^rows}}none{{/rows}}", 3, "0,1,2,"},
        {"{{^rows}}none{{/rows}}{{#rows}}{{n}},{{/rows}}{{^rows}}none{{/rows}}", 0, "nonenone"},
        {"{{#rows}}{{n}},{{/rows}}{{#rows}}{{n}}{{/rows}}", 2, "0,1,01"},
        {"{{#rows}}{{n}}:{{#rows}}{{n}}{{/rows}} {{/rows}}", 2, "0:01 1:01 "},
        {"{{#rows}}{{^rows}}{{n}}{{/rows}}{{#n}}{{n}};{{/n}}{{/rows}}", 2, "0;1;"},
        {"{{#rows}}{{n}},{{/rows}}{{#rows}}{{n}}{{/rows}}", 0, ""},
        {"{{rows}}{{rows.n}}.", 2, "."},
    };
    struct buf out;

    buf_init(&out, BUF_CAP);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct pulled p = {.n = cases[i].n, .fails = NEVER}, more = {.n = cases[i].n + 1, .fails = NEVER};
        struct value_field field = {SLICE("rows"), numbered(a, cases[i].n)};
        struct value_map map = {&field, 1};

        render(cases[i].text, value_of_map(&map), &out);
        CHECK_SLICE(buf_view(&out), cases[i].want);
        field.value = pulled_value(a, &p, UINT64_MAX);
        render(cases[i].text, value_of_map(&map), &out);
        CHECK_SLICE(buf_view(&out), cases[i].want);
        CHECK_INT(p.opened, p.closed);
        field.value = pulled_value(a, &more, cases[i].n);
        render(cases[i].text, value_of_map(&map), &out);
        CHECK_SLICE(buf_view(&out), cases[i].want);
    }
    buf_release(&out);
}

/* Rows that fail end the render, and each cursor is closed. */
static void check_failing_rows(struct arena *a)
{
    static const struct {
        const char *text;
        size_t fails;
        int opened;
        size_t made;
    } cases[] = {
        {"{{#rows}}{{n}}{{/rows}}", 2, 1, 2},       {"{{#rows}}{{n}}{{/rows}}", 0, 1, 0},
        {"{{^rows}}{{n}}{{/rows}}", 0, 1, 0},       {"{{#rows}}{{#rows}}{{n}}{{/rows}}{{/rows}}", 2, 2, 3},
        {"{{#rows}}{{n}}{{/rows}}", AT_ONCE, 0, 0}, {"{{^rows}}-{{/rows}}", AT_ONCE, 0, 0},
    };
    struct buf out;

    buf_init(&out, BUF_CAP);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct pulled p = {.n = 4, .fails = cases[i].fails};
        struct value_field field = {SLICE("rows"), pulled_value(a, &p, 4)};
        struct value_map map = {&field, 1};

        render(cases[i].text, value_of_map(&map), &out);
        CHECK_SLICE(buf_view(&out), "STORE-READ");
        CHECK_INT(p.opened, cases[i].opened);
        CHECK_INT(p.closed, cases[i].opened);
        CHECK_INT(p.made, cases[i].made);
    }
    buf_release(&out);
}

int main(void)
{
    struct arena a = ARENA_INIT;

    check_rows(&a);
    check_failing_rows(&a);
    check_many_rows(&a);
    arena_release(&a);
    return harness_end();
}
