/* The cases of transparency-dev/merkle, and our own vectors: every root and proof of eight leaves, and
 * roots of up to 70,000. */
#define _XOPEN_SOURCE 700 /* nftw */
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "base64.h"
#include "harness.h"
#include "json_value.h"
#include "mem.h"
#include "merkle.h"

#define SUITE   TRAILBOOK_DATA "/conformance/transparency-merkle/testdata/"
#define VECTORS TRAILBOOK_DATA "/conformance/vectors/"

static struct digest *sum;

static struct slice text_of(struct value v, const char *name)
{
    struct value member = json_value_get(v, name);

    return member.kind == VALUE_TEXT ? member.as.text : SLICE_NONE;
}

static uint64_t number_of(struct value v, const char *name)
{
    return strtoull((const char *)text_of(v, name).p, NULL, 10);
}

static unsigned char nibble(unsigned char c)
{
    return (unsigned char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static bool from_hex(struct slice text, struct hash *out)
{
    for (size_t i = 0; i < DIGEST_SIZE && text.n == 2 * DIGEST_SIZE; i++)
        out->bytes[i] = (unsigned char)(nibble(text.p[2 * i]) << 4 | nibble(text.p[2 * i + 1]));
    return text.n == 2 * DIGEST_SIZE;
}

static bool from_base64(struct slice text, struct hash *out)
{
    struct buf b;
    bool whole;

    buf_init(&b, BUF_CAP);
    whole = base64_read(text, &b) && b.n == DIGEST_SIZE;
    if (whole)
        memcpy(out->bytes, b.p, DIGEST_SIZE);
    buf_release(&b);
    return whole;
}

/* One case has roots of twelve bytes, which are the same: ours have 32, the rest of them zero then. */
static bool root_from(struct slice text, struct hash *out)
{
    struct buf b;
    bool whole;

    buf_init(&b, BUF_CAP);
    whole = base64_read(text, &b) && b.n <= DIGEST_SIZE;
    *out = (struct hash){{0}};
    if (whole)
        memcpy(out->bytes, b.p, b.n);
    buf_release(&b);
    return whole;
}

/* False if a hash has not 32 bytes: no proof. */
static bool proof_of(struct value v, bool (*read)(struct slice text, struct hash *out),
                     struct merkle_proof *p)
{
    struct value list = json_value_get(v, "proof");

    p->n = 0;
    if (list.kind != VALUE_LIST)
        return true;
    for (size_t i = 0; i < list.as.list->n; i++)
        if (p->n > MERKLE_LEVELS || !read(list.as.list->items[i].as.text, &p->hashes[p->n++]))
            return false;
    return true;
}

static bool suite_accepts(struct value v, bool inclusion)
{
    struct merkle_proof p;
    struct hash a, b;

    if (!proof_of(v, from_base64, &p))
        return false;
    if (inclusion)
        return from_base64(text_of(v, "leafHash"), &a) && from_base64(text_of(v, "root"), &b) &&
               merkle_included(sum, number_of(v, "leafIdx"), number_of(v, "treeSize"), &a, &b, &p);
    return root_from(text_of(v, "root1"), &a) && root_from(text_of(v, "root2"), &b) &&
           merkle_consistent(sum, number_of(v, "size1"), number_of(v, "size2"), &a, &b, &p);
}

static unsigned suite_cases;

static int suite_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    bool inclusion = strstr(path, "/inclusion/") != NULL;
    struct arena a = ARENA_INIT;
    struct value v;

    (void)st;
    (void)at;
    if (kind != FTW_F || strstr(path, ".json") == NULL)
        return 0;
    v = json_value(json_value_file(path, &a), &a);
    suite_cases++;
    if (suite_accepts(v, inclusion) != (json_value_get(v, "wantErr").kind == VALUE_FALSE))
        harness_fail(path, 0, "another verdict");
    arena_release(&a);
    return 0;
}

static void suite(void)
{
    CHECK_INT(nftw(SUITE "inclusion", suite_file, 8, FTW_PHYS), 0);
    CHECK_INT(nftw(SUITE "consistency", suite_file, 8, FTW_PHYS), 0);
    CHECK_INT(suite_cases, 196);
}

struct eight {
    struct hash leaves[8];
};

/* The root of a perfect subtree of the eight, as merkle_read asks. */
static enum status read_eight(void *ctx, unsigned level, uint64_t index, struct hash *out, struct err *err)
{
    const struct eight *e = ctx;
    struct hash left, right;

    if (level == 0) {
        *out = e->leaves[index];
        return ST_OK;
    }
    (void)read_eight(ctx, level - 1, 2 * index, &left, err);
    (void)read_eight(ctx, level - 1, 2 * index + 1, &right, err);
    merkle_node(sum, &left, &right, out);
    return ST_OK;
}

static bool proof_equal(const struct merkle_proof *a, const struct merkle_proof *b)
{
    return a->n == b->n && memcmp(a->hashes, b->hashes, a->n * sizeof(*a->hashes)) == 0;
}

/* A changed, a missing and an added hash: none is a proof. */
static void spoil_inclusion(uint64_t index, uint64_t size, const struct hash *leaf, const struct hash *root,
                            const struct merkle_proof *p)
{
    struct merkle_proof bad = *p;

    bad.n++;
    bad.hashes[p->n] = *root;
    CHECK(!merkle_included(sum, index, size, leaf, root, &bad));
    bad.n = p->n;
    if (p->n > 0) {
        bad.hashes[0].bytes[7] ^= 1;
        CHECK(!merkle_included(sum, index, size, leaf, root, &bad));
        bad = *p;
        bad.n--;
        CHECK(!merkle_included(sum, index, size, leaf, root, &bad));
    }
}

static void eight_inclusion(struct value list, struct eight *e, const struct hash *roots)
{
    struct err err = ERR_INIT;

    for (size_t i = 0; i < list.as.list->n; i++) {
        struct value v = list.as.list->items[i];
        uint64_t index = number_of(v, "index"), size = number_of(v, "size");
        struct merkle_proof want, got;

        CHECK(proof_of(v, from_hex, &want));
        CHECK_INT(merkle_inclusion(sum, index, size, read_eight, e, &got, &err), ST_OK);
        CHECK(proof_equal(&got, &want));
        CHECK(merkle_included(sum, index, size, &e->leaves[index], &roots[size], &got));
        spoil_inclusion(index, size, &e->leaves[index], &roots[size], &got);
    }
}

static void eight_consistency(struct value list, struct eight *e, const struct hash *roots)
{
    struct err err = ERR_INIT;

    for (size_t i = 0; i < list.as.list->n; i++) {
        struct value v = list.as.list->items[i];
        uint64_t old = number_of(v, "size1"), new_ = number_of(v, "size2");
        struct merkle_proof want, got;

        CHECK(proof_of(v, from_hex, &want));
        CHECK_INT(merkle_consistency(sum, old, new_, read_eight, e, &got, &err), ST_OK);
        CHECK(proof_equal(&got, &want));
        CHECK(merkle_consistent(sum, old, new_, &roots[old], &roots[new_], &got));
    }
}

static void eight_leaves(void)
{
    struct arena a = ARENA_INIT;
    struct value v = json_value(json_value_file(VECTORS "merkle8.json", &a), &a);
    struct value hashes = json_value_get(v, "leaf_hashes"), roots = json_value_get(v, "roots");
    struct merkle_range r = {0};
    struct hash root[9], got;
    struct err err = ERR_INIT;
    struct eight e;

    for (size_t i = 0; i <= 8; i++) {
        CHECK(from_hex(roots.as.list->items[i].as.text, &root[i]));
        merkle_root(sum, &r, &got);
        CHECK(hash_equal(&got, &root[i]));
        CHECK(i == 8 || from_hex(hashes.as.list->items[i].as.text, &e.leaves[i]));
        if (i < 8)
            merkle_append(sum, &r, &e.leaves[i]);
    }
    for (size_t i = 0; i <= 8; i++) {
        CHECK_INT(merkle_root_at(sum, i, read_eight, &e, &got, &err), ST_OK);
        CHECK(hash_equal(&got, &root[i]));
    }
    eight_inclusion(json_value_get(v, "inclusion"), &e, root);
    eight_consistency(json_value_get(v, "consistency"), &e, root);
    arena_release(&a);
}

/* Leaf i is the text "leaf <i>". */
static void many_leaves(void)
{
    struct arena a = ARENA_INIT;
    struct value v =
        json_value_get(json_value(json_value_file(VECTORS "roots-leaf-i.json", &a), &a), "roots");
    struct merkle_range r = {0};
    unsigned compared = 0;

    for (uint64_t i = 0; i <= 70000; i++) {
        char name[32];
        struct hash leaf, root, want;
        struct slice text;

        snprintf(name, sizeof(name), "%" PRIu64, i);
        text = text_of(v, name);
        if (text.n > 0 && from_hex(text, &want)) {
            merkle_root(sum, &r, &root);
            CHECK(hash_equal(&root, &want));
            compared++;
        }
        snprintf(name, sizeof(name), "leaf %" PRIu64, i);
        merkle_leaf(sum, name, strlen(name), &leaf);
        merkle_append(sum, &r, &leaf);
    }
    CHECK_INT(compared, v.as.map->n);
    arena_release(&a);
}

int main(void)
{
    if (access(SUITE "inclusion", R_OK) != 0 || access(VECTORS "merkle8.json", R_OK) != 0) {
        puts("skipped: no shared data");
        return SKIP_CODE;
    }
    sum = digest_new();
    suite();
    eight_leaves();
    many_leaves();
    digest_free(sum);
    return harness_end();
}
