/* Paths: what they find in trees, and what is said about mistakes. */
#include "harness.h"
#include "path.h"
#include "tree_json.h"

struct finding {
    struct buf b;
};

static bool note(void *ctx, struct node *n, struct node *holder)
{
    struct finding *f = ctx;

    if (f->b.n)
        buf_byte(&f->b, '|');
    if (n->kind == NODE_LIST || (n->kind == NODE_MAP && !tree_text(n).n))
        tree_json(&f->b, n);
    else
        buf_slice(&f->b, tree_text(n));
    if (holder)
        buf_text(&f->b, "+");
    return true;
}

static void check_in(const struct scope *s, const char *path, const char *want, int line)
{
    struct arena a = ARENA_INIT;
    struct finding f;
    struct path p;
    struct err err = ERR_INIT;
    size_t at;

    buf_init(&f.b, BUF_CAP);
    if (path_compile(slice_text(path), &a, &p, &at, &err) != ST_OK)
        harness_fail(__FILE__, line, err.text);
    else
        path_walk(&p, s, false, note, &f);
    harness_slice(__FILE__, line, buf_view(&f.b), want);
    buf_release(&f.b);
    arena_release(&a);
}

static struct node *tree(struct arena *a, const char *json)
{
    struct node *n = NULL;
    struct err err = ERR_INIT;

    CHECK(tree_from_json(a, slice_text(json), &n, &err) == ST_OK);
    return n;
}

static void check_found(const char *json, const char *path, const char *want, int line)
{
    struct arena a = ARENA_INIT;
    struct scope s = {tree(&a, json), NULL};

    check_in(&s, path, want, line);
    arena_release(&a);
}

#define FOUND(json, path, want) check_found(json, path, want, __LINE__)

static void check_steps(void)
{
    FOUND("{\"a\":{\"b\":7}}", "a.b", "7");
    FOUND("{\"a\":{\"b\":7}}", "a.c", "");
    FOUND("{\"a\":{\"b\":7}}", "a", "{\"b\":7}");
    FOUND("{\"a\":5}", "a.b", "");
    FOUND("{\"a.b\":1,\"a\":{\"b\":2}}", "'a.b'", "1");
    FOUND("{\"it's\":1}", "'it''s'", "1");
    FOUND("{\"Event Date\":1}", "Event Date", "1");
    FOUND("{\"@timestamp\":1}", "@timestamp", "1");
    FOUND("{\"x\":1,\"y\":2}", "#2", "2");
    FOUND("{\"x\":1,\"y\":2}", "#3", "");
    FOUND("{\"e\":{\"@q\":1,\"#text\":\"t\"}}", "e", "t");
    FOUND("{\"e\":{\"@q\":1,\"#text\":\"t\"}}", "e.@q", "1");
    FOUND("{\"e\":\"t\"}", "e.#text", "t");
    FOUND("\"t\"", ".", "t");
    FOUND("{\"a\":1,\"a\":2}", "a", "1"); /* duplicate keys: the first counts */
}

static void check_lists(void)
{
    FOUND("{\"t\":[{\"id\":1},{\"id\":2},{\"x\":3},4]}", "t.id", "1|2");
    FOUND("{\"t\":[[\"a\",\"b\"],[\"c\"]]}", "t", "a|b|c");
    FOUND("[{\"a\":1},{\"a\":2}]", "a", "1|2");
    FOUND("{\"d\":[{\"@n\":\"x\",\"#text\":1},{\"@n\":\"y\",\"#text\":\"Y\"}]}", "d[@n=y]", "Y+");
    FOUND("{\"d\":{\"@n\":\"y\",\"#text\":\"Y\"}}", "d[@n=y]", "Y+");
    FOUND("{\"d\":{\"@n\":\"y\",\"#text\":\"Y\"}}", "d[@n=z]", "");
    FOUND("{\"p\":[{\"name\":\"k\",\"value\":5},{\"name\":\"l\",\"value\":6}]}", "p[name=l].value", "6+");
    FOUND("{\"p\":[{\"a:b\":\"k]\",\"v\":5}]}", "p['a:b'='k]'].v", "5+");
}

static void check_outwards(void)
{
    struct arena a = ARENA_INIT;
    struct scope outer = {tree(&a, "{\"n\":\"trace\",\"^\":{\"n\":\"log\"}}"), NULL};
    struct scope s = {tree(&a, "{\"n\":\"event\"}"), &outer};

    check_in(&s, "n", "event", __LINE__);
    check_in(&s, "^.n", "trace", __LINE__);
    check_in(&s, "^.^.n", "log", __LINE__);
    check_in(&s, "^.^.^.n", "", __LINE__);
    arena_release(&a);
}

static void check_namespaces(void)
{
    struct arena a = ARENA_INIT;
    struct scope s = {tree(&a, "{\"n\":[\"one\",\"two\"]}"), NULL};

    s.node->child->child->ns = SLICE("urn:a");
    s.node->child->last->ns = SLICE("urn:b.c");
    check_in(&s, "n", "one|two", __LINE__);
    check_in(&s, "{urn:b.c}n", "two", __LINE__);
    check_in(&s, "{urn:x}n", "", __LINE__);
    arena_release(&a);
}

static void check_mistake(const char *text, size_t want_at, const char *want)
{
    struct arena a = ARENA_INIT;
    struct path p;
    struct err err = ERR_INIT;
    size_t at = 99;

    CHECK(path_compile(slice_text(text), &a, &p, &at, &err) == ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "PROFILE-PATH");
    CHECK_INT(at, want_at);
    if (!strstr(err.text, want))
        harness_fail(__FILE__, __LINE__, err.text);
    arena_release(&a);
}

static void check_mistakes(void)
{
    check_mistake("", 0, "empty");
    check_mistake("a..b", 2, "a name is missing");
    check_mistake("a.", 2, "a name is missing");
    check_mistake("a.'b", 4, "not closed");
    check_mistake("a[b", 3, "[name=value]");
    check_mistake("a[b=c", 5, "']' is missing");
    check_mistake("a[b=c]d", 6, "'.' is missing");
    check_mistake("a.^", 2, "only in front");
    check_mistake("{urn:x", 6, "'{' is not closed");
    check_mistake("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24.25.26.27.28.29."
                  "30.31.32.33",
                  87, "32 steps");
}

int main(void)
{
    check_steps();
    check_lists();
    check_outwards();
    check_namespaces();
    check_mistakes();
    return harness_end();
}
