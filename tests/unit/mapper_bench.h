/*
 * mapper_bench: a profile at work, for the tests of the mapper.
 */
#ifndef MAPPER_BENCH_H
#define MAPPER_BENCH_H

#include <stdlib.h>

#include "harness.h"
#include "mapper.h"
#include "profile.h"
#include "tree_layout.h"

#define HEAD "profile: p\ntitle: T\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\n"

struct bench { /* a profile at work */
    struct profile *p;
    struct mapper *m;
    struct batch out;
    struct arena arena;
    struct err err;
    struct node *enclosing;
    struct layouts *layouts; /* borrowed; NULL: records have none */
};

static inline void bench_start(struct bench *b, const char *yaml)
{
    struct err err = ERR_INIT;

    memset(b, 0, sizeof(*b));
    if (profile_parse(slice_text(yaml), "p.yaml", &b->p, &err) != ST_OK) {
        fprintf(stderr, "%d:%d: %s\n", (int)err.line, (int)err.column, err.text);
        abort();
    }
    b->m = mapper_new(b->p, "src");
    batch_init(&b->out);
}

static inline void bench_end(struct bench *b)
{
    mapper_free(b->m);
    profile_free(b->p);
    batch_release(&b->out);
    arena_release(&b->arena);
}

static inline enum mapped bench_map(struct bench *b, const char *json)
{
    struct record rec = {.number = 3, .line = 4, .offset = 50, .length = strlen(json)};
    struct err err = ERR_INIT;

    batch_reset(&b->out);
    err_clear(&b->err);
    CHECK(tree_from_json(&b->arena, slice_text(json), &rec.tree, &err) == ST_OK);
    rec.enclosing = rec.enclosing_identity = b->enclosing;
    if (b->layouts != NULL)
        rec.layout = layouts_find(b->layouts, rec.tree, &b->arena);
    return mapper_map(b->m, &rec, slice_text(json), &b->out, &b->err);
}

/* The parties of event i as "role type key=label", joined by "; ". */
static inline void bench_parties(struct bench *b, size_t i, const char *want, int line)
{
    struct buf got;
    const struct event *ev = &b->out.events[i];

    buf_init(&got, BUF_CAP);
    for (size_t k = 0; i < b->out.n_events && k < ev->n_parties; k++) {
        const struct party *a = &ev->parties[k];

        buf_format(&got, "%s%s %.*s %.*s", k ? "; " : "", role_name(a->role), (int)a->type.n,
                   (const char *)a->type.p, (int)a->key.n, (const char *)a->key.p);
        if (a->label.n)
            buf_format(&got, "=%.*s", (int)a->label.n, (const char *)a->label.p);
    }
    harness_slice(__FILE__, line, buf_view(&got), want);
    buf_release(&got);
}

#define PARTIES(b, i, want) bench_parties(b, i, want, __LINE__)

#endif
