/* The sample of the format's vectors, made again from its entries and disclosures: commitments, tiles, proofs
 * of entries and between checkpoints, byte for byte; and paths of tiles. */
#include <stdlib.h>
#include <unistd.h>

#include "base64.h"
#include "checkpoint.h"
#include "entry_lines.h"
#include "json_value.h"
#include "proof.h"
#include "store_ledger.h"
#include "../unit/store_make.h"
#include "store_tree.h"
#include "tiles.h"

#define VECTORS TRAILBOOK_DATA "/conformance/vectors/"
#define SAMPLE  VECTORS "sample-snapshot/audit-log1-000000000300/data/"
#define SIZE    300
#define OLD     260

struct sample {
    struct arena arena;
    struct digest *digest;
    struct slice lines[SIZE], extra[SIZE]; /* entries without LF; their disclosures, a line each */
    struct hash leaves[SIZE];
};

static struct slice file(struct sample *s, const char *name)
{
    char path[512];
    struct slice bytes;

    snprintf(path, sizeof(path), SAMPLE "%s", name);
    bytes = json_value_file(path, &s->arena);
    CHECK(bytes.p != NULL);
    return bytes;
}

/* The text up to c, which rest is left behind. */
static struct slice cut(struct slice *rest, unsigned char c)
{
    const unsigned char *end = rest->n > 0 ? memchr(rest->p, c, rest->n) : NULL;
    size_t n = end == NULL ? rest->n : (size_t)(end - rest->p);
    struct slice text = {rest->p, n};

    rest->p += n + (end != NULL);
    rest->n -= n + (end != NULL);
    return text;
}

static void read_entries(struct sample *s)
{
    struct slice rest = file(s, "entries/000000000000.jsonl");

    for (size_t i = 0; i < SIZE; i++) {
        s->lines[i] = cut(&rest, '\n');
        merkle_leaf(s->digest, s->lines[i].p, s->lines[i].n, &s->leaves[i]);
    }
    CHECK_INT(rest.n, 0);
}

/* ["<salt>","<name>",<value>] commits to what its entry has, and is what it was. */
static void commit(struct committer *c, struct slice text)
{
    struct slice salt = {text.p + 2, 22}, name = {text.p + 27, text.n - 27}, value;
    struct buf bytes;
    char named[16];

    value = name;
    name = cut(&value, '"');
    buf_init(&bytes, BUF_CAP);
    CHECK(base64_url_read(salt, &bytes) && bytes.n == ENTRY_SALT);
    snprintf(named, sizeof(named), "%.*s", (int)name.n, (const char *)name.p);
    buf_add(&c->out->scratch, value.p + 1, value.n - 2);
    c->salt = bytes.p;
    entry_commit(c, named);
    buf_release(&bytes);
}

static void check_commitments(struct sample *s)
{
    struct slice rest = file(s, "disclosures/000000000000.tsv"), all = rest;
    struct entry e;

    entry_init(&e);
    for (uint64_t i = 0; i < SIZE; i++) {
        struct committer c = {.out = &e, .seq = i};
        struct buf extra;

        entry_start(&e);
        buf_init(&extra, BUF_CAP);
        for (unsigned field = 0; field < 2; field++) {
            struct slice text = cut(&rest, '\n');

            CHECK_INT(strtoull((const char *)cut(&text, '\t').p, NULL, 10), i);
            commit(&c, text);
            buf_slice(&extra, text);
            buf_byte(&extra, '\n');
        }
        CHECK(e.line.n < s->lines[i].n && memcmp(e.line.p, s->lines[i].p, e.line.n) == 0);
        CHECK(memcmp(s->lines[i].p + e.line.n, "},\"action\":", 11) == 0);
        CHECK(e.disclosed.n <= all.n && memcmp(e.disclosed.p, all.p, e.disclosed.n) == 0);
        all.p += e.disclosed.n;
        all.n -= e.disclosed.n;
        s->extra[i] = slice_copy(&s->arena, buf_view(&extra));
        buf_release(&extra);
    }
    CHECK_INT(rest.n, 0);
    entry_release(&e);
}

static void check_hex(const struct hash *h, struct slice want)
{
    struct buf hex;

    buf_init(&hex, BUF_CAP);
    buf_hex(&hex, h->bytes, DIGEST_SIZE);
    CHECK(slice_equal(buf_view(&hex), want));
    buf_release(&hex);
}

static enum status read_leaves(void *ctx, unsigned level, uint64_t index, struct hash *out, struct err *err)
{
    struct sample *s = ctx;
    struct merkle_range r = {0};

    (void)err;
    for (uint64_t i = index << level; r.n < UINT64_C(1) << level; i++)
        merkle_append(s->digest, &r, &s->leaves[i]);
    merkle_root(s->digest, &r, out);
    return ST_OK;
}

static void check_vector(struct sample *s)
{
    struct value v = json_value(json_value_file(VECTORS "commitment-vectors.json", &s->arena), &s->arena);
    struct slice disclosure = json_value_get(v, "disclosure").as.text;
    struct err err = ERR_INIT;
    struct hash root;

    CHECK(slice_equal(s->lines[5], json_value_get(v, "entry").as.text));
    CHECK(s->extra[5].n > disclosure.n && memcmp(s->extra[5].p, disclosure.p, disclosure.n) == 0);
    check_hex(&s->leaves[5], json_value_get(v, "leaf_hex").as.text);
    MUST(merkle_root_at(s->digest, SIZE, read_leaves, s, &root, &err));
    check_hex(&root, json_value_get(v, "root_300_hex").as.text);
    MUST(merkle_root_at(s->digest, OLD, read_leaves, s, &root, &err));
    check_hex(&root, json_value_get(v, "root_260_hex").as.text);
}

static void same(struct buf *got, struct slice want)
{
    CHECK(slice_equal(buf_view(got), want));
    buf_clear(got);
}

/* Out of the tiles of a store. */
static void check_proofs(struct sample *s, struct tiles *t)
{
    static const uint64_t proved[] = {0, 5, 255, 256, 299};
    struct slice now = file(s, "log/checkpoint");
    struct err err = ERR_INIT;
    struct merkle_proof p;
    struct buf text;

    buf_init(&text, BUF_CAP);
    for (size_t i = 0; i < sizeof(proved) / sizeof(proved[0]); i++) {
        char name[64];

        MUST(merkle_inclusion(s->digest, proved[i], SIZE, tiles_read, t, &p, &err));
        proof_inclusion(&text, proved[i], s->extra[proved[i]], &p, now);
        snprintf(name, sizeof(name), "proofs/%" PRIu64 ".tlog-proof", proved[i]);
        same(&text, file(s, name));
        snprintf(name, sizeof(name), "proofs/%" PRIu64 ".json", proved[i]);
        CHECK(slice_equal(s->lines[proved[i]], file(s, name)));
    }
    MUST(merkle_consistency(s->digest, OLD, SIZE, tiles_read, t, &p, &err));
    proof_consistency(&text, OLD, &p, now);
    same(&text, file(s, "log/consistency/000000000260-000000000300"));
    buf_release(&text);
}

static void check_tile(struct sample *s, struct store_tree *kept, unsigned level, uint64_t n, unsigned width)
{
    struct err err = ERR_INIT;
    struct slice hashes;
    struct buf path;

    buf_init(&path, BUF_CAP);
    buf_text(&path, "log/");
    tiles_path(&path, level, n, width);
    MUST(store_tile_get(kept, level, n, &hashes, &err));
    CHECK(slice_equal(hashes, file(s, buf_string(&path))));
    buf_release(&path);
}

/* Both checkpoints, as the store's tree gives them when it has so many entries. */
static void check_checkpoint(struct sample *s, struct tiles *t, const char *name)
{
    struct slice note = file(s, name), rest = note;
    struct buf text;
    struct checkpoint c = {.origin = cut(&rest, '\n'), .size = tiles_size(t)};

    buf_init(&text, BUF_CAP);
    tiles_root(t, &c.root);
    checkpoint_write(&text, &c);
    CHECK(text.n < note.n && memcmp(text.p, note.p, text.n) == 0);
    buf_release(&text);
}

static void check_store(struct sample *s)
{
    const struct store_ledger l = {.begun = true};
    struct store_sealer *to = NULL;
    struct store_tree *kept = NULL;
    struct tiles *t = NULL;
    struct err err = ERR_INIT;
    char path[64];
    struct store *store;

    make_path(path, sizeof(path), "proof");
    store = make_store(path);
    MUST(store_begin(store, &err));
    MUST(store_sealer_open(store, &l, &to, &err));
    MUST(tiles_open(store, 0, &t, &err));
    for (size_t i = 0; i < SIZE; i++) {
        MUST(store_sealer_add(to, (int64_t)i + 1, 0, s->leaves[i].bytes, SLICE("salts"), &err));
        MUST(tiles_append(t, &s->leaves[i], &err));
        if (i + 1 == OLD)
            check_checkpoint(s, t, "log/checkpoints/000000000260");
    }
    MUST(tiles_flush(t, &err));
    check_checkpoint(s, t, "log/checkpoint");
    store_sealer_close(to);
    MUST(store_commit(store, &err));
    MUST(store_tree_open(store, &kept, &err));
    check_tile(s, kept, 0, 0, 256);
    check_tile(s, kept, 0, 1, 44);
    check_tile(s, kept, 1, 0, 1);
    check_proofs(s, t);
    store_tree_close(kept);
    tiles_close(t);
    store_close(store);
    unlink(path);
}

/* size, level, index, width, path. */
static void check_paths(struct sample *s)
{
    struct slice rest = json_value_file(VECTORS "tile-paths.tsv", &s->arena);
    unsigned paths = 0;
    struct buf path;

    buf_init(&path, BUF_CAP);
    cut(&rest, '\n');
    for (; rest.n > 0; paths++) {
        struct slice line = cut(&rest, '\n');
        uint64_t number[4];

        for (size_t i = 0; i < 4; i++)
            number[i] = strtoull((const char *)cut(&line, '\t').p, NULL, 10);
        tiles_path(&path, (unsigned)number[1], number[2], (unsigned)number[3]);
        same(&path, line);
    }
    CHECK(paths >= 10);
    buf_release(&path);
}

int main(void)
{
    static struct sample s;

    if (access(SAMPLE "log/checkpoint", R_OK) != 0) {
        puts("skipped: no shared data");
        return SKIP_CODE;
    }
    s.arena = (struct arena)ARENA_INIT;
    s.digest = digest_new();
    read_entries(&s);
    check_commitments(&s);
    check_vector(&s);
    check_store(&s);
    check_paths(&s);
    digest_free(s.digest);
    arena_release(&s.arena);
    return harness_end();
}
