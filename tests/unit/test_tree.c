/* The record tree: from JSON and back, and its canonical form. */
#include <stdlib.h>

#include "digest.h"
#include "harness.h"
#include "tree_json.h"
#include "tree_layout.h"

static struct node *parse(struct arena *a, const char *text)
{
    struct err err = ERR_INIT;
    struct node *n = NULL;

    CHECK_INT(tree_from_json(a, slice_text(text), &n, &err), ST_OK);
    if (n == NULL) {
        fprintf(stderr, "%s: %s %s\n", text, err.code, err.text);
        exit(1);
    }
    return n;
}

static void check_json(const char *text)
{
    struct arena a = ARENA_INIT;
    struct buf b;

    buf_init(&b, BUF_CAP);
    tree_json(&b, parse(&a, text));
    CHECK_SLICE(buf_view(&b), text);
    buf_release(&b);
    arena_release(&a);
}

static void check_round_trips(void)
{
    check_json("null");
    check_json("-9214364837600034816");
    check_json("\"x\\n\"");
    check_json("{}");
    check_json("[]");
    check_json("{\"a\":1,\"b\":[true,false,null,{\"c\":\"d\"},[]],\"e\":{},\"a\":1.50}");
}

static void check_members(void)
{
    struct arena a = ARENA_INIT;
    struct node *n = parse(&a, "{\"a\":1,\"b\":[7,8],\"a\":2,\"m\":{\"@x\":\"1\",\"#text\":\"t\"}}");

    CHECK_SLICE(tree_text(tree_member(n, SLICE("a"))), "1");
    CHECK_SLICE(tree_text(tree_member(n, SLICE("m"))), "t");
    CHECK_SLICE(tree_text(tree_member(n, SLICE("b"))), "");
    CHECK(tree_member(n, SLICE("z")) == NULL);
    CHECK(tree_member(tree_member(n, SLICE("b")), SLICE("a")) == NULL);
    CHECK_SLICE(tree_text(tree_member(n, SLICE("b"))->last), "8");
    arena_release(&a);
}

static void check_bad(void)
{
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct node *n;

    CHECK_INT(tree_from_json(&a, SLICE("{\"a\":01}"), &n, &err), ST_REJECT);
    CHECK(strcmp(err.code, "JSON-NUMBER") == 0 && err.column == 6);
    arena_release(&a);
}

static void check_unused(void)
{
    struct arena a = ARENA_INIT;
    struct node *n = parse(&a, "{\"a\":1,\"b\":{\"c\":2,\"d\":[3]},\"e\":{},\"f\":\"g\"}");
    struct node *inner = tree_member(n, SLICE("b"));
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "kept");
    tree_member(n, SLICE("a"))->used = true;
    tree_member(inner, SLICE("c"))->used = true;
    CHECK(tree_write_sorted(&b, n, NULL, TREE_UNUSED, &a));
    CHECK_SLICE(buf_view(&b), "kept{\"b\":{\"d\":[3]},\"f\":\"g\"}");
    buf_clear(&b);
    tree_member(inner, SLICE("d"))->child->used = true;
    CHECK(tree_write_sorted(&b, n, NULL, TREE_UNUSED, &a));
    CHECK_SLICE(buf_view(&b), "{\"f\":\"g\"}");
    tree_member(n, SLICE("f"))->used = true;
    buf_clear(&b);
    buf_text(&b, "kept");
    CHECK(!tree_write_sorted(&b, n, NULL, TREE_UNUSED, &a));
    CHECK_SLICE(buf_view(&b), "kept");
    CHECK(!tree_write_sorted(&b, parse(&a, "{}"), NULL, TREE_UNUSED, &a));
    CHECK_SLICE(buf_view(&b), "kept");
    buf_release(&b);
    arena_release(&a);
}

struct canonical {
    uint32_t leaves;
    unsigned char digest[DIGEST_SIZE];
};

static struct canonical canonical_of(struct digest *d, struct arena *a, const struct node *n,
                                     const struct layout *layout)
{
    struct canonical c;

    digest_start(d);
    c.leaves = tree_canonical(a, n, layout, d);
    digest_end(d, c.digest);
    return c;
}

static bool same(struct digest *d, const char *one, const char *other)
{
    struct arena a = ARENA_INIT;
    struct canonical x = canonical_of(d, &a, parse(&a, one), NULL);
    struct canonical y = canonical_of(d, &a, parse(&a, other), NULL);

    arena_release(&a);
    return x.leaves == y.leaves && memcmp(x.digest, y.digest, DIGEST_SIZE) == 0;
}

static void check_canonical(struct digest *d)
{
    CHECK(same(d, "{\"a\":1,\"bb\":\"x\",\"c\":{\"d\":[1,2]}}",
               "{\"c\":{\"d\":[\"1\",2]},\"bb\":\"x\",\"a\":\"1\"}"));
    CHECK(same(d, "{\"a\":1,\"b\":null,\"c\":\"\",\"d\":{},\"e\":[],\"f\":{\"g\":[null]}}", "{\"a\":1}"));
    CHECK(same(d, "{\"a\":\"x\\u0041\"}", "{\"a\":\"xA\"}"));
    CHECK(same(d, "{}", "null"));
    CHECK(!same(d, "{\"a\":1}", "{\"a\":2}"));
    CHECK(!same(d, "{\"a\":1}", "{\"b\":1}"));
    CHECK(!same(d, "{\"a\":1}", "1"));
    CHECK(!same(d, "{\"a\":\"1\",\"b\":\"2\"}", "{\"a\":\"2\",\"b\":\"1\"}"));
    CHECK(!same(d, "[1,2]", "[2,1]"));
    CHECK(!same(d, "[\"\",1]", "[1]"));
    CHECK(!same(d, "{\"a\":{\"b\":1}}", "{\"a.b\":1}"));
    CHECK(!same(d, "{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":1},\"c\":2}"));
    CHECK(!same(d, "{\"a\":{\"b\":1},\"c\":{\"d\":2}}", "{\"a\":{\"b\":1,\"d\":2}}"));
    CHECK(!same(d, "[[1],[2]]", "[[1,2]]"));
    CHECK(!same(d, "{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}"));
}

/* The bytes themselves, so that identities do not change with the program. */
static void check_bytes(struct digest *d, const char *json, struct slice want, uint32_t leaves)
{
    struct arena a = ARENA_INIT;
    struct canonical got = canonical_of(d, &a, parse(&a, json), NULL);
    unsigned char sum[DIGEST_SIZE];

    digest_of(d, want.p, want.n, sum);
    CHECK_INT(got.leaves, leaves);
    CHECK(memcmp(got.digest, sum, DIGEST_SIZE) == 0);
    arena_release(&a);
}

static void check_encoding(struct digest *d)
{
    check_bytes(d, "{\"ccc\":{\"dd\":1.0,\"c\":true},\"aa\":\"y\",\"b\":[\"\",\"x\"]}",
                SLICE("\0\0\0\0\2\0\0\0\1\0\0\0b\1\0\0\0001\1\0\0\0x"
                      "\0\0\0\0\1\0\0\0\2\0\0\0aa\1\0\0\0y"
                      "\0\0\0\0\2\0\0\0\3\0\0\0ccc\1\0\0\0c\4\0\0\0true"
                      "\1\0\0\0\1\0\0\0\2\0\0\0dd\3\0\0\0001.0"),
                4);
    check_bytes(d, "{}", SLICE(""), 0);
    check_bytes(d, "7", SLICE("\0\0\0\0\0\0\0\0\1\0\0\0007"), 1);
}

static void fill(struct buf *b, char c, size_t n)
{
    memset(buf_space(b, n), c, n);
    buf_grew(b, n);
}

/* Names and values of any length, also where several of them are hashed at a time. */
static void check_lengths(struct digest *d)
{
    static const size_t lengths[] = {127, 128, 1000, 2000, 2046, 2048, 2049, 3000, 20000};
    struct buf json, want;

    buf_init(&json, BUF_CAP);
    buf_init(&want, BUF_CAP);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        size_t n = lengths[i];
        const unsigned char u32[4] = {(unsigned char)n, (unsigned char)(n >> 8)};

        buf_clear(&json);
        buf_clear(&want);
        buf_text(&json, "{\"a\":\"1\",\"");
        fill(&json, 'b', n);
        buf_text(&json, "\":\"");
        fill(&json, 'c', n);
        buf_text(&json, "\"}");
        buf_add(&want, "\0\0\0\0\1\0\0\0\1\0\0\0a\1\0\0\0001\0\0\0\0\1\0\0\0", 26);
        buf_add(&want, u32, sizeof(u32));
        fill(&want, 'b', n);
        buf_add(&want, u32, sizeof(u32));
        fill(&want, 'c', n);
        check_bytes(d, buf_string(&json), buf_view(&want), 2);
    }
    buf_release(&json);
    buf_release(&want);
}

/* Makes a map with a list in it of a leaf. */
static void nest(struct arena *a, struct node *leaf)
{
    struct node *inner = tree_node(a, NODE_TEXT), *list = tree_node(a, NODE_LIST);

    inner->text = leaf->text;
    tree_append(list, inner);
    list->name = SLICE("list");
    leaf->kind = NODE_MAP;
    leaf->text = SLICE_NONE;
    tree_append(leaf, list);
    inner = tree_node(a, NODE_TEXT);
    inner->name = inner->text = SLICE("after");
    tree_append(leaf, inner);
}

static struct node *map_of(struct arena *a, char (*names)[16], const int *order, int n)
{
    struct node *map = tree_node(a, NODE_MAP);

    for (int i = 0; i < n; i++) {
        struct node *leaf = tree_node(a, NODE_TEXT);

        leaf->name = leaf->text = slice_text(names[order[i]]);
        if (order[i] % 7 == 3)
            nest(a, leaf);
        tree_append(map, leaf);
    }
    return map;
}

/* A table's row is the record that it would be by its names alone. */
static void check_row(struct digest *d, struct arena *a, const struct node *map, size_t n)
{
    struct slice *names = arena_alloc(a, n * sizeof(*names));
    struct node *row = arena_alloc(a, n * sizeof(*row)), root = {.kind = NODE_MAP, .child = row};
    struct canonical one = canonical_of(d, a, map, NULL), other;
    struct layout layout;
    struct buf want, got;
    size_t i = 0;

    for (const struct node *c = map->child; c; c = c->next, i++) {
        names[i] = c->name;
        row[i] = *c;
        row[i].next = c->next ? &row[i + 1] : NULL;
        if (i % 5 == 2)
            row[i].used = true;
    }
    layout_make(&layout, a, names, n);
    other = canonical_of(d, a, &root, &layout);
    CHECK(one.leaves == other.leaves && memcmp(one.digest, other.digest, DIGEST_SIZE) == 0);
    buf_init(&want, BUF_CAP);
    buf_init(&got, BUF_CAP);
    CHECK(tree_write_sorted(&want, &root, NULL, TREE_UNUSED, a));
    CHECK(tree_write_sorted(&got, &root, &layout, TREE_UNUSED, a));
    CHECK(slice_equal(buf_view(&want), buf_view(&got)));
    buf_release(&want);
    buf_release(&got);
}

static const struct layout *found(struct layouts *l, struct arena *a, const char *json)
{
    struct node *n = parse(a, json);
    const struct layout *layout = layouts_find(l, n, a);
    struct buf before, after;

    buf_init(&before, BUF_CAP);
    buf_init(&after, BUF_CAP);
    tree_json(&before, parse(a, json));
    tree_json(&after, n);
    CHECK(slice_equal(buf_view(&before), buf_view(&after)));
    for (size_t i = 0; layout && i < layout->n; i++)
        CHECK(slice_equal(n->child[i].name, layout->names[i]));
    CHECK(!layout || n->last == n->child + (layout->n - 1));
    buf_release(&before);
    buf_release(&after);
    return layout;
}

static void check_layouts(void)
{
    struct layouts *l = layouts_new();
    struct arena a = ARENA_INIT;
    const struct layout *one = found(l, &a, "{\"a\":1,\"b\":{\"c\":[2]}}");
    const struct layout *two = found(l, &a, "{\"b\":1,\"a\":1}");
    char json[80];

    CHECK(one && two && one != two);
    CHECK(found(l, &a, "{\"a\":null,\"b\":\"\"}") == one);
    CHECK(found(l, &a, "{\"b\":[],\"a\":{}}") == two);
    for (int again = 0; again < 2; again++)
        CHECK(!found(l, &a, "{\"a\":1,\"b\":2,\"a\":3}"));
    CHECK(!found(l, &a, "[1]") && !found(l, &a, "{}") && !found(l, &a, "7"));
    for (int i = 0; i < 20; i++) { /* more than are kept */
        snprintf(json, sizeof(json), "{\"a\":1,\"b%d\":2}", i);
        (void)found(l, &a, json);
    }
    CHECK(found(l, &a, "{\"a\":3,\"b\":4}") == one);
    layouts_free(l);
    arena_release(&a);
}

/* Column order does not count, however many columns. */
static void check_shuffles(struct digest *d)
{
    struct arena a = ARENA_INIT;
    char names[200][16];
    int order[200];
    uint32_t seed = 7;

    for (int n = 1; n < 200; n += 7) {
        struct canonical first, c;

        for (int i = 0; i < n; i++) {
            snprintf(names[i], sizeof(names[i]), "%s%d", i % 3 ? "column" : "c", i);
            order[i] = i;
        }
        first = canonical_of(d, &a, map_of(&a, names, order, n), NULL);
        CHECK_INT(first.leaves, n + (n + 3) / 7); /* a nested one has two */
        for (int i = n - 1; i > 0; i--) {
            int k = (int)((seed = seed * 1664525u + 1013904223u) >> 8) % (i + 1);
            int swap = order[i];

            order[i] = order[k];
            order[k] = swap;
        }
        c = canonical_of(d, &a, map_of(&a, names, order, n), NULL);
        check_row(d, &a, map_of(&a, names, order, n), (size_t)n);
        CHECK(memcmp(first.digest, c.digest, DIGEST_SIZE) == 0);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void check_rest(const char *text, const char *rest)
{
    struct arena a = ARENA_INIT;
    struct node *n = parse(&a, text);
    struct buf b;

    buf_init(&b, BUF_CAP);
    CHECK(tree_write_sorted(&b, n, NULL, TREE_UNUSED, &a) == (rest[0] != 0));
    CHECK_SLICE(buf_view(&b), rest);
    buf_release(&b);
    arena_release(&a);
}

/* Equal canonical records leave equal attributes, however they were written. */
static void check_rests(void)
{
    check_rest("{\"b\":1,\"a\":{\"z\":\"\",\"y\":2,\"x\":null}}", "{\"a\":{\"y\":2},\"b\":1}");
    check_rest("{\"a\":[{\"n\":null},1,\"\"]}", "{\"a\":[null,1]}");
    check_rest("{\"a\":[{},1]}", "{\"a\":[null,1]}");
    check_rest("{\"a\":[[],{\"b\":[\"\"]},null]}", "");
    check_rest("{\"c\":1,\"b\":2,\"a\":3,\"b\":4}", "{\"a\":3,\"b\":2,\"b\":4,\"c\":1}");
    check_rest("[null,[null,[[],5]],\"\"]", "[null,[null,[null,5]]]");
}

/* A deep record with long names and many leaves costs no more than its size. */
static void check_hostile(struct digest *d)
{
    struct arena a = ARENA_INIT;
    struct buf text, back;
    struct node *n;
    struct err err = ERR_INIT;

    buf_init(&text, BUF_CAP);
    buf_init(&back, BUF_CAP);
    for (int i = 0; i < 500; i++)
        buf_format(&text, "{\"%02000d\":", i);
    buf_byte(&text, '[');
    for (int i = 0; i < 50000; i++)
        buf_format(&text, "%s[%d]", i ? "," : "", i);
    buf_byte(&text, ']');
    for (int i = 0; i < 500; i++)
        buf_byte(&text, '}');
    CHECK_INT(tree_from_json(&a, buf_view(&text), &n, &err), ST_OK);
    CHECK_INT(canonical_of(d, &a, n, NULL).leaves, 50000);
    CHECK(tree_write_sorted(&back, n, NULL, TREE_UNUSED, &a));
    CHECK(slice_equal(buf_view(&text), buf_view(&back)));
    buf_release(&text);
    buf_release(&back);
    arena_release(&a);
}

int main(void)
{
    struct digest *d = digest_new();

    check_round_trips();
    check_members();
    check_bad();
    check_unused();
    check_rests();
    check_canonical(d);
    check_layouts();
    check_encoding(d);
    check_lengths(d);
    check_shuffles(d);
    check_hostile(d);
    digest_free(d);
    return harness_end();
}
