/*
 * mapper_parts: a mapper from inside, for mapper*.c only.
 *
 * One record at a time: what is found borrows from the record's tree and the scratch arena, and is
 * copied into the batch when the event is finished.  Nothing is allocated for a record but from
 * arenas; vectors grow once and stay.
 */
#ifndef MAPPER_PARTS_H
#define MAPPER_PARTS_H

#include "mapper.h"
#include "profile_parts.h"

/* Bytes of all events of one record: a small record must not unfold into a huge batch. */
#define MAPPER_MAX_OUTPUT ((size_t)4 * EVENT_MAX_RECORD)

struct hit { /* one value */
    struct slice text;
    struct node *node; /* the leaf that is wholly in text, or NULL: then it must stay in attributes */
};

struct spot { /* a leaf and what is in its place until the record is done */
    struct node *node;
    struct node was;
};

struct mapper {
    const struct profile *p;
    struct slice source;
    struct matcher *matcher;
    struct digest *digest;
    struct arena scratch;
    struct buf json;

    struct node *root;
    const struct layout *layout; /* of the root, or NULL; the reader's, which a mapper may outlive */
    /* By path slot: 1 + number of the member that its first step names in maps of that layout; 0: not
     * looked up yet. */
    size_t *columns;
    unsigned char columns_of[DIGEST_SIZE]; /* the layout's digest */
    struct slice raw;                      /* the record's bytes, which most texts are part of, ... */
    const unsigned char *kept;             /* ... and a copy of them in the batch, made when first needed */

    struct spot *spots; /* what identity ignores, hidden, and cells that hold JSON, opened */
    size_t n_spots, size_spots;
    struct node **scopes; /* what the top-level each found */
    size_t n_scopes, size_scopes;

    struct party *parties;
    const struct item_rule **rules; /* which made each party */
    size_t n_parties, size_parties;
    uint16_t *seen; /* hash table over parties, only once there are many */
    uint64_t seed;  /* of its hashes */
    struct change *changes;
    size_t n_changes, size_changes;

    bool marking;                         /* found leaves are marked used */
    unsigned char canonical[DIGEST_SIZE]; /* the canonical record's digest */
    uint32_t leaves;
    struct slice ignored; /* what is not in it: a JSON object, in scratch; n = 0 if nothing */
    size_t output;        /* bytes copied for this record */
    struct batch *out;
    struct err *err;
    const char *reject; /* code, once something cannot be mapped */
    /* NULL: nobody asks */
    void (*explain)(void *ctx, const struct event *ev, const struct scope *s);
    void *explain_ctx;
};

#endif
