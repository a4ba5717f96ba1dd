/*
 * mapper_parts: a mapper from inside, for mapper*.c only.
 *
 * One record at a time: what is found borrows from the record's tree and the scratch arena, and is
 * copied into the batch when the event is finished.  Nothing is allocated for a record but from
 * arenas; vectors grow once and stay.
 */
#ifndef MAPPER_PARTS_H
#define MAPPER_PARTS_H

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

struct trace { /* for mapper_explain */
    const void *rule;
    struct slice text;
};

struct mapper {
    const struct profile *p;
    struct slice source;
    struct matcher *matcher;
    struct digest *digest;
    struct arena scratch;
    struct buf json;

    /* CSV: the record's cells by number, and where each path's column stood last */
    struct node *root;
    struct node **row;
    size_t n_row, size_row;
    size_t *columns; /* by path slot */

    struct spot *spots; /* cells that hold JSON, opened */
    size_t n_spots, size_spots;
    struct node **scopes; /* what the top-level each found */
    size_t n_scopes, size_scopes;

    struct party *parties;
    const struct item_rule **rules; /* which made each party */
    size_t n_parties, size_parties;
    uint16_t *seen; /* hash table over parties, only once there are many */
    struct change *changes;
    size_t n_changes, size_changes;

    bool marking; /* found leaves are marked used */
    unsigned char canonical[DIGEST_SIZE];
    uint32_t leaves;
    size_t output; /* bytes copied for this record */
    struct batch *out;
    struct err *err;
    const char *reject; /* code, once something cannot be mapped */
    void (*explain)(void *ctx, const struct event *ev); /* NULL: nobody asks */
    void *explain_ctx;
};

/* ---- mapper_value.c ---- */

typedef bool value_take(void *ctx, struct hit f);

/* Every non-empty text of v; whole: a list or map at the end of a path is its JSON. */
void value_each(struct mapper *m, const struct value *v, const struct scope *s, bool whole,
                value_take *take, void *ctx);

/* The first non-empty text; n = 0 if there is none. */
struct hit value_one(struct mapper *m, const struct value *v, const struct scope *s, bool whole);

bool when_holds(struct mapper *m, const struct when *w, const struct scope *s);

/* The leaf has been taken over. */
void mapper_used(const struct mapper *m, struct hit f);

/* Opens the cells that hold JSON; mapper_restore() closes them. */
void mapper_embed(struct mapper *m, const struct scope *s);
void mapper_restore(struct mapper *m);

/* ---- mapper_items.c ---- */

void mapper_items(struct mapper *m, const struct scope *s);
void mapper_changes(struct mapper *m, const struct scope *s);

/* A reject; the first one counts. */
void mapper_reject(struct mapper *m, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A copy in the batch's arena, counted. */
struct slice mapper_copy(struct mapper *m, struct slice text);

/* ---- mapper_attributes.c ---- */

/* n as JSON, its members in order of name, or what of it was not used (n = 0: nothing); in scratch. */
struct slice mapper_json(struct mapper *m, const struct node *n, bool unused_only);

/* Fills the attributes of n events from the first on.  Each has the leaves of its own part of the
 * record (own, NULL if there is one event) and those of the record around the parts: these only the
 * first one, should repeating them be out of proportion. */
void mapper_attributes(struct mapper *m, const struct node *root, size_t first,
                       const struct slice *own, size_t n);

/* ---- mapper_identity.c ---- */

/* The canonical record; before cells are opened. */
void mapper_canonical(struct mapper *m, const struct node *root);

/* ident and content of an event, one of n of its record. */
void mapper_identify(struct mapper *m, const struct scope *s, struct event *ev, size_t n);

#endif
