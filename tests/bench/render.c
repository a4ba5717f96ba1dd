/* render SECONDS: pages a second of a page of 10 rows, and megabytes a second of each escape
 * against memcpy, all in one run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "escape.h"
#include "template.h"
#include "value_make.h"

static const char row_text[] =
    "<tr id=\"e-{{id}}\"{{#failed}} class=\"failed\"{{/failed}}>\n"
    "  <td class=\"t\"><a href=\"#e-{{id}}\"><time "
    "datetime=\"{{time}}\">{{shown}}</time></a></td>\n"
    "  <td><span class=\"mark {{outcome}}\">{{label}}</span></td>\n"
    "  <td class=\"what\">{{sentence}}{{#items}} <a href=\"{{page.root}}item/{{file}}\" "
    "title=\"{{role}}\">{{name}}</a>{{/items}}</td>\n"
    "  <td class=\"place\">{{dump}} record {{record}}</td>\n</tr>\n";

static const char page_text[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<title>{{page.title}}</title>\n<link rel=\"stylesheet\" href=\"{{page.root}}style.css\">\n"
    "</head>\n<body>\n<h1>{{page.title}}</h1>\n<table>\n{{#rows}}\n{{>row}}\n{{/rows}}\n"
    "</table>\n</body>\n</html>\n";

static enum status load(void *ctx, struct slice name, struct slice *text, struct slice *where,
                        struct err *err)
{
    (void)ctx;
    (void)where;
    (void)err;
    if (!slice_is(name, "row"))
        return ST_END;
    *text = slice_text(row_text);
    return ST_OK;
}

static enum status count(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    *(size_t *)ctx += bytes.n;
    return ST_OK;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct value make_row(struct arena *a)
{
    struct value_builder b, i;
    struct value item;

    value_begin(&i, a, 3);
    value_add_string(&i, "file", "license/ab/gyvh-8b49-0123456789ab.html");
    value_add_string(&i, "role", "target");
    value_add_string(&i, "name", "GYVH-8B49");
    item = value_built(&i);
    value_begin(&b, a, 10);
    value_add_string(&b, "id", "v7iw6y7qtgsdvluw");
    value_add_string(&b, "time", "2026-10-31T19:04:07Z");
    value_add_string(&b, "shown", "2026-10-31 19:04:07");
    value_add_string(&b, "outcome", "failure");
    value_add_string(&b, "label", "License reset");
    value_add_string(&b, "sentence", "Ada Lovelace <ada@example.com> reset the license & said \"why\"");
    value_add_string(&b, "dump", "license-history-2026-10.csv");
    value_add(&b, "record", value_int(a, 48213));
    value_add_bool(&b, "failed", true);
    value_add(&b, "items", value_list_of(a, &item, 1));
    return value_built(&b);
}

static void bench_pages(double seconds)
{
    struct arena a = ARENA_INIT;
    struct template_set *set = template_set_new(TEMPLATE_HTML, load, NULL);
    const struct tmpl *t = NULL;
    struct value rows[10];
    struct value_builder page, root;
    struct err err = ERR_INIT;
    size_t bytes = 0, pages = 0;
    double start;

    for (int i = 0; i < 10; i++)
        rows[i] = make_row(&a);
    value_begin(&page, &a, 2);
    value_add_string(&page, "root", "../../../");
    value_add_string(&page, "title", "License GYVH-8B49");
    value_begin(&root, &a, 2);
    value_add(&root, "page", value_built(&page));
    value_add(&root, "rows", value_list_of(&a, rows, 10));
    if (template_compile(set, "page", slice_text(page_text), &t, &err) != ST_OK) {
        printf("%s: %s\n", err.code, err.text);
        exit(1);
    }
    for (start = now(); now() - start < seconds; pages++)
        template_render(t, value_of_map(&root.map), count, &bytes, &err);
    seconds = now() - start;
    printf("page of 10 rows, %zu bytes: %.0f pages/s, %.0f MB/s\n", bytes / pages, (double)pages / seconds,
           (double)bytes / seconds / 1e6);
    template_set_free(set);
    arena_release(&a);
}

static void copy(struct buf *out, struct slice s)
{
    buf_add(out, s.p, s.n);
}

static double bench_escape(const char *name, void (*fn)(struct buf *, struct slice), double seconds,
                           double against)
{
    static const char line[] = "Ada Lovelace <ada@example.com> reset the license of Acme GmbH & Co. "
                               "because the customer asked for it on the phone. ";
    struct buf in, out;
    size_t bytes = 0;
    double start;

    buf_init(&in, BUF_CAP);
    buf_init(&out, BUF_CAP);
    while (in.n < 65536)
        buf_text(&in, line);
    for (start = now(); now() - start < seconds; bytes += in.n) {
        buf_clear(&out);
        fn(&out, buf_view(&in));
    }
    seconds = (double)bytes / (now() - start) / 1e6;
    printf("%-10s %6.0f MB/s, %.2f of memcpy\n", name, seconds, against > 0 ? seconds / against : 1);
    buf_release(&in);
    buf_release(&out);
    return seconds;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 1, memcpy_rate;

    bench_pages(seconds);
    memcpy_rate = bench_escape("memcpy", copy, seconds / 4, 0);
    bench_escape("text", escape_text, seconds / 4, memcpy_rate);
    bench_escape("attribute", escape_attribute, seconds / 4, memcpy_rate);
    return 0;
}
