/*
 * fuzz_profile: a profile, and a JSON record that it maps, explains and detects.
 *
 * The input is the YAML, a NUL byte, and the record; without the NUL, only the YAML is read.
 */
#include <stdlib.h>
#include <string.h>

#include "mapper.h"
#include "profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void map(const struct profile *p, struct slice json)
{
    struct mapper *m = mapper_new(p, "fuzz");
    struct arena arena = ARENA_INIT;
    struct batch batch;
    struct record rec = {.number = 1};
    struct explanation x;
    struct buf out;
    struct err err = ERR_INIT;

    batch_init(&batch);
    buf_init(&out, BUF_CAP);
    if (tree_from_json(&arena, json, &rec.tree, &err) == ST_OK) {
        rec.enclosing = rec.enclosing_identity = tree_node(&arena, NODE_MAP);
        (void)mapper_plausible(m, rec.tree);
        if (mapper_map(m, &rec, json, &batch, &err) != MAPPED && batch.n_events != 0)
            abort();
        mapper_explain(m, &rec, json, &x);
        explanation_text(&x, 80, &out);
        explanation_release(&x);
    }
    buf_release(&out);
    batch_release(&batch);
    arena_release(&arena);
    mapper_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    struct slice yaml = {data, end ? (size_t)(end - data) : size};
    struct profile *p;
    struct err err = ERR_INIT;

    if (profile_parse(yaml, "fuzz.yaml", &p, &err) != ST_OK) {
        if (!err.code[0] || !err.text[0])
            abort(); /* a mistake without a word */
        return 0;
    }
    if (end) {
        struct slice json = {end + 1, size - yaml.n - 1};

        map(p, json);
        (void)profile_detect(p, json, true);
    }
    profile_free(p);
    return 0;
}
