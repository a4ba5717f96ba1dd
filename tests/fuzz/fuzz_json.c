/* Any bytes: the scanner ends, and what it accepts comes back from the writer as the same record.
 */
#include <assert.h>
#include <stdint.h>

#include "digest.h"
#include "../tree_json.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void canonical(struct arena *a, struct digest *d, const struct node *n, unsigned char out[DIGEST_SIZE])
{
    digest_start(d);
    tree_canonical(a, n, NULL, d);
    digest_end(d, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    unsigned char first[DIGEST_SIZE], again[DIGEST_SIZE];
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct digest *d = digest_new();
    struct node *tree, *copy;
    struct buf b;

    buf_init(&b, BUF_CAP);
    if (tree_from_json(&a, (struct slice){data, n}, &tree, &err) == ST_OK) {
        enum status st;

        tree_json(&b, tree);
        st = tree_from_json(&a, buf_view(&b), &copy, &err);
        assert(st == ST_OK && utf8_valid(buf_view(&b)) == b.n);
        canonical(&a, d, tree, first);
        canonical(&a, d, copy, again);
        assert(slice_equal((struct slice){first, DIGEST_SIZE}, (struct slice){again, DIGEST_SIZE}));
    } else {
        assert(err.code[0] != 0 && err.text[0] != 0 && err.column >= 1 && err.column <= n + 1);
    }
    buf_clear(&b);
    tree = tree_node(&a, NODE_TEXT); /* any bytes at all can be written as a text */
    tree->text = (struct slice){data, n};
    tree_json(&b, tree);
    assert(tree_from_json(&a, buf_view(&b), &copy, &err) == ST_OK);
    assert(utf8_valid(tree->text) < n || slice_equal(copy->text, tree->text));
    buf_release(&b);
    digest_free(d);
    arena_release(&a);
    return 0;
}
