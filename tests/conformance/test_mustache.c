/* The whole public Mustache specification, but for the optional lambdas and dynamic names. */
#include "harness.h"
#include "json_value.h"
#include "template.h"

static enum status load(void *ctx, struct slice name, struct slice *text, struct slice *where,
                        struct err *err)
{
    const struct value *partials = ctx;

    (void)where;
    (void)err;
    if (partials->kind != VALUE_MAP)
        return ST_END;
    for (size_t i = 0; i < partials->as.map->n; i++)
        if (slice_equal(partials->as.map->fields[i].name, name)) {
            *text = partials->as.map->fields[i].value.as.text;
            return ST_OK;
        }
    return ST_END;
}

static void show(const char *what, struct slice s)
{
    fprintf(stderr, "%s:\n%.*s|\n", what, (int)s.n, (const char *)s.p);
}

static void check_test(const char *module, struct value test)
{
    struct value partials = json_value_get(test, "partials");
    struct slice text = json_value_get(test, "template").as.text;
    struct slice want = json_value_get(test, "expected").as.text;
    struct slice name = json_value_get(test, "name").as.text;
    struct template_set *set = template_set_new(TEMPLATE_TEXT, load, &partials);
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;
    struct buf out;
    enum status st;

    buf_init(&out, BUF_CAP);
    st = template_compile(set, "test", text, &t, &err);
    if (st == ST_OK)
        st = template_render_buf(t, json_value_get(test, "data"), &out, &err);
    harness_checks++;
    if (st != ST_OK || !slice_equal(buf_view(&out), want)) {
        harness_failures++;
        fprintf(stderr, "%s: %.*s: %s\n", module, (int)name.n, (const char *)name.p, err.text);
        show("template", text);
        show("got", buf_view(&out));
        show("want", want);
    }
    buf_release(&out);
    template_set_free(set);
}

int main(void)
{
    static const struct {
        const char *name;
        size_t tests;
    } modules[] = {{"comments", 12}, {"delimiters", 14}, {"interpolation", 42}, {"inverted", 22},
                   {"partials", 12}, {"sections", 34},   {"~inheritance", 27}};
    struct arena a = ARENA_INIT;

    for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
        char path[4096];
        struct slice text;
        struct value tests;

        snprintf(path, sizeof(path), "%s/conformance/mustache-spec/specs/%s.json", TRAILBOOK_DATA,
                 modules[i].name);
        text = json_value_file(path, &a);
        if (text.p == NULL)
            return SKIP_CODE;
        tests = json_value_get(json_value(text, &a), "tests");
        CHECK_INT(tests.as.list->n, modules[i].tests);
        for (size_t k = 0; k < tests.as.list->n; k++)
            check_test(modules[i].name, tests.as.list->items[k]);
        arena_reset(&a);
    }
    arena_release(&a);
    return harness_end();
}
